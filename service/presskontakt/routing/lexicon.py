"""The words of a question as terms: phrases before words, words parted by mistake joined again.

How one word is recognised stands in `likeness`. What has been seen of a word is remembered, in memory only and at most
`WORDS_REMEMBERED` words, so that a question costs little once its words are known.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from presskontakt.directory.model import LANGS, Lang
from presskontakt.routing import text
from presskontakt.routing.everyday import NEVER, Everyday
from presskontakt.routing.index import (
    SHORTEST_PART,
    Hit,
    How,
    Index,
    Phrase,
    Term,
    by_form,
    by_stem,
    keys_of_word,
    to_hits,
)
from presskontakt.routing.likeness import find_hits
from presskontakt.routing.text import FUNCTION_WORDS, WORDS_REMEMBERED, Word

LONGEST_WORD = 40
_WHOLE = frozenset({How.WORD, How.FORM, How.TYPO})


class Match(NamedTuple):
    """A stretch of a question, as written, with all that it stands for."""

    written: str
    first: int
    last: int
    hits: tuple[Hit, ...]


class _Seen(NamedTuple):
    """All that is known of one word; `phrases` that begin with it stand under what their second word may be called.

    `is_odd`: no dictionary has it; `begins` and `follows`: it may be half a word; `is_idle`: nothing begins with it;
    `may_tell`: a text may be about it, term or not.
    """

    hits: tuple[Hit, ...]
    lower_hits: tuple[Hit, ...]
    keys: tuple[str, ...]
    phrases: Mapping[str, Sequence[Phrase]]
    is_odd: bool = False
    begins: bool = False
    follows: bool = False
    is_idle: bool = False
    may_tell: bool = False


class Lexicon:
    """Terms compiled for look-up; `extended` adds terms in a layer of its own and shares what is there."""

    def __init__(self, terms: Iterable[Term], everyday: Everyday, below: "Lexicon | None" = None) -> None:
        own: dict[Lang, Index] = {lang: Index() for lang in LANGS}
        for term in terms:
            for lang in term.langs:
                own[lang].add(term, lang)
        self.layers: tuple[dict[Lang, Index], ...] = (*(below.layers if below else ()), own)
        self._everyday = everyday
        self._indexes: dict[Lang | None, tuple[Index, ...]] = {
            lang: tuple(layer[each] for each in _langs(lang) for layer in self.layers) for lang in (*LANGS, None)
        }
        self._seen: dict[Lang | None, dict[str, _Seen]] = {"sv": {}, "en": {}, None: {}}

    def extended(self, terms: Iterable[Term]) -> "Lexicon":
        """A lexicon with `terms` beside these."""
        return Lexicon(terms, self._everyday, below=self)

    def forget(self) -> None:
        """Forget every word seen."""
        for seen in self._seen.values():
            seen.clear()

    def matches(self, words: Sequence[Word], lang: Lang | None) -> list[Match]:
        """What the words stand for, left to right: phrases before words, the longest phrase first.

        `lang` None means that either language may be meant.
        """
        return self._matches(words, self._see_all(words, lang), lang)

    def matches_and_open(self, words: Sequence[Word], lang: Lang | None) -> tuple[list[Match], list[int]]:
        """The same, and the positions of all words that a text may be about, be they understood or not."""
        seen = self._see_all(words, lang)
        return self._matches(words, seen, lang), [position for position, each in enumerate(seen) if each.may_tell]

    def may_tell(self, word: Word, lang: Lang | None) -> bool:
        """Whether a text may be about a word: it is no number and no everyday word."""
        return self._see_all((word,), lang)[0].may_tell

    def _matches(self, words: Sequence[Word], seen: Sequence[_Seen], lang: Lang | None) -> list[Match]:
        found: list[Match] = []
        position, last = 0, len(words) - 1
        while position <= last:
            here, match = seen[position], None
            if here.is_idle:
                position += 1
                continue
            if position < last:
                if not here.phrases.keys().isdisjoint(seen[position + 1].keys):
                    match = _phrase_at(words, seen, position)
                if not match and here.begins and seen[position + 1].follows:
                    match = self._joined_at(words, seen, position, lang)
            match = match or (_word_at(words, here, position) if here.hits else None)
            if match:
                found.append(match)
                position = match.last
            position += 1
        return found

    def _see_all(self, words: Sequence[Word], lang: Lang | None) -> list[_Seen]:
        known = self._seen[lang]
        return [known.get(word.folded) or self._see(word.folded, lang) for word in words]

    def _joined_at(
        self, words: Sequence[Word], seen: Sequence[_Seen], position: int, lang: Lang | None
    ) -> Match | None:
        """Two words that were parted by mistake; with a typing error only if a dictionary lacks one of them."""
        joined = words[position].folded + words[position + 1].folded
        if seen[position].is_odd or seen[position + 1].is_odd:
            hits = self._see(joined, lang).lower_hits
            hits = hits if hits and hits[0].how in _WHOLE else ()
        else:
            hits = to_hits(self._written_together(joined, lang), How.WORD)
        written = f"{words[position].written} {words[position + 1].written}"
        return Match(written, position, position + 1, hits) if hits else None

    def _written_together(self, joined: str, lang: Lang | None) -> list[Term]:
        """The terms that two words of a dictionary are when they are joined, in this or another form."""
        indexes = self._indexes[lang]
        forms = [form for each in _langs(lang) for form in (text.lemma(joined, each),) if form]
        found = (by_form(indexes, form) for form in (joined, *forms))
        return next((terms for terms in found if terms), []) or [
            term for each in _langs(lang) for term in by_stem(indexes, text.stem(joined, each))
        ]

    def _see(self, folded: str, lang: Lang | None) -> _Seen:
        known = self._seen[lang]
        seen = known.get(folded)
        if seen is None:
            if sum(map(len, self._seen.values())) >= WORDS_REMEMBERED:
                self.forget()
            seen = known[folded] = self._look_up(folded[:LONGEST_WORD], lang)
        return seen

    def _look_up(self, folded: str, lang: Lang | None) -> _Seen:
        langs = _langs(lang)
        keys = tuple(dict.fromkeys(key for each in langs for key in keys_of_word(folded, each)))
        indexes = self._indexes[lang]
        if any(folded in FUNCTION_WORDS[each] for each in langs):
            phrases = _phrases_from(indexes, keys)
            return _Seen((), (), keys, phrases, is_idle=not phrases)
        is_known = any(text.is_known(folded, each) for each in langs)
        hits = find_hits(indexes, folded, langs, self._everyday, is_known=is_known)
        if not is_known:
            meant = {text.fold(hit.term) for hit in hits if hit.how is How.TYPO and " " not in hit.term}
            keys = (*keys, *(key for word in sorted(meant) for each in langs for key in keys_of_word(word, each)))
        phrases = _phrases_from(indexes, keys)
        if not hits and not is_known and lang:
            other: Lang = "en" if lang == "sv" else "sv"
            hits = find_hits(self._indexes[other], folded, (other,), self._everyday, is_known=True)
        lower_hits = tuple(hit for hit in hits if not hit.needs_capital)
        begins = not is_known or any(folded[:SHORTEST_PART] in index.beginnings for index in indexes)
        is_idle = not (hits or phrases or begins)
        may_tell = not folded.isdigit() and not self._is_everyday(folded, langs, is_known=is_known)
        return _Seen(hits, lower_hits, keys, phrases, not is_known, begins, len(folded) > 1, is_idle, may_tell)

    def _is_everyday(self, folded: str, langs: Sequence[Lang], *, is_known: bool) -> bool:
        """Whether a word is an everyday word, or mistyped for one: "mycke", "varfor"."""
        return self._everyday.has(folded, langs) or (not is_known and self._everyday.errors_from(folded, langs) < NEVER)


def _phrases_from(indexes: Sequence[Index], keys: Sequence[str]) -> Mapping[str, Sequence[Phrase]]:
    phrases: defaultdict[str, list[Phrase]] = defaultdict(list)
    for index, key in product(indexes, keys):
        for following, begun in index.phrases.get(key, {}).items():
            phrases[following] += begun
    return phrases


def _langs(lang: Lang | None) -> tuple[Lang, ...]:
    return (lang,) if lang else LANGS


def _word_at(words: Sequence[Word], here: _Seen, position: int) -> Match | None:
    written = words[position].written
    hits = here.hits if written[0].isupper() else here.lower_hits
    return Match(written, position, position, hits) if hits else None


def _phrase_at(words: Sequence[Word], seen: Sequence[_Seen], position: int) -> Match | None:
    begun, longest = seen[position].phrases, 0
    third = seen[position + 2].keys if position + 2 < len(seen) else ()
    terms: dict[Term, None] = {}
    for key in seen[position + 1].keys:
        for phrase in begun.get(key, ()):
            length = len(phrase.rest)
            if length < longest or (length > 1 and phrase.rest[1].isdisjoint(third)):
                continue
            if length < 3 or _follows(phrase, seen, position + 1):
                terms = (terms if length == longest else {}) | {phrase.term: None}
                longest = length
    if not terms:
        return None
    last = position + longest
    written = " ".join(word.written for word in words[position : last + 1])
    return Match(written, position, last, to_hits(terms, How.PHRASE))


def _follows(phrase: Phrase, seen: Sequence[_Seen], position: int) -> bool:
    """Whether the words from `position` on, the second word of the phrase, are the rest of it; the second is known."""
    if position + len(phrase.rest) > len(seen):
        return False
    for offset in range(1, len(phrase.rest)):
        if phrase.rest[offset].isdisjoint(seen[position + offset].keys):
            return False
    return True
