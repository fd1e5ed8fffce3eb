"""The note for the next shift: what it may say, and what would lead to a caller."""

import tomllib
from pathlib import Path

import pytest
from msgspec.structs import replace

from presskontakt.directory.handover import find_caller_data
from presskontakt.directory.model import Directory
from presskontakt.directory.roster import check_roster, empty_roster
from presskontakt.errors import Code
from presskontakt.wording import finding_sentences

VECTORS = tomllib.loads((Path(__file__).parent / "handover-vectors.toml").read_text(encoding="utf-8"))
REFUSED = [(text, group["kind"]) for group in VECTORS["refused"] for text in group["texts"]]


@pytest.mark.parametrize("text", VECTORS["accepted"])
def test_times_dates_sums_and_rooms_lead_to_nobody(text: str) -> None:
    assert list(find_caller_data(text)) == []


@pytest.mark.parametrize(("text", "kind"), REFUSED)
def test_what_leads_to_a_caller_is_found(text: str, kind: str) -> None:
    assert next(find_caller_data(text))[0] == kind


def test_everything_that_leads_to_a_caller_is_told_at_once(directory: Directory) -> None:
    note = "Kim, 070-174 06 05, kim@tidningen.example, 850312-9804, kommer 10.30."
    found = check_roster(replace(empty_roster("provstad"), handover=note), directory)

    assert [(each.code, each.place.pointer, each.value, each.facts["what"]) for each in found] == [
        (Code.CALLER_IN_HANDOVER, "/handover", "070-174 06 05", "phone number"),
        (Code.CALLER_IN_HANDOVER, "/handover", "kim@tidningen.example", "e-mail address"),
        (Code.CALLER_IN_HANDOVER, "/handover", "850312-9804", "personal identity number"),
    ]


def test_the_sentence_says_which(directory: Directory) -> None:
    (found,) = check_roster(replace(empty_roster("provstad"), handover="8503129804"), directory)

    assert "ett personnummer" in finding_sentences(found.code, "sv", found.facts)[0]
    assert "a personal identity number" in finding_sentences(found.code, "en", found.facts)[0]
