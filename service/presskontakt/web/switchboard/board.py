"""What a page of the switchboard holds in memory: contacts with every channel that operators may see, and their words.

It is made once for a revision. Texts are pairs, Swedish and English: the line to say is needed in both.
"""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from presskontakt.directory.model import (
    LANGS,
    Channel,
    ChannelKind,
    Contact,
    Directory,
    Disclosure,
    Localized,
)
from presskontakt.web.view import channel_view
from presskontakt.wording import phrase

Pair = tuple[str, str]
_UNSEEN = frozenset({Disclosure.INTERNAL})


class ChannelCard(Struct, frozen=True):
    """A way to reach somebody: `display` to read, `spoken` digit by digit, `href` to follow.

    `level` says to whom it may be told: everyone ("public", "duty" while its holder has duty) or nobody who calls.
    """

    id: str
    kind: ChannelKind
    display: str
    international: str
    spoken: str
    href: str
    level: Disclosure


class ContactCard(Struct, frozen=True):
    """A contact; `duties` are lines like "pressansvarig: Sjukhusen", `topic` is the first topic's position or -1."""

    id: str
    name: str
    titles: tuple[str, ...]
    languages: tuple[str, ...]
    channels: tuple[ChannelCard, ...]
    duties: tuple[Pair, ...]
    topic: int


class Board(Struct, frozen=True):
    """A directory for operators. Contacts and topics are known by their position here."""

    organisation: str
    name: Pair
    is_invented: bool
    revision: int
    published_at: datetime
    contacts: tuple[ContactCard, ...]
    topics: tuple[Pair, ...]


def seen_by_operators(directory: Directory) -> Directory:
    """The directory with what operators see, all of which counts as shown: `internal` is left out."""
    contacts = tuple(_opened(contact) for contact in directory.contacts if contact.level not in _UNSEEN)
    return replace(directory, contacts=contacts, expectations=(), waivers=())


def _opened(contact: Contact) -> Contact:
    channels = tuple(
        replace(channel, level=Disclosure.PUBLIC) for channel in contact.channels if channel.level not in _UNSEEN
    )
    return replace(contact, level=Disclosure.PUBLIC, channels=channels)


def board_of(directory: Directory, revision: int, published_at: datetime, dial: str) -> Board:
    """The board of a whole directory; `dial` is the pattern of links to phone numbers."""
    topics = {topic.id: position for position, topic in enumerate(directory.topics)}
    return Board(
        directory.organisation.id,
        pair(directory.organisation.name),
        directory.organisation.demo,
        revision,
        published_at,
        tuple(
            _card(contact, directory, topics, dial) for contact in directory.contacts if contact.level not in _UNSEEN
        ),
        tuple(pair(topic.name) for topic in directory.topics),
    )


def pair(text: Localized) -> Pair:
    """A text in Swedish and in English."""
    return text.text("sv"), text.text("en")


def pair_of(key: str, **facts: object) -> Pair:
    """A phrase in Swedish and in English."""
    sv, en = (phrase(key, lang, **facts) for lang in LANGS)
    return sv, en


def _card(contact: Contact, directory: Directory, topics: dict[str, int], dial: str) -> ContactCard:
    held = [topics[topic] for assignment in contact.assignments for topic in assignment.topics]
    return ContactCard(
        contact.id,
        contact.name,
        contact.titles,
        contact.languages,
        tuple(
            _channel(channel, dial, max(contact.level, channel.level, key=list(Disclosure).index))
            for channel in contact.channels
            if channel.level not in _UNSEEN
        ),
        tuple(dict.fromkeys(_duties(contact, directory))),
        held[0] if held else -1,
    )


def _duties(contact: Contact, directory: Directory) -> Iterator[Pair]:
    """What a contact answers for, a line for each assignment."""
    roles = {role.id: role.name for role in directory.roles}
    topics = {topic.id: topic.name for topic in directory.topics}
    places = {place.id: place.name for place in directory.places}
    releases = {release.id: release.name for release in directory.releases}
    for assignment in contact.assignments:
        about = [topics[name] for name in assignment.topics]
        about += [releases[assignment.release]] if assignment.release else []
        where = [places[name] for name in assignment.places]
        sv, en = (
            roles[assignment.role].text(lang)
            + (": " + ", ".join(name.text(lang) for name in about) if about else "")
            + (" (" + ", ".join(name.text(lang) for name in where) + ")" if where else "")
            for lang in LANGS
        )
        yield sv, en


def _channel(channel: Channel, dial: str, level: Disclosure) -> ChannelCard:
    view = channel_view(channel)
    if channel.kind == "email":
        return ChannelCard(channel.id, "email", view.display, "", "", view.href, level)
    spoken = ", ".join(" ".join(group) for group in view.display.replace("-", " ").split() if group.isdecimal())
    href = view.href if dial == "tel:{number}" else dial.format(number=channel.value)
    return ChannelCard(channel.id, "phone", view.display, view.international or "", spoken, href, level)
