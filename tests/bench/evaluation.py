"""How well the invented questions are understood, beside a full-text search over the same words."""

from collections.abc import Iterator
from datetime import UTC, datetime

from presskontakt.cli.evaluate import FullTextRouter, read_questions
from presskontakt.registry.folder import load_directory, load_vocabulary
from presskontakt.routing.evaluation import Judged, evaluate
from presskontakt.routing.question import Decision, Question
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary
from tests.bench.table import ROOT, Row

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SHIPPED = ROOT / "config" / "directories"
QUESTIONS = ROOT / "tests" / "routing"
BUDGETS = {"all": "0.92", "easy": "0.97", "misspelt": "0.90", "en": "0.90"}
SETS = (
    (SHIPPED / "region-vasterbotten.toml", "questions.jsonl"),
    (SHIPPED / "region-vasterbotten.toml", "questions-fresh.jsonl"),
    (SHIPPED / "region-vasterbotten.toml", "questions-misspelt.jsonl"),
    (SHIPPED / "exempelregionen.toml", "questions-exempelregionen.jsonl"),
    (QUESTIONS / "tallanda.toml", "questions-tallanda.jsonl"),
)


def rows() -> Iterator[Row]:
    """Shares of each set: right first, certain, wrong though certain, in vain to the fallback; and FTS5's."""
    vocabulary = load_vocabulary(ROOT / "config" / "vocabulary")
    for path, name in SETS:
        directory = load_directory(path).public()
        yield from _of_set(name, Router(directory, vocabulary), vocabulary)


def _of_set(name: str, router: Router, vocabulary: Vocabulary) -> Iterator[Row]:
    def ours(each: Judged) -> Decision:
        return router.route(Question(text=each.text, lang=each.lang), NOW)

    asked = read_questions((QUESTIONS / name).read_bytes().splitlines(), name, router, NOW)
    fallback = router.directory.organisation.fallback
    scores = evaluate(asked, ours, fallback).scores
    found = evaluate(asked, FullTextRouter(router, vocabulary, NOW).answer, fallback).scores["all"]
    for group, budget in BUDGETS.items():
        score = scores[group]
        yield Row(f"{name}: right first, {group}, of {score.count}", score.right / score.count, "", budget=budget)
    score = scores["all"]
    yield Row(f"{name}: baseline FTS5", found.right / found.count, "")
    yield Row(f"{name}: certain", score.certain / score.count, "", budget="0.50")
    yield Row(f"{name}: wrong though certain", score.wrong_certain / score.certain, "", budget="0.01")
    yield Row(f"{name}: to the fallback in vain", score.in_vain / score.wanted, "", budget="0.05")
