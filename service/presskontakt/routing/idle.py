"""Assignments that bring their contact no question, and what stands in the way.

Each is tried with the questions that it is for: at the first instant at which it holds, then at every one of the time.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from msgspec import Struct

from presskontakt.directory.instant import days_of
from presskontakt.directory.model import Assignment, Contact
from presskontakt.directory.roster import Roster
from presskontakt.routing.question import Decision, Question, Step
from presskontakt.routing.router import Router

Why = Literal["over", "topic-over", "doubled", "shadowed", "hidden"]


class Idle(Struct, frozen=True):
    """An assignment, by its `position` among the contact's, that brings no question about `topics` (none: at all).

    `before` are the contacts who come first when it is `shadowed`.
    """

    contact: str
    position: int
    why: Why
    topics: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


def find_idle(router: Router, roster: Roster | None, start: datetime, end: datetime) -> Iterator[Idle]:
    """Every assignment, or part of one, that never brings a question between two instants."""
    search = _Search(router, roster, start, end)
    for contact in router.directory.contacts:
        for position in range(len(contact.assignments)):
            yield from search.idle(contact, position)


class _Search:
    """Asks one router, with one roster, whether assignments are of use in a time."""

    def __init__(self, router: Router, roster: Roster | None, start: datetime, end: datetime) -> None:
        self._router, self._roster, self._start, self._end = router, roster, start, end
        self._contacts = {contact.id: contact for contact in router.directory.contacts}
        self._on_request = {role.id for role in router.directory.roles if role.on_request}
        self._known: dict[Question, set[tuple[str, int]]] = {}

    def idle(self, contact: Contact, position: int) -> Iterator[Idle]:
        assignment = contact.assignments[position]
        spans = [days_of(contact), days_of(assignment)]
        since = max(self._start, *(span.since or self._start for span in spans))
        until = min(self._end, *(span.until or self._end for span in spans))
        if since >= until:
            yield Idle(contact.id, position, "over")
            return
        parts: defaultdict[tuple[Why, tuple[str, ...]], list[str]] = defaultdict(list)
        named = contact.id, position
        for topic, questions in self._questions(assignment).items():
            if any(named in self._brought(question, since) for question in questions):
                continue
            if not any(named in self._ever_brought(question) for question in questions):
                parts[self._why(contact, questions[0], since)].append(topic)
        for (why, before), topics in parts.items():
            yield Idle(contact.id, position, why, tuple(filter(None, topics)), before)

    def _questions(self, assignment: Assignment) -> dict[str, list[Question]]:
        """What an assignment is for, by topic: in each of its places, for its role where that must be asked for."""
        is_whole = not assignment.topics and not assignment.release
        role = assignment.role if is_whole or assignment.role in self._on_request else ""
        places = assignment.places or ("",)
        asked = {
            topic: [Question(topic=topic, place=place, role=role) for place in places] for topic in assignment.topics
        }
        if not assignment.topics:
            asked[""] = [Question(release=assignment.release, role=role)]
        return asked

    def _route(self, question: Question, at: datetime) -> Decision:
        return self._router.route(question, at, self._roster)

    def _ever_brought(self, question: Question) -> set[tuple[str, int]]:
        """The assignments that bring a question at some moment of the time."""
        if question not in self._known:
            found, at = set(), self._start
            while at < self._end:
                found |= self._brought(question, at)
                at = self._route(question, at).valid_until or self._end
            self._known[question] = found
        return self._known[question]

    def _brought(self, question: Question, at: datetime) -> set[tuple[str, int]]:
        """The assignments that give the answer at `at` its steps; every one of who is stood in for."""
        found: set[tuple[str, int]] = set()
        for step in self._route(question, at).steps:
            contact = self._contacts[step.stands_in_for or step.contact]
            fitting = [n for n, a in enumerate(contact.assignments) if at in days_of(a) and _is_by(step, a)]
            found |= {(contact.id, n) for n in (fitting if step.stands_in_for else fitting[:1])}
        return found

    def _why(self, contact: Contact, question: Question, at: datetime) -> tuple[Why, tuple[str, ...]]:
        decision = self._route(question, at)
        if question.topic and question.topic not in decision.topics:
            return "topic-over", ()
        steps = [step for step in decision.steps if not step.is_fallback]
        if any(step.contact == contact.id for step in steps):
            return "doubled", ()
        situation = self._router.situation(self._roster)
        is_shown = situation.is_shown(contact.id, is_on_duty=False)
        is_there = is_shown and situation.standing_in(contact.id, at).value == contact.id
        if not is_there or not situation.channels(contact.id, at, is_on_duty=False).value:
            return "hidden", ()
        return "shadowed", tuple(step.contact for step in steps)


def _is_by(step: Step, assignment: Assignment) -> bool:
    """Whether a step's reasons are those that an assignment gives, the first of several alike."""
    if step.stands_in_for:
        return True
    if step.role != assignment.role:
        return False
    held, *others = step.reasons
    if held.code == "release-contact":
        return assignment.release == held.release
    if held.code == "holds-role":
        return not assignment.topics and not assignment.release
    if held.topic not in assignment.topics:
        return False
    covered = next((reason.place for reason in others if reason.code == "covers-place"), "")
    return held.code == "leads-topic" or (covered in assignment.places if assignment.places else not covered)
