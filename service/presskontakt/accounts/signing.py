"""Signing in and out: by password, by a link that works once, or as an identity provider says.

Whoever signs in gets a new session; what the browser held before is worth nothing after it. Every verb is one
transaction, and takes the instant as an argument.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from msgspec import Struct

from presskontakt.accounts.account import SEEN_EVERY, How, Link, Person, Session
from presskontakt.accounts.password import hash_password, verify_password
from presskontakt.accounts.permission import Actor, Role
from presskontakt.accounts.rows import Rows
from presskontakt.accounts.secret import digest, new_secret
from presskontakt.directory.instant import day_of
from presskontakt.errors import Code, Finding, NotFound, Refused
from presskontakt.registry.database import Database
from presskontakt.registry.ledger import Entry, Ledger

LINK_KEPT = timedelta(hours=24)
NEAR_LINK_KEPT = timedelta(minutes=15)
TOKEN_PREFIX = "pk_"  # noqa: S105 - so that scanners for lost secrets know it


class SignedIn(Struct, frozen=True):
    """Who signed in, the secret of the new session, and that by which the browser is known from now on."""

    person: Person
    session: str
    browser: str


class Identified(Struct, frozen=True):
    """Whom a provider knows: `subject`, "issuer subject", is one person's for ever; name and groups may change."""

    subject: str
    name: str
    groups: tuple[str, ...] = ()


class Credentials(Struct, frozen=True):
    """What somebody says to sign in."""

    organisation: str
    name: str
    password: str


class Proven(Struct, frozen=True):
    """Whom an identity provider has identified for an organisation, and the role that their groups give."""

    organisation: str
    identified: Identified
    role: Role | None


