"""One press of an operator in the registry, on SQLite and on a real PostgreSQL: at once, or not at all."""

import threading
from datetime import timedelta

import msgspec
import pytest
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
)
from presskontakt.directory.model import Directory
from presskontakt.directory.roster import Absence, Roster, Rotation, Shift, empty_roster
from presskontakt.errors import Code, Conflict, Damaged, Finding, InvalidInput, NotFound, Refused
from presskontakt.registry import tables
from presskontakt.registry.drafting import Wish
from presskontakt.registry.publishing import Registry
from tests.conftest import NOW
from tests.registry.conftest import renamed


@pytest.fixture
def published(registry: Registry, directory: Directory) -> Registry:
    """A registry with one revision."""
    registry.publish(directory, Wish("anna"), NOW)
    return registry


def roster(registry: Registry) -> Roster:
    kept = registry.stored_roster("provstad")
    assert kept
    return kept.roster()


def test_a_change_is_kept_at_once_under_the_next_number_and_its_undo_puts_back_what_was(published: Registry) -> None:
    long = Absence("anna", "2026-03-01", "2026-03-20", "bo")
    before = replace(empty_roster("provstad"), absences=(long,), handover="Lugnt.")
    published.set_roster(before, "anna", NOW)

    changed = published.change_roster("provstad", SetAbsence("anna", "hour"), "bo", NOW, 1)
    assert (changed.kept.number, changed.kept.author, changed.kept.roster()) == (2, "bo", roster(published))
    assert [each.delegate for each in roster(published).absences] == [""]
    assert published.heads()["provstad"].roster == 2
    assert changed.undo

    assert published.change_roster("provstad", changed.undo, "bo", NOW, 2).kept.number == 3
    assert roster(published) == before


def test_of_two_operators_one_sees_the_others_change_first(published: Registry) -> None:
    outcomes: list[object] = []

    def change(name: str) -> None:
        try:
            outcomes.append(published.change_roster("provstad", SetHandover(name), name, NOW, 0).kept.number)
        except Conflict as error:
            outcomes.append((error.expected, error.found))

    operators = [threading.Thread(target=change, args=(name,)) for name in ("anna", "bo")]
    for operator in operators:
        operator.start()
    for operator in operators:
        operator.join()
    assert sorted(map(str, outcomes)) == ["(0, 1)", "1"]


@pytest.mark.parametrize("parent", [0, 2, 10**12])
def test_what_is_not_based_on_the_last_number_changes_nothing(published: Registry, parent: int) -> None:
    published.change_roster("provstad", SetHandover("Lugnt."), "anna", NOW, 0)
    with pytest.raises(Conflict) as caught:
        published.change_roster("provstad", SetHandover("Strejk."), "bo", NOW, parent)
    assert (caught.value.expected, caught.value.found) == (parent, 1)
    assert roster(published).handover == "Lugnt."


def test_an_absence_that_a_colleague_ended_cannot_be_undone(published: Registry) -> None:
    undo = published.change_roster("provstad", SetAbsence("anna", "today"), "anna", NOW, 0).undo
    assert undo
    published.change_roster("provstad", EndAbsence("anna"), "bo", NOW, 1)
    with pytest.raises(Refused) as caught:
        published.change_roster("provstad", undo, "anna", NOW, 2)
    assert caught.value.finding.code == Code.NOTHING_TO_CHANGE
    assert published.heads()["provstad"].roster == 2


UNSOUND: list[tuple[Change, Code, str]] = [
    (SetAbsence("nobody", "hour"), Code.UNKNOWN_REFERENCE, "/absences/0/contact"),
    (SetAbsence("anna", "hour", "nobody"), Code.UNKNOWN_REFERENCE, "/absences/0/delegate"),
    (SetDuty("anna", "hour", ("moon",)), Code.UNKNOWN_REFERENCE, "/shifts/0/topics/0"),
    (Withdraw("anna", "fax"), Code.UNKNOWN_REFERENCE, "/withdrawals/0/channel"),
    (SetHandover("Ring 070-174 06 05."), Code.CALLER_IN_HANDOVER, "/handover"),
]


