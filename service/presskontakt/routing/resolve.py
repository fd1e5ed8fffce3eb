"""Rungs 1 to 3: from a question to what is asked: release, topics, place, role and people, with the reasons.

An id is taken at its word, and followed when what it named is gone; the text is read for what the ids leave open.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from presskontakt.directory.decode import nearest
from presskontakt.directory.duty import Moment
from presskontakt.directory.model import Directory, Lang
from presskontakt.errors import NotFound
from presskontakt.routing import text
from presskontakt.routing.adviser import Adviser, Opinion
from presskontakt.routing.desks import desks_of
from presskontakt.routing.evidence import Certainty
from presskontakt.routing.index import Grade, How
from presskontakt.routing.lexicon import Lexicon, Match
from presskontakt.routing.question import Confidence, Exit, Question, Reason
from presskontakt.routing.subject import Reading, Subject, SubjectMap, may_be_a_name, ways_up
from presskontakt.routing.terms import name_terms, topic_terms
from presskontakt.routing.text import Word
from presskontakt.routing.vocabulary import Vocabulary

MAX_EXITS = 2

_Named = dict[str, tuple[str, ...]]


class Asked(NamedTuple):
    """A question with its ids followed and its text read."""

    topics: tuple[Subject, ...] = ()
    place: str = ""
    role: str = ""
    release: str = ""
    people: tuple[str, ...] = ()
    confidence: Confidence = "certain"
    reasons: tuple[Reason, ...] = ()
    exits: tuple[Exit, ...] = ()


class _Heard(NamedTuple):
    """A text cut into words, its language, the names in it, and whether it tells rather than asks."""

    words: Sequence[Word]
    lang: Lang | None
    names: Sequence[Match]
    is_told: bool


class _About(NamedTuple):
    """What a question is about, and how sure that is."""

    topics: tuple[Subject, ...]
    confidence: Confidence = "certain"
    reasons: tuple[Reason, ...] = ()
    exits: tuple[Exit, ...] = ()


class Meaning(Struct, frozen=True):
    """One thing that a word stands for: the thing, the term, how it was recognised, and what it weighs.

    `kind` is topic, concept (nobody's business here), place, release, role or contact; names weigh nothing; or
    experience: the wide concept that known questions with the word were about, "" for nobody's. `grade` is what it is
    worth as proof.
    """

    kind: str
    name: str
    term: str
    how: How
    weight: float
    grade: Grade = "full"


class Use(Struct, frozen=True):
    """A word or phrase of a question and what it stands for; `is_small`: no topic can be told by it."""

    written: str
    means: tuple[Meaning, ...]
    is_small: bool


class Resolver:
    """Reads questions with the words and names of one directory."""

    def __init__(self, directory: Directory, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._topics = {topic.id: topic for topic in directory.topics}
        self._releases = {release.id: release for release in directory.releases}
        self._known: dict[str, Iterable[str]] = {
            "topic": self._topics,
            "release": self._releases,
            "place": dict.fromkeys(place.id for place in directory.places),
            "role": dict.fromkeys(role.id for role in directory.roles),
            "contact": dict.fromkeys(contact.id for contact in directory.contacts),
        }
        self._stones: dict[tuple[str, str], str] = {(s.kind, s.id): s.successor for s in directory.tombstones}
        self._subjects = SubjectMap(directory.topics, vocabulary, desks_of(directory))
        self._adviser = Adviser(directory.topics, vocabulary)
        self._directory = directory
        self._own_words = text.words_for(directory.organisation.name.sv)
        self.topics_up = self._subjects.way_up
        self.places_up = ways_up({place.id: place.parent for place in directory.places})

    @cached_property
    def _words(self) -> Lexicon:
        """The words of topics; compiled when the first text is read, or by `warm`."""
        return self._vocabulary.lexicon.extended(topic_terms(self._directory))

    @cached_property
    def _names(self) -> Lexicon:
        return Lexicon(name_terms(self._directory), self._vocabulary.everyday_words)

    def warm(self) -> None:
        """Compile the words now, so that no text waits for them."""
        self._words, self._names  # noqa: B018 - compiled when first needed

    def forget(self) -> None:
        """Forget every word seen."""
        self._words.forget()
        self._names.forget()

    def resolve(self, question: Question, moment: Moment) -> Asked:
        """What `question` asks for at `moment`. Raises NotFound for an id that the directory does not have."""
        heard = self._hear(question.text, question.lang)
        named = _named(heard.names)
        release, release_reasons = self._one("release", question.release, named)
        place, place_reasons = self._one("place", question.place, named)
        role, role_reasons = self._one("role", question.role, named)
        about = self._about(question, heard, release, moment)
        people = () if question.topic else tuple(named["contact"])
        return Asked(
            topics=about.topics,
            place=place,
            role=role,
            release=release,
            people=people,
            confidence="certain" if people and about.confidence == "unsure" else about.confidence,
            reasons=(*release_reasons, *self._end_of(release, moment), *about.reasons, *place_reasons, *role_reasons),
            exits=about.exits,
        )

    def examine(self, asked: str, lang: Lang | None) -> tuple[Use, ...]:
        """What every word of a text does, in order."""
        heard = self._hear(asked, lang)
        matches = self._meant(heard)
        means: defaultdict[int, list[Meaning]] = defaultdict(list)
        last = {match.first: match.last for match in matches}
        for match in heard.names:
            last[match.first] = max(match.last, last.get(match.first, 0))
            for hit in match.hits:
                kind, _, name = hit.target.partition(":")
                means[match.first].append(Meaning(kind, name, hit.term, hit.how, 0.0))
        for match, vote, weight in self._subjects.votes(matches, is_told=heard.is_told):
            kind = "topic" if vote.is_ours else "concept"
            means[match.first].append(
                Meaning(kind, vote.name, vote.hit.term, vote.hit.how, vote.hit.weight * weight, vote.hit.grade)
            )
        return tuple(self._uses(heard, means, last))

    def _uses(self, heard: _Heard, means: defaultdict[int, list[Meaning]], last: Mapping[int, int]) -> Iterator[Use]:
        position = 0
        while position < len(heard.words):
            end = last.get(position, position)
            here = heard.words[position : end + 1]
            written = " ".join(word.written for word in here)
            if learnt := self._adviser.told(here, heard.lang):
                means[position].append(Meaning("experience", learnt[0], written, How.LEARNT, learnt[1]))
            is_small = not self._words.may_tell(here[0], heard.lang)
            yield Use(written, tuple(means[position]), is_small)
            position = end + 1

    def weigh(self, asked: str, lang: Lang | None) -> tuple[Certainty | None, Opinion | None]:
        """How certain it is what a text is about, None when nothing in it decides; and what experience says to it."""
        heard = self._hear(asked, lang)
        said = self._said(heard)
        advised = self._adviser.advise(said, heard.words, heard.lang)
        return advised.certainty, self._adviser.opinion(said, heard.words, heard.lang)

    def _hear(self, asked: str, lang: Lang | None) -> _Heard:
        words = text.words_of(asked)
        lang = lang or text.guess_language(words)
        names = self._names.matches(words, lang) if words else ()
        return _Heard(words, lang, names, text.is_told(asked, words, self._own_words))

    def _read(self, heard: _Heard) -> Reading:
        """What the text is about by its words and by experience."""
        return self._adviser.advise(self._said(heard), heard.words, heard.lang)

    def _said(self, heard: _Heard) -> Reading:
        """What the text is about by its words alone."""
        found, open_at = self._words.matches_and_open(heard.words, heard.lang)
        matches = [match for match in found if not may_be_a_name(match)]
        known = {place for _, first, last, _ in (*matches, *heard.names) for place in range(first, last + 1)}
        unknown = sum(position not in known for position in open_at)
        return self._subjects.read(matches, unknown, is_told=heard.is_told)

    def _meant(self, heard: _Heard) -> list[Match]:
        return [match for match in self._words.matches(heard.words, heard.lang) if not may_be_a_name(match)]

    def _one(self, kind: str, asked: str, named: Mapping[str, _Named]) -> tuple[str, tuple[Reason, ...]]:
        """An explicit id, followed past tombstones, else the first that the text names."""
        if asked:
            name, reasons = self.follow(kind, asked)
            return name, (*reasons, _reason(f"{kind}-asked", kind, name))
        found = named[kind]
        if kind == "place" and len(found) > 1:
            found = {name: words for name, words in found.items() if not self._contains_another(name, found)}
        for name, words in found.items():
            return name, (_reason(f"{kind}-matched", kind, name, words),)
        return "", ()

    def _contains_another(self, place: str, found: Iterable[str]) -> bool:
        return any(place in self.places_up[other][1:] for other in found)

    def follow(self, kind: str, name: str) -> tuple[str, tuple[Reason, ...]]:
        """The living thing behind an id; a removed one leads on. Raises NotFound."""
        known = self._known[kind]
        followed = name
        while followed and followed not in known:
            followed = self._stones.get((kind, followed), "")
        if not followed:
            raise NotFound(kind, name, nearest(name, known))
        return followed, () if followed == name else (_reason("moved", kind, followed, (name,)),)

    def _about(self, question: Question, heard: _Heard, release: str, moment: Moment) -> _About:
        if question.topic:
            name, moved = self.follow("topic", question.topic)
            topics, ended = self._living((Subject(name, 1.0, ()),), moment)
            return _About(topics, reasons=(*moved, *ended, Reason(code="topic-asked", topic=topics[0].name)))
        reading = self._read(heard)
        if not reading.topics and release:
            topics = tuple(Subject(topic, 1.0, ()) for topic in self._releases[release].topics)
            return _About(self._living(topics, moment)[0])
        topics, ended = self._living(reading.topics, moment)
        if topics or not question.text.strip():
            code = "topic-learnt" if reading.learnt is not None else "topic-matched"
            matched = (Reason(code=code, topic=s.name, words=s.words) for s in topics)
            return _About(topics, reading.confidence, (*ended, *matched))
        return self._not_ours(reading)

    def _not_ours(self, reading: Reading) -> _About:
        """Nothing of ours was understood: say what was, and where that belongs."""
        concepts = [self._vocabulary.concepts[subject.name] for subject in reading.foreign]
        exits = tuple(Exit(concept=c.id, name=c.name, advice=c.exit) for c in concepts if c.exit)[:MAX_EXITS]
        if reading.learnt is not None:
            reason = Reason(code="not-ours-learnt", words=reading.learnt)
        elif not reading.foreign:
            reason = Reason(code="nothing-understood")
        else:
            reason = Reason(code="not-ours", name=concepts[0].name, words=reading.foreign[0].words)
        return _About((), reading.confidence, (reason,), exits)

    def _living(self, subjects: Sequence[Subject], moment: Moment) -> tuple[tuple[Subject, ...], tuple[Reason, ...]]:
        """Each topic, or where it leads when it is over or has not begun: its successor, else the wider topic."""
        living: dict[str, Subject] = {}
        reasons: list[Reason] = []
        for subject in subjects:
            name = subject.name
            while not moment.is_current(topic := self._topics[name]):
                is_over = topic.until_on is not None and topic.until_on < moment.day
                following = topic.successor or topic.parent if is_over else topic.parent
                if not following:
                    break
                if is_over:
                    reasons.append(Reason(code="topic-ended", topic=following, name=topic.name))
                name = following
            living.setdefault(name, subject._replace(name=name))
        return tuple(living.values()), tuple(reasons)

    def _end_of(self, release: str, moment: Moment) -> tuple[Reason, ...]:
        if not release or moment.is_current(self._releases[release]):
            return ()
        last = self._releases[release].until_on
        if last and last < moment.day:
            return (Reason(code="release-ended", release=release, words=(last.isoformat(),)),)
        return ()


def _named(matches: Sequence[Match]) -> Mapping[str, _Named]:
    """For each kind the ids that the text names, in order, with the words."""
    found: defaultdict[str, _Named] = defaultdict(dict)
    for match in matches:
        for hit in match.hits:
            kind, _, name = hit.target.partition(":")
            found[kind][name] = (*found[kind].get(name, ()), match.written)
    return found


def _reason(code: str, kind: str, name: str, words: tuple[str, ...] = ()) -> Reason:
    """A reason about a thing of some kind; a reason has a field of that name."""
    return replace(Reason(code=code, words=words), **{kind: name})
