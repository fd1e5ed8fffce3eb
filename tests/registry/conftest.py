"""One registry on each database, and what the tests publish in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from presskontakt.directory.model import Contact, Directory, Disclosure, Tombstone
from presskontakt.registry.database import Database
from presskontakt.registry.publishing import Registry
from presskontakt.routing.vocabulary import Vocabulary
from tests.postgresql import Server, serve


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A real PostgreSQL server."""
    with serve() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which of the two databases."""
    kind: str = request.param
    return kind


@pytest.fixture
def address(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> str:
    """The address of an empty database."""
    return new_database(request, kind, tmp_path / "data")


@pytest.fixture
def other_address(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> str:
    """The address of another empty database of the same kind."""
    return new_database(request, kind, tmp_path / "other")


def new_database(request: pytest.FixtureRequest, kind: str, folder: Path) -> str:
    """The address of an empty database, on the server of this session or in a folder."""
    if kind == "sqlite":
        return str(folder / "presskontakt.sqlite")
    server: Server = request.getfixturevalue("postgresql")
    return server.new_database()


@pytest.fixture
def registry(address: str, words: Vocabulary) -> Iterator[Registry]:
    """An empty registry."""
    database = Database(address)
    yield Registry(database, words)
    database.close()


def renumbered(directory: Directory, contact: str, channel: str, value: str) -> Directory:
    """The directory with another number for one channel."""
    return _changed(directory, contact, channel, value=value)


def levelled(directory: Directory, contact: str, channel: str, level: Disclosure) -> Directory:
    """The directory with another disclosure level for one channel."""
    return _changed(directory, contact, channel, level=level)


def _changed(directory: Directory, contact: str, channel: str, **values: object) -> Directory:
    def changed() -> Iterator[Contact]:
        for person in directory.contacts:
            channels = tuple(replace(c, **values) if c.id == channel else c for c in person.channels)
            yield replace(person, channels=channels) if person.id == contact else person

    return replace(directory, contacts=tuple(changed()))


def renamed(directory: Directory, contact: str, name: str) -> Directory:
    """The directory with another name for a contact, which shows no new number."""
    people = tuple(replace(each, name=name) if each.id == contact else each for each in directory.contacts)
    return replace(directory, contacts=people)


def without(directory: Directory, contact: str) -> Directory:
    """The directory without a contact, whose tombstone leads nowhere."""
    left = tuple(each for each in directory.contacts if each.id != contact)
    return replace(directory, contacts=left, tombstones=(*directory.tombstones, Tombstone(contact, "contact")))
