"""What is public of an organisation now, ready to be compiled: from the registry, or from the last snapshot on disk."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from presskontakt.directory.model import Directory
from presskontakt.directory.roster import Roster
from presskontakt.registry.ledger import Head
from presskontakt.registry.revision import Stored, StoredRoster


class Edition(Struct, frozen=True):
    """The numbers and times of what is public, and how it is read.

    `due_at` is when the next draft is due; `as_of` is when a snapshot was saved, None for what the registry says.
    """

    organisation: str
    number: int
    published_at: datetime
    roster_number: int
    read: Callable[[], tuple[Directory, Roster | None]]
    due_at: datetime | None = None
    as_of: datetime | None = None

    def is_as_of(self, head: Head) -> bool:
        """Whether this is what a head says."""
        mine = self.number, self.roster_number, self.due_at, self.as_of
        return mine == (head.revision, head.roster, head.due_at, None)


def edition_of(stored: Stored, roster: StoredRoster | None, head: Head) -> Edition:
    """The public value of a revision, with its roster; `read` raises Damaged."""

    def read() -> tuple[Directory, Roster | None]:
        return stored.directory().public(), roster.roster() if roster else None

    revision = stored.revision
    return Edition(revision.organisation, revision.number, revision.published_at, head.roster, read, head.due_at)
