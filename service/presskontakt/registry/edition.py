"""What is public of an organisation now, ready to be compiled: from the registry, or from the last snapshot on disk."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from presskontakt.directory.model import Directory
from presskontakt.directory.roster import Roster, public_roster
from presskontakt.registry.ledger import Head
from presskontakt.registry.revision import Stored, StoredRoster


class Edition(Struct, frozen=True):
    """The numbers and times of what is public.

    `due_at` is when the next draft is due; `as_of` is when a snapshot was saved, None for what the registry says.
    """

    organisation: str
    number: int
    published_at: datetime
    roster_number: int
    due_at: datetime | None = None
    as_of: datetime | None = None

    def is_as_of(self, head: Head) -> bool:
        """Whether this is what a head says."""
        mine = self.number, self.roster_number, self.due_at, self.as_of
        return mine == (head.revision, head.roster, head.due_at, None)


class Unread(Struct, frozen=True):
    """An edition that nobody has asked for yet; `read` gives its public value, or raises Damaged."""

    edition: Edition
    read: Callable[[], tuple[Directory, Roster | None]]


def unread(stored: Stored, roster: StoredRoster | None, head: Head) -> Unread:
    """A revision with its roster, of which the public value is read when it is wanted."""

    def read() -> tuple[Directory, Roster | None]:
        return stored.directory().public(), public_roster(roster.roster()) if roster else None

    revision = stored.revision
    edition = Edition(revision.organisation, revision.number, revision.published_at, head.roster, head.due_at)
    return Unread(edition, read)
