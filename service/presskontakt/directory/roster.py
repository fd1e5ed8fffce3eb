"""The roster (läge): what is true for days. Shifts and rotations of duty, absences, withdrawn channels.

It names contacts and channels of a directory by id and holds no name or number of its own. Instants are written like
"2026-12-24T16:00", local time in Sweden unless they have an offset. `duty.py` tells what it all means at an instant.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

import msgspec
import tomli_w

from presskontakt.directory.decode import find_faults, label_of, nearest
from presskontakt.directory.document import parse_toml
from presskontakt.directory.handover import find_caller_data
from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import Directory, Id, Line, Localized, Prose, Reference, Value
from presskontakt.errors import Code, Finding, InvalidInput, Location, PathStep


class Shift(Value, frozen=True):
    """One contact is on duty from an instant until another; for `topics`, none: for all."""

    contact: Reference
    from_at: Line = msgspec.field(name="from")
    until_at: Line = msgspec.field(name="until")
    topics: tuple[Reference, ...] = ()


class Rotation(Value, frozen=True):
    """Contacts who take duty in turns, from `begins` on; each turn lasts so many days or weeks.

    `when` is "closed" (whenever the organisation's hours say closed) or "always".
    """

    id: Id
    contacts: tuple[Reference, ...]
    begins: Line
    turn: Literal["day", "week"] = "week"
    when: Literal["closed", "always"] = "closed"
    topics: tuple[Reference, ...] = ()
    ends: Line = ""


class Override(Value, frozen=True):
    """A change of a rotation between two instants: `contact` is added, removed, or takes the place of whoever has duty.

    That is how two colleagues swap: one override each.
    """

    rotation: Reference
    contact: Reference
    from_at: Line = msgspec.field(name="from")
    until_at: Line = msgspec.field(name="until")
    action: Literal["add", "remove", "replace"] = "replace"


class Absence(Value, frozen=True):
    """A contact is away; `delegate` answers instead. `text` is neutral: never a reason."""

    contact: Reference
    from_at: Line = msgspec.field(name="from")
    until_at: Line = msgspec.field(name="until")
    delegate: Reference = ""
    text: Localized | None = None


class Withdrawal(Value, frozen=True):
    """A channel of a contact must not be shown, from now or `from` on, until `until` or further notice."""

    contact: Reference
    channel: Reference
    from_at: Line = msgspec.field(name="from", default="")
    until_at: Line = msgspec.field(name="until", default="")


class Roster(Value, frozen=True, kw_only=True):
    """Everything that is true about one organisation's press contacts for days. `handover` is for the next on duty."""

    format: Literal[1] = 1
    organisation: Reference
    shifts: tuple[Shift, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    overrides: tuple[Override, ...] = ()
    absences: tuple[Absence, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    handover: Prose = ""


def empty_roster(organisation: str) -> Roster:
    """Nobody on duty, nobody away."""
    return Roster(organisation=organisation)


def public_roster(roster: Roster) -> Roster:
    """The roster without what is for colleagues only."""
    return msgspec.structs.replace(roster, handover="")


def read_roster(text: str, source: str = "") -> Roster:
    """Read a roster from TOML; instants may be written as TOML dates and times too.

    Raises InvalidInput with all findings: syntax, types, instants that do not exist or end before they begin.
    """
    return read_plain_roster(_with_written_instants(parse_toml(text, source)), source)


def read_plain_roster(plain: Any, source: str = "") -> Roster:
    """Read a roster from plain values, as decoded from JSON. Raises InvalidInput, as `read_roster` does."""
    if faults := list(find_faults(plain, Roster, source)):
        raise InvalidInput(faults)
    roster = msgspec.convert(plain, Roster)
    if faults := list(_bad_instants(roster, plain, source)):
        raise InvalidInput(faults)
    return roster


def write_roster(roster: Roster) -> str:
    """The roster as TOML that `read_roster` reads back to an equal value."""
    return tomli_w.dumps(msgspec.to_builtins(roster), multiline_strings=True)


def check_roster(roster: Roster, directory: Directory, source: str = "", *, kept_note: str = "") -> tuple[Finding, ...]:
    """A finding for every id that the directory does not have, and for what the note may not hold.

    A note that is kept already is not judged again, so that it keeps nobody from being away. What a roster leaves open
    is told by `coverage`.
    """
    if roster.handover == kept_note:
        return missing_from(roster, directory, source)
    place = Location(source, ("handover",), label="handover")
    said = (
        Finding(Code.CALLER_IN_HANDOVER, place, value, {"what": kind})
        for kind, value in find_caller_data(roster.handover)
    )
    return (*missing_from(roster, directory, source), *said)


def missing_from(roster: Roster, directory: Directory, source: str = "") -> tuple[Finding, ...]:
    """A finding for every id in a roster that the directory does not have."""
    contacts = {contact.id: [channel.id for channel in contact.channels] for contact in directory.contacts}
    topics = [topic.id for topic in directory.topics]
    rotations = [rotation.id for rotation in roster.rotations]
    plain = msgspec.to_builtins(roster)
    findings: list[Finding] = []
    for path, kind, name in _references(roster):
        known: Collection[str] = {"contacts": contacts, "topics": topics, "rotations": rotations}.get(kind, ())
        if kind == "channels":
            known = contacts.get(roster.withdrawals[int(path[1])].contact, ())
        if name and name not in known:
            facts = {"kind": kind, "nearest": nearest(name, known), "known": ", ".join(known)}
            findings.append(
                Finding(Code.UNKNOWN_REFERENCE, Location(source, path, label=label_of(plain, path)), name, facts)
            )
    if roster.organisation != directory.organisation.id:
        known = directory.organisation.id
        facts = {"kind": "organisations", "nearest": "", "known": known}
        findings.append(
            Finding(Code.UNKNOWN_REFERENCE, Location(source, ("organisation",)), roster.organisation, facts)
        )
    return tuple(findings)


def _references(roster: Roster) -> Iterator[tuple[tuple[PathStep, ...], str, str]]:
    """Every reference as (path, kind of its target, id)."""
    dated: Mapping[str, Sequence[Shift | Absence | Override]] = {
        "shifts": roster.shifts,
        "absences": roster.absences,
        "overrides": roster.overrides,
    }
    for kind, items in dated.items():
        yield from (((kind, n, "contact"), "contacts", item.contact) for n, item in enumerate(items))
    for n, absence in enumerate(roster.absences):
        yield ("absences", n, "delegate"), "contacts", absence.delegate
    for n, override in enumerate(roster.overrides):
        yield ("overrides", n, "rotation"), "rotations", override.rotation
    for n, withdrawal in enumerate(roster.withdrawals):
        yield ("withdrawals", n, "contact"), "contacts", withdrawal.contact
        yield ("withdrawals", n, "channel"), "channels", withdrawal.channel
    for n, rotation in enumerate(roster.rotations):
        yield from ((("rotations", n, "contacts", i), "contacts", name) for i, name in enumerate(rotation.contacts))
        yield from ((("rotations", n, "topics", i), "topics", name) for i, name in enumerate(rotation.topics))
    for n, shift in enumerate(roster.shifts):
        yield from ((("shifts", n, "topics", i), "topics", name) for i, name in enumerate(shift.topics))


_INSTANTS = {
    "shifts": ("from", "until"),
    "rotations": ("begins", "ends"),
    "overrides": ("from", "until"),
    "absences": ("from", "until"),
    "withdrawals": ("from", "until"),
}


def _bad_instants(roster: Roster, plain: Mapping[str, Any], source: str) -> Iterator[Finding]:
    written = msgspec.to_builtins(roster)
    for kind, (first, last) in _INSTANTS.items():
        for n, item in enumerate(written.get(kind, ())):
            read: dict[str, datetime] = {}
            for field in (first, last):
                path = (kind, n, field)
                place = Location(source, path, label=label_of(plain, path))
                try:
                    read |= {field: parse_instant(item[field], place).at} if item.get(field) else {}
                except InvalidInput as error:
                    yield from error.findings
            if len(read) == 2 and read[last] <= read[first]:
                path = (kind, n, last)
                place = Location(source, path, label=label_of(plain, path))
                yield Finding(Code.ENDS_BEFORE_IT_BEGINS, place, item[last], {"begins": item[first]})


def _with_written_instants(value: Any) -> Any:
    """Plain values with dates and times as they are written."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _with_written_instants(child) for key, child in value.items()}
    return [_with_written_instants(child) for child in value] if isinstance(value, list) else value
