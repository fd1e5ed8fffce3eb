"""A second opinion: experience asked about what the words of the vocabulary have said.

It must agree for an answer to be certain, and where it says clearly better it turns the answer. What it says of wide
concepts is applied to the topics that claim them; a topic of something else (culture, a municipality's schools)
is left alone, and what no topic claims is others' business.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from presskontakt.directory.model import Lang, Topic
from presskontakt.routing.experience import OTHERS
from presskontakt.routing.subject import Reading, Subject, claimed_by, ways_up
from presskontakt.routing.text import Word
from presskontakt.routing.vocabulary import Vocabulary

# Weights of the second opinion, chosen on questions that neither the vocabulary nor experience had met.
SHARE = 0.5  # what experience weighs beside the vocabulary
FIRST = 1.4  # what it weighs to come first by the vocabulary
FOREIGN = 2.0  # and to be others' business by its words: those are of more kinds than experience can know

_TO_COMPARE = 2


class Opinion(NamedTuple):
    """What speaks for each wide concept, all told, and which one comes first by the vocabulary.

    `behind` is the concept that speaks for others' business: experience's own, or one that no topic here claims.
    """

    totals: Mapping[str, float]
    first: str
    behind: str

    @property
    def best(self) -> str:
        return max(self.totals, key=lambda concept: self.totals[concept])

    @property
    def lead(self) -> float:
        """How far the first is before the best other; negative where another is before it."""
        return self.totals[self.first] - max(total for name, total in self.totals.items() if name != self.first)


class Adviser:
    """Asks experience on behalf of one directory."""

    def __init__(self, topics: Sequence[Topic], vocabulary: Vocabulary) -> None:
        self._experience = vocabulary.experience
        wide = [concept for concept in self._experience.concepts if concept in vocabulary.concepts]
        self._topic_of = claimed_by(topics, vocabulary, wide)
        self._concept_of = _concepts_of(topics, vocabulary, wide)
        ours = set(self._concept_of.values())
        self._ours = tuple(concept for concept in wide if concept in ours)
        self._has_more = any(topic.id not in self._concept_of for topic in topics)

    def opinion(self, reading: Reading, words: Sequence[Word], lang: Lang | None) -> Opinion | None:
        """What experience says to a reading; None where it knows nothing of such topics."""
        first = self._concept_of.get(reading.topics[0].name) if reading.topics else OTHERS
        if first is None or not self._ours:
            return None
        leans = self._experience.lean(words, lang)
        others = {concept: lean for concept, lean in leans.items() if concept not in self._ours} or {OTHERS: 0.0}
        behind = max(others, key=lambda concept: others[concept])
        totals = {concept: SHARE * leans[concept] for concept in self._ours} | {OTHERS: SHARE * others[behind]}
        for name, said in reading.said.items():
            spoken_for = self._concept_of.get(name) if name else OTHERS
            if spoken_for is not None:
                totals[spoken_for] += said
        totals[first] += FOREIGN if reading.certainty and not reading.topics else FIRST
        return Opinion(totals, first, behind)

    def told(self, words: Sequence[Word], lang: Lang | None) -> tuple[str, float] | None:
        """What a few words speak for most by experience, and how much more than for anything else."""
        weights = sorted(self._experience.lean(words, lang).items(), key=lambda item: -item[1])
        if len(weights) < _TO_COMPARE or weights[0][1] == weights[1][1]:
            return None
        return weights[0][0], SHARE * (weights[0][1] - weights[1][1])

    def advise(self, reading: Reading, words: Sequence[Word], lang: Lang | None) -> Reading:
        """The reading as experience leaves it: sure only if it agrees, and another where that is likelier."""
        opinion = self.opinion(reading, words, lang)
        if opinion is None:
            return reading
        certainty = reading.certainty._replace(lead=opinion.lead) if reading.certainty else None
        reading = reading._replace(certainty=certainty)
        if opinion.best == opinion.first:
            return reading
        if opinion.best == OTHERS and self._has_more and not reading.foreign:
            return reading  # it may be about a topic that experience does not know
        topic = "" if opinion.best == OTHERS else self._topic_for(opinion.best, reading.said)
        if opinion.best != OTHERS and not topic:
            return reading  # only a part of that concept is a topic here, and nothing says that it is meant
        best, first = (opinion.behind if each == OTHERS else each for each in (opinion.best, opinion.first))
        telling = self._experience.telling(words, lang, best, first)
        if not telling:
            return reading  # what cannot be explained is not said
        return reading._replace(topics=(Subject(topic, 1.0, telling),) if topic else (), learnt=telling)

    def _topic_for(self, concept: str, said: Mapping[str, float]) -> str:
        """The topic of a concept for which the words say most, else the one that claims it, if any."""
        spoken = {name: weight for name, weight in said.items() if name and self._concept_of.get(name) == concept}
        return max(spoken, key=lambda name: spoken[name], default=self._topic_of[concept])


def _concepts_of(topics: Iterable[Topic], vocabulary: Vocabulary, wide: Iterable[str]) -> Mapping[str, str]:
    """For each topic the wide concept that it belongs to, by what it claims or its parent does."""
    known = set(wide)
    claimed = {topic.id: [concept for concept in topic.concepts if concept in vocabulary.concepts] for topic in topics}
    found: dict[str, str] = {}
    for name, way in ways_up({topic.id: topic.parent for topic in topics}).items():
        claims = next((claimed[above] for above in way if claimed[above]), [])
        wider = (each for concept in claims for each in vocabulary.upwards(concept) if each in known)
        if concept := next(wider, ""):
            found[name] = concept
    return found
