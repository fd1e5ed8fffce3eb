"""People, their sessions, and tokens: who acts, and for how long."""

from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct

from presskontakt.accounts.permission import Actor, Role

IDLE, LONGEST = timedelta(hours=4), timedelta(hours=12)  # of a session: unused, and at all; a shift of the switchboard
SEEN_EVERY = timedelta(minutes=1)

How = Literal["password", "identity", "link"]


class Person(Struct, frozen=True):
    """An account of one organisation ("": of every one). `name` is what signs in, and stands in the history.

    `subject` is who an identity provider says it is ("": a local account), `password` a hash ("": none yet). `contact`
    is the person's own record in the directory.
    """

    id: int
    organisation: str
    name: str
    role: Role
    made_at: datetime
    contact: str = ""
    password: str = ""
    subject: str = ""
    is_suspended: bool = False

    @property
    def actor(self) -> Actor:
        """Who acts when this person does."""
        return Actor(self.name, self.organisation, self.role, self.contact)


class Session(Struct, frozen=True):
    """A browser in which a person is signed in, since when, and when it was last used."""

    digest: str
    person: Person
    began_at: datetime
    seen_at: datetime
    how: How

    def holds(self, at: datetime) -> bool:
        """Whether it is neither unused for too long nor too old."""
        return at < min(self.seen_at + IDLE, self.began_at + LONGEST) and not self.person.is_suspended


class Link(Struct, frozen=True):
    """A link that works once. One that `is_near` is followed on the machine itself, and signs in without a password."""

    person: Person
    is_near: bool


class Token(Struct, frozen=True):
    """What a program signs in with at /v1: a name, a role in one organisation ("": in every one), and an end."""

    id: int
    organisation: str
    name: str
    role: Role
    digest: str
    made_by: str
    made_at: datetime
    ends_at: datetime
    used_on: date | None = None

    @property
    def actor(self) -> Actor:
        """Who acts when this token is sent."""
        return Actor(self.name, self.organisation, self.role)
