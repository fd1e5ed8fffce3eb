"""The static copy of the cast: what stands in it, what a second run touches, and what is left when one breaks off."""

import gzip
import json
import os
import re
import resource
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import Directory, Hours
from presskontakt.directory.roster import Roster
from presskontakt.errors import CannotServe, Code, Damaged, Refused
from presskontakt.registry.edition import Edition, Unread
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.web.app import create_app
from presskontakt.web.fleet import Fleet
from presskontakt.web.front import Front
from presskontakt.web.parts import Parts
from presskontakt.web.static import manifest, publish
from presskontakt.web.static.publish import Outcome
from tests.conftest import NOW

FORM, TAG, NOW_SAID = re.compile(r"<form"), re.compile(r"<[^>]+>"), re.compile(r"\b(nu|now)\b", re.IGNORECASE)


class Place:
    """Two organisations, a clock, and a folder to copy them into."""

    def __init__(self, directory: Directory, words: Vocabulary, root: Path) -> None:
        hours = Hours(weekly=("mon-fri 08:00-16:30",))
        other = replace(directory, organisation=replace(directory.organisation, id="annanstad", hours=hours))
        self.directories = {"provstad": directory, "annanstad": other}
        self.numbers = {"provstad": 1, "annanstad": 1}
        self.words, self.root, self.now = words, root, NOW

    @property
    def current(self) -> Path:
        return self.root / "current"

    @property
    def parts(self) -> Parts:
        fleet = Fleet(self.words)
        fleet.add(
            {
                name: Unread(Edition(name, number, NOW, 0), partial(self.read, name))
                for name, number in self.numbers.items()
            }
        )
        return Parts(fleet, "provstad", "https://press.example", lambda: self.now)

    def read(self, name: str) -> tuple[Directory, Roster | None]:
        """The public value, or Damaged where there is none any more."""
        if name not in self.directories:
            raise Damaged(name)
        return self.directories[name].public(), None

    def publish(self) -> Outcome:
        return publish.publish(self.parts, self.root, self.now, "test")

    def revise(self, name: str, directory: Directory) -> None:
        self.directories[name] = directory
        self.numbers[name] += 1

    def files(self) -> dict[str, tuple[int, int]]:
        """Every file with its inode and time."""
        found = (Path(folder) / name for folder, _, names in os.walk(self.current, followlinks=True) for name in names)
        return {str(p.relative_to(self.current)): (p.stat().st_ino, p.stat().st_mtime_ns) for p in found}


@pytest.fixture
def place(directory: Directory, words: Vocabulary, tmp_path: Path) -> Place:
    return Place(directory, words, tmp_path / "copy")


@pytest.fixture
def live(place: Place) -> Iterator[TestClient[Front]]:
    with TestClient(create_app(place.parts), raise_server_exceptions=False) as client:
        yield client


def renamed(directory: Directory, contact: str, name: str) -> Directory:
    contacts = tuple(replace(each, name=name) if each.id == contact else each for each in directory.contacts)
    return replace(directory, contacts=contacts)


def test_every_page_and_answer_by_path_is_a_file(place: Place) -> None:
    place.publish()

    assert {
        "index.html",
        "en/index.html",
        "provstad/index.html",
        "en/provstad/topic/care/ostby/index.html",
        "provstad/kontakt/anna/index.html",
        "provstad/integritet/index.html",
        "v1/organisations/index.json",
        "v1/annanstad/contacts/index.json",
        "v1/annanstad/contacts/anna/index.json",
        "v1/annanstad/contacts/anna.vcf",
        "v1/provstad/answers/care/ostby.en.json",
        "404.html",
        "_headers",
        "manifest.json",
    } <= set(place.files())


def test_what_is_gone_leads_on(place: Place) -> None:
    place.publish()
    page = (place.current / "provstad/amne/virus/index.html").read_text(encoding="utf-8")
    answer = json.loads((place.current / "v1/provstad/answers/virus.sv.json").read_bytes())

    assert "Cia Cedermark" in page
    assert answer["topics"] == ["infection"]


