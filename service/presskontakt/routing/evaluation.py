"""How often questions with known answers get them: counts for all, for each language and kind, and the misses."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from presskontakt.directory.model import Lang
from presskontakt.routing.question import Decision


class Judged(Struct, frozen=True):
    """A question and the contacts who may get it, best first; `kind` groups questions ("easy", "hard")."""

    id: str
    text: str
    expected: tuple[str, ...]
    lang: Lang | None = None
    kind: str = ""
    is_misspelt: bool = False


class Outcome(Struct, frozen=True):
    """A question and what was answered."""

    judged: Judged
    decision: Decision

    @property
    def contacts(self) -> tuple[str, ...]:
        """Who was named, in order."""
        return tuple(step.contact for step in self.decision.steps)

    @property
    def is_right(self) -> bool:
        """Whether the first contact may get the question."""
        return self.contacts[0] in self.judged.expected

    @property
    def is_certain(self) -> bool:
        return self.decision.confidence == "certain"


class Score(Struct, frozen=True):
    """Counts over some questions.

    `right`: the first contact may get it; `best`: is the best one; `among_two`: one who may get it is among the first
    two; `wrong_certain` of `certain`; `in_vain`: sent to the fallback, of the `wanted` that belong to somebody.
    """

    count: int
    right: int
    best: int
    among_two: int
    certain: int
    wrong_certain: int
    wanted: int
    in_vain: int


class Report(Struct, frozen=True):
    """Everything measured: a score for each group of questions, recall for each contact, and what was missed."""

    scores: dict[str, Score]
    recall: dict[str, tuple[int, int]]
    misses: tuple[Outcome, ...]


def evaluate(asked: Sequence[Judged], answer: Callable[[Judged], Decision], fallback: str) -> Report:
    """Ask every question; `fallback` is the contact who gets what belongs to nobody."""
    outcomes = [Outcome(judged, answer(judged)) for judged in asked]
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        for group in _groups_of(outcome.judged):
            groups.setdefault(group, []).append(outcome)
    return Report(
        scores={name: _score(members, fallback) for name, members in groups.items()},
        recall=_recall(outcomes),
        misses=tuple(outcome for outcome in outcomes if not outcome.is_right),
    )


def _groups_of(judged: Judged) -> Iterator[str]:
    yield "all"
    if judged.lang:
        yield judged.lang
    if judged.kind:
        yield judged.kind
    if judged.is_misspelt:
        yield "misspelt"


def _score(outcomes: Sequence[Outcome], fallback: str) -> Score:
    certain = [outcome for outcome in outcomes if outcome.is_certain]
    wanted = [outcome for outcome in outcomes if fallback not in outcome.judged.expected]
    return Score(
        count=len(outcomes),
        right=_count(outcome.is_right for outcome in outcomes),
        best=_count(outcome.contacts[0] == outcome.judged.expected[0] for outcome in outcomes),
        among_two=_count(not set(outcome.contacts[:2]).isdisjoint(outcome.judged.expected) for outcome in outcomes),
        certain=len(certain),
        wrong_certain=_count(not outcome.is_right for outcome in certain),
        wanted=len(wanted),
        in_vain=_count(outcome.contacts[0] == fallback for outcome in wanted),
    )


def _recall(outcomes: Iterable[Outcome]) -> dict[str, tuple[int, int]]:
    """For each contact: how many of the questions that are best put to them got them first, and of how many."""
    found: dict[str, tuple[int, int]] = {}
    for outcome in outcomes:
        best = outcome.judged.expected[0]
        hit, total = found.get(best, (0, 0))
        found[best] = hit + (outcome.contacts[0] == best), total + 1
    return found


def _count(each: Iterable[bool]) -> int:
    return sum(each)
