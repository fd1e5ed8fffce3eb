"""A directory as parts: one for each contact and one for the rest, each under a salted digest.

Unchanged parts are shared between revisions, and a person can be erased: the body and the salt of their parts go,
the digest stays, and so does the chain of revisions that is made over digests.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from presskontakt.directory.model import Contact, Directory
from presskontakt.errors import Damaged

SALT_BYTES = 16


class Part(Struct, frozen=True):
    """A contact, or with `contact` "" the rest of a directory; without a body it was erased at `erased_at`."""

    digest: str
    contact: str
    salt: bytes
    body: bytes | None
    erased_at: datetime | None = None

    @property
    def is_sound(self) -> bool:
        """Whether the body is the one that the digest was made of; nothing can be said of an erased one."""
        if self.body is None:
            return self.erased_at is not None
        return digest_of(self.salt, self.body) == self.digest


def digest_of(salt: bytes, body: bytes) -> str:
    """SHA-256 of salt and body, in hexadecimal."""
    return hashlib.sha256(salt + body).hexdigest()


def cut(directory: Directory, known: Iterable[Part] = ()) -> tuple[Part, ...]:
    """The parts of a directory, the rest first, then contacts in order; those with a `known` body are used again."""
    kept = {(part.contact, part.body): part for part in known}
    return tuple(kept.get(each) or _salted(*each) for each in _bodies(directory))


def join(parts: Sequence[Part], place: str) -> Directory:
    """The directory that the parts make, without those contacts that were erased.

    Raises Damaged, which names `place`, where a part is not what its digest says.
    """
    if not parts or not all(part.is_sound for part in parts):
        raise Damaged(place)
    rest, *contacts = (part.body for part in parts)
    if rest is None:
        raise Damaged(place)
    try:
        directory = msgspec.json.decode(rest, type=Directory)
        people = tuple(msgspec.json.decode(body, type=Contact) for body in contacts if body is not None)
    except msgspec.MsgspecError:
        raise Damaged(place) from None
    return replace(directory, contacts=people)


def _bodies(directory: Directory) -> Iterator[tuple[str, bytes]]:
    yield "", msgspec.json.encode(replace(directory, contacts=()), order="sorted")
    for contact in directory.contacts:
        yield contact.id, msgspec.json.encode(contact, order="sorted")


def _salted(contact: str, body: bytes) -> Part:
    salt = secrets.token_bytes(SALT_BYTES)
    return Part(digest_of(salt, body), contact, salt, body)
