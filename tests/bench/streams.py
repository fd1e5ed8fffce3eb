"""The switchboard: what an open page costs the service, and how soon the last of many hears of a change."""

import resource
import selectors
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from presskontakt.accounts.permission import Role
from presskontakt.accounts.rows import Rows
from presskontakt.accounts.secret import digest, new_secret
from presskontakt.accounts.staff import Staff, Wanted
from presskontakt.directory.change import SetHandover
from presskontakt.registry.database import Database
from presskontakt.registry.folder import load_vocabulary
from presskontakt.registry.publishing import Registry
from tests.accounts.cast import ROOT as EVERYTHING
from tests.bench.table import ROOT, Row, summary
from tests.server import Service, start
from tests.web.open_page import Listener, press

PAGES, WARM, CHANGES = 2_000, 50, 15
ORGANISATION = "exempelregionen"


def rows() -> Iterator[Row]:
    """2,000 pages of as many sessions on one worker: memory, work while nothing happens, changes, and the end."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    yield from _all_at_once()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack, start(Path(folder)) as service:
        secrets = _sessions(Path(folder))
        _open_each(stack, service, secrets[PAGES:])
        before = _resident(service)
        pages = _open_each(stack, service, secrets[:PAGES])
        _beat(pages)
        grown = (_resident(service) - before) / PAGES
        yield Row("memory of an open page (growth of RSS)", grown, "B", budget="20,000 B")
        yield Row("share of a core while nothing happens", _work(service, 10), "")
        yield from _heard(service, secrets[0], pages, "")
        yield from _heard(service, secrets[0], pages[PAGES // 100 :], ", one in a hundred takes nothing")
        began = time.perf_counter()
        service.process.terminate()
        service.process.wait(15)
        yield Row(f"a stop with {PAGES:,} pages open", time.perf_counter() - began)


def _all_at_once() -> Iterator[Row]:
    """What it is like when every page comes back in the same moment, which the spread of `retry` prevents."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack, start(Path(folder)) as service:
        secrets = _sessions(Path(folder))
        _open_each(stack, service, secrets[PAGES:])
        before, began = _resident(service), time.perf_counter()
        pages = [Listener(service, secret) for secret in secrets[:PAGES]]
        for page in pages:
            stack.enter_context(page.socket)
            page.until("event: situation")
        yield Row(f"{PAGES:,} pages that come at once, until the last is told", time.perf_counter() - began)
        _beat(pages)
        yield Row("memory of each of them (growth of RSS)", (_resident(service) - before) / PAGES, "B")


def _sessions(folder: Path) -> list[str]:
    """Secrets of as many sessions as there are to be pages, and some that come before them."""
    database, now = Database(str(folder / "data" / "presskontakt.sqlite")), datetime.now(UTC)
    staff = Staff(Registry(database, load_vocabulary(ROOT / "config" / "vocabulary")))
    person, _ = staff.add_person(EVERYTHING, Wanted(ORGANISATION, "kim", Role.OPERATOR), now)
    secrets = [new_secret() for _ in range(PAGES + WARM)]
    with database.writing() as connection:
        for secret in secrets:
            Rows(connection).add_session(digest(secret), person, now, "password")
    database.close()
    return secrets


def _open_each(stack: ExitStack, service: Service, secrets: list[str]) -> list[Listener]:
    """Pages that are opened one after the other."""
    pages = []
    for secret in secrets:
        pages.append(Listener(service, secret))
        stack.enter_context(pages[-1].socket)
        pages[-1].until("event: situation")
    return pages


def _beat(pages: list[Listener]) -> None:
    """Wait until every page has heard that the service is there."""
    for page in pages:
        page.until("event: beat")


def _heard(service: Service, secret: str, pages: list[Listener], among: str) -> Iterator[Row]:
    """Seconds from the press to the page that hears of it in the middle, and to the last."""
    middles, lasts = [], []
    for number in range(CHANGES):
        roster = _roster(pages[0])
        seconds = _hear(service, secret, pages, roster, f"Nummer {number}{among}.")
        middles.append(statistics.median(seconds))
        lasts.append(max(seconds))
    yield Row(f"a change until half of the pages hear it{among}", statistics.median(middles))
    middle, worst = summary(lasts)
    yield Row(f"a change until the last page hears it{among}", middle, "s", worst, "1 s")


def _roster(page: Listener) -> int:
    """The number of the roster that a page has heard of last."""
    return int(page.received.rpartition(b'"roster":')[2].split(b",")[0])


def _hear(service: Service, secret: str, pages: list[Listener], roster: int, note: str) -> list[float]:
    with selectors.DefaultSelector() as waiting:
        for page in pages:
            waiting.register(page.socket, selectors.EVENT_READ, page)
        seconds: list[float] = []
        began = time.perf_counter()
        press(service, secret, roster, SetHandover(note))
        while waiting.get_map():
            for key, _ in waiting.select(15):
                key.data.received = key.data.received[-40_000:] + key.data.socket.recv(65_536)
                if note.encode() in key.data.received:
                    seconds.append(time.perf_counter() - began)
                    waiting.unregister(key.data.socket)
    return seconds


def _resident(service: Service) -> int:
    """Bytes of the service in memory."""
    lines = Path(f"/proc/{service.process.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1_024 for line in lines if line.startswith("VmRSS:"))


def _work(service: Service, seconds: float) -> float:
    """What share of one core the service takes for a while."""
    began = _ticks(service)
    time.sleep(seconds)
    return (_ticks(service) - began) / 100 / seconds


def _ticks(service: Service) -> int:
    return sum(map(int, Path(f"/proc/{service.process.pid}/stat").read_text(encoding="ascii").split()[13:15]))
