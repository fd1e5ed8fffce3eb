"""The compiled terms of one language, and every way in which a word can be one of them.

A word is tried in this order, and the first that finds anything ends the search: the form as written, its dictionary
form or genitive; its stem; the parts of a compound; the form without dots; a typing error. Typing errors are sought
among terms of similar length that begin alike, and ranked by edit distance, so that a bucket of a few dozen strings
does what an index of deletions would.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import product
from typing import Literal, NamedTuple, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from presskontakt.directory.model import LANGS, Lang
from presskontakt.routing import text
from presskontakt.routing.text import without_dots

T = TypeVar("T")

SHORTEST_PART, _SHORTEST_LONE_PART = 4, 5
_SHORTEST_TYPO = 4
_LETTERS_FOR_ERRORS = (_SHORTEST_TYPO, 8)  # letters of an unknown word that may hold one typing error, two
_LETTERS_FOR_ERRORS_KNOWN = (8, 11)  # the same for a word that the dictionary has: it has misspellings too
TELLING = 0.5  # a single find weaker than this, and be it a phrase, is a hint
Grade = Literal["full", "little", "hint"]  # proves all of its weight; a little: it says where or who; nothing
_STEM = "~"
_ALIKE = str.maketrans("cqzwx", "kksvk")


class How(StrEnum):
    """How a word was recognised: as written, by stem, in a phrase, as front or back of a compound, mistyped."""

    WORD = "word"
    FORM = "form"
    PHRASE = "phrase"
    PART = "part"
    HEAD = "head"
    TYPO = "typo"
    TYPOS = "typos"


TRUST = {
    How.WORD: 1.0,
    How.FORM: 0.95,
    How.PHRASE: 1.2,
    How.PART: 0.85,
    How.HEAD: 0.65,
    How.TYPO: 0.75,
    How.TYPOS: 0.7,
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
        self.dotless: defaultdict[str, list[Term]] = defaultdict(list)
        self.phrases: defaultdict[str, defaultdict[str, list[Phrase]]] = defaultdict(lambda: defaultdict(list))
        self.alike: defaultdict[tuple[str, int], dict[str, list[Term]]] = defaultdict(dict)
        self.beginnings: set[str] = set()

    def add(self, term: Term, lang: Lang) -> None:
        """Compile one term; a phrase with a hyphen is also found written together."""
        words = text.words_of(term.text)
        if len(words) == 1:
            self._add_word(words[0].folded, term, lang)
        elif words:
            first, *rest = (_keys_of_term(word.folded, term, lang) for word in words)
            for key, following in product(first, rest[0]):
                self.phrases[key][following].append(Phrase(tuple(rest), term))
            if "-" in term.text:
                self._add_word("".join(word.folded for word in words), term, lang)

    def _add_word(self, folded: str, term: Term, lang: Lang) -> None:
        self.forms[folded].append(term)
        self.dotless[without_dots(folded)].append(term)
        self.beginnings.add(folded[:SHORTEST_PART])
        stem = folded if term.is_name else text.stem(folded, lang)
        if len(stem) >= SHORTEST_PART and not term.is_name:
            self.stems[stem].append(term)
        for form in unique((without_dots(folded), without_dots(stem))):
            if len(form) >= _SHORTEST_TYPO - 1:
                self.alike[_first(form), len(form)].setdefault(form, []).append(term)


Indexes = Sequence[Index]


def keys_of_word(folded: str, lang: Lang) -> Iterable[str]:
    """All that a word of a question may be called in a phrase."""
    yield folded
    yield _STEM + text.stem(folded, lang)
    if base := text.lemma(folded, lang):
        yield base
    if folded.endswith("s") and len(folded) > SHORTEST_PART:
        yield folded[:-1]


def find_hits(indexes: Indexes, folded: str, langs: tuple[Lang, ...], *, is_known: bool) -> tuple[Hit, ...]:
    """The terms that a word stands for, found in the first way that finds any."""
    if exact := to_hits(_by_forms(indexes, folded, langs), How.WORD):
        return exact
    alike = (
        to_hits(unique(t for lang in langs for t in _by_stem(indexes, text.stem(folded, lang))), How.FORM)
        or (_parts(indexes, folded) if "sv" in langs else ())
        or _guesses(indexes, folded, langs, is_known=is_known)
    )
    if not is_known:
        return alike
    return tuple(hit if _is_same_word(hit, folded, langs) else hit._replace(grade="hint") for hit in alike)


def _is_same_word(hit: Hit, folded: str, langs: tuple[Lang, ...]) -> bool:
    """Whether term and word are forms of one word of the dictionary."""
    return hit.how is How.FORM and any(
        text.lemma(text.fold(hit.term), each) == text.lemma(folded, each) for each in langs
    )


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


def _by_forms(indexes: Indexes, folded: str, langs: tuple[Lang, ...]) -> list[Term]:
    forms = {folded: None} | {text.lemma(folded, lang): None for lang in langs}
    if folded.endswith("s") and len(folded) > SHORTEST_PART:
        forms[folded[:-1]] = None
    return unique(term for form in forms for term in by_form(indexes, form))


def _by_stem(indexes: Indexes, stem: str) -> list[Term]:
    return [term for index in indexes if stem in index.stems for term in index.stems[stem]]


def _parts(indexes: Indexes, folded: str) -> tuple[Hit, ...]:
    """The terms in the best split of a Swedish compound: the one that explains most letters."""
    if len(folded) < 2 * SHORTEST_PART:
        return ()
    splits = (_split(indexes, folded[:cut], folded[cut:]) for cut in range(3, len(folded) - 2))
    return max(splits, key=lambda split: split[0])[1]


def _split(indexes: Indexes, front: str, back: str) -> tuple[int, tuple[Hit, ...]]:
    """How many letters a split explains, and by what: the front says more of the subject than the back."""
    heads = _heads(indexes, back) if len(back) >= SHORTEST_PART else []
    modifiers = _modifiers(indexes, front) if len(front) >= SHORTEST_PART else []
    if heads and modifiers:
        return len(front) + len(back), (*to_hits(modifiers, How.PART), *to_hits(heads, How.HEAD))
    if heads and _is_modifier(front):
        return len(back), to_hits(heads, How.PART)
    if heads and len(back) >= _SHORTEST_LONE_PART:
        _, mistyped = _nearest(indexes, front, 1) if len(front) >= _SHORTEST_TYPO else (0, [])
        return len(back) + bool(mistyped), (*to_hits(mistyped, How.TYPO), *to_hits(heads, How.PART))
    if modifiers and len(front) >= _SHORTEST_LONE_PART and text.is_known(back, "sv"):
        return len(front), to_hits(modifiers, How.PART)
    return 0, ()


def _heads(indexes: Indexes, back: str) -> list[Term]:
    if not any(back[:SHORTEST_PART] in index.beginnings for index in indexes):
        return []
    found = by_form(indexes, back) or by_form(indexes, text.lemma(back, "sv"))
    return found or _by_stem(indexes, text.stem(back, "sv"))


def _modifiers(indexes: Indexes, front: str) -> list[Term]:
    if not any(front[:SHORTEST_PART] in index.beginnings for index in indexes):
        return []
    found = next((terms for form in _words_that_join_as(front) if (terms := by_form(indexes, form))), [])
    return found or _by_stem(indexes, front)


def _words_that_join_as(front: str) -> Iterator[str]:
    """The words that become `front` at the head of a compound: läkar- läkare, skol- skola, kyrko- kyrka."""
    yield front
    yield front.removesuffix("s")
    if front.endswith("ar"):
        yield front + "e"
    yield front + "a"
    if front[-1] in "oue":
        yield front[:-1] + "a"


def _is_modifier(front: str) -> bool:
    return text.is_known(front, "sv") or (front.endswith("s") and text.is_known(front[:-1], "sv"))


def _guesses(indexes: Indexes, folded: str, langs: tuple[Lang, ...], *, is_known: bool) -> tuple[Hit, ...]:
    """The terms that a word without dots, or with a typing error, may be meant for."""
    plain = without_dots(folded)
    if not is_known and (terms := [term for index in indexes for term in index.dotless.get(plain, ())]):
        return to_hits(terms, How.TYPO)
    limits = _LETTERS_FOR_ERRORS_KNOWN if is_known else _LETTERS_FOR_ERRORS
    found = [
        _nearest(indexes, form, errors)
        for form in unique((folded, text.stem(folded, langs[0])))
        if (errors := sum(len(form) >= letters for letters in limits))
    ]
    errors, terms = min((each for each in found if each[1]), key=lambda each: each[0], default=(0, []))
    return to_hits(terms, How.TYPO if errors <= 1 else How.TYPOS)


def _nearest(indexes: Indexes, folded: str, errors: int) -> tuple[int, list[Term]]:
    """The terms with the fewest typing errors from `folded`, at most `errors`, and how many those are."""
    plain = without_dots(folded)
    best: tuple[int, list[Term]] = (errors + 1, [])
    for distance in (0, *(sign * n for n in range(1, errors + 1) for sign in (-1, 1))):
        key = (_first(plain), len(plain) + distance)
        for index in indexes:
            if abs(distance) < best[0] and key in index.alike:
                bucket = index.alike[key]
                found = process.extractOne(plain, bucket.keys(), scorer=OSA.distance, score_cutoff=best[0] - 1)
                best = (int(found[1]), bucket[found[0]]) if found else best
    return best


def _first(form: str) -> str:
    return form[:1].translate(_ALIKE)


def _keys_of_term(folded: str, term: Term, lang: Lang) -> frozenset[str]:
    stem = "" if term.is_name else text.stem(folded, lang)
    return frozenset({folded, _STEM + stem} if len(stem) >= SHORTEST_PART else {folded})
