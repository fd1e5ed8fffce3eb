"""Swedish phone numbers: found in a line of a press page, classified, and written the Swedish way.

phonenumbers decides which numbers exist. What stands here is what it gets wrong: clock times that read as
Stockholm numbers, words run into digits, extensions, placeholders, and how 0771 and 0200 are written.
"""

import re
from enum import StrEnum
from itertools import pairwise
from unicodedata import category

import phonenumbers
from msgspec import Struct, structs
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from presskontakt.errors import Code, Finding, InvalidInput


class PhoneKind(StrEnum):
    """What a number is in the Swedish numbering plan, named as in `PhoneNumberType`; `foreign`: not +46."""

    MOBILE = "mobile"
    FIXED_LINE = "fixed"
    UAN = "nationwide"
    TOLL_FREE = "freephone"
    SHARED_COST = "shared-cost"
    PREMIUM_RATE = "premium"
    OTHER = "other"
    FOREIGN = "foreign"


_FICTION = {46701740605: 95, 46313900600: 100, 46406280400: 100, 46846500400: 100, 46980319200: 100}
_AREA = re.compile(r"8|10|20(?!0)|7[^7]|90(?!0)|[12][136]|1[89]|3[1356]|4[0246]|54|6[03]|\d{3}")
_FOLD = {"Pd": "-", "Zs": " ", "Cf": ""}
_LETTER_O = re.compile(r"(?<![^\W_])(?:[oO]*[0-9][0-9oO]*|(?<=[0-9oO][ -])[oO]{2})(?![^\W_])")
_OTHERS = re.compile(r"""(?ix)
    (?:https?://|www\.)[^\s<>"']+ | [^\W\d_][\w.+%-]{0,63}@[\w.-]+ | [0-9][0-9\ -]{5,16}\(fax\)
    | (?:(?<!/)(?<!/\ )(?<!&\ )(?<!och\ )(?<!telefon\s)\b(?:tele)?fax(?:nummer|nr)?
        | \b(?:isbn|iban|ocr|bg|pg|(?:bank|plus)giro|konto|org\.?\ ?nr|(?:organisations|person|diarie)nummer)
      )[\s.:(+]*[0-9][0-9()/.\ -]*""")
_PATTERN = re.compile(r"(?i)(?<![^\W_])(?:0[0-9x]{1,3}|\+46|x{2,4})[ -]+[0-9]{0,3}x[ -]?x")
_GAP = r"(?:\ {0,2}-{1,2}\ {0,2}|\ {1,2}|\.(?=[0-9]))"
_RUN = re.compile(rf"""(?ix)
    (?P<run>[(\[]?(?:\+\ ?[(\[]?)?[0-9]++[)\]]?(?:[\ -]{{0,2}}[(\[][0-9]{{1,4}}[)\]])?       # 070, (+46) (0)
        (?:(?:{_GAP}|(?<=[)\]])|(?<![0-9]{{5}})\ ?/\ ?)[0-9]++(?:{_GAP}[0-9]++)*+)?)
    (?:(?:[^0-9+\n]{{0,20}}?(?<![^\W\d_])(?:ankn[^\W\d]*|ext(?:ension)?)[\s.:=]{{0,3}}|\ ?x\ ?)
        (?P<extension>[0-9]{{1,4}}(?:\ [0-9]{{2}}){{0,2}}|[0-9]{{5,8}})(?![-.:]?[0-9]))?""")
_BEGINNING = re.compile(r"[(\[]?(?:\+|0(?:[^0-9]*[0-9]){2}|46(?:[^0-9]*[0-9]){8})")
_HOUR = r"(?:[01]?\d|2[0-4])"
_NOISE = re.compile(rf"""(?xa)
    {_HOUR}[.:][0-5]\d | {_HOUR}(?:[.:][0-5]\d)?\ ?-\ ?{_HOUR}(?:[.:][0-5]\d)?       # 08.00-16.30
    | [0-2]\d[0-5]\d\ ?-\ ?[0-2]\d[0-5]\d | (?:19|20)\d\d(?:[-/](?:19|20)?\d\d)?      # 0830-1630, 2024-25
    | (?:19|20)\d\d-?[01]\d-?[0-3]\d | \d?\d[./]\d?\d(?:[./\ -](?:19|20)?\d\d)?       # 2024-05-13, 13/5
    | (?:\d\d)?\d{{6}}\ ?[-+]\ ?\d{{4}} | [1-9]\d\d\ ?\d\d                            # 556000-1234, 901 89
    | [1-9]\d{{2,3}}-\d{{4}} | 0\.\d+                                                 # 5050-1055, 0.5""")
