"""What the words of a directory do: those that lead nowhere, elsewhere, or to two topics at once.

Each word is asked alone, in its language, and the answer compared with the topic, place, role or release that it was
written for. A longer question can still turn out otherwise; expectations (`proof`) are for those.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from msgspec.structs import replace

from presskontakt.directory.model import LANGS, Directory, Lang, Words
from presskontakt.errors import Code, Finding, Location
from presskontakt.routing.question import Question
from presskontakt.routing.resolve import Meaning
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary

NEARLY = 0.95  # two meanings that weigh as much as this share of each other are equal


class _Worded(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def terms(self) -> Words: ...


class Word(NamedTuple):
    """A word or phrase written for one thing of the directory, and where it stands."""

    kind: str
    name: str
    text: str
    lang: Lang
    place: Location


def judge_words(words: Iterable[Word], router: Router, vocabulary: Vocabulary, at: datetime) -> tuple[Finding, ...]:
    """A warning for every one of `words` that does not do alone what it was written for, as of `at`."""
    directory = router.directory
    names = {("topic", each.id): each.name.sv for each in directory.topics}
    names |= {("concept", each.id): each.name.sv for each in vocabulary.concepts.values()}
    names |= {("place", each.id): each.name.sv for each in directory.places}
    names |= {("release", each.id): each.name.sv for each in directory.releases}
    names |= {("role", each.id): each.name.sv for each in directory.roles}
    live = router.live_topics(at).value
    return tuple(
        Finding(found[0], word.place, word.text, {"other": names.get(found[1], "–")})
        for word in words
        if (word.kind != "topic" or word.name in live) and (found := _judge(word, router, at))
    )


def own_words(directory: Directory, source: str = "") -> Iterator[Word]:
    """Every word that the directory has written for its topics, places, releases and roles."""
    kinds: tuple[tuple[str, Sequence[_Worded]], ...] = (
        ("topic", directory.topics),
        ("place", directory.places),
        ("release", directory.releases),
        ("role", directory.roles),
    )
    for kind, items in kinds:
        for position, item in enumerate(items):
            place = Location(source, (f"{kind}s", position, "terms"), label=f"{kind}s › {item.id} › terms")
            yield from _each(item.terms, kind, item.id, place)


def claimed_words(directory: Directory, vocabulary: Vocabulary) -> Iterator[Word]:
    """Every word of the shared vocabulary that a topic of the directory claims."""
    claims = {concept: topic.id for topic in directory.topics for concept in topic.concepts}
    for concept in vocabulary.concepts.values():
        if topic := next((claims[wider] for wider in vocabulary.upwards(concept.id) if wider in claims), ""):
            for kind, listed in (("terms", concept.terms), ("settings", concept.settings)):
                place = Location(path=("concepts", concept.id, kind), label=f"concepts › {concept.id} › {kind}")
                yield from _each(listed, "topic", topic, place)


def _judge(word: Word, router: Router, at: datetime) -> "tuple[Code, tuple[str, str]] | None":
    """What is wrong with a word, and the other thing that it stands for."""
    means = [meaning for use in router.examine(word.text, word.lang) for meaning in use.means]
    mine = max((m.weight for m in means if (m.kind, m.name) == (word.kind, word.name)), default=None)
    if mine is None:
        return Code.UNREACHABLE_WORD, next(((m.kind, m.name) for m in means), ("", ""))
    rivals = [m for m in means if _competes(m, word, router)]
    if equal := next((m for m in rivals if m.weight >= mine * NEARLY and m.weight * NEARLY <= mine), None):
        return Code.AMBIGUOUS_WORD, (equal.kind, equal.name)
    decision = router.route(Question(text=word.text, lang=word.lang), at)
    if word.kind == "topic" and word.name not in decision.topics[:1]:
        winner = ("topic", decision.topics[0]) if decision.topics else _strongest(rivals)
        return Code.SHADOWED_WORD, winner
    return None


def _competes(meaning: Meaning, word: Word, router: Router) -> bool:
    """Whether a meaning is one or the other with that of the word: not the same thing, nor wider or narrower."""
    if word.kind == "topic" and meaning.kind == "concept":
        return True
    if meaning.kind != word.kind or meaning.name == word.name:
        return False
    if word.kind not in {"topic", "place"}:
        return True
    ways = router.way_up(word.kind, word.name), router.way_up(word.kind, meaning.name)
    return meaning.name not in ways[0] and word.name not in ways[1]


def _strongest(rivals: list[Meaning]) -> tuple[str, str]:
    best = max(rivals, key=lambda meaning: meaning.weight, default=None)
    return (best.kind, best.name) if best else ("", "")


def _each(terms: Words, kind: str, name: str, place: Location) -> Iterator[Word]:
    for lang in LANGS:
        for position, text in enumerate(getattr(terms, lang)):
            exact = replace(place, path=(*place.path, lang, position), label=f"{place.label} › {lang}")
            yield Word(kind, name, text, lang, exact)
