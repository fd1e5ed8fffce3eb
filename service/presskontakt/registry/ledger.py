"""What is read and written within one transaction: heads, revisions with their parts, rosters, drafts, audit."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct, structs
from sqlalchemy import Connection, Row, case, delete, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from presskontakt.errors import Conflict, NotFound
from presskontakt.registry import tables
from presskontakt.registry.database import CHANNEL
from presskontakt.registry.parts import Part
from presskontakt.registry.revision import Revision, Stored, StoredRoster

State = Literal["waiting", "published", "failed", "withdrawn"]
WaitsFor = Literal["time", "colleague", "date"]
_A_FEW = 500  # parameters of one statement
_LARGEST = 2**31 - 1  # number that PostgreSQL keeps


class Head(Struct, frozen=True):
    """The numbers of an organisation's last revision and roster (0: none), and when its next draft is due.

    `failed` is how many drafts could not be published and still stand there.
    """

    organisation: str
    revision: int
    roster: int
    due_at: datetime | None = None
    failed: int = 0


class Draft(Struct, frozen=True):
    """A directory that waits: for a colleague, for time to pass, or for a date."""

    id: int
    organisation: str
    base: int
    author: str
    note: str
    waits_for: WaitsFor
    created_at: datetime
    due_at: datetime | None
    state: State = "waiting"
    approver: str = ""
    problem: str = ""
    document: bytes | None = None


class Entry(Struct, frozen=True):
    """Who did what and when; `subject` holds numbers, ids and digests."""

    organisation: str
    at: datetime
    actor: str
    action: str
    subject: str = ""
    contact: str = ""


class Ledger:
    """The registry's tables within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def heads(self, organisation: str = "") -> dict[str, Head]:
        """The head of every organisation, or of one, by its id, in alphabetical order.

        Revision 0: nothing is published yet, only a draft waits.
        """
        head, draft = tables.heads, tables.drafts
        is_failed = (draft.c.state == "failed") & draft.c.document.is_not(None)
        open_ = (
            select(
                draft.c.organisation,
                func.min(case((draft.c.state == "waiting", draft.c.due_at))).label("due_at"),
                func.count(case((is_failed, 1))).label("failed"),
            )
            .where(draft.c.state.in_(["waiting", "failed"]))
            .group_by(draft.c.organisation)
            .subquery()
        )
        asked = (
            select(head, open_.c.due_at, func.coalesce(open_.c.failed, 0))
            .outerjoin(open_, open_.c.organisation == head.c.organisation)
            .order_by(head.c.organisation)
        )
        if organisation:
            asked = asked.where(head.c.organisation == organisation)
        return {row.organisation: Head(*row) for row in self._connection.execute(asked)}

    def head(self, organisation: str) -> Head:
        """The head of an organisation; zeros where it has none."""
        return self.heads(organisation).get(organisation) or Head(organisation, 0, 0)

    def take(self, organisation: str) -> Head:
        """The head of an organisation, which nobody else can change before this transaction ends.

        One that is new gets its row here: without a row there is nothing that PostgreSQL could lock.
        """
        table = tables.heads
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        first = dialect.insert(table).values(organisation=organisation, revision=0, roster=0)
        self._connection.execute(first.on_conflict_do_nothing())
        asked = select(table.c.organisation).where(table.c.organisation == organisation)
        self._connection.execute(asked.with_for_update())  # SQLite has locked everything already
        return self.head(organisation)

    def revision(self, organisation: str, number: int) -> Revision:
        """A revision without its parts. Raises NotFound."""
        table = tables.revisions
        asked = select(table).where(table.c.organisation == organisation, table.c.number == number)
        if number > _LARGEST or (row := self._connection.execute(asked).one_or_none()) is None:
            raise NotFound("revision", f"{organisation}@{number}")
        return _revision(row)

    def history(self, organisation: str, limit: int | None = None) -> tuple[Revision, ...]:
        """The revisions of an organisation, newest first."""
        table = tables.revisions
        asked = select(table).where(table.c.organisation == organisation).order_by(table.c.number.desc()).limit(limit)
        return tuple(map(_revision, self._connection.execute(asked)))

    def numbers(self, organisation: str, limit: int) -> tuple[tuple[int, datetime], ...]:
        """The numbers and times of the newest revisions, and nothing else of them."""
        table = tables.revisions
        asked = select(table.c.number, table.c.published_at).where(table.c.organisation == organisation)
        found = self._connection.execute(asked.order_by(table.c.number.desc()).limit(limit))
        return tuple((row.number, row.published_at) for row in found)

    def stored(self, organisation: str, number: int) -> Stored:
        """A revision with its parts. Raises NotFound."""
        revision = self.revision(organisation, number)
        found = self.parts(revision.parts)
        return Stored(revision, [found[digest] for digest in revision.parts if digest in found])

    def current(self) -> list[Stored]:
        """The last revision of every organisation with its parts."""
        head, revision = tables.heads, tables.revisions
        is_last = (revision.c.organisation == head.c.organisation) & (revision.c.number == head.c.revision)
        asked = select(revision).join(head, is_last).order_by(revision.c.organisation)
        found = [_revision(row) for row in self._connection.execute(asked)]
        parts = self.parts([digest for each in found for digest in each.parts])
        return [Stored(each, [parts[digest] for digest in each.parts if digest in parts]) for each in found]

    def parts(self, digests: Sequence[str]) -> dict[str, Part]:
        """Parts by digest, those that there are."""
        table = tables.parts
        found: dict[str, Part] = {}
        for start in range(0, len(digests), _A_FEW):
            asked = select(table).where(table.c.digest.in_(digests[start : start + _A_FEW]))
            found |= {row.digest: _part(row) for row in self._connection.execute(asked)}
        return found

    def all_parts(self, organisation: str) -> dict[str, Part]:
        """Every part that any revision of an organisation has, by digest."""
        table = tables.parts
        asked = select(table).where(table.c.organisation == organisation)
        return {row.digest: _part(row) for row in self._connection.execute(asked)}

    def append(self, revision: Revision, parts: Iterable[Part]) -> None:
        """Add a revision after its parent, with those parts that are new. Raises Conflict when it is not next."""
        self._swap(revision.organisation, "revision", revision.number)
        known = self.parts(revision.parts)
        new = {part.digest: part for part in parts if part.digest not in known}
        rows = [{"organisation": revision.organisation, **structs.asdict(part)} for part in new.values()]
        if rows:
            self._connection.execute(insert(tables.parts), rows)
        row = structs.asdict(revision) | {"parts": "\n".join(revision.parts)}
        self._connection.execute(insert(tables.revisions), row)
        self._tell(revision.organisation)

    def erase(self, organisation: str, contact: str, at: datetime) -> tuple[str, ...]:
        """Let the body, the salt and the id go from every part of a contact; the digests of those parts."""
        part, entry = tables.parts, tables.audit
        theirs = (part.c.organisation == organisation) & (part.c.contact == contact)
        digests = tuple(self._connection.execute(select(part.c.digest).where(theirs).order_by(part.c.digest)).scalars())
        self._connection.execute(update(part).where(theirs).values(body=None, salt=b"", contact="", erased_at=at))
        named = (entry.c.organisation == organisation) & (entry.c.contact == contact)
        self._connection.execute(update(entry).where(named).values(contact="", subject=""))
        return digests

    def roster(self, organisation: str) -> StoredRoster | None:
        """The roster of an organisation, as it is kept."""
        table = tables.rosters
        row = self._connection.execute(select(table).where(table.c.organisation == organisation)).one_or_none()
        return _roster(row) if row else None

    def rosters(self) -> dict[str, StoredRoster]:
        """Every roster by organisation."""
        return {row.organisation: _roster(row) for row in self._connection.execute(select(tables.rosters))}

    def set_roster(self, roster: StoredRoster) -> None:
        """Put a roster in the place of the one before it. Raises Conflict when its number is not the next one."""
        self._swap(roster.organisation, "roster", roster.number)
        table = tables.rosters
        row = structs.asdict(roster)
        if self.roster(roster.organisation):
            self._connection.execute(update(table).where(table.c.organisation == roster.organisation).values(row))
        else:
            self._connection.execute(insert(table), row)
        self._tell(roster.organisation)

    def add_draft(self, draft: Draft) -> Draft:
        """Keep a draft; returns it with its id."""
        row = {name: value for name, value in structs.asdict(draft).items() if name != "id"}
        asked = insert(tables.drafts).values(row).returning(tables.drafts.c.id)
        name: int = self._connection.execute(asked).scalar_one()
        self._tell(draft.organisation)
        return structs.replace(draft, id=name)

    def draft(self, organisation: str, name: int) -> Draft:
        """One draft. Raises NotFound."""
        table = tables.drafts
        asked = select(table).where(table.c.organisation == organisation, table.c.id == name)
        if name > _LARGEST or (row := self._connection.execute(asked).one_or_none()) is None:
            raise NotFound("draft", str(name))
        return Draft(**row._mapping)  # noqa: SLF001 - public, whatever its name says

    def drafts(self, organisation: str = "", state: State | None = None) -> tuple[Draft, ...]:
        """Drafts, oldest first."""
        table = tables.drafts
        asked = select(table).order_by(table.c.id)
        if organisation:
            asked = asked.where(table.c.organisation == organisation)
        if state:
            asked = asked.where(table.c.state == state)
        return tuple(Draft(**row._mapping) for row in self._connection.execute(asked))  # noqa: SLF001 - as above

    def decide(self, draft: Draft, state: State, actor: str = "", problem: str = "") -> bool:
        """End the waiting of a draft; False when somebody else did so first. Its document goes unless it failed."""
        table = tables.drafts
        values: dict[str, object] = {"state": state, "approver": actor, "problem": problem}
        values |= {} if state == "failed" else {"document": None}
        still = (table.c.id == draft.id) & (table.c.state == "waiting")
        done = self._connection.execute(update(table).where(still).values(values))
        self._tell(draft.organisation)
        return done.rowcount == 1

    def approve(self, draft: Draft, actor: str) -> None:
        """Note who let a draft be published when its date comes."""
        table = tables.drafts
        self._connection.execute(update(table).where(table.c.id == draft.id).values(approver=actor))

    def forget_draft(self, draft: Draft) -> None:
        """Let the document of a draft go."""
        table = tables.drafts
        self._connection.execute(update(table).where(table.c.id == draft.id).values(document=None))

    def remove(self, organisation: str) -> None:
        """Remove every row of an organisation, whatever it is of."""
        for table in reversed(tables.metadata.sorted_tables):
            if "organisation" in table.c:
                self._connection.execute(delete(table).where(table.c.organisation == organisation))
        self._tell(organisation)

    def note(self, entry: Entry) -> None:
        """Write down who did what."""
        self._connection.execute(insert(tables.audit), structs.asdict(entry))

    def entries(self, organisation: str) -> tuple[Entry, ...]:
        """What was written down about an organisation, oldest first."""
        table = tables.audit
        fields = [table.c[name] for name in Entry.__struct_fields__]
        asked = select(*fields).where(table.c.organisation == organisation).order_by(table.c.id)
        return tuple(Entry(*row) for row in self._connection.execute(asked))

    def _swap(self, organisation: str, kind: str, number: int) -> None:
        """Compare and swap: the head goes from `number` - 1 to `number`, or nothing is written."""
        table = tables.heads
        is_next = (table.c.organisation == organisation) & (table.c[kind] == number - 1)
        done = self._connection.execute(update(table).where(is_next).values({kind: number}))
        if done.rowcount != 1:
            found: int = getattr(self.head(organisation), kind)
            raise Conflict(number - 1, found)

    def _tell(self, organisation: str) -> None:
        """Wake whoever follows, when this transaction is done; an id only, and only PostgreSQL can."""
        if self._connection.dialect.name == "postgresql":
            told = {"channel": CHANNEL, "organisation": organisation}
            self._connection.execute(text("SELECT pg_notify(:channel, :organisation)"), told)


def _revision(row: Row[tuple[object, ...]]) -> Revision:
    fields = dict(row._mapping)  # noqa: SLF001 - public, whatever its name says
    return Revision(**fields | {"parts": tuple(str(fields["parts"]).split("\n"))})  # bytes where it is damaged


def _part(row: Row[tuple[object, ...]]) -> Part:
    salt, body = row.salt, row.body
    if not isinstance(salt, bytes) or not isinstance(body, bytes | None):  # SQLite keeps what it is given
        salt, body = b"", b""
    return Part(row.digest, row.contact, salt, body, row.erased_at)


def _roster(row: Row[tuple[object, ...]]) -> StoredRoster:
    return StoredRoster(row.organisation, row.number, row.author, row.set_at, row.body)
