"""All of Sweden in one process: 1,100 organisations of 15 contacts each."""

import os
from collections.abc import Iterator
from functools import partial

from msgspec import structs

from presskontakt.registry.folder import load_vocabulary
from presskontakt.routing import text
from presskontakt.routing.question import Question
from presskontakt.routing.router import Router
from presskontakt.web.published import Published
from tests.bench.routing import ASKED, NOW, invented
from tests.bench.table import ROOT, Row, measured, memory, summary

COUNT = 1_100


def rows() -> Iterator[Row]:
    """Memory and routing, measured in a child so that nothing else is in it."""
    read, write = os.pipe()
    if not os.fork():
        os.close(read)
        with os.fdopen(write, "w") as told:
            told.write(" ".join(map(str, _measure())))
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as heard:
        seconds, before, after, median, worst = map(float, heard.read().split())
    os.wait()
    yield Row(f"{COUNT:,} organisations of 15 contacts: compile", seconds)
    yield Row(f"{COUNT:,} organisations of 15 contacts: memory", after, "MB", budget="300 MB")
    yield Row("of which before the first organisation", before, "MB")
    yield Row(f"route by text, warm, {COUNT:,} organisations", median, "s", worst, "100/300 µs")


def _measure() -> tuple[float, ...]:
    vocabulary = load_vocabulary(ROOT / "config" / "vocabulary")
    text.load_dictionaries()
    vocabulary.lexicon  # noqa: B018 - compiled once, as in the service
    before = memory(os.getpid())
    published: list[Published] = []

    def publish() -> None:
        for number in range(COUNT):
            one = invented(contacts=15, topics=14, seed=number)
            organisation = structs.replace(one.organisation, id=f"o{number}")
            published.append(Published(Router(structs.replace(one, organisation=organisation), vocabulary)))

    seconds = measured(publish)
    asked = Question(text=ASKED, lang="sv")
    for each in published:
        each.router.route(asked, NOW)
    calls = [partial(each.router.route, asked, NOW) for each in published for _ in range(5)]
    found = summary(map(measured, calls))
    return seconds, before, memory(os.getpid()), *found
