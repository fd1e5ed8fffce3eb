"""Swedish and English words: cutting a text into words, folding, lemmas, stems, guessing the language.

Lemmas come from simplemma, stems from Snowball. Nothing here knows a subject; subjects are data.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import Stemmer
from simplemma.strategies.dictionaries import StreamDictionaryFactory

from presskontakt.directory.model import LANGS, Lang

_WORD = re.compile(r"[^\W_]+")
_DOUBLE = re.compile(r"(.)\1+")
_HEARD_ALIKE = str.maketrans("cqzw", "kksv")
_NORDIC = str.maketrans("æø", "äö")
_KEPT = {"å", "ä", "ö"}
_SNOWBALL: dict[Lang, str] = {"sv": "swedish", "en": "english"}
WORDS_REMEMBERED = 4_096

FUNCTION_WORDS: dict[Lang, frozenset[str]] = {
    "sv": frozenset(
        "alla allt att av bara blev bli blir blivit bör både de dem den denna deras dess dessa det detta dig din "
        "dina dit du där då efter ej eller en er era ert ett finns fram få får från för förra ganska genom ger gick "
        "gjort går gäller gör göra ha hade han hans har hit hon honom hur här hans henne i icke igen in inför "
        "inga ingen inget inom inte ja jag ju kan kommer kunde kunna kring lite man med mellan men mer mest mig "
        "min mina mot mycket må måste ni nog nu nya när någon något några nära och också om oss på redan sade "
        "sedan se ska skall skulle sig sin sina sitt själv som så sådan t.ex. till trots tror under upp ut utan "
        "utanför vad var vara varför varit varje vars vart vem vems vi via vid vilka vilken vilket vill vår våra "
        "vårt än ändå är även över".split()
    ),
    "en": frozenset(
        "a about after again all also am an and any are as at be because been before being between both but by "
        "can could did do does down for from had has have he her here him his how i if in into is it its just "
        "like may me more most must my no nor not now of off on only or other our out over own said same shall "
        "she should so some such than that the their them then there these they this those through to too "
        "under up upon us very was we were what when where which while who whom why will with would you your".split()
    ),
}
_ASKING = frozenset(
    "hur vad vem vems vilken vilket vilka när vart varför how what who whom where when why which".split()
)
_SPEAKING = frozenset("jag min mitt mina ni er ert era oss me my you your".split())
_KINDS = frozenset("region regions kommun kommuns landsting län läns".split())
_LONGEST_SEARCH = 3


class Word(NamedTuple):
    """A word as written and folded."""

    written: str
    folded: str


def fold(text: str) -> str:
    """Lower case without accents, å, ä and ö kept: "Lycksele-Änglarna é" → "lycksele-änglarna e"."""
    if text.isascii():
        return text.lower()
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).translate(_NORDIC)
    return "".join(c if c in _KEPT else unicodedata.normalize("NFD", c)[0] for c in composed)


def without_dots(folded: str) -> str:
    """Folded text as typed on a keyboard without å, ä and ö: "skellefteå" → "skelleftea"."""
    return folded.replace("å", "a").replace("ä", "a").replace("ö", "o")


def sound(plain: str) -> str:
    """A word without dots as it is heard, roughly: letters that are taken for each other as one, and none twice."""
    return _DOUBLE.sub(r"\1", plain.translate(_HEARD_ALIKE))


def words_of(text: str) -> list[Word]:
    """The words of `text` in order; hyphens, apostrophes and signs part words."""
    return [_word(written) for written in _WORD.findall(text)]


@lru_cache(maxsize=WORDS_REMEMBERED)
def _word(written: str) -> Word:
    folded = fold(written)
    return Word(written, written if folded == written else folded)


def guess_language(words: Sequence[Word]) -> Lang | None:
    """The language whose function words are more frequent; None when neither is.

    A word with å, ä or ö counts for Swedish; one in capitals ("AT-läkare") is no function word.
    """
    plain = [word.folded for word in words if len(word.written) == 1 or not word.written.isupper()]
    swedish = sum(word in FUNCTION_WORDS["sv"] or not _KEPT.isdisjoint(word) for word in plain)
    english = sum(word in FUNCTION_WORDS["en"] for word in plain)
    return None if swedish == english else "sv" if swedish > english else "en"


def is_told(asked: str, words: Sequence[Word], own: frozenset[str]) -> bool:
    """Whether a text, as a headline does, tells something of anybody.

    It asks nothing, speaks to nobody, is no mere search, and names with none of its `own` words who is asked.
    """
    if "?" in asked or len(words) <= _LONGEST_SEARCH or words[0].folded in _ASKING:
        return False
    said = {word.folded for word in words}
    return said.isdisjoint(_SPEAKING) and said.isdisjoint(own)


def words_for(name: str) -> frozenset[str]:
    """What the bearer of a Swedish name is called: "Region Norr" is "regionen", "regionens", "norr", "norrs".

    Not "region" alone, which stands in the name of every other one.
    """
    return frozenset(
        word.folded + ending
        for word in words_of(name)
        for ending in (("en", "ens") if word.folded in _KINDS else ("", "s", "en", "ens"))
    )


@lru_cache(maxsize=WORDS_REMEMBERED)
def lemma(folded: str, lang: Lang) -> str:
    """The dictionary form of a folded word, or "" when the dictionary does not know the word."""
    return _dictionary(lang).get(folded) or ""


@lru_cache(maxsize=WORDS_REMEMBERED)
def base(folded: str, lang: Lang | None) -> str:
    """The dictionary form of a folded word, or its stem; where the language is not known, of the first that has it."""
    langs = (lang,) if lang else LANGS
    return next((found for each in langs if (found := lemma(folded, each))), "") or stem(folded, langs[0])


def is_known(folded: str, lang: Lang) -> bool:
    """Whether the dictionary of `lang` has the word in this or another form."""
    return bool(lemma(folded, lang))


def is_ordinary(word: str) -> bool:
    """Whether `word` stands in the dictionary of either language."""
    return any(is_known(fold(word), lang) for lang in LANGS)


def stem(folded: str, lang: Lang) -> str:
    """The Snowball stem: a cruder form that also joins words which no dictionary has."""
    stemmed: str = _stemmer(lang).stemWord(folded)
    return folded if stemmed == folded else stemmed  # one string in memory, not two


def load_dictionaries() -> None:
    """Load both languages now, so that the first question does not wait for them (about 0.5 s, 12 MB)."""
    for lang in LANGS:
        lemma("hus", lang)


@cache
def _factory() -> StreamDictionaryFactory:
    return StreamDictionaryFactory()


@cache
def _dictionary(lang: Lang) -> Mapping[str, str]:
    return _factory().get_dictionary(lang)


@cache
def _stemmer(lang: Lang) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_SNOWBALL[lang], WORDS_REMEMBERED)
