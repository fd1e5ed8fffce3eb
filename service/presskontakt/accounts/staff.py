"""What staff do: every verb says who does it, asks whether they may, and does it.

Pages and the API have these verbs only, so no way in can forget to ask. Whoever may not know of an organisation's inner
life is told that there is no such organisation.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from presskontakt.accounts import permission
from presskontakt.accounts.account import Person, Token
from presskontakt.accounts.permission import Actor, Role
from presskontakt.accounts.rows import Rows
from presskontakt.accounts.secret import digest, new_secret
from presskontakt.accounts.signing import LINK_KEPT, NEAR_LINK_KEPT, TOKEN_PREFIX
from presskontakt.accounts.taking import everything
from presskontakt.directory.change import Change
from presskontakt.directory.decode import decode
from presskontakt.directory.model import Directory
from presskontakt.directory.roster import Roster
from presskontakt.errors import Code, Finding, InvalidInput, Location, NotFound, Refused
from presskontakt.registry.drafting import Wish
from presskontakt.registry.gates import Judgement
from presskontakt.registry.ledger import Draft, Entry, Ledger
from presskontakt.registry.publishing import Outcome, Registry
from presskontakt.registry.revision import Stored, StoredRoster
from presskontakt.registry.rostering import Changed

LONGEST_TOKEN_DAYS = 731  # two years
_ORGANISATION = re.compile("[a-z0-9-]{0,64}")


class Wanted(Struct, frozen=True):
    """What an account is to be: the name and role of a person or a token, and a person's own record."""

    organisation: str
    name: str
    role: Role
    contact: str = ""


class _Named(Struct):
    name: Annotated[str, Meta(min_length=1, max_length=100)]


