"""Shared vocabulary: reading it, and that what ships is whole."""

from collections import Counter

import pytest
from msgspec.structs import replace

from presskontakt.directory.model import LANGS, Directory, Localized, Topic, Words
from presskontakt.errors import Code, InvalidInput
from presskontakt.routing.question import Question
from presskontakt.routing.router import Router
from presskontakt.routing.text import FUNCTION_WORDS, words_of
from presskontakt.routing.vocabulary import Vocabulary, read_vocabulary
from tests.conftest import NOW

ONE = '[[concepts]]\nid = "a"\nname.sv = "A"\n'


def codes(*files: str) -> list[Code]:
    with pytest.raises(InvalidInput) as caught:
        read_vocabulary({f"{n}.toml": content for n, content in enumerate(files)})
    return [finding.code for finding in caught.value.findings]


def test_faults_of_all_files_are_told_at_once() -> None:
    assert codes("a = =", '[[concepts]]\nid = "b"\n', ONE, ONE) == [
        Code.SYNTAX,
        Code.MISSING,
        Code.DUPLICATE_ID,
    ]


def test_a_wider_concept_must_exist_and_not_come_back() -> None:
    assert codes(ONE + 'broader = "z"\n') == [Code.UNKNOWN_REFERENCE]
    assert codes(ONE + 'broader = "a"\n') == [Code.LOOP]


def test_what_ships_has_words_in_both_languages_for_every_concept(shared_words: Vocabulary) -> None:
    bare = [c.id for c in shared_words.concepts.values() if not (c.terms.sv and c.terms.en and c.name.en)]
    assert bare == []


def test_no_term_that_ships_stands_twice_in_its_concept_or_is_a_function_word(
    shared_words: Vocabulary,
) -> None:
    for concept in shared_words.concepts.values():
        for lang in LANGS:
            lists = (getattr(words, lang) for words in (concept.terms, concept.settings, concept.hints))
            twice = [term for term, n in Counter(term for each in lists for term in each).items() if n > 1]
            assert twice == [], concept.id
        small = [
            term
            for lang in LANGS
            for term in (*getattr(concept.terms, lang), *getattr(concept.settings, lang))
            if len(words_of(term)) == 1 and words_of(term)[0].folded in FUNCTION_WORDS[lang]
        ]
        assert small == [], concept.id


def test_every_exit_speaks_both_languages(shared_words: Vocabulary) -> None:
    assert [c.id for c in shared_words.concepts.values() if c.exit and not c.exit.en] == []


TAKES = """
[[concepts]]
id = "pets"
takes = ["jabs"]
name = { sv = "Husdjur" }
terms.sv = ["kanin"]
hints.sv = ["bur"]

[[concepts]]
id = "jabs"
name = { sv = "Vaccin" }
terms.sv = ["vaccin"]
"""


def test_a_term_takes_the_meaning_of_anothers_words_away(directory: Directory) -> None:
    """Beside a rabbit a vaccine is the vet's; a hint takes nothing away."""
    topics = (Topic(id="infection", name=Localized("Smittskydd"), concepts=("jabs",)),)
    cast = replace(directory, topics=topics, releases=(), expectations=(), contacts=())
    router = Router(cast, read_vocabulary({"a.toml": TAKES}))

    def understood(text: str) -> tuple[str, ...]:
        return router.route(Question(text=text, lang="sv"), NOW).topics

    assert understood("Vaccin?") == ("infection",)
    assert understood("Vaccin i en bur?") == ("infection",)
    assert understood("Vaccin till en kanin?") == ()


SETTINGS = """
[[concepts]]
id = "jabs"
name = { sv = "Vaccin" }
terms.sv = ["vaccin", "spruta"]
settings.sv = ["sjukhus", "läkare"]
"""


def test_a_setting_decides_but_one_alone_is_never_certain(directory: Directory) -> None:
    """Two are, with at most one word not understood; a directory's own word is never a setting."""
    topic = Topic(id="infection", name=Localized("Smittskydd"), concepts=("jabs",))

    def certainty(text: str, topic: Topic = topic) -> str:
        cast = replace(directory, topics=(topic,), releases=(), expectations=(), contacts=())
        decision = Router(cast, read_vocabulary({"a.toml": SETTINGS})).route(Question(text=text, lang="sv"), NOW)
        assert decision.topics == ("infection",)
        return decision.confidence

    assert certainty("Sjukhus") == "likely"
    assert certainty("Läkare på sjukhuset") == "certain"
    assert certainty("Läkare i gurkor på sjukhuset") == "certain"
    assert certainty("Läkare i gurkor och rabarber på sjukhuset") == "likely"
    assert certainty("Gurkor på sjukhuset") == "likely"
    assert certainty("Vaccin på sjukhuset") == "certain"
    assert certainty("Gurkor på sjukhuset", replace(topic, terms=Words(sv=("sjukhus",)))) == "certain"


def test_what_is_taken_must_exist() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_vocabulary({"a.toml": TAKES.replace('takes = ["jabs"]', 'takes = ["jabz"]')})

    (finding,) = caught.value.findings
    assert (finding.code, finding.value, finding.facts["nearest"]) == (Code.UNKNOWN_REFERENCE, "jabz", "jabs")


def test_a_directorys_own_word_is_not_taken_though_its_topic_is_called_as_a_concept(directory: Directory) -> None:
    own = Topic(id="jabs", name=Localized("Smittskydd"), terms=Words(sv=("spruta",)))
    cast = replace(directory, topics=(own,), releases=(), expectations=(), contacts=())
    router = Router(cast, read_vocabulary({"a.toml": TAKES}))

    assert router.route(Question(text="Spruta till en kanin?", lang="sv"), NOW).topics == ("jabs",)


def test_another_regions_business_is_its_own_and_ones_own_name_means_nothing(
    demo_directory: Directory, shared_words: Vocabulary
) -> None:
    skane = replace(demo_directory.organisation, name=Localized("Region Skåne", "Region Skåne"))
    asked = Question(text="Stoppar Region Skånes psykiatri hyrläkarna?", lang="sv")
    there = Router(replace(demo_directory, organisation=skane).public(), shared_words).route(asked, NOW)
    elsewhere = Router(demo_directory.public(), shared_words).route(
        replace(asked, text="Lägger Region Skåne ner?"), NOW
    )

    assert there.topics
    assert not there.exits
    assert [each.concept for each in elsewhere.exits] == ["other-regions"]
