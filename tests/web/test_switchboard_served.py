"""The streams of the switchboard as a real process serves them: heard within a second, and no hindrance to a stop."""

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from presskontakt.directory.change import SetHandover
from tests.server import Service, start
from tests.web.open_page import LINK, Listener, press, sign_in
from tests.web.test_nothing_written import TRACE, is_reply

MARK = "zqKx7Wv"
PAGES = 20


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Service]:
    with start(tmp_path, options=LINK) as service:
        yield service


def listeners(stack: ExitStack, service: Service, secret: str) -> list[Listener]:
    pages = [Listener(service, secret) for _ in range(PAGES)]
    for page in pages:
        stack.enter_context(page.socket)
        page.until("event: situation")
    return pages


def test_a_change_reaches_every_page_within_a_second(running: Service) -> None:
    secret = sign_in(running)
    with ExitStack() as stack:
        pages = listeners(stack, running, secret)
        began = time.monotonic()
        assert press(running, secret, 1, SetHandover("Lugnt."))["roster"] == 2
        for page in pages:
            page.until("Lugnt.")
        assert time.monotonic() - began < 1


def test_a_signal_to_stop_ends_every_stream_and_waits_for_none(running: Service) -> None:
    secret = sign_in(running)
    with ExitStack() as stack:
        pages = listeners(stack, running, secret)
        began = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        assert all(page.until_over() for page in pages)
        assert time.monotonic() - began < 1
        assert running.process.wait(timeout=5) == 0
    assert "stopping in_flight=0" in running.log.read_text(encoding="utf-8")


def test_more_pages_than_a_process_may_usually_open_files_keep_nobody_out(tmp_path: Path) -> None:
    with start(tmp_path, "prlimit", "--nofile=40:120", options=LINK) as service, ExitStack() as stack:
        secret = sign_in(service)
        pages = listeners(stack, service, secret) + listeners(stack, service, secret)
        press(service, secret, 1, SetHandover("Lugnt."))
        for page in pages:
            page.until("Lugnt.")


def test_a_note_goes_to_the_database_and_to_who_listens_and_nowhere_else(tmp_path: Path) -> None:
    trace = tmp_path / "writes.trace"
    with start(tmp_path, *TRACE, "-o", str(trace), options=LINK) as service, ExitStack() as stack:
        secret = sign_in(service)
        page = listeners(stack, service, secret)[0]
        press(service, secret, 1, SetHandover(f"Strejken {MARK}."))
        page.until(MARK)

    in_hex = "".join(f"\\x{ord(letter):02x}" for letter in MARK)
    lines = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    written = [line for line in lines if not is_reply(line) and (MARK in line or in_hex in line)]
    assert written
    assert [line for line in written if "presskontakt.sqlite" not in line] == []
    kept = [path.name for path in tmp_path.rglob("*") if path.is_file() and MARK.encode() in path.read_bytes()]
    assert set(kept) <= {"presskontakt.sqlite", trace.name}
