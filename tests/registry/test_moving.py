"""From one database to another: the restore drill, SQLite to PostgreSQL and back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from presskontakt.directory.model import Directory
from presskontakt.directory.roster import Absence, empty_roster
from presskontakt.errors import Code, Refused
from presskontakt.registry.database import Database
from presskontakt.registry.drafting import Wish
from presskontakt.registry.moving import move
from presskontakt.registry.publishing import Registry
from presskontakt.registry.tables import revisions
from presskontakt.routing.vocabulary import Vocabulary
from tests.conftest import NOW
from tests.registry.conftest import renamed, renumbered, without

ANNA = Wish("anna")


@pytest.fixture
def filled(registry: Registry, directory: Directory) -> Registry:
    """A registry with all that there can be: revisions, an erased contact, a roster, drafts."""
    registry.publish(directory, ANNA, NOW)
    registry.publish(without(directory, "bo"), ANNA, NOW)
    registry.erase("provstad", "bo", "anna", NOW)
    away = Absence("anna", "2026-03-02T12:00", "2026-03-03T12:00")
    registry.set_roster(replace(empty_roster("provstad"), absences=(away,)), "anna", NOW)
    registry.publish(renumbered(without(directory, "bo"), "anna", "mobile", "+46701740620"), ANNA, NOW)
    return registry


def everything(registry: Registry) -> tuple[object, ...]:
    return (
        registry.heads(),
        registry.history("provstad"),
        [registry.published("provstad", number).directory() for number in (1, 2)],
        registry.stored_roster("provstad"),
        registry.drafts(),
        registry.entries("provstad"),
        registry.verify("provstad"),
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database to move to."""
    is_server = request.param == "postgresql"
    named = request.getfixturevalue("postgresql").new_database() if is_server else str(tmp_path / "copy.sqlite")
    database = Database(named)
    yield database
    database.close()


def test_everything_arrives_and_goes_on(
    filled: Registry, target: Database, directory: Directory, words: Vocabulary
) -> None:
    (told,) = move(filled.database, target)
    copy = Registry(target, words)
    assert told.faults == ()
    assert everything(copy) == everything(filled)
    with pytest.raises(Refused) as caught:
        move(filled.database, target)
    assert caught.value.finding.code == Code.NOT_EMPTY
    draft = copy.publish(renumbered(without(directory, "bo"), "cia", "desk", "+46701740621"), ANNA, NOW).draft
    assert draft
    assert draft.id == filled.drafts()[-1].id + 1
    revision = copy.publish(renamed(without(directory, "bo"), "anna", "Anna Ask"), ANNA, NOW).revision
    assert revision
    assert revision.number == 3
    assert copy.verify("provstad").faults == ()


def test_a_move_that_fails_leaves_an_empty_target(filled: Registry, target: Database, words: Vocabulary) -> None:
    registry = Registry(target, words)
    assert registry.heads() == {}
    with target.writing() as connection:
        connection.exec_driver_sql("DROP TABLE draft")
    with pytest.raises(DBAPIError, match="draft"):
        move(filled.database, target)
    with target.reading() as connection:
        assert connection.execute(select(func.count()).select_from(revisions)).scalar() == 0
