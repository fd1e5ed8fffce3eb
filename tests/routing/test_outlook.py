"""What would change an answer, on the cast with hours and duty: true when told, and silent about who will be away."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from presskontakt.directory.instant import SWEDEN, Interval, parse_instant
from presskontakt.directory.model import Directory, Disclosure, Hours
from presskontakt.directory.roster import Absence, Roster, Rotation
from presskontakt.routing.explain import Narrator
from presskontakt.routing.outlook import Outlook
from presskontakt.routing.question import Decision, Question, Reason
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary

DUTY = Roster(organisation="provstad", rotations=(Rotation("jour", ("dan", "eva"), "2026-01-05T08:00"),))
ROSTER = replace(
    DUTY,
    absences=(
        Absence("anna", "2026-03-04", "2026-03-06", delegate="bo"),
        Absence("cia", "2026-03-05", "2026-03-06T12:00"),
    ),
)
START = datetime(2026, 2, 27, tzinfo=SWEDEN)
ASKED = (
    Question(topic="care"),
    Question(topic="infection"),
    Question(topic="growth"),
    Question(topic="care", place="ostby"),
    Question(release="new-ward"),
    Question(text="Hur många har vaccinerats i Östby?", lang="sv"),
)


@pytest.fixture(scope="module")
def open_directory(directory: Directory) -> Directory:
    """The cast with office hours, and shorter ones for Cia."""
    organisation = replace(directory.organisation, hours=Hours(weekly=("mon-fri 08:00-16:30",)))
    contacts = tuple(
        replace(c, hours=Hours(weekly=("mon-thu 09:00-15:00",))) if c.id == "cia" else c for c in directory.contacts
    )
    return replace(directory, organisation=organisation, contacts=contacts)


@pytest.fixture(scope="module")
def open_router(open_directory: Directory, words: Vocabulary) -> Router:
    return Router(open_directory.public(), words)


def foreseen(
    router: Router, at: str, roster: Roster | None = DUTY, *, is_discreet: bool = False, **asked: Any
) -> Decision:
    question, moment = Question(**asked), parse_instant(at).at
    decision = router.route(question, moment, roster, is_discreet=is_discreet)
    return Outlook(router).foresee(question, decision, moment, roster, is_discreet=is_discreet)


def codes(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.changes]


def first(decision: Decision) -> str:
    return next((step.contact for step in decision.steps if step.reach != "later"), "")


def test_from_when_somebody_else_is_first_to_be_reached(open_router: Router) -> None:
    day, afternoon, evening = (
        foreseen(open_router, f"2026-03-02T{t}", topic="infection") for t in ("10:00", "15:30", "20:00")
    )

    assert day.changes == (Reason(code="then-first", contact="anna", at=parse_instant("2026-03-02T15:00").at),)
    assert [(each.changes[0].contact, each.changes[0].at) for each in (afternoon, evening)] == [
        ("dan", parse_instant("2026-03-02T16:30").at),
        ("anna", parse_instant("2026-03-03T08:00").at),
    ]


def test_the_narrower_places_and_topics_that_lead_elsewhere(open_router: Router) -> None:
    day = foreseen(open_router, "2026-03-02T10:00", topic="care")
    night = foreseen(open_router, "2026-03-02T20:00", topic="care")
    there = foreseen(open_router, "2026-03-02T10:00", topic="care", place="ostby")

    assert [r.name.sv for r in day.changes if r.name] == ["Östby, Smittskydd"]
    assert codes(night) == ["then-first"]  # whatever the question, the officer comes first
    assert [r.name.sv for r in there.changes if r.name] == ["Smittskydd"]
    assert Narrator(open_router.directory).sentence(day.changes[-1], "en") == (
        "Someone else comes first if the question is about: Ostby, Disease control."
    )


def test_of_a_place_only_narrower_places_are_choices(open_router: Router) -> None:
    county, elsewhere = (foreseen(open_router, "2026-03-02T10:00", topic="care", place=p) for p in ("county", "vastby"))

    assert [r.name.sv for r in county.changes if r.name] == ["Östby, Smittskydd"]
    assert [r.name.sv for r in elsewhere.changes if r.name] == ["Smittskydd"]


def test_what_is_told_of_a_place_ends_when_it_is_no_longer_so(open_directory: Directory, words: Vocabulary) -> None:
    short = tuple(
        replace(c, hours=Hours(weekly=("mon-fri 08:00-12:00",))) if c.id == "bo" else c for c in open_directory.contacts
    )
    router = Router(replace(open_directory, contacts=short).public(), words)
    before, after = (foreseen(router, f"2026-03-02T{t}", topic="care") for t in ("11:00", "12:00"))

    assert before.valid_until == parse_instant("2026-03-02T12:00").at
    assert [r.name.sv for each in (before, after) for r in each.changes if r.name] == [
        "Östby, Smittskydd",
        "Smittskydd",
    ]


def test_a_narrower_topic_that_has_ended_is_no_choice(open_directory: Directory, words: Vocabulary) -> None:
    inside = tuple(replace(t, parent="care") if t.id == "fair" else t for t in open_directory.topics)
    router = Router(replace(open_directory, topics=inside).public(), words)
    decision = foreseen(router, "2026-03-02T10:00", topic="care")

    assert [r.name.sv for r in decision.changes if r.name] == ["Östby, Smittskydd"]


def test_an_absence_to_come_is_not_told(open_router: Router) -> None:
    away = replace(DUTY, absences=(Absence("cia", "2026-03-02T14:00", "2026-03-03", delegate="bo"),))
    decision = foreseen(open_router, "2026-03-02T10:00", away, topic="infection")

    assert first(open_router.route(Question(topic="infection"), parse_instant("2026-03-02T14:00").at, away)) == "bo"
    assert "then-first" not in codes(decision)


def test_who_is_shown_on_duty_only_is_not_named_before(open_directory: Directory, words: Vocabulary) -> None:
    hidden = tuple(replace(c, level=Disclosure.DUTY) if c.id == "dan" else c for c in open_directory.contacts)
    router = Router(replace(open_directory, contacts=hidden).public(), words)

    assert first(router.route(Question(topic="care"), parse_instant("2026-03-02T17:00").at, DUTY)) == "dan"
    assert "then-first" not in codes(foreseen(router, "2026-03-02T10:00", topic="care"))


def test_of_another_instant_or_with_a_deadline_no_time_is_told(open_router: Router) -> None:
    discreet = foreseen(open_router, "2026-03-02T10:00", is_discreet=True, topic="care")
    urgent = foreseen(open_router, "2026-03-02T10:00", topic="care", deadline="2026-03-02T12:00")

    assert codes(discreet) == codes(urgent) == ["elsewhere"]


def test_a_day_is_told_with_its_year_and_unknown_hours_promise_nothing(router: Router) -> None:
    decision = foreseen(router, "2026-03-02T10:00", None, topic="growth")

    assert [Narrator(router.directory).sentence(reason, "sv") for reason in decision.changes] == [
        "Från onsdag 1 juli 2026: kontakta Eva Ekmark först."
    ]


@pytest.mark.parametrize("text", ["Anna Andberg om smitta", "xyzzy", "smitta och tillväxt"])
def test_what_ids_cannot_repeat_keeps_its_answer(open_router: Router, text: str) -> None:
    question, at = Question(text=text), parse_instant("2026-03-02T10:00").at
    decision = open_router.route(question, at, DUTY)
    found = Outlook(open_router).foresee(question, decision, at, DUTY)

    assert (found.changes, found.steps) == ((), decision.steps)


def test_a_new_roster_is_seen_at_once(open_router: Router) -> None:
    outlook, question, at = Outlook(open_router), Question(topic="care"), parse_instant("2026-03-02T10:00").at
    swapped = replace(DUTY, rotations=(Rotation("jour", ("eva",), "2026-01-05T08:00"),))
    told = [
        outlook.foresee(question, open_router.route(question, at, roster), at, roster).changes[0].contact
        for roster in (DUTY, swapped, DUTY)
    ]

    assert told == ["dan", "eva", "dan"]


def test_an_assignment_that_begins_in_a_place_ends_the_interval(open_directory: Directory, words: Vocabulary) -> None:
    later = tuple(
        replace(c, assignments=tuple(replace(a, from_on=date(2026, 3, 3)) for a in c.assignments))
        if c.id == "bo"
        else c
        for c in open_directory.contacts
    )
    router = Router(replace(open_directory, contacts=later).public(), words)
    decision = foreseen(router, "2026-03-02T23:00", None, topic="care")

    assert decision.valid_until == parse_instant("2026-03-03").at


@given(question=st.sampled_from(ASKED), minutes=st.integers(0, 14 * 24 * 60), share=st.floats(0, 1))
def test_what_is_told_holds_in_the_whole_interval_and_comes_true(
    open_router: Router, question: Question, minutes: int, share: float
) -> None:
    """Brute force: the same bytes at any other instant of the interval, and nobody else first until the time told."""
    outlook, at = Outlook(open_router), START + timedelta(minutes=minutes)
    decision = outlook.foresee(question, open_router.route(question, at, ROSTER), at, ROSTER)
    holds = Interval(decision.valid_from, decision.valid_until)
    other = at + timedelta(days=2 * share)

    assert len(decision.changes) <= 2
    assert at in holds
    assert (
        other not in holds
        or outlook.foresee(question, open_router.route(question, other, ROSTER), other, ROSTER) == decision
    )
    for reason in decision.changes:
        if reason.at:
            assert first(open_router.route(question, reason.at, ROSTER)) == reason.contact != first(decision)
            between = at + (reason.at - at) * share
            assert between >= reason.at or first(open_router.route(question, between, ROSTER)) in {first(decision), ""}