class Staff:
    """The verbs of staff over a registry. Each raises NotFound or Refused for who may not, before anything else."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def numbers(self, organisation: str, limit: int) -> tuple[tuple[int, datetime], ...]:
        """The numbers and times of revisions, for everyone."""
        return self._registry.numbers(organisation, limit)

    def refuse_reading(self, actor: Actor, organisation: str) -> None:
        """Refuse who may not read what is not public."""
        _refuse(actor, organisation, is_allowed=permission.may_read(actor, organisation))

    def refuse_drafting(self, actor: Actor, organisation: str) -> None:
        """Refuse who may not write what is to be published."""
        _refuse(actor, organisation, is_allowed=permission.may_draft(actor, organisation))

    def refuse_setting_roster(self, actor: Actor, organisation: str) -> None:
        """Refuse who may not set the roster."""
        _refuse(actor, organisation, is_allowed=permission.may_set_roster(actor, organisation))

    def revision(self, actor: Actor, organisation: str, number: int) -> Stored:
        """A revision, whole."""
        self.refuse_reading(actor, organisation)
        return self._registry.published(organisation, number)

    def judge(self, actor: Actor, directory: Directory, at: datetime) -> Judgement:
        """What publishing a directory would say."""
        self.refuse_reading(actor, directory.organisation.id)
        return self._registry.judge(directory, at)

    def drafts(self, actor: Actor, organisation: str) -> tuple[Draft, ...]:
        """What waits, and what failed."""
        self.refuse_reading(actor, organisation)
        return self._registry.drafts(organisation)

    def roster(self, actor: Actor, organisation: str) -> StoredRoster | None:
        """The roster that holds."""
        self.refuse_reading(actor, organisation)
        return self._registry.stored_roster(organisation)

    def publish(self, actor: Actor, directory: Directory, wish: Wish, at: datetime) -> Outcome:
        """Publish a directory; what an editor writes waits for a publisher, and takes neither a date nor haste."""
        organisation = directory.organisation.id
        self.refuse_drafting(actor, organisation)
        is_proposal = not permission.may_publish(actor, organisation)
        _refuse(actor, organisation, is_allowed=not (is_proposal and (wish.is_emergency or wish.due_at)))
        return self._registry.publish(directory, replace(wish, author=actor.name, is_proposal=is_proposal), at)

    def approve(self, actor: Actor, organisation: str, draft: int, at: datetime) -> Outcome:
        """Let somebody else's draft be published."""
        _refuse(actor, organisation, is_allowed=permission.may_publish(actor, organisation))
        return self._registry.approve(organisation, draft, actor.name, at)

    def stop(self, actor: Actor, organisation: str, draft: int, at: datetime) -> tuple[Draft, ...]:
        """Take a draft back, an editor only their own; what still waits."""
        self.refuse_drafting(actor, organisation)
        if not permission.may_publish(actor, organisation):
            theirs = [each.id for each in self._registry.drafts(organisation) if each.author == actor.name]
            _refuse(actor, organisation, is_allowed=draft in theirs)
        self._registry.stop(organisation, draft, actor.name, at)
        return self._registry.drafts(organisation)

    def set_roster(self, actor: Actor, roster: Roster, at: datetime, parent: int) -> StoredRoster:
        """Set the roster in place of the one of that number."""
        self.refuse_setting_roster(actor, roster.organisation)
        return self._registry.set_roster(roster, actor.name, at, parent)

    def change_roster(self, actor: Actor, organisation: str, change: Change, at: datetime, parent: int) -> Changed:
        """Make one change to the roster of that number."""
        self.refuse_setting_roster(actor, organisation)
        return self._registry.change_roster(organisation, change, actor.name, at, parent)

    def withdraw(self, actor: Actor, organisation: str, contact: str, channel: str, at: datetime) -> StoredRoster:
        """Hide a channel at once: an officer's own, or anyone's."""
        _refuse(actor, organisation, is_allowed=permission.may_hide(actor, organisation, contact))
        return self._registry.withdraw(organisation, contact, channel, actor.name, at)

    def entries(self, actor: Actor, organisation: str) -> tuple[Entry, ...]:
        """Who did what, oldest first."""
        self._refuse_administering(actor, organisation)
        return self._registry.entries(organisation)

    def people(self, actor: Actor, organisation: str) -> tuple[Person, ...]:
        """The people of an organisation."""
        self._refuse_administering(actor, organisation)
        with self._registry.database.reading() as connection:
            return Rows(connection).people(organisation)

    def tokens(self, actor: Actor, organisation: str) -> tuple[Token, ...]:
        """The tokens of an organisation."""
        self._refuse_administering(actor, organisation)
        with self._registry.database.reading() as connection:
            return Rows(connection).tokens(organisation)

    def add_person(self, actor: Actor, wanted: Wanted, at: datetime) -> tuple[Person, str]:
        """A new person with a local account, and the secret of the link by which they set their password."""
        organisation = wanted.organisation
        with self._administering(actor, organisation) as (rows, ledger):
            name = _sound_name(wanted.name)
            self._refuse_unknown(organisation, wanted.contact)
            _refuse_taken(rows, organisation, name)
            person = rows.add_person(Person(0, organisation, name, wanted.role, at, wanted.contact))
            ledger.note(_entry(actor, "person-added", person, at))
            return person, _link(rows, person, at + LINK_KEPT, is_near=False)

    def change_person(self, actor: Actor, wanted: Wanted, at: datetime) -> Person:
        """Another role or record: the person signs in anew. What a provider says stays the provider's."""
        organisation, role = wanted.organisation, wanted.role
        with self._administering(actor, organisation) as (rows, ledger):
            person = rows.person(organisation, wanted.name)
            self._refuse_unknown(organisation, wanted.contact)
            if person.subject and role is not person.role:
                raise Refused(Finding(Code.ROLE_FROM_PROVIDER, value=person.name))
            _keep_one(rows, person, role)
            rows.change(person, {"role": role, "contact": wanted.contact})
            rows.end_sessions(person)
            ledger.note(_entry(actor, "person-changed", person, at))
        return replace(person, role=role, contact=wanted.contact)

    def suspend(self, actor: Actor, organisation: str, name: str, at: datetime, *, is_suspended: bool) -> None:
        """Let nobody act as this person any more, or again; what is signed in ends."""
        with self._administering(actor, organisation) as (rows, ledger):
            person = rows.person(organisation, name)
            if is_suspended:
                _keep_one(rows, person, None)
            rows.change(person, {"is_suspended": is_suspended})
            rows.end_sessions(person)
            ledger.note(_entry(actor, "suspended" if is_suspended else "resumed", person, at))

    def remove_person(self, actor: Actor, organisation: str, name: str, at: datetime) -> None:
        """Remove a person, who may be added again; what they did stays in the history."""
        with self._administering(actor, organisation) as (rows, ledger):
            person = rows.person(organisation, name)
            _keep_one(rows, person, None)
            rows.remove(person)
            ledger.note(_entry(actor, "person-removed", person, at))

    def new_link(self, actor: Actor, organisation: str, name: str, at: datetime) -> str:
        """The secret of a link by which a person sets another password; only the last one works, once."""
        with self._administering(actor, organisation) as (rows, ledger):
            person = rows.person(organisation, name)
            if person.subject:
                raise Refused(Finding(Code.ROLE_FROM_PROVIDER, value=name))
            ledger.note(_entry(actor, "link-made", person, at))
            return _link(rows, person, at + LINK_KEPT, is_near=False)

    def near_link(self, actor: Actor, at: datetime) -> str:
        """The secret of a link that signs whoever sits at this machine in, as administrator of every organisation."""
        with self._administering(actor, "") as (rows, ledger):
            person = rows.find_person("", actor.name)
            if person is None:
                person = rows.add_person(Person(0, "", actor.name, Role.ADMINISTRATOR, at))
            ledger.note(_entry(actor, "link-made", person, at))
            return _link(rows, person, at + NEAR_LINK_KEPT, is_near=True)

    def add_token(self, actor: Actor, wanted: Wanted, days: int, at: datetime) -> tuple[Token, str]:
        """A new token, and its secret, which nobody sees again."""
        organisation = wanted.organisation
        with self._administering(actor, organisation) as (rows, ledger):
            name = _sound_name(wanted.name)
            if not 0 < days <= LONGEST_TOKEN_DAYS:
                facts = {"most": str(LONGEST_TOKEN_DAYS)}
                raise InvalidInput([Finding(Code.BAD_DAYS, Location(path=("days",)), str(days), facts)])
            _refuse_taken(rows, organisation, name)
            secret, ends_at = new_secret(TOKEN_PREFIX), at + timedelta(days=days)
            new = Token(0, organisation, name, wanted.role, digest(secret), actor.name, at, ends_at)
            token = rows.add_token(new)
            ledger.note(Entry(organisation, at, actor.name, "token-made", f"token {token.id}"))
            return token, secret

    def remove_token(self, actor: Actor, organisation: str, name: str, at: datetime) -> None:
        """Let a token work no more."""
        with self._administering(actor, organisation) as (rows, ledger):
            token = rows.remove_token(organisation, name)
            ledger.note(Entry(organisation, at, actor.name, "token-removed", f"token {token.id}"))

    def export(self, actor: Actor, organisation: str, at: datetime) -> dict[str, bytes]:
        """Everything of an organisation as files by name; that it was taken is noted."""
        with self._administering(actor, organisation) as (_, ledger):
            ledger.note(Entry(organisation, at, actor.name, "exported"))
        return everything(self._registry, organisation)

    @contextmanager
    def _administering(self, actor: Actor, organisation: str) -> Iterator[tuple[Rows, Ledger]]:
        self._refuse_administering(actor, organisation)
        with self._registry.database.writing() as connection:
            rows = Rows(connection)
            rows.take(organisation)
            yield rows, Ledger(connection)

    def _refuse_administering(self, actor: Actor, organisation: str) -> None:
        _refuse(actor, organisation, is_allowed=permission.may_administer(actor, organisation))

    def _refuse_unknown(self, organisation: str, contact: str) -> None:
        """An own record must be a contact of what is published now."""
        if contact:
            known = [each.id for each in self._registry.published(organisation).directory().contacts]
            if contact not in known:
                raise NotFound("contact", contact)


