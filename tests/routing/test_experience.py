"""Experience: what it learns, what it says, and when it is heard."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from presskontakt.cli.learn import read_known
from presskontakt.directory.model import Directory, Topic, Words
from presskontakt.errors import Code, InvalidInput
from presskontakt.registry.folder import EXPERIENCE, load_vocabulary
from presskontakt.routing.experience import (
    LEAST,
    SMOOTHING,
    Experience,
    Known,
    learn,
    read_experience,
    write_experience,
)
from presskontakt.routing.question import Question
from presskontakt.routing.router import Router
from presskontakt.routing.text import words_of
from presskontakt.routing.vocabulary import Vocabulary
from tests.conftest import NOW, ROOT

CARE = [Known(f"Doktorn {word} mormor", "sv", ("care",)) for word in ("krama", "pussa", "vila", "sova")]
OTHERS = [Known(f"Katten {word} mormor", "sv", ("",)) for word in ("jama", "springa", "hoppa", "klia")]


@pytest.fixture(scope="module")
def experience() -> Experience:
    return learn([*CARE, *OTHERS])


def test_a_word_weighs_the_logarithm_of_how_much_oftener_it_meant_a_concept(experience: Experience) -> None:
    usual = 0.5
    expected = math.log((4 + SMOOTHING * usual) / (4 + SMOOTHING) / usual)

    assert experience.concepts == ("care", "")
    assert experience.words["doktor"][0] == round(100 * expected)
    assert experience.words["katt"][1] == round(100 * expected)


def test_words_that_are_rare_or_mean_anything_and_small_ones_are_left_out(experience: Experience) -> None:
    """`mormor` stood in both alike, `krama` once."""
    assert LEAST == 2
    assert set(experience.words) == {"doktor", "katt"}
    assert set(learn([Known("och 12 och 12", "sv", ("care",))] * 3).words) == set()


def test_a_question_of_two_concepts_counts_half_for_each() -> None:
    """`gurka` stood twice, for either alike, in nine parts care of ten, and so speaks a little for what is rarer."""
    learnt = learn([*[Known("gurka", "sv", ("care", ""))] * 2, *CARE * 2, OTHERS[0]])

    care, others = learnt.words["gurka"]
    usual = (1 + 8) / 11, (1 + 1) / 11
    assert care == round(100 * math.log((1 + SMOOTHING * usual[0]) / (2 + SMOOTHING) / usual[0])) < 0
    assert others == round(100 * math.log((1 + SMOOTHING * usual[1]) / (2 + SMOOTHING) / usual[1])) > 0


def test_the_words_of_a_text_add_up_in_any_form(experience: Experience) -> None:
    once, twice = (experience.lean(words_of(text), "sv") for text in ("doktorns", "doktorn och katterna"))

    assert once["care"] > 0 > once[""]
    assert twice["care"] == pytest.approx(twice[""])
    assert experience.lean(words_of("xyzzy"), "sv") == {"care": 0, "": 0}
    assert Experience().lean(words_of("doktorn"), "sv") == {}


def test_the_telling_words_are_told_as_written(experience: Experience) -> None:
    assert experience.telling(words_of("Katten bet doktorn och Doktorns katter"), "sv", "care", "") == (
        "doktorn",
        "Doktorns",
    )


@given(
    st.dictionaries(
        st.text("abcdåäö", min_size=1, max_size=9), st.tuples(st.integers(-900, 900), st.integers(-900, 900))
    )
)
def test_what_is_written_is_read_again(words: dict[str, tuple[int, int]]) -> None:
    experience = Experience(("care", ""), words)

    assert read_experience(write_experience(experience), "a.tsv", ["care"]) == experience


def test_every_fault_of_a_table_is_told_with_its_line() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_experience("word\tcare\tkare\na\t1\t2\nb\t1\nc\t1\tx\n\t1\t2\na\t1\t2\n", "a.tsv", ["care"])

    assert [(finding.code, finding.place.line, finding.value) for finding in caught.value.findings] == [
        (Code.UNKNOWN_CONCEPT, 1, "kare"),
        (Code.BAD_WEIGHTS, 3, "b\t1"),
        (Code.BAD_WEIGHTS, 4, "c\t1\tx"),
        (Code.BAD_WEIGHTS, 5, "\t1\t2"),
        (Code.BAD_WEIGHTS, 6, "a\t1\t2"),
    ]


@pytest.mark.parametrize("concepts", [("care",), ("care", "business"), ("",), ()])
def test_experience_may_know_few_concepts(directory: Directory, words: Vocabulary, concepts: tuple[str, ...]) -> None:
    weights = {"vård": (-900, 900)[: len(concepts)], "gurka": (900, 900)[: len(concepts)]}
    router = Router(directory.public(), replace(words, experience=Experience(concepts, weights)))

    for text in ("vård", "gurka", "xyzzy"):
        assert router.route(Question(text=text, lang="sv"), NOW).steps
        assert router.examine(text, "sv")


def heard(directory: Directory, words: Vocabulary, weights: dict[str, tuple[int, ...]]) -> Router:
    """A router of the cast with experience of care and business."""
    return Router(directory.public(), replace(words, experience=Experience(("care", "business", ""), weights)))


def test_experience_decides_where_the_words_leave_it_open(directory: Directory, words: Vocabulary) -> None:
    router = heard(directory, words, {"gurka": (600, -100, 0), "jubileum": (0, 0, 600)})
    (care, elsewhere) = (router.route(Question(text=text, lang="sv"), NOW) for text in ("gurkor", "jubileum"))

    assert (care.topics, care.confidence) == (("care",), "likely")
    assert [(reason.code, reason.words) for reason in care.reasons] == [("topic-learnt", ("gurkor",))]
    assert (elsewhere.topics, elsewhere.confidence) == ((), "unsure")


def test_what_the_words_left_to_nobody_experience_may_take_away(directory: Directory, words: Vocabulary) -> None:
    """`patient` is a hint of care, no more; where every topic is of a kind that experience knows."""
    known = tuple(topic for topic in directory.topics if topic.id in {"care", "growth"})
    cast = replace(directory, topics=known, releases=(), expectations=(), contacts=())
    router = heard(cast, words, {"tvärsnitt": (-500, 0, 500)})
    decision = router.route(Question(text="patient tvärsnitt", lang="sv"), NOW)

    assert (decision.topics, decision.confidence) == ((), "likely")
    assert [(reason.code, reason.words) for reason in decision.reasons] == [("not-ours-learnt", ("tvärsnitt",))]


def test_experience_must_agree_for_an_answer_to_be_certain_and_may_turn_it(
    directory: Directory, words: Vocabulary
) -> None:
    agrees, doubts, objects = (
        heard(directory, words, {"vård": weights}) for weights in ((200, 0, 0), (0, 0, 200), (-900, 900, 0))
    )
    asked = Question(text="vård", lang="sv")

    assert [router.route(asked, NOW).confidence for router in (agrees, doubts)] == ["certain", "likely"]
    assert [router.route(asked, NOW).topics for router in (agrees, doubts)] == [("care",), ("care",)]
    assert objects.route(asked, NOW).topics == ("growth",)


def test_however_much_experience_says_something_must_prove_it(directory: Directory, words: Vocabulary) -> None:
    """`patient` is a hint."""
    router = heard(directory, words, {"patient": (900, 0, 0)})

    assert router.route(Question(text="patient", lang="sv"), NOW).confidence == "likely"


def test_a_topic_that_experience_does_not_know_is_left_alone(directory: Directory, words: Vocabulary) -> None:
    name = directory.topics[0].name
    topics = (Topic(id="games", name=name, concepts=("sport",)), Topic(id="care", name=name, concepts=("care",)))
    cast = replace(directory, topics=topics, releases=(), expectations=(), contacts=())
    router = heard(cast, words, {"ishockey": (900, 0, -900)})

    decision = router.route(Question(text="ishockey", lang="sv"), NOW)

    assert (decision.topics, decision.confidence) == (("games",), "certain")


@pytest.mark.parametrize("text", ["hej", "krama mormor", "Vaccineras kaniner?", "Röntgen i Lund", "teater", "xyzzy"])
def test_whatever_a_directory_claims_it_answers(directory: Directory, shared_words: Vocabulary, text: str) -> None:
    """A municipality's only topic may be culture, or a part of health care: then experience knows too little to say."""
    name = directory.topics[0].name
    for concept in shared_words.concepts:
        topics = (Topic(id="only", name=name, concepts=(concept,)),)
        cast = replace(directory, topics=topics, releases=(), expectations=(), contacts=directory.contacts[-1:])
        router = Router(cast.public(), shared_words)

        decision = router.route(Question(text=text, lang="sv"), NOW)

        silent = {reason.code for reason in decision.reasons if not reason.words}
        assert silent <= {"nothing-understood", "no-contact-for-topic"}, concept
        assert decision.steps


