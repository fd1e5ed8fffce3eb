"""The whole ladder: what became of every contact of the cast."""

from datetime import date

import pytest
from msgspec.structs import replace

from presskontakt.directory.model import Assignment, Directory
from presskontakt.directory.roster import Absence, Roster, Withdrawal
from presskontakt.routing.ladder import ladder
from presskontakt.routing.question import Question
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary
from tests.conftest import NOW

AWAY = Roster(
    organisation="provstad",
    absences=(Absence("cia", "2026-03-01", "2026-03-09"),),
    withdrawals=(Withdrawal("bo", "mobile"),),
)


def fallen(router: Router, question: Question, roster: Roster | None = None) -> dict[str, tuple[int | None, int, str]]:
    return {each.contact: (each.position, each.rung, each.fell) for each in ladder(router, question, NOW, roster)}


def test_everybody_is_on_the_ladder_once_the_answer_first(router: Router) -> None:
    question = Question(topic="infection", place="ostby")
    candidates = ladder(router, question, NOW)
    answer = [step.contact for step in router.route(question, NOW).steps]

    assert [each.contact for each in candidates if each.position] == answer
    assert sorted(each.contact for each in candidates) == sorted(c.id for c in router.directory.contacts)


@pytest.mark.parametrize(
    ("question", "contact", "expected"),
    [
        (Question(topic="infection"), "cia", (1, 8, "answers")),
        (Question(topic="care", place="vastby"), "bo", (None, 4, "other-place")),
        (Question(topic="growth"), "anna", (None, 4, "other-topic")),
        (Question(topic="growth"), "eva", (None, 4, "other-release")),
    ],
)
def test_each_falls_at_its_rung(
    router: Router, question: Question, contact: str, expected: tuple[int | None, int, str]
) -> None:
    assert fallen(router, question)[contact] == expected


def test_who_is_away_or_withdrawn_falls_at_rung_six(router: Router) -> None:
    found = fallen(router, Question(topic="infection", place="ostby"), AWAY)

    assert found["cia"] == (None, 6, "away")
    assert found["bo"] == (None, 6, "gone")


def test_an_assignment_that_has_ended_and_a_role_that_must_be_asked_for(
    directory: Directory, words: Vocabulary
) -> None:
    over = Assignment(role="press-contact", topics=("infection",), until_on=date(2026, 1, 1))
    asked_for = Assignment(role="expert", topics=("infection",))
    changed = tuple(
        replace(c, assignments={"cia": (over,), "dan": (asked_for,), "anna": ()}.get(c.id, c.assignments))
        for c in directory.contacts
    )
    found = fallen(Router(replace(directory, contacts=changed).public(), words), Question(topic="infection"))

    assert found["cia"] == (None, 4, "not-current")
    assert found["dan"] == (None, 4, "on-request")
    assert found["anna"] == (None, 4, "no-assignment")
