"""The first start publishes files; later ones overwrite nothing and say what differs."""

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from presskontakt.errors import Code, InvalidInput
from presskontakt.registry.drafting import Wish
from presskontakt.registry.opening import differing_files, open_registry, publish_new_files
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.settings import Loaded, load_settings
from tests.conftest import NOW
from tests.server import ROOT

SHIPPED = ("exempelregionen", "region-vasterbotten")


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    """Settings of a folder with files of its own."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    return replace(load_settings({}), root=tmp_path)


def test_the_first_start_publishes_every_file_and_its_roster(loaded: Loaded, shared_words: Vocabulary) -> None:
    registry = open_registry(loaded, shared_words)
    assert publish_new_files(registry, loaded, NOW) == SHIPPED
    heads = registry.heads()
    assert {name: (head.revision, head.roster) for name, head in heads.items()} == {
        "exempelregionen": (1, 1),
        "region-vasterbotten": (1, 0),
    }
    assert registry.history("exempelregionen")[0].note == "exempelregionen.toml"
    assert publish_new_files(registry, loaded, NOW) == ()
    assert list(differing_files(registry, loaded)) == []
    assert registry.heads() == heads


def test_a_later_start_overwrites_nothing_and_says_what_differs(loaded: Loaded, shared_words: Vocabulary) -> None:
    registry = open_registry(loaded, shared_words)
    publish_new_files(registry, loaded, NOW)
    directory = registry.published("exempelregionen").directory()
    changed = replace(directory, organisation=replace(directory.organisation, address=("Nygatan 1",)))
    registry.publish(changed, Wish("anna"), NOW)
    assert publish_new_files(registry, loaded, NOW) == ()
    assert registry.published("exempelregionen").directory() == changed
    assert list(differing_files(registry, loaded)) == ["exempelregionen"]
    broken = loaded.directories / "region-vasterbotten.toml"
    broken.write_text("[", encoding="utf-8")
    assert list(differing_files(registry, loaded)) == [str(broken)]


def test_a_new_file_is_published_beside_those_that_there_are(loaded: Loaded, shared_words: Vocabulary) -> None:
    registry = open_registry(loaded, shared_words)
    kept = loaded.directories / "exempelregionen.toml"
    text = kept.read_text(encoding="utf-8")
    kept.unlink()
    assert publish_new_files(registry, loaded, NOW) == ("region-vasterbotten",)
    kept.write_text(text, encoding="utf-8")
    assert publish_new_files(registry, loaded, NOW) == ("exempelregionen",)


def test_a_broken_file_publishes_nothing(loaded: Loaded, shared_words: Vocabulary) -> None:
    registry = open_registry(loaded, shared_words)
    file = loaded.directories / "exempelregionen.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("070-174 06 05", "070"), encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        publish_new_files(registry, loaded, NOW)
    assert Code.NUMBER_TOO_SHORT in {finding.code for finding in caught.value.findings}
    assert registry.heads() == {}


def test_two_replicas_that_start_at_once_publish_each_file_once(
    loaded: Loaded, shared_words: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (open_registry(loaded, shared_words) for _ in range(2))
    monkeypatch.setattr(first, "organisations", lambda: publish_new_files(second, loaded, NOW)[:0])
    publish_new_files(first, loaded, NOW)
    assert {name: (head.revision, head.roster) for name, head in second.heads().items()} == {
        "exempelregionen": (1, 1),
        "region-vasterbotten": (1, 0),
    }
