"""The proxy keeps an answer for as long as the service says, and not a second more while the service answers."""

import http.server
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scale.proxy import proxy


class Counting(http.server.BaseHTTPRequestHandler):
    """Answers with another number every time; one second fresh, and one second stale."""

    protocol_version = "HTTP/1.1"
    answered = 0

    def do_GET(self) -> None:
        Counting.answered += 1
        body = b"%d" % Counting.answered
        self.send_response(200)
        self.send_header("Cache-Control", "public, max-age=1, stale-while-revalidate=1, stale-if-error=3600")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def upstream() -> Iterator[http.server.ThreadingHTTPServer]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def read(address: str) -> int:
    with urllib.request.urlopen(f"{address}/anything", timeout=10) as answer:
        return int(answer.read())


def test_a_stale_answer_is_given_for_as_long_as_it_may_and_no_longer(
    upstream: http.server.ThreadingHTTPServer, tmp_path: Path
) -> None:
    replica = f"http://127.0.0.1:{upstream.server_port}"
    with proxy(tmp_path, [replica, replica]) as address:
        first = read(address)
        assert read(address) == first
        time.sleep(3.1)
        assert read(address) > first
