"""Everyday words: no subject is told by them, however they are bent or mistyped."""

from collections import Counter

import pytest

from presskontakt.directory.model import Words
from presskontakt.routing.everyday import NEVER, Everyday
from presskontakt.routing.lexicon import Lexicon
from presskontakt.routing.question import Question
from presskontakt.routing.router import Router
from presskontakt.routing.text import words_of
from presskontakt.routing.vocabulary import Vocabulary, read_vocabulary
from tests.conftest import NOW


@pytest.fixture(scope="module")
def everyday() -> Everyday:
    return Everyday(Words(sv=("kanske", "bort", "årsskifte"), en=("rather",)))


@pytest.mark.parametrize("word", ["kanske", "årsskiftet", "för", "hur"])
def test_an_everyday_word_is_known_in_every_form(everyday: Everyday, word: str) -> None:
    assert everyday.has(word, ("sv",))
    assert not everyday.has("tårta", ("sv",))


def test_each_language_has_its_own(everyday: Everyday) -> None:
    assert everyday.has("rather", ("en",))
    assert not everyday.has("rather", ("sv",))


@pytest.mark.parametrize(
    ("word", "errors"),
    [("kanske", 0), ("arsskifte", 0), ("kansk", 1), ("årskiftet", 2), ("kanskeeee", NEVER), ("brt", NEVER)],
)
def test_long_words_may_be_mistyped(everyday: Everyday, word: str, errors: int) -> None:
    assert everyday.errors_from(word, ("sv",)) == errors


@pytest.mark.parametrize(
    ("text", "may_tell"),
    [("varfor", False), ("kansk", False), ("bort", False), ("2026", False), ("tårta", True), ("trrta", True)],
)
def test_a_text_may_be_about_anything_but_numbers_and_everyday_words(
    everyday: Everyday, text: str, may_tell: bool
) -> None:
    assert Lexicon((), everyday).may_tell(words_of(text)[0], "sv") == may_tell


def test_an_everyday_word_is_never_a_term_that_it_is_only_like(router: Router) -> None:
    """`fönstret` would be `foster` by a typing error."""
    words = """
    [[concepts]]
    id = "care"
    name.sv = "A"
    terms.sv = ["foster"]
    [everyday]
    sv = ["fönster"]
    """
    vocabulary = read_vocabulary({"a.toml": words})
    heard = Router(router.directory, vocabulary)

    assert [use.means for use in heard.examine("fönstret", "sv")] == [()]
    assert [bool(use.means) for use in heard.examine("fostret", "sv")] == [True]
    assert heard.route(Question(text="fönstret", lang="sv"), NOW).topics == ()


def test_the_everyday_words_of_all_files_count() -> None:
    files = {"a.toml": '[everyday]\nsv = ["kanske"]\n', "b.toml": '[everyday]\nsv = ["bort"]\nen = ["rather"]\n'}

    assert read_vocabulary(files).everyday == Words(("kanske", "bort"), ("rather",))


def test_what_ships_lists_no_everyday_word_twice(shared_words: Vocabulary) -> None:
    everyday = shared_words.everyday
    for listed in (everyday.sv, everyday.en):
        assert [word for word, times in Counter(listed).items() if times > 1] == []


def test_an_everyday_phrase_means_nothing_though_its_words_do(router: Router) -> None:
    words = """
    [[concepts]]
    id = "research"
    name.sv = "A"
    terms.sv = ["samband"]
    [everyday]
    sv = ["i samband med"]
    """
    heard = Router(router.directory, read_vocabulary({"a.toml": words}))

    assert [bool(use.means) for use in heard.examine("samband", "sv")] == [True]
    assert [(use.written, use.means) for use in heard.examine("i samband med", "sv")] == [("i samband med", ())]
