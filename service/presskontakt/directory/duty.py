"""What a directory and its roster say together at an instant: who is on duty, away, open, and by which channels.

Every answer is a `Fact`: a value and the interval in which it stays the same, so that whoever puts facts together knows
how long the whole holds. Nothing here knows what time it is.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Generic, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from presskontakt.directory.hours import Schedule, schedule_of
from presskontakt.directory.instant import ALWAYS, SWEDEN, Interval, at_wall_clock, day_of, days_of, parse_instant
from presskontakt.directory.model import Channel, ChannelKind, Contact, Directory, Disclosure, Hours, Lasting
from presskontakt.directory.roster import Absence, Override, Roster, Rotation

T = TypeVar("T")
MAX_DELEGATIONS = 8


class Fact(NamedTuple, Generic[T]):
    """Something that is so, and the interval in which it is."""

    value: T
    holds: Interval


class Moment:
    """An instant, and the interval around it in which every fact taken stays as it is."""

    def __init__(self, at: datetime) -> None:
        self.at, self.day, self.holds = at, day_of(at), ALWAYS

    def take(self, fact: Fact[T]) -> T:
        """The value of a fact, whose interval counts from now on."""
        if fact.holds is not ALWAYS:
            self.holds = self.holds.meet(fact.holds)
        return fact.value

    def is_current(self, item: Lasting) -> bool:
        """Whether `item` has begun and not ended."""
        if item.from_on is None and item.until_on is None:
            return True
        return self.take(_current(days_of(item), self.at))


class Duty(Struct, frozen=True):
    """A contact on duty, for `topics` (none: for all), by a shift or a rotation of that id."""

    contact: str
    topics: tuple[str, ...]
    rotation: str = ""

    def covers(self, topics: Iterable[str]) -> bool:
        """Whether this duty is for one of `topics`, or for all."""
        return not self.topics or any(topic in self.topics for topic in topics)


class Away(Struct, frozen=True):
    """An absence that holds now: until when, and who stands in at last ("" nobody), past delegates who are away too."""

    absence: Absence
    until: datetime
    stand_in: str


class Timeline(Generic[T]):
    """Things with a beginning and an end, ready to be asked which hold at an instant."""

    def __init__(self, items: Iterable[tuple[Interval, T]]) -> None:
        self._items = list(items)
        ends = {end for interval, _ in self._items for end in interval if end}
        self._turns = sorted(ends)

    def at(self, at: datetime) -> Fact[tuple[T, ...]]:
        """What holds at the instant `at`, in the order given."""
        turn = bisect_right(self._turns, at)
        since = self._turns[turn - 1] if turn else None
        until = self._turns[turn] if turn < len(self._turns) else None
        return Fact(tuple(item for interval, item in self._items if at in interval), Interval(since, until))


class Situation:
    """A directory with a roster, compiled: what holds at an instant."""

    def __init__(self, directory: Directory, roster: Roster) -> None:
        self.directory, self.roster = directory, roster
        organisation = directory.organisation
        self._calendar = organisation.calendar
        self._contacts = {contact.id: contact for contact in directory.contacts}
        self._role_hours = {role.id: role.hours for role in directory.roles}
        self._office = self._schedule(organisation.hours)
        self._shifts = Timeline(
            (_between(shift.from_at, shift.until_at), Duty(shift.contact, shift.topics)) for shift in roster.shifts
        )
        self._overrides = Timeline((_between(o.from_at, o.until_at), o) for o in roster.overrides)
        self._absences = _by_contact((a.contact, _between(a.from_at, a.until_at), a) for a in roster.absences)
        self._withdrawals = _by_contact(
            (w.contact, _between(w.from_at, w.until_at), w.channel) for w in roster.withdrawals
        )
        self._duties: Fact[tuple[Duty, ...]] | None = None
        self._timeless = {
            contact.id: _timeless_channels(contact)
            for contact in directory.contacts
            if contact.id not in self._withdrawals and not _is_dated(contact)
        }
        self._kinds = {(c.id, channel.id): channel.kind for c in directory.contacts for channel in c.channels}
        self._presence = {contact.id: days_of(contact) for contact in directory.contacts}

    def on_duty(self, at: datetime) -> Fact[tuple[Duty, ...]]:
        """Who is on duty at `at`: shifts first, then rotations, with swaps; whoever is away has given way."""
        if not self._duties or at not in self._duties.holds:
            self._duties = self._find_duties(at)
        return self._duties

    def planned(self, at: datetime) -> Fact[tuple[Duty, ...]]:
        """Who is to have duty at `at` by shifts and rotations, whether away or not."""
        shifts, holds = self._shifts.at(at)
        overrides, changed = self._overrides.at(at)
        holds = holds.meet(changed)
        duties = list(shifts)
        for rotation in self.roster.rotations:
            turn = self._turn(rotation, at)
            holds = holds.meet(turn.holds)
            if turn.value is not None:
                duties += _with_overrides(rotation, turn.value, [o for o in overrides if o.rotation == rotation.id])
        return Fact(tuple(duties), holds)

    def _find_duties(self, at: datetime) -> Fact[tuple[Duty, ...]]:
        planned, holds = self.planned(at)
        present: list[Duty] = []
        for duty in planned:
            who = self.standing_in(duty.contact, at)
            holds = holds.meet(who.holds)
            if who.value:
                present.append(replace(duty, contact=who.value))
        return Fact(tuple(dict.fromkeys(present)), holds)

    def _turn(self, rotation: Rotation, at: datetime) -> Fact[str | None]:
        """Whose turn a rotation is at `at`; None outside its time."""
        begins = parse_instant(rotation.begins).at
        ends = parse_instant(rotation.ends).at if rotation.ends else None
        current = _current(Interval(begins, ends), at)
        if not current.value or not rotation.contacts:
            return Fact(None, current.holds)
        number, holds = _turn_number(rotation, begins, at)
        holds = holds.meet(current.holds)
        if rotation.when == "closed" and self._office:
            opening = self._office.at(at)
            holds = holds.meet(opening.holds)
            if opening.is_open:
                return Fact(None, holds)
        return Fact(rotation.contacts[number % len(rotation.contacts)], holds)

    def away(self, contact: str, at: datetime) -> Fact[Away | None]:
        """Whether a contact is away at `at`, and who stands in."""
        if contact not in self._absences:
            return _NEVER_AWAY
        absences, holds = self._absences[contact].at(at)
        if not absences:
            return Fact(None, holds)
        first = absences[0]
        until = parse_instant(first.until_at).at
        stand_in = Fact("", ALWAYS)
        if first.delegate:
            stand_in = self._stand_in(first.delegate, at, (contact,))
        return Fact(Away(first, until, stand_in.value), holds.meet(stand_in.holds))

    def standing_in(self, contact: str, at: datetime) -> Fact[str]:
        """The contact, or who stands in at `at`; "" when nobody does."""
        return self._stand_in(contact, at, ())

    def _stand_in(self, contact: str, at: datetime, before: tuple[str, ...]) -> Fact[str]:
        """Follow delegates who are away themselves; a chain that comes back leads nowhere."""
        if contact in before or len(before) >= MAX_DELEGATIONS or contact not in self._contacts:
            return Fact("", ALWAYS)
        present = self.is_present(contact, at)
        if not present.value or contact not in self._absences:
            return Fact(contact if present.value else "", present.holds)
        absences, holds = self._absences[contact].at(at)
        holds = holds.meet(present.holds)
        if not absences:
            return Fact(contact, holds)
        if not absences[0].delegate:
            return Fact("", holds)
        following = self._stand_in(absences[0].delegate, at, (*before, contact))
        return Fact(following.value, holds.meet(following.holds))

    def is_present(self, contact: str, at: datetime) -> Fact[bool]:
        """Whether a contact has begun and not left; one that the directory does not have has never begun."""
        if contact not in self._presence:
            return Fact(value=False, holds=ALWAYS)
        return _current(self._presence[contact], at)

    def opening(self, contact: str, role: str, at: datetime) -> Fact[bool | None]:
        """Whether a contact answers at `at` by the hours stated: the contact's, else the role's, else everybody's.

        None: unknown.
        """
        known = self._contacts.get(contact)
        stated = (known.hours if known else None) or self._role_hours.get(role)
        schedule = self._schedule(stated) if stated else self._office
        if not schedule:
            return Fact(None, ALWAYS)
        opening = schedule.at(at)
        return Fact(opening.is_open, opening.holds)

    def channels(self, contact: str, at: datetime, *, is_on_duty: bool) -> Fact[tuple[str, ...]]:
        """The channels by which a contact may be reached at `at`: public ones, those of duty while on duty.

        Those of duty come first. None that is withdrawn, has ended or not begun; none at all of a contact who has left.
        """
        if contact in self._timeless:
            return self._timeless[contact][is_on_duty]
        present = self.is_present(contact, at)
        if not present.value:
            return Fact((), present.holds)
        found, holds = [], present.holds
        withdrawn: tuple[str, ...] = ()
        if contact in self._withdrawals:
            withdrawn, until = self._withdrawals[contact].at(at)
            holds = holds.meet(until)
        for channel in sorted(self._contacts[contact].channels, key=_is_for_all_times):
            if channel.id in withdrawn or not _is_seen(channel.level, is_on_duty=is_on_duty):
                continue
            current = _current(days_of(channel), at)
            holds = holds.meet(current.holds)
            if current.value:
                found.append(channel.id)
        return Fact(tuple(found), holds)

    def kind_of(self, contact: str, channel: str) -> ChannelKind:
        """Whether a channel of a contact is a phone number or an e-mail address."""
        return self._kinds[contact, channel]

    def is_shown(self, contact: str, *, is_on_duty: bool) -> bool:
        """Whether everyone may see a contact; nobody sees one that the directory does not have."""
        return contact in self._contacts and _is_seen(self._contacts[contact].level, is_on_duty=is_on_duty)

    def visible(self, at: datetime) -> Fact[Directory]:
        """The directory as everyone may see it at `at`: contacts who are there, with the channels that may be shown."""
        duties, holds = self.on_duty(at)
        on_duty = {duty.contact for duty in duties}
        contacts: list[Contact] = []
        for contact in self.directory.contacts:
            is_on_duty = contact.id in on_duty
            channels = self.channels(contact.id, at, is_on_duty=is_on_duty)
            holds = holds.meet(channels.holds)
            present = self.is_present(contact.id, at)
            holds = holds.meet(present.holds)
            if present.value and self.is_shown(contact.id, is_on_duty=is_on_duty):
                kept = tuple(c for name in channels.value for c in contact.channels if c.id == name)
                contacts.append(replace(contact, channels=kept))
        return Fact(replace(self.directory, contacts=tuple(contacts)), holds)

    def promised(self, at: datetime) -> Fact[str]:
        """What the organisation has promised for `at`: "hours", "duty" outside them, or "" nothing."""
        hours, duty = self._office, self._schedule(self.directory.organisation.duty)
        holds = ALWAYS
        for name, schedule in (("hours", hours), ("duty", duty)):
            if schedule:
                opening = schedule.at(at)
                holds = holds.meet(opening.holds)
                if opening.is_open:
                    return Fact(name, holds)
        return Fact("", holds)

    def _schedule(self, hours: Hours | None) -> Schedule | None:
        return schedule_of(hours, self._calendar) if hours else None


_NEVER_AWAY: Fact[Away | None] = Fact(None, ALWAYS)


def _is_dated(contact: Contact) -> bool:
    """Whether a contact or one of its channels begins or ends."""
    items: tuple[Lasting, ...] = (contact, *contact.channels)
    return any(each.from_on or each.until_on for each in items)


def _timeless_channels(contact: Contact) -> tuple[Fact[tuple[str, ...]], Fact[tuple[str, ...]]]:
    """The channels of a contact that change with nothing but duty: off it, and on it."""
    off, on = (
        tuple(
            channel.id
            for channel in sorted(contact.channels, key=_is_for_all_times)
            if _is_seen(channel.level, is_on_duty=is_on_duty)
        )
        for is_on_duty in (False, True)
    )
    return Fact(off, ALWAYS), Fact(on, ALWAYS)


def _is_seen(level: Disclosure, *, is_on_duty: bool) -> bool:
    """Whether everyone may see what has this level."""
    return level is Disclosure.PUBLIC or (is_on_duty and level is Disclosure.DUTY)


def _is_for_all_times(channel: Channel) -> bool:
    return channel.level is not Disclosure.DUTY


def _by_contact(items: Iterable[tuple[str, Interval, T]]) -> dict[str, Timeline[T]]:
    grouped: defaultdict[str, list[tuple[Interval, T]]] = defaultdict(list)
    for contact, interval, item in items:
        grouped[contact].append((interval, item))
    return {contact: Timeline(each) for contact, each in grouped.items()}


def _between(first: str, last: str) -> Interval:
    return Interval(parse_instant(first).at if first else None, parse_instant(last).at if last else None)


def _current(interval: Interval, at: datetime) -> Fact[bool]:
    """Whether `at` lies in an interval, and for how long that stays so."""
    if at in interval:
        return Fact(value=True, holds=interval)
    if interval.since and at < interval.since:
        return Fact(value=False, holds=Interval(None, interval.since))
    return Fact(value=False, holds=Interval(interval.until, None))


def _turn_number(rotation: Rotation, begins: datetime, at: datetime) -> Fact[int]:
    """Which turn of a rotation it is; turns change at the same time by the clock, whatever the season."""
    length = 7 if rotation.turn == "week" else 1
    first = begins.astimezone(SWEDEN)
    minutes = first.hour * 60 + first.minute

    def start(number: int) -> datetime:
        return at_wall_clock(first.date() + timedelta(days=number * length), minutes)

    number = (at.astimezone(SWEDEN).date() - first.date()).days // length
    while start(number) > at:
        number -= 1
    while start(number + 1) <= at:
        number += 1
    return Fact(number, Interval(start(number), start(number + 1)))


def _with_overrides(rotation: Rotation, contact: str, overrides: Sequence[Override]) -> list[Duty]:
    """Who has duty by a rotation once its overrides are counted, in the order in which they are written."""
    who = [contact]
    for override in overrides:
        if override.action == "replace":
            who = [override.contact]
        elif override.action == "remove":
            who = [each for each in who if each != override.contact]
        elif override.contact not in who:
            who.append(override.contact)
    return [Duty(each, rotation.topics, rotation.id) for each in who]
