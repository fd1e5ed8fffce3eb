"""make bench: what routing costs, beside the budgets and a baseline in the same run. Medians; machines are noisy.

The baseline of a text question is what cutting the text into folded words costs alone.
"""

import gc
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from presskontakt.directory.document import read_directory
from presskontakt.directory.email import parse_email
from presskontakt.directory.model import (
    Assignment,
    Channel,
    Contact,
    Directory,
    Localized,
    Organisation,
    Role,
    Topic,
    Words,
)
from presskontakt.directory.phone import parse_phone
from presskontakt.registry.folder import load_vocabulary
from presskontakt.routing import text
from presskontakt.routing.question import Question
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ASKED = (
    "Hur många patienter har vaccinerats mot mässling på sjukhuset i Granåsen sedan årsskiftet, och vem betalar det?"
)
SYLLABLES = "ba ke lo mi nu ra se ti vo ga he ji ko la me no pu ri so tu".split()


def main() -> None:
    """Run every row and print the table."""
    vocabulary = load_vocabulary(ROOT / "config" / "vocabulary")
    text.load_dictionaries()
    demo = read_directory((ROOT / "config/directories/exempelregionen.toml").read_text(encoding="utf-8")).public()
    print(f"Python {sys.version.split()[0]}; question of {len(ASKED)} characters")
    print(f"{'what':<58}{'median':>12}{'p99':>12}{'budget':>14}")
    _row("compile the shared vocabulary", *_times(lambda: _recompiled(vocabulary), 3), "")
    vocabulary.lexicon  # noqa: B018 - compiled once, as in the service
    _row("compile 8 contacts", *_times(partial(Router, demo, vocabulary), 20), "100 ms")
    large = _invented(contacts=10_000, topics=1_000)
    _row("compile 10,000 contacts, 1,000 topics", *_times(partial(Router, large, vocabulary), 2), "2 s")
    _row("baseline: cut the text into words", *_times(lambda: text.words_of(ASKED), 5_000), "")
    for name, directory, topic in (("8 contacts", demo, "mental-health"), ("10,000 contacts", large, "t500")):
        router = Router(directory, vocabulary)
        ids, words = Question(topic=topic), Question(text=ASKED, lang="sv")
        _row(f"route by topic id, {name}", *_times(partial(router.route, ids, NOW), 5_000), "10 µs")
        _row(f"route by text, warm, {name}", *_times(partial(router.route, words, NOW), 5_000), "100/300 µs")
        _row(f"route by text, every word new, {name}", *_cold(router), "1 ms")
    _row("read a phone number", *_times(lambda: parse_phone("070-174 06 05"), 2_000), "")
    _row("read an e-mail address", *_times(lambda: parse_email("anna@provstad.example"), 2_000), "")


def _times(call: Callable[[], object], repeats: int) -> tuple[float, float]:
    for _ in range(min(repeats, 50)):
        call()
    return _summary(_measured(call) for _ in range(repeats))


def _cold(router: Router) -> tuple[float, float]:
    """Invented questions, each met by a router and a dictionary that have seen no word yet."""
    lines = (ROOT / "tests" / "routing" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return _summary(_first_sight(router, json.loads(line)["text"]) for line in lines[::4])


def _first_sight(router: Router, asked: str) -> float:
    router.forget()
    text.lemma.cache_clear()
    return _measured(partial(router.route, Question(text=asked), NOW))


def _measured(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _summary(times: Iterator[float]) -> tuple[float, float]:
    gc.collect()
    ordered = sorted(times)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


def _row(what: str, median: float, worst: float, budget: str) -> None:
    print(f"{what:<58}{_duration(median):>12}{_duration(worst):>12}{budget:>14}")


def _duration(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.2f} {unit}"
    return f"{seconds / 1e-6:.1f} µs"


def _recompiled(vocabulary: Vocabulary) -> object:
    return Vocabulary(vocabulary.concepts).lexicon


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4)))


def _invented(contacts: int, topics: int) -> Directory:
    chance = random.Random(2)  # noqa: S311 - not a secret
    words = [tuple(_word(chance) for _ in range(5)) for _ in range(topics)]
    return Directory(
        organisation=Organisation(id="stor", name=Localized("Stor"), fallback="c0", demo=True),
        roles=(Role(id="press", name=Localized("presskontakt")),),
        topics=(
            Topic(id="care", name=Localized("Vård"), concepts=("health-care",)),
            *(Topic(id=f"t{i}", name=Localized(words[i][0]), terms=Words(sv=words[i])) for i in range(topics)),
        ),
        contacts=tuple(
            Contact(
                id=f"c{i}",
                name=f"{_word(chance).title()} {_word(chance).title()}",
                channels=(Channel(id="m", kind="phone", value="+46701740605"),),
                assignments=(Assignment(role="press", topics=("care" if i < 8 else f"t{i % topics}",)),),
            )
            for i in range(contacts)
        ),
    )


if __name__ == "__main__":
    main()
