"""What a question is about: from the words matched to topics, with a measure of how sure that is.

Every match speaks for the topics that its terms belong to, and for concepts that are nobody's here. The tree of
topics with most evidence wins, unless more is said about others' business; inside the tree the answer goes down as
long as a narrower topic has telling words of its own.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from presskontakt.directory.model import Topic
from presskontakt.routing.evidence import Certainty, Evidence, Vote
from presskontakt.routing.index import TELLING, How
from presskontakt.routing.lexicon import Match
from presskontakt.routing.question import MAX_TOPICS, Confidence
from presskontakt.routing.vocabulary import NOTHING, Vocabulary

# Weights of the judgement, chosen on invented questions, some of them never seen.
ENOUGH = 0.5  # less evidence than this decides nothing
A_HINT = 0.38  # but a hint does, where others' business has at most BESIDE_A_HINT times as much
BESIDE_A_HINT = 0.35
TAKEN = 0.3  # what is left of a word whose meaning another word of the text takes away
DESCENT = 0.2  # share of a topic's own evidence that a narrower topic needs
HELD = 0.25  # what a setting of its own counts against hints of a narrower one
BESIDE = 0.6  # share of the evidence that a second topic needs to be kept
AGAINST_OURS = 0.8  # what a word about others' business counts against ours
PASSING = 0.6  # and of that one that only says where or who
MENTIONED = 0.5  # what is left of the name of another body where it is told of, not asked
OWN_PASSING = 0.7  # what a word of ours that only says where or who counts against others' business


class Subject(NamedTuple):
    """A topic, or a concept that no topic claims: its weight beside the first, and the words it comes from."""

    name: str
    score: float
    words: tuple[str, ...]


class Reading(NamedTuple):
    """What a text is about, best first: our topics, others' business, and how sure that is.

    `topics` is empty when nothing was understood, or when others' business outweighs ours; `certainty` is None when
    nothing decided. `said` is what the words say for each topic, and for others' business under "". `learnt` are the
    words by which experience decided; None where it did not.
    """

    topics: tuple[Subject, ...]
    foreign: tuple[Subject, ...]
    certainty: Certainty | None
    said: Mapping[str, float]
    learnt: tuple[str, ...] | None = None

    @property
    def confidence(self) -> Confidence:
        """`certainty` as a word."""
        if self.learnt is not None:
            return "likely"
        return "unsure" if self.certainty is None else "certain" if self.certainty.is_enough else "likely"


class SubjectMap:
    """Which topic each concept belongs to in one directory, and how its topics nest."""

    def __init__(self, topics: Sequence[Topic], vocabulary: Vocabulary, desks: Mapping[str, int]) -> None:
        self._topic_of = claimed_by(topics, vocabulary, vocabulary.concepts)
        self._weight = {concept.id: concept.weight for concept in vocabulary.concepts.values()}
        self._takes = {concept.id: concept.takes for concept in vocabulary.concepts.values() if concept.takes}
        self._addressees = {concept.id for concept in vocabulary.concepts.values() if concept.is_addressee}
        self._desks = desks
        self.parent = {topic.id: topic.parent for topic in topics}
        self.way_up = ways_up(self.parent)

    def read(self, matches: Sequence[Match], unknown: int, *, is_told: bool = False) -> Reading:
        """Weigh the `matches` of a text, in which `unknown` words are not understood, into topics; see the module.

        `is_told`: the text asks nothing.
        """
        ours, others = self._weigh(matches, is_told=is_told)
        elsewhere = Evidence()
        for evidence in others.values():
            elsewhere.join(evidence)
        foreign = tuple(Subject(name, e.score, e.words) for name, e in _ranked(others))
        said = {"": elsewhere.opinion} | {name: evidence.opinion for name, evidence in ours.items()}
        trees = self._trees(ours)
        root = max((name for name in trees if not self.parent[name]), key=lambda name: trees[name].score, default="")
        mine = trees[root] if root else Evidence()
        if not _is_enough(mine, elsewhere):
            against = Certainty(elsewhere.proof, mine.doubt, unknown)
            return Reading((), foreign, against if elsewhere.plain >= ENOUGH else None, said)
        chosen = self._down(root, ours, trees)
        rivals = [elsewhere, *[evidence for name, evidence in trees.items() if self._is_rival(name, chosen)]]
        certainty = Certainty(self._proof(chosen, ours).proof, max(rival.doubt for rival in rivals), unknown)
        first = Subject(chosen, 1.0, trees[chosen].words)
        return Reading((first, *self._beside(chosen, ours, mine.score)), foreign, certainty, said)

    def _proof(self, chosen: str, ours: Mapping[str, Evidence]) -> Evidence:
        """What is said for the chosen topic, and for wider and narrower ones that have the same people.

        "A midwife" is said for care, but not for the one of care's topics that a sample leads to.
        """
        proof = Evidence()
        for name, evidence in ours.items():
            if self._desks[name] == self._desks[chosen] and not self._is_beside(name, chosen):
                proof.join(evidence)
        return proof

    def _is_beside(self, name: str, chosen: str) -> bool:
        """Whether neither topic is above the other."""
        return name not in self.way_up[chosen] and chosen not in self.way_up[name]

    def _is_rival(self, name: str, chosen: str) -> bool:
        """Whether a topic beside or below the chosen one is other people's, so that it matters which is meant."""
        return name not in self.way_up[chosen] and self._desks[name] != self._desks[chosen]

    def _weigh(self, matches: Sequence[Match], *, is_told: bool) -> tuple[dict[str, Evidence], dict[str, Evidence]]:
        ours: dict[str, Evidence] = {}
        others: dict[str, Evidence] = {}
        for match, vote, weight in self.votes(matches, is_told=is_told):
            evidence = (ours if vote.is_ours else others).setdefault(vote.name, Evidence())
            evidence.add(vote.hit, weight, match.written)
        return ours, others

    def votes(self, matches: Sequence[Match], *, is_told: bool = False) -> Iterator[tuple[Match, Vote, float]]:
        """What each match says, and the weight of its concept, shared where one term speaks for several."""
        taken = self._taken(matches)
        for match in matches:
            votes = self._votes(match, taken)
            if is_told:
                votes = [self._mentioned(vote) if self._is_addressee(vote) else vote for vote in votes]
            if len(votes) == 1:
                yield match, votes[0], votes[0].weight
                continue
            camps = Counter(vote.hit.term for vote in votes)
            for vote in votes:
                yield match, vote, vote.weight / camps[vote.hit.term]

    def _is_addressee(self, vote: Vote) -> bool:
        return not vote.is_ours and vote.name in self._addressees

    def _mentioned(self, vote: Vote) -> Vote:
        return vote._replace(hit=vote.hit._replace(grade="little"), weight=vote.weight * MENTIONED)

    def _taken(self, matches: Sequence[Match]) -> set[str]:
        """The concepts whose meaning a term of the text takes away."""
        taken: set[str] = set()
        for match in matches:
            for hit in match.hits:
                if hit.target in self._takes and hit.weight >= TELLING:
                    taken.update(self._takes[hit.target])
        return taken

    def _weight_of(self, concept: str, taken: set[str]) -> float:
        return self._weight[concept] * TAKEN if concept in taken else self._weight[concept]

    def _votes(self, match: Match, taken: set[str]) -> list[Vote]:
        """The strongest hit for each tree of ours and each concept that is nobody's here."""
        votes: dict[tuple[bool, str], Vote] = {}
        for hit in match.hits:
            if hit.target == NOTHING:
                return []
            kind, _, name = hit.target.rpartition(":")
            if kind not in {"", "topic"}:
                continue
            topic = name if kind else self._topic_of[name]
            vote = Vote(bool(topic), topic or name, hit, 1.0 if kind else self._weight_of(name, taken))
            key = (vote.is_ours, vote.name)
            rival = votes.get(key)
            if rival is None or vote.rank > rival.rank:
                votes[key] = vote
        return list(votes.values())

    def _trees(self, ours: Mapping[str, Evidence]) -> dict[str, Evidence]:
        """For each topic that evidence touches, the evidence for it and all that is below it."""
        trees: dict[str, Evidence] = {}
        for name, evidence in ours.items():
            for topic in self.way_up[name]:
                trees.setdefault(topic, Evidence()).join(evidence)
        return trees

    def _down(self, topic: str, ours: Mapping[str, Evidence], trees: Mapping[str, Evidence]) -> str:
        """The narrowest topic at or below `topic` that has telling words enough of its own, or hints that outweigh."""
        while True:
            own = ours.get(topic) or Evidence()
            below = [name for name in trees if self.parent[name] == topic and _leads_down(trees[name], own)]
            best = max(below, key=lambda name: _weight(trees[name]), default="")
            if not best or trees[best].score < DESCENT * own.score:
                return topic
            topic = best

    def _beside(self, chosen: str, ours: Mapping[str, Evidence], mine: float) -> list[Subject]:
        """The other topics that are spoken of nearly as much."""
        if len(ours) == 1:
            return []
        rivals = [
            Subject(name, evidence.score / mine, evidence.words)
            for name, evidence in _ranked(ours)
            if self._is_beside(name, chosen) and evidence.strongest >= TELLING and evidence.score >= BESIDE * mine
        ]
        return rivals[: MAX_TOPICS - 1]


