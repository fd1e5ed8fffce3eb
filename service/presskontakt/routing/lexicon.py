"""The compiled words: which terms a word or a phrase of a question stands for, and how it was recognised.

A word is tried in this order, and the first that finds anything ends the search: the form as written, its dictionary
form or genitive; its stem; the parts of a compound; the form without dots; a typing error. Typing errors are sought
only for words that no dictionary knows, among the terms of similar length that begin alike, and ranked by edit
distance, so a bucket of a few hundred strings replaces an index of deletions.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from presskontakt.directory.model import LANGS, Lang
from presskontakt.routing import text
from presskontakt.routing.text import FUNCTION_WORDS, WORDS_REMEMBERED, Word, without_dots

T = TypeVar("T")

LONGEST_WORD = 40
_SHORTEST_PART, _SHORTEST_LONE_PART = 4, 5
_SHORTEST_TYPO = 5
_LONG_ENOUGH = (_SHORTEST_TYPO, 8)  # letters of an unknown word that may hold one typing error, two
_LONG_ENOUGH_KNOWN = (8, 11)  # the same for a word that the dictionary has
_STEM = "~"
_ALIKE = str.maketrans("cqzwx", "kksvk")


class How(StrEnum):
    """How a word was recognised, surest first."""

    WORD = "word"
    FORM = "form"
    PHRASE = "phrase"
    PART = "part"
    HEAD = "head"
    TYPO = "typo"
    TYPOS = "typos"


_TRUST = {How.WORD: 1.0, How.FORM: 0.95, How.PHRASE: 1.2, How.PART: 0.85, How.HEAD: 0.65, How.TYPO: 0.75, How.TYPOS: 0.7}
_WHOLE = frozenset({How.WORD, How.FORM, How.TYPO})


class Term(NamedTuple):
    """A word or phrase that stands for `target`; `weight` is how telling it is, 1 for a plain term."""

    target: str
    text: str
    langs: tuple[Lang, ...] = LANGS
    weight: float = 1.0
    is_name: bool = False

    @property
    def needs_capital(self) -> bool:
        """Whether only the capital tells it from an ordinary word ("Moderna", the company)."""
        return self.text.istitle() and not self.is_name and " " not in self.text and text.is_ordinary(self.text)


class Hit(NamedTuple):
    """A term found in a question; `weight` is the term's, reduced by how surely it was recognised."""

    target: str
    term: str
    how: How
    weight: float
    needs_capital: bool = False


class Match(NamedTuple):
    """A stretch of a question, as written, with all that it stands for."""

    written: str
    first: int
    last: int
    hits: tuple[Hit, ...]


class _Phrase(NamedTuple):
    rest: tuple[frozenset[str], ...]
    term: Term


class _Index:
    """The terms of one language in one layer."""

    def __init__(self) -> None:
        self.forms: defaultdict[str, list[Term]] = defaultdict(list)
        self.stems: defaultdict[str, list[Term]] = defaultdict(list)
        self.dotless: defaultdict[str, list[Term]] = defaultdict(list)
        self.phrases: defaultdict[str, list[_Phrase]] = defaultdict(list)
        self.alike: defaultdict[tuple[str, int], dict[str, list[Term]]] = defaultdict(dict)
        self.beginnings: set[str] = set()

    def add(self, term: Term, lang: Lang) -> None:
        words = text.words_of(term.text)
        if len(words) == 1:
            self._add_word(words[0].folded, term, lang)
        elif words:
            first, *rest = (_keys_of_term(word.folded, term, lang) for word in words)
            for key in first:
                self.phrases[key].append(_Phrase(tuple(rest), term))
            if "-" in term.text or "\N{EN DASH}" in term.text:
                self._add_word("".join(word.folded for word in words), term, lang)

    def _add_word(self, folded: str, term: Term, lang: Lang) -> None:
        self.forms[folded].append(term)
        self.dotless[without_dots(folded)].append(term)
        self.beginnings.add(folded[:_SHORTEST_PART])
        stem = folded if term.is_name else text.stem(folded, lang)
        if len(stem) >= _SHORTEST_PART and not term.is_name:
            self.stems[stem].append(term)
        for form in {without_dots(folded), without_dots(stem)}:
            if len(form) >= _SHORTEST_TYPO - 1:
                self.alike[_first(form), len(form)].setdefault(form, []).append(term)


