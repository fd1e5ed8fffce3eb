"""Counting right answers: every count means what it says."""

from presskontakt.routing.evaluation import Judged, Score, evaluate
from presskontakt.routing.question import Confidence, Decision, Step

ANSWERS: dict[str, tuple[tuple[str, ...], Confidence]] = {
    "best": (("a", "z"), "certain"),
    "acceptable": (("b", "a"), "likely"),
    "second": (("c", "b"), "certain"),
    "wrong": (("c", "d"), "certain"),
    "in vain": (("z",), "unsure"),
    "nobody's": (("z",), "certain"),
}


def answer(judged: Judged) -> Decision:
    contacts, confidence = ANSWERS[judged.text]
    steps = tuple(Step(contact=contact) for contact in contacts)
    return Decision(organisation="x", digest="", confidence=confidence, steps=steps)


def test_every_count_means_what_it_says() -> None:
    asked = [Judged(text, text, ("a", "b"), "sv", "easy") for text in ANSWERS if text != "nobody's"]
    asked.append(Judged("n", "nobody's", ("z",), kind="hard", is_misspelt=True))
    report = evaluate(asked, answer, "z")

    assert report.scores["all"] == Score(
        count=6, right=3, best=2, among_two=4, certain=4, wrong_certain=2, wanted=5, in_vain=1
    )
    assert {name: score.count for name, score in report.scores.items()} == {
        "all": 6,
        "sv": 5,
        "easy": 5,
        "hard": 1,
        "misspelt": 1,
    }
    assert report.recall == {"a": (1, 5), "z": (1, 1)}
    assert [miss.judged.text for miss in report.misses] == ["second", "wrong", "in vain"]