def test_nothing_that_is_not_public_stands_in_any_file(place: Place) -> None:
    place.publish()
    found = [
        f"{name}: {hidden}"
        for name in place.files()
        for hidden in ("Hemlig", "hemlig", "+46701740607", "070-174 06 07", "+46701740610", "070-174 06 10")
        if hidden in name or hidden.encode() in whole(place.current / name)
    ]

    assert found == []


def test_no_page_asks_for_a_server_or_says_now(place: Place) -> None:
    place.publish()
    pages = {name: (place.current / name).read_text(encoding="utf-8") for name in place.files() if name[-5:] == ".html"}
    pages = {name: text for name, text in pages.items() if not name.startswith("schema/")}

    asking = [name for name, text in pages.items() if FORM.search(text)]
    assert [name for name in asking if name.split("/")[-2] not in {"badda-in", "embed"}] == []
    assert [name for name, text in pages.items() if NOW_SAID.search(TAG.sub(" ", text))] == []
    assert "Vad gäller din fråga?" in pages["provstad/index.html"]
    assert "Kan nås till måndag 2 mars kl. 16.30." in pages["annanstad/amne/care/index.html"]
    assert "måndag 2 mars kl. 16.30 – tisdag 3 mars kl. 08.00" in pages["annanstad/amne/care/index.html"]


def test_a_second_run_touches_nothing(place: Place) -> None:
    first, before = place.publish(), place.files()
    place.now += timedelta(minutes=1)
    second = place.publish()

    assert (first.changed, second.changed, second.asked) == (first.files, 0, ())
    assert place.files() == before
    assert second.manifest == first.manifest


def test_one_changed_contact_touches_only_its_organisation(place: Place) -> None:
    place.publish()
    before = place.files()
    place.revise("annanstad", renamed(place.directories["annanstad"], "bo", "Bo Nybo"))
    outcome = place.publish()
    after = place.files()
    touched = {name for name in after if after[name] != before.get(name)}

    assert outcome.asked == ("annanstad",)
    assert touched - {"manifest.json"} == {name for name in touched if "annanstad/" in name}
    assert "annanstad/kontakt/bo/index.html" in touched
    assert "annanstad/kontakt/anna/index.html" not in touched  # it does not tell of him
    assert "Bo Nybo" in (place.current / "annanstad/kontakt/bo/index.html").read_text(encoding="utf-8")


def test_an_organisation_is_asked_again_when_its_answers_have_ended(place: Place) -> None:
    first = place.publish()
    assert first.until == parse_instant("2026-03-02T16:30").at
    place.now = first.until
    second = place.publish()

    assert second.asked == ("annanstad",)
    assert "Kan nås från" in (place.current / "annanstad/amne/care/index.html").read_text(encoding="utf-8")


def test_a_removed_contact_and_organisation_go(place: Place) -> None:
    place.publish()
    directory = place.directories["provstad"]
    place.revise("provstad", replace(directory, contacts=tuple(c for c in directory.contacts if c.id != "dan")))
    del place.numbers["annanstad"]
    place.publish()

    assert [name for name in place.files() if "annanstad" in name or "/dan" in name] == []
    assert "annanstad" not in (place.current / "v1/organisations/index.json").read_text(encoding="utf-8")