def claimed_by(topics: Sequence[Topic], vocabulary: Vocabulary, concepts: Iterable[str]) -> dict[str, str]:
    """For each concept the topic that claims it, or the nearest wider one that any topic claims; "" where none does."""
    claims = {concept: topic.id for topic in topics for concept in topic.concepts}
    return {
        concept: next((claims[wider] for wider in vocabulary.upwards(concept) if wider in claims), "")
        for concept in concepts
    }


def ways_up(parents: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """For each id of a tree, itself and everything above it, nearest first."""

    def upwards(name: str) -> Iterator[str]:
        while name:
            yield name
            name = parents[name]

    return {name: tuple(upwards(name)) for name in parents}


def may_be_a_name(match: Match) -> bool:
    """Whether a capital inside the text makes a name of what looks like a mistyped term."""
    return match.first > 0 and match.hits[0].how in {How.TYPO, How.TYPOS, How.PART_TYPO} and match.written[:1].isupper()


def _ranked(evidence: Mapping[str, Evidence]) -> list[tuple[str, Evidence]]:
    return sorted(evidence.items(), key=lambda item: -item[1].score)


def _leads_down(narrower: Evidence, own: Evidence) -> bool:
    """Whether a narrower topic has a telling word, or hints that outweigh what the wider one's own words prove."""
    against = own.score - (1 - HELD) * own.little
    return narrower.strongest >= TELLING or (narrower.strongest >= A_HINT and narrower.score >= against)


def _is_enough(mine: Evidence, elsewhere: Evidence) -> bool:
    """Whether what speaks for us decides, beside what speaks for others."""
    against = elsewhere.score - (1 - PASSING) * elsewhere.little
    if mine.plain < ENOUGH:
        return mine.plain >= A_HINT and against <= BESIDE_A_HINT * mine.score
    return against * AGAINST_OURS <= _weight(mine)


def _weight(evidence: Evidence) -> float:
    """What decides between topics of ours, and beside others' business: settings less than terms."""
    return evidence.score - (1 - OWN_PASSING) * evidence.little