class Lexicon:
    """Terms compiled for look-up; `extended` adds terms in a layer of its own and shares what is there."""

    def __init__(self, terms: Iterable[Term], below: "Lexicon | None" = None) -> None:
        own: dict[Lang, _Index] = {lang: _Index() for lang in LANGS}
        for term in terms:
            for lang in term.langs:
                own[lang].add(term, lang)
        inherited = below.layers if below else ()
        self.layers: tuple[dict[Lang, _Index], ...] = (*inherited, own)
        self._seen: dict[tuple[str, Lang | None], _Seen] = {}

    def extended(self, terms: Iterable[Term]) -> "Lexicon":
        """A lexicon with `terms` beside these."""
        return Lexicon(terms, below=self)

    def matches(self, words: Sequence[Word], lang: Lang | None) -> list[Match]:
        """What the words stand for, left to right: phrases before words, the longest phrase first.

        `lang` None means that either language may be meant.
        """
        seen = [self._see(word.folded, lang) for word in words]
        found: list[Match] = []
        position = 0
        while position < len(words):
            match = self._phrase_at(words, seen, position) or self._word_at(words, seen, position, lang)
            if match:
                found.append(match)
            position = match.last + 1 if match else position + 1
        return found

    def _phrase_at(self, words: Sequence[Word], seen: Sequence["_Seen"], position: int) -> Match | None:
        longest = 0
        terms: list[Term] = []
        for phrase in seen[position].phrases:
            length = len(phrase.rest)
            if length >= longest and _follows(phrase, seen, position + 1):
                terms = [*terms, phrase.term] if length == longest else [phrase.term]
                longest = length
        if not terms:
            return None
        last = position + longest
        written = " ".join(word.written for word in words[position : last + 1])
        return Match(written, position, last, _hits(terms, How.PHRASE))

    def _word_at(
        self, words: Sequence[Word], seen: Sequence["_Seen"], position: int, lang: Lang | None
    ) -> Match | None:
        if position + 1 < len(words) and (joined := self._joined(words, seen, position, lang)):
            written = f"{words[position].written} {words[position + 1].written}"
            return Match(written, position, position + 1, joined)
        hits = seen[position].hits
        written = words[position].written
        if any(hit.needs_capital for hit in hits) and not written[0].isupper():
            hits = tuple(hit for hit in hits if not hit.needs_capital)
        return Match(written, position, position, hits) if hits else None

    def _joined(
        self, words: Sequence[Word], seen: Sequence["_Seen"], position: int, lang: Lang | None
    ) -> tuple[Hit, ...]:
        """What two words are together that were parted by mistake; with a typing error only if one is unknown."""
        first, second = seen[position], seen[position + 1]
        if not (first.may_join and second.may_join):
            return ()
        joined = words[position].folded + words[position + 1].folded
        if first.is_odd or second.is_odd:
            hits = self._see(joined, lang).hits
            return hits if hits and hits[0].how in _WHOLE else ()
        return _hits(_by_form(list(self._indexes((lang,) if lang else LANGS)), joined), How.WORD)

    def _see(self, folded: str, lang: Lang | None) -> "_Seen":
        key = (folded, lang)
        seen = self._seen.get(key)
        if seen is None:
            if len(self._seen) >= WORDS_REMEMBERED:
                self._seen.clear()
            seen = self._seen[key] = self._look_up(folded[:LONGEST_WORD], lang)
        return seen

    def _look_up(self, folded: str, lang: Lang | None) -> "_Seen":
        langs: tuple[Lang, ...] = (lang,) if lang else LANGS
        keys = frozenset(key for each in langs for key in _keys_of_word(folded, each))
        phrases = _unique(
            phrase for index in self._indexes(langs) for key in keys for phrase in index.phrases.get(key, ())
        )
        if any(folded in FUNCTION_WORDS[each] for each in langs):
            return _Seen((), keys, tuple(phrases), is_odd=False, may_join=False)
        known = any(text.is_known(folded, each) for each in langs)
        hits = self._hits_of(folded, langs, known=known)
        if not hits and not known and lang:
            hits = self._hits_of(folded, tuple(other for other in LANGS if other != lang), known=True)
        return _Seen(hits, keys, tuple(phrases), is_odd=not known, may_join=len(folded) > 1)

    def _hits_of(self, folded: str, langs: tuple[Lang, ...], *, known: bool) -> tuple[Hit, ...]:
        indexes = list(self._indexes(langs))
        return (
            _hits(_terms_of_forms(indexes, folded, langs), How.WORD)
            or _hits(_terms_of_stems(indexes, folded, langs), How.FORM)
            or self._parts(folded, langs)
            or self._guesses(folded, langs, known=known)
        )

    def _parts(self, folded: str, langs: tuple[Lang, ...]) -> tuple[Hit, ...]:
        """The terms in the best split of a Swedish compound: the one that explains most letters."""
        if "sv" not in langs or len(folded) < 2 * _SHORTEST_PART:
            return ()
        indexes = list(self._indexes(("sv",)))
        splits = (self._split(folded[:cut], folded[cut:], indexes) for cut in range(3, len(folded) - 2))
        return max(splits, key=lambda split: split[0])[1]

    def _split(self, front: str, back: str, indexes: list[_Index]) -> tuple[int, tuple[Hit, ...]]:
        """How many letters a split explains, and by what: the front says more of the subject than the back."""
        heads = _head_terms(indexes, back) if len(back) >= _SHORTEST_PART else []
        modifiers = _modifier_terms(indexes, front) if len(front) >= _SHORTEST_PART else []
        if heads and modifiers:
            return len(front) + len(back), (*_hits(modifiers, How.PART), *_hits(heads, How.HEAD))
        if heads and _is_modifier(front):
            return len(back), _hits(heads, How.PART)
        if heads and len(back) >= _SHORTEST_LONE_PART:
            mistyped = _nearest(indexes, front, 1) if len(front) >= _SHORTEST_TYPO else []
            return len(back) + bool(mistyped), (*_hits(mistyped, How.TYPO), *_hits(heads, How.PART))
        if modifiers and len(front) >= _SHORTEST_LONE_PART and text.is_known(back, "sv"):
            return len(front), _hits(modifiers, How.PART)
        return 0, ()

    def _guesses(self, folded: str, langs: tuple[Lang, ...], *, known: bool) -> tuple[Hit, ...]:
        """The terms that a typing error may be meant for; a long word that the dictionary has may be one too."""
        indexes = list(self._indexes(langs))
        plain = without_dots(folded)
        if not known and (terms := [term for index in indexes for term in index.dotless.get(plain, ())]):
            return _hits(terms, How.TYPO)
        limits = _LONG_ENOUGH_KNOWN if known else _LONG_ENOUGH
        forms = dict.fromkeys((folded, text.stem(folded, langs[0])))
        for errors, how in enumerate((How.TYPO, How.TYPOS), 1):
            for form in forms:
                if len(form) >= limits[errors - 1] and (terms := _nearest(indexes, form, errors)):
                    return _hits(terms, how)
        return ()

    def _indexes(self, langs: Iterable[Lang]) -> Iterator[_Index]:
        return (layer[lang] for lang in langs for layer in self.layers)