@pytest.mark.parametrize(("change", "code", "pointer"), UNSOUND)
def test_what_a_roster_may_not_say_changes_nothing(
    published: Registry, change: Change, code: Code, pointer: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        published.change_roster("provstad", change, "anna", NOW, 0)
    assert [(each.code, each.place.pointer) for each in caught.value.findings] == [(code, pointer)]
    assert published.stored_roster("provstad") is None


def test_who_has_no_directory_has_no_roster(published: Registry) -> None:
    with pytest.raises(NotFound):
        published.change_roster("elsewhere", SetHandover("Lugnt."), "anna", NOW, 0)


def test_every_kind_is_written_down_with_ids_and_never_what_was_typed(published: Registry) -> None:
    steps: list[Change] = [
        SetAbsence("anna", "hour", "bo"),
        EndAbsence("anna"),
        SetDuty("bo", "hour"),
        EndDuty("bo"),
        Withdraw("anna", "mobile"),
        EndWithdrawal("anna", "mobile"),
        SetHandover("Strejken är över."),
    ]
    undone = [
        published.change_roster("provstad", change, "kim", NOW, number).undo for number, change in enumerate(steps)
    ]
    hidden_again = undone[5]
    assert hidden_again
    published.change_roster("provstad", hidden_again, "kim", NOW, len(steps))

    assert [(each.actor, each.action, each.contact, each.subject) for each in published.entries("provstad")[1:]] == [
        ("kim", "absence-set", "anna", "roster 1"),
        ("kim", "absence-ended", "anna", "roster 2"),
        ("kim", "duty-set", "bo", "roster 3"),
        ("kim", "duty-ended", "bo", "roster 4"),
        ("kim", "channel-withdrawn", "anna", "roster 5"),
        ("kim", "channel-shown", "anna", "roster 6"),
        ("kim", "handover-set", "", "roster 7"),
        ("kim", "change-undone", "anna", "roster 8"),
    ]


def test_a_note_stands_in_the_roster_and_nowhere_else(published: Registry) -> None:
    published.change_roster("provstad", SetHandover("Strejken är över."), "kim", NOW, 0)
    with published.database.reading() as connection:
        told = {
            table.name
            for table in tables.metadata.sorted_tables
            if any("Strejken" in _text(value) for row in connection.execute(table.select()) for value in row)
        }
    assert told == {"roster"}


def _text(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


OLD_NOTE = "Ring 070-174 06 05."


def keep_note_from_before(registry: Registry) -> None:
    """Keep, as roster 1, a note that would be refused today."""
    registry.change_roster("provstad", SetHandover("Lugnt."), "kim", NOW, 0)
    with registry.database.writing() as connection:
        body = msgspec.json.encode(replace(empty_roster("provstad"), handover=OLD_NOTE))
        connection.execute(tables.rosters.update().values(body=body))


def test_a_note_that_was_set_before_numbers_were_refused_keeps_no_directory_from_being_published(
    published: Registry, directory: Directory
) -> None:
    keep_note_from_before(published)
    assert published.publish(renamed(directory, "anna", "Anna Ask"), Wish("anna"), NOW).revision


def test_what_ended_long_ago_goes_with_the_next_change(published: Registry) -> None:
    published.change_roster("provstad", SetAbsence("anna", "hour"), "kim", NOW, 0)
    later = NOW + timedelta(days=40)
    changed = published.change_roster("provstad", SetAbsence("bo", "hour"), "kim", later, 1)
    assert [each.contact for each in changed.kept.roster().absences] == ["bo"]


def test_what_ended_long_ago_is_no_part_of_a_change_and_its_undo_does_not_put_it_back(published: Registry) -> None:
    published.change_roster("provstad", SetAbsence("anna", "hour"), "kim", NOW, 0)
    later = NOW + timedelta(days=40)
    changed = published.change_roster("provstad", SetAbsence("bo", "hour"), "kim", later, 1)
    assert published.entries("provstad")[-1].contact == "bo"
    assert changed.undo

    again = published.change_roster("provstad", SetAbsence("anna", "hour"), "kim", later, 2)
    assert again.undo
    published.change_roster("provstad", again.undo, "kim", later, 3)
    published.change_roster("provstad", changed.undo, "kim", later, 4)
    assert roster(published) == empty_roster("provstad")


def test_an_undo_that_would_only_put_back_what_ended_long_ago_is_refused(published: Registry) -> None:
    published.change_roster("provstad", SetAbsence("anna", "hour"), "kim", NOW, 0)
    back = published.change_roster("provstad", EndAbsence("anna"), "kim", NOW, 1).undo
    assert back
    with pytest.raises(Refused) as caught:
        published.change_roster("provstad", back, "kim", NOW + timedelta(days=40), 2)
    assert caught.value.finding.code == Code.NOTHING_TO_CHANGE


TURN = Rotation("jour", ("bo",), "2026-01-05T08:00", when="always")
SHIFT = Shift("bo", "2026-03-01", "2026-03-20")


def test_a_turn_of_a_rotation_is_told_as_such_and_not_as_nothing_to_change(published: Registry) -> None:
    published.set_roster(replace(empty_roster("provstad"), rotations=(TURN,)), "kim", NOW)
    with pytest.raises(Refused) as caught:
        published.change_roster("provstad", EndDuty("bo"), "kim", NOW, 1)
    assert caught.value.finding == Finding(Code.DUTY_BY_ROTATION, value="bo", facts={"rotation": "jour"})

    with pytest.raises(Refused) as caught:
        published.change_roster("provstad", EndDuty("anna"), "kim", NOW, 1)
    assert caught.value.finding.code == Code.NOTHING_TO_CHANGE


def test_whoever_is_away_has_no_turn_to_leave(published: Registry) -> None:
    away = Absence("bo", "2026-03-01", "2026-03-20")
    published.set_roster(replace(empty_roster("provstad"), rotations=(TURN,), absences=(away,)), "kim", NOW)
    with pytest.raises(Refused) as caught:
        published.change_roster("provstad", EndDuty("bo"), "kim", NOW, 1)
    assert caught.value.finding.code == Code.NOTHING_TO_CHANGE


@pytest.mark.parametrize("away", [(), (Absence("bo", "2026-03-01", "2026-03-20"),)])
def test_a_shift_beside_a_turn_can_be_left(published: Registry, away: tuple[Absence, ...]) -> None:
    before = replace(empty_roster("provstad"), rotations=(TURN,), shifts=(SHIFT,), absences=away)
    published.set_roster(before, "kim", NOW)
    after = published.change_roster("provstad", EndDuty("bo"), "kim", NOW, 1).kept.roster()
    assert after == replace(before, shifts=())


@pytest.mark.parametrize("change", [SetAbsence("anna", "hour"), SetDuty("bo", "hour"), Withdraw("anna", "mobile")])
def test_a_note_from_before_keeps_nobody_from_being_away_and_no_number_from_being_hidden(
    published: Registry, change: Change
) -> None:
    keep_note_from_before(published)
    changed = published.change_roster("provstad", change, "kim", NOW, 1)
    assert changed.kept.roster().handover == OLD_NOTE


def test_a_note_from_before_is_judged_when_it_is_changed(published: Registry) -> None:
    keep_note_from_before(published)
    with pytest.raises(InvalidInput) as caught:
        published.change_roster("provstad", SetHandover(f"{OLD_NOTE} Snart."), "kim", NOW, 1)
    assert [each.code for each in caught.value.findings] == [Code.CALLER_IN_HANDOVER]

    undo = published.change_roster("provstad", SetHandover("Lugnt."), "kim", NOW, 1).undo
    assert undo
    with pytest.raises(InvalidInput):
        published.change_roster("provstad", undo, "kim", NOW, 2)


def test_a_whole_roster_may_be_set_with_the_note_that_is_kept_and_with_no_other_number(published: Registry) -> None:
    keep_note_from_before(published)
    whole = replace(empty_roster("provstad"), shifts=(SHIFT,), handover=OLD_NOTE)
    assert published.set_roster(whole, "kim", NOW).roster() == whole
    with pytest.raises(InvalidInput):
        published.set_roster(replace(whole, handover="Ring 070-174 06 06."), "kim", NOW)


def test_a_whole_roster_takes_the_place_of_one_that_cannot_be_read(published: Registry) -> None:
    keep_note_from_before(published)
    with published.database.writing() as connection:
        connection.execute(tables.rosters.update().values(body=b"{"))
    with pytest.raises(Damaged):
        published.change_roster("provstad", SetAbsence("anna", "hour"), "kim", NOW, 1)
    assert published.set_roster(empty_roster("provstad"), "kim", NOW).roster() == empty_roster("provstad")
