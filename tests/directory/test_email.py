"""E-mail addresses: vectors with their reasons, and the laws of reading and writing."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from presskontakt.directory.email import EmailAddress, parse_email, read_emails
from presskontakt.errors import Code, InvalidInput

VECTORS = tomllib.loads((Path(__file__).parent / "email-vectors.toml").read_text(encoding="utf-8"))
WORDS = st.from_regex(r"[a-zåäö][a-zåäö0-9]{0,8}", fullmatch=True)
LOCALS = st.lists(WORDS, min_size=1, max_size=3).flatmap(
    lambda words: st.sampled_from([".", "-", "_", "+"]).map(lambda mark: mark.join(words))
)
DOMAINS = st.from_regex(r"[a-zåäö]{2,10}", fullmatch=True).map(lambda name: f"{name}.example")
LINE_OF_MARKS = st.text("aåA.@-_ ()[]<>:;,'%&?\t\n0mailto:snabel-apunktatdot", max_size=40)


def vectors(outcome: str, result: str) -> list[Any]:
    """One parameter for each raw text of the groups under `outcome`, named after its group and the text."""
    return [
        pytest.param(raw, group[result], id=f"{group['why'][:24]}-{number}")
        for group in VECTORS[outcome]
        for number, raw in enumerate(group["raw"])
    ]


@pytest.mark.parametrize(("raw", "expected"), vectors("accepted", "addresses"))
def test_reads_what_a_careful_reader_takes(raw: str, expected: list[str]) -> None:
    reading = read_emails(raw)

    assert (raw, None) == (reading.raw, reading.code)
    assert expected == [address.normalized for address in reading.addresses]


@pytest.mark.parametrize(("raw", "expected"), vectors("refused", "code"))
def test_says_why_there_is_no_address(raw: str, expected: str) -> None:
    reading = read_emails(raw)

    assert ((), expected) == (reading.addresses, reading.code)


@pytest.mark.parametrize(
    ("raw", "ascii_form", "href"),
    [
        ("Anna.Exempel@kommun.example", "anna.exempel@kommun.example", "mailto:anna.exempel@kommun.example"),
        ("press@åmål.example", "press@xn--ml-xiab.example", "mailto:press@xn--ml-xiab.example"),
        ("åsa@kommun.example", None, "mailto:%C3%A5sa@kommun.example"),
        ("åsa@åmål.example", None, "mailto:%C3%A5sa@%C3%A5m%C3%A5l.example"),
        ("anna+press@kommun.example", "anna+press@kommun.example", "mailto:anna+press@kommun.example"),
        ("a%b#c@kommun.example", "a%b#c@kommun.example", "mailto:a%25b%23c@kommun.example"),
    ],
)
def test_is_written_for_machines_too(raw: str, ascii_form: str | None, href: str) -> None:
    address = parse_email(raw)

    assert (ascii_form, href) == (address.ascii, address.href)


def test_parsing_refuses_several_addresses_and_names_them() -> None:
    text = "Anna@kommun.example, press@kommun.example"

    with pytest.raises(InvalidInput) as refused:
        parse_email(text)

    (finding,) = refused.value.findings
    assert (Code.SEVERAL_ADDRESSES, text) == (finding.code, finding.value)
    assert finding.facts == {"addresses": "anna@kommun.example, press@kommun.example"}


def test_parsing_says_why_there_is_no_address() -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_email("anna@kommun")

    (finding,) = refused.value.findings
    assert (finding.code, finding.value) == (Code.ADDRESS_DOMAIN, "anna@kommun")


@given(LOCALS, DOMAINS)
def test_what_is_written_reads_as_the_same_address(local: str, domain: str) -> None:
    for address in read_emails(f"{local}@{domain}").addresses:
        assert address == parse_email(address.normalized)
        assert address == parse_email(address.href)
        assert address == parse_email(address.normalized.upper())
        assert address == parse_email(f"E-post: <{address.normalized}>.")


@given(st.text() | LINE_OF_MARKS | st.emails())
@example("xx" * 5_000 + "@kommun.example")
@example("@" * 500)
@example("İ@kommun.example")
@example("a@" + "å" * 300 + ".example")
def test_reading_never_fails_and_finds_again_what_it_has_read(text: str) -> None:
    reading = read_emails(text)

    assert (reading.code is None) == bool(reading.addresses)
    assert len(reading.addresses) == len(set(reading.addresses))
    written = " ".join(address.normalized for address in reading.addresses)
    assert reading.addresses == read_emails(written).addresses


def test_an_address_compares_by_content() -> None:
    assert EmailAddress("anna@kommun.example", "anna@kommun.example") == parse_email("ANNA@kommun.example")
