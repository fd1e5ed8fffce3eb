"""The compiled terms of one language, and what a term found in a question is worth."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import product
from typing import Literal, NamedTuple, TypeVar

from presskontakt.directory.model import LANGS, Lang
from presskontakt.routing import text
from presskontakt.routing.text import without_dots

T = TypeVar("T")

SHORTEST_PART, SHORTEST_TYPO = 4, 4
_SHORTEST_NAME = 6
TELLING = 0.5  # a single find weaker than this, and be it a phrase, is a hint
Grade = Literal["full", "little", "hint"]  # proves all of its weight; a little: it says where or who; nothing
_STEM = "~"
_ALIKE = str.maketrans("cqzwx", "kksvk")


class How(StrEnum):
    """How a word was recognised: as written, by stem, in a phrase, as front or back of a compound, mistyped; learnt."""

    WORD = "word"
    FORM = "form"
    PHRASE = "phrase"
    PART = "part"
    HEAD = "head"
    TYPO = "typo"
    TYPOS = "typos"
    PART_TYPO = "part-typo"
    LEARNT = "learnt"


TRUST = {
    How.WORD: 1.0,
    How.FORM: 0.95,
    How.PHRASE: 1.2,
    How.PART: 0.85,
    How.HEAD: 0.65,
    How.TYPO: 0.75,
    How.TYPOS: 0.7,
    How.PART_TYPO: 0.7,
}


class Term(NamedTuple):
    """A word or phrase that stands for `target`; `weight` is how telling it is, 1 for a plain term.

    `is_setting`: it says where or who, and leaves open what is asked.
    """

    target: str
    text: str
    langs: tuple[Lang, ...] = LANGS
    weight: float = 1.0
    is_name: bool = False
    is_setting: bool = False

    @property
    def needs_capital(self) -> bool:
        """Whether only the capital tells it from an ordinary word ("Moderna", the company)."""
        return self.text.istitle() and not self.is_name and " " not in self.text and text.is_ordinary(self.text)


class Hit(NamedTuple):
    """A term found in a question; `weight` is the term's, reduced by how surely it was recognised.

    `grade` is what it is worth as proof. A word that a dictionary has and that is only like the term is a hint: it may
    well mean itself.
    """

    target: str
    term: str
    how: How
    weight: float
    needs_capital: bool = False
    grade: Grade = "full"


class Phrase(NamedTuple):
    """A term of several words: what each word after the first may be."""

    rest: tuple[frozenset[str], ...]
    term: Term


class Index:
    """The terms of one language in one layer."""

    def __init__(self) -> None:
        self.forms: defaultdict[str, list[Term]] = defaultdict(list)
        self.stems: defaultdict[str, list[Term]] = defaultdict(list)
        self.phrases: defaultdict[str, defaultdict[str, list[Phrase]]] = defaultdict(lambda: defaultdict(list))
        self.alike: defaultdict[tuple[str, int], dict[str, list[Term]]] = defaultdict(dict)
        self.beginnings: set[str] = set()

    def add(self, term: Term, lang: Lang) -> None:
        """Compile one term; a phrase with a hyphen is also found written together."""
        words = text.words_of(term.text)
        if len(words) == 1:
            self._add_word(words[0].folded, term, lang)
        elif words:
            first, *rest = (_keys_of_term(word.folded, lang, is_name=term.is_name) for word in words)
            phrase = Phrase(tuple(rest), term)
            for key, following in product(first, rest[0]):
                self.phrases[key][following].append(phrase)
            if "-" in term.text:
                self._add_word("".join(word.folded for word in words), term, lang)

    def _add_word(self, folded: str, term: Term, lang: Lang) -> None:
        self.forms[folded].append(term)
        self.beginnings.add(folded[:SHORTEST_PART])
        stem = folded if term.is_name else text.stem(folded, lang)
        if len(stem) >= SHORTEST_PART and not term.is_name:
            self.stems[stem].append(term)
        for form in unique((without_dots(folded), without_dots(stem))) if not _is_short_name(term) else ():
            if len(form) >= SHORTEST_TYPO - 1:
                self.alike[first_of(form), len(form)].setdefault(form, []).append(term)


Indexes = Sequence[Index]


def keys_of_word(folded: str, lang: Lang) -> Iterable[str]:
    """All that a word of a question may be called in a phrase."""
    yield folded
    yield _STEM + text.stem(folded, lang)
    if base := text.lemma(folded, lang):
        yield base
    if folded.endswith("s") and len(folded) > SHORTEST_PART:
        yield folded[:-1]


def by_stem(indexes: Indexes, stem: str) -> list[Term]:
    """The terms of one word that have this stem."""
    return [term for index in indexes if stem in index.stems for term in index.stems[stem]]


def by_dotless(indexes: Indexes, plain: str) -> list[Term]:
    """The terms of one word that are written so but for å, ä and ö, in their base form or as their stem."""
    place = first_of(plain), len(plain)
    return [term for index in indexes if place in index.alike for term in index.alike[place].get(plain, ())]


def by_form(indexes: Indexes, form: str) -> list[Term]:
    """The terms of one word that are written just so."""
    return [term for index in indexes if form in index.forms for term in index.forms[form]]


def to_hits(terms: Iterable[Term], how: How) -> tuple[Hit, ...]:
    """Terms as hits, weighed by how they were recognised."""
    trust = TRUST[how]
    return tuple(
        Hit(term.target, term.text, how, term.weight * trust, term.needs_capital, _grade(term, trust)) for term in terms
    )


def _grade(term: Term, trust: float) -> Grade:
    return "little" if term.is_setting else "hint" if term.weight * trust < TELLING else "full"


def unique(items: Iterable[T]) -> list[T]:
    """Each item once, in order."""
    return list(dict.fromkeys(items))


def first_of(form: str) -> str:
    """The first letter, the same for those that are taken for each other."""
    return form[:1].translate(_ALIKE)


def _is_short_name(term: Term) -> bool:
    """Whether a term is a name too short to be sought in what is mistyped: "ISK", "Vakin"."""
    return term.needs_capital or (term.text[:1].isupper() and not term.is_name and len(term.text) < _SHORTEST_NAME)


@lru_cache(maxsize=text.WORDS_REMEMBERED)  # the words of phrases are few, and each set of keys is kept once
def _keys_of_term(folded: str, lang: Lang, *, is_name: bool) -> frozenset[str]:
    stem = "" if is_name else text.stem(folded, lang)
    return frozenset({folded, _STEM + stem} if len(stem) >= SHORTEST_PART else {folded})