def test_a_topic_of_another_kind_is_so_under_a_known_one_too(directory: Directory, words: Vocabulary) -> None:
    name = directory.topics[0].name
    topics = (
        Topic(id="care", name=name, concepts=("care",)),
        Topic(id="games", name=name, parent="care", concepts=("sport",)),
        Topic(id="ward", name=name, parent="care", terms=Words(sv=("avdelning",))),
    )
    cast = replace(directory, topics=topics, releases=(), expectations=(), contacts=())
    router = heard(cast, words, {"avdelning": (900, 0, -900), "ishockey": (0, 0, 900)})

    found = [router.weigh(text, "sv")[1] for text in ("ishockey", "avdelning")]
    assert [opinion and opinion.first for opinion in found] == [None, "care"]


def test_where_to_turn_is_told_though_experience_decided(directory: Directory, words: Vocabulary) -> None:
    known = tuple(topic for topic in directory.topics if topic.id in {"care", "growth"})
    cast = replace(directory, topics=known, releases=(), expectations=(), contacts=())
    router = heard(cast, words, {"tvärsnitt": (-900, 0, 900)})

    decision = router.route(Question(text="vård tvärsnitt dator", lang="sv"), NOW)

    assert {reason.code for reason in decision.reasons} & {"not-ours", "not-ours-learnt"}
    assert [each.concept for each in decision.exits] == ["computers"]


