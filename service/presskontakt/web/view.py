"""What the API tells: contacts, decisions and the parts of a directory, as the reader gets them."""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from presskontakt.directory.email import parse_email
from presskontakt.directory.model import Channel, Contact, Lang, Place, Release, Topic
from presskontakt.directory.phone import PhoneNumber, parse_phone
from presskontakt.routing.question import Confidence, Reach


class View(Struct, frozen=True):
    """What stands in an answer; every field is always there, null where nothing is known."""


class ChannelView(View, frozen=True):
    """A way to reach a contact: `display` to read, `href` to follow, `value` in its normal form."""

    id: str
    kind: Literal["phone", "email"]
    value: str
    display: str
    international: str | None
    href: str
    verified: date | None


class AssignmentView(View, frozen=True):
    """A role held for topics, in places (none: everywhere), or for a press release."""

    role: str
    topics: tuple[str, ...]
    places: tuple[str, ...]
    release: str | None


class ContactView(View, frozen=True):
    """A person or a function that the press may contact."""

    id: str
    name: str
    kind: Literal["person", "function"]
    titles: tuple[str, ...]
    channels: tuple[ChannelView, ...]
    assignments: tuple[AssignmentView, ...]
    languages: tuple[str, ...]


class ReasonView(View, frozen=True):
    """Why: a code that never changes, and the sentence in the language asked for."""

    code: str
    sentence: str


class StepView(View, frozen=True):
    """A contact to try, in order, with the channels that may be used.

    `reach` is now (until `at`), later (from `at` on) or call (no hours are stated); `availability` says it in words.
    """

    contact: ContactView
    role: str | None
    is_fallback: bool
    reach: Reach
    at: datetime | None
    availability: str
    is_on_duty: bool
    stands_in_for: str | None
    reasons: tuple[ReasonView, ...]


class NamedView(View, frozen=True):
    """Something with an id and a name."""

    id: str
    name: str


class ExitView(View, frozen=True):
    """Where to turn with what is not for this press desk."""

    concept: str
    name: str
    advice: str


class StretchView(View, frozen=True):
    """Who is to be contacted first in [valid_from, valid_until), when the answer itself has ended.

    `reach` is now (at any time in it), call (no hours are stated) or later (nobody answers in it). `contact` and
    `name` are null for somebody who is shown on duty only.
    """

    valid_from: datetime
    valid_until: datetime
    contact: str | None
    name: str | None
    reach: Reach
    is_on_duty: bool


class DecisionView(View, frozen=True):
    """Whom to contact, in order, and why, and what would change that; it holds in [valid_from, valid_until).

    `upcoming` are the seven days after it, for who keeps a copy; null where the question is not one by ids for now.
    """

    organisation: str
    digest: str
    engine: int
    lang: Lang
    confidence: Confidence
    topics: tuple[str, ...]
    place: str | None
    role: str | None
    release: str | None
    reasons: tuple[ReasonView, ...]
    steps: tuple[StepView, ...]
    choices: tuple[NamedView, ...]
    exits: tuple[ExitView, ...]
    changes: tuple[ReasonView, ...]
    valid_from: datetime | None
    valid_until: datetime | None
    upcoming: tuple[StretchView, ...] | None


class TopicView(View, frozen=True):
    """A topic; `parent` is the wider one. An ended topic leads to its successor."""

    id: str
    name: str
    parent: str | None
    until: date | None
    successor: str | None


class PlaceView(View, frozen=True):
    """A place; `parent` is the wider one."""

    id: str
    name: str
    parent: str | None
    code: str | None


class ReleaseView(View, frozen=True):
    """A press release or a project."""

    id: str
    name: str
    kind: Literal["release", "project"]
    summary: str | None
    url: str | None
    topics: tuple[str, ...]
    until: date | None


class OrganisationView(View, frozen=True):
    """A public body and what its directory holds."""

    id: str
    name: str
    is_invented: bool
    about: str | None
    address: tuple[str, ...]
    digest: str
    roles: tuple[NamedView, ...]
    topics: tuple[TopicView, ...]
    places: tuple[PlaceView, ...]
    releases: tuple[ReleaseView, ...]


def contact_view(contact: Contact) -> ContactView:
    """A contact with its channels in every form that a page or a telephone needs."""
    return ContactView(
        id=contact.id,
        name=contact.name,
        kind=contact.kind,
        titles=contact.titles,
        channels=tuple(channel_view(channel) for channel in contact.channels),
        assignments=tuple(
            AssignmentView(role=a.role, topics=a.topics, places=a.places, release=a.release or None)
            for a in contact.assignments
        ),
        languages=contact.languages,
    )


def channel_view(channel: Channel) -> ChannelView:
    """A channel; links are rebuilt from the validated value only."""
    if channel.kind == "email":
        address = parse_email(channel.value)
        display, international, href = address.normalized, None, address.href
    else:
        known = parse_phone(channel.value)
        number = PhoneNumber(known.e164, known.kind, channel.extension)
        display, international, href = number.national, number.international, number.href
    return ChannelView(channel.id, channel.kind, channel.value, display, international, href, channel.verified)


def topic_view(topic: Topic, lang: Lang) -> TopicView:
    """A topic in `lang`."""
    return TopicView(topic.id, topic.name.text(lang), topic.parent or None, topic.until_on, topic.successor or None)


def place_view(place: Place, lang: Lang) -> PlaceView:
    """A place in `lang`."""
    return PlaceView(place.id, place.name.text(lang), place.parent or None, place.code or None)


def release_view(release: Release, lang: Lang) -> ReleaseView:
    """A release in `lang`."""
    summary = release.summary.text(lang) if release.summary else None
    name = release.name.text(lang)
    return ReleaseView(release.id, name, release.kind, summary, release.url or None, release.topics, release.until_on)
