"""What the verbs of the registry do with a roster: read it, judge it, change it, keep it, and tidy it."""

from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from presskontakt.directory.change import (
    Change,
    EndAbsence,
    EndDuty,
    EndWithdrawal,
    SetAbsence,
    SetDuty,
    SetHandover,
    Withdraw,
    apply,
    told_changes,
)
from presskontakt.directory.duty import Situation
from presskontakt.directory.roster import Roster, check_roster, empty_roster
from presskontakt.errors import Code, Damaged, Finding, InvalidInput, Refused
from presskontakt.registry.drafting import without_ended
from presskontakt.registry.ledger import Entry, Head, Ledger
from presskontakt.registry.revision import StoredRoster

_ACTIONS: dict[type[Change], str] = {
    SetAbsence: "absence-set",
    EndAbsence: "absence-ended",
    SetDuty: "duty-set",
    EndDuty: "duty-ended",
    Withdraw: "channel-withdrawn",
    EndWithdrawal: "channel-shown",
    SetHandover: "handover-set",
}


class Changed(Struct, frozen=True):
    """The roster after a change, and what undoes it."""

    kept: StoredRoster
    undo: Change | None


def roster_of(ledger: Ledger, organisation: str) -> Roster:
    """The roster of an organisation; an empty one where none was ever set. Raises Damaged."""
    kept = ledger.roster(organisation)
    return kept.roster() if kept else empty_roster(organisation)


def refuse_turn(ledger: Ledger, roster: Roster, change: Change, head: Head, at: datetime) -> None:
    """Raise Refused for whoever would leave a shift and has none, but duty by a turn of a rotation."""
    if not isinstance(change, EndDuty):
        return
    directory = ledger.stored(roster.organisation, head.revision).directory()
    own = [duty for duty in Situation(directory, roster).on_duty(at).value if duty.contact == change.contact]
    if own and all(duty.rotation for duty in own):
        raise Refused(Finding(Code.DUTY_BY_ROTATION, value=change.contact, facts={"rotation": own[0].rotation}))


def refuse_unsound(ledger: Ledger, roster: Roster, head: Head) -> None:
    """Raise InvalidInput for what a roster may not say about the directory of today, or in a note that is new."""
    directory = ledger.stored(roster.organisation, head.revision).directory()
    if findings := check_roster(roster, directory, kept_note=_kept_note(ledger, roster.organisation)):
        raise InvalidInput(findings)


def _kept_note(ledger: Ledger, organisation: str) -> str:
    """The note that is kept; none where the roster cannot be read, since a new one must be able to replace it."""
    try:
        return roster_of(ledger, organisation).handover
    except Damaged:
        return ""


def make_change(ledger: Ledger, head: Head, change: Change, actor: str, at: datetime) -> Changed:
    """Make one change to the roster of a head. Raises what `change.apply`, `refuse_turn` and `refuse_unsound` raise.

    What ended long ago goes first, so that it is neither told as a part of the change nor put back by its undo.
    """
    before = without_ended(roster_of(ledger, head.organisation), at)
    refuse_turn(ledger, before, change, head, at)
    roster = without_ended(apply(before, change, at), at)
    if roster == before:
        raise Refused(Finding(Code.NOTHING_TO_CHANGE))
    refuse_unsound(ledger, roster, head)
    told, *_ = told_changes(before, roster)
    action = _ACTIONS.get(type(change), "change-undone")
    entry = Entry(head.organisation, at, actor, action, contact=told.contact)
    return Changed(keep(ledger, roster, head.roster + 1, entry), told.undo)


def keep(ledger: Ledger, roster: Roster, number: int, entry: Entry) -> StoredRoster:
    """Keep a roster under its number, and note who did what."""
    body = msgspec.json.encode(roster, order="sorted")
    stored = StoredRoster(roster.organisation, number, entry.actor, entry.at, body)
    ledger.set_roster(stored)
    ledger.note(replace(entry, subject=f"roster {number}"))
    return stored


def tidied(kept: StoredRoster, at: datetime) -> Roster | None:
    """A roster without what ended long ago; None where nothing did, or where it cannot be read."""
    try:
        roster = kept.roster()
    except Damaged:
        return None
    tidied = without_ended(roster, at)
    return tidied if tidied != roster else None
