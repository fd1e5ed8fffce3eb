"""The static copy of the synthetic Sweden: how long it takes, how large it is, and what one change costs."""

import os
import resource
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from presskontakt.directory.model import Directory
from presskontakt.directory.roster import Roster
from presskontakt.registry.edition import Edition, Unread
from presskontakt.registry.folder import load_vocabulary
from presskontakt.registry.synthetic import ALL, synthetic_sweden
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.web.fleet import Fleet
from presskontakt.web.parts import Parts
from presskontakt.web.static.publish import Outcome, publish
from tests.bench.routing import NOW
from tests.bench.table import ROOT, Row, measured


def rows() -> Iterator[Row]:
    """A whole copy, a run that finds nothing to do, and one after one changed contact; each as a process begins."""
    vocabulary = load_vocabulary(ROOT / "config" / "vocabulary")
    sweden = {directory.organisation.id: directory for directory in synthetic_sweden()}
    numbers = dict.fromkeys(sweden, 1)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        run = partial(_run, vocabulary, sweden, numbers, Path(folder) / "copy")
        outcome, seconds = run()
        yield Row(f"static copy of {ALL:,} organisations", seconds)
        yield Row("its files, without twins", outcome.files, "")
        yield Row("their size, with twins", outcome.size / 1e6, "MB")
        yield Row("on disk", _on_disk(Path(folder)) / 1e6, "MB")
        yield Row("memory of the process, at most", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3, "MB")
        outcome, seconds = run()
        yield Row("static copy again, nothing changed", seconds)
        name = next(iter(sweden))
        sweden[name], numbers[name] = _changed(sweden[name]), 2
        outcome, seconds = run()
        yield Row("static copy after one changed contact", seconds)
        yield Row("files written by that", outcome.changed, "")
        assert outcome.until
        outcome, seconds = run(until=outcome.until - NOW)
        yield Row(f"static copy when {len(outcome.asked):,} organisations open or close", seconds)


def _run(
    vocabulary: Vocabulary,
    sweden: dict[str, Directory],
    numbers: dict[str, int],
    root: Path,
    until: timedelta = timedelta(0),
) -> tuple[Outcome, float]:
    now = NOW + until
    fleet = Fleet(vocabulary)
    fleet.add(
        {name: Unread(Edition(name, number, NOW, 0), partial(_read, sweden[name])) for name, number in numbers.items()}
    )
    parts = Parts(fleet, next(iter(sweden)), "https://press.example", lambda: now)
    found: list[Outcome] = []
    seconds = measured(lambda: found.append(publish(parts, root, now, "bench")))
    return found[0], seconds


def _read(directory: Directory) -> tuple[Directory, Roster | None]:
    return directory.public(), None


def _changed(directory: Directory) -> Directory:
    (first, *others) = directory.contacts
    return replace(directory, contacts=(replace(first, name="Nya Namnet"), *others))


def _on_disk(folder: Path) -> int:
    return sum(os.lstat(path).st_blocks * 512 for path in folder.rglob("*"))
