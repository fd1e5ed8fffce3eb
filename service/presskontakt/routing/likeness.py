"""Every way in which a word can be a term.

A word is tried in this order, and the first that finds anything ends the search: the form as written, its dictionary
form or genitive; its stem; the parts of a compound; the form without dots; a typing error, in a word or in a part of a
compound. Typing errors are sought among terms of similar length that begin alike, and ranked by edit distance, so that
a bucket of a few dozen strings does what an index of deletions would.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from presskontakt.directory.model import Lang
from presskontakt.routing import text
from presskontakt.routing.everyday import LETTERS_FOR_ERRORS, Everyday
from presskontakt.routing.index import (
    SHORTEST_PART,
    SHORTEST_TYPO,
    Hit,
    How,
    Indexes,
    Term,
    by_dotless,
    by_form,
    by_stem,
    first_of,
    to_hits,
    unique,
)
from presskontakt.routing.text import without_dots

_SHORTEST_LONE_PART = 5
_SHORTEST_MISTYPED_HEAD = 7
_LETTERS_FOR_ERRORS_KNOWN = (8, 11)  # the same for a word that the dictionary has: it has misspellings too
_ENDINGS = ("n", "en", "et", "na", "rna", "r", "s")
_SHORTEST_BEFORE_ENDING = 5


def find_hits(
    indexes: Indexes, folded: str, langs: tuple[Lang, ...], everyday: Everyday, *, is_known: bool
) -> tuple[Hit, ...]:
    """The terms that a word stands for, found in the first way that finds any.

    An everyday word is no term that it is only like; listed as it is written, not even one that it is a form of.
    """
    if exact := by_form(indexes, folded):
        return to_hits(exact, How.WORD)
    if folded.isdigit() or everyday.lists(folded, langs):
        return ()
    if bent := to_hits(_by_forms(indexes, folded, langs), How.WORD):
        return bent
    if everyday.has(folded, langs):
        return ()
    stems = unique(t for lang in langs for t in by_stem(indexes, text.stem(folded, lang)))
    alike = to_hits(stems, How.FORM) or _alike(indexes, folded, langs, everyday, is_known=is_known)
    if not is_known:
        return alike
    return tuple(hit if _is_same_word(hit, folded, langs) else hit._replace(grade="hint") for hit in alike)


def _alike(
    indexes: Indexes, folded: str, langs: tuple[Lang, ...], everyday: Everyday, *, is_known: bool
) -> tuple[Hit, ...]:
    """The terms that a word has as parts or is mistyped for.

    A word that no dictionary has is sooner mistyped than a compound of which only the back is understood.
    """
    split = _best_split(indexes, folded, is_known=is_known) if "sv" in langs else _NO_SPLIT
    if split.hits and (is_known or split.is_whole):
        return split.hits
    guesses = _guesses(indexes, folded, langs, everyday, is_known=is_known)
    if is_known or "sv" not in langs:
        return guesses
    return guesses or split.hits or _mistyped_parts(indexes, folded)


def _is_same_word(hit: Hit, folded: str, langs: tuple[Lang, ...]) -> bool:
    """Whether term and word are forms of one word of the dictionary."""
    return hit.how is How.FORM and any(
        text.lemma(text.fold(hit.term), each) == text.lemma(folded, each) for each in langs
    )


def _by_forms(indexes: Indexes, folded: str, langs: tuple[Lang, ...]) -> list[Term]:
    """The terms of which a word is another form: the dictionary's, and what is left of a genitive."""
    forms = {text.lemma(folded, lang): None for lang in langs}
    if folded.endswith("s") and len(folded) > SHORTEST_PART:
        forms[folded[:-1]] = None
    return unique(term for form in forms for term in by_form(indexes, form))


class _Split(NamedTuple):
    """How many letters of a compound are explained, by what, and whether both parts are words."""

    letters: int = 0
    hits: tuple[Hit, ...] = ()
    is_whole: bool = False


_NO_SPLIT = _Split()


def _best_split(indexes: Indexes, folded: str, *, is_known: bool) -> _Split:
    """The split of a Swedish compound that explains most letters."""
    if len(folded) < 2 * SHORTEST_PART:
        return _NO_SPLIT
    splits = (_split(indexes, folded[:cut], folded[cut:], is_known=is_known) for cut in range(3, len(folded) - 2))
    return max(splits, key=lambda split: split.letters)


def _split(indexes: Indexes, front: str, back: str, *, is_known: bool) -> _Split:
    """What the two parts stand for: the front says more of the subject than the back."""
    heads = _heads(indexes, back) if len(back) >= SHORTEST_PART else []
    modifiers = _modifiers(indexes, front) if len(front) >= SHORTEST_PART else []
    if heads and modifiers:
        return _Split(len(front) + len(back), (*to_hits(modifiers, How.PART), *to_hits(heads, How.HEAD)), is_whole=True)
    if heads and _is_modifier(front):
        return _Split(len(back), to_hits(heads, How.PART), is_whole=True)
    if heads and len(back) >= _SHORTEST_LONE_PART and not is_known:
        mistyped = _mistyped(indexes, (front, front.removesuffix("s")), SHORTEST_TYPO)
        return _Split(len(back) + bool(mistyped), (*to_hits(mistyped, How.TYPO), *to_hits(heads, How.PART)))
    if modifiers and len(front) >= _SHORTEST_LONE_PART and text.is_known(back, "sv"):
        return _Split(len(front), to_hits(modifiers, How.PART), is_whole=True)
    return _NO_SPLIT


