"""What is read and written of accounts within one transaction."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from msgspec import structs
from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from presskontakt.accounts.account import IDLE, LONGEST, How, Link, Person, Session, Token
from presskontakt.accounts.permission import Role
from presskontakt.errors import NotFound
from presskontakt.registry.tables import browsers, links, people, sessions, tokens

BROWSER_KEPT = timedelta(days=180)
_LOCK = 0x616B6B  # with an organisation: one change of its accounts at a time in PostgreSQL


class Rows:
    """The tables of accounts within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, organisation: str) -> None:
        """Let nobody else change who has an account in an organisation before this transaction ends."""
        if self._connection.dialect.name == "postgresql":  # SQLite has locked everything already
            self._connection.execute(select(func.pg_advisory_xact_lock(_LOCK, func.hashtext(organisation))))

    def people(self, organisation: str) -> tuple[Person, ...]:
        """The people of an organisation, by name."""
        asked = select(people).where(people.c.organisation == organisation).order_by(people.c.name)
        return tuple(map(_person, self._connection.execute(asked)))

    def find_person(self, organisation: str, name: str) -> Person | None:
        """A person by name."""
        return self._find(select(people).where(people.c.organisation == organisation, people.c.name == name))

    def has_name(self, organisation: str, name: str) -> bool:
        """Whether a person or a token has a name, in whatever letters."""
        people, tokens = self.people(organisation), self.tokens(organisation)
        return name.lower() in {*(each.name.lower() for each in people), *(each.name.lower() for each in tokens)}

    def find_subject(self, organisation: str, subject: str) -> Person | None:
        """A person by what an identity provider calls them."""
        return self._find(select(people).where(people.c.organisation == organisation, people.c.subject == subject))

    def hold(self, person: Person) -> Person | None:
        """A person as they are now, whom nobody else can change before this transaction ends; None: removed since."""
        return self._find(select(people).where(people.c.id == person.id).with_for_update())

    def person(self, organisation: str, name: str) -> Person:
        """A person by name. Raises NotFound."""
        found = self.find_person(organisation, name)
        if found is None:
            raise NotFound("person", name)
        return found

    def _find(self, asked: Select[tuple[object, ...]]) -> Person | None:
        row = self._connection.execute(asked).one_or_none()
        return _person(row) if row else None

    def add_person(self, person: Person) -> Person:
        """Keep a new person; returns them with their number."""
        row = structs.asdict(person) | {"subject": person.subject or None}
        del row["id"]
        number: int = self._connection.execute(insert(people).values(row).returning(people.c.id)).scalar_one()
        return structs.replace(person, id=number)

    def change(self, person: Person, values: Mapping[str, object]) -> None:
        """Change what is kept of a person."""
        self._connection.execute(update(people).where(people.c.id == person.id).values(values))

    def remove(self, person: Person) -> None:
        """Remove a person, with sessions, links and browsers."""
        self._connection.execute(delete(people).where(people.c.id == person.id))

    def add_session(self, digest: str, person: Person, at: datetime, how: How) -> None:
        """Keep a session."""
        row = {"digest": digest, "person": person.id, "began_at": at, "seen_at": at, "how": how}
        self._connection.execute(insert(sessions), row)

    def session(self, digest: str) -> Session | None:
        """The session of a digest, with its person, whether it still holds or not."""
        asked = select(sessions, people).join(people, people.c.id == sessions.c.person)
        row = self._connection.execute(asked.where(sessions.c.digest == digest)).one_or_none()
        return Session(row.digest, _person(row), row.began_at, row.seen_at, row.how) if row else None

    def roles(self, digests: Collection[str], at: datetime) -> dict[str, Role]:
        """The role in each of these sessions, by its digest; only those that hold, as `Session.holds` says of one."""
        asked = select(sessions.c.digest, people.c.role).join(people, people.c.id == sessions.c.person)
        holds = (sessions.c.seen_at > at - IDLE) & (sessions.c.began_at > at - LONGEST) & ~people.c.is_suspended
        found = self._connection.execute(asked.where(sessions.c.digest.in_(digests), holds))
        return {digest: Role(role) for digest, role in found}

    def sessions(self, person: Person) -> tuple[Session, ...]:
        """The sessions of a person, the last one used first."""
        asked = select(sessions).where(sessions.c.person == person.id).order_by(sessions.c.seen_at.desc())
        found = self._connection.execute(asked)
        return tuple(Session(row.digest, person, row.began_at, row.seen_at, row.how) for row in found)

    def see(self, digest: str, at: datetime) -> None:
        """Note that a session was used."""
        self._connection.execute(update(sessions).where(sessions.c.digest == digest).values(seen_at=at))

    def end_session(self, digest: str) -> None:
        """End one session."""
        self._connection.execute(delete(sessions).where(sessions.c.digest == digest))

    def end_sessions(self, person: Person, but: str = "") -> None:
        """End every session of a person but one."""
        theirs = (sessions.c.person == person.id) & (sessions.c.digest != but)
        self._connection.execute(delete(sessions).where(theirs))

    def add_link(self, digest: str, person: Person, ends_at: datetime, *, is_near: bool) -> None:
        """Keep a one-time link in place of any other of that person."""
        self._connection.execute(delete(links).where(links.c.person == person.id))
        row = {"digest": digest, "person": person.id, "ends_at": ends_at, "is_near": is_near}
        self._connection.execute(insert(links), row)

    def link(self, digest: str, at: datetime) -> Link | None:
        """A link, until it is used or ends."""
        asked = select(people, links.c.is_near).join(links, links.c.person == people.c.id)
        row = self._connection.execute(asked.where(links.c.digest == digest, links.c.ends_at > at)).one_or_none()
        return Link(_person(row), bool(row.is_near)) if row else None

    def use_link(self, digest: str) -> bool:
        """Use up a link; False when somebody else has."""
        return self._connection.execute(delete(links).where(links.c.digest == digest)).rowcount == 1

    def add_browser(self, digest: str, person: Person, at: datetime) -> None:
        """Know a browser from now on."""
        self._connection.execute(insert(browsers), {"digest": digest, "person": person.id, "seen_at": at})

    def see_browser(self, digest: str, person: Person, at: datetime) -> bool:
        """Note that a person is back in a browser; False where it is none of theirs."""
        theirs = (browsers.c.digest == digest) & (browsers.c.person == person.id)
        return self._connection.execute(update(browsers).where(theirs).values(seen_at=at)).rowcount == 1

    def knows_browser(self, digest: str, organisation: str, name: str) -> bool:
        """Whether a person of that name has signed in with this browser before."""
        asked = select(browsers.c.digest).join(people, people.c.id == browsers.c.person)
        theirs = (people.c.organisation == organisation) & (people.c.name == name)
        return self._connection.execute(asked.where(browsers.c.digest == digest, theirs)).first() is not None

    def forget_browsers(self, person: Person) -> None:
        """Know no browser of a person any more."""
        self._connection.execute(delete(browsers).where(browsers.c.person == person.id))

    def tokens(self, organisation: str) -> tuple[Token, ...]:
        """The tokens of an organisation, by name."""
        asked = select(tokens).where(tokens.c.organisation == organisation).order_by(tokens.c.name)
        return tuple(map(_token, self._connection.execute(asked)))

    def token(self, digest: str) -> Token | None:
        """The token of a digest, also one that has ended."""
        row = self._connection.execute(select(tokens).where(tokens.c.digest == digest)).one_or_none()
        return _token(row) if row else None

    def add_token(self, token: Token) -> Token:
        """Keep a token; returns it with its number."""
        row = {name: value for name, value in structs.asdict(token).items() if name != "id"}
        number: int = self._connection.execute(insert(tokens).values(row).returning(tokens.c.id)).scalar_one()
        return structs.replace(token, id=number)

    def use_token(self, token: Token, day: date) -> None:
        """Note the day on which a token was last used."""
        self._connection.execute(update(tokens).where(tokens.c.id == token.id).values(used_on=day))

    def remove_token(self, organisation: str, name: str) -> Token:
        """Remove a token; returns what it was. Raises NotFound."""
        found = next((each for each in self.tokens(organisation) if each.name == name), None)
        if found is None:
            raise NotFound("token", name)
        self._connection.execute(delete(tokens).where(tokens.c.id == found.id))
        return found

    def purge(self, at: datetime) -> None:
        """Remove what has ended: sessions, links, and browsers not seen for half a year."""
        over = (sessions.c.seen_at <= at - IDLE) | (sessions.c.began_at <= at - LONGEST)
        self._connection.execute(delete(sessions).where(over))
        self._connection.execute(delete(links).where(links.c.ends_at <= at))
        self._connection.execute(delete(browsers).where(browsers.c.seen_at <= at - BROWSER_KEPT))


def _person(row: Row[tuple[object, ...]]) -> Person:
    fields = {name: getattr(row, name) for name in Person.__struct_fields__}
    return Person(**fields | {"role": Role(fields["role"]), "subject": fields["subject"] or ""})


def _token(row: Row[tuple[object, ...]]) -> Token:
    fields = {name: getattr(row, name) for name in Token.__struct_fields__}
    return Token(**fields | {"role": Role(fields["role"])})
