"""The connection to SQLite or PostgreSQL, and the tables brought up to date.

SQLite: one file with mode 0600, a rollback journal and full synchronisation (reads come from memory, so a
write-ahead log would buy nothing), and every writing transaction takes its lock at its beginning.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from presskontakt.errors import CannotServe, Code, Finding, Unavailable
from presskontakt.registry.tables import metadata

CHANNEL = "presskontakt"  # on which PostgreSQL tells who has published
BUSY_S = 10
CONNECT_S = 3
_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x70726573  # one migration at a time in PostgreSQL
_PRAGMAS = (
    *("journal_mode=TRUNCATE", "synchronous=FULL", f"busy_timeout={BUSY_S * 1_000}", "foreign_keys=ON"),
    *("trusted_schema=OFF", "secure_delete=ON"),
)


class Database:
    """A database by its address: `postgresql://…`, or the path of an SQLite file, which is made when first written."""

    def __init__(self, address: str) -> None:
        self.url = _url(address)
        self.is_postgresql = self.url.get_backend_name() == "postgresql"
        self._engine = self._postgresql() if self.is_postgresql else self._sqlite()
        seen = {"isolation_level": "REPEATABLE READ"} if self.is_postgresql else {}
        self._reading = self._engine.execution_options(reads=True, **seen)  # one moment, as SQLite's is by itself
        self._is_ready = False
        self._listening: Any = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads. Raises Unavailable where the database does not answer."""
        with self._transaction(self._reading) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes, all or nothing. Raises Unavailable where the database does not answer."""
        with self._transaction(self._engine) as connection:
            yield connection

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        try:
            if not self._is_ready:
                self._prepare()
            with engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            if reason := _unreachable(error):
                raise Unavailable(Finding(Code.NO_DATABASE, facts={"reason": reason})) from None
            raise
        except OSError as error:  # the folder or the file of SQLite cannot be made
            raise Unavailable(Finding(Code.NO_DATABASE, facts={"reason": type(error).__name__})) from None

    def clock(self) -> datetime | None:
        """What time the database server has; None for SQLite, which has the clock of this machine."""
        if not self.is_postgresql:
            return None
        with self.reading() as connection:
            now: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        return now

    def wait(self, seconds: float, stop: Event) -> None:
        """Return after `seconds`, when `stop` is set, or, with PostgreSQL, when somebody has published."""
        if not self.is_postgresql:
            stop.wait(seconds)
            return
        try:
            if self._listening is None:
                self._listening = _listen(self._engine)
            for _ in self._listening.notifies(timeout=seconds, stop_after=1):
                return
        except Exception:  # noqa: BLE001 - whatever it is, we ask again soon
            self._listening = None
            stop.wait(seconds)

    def close(self) -> None:
        """Give every connection back."""
        if self._listening:
            self._listening.close()
        self._engine.dispose()

    def _prepare(self) -> None:
        """Bring the tables up to date, once for each process; another may do it at the same time."""
        from presskontakt.registry.migrations import NEWEST  # noqa: PLC0415 - a folder that Alembic reads too

        with self._reading.begin() as connection:
            is_newest = _version(connection) == NEWEST
        if not is_newest:
            with self._engine.begin() as connection:
                if self.is_postgresql:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                found = _version(connection)
                if not found:
                    _make(connection, NEWEST)
                elif found != NEWEST:
                    _migrate(connection, found)
        self._is_ready = True

    def _sqlite(self) -> Engine:
        path = Path(self.url.database or "")
        engine = create_engine(self.url, connect_args={"timeout": BUSY_S})

        @event.listens_for(engine, "do_connect")
        def make(dialect: Any, record: Any, arguments: Any, named: Any) -> None:  # noqa: ARG001 - as given
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT, 0o600))

        @event.listens_for(engine, "connect")
        def set_up(connection: Any, record: Any) -> None:  # noqa: ARG001 - as given
            connection.isolation_level = None  # the driver begins nothing by itself
            connection.text_factory = _text
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            is_reading = connection.get_execution_options().get("reads")
            connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")

        return engine

    def _postgresql(self) -> Engine:
        return create_engine(self.url, pool_size=4, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_S})


def _listen(engine: Engine) -> Any:
    """A connection of its own that hears of what is published."""
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is used

    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_S)
    connection.execute(f"LISTEN {CHANNEL}")
    return connection


def _url(address: str) -> URL:
    if "://" not in address:
        return URL.create("sqlite", database=address)
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise CannotServe(Finding(Code.NO_DATABASE, facts={"reason": "the address cannot be read"})) from None
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise CannotServe(Finding(Code.NO_DATABASE, value=url.get_backend_name(), facts={"reason": "unknown kind"}))
    return url.set(drivername="postgresql+psycopg") if url.get_backend_name() == "postgresql" else url


_SQLITE_GONE = {
    *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR),
    *(sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOTADB),
}


def _unreachable(error: DBAPIError) -> str:
    """Why the database did not answer; "" for a fault of ours."""
    if isinstance(error.orig, sqlite3.Error):
        code: int = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        return error.orig.sqlite_errorname if code in _SQLITE_GONE else ""
    is_gone = error.connection_invalidated or isinstance(error, OperationalError)
    return type(error.orig).__name__ if is_gone else ""


def _text(raw: bytes) -> str:
    """Text as it is kept; where it is damaged it is read all the same, so that one row cannot hide every other."""
    return raw.decode(errors="replace")


def _version(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def _make(connection: Connection, newest: str) -> None:
    """Make the tables of an empty database as the last step would leave them: Alembic takes a fifth of a second."""
    metadata.create_all(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": newest})


def _migrate(connection: Connection, found: str) -> None:
    from alembic import command  # noqa: PLC0415 - a tenth of a second that only the first start and upgrades need
    from alembic.config import Config  # noqa: PLC0415 - as above
    from alembic.util import CommandError  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise CannotServe(Finding(Code.NEWER_DATABASE, value=found)) from None
