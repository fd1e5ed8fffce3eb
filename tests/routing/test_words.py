"""What the words of a directory do when each is asked alone: every kind of warning, on the cast."""

import pytest
from msgspec.structs import replace

from presskontakt.directory.model import Directory, Words
from presskontakt.errors import Code, Finding
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.routing.words import claimed_words, judge_words, own_words
from tests.conftest import NOW


def judged(directory: Directory, words: Vocabulary) -> list[Finding]:
    return list(judge_words(own_words(directory, "a.toml"), Router(directory.public(), words), words, NOW))


def with_terms(directory: Directory, kind: str, **terms: Words) -> Directory:
    items = tuple(replace(each, terms=terms.get(each.id, each.terms)) for each in getattr(directory, kind))
    return replace(directory, **{kind: items})


def test_the_words_of_the_cast_do_what_they_are_for(directory: Directory, words: Vocabulary) -> None:
    assert judged(directory, words) == []


@pytest.mark.parametrize(
    ("kind", "terms", "told"),
    [
        ("topics", {"care": Words(sv=("om",))}, (Code.UNREACHABLE_WORD, "–")),
        ("topics", {"care": Words(sv=("xyz",)), "growth": Words(sv=("xyz",))}, (Code.AMBIGUOUS_WORD, "Tillväxt")),
        ("topics", {"growth": Words(sv=("vaccin",))}, (Code.AMBIGUOUS_WORD, "Smittskydd")),
        ("topics", {"care": Words(sv=("vaccin",))}, (Code.SHADOWED_WORD, "Smittskydd")),
        ("places", {"ostby": Words(sv=("Holmen",)), "vastby": Words(sv=("Holmen",))}, (Code.AMBIGUOUS_WORD, "Västby")),
        ("roles", {"expert": Words(sv=("pressansvarig",))}, (Code.AMBIGUOUS_WORD, "sakkunnig")),
        ("releases", {"new-ward": Words(sv=("och",))}, (Code.UNREACHABLE_WORD, "–")),
    ],
)
def test_a_word_that_does_not_lead_to_its_own_is_told(
    directory: Directory, words: Vocabulary, kind: str, terms: dict[str, Words], told: tuple[Code, str]
) -> None:
    first = judged(with_terms(directory, kind, **terms), words)[0]

    assert (first.code, first.facts["other"]) == told
    assert first.is_warning


def test_the_place_of_a_warning_is_the_word(directory: Directory, words: Vocabulary) -> None:
    (finding,) = judged(with_terms(directory, "topics", care=Words(sv=("klinik", "om"))), words)

    assert finding.value == "om"
    assert finding.place.source == "a.toml"
    assert finding.place.pointer == "/topics/0/terms/sv/1"
    assert finding.place.label == "topics › care › terms › sv"


def test_a_wider_place_is_no_rival_of_a_narrower_one(directory: Directory, words: Vocabulary) -> None:
    nested = with_terms(directory, "places", county=Words(sv=("Holmen",)), ostby=Words(sv=("Holmen",)))

    assert judged(nested, words) == []


def test_words_of_a_topic_that_is_over_are_not_judged(directory: Directory, words: Vocabulary) -> None:
    assert judged(with_terms(directory, "topics", fair=Words(sv=("om",))), words) == []


def test_claimed_words_are_judged_where_they_are_claimed(directory: Directory, words: Vocabulary) -> None:
    claimed = list(claimed_words(directory, words))

    assert {word.name for word in claimed} == {"care", "infection", "growth"}
    assert claimed[0].place.label.startswith("concepts › ")


def test_few_words_that_ship_lead_elsewhere(shared_words: Vocabulary, demo_directory: Directory) -> None:
    words = list(claimed_words(demo_directory, shared_words))
    found = judge_words(words, Router(demo_directory.public(), shared_words), shared_words, NOW)

    assert len(words) > 10_000
    assert len(found) < len(words) / 100
    assert Code.UNREACHABLE_WORD not in {finding.code for finding in found}
