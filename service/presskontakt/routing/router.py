"""From a question to the people to contact: compile a directory once, then one visible ladder.

    Router(directory, vocabulary).route(question, at) -> Decision

1. Release: a named release or project brings its own contacts first.
2. Topic: an explicit id, else what the text is about.
3. Place: explicit, else named in the text.
4. Candidates hold an assignment, valid that day, for the topic or a wider one, whose place covers the question's.
5. Order: narrower topic, narrower place, role order, document order.
7. Never empty: the fallback of the organisation ends every answer.
8. Unsure is an answer: it says so, and lists topics to choose from.

Rung 6, who can be reached now, needs hours and a roster and is not here yet.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from presskontakt.directory.decode import nearest
from presskontakt.directory.document import digest
from presskontakt.directory.instant import day_of, start_of
from presskontakt.directory.model import (
    Assignment,
    Contact,
    Directory,
    Lang,
    Lasting,
    Localized,
    Release,
    is_current,
)
from presskontakt.errors import Code, Finding, InvalidInput, NotFound
from presskontakt.routing import text
from presskontakt.routing.index import Term
from presskontakt.routing.lexicon import Lexicon, Match
from presskontakt.routing.question import MAX_STEPS, Confidence, Decision, Exit, Question, Reason, Step
from presskontakt.routing.subject import Reading, Subject, SubjectMap
from presskontakt.routing.vocabulary import Vocabulary, terms_in

WIDER = 0.5  # what a step up the tree of topics leaves of a score
ANSWERS_REMEMBERED = 4_096  # to questions by ids alone, which name nobody


class _Holder(NamedTuple):
    """A contact with one assignment, and what ranks it within a topic."""

    contact: Contact
    assignment: Assignment
    role_rank: int
    position: int


class _Asked(NamedTuple):
    """A question with its ids followed and its text read: what the ladder climbs with."""

    topics: tuple[Subject, ...] = ()
    place: str = ""
    role: str = ""
    release: str = ""
    people: tuple[str, ...] = ()
    confidence: Confidence = "certain"
    reasons: tuple[Reason, ...] = ()
    exits: tuple[Exit, ...] = ()


class Router:
    """Routes questions by one directory. Compiling takes a moment; routing is pure and keeps no text."""

    def __init__(self, directory: Directory, vocabulary: Vocabulary) -> None:
        self.directory = directory
        self._vocabulary = vocabulary
        self.digest = digest(directory)
        self._topics = {topic.id: topic for topic in directory.topics}
        self._places = {place.id: place for place in directory.places}
        self._roles = {role.id: role for role in directory.roles}
        self._releases = {release.id: release for release in directory.releases}
        self._contacts = {contact.id: contact for contact in directory.contacts}
        self._stones: dict[tuple[str, str], str] = {
            (stone.kind, stone.id): stone.successor for stone in directory.tombstones
        }
        self._subjects = SubjectMap(directory.topics, vocabulary)
        self._place_way_up = {place.id: tuple(self._places_above(place.id)) for place in directory.places}
        self._holders = list(self._all_holders())
        self._by_topic = _grouped((topic, h) for h in self._holders for topic in h.assignment.topics)
        self._by_release = _grouped((h.assignment.release, h) for h in self._holders if h.assignment.release)
        self._boundaries = sorted({start_of(day) for day in self._turning_days()})
        self._words = vocabulary.lexicon.extended(_topic_terms(directory))
        self._names = Lexicon(_name_terms(directory))
        self._by_ids: dict[tuple[Question, int], Decision] = {}

    def route(self, question: Question, at: datetime) -> Decision:
        """Answer `question` as of the instant `at` (aware).

        Raises InvalidInput when nothing is asked, NotFound for an id that the directory does not have.
        """
        if question.is_empty:
            raise InvalidInput([Finding(Code.NOTHING_ASKED)])
        day = day_of(at)
        if question.text:
            return self._answer(question, at, day)
        key = (question, bisect_right(self._boundaries, at))
        if key not in self._by_ids:
            if len(self._by_ids) >= ANSWERS_REMEMBERED:
                self._by_ids.clear()
            self._by_ids[key] = self._answer(question, at, day)
        return self._by_ids[key]

    def forget(self) -> None:
        """Forget every word and answer remembered; nothing else changes."""
        self._by_ids.clear()
        self._words.forget()
        self._names.forget()

    def _answer(self, question: Question, at: datetime, day: date) -> Decision:
        asked = self._resolve(question, day)
        return Decision(
            organisation=self.directory.organisation.id,
            digest=self.digest,
            confidence=asked.confidence,
            steps=tuple(self._steps(asked, day)),
            topics=tuple(subject.name for subject in asked.topics),
            place=asked.place,
            role=asked.role,
            release=asked.release,
            reasons=asked.reasons,
            choices=self._choices(asked, day),
            exits=asked.exits,
            valid_from=self._boundary(at, before=True),
            valid_until=self._boundary(at, before=False),
        )

    # Rungs 1 to 3: what is asked

    def _resolve(self, question: Question, day: date) -> _Asked:
        words = text.words_of(question.text)
        lang = question.lang or text.guess_language(words)
        names = self._names.matches(words, lang)
        release, release_reasons = self._resolve_one("release", question.release, names)
        place, place_reasons = self._resolve_one("place", question.place, names)
        role, role_reasons = self._resolve_one("role", question.role, names)
        matches = self._words.matches(words, lang)
        topics, confidence, topic_reasons, exits = self._resolve_topics(question, matches, release, day)
        people = () if question.topic else tuple(_named("contact", names))
        return _Asked(
            topics=topics,
            place=place,
            role=role,
            release=release,
            people=people,
            confidence="certain" if people and confidence == "unsure" else confidence,
            reasons=(*release_reasons, *topic_reasons, *place_reasons, *role_reasons),
            exits=exits,
        )

    def _resolve_one(self, kind: str, named: str, matches: Sequence[Match]) -> tuple[str, tuple[Reason, ...]]:
        """An explicit id, followed past tombstones, else the one that the text names."""
        if named:
            name, reasons = self._follow(kind, named)
            return name, (*reasons, _reason(f"{kind}-asked", kind, name))
        found = _named(kind, matches)
        if kind == "place":
            found = {name: words for name, words in found.items() if not self._contains_another(name, found)}
        for name, words in found.items():
            return name, (_reason(f"{kind}-matched", kind, name, words),)
        return "", ()

    def _contains_another(self, place: str, found: Iterable[str]) -> bool:
        return any(place in self._place_way_up[other][1:] for other in found)

    def _resolve_topics(
        self, question: Question, matches: Sequence[Match], release: str, day: date
    ) -> tuple[tuple[Subject, ...], Confidence, tuple[Reason, ...], tuple[Exit, ...]]:
        if question.topic:
            name, reasons = self._follow("topic", question.topic)
            name, ended = self._live_topic(name, day)
            return (
                (Subject(name, 1.0, ()),),
                "certain",
                (*reasons, *ended, Reason(code="topic-asked", topic=name)),
                (),
            )
        reading = self._subjects.read(matches)
        if not reading.topics and release:
            topics = tuple(Subject(topic, 1.0, ()) for topic in self._releases[release].topics)
            ended = self._release_end(self._releases[release], day)
            return topics, "certain", ended, ()
        topics, ended = self._live_topics(reading.topics, day)
        reasons = tuple(Reason(code="topic-matched", topic=s.name, words=s.words) for s in topics)
        if reading.topics or not question.text.strip():
            return topics, reading.confidence, (*ended, *reasons), ()
        return (), *self._not_ours(reading)

    def _not_ours(self, reading: Reading) -> tuple[Confidence, tuple[Reason, ...], tuple[Exit, ...]]:
        """Nothing of ours was understood: say what was, and where that belongs."""
        if not reading.foreign:
            return "unsure", (Reason(code="nothing-understood"),), ()
        concepts = [(self._vocabulary.concepts[s.name], s) for s in reading.foreign]
        reasons = tuple(Reason(code="not-ours", name=c.name, words=s.words) for c, s in concepts[:1])
        exits = [Exit(concept=c.id, name=c.name, advice=c.exit) for c, _ in concepts if c.exit]
        return reading.confidence, reasons, tuple(exits[:2])

    def _follow(self, kind: str, name: str) -> tuple[str, tuple[Reason, ...]]:
        """The living thing behind an id; a removed one leads on. Raises NotFound."""
        known = getattr(self, f"_{kind}s")
        followed = name
        while followed and followed not in known:
            followed = self._stones.get((kind, followed), "")
        if not followed:
            raise NotFound(kind, name, nearest(name, known))
        return followed, () if followed == name else (_reason("moved", kind, followed, (name,)),)

    def _live_topics(self, subjects: Sequence[Subject], day: date) -> tuple[tuple[Subject, ...], tuple[Reason, ...]]:
        live: dict[str, Subject] = {}
        reasons: list[Reason] = []
        for subject in subjects:
            name, ended = self._live_topic(subject.name, day)
            reasons += ended
            live.setdefault(name, subject._replace(name=name))
        return tuple(live.values()), tuple(reasons)

    def _live_topic(self, name: str, day: date) -> tuple[str, tuple[Reason, ...]]:
        """The topic itself, or where it leads once it has ended: its successor, else the wider topic."""
        reasons: list[Reason] = []
        while (topic := self._topics[name]).until_on and topic.until_on < day:
            following = topic.successor or topic.parent
            if not following:
                break
            reasons.append(Reason(code="topic-ended", topic=following, name=topic.name))
            name = following
        return name, tuple(reasons)

    def _release_end(self, release: Release, day: date) -> tuple[Reason, ...]:
        if release.until_on and release.until_on < day:
            return (Reason(code="release-ended", release=release.id, words=(release.until_on.isoformat(),)),)
        return ()

    # Rungs 4 to 7: who answers

    def _steps(self, asked: _Asked, day: date) -> list[Step]:
        steps: dict[str, Step] = {}
        for step in (*self._people(asked), *self._release_steps(asked, day), *self._topic_steps(asked, day)):
            steps.setdefault(step.contact, step)
        fallback = self.directory.organisation.fallback
        chosen = list(steps.values())[:MAX_STEPS]
        if fallback not in [step.contact for step in chosen]:
            chosen.append(self._fallback(fallback))
        return chosen

    def _people(self, asked: _Asked) -> Iterator[Step]:
        for name in asked.people:
            yield Step(contact=name, reasons=(Reason(code="person-named"),))

    def _release_steps(self, asked: _Asked, day: date) -> Iterator[Step]:
        holders = [h for h in self._by_release.get(asked.release, ()) if is_current(h.assignment, day)]
        fitting = [h for h in holders if h.assignment.role == asked.role] or holders
        for holder in sorted(fitting, key=lambda h: (h.role_rank, h.position)):
            role = holder.assignment.role
            yield Step(
                contact=holder.contact.id,
                role=role,
                reasons=(Reason(code="release-contact", release=asked.release, role=role),),
            )

    def _topic_steps(self, asked: _Asked, day: date) -> Iterator[Step]:
        candidates = [
            (self._rank(holder, subject, up, asked), holder, subject, topic)
            for subject in asked.topics
            for up, topic in enumerate(self._subjects.way_up[subject.name])
            for holder in self._by_topic.get(topic, ())
            if self._fits(holder, asked, day)
        ]
        if asked.role:
            candidates = [c for c in candidates if c[1].assignment.role == asked.role] or candidates
            yield from self._role_steps(asked, day)
        for _, holder, subject, topic in sorted(candidates, key=lambda each: each[0]):
            yield self._step(holder, subject, topic, asked)

    def _role_steps(self, asked: _Asked, day: date) -> Iterator[Step]:
        """Who holds the role asked for in the organisation as a whole."""
        for holder in self._holders:
            assignment = holder.assignment
            whole = not assignment.topics and not assignment.release
            if whole and assignment.role == asked.role and is_current(assignment, day):
                reason = Reason(code="holds-role", role=asked.role)
                yield Step(contact=holder.contact.id, role=asked.role, reasons=(reason,))

    def _fits(self, holder: _Holder, asked: _Asked, day: date) -> bool:
        assignment = holder.assignment
        if self._roles[assignment.role].on_request and assignment.role != asked.role:
            return False
        covers = not assignment.places or any(p in assignment.places for p in self._way_up_from(asked.place))
        return covers and is_current(assignment, day)

    def _rank(self, holder: _Holder, subject: Subject, up: int, asked: _Asked) -> tuple[float, ...]:
        """Smaller is better. With one topic this is: narrower topic, narrower place, role, document order."""
        topic = -subject.score * WIDER**up
        way = self._way_up_from(asked.place)
        covering = [way.index(place) for place in holder.assignment.places if place in way]
        place = min(covering, default=len(way))
        first = (place, topic) if self.directory.organisation.place_before_topic else (topic, place)
        return (*first, holder.role_rank, holder.position)

    def _step(self, holder: _Holder, subject: Subject, topic: str, asked: _Asked) -> Step:
        assignment = holder.assignment
        code = "holds-topic" if topic == subject.name else "holds-wider-topic"
        reasons = [Reason(code=code, topic=topic, role=assignment.role)]
        covering = [place for place in self._way_up_from(asked.place) if place in assignment.places]
        reasons += [Reason(code="covers-place", place=place) for place in covering[:1]]
        return Step(contact=holder.contact.id, role=assignment.role, reasons=tuple(reasons))

    def _fallback(self, contact: str) -> Step:
        roles = [a.role for a in self._contacts[contact].assignments]
        reason = Reason(code="fallback", role=roles[0] if roles else "")
        return Step(contact=contact, role=reason.role, is_fallback=True, reasons=(reason,))

    # Rung 8: what to choose from when unsure

    def _choices(self, asked: _Asked, day: date) -> tuple[str, ...]:
        if asked.confidence == "certain" or asked.exits:
            return ()
        live = [t.id for t in self.directory.topics if not (t.until_on and t.until_on < day)]
        roots = [name for name in live if not self._topics[name].parent]
        return tuple(dict.fromkeys([*(s.name for s in asked.topics), *roots]))

    # Compiling

    def _all_holders(self) -> Iterator[_Holder]:
        rank = {role.id: position for position, role in enumerate(self.directory.roles)}
        for position, contact in enumerate(self.directory.contacts):
            for assignment in contact.assignments:
                yield _Holder(contact, assignment, rank[assignment.role], position)

    def _places_above(self, name: str) -> Iterator[str]:
        while name:
            yield name
            name = self._places[name].parent

    def _way_up_from(self, place: str) -> tuple[str, ...]:
        return self._place_way_up.get(place, ())

    def _turning_days(self) -> Iterator[date]:
        """Every day on which an answer may change: something begins, or ended the day before."""
        spans: list[Lasting] = [
            *self.directory.topics,
            *self.directory.releases,
            *(h.assignment for h in self._holders),
        ]
        for span in spans:
            if span.from_on:
                yield span.from_on
            if span.until_on:
                yield span.until_on + timedelta(days=1)

    def _boundary(self, at: datetime, *, before: bool) -> datetime | None:
        position = bisect_right(self._boundaries, at)
        if before:
            return self._boundaries[position - 1] if position else None
        return self._boundaries[position] if position < len(self._boundaries) else None


def _grouped(pairs: Iterable[tuple[str, _Holder]]) -> dict[str, list[_Holder]]:
    groups: defaultdict[str, list[_Holder]] = defaultdict(list)
    for name, holder in pairs:
        groups[name].append(holder)
    return dict(groups)


def _named(kind: str, matches: Sequence[Match]) -> dict[str, tuple[str, ...]]:
    """The ids of `kind` that the text names, in order, with the words."""
    found: dict[str, tuple[str, ...]] = {}
    for match in matches:
        for hit in match.hits:
            target, _, name = hit.target.partition(":")
            if name and target == kind:
                found[name] = (*found.get(name, ()), match.written)
    return found


def _reason(code: str, kind: str, name: str, words: tuple[str, ...] = ()) -> Reason:
    match kind:
        case "topic":
            return Reason(code=code, topic=name, words=words)
        case "place":
            return Reason(code=code, place=name, words=words)
        case "role":
            return Reason(code=code, role=name, words=words)
        case _:
            return Reason(code=code, release=name, words=words)


def _topic_terms(directory: Directory) -> Iterator[Term]:
    """The directory's own words for its topics."""
    for topic in directory.topics:
        target = f"topic:{topic.id}"
        yield from (Term(target, name, (lang,)) for lang, name in _in_each_language(topic.name))
        yield from terms_in(topic.terms, target)


