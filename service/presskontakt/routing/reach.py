"""Rung 6: of those who get a question, who can be reached at an instant, and how.

Withdrawn or gone: dropped. Away: the delegate stands in. Outside stated hours: whoever is on duty for the topic comes
before, and the step says when it opens. Hours that nobody has stated are unknown: call. A deadline puts first who can
answer in time; a kind of channel, who can be reached by it, whatever the deadline.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from presskontakt.directory.duty import Away, Moment, Situation
from presskontakt.directory.instant import Interval
from presskontakt.directory.model import ChannelKind
from presskontakt.routing.question import MAX_STEPS, Reason, Step


class Reached(NamedTuple):
    """The steps in the order in which to try them, and who was passed over."""

    steps: tuple[Step, ...]
    passed: tuple[Reason, ...]


class Desk:
    """Everybody as they can be reached at one moment; `is_discreet` keeps silent about who is away."""

    def __init__(self, situation: Situation, moment: Moment, *, is_discreet: bool = False) -> None:
        self._situation, self._moment, self._is_discreet = situation, moment, is_discreet
        found = situation.on_duty(moment.at)
        self._duties = moment.take(found)
        self._duty_ends = found.holds.until
        self._on_duty = {duty.contact for duty in self._duties}
        self._passed: dict[str, Reason] = {}

    def arrange(
        self,
        found: Iterable[Step],
        fallback: Step | None,
        topics: Collection[str],
        deadline: datetime | None = None,
        channel: ChannelKind | None = None,
    ) -> Reached:
        """The steps `found` for `topics` and wider ones, best first, and the fallback, as they can be reached."""
        steps: dict[str, Step] = {}
        for step in found:
            if len(steps) == MAX_STEPS and not channel:
                break
            if reached := self._reached(step):
                steps.setdefault(reached.contact, reached)
        last = [self._reached(fallback) or self.alone(fallback)] if fallback else []
        closed = next((n for n, step in enumerate([*steps.values(), *last]) if step.reach == "later"), None)
        ordered = list(steps.values())
        if closed is not None:
            ordered = self._with_officers(ordered, closed, topics)
        if channel:
            ordered.sort(key=lambda step: not self._has(step, channel))
        ordered = ordered[:MAX_STEPS]
        known = {step.contact for step in ordered}
        ordered += [step for step in last if step.contact not in known]
        if deadline and deadline > self._moment.at:
            self._moment.holds = self._moment.holds.meet(Interval(None, deadline))
            ordered.sort(key=lambda step: _in_time(step, deadline))
        if channel:
            ordered = [self._by(channel, step) for step in ordered]
            ordered.sort(key=lambda step: not self._has(step, channel))
        return Reached(tuple(ordered), tuple(self._passed.values()))

    def _with_officers(self, steps: list[Step], closed: int, topics: Collection[str]) -> list[Step]:
        """Whoever is on duty for the topics, before the first who is closed."""
        reason = Reason(code="on-duty", at=self._duty_ends)
        officers = (
            self._reached(Step(contact=duty.contact, reasons=(reason,))) for duty in self._duties if duty.covers(topics)
        )
        before, after = steps[:closed], steps[closed:]
        known = {step.contact for step in before}
        once = {step.contact: step for step in officers if step and step.contact not in known}
        return [*before, *once.values(), *(step for step in after if step.contact not in once)]

    def _reached(self, step: Step) -> Step | None:
        """The step as it can be reached; None when it cannot be shown at all."""
        at = self._moment.at
        away = self._moment.take(self._situation.away(step.contact, at))
        if away:
            if not away.stand_in:
                if not self._is_discreet:
                    self._passed[step.contact] = away_told("away", step.contact, away)
                return None
            code = "stands-in-discreetly" if self._is_discreet else "stands-in"
            told = Reason(code=code) if self._is_discreet else away_told(code, step.contact, away)
            missed = "" if self._is_discreet else step.contact
            step = replace(step, contact=away.stand_in, role="", reasons=(told,), stands_in_for=missed)
        shown = self._with_hours(step)
        is_hidden = not self._situation.is_shown(step.contact, is_on_duty=shown.is_on_duty)
        return shown if shown.channels and not is_hidden else None

    def _has(self, step: Step, kind: ChannelKind) -> bool:
        return any(self._situation.kind_of(step.contact, channel) == kind for channel in step.channels)

    def _by(self, kind: ChannelKind, step: Step) -> Step:
        """The step with its channels of `kind` first, or with the reason that it has none."""
        if not self._has(step, kind):
            return replace(step, reasons=(*step.reasons, Reason(code=f"no-{kind}")))
        channels = sorted(step.channels, key=lambda channel: self._situation.kind_of(step.contact, channel) != kind)
        return replace(step, channels=tuple(channels))

    def alone(self, step: Step) -> Step:
        """The step of this very contact, be it away or without a channel.

        Who is away can be reached from the return on, or from when hours open after it.
        """
        away = self._moment.take(self._situation.away(step.contact, self._moment.at))
        shown = self._with_hours(step)
        if not away:
            return shown
        if self._is_discreet:
            return replace(shown, reach="later", at=None)
        opening = self._situation.opening(step.contact, step.role, away.until)
        at = opening.holds.until if opening.value is False else away.until
        return replace(shown, reach="later", at=at, reasons=(*step.reasons, away_told("away", step.contact, away)))

    def _with_hours(self, step: Step) -> Step:
        at = self._moment.at
        is_on_duty = step.contact in self._on_duty
        channels = self._moment.take(self._situation.channels(step.contact, at, is_on_duty=is_on_duty))
        if is_on_duty:
            return replace(step, channels=channels, reach="now", at=self._duty_ends, is_on_duty=True)
        opening = self._situation.opening(step.contact, step.role, at)
        is_open = self._moment.take(opening)
        if is_open is None:
            return replace(step, channels=channels)
        return replace(step, channels=channels, reach="now" if is_open else "later", at=opening.holds.until)


def away_told(code: str, contact: str, away: Away) -> Reason:
    """That somebody is away, until when, and the neutral text if one is written."""
    return Reason(code=code, contact=contact, at=away.until, name=away.absence.text)


def _in_time(step: Step, deadline: datetime) -> int:
    """0: can answer before the deadline; 1: nobody knows; 2: cannot."""
    if step.reach == "call":
        return 1
    return 0 if step.reach == "now" or (step.at is not None and step.at < deadline) else 2
