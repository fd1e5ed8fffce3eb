"""A static copy behind nginx, as the tests ask it and the service that it was made of."""

import http.client
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from presskontakt.web.static.manifest import Manifest
from tests.scale.proxy import nginx
from tests.server import free_port

PUBLIC = "https://press.example"
CONFIGURATION = """
pid {folder}/nginx.pid;
error_log stderr emerg;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        include {copy}/nginx.conf;
    }}
}}
"""


class Answer(Struct, frozen=True):
    """What came over HTTP."""

    status: int
    headers: dict[str, str]
    body: bytes


class Copy(Struct, frozen=True):
    """A copy behind nginx: where it is served, and what stands in it."""

    address: str
    folder: Path
    manifest: Manifest


@contextmanager
def served(root: Path, folder: Path) -> Iterator[str]:
    """Yields the address of nginx that serves the copy in `root`; what nginx keeps is in `folder`."""
    port = free_port()
    with nginx(folder, CONFIGURATION.format(folder=folder, port=port, copy=root), port) as address:
        yield address


def ask(address: str, path: str, **headers: str) -> Answer:
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=10)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    told = {name.lower(): value for name, value in answer.getheaders()}
    body = answer.read()
    connection.close()
    return Answer(answer.status, told, body)


def address_of(file: str) -> str:
    offset = re.search(r"/offset-(\d+)\.json$", file)
    path = re.sub(r"(^|/)(index\.html|index\.json|offset-\d+\.json)$", "", file)
    return f"/{path}{f'?offset={offset[1]}' if offset else ''}"


def files_of(copy: Copy) -> list[str]:
    parts = (part.files for part in copy.manifest.organisations.values())
    names = [name for files in (*parts, copy.manifest.files) for name in files]
    return [name for name in names if name != "_headers" and not name.endswith(("404.html", "404.json"))]
