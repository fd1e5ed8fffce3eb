"""The registry: from published to visible, reads during a storm of publishing, growth, and the length of a chain."""

import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from presskontakt.directory.document import read_directory, write_directory
from presskontakt.directory.model import Directory
from presskontakt.registry.database import Database
from presskontakt.registry.drafting import Wish, append
from presskontakt.registry.folder import load_vocabulary
from presskontakt.registry.ledger import Ledger
from presskontakt.registry.publishing import Registry
from presskontakt.registry.synthetic import synthetic_sweden
from presskontakt.registry.verifying import verify
from presskontakt.routing.question import Question
from presskontakt.routing.router import Router
from tests.accounts.cast import know_token
from tests.bench.routing import NOW
from tests.bench.serving import BY_ID, ask, requests_a_second
from tests.bench.table import ROOT, Row, measured, memory, summary
from tests.postgresql import serve as serve_postgresql
from tests.scale.test_replicas import name_at, rename
from tests.server import Service, seconds_until, start

PUBLISHED, REVISIONS, SIZES = 40, 10_000, (10, 100, 1_100)


def rows() -> Iterator[Row]:
    """Everything of the registry that has a budget or a figure in the notes."""
    yield from _replicas()
    yield from _growth()
    yield from _chain()


def _replicas() -> Iterator[Row]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = {"PRESSKONTAKT_DATABASE": stack.enter_context(serve_postgresql()).new_database()}
        know_token(settings["PRESSKONTAKT_DATABASE"], "exempelregionen")
        first, second = (_replica(stack, folder / str(number), settings) for number in (1, 2))
        visible, published = zip(*(_publish(first, second, number) for number in range(PUBLISHED)), strict=True)
        middle, worst = summary(published)
        yield Row("publish over HTTP, gates and all", middle, "s", worst)
        middle, worst = summary(visible)
        yield Row("published to visible on another replica", middle, "s", worst, "1 s")
        quiet = statistics.median(requests_a_second(second.address + BY_ID) for _ in range(3))
        is_over = threading.Event()
        count = [0]
        storm = threading.Thread(target=_storm, args=(first, is_over, count))
        storm.start()
        began = time.perf_counter()
        stormy = statistics.median(requests_a_second(second.address + BY_ID) for _ in range(3))
        seconds = time.perf_counter() - began
        is_over.set()
        storm.join()
        yield Row("HTTP GET route by topic id, nobody publishes", quiet, "1/s")
        yield Row(f"the same while {count[0] / seconds:.0f} revisions a second are published", stormy, "1/s")
        yield Row("ratio, storm to quiet (one machine does it all)", stormy / quiet, "")


def _replica(stack: ExitStack, folder: Path, settings: dict[str, str]) -> Service:
    folder.mkdir()
    return stack.enter_context(start(folder, settings=settings))


def _publish(first: Service, second: Service, number: int) -> tuple[float, float]:
    took = measured(lambda: rename(first.address, f"Disa {number}"))
    return seconds_until(lambda: name_at(second.address) == f"Disa {number}"), took


def _storm(replica: Service, is_over: threading.Event, count: list[int]) -> None:
    while not is_over.is_set():
        count[0] += bool(rename(replica.address, f"Disa Storm {count[0]}"))


def _growth() -> Iterator[Row]:
    vocabulary = load_vocabulary(ROOT / "config" / "vocabulary")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            data = folder / "data"
            registry = Registry(Database(str(data / "presskontakt.sqlite")), vocabulary)
            sweden = list(synthetic_sweden(size))
            at = datetime.now(UTC)
            seconds = measured(lambda: [registry.publish(each, Wish("bench"), at) for each in sweden])  # noqa: B023
            registry.database.close()
            yield Row(f"{size:,} organisations: publish all, as a first start does", seconds)
            shutil.copytree(ROOT / "config", folder / "config")
            _with_default(folder, sweden[0])
            settings = {
                "PRESSKONTAKT_CONFIG": str(folder / "config" / "presskontakt.toml"),
                "PRESSKONTAKT_DATA": str(data),
            }
            address = f"/v1/{sweden[-1].organisation.id}/contacts"
            _start(folder, settings, address)
            yield Row(
                f"{size:,} organisations: start to first answer",
                statistics.median(_start(folder, settings, address) for _ in range(3)),
                budget="1.5 s",
            )
            with start(folder, settings=settings) as service:
                for each in sweden:
                    assert ask(service.address, f"/v1/{each.organisation.id}/contacts")[0] == 200
                yield Row(f"{size:,} organisations: memory", memory(service.process.pid), "MB", budget="300 MB")
            routers = [Router(each.public(), vocabulary) for each in sweden[:200]]
            asked = [Question(topic=each.topics[0].id) for each in sweden[:200]]
            calls = [(router, question) for router, question in zip(routers, asked, strict=True) for _ in range(20)]
            middle, worst = summary(measured(lambda: router.route(question, NOW)) for router, question in calls)  # noqa: B023
            yield Row(f"{size:,} organisations: route by topic id", middle, "s", worst, "10 µs")


def _with_default(folder: Path, directory: Directory) -> None:
    for file in (folder / "config" / "directories").glob("*.toml"):
        file.unlink()
    for file in (folder / "config" / "rosters").glob("*.toml"):
        file.unlink()
    name = directory.organisation.id
    (folder / "config" / "directories" / f"{name}.toml").write_text(write_directory(directory), encoding="utf-8")
    settings = folder / "config" / "presskontakt.toml"
    settings.write_text(f'default_organisation = "{name}"\n', encoding="utf-8")


def _start(folder: Path, settings: dict[str, str], address: str) -> float:
    began = time.perf_counter()
    with start(folder, settings=settings) as service:
        assert ask(service.address, address)[0] == 200
        return time.perf_counter() - began


def _chain() -> Iterator[Row]:
    cast = read_directory((ROOT / "tests" / "cast.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "chain.sqlite"
        database = Database(str(file))
        with database.writing() as connection:
            ledger = Ledger(connection)
            for number in range(REVISIONS):
                anna, *others = cast.contacts
                changed = replace(cast, contacts=(replace(anna, name=f"Anna {number}"), *others))
                append(ledger, changed, Wish("bench"), NOW + timedelta(seconds=number))
        with database.reading() as connection:
            ledger = Ledger(connection)
            seconds = measured(lambda: verify(ledger, cast.organisation.id))
            found = verify(ledger, cast.organisation.id)
        database.close()
        assert not found.faults
        assert found.revisions == REVISIONS
        yield Row(f"verify {REVISIONS:,} revisions of 7 contacts", seconds)
        yield Row("of which on disk", file.stat().st_size / 1_000_000, "MB")
