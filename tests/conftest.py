"""The cast: one small invented directory, its vocabulary, a fixed clock, and a scrubbed environment."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from litestar.testing import TestClient

from presskontakt.directory.document import read_directory
from presskontakt.directory.model import Directory
from presskontakt.registry.edition import Edition
from presskontakt.registry.folder import load_directory, load_vocabulary
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary, read_vocabulary
from presskontakt.web.app import create_app
from presskontakt.web.fleet import Fleet
from presskontakt.web.front import Front
from presskontakt.web.parts import Parts
from presskontakt.web.published import Published
from tests.server import AT_FIXED_CLOCK, serve

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

settings.register_profile("default", deadline=None, max_examples=60, derandomize=True)
settings.register_profile("fuzz", deadline=None, max_examples=5_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder where verbs and services of these tests keep what they publish."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    """Nothing that the person who runs the tests has set or published reaches them; the folder is the project's."""
    for name in [name for name in os.environ if name.startswith("PRESSKONTAKT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PRESSKONTAKT_DATA", str(data))
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="session")
def directory() -> Directory:
    """The small invented directory of `tests/cast.toml`."""
    return read_directory((ROOT / "tests" / "cast.toml").read_text(encoding="utf-8"), "cast.toml")


@pytest.fixture(scope="session")
def words() -> Vocabulary:
    """The small vocabulary that goes with it."""
    name = "cast-vocabulary.toml"
    return read_vocabulary({name: (ROOT / "tests" / name).read_text(encoding="utf-8")})


@pytest.fixture(scope="session")
def router(directory: Directory, words: Vocabulary) -> Router:
    """A router over the public value of the cast."""
    return Router(directory.public(), words)


@pytest.fixture(scope="session")
def shared_words() -> Vocabulary:
    """The vocabulary that ships."""
    return load_vocabulary(ROOT / "config" / "vocabulary")


@pytest.fixture(scope="session")
def demo_directory() -> Directory:
    """The invented organisation that ships."""
    return load_directory(ROOT / "config" / "directories" / "exempelregionen.toml")


@pytest.fixture(scope="session")
def parts(router: Router, words: Vocabulary) -> Parts:
    """The cast as handlers get it, at a fixed clock."""
    edition = Edition("provstad", 1, NOW, 0)
    return Parts(Fleet(words, {"provstad": Published(router, edition=edition)}), "provstad", "", lambda: NOW)


@pytest.fixture
def client(parts: Parts) -> Iterator[TestClient[Front]]:
    """A client of the application over the cast."""
    with TestClient(create_app(parts), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real service over the directories that ship, at `NOW`."""
    with serve(tmp_path_factory.mktemp("service"), command=AT_FIXED_CLOCK) as address:
        yield address


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Debian's Chromium, kept off the network."""
    quiet = "--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync"
    arguments = ["--no-sandbox", "--disable-component-update", *quiet.split()]
    return {"executable_path": shutil.which("chromium"), "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    """A reader in Sweden, on a telephone, without scripts: every page must do without."""
    return {
        "locale": "sv-SE",
        "timezone_id": "Europe/Stockholm",
        "viewport": {"width": 360, "height": 740},
        "java_script_enabled": False,
    }
