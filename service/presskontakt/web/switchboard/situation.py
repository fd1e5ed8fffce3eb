"""How it is at the switchboard now and in the hours to come: who can be reached, and who comes next for every topic.

A page that has lost the service goes on by this until `until`. States and chains stand once in tables, since most
contacts share their hours; a course is what holds one after another, each until an instant (None: no end known).
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

from msgspec import Struct

from presskontakt.directory.duty import Fact, Moment
from presskontakt.directory.instant import Interval
from presskontakt.directory.model import LANGS, Lang
from presskontakt.directory.roster import Roster
from presskontakt.routing.explain import Narrator
from presskontakt.routing.question import Question, Reach, Reason, Step
from presskontakt.routing.reach import Desk
from presskontakt.routing.router import Router
from presskontakt.web.switchboard.board import Pair

AHEAD = timedelta(hours=12)
_MOST_TURNS = 48
T = TypeVar("T")
Course = tuple[tuple[datetime | None, int], ...]


class State(Struct, frozen=True):
    """How it is with a contact: `told` in a sentence, who stands in (-1: nobody), which channels are not to be used.

    `is_there`: has begun and not left.
    """

    reach: Reach
    is_on_duty: bool
    is_away: bool
    is_there: bool
    told: Pair
    stand_in: int
    hidden: tuple[str, ...]


class Link(Struct, frozen=True):
    """A contact in a chain, and why."""

    contact: int
    why: Pair


Chain = tuple[Link, ...]


class Situation(Struct, frozen=True):
    """What holds from `at` on. `contacts` and `topics` have, for each, the position of its course in `courses`.

    The second number of a turn in a course is a position in `states` or `chains`.
    """

    at: datetime
    until: datetime
    states: tuple[State, ...]
    chains: tuple[Chain, ...]
    courses: tuple[Course, ...]
    contacts: tuple[int, ...]
    topics: tuple[int, ...]
    fallback: int


class Watch:
    """Looks ahead from an instant, over a directory for operators with its roster."""

    def __init__(self, router: Router, roster: Roster | None, at: datetime) -> None:
        self._router, self._roster, self._at, self._until = router, roster, at, at + AHEAD
        self._situation = router.situation(roster)
        self._narrator = Narrator(router.directory)
        self._contacts = {contact.id: contact for contact in router.directory.contacts}
        self._positions = {name: position for position, name in enumerate(self._contacts)}
        self._states: dict[State, int] = {}
        self._chains: dict[Chain, int] = {}
        self._courses: dict[Course, int] = {}

    def situation(self) -> Situation:
        """Every contact and every topic."""
        contacts = tuple(self._course(self._state, name) for name in self._contacts)
        topics = tuple(self._course(self._chain, topic.id) for topic in self._router.directory.topics)
        fallback = self._positions[self._router.directory.organisation.fallback]
        states, chains, courses = tuple(self._states), tuple(self._chains), tuple(self._courses)
        return Situation(self._at, self._until, states, chains, courses, contacts, topics, fallback)

    def _course(self, ask: Callable[[str, datetime], Fact[int]], name: str) -> int:
        return _position(self._courses, tuple(_without_repetition(self._turns(ask, name))))

    def _turns(self, ask: Callable[[str, datetime], Fact[int]], name: str) -> Iterator[tuple[datetime | None, int]]:
        at = self._at
        for _ in range(_MOST_TURNS):
            position, holds = ask(name, at)
            yield holds.until, position
            if holds.until is None or holds.until >= self._until:
                return
            at = holds.until

    def _state(self, name: str, at: datetime) -> Fact[int]:
        moment, contact = Moment(at), self._contacts[name]
        role = contact.assignments[0].role if contact.assignments else ""
        step = Desk(self._situation, moment).alone(Step(contact=name, role=role))
        away = moment.take(self._situation.away(name, at))
        state = State(
            step.reach,
            step.is_on_duty,
            away is not None,
            moment.take(self._situation.is_present(name, at)),
            _told(lambda lang: self._narrator.state(step, lang)),
            self._positions[away.stand_in] if away and away.stand_in else -1,
            tuple(channel.id for channel in contact.channels if channel.id not in step.channels),
        )
        return Fact(_position(self._states, state), moment.holds)

    def _chain(self, topic: str, at: datetime) -> Fact[int]:
        decision = self._router.route(Question(topic=topic), at, self._roster)
        chain = tuple(Link(self._positions[step.contact], self._why(step.reasons)) for step in decision.steps)
        return Fact(_position(self._chains, chain), Interval(decision.valid_from, decision.valid_until))

    def _why(self, reasons: tuple[Reason, ...]) -> Pair:
        return _told(lambda lang: self._narrator.sentences(reasons, lang))


def _told(tell: Callable[[Lang], Iterable[str]]) -> Pair:
    sv, en = (" ".join(tell(lang)) for lang in LANGS)
    return sv, en


def _position(table: dict[T, int], value: T) -> int:
    """Where a value stands in a table that has each once."""
    return table.setdefault(value, len(table))


def _without_repetition(turns: Iterable[tuple[datetime | None, int]]) -> Iterator[tuple[datetime | None, int]]:
    """Turns that say the same one after another, as the last of them."""
    for _, same in groupby(turns, key=itemgetter(1)):
        *_, last = same
        yield last
