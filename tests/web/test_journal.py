"""The log of the service's own life: events with facts, and never a message that may hold what a reader sent."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from presskontakt.web import journal

WORDS = "the reader's words"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root, ours = logging.getLogger(), logging.getLogger("presskontakt")
    before = root.handlers[:], root.level, ours.level
    yield io.StringIO()
    root.handlers[:], level, own_level = before[0], before[1], before[2]
    root.setLevel(level)
    ours.setLevel(own_level)


def test_an_event_is_a_line_for_people_or_for_machines(stream: io.StringIO) -> None:
    journal.write_to(stream, "text")
    journal.tell("started", organisations=2)
    journal.write_to(stream, "json")
    journal.tell("started", organisations=2)

    for_people, for_machines = stream.getvalue().splitlines()
    assert for_people.endswith("Z started organisations=2")
    told = json.loads(for_machines)
    assert told.pop("at")
    assert told == {"level": "info", "event": "started", "organisations": 2}


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_exception_is_told_by_type_and_place_alone(stream: io.StringIO, form: journal.Form) -> None:
    journal.write_to(stream, form)
    name = ""
    try:
        int(WORDS)
    except ValueError as error:
        name = journal.tell_fault(error)
        logging.getLogger("asyncio").exception("Task exception: %s", WORDS)
    logging.getLogger("some.library").warning("Bad request: %s", WORDS)
    logging.getLogger("some.library").info("Request: %s", WORDS)

    told = stream.getvalue()
    assert name.startswith("ValueError test_an_exception_is_told_by_type_and_place_alone:")
    assert told.count(name) == 2
    assert len(told.splitlines()) == 3
    assert "some.library" in told
    assert WORDS not in told
