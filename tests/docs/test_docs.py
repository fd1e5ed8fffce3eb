"""Documents cannot drift: what exists is documented, and what is shown runs."""

import re
import shlex
from pathlib import Path

import pytest

from presskontakt.cli import VERBS
from presskontakt.errors import Code
from presskontakt.settings import Settings
from presskontakt.wording import en
from tests.server import run

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^\$ \.venv/bin/presskontakt (.+)\n((?:[^`$].*\n|\n)*)", README, re.MULTILINE)


def document(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_documented_and_has_help_with_an_example(verb: str) -> None:
    assert f"| `{verb}" in document("command-line.md")
    told = run(verb, "--help")
    assert told.returncode == 0
    assert f"presskontakt {verb}" in told.stdout.split("Example", 1)[1]


@pytest.mark.parametrize("name", Settings.__struct_fields__)
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in document("command-line.md")


@pytest.mark.parametrize("code", Code)
def test_every_error_is_documented_with_its_sentences(code: Code) -> None:
    detail, remedy = en.FINDINGS[code]
    assert re.search(
        rf"^\| `{code}`( \(warning\))? \| {re.escape(detail)} \| {re.escape(remedy)} \|$",
        document("errors.md"),
        re.MULTILINE,
    )


def test_every_runtime_dependency_has_its_reason() -> None:
    declared = re.search(r"^dependencies = \[(.*?)^\]", (ROOT / "pyproject.toml").read_text(), re.MULTILINE | re.DOTALL)
    assert declared
    names = re.findall(r'"([A-Za-z0-9-]+)', declared[1])
    assert names
    assert [name for name in names if f"| {name} |" not in document("architecture.md")] == []


@pytest.mark.parametrize(("command", "output"), SHOWN)
def test_what_the_readme_shows_is_what_happens(command: str, output: str) -> None:
    told = run(*shlex.split(command))

    assert told.stdout.startswith(output)


def test_every_link_between_documents_leads_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_package_of_the_house_stands_in_the_plan() -> None:
    packages = [p.name for p in (ROOT / "service" / "presskontakt").iterdir() if (p / "__init__.py").exists()]
    assert [name for name in packages if f"`{name}`" not in document("architecture.md")] == []


def test_every_promise_of_security_names_a_test_that_there_is() -> None:
    told = document("security.md")
    files = re.findall(r"`(tests/[\w/]+\.py)`", told)
    names = re.findall(r"`(test_\w+?)(_?…)?`", told)
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert files
    assert [file for file in files if not (ROOT / file).is_file()] == []
    assert [name for name, is_begun in names if f"def {name}{'' if is_begun else '('}" not in source] == []
