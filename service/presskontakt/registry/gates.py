"""What a directory must pass before it is published, and what it then changes; the same in CLI, API and by schedule."""

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import get_args

from msgspec import Struct
from msgspec.structs import replace
from phonenumbers import Leniency, PhoneNumberMatcher

from presskontakt.directory.check import check
from presskontakt.directory.diff import Difference, differences
from presskontakt.directory.instant import day_of, parse_instant
from presskontakt.directory.model import Channel, Contact, Directory, Disclosure, Tombstone, TombstoneKind, is_public
from presskontakt.directory.roster import Roster, missing_from
from presskontakt.errors import Code, Finding, Location
from presskontakt.routing.coverage import find_holes
from presskontakt.routing.proof import prove
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.routing.whatif import WhatIf, compare


class Shown(Struct, frozen=True):
    """A number or address that the public would see for the first time: beside a contact, or in the text at a place."""

    contact: str = ""
    channel: str = ""
    text: str = ""


class Judgement(Struct, frozen=True):
    """What is wrong with a directory, and what it changes for whom when it follows its parent.

    `is_looser` says that new numbers would wait for less than they do now.
    """

    findings: tuple[Finding, ...]
    differences: tuple[Difference, ...] = ()
    effect: WhatIf | None = None
    shown: tuple[Shown, ...] = ()
    is_looser: bool = False

    @property
    def is_gated(self) -> bool:
        """Whether it shows what the public has not seen, or would let that wait for less."""
        return bool(self.shown) or self.is_looser

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
    findings = (*findings, *_without_tombstone(parent, directory))
    before = Router(parent.public(), vocabulary)
    effect = compare(before, router, at, (), (*parent.expectations, *directory.expectations))
    shown = newly_shown(_without_past(parent, at), directory, _withdrawn(roster, at))
    shown_in_text = newly_written(parent, directory)
    changed = differences(parent, directory)
    return Judgement(findings, changed, effect, (*shown, *shown_in_text), _is_looser(parent, directory))


def newly_shown(
    parent: Directory, directory: Directory, withdrawn: Collection[tuple[str, str]] = ()
) -> Iterator[Shown]:
    """Every number and address that the public would see, and could not see beside the same contact in the parent.

    What is withdrawn, as pairs of contact and channel, could be seen under no other id than its own.
    """
    known = {
        (contact, channel.id if (contact, channel.id) in withdrawn else "", *_value(channel))
        for contact, channel in _visible(parent)
    }
    for contact, channel in _visible(directory):
        *value, level = _value(channel)
        if not known & {
            (contact, name, *value, each) for name in ("", channel.id) for each in (level, Disclosure.PUBLIC)
        }:
            yield Shown(contact, channel.id)


def newly_written(parent: Directory, directory: Directory) -> Iterator[Shown]:
    """Every public text that holds a number or address which it did not hold in the parent.

    Who may write a text could else publish a number in it at once, which nobody can withdraw.
    """
    for each in differences(parent.public(), directory.public()):
        if not _CHANNEL.search(each.label) and _reachable(each.after or "") - _reachable(each.before or ""):
            yield Shown(text=each.label)


_CHANNEL = re.compile(r"^contacts › [^›]+ › channels › ")
_ADDRESS = re.compile(r"\S+@\S+")
_DIALLED = ("0", "+", "(")  # as numbers are written; years and sums begin otherwise


def _reachable(text: str) -> set[str]:
    """The numbers and addresses in a text, as they are written."""
    matches = PhoneNumberMatcher(text, "SE", leniency=Leniency.POSSIBLE)
    return {m.raw_string for m in matches if m.raw_string.startswith(_DIALLED)} | set(_ADDRESS.findall(text))


def vanished(before: Directory, after: Directory) -> Iterator[Tombstone]:
    """A tombstone for every published id that is gone, living or dead: one that is met again must be known as gone."""
    there = {(each.kind, each.id) for each in after.tombstones} | set(_ids(after))
    for kind, name in (*_ids(before), *((each.kind, each.id) for each in before.tombstones)):
        if (kind, name) not in there:
            yield Tombstone(name, kind)


def _ids(directory: Directory) -> Iterator[tuple[TombstoneKind, str]]:
    for kind in get_args(TombstoneKind):
        yield from ((kind, each.id) for each in getattr(directory, f"{kind}s"))


def _without_tombstone(parent: Directory, directory: Directory) -> Iterator[Finding]:
    for stone in vanished(parent.public(), directory):
        place = Location(label=f"{stone.kind}s › {stone.id}")
        yield Finding(Code.TOMBSTONE_MISSING, place, stone.id, {"kind": stone.kind})


def _without_past(parent: Directory, at: datetime) -> Directory:
    """The parent without channels and contacts that have ended: the public sees them no more, so they are new again."""
    today = day_of(at)

    def lasts(each: Contact | Channel) -> bool:
        return each.until_on is None or each.until_on >= today

    people = (replace(each, channels=tuple(filter(lasts, each.channels))) for each in parent.contacts if lasts(each))
    return replace(parent, contacts=tuple(people))


def _withdrawn(roster: Roster | None, at: datetime) -> frozenset[tuple[str, str]]:
    entries = roster.withdrawals if roster else ()
    is_over = {each for each in entries if each.until_at and parse_instant(each.until_at, Location()).at <= at}
    return frozenset((each.contact, each.channel) for each in entries if each not in is_over)


def _is_looser(parent: Directory, directory: Directory) -> bool:
    """Whether new numbers would wait for less: else the policy could be had in two steps."""
    before, after = (each.organisation.publishing for each in (parent, directory))
    if before.new_channels == "colleague":
        return after.new_channels == "time"
    return after.new_channels == "time" and after.wait_minutes < before.wait_minutes


def _visible(directory: Directory) -> Iterator[tuple[str, Channel]]:
    """Every channel that the public may see, by contact; one of a contact who is seen on duty alone is so too."""
    for contact in directory.public().contacts:
        for channel in contact.channels:
            yield contact.id, channel if is_public(contact.level) else replace(channel, level=contact.level)


def _value(channel: Channel) -> tuple[str, ...]:
    return channel.kind, channel.value, channel.extension, channel.level


def _left_on_roster(directory: Directory, roster: Roster | None) -> Iterator[Finding]:
    """Ids that the roster of today still names and the directory no longer has."""
    for finding in missing_from(roster, directory) if roster else ():
        place = Location("roster", finding.place.path, label=finding.place.label)
        yield Finding(Code.STILL_ON_ROSTER, place, finding.value)