def test_a_part_of_a_concept_is_not_meant_by_the_whole(directory: Directory, shared_words: Vocabulary) -> None:
    topics = (Topic(id="teeth", name=directory.topics[0].name, concepts=("dental-care",)),)
    router = Router(replace(directory, topics=topics, releases=(), expectations=(), contacts=()), shared_words)
    asked = ("Hur lång är kön till höftoperation?", "Kan jag få tandställning gratis?")

    assert [router.route(Question(text=text, lang="sv"), NOW).topics for text in asked] == [(), ("teeth",)]


def test_what_ships_was_learnt_from_the_questions_that_ship(shared_words: Vocabulary) -> None:
    """After a change of either: presskontakt learn config/questions/*.jsonl."""
    files = sorted((ROOT / "config" / "questions").glob("*.jsonl"))
    known = [question for path in files for question in _known(path, shared_words)]

    assert write_experience(learn(known)) == (ROOT / "config" / "vocabulary" / EXPERIENCE).read_text(encoding="utf-8")
    assert len(known) == len({(question.text.casefold(), question.lang) for question in known})


def test_a_folder_of_words_needs_no_experience(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('[everyday]\nsv = ["kanske"]\n', encoding="utf-8")

    assert load_vocabulary(tmp_path).experience == Experience()


def _known(path: Path, vocabulary: Vocabulary) -> list[Known]:
    with path.open("rb") as file:
        return read_known(file, vocabulary)
