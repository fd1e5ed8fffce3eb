"""The directory as one frozen value: every word of the vocabulary in `docs/architecture.md` is a Struct here.

A `Directory` is built by `document.read_directory`, which refuses whatever breaks a type or a limit stated here,
and judged as a whole by `check`. Dates are whole days in Europe/Stockholm, both ends included.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Protocol

from msgspec import Meta, Struct, field
from msgspec.structs import replace

Lang = Literal["sv", "en"]
LANGS: tuple[Lang, ...] = ("sv", "en")

Id = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Reference = Annotated[str, Meta(max_length=64)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Line = Annotated[str, Meta(max_length=300)]
Prose = Annotated[str, Meta(max_length=4_000)]


class Disclosure(StrEnum):
    """Who may see a contact or a channel; `duty` is public only while its holder is on duty."""

    PUBLIC = "public"
    DUTY = "duty"
    SWITCHBOARD = "switchboard"
    INTERNAL = "internal"


class Value(Struct, frozen=True, omit_defaults=True):
    """What every part of a directory is: frozen, compared by content, written without its defaults."""


class Localized(Value, frozen=True):
    """A text in Swedish and, where someone has written it, in English."""

    sv: Annotated[str, Meta(min_length=1, max_length=4_000)]
    en: Prose = ""

    def text(self, lang: Lang) -> str:
        """The text in `lang`; Swedish where there is no English."""
        return self.en if lang == "en" and self.en else self.sv


class Words(Value, frozen=True):
    """Terms per language, in their base form; a term of several words is a phrase."""

    sv: tuple[Name, ...] = ()
    en: tuple[Name, ...] = ()


class Lasting(Protocol):
    """What may begin and end; None is open. Both days are included."""

    @property
    def from_on(self) -> date | None: ...
    @property
    def until_on(self) -> date | None: ...


def is_current(item: Lasting, day: date) -> bool:
    """Whether `day` lies between the first and the last day of `item`."""
    return (item.from_on is None or item.from_on <= day) and (item.until_on is None or day <= item.until_on)


class Source(Value, frozen=True):
    """Where facts were taken from; `published` is None where the source bears no date."""

    id: Id
    name: Localized
    published: date | None = None
    note: Prose = ""


class Organisation(Value, frozen=True):
    """The public body itself. `fallback` is the contact who answers when nobody else does."""

    id: Id
    name: Localized
    fallback: Reference
    demo: bool = False
    address: tuple[Line, ...] = ()
    about: Localized | None = None
    image_bank: Localized | None = None
    place_before_topic: bool = False
    source: Reference = ""


class Role(Value, frozen=True):
    """Why a person is the right one; the order of the roles in the directory is their precedence.

    `leads` marks the role that answers for a topic when no one else does (pressansvarig).
    `on_request` marks a role that is given only to who asks for it (sakkunnig).
    """

    id: Id
    name: Localized
    terms: Words = Words()
    leads: bool = False
    on_request: bool = False
    inferred: tuple[Name, ...] = ()


class Topic(Value, frozen=True):
    """What a question is about. `concepts` claims shared vocabulary, narrower concepts included."""

    id: Id
    name: Localized
    parent: Reference = ""
    concepts: tuple[Reference, ...] = ()
    terms: Words = Words()
    from_on: date | None = field(default=None, name="from")
    until_on: date | None = field(default=None, name="until")
    successor: Reference = ""
    inferred: tuple[Name, ...] = ()


class Place(Value, frozen=True):
    """Where (ort): municipality or locality, in a tree; `terms` are its other names."""

    id: Id
    name: Localized
    parent: Reference = ""
    code: Line = ""
    terms: Words = Words()
    inferred: tuple[Name, ...] = ()


class Release(Value, frozen=True):
    """A press release or project that may have contacts of its own."""

    id: Id
    name: Localized
    kind: Literal["release", "project"] = "release"
    topics: tuple[Reference, ...] = ()
    part_of: Reference = ""
    terms: Words = Words()
    summary: Localized | None = None
    url: Line = ""
    from_on: date | None = field(default=None, name="from")
    until_on: date | None = field(default=None, name="until")
    source: Reference = ""
    inferred: tuple[Name, ...] = ()


class Channel(Value, frozen=True):
    """A way to reach a contact; `value` is E.164 for a phone, the normal form for an e-mail address."""

    id: Id
    kind: Literal["phone", "email"]
    value: Name
    extension: Annotated[str, Meta(pattern=r"^[0-9]{0,8}$")] = ""
    level: Disclosure = Disclosure.PUBLIC
    verified: date | None = None


class Assignment(Value, frozen=True):
    """A contact holds a role for topics, in places (none: everywhere), or for a release.

    No topics and no release: the role is held for the organisation as a whole.
    """

    role: Reference
    topics: tuple[Reference, ...] = ()
    places: tuple[Reference, ...] = ()
    release: Reference = ""
    from_on: date | None = field(default=None, name="from")
    until_on: date | None = field(default=None, name="until")
    inferred: tuple[Name, ...] = ()


class Contact(Value, frozen=True):
    """A person or a function (a press line, a role mailbox) with titles as printed and channels in order."""

    id: Id
    name: Name
    kind: Literal["person", "function"] = "person"
    titles: tuple[Name, ...] = ()
    level: Disclosure = Disclosure.PUBLIC
    channels: tuple[Channel, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    source: Reference = ""
    inferred: tuple[Name, ...] = ()


class Expectation(Value, frozen=True):
    """A question and the contact who must come first; checked before every publish."""

    contact: Reference
    text: Line = ""
    topic: Reference = ""
    role: Reference = ""
    place: Reference = ""
    release: Reference = ""
    lang: Lang | None = None
    at: Line = ""


class Tombstone(Value, frozen=True):
    """A published id that is gone for good, and where it leads now."""

    id: Id
    kind: Literal["topic", "place", "role", "release", "contact"]
    successor: Reference = ""


class Directory(Value, frozen=True, kw_only=True):
    """Everything that is true about one organisation's press contacts for months."""

    format: Literal[1] = 1
    organisation: Organisation
    sources: tuple[Source, ...] = ()
    roles: tuple[Role, ...]
    topics: tuple[Topic, ...] = ()
    places: tuple[Place, ...] = ()
    releases: tuple[Release, ...] = ()
    contacts: tuple[Contact, ...]
    expectations: tuple[Expectation, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()

    def public(self) -> "Directory":
        """The directory without whatever is not public: the only value that public answers are made from."""
        contacts = tuple(_public(contact) for contact in self.contacts if is_public(contact.level))
        return replace(self, contacts=contacts, expectations=())


def is_public(level: Disclosure) -> bool:
    """Whether `level` is shown to everyone at all times."""
    return level is Disclosure.PUBLIC


def _public(contact: Contact) -> Contact:
    return replace(contact, channels=tuple(c for c in contact.channels if is_public(c.level)))