def test_files_are_newer_in_whole_seconds_when_they_change(place: Place) -> None:
    """The ETag of nginx is made of size and seconds: a digit that changes must change it."""
    place.publish()
    page = place.current / "v1/annanstad/contacts/index.json"
    before = page.stat()
    place.revise("annanstad", renamed(place.directories["annanstad"], "bo", "Bo Bylunt"))
    place.publish()

    assert page.stat().st_size == before.st_size
    assert int(page.stat().st_mtime) > int(before.st_mtime)


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """No file can grow beyond so many bytes, as on a full disk."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def test_a_run_that_breaks_off_leaves_the_old_copy_whole(place: Place) -> None:
    place.publish()
    before = place.files()
    place.revise("annanstad", renamed(place.directories["annanstad"], "bo", "Bo Nybo"))
    with files_of_at_most(3_000), pytest.raises(CannotServe) as refused:
        place.publish()
    assert refused.value.finding.code == Code.CANNOT_WRITE
    assert place.files() == before
    place.publish()
    assert [each.name for each in (place.root / "copies").iterdir()] == ["2"]
    assert sorted(each.name for each in (place.root / "parts").iterdir()) == ["annanstad@2", "provstad@1"]


@pytest.mark.parametrize("step", ["keep", "write", "switch"])
def test_a_process_that_is_killed_leaves_the_old_copy_whole(
    place: Place, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.publish()
    before = place.files()
    place.revise("annanstad", renamed(place.directories["annanstad"], "bo", "Bo Nybo"))
    monkeypatch.setattr(f"presskontakt.web.static.folder.Folder.{step}", lambda *_: os._exit(9))
    with warnings.catch_warnings(action="ignore"):  # that other tests may have left threads
        child = os.fork()
    if not child:
        with suppress(BaseException):
            place.publish()
        os._exit(0)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert place.files() == before
    assert manifest.read(place.current / "manifest.json")


def test_a_folder_that_holds_something_else_is_refused_and_left(place: Place) -> None:
    (place.root / "copies").mkdir(parents=True)
    (place.root / "copies" / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        place.publish()

    assert refused.value.finding.code == Code.NOT_A_COPY
    assert [each.name for each in place.root.rglob("*")] == ["copies", "thesis.txt"]


def test_what_cannot_be_read_is_told_and_keeps_what_the_copy_had(place: Place) -> None:
    place.publish()
    before = place.files()
    place.numbers["annanstad"] += 1
    del place.directories["annanstad"]
    outcome = place.publish()

    assert outcome.damaged == ("annanstad",)
    assert place.files() == before

    publish.publish(place.parts, place.root, place.now, "another program")
    assert place.files() == {**place.files(), **{name: each for name, each in before.items() if "annanstad/" in name}}


def test_the_manifest_tells_every_file_and_one_digest(place: Place) -> None:
    outcome = place.publish()
    told = manifest.read(place.current / manifest.NAME)
    assert told
    assert told == outcome.manifest
    files = {name: noted for part in told.organisations.values() for name, noted in part.files.items()} | told.files
    with_twins = set(files) | {f"{name}.gz" for name, noted in files.items() if noted.gzip_size is not None}

    assert with_twins == set(place.files()) - {manifest.NAME}
    for name, noted in files.items():
        assert noted.size == (place.current / name).stat().st_size
    assert told.digest == manifest.digest_of([files])
    assert (told.organisations["provstad"].revision, told.at) == (1, NOW)


def test_a_long_list_of_contacts_stands_in_several_files(
    directory: Directory, words: Vocabulary, tmp_path: Path
) -> None:
    place = Place(directory, words, tmp_path)
    (anna, *others) = directory.contacts
    many = tuple(replace(anna, id=f"anna-{number}") for number in range(120))
    place.revise("provstad", replace(directory, contacts=(anna, *many, *others)))
    place.publish()
    with TestClient(create_app(place.parts)) as client:
        pages = [client.get(f"/v1/provstad/contacts{query}").content for query in ("", "?offset=100")]
    folder = place.current / "v1/provstad/contacts"

    assert [(folder / name).read_bytes() for name in ("index.json", "offset-100.json")] == pages


def test_the_answers_of_the_copy_and_of_the_service_are_the_same_bytes(place: Place, live: TestClient[Front]) -> None:
    place.publish()
    answers = [name for name in place.files() if name.startswith("v1/") and name.endswith("json")]
    answers.remove("v1/404.json")

    for name in answers:
        assert live.get(f"/{name.removesuffix('/index.json')}").content == (place.current / name).read_bytes()


def whole(path: Path) -> bytes:
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" else content
