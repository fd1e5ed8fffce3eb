"""Over HTTP with wrk, in turns with a bare Litestar handler that sends the same; starting; memory."""

import base64
import http.client
import json
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from tests.bench.table import ROOT, Row, memory
from tests.server import free_port, start, wait_until_ready

BY_ID = "/v1/exempelregionen/route?topic=mental-health"
CACHED = {"contacts": "/v1/exempelregionen/contacts", "page": "/exempelregionen/amne/mental-health"}
POST = """wrk.method = "POST"; wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"text": "Hur många har vaccinerats mot mässling i Sjövik?", "lang": "sv"}'
"""
TURNS, SECONDS = 5, 2


class Asked(Struct, frozen=True):
    """What is asked again and again: its name in the table, the address, the budget, the ETag that the reader has."""

    what: str
    address: str
    budget: str
    tag: str = ""


def rows() -> Iterator[Row]:
    """Requests a second beside the bare handler, seconds to the first answer, memory."""
    with tempfile.TemporaryDirectory() as folder, start(Path(folder)) as service:
        asked = [Asked("route by topic id", BY_ID, "0.80")]
        for name, address in CACHED.items():
            asked.append(Asked(f"{name}, 200", address, "0.90"))
            asked.append(Asked(f"{name}, 304", address, "0.90", ask(service.address, address)[1]["etag"]))
        for each in asked:
            yield from _beside_bare(Path(folder), service.address, each)
        script = Path(folder) / "post.lua"
        script.write_text(POST, encoding="utf-8")
        posted = requests_a_second(f"{service.address}/v1/exempelregionen/route", "-s", str(script))
        yield Row("HTTP POST route by text", posted, "1/s")
        yield Row("memory of the service after that load", memory(service.process.pid), "MB", budget="130 MB")
    yield Row("start to first answer", statistics.median(_start() for _ in range(5)), "s", budget="1.5 s")


def _beside_bare(folder: Path, ours: str, asked: Asked) -> Iterator[Row]:
    status, headers, body = ask(ours, asked.address, asked.tag)
    own = {name: value for name, value in headers.items() if name not in {"date", "content-length", "server"}}
    same = {"status": status, "headers": own, "body": base64.b64encode(body).decode()}
    file = folder / "bare.json"
    file.write_text(json.dumps({asked.address: same}), encoding="utf-8")
    sent = ["-H", f"If-None-Match: {asked.tag}"] if asked.tag else []
    with _bare(file) as bare:
        pairs = [
            (requests_a_second(ours + asked.address, *sent), requests_a_second(bare + asked.address, *sent))
            for _ in range(TURNS)
        ]
    yield Row(f"HTTP GET {asked.what}", statistics.median(our for our, _ in pairs), "1/s")
    yield Row(f"baseline: bare handler, {asked.what}", statistics.median(their for _, their in pairs), "1/s")
    yield Row(
        f"ratio, {asked.what}", statistics.median(our / their for our, their in pairs), "", budget=f">= {asked.budget}"
    )


@contextmanager
def _bare(file: Path) -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.bare", str(file), str(port)], cwd=ROOT)
    try:
        wait_until_ready(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def requests_a_second(address: str, *more: str) -> float:
    """How many requests a second wrk gets answered."""
    command = ["wrk", "-t1", "-c16", f"-d{SECONDS}", *more, address]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in told or "If-None-Match" in " ".join(more), told
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert found, told
    return float(found[1])


def ask(service: str, address: str, tag: str = "") -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body."""
    where = urlsplit(service)
    with closing(http.client.HTTPConnection(where.hostname or "", where.port)) as connection:
        connection.request("GET", address, headers={"If-None-Match": tag} if tag else {})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def _start() -> float:
    """Seconds from nothing to the first answer to a question."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        with start(Path(folder)) as service:
            assert ask(service.address, BY_ID)[0] == http.client.OK
            seconds = time.perf_counter() - began
            service.process.send_signal(signal.SIGKILL)
        return seconds
