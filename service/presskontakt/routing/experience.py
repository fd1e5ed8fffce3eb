"""Experience: what the words of questions whose answers are known have been about.

For a few wide concepts, and for others' business, every word has a weight: the logarithm of how much oftener the
questions in which it stood were about them than all questions are. The weights of a text's words add up (naive Bayes):
each may say little, and none needs to be a term. It is a second opinion on what the vocabulary says.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from presskontakt.directory.decode import nearest
from presskontakt.directory.model import Lang, Value
from presskontakt.errors import Code, Finding, InvalidInput, Location
from presskontakt.routing import text
from presskontakt.routing.text import FUNCTION_WORDS, Word

OTHERS = ""  # the concept of what is nobody's here
SMOOTHING = 2.0  # questions of the usual mixture in which each word is taken to have stood already
LEAST = 2  # a word that stood in fewer questions tells nothing
_SMALL = frozenset().union(*FUNCTION_WORDS.values())
_SCALE = 100  # weights are kept as whole hundredths
_OTHERS_WRITTEN = "-"
_MOST_WORDS = 3


class Known(Value, frozen=True):
    """A question and the concepts that it may be about, "" where it is nobody's."""

    text: Annotated[str, Meta(min_length=1, max_length=2_000)]
    lang: Lang
    concepts: Annotated[tuple[str, ...], Meta(min_length=1)]


class Experience(Struct, frozen=True):
    """The weights of each word's base form, in hundredths, in the order of `concepts`."""

    concepts: tuple[str, ...] = ()
    words: Mapping[str, tuple[int, ...]] = {}

    def lean(self, words: Sequence[Word], lang: Lang | None) -> dict[str, float]:
        """How much the words of a text speak for each concept; empty without experience."""
        none = (0,) * len(self.concepts)
        columns = zip(none, *(self.words.get(base, none) for base in bases_of(words, lang)), strict=True)
        return {concept: sum(column) / _SCALE for concept, column in zip(self.concepts, columns, strict=True)}

    def telling(self, words: Sequence[Word], lang: Lang | None, concept: str, other: str) -> tuple[str, ...]:
        """The words, as written, that speak more for a concept than for another one: at most three, in order."""
        leads = {word.written: lead for word in words if (lead := self._lead(word, lang, concept, other)) > 0}
        best = sorted(leads, key=lambda written: -leads[written])[:_MOST_WORDS]
        return tuple(written for written in leads if written in best)

    def _lead(self, word: Word, lang: Lang | None, concept: str, other: str) -> float:
        weights = self.lean((word,), lang)
        return weights.get(concept, 0.0) - weights.get(other, 0.0)


def bases_of(words: Sequence[Word], lang: Lang | None) -> Iterable[str]:
    """The base forms of the words of a text, each once, in order; no function words and no numbers."""
    return dict.fromkeys(
        text.base(word.folded, lang) for word in words if word.folded not in _SMALL and not word.folded.isdigit()
    )


def learn(questions: Iterable[Known]) -> Experience:
    """Count the words of `questions` for each of their concepts; a question of several counts a part for each."""
    asked: defaultdict[str, float] = defaultdict(float)
    stood: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for question in questions:
        for concept in question.concepts:
            share = 1 / len(question.concepts)
            asked[concept] += share
            for base in bases_of(text.words_of(question.text), question.lang):
                stood[base][concept] += share
    total = sum(asked.values())
    concepts = tuple(sorted(asked, key=lambda concept: (concept == OTHERS, concept)))
    weights = {
        base: tuple(round(_SCALE * _weight(counts, asked, concept, total)) for concept in concepts)
        for base, counts in sorted(stood.items())
        if round(sum(counts.values()), 6) >= LEAST
    }
    return Experience(concepts, {base: each for base, each in weights.items() if any(each)})


def _weight(stood: Mapping[str, float], asked: Mapping[str, float], concept: str, total: float) -> float:
    """The logarithm of how much oftener the questions with a word are of `concept` than all are, smoothed."""
    usual = asked[concept] / total
    return math.log((stood.get(concept, 0) + SMOOTHING * usual) / (sum(stood.values()) + SMOOTHING) / usual)


def write_experience(experience: Experience) -> str:
    """Experience as a table: a line a word, tabs between."""
    head = ("word", *(concept or _OTHERS_WRITTEN for concept in experience.concepts))
    rows = ((base, *map(str, weights)) for base, weights in experience.words.items())
    return "".join("\t".join(row) + "\n" for row in (head, *rows))


def read_experience(content: str, source: str, known: Iterable[str]) -> Experience:
    """The table that `write_experience` wrote. Raises InvalidInput: every bad row; concepts that are not `known`."""
    lines = content.splitlines()
    concepts = tuple("" if name == _OTHERS_WRITTEN else name for name in lines[0].split("\t")[1:]) if lines else ()
    findings = list(unknown_concepts(concepts, Location(source, line=1), known))
    findings += (Finding(Code.DUPLICATE_ID, Location(source, line=1), name) for name in _twice(concepts))
    words: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(lines[1:], start=2):
        base, *written = line.split("\t")
        try:
            weights = tuple(int(each) for each in written)
        except ValueError:
            weights = ()
        if not base or base in words or len(weights) != len(concepts):
            findings.append(Finding(Code.BAD_WEIGHTS, Location(source, line=number), line[:80]))
        words[base] = weights
    if findings:
        raise InvalidInput(findings)
    return Experience(concepts, words)


def unknown_concepts(concepts: Iterable[str], place: Location, known: Iterable[str]) -> Iterator[Finding]:
    """A finding for each of `concepts` that is neither `known` nor others' business, with its position."""
    ids = {*known, OTHERS}
    for position, concept in enumerate(concepts):
        if concept not in ids:
            spot = replace(place, path=(*place.path, position))
            yield Finding(Code.UNKNOWN_CONCEPT, spot, concept, {"nearest": nearest(concept, ids)})


def _twice(names: Sequence[str]) -> Iterator[str]:
    return (name for position, name in enumerate(names) if name in names[:position])
