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
ChannelKind = Literal["phone", "email"]
CHANNEL_KINDS: tuple[ChannelKind, ...] = ("phone", "email")

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


SEEN = frozenset({Disclosure.PUBLIC, Disclosure.DUTY})


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


class Source(Value, frozen=True):
    """Where facts were taken from; `published` is None where the source bears no date."""

    id: Id
    name: Localized
    published: date | None = None
    note: Prose = ""


class Season(Value, frozen=True):
    """Other hours in one part of every year, both days ("MM-DD") included; it may pass the turn of the year."""

    from_day: Line = field(name="from")
    until_day: Line = field(name="until")
    weekly: tuple[Line, ...] = ()


class DatedHours(Value, frozen=True):
    """The hours of one day ("08:00-12:00"), whatever else would hold; none: closed."""

    day: date
    hours: tuple[Line, ...] = ()


class Hours(Value, frozen=True):
    """When somebody answers: lines like "mon-fri 08:00-16:30", seasons, and days that differ (`hours.py` reads them).

    A holiday is a day off unless `on_holidays`. What is not stated is unknown: that is no Hours at all.
    """

    weekly: tuple[Line, ...] = ()
    seasons: tuple[Season, ...] = ()
    days: tuple[DatedHours, ...] = ()
    on_holidays: bool = False


HalfDayName = Literal[
    "twelfth-night",
    "maundy-thursday",
    "walpurgis-night",
    "ascension-eve",
    "national-day-eve",
    "midsummer-eves-eve",
    "all-saints-eve",
    "christmas-eves-eve",
    "new-years-eves-eve",
]


class HalfDay(Value, frozen=True):
    """A day that ends early at this employer: "maundy-thursday" closes "12:00"."""

    day: HalfDayName
    closes: Line


class Calendar(Value, frozen=True):
    """Which days are off: public holidays, the eves that are off in practice, and, if so chosen, klämdagar."""

    eves: bool = True
    bridge_days_off: bool = False
    half_days: tuple[HalfDay, ...] = ()


class Publishing(Value, frozen=True):
    """What a number or address waits for before the public sees it for the first time.

    "time": `wait_minutes` during which any colleague may stop it or approve it. "colleague": somebody else's approval.
    """

    new_channels: Literal["time", "colleague"] = "time"
    wait_minutes: Annotated[int, Meta(ge=0, le=7 * 24 * 60)] = 60


class Organisation(Value, frozen=True):
    """The public body itself. `fallback` is the contact who answers when nobody else does.

    `hours` hold for every contact without hours of their own; `duty` is when an officer on duty is promised besides.
    """

    id: Id
    name: Localized
    fallback: Reference
    demo: bool = False
    address: tuple[Line, ...] = ()
    about: Localized | None = None
    image_bank: Localized | None = None
    place_before_topic: bool = False
    hours: Hours | None = None
    duty: Hours | None = None
    calendar: Calendar = Calendar()
    publishing: Publishing = Publishing()
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
    hours: Hours | None = None
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
    kind: ChannelKind
    value: Name
    extension: Annotated[str, Meta(pattern=r"^[0-9]{0,8}$")] = ""
    level: Disclosure = Disclosure.PUBLIC
    verified: date | None = None
    from_on: date | None = field(default=None, name="from")
    until_on: date | None = field(default=None, name="until")


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
    """A person or a function (a press line, a role mailbox) with titles as printed and channels in order.

    `until` is a last working day: the day after, the contact is gone by itself. `languages` are tags (BCP 47) of what
    the contact is stated to speak; none: unknown.
    """

    id: Id
    name: Name
    kind: Literal["person", "function"] = "person"
    titles: tuple[Name, ...] = ()
    level: Disclosure = Disclosure.PUBLIC
    channels: tuple[Channel, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    hours: Hours | None = None
    languages: tuple[Name, ...] = ()
    from_on: date | None = field(default=None, name="from")
    until_on: date | None = field(default=None, name="until")
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


class Waiver(Value, frozen=True):
    """A hole in stated hours that is known and accepted, in a place or everywhere, until a day, and why."""

    topic: Reference
    until_on: date = field(name="until")
    note: Prose
    place: Reference = ""


TombstoneKind = Literal["topic", "place", "role", "release", "contact"]


class Tombstone(Value, frozen=True):
    """A published id that is gone for good, and where it leads now."""

    id: Id
    kind: TombstoneKind
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
    waivers: tuple[Waiver, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()

    def public(self) -> "Directory":
        """The directory without what is never public: the only value that public answers are made from.

        What is public while its holder is on duty stays; `duty.Situation` tells when it is seen.
        """
        contacts = tuple(_public(contact) for contact in self.contacts if contact.level in SEEN)
        organisation = replace(self.organisation, publishing=Publishing())
        return replace(self, organisation=organisation, contacts=contacts, expectations=(), waivers=())


def is_public(level: Disclosure) -> bool:
    """Whether `level` is shown to everyone at all times."""
    return level is Disclosure.PUBLIC


def _public(contact: Contact) -> Contact:
    return replace(contact, channels=tuple(c for c in contact.channels if c.level in SEEN))
