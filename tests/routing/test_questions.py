"""How well invented questions are understood: a floor that may rise and must not fall."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from presskontakt.registry.folder import load_directory
from presskontakt.routing.question import Question
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary
from tests.conftest import NOW, ROOT

QUESTIONS = Path(__file__).with_name("questions.jsonl")
INFECTION = {"covid-19", "vaccination", "sampling", "disease-control"}  # one press contact has them all
CARE = {"health-care", "health-care-management"}


@pytest.fixture(scope="module")
def answered(shared_words: Vocabulary) -> list[tuple[dict[str, Any], str, str]]:
    """Each question with the first topic understood ("none" for none) and the confidence."""
    directory = load_directory(ROOT / "config" / "directories" / "region-vasterbotten.toml").public()
    router = Router(directory, shared_words)
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    found = [(row, router.route(Question(text=row["text"], lang=row["lang"]), NOW)) for row in rows]
    return [(row, decision.topics[0] if decision.topics else "none", decision.confidence) for row, decision in found]


def is_right(row: dict[str, Any], topic: str) -> bool:
    accepted = set(row["topics"])
    for family in (INFECTION, CARE):
        accepted |= family if accepted & family else set()
    return topic in accepted


@pytest.mark.parametrize(
    ("key", "value", "floor"),
    [
        ("kind", "easy", 0.93),
        ("kind", "hard", 0.82),
        ("kind", "fallback", 0.88),
        ("lang", "en", 0.86),
        ("misspelt", True, 0.9),
    ],
)
def test_the_share_that_is_understood_does_not_fall(
    answered: list[tuple[dict[str, Any], str, str]], key: str, value: object, floor: float
) -> None:
    rows = [(row, topic) for row, topic, _ in answered if row[key] == value]
    right = sum(is_right(row, topic) for row, topic in rows)

    assert right / len(rows) >= floor, f"{right} of {len(rows)}"


def test_what_is_called_certain_is_seldom_wrong(answered: list[tuple[dict[str, Any], str, str]]) -> None:
    count = Counter(is_right(row, topic) for row, topic, confidence in answered if confidence == "certain")

    assert count[False] / count.total() <= 0.07, count
