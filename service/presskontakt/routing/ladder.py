"""The whole ladder for one question: every contact, and the rung at which each fell."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from msgspec import Struct

from presskontakt.directory.duty import Moment
from presskontakt.directory.model import Assignment, Contact
from presskontakt.directory.roster import Roster
from presskontakt.routing.question import Decision, Question
from presskontakt.routing.router import Router

Fall = Literal[
    "answers",
    "no-assignment",
    "not-current",
    "other-release",
    "other-topic",
    "other-place",
    "on-request",
    "beyond",
    "away",
    "gone",
]
RUNGS: dict[Fall, int] = {
    "no-assignment": 4,
    "not-current": 4,
    "other-release": 4,
    "other-topic": 4,
    "other-place": 4,
    "on-request": 4,
    "beyond": 5,
    "away": 6,
    "gone": 6,
    "answers": 8,
}
_FURTHEST = tuple(RUNGS)


class Candidate(Struct, frozen=True):
    """A contact and what became of it: `position` in the answer from one, or the `rung` at which it `fell`."""

    contact: str
    role: str
    fell: Fall
    rung: int
    position: int | None = None


def ladder(router: Router, question: Question, at: datetime, roster: Roster | None = None) -> tuple[Candidate, ...]:
    """What became of every contact for `question` at `at`: the answer first, then who came furthest."""
    decision = router.route(question, at, roster)
    positions = {step.contact: number for number, step in enumerate(decision.steps, 1)}
    roles = {step.contact: step.role for step in decision.steps}
    found = []
    for contact in router.directory.contacts:
        if contact.id in positions:
            position = positions[contact.id]
            found.append(Candidate(contact.id, roles[contact.id], "answers", RUNGS["answers"], position))
        else:
            role, fell = _fall(router, contact, decision, at, roster)
            found.append(Candidate(contact.id, role, fell, RUNGS[fell]))
    return tuple(sorted(found, key=lambda each: (each.position or len(found), -_FURTHEST.index(each.fell))))


def _fall(
    router: Router, contact: Contact, decision: Decision, at: datetime, roster: Roster | None
) -> tuple[str, Fall]:
    """The role and the rung of the assignment that came furthest."""
    situation = router.situation(roster)
    fallen = [(a.role, _fall_of(router, a, decision, at)) for a in contact.assignments]
    nothing: tuple[str, Fall] = ("", "no-assignment")
    role, fell = max(fallen, key=lambda each: _FURTHEST.index(each[1]), default=nothing)
    if fell != "beyond":
        return role, fell
    if situation.away(contact.id, at).value:
        return role, "away"
    channels = situation.channels(contact.id, at, is_on_duty=False).value
    return role, "beyond" if channels else "gone"


def _fall_of(router: Router, assignment: Assignment, decision: Decision, at: datetime) -> Fall:
    """Where one assignment falls on rung 4; "beyond" when it does not."""
    if not Moment(at).is_current(assignment):
        return "not-current"
    if assignment.release:
        return "beyond" if assignment.release == decision.release else "other-release"
    if not set(assignment.topics) & set(_asked(router, decision)):
        return "other-topic"
    places = router.way_up("place", decision.place) if decision.place else ()
    if assignment.places and not set(assignment.places) & set(places):
        return "other-place"
    role = next(role for role in router.directory.roles if role.id == assignment.role)
    return "on-request" if role.on_request and assignment.role != decision.role else "beyond"


def _asked(router: Router, decision: Decision) -> Iterator[str]:
    """The topics of the answer and every wider one."""
    return (wider for topic in decision.topics for wider in router.way_up("topic", topic))
