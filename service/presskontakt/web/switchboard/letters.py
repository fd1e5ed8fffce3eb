"""Letters as they are typed and heard: folded, without dots, by sound, with one left out.

`search.js` does the same by the same tables, which the index carries.
"""

import re
import unicodedata
from collections.abc import Iterator

_WORD = re.compile("[^\\W_\U00010000-\U0010ffff]+")
_DOUBLE = re.compile(r"(.)\1+")

FOLDED = (
    *(("æ", "ä"), ("ø", "ö"), ("ð", "d"), ("đ", "d"), ("ħ", "h"), ("\u0131", "i"), ("ł", "l"), ("ŋ", "n")),
    *(("ß", "ss"), ("þ", "th"), ("ŧ", "t")),
)
_PLAIN = dict(FOLDED)
# How Swedish names sound, replaced in this order; a space stands for the beginning or the end of the name.
SOUNDS = (
    *((f" sk{vowel}", f" sj{vowel}") for vowel in "eiyäö"),
    *((" gä", " jä"), (" gö", " jö"), ("ä", "e"), ("å", "a"), ("ö", "o"), ("ae", "e"), ("oe", "o"), ("ue", "u")),
    *(("ph", "f"), ("th", "t"), ("sch", "sj"), ("stj", "sj"), ("skj", "sj"), ("sh", "sj")),
    *((" cha", " sja"), (" che", " sje"), ("ch", "k"), ("ck", "k"), ("cz", "s")),
    *(("ce", "se"), ("ci", "si"), ("cy", "sy"), ("c", "k")),
    *(("qu", "kv"), ("q", "k"), ("w", "v"), ("x", "ks"), ("z", "s"), ("kj", "k"), ("tj", "k")),
    *((f" {silent}j", " j") for silent in "dghl"),
    *((f"h{voiced}", voiced) for voiced in "lmnr"),
    *((f"{voiced}h", voiced) for voiced in "dgr"),
    *(("h ", " "), ("dt", "t"), ("gts", "gs"), ("ie ", "i "), ("y ", "i "), ("f ", "v "), ("fs", "vs")),
)
ENDINGS = tuple(
    "a ad ade ades ads an ande ans ar are aren arens ares arna arnas ars as at ats d de des e ed en ens er erna ernas "
    "ers es et ets ied ies ing ings n na nas ns or orna ornas ors r s t ts y".split()
)
SLIP_LETTERS = 6  # a typing error is sought among so many first letters, then measured in all


def fold(text: str) -> str:
    """Lower case without accents, å, ä and ö kept: "Ragnhild Sjøgrén" → "ragnhild sjögren"."""
    composed = unicodedata.normalize("NFC", text.lower())
    plain = (_PLAIN.get(c) or (c if c in "åäö" else unicodedata.normalize("NFD", c)[0]) for c in composed)
    return "".join(plain)


def words_of(text: str) -> list[str]:
    """The folded words of `text` in order; hyphens and signs part words."""
    return _WORD.findall(fold(text))


def without_dots(folded: str) -> str:
    """As typed without å, ä and ö: "sjögren" → "sjogren"."""
    return folded.replace("å", "a").replace("ä", "a").replace("ö", "o")


def sound(folded: str) -> str:
    """What a name sounds like: "christer" and "krister" → "krister"."""
    heard = _DOUBLE.sub(r"\1", f" {folded} ")
    for written, spoken in SOUNDS:
        heard = heard.replace(written, spoken)
    return _DOUBLE.sub(r"\1", heard.strip())


def slips(plain: str) -> Iterator[str]:
    """The first letters of a word with one of them left out: two words with a typing error between them share one."""
    beginning = plain[:SLIP_LETTERS]
    return (beginning[:position] + beginning[position + 1 :] for position in range(len(beginning)))


def errors_between(typed: str, known: str) -> tuple[int, bool]:
    """Letters wrong, missing, too many or exchanged (OSA) up to the nearest beginning of `known`; whether it is all."""
    before: list[int] = []
    above = list(range(len(known) + 1))
    for down, letter in enumerate(typed):
        row = [down + 1]
        for across, other in enumerate(known):
            least = min(above[across] + (letter != other), above[across + 1] + 1, row[across] + 1)
            if down and across and letter == known[across - 1] and other == typed[down - 1]:
                least = min(least, before[across - 1] + 1)
            row.append(least)
        before, above = above, row
    return min(above), above[-1] == min(above)
