"""What must hold of a directory as a whole: each rule broken once, on the cast."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from presskontakt.directory.check import RESERVED_IDS, check
from presskontakt.directory.model import (
    Assignment,
    Channel,
    Contact,
    Directory,
    Disclosure,
    Localized,
    Tombstone,
    Topic,
)
from presskontakt.errors import Code, Finding
from presskontakt.routing.vocabulary import Vocabulary

NUMBER = Channel(id="m", kind="phone", value="+46701740620")


def codes(directory: Directory, words: Vocabulary) -> list[Code]:
    return [finding.code for finding in check(directory, words.concepts)]


def with_contact(directory: Directory, **changes: Any) -> Directory:
    known: dict[str, Any] = {
        "id": "ny",
        "name": "Ny",
        "channels": (NUMBER,),
        "assignments": (Assignment(role="press-contact", topics=("care",)),),
    }
    return replace(directory, contacts=(*directory.contacts, Contact(**(known | changes))))


def with_topic(directory: Directory, **changes: Any) -> Directory:
    known: dict[str, Any] = {"id": "nytt", "name": Localized("Nytt"), "parent": "care"}
    return replace(directory, topics=(*directory.topics, Topic(**(known | changes))))


def test_the_cast_is_sound(directory: Directory, words: Vocabulary) -> None:
    assert codes(directory, words) == [Code.TOPIC_WITHOUT_CONTACT, Code.TOPIC_WITHOUT_WORDS]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id": "anna"}, Code.DUPLICATE_ID),
        ({"channels": ()}, Code.NO_CHANNEL),
        ({"channels": (replace(NUMBER, level=Disclosure.INTERNAL),)}, Code.NO_PUBLIC_CHANNEL),
        ({"channels": (NUMBER, replace(NUMBER, id="n"))}, Code.DUPLICATE_CHANNEL),
        ({"channels": (NUMBER, replace(NUMBER, value="+46701740621"))}, Code.DUPLICATE_ID),
        ({"channels": (replace(NUMBER, value="+469001234567"),)}, Code.NUMBER_PREMIUM),
        ({"assignments": ()}, Code.CONTACT_WITHOUT_ASSIGNMENT),
        ({"assignments": (Assignment(role="pres-contact"),)}, Code.UNKNOWN_REFERENCE),
        ({"assignments": (Assignment(role="press-contact", topics=("vård",)),)}, Code.UNKNOWN_REFERENCE),
        ({"assignments": (Assignment(role="press-contact", places=("mars",)),)}, Code.UNKNOWN_REFERENCE),
        (
            {"assignments": (Assignment(role="press-contact", from_on=date(2026, 2, 1), until_on=date(2026, 1, 1)),)},
            Code.ENDS_BEFORE_IT_BEGINS,
        ),
    ],
)
def test_a_contact_that_breaks_a_rule_is_found(
    directory: Directory, words: Vocabulary, changes: dict[str, Any], code: Code
) -> None:
    assert code in codes(with_contact(directory, **changes), words)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"parent": "nytt"}, Code.LOOP),
        ({"parent": "saknas"}, Code.UNKNOWN_REFERENCE),
        ({"concepts": ("saknas",)}, Code.UNKNOWN_CONCEPT),
        ({"concepts": ("care",)}, Code.CONCEPT_CLAIMED_TWICE),
        ({"parent": ""}, Code.TOPIC_WITHOUT_CONTACT),
        ({"id": "virus"}, Code.REUSED_ID),
        ({}, Code.TOPIC_WITHOUT_WORDS),
    ],
)
def test_a_topic_that_breaks_a_rule_is_found(
    directory: Directory, words: Vocabulary, changes: dict[str, Any], code: Code
) -> None:
    assert code in codes(with_topic(directory, **changes), words)


def test_a_longer_loop_is_told_once_with_its_way(directory: Directory, words: Vocabulary) -> None:
    turned = tuple(replace(t, parent="infection") if t.id == "care" else t for t in directory.topics)
    loops = [f for f in check(replace(directory, topics=turned), words.concepts) if f.code is Code.LOOP]

    assert [finding.facts["way"] for finding in loops] == ["care → infection → care"]


def test_fictional_numbers_are_refused_outside_a_demo(directory: Directory, words: Vocabulary) -> None:
    live = replace(directory, organisation=replace(directory.organisation, demo=False))
    found = [finding for finding in check(live, words.concepts) if finding.code is Code.NUMBER_FICTIONAL]

    assert len(found) == sum(c.kind == "phone" for contact in directory.contacts for c in contact.channels)


@pytest.mark.parametrize("name", sorted(RESERVED_IDS))
def test_the_services_own_addresses_are_no_organisations(directory: Directory, words: Vocabulary, name: str) -> None:
    taken = replace(directory, organisation=replace(directory.organisation, id=name))

    assert Code.RESERVED_ID in codes(taken, words)


def test_a_fallback_who_is_not_public_is_refused(directory: Directory, words: Vocabulary) -> None:
    hidden = replace(directory, organisation=replace(directory.organisation, fallback="hemlig"))

    assert Code.HIDDEN_FALLBACK in codes(hidden, words)


def test_a_tombstone_must_lead_to_something_that_exists(directory: Directory, words: Vocabulary) -> None:
    stone = Tombstone(id="borta", kind="contact", successor="saknas")
    (finding,) = _new(replace(directory, tombstones=(*directory.tombstones, stone)), directory, words)

    assert (finding.code, finding.place.label) == (Code.UNKNOWN_REFERENCE, "tombstones › borta › successor")


def _new(changed: Directory, before: Directory, words: Vocabulary) -> list[Finding]:
    known = check(before, words.concepts)
    return [finding for finding in check(changed, words.concepts) if finding not in known]
