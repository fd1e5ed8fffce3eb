"""Who answers at every minute of the time to come: holes, single points of failure, and faults of the roster.

Nothing is sampled: an answer states the interval in which it holds, and the walk goes from end to end. A hole is a
time for which the organisation has stated hours, or promised duty, and nobody can be reached, not even the fallback;
hours that are unknown are reported as unknown, and are no hole.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct

from presskontakt.directory.duty import Duty
from presskontakt.directory.instant import SWEDEN, parse_instant, start_of
from presskontakt.directory.model import Contact, Directory, Expectation, is_public
from presskontakt.directory.roster import Roster
from presskontakt.errors import Code, Finding, Location
from presskontakt.routing.idle import Idle, find_idle
from presskontakt.routing.question import Question, Step
from presskontakt.routing.router import Router

State = Literal["answered", "fallback", "unknown", "closed", "hole"]
WORST: tuple[State, ...] = ("closed", "answered", "fallback", "unknown", "hole")
Fault = Literal["two-duties", "duty-while-away", "nobody-stands-in"]
MONTHS = 13


class Stretch(Struct, frozen=True):
    """One state of one question from `since` to `until`; `promised` is "hours", "duty", or "" when nobody has to."""

    since: datetime
    until: datetime
    state: State
    promised: str


class Cell(Struct, frozen=True):
    """A topic in a place ("" anywhere), in a language ("" any), over the whole time.

    `contacts` answer it by assignment.
    """

    topic: str
    place: str
    lang: str
    stretches: tuple[Stretch, ...]
    contacts: tuple[str, ...]

    @property
    def holes(self) -> tuple[Stretch, ...]:
        return tuple(stretch for stretch in self.stretches if stretch.state == "hole")


class DutyFault(Struct, frozen=True):
    """Something wrong in the roster for a time: whom it concerns."""

    fault: Fault
    contacts: tuple[str, ...]
    since: datetime
    until: datetime


class Moved(Struct, frozen=True):
    """An expectation that stops holding, or begins to hold, at an instant: who comes first from then on."""

    position: int
    contact: str
    since: datetime


class Coverage(Struct, frozen=True):
    """Everything found between `start` and `end`.

    `single` are topics that one contact alone ever answers, `idle` assignments, or parts of them, that bring no
    question, `unreached` contacts all of whose assignments are idle.
    """

    start: datetime
    end: datetime
    cells: tuple[Cell, ...]
    single: dict[str, str]
    idle: tuple[Idle, ...]
    unreached: tuple[str, ...]
    faults: tuple[DutyFault, ...]
    moved: tuple[Moved, ...]

    def days(self, topic: str = "") -> dict[date, State]:
        """The worst state of each Swedish day, over all cells or those of one topic."""
        found: dict[date, State] = {}
        for cell in self.cells:
            if topic and cell.topic != topic:
                continue
            for stretch in cell.stretches:
                for day in _days(stretch):
                    found[day] = max(found.get(day, "closed"), stretch.state, key=WORST.index)
        return dict(sorted(found.items()))


def cover(
    router: Router,
    roster: Roster | None,
    start: datetime,
    months: int = MONTHS,
    expectations: Sequence[Expectation] = (),
) -> Coverage:
    """Walk through every topic, in every place that an assignment names and in every language that a contact states.

    `router` is over the public value, so that nobody counts who is not shown. `start` is an aware instant; the walk
    ends so many months later.
    """
    end = _months_after(start, months)
    directory = router.directory
    cells = _all_cells(router, roster, (start, end))
    everywhere = {cell.topic: cell.contacts for cell in cells if not cell.place and not cell.lang}
    idle = tuple(find_idle(router, roster, start, end))
    return Coverage(
        start,
        end,
        tuple(cells),
        single={topic: contacts[0] for topic, contacts in everywhere.items() if len(contacts) == 1},
        idle=idle,
        unreached=tuple(_unreached(directory, idle, roster)),
        faults=tuple(_faults(router, roster, start, end)) if roster else (),
        moved=tuple(_moved(router, expectations, start, end)),
    )


def find_holes(directory: Directory, router: Router, at: datetime, source: str = "") -> tuple[Finding, ...]:
    """A finding for every topic and place for which stated hours have a hole that no waiver covers, from `at` on.

    By the directory alone; `cover` tells what a roster does. Nothing is sought where the organisation states no hours.
    """
    if not directory.organisation.hours or keeps_office_hours(directory):
        return ()
    waived = {(each.topic, each.place): start_of(each.until_on + timedelta(days=1)) for each in directory.waivers}
    positions = {topic.id: position for position, topic in enumerate(directory.topics)}
    findings: list[Finding] = []
    for cell in _all_cells(router, None, (at, _months_after(at, MONTHS))):
        accepted = max(waived.get((cell.topic, place), at) for place in ("", cell.place))
        holes = [hole for hole in cell.holes if hole.promised == "hours" and hole.until > accepted]
        if not holes or cell.lang:
            continue
        since, until = (f"{each.astimezone(SWEDEN):%Y-%m-%d %H:%M}" for each in (holes[0].since, holes[0].until))
        label = " › ".join(each for each in ("topics", cell.topic, cell.place) if each)
        place = Location(source, ("topics", positions[cell.topic]), label=label)
        facts = {"since": since, "until": until, "times": str(len(holes))}
        findings.append(Finding(Code.HOLE_IN_HOURS, place, cell.topic, facts))
    return tuple(findings)


def keeps_office_hours(directory: Directory) -> bool:
    """Whether the fallback can be reached whenever the organisation's hours say open; those then have no hole."""
    fallback = next(contact for contact in directory.contacts if contact.id == directory.organisation.fallback)
    roles = {each.role for each in fallback.assignments}
    has_own = fallback.hours or any(role.hours for role in directory.roles if role.id in roles)
    comes_or_goes = fallback.from_on or fallback.until_on
    stays = any(is_public(c.level) and not (c.from_on or c.until_on) for c in fallback.channels)
    return is_public(fallback.level) and stays and not has_own and not comes_or_goes


