"""Who answers in the days after an answer ends, so that whoever keeps a copy of it knows what holds then.

It says who comes first and whether to be reached, never why: nobody's absence is told, and who is shown on duty only is
not named before the duty begins.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec.structs import replace

from presskontakt.directory.model import Reference, Value
from presskontakt.directory.roster import Roster
from presskontakt.routing.question import Decision, Question, Reach, Step
from presskontakt.routing.router import Router

AHEAD = timedelta(days=7)
MOST_LOOKED = 256  # answers, one after another


class Stretch(Value, frozen=True):
    """Who is to be contacted first in [valid_from, valid_until).

    `reach`: "now", at any time in it; "call", nobody has stated hours; "later", nobody answers in it. `contact` is ""
    for somebody who is shown on duty only.
    """

    valid_from: datetime
    valid_until: datetime
    contact: Reference
    reach: Reach
    is_on_duty: bool = False


def agenda(
    router: Router, question: Question, since: datetime, until: datetime, roster: Roster | None = None
) -> tuple[Stretch, ...]:
    """The answers to a question by ids from `since` to `until`, those put together that say the same."""
    joined: list[Stretch] = []
    for stretch in _stretches(router, question, since, until, roster):
        if joined and joined[-1] == replace(
            stretch, valid_from=joined[-1].valid_from, valid_until=joined[-1].valid_until
        ):
            stretch = replace(joined.pop(), valid_until=stretch.valid_until)  # noqa: PLW2901 - the longer one
        joined.append(stretch)
    return tuple(joined)


def _stretches(
    router: Router, question: Question, since: datetime, until: datetime, roster: Roster | None
) -> Iterator[Stretch]:
    at = since
    situation = router.situation(roster)
    for _ in range(MOST_LOOKED):
        decision = router.route(question, at, roster, is_discreet=True)
        end = min(decision.valid_until or until, until)
        step = _first(decision)
        is_shown = situation.is_shown(step.contact, is_on_duty=False)
        yield Stretch(at, end, step.contact if is_shown else "", step.reach, step.is_on_duty)
        at = end
        if at >= until:
            return


def _first(decision: Decision) -> Step:
    """The first who can be reached, as far as anybody knows; when nobody can, the first of all."""
    return next((step for step in decision.steps if step.reach != "later"), decision.steps[0])
