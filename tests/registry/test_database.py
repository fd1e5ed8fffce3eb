"""What SQLite and PostgreSQL are told, and what is told when they do not answer."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from presskontakt.errors import CannotServe, Code, Unavailable
from presskontakt.registry.database import Database, _migrate
from presskontakt.registry.migrations import NEWEST
from presskontakt.registry.tables import metadata
from tests.server import free_port


def test_sqlite_is_set_up_to_lose_nothing(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "a.sqlite"))
    wanted = {"journal_mode": "truncate", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "trusted_schema": 0}
    with database.writing() as connection:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in wanted}
    database.close()
    assert found == wanted


def test_a_writer_waits_for_the_one_before_it_and_a_reader_does_not(tmp_path: Path) -> None:
    first, second = Database(str(tmp_path / "a.sqlite")), Database(str(tmp_path / "a.sqlite"))
    with first.writing() as connection:
        connection.execute(text("INSERT INTO head VALUES ('a', 1, 0)"))
        with second.reading() as other:
            assert other.execute(text("SELECT count(*) FROM head")).scalar() == 0
    with second.reading() as other:
        assert other.execute(text("SELECT count(*) FROM head")).scalar() == 1
    first.close()
    second.close()


def test_the_clock_is_that_of_the_server(address: str) -> None:
    database = Database(address)
    theirs = database.clock()
    database.close()
    assert (theirs is None) != database.is_postgresql
    assert theirs is None or abs(theirs - datetime.now(UTC)) < timedelta(seconds=5)


def test_what_fails_is_not_written(address: str) -> None:
    database = Database(address)

    def half() -> None:
        with database.writing() as connection:
            connection.execute(text("INSERT INTO head VALUES ('a', 1, 0)"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM head")).scalar() == 0
    database.close()


@pytest.mark.parametrize("kind", ["folder", "postgresql", "no database"])
def test_a_database_that_does_not_answer_is_told(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "folder.sqlite"
    folder.mkdir()
    (tmp_path / "text.sqlite").write_text("This is no database, however long it is. " * 100, encoding="utf-8")
    addresses = {
        "folder": str(folder),
        "postgresql": f"postgresql://nobody@127.0.0.1:{free_port()}/none",
        "no database": str(tmp_path / "text.sqlite"),
    }
    database = Database(addresses[kind])
    with pytest.raises(Unavailable) as caught, database.reading():
        pass
    assert caught.value.finding.code == Code.NO_DATABASE
    assert caught.value.finding.facts["reason"]


@pytest.mark.parametrize("address", ["mysql://x/y", "postgresql://host:port/x"])
def test_an_address_that_cannot_be_read_stops_the_start(address: str) -> None:
    with pytest.raises(CannotServe) as caught:
        Database(address)
    assert caught.value.finding.code == Code.NO_DATABASE


def test_a_newer_database_is_refused(address: str) -> None:
    database = Database(address)
    with database.writing() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == NEWEST
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    newer = Database(address)
    with pytest.raises(CannotServe) as caught, newer.reading():
        pass
    assert caught.value.finding.code == Code.NEWER_DATABASE
    newer.close()


def test_the_steps_make_the_tables_that_the_code_knows(address: str, other_address: str) -> None:
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 - slow to import
    from alembic.migration import MigrationContext  # noqa: PLC0415 - as above

    made, stepped = Database(address), Database(other_address)
    with stepped._engine.begin() as connection:
        _migrate(connection, "")
    for database in (made, stepped):
        with database.writing() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
            assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == NEWEST
        database.close()
