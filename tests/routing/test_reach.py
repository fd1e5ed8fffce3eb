"""Rung 6: who can be reached at an instant, on the cast with hours and a roster."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from presskontakt.directory.instant import Interval, parse_instant
from presskontakt.directory.model import Directory, Disclosure, Hours
from presskontakt.directory.roster import Absence, Override, Roster, Rotation, Shift, Withdrawal
from presskontakt.errors import InvalidInput
from presskontakt.routing.question import Decision, Question
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary

ROSTER = Roster(
    organisation="provstad",
    rotations=(Rotation("jour", ("dan", "eva"), "2026-01-05T08:00"),),
    shifts=(Shift("bo", "2026-03-03T18:00", "2026-03-03T22:00", topics=("infection",)),),
    overrides=(Override("jour", "anna", "2026-03-07", "2026-03-08"),),
    absences=(
        Absence("anna", "2026-03-04", "2026-03-06", delegate="bo"),
        Absence("cia", "2026-03-05", "2026-03-06T12:00"),
    ),
    withdrawals=(Withdrawal("cia", "desk", "2026-03-09T09:15", "2026-03-09T09:45"),),
)


@pytest.fixture(scope="module")
def open_router(directory: Directory, words: Vocabulary) -> Router:
    """The cast with office hours, and shorter ones for Cia."""
    organisation = replace(directory.organisation, hours=Hours(weekly=("mon-fri 08:00-16:30",)))
    contacts = tuple(
        replace(c, hours=Hours(weekly=("mon-thu 09:00-15:00",))) if c.id == "cia" else c for c in directory.contacts
    )
    return Router(replace(directory, organisation=organisation, contacts=contacts).public(), words)


def ask(router: Router, at: str, roster: Roster | None = ROSTER, **asked: Any) -> Decision:
    known = {"topic": "infection"} | asked
    is_discreet = known.pop("is_discreet", False)
    return router.route(Question(**known), parse_instant(at).at, roster, is_discreet=is_discreet)


def told(decision: Decision) -> list[tuple[str, str]]:
    return [(step.contact, step.reach) for step in decision.steps]


def test_unknown_hours_are_unknown(router: Router) -> None:
    assert told(ask(router, "2026-03-02T10:00", None)) == [("cia", "call"), ("anna", "call"), ("gun", "call")]


def test_in_office_hours_everybody_says_until_when(open_router: Router) -> None:
    decision = ask(open_router, "2026-03-02T10:00")

    assert told(decision) == [("cia", "now"), ("anna", "now"), ("gun", "now")]
    assert [step.at for step in decision.steps[:2]] == [parse_instant(f"2026-03-02T{t}").at for t in ("15:00", "16:30")]


def test_outside_hours_the_officer_on_duty_comes_before_who_is_closed(open_router: Router) -> None:
    decision = ask(open_router, "2026-03-02T19:00")

    assert told(decision) == [("dan", "now"), ("cia", "later"), ("anna", "later"), ("gun", "later")]
    assert decision.steps[0].is_on_duty
    assert [reason.code for reason in decision.steps[0].reasons] == ["on-duty"]
    assert decision.steps[1].at == parse_instant("2026-03-03T09:00").at


def test_duty_for_a_topic_counts_for_that_topic_only(open_router: Router) -> None:
    assert [step.contact for step in ask(open_router, "2026-03-03T19:00").steps[:2]] == ["bo", "dan"]
    assert ask(open_router, "2026-03-03T19:00", topic="growth").steps[0].contact == "dan"


def test_an_officer_for_a_narrower_topic_is_not_asked_about_the_wider(open_router: Router) -> None:
    assert told(ask(open_router, "2026-03-03T19:00", topic="care")) == [
        ("dan", "now"),
        ("anna", "later"),
        ("gun", "later"),
    ]


def test_who_is_shown_on_duty_only_is_in_the_answer_on_duty_only(directory: Directory, words: Vocabulary) -> None:
    hidden = tuple(replace(c, level=Disclosure.DUTY) if c.id == "cia" else c for c in directory.contacts)
    router = Router(replace(directory, contacts=hidden).public(), words)
    duty = Roster(organisation="provstad", shifts=(Shift("cia", "2026-03-02T18:00", "2026-03-02T22:00"),))

    assert told(ask(router, "2026-03-02T17:59", duty)) == [("anna", "call"), ("gun", "call")]
    assert told(ask(router, "2026-03-02T18:00", duty))[0] == ("cia", "now")


def test_after_a_last_day_a_contact_is_gone_though_the_assignment_is_not(
    directory: Directory, words: Vocabulary
) -> None:
    leaving = tuple(replace(c, until_on=date(2026, 3, 2)) if c.id == "cia" else c for c in directory.contacts)
    router = Router(replace(directory, contacts=leaving).public(), words)

    assert told(ask(router, "2026-03-02T23:59", None))[0] == ("cia", "call")
    assert told(ask(router, "2026-03-03T00:00", None)) == [("anna", "call"), ("gun", "call")]
    assert ask(router, "2026-03-02T23:59", None).valid_until == parse_instant("2026-03-03").at


def test_hours_of_the_role_go_before_those_of_the_organisation_and_after_the_contacts(
    directory: Directory, words: Vocabulary
) -> None:
    organisation = replace(directory.organisation, hours=Hours(weekly=("mon-fri 08:00-16:30",)))
    roles = tuple(
        replace(r, hours=Hours(weekly=("mon-fri 10:00-12:00",))) if r.id == "press-contact" else r
        for r in directory.roles
    )
    own = tuple(
        replace(c, hours=Hours(weekly=("mon-fri 09:00-10:00",))) if c.id == "bo" else c for c in directory.contacts
    )
    router = Router(replace(directory, organisation=organisation, roles=roles, contacts=own).public(), words)
    morning = told(ask(router, "2026-03-02T09:30", None, place="ostby"))

    assert sorted(morning) == [("anna", "now"), ("bo", "now"), ("cia", "later"), ("gun", "now")]


def test_who_is_open_stays_before_the_officer(open_router: Router) -> None:
    assert told(ask(open_router, "2026-03-02T15:30"))[:2] == [("cia", "later"), ("anna", "now")]


def test_who_is_away_is_stood_in_for_with_the_day_of_return(open_router: Router) -> None:
    decision = ask(open_router, "2026-03-04T10:00")
    step = decision.steps[1]

    assert (step.contact, step.role, step.stands_in_for) == ("bo", "", "anna")
    assert [(r.code, r.contact, r.at) for r in step.reasons] == [("stands-in", "anna", parse_instant("2026-03-06").at)]


def test_without_a_delegate_who_is_away_is_passed_over_and_that_is_told(open_router: Router) -> None:
    decision = ask(open_router, "2026-03-05T10:00")

    assert [step.contact for step in decision.steps] == ["bo", "gun"]
    assert [(r.contact, r.at) for r in decision.reasons if r.code == "away"] == [
        ("cia", parse_instant("2026-03-06T12:00").at)
    ]


def test_of_another_instant_nobody_is_said_to_be_away(open_router: Router) -> None:
    decision = ask(open_router, "2026-03-05T10:00", is_discreet=True)
    reasons = [*decision.reasons, *(reason for step in decision.steps for reason in step.reasons)]

    assert [step.contact for step in decision.steps] == ["bo", "gun"]
    assert {reason.contact for reason in reasons} == {""}
    assert {step.stands_in_for for step in decision.steps} == {""}


def test_a_fallback_who_is_away_says_so_today_and_not_of_another_instant(open_router: Router) -> None:
    away = Roster(organisation="provstad", absences=(Absence("gun", "2026-03-02", "2026-03-04"),))
    today, then = (ask(open_router, "2026-03-02T10:00", away, is_discreet=each).steps[-1] for each in (False, True))

    assert (today.contact, today.reach, today.at) == ("gun", "later", parse_instant("2026-03-04T08:00").at)
    assert (then.contact, then.reach, then.at) == ("gun", "later", None)
    assert [reason.code for reason in (*today.reasons, *then.reasons)] == ["fallback", "away", "fallback"]


def test_a_contact_whose_channels_are_withdrawn_is_gone_while_they_are(open_router: Router) -> None:
    assert "cia" not in [step.contact for step in ask(open_router, "2026-03-09T09:20").steps]
    assert "cia" in [step.contact for step in ask(open_router, "2026-03-09T09:45").steps]


def test_a_deadline_puts_first_who_can_answer_in_time(open_router: Router) -> None:
    evening = "2026-03-02T15:30"

    assert [s.contact for s in ask(open_router, evening, deadline="2026-03-02T16:00").steps] == ["anna", "gun", "cia"]
    assert ask(open_router, evening, deadline="2026-03-03T12:00").steps[0].contact == "cia"
    with pytest.raises(InvalidInput):
        ask(open_router, evening, deadline="soon")


def test_who_opens_at_the_deadline_is_too_late_and_a_deadline_that_is_past_changes_nothing(open_router: Router) -> None:
    night = "2026-03-02T19:00"
    usual = told(ask(open_router, night, None))

    assert told(ask(open_router, night, None, deadline="2026-03-03T08:00")) == usual
    assert told(ask(open_router, night, None, deadline="2026-03-03T08:01")) != usual
    assert ask(open_router, "2026-03-02T15:30", deadline="2026-03-02T12:00") == ask(open_router, "2026-03-02T15:30")


def test_who_is_unknown_comes_between_who_can_answer_in_time_and_who_cannot(
    directory: Directory, words: Vocabulary
) -> None:
    hours = {"cia": Hours(weekly=("mon-thu 09:00-15:00",)), "gun": Hours(weekly=("mon-sun 00:00-24:00",))}
    contacts = tuple(replace(c, hours=hours.get(c.id)) for c in directory.contacts)
    router = Router(replace(directory, contacts=contacts).public(), words)
    order = [("gun", "now"), ("anna", "call"), ("cia", "later")]

    assert told(ask(router, "2026-03-02T19:00", None)) == [("cia", "later"), ("anna", "call"), ("gun", "now")]
    assert told(ask(router, "2026-03-02T19:00", None, deadline="2026-03-02T20:00")) == order


def test_an_answer_with_a_deadline_holds_until_it_at_most(open_router: Router) -> None:
    decision = ask(open_router, "2026-03-02T10:00", deadline="2026-03-02T12:00")

    assert decision.valid_until == parse_instant("2026-03-02T12:00").at


def test_a_channel_puts_first_who_can_be_reached_by_it_and_says_who_cannot(open_router: Router) -> None:
    decision = ask(open_router, "2026-03-02T10:00", channel="email")
    anna, cia, gun = decision.steps

    assert [step.contact for step in decision.steps] == ["anna", "cia", "gun"]
    assert anna.channels == ("email", "mobile")
    assert [[r.code for r in step.reasons if r.code == "no-email"] for step in (anna, cia, gun)] == [
        [],
        ["no-email"],
        ["no-email"],
    ]
    assert decision.reasons[-1].code == "email-asked"


def test_a_channel_goes_before_a_deadline_and_a_withdrawn_one_is_none(open_router: Router) -> None:
    asked: dict[str, Any] = {"channel": "email", "deadline": "2026-03-02T20:00"}
    gone = replace(ROSTER, withdrawals=(Withdrawal("anna", "email"),))

    assert told(ask(open_router, "2026-03-02T19:00", **asked))[:2] == [("anna", "later"), ("dan", "now")]
    assert told(ask(open_router, "2026-03-02T19:00", gone, **asked))[0] == ("dan", "now")


def test_who_has_the_channel_is_found_past_five_who_have_not(directory: Directory, words: Vocabulary) -> None:
    numbered = [
        replace(contact, id=f"cia-{n}") for n in range(6) for contact in directory.contacts if contact.id == "cia"
    ]
    crowd = Router(replace(directory, contacts=(*numbered, *directory.contacts)).public(), words)

    assert "anna" not in [step.contact for step in ask(crowd, "2026-03-02T10:00", None).steps]
    assert [step.contact for step in ask(crowd, "2026-03-02T10:00", None, channel="email").steps] == [
        "anna",
        *(f"cia-{n}" for n in range(4)),
        "gun",
    ]


@given(topic=st.sampled_from(["care", "infection", "growth"]), minutes=st.integers(0, 14 * 24 * 60))
def test_a_channel_changes_the_order_and_nobody_who_has_it_is_after_who_has_not(
    open_router: Router, topic: str, minutes: int
) -> None:
    at = (START + timedelta(minutes=minutes)).isoformat()
    plain, asked = ask(open_router, at, topic=topic), ask(open_router, at, topic=topic, channel="email")
    lacking = ["no-email" in [reason.code for reason in step.reasons] for step in asked.steps]

    assert {(s.contact, s.reach, s.at) for s in asked.steps} == {(s.contact, s.reach, s.at) for s in plain.steps}
    assert lacking == sorted(lacking)


def test_a_new_roster_is_seen_at_once(open_router: Router) -> None:
    later = replace(ROSTER, absences=())

    assert ask(open_router, "2026-03-04T10:00").steps[1].contact == "bo"
    assert ask(open_router, "2026-03-04T10:00", later).steps[1].contact == "anna"


START = datetime(2026, 2, 27, tzinfo=UTC)
ASKED = (
    Question(topic="infection"),
    Question(topic="growth"),
    Question(topic="care", place="ostby"),
    Question(release="new-ward"),
    Question(topic="infection", deadline="2026-03-04T12:00"),
    Question(topic="infection", channel="email"),
    Question(text="Hur många har vaccinerats i Östby?", lang="sv"),
)


@given(
    question=st.sampled_from(ASKED),
    minutes=st.integers(0, 14 * 24 * 60),
    share=st.floats(0, 1),
)
def test_an_answer_holds_for_the_whole_of_its_interval(
    open_router: Router, question: Question, minutes: int, share: float
) -> None:
    """Brute force: any other instant of the interval gives the same bytes."""
    at = START + timedelta(minutes=minutes)
    decision = open_router.route(question, at, ROSTER)
    holds = Interval(decision.valid_from, decision.valid_until)
    first, last = holds.since or at - timedelta(days=9), holds.until or at + timedelta(days=9)
    other = first + (last - first) * share

    assert at in holds
    assert other not in holds or open_router.route(question, other, ROSTER) == decision


@pytest.mark.parametrize("question", ASKED[:3], ids=["infection", "growth", "place"])
def test_an_interval_ends_where_something_changes(open_router: Router, question: Question) -> None:
    """Walking from end to end for a month passes every change that a walk by the minute would find, and few others."""
    at, intervals = START, 0
    while at < START + timedelta(days=30):
        until = open_router.route(question, at, ROSTER).valid_until
        assert until is not None
        assert until > at
        at, intervals = until, intervals + 1

    assert 40 < intervals < 160
