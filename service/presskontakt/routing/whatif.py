"""What a change of the directory does to the answers: whose questions move, and to whom."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from presskontakt.directory.model import Expectation
from presskontakt.errors import NotFound
from presskontakt.routing.question import Question
from presskontakt.routing.router import Router


class Move(Struct, frozen=True):
    """A question whose first contact changes; "" where one of the directories does not know what is asked about."""

    question: Question
    before: str
    after: str


class WhatIf(Struct, frozen=True):
    """What changes for whom: topics and places by ids, `asked` questions, and expectations of either directory.

    `gains` is how many more of the asked questions each contact gets first; negative is fewer.
    """

    topics: tuple[Move, ...]
    asked: tuple[Move, ...]
    expectations: tuple[Move, ...]
    gains: dict[str, int]

    @property
    def all(self) -> tuple[Move, ...]:
        return (*self.topics, *self.asked, *self.expectations)


def compare(
    before: Router,
    after: Router,
    at: datetime,
    asked: Iterable[Question] = (),
    expectations: Iterable[Expectation] = (),
) -> WhatIf:
    """Ask both routers everything as of `at`, without rosters."""
    routers = before, after
    topics = tuple(_moves(routers, _by_ids(routers), at))
    questions = tuple(_moves(routers, asked, at))
    gains: Counter[str] = Counter()
    for move in questions:
        gains[move.after] += 1
        gains[move.before] -= 1
    expected = tuple(_moves(routers, dict.fromkeys(map(_question, expectations)), at))
    return WhatIf(topics, questions, expected, {name: n for name, n in gains.most_common() if n and name})


def _moves(routers: tuple[Router, Router], asked: Iterable[Question], at: datetime) -> Iterator[Move]:
    for question in asked:
        first, second = (_first(router, question, at) for router in routers)
        if first != second:
            yield Move(question, first, second)


def _first(router: Router, question: Question, at: datetime) -> str:
    try:
        return router.route(question, at).steps[0].contact
    except NotFound:
        return ""


def _by_ids(routers: tuple[Router, Router]) -> dict[Question, None]:
    """Every topic of either directory, anywhere and in each place."""
    topics = dict.fromkeys(topic.id for router in routers for topic in router.directory.topics)
    places = dict.fromkeys(["", *(place.id for router in routers for place in router.directory.places)])
    return dict.fromkeys(Question(topic=topic, place=place) for topic in topics for place in places)


def _question(each: Expectation) -> Question:
    return Question(each.text, each.topic, each.role, each.place, each.release, each.lang)
