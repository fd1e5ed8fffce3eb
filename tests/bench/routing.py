"""Routing in process. The baseline of a text question is what cutting the text into words costs alone."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

import phonenumbers
from email_validator import validate_email
from msgspec.structs import replace

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
from presskontakt.registry.folder import load_roster, load_vocabulary
from presskontakt.routing import text
from presskontakt.routing.coverage import cover
from presskontakt.routing.question import Question
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary
from tests.bench.table import ROOT, Row, measured, summary, times

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ASKED = (
    "Hur många patienter har vaccinerats mot mässling på sjukhuset i Granåsen sedan årsskiftet, och vem betalar det?"
)
SYLLABLES = "ba ke lo mi nu ra se ti vo ga he ji ko la me no pu ri so tu".split()


def rows() -> Iterator[Row]:
    """Compiling, routing, and reading numbers and addresses, in process."""
    vocabulary = load_vocabulary(ROOT / "config" / "vocabulary")
    text.load_dictionaries()
    demo = read_directory((ROOT / "config/directories/exempelregionen.toml").read_text(encoding="utf-8")).public()
    yield row("compile the shared vocabulary, once a process", times(lambda: _recompiled(vocabulary), 3))
    vocabulary.lexicon  # noqa: B018 - compiled once, as in the service
    yield row("compile 8 contacts", times(lambda: Router(demo, vocabulary).warm(), 20), "100 ms")
    large = invented(contacts=10_000, topics=1_000)
    yield row("compile 10,000 contacts, 1,000 topics", times(lambda: Router(large, vocabulary).warm(), 2), "2 s")
    yield row(f"baseline: cut {len(ASKED)} characters into words", times(lambda: text.words_of(ASKED), 5_000))
    for name, directory, topic in (("8 contacts", demo, "mental-health"), ("10,000 contacts", large, "t500")):
        router = Router(directory, vocabulary)
        ids, words = Question(topic=topic), Question(text=ASKED, lang="sv")
        yield row(f"route by topic id, {name}", times(partial(router.route, ids, NOW), 5_000), "10 µs")
        yield row(f"route by text, warm, {name}", times(partial(router.route, words, NOW), 5_000), "100/300 µs")
        yield row(f"route by text, every word new, {name}", _cold(router), "1 ms")
    yield from _by_the_clock(demo, vocabulary)
    yield row("read a phone number", times(lambda: parse_phone("070-174 06 05"), 2_000))
    yield row("baseline: phonenumbers alone", times(_bare_phone, 2_000))
    yield row("read an e-mail address", times(lambda: parse_email("anna@provstad.example"), 2_000))
    yield row("baseline: email-validator alone", times(_bare_email, 2_000))


def _by_the_clock(demo: Directory, vocabulary: Vocabulary) -> Iterator[Row]:
    """Hours and a roster: an answer made anew, and thirteen months of them."""
    roster = load_roster(ROOT / "config/rosters/exempelregionen.toml")
    router = Router(demo, vocabulary)
    asked = Question(text=ASKED, lang="sv")
    yield row("route by text with hours and a roster, warm", times(partial(router.route, asked, NOW, roster), 5_000))
    yield row("coverage of 13 months, 8 contacts", times(partial(cover, router, roster, NOW), 2), "2 s")
    for contacts, topics in ((100, 10), (1_000, 100)):
        known = invented(contacts=contacts, topics=topics)
        open_house = replace(known, organisation=replace(known.organisation, hours=demo.organisation.hours))
        larger = Router(open_house, vocabulary)
        taken = measured(partial(cover, larger, None, NOW))
        yield Row(f"coverage of 13 months, {contacts:,} contacts, {topics} topics", taken, "s")


def row(what: str, found: tuple[float, float], budget: str = "") -> Row:
    """A row of seconds."""
    return Row(what, found[0], "s", found[1], budget)


def _bare_phone() -> str:
    number = phonenumbers.parse("070-174 06 05", "SE")
    phonenumbers.is_valid_number(number)
    phonenumbers.number_type(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


def _bare_email() -> object:
    return validate_email("anna@provstad.example", check_deliverability=False, test_environment=True)


def _cold(router: Router) -> tuple[float, float]:
    """Invented questions, each met by a router and a dictionary that have seen no word yet."""
    lines = (ROOT / "tests" / "routing" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return summary(_first_sight(router, json.loads(line)["text"]) for line in lines[::4])


def _first_sight(router: Router, asked: str) -> float:
    router.forget()
    text.lemma.cache_clear()
    return measured(partial(router.route, Question(text=asked), NOW))


def _recompiled(vocabulary: Vocabulary) -> object:
    return Vocabulary(vocabulary.concepts, vocabulary.everyday).lexicon


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4)))


def invented(contacts: int, topics: int, seed: int = 2) -> Directory:
    """A directory of nonsense words."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
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
