"""Phone numbers: vectors with their reasons, the laws of reading and writing, PTS's series to the digit."""

import tomllib
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from presskontakt.directory.phone import (
    PhoneKind,
    PhoneNumber,
    is_fictional,
    is_premium,
    parse_phone,
    read_phones,
)
from presskontakt.errors import Code, InvalidInput

VECTORS = tomllib.loads((Path(__file__).parent / "phone-vectors.toml").read_text(encoding="utf-8"))
FICTION = [
    ("+46701740605", "+46701740699"),
    ("+46313900600", "+46313900699"),
    ("+46406280400", "+46406280499"),
    ("+46846500400", "+46846500499"),
    ("+46980319200", "+46980319299"),
]
LINE_OF_DIGITS = st.text("0123456789+-–/().,:;oOx \u00a0\t\nankext", max_size=40)
EXTENSIONS = st.just("") | st.from_regex(r"[0-9]{1,8}", fullmatch=True)


def vectors(outcome: str, result: str) -> list[Any]:
    """One parameter for each raw text of the groups under `outcome`, named after its group and the text."""
    return [
        pytest.param(raw, group[result], id=f"{group['why'][:24]}-{number}")
        for group in VECTORS[outcome]
        for number, raw in enumerate(group["raw"])
    ]


def shown(number: PhoneNumber) -> str:
    return f"{number.e164};{number.extension}".rstrip(";")


@st.composite
def numbers(draw: st.DrawFn) -> PhoneNumber:
    """A Swedish number of any area and length that may be published, with or without an extension."""
    start = draw(st.sampled_from("70 73 10 8 31 40 90 980 910 611 20 200 771".split()))
    digits = start + draw(st.from_regex(r"[1-8][0-9]{4,7}", fullmatch=True))
    reading = read_phones(f"+46{digits}")
    extension = draw(EXTENSIONS)
    found = reading.numbers[0] if reading.numbers else PhoneNumber("+46701740605", PhoneKind.MOBILE)
    return PhoneNumber(found.e164, found.kind, extension)


@pytest.mark.parametrize(("raw", "expected"), vectors("accepted", "e164"))
def test_reads_what_a_careful_reader_takes(raw: str, expected: list[str]) -> None:
    reading = read_phones(raw)

    assert (raw, None) == (reading.raw, reading.code)
    assert expected == [shown(number) for number in reading.numbers]


@pytest.mark.parametrize(("raw", "expected"), vectors("refused", "code"))
def test_says_why_there_is_no_number(raw: str, expected: str) -> None:
    reading = read_phones(raw)

    assert ((), expected) == (reading.numbers, reading.code)


@pytest.mark.parametrize(
    ("raw", "national", "international", "href"),
    [
        ("+46701740605", "070-174 06 05", "+46 70 174 06 05", "tel:+46701740605"),
        ("+46846500410", "08-465 004 10", "+46 8 465 004 10", "tel:+46846500410"),
        ("+46313900600", "031-390 06 00", "+46 31 390 06 00", "tel:+46313900600"),
        ("+46980319200", "0980-31 92 00", "+46 980 31 92 00", "tel:+46980319200"),
        ("08-465 004 10x12", "08-465 004 10 ankn 12", "+46 8 465 004 10 ext. 12", "tel:+46846500410;ext=12"),
        ("0771117700", "0771-11 77 00", "+46 771 11 77 00", "tel:+46771117700"),
        ("0200282828", "0200-28 28 28", "+46 200 28 28 28", "tel:+46200282828"),
        ("020282828", "020-28 28 28", "+46 20 28 28 28", "tel:+4620282828"),
        ("+4721234567", "+47 21 23 45 67", "+47 21 23 45 67", "tel:+4721234567"),
    ],
)
def test_is_written_the_swedish_way(raw: str, national: str, international: str, href: str) -> None:
    number = parse_phone(raw)

    assert (national, international, href) == (number.national, number.international, number.href)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("070-174 06 05", PhoneKind.MOBILE),
        ("08-465 004 10", PhoneKind.FIXED_LINE),
        ("010-234 56 78", PhoneKind.UAN),
        ("0200-28 28 28", PhoneKind.TOLL_FREE),
        ("0771-11 77 00", PhoneKind.SHARED_COST),
        ("0900-876 54 32", PhoneKind.PREMIUM_RATE),
        ("075-234 56 78", PhoneKind.OTHER),
        ("+47 21 23 45 67", PhoneKind.FOREIGN),
    ],
)
def test_knows_what_kind_of_number_it_is(raw: str, kind: PhoneKind) -> None:
    number = parse_phone(raw)

    assert kind == number.kind
    assert is_premium(number) == (kind is PhoneKind.PREMIUM_RATE)


