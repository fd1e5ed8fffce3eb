"""Swedish phone numbers: found in a line of a press page, classified, and written the Swedish way.

phonenumbers decides which numbers exist. What stands here is what it gets wrong on Swedish press pages: clock times
that read as Stockholm numbers, words run into digits, extensions, placeholders, and how 0771 and 0200 are written.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise
from unicodedata import category

import phonenumbers
from msgspec import Struct
from msgspec.structs import replace
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType, shortnumberinfo

from presskontakt.errors import Code, Finding, InvalidInput


class PhoneKind(StrEnum):
    """What a number is in the Swedish numbering plan; `foreign` is any number outside +46."""

    MOBILE = "mobile"
    FIXED = "fixed"
    NATIONWIDE = "nationwide"
    FREEPHONE = "freephone"
    SHARED_COST = "shared-cost"
    PREMIUM = "premium"
    OTHER = "other"
    FOREIGN = "foreign"


_KINDS = {
    PhoneNumberType.MOBILE: PhoneKind.MOBILE,
    PhoneNumberType.FIXED_LINE: PhoneKind.FIXED,
    PhoneNumberType.UAN: PhoneKind.NATIONWIDE,
    PhoneNumberType.TOLL_FREE: PhoneKind.FREEPHONE,
    PhoneNumberType.SHARED_COST: PhoneKind.SHARED_COST,
    PhoneNumberType.PREMIUM_RATE: PhoneKind.PREMIUM,
}
_FAULTS = {
    NumberParseException.INVALID_COUNTRY_CODE: Code.NUMBER_NOT_IN_USE,
    NumberParseException.TOO_LONG: Code.NUMBER_TOO_LONG,
}
# PTS, "Telefonnummer för användning i böcker och filmer m.m."
_FICTION = (
    range(46701740605, 46701740700),
    range(46313900600, 46313900700),
    range(46406280400, 46406280500),
    range(46846500400, 46846500500),
    range(46980319200, 46980319300),
)
_SWEDEN = 46
_MOST_DIGITS = 18
_MOST_WORDS = 24

_FOLD = {"Pd": "-", "Zs": " ", "Cf": ""}
_LETTER_O = re.compile(r"(?<![^\W_])(?:[oO]*[0-9][0-9oO]*|(?<=[0-9oO][ -])[oO]{2})(?![^\W_])")
_OTHERS = re.compile(
    r"""(?:https?://|www\.)[^\s<>"']+ | [^\W\d_][\w.+%-]{0,63}@[\w.-]+
    | (?:(?<!/)(?<!/\ )(?<!&\ )(?<!och\ )(?<!telefon\ )\b(?:tele)?fax(?:nummer|nr)?|\b(?:isbn|issn|iban|ocr|dnr|bg|pg
      |(?:bank|plus)giro|konto(?:nummer)?|org\.?\ ?nr|(?:organisations|person|diarie)nummer))[\s.:]*[0-9][0-9\ -]*
    | [0-9][0-9\ -]{5,16}\(fax\)""",
    re.IGNORECASE | re.VERBOSE,
)
_PATTERN = re.compile(r"(?<![^\W_])(?:0[0-9x]{1,3}|\+46|x{2,4})[ -]+[0-9]{0,3}x[ -]?x", re.IGNORECASE)
_GAP = r"(?:\ {0,2}-{1,2}\ {0,2}|\ {1,2}|\.(?=[0-9]))"
_RUN = re.compile(
    rf"""(?P<run>
        [(\[]?(?:\+\ ?[(\[]?)?[0-9]++[)\]]?                                # 070, +46, (+46), (0)
        (?:[\ -]{{0,2}}[(\[][0-9]{{1,4}}[)\]])?                            # (0) after a country code
        (?:(?:{_GAP}|(?<=[)\]])|(?<![0-9]{{5}})\ ?/\ ?)[0-9]++(?:{_GAP}[0-9]++)*+)?
    )
    (?:(?:[^0-9+\n]{{0,20}}?(?<![^\W\d_])(?:ankn\w*|ext(?:ension)?)[\s.:=]{{0,3}}|\ ?x\ ?)
        (?P<extension>[0-9]{{1,4}}(?:\ [0-9]{{2}}){{0,2}}|[0-9]{{5,8}})(?![-.:]?[0-9])
    )?""",
    re.IGNORECASE | re.VERBOSE,
)
_BEGINNING = re.compile(r"[(\[]?(?:\+|0(?:[^0-9]*[0-9]){2}|46(?:[^0-9]*[0-9]){8})")
_HOUR = r"(?:[01]?\d|2[0-4])"
_NOISE = re.compile(
    rf"""{_HOUR}[.:][0-5]\d | {_HOUR}(?:[.:][0-5]\d)?\ ?-\ ?{_HOUR}(?:[.:][0-5]\d)?   # 08.00-16.30
    | [0-2]\d[0-5]\d\ ?-\ ?[0-2]\d[0-5]\d | (?:19|20)\d\d(?:[-/](?:19|20)?\d\d)?      # 0830-1630, 2024-25
    | (?:19|20)\d\d-?[01]\d-?[0-3]\d | \d?\d[./]\d?\d(?:[./-](?:19|20)?\d\d)?         # 2024-05-13, 13/5
    | (?:\d\d)?\d{{6}}\ ?[-+]\ ?\d{{4}} | [1-9]\d\d\ ?\d\d                            # 556000-1234, 901 89
    | [1-9]\d{{2,3}}-\d{{4}} | 0\.\d+                                                 # 5050-1055, 0.5""",
    re.VERBOSE | re.ASCII,
)


