"""From a question to the people to contact: compile a directory once, then one visible ladder.

    Router(directory, vocabulary).route(question, at, roster) -> Decision

1. Release: a named release or project brings its own contacts first.
2. Topic: an explicit id, else what the text is about.
3. Place: explicit, else named in the text.
4. Candidates hold an assignment, valid that day, for the topic or a wider one, whose place covers the question's.
5. Order: narrower topic, narrower place, role order, document order.
6. Who can be reached at the instant: stated hours, duty, absences, withdrawn channels.
7. Never empty: without a candidate the topic's press lead; the fallback of the organisation ends every answer.
8. Unsure is an answer: it says so, and lists topics to choose from.

Rungs 1 to 3 stand in `resolve`, rung 6 in `reach`. Whatever is asked of the calendar on the way is taken through a
`Moment`, which knows for how long the answer holds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from presskontakt.directory.document import digest
from presskontakt.directory.duty import Fact, Moment, Situation
from presskontakt.directory.instant import Interval, parse_instant
from presskontakt.directory.model import Assignment, Contact, Directory, Lang
from presskontakt.directory.roster import Roster, empty_roster
from presskontakt.errors import Code, Finding, InvalidInput, Location
from presskontakt.routing.adviser import Opinion
from presskontakt.routing.evidence import Certainty
from presskontakt.routing.question import Decision, Question, Reason, Step
from presskontakt.routing.reach import Desk
from presskontakt.routing.resolve import Asked, Resolver, Use
from presskontakt.routing.subject import Subject
from presskontakt.routing.vocabulary import Vocabulary

WIDER = 0.5  # what a step up the tree of topics, from the nearest that somebody holds, leaves of a score
ANSWERS_REMEMBERED = 4_096  # to questions by ids alone, which name nobody


class _Holder(NamedTuple):
    """A contact with one assignment, and what ranks it within a topic."""

    contact: Contact
    assignment: Assignment
    role_rank: int
    position: int


class Router:
    """Routes questions by one directory; routing is pure and keeps no text.

    Words are compiled when the first text comes, or by `warm`, which takes a moment.
    """

    def __init__(self, directory: Directory, vocabulary: Vocabulary) -> None:
        self.directory = directory
        self.digest = digest(directory)
        self._resolver = Resolver(directory, vocabulary)
        self._roles = {role.id: role for role in directory.roles}
        self._holders = list(_all_holders(directory))
        self._by_topic = _grouped((topic, h) for h in self._holders for topic in h.assignment.topics)
        self._by_release = _grouped((h.assignment.release, h) for h in self._holders if h.assignment.release)
        name = directory.organisation.fallback
        role = next((h.assignment.role for h in self._holders if h.contact.id == name), "")
        reasons = (Reason(code="fallback", role=role),)
        self._last_step = Step(contact=name, role=role, is_fallback=True, reasons=reasons)
        self._no_roster = empty_roster(directory.organisation.id)
        self._situation = Situation(directory, self._no_roster)
        self._by_ids: dict[tuple[Question, bool], Decision] = {}

    def warm(self) -> None:
        """Compile every word now, so that no text waits for it."""
        self._resolver.warm()

    def route(
        self, question: Question, at: datetime, roster: Roster | None = None, *, is_discreet: bool = False
    ) -> Decision:
        """Answer `question` as of the instant `at` (aware), with the `roster` that holds then.

        `is_discreet`: who is away is not named, since the instant is not now. Raises InvalidInput when nothing is asked
        or the deadline is no instant, NotFound for an id that the directory does not have.
        """
        if question.is_empty:
            raise InvalidInput([Finding(Code.NOTHING_ASKED)])
        if at.tzinfo is None:
            msg = "an instant needs a time zone"
            raise ValueError(msg)
        situation = self.situation(roster)
        if question.text:
            return self._answer(question, Moment(at), situation, is_discreet=is_discreet)
        key = question, is_discreet
        known = self._by_ids.get(key)
        if known is None or at not in Interval(known.valid_from, known.valid_until):
            if len(self._by_ids) >= ANSWERS_REMEMBERED:
                self._by_ids.clear()
            known = self._by_ids[key] = self._answer(question, Moment(at), situation, is_discreet=is_discreet)
        return known

    def situation(self, roster: Roster | None) -> Situation:
        """The directory with a roster, compiled; the last one is kept."""
        roster = roster or self._no_roster
        if self._situation.roster is not roster:
            self._situation = Situation(self.directory, roster)
            self._by_ids.clear()
        return self._situation

    def examine(self, text: str, lang: Lang | None = None) -> tuple[Use, ...]:
        """What every word of a text does, in order: for editors who repair a miss."""
        return self._resolver.examine(text, lang)

    def weigh(self, text: str, lang: Lang | None = None) -> tuple[Certainty | None, Opinion | None]:
        """What proves what a text is about and what speaks against it, None if nothing decides; and experience."""
        return self._resolver.weigh(text, lang)

    def follow(self, kind: str, name: str) -> str:
        """The living id behind an id of `kind`: itself, or where its tombstone leads. Raises NotFound."""
        return self._resolver.follow(kind, name)[0]

    def way_up(self, kind: str, name: str) -> tuple[str, ...]:
        """A topic or place and everything above it, nearest first."""
        return (self._resolver.topics_up if kind == "topic" else self._resolver.places_up)[name]

    def live_topics(self, at: datetime) -> Fact[frozenset[str]]:
        """The topics that have begun and not ended at instant `at`."""
        moment = Moment(at)
        live = frozenset(topic.id for topic in self.directory.topics if moment.is_current(topic))
        return Fact(live, moment.holds)

    def forget(self) -> None:
        """Forget every word and answer remembered; nothing else changes."""
        self._by_ids.clear()
        self._resolver.forget()

    def _answer(self, question: Question, moment: Moment, situation: Situation, *, is_discreet: bool) -> Decision:
        deadline = parse_instant(question.deadline, Location(path=("deadline",))).at if question.deadline else None
        asked = self._resolver.resolve(question, moment)
        found = self._found(asked, moment)
        topics = {wider for subject in asked.topics for wider in self._resolver.topics_up[subject.name]}
        desk = Desk(situation, moment, is_discreet=is_discreet)
        reached = desk.arrange(found, self._fallback(found), topics, deadline, question.channel)
        reasons = asked.reasons if found or not asked.topics else (*asked.reasons, _nobody(asked.topics[0]))
        if question.channel:
            reasons = (*reasons, Reason(code=f"{question.channel}-asked"))
        return Decision(
            organisation=self.directory.organisation.id,
            digest=self.digest,
            confidence=asked.confidence,
            steps=reached.steps,
            topics=tuple(subject.name for subject in asked.topics),
            place=asked.place,
            role=asked.role,
            release=asked.release,
            reasons=(*reasons, *reached.passed),
            choices=self._choices(asked, moment),
            exits=asked.exits,
            valid_from=moment.holds.since,
            valid_until=moment.holds.until,
        )

    def _found(self, asked: Asked, moment: Moment) -> list[Step]:
        """Everyone for the question, best first, each once."""
        once: dict[str, Step] = {}
        for step in (*_people(asked), *self._release_steps(asked, moment), *self._topic_steps(asked, moment)):
            once.setdefault(step.contact, step)
        return list(once.values())

    def _fallback(self, found: list[Step]) -> Step | None:
        """The organisation's fallback as the last step, unless it is among the others."""
        name = self.directory.organisation.fallback
        if any(step.contact == name for step in found):
            return None
        return self._last_step

    def _release_steps(self, asked: Asked, moment: Moment) -> Iterator[Step]:
        holders = [h for h in self._by_release.get(asked.release, ()) if moment.is_current(h.assignment)]
        fitting = [h for h in holders if h.assignment.role == asked.role] or holders
        for holder in sorted(fitting, key=lambda h: (h.role_rank, h.position)):
            yield _step(holder, Reason(code="release-contact", release=asked.release, role=holder.assignment.role))

    def _topic_steps(self, asked: Asked, moment: Moment) -> Iterator[Step]:
        fitting = [each for each in self._holders_above(asked, moment) if self._fits(each[3], asked)]
        nearest: dict[str, int] = {}
        for subject, up, _, _ in fitting:
            nearest[subject.name] = min(up, nearest.get(subject.name, up))
        candidates = [
            (self._rank(holder, subject.score * WIDER ** (up - nearest[subject.name]), asked), holder, subject, topic)
            for subject, up, topic, holder in fitting
        ]
        if asked.role:
            yield from self._role_steps(asked, moment)
            candidates = [each for each in candidates if each[1].assignment.role == asked.role] or candidates
        for _, holder, subject, topic in sorted(candidates, key=lambda each: each[0]):
            yield self._topic_step(holder, subject, topic, asked)
        if not candidates:
            yield from self._leads(asked, moment)

    def _role_steps(self, asked: Asked, moment: Moment) -> Iterator[Step]:
        """Who holds the role asked for in the organisation as a whole."""
        for holder in self._holders:
            assignment = holder.assignment
            is_whole = not assignment.topics and not assignment.release
            if is_whole and assignment.role == asked.role and moment.is_current(assignment):
                yield _step(holder, Reason(code="holds-role", role=asked.role))

    def _leads(self, asked: Asked, moment: Moment) -> Iterator[Step]:
        """The press lead of the topic or the nearest wider one, wherever the question is about."""
        for _, _, topic, holder in self._holders_above(asked, moment):
            if self._roles[holder.assignment.role].leads:
                yield _step(holder, Reason(code="leads-topic", topic=topic, role=holder.assignment.role))

    def _holders_above(self, asked: Asked, moment: Moment) -> Iterator[tuple[Subject, int, str, _Holder]]:
        """Whoever holds a topic asked about or a wider one: (subject, steps up, topic held, holder)."""
        for subject in asked.topics:
            for up, topic in enumerate(self._resolver.topics_up[subject.name]):
                for holder in self._by_topic.get(topic, ()):
                    if moment.is_current(holder.assignment):
                        yield subject, up, topic, holder

    def _fits(self, holder: _Holder, asked: Asked) -> bool:
        assignment = holder.assignment
        if self._roles[assignment.role].on_request and assignment.role != asked.role:
            return False
        return not assignment.places or any(place in assignment.places for place in self._places(asked))

    def _rank(self, holder: _Holder, score: float, asked: Asked) -> tuple[float, ...]:
        """Smaller is better. With one topic this is: narrower topic, narrower place, role, document order."""
        topic = -score
        ways = self._places(asked)
        place = min((ways.index(name) for name in holder.assignment.places if name in ways), default=len(ways))
        first = (place, topic) if self.directory.organisation.place_before_topic else (topic, place)
        return (*first, holder.role_rank, holder.position)

    def _topic_step(self, holder: _Holder, subject: Subject, topic: str, asked: Asked) -> Step:
        code = "holds-topic" if topic == subject.name else "holds-wider-topic"
        held = Reason(code=code, topic=topic, role=holder.assignment.role)
        covered = [place for place in self._places(asked) if place in holder.assignment.places]
        return _step(holder, held, *(Reason(code="covers-place", place=place) for place in covered[:1]))

    def _places(self, asked: Asked) -> tuple[str, ...]:
        return self._resolver.places_up.get(asked.place, ())

    def _choices(self, asked: Asked, moment: Moment) -> tuple[str, ...]:
        """When unsure: the topics that were thought of, then every widest topic."""
        if asked.confidence == "certain" or asked.exits:
            return ()
        widest = [t.id for t in self.directory.topics if not t.parent and moment.is_current(t)]
        return tuple(dict.fromkeys([*(subject.name for subject in asked.topics), *widest]))


def _people(asked: Asked) -> Iterator[Step]:
    for name in asked.people:
        yield Step(contact=name, reasons=(Reason(code="person-named"),))


def _step(holder: _Holder, *reasons: Reason) -> Step:
    return Step(contact=holder.contact.id, role=holder.assignment.role, reasons=reasons)


def _nobody(subject: Subject) -> Reason:
    return Reason(code="no-contact-for-topic", topic=subject.name)


def _all_holders(directory: Directory) -> Iterator[_Holder]:
    rank = {role.id: position for position, role in enumerate(directory.roles)}
    for position, contact in enumerate(directory.contacts):
        for assignment in contact.assignments:
            yield _Holder(contact, assignment, rank[assignment.role], position)


def _grouped(pairs: Iterable[tuple[str, _Holder]]) -> dict[str, list[_Holder]]:
    groups: defaultdict[str, list[_Holder]] = defaultdict(list)
    for name, holder in pairs:
        groups[name].append(holder)
    return dict(groups)
