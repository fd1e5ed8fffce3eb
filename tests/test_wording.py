"""The two tables say the same things, about everything that can be said."""

import string
from pathlib import Path

import pytest

from presskontakt.errors import Code
from presskontakt.wording import TABLES, finding_sentences, reason_sentence

PACKAGE = Path(__file__).parent.parent / "service" / "presskontakt"
SV, EN = TABLES["sv"], TABLES["en"]


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("table", ["FINDINGS", "REASONS", "PHRASES", "TERMS"])
def test_both_languages_have_the_same_entries(table: str) -> None:
    assert list(getattr(SV, table)) == list(getattr(EN, table))


@pytest.mark.parametrize("table", ["REASONS", "PHRASES"])
def test_both_languages_use_the_same_facts(table: str) -> None:
    sv, en = getattr(SV, table), getattr(EN, table)
    assert {key: fields(text) for key, text in sv.items()} == {key: fields(text) for key, text in en.items()}


def test_findings_use_the_same_facts_in_both_languages() -> None:
    for code in SV.FINDINGS:
        assert [fields(s) for s in SV.FINDINGS[code]] == [fields(s) for s in EN.FINDINGS[code]]


def test_every_code_has_its_two_sentences_and_no_sentence_is_left_over() -> None:
    assert set(SV.FINDINGS) == {code.value for code in Code}


def test_every_code_is_used() -> None:
    errors = PACKAGE / "errors.py"
    others = (path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py") if path != errors)
    _, _, raised_there = errors.read_text(encoding="utf-8").partition("class Location")  # after the lists of codes
    source = "".join([*others, raised_there])
    assert [code.name for code in Code if f"Code.{code.name}" not in source] == []


def test_every_phrase_is_used() -> None:
    files = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]
    source = "".join(path.read_text(encoding="utf-8") for path in files if path.parent.name != "wording")
    computed = (
        "problem-",
        "evaluate-",
        "try-",
        "concepts-",
        "reach-",
        "diff-",
        "ladder-",
        "coverage-",
        "waits-",
        "notice-",
        "role-",
        "thing-",
        "audit-",
        "done-",
        "how-",
        "changed-",
        *(
            "switchboard-key-",
            "switchboard-say-",
            "switchboard-do-",
            "switchboard-until-",
            "switchboard-brief-",
            "switchboard-kind-",
        ),
        *("embed-card", "embed-list", "embed-line", "embed-code-", "embed-hint-"),
        "certain",
        "likely",
        "unsure",
        "release",
        "project",
    )
    unused = [key for key in SV.PHRASES if f'"{key}"' not in source and not key.startswith(computed)]
    scripts = "".join(path.read_text(encoding="utf-8") for path in (PACKAGE / "web" / "switchboard").glob("*.js"))
    assert [key for key in unused if f'"{key.removeprefix("switchboard-")}"' not in scripts] == []


def test_a_near_miss_is_offered() -> None:
    facts = {"kind": "topics", "nearest": "vaccination", "known": "a, b"}

    assert finding_sentences("unknown-reference", "en", facts) == (
        "There is no such id among the topics.",
        "Did you mean “vaccination”? Give one that exists: a, b.",
    )


def test_a_fallback_without_a_role_has_a_sentence_of_its_own() -> None:
    assert reason_sentence("fallback", "en", {"role": ""}) == "Answers when no one else is named."


def test_what_is_to_be_typed_is_not_translated() -> None:
    """The key is `topic` in Swedish too; the kind of a thing is told as readers say it."""
    facts = {"key": "topik", "nearest": "topic", "known": "topic", "kind": "topic"}
    detail, remedy = finding_sentences("unknown-key", "sv", facts)

    assert "”topik”" in detail
    assert "”topic”" in remedy
    assert remedy.endswith("Tillåtna nycklar: topic.")
    assert "ämne" in finding_sentences("not-found", "sv", facts)[0]
