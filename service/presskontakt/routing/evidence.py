"""What speaks for one subject: how much, by which words, and whether that is enough to be certain.

To decide and to be certain are two things. Whatever was found may decide; but a setting, which says where or who,
proves little, so that it takes two, or experience; a hint, and a word that is only like a term, proves nothing; and
every word that is not understood asks for more.
"""

from typing import NamedTuple

from presskontakt.routing.index import Hit

REPETITION = 0.3  # what a term counts when it comes again

# Weights of certainty, chosen on questions as they were when the vocabulary had not seen them.
PROVEN = 0.35  # what a setting counts as proof
DOUBTED = 0.5  # and against another answer
HINTED = 0.4  # what a hint counts beside experience
MARGIN = 0.45  # lead in proof over the second, as a share, that makes an answer certain
ALONE = 0.5  # and the lead itself, where every word of the text is understood,
SECONDED = 0.2  # less where experience agrees
UNKNOWN = 0.15  # how much more for each word that is not understood
AGREED = 1.8  # lead over others, experience and all, by which experience agrees


class Vote(NamedTuple):
    """What one hit says: for which topic of ours, or which concept that is nobody's, and how much."""

    is_ours: bool
    name: str
    hit: Hit
    weight: float

    @property
    def score(self) -> float:
        return self.hit.weight * self.weight

    @property
    def rank(self) -> tuple[float, bool]:
        """The stronger first; of equals one that proves all of its weight."""
        return self.score, self.hit.grade == "full"


class Evidence:
    """What was said for one subject: each term in full once, a little for every repetition.

    `score` is weighed by concept, `plain` is not; `strongest` is the best single hit. `hinted` and `little` are the
    parts of the score that come from hints and from settings.
    """

    __slots__ = ("_terms", "hinted", "little", "plain", "said", "score", "strongest")

    def __init__(self) -> None:
        self.score = 0.0
        self.hinted = 0.0
        self.little = 0.0
        self.plain = 0.0
        self.strongest = 0.0
        self.said: dict[str, None] = {}
        self._terms: set[str] = set()

    @property
    def words(self) -> tuple[str, ...]:
        """The words that spoke for it, as written, in order."""
        return tuple(self.said)

    @property
    def doubt(self) -> float:
        """What it weighs against the certainty of another answer."""
        return self.score - (1 - DOUBTED) * self.little

    @property
    def proof(self) -> float:
        """What it weighs for the certainty of its own: a hint proves nothing, though it counts against another."""
        return self.score - (1 - PROVEN) * self.little - self.hinted

    @property
    def opinion(self) -> float:
        """What it weighs beside experience, which speaks of ordinary words too."""
        return self.score - (1 - DOUBTED) * self.little - (1 - HINTED) * self.hinted

    def add(self, hit: Hit, weight: float, written: str) -> None:
        """Count one hit, times `weight`."""
        share = REPETITION if hit.term in self._terms else 1.0
        self.plain += hit.weight * share
        score = hit.weight * weight * share
        self.score += score
        if hit.grade == "little":
            self.little += score
        elif hit.grade == "hint":
            self.hinted += score
        self.strongest = max(self.strongest, hit.weight)
        self.said[written] = None
        self._terms.add(hit.term)

    def join(self, other: "Evidence") -> None:
        """Count all of `other` too."""
        self.plain += other.plain
        self.score += other.score
        self.hinted += other.hinted
        self.little += other.little
        self.strongest = max(self.strongest, other.strongest)
        self.said |= other.said


class Certainty(NamedTuple):
    """What proves an answer, what speaks against it, and the lead that it takes with `unknown` words not understood.

    `lead` is how far the answer is before others when experience is asked too; None where it knows nothing of it.
    """

    proof: float
    doubt: float
    unknown: int
    lead: float | None = None

    @property
    def needed(self) -> float:
        """The lead that it takes: any word that is not understood may be what is asked about."""
        return max((ALONE if self.lead is None else SECONDED) + UNKNOWN * self.unknown, MARGIN * self.proof)

    @property
    def is_enough(self) -> bool:
        is_agreed = self.lead is None or self.lead >= AGREED
        return is_agreed and self.proof - self.doubt >= self.needed
