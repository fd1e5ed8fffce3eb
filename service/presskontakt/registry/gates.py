"""What a directory must pass before it is published, and what it then changes; the same in CLI, API and by schedule."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from presskontakt.directory.check import check
from presskontakt.directory.diff import Difference, differences
from presskontakt.directory.model import Channel, Directory, Disclosure
from presskontakt.directory.roster import Roster, check_roster
from presskontakt.errors import Code, Finding, Location
from presskontakt.routing.coverage import find_holes
from presskontakt.routing.proof import prove
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.routing.whatif import WhatIf, compare


class Shown(Struct, frozen=True):
    """A number or address that the public would see for the first time beside a contact."""

    contact: str
    channel: str


class Judgement(Struct, frozen=True):
    """What is wrong with a directory, and what it changes for whom when it follows its parent."""

    findings: tuple[Finding, ...]
    differences: tuple[Difference, ...] = ()
    effect: WhatIf | None = None
    shown: tuple[Shown, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if not finding.is_warning)


def judge(
    directory: Directory, parent: Directory | None, roster: Roster | None, vocabulary: Vocabulary, at: datetime
) -> Judgement:
    """Check a directory, ask its expectations, look for holes in its stated hours, and compare it with its parent."""
    findings = check(directory, vocabulary.concepts)
    if any(not finding.is_warning for finding in findings):
        return Judgement(findings)
    router = Router(directory.public(), vocabulary)
    findings = (*findings, *find_holes(directory, router, at), *prove(directory, router, at))
    findings = (*findings, *_left_on_roster(directory, roster))
    if parent is None:
        return Judgement(findings)
    before = Router(parent.public(), vocabulary)
    effect = compare(before, router, at, (), (*parent.expectations, *directory.expectations))
    return Judgement(findings, differences(parent, directory), effect, tuple(newly_shown(parent, directory)))


def newly_shown(parent: Directory, directory: Directory) -> Iterator[Shown]:
    """Every number and address that the public would see, and could not see beside the same contact in the parent."""
    known = {(contact, *_value(channel)) for contact, channel in _visible(parent)}
    for contact, channel in _visible(directory):
        more = (*_value(channel)[:-1], Disclosure.PUBLIC)
        if not {(contact, *_value(channel)), (contact, *more)} & known:
            yield Shown(contact, channel.id)


def _visible(directory: Directory) -> Iterator[tuple[str, Channel]]:
    for contact in directory.public().contacts:
        yield from ((contact.id, channel) for channel in contact.channels)


def _value(channel: Channel) -> tuple[str, ...]:
    return channel.kind, channel.value, channel.extension, channel.level


def _left_on_roster(directory: Directory, roster: Roster | None) -> Iterator[Finding]:
    """Ids that the roster of today still names and the directory no longer has."""
    for finding in check_roster(roster, directory) if roster else ():
        place = Location("roster", finding.place.path, label=finding.place.label)
        yield Finding(Code.STILL_ON_ROSTER, place, finding.value)