class _Seen(NamedTuple):
    """All that is known of one word in this lexicon."""

    hits: tuple[Hit, ...]
    keys: frozenset[str]
    phrases: tuple[_Phrase, ...]
    is_odd: bool
    may_join: bool


def _keys_of_term(folded: str, term: Term, lang: Lang) -> frozenset[str]:
    stem = "" if term.is_name else text.stem(folded, lang)
    return frozenset({folded, _STEM + stem} if len(stem) >= _SHORTEST_PART else {folded})


def _keys_of_word(folded: str, lang: Lang) -> Iterator[str]:
    yield folded
    yield _STEM + text.stem(folded, lang)
    if base := text.lemma(folded, lang):
        yield base
    if folded.endswith("s") and len(folded) > _SHORTEST_PART:
        yield folded[:-1]


def _follows(phrase: _Phrase, seen: Sequence[_Seen], position: int) -> bool:
    if position + len(phrase.rest) > len(seen):
        return False
    return all(not keys.isdisjoint(seen[position + i].keys) for i, keys in enumerate(phrase.rest))


def _by_form(indexes: list[_Index], form: str) -> list[Term]:
    return [term for index in indexes for term in index.forms.get(form, ())]


def _by_stem(indexes: list[_Index], stem: str) -> list[Term]:
    return [term for index in indexes for term in index.stems.get(stem, ())]


def _terms_of_forms(indexes: list[_Index], folded: str, langs: tuple[Lang, ...]) -> list[Term]:
    forms = {folded: None} | {text.lemma(folded, lang): None for lang in langs}
    if folded.endswith("s") and len(folded) > _SHORTEST_PART:
        forms[folded[:-1]] = None
    return _unique(term for form in forms for term in _by_form(indexes, form))


def _terms_of_stems(indexes: list[_Index], folded: str, langs: tuple[Lang, ...]) -> list[Term]:
    return _unique(term for lang in langs for term in _by_stem(indexes, text.stem(folded, lang)))


def _head_terms(indexes: list[_Index], back: str) -> list[Term]:
    if not any(back[:_SHORTEST_PART] in index.beginnings for index in indexes):
        return []
    found = _by_form(indexes, back) or _by_form(indexes, text.lemma(back, "sv"))
    return found or _by_stem(indexes, text.stem(back, "sv"))


def _modifier_terms(indexes: list[_Index], front: str) -> list[Term]:
    found = _by_form(indexes, front) or _by_form(indexes, front.removesuffix("s"))
    return found or _by_stem(indexes, front)


def _is_modifier(front: str) -> bool:
    return text.is_known(front, "sv") or (front.endswith("s") and text.is_known(front[:-1], "sv"))


def _nearest(indexes: list[_Index], folded: str, errors: int) -> list[Term]:
    """Terms that are at most `errors` typing errors from `folded`."""
    plain = without_dots(folded)
    lengths = range(len(plain) - errors, len(plain) + errors + 1)
    for index in indexes:
        for length in lengths:
            bucket = index.alike.get((_first(plain), length), {})
            found = process.extractOne(plain, bucket.keys(), scorer=OSA.distance, score_cutoff=errors)
            if found:
                return bucket[found[0]]
    return []


def _first(form: str) -> str:
    return form[:1].translate(_ALIKE)


def _hits(terms: Sequence[Term], how: How) -> tuple[Hit, ...]:
    trust = _TRUST[how]
    return tuple(Hit(term.target, term.text, how, term.weight * trust, term.needs_capital) for term in terms)


def _unique(items: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(items))
