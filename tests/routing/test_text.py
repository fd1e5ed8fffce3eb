"""Words: folding, forms, and which language."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presskontakt.routing.text import (
    fold,
    guess_language,
    is_told,
    lemma,
    sound,
    stem,
    without_dots,
    words_for,
    words_of,
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Åsele", "åsele"),
        ("IDÉ", "ide"),
        ("Ærø", "ärö"),
        ("Müller", "muller"),
        ("A\u030asele", "åsele"),
        ("ﬁber", "fiber"),
    ],
)
def test_folding_keeps_swedish_letters_and_drops_other_accents(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="abcåäö ÅÄÖé", max_size=20))
def test_folding_does_not_depend_on_how_letters_are_composed(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@given(st.text(max_size=80))
def test_words_stand_in_the_text_in_order(text: str) -> None:
    rest = text
    for word in words_of(text):
        _, found, rest = rest.partition(word.written)
        assert found


def test_hyphens_part_words() -> None:
    assert [word.folded for word in words_of("COVID-19, e-tjänst & RS-virus!")] == [
        "covid",
        "19",
        "e",
        "tjänst",
        "rs",
        "virus",
    ]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Hur många har vaccinerats?", "sv"),
        ("How many have been vaccinated?", "en"),
        ("sjukhuskö", "sv"),
        ("AT-läkare saknas i Lycksele", "sv"),
        ("vaccination", None),
        ("", None),
    ],
)
def test_the_language_is_guessed_from_the_small_words(text: str, lang: str | None) -> None:
    assert guess_language(words_of(text)) == lang


def test_forms_of_words() -> None:
    assert lemma("barnmorskorna", "sv") == "barnmorska"
    assert lemma("xyzzy", "sv") == ""
    assert stem("vaccinationerna", "sv") == "vaccination"
    assert without_dots("förlossningsvård") == "forlossningsvard"


@pytest.mark.parametrize(("left", "right"), [("vacin", "vaccin"), ("skala", "scala"), ("kalla", "qala")])
def test_words_that_sound_alike(left: str, right: str) -> None:
    assert sound(left) == sound(right)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Köpglädjen smittar av sig på handeln", True),
        ("Smittar köpglädjen av sig på handeln?", False),
        ("hur smittar köpglädjen av sig på handeln", False),
        ("Ni sade att köpglädjen smittar av sig", False),
        ("köpglädje i handeln", False),
        ("Regionens köpglädje smittar av sig på handeln", False),
        ("I Region Söder smittar köpglädjen av sig", True),
        ("Köpglädjen smittar av sig i Norr", False),
        ("", False),
    ],
)
def test_a_headline_asks_nothing_and_speaks_to_nobody(text: str, told: bool) -> None:
    assert is_told(text, words_of(text), words_for("Region Norr")) == told
