"""When an answer is certain: what proves it, what speaks against it, and what is not understood."""

import pytest
from msgspec.structs import replace

from presskontakt.directory.model import Directory, Lang, Topic, Words
from presskontakt.routing.desks import desks_of
from presskontakt.routing.evidence import AGREED, ALONE, SECONDED, UNKNOWN, Certainty
from presskontakt.routing.index import TELLING, Grade
from presskontakt.routing.question import Question
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary, read_vocabulary
from tests.conftest import NOW


def confidence(router: Router, text: str, lang: Lang = "sv") -> str:
    return router.route(Question(text=text, lang=lang), NOW).confidence


def weighed(router: Router, text: str) -> Certainty:
    certainty, _ = router.weigh(text, "sv")
    assert certainty
    return certainty


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("vaccin", 0),
        ("Hur många fick vaccin i Östby förra året?", 0),
        ("Får Anna Andberg vaccin den 12 mars?", 0),
        ("Vem knycklade vaccin i tvättkorgen?", 2),
    ],
)
def test_names_numbers_and_what_questions_are_made_of_ask_for_no_more(router: Router, text: str, unknown: int) -> None:
    assert weighed(router, text).unknown == unknown


def test_every_word_that_is_not_understood_asks_for_a_larger_lead(router: Router) -> None:
    few, many = (
        "Knycklade kusinen vaccin?",
        "Knycklade kusinen vaccin, gurkor, mattor, rabarber, gardiner, krukor, stövlar och morötter?",
    )

    assert weighed(router, many).needed == pytest.approx(weighed(router, few).needed + 7 * UNKNOWN)
    assert [confidence(router, each) for each in (few, many)] == ["certain", "likely"]


def test_nothing_understood_has_no_certainty(router: Router) -> None:
    assert router.weigh("gurkor", "sv") == (None, None)


def test_a_lead_must_be_large_and_clear() -> None:
    assert [Certainty(proof, 0, 0).is_enough for proof in (ALONE - 0.01, ALONE)] == [False, True]
    assert [Certainty(10, doubt, 0).is_enough for doubt in (5.5, 5.6)] == [True, False]


def test_experience_must_agree_and_then_less_proof_is_enough() -> None:
    assert [Certainty(SECONDED, 0, 0, lead).is_enough for lead in (AGREED, AGREED - 0.1)] == [True, False]
    assert [Certainty(proof, 0, 0, 9).is_enough for proof in (SECONDED, SECONDED - 0.01)] == [True, False]


def test_one_setting_proves_too_little_and_doubts_more(directory: Directory) -> None:
    """A hospital alone may be in any story; beside a patient it is about care, unless it is in a war."""
    ours = '[[concepts]]\nid = "care"\nname.sv = "A"\nterms.sv = ["kirurgi"]\nsettings.sv = ["sjukhus", "patient"]'
    others = '[[concepts]]\nid = "war"\nname.sv = "B"\nsettings.sv = ["krig"]'
    topics = (Topic(id="health", name=directory.topics[0].name, concepts=("care",)),)
    router = Router(_with(directory, topics), read_vocabulary({"a.toml": f"{ours}\n{others}"}))

    asked = ("sjukhus", "sjukhus patient", "sjukhus patient krig", "kirurgi")
    assert [confidence(router, text) for text in asked] == ["likely", "certain", "likely", "certain"]


def grade(router: Router, word: str, lang: Lang) -> Grade:
    (use,) = router.examine(word, lang)
    assert use.means[0].weight >= TELLING
    return use.means[0].grade


@pytest.mark.parametrize(
    ("word", "lang", "expected"),
    [
        ("företagets", "sv", "full"),
        ("företagg", "sv", "full"),
        ("businesses", "en", "full"),
        ("busy", "en", "hint"),
        ("doktorera", "sv", "hint"),
    ],
)
def test_a_word_of_the_dictionary_that_is_only_like_a_term_proves_nothing(
    directory: Directory, word: str, lang: Lang, expected: Grade
) -> None:
    """`busy` has the stem of `business`, `doktorera` that of `doktor`; `företagg` is no word but a mistyped one."""
    terms = 'terms.sv = ["företag", "doktor"]\nterms.en = ["business"]'
    words = read_vocabulary({"a.toml": f'[[concepts]]\nid = "business"\nname.sv = "A"\n{terms}'})
    topics = (Topic(id="growth", name=directory.topics[0].name, concepts=("business",)),)
    assert grade(Router(_with(directory, topics), words), word, lang) == expected


def test_it_matters_little_which_of_two_topics_is_meant_when_both_have_the_same_people(
    directory: Directory, words: Vocabulary
) -> None:
    name = directory.topics[0].name
    nested = (
        Topic(id="infection", name=name),
        Topic(id="measles", name=name, parent="infection", terms=Words(sv=("mässling",))),
        Topic(id="flu", name=name, parent="infection", terms=Words(sv=("influensa",))),
    )
    apart = (*nested, Topic(id="growth", name=name, terms=Words(sv=("skola",))))
    router = Router(_with(directory, apart), words)

    assert confidence(router, "mässling eller influensa") == "certain"
    assert confidence(router, "mässling eller skola") == "likely"
    desks = desks_of(_with(directory, apart))
    assert desks["measles"] == desks["flu"] != desks["growth"]


def _with(directory: Directory, topics: tuple[Topic, ...]) -> Directory:
    """The cast with other topics; assignments to topics that are gone stay, and mean nothing."""
    return replace(directory.public(), topics=topics)
