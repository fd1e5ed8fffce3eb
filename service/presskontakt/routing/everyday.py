"""Everyday words: they stand in texts about anything, so that no subject is told by them and nobody asks about them.

Which they are is data (`everyday` in `config/vocabulary/`); the function words of a language always are.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from presskontakt.directory.model import LANGS, Lang, Words
from presskontakt.routing import text
from presskontakt.routing.text import FUNCTION_WORDS, without_dots

LETTERS_FOR_ERRORS = (4, 8)  # letters of a word that no dictionary has that may hold one typing error, two
NEVER = 9  # typing errors: more than any word may hold


class Everyday:
    """The everyday words of each language, listed in their base forms or as they are met."""

    def __init__(self, words: Words) -> None:
        listed: dict[Lang, tuple[str, ...]] = {"sv": words.sv, "en": words.en}
        self._words = {lang: FUNCTION_WORDS[lang] | {text.fold(word) for word in listed[lang]} for lang in LANGS}
        self._alike = {lang: _by_first_letter_and_length(self._words[lang]) for lang in LANGS}

    def lists(self, folded: str, langs: Sequence[Lang]) -> bool:
        """Whether a word is an everyday word of one of the languages just as it is written."""
        return any(folded in self._words[lang] for lang in langs)

    def has(self, folded: str, langs: Sequence[Lang]) -> bool:
        """Whether a word is an everyday word of one of the languages, in any form that its dictionary knows."""
        return self.lists(folded, langs) or any(text.lemma(folded, lang) in self._words[lang] for lang in langs)

    def errors_from(self, folded: str, langs: Sequence[Lang]) -> int:
        """How many typing errors part a word from an everyday word; `NEVER` if more than its letters may hold.

        Dots left out are no error ("varfor").
        """
        plain = without_dots(folded)
        most = sum(len(plain) >= letters for letters in LETTERS_FOR_ERRORS)
        errors = [
            int(found[1])
            for lang in langs
            for length in range(len(plain) - most, len(plain) + most + 1)
            if (bucket := self._alike[lang].get((plain[:1], length)))
            and (found := process.extractOne(plain, bucket, scorer=OSA.distance, score_cutoff=most))
        ]
        return min(errors, default=NEVER)


def _by_first_letter_and_length(words: frozenset[str]) -> Mapping[tuple[str, int], Sequence[str]]:
    alike: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for word in sorted({without_dots(word) for word in words}):
        alike[word[:1], len(word)].append(word)
    return alike
