"""What would change an answer: from when somebody else is to be contacted first, and for which place or narrower topic.

It stands beside the ladder and not on it: whoever walks through a year of answers has no use for it. Of time it says
who comes first, never that somebody will be away: where whoever comes first now will be away or gone, it says nothing.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from presskontakt.directory.instant import Interval
from presskontakt.directory.model import Localized
from presskontakt.directory.roster import Roster
from presskontakt.routing.question import Decision, Question, Reason
from presskontakt.routing.router import ANSWERS_REMEMBERED, Router

LOOK_AHEAD = 16  # answers, one after another
MOST_TRIED, MOST_NAMED = 64, 3


class _Outlook(Struct, frozen=True):
    """What would change the answer by ids that has these contacts."""

    contacts: tuple[str, ...]
    changes: tuple[Reason, ...]
    holds: Interval


class Outlook:
    """Looks a step aside from the answers of one router, and remembers what it saw."""

    def __init__(self, router: Router) -> None:
        self._router = router
        directory = router.directory
        self._topics = {topic.id: topic.name for topic in directory.topics}
        self._places = {place.id: place.name for place in directory.places}
        self._narrower: defaultdict[str, list[str]] = defaultdict(list)
        for topic in directory.topics:
            self._narrower[topic.parent].append(topic.id)
        self._held_in: defaultdict[str, set[str]] = defaultdict(set)
        for assignment in (a for contact in directory.contacts for a in contact.assignments):
            for name in assignment.topics:
                self._held_in[name].update(assignment.places)
        self._known: dict[tuple[Question, bool], _Outlook] = {}
        self._roster: Roster | None = None

    def foresee(
        self, question: Question, decision: Decision, at: datetime, roster: Roster | None, *, is_discreet: bool = False
    ) -> Decision:
        """The answer to `question` at `at` with at most two reasons that would change it, for as long as all holds.

        `is_discreet`: the instant is not now, so nothing is told of the time after. A question that ids cannot repeat
        (several topics, a person by name) keeps its answer as it is.
        """
        asked = _by_ids(question, decision)
        if asked.is_empty:
            return decision
        seen = self._seen(asked, at, roster, is_discreet=is_discreet)
        holds = _interval(decision).meet(seen.holds)
        is_the_same = seen.contacts == _contacts(decision)
        changes = seen.changes if is_the_same else ()
        return replace(decision, changes=changes, valid_from=holds.since, valid_until=holds.until)

    def _seen(self, asked: Question, at: datetime, roster: Roster | None, *, is_discreet: bool) -> _Outlook:
        if self._roster is not roster or len(self._known) >= ANSWERS_REMEMBERED:
            self._known.clear()
            self._roster = roster
        key = asked, is_discreet
        seen = self._known.get(key)
        if seen is None or at not in seen.holds:
            seen = self._known[key] = self._look(asked, at, roster, is_discreet=is_discreet)
        return seen

    def _look(self, asked: Question, at: datetime, roster: Roster | None, *, is_discreet: bool) -> _Outlook:
        decision = self._router.route(asked, at, roster, is_discreet=is_discreet)
        first, holds = _first(decision), _interval(decision)
        later = () if is_discreet or asked.deadline else tuple(self._later(asked, decision, first, roster))
        elsewhere: list[Localized] = []
        for choice in self._choices(asked, decision):
            other = self._router.route(choice, at, roster, is_discreet=is_discreet)
            holds = holds.meet(_interval(other))
            if _first(other) != first and (choice.topic,) == other.topics:
                is_elsewhere = choice.place != asked.place
                elsewhere.append(self._places[choice.place] if is_elsewhere else self._topics[choice.topic])
            if len(elsewhere) == MOST_NAMED:
                break
        named = [Reason(code="elsewhere", name=_joined(elsewhere))] if elsewhere else []
        return _Outlook(_contacts(decision), (*later, *named), holds)

    def _later(self, asked: Question, decision: Decision, first: str, roster: Roster | None) -> Iterator[Reason]:
        """From when somebody else comes first, unless that is because whoever does now is away or gone."""
        at = decision.valid_until if first else None
        for _ in range(LOOK_AHEAD):
            if at is None:
                return
            following = self._router.route(asked, at, roster)
            then = _first(following)
            if then not in {"", first}:
                if self._may_be_told(first, then, at, roster):
                    yield Reason(code="then-first", contact=then, at=at)
                return
            at = following.valid_until

    def _may_be_told(self, first: str, then: str, at: datetime, roster: Roster | None) -> bool:
        """Not when whoever comes first now is away or gone by then, nor of one who is shown on duty only."""
        situation = self._router.situation(roster)
        return situation.standing_in(first, at).value == first and situation.is_shown(then, is_on_duty=False)

    def _choices(self, asked: Question, decision: Decision) -> list[Question]:
        """The same question for each narrower place that somebody holds the topic in, and each narrower topic."""
        if len(decision.topics) != 1:
            return []
        (topic,) = decision.topics
        held_in = {place for wider in self._router.way_up("topic", topic) for place in self._held_in.get(wider, ())}
        inside = [p for p in self._places if p in held_in and self._is_inside(p, decision.place)]
        choices = [replace(asked, topic=topic, place=place) for place in inside]
        choices += [replace(asked, topic=narrower) for narrower in self._narrower.get(topic, ())]
        return choices[:MOST_TRIED]

    def _is_inside(self, place: str, wider: str) -> bool:
        return not wider or wider in self._router.way_up("place", place)[1:]


def _by_ids(question: Question, decision: Decision) -> Question:
    """The question as what it was taken to ask, without its words."""
    topic = decision.topics[0] if len(decision.topics) == 1 else ""
    ids = {"topic": topic, "role": decision.role, "place": decision.place, "release": decision.release}
    return replace(question, text="", lang=None, **ids)


def _first(decision: Decision) -> str:
    """The first who can be reached, as far as anybody knows; "" when nobody can."""
    return next((step.contact for step in decision.steps if step.reach != "later"), "")


def _contacts(decision: Decision) -> tuple[str, ...]:
    return tuple(step.contact for step in decision.steps)


def _interval(decision: Decision) -> Interval:
    return Interval(decision.valid_from, decision.valid_until)


def _joined(names: list[Localized]) -> Localized:
    return Localized(", ".join(name.sv for name in names), ", ".join(name.text("en") for name in names))
