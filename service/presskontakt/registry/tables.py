"""The tables of the registry, the same in SQLite and PostgreSQL. Revisions and parts are only ever added.

Instants are text in UTC with microseconds ("2026-11-25T09:34:00.000000Z"): the same in both, and sorted as in time.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData()


class Instant(TypeDecorator[datetime]):
    """An aware datetime as text in UTC."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - given
        return None if value is None else f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - given
        try:
            return None if value is None else datetime.fromisoformat(value)
        except (TypeError, ValueError):  # damaged: an instant that no digest fits
            return datetime.min.replace(tzinfo=UTC)


# What is public now: the numbers to compare and swap.
heads = Table(
    "head",
    metadata,
    Column("organisation", String(64), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("roster", Integer, nullable=False),
)
revisions = Table(
    "revision",
    metadata,
    Column("organisation", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("parent", String(64), nullable=False),
    Column("author", Text, nullable=False),
    Column("approver", Text, nullable=False),
    Column("is_emergency", Boolean(create_constraint=False), nullable=False),
    Column("note", Text, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("parts", Text, nullable=False),  # digests of the parts in order, one a line
    UniqueConstraint("digest", name="revision_digest"),
)
# A contact, or with contact "" the rest; body, salt and contact are gone once erased_at is set.
parts = Table(
    "part",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("organisation", String(64), nullable=False),
    Column("contact", String(64), nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("body", LargeBinary),
    Column("erased_at", Instant),
    Index("part_contact", "organisation", "contact"),
)
rosters = Table(
    "roster",
    metadata,
    Column("organisation", String(64), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("set_at", Instant, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
# What waits for a colleague, for its time, or for a date. The document is gone once it was decided.
drafts = Table(
    "draft",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("organisation", String(64), nullable=False),
    Column("base", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("waits_for", String(20), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("state", String(20), nullable=False),
    Column("approver", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("document", LargeBinary),
    Index("draft_waiting", "state", "organisation", "due_at"),
    sqlite_autoincrement=True,
)
# Who did what: numbers, ids and digests, never a name or a number of anyone.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("organisation", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", String(40), nullable=False),
    Column("contact", String(64), nullable=False),
    Column("subject", Text, nullable=False),
    Index("audit_organisation", "organisation", "id"),
    sqlite_autoincrement=True,
)
# Accounts. Of whatever signs in only a digest is kept; `subject` is NULL for a local account, else the provider's.
people = Table(
    "person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("organisation", String(64), nullable=False),
    Column("name", String(100), nullable=False),
    Column("role", String(20), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("contact", String(64), nullable=False),
    Column("password", Text, nullable=False),
    Column("subject", Text),
    Column("is_suspended", Boolean(create_constraint=False), nullable=False),
    UniqueConstraint("organisation", "name", name="person_name"),
    UniqueConstraint("organisation", "subject", name="person_subject"),
    sqlite_autoincrement=True,
)
_person = "person.id"
sessions = Table(
    "session",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("person", Integer, ForeignKey(_person, ondelete="CASCADE"), nullable=False, index=True),
    Column("began_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("how", String(20), nullable=False),
)
# One-time links; `is_near`: followed on this machine only.
links = Table(
    "link",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("person", Integer, ForeignKey(_person, ondelete="CASCADE"), nullable=False, index=True),
    Column("ends_at", Instant, nullable=False),
    Column("is_near", Boolean(create_constraint=False), nullable=False),
)
# Browsers in which a person has signed in before: guesses of strangers do not count against them.
browsers = Table(
    "browser",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("person", Integer, ForeignKey(_person, ondelete="CASCADE"), nullable=False, index=True),
    Column("seen_at", Instant, nullable=False),
)
tokens = Table(
    "token",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("organisation", String(64), nullable=False),
    Column("name", String(100), nullable=False),
    Column("role", String(20), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("used_on", Date),
    UniqueConstraint("digest", name="token_digest"),
    UniqueConstraint("organisation", "name", name="token_name"),
    sqlite_autoincrement=True,
)