def _name_terms(directory: Directory) -> Iterator[Term]:
    """What has a name in the directory: places, releases, people; and the words that ask for a role."""
    for role in directory.roles:
        yield from terms_in(role.terms, f"role:{role.id}")
    for release in directory.releases:
        yield from (Term(f"release:{release.id}", name, (lang,)) for lang, name in _in_each_language(release.name))
        yield from terms_in(release.terms, f"release:{release.id}")
    for place in directory.places:
        names = dict.fromkeys((place.name.sv, place.name.text("en"), *place.terms.sv, *place.terms.en))
        yield from (Term(f"place:{place.id}", name, is_name=True) for name in names)
    yield from _people_terms(directory.contacts)


def _in_each_language(name: Localized) -> Iterator[tuple[Lang, str]]:
    yield "sv", name.sv
    if name.en:
        yield "en", name.en


def _people_terms(contacts: Sequence[Contact]) -> Iterator[Term]:
    """Full names, and a last name that is one contact's alone and no ordinary word."""
    people = [contact for contact in contacts if contact.kind == "person" and " " in contact.name]
    last_names = [contact.name.split()[-1] for contact in people]
    bearers = Counter(last_names)
    for contact, last_name in zip(people, last_names, strict=True):
        yield Term(f"contact:{contact.id}", contact.name, is_name=True)
        if bearers[last_name] == 1 and not text.is_ordinary(last_name):
            yield Term(f"contact:{contact.id}", last_name, is_name=True)