@pytest.mark.parametrize(("first", "last"), FICTION)
def test_fiction_begins_and_ends_where_pts_says(first: str, last: str) -> None:
    assert is_fictional(first)
    assert is_fictional(last)
    assert not is_fictional(f"+{int(first) - 1}")
    assert not is_fictional(f"+{int(last) + 1}")


@pytest.mark.parametrize("text", ["", "+", "a", "070-174 06 05", "+467017406050", "+47701740605", "9" * 99])
def test_text_that_is_no_swedish_number_is_not_fictional(text: str) -> None:
    assert not is_fictional(text)


def test_parsing_refuses_several_numbers_and_names_them() -> None:
    text = "070-174 06 05 eller 08-465 004 10"

    with pytest.raises(InvalidInput) as refused:
        parse_phone(text)

    (finding,) = refused.value.findings
    assert (Code.SEVERAL_NUMBERS, text) == (finding.code, finding.value)
    assert finding.facts == {"numbers": "070-174 06 05, 08-465 004 10"}


def test_parsing_says_why_there_is_no_number() -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_phone("070-174 06 0")

    (finding,) = refused.value.findings
    assert (finding.code, finding.value) == (Code.NUMBER_TOO_SHORT, "070-174 06 0")


@given(numbers())
def test_what_is_written_reads_as_the_same_number(number: PhoneNumber) -> None:
    assert number == parse_phone(number.national)
    assert number == parse_phone(number.international)
    assert number == parse_phone(number.href)


@given(numbers())
def test_area_codes_and_groups_are_those_of_phonenumbers(number: PhoneNumber) -> None:
    plain = PhoneNumber(number.e164, number.kind)
    written = phonenumbers.format_number(phonenumbers.parse(number.e164), PhoneNumberFormat.NATIONAL)

    if number.kind in {PhoneKind.MOBILE, PhoneKind.FIXED_LINE, PhoneKind.UAN}:
        assert written == plain.national
    assert written.replace("-", "").replace(" ", "") == plain.national.replace("-", "").replace(" ", "")


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS - {"SE"}))
def test_foreign_numbers_read_as_they_are_written(region: str) -> None:
    known = phonenumbers.example_number(region)
    assert known is not None
    number = parse_phone(phonenumbers.format_number(known, PhoneNumberFormat.E164))

    assert number.kind == PhoneKind.FOREIGN
    assert number == parse_phone(number.national) == parse_phone(number.international)
    assert number == parse_phone(number.href)


@given(st.text() | LINE_OF_DIGITS)
@example("(0" * 200)
@example("0" * 300)
@example("+" + "9" * 300)
@example("08-12 34 56 " * 9)
def test_reading_never_fails_and_finds_again_what_it_has_read(text: str) -> None:
    reading = read_phones(text)

    assert (reading.code is None) == bool(reading.numbers)
    assert len(reading.numbers) == len(set(reading.numbers))
    assert reading.numbers == read_phones(", ".join(number.national for number in reading.numbers)).numbers


@given(
    st.sampled_from(FICTION),
    st.integers(0, 94),
    st.sampled_from(["{} eller {}", "{} / {}", "{} {}", "({}), ({})", "{}\n{}"]),
)
def test_two_numbers_in_a_line_are_both_read(series: tuple[str, str], offset: int, line: str) -> None:
    first, second = parse_phone(series[0]), parse_phone(f"+{int(series[0]) + offset}")

    reading = read_phones(line.format(first.national, second.international))

    assert tuple(dict.fromkeys((first, second))) == reading.numbers
