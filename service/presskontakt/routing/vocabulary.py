"""Shared vocabulary: concepts that every organisation may claim for its topics, and their words.

A concept has a wider one (`broader`), so that claiming "health-care" claims maternity care too, unless another topic
claims that. A concept that no topic of a directory claims is another body's business, or nobody's: its `exit` says
where to turn. The files stand in `config/vocabulary/`; `docs/routing.md` tells how to write them.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated

from msgspec import Meta, Struct

from presskontakt.directory.decode import decode, nearest
from presskontakt.directory.document import parse_toml
from presskontakt.directory.model import LANGS, Id, Localized, Reference, Value, Words
from presskontakt.errors import Code, Finding, InvalidInput, Location
from presskontakt.routing.everyday import Everyday
from presskontakt.routing.experience import Experience
from presskontakt.routing.index import Term
from presskontakt.routing.lexicon import Lexicon
from presskontakt.routing.text import words_of

HINT = 0.4
NOTHING = "nothing:"  # target of what means nothing, whatever else its words mean


class Concept(Value, frozen=True):
    """What many organisations are asked about. `terms` decide, `hints` only support.

    `settings` decide too, but prove little: they say where it is or whom it concerns (a ward, a pupil, a bus, an
    illness), and leave open what is asked.

    `weight` is how much its words count beside those of other concepts: below 1 for what is often only the setting
    of something else (a school, a bus, a country, a press conference), above 1 for what is seldom said in passing.
    `is_addressee`: its words name a body of its own, which a question is put to; what is told is only told of it.
    `takes` names concepts whose words mean something else beside a term of this one: a vaccine is an animal's beside
    a rabbit, a virus a program beside a laptop.
    """

    id: Id
    name: Localized
    broader: Reference = ""
    terms: Words = Words()
    settings: Words = Words()
    hints: Words = Words()
    weight: Annotated[float, Meta(ge=0.1, le=2)] = 1.0
    is_addressee: bool = False
    takes: tuple[Reference, ...] = ()
    exit: Localized | None = None


class VocabularyFile(Value, frozen=True):
    """One file of `config/vocabulary/`. `everyday` words stand in texts about anything, and tell no subject."""

    concepts: tuple[Concept, ...] = ()
    everyday: Words = Words()


class Vocabulary(Struct, frozen=True, dict=True):
    """All shared concepts by id and their compiled words; everyday words, which speak for none of them; experience."""

    concepts: Mapping[str, Concept] = {}
    everyday: Words = Words()
    experience: Experience = Experience()

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of every concept, compiled once per process."""
        terms = (term for concept in self.concepts.values() for term in _terms_of(concept))
        return Lexicon((*terms, *_idioms_of(self.everyday)), self.everyday_words)

    @cached_property
    def everyday_words(self) -> Everyday:
        """The everyday words, compiled once per process."""
        return Everyday(self.everyday)

    def upwards(self, concept: str) -> Iterator[str]:
        """The concept itself and every wider one, nearest first."""
        while concept:
            yield concept
            concept = self.concepts[concept].broader


def read_vocabulary(files: Mapping[str, str]) -> Vocabulary:
    """Read vocabulary files (name → TOML text). Raises InvalidInput with the findings of all files."""
    concepts: dict[str, Concept] = {}
    everyday = Words()
    findings: list[Finding] = []
    for name, content in files.items():
        try:
            read = decode(parse_toml(content, name), VocabularyFile, name)
        except InvalidInput as error:
            findings += error.findings
            continue
        everyday = Words((*everyday.sv, *read.everyday.sv), (*everyday.en, *read.everyday.en))
        for position, concept in enumerate(read.concepts):
            if concept.id in concepts:
                place = Location(name, ("concepts", position, "id"), label=concept.id)
                findings.append(Finding(Code.DUPLICATE_ID, place, concept.id))
            concepts[concept.id] = concept
    findings += _broken_chains(concepts)
    if findings:
        raise InvalidInput(findings)
    return Vocabulary(concepts, everyday)


def terms_in(words: Words, target: str, weight: float = 1.0, *, is_setting: bool = False) -> Iterator[Term]:
    """`words` of both languages as terms for `target`."""
    for lang in LANGS:
        for word in getattr(words, lang):
            yield Term(target, word, (lang,), weight, is_setting=is_setting)


def _terms_of(concept: Concept) -> Iterator[Term]:
    yield from terms_in(concept.terms, concept.id)
    yield from terms_in(concept.settings, concept.id, is_setting=True)
    yield from terms_in(concept.hints, concept.id, HINT)


def _idioms_of(everyday: Words) -> Iterator[Term]:
    """The everyday phrases: words that speak for nothing when they stand together ("i samband med")."""
    for term in terms_in(everyday, NOTHING):
        if len(words_of(term.text)) > 1:
            yield term


def _broken_chains(concepts: Mapping[str, Concept]) -> Iterator[Finding]:
    for concept in concepts.values():
        way = [concept.id]
        while (wider := concepts[way[-1]].broader) and wider in concepts and wider not in way:
            way.append(wider)
        place = Location(path=("concepts", way[-1], "broader"), label=way[-1])
        for position, taken in enumerate(concept.takes):
            if taken not in concepts:
                spot = Location(path=("concepts", concept.id, "takes", position), label=concept.id)
                facts = {"kind": "concepts", "nearest": nearest(taken, concepts), "known": ", ".join(concepts)}
                yield Finding(Code.UNKNOWN_REFERENCE, spot, taken, facts)
        if wider in way:
            yield Finding(Code.LOOP, place, wider, {"way": " → ".join([*way, wider])})
        elif wider and way == [concept.id]:
            facts = {"kind": "concepts", "nearest": nearest(wider, concepts), "known": ", ".join(concepts)}
            yield Finding(Code.UNKNOWN_REFERENCE, place, wider, facts)
