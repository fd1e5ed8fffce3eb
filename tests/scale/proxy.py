"""The proxy that ships, config/proxy/nginx.conf, before services on the loopback."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from tests.server import ROOT, free_port, wait_until_ready

SHIPPED = ROOT / "config" / "proxy" / "nginx.conf"


@contextmanager
def proxy(folder: Path, replicas: list[str], settings: Mapping[str, str] = MappingProxyType({})) -> Iterator[str]:
    """Yields the address of nginx before `replicas`; everything it keeps is in `folder`."""
    port = free_port()
    text = SHIPPED.read_text(encoding="utf-8").replace("/tmp/", f"{folder}/")  # noqa: S108 - that of the container
    for number, replica in enumerate(replicas, 1):
        text = text.replace(f"presskontakt-{number}:8000", urlsplit(replica).netloc)
    text = text.replace("listen 8080", f"listen 127.0.0.1:{port}")
    with nginx(folder, text, port, settings) as address:
        yield address


@contextmanager
def nginx(folder: Path, text: str, port: int, settings: Mapping[str, str] = MappingProxyType({})) -> Iterator[str]:
    """Yields the address of nginx that does what `text` says, on a port of the loopback."""
    own = folder / "nginx.conf"
    first = ["user root;"] if os.geteuid() == 0 else []
    first += [f"env {name};" for name in settings]  # else nginx forgets them
    own.write_text("\n".join([*first, text]), encoding="utf-8")
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin") or "nginx"
    command = [program, "-c", str(own), "-p", str(folder), "-e", "stderr", "-g", "daemon off;"]
    log = folder / "proxy.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=os.environ | dict(settings))
        try:
            wait_until_ready(port, process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=15)
