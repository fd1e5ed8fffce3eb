"""How well invented questions are understood: floors that may rise and must not fall.

Experience has met most of those in `questions.jsonl`; how they fare where it has not is asked apart.
"""

import io
from pathlib import Path

import pytest
from msgspec.structs import replace

from presskontakt.cli.evaluate import FullTextRouter, read_questions
from presskontakt.cli.learn import read_known
from presskontakt.registry.folder import load_directory
from presskontakt.registry.fulltext import FullText
from presskontakt.routing.evaluation import Report, evaluate
from presskontakt.routing.experience import Known, learn
from presskontakt.routing.question import Question
from presskontakt.routing.router import Router
from presskontakt.routing.text import words_of
from presskontakt.routing.vocabulary import Vocabulary
from tests.conftest import NOW, ROOT

QUESTIONS = Path(__file__).with_name("questions.jsonl")


@pytest.fixture(scope="module")
def router(shared_words: Vocabulary) -> Router:
    directory = load_directory(ROOT / "config" / "directories" / "region-vasterbotten.toml").public()
    return Router(directory, shared_words)


@pytest.fixture(scope="module")
def report(router: Router) -> Report:
    return judge(router)


@pytest.fixture(scope="module")
def unmet(router: Router, shared_words: Vocabulary) -> Report:
    """The same where experience has met none of them."""
    asked = read_questions(io.BytesIO(QUESTIONS.read_bytes()), QUESTIONS.name, router, NOW)
    met = {plain(question.text) for question in asked}
    known: list[Known] = []
    for path in sorted((ROOT / "config" / "questions").glob("*.jsonl")):
        with path.open("rb") as file:
            known += (question for question in read_known(file, shared_words) if plain(question.text) not in met)
    return judge(Router(router.directory, replace(shared_words, experience=learn(known))))


def judge(router: Router) -> Report:
    asked = read_questions(io.BytesIO(QUESTIONS.read_bytes()), QUESTIONS.name, router, NOW)
    fallback = router.directory.organisation.fallback
    return evaluate(asked, lambda each: router.route(Question(text=each.text, lang=each.lang), NOW), fallback)


def plain(question: str) -> tuple[str, ...]:
    return tuple(word.folded for word in words_of(question))


@pytest.mark.parametrize(
    ("group", "floor"),
    [("all", 0.98), ("sv", 0.98), ("en", 0.97), ("easy", 0.98), ("hard", 0.98), ("fallback", 0.95), ("misspelt", 0.88)],
)
def test_the_share_that_gets_the_right_contact_does_not_fall(report: Report, group: str, floor: float) -> None:
    score = report.scores[group]

    assert score.right / score.count >= floor, score


@pytest.mark.parametrize(
    ("directory", "name", "floor"),
    [
        ("config/directories/region-vasterbotten.toml", "fresh", 0.98),
        ("config/directories/region-vasterbotten.toml", "misspelt", 0.93),
        ("config/directories/exempelregionen.toml", "exempelregionen", 0.96),
        ("tests/routing/tallanda.toml", "tallanda", 0.97),
    ],
)
def test_questions_that_were_once_fresh_keep_their_share(
    shared_words: Vocabulary, directory: str, name: str, floor: float
) -> None:
    """Written without sight of the vocabulary; their misses have since been read and mended, so they are no proof.

    Experience has met most of the fresh ones, hardly any of the others. Tallanda is a second region on its first
    day: topics cut otherwise, and no word of its own.
    """
    invented = Router(load_directory(ROOT / directory).public(), shared_words)
    file = QUESTIONS.with_name(f"questions-{name}.jsonl")
    asked = read_questions(io.BytesIO(file.read_bytes()), file.name, invented, NOW)
    fallback = invented.directory.organisation.fallback
    score = evaluate(asked, lambda q: invented.route(Question(text=q.text, lang=q.lang), NOW), fallback).scores["all"]

    assert score.right / score.count >= floor, score


def test_experience_helps_with_questions_that_it_has_not_met(unmet: Report) -> None:
    everything, easy = unmet.scores["all"], unmet.scores["easy"]

    assert everything.right / everything.count >= 0.97
    assert everything.certain / everything.count >= 0.75
    assert easy.certain / easy.count >= 0.83
    assert everything.wrong_certain / everything.certain <= 0.01


def test_an_answer_is_often_certain_and_then_seldom_wrong(report: Report) -> None:
    everything, easy = report.scores["all"], report.scores["easy"]

    assert everything.certain / everything.count >= 0.78
    assert easy.certain / easy.count >= 0.88
    assert everything.wrong_certain / everything.certain <= 0.01


def test_few_are_sent_to_the_fallback_in_vain(report: Report) -> None:
    score = report.scores["all"]

    assert score.in_vain / score.wanted <= 0.02


def test_it_is_far_ahead_of_a_full_text_search(report: Report, router: Router, shared_words: Vocabulary) -> None:
    index = FullText(router.directory, shared_words)
    found = [index.find(line) for line in ("vaccinering", "Hur många har vaccinerats?", "xyzzy", "", '"; zq')]
    asked = read_questions(io.BytesIO(QUESTIONS.read_bytes()), QUESTIONS.name, router, NOW)
    fallback = router.directory.organisation.fallback
    baseline = evaluate(asked, FullTextRouter(router, shared_words, NOW).answer, fallback).scores["all"]

    assert found[0] == "vaccination"
    assert found[2:] == ["", "", ""]
    assert baseline.right <= report.scores["all"].right - 0.2 * len(asked)