class Signing:
    """Signs people in and out, and tells who acts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def _reading(self) -> Iterator[Rows]:
        with self._database.reading() as connection:
            yield Rows(connection)

    @contextmanager
    def _writing(self) -> Iterator[tuple[Rows, Ledger]]:
        with self._database.writing() as connection:
            yield Rows(connection), Ledger(connection)

    def find_session(self, secret: str, at: datetime, *, is_use: bool = True) -> Session | None:
        """The session of a browser, while it holds; `is_use`: from now on it is idle anew."""
        if not secret:
            return None
        with self._reading() as rows:
            session = rows.session(digest(secret))
        if session is None or not session.holds(at):
            return None
        if is_use and at - session.seen_at >= SEEN_EVERY:
            with self._writing() as (rows, _):
                rows.see(session.digest, at)
        return session

    def roles(self, digests: Collection[str], at: datetime) -> dict[str, Role]:
        """The role of who acts in each of these sessions that still holds, by its digest; in one query."""
        with self._reading() as rows:
            return rows.roles(digests, at)

    def find_actor(self, token: str, at: datetime) -> Actor | None:
        """Who sends a token, until it ends."""
        with self._reading() as rows:
            found = rows.token(digest(token)) if token.startswith(TOKEN_PREFIX) else None
        if found is None or at >= found.ends_at:
            return None
        if found.used_on != day_of(at):
            with self._writing() as (rows, _):
                rows.use_token(found, day_of(at))
        return found.actor

    def is_known(self, browser: str, organisation: str, name: str) -> bool:
        """Whether a browser is one in which that person has signed in before."""
        with self._reading() as rows:
            return bool(browser) and rows.knows_browser(digest(browser), organisation, name)

    def with_password(self, credentials: Credentials, browser: str, at: datetime) -> SignedIn:
        """Sign in by name and password. Raises Refused, the same whatever is wrong, and after as much work."""
        with self._reading() as rows:
            person = rows.find_person(credentials.organisation, credentials.name)
        is_right = verify_password(person.password if person else "", credentials.password)
        if person is None or not is_right:
            raise Refused(Finding(Code.WRONG_PASSWORD))
        with self._writing() as (rows, ledger):
            now = rows.hold(person)
            if now is None or now.is_suspended or now.password != person.password:
                raise Refused(Finding(Code.WRONG_PASSWORD))
            return _begin(rows, ledger, _Entering(now, "password", browser, at))

    def link(self, secret: str, at: datetime, *, is_near: bool) -> Link:
        """A one-time link; `is_near`: it is followed on this machine. Raises Refused."""
        with self._reading() as rows:
            found = rows.link(digest(secret), at)
        if found is None or found.person.is_suspended or (found.is_near and not is_near):
            raise Refused(Finding(Code.LINK_OVER))
        return found

    def with_link(self, secret: str, password: str, browser: str, at: datetime, *, is_near: bool) -> SignedIn:
        """Sign in by a link, which is then used up; the password is set by it, unless it is for this machine only.

        Raises Refused for a link that is used, has ended, or is for another machine; InvalidInput.
        """
        link = self.link(secret, at, is_near=is_near)
        hashed = "" if link.is_near else hash_password(password, link.person.name)
        with self._writing() as (rows, ledger):
            person = rows.hold(link.person)
            if person is None or person.is_suspended or not rows.use_link(digest(secret)):
                raise Refused(Finding(Code.LINK_OVER))
            if hashed:
                rows.change(person, {"password": hashed})
                rows.end_sessions(person)
                ledger.note(_entry(person, "password-set", at))
            return _begin(rows, ledger, _Entering(person, "link", browser, at))

    def with_identity(self, proven: Proven, browser: str, at: datetime) -> SignedIn:
        """Sign in whom an identity provider has identified, with the role that it gives; made known when first seen.

        Raises Refused without a role, for a name that another account or a token has, and for who is suspended.
        """
        organisation, identified, role = proven.organisation, proven.identified, proven.role
        with self._writing() as (rows, ledger):
            rows.take(organisation)
            person = rows.find_subject(organisation, identified.subject)
            if role is None or (person and person.is_suspended):
                raise Refused(Finding(Code.NO_ROLE))
            if person is None:
                if rows.has_name(organisation, identified.name):
                    raise Refused(Finding(Code.NAME_TAKEN, value=identified.name))
                new = Person(0, organisation, identified.name, role, at, subject=identified.subject)
                person = rows.add_person(new)
                ledger.note(_entry(person, "person-added", at))
            elif person.role is not role:
                rows.change(person, {"role": role})
                rows.end_sessions(person)
                ledger.note(_entry(person, "role-changed", at))
            return _begin(rows, ledger, _Entering(person, "identity", browser, at))

    def sessions(self, session: Session, at: datetime) -> tuple[Session, ...]:
        """Every session of the person who has this one."""
        with self._reading() as rows:
            return tuple(each for each in rows.sessions(session.person) if each.holds(at))

    def end(self, session: Session, name: str, at: datetime) -> None:
        """End a session of the same person, by the first characters of its digest. Raises NotFound."""
        with self._writing() as (rows, ledger):
            found = next((each for each in rows.sessions(session.person) if session_name(each) == name), None)
            if found is None:
                raise NotFound("session", name)
            rows.end_session(found.digest)
            ledger.note(_entry(session.person, "signed-out", at))

    def end_others(self, session: Session, at: datetime) -> None:
        """End every other session of the same person, and know no browser of theirs any more."""
        with self._writing() as (rows, ledger):
            rows.end_sessions(session.person, but=session.digest)
            rows.forget_browsers(session.person)
            ledger.note(_entry(session.person, "others-signed-out", at))

    def change_password(self, session: Session, old: str, new: str, at: datetime) -> SignedIn:
        """Set another password: every session ends, and this browser gets a new one. Raises Refused, InvalidInput."""
        person = session.person
        if not verify_password(person.password, old):
            raise Refused(Finding(Code.WRONG_PASSWORD))
        hashed = hash_password(new, person.name)
        with self._writing() as (rows, ledger):
            now = rows.hold(person)
            if now is None or now.is_suspended or now.password != person.password:
                raise Refused(Finding(Code.WRONG_PASSWORD))
            rows.change(person, {"password": hashed})
            rows.end_sessions(person)
            rows.forget_browsers(person)
            ledger.note(_entry(person, "password-set", at))
            return _begin(rows, ledger, _Entering(person, "password", "", at))


class _Entering(Struct, frozen=True):
    """Who comes in, how, in which browser, and when."""

    person: Person
    how: How
    browser: str
    at: datetime


def _begin(rows: Rows, ledger: Ledger, entering: _Entering) -> SignedIn:
    """A new session, in a browser that is known from now on."""
    person, browser, at, session = entering.person, entering.browser, entering.at, new_secret()
    rows.purge(at)
    if not (browser and rows.see_browser(digest(browser), person, at)):
        browser = new_secret()
        rows.add_browser(digest(browser), person, at)
    rows.add_session(digest(session), person, at, entering.how)
    ledger.note(_entry(person, "signed-in", at))
    return SignedIn(person, session, browser)


def session_name(session: Session) -> str:
    """What a page calls a session: enough of its digest to tell it from the person's others."""
    return session.digest[:12]


def _entry(person: Person, action: str, at: datetime) -> Entry:
    return Entry(person.organisation, at, person.name, action, f"person {person.id}")
