"""Who answers after an answer ends: true at every instant, and silent about why."""

from datetime import datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from presskontakt.directory.instant import SWEDEN, parse_instant
from presskontakt.directory.model import Directory, Disclosure, Hours
from presskontakt.directory.roster import Absence, Roster, Rotation
from presskontakt.routing.agenda import AHEAD, Stretch, agenda
from presskontakt.routing.question import Question
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary

START = datetime(2026, 2, 27, 10, 30, tzinfo=SWEDEN)
DUTY = Roster(organisation="provstad", rotations=(Rotation("jour", ("dan", "eva"), "2026-01-05T08:00"),))
ROSTER = replace(
    DUTY,
    absences=(
        Absence("anna", "2026-03-04", "2026-03-06", delegate="bo"),
        Absence("cia", "2026-03-05", "2026-03-06T12:00"),
    ),
)


@pytest.fixture(scope="module")
def open_directory(directory: Directory) -> Directory:
    organisation = replace(directory.organisation, hours=Hours(weekly=("mon-fri 08:00-16:30",)))
    return replace(directory, organisation=organisation)


@pytest.fixture(scope="module")
def open_router(open_directory: Directory, words: Vocabulary) -> Router:
    return Router(open_directory.public(), words)


def told(router: Router, topic: str, roster: Roster = DUTY, since: datetime = START) -> tuple[Stretch, ...]:
    return agenda(router, Question(topic=topic), since, since + AHEAD, roster)


def test_a_week_of_days_and_evenings(open_router: Router) -> None:
    evening, morning = told(open_router, "care", since=parse_instant("2026-03-02T16:30").at)[:2]

    assert evening == Stretch(
        parse_instant("2026-03-02T16:30").at, parse_instant("2026-03-03T08:00").at, "dan", "now", is_on_duty=True
    )
    assert (morning.contact, morning.reach, morning.is_on_duty) == ("anna", "now", False)


@given(st.integers(0, 8 * 24 * 60), st.sampled_from(["care", "infection", "growth"]))
def test_it_has_no_gap_and_says_what_the_answer_says_then(open_router: Router, minutes: int, topic: str) -> None:
    since = START + timedelta(minutes=minutes)
    stretches = told(open_router, topic, ROSTER, since)

    assert (stretches[0].valid_from, stretches[-1].valid_until) == (since, since + AHEAD)
    for before, after in pairwise(stretches):
        assert before.valid_until == after.valid_from
        assert (before.contact, before.reach, before.is_on_duty) != (after.contact, after.reach, after.is_on_duty)
    for stretch in stretches:
        for at in (stretch.valid_from, stretch.valid_until - timedelta(minutes=1)):
            steps = open_router.route(Question(topic=topic), at, ROSTER, is_discreet=True).steps
            assert stretch.contact == next((s.contact for s in steps if s.reach != "later"), steps[0].contact)


def test_nobodys_absence_stands_in_it(open_router: Router) -> None:
    stretches = told(open_router, "care", ROSTER)

    assert "bo" in {stretch.contact for stretch in stretches}  # who answers
    assert not {"absences", "reasons", "stands_in_for"} & set(Stretch.__struct_fields__)
    assert b"away" not in msgspec.json.encode(stretches)


def test_who_is_shown_on_duty_only_is_not_named_before(open_directory: Directory, words: Vocabulary) -> None:
    contacts = tuple(
        replace(each, level=Disclosure.DUTY) if each.id == "dan" else each for each in open_directory.contacts
    )
    router = Router(replace(open_directory, contacts=contacts).public(), words)
    stretches = told(router, "care", since=parse_instant("2026-03-02T16:30").at)

    assert (stretches[0].contact, stretches[0].is_on_duty) == ("", True)
    assert "dan" not in {stretch.contact for stretch in stretches}


def test_where_nobody_has_stated_hours_it_is_to_call(router: Router) -> None:
    (only,) = told(router, "care", Roster(organisation="provstad"))

    assert (only.contact, only.reach) == ("anna", "call")
