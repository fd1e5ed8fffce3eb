"""A revision: one published directory in the chain of an organisation, as it is kept and as it is told."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from presskontakt.directory.model import Directory
from presskontakt.directory.roster import Roster, read_plain_roster
from presskontakt.errors import Damaged, InvalidInput
from presskontakt.registry.parts import Part, join

FIRST = ""


class Revision(Struct, frozen=True):
    """Who published what, when, and on top of what; `digest` is made over all of it and the digests of the parts.

    `approver` is who let a new number be shown; `is_emergency` says that nobody was waited for.
    """

    organisation: str
    number: int
    parent: str
    author: str
    note: str
    published_at: datetime
    parts: tuple[str, ...]
    approver: str = ""
    is_emergency: bool = False
    digest: str = ""

    @property
    def name(self) -> str:
        return f"{self.organisation}@{self.number}"

    @property
    def is_sound(self) -> bool:
        """Whether the digest is the one of what the revision says."""
        return self.digest == sealed(self).digest


def sealed(revision: Revision) -> Revision:
    """The revision with its digest: SHA-256, in hexadecimal, over everything else in it."""
    content = msgspec.json.encode(replace(revision, digest=""), order="sorted")
    return replace(revision, digest=hashlib.sha256(content).hexdigest())


class Stored(Struct, frozen=True):
    """A revision with its parts, as they are kept; read and judged only when asked for its directory."""

    revision: Revision
    parts: Sequence[Part]

    def directory(self) -> Directory:
        """The directory, without contacts that were erased. Raises Damaged."""
        is_whole = tuple(part.digest for part in self.parts) == self.revision.parts
        if not is_whole or not self.revision.is_sound:
            raise Damaged(self.revision.name)
        return join(self.parts, self.revision.name)


class StoredRoster(Struct, frozen=True):
    """The roster of an organisation, as it is kept: its number, who set it, when."""

    organisation: str
    number: int
    author: str
    set_at: datetime
    body: bytes

    def roster(self) -> Roster:
        """The roster. Raises Damaged."""
        try:
            return read_plain_roster(msgspec.json.decode(self.body))
        except (msgspec.MsgspecError, UnicodeDecodeError, InvalidInput):
            raise Damaged(f"{self.organisation} roster {self.number}") from None
