"""Swedish and English words: cutting a text into words, folding, lemmas, stems, guessing the language.

Lemmas come from simplemma, stems from Snowball. Nothing here knows a subject; subjects are data.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import Stemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA
from simplemma.strategies.dictionaries import StreamDictionaryFactory

from presskontakt.directory.model import LANGS, Lang

_WORD = re.compile(r"[^\W_]+")
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
# What questions are made of and no topic can be told by. They are looked up, for some topic may have them as terms.
EVERYDAY_WORDS: dict[Lang, frozenset[str]] = {
    "sv": frozenset(
        "många flera fler färre lång långt långa länge längre längst stor stort stora större störst störste "
        "liten litet små mindre minst ofta oftare sällan alltid aldrig ibland snart genast direkt först "
        "första andra tredje sista senaste senast senare nästa förra gång gången gånger år året åren årets "
        "dag dagar dagen dagens vecka veckan veckor veckorna månad månaden månader timme timmen timmar minut "
        "minuter natt natten kväll kvällen morgon måndag tisdag onsdag torsdag fredag lördag söndag januari "
        "februari mars april maj juni juli augusti september oktober november december idag igår imorgon "
        "halvår kvartal tid tiden klockan helg helgen svarar svara svar frågar fråga frågor frågan vet veta "
        "säger säga sagt menar tycker tycka ser sett behöver behöva behövs börjar börja började fortsätter "
        "fortsätta händer hända hände hänt sker ske skett görs gjorde ligger låg står stod fanns hittar hitta "
        "tar ta tog tagit håller hålla lägger sätter betyder innebär påverkas påverka påverkar ökar öka ökat "
        "ökade minskar minska minskat minskade ändras förändras krävs kostar kosta kostat saknas saknar "
        "stänger stänga stängs öppnar öppna öppnas öppet öppen fungerar fungera jobbar hjälp hjälpa planeras "
        "planerar planer förklara förklarar berätta berättar räknas används använda använder vända vänder "
        "vänd kontakta söker söka heter verkar försöker drabbas drabbat drabbade dröjer dröja beror visar "
        "gått fick fått gav kom sätt del delar exempel antal antalet siffra siffror siffrorna statistik procent "
        "kronor person "
        "personer människa människor orsak orsaken anledning anledningen skäl skälet resultat resultatet "
        "information ansvar ansvarar ansvarig läge läget situation situationen problem problemet region "
        "regionen regionens regionerna sverige svensk svenska svenskt landet ny nytt gammal gamla god gott "
        "goda bra bättre bäst bästa dålig dåligt dåliga sämre sämst viktig viktigt viktiga möjlig möjligt "
        "rätt hel helt hela olika samma annan annat egen eget egna vanlig vanligt vanliga vanligaste "
        "vanligast hög högt höga högre högst lågt låga lägre lägst snabbt svår svårt lätt extra särskilt "
        "ungefär cirka totalt sammanlagt tillsammans egentligen faktiskt verkligen dessutom däremot därför "
        "eftersom enligt bland innan medan tills samt hos per lika stället två tre fyra fem sex sju åtta nio "
        "tio hej tack gärna vänligen fortfarande åt alltså va e nån nåt nånstans såna sen dom mej dej sej mkt pga "
        "hittills tillbaka undrar".split()
    ),
    "en": frozenset(
        "many much long longer often soon always never first last latest next year years day days week weeks "
        "month months hour hours today yesterday tomorrow tonight monday tuesday wednesday thursday friday "
        "saturday sunday january february march april june july august september october november december "
        "time times new old good better best bad worse worst big large small high higher low lower fewer less "
        "several every each one two three four five six seven eight nine ten get gets got getting make makes "
        "made take takes taken took give gives given go goes going gone come comes came see seen know known "
        "say says saying tell told ask asked asking want wants need needs needed happen happens happened "
        "happening start starts started begin begins keep kept let put use used using find found look looking "
        "mean means show shows increase increases increased increasing decrease decreases decreased rise "
        "rises risen cost costs number numbers figures people person way ways part still yet available "
        "related able well really exactly currently per cent percent sweden swedish region county question "
        "questions answer answers information statistics responsible explain explains please hello hi don t s "
        "without within across among around until since during".split()
    ),
}
_ASKING = frozenset(
    "hur vad vem vems vilken vilket vilka när vart varför how what who whom where when why which".split()
)
_SPEAKING = frozenset("jag min mitt mina ni er ert era oss me my you your".split())
_LONGEST_SEARCH = 3
_PLAIN: dict[Lang | None, frozenset[str]] = {each: FUNCTION_WORDS[each] | EVERYDAY_WORDS[each] for each in LANGS}
_PLAIN[None] = _PLAIN["sv"] | _PLAIN["en"]
_SHORTEST_MISTYPED = 4
NEVER = 9  # typing errors: more than any word may hold


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


def words_of(text: str) -> list[Word]:
    """The words of `text` in order; hyphens, apostrophes and signs part words."""
    return [_word(written) for written in _WORD.findall(text)]


@lru_cache(maxsize=WORDS_REMEMBERED)
def _word(written: str) -> Word:
    return Word(written, fold(written))


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
    """What the bearer of a Swedish name is called: "Region Norr" is "regionen", "regionens", "region", "norr"."""
    return frozenset(word.folded + ending for word in words_of(name) for ending in ("", "s", "en", "ens"))


def not_understood(words: Sequence[Word], known: Container[int], lang: Lang | None) -> int:
    """How many words stand at none of the `known` positions and may yet be what a text is about."""
    plain = _PLAIN[lang]
    return len(
        [
            folded
            for position, (_, folded) in enumerate(words)
            if folded not in plain and position not in known and not folded.isdigit() and not _is_misspelt(folded, lang)
        ]
    )


def may_mean_something(word: Word, lang: Lang | None) -> bool:
    """Whether a word is neither a number nor one that questions are made of, in the language (in both if unknown)."""
    return not_understood((word,), (), lang) > 0


@lru_cache(maxsize=WORDS_REMEMBERED)
def _is_misspelt(folded: str, lang: Lang | None) -> bool:
    """Whether a word that no dictionary has is like one that questions are made of: "mycke", "varfor"."""
    langs = (lang,) if lang else LANGS
    return not any(is_known(folded, each) for each in langs) and errors_from_plain(folded, langs) < NEVER


def errors_from_plain(folded: str, langs: Sequence[Lang]) -> int:
    """How many typing errors, one at most, part a word from one that questions are made of; `NEVER` if more do.

    Dots left out are no error ("varfor").
    """
    plain = without_dots(folded)
    longest = 1 if len(plain) >= _SHORTEST_MISTYPED else 0
    errors = [
        int(found[1])
        for lang in langs
        for length in range(len(plain) - longest, len(plain) + longest + 1)
        if (bucket := _plain_alike(lang).get((plain[:1], length)))
        and (found := process.extractOne(plain, bucket, scorer=OSA.distance, score_cutoff=longest))
    ]
    return min(errors, default=NEVER)


@cache
def _plain_alike(lang: Lang) -> Mapping[tuple[str, int], Sequence[str]]:
    """The words that questions are made of, without dots, by first letter and length."""
    alike: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for word in sorted({without_dots(word) for word in _PLAIN[lang]}):
        alike[word[:1], len(word)].append(word)
    return alike


@lru_cache(maxsize=WORDS_REMEMBERED)
def lemma(folded: str, lang: Lang) -> str:
    """The dictionary form of a folded word, or "" when the dictionary does not know the word."""
    return _dictionary(lang).get(folded) or ""


def is_known(folded: str, lang: Lang) -> bool:
    """Whether the dictionary of `lang` has the word in this or another form."""
    return bool(lemma(folded, lang))


def is_ordinary(word: str) -> bool:
    """Whether `word` stands in the dictionary of either language."""
    return any(is_known(fold(word), lang) for lang in LANGS)


def stem(folded: str, lang: Lang) -> str:
    """The Snowball stem: a cruder form that also joins words which no dictionary has."""
    stemmed: str = _stemmer(lang).stemWord(folded)
    return stemmed


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
