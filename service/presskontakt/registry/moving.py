"""Everything of one database into another: a backup, a restore, from SQLite to PostgreSQL and back."""

from collections.abc import Iterator

from sqlalchemy import Connection, Table, func, insert, select, text

from presskontakt.errors import Code, Finding, Refused
from presskontakt.registry.database import Database
from presskontakt.registry.ledger import Ledger
from presskontakt.registry.tables import metadata
from presskontakt.registry.verifying import Verification, verify

_A_FEW = 500
_NUMBERED = ("draft", "audit")


def move(source: Database, target: Database) -> tuple[Verification, ...]:
    """Copy every row into an empty database, all or nothing, and go through every chain there.

    Raises Refused where the target is not empty, Unavailable where one of them does not answer.
    """
    with source.reading() as reading, target.writing() as writing:
        if Ledger(writing).heads():
            raise Refused(Finding(Code.NOT_EMPTY))
        for table in metadata.sorted_tables:
            for rows in _batches(reading, table):
                writing.execute(insert(table), rows)
        if target.is_postgresql:
            for name in _NUMBERED:
                _count_on(writing, metadata.tables[name])
        ledger = Ledger(writing)
        return tuple(verify(ledger, organisation) for organisation in ledger.heads())


def _batches(connection: Connection, table: Table) -> Iterator[list[dict[str, object]]]:
    for some in connection.execute(select(table)).partitions(_A_FEW):
        yield [dict(row._mapping) for row in some]  # noqa: SLF001 - public, whatever its name says


def _count_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL give the next number after those that were copied."""
    highest = connection.execute(select(func.max(table.c.id))).scalar()
    if highest:
        asked = text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :highest)")
        connection.execute(asked, {"table": table.name, "highest": highest})
