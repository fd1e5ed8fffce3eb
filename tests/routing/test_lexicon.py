"""How a word of a question is recognised as a term, and what a term costs it."""

import pytest

from presskontakt.directory.model import Words
from presskontakt.routing.everyday import Everyday
from presskontakt.routing.index import Term
from presskontakt.routing.lexicon import Lexicon, Match
from presskontakt.routing.text import words_of

TERMS = (
    Term("vaccine", "vaccin", ("sv",)),
    Term("vaccine", "vaccinera", ("sv",)),
    Term("antibody", "antikropp", ("sv",)),
    Term("care", "vård", ("sv",)),
    Term("centre", "vårdcentral", ("sv",)),
    Term("school", "skola", ("sv",)),
    Term("doctor", "läkare", ("sv",)),
    Term("church", "kyrka", ("sv",)),
    Term("animals", "djursjukhus", ("sv",)),
    Term("care", "sjukhus", ("sv",)),
    Term("computers", "smittad dator", ("sv",)),
    Term("infection", "smitta", ("sv",)),
    Term("eu", "EU", ("sv", "en")),
    Term("waiting", "waiting time", ("en",)),
    Term("covid", "covid-19", ("sv", "en")),
    Term("company", "Moderna", ("sv",)),
    Term("umea", "Umeå", is_name=True),
    Term("psychiatry", "psykiatri", ("sv",)),
    Term("reception", "mottagning", ("sv",)),
    Term("trials", "klinisk prövning", ("sv",)),
    Term("examination", "prövning", ("sv",)),
    Term("region", "regn", ("sv",)),
    Term("year", "2020", ("sv",)),
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon(TERMS, Everyday(Words(sv=("region", "regionen"))))


def found(lexicon: Lexicon, text: str, lang: str | None = "sv") -> list[tuple[str, str]]:
    return [(hit.target, hit.how.value) for match in look(lexicon, text, lang) for hit in match.hits]


def look(lexicon: Lexicon, text: str, lang: str | None = "sv") -> list[Match]:
    return lexicon.matches(words_of(text), lang)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vaccin", [("vaccine", "word")]),
        ("Vaccinets", [("vaccine", "word")]),
        ("vaccinerades", [("vaccine", "word")]),
        ("antikroppstest", [("antibody", "part")]),
        ("intensivvården", [("care", "part")]),
        ("skolvård", [("school", "part"), ("care", "head")]),
        ("läkarnota", [("doctor", "part")]),
        ("kyrkoval", [("church", "part")]),
        ("vacin", [("vaccine", "typo")]),
        ("smtta", [("infection", "typo")]),
        ("djursjukhuset", [("animals", "word")]),
        ("vacsin", [("vaccine", "typo")]),
        ("antikrop", [("antibody", "typo")]),
        ("anti kropp", [("antibody", "word")]),
        ("vård central", [("centre", "word")]),
        ("smittade datorer", [("computers", "phrase")]),
        ("smittade människor", [("infection", "word")]),
        ("EU", [("eu", "word")]),
        ("europa", []),
        ("covid 19", [("covid", "phrase")]),
        ("COVID-19-läget", [("covid", "phrase")]),
        ("covid19", [("covid", "word")]),
        ("Umeås", [("umea", "word")]),
        ("umea", [("umea", "typo")]),
        ("vaccin från Moderna", [("vaccine", "word"), ("company", "word")]),
        ("den moderna vården", [("care", "word")]),
        ("och", []),
        ("xyzzy", []),
    ],
)
def test_a_word_is_recognised(lexicon: Lexicon, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(lexicon, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("psykriatin", [("psychiatry", "typos")]),
        ("hörselmotagningen", [("reception", "part-typo")]),
        ("skolmotagning", [("school", "part"), ("reception", "part-typo")]),
        ("vacsinsmottagning", [("vaccine", "typo"), ("reception", "part")]),
        ("klinisk prövnng", [("trials", "phrase")]),
        ("älgmottagning", [("reception", "part")]),
        ("regonen", []),
        ("rengn", [("region", "typo")]),
        ("2021", []),
        ("2020", [("year", "word")]),
    ],
)
def test_a_typing_error_is_forgiven_in_parts_and_phrases_but_not_made_of_everyday_words(
    lexicon: Lexicon, text: str, expected: list[tuple[str, str]]
) -> None:
    """`regonen` is as near to "regionen", which any question has, and a number is that number only."""
    assert found(lexicon, text) == expected


def test_a_word_is_worth_less_the_less_surely_it_was_recognised(lexicon: Lexicon) -> None:
    weights = [look(lexicon, text)[0].hits[0].weight for text in ("vaccin", "vaccinbuss", "vacsin")]

    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == len(weights)


def test_english_terms_are_found_in_english(lexicon: Lexicon) -> None:
    assert found(lexicon, "Waiting times?", "en") == [("waiting", "phrase")]


def test_a_match_names_the_words_as_written(lexicon: Lexicon) -> None:
    (match,) = look(lexicon, "Är SMITTADE datorer farliga?")

    assert (match.written, match.first, match.last) == ("SMITTADE datorer", 1, 2)


def test_an_extended_lexicon_has_both_and_leaves_the_first_alone(lexicon: Lexicon) -> None:
    larger = lexicon.extended([Term("trams", "blask", ("sv",))])

    assert found(larger, "blask och vaccin") == [("trams", "word"), ("vaccine", "word")]
    assert found(lexicon, "blask") == []


def test_words_seen_are_not_kept_without_bound(lexicon: Lexicon) -> None:
    for number in range(5_000):
        look(lexicon, f"ord{number}")

    assert sum(map(len, lexicon._seen.values())) <= 4_096