def _keep_one(rows: Rows, person: Person, role: Role | None) -> None:
    """An organisation that had an administrator keeps one, or nobody there could make another."""
    if person.role is not Role.ADMINISTRATOR or role is Role.ADMINISTRATOR or person.is_suspended:
        return
    others = (each for each in rows.people(person.organisation) if each.id != person.id and not each.is_suspended)
    if not any(each.role is Role.ADMINISTRATOR for each in others):
        raise Refused(Finding(Code.LAST_ADMINISTRATOR, value=person.name))


def _link(rows: Rows, person: Person, ends_at: datetime, *, is_near: bool) -> str:
    secret = new_secret()
    rows.add_link(digest(secret), person, ends_at, is_near=is_near)
    return secret


def _refuse(actor: Actor, organisation: str, *, is_allowed: bool) -> None:
    if not (permission.belongs(actor, organisation) and _ORGANISATION.fullmatch(organisation)):
        raise NotFound("organisation", organisation)
    if not is_allowed:
        raise Refused(Finding(Code.NOT_PERMITTED, facts={"role": actor.role}))


def _refuse_taken(rows: Rows, organisation: str, name: str) -> None:
    """A name that another has: the history would not tell who it was."""
    if rows.has_name(organisation, name):
        raise Refused(Finding(Code.NAME_TAKEN, value=name))


def _sound_name(name: str) -> str:
    """The name as it is kept: in small letters, so that nobody is two. Raises InvalidInput."""
    return decode({"name": " ".join(name.lower().split())}, _Named).name


def _entry(actor: Actor, action: str, person: Person, at: datetime) -> Entry:
    return Entry(person.organisation, at, actor.name, action, f"person {person.id}")