class PhoneNumber(Struct, frozen=True):
    """A number that can be dialled; `extension` is digits, or "" where there is none."""

    e164: str
    kind: PhoneKind
    extension: str = ""

    @property
    def national(self) -> str:
        """As Swedes write it, "070-174 06 05"; a foreign number stays international.

        After the hyphen 5 digits are 3+2, 6 are 2+2+2, 7 are 3+2+2, 8 are 3+3+2; an extension ends it, " ankn 12".
        """
        if self.kind is PhoneKind.FOREIGN:
            return self.international
        area, subscriber = _split(phonenumbers.parse(self.e164))
        return f"{area}-{_grouped(subscriber)}" + (f" ankn {self.extension}" if self.extension else "")

    @property
    def international(self) -> str:
        """As it is written abroad (ITU-T E.123), "+46 70 174 06 05", with " ext. 12" for an extension."""
        number = phonenumbers.parse(self.e164)
        written = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
        if self.kind is not PhoneKind.FOREIGN:
            area, subscriber = _split(number)
            written = f"+{_SWEDEN} {area[1:]} {_grouped(subscriber)}"
        return written + (f" ext. {self.extension}" if self.extension else "")

    @property
    def href(self) -> str:
        """The link that dials it (RFC 3966), "tel:+46701740605;ext=12"."""
        return f"tel:{self.e164}" + (f";ext={self.extension}" if self.extension else "")


class PhoneReading(Struct, frozen=True):
    """What a text holds: its numbers in order, each once, or the code that says why there is none."""

    raw: str
    numbers: tuple[PhoneNumber, ...]
    code: Code | None


def is_fictional(e164: str) -> bool:
    """Whether `e164` lies in a series that PTS reserves for fiction; text that is no number does not."""
    digits = e164.removeprefix("+")
    return len(digits) <= _MOST_DIGITS and digits.isdecimal() and any(int(digits) in series for series in _FICTION)


def is_premium(number: PhoneNumber) -> bool:
    """Whether a call to `number` costs extra: 0900, 0939, 0944 and the like."""
    return number.kind is PhoneKind.PREMIUM


def parse_phone(text: str) -> PhoneNumber:
    """The one number in `text`, read as `read_phones` does.

    Raises InvalidInput with one finding: why there is no number, or `several-numbers` (fact `numbers`).
    """
    reading = read_phones(text)
    if len(reading.numbers) == 1:
        return reading.numbers[0]
    facts = {"numbers": ", ".join(number.national for number in reading.numbers)} if reading.numbers else {}
    raise InvalidInput([Finding(reading.code or Code.SEVERAL_NUMBERS, value=text, facts=facts)])


def read_phones(text: str) -> PhoneReading:
    """What a careful reader takes from a line of a press page, or from a whole page; never raises.

    A letter O among digits is 0. A number without its 0 is refused as too short: it may be any figure. Fax and
    account numbers, dates and times are passed over. The code is that of the first number refused.
    """
    findings = list(_findings(_cleaned(text)))
    numbers = dict.fromkeys(number for found in findings if isinstance(found, tuple) for number in found)
    code = next((found for found in findings if isinstance(found, Code)), Code.NO_NUMBER)
    return PhoneReading(text, tuple(numbers), None if numbers else code)


def _cleaned(text: str) -> str:
    if not text.isascii():
        text = "".join(_FOLD.get(category(char), char) for char in text.replace("\N{MINUS SIGN}", "-"))
    text = _LETTER_O.sub(lambda word: word[0].replace("o", "0").replace("O", "0"), text)
    return _OTHERS.sub(" ; ", text)


def _findings(text: str) -> Iterator[tuple[PhoneNumber, ...] | Code]:
    if _PATTERN.search(text):
        yield Code.NUMBER_PLACEHOLDER
    for match in _RUN.finditer(text):
        found = _read_run(match["run"])
        if isinstance(found, tuple) and found and match["extension"]:
            found = (*found[:-1], replace(found[-1], extension=match["extension"].replace(" ", "")))
        alone = len(text[: match.start()].split()) + len(text[match.end() :].split()) < 2
        yield found or _read_bare(match["run"], alone=alone) or ()


def _read_run(run: str) -> tuple[PhoneNumber, ...] | Code:
    """The numbers in `run`, or why there is none; () where it begins unlike a number, or is a date or a time."""
    if not _BEGINNING.match(run):
        found = _read_run(rest[0]) if (rest := re.search(r"(?<= )0[0-9].*", run)) else ()
        return found if isinstance(found, tuple) else ()
    words = re.split(r"[ -]* [ -]*", run)
    if _NOISE.fullmatch(run) or all(map(_NOISE.fullmatch, words)):
        return ()
    for written in (run, re.sub(r"(?<= [0-9]{2})-[0-9]{1,2}$", "", run)):  # "08-465 004 10-19" is the first
        if number := _number(written):
            return (number,) if isinstance(number, PhoneNumber) else number
    return _divided(words[:_MOST_WORDS]) or _reason(run)


def _divided(words: list[str]) -> tuple[PhoneNumber, ...] | None:
    """The numbers that `words` make up, when nothing is left over but dates, times and postal codes."""
    for end in range(len(words), 0, -1):
        written, rest = " ".join(words[:end]), words[end:]
        first = None if _NOISE.fullmatch(written) or not _BEGINNING.match(written) else _number(written)
        ...
    return None
