"""The last good public value of every organisation on disk, for a start without the database.

One file an organisation, mode 0600, replaced whole: a line with a digest, then JSON. It holds the public directory and
the roster, without which a withdrawn number would come back.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from presskontakt.directory.model import Directory
from presskontakt.directory.roster import Roster
from presskontakt.registry.edition import Edition, Unread


class Snapshot(Struct, frozen=True):
    """What was public of an organisation at `saved_at`."""

    organisation: str
    number: int
    published_at: datetime
    roster_number: int
    saved_at: datetime
    directory: Directory
    roster: Roster | None = None


class Snapshots:
    """A folder of snapshots."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, edition: Edition) -> bool:
        """Whether this edition is saved already."""
        return self._file(edition).exists()

    def keep_only(self, editions: Iterable[Edition]) -> None:
        """Remove what is of no edition among these: older ones, and halves. Raises OSError."""
        kept = {self._file(edition) for edition in editions}
        for file in self._folder.glob("*@*"):
            if file not in kept:
                file.unlink(missing_ok=True)

    def remove(self, organisation: str) -> None:
        """Remove what is saved of an organisation."""
        for file in self._folder.glob(f"{organisation}@*"):
            file.unlink(missing_ok=True)

    def save(self, edition: Edition, directory: Directory, roster: Roster | None, at: datetime) -> None:
        """Save the public value of an edition in place of the one before it. Raises OSError."""
        number, published_at, roster_number = edition.number, edition.published_at, edition.roster_number
        name = edition.organisation
        content = msgspec.json.encode(Snapshot(name, number, published_at, roster_number, at, directory, roster))
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self._file(edition)
        new = file.with_suffix(".new")
        with os.fdopen(os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as output:
            output.write(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
            output.flush()
            os.fsync(output.fileno())
        new.replace(file)
        for other in self._folder.glob(f"{name}@*"):
            if other != file:
                other.unlink(missing_ok=True)

    def load(self, organisation: str = "*") -> Iterator[Unread]:
        """Every organisation's last good snapshot, or that of one; one that is damaged is passed over.

        Whoever saved one may have died before the one before it was gone: of several the last one saved counts.
        """
        found = filter(None, map(_read, self._folder.glob(f"{organisation}@*.json")))
        last = {each.organisation: each for each in sorted(found, key=_age)}
        yield from map(_unread, last.values())

    def last_good(self, organisation: str) -> Unread | None:
        """The last good snapshot of an organisation."""
        return next(self.load(organisation), None)

    def _file(self, edition: Edition) -> Path:
        return self._folder / f"{edition.organisation}@{edition.number}.{edition.roster_number}.json"


def _read(file: Path) -> Snapshot | None:
    try:
        digest, _, content = file.read_bytes().partition(b"\n")
        if hashlib.sha256(content).hexdigest().encode() != digest:
            return None
        return msgspec.json.decode(content, type=Snapshot)
    except (OSError, msgspec.MsgspecError):
        return None


def _age(snapshot: Snapshot) -> tuple[datetime, int, int]:
    return snapshot.saved_at, snapshot.number, snapshot.roster_number


def _unread(snapshot: Snapshot) -> Unread:
    edition = Edition(
        snapshot.organisation,
        snapshot.number,
        snapshot.published_at,
        snapshot.roster_number,
        as_of=snapshot.saved_at,
    )
    return Unread(edition, lambda: (snapshot.directory, snapshot.roster))