def _all_cells(router: Router, roster: Roster | None, span: tuple[datetime, datetime]) -> list[Cell]:
    directory = router.directory
    named = {place for contact in directory.contacts for a in contact.assignments for place in a.places}
    places = ("", *(place.id for place in directory.places if place.id in named))
    return [
        cell
        for topic in directory.topics
        for place in places
        for cell in _cells(router, roster, Question(topic=topic.id, place=place), span)
    ]


def _cells(
    router: Router, roster: Roster | None, question: Question, span: tuple[datetime, datetime]
) -> Iterator[Cell]:
    """One cell for any language and one for each that a contact states, from a single walk."""
    languages = {contact.id: contact.languages for contact in router.directory.contacts}
    spoken = ("", *sorted({lang for known in languages.values() for lang in known}))
    situation = router.situation(roster)
    stretches: dict[str, list[Stretch]] = {lang: [] for lang in spoken}
    contacts: dict[str, dict[str, None]] = {lang: {} for lang in spoken}
    at, end = span
    while at < end:
        decision = router.route(question, at, roster)
        promised = situation.promised(at)
        until = min(each for each in (end, decision.valid_until, promised.holds.until) if each)
        for lang in spoken:
            fitting = [
                s for s in decision.steps if not lang or lang in languages[s.contact] or not languages[s.contact]
            ]
            contacts[lang] |= dict.fromkeys(step.contact for step in fitting if _is_by_assignment(step))
            _append(stretches[lang], Stretch(at, until, _state(fitting, promised.value), promised.value))
        at = until
    for lang in spoken:
        yield Cell(question.topic, question.place, lang, tuple(stretches[lang]), tuple(contacts[lang]))


def _is_by_assignment(step: Step) -> bool:
    """Whether a contact answers for more than being the fallback or having duty just then."""
    return not step.is_fallback and step.reasons[0].code != "on-duty"


def _state(steps: Sequence[Step], promised: str) -> State:
    reach = {step.reach for step in steps if not step.is_fallback}
    last = {step.reach for step in steps if step.is_fallback}
    if "now" in reach:
        return "answered"
    if "call" in reach:
        return "unknown"
    if "now" in last:
        return "fallback"
    if "call" in last:
        return "unknown"
    return "hole" if promised else "closed"


