"""The laws of a change: it does what it says and no more, and what undoes it puts back what was there before."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from presskontakt.directory.change import (
    Change,
    EndAbsence,
    EndDuty,
    EndWithdrawal,
    SetAbsence,
    SetDuty,
    SetHandover,
    ToldChange,
    UndoAbsence,
    Withdraw,
    apply,
    told_changes,
)
from presskontakt.directory.decode import decode
from presskontakt.directory.duty import Situation
from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import Directory, Localized
from presskontakt.directory.roster import Absence, Override, Roster, Shift, Withdrawal, check_roster, read_plain_roster
from presskontakt.errors import Code, InvalidInput, Refused
from tests.conftest import NOW

CONTACTS, CHANNELS, TOPICS = ("anna", "bo", "gun"), ("mobile",), ("care", "growth")
CONTACT, CHANNEL = st.sampled_from(CONTACTS), st.sampled_from(CHANNELS)
UNTIL = st.sampled_from(["hour", "today", "tomorrow", "week", "2027-12-24T16:00", "2027-12-24T16:00+00:00"])
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001 - as asked
NOTE = st.text("abc åäö\n", max_size=20)
# Instants around NOW, so that entries are over, hold, and are to come.
DAYS = st.tuples(st.integers(-5, 4), st.integers(1, 5))
CHANGES: st.SearchStrategy[Change] = st.one_of(
    st.builds(SetAbsence, CONTACT, UNTIL, st.sampled_from(["", *CONTACTS])),
    st.builds(EndAbsence, CONTACT),
    st.builds(SetDuty, CONTACT, UNTIL, st.lists(st.sampled_from(TOPICS), max_size=2, unique=True).map(tuple)),
    st.builds(EndDuty, CONTACT),
    st.builds(Withdraw, CONTACT, CHANNEL),
    st.builds(EndWithdrawal, CONTACT, CHANNEL),
    st.builds(SetHandover, NOTE),
)


def span(days: tuple[int, int]) -> tuple[str, str]:
    since = NOW + timedelta(days=days[0])
    return since.isoformat(), (since + timedelta(days=days[1])).isoformat()


def entries(make: Callable[[str, tuple[int, int]], Any]) -> st.SearchStrategy[Any]:
    return st.lists(st.builds(make, CONTACT, DAYS), max_size=5).map(tuple)


ROSTERS: st.SearchStrategy[Roster] = st.builds(
    Roster,
    organisation=st.just("provstad"),
    shifts=entries(lambda who, days: Shift(who, *span(days), ("care",))),
    absences=entries(lambda who, days: Absence(who, *span(days), "bo", Localized("Borta"))),
    withdrawals=entries(lambda who, days: Withdrawal(who, "mobile", *(span(days) if days[0] else ("", "")))),
    handover=NOTE,
)


def applied(roster: Roster, change: Change, at: datetime) -> Roster:
    """The roster after a change; what changes nothing is no example."""
    try:
        return apply(roster, change, at)
    except Refused:
        assume(condition=False)
        raise


@given(ROSTERS, CHANGES, MOMENTS)
def test_undo_puts_back_what_was_there_before(before: Roster, change: Change, at: datetime) -> None:
    after = applied(before, change, at)
    (told,) = told_changes(before, after)
    assert told.undo

    assert apply(after, told.undo, at + timedelta(days=400)) == before


@given(ROSTERS, CHANGES, MOMENTS)
def test_undo_can_itself_be_undone(before: Roster, change: Change, at: datetime) -> None:
    after = applied(before, change, at)
    (told,) = told_changes(before, after)
    assert told.undo
    (back,) = told_changes(after, apply(after, told.undo, at))
    assert back.undo

    assert apply(before, back.undo, at) == after


@given(ROSTERS, CHANGES, MOMENTS)
def test_just_what_was_changed_is_told(before: Roster, change: Change, at: datetime) -> None:
    (told,) = told_changes(before, applied(before, change, at))

    assert told.kind == msgspec.to_builtins(change)["kind"]
    assert (told.contact, told.channel) == (getattr(change, "contact", ""), getattr(change, "channel", ""))
    assert told.delegate == getattr(change, "delegate", "")
    assert bool(told.until) == hasattr(change, "until")


@given(ROSTERS, CHANGES, MOMENTS)
def test_a_roster_stays_sound(directory: Directory, before: Roster, change: Change, at: datetime) -> None:
    after = applied(before, change, at)

    assert check_roster(after, directory) == ()
    assert read_plain_roster(msgspec.to_builtins(after)) == after


@given(ROSTERS, CHANGES, MOMENTS)
def test_nobody_else_is_touched(before: Roster, change: Change, at: datetime) -> None:
    after = applied(before, change, at)
    who = getattr(change, "contact", "")

    for section in ("absences", "shifts", "withdrawals"):
        of_others = [[each for each in getattr(roster, section) if each.contact != who] for roster in (before, after)]
        assert of_others[0] == of_others[1]


@given(ROSTERS, CHANGES, MOMENTS)
def test_a_change_and_its_undo_travel_as_json(before: Roster, change: Change, at: datetime) -> None:
    (told,) = told_changes(before, applied(before, change, at))

    for each in (change, told.undo):
        assert decode(msgspec.json.decode(msgspec.json.encode(each)), Change) == each  # type: ignore[arg-type]


@given(ROSTERS)
def test_of_two_equal_rosters_nothing_is_told(roster: Roster) -> None:
    assert told_changes(roster, roster) == ()


def roster(**parts: object) -> Roster:
    return Roster(organisation="provstad", **parts)  # type: ignore[arg-type]


def absence_until(until: str, at: datetime = NOW) -> datetime:
    (absence,) = apply(roster(), SetAbsence("anna", until), at).absences
    return parse_instant(absence.until_at).at


@pytest.mark.parametrize(
    ("until", "local"),
    [
        ("hour", "2026-03-02T11:30"),
        ("today", "2026-03-03T00:00"),
        ("tomorrow", "2026-03-04T00:00"),
        ("week", "2026-03-09T00:00"),
        ("2026-12-24T16:00", "2026-12-24T16:00"),
    ],
)
def test_until_is_reckoned_in_swedish_time(until: str, local: str) -> None:
    assert absence_until(until) == parse_instant(local).at


@pytest.mark.parametrize(
    ("now", "until", "hours"),
    [
        ("2026-03-29T00:30", "today", 22.5),  # the clocks go forward
        ("2026-10-25T00:30", "today", 24.5),  # and back
        ("2026-10-25T02:30+02:00", "hour", 1),
        ("2026-03-28T12:00", "week", 35),
        ("2026-03-08T23:59", "week", 1 / 60),
        ("2026-03-09T00:00", "week", 7 * 24),
    ],
)
def test_until_is_right_when_the_clocks_change_and_at_midnight(now: str, until: str, hours: float) -> None:
    at = parse_instant(now).at
    assert absence_until(until, at) - at == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("until", "code"),
    [
        ("2026-03-02T10:30", Code.PAST_UNTIL),
        ("2020-01-01", Code.PAST_UNTIL),
        ("soon", Code.BAD_DATE),
        ("", Code.BAD_DATE),
        ("0001-01-01", Code.BAD_DATE),
        ("2027-03-28T02:30", Code.NO_SUCH_TIME),
    ],
)
def test_an_until_that_cannot_be_is_told_where_it_was_typed(until: str, code: Code) -> None:
    with pytest.raises(InvalidInput) as caught:
        apply(roster(), SetDuty("anna", until), NOW)
    assert [(each.code, each.place.pointer) for each in caught.value.findings] == [(code, "/change/until")]


def test_what_is_said_holds_from_the_moment_it_is_said(directory: Directory) -> None:
    after = apply(roster(), SetAbsence("anna", "hour", "bo"), NOW)
    away = Situation(directory, after).away("anna", NOW).value
    assert away
    assert away.stand_in == "bo"

    after = apply(roster(), SetDuty("cia", "today"), NOW)
    assert [duty.contact for duty in Situation(directory, after).on_duty(NOW).value] == ["cia"]


def test_a_new_absence_takes_the_place_of_the_longer_one_that_holds_and_leaves_the_one_to_come() -> None:
    long, to_come = Absence("anna", "2026-03-01", "2026-03-20", "bo"), Absence("anna", "2026-04-01", "2026-04-08")
    after = apply(roster(absences=(long, to_come)), SetAbsence("anna", "hour", "cia"), NOW)

    assert [(each.delegate, each.from_at[:10]) for each in after.absences] == [
        ("", "2026-04-01"),
        ("cia", "2026-03-02"),
    ]


LIMITED, WHOLE = Shift("anna", "2026-03-01", "2026-03-20", ("care",)), Shift("anna", "2026-03-01", "2026-03-20")
OTHER, TO_COME = replace(LIMITED, topics=("growth", "care")), replace(LIMITED, from_at="2026-03-19")


@pytest.mark.parametrize(
    ("shifts", "given", "topics"),
    [
        ((LIMITED,), (), ("care",)),
        ((LIMITED,), ("growth",), ("growth",)),
        ((LIMITED, OTHER), (), ("care", "growth")),
        ((LIMITED, WHOLE), (), ()),
        ((TO_COME,), (), ()),
        ((replace(LIMITED, contact="bo"),), (), ()),
        ((), (), ()),
    ],
)
def test_a_longer_shift_is_for_the_topics_of_the_one_that_it_replaces(
    shifts: tuple[Shift, ...], given: tuple[str, ...], topics: tuple[str, ...]
) -> None:
    after = apply(roster(shifts=shifts), SetDuty("anna", "week", given), NOW)
    assert after.shifts[-1].topics == topics


SO_ALREADY: list[tuple[Roster, Change]] = [
    (roster(), EndAbsence("anna")),
    (roster(absences=(Absence("anna", "2026-04-01", "2026-04-08"),)), EndAbsence("anna")),
    (roster(absences=(Absence("anna", "2026-02-01", "2026-02-08"),)), EndAbsence("anna")),
    (roster(), EndDuty("anna")),
    (roster(), EndWithdrawal("anna", "mobile")),
    (roster(withdrawals=(Withdrawal("anna", "mobile"),)), Withdraw("anna", "mobile")),
    (roster(), SetHandover("")),
    (roster(), UndoAbsence(out=(Absence("anna", "2026-03-01", "2026-03-20"),))),
    (roster(), UndoAbsence()),
    (
        roster(),
        UndoAbsence(back=(Absence("anna", "2026-03-01", "2026-03-20"), Absence("bo", "2026-03-01", "2026-03-20"))),
    ),
]


@pytest.mark.parametrize(("before", "change"), SO_ALREADY)
def test_what_is_so_already_or_no_longer_is_refused(before: Roster, change: Change) -> None:
    with pytest.raises(Refused) as caught:
        apply(before, change, NOW)
    assert caught.value.finding.code == Code.NOTHING_TO_CHANGE


def test_an_undo_that_is_forged_makes_no_unsound_roster() -> None:
    with pytest.raises(InvalidInput):
        apply(roster(), UndoAbsence(back=(Absence("anna", "soon", "later"),)), NOW)
    backwards = Absence("anna", "2026-03-02", "2026-03-01")
    with pytest.raises(InvalidInput):
        apply(roster(), UndoAbsence(back=(backwards,), places=(7, 8)), NOW)


def test_a_whole_roster_that_somebody_set_is_told_part_by_part() -> None:
    before = roster(absences=(Absence("anna", "2026-03-01", "2026-03-20"),), handover="a")
    away, hidden = Absence("bo", "2026-03-01", "2026-03-08", "cia"), Withdrawal("cia", "mobile")
    override = Override("jour", "anna", "2026-03-01", "2026-03-02")
    after = roster(absences=(away,), withdrawals=(hidden,), overrides=(override,), handover="b")

    assert [replace(each, undo=None) for each in told_changes(before, after)] == [
        ToldChange("absence", "bo", until="2026-03-08", delegate="cia"),
        ToldChange("back", "anna"),
        ToldChange("withdrawal", "cia", "mobile"),
        ToldChange("handover"),
        ToldChange("rota"),
    ]


@pytest.mark.parametrize(
    ("sent", "code", "pointer"),
    [
        ([], Code.WRONG_TYPE, ""),
        ({"contact": "anna"}, Code.MISSING, "/kind"),
        ({"kind": "absense", "contact": "anna"}, Code.NOT_ALLOWED, "/kind"),
        ({"kind": ["absence"]}, Code.NOT_ALLOWED, "/kind"),
        ({"kind": "absence", "contact": "anna"}, Code.MISSING, "/until"),
        ({"kind": "back", "contact": "anna", "caller": "Kim"}, Code.UNKNOWN_KEY, "/caller"),
        ({"kind": "handover", "text": "a" * 4_001}, Code.TOO_LONG, "/text"),
        ({"kind": "undo-duty", "places": [-1]}, Code.NOT_ALLOWED, "/places/0"),
    ],
)
def test_what_is_no_change_is_told_with_its_place(sent: object, code: Code, pointer: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        decode(sent, Change)  # type: ignore[arg-type]
    assert [(each.code, each.place.pointer) for each in caught.value.findings] == [(code, pointer)]


def test_a_misspelt_kind_is_told_with_the_nearest() -> None:
    with pytest.raises(InvalidInput) as caught:
        decode({"kind": "absense"}, Change)  # type: ignore[arg-type]
    assert caught.value.findings[0].facts["nearest"] == "absence"
