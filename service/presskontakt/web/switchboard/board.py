"""What a page of the switchboard holds in memory: contacts with every channel that operators may see, and their words.

It is made once for a revision. Texts are pairs, Swedish and English: the line to say is needed in both.
"""

from collections.abc import Callable
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from presskontakt.directory.model import (
    LANGS,
    Assignment,
    Channel,
    ChannelKind,
    Contact,
    Directory,
    Disclosure,
    Lang,
)
from presskontakt.web.view import channel_view

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

    revision: int
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


def board_of(directory: Directory, revision: int, dial: str) -> Board:
    """The board of a whole directory; `dial` is the pattern of links to phone numbers."""
    cards = _Cards(directory, dial)
    contacts = tuple(cards.card(contact) for contact in directory.contacts if contact.level not in _UNSEEN)
    return Board(revision, contacts, tuple(_pair(topic.name.text) for topic in directory.topics))


class _Cards:
    """Makes the cards of one directory, with its names at hand."""

    def __init__(self, directory: Directory, dial: str) -> None:
        self._dial = dial
        self._positions = {topic.id: position for position, topic in enumerate(directory.topics)}
        kinds = (directory.roles, directory.topics, directory.places, directory.releases)
        self._roles, self._topics, self._places, self._releases = (
            {item.id: item.name for item in items} for items in kinds
        )

    def card(self, contact: Contact) -> ContactCard:
        held = [self._positions[topic] for assignment in contact.assignments for topic in assignment.topics]
        duties = (_pair(partial(self._duty, assignment)) for assignment in contact.assignments)
        channels = (
            _channel(channel, self._dial, max(contact.level, channel.level, key=list(Disclosure).index))
            for channel in contact.channels
            if channel.level not in _UNSEEN
        )
        return ContactCard(
            contact.id,
            contact.name,
            contact.titles,
            contact.languages,
            tuple(channels),
            tuple(dict.fromkeys(duties)),
            held[0] if held else -1,
        )

    def _duty(self, assignment: Assignment, lang: Lang) -> str:
        """A role, for what, and where: "presskontakt: Sjukhusen (Granåsen)"."""
        about = [self._topics[name].text(lang) for name in assignment.topics]
        about += [self._releases[assignment.release].text(lang)] if assignment.release else []
        where = [self._places[name].text(lang) for name in assignment.places]
        told = self._roles[assignment.role].text(lang)
        told += f": {', '.join(about)}" if about else ""
        return told + (f" ({', '.join(where)})" if where else "")


def _pair(tell: Callable[[Lang], str]) -> Pair:
    sv, en = (tell(lang) for lang in LANGS)
    return sv, en


def _channel(channel: Channel, dial: str, level: Disclosure) -> ChannelCard:
    view = channel_view(channel)
    if channel.kind == "email":
        return ChannelCard(channel.id, "email", view.display, "", "", view.href, level)
    spoken = ", ".join(" ".join(group) for group in view.display.replace("-", " ").split() if group.isdecimal())
    href = view.href if dial == "tel:{number}" else dial.format(number=channel.value)
    return ChannelCard(channel.id, "phone", view.display, view.international or "", spoken, href, level)