def _append(stretches: list[Stretch], following: Stretch) -> None:
    """Add a stretch, or lengthen the last one when nothing has changed."""
    last = stretches[-1] if stretches else None
    if last and (last.state, last.promised) == (following.state, following.promised):
        stretches[-1] = Stretch(last.since, following.until, last.state, last.promised)
    else:
        stretches.append(following)


def _unreached(directory: Directory, idle: Sequence[Idle], roster: Roster | None) -> Iterator[str]:
    """Who has assignments that bring nothing at all, is not the fallback, and takes no turn of duty."""
    whole = {(each.contact, each.position) for each in idle if not each.topics}
    parts = {(each.contact, each.position, topic) for each in idle for topic in each.topics}
    on_duty = {contact for rotation in (roster.rotations if roster else ()) for contact in rotation.contacts}

    def is_idle(contact: Contact, position: int) -> bool:
        topics = contact.assignments[position].topics
        named = (contact.id, position)
        return named in whole or (bool(topics) and all((*named, topic) in parts for topic in topics))

    for contact in directory.contacts:
        if not contact.assignments or contact.id in {directory.organisation.fallback, *on_duty}:
            continue
        if all(is_idle(contact, position) for position in range(len(contact.assignments))):
            yield contact.id


def _faults(router: Router, roster: Roster, start: datetime, end: datetime) -> Iterator[DutyFault]:
    """Two on duty for the same topic, duty of somebody who is away, absences whose delegates lead nowhere."""
    situation = router.situation(roster)
    at = start
    open_faults: dict[tuple[Fault, tuple[str, ...]], datetime] = {}
    while at < end:
        planned, holds = situation.planned(at)
        here: set[tuple[Fault, tuple[str, ...]]] = set()
        for n, duty in enumerate(planned):
            here |= {("two-duties", (other.contact, duty.contact)) for other in planned[:n] if _clash(other, duty)}
            away = situation.away(duty.contact, at)
            holds = holds.meet(away.holds)
            here |= {("duty-while-away", (duty.contact,))} if away.value else set()
        for absence in roster.absences:
            away = situation.away(absence.contact, at)
            holds = holds.meet(away.holds)
            if away.value and absence.delegate and not away.value.stand_in:
                here.add(("nobody-stands-in", (absence.contact,)))
        for key in sorted(open_faults.keys() - here):
            yield DutyFault(key[0], key[1], open_faults.pop(key), at)
        for key in sorted(here - open_faults.keys()):
            open_faults[key] = at
        at = min(each for each in (end, holds.until) if each)
    for key, since in sorted(open_faults.items()):
        yield DutyFault(key[0], key[1], since, end)


def _clash(one: Duty, other: Duty) -> bool:
    """Whether two have duty for the same topic by different shifts or rotations; an override may add a second."""
    if one.contact == other.contact or (one.rotation and one.rotation == other.rotation):
        return False
    return not one.topics or not other.topics or bool(set(one.topics) & set(other.topics))


def _moved(router: Router, expectations: Sequence[Expectation], start: datetime, end: datetime) -> Iterator[Moved]:
    """Expectations that do not hold all the time, by the directory alone; those with an instant of their own aside."""
    for position, each in enumerate(expectations):
        if each.at:
            continue
        question = Question(each.text, each.topic, each.role, each.place, each.release, each.lang)
        at, before = start, each.contact
        while at < end:
            decision = router.route(question, at)
            first = decision.steps[0].contact
            if first != before:
                yield Moved(position, first, at)
            before = first
            at = min(each for each in (end, decision.valid_until) if each)


def _days(stretch: Stretch) -> Iterator[date]:
    day, last = (each.astimezone(SWEDEN).date() for each in (stretch.since, stretch.until - timedelta(seconds=1)))
    while day <= last:
        yield day
        day += timedelta(days=1)


def _months_after(start: datetime, months: int) -> datetime:
    day = start.astimezone(SWEDEN).date()
    year, month = divmod(day.month - 1 + months, 12)
    return parse_instant(date(day.year + year, month + 1, 1).isoformat()).at