_RANGE = re.compile(r"(?<= [0-9]{2})-[0-9]{1,2}$")  # 08-465 004 10-19


class PhoneNumber(Struct, frozen=True):
    """A number that can be dialled; `extension` is digits, or "" where there is none."""

    e164: str
    kind: PhoneKind
    extension: str = ""

    @property
    def national(self) -> str:
        """As Swedes write it, "070-174 06 05"; a foreign number stays international.

        After the hyphen 5 digits are 3+2, 6 are 2+2+2, 7 are 3+2+2, 8 are 3+3+2. An extension: " ankn 12".
        """
        if self.kind is PhoneKind.FOREIGN:
            return self.international
        return "-".join(_split(self.e164)) + (f" ankn {self.extension}" if self.extension else "")

    @property
    def international(self) -> str:
        """As it is written abroad (ITU-T E.123), "+46 70 174 06 05", with " ext. 12" for an extension."""
        written = "+46 " + " ".join(_split(self.e164))[1:]
        if self.kind is PhoneKind.FOREIGN:
            number = phonenumbers.parse(self.e164)
            written = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
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


def fictional_number(position: int) -> str:
    """One of the numbers that PTS reserves for fiction, as E.164; they come round again."""
    numbers = [first + step for first, count in _FICTION.items() for step in range(count)]
    return f"+{numbers[position % len(numbers)]}"


def is_fictional(e164: str) -> bool:
    """Whether `e164` is one of the numbers that PTS keeps free for books and films (five series)."""
    number = int(e164) if re.fullmatch(r"\+46[0-9]{9}", e164) else 0
    return any(first <= number < first + count for first, count in _FICTION.items())


def is_premium(number: PhoneNumber) -> bool:
    """Whether a call to `number` costs extra: 0900, 0939, 0944 and the like."""
    return number.kind is PhoneKind.PREMIUM_RATE


def parse_phone(text: str) -> PhoneNumber:
    """The one number in `text`; raises InvalidInput with why there is none, or `several-numbers`."""
    reading = read_phones(text)
    if len(reading.numbers) == 1:
        return reading.numbers[0]
    facts = {"numbers": ", ".join(number.national for number in reading.numbers)} if reading.numbers else {}
    raise InvalidInput([Finding(reading.code or Code.SEVERAL_NUMBERS, value=text, facts=facts)])


def read_phones(text: str) -> PhoneReading:
    """What a careful reader takes from a line of a press page, or from a whole page; never raises.

    A letter O among digits is 0. A number without its 0 is refused as too short: it may be any figure. Fax
    numbers, accounts, dates and times are passed over. The code is that of the first number refused.
    """
    cleaned = _cleaned(text)
    numbers: dict[PhoneNumber, None] = {}
    codes = [Code.NUMBER_PLACEHOLDER] if _PATTERN.search(cleaned) else []
    for match in _RUN.finditer(cleaned):
        found = _read_run(match["run"]) or _read_bare(match["run"], cleaned)
        if isinstance(found, Code):
            codes.append(found)
        elif found:
            extension = (match["extension"] or "").replace(" ", "")
            numbers |= dict.fromkeys((*found[:-1], structs.replace(found[-1], extension=extension)))
    return PhoneReading(text, tuple(numbers), None if numbers else (*codes, Code.NO_NUMBER)[0])


def _cleaned(text: str) -> str:
    if not text.isascii():
        text = "".join(_FOLD.get(category(char), char) for char in text.replace("\N{MINUS SIGN}", "-"))
    if text.upper() != text.lower():
        text = _OTHERS.sub(" ; ", _LETTER_O.sub(lambda word: word[0].upper().replace("O", "0"), text))
    return text


def _read_run(run: str) -> tuple[PhoneNumber, ...] | Code:
    """The numbers in `run`, or why there is none; () where it begins unlike one or is all dates and times."""
    if not _BEGINNING.match(run):
        later = re.search(r"(?<= )0[0-9].*", run)
        found = _read_run(later[0]) if later else ()
        return () if isinstance(found, Code) else found
    words = re.split(r"[ -]* [ -]*", run)
    if all(map(_NOISE.fullmatch, words)):
        return ()
    whole = _read_whole(run) or _read_whole(_RANGE.sub("", run))
    if whole is None and len(words) < 24:
        whole = _read_parts(words)
    return _reason(run) if whole is None else whole


def _read_parts(words: list[str]) -> tuple[PhoneNumber, ...] | None:
    """The numbers that `words` make up when nothing is left over but dates, times and postal codes."""
    for end in range(len(words), 0, -1):
        first = _read_whole(" ".join(words[:end]))
        if isinstance(first, tuple) and (rest := _read_parts(words[end:])) is not None:
            return first + rest
    return None if words else ()


