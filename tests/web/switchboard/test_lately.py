"""What was changed lately is what somebody changed, and not what the days did."""

from datetime import timedelta

import msgspec
from msgspec.structs import replace

from presskontakt.directory.change import SetAbsence, UndoAbsence, apply
from presskontakt.directory.model import Directory
from presskontakt.directory.roster import Absence, Roster, Shift, Withdrawal, empty_roster
from presskontakt.registry.drafting import without_ended
from presskontakt.registry.revision import StoredRoster
from presskontakt.web.switchboard.lately import Lately, of_roster
from tests.conftest import NOW

OVER = ("2025-12-01", "2025-12-08")
STALE = Roster(
    organisation="provstad",
    absences=(Absence("anna", *OVER, "bo"),),
    shifts=(Shift("bo", *OVER),),
    withdrawals=(Withdrawal("anna", "mobile", *OVER),),
)


def lately(before: Roster, after: Roster, directory: Directory) -> tuple[Lately, ...]:
    kept = StoredRoster("provstad", 2, "kim", NOW, msgspec.json.encode(after))
    return of_roster(before, after, kept, directory)


def test_what_ended_long_ago_and_was_tidied_away_nobody_changed(directory: Directory) -> None:
    assert lately(STALE, empty_roster("provstad"), directory) == ()


def test_who_changes_something_next_is_told_with_that_alone(directory: Directory) -> None:
    after = without_ended(apply(STALE, SetAbsence("anna", "hour"), NOW), NOW)
    (told,) = lately(STALE, after, directory)

    assert told.by == "kim"
    assert told.undo == UndoAbsence(out=after.absences)
    assert apply(after, told.undo, NOW) == empty_roster("provstad")


def test_what_ended_lately_is_still_told_by_whoever_takes_it_out(directory: Directory) -> None:
    ended = Absence("anna", "2026-02-20", (NOW - timedelta(days=1)).isoformat())
    before = Roster(organisation="provstad", absences=(ended,))
    (told,) = lately(before, empty_roster("provstad"), directory)

    assert told.undo == UndoAbsence(back=(ended,), places=(0,))


def test_nothing_is_told_of_contacts_whom_operators_do_not_see(directory: Directory) -> None:
    seen = replace(directory, contacts=tuple(each for each in directory.contacts if each.id != "anna"))
    after = apply(empty_roster("provstad"), SetAbsence("anna", "hour"), NOW)

    assert lately(empty_roster("provstad"), after, seen) == ()
    assert len(lately(empty_roster("provstad"), after, directory)) == 1
