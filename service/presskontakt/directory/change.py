"""One press of an operator: what it does to a roster, what differs between two rosters, and what undoes it.

A change says what is meant ("away for the rest of the day"); `apply` makes the next roster of it at an instant.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from itertools import chain
from typing import Annotated, ClassVar, TypeVar

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from presskontakt.directory.instant import SWEDEN, Interval, day_of, parse_instant, start_of
from presskontakt.directory.model import Line, Prose, Reference, Value
from presskontakt.directory.roster import Absence, Roster, Shift, Withdrawal, read_plain_roster
from presskontakt.errors import Code, Finding, InvalidInput, Location, Refused

Entry = Absence | Shift | Withdrawal
E = TypeVar("E", bound=Entry)
Place = Annotated[int, Meta(ge=0, le=100_000)]


class SetAbsence(Value, frozen=True, tag_field="kind", tag="absence"):
    """A contact is away from now on, in place of the absence that holds now.

    `until` is "hour", "today" (until midnight), "tomorrow" (until its end), "week" (until Monday), or an instant.
    """

    contact: Reference
    until: Line
    delegate: Reference = ""


class EndAbsence(Value, frozen=True, tag_field="kind", tag="back"):
    """A contact is back."""

    contact: Reference


class SetDuty(Value, frozen=True, tag_field="kind", tag="duty"):
    """A contact takes duty from now on, in place of the shift that they have now; `until` as for an absence.

    Without `topics` it is for those of the shift that it replaces; for all where there is none.
    """

    contact: Reference
    until: Line
    topics: tuple[Reference, ...] = ()


class EndDuty(Value, frozen=True, tag_field="kind", tag="off-duty"):
    """A contact leaves the shift that they have now. A turn of a rotation is given away by an absence."""

    contact: Reference


class Withdraw(Value, frozen=True, tag_field="kind", tag="withdrawal"):
    """A channel must not be shown until further notice."""

    contact: Reference
    channel: Reference


class EndWithdrawal(Value, frozen=True, tag_field="kind", tag="shown"):
    """A channel may be shown again."""

    contact: Reference
    channel: Reference


class SetHandover(Value, frozen=True, tag_field="kind", tag="handover"):
    """Another note for the next shift."""

    text: Prose


class UndoAbsence(Value, frozen=True, tag_field="kind", tag="undo-absence"):
    """Take absences `out`, and put others `back` at the places where they stood."""

    section: ClassVar[str] = "absences"
    out: tuple[Absence, ...] = ()
    back: tuple[Absence, ...] = ()
    places: tuple[Place, ...] = ()


class UndoDuty(Value, frozen=True, tag_field="kind", tag="undo-duty"):
    """The same for shifts."""

    section: ClassVar[str] = "shifts"
    out: tuple[Shift, ...] = ()
    back: tuple[Shift, ...] = ()
    places: tuple[Place, ...] = ()


class UndoWithdrawal(Value, frozen=True, tag_field="kind", tag="undo-withdrawal"):
    """The same for withdrawals."""

    section: ClassVar[str] = "withdrawals"
    out: tuple[Withdrawal, ...] = ()
    back: tuple[Withdrawal, ...] = ()
    places: tuple[Place, ...] = ()


Undo = UndoAbsence | UndoDuty | UndoWithdrawal
Change = SetAbsence | EndAbsence | SetDuty | EndDuty | Withdraw | EndWithdrawal | SetHandover | Undo


class ToldChange(Value, frozen=True):
    """What differs about one contact or channel, in words of `Change`; `kind` "rota" is a change of the rotations.

    `undo` puts back what stood there before; a rota has none.
    """

    kind: str
    contact: Reference = ""
    channel: Reference = ""
    until: Line = ""
    delegate: Reference = ""
    undo: Change | None = None


def apply(roster: Roster, change: Change, at: datetime) -> Roster:
    """The roster after `change`, made at the instant `at`.

    Raises Refused where it is so already, or is so no longer; InvalidInput for an instant that is past or cannot be
    read. That its ids exist, `check_roster` tells.
    """
    changed = _changed(roster, change, at)
    if changed == roster:
        raise Refused(Finding(Code.NOTHING_TO_CHANGE))
    return read_plain_roster(msgspec.to_builtins(changed))


def told_changes(before: Roster, after: Roster) -> tuple[ToldChange, ...]:
    """What differs between two rosters: one for each contact or channel, one for the note, one for the rotations."""
    told = [*_told(before, after, UndoAbsence), *_told(before, after, UndoDuty), *_told(before, after, UndoWithdrawal)]
    if before.handover != after.handover:
        told.append(ToldChange("handover", undo=SetHandover(before.handover)))
    if (before.rotations, before.overrides) != (after.rotations, after.overrides):
        told.append(ToldChange("rota"))
    return tuple(told)


def _changed(roster: Roster, change: Change, at: datetime) -> Roster:
    changed: dict[str, object]
    match change:
        case SetAbsence(contact, until, delegate):
            absence = Absence(contact, _written(at), _end(until, at), delegate)
            changed = {"absences": _set(roster.absences, absence, at)}
        case EndAbsence(contact):
            changed = {"absences": _ended(roster.absences, (contact, ""), at)}
        case SetDuty(contact, until, topics):
            shift = Shift(contact, _written(at), _end(until, at), topics or _topics_now(roster, contact, at))
            changed = {"shifts": _set(roster.shifts, shift, at)}
        case EndDuty(contact):
            changed = {"shifts": _ended(roster.shifts, (contact, ""), at)}
        case Withdraw(contact, channel):
            changed = {"withdrawals": _set(roster.withdrawals, Withdrawal(contact, channel), at)}
        case EndWithdrawal(contact, channel):
            changed = {"withdrawals": _ended(roster.withdrawals, (contact, channel), at)}
        case SetHandover(text):
            changed = {"handover": text}
        case _:
            changed = {change.section: _undone(getattr(roster, change.section), change)}
    return replace(roster, **changed)


def _topics_now(roster: Roster, contact: str, at: datetime) -> tuple[str, ...]:
    """The topics of the shifts that a contact has at `at`; none where one of them is for all."""
    topics = [shift.topics for shift in roster.shifts if shift.contact == contact and _holds(shift, at)]
    return tuple(dict.fromkeys(chain.from_iterable(topics))) if all(topics) else ()


def _set(entries: tuple[E, ...], entry: E, at: datetime) -> tuple[E, ...]:
    """The entries with `entry` at their end, in place of what holds at `at` about the same contact or channel."""
    return entries if entry in entries else (*_ended(entries, _subject(entry), at), entry)


def _ended(entries: tuple[E, ...], subject: tuple[str, str], at: datetime) -> tuple[E, ...]:
    """The entries without those about `subject` that hold at `at`."""
    return tuple(each for each in entries if _subject(each) != subject or not _holds(each, at))


def _undone(entries: Sequence[Entry], undo: Undo) -> tuple[Entry, ...]:
    """Raises Refused where what is to be taken out is not there any more, and for what no single change was."""
    if len({_subject(entry) for entry in (*undo.out, *undo.back)}) > 1:
        raise Refused(Finding(Code.NOTHING_TO_CHANGE))
    undone = list(entries)
    for entry in undo.out:
        if entry not in undone:
            raise Refused(Finding(Code.NOTHING_TO_CHANGE))
        del undone[max(place for place, each in enumerate(undone) if each == entry)]
    back: tuple[Entry, ...] = undo.back
    for number, entry in enumerate(back):
        undone.insert(undo.places[number] if number < len(undo.places) else len(undone), entry)
    return tuple(undone)


def _told(before: Roster, after: Roster, undo: type[Undo]) -> Iterable[ToldChange]:
    old: Sequence[Entry] = getattr(before, undo.section)
    new: Sequence[Entry] = getattr(after, undo.section)
    gone, come = _differing(old, new)
    for subject in dict.fromkeys(map(_subject, (*come, *gone.values()))):
        out = tuple(entry for entry in come if _subject(entry) == subject)
        back = {place: entry for place, entry in gone.items() if _subject(entry) == subject}
        inverse = undo(out, tuple(back.values()), tuple(back))  # type: ignore[arg-type] # entries of its section
        yield ToldChange(
            _KINDS[undo][not out],
            *subject,
            until=out[0].until_at if out else "",
            delegate=getattr(out[0], "delegate", "") if out else "",
            undo=inverse,
        )


_KINDS = {UndoAbsence: ("absence", "back"), UndoDuty: ("duty", "off-duty"), UndoWithdrawal: ("withdrawal", "shown")}


def _differing(old: Sequence[Entry], new: Sequence[Entry]) -> tuple[dict[int, Entry], list[Entry]]:
    """What of `old` is gone, by place, and what of `new` has come."""
    gone: dict[int, Entry] = {}
    come: list[Entry] = []
    for what, first, last, since, until in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            gone |= {place: old[place] for place in range(first, last)}
            come += new[since:until]
    return gone, come


def _subject(entry: Entry) -> tuple[str, str]:
    """What an entry is about: a contact, or a channel of theirs."""
    return entry.contact, getattr(entry, "channel", "")


def _holds(entry: Entry, at: datetime) -> bool:
    since, until = (parse_instant(written).at if written else None for written in (entry.from_at, entry.until_at))
    return at in Interval(since, until)


def _written(at: datetime) -> str:
    """An instant as a roster has it, with the offset, since clocks show an hour of October twice."""
    return at.astimezone(SWEDEN).isoformat(timespec="seconds")


def _end(until: str, at: datetime) -> str:
    """The instant until which something holds, as written in a roster. Raises InvalidInput."""
    day = day_of(at)
    match until:
        case "hour":
            return _written(at + timedelta(hours=1))
        case "today":
            return _written(start_of(day + timedelta(days=1)))
        case "tomorrow":
            return _written(start_of(day + timedelta(days=2)))
        case "week":
            return _written(start_of(day + timedelta(days=7 - day.weekday())))
    place = Location(path=("change", "until"), label="until")
    if parse_instant(until, place).at <= at:
        raise InvalidInput([Finding(Code.PAST_UNTIL, place, until)])
    return until