def _read_whole(written: str) -> tuple[PhoneNumber, ...] | Code | None:
    """The one number that `written` is, why it is none to call, () for a date or the like, or None."""
    if _NOISE.fullmatch(written):
        return ()
    try:
        parsed = phonenumbers.parse(_canonical(written) if _BEGINNING.match(written) else "")
    except phonenumbers.NumberParseException:
        return None
    name = PhoneNumberType.to_string(phonenumbers.number_type(parsed))
    if name == "UNKNOWN":
        return None
    e164 = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    if parsed.country_code != 46:
        return (PhoneNumber(e164, PhoneKind.FOREIGN),)
    number = PhoneNumber(e164, PhoneKind.__members__.get(name, PhoneKind.OTHER))
    return _fault(number, written) or (number,)


def _fault(number: PhoneNumber, written: str) -> Code | None:
    """Why a Swedish number that exists is none to call; fixed ones vary in length, which hides slips."""
    area, subscriber = _split(number.e164)
    made_up = _is_made_up(subscriber.replace(" ", "")) or _is_made_up(number.e164[3:])
    if made_up and number.kind is not PhoneKind.PREMIUM_RATE:
        return Code.NUMBER_PLACEHOLDER
    if number.kind is not PhoneKind.FIXED_LINE:
        return None
    hyphenated = re.match(r"(0[0-9]+) ?-", written)
    if subscriber.startswith("0") or (hyphenated and hyphenated[1] != area):
        return Code.NUMBER_NOT_IN_USE
    return Code.NUMBER_TOO_SHORT if re.search(r"[0-9][0-9][ -][0-9]$", written) else None


def _canonical(written: str) -> str:
    """The digits of `written` with their country code, without the 0 that the country code replaces."""
    digits = re.sub(r"[^0-9]+", "", written)
    if "+" not in written and digits.startswith("0"):
        digits = digits[2:] if digits.startswith("00") else f"46{digits[1:]}"
    return "+" + re.sub("^460", "46", digits)


def _reason(run: str) -> Code:
    """Why `run`, which begins like a number, is none."""
    number = _canonical(run)
    if not number.strip("+0") or _is_made_up(number[3:].lstrip("0")):
        return Code.NUMBER_PLACEHOLDER
    if any(isinstance(_read_whole(number + "243546576"[:more]), tuple) for more in range(1, 10)):
        return Code.NUMBER_TOO_SHORT
    if len(number) > 16 or any(isinstance(_read_whole(number[:-fewer]), tuple) for fewer in range(1, 4)):
        return Code.NUMBER_TOO_LONG
    return Code.NUMBER_NOT_IN_USE


def _read_bare(run: str, text: str) -> tuple[PhoneNumber, ...] | Code:
    """Why digits without 0 or + are no number: a short one such as 112, made up, cut short; or ()."""
    digits = run.replace(" ", "")
    if 3 <= len(digits) <= 6 and digits.isdecimal() and _is_short_code(int(digits)):
        return Code.NUMBER_SHORT_CODE
    if len(digits) > 6 and _is_made_up(digits):
        return Code.NUMBER_PLACEHOLDER
    before, _, after = text[:60].partition(run)
    is_alone = " " not in before.strip() and not after.strip(" .,;)")
    return Code.NUMBER_TOO_SHORT if is_alone and 5 < len(digits) < 10 and not _NOISE.fullmatch(run) else ()


def _is_short_code(dialled: int) -> bool:
    """Whether `dialled` works in Sweden only: free (112, 1177, 11313) or an enquiry service (118118)."""
    number = phonenumbers.PhoneNumber(country_code=46, national_number=dialled)
    is_free = phonenumbers.expected_cost_for_region(number, "SE") == phonenumbers.ShortNumberCost.TOLL_FREE
    return (is_free or dialled // 1000 == 118) and phonenumbers.is_valid_short_number_for_region(number, "SE")


def _is_made_up(digits: str) -> bool:
    return len(digits) > 4 and (digits == digits[0] * len(digits) or "1234567890".startswith(digits))


def _split(e164: str) -> tuple[str, str]:
    """Area code and grouped rest, ("08", "465 004 10"); phonenumbers cuts 0771 and 0200 a digit early."""
    area, _, digits = _AREA.sub(r"0\g<0>-", e164[3:], count=1).partition("-")
    cuts = [0, 3, 6, 8] if len(digits) == 8 else [0, *range(2 + len(digits) % 2, len(digits) + 1, 2)]
    return area, " ".join(digits[a:b] for a, b in pairwise(cuts))
