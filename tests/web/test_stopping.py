"""The end of the service: a signal to stop drops no request, and nobody can hold the process up."""

import http.client
import re
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.server import Service, start

ADDRESS = "/v1/exempelregionen/route?topic=mental-health"
BODY = b'{"topic": "mental-health"}'
HEAD = f"POST /v1/exempelregionen/route HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(BODY)}\r\n\r\n".encode()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Service]:
    with start(tmp_path) as service:
        yield service


class Reader(threading.Thread):
    """Asks again and again until no connection is to be had; `dropped` is what was asked and not answered."""

    def __init__(self, address: str, *, keeps_connection: bool) -> None:
        super().__init__()
        where = urlsplit(address)
        self._connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=20)
        self._headers = {} if keeps_connection else {"Connection": "close"}
        self.answered, self.dropped = 0, ""

    def run(self) -> None:
        while not self.dropped:
            try:
                if self._connection.sock is None:
                    self._connection.connect()
            except ConnectionRefusedError:
                return
            self._ask()

    def _ask(self) -> None:
        try:
            self._connection.request("GET", ADDRESS, headers=self._headers)
            answer = self._connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.dropped = repr(error)
        else:
            assert answer.status == 200
            self.answered += 1
            if answer.will_close:
                self._connection.close()


def test_a_signal_to_stop_under_load_drops_no_request(running: Service) -> None:
    readers = [Reader(running.address, keeps_connection=number % 2 == 0) for number in range(8)]
    for reader in readers:
        reader.start()
    _wait_until(lambda: all(reader.answered > 20 for reader in readers))

    running.process.send_signal(signal.SIGTERM)

    assert running.process.wait(timeout=15) == 0
    for reader in readers:
        reader.join(timeout=30)
    assert [reader.dropped for reader in readers if reader.dropped] == []


def test_a_request_that_was_begun_is_answered(running: Service) -> None:
    with _connected(running) as begun:
        begun.sendall(HEAD + BODY[:5])
        _wait_until(lambda: _established(running) == 1)
        running.process.send_signal(signal.SIGTERM)
        _wait_until(lambda: "stopping" in running.log.read_text(encoding="utf-8"))
        begun.sendall(BODY[5:])
        answer = begun.recv(65_536)

    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b"connection: close" in answer
    assert running.process.wait(timeout=15) == 0


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_reader_who_says_nothing_does_not_hold_it_up(running: Service, sign: signal.Signals) -> None:
    with _connected(running) as silent, _connected(running) as halfway:
        halfway.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        _wait_until(lambda: _established(running) == 2)
        running.process.send_signal(sign)

        assert running.process.wait(timeout=5) == 0
        assert silent.recv(10) == b""
    assert re.fullmatch(
        r"(?s)Presskontakt: http://127\.0\.0\.1:\d+/  \(Ctrl\+C stops it\)\n"
        r"\S+ \S+Z started version=\S+ organisations=2 seconds=\S+\n"
        r"\S+ \S+Z stopping in_flight=0\n\S+ \S+Z stopped\n",
        running.log.read_text(encoding="utf-8"),
    )


def _connected(running: Service) -> "closing[socket.socket]":
    where = urlsplit(running.address)
    return closing(socket.create_connection((where.hostname, where.port), timeout=15))


def _established(running: Service) -> int:
    """How many connections the process has accepted (`proc_pid_net`, state 1)."""
    port = f":{urlsplit(running.address).port:04X}"
    lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    return sum(line.split()[1].endswith(port) and line.split()[3] == "01" for line in lines)


def _wait_until(holds: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(1_000):
        if holds():
            return
        pause.wait(0.01)
    raise AssertionError("it never came to hold")