def _mistyped_parts(indexes: Indexes, folded: str) -> tuple[Hit, ...]:
    """The terms in the best split of a compound with a typing error in its head: "hörselmotagningen"."""
    cuts = range(3, len(folded) - _SHORTEST_MISTYPED_HEAD + 1)
    splits = (_mistyped_split(indexes, folded[:cut], folded[cut:]) for cut in cuts)
    return max(splits, key=lambda split: split.letters, default=_NO_SPLIT).hits


def _mistyped_split(indexes: Indexes, front: str, back: str) -> _Split:
    modifiers = _modifiers(indexes, front) if len(front) >= SHORTEST_PART else []
    if not modifiers and not _is_modifier(front):
        return _NO_SPLIT
    heads = _mistyped(indexes, (back, text.stem(back, "sv")), _SHORTEST_MISTYPED_HEAD - 1)
    if not heads:
        return _NO_SPLIT
    return _Split(len(front), (*to_hits(modifiers, How.PART), *to_hits(heads, How.PART_TYPO)))


def _mistyped(indexes: Indexes, forms: Iterable[str], shortest: int) -> list[Term]:
    """The terms that one of the `forms`, of `shortest` letters or more, is mistyped for: the first that is."""
    found = (_nearest(indexes, form, 1)[1] for form in forms if len(form) >= shortest)
    return next((terms for terms in found if terms), [])


def _heads(indexes: Indexes, back: str) -> list[Term]:
    if not any(back[:SHORTEST_PART] in index.beginnings for index in indexes):
        return []
    found = by_form(indexes, back) or by_form(indexes, text.lemma(back, "sv"))
    return found or by_stem(indexes, text.stem(back, "sv"))


def _modifiers(indexes: Indexes, front: str) -> list[Term]:
    if not any(front[:SHORTEST_PART] in index.beginnings for index in indexes):
        return []
    found = next((terms for form in _words_that_join_as(front) if (terms := by_form(indexes, form))), [])
    return found or by_stem(indexes, front)


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


def _guesses(
    indexes: Indexes, folded: str, langs: tuple[Lang, ...], everyday: Everyday, *, is_known: bool
) -> tuple[Hit, ...]:
    """The terms that a word without dots, or with a typing error, may be meant for.

    None if an everyday word is as near: "mycke" is "mycket".
    """
    plain = without_dots(folded)
    if not is_known and (terms := by_dotless(indexes, plain)):
        return to_hits(terms, How.TYPO)
    limits = _LETTERS_FOR_ERRORS_KNOWN if is_known else LETTERS_FOR_ERRORS
    errors, terms = _best_guess(indexes, (folded, text.stem(folded, langs[0])), limits)
    how = How.TYPO if errors <= 1 else How.TYPOS
    if not terms and not is_known and "sv" in langs:
        errors, terms = _best_guess(indexes, _without_endings(folded), limits)
        how = How.TYPOS
    if terms and not is_known and everyday.errors_from(folded, langs) <= errors:
        return ()
    return to_hits(terms, how)


def _best_guess(indexes: Indexes, forms: Iterable[str], limits: tuple[int, int]) -> tuple[int, list[Term]]:
    """The terms nearest to any of the `forms` of a word, and by how many errors."""
    found = [
        _nearest(indexes, form, errors)
        for form in unique(forms)
        if (errors := sum(len(form) >= letters for letters in limits))
    ]
    return min((each for each in found if each[1]), key=lambda each: each[0], default=(0, []))


def _without_endings(folded: str) -> Iterator[str]:
    """A mistyped Swedish word without its ending, where the stem does not tell: "psykriatin"."""
    for ending in _ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= _SHORTEST_BEFORE_ENDING:
            yield folded.removesuffix(ending)


def _nearest(indexes: Indexes, folded: str, errors: int) -> tuple[int, list[Term]]:
    """The terms with the fewest typing errors from `folded`, at most `errors`, and how many those are.

    Of several that are as near, those that sound the same: "vacin" is "vaccin" and not "Vakin".
    """
    plain = without_dots(folded)
    fewest, nearest = errors, dict[str, list[Term]]()
    for distance in sorted(range(-errors, errors + 1), key=abs):
        key = (first_of(plain), len(plain) + distance)
        for index in indexes:
            if abs(distance) > fewest or key not in index.alike:
                continue
            bucket = index.alike[key]
            for form, apart, _ in process.extract(
                plain, bucket.keys(), scorer=OSA.distance, score_cutoff=fewest, limit=None
            ):
                if apart < fewest:
                    fewest, nearest = int(apart), {}
                nearest.setdefault(form, []).extend(bucket[form])
    heard = text.sound(plain)
    same = [term for form, terms in nearest.items() if text.sound(form) == heard for term in terms]
    return fewest, same or [term for terms in nearest.values() for term in terms]
