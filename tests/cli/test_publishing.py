"""A colleague has left: the editor's first minute, on the command line, beside a running service."""

import json
import re
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server import AT_FIXED_CLOCK, run, seconds_until, serve

ORGANISATION = "exempelregionen"
MOBILE = "070-174 06 05"


class Editor:
    """Somebody at a shell, with the registry of a service that is running."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address, self.folder = address, folder
        self.settings = {"PRESSKONTAKT_DATA": str(folder / "data")}

    def type(self, line: str) -> subprocess.CompletedProcess[str]:
        """What a verb printed."""
        return run(*line.split(), settings=self.settings)

    def save(self, text: str) -> Path:
        file = self.folder / "region.toml"
        file.write_text(text, encoding="utf-8")
        return file

    def page(self, path: str = f"/{ORGANISATION}") -> str:
        with urllib.request.urlopen(self.address + path) as answer:
            told: str = answer.read().decode()
        return told

    def sees(self, what: str, path: str = f"/{ORGANISATION}", *, gone: bool = False) -> bool:
        """Whether a page shows something, or no longer does, before long."""
        seconds_until(lambda: (what in self.page(path)) is not gone)
        return True


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    with serve(tmp_path, command=AT_FIXED_CLOCK) as address:
        yield Editor(address, tmp_path)


def test_a_colleague_has_left_and_is_gone_from_every_page(editor: Editor) -> None:
    assert "Cleo Testberg" in editor.page()
    text = editor.type(f"show {ORGANISATION} --toml").stdout
    block = re.search(
        r'\[\[contacts\]\]\nid = "cleo-testberg".*?(?=\[\[(?:contacts|expectations)\]\])', text, re.DOTALL
    )
    assert block
    shorter = text.replace(block[0], "")
    refused = editor.type(f"publish {editor.save(shorter)}")
    assert refused.returncode == 1
    assert "expectations › no. 1" in refused.stderr
    shorter = re.sub(r'    \{ contact = "cleo-testberg", .*\n', "", shorter)
    grave = 'tombstones = [\n    { id = "cleo-testberg", kind = "contact", successor = "presstjansten" },\n'
    file = editor.save(shorter.replace("tombstones = [\n", grave))
    told = editor.type(f"publish {file} --dry-run")
    assert told.returncode == 0, told.stderr
    assert "contacts › cleo-testberg › name\n  – Cleo Testberg" in told.stdout
    assert "Skulle publiceras genast." in told.stdout
    assert editor.type(f"publish {file} --note slutat --as anna").stdout.endswith(
        f"{ORGANISATION}: version 2 är publicerad.\n"
    )
    assert editor.sees("Cleo Testberg", gone=True)
    assert "Presstjänst" in editor.page(f"/{ORGANISATION}/kontakt/cleo-testberg")
    history = editor.type(f"history {ORGANISATION} --lang en").stdout
    assert re.search(r"^ +2 .*  anna\n +slutat\n +1 ", history)
    erased = editor.type(f"erase cleo-testberg --organisation {ORGANISATION} --yes --lang en")
    assert erased.stdout.startswith("cleo-testberg is erased from 1 parts.")
    assert "A contact in revisions 1–1 was erased" in editor.type(f"verify {ORGANISATION} --lang en").stdout


def test_a_stolen_telephone_is_hidden_at_once(editor: Editor) -> None:
    path = f"/{ORGANISATION}/kontakt/alva-exempel"
    assert MOBILE in editor.page(path)
    done = editor.type(f"withdraw alva-exempel mobile --organisation {ORGANISATION} --lang en")
    assert done.stdout == "mobile of alva-exempel is no longer shown.\n"
    assert editor.sees(MOBILE, path, gone=True)
    assert 'channel = "mobile"' in editor.type(f"roster --organisation {ORGANISATION}").stdout
    unknown = editor.type(f"withdraw alva-exempel mobil --organisation {ORGANISATION} --lang en")
    assert unknown.returncode == 1
    assert "mobile" in unknown.stderr


def test_a_new_number_waits_for_a_colleague(editor: Editor) -> None:
    text = editor.type(f"show {ORGANISATION} --toml").stdout
    file = editor.save(text.replace("+46701740605", "+46701740690"))
    waiting = editor.type(f"publish {file} --as anna --lang en")
    assert "Shown for the first time: Alva Exempel, mobile." in waiting.stdout
    assert re.search(r"Draft 1 is published \w+ \d+ \w+ at \d\d:\d\d unless somebody stops it", waiting.stdout)
    assert "Draft 1" in editor.type("drafts --lang en").stdout
    own = editor.type("approve 1 --as anna --lang en")
    assert (own.returncode, "own-draft" in own.stderr) == (1, True)
    assert editor.type("approve 1 --as bo --lang en").stdout == f"{ORGANISATION}: revision 2 is published.\n"
    assert editor.sees("070-174 06 90", f"/{ORGANISATION}/kontakt/alva-exempel")
    assert editor.type("drafts --lang en").stdout == "Nothing waits.\n"
    assert editor.type("approve 1 --as bo").returncode == 1
    assert editor.type("stop 1").returncode == 1
    told = editor.type(f"diff {ORGANISATION}@1 {ORGANISATION} --lang en").stdout
    assert "Alva Exempel › channels › mobile › value\n  – 070-174 06 05\n  + 070-174 06 90" in told


def test_what_somebody_else_published_meanwhile_is_not_overwritten(editor: Editor) -> None:
    text = editor.type(f"show {ORGANISATION} --toml").stdout
    assert text.startswith(f"# {ORGANISATION}@1\n")
    mine = editor.save(text.replace("Disa Modell", "Disa Min"))
    theirs = editor.folder / "theirs.toml"
    theirs.write_text(text.replace("Alva Exempel", "Alva Deras"))
    assert editor.type(f"publish {theirs}").returncode == 0
    refused = editor.type(f"publish {mine} --lang en")
    assert refused.returncode == 1
    assert "contacts › alva-exempel › name: conflict" in refused.stderr
    assert theirs.read_text().startswith(f"# {ORGANISATION}@2\n"), "so that it can be changed and published again"
    theirs.write_text(theirs.read_text().replace("Disa Modell", "Disa Deras"))
    assert editor.type(f"publish {theirs}").returncode == 0
    assert editor.type(f"publish {mine} --parent 3").returncode == 0
    assert "Alva Deras" not in editor.type(f"show {ORGANISATION}").stdout


def test_a_person_is_invited_suspended_and_let_in_again(editor: Editor) -> None:
    there = f"--organisation {ORGANISATION} --lang en"
    invited = editor.type(f"invite anna --role editor {there}")
    assert re.fullmatch(
        r"anna chooses a password here, once, within a day:\nhttp://127\.0\.0\.1:8000/admin/link/\S+\n", invited.stdout
    )
    assert "name-taken" in editor.type(f"invite anna {there}").stderr
    assert editor.type(f"invite anna --again {there}").returncode == 0
    made = editor.type(f"token intranet --role reader --days 30 {there}")
    assert re.fullmatch(r"Token \(shown this once, works until \S+\): pk_[\w-]{43}\n", made.stdout)
    told = editor.type(f"accounts {ORGANISATION} --lang en").stdout
    assert re.search(r"^anna +Editor$", told, re.MULTILINE)
    assert re.search(r"^intranet +Reader  works until", told, re.MULTILINE)
    assert editor.type(f"suspend anna {there}").stdout == "anna is suspended.\n"
    assert re.search(
        r"^anna +Editor  suspended$", editor.type(f"accounts {ORGANISATION} --lang en").stdout, re.MULTILINE
    )
    assert editor.type(f"suspend anna --resume {there}").stdout == "anna may come in again.\n"
    assert editor.type(f"token intranet --remove {there}").returncode == 0
    assert editor.type(f"suspend nobody {there}").returncode == 1
    assert "There are no accounts" in editor.type("accounts --everywhere --lang en").stdout


def test_an_organisation_takes_everything_along_and_leaves(editor: Editor) -> None:
    assert "with 1 revisions" in editor.type(f"leave {ORGANISATION} --lang en").stdout
    assert editor.sees("Disa Modell")
    assert editor.type(f"export {ORGANISATION} {editor.folder / 'out'}").returncode == 0
    assert editor.type(f"leave {ORGANISATION} --yes --lang en").stdout == f"{ORGANISATION} is removed.\n"
    seconds_until(lambda: is_gone(f"{editor.address}/{ORGANISATION}"))
    seconds_until(lambda: not list((editor.folder / "data" / "snapshots").glob(f"{ORGANISATION}@*")))
    assert "default-stays" in editor.type("leave region-vasterbotten --yes").stderr


def is_gone(address: str) -> bool:
    try:
        with urllib.request.urlopen(address):
            return False
    except urllib.error.HTTPError as error:
        return error.code == 404


def test_everything_can_be_taken_along(editor: Editor) -> None:
    backup = editor.folder / "backup.sqlite"
    moved = editor.type(f"move {backup} --lang en")
    assert moved.returncode == 0, moved.stderr
    assert f"{ORGANISATION}: 1 revisions in" in moved.stdout
    restored = {"PRESSKONTAKT_DATABASE": str(backup)}
    assert run("verify", settings=restored).returncode == 0
    assert run("show", f"{ORGANISATION}@1", settings=restored).stdout
    again = editor.type(f"move {backup}")
    assert (again.returncode, "not-empty" in again.stderr) == (1, True)
    out = editor.folder / "out"
    assert editor.type(f"export {ORGANISATION} {out}").returncode == 0
    assert {file.name for file in out.iterdir()} == {
        "history.json",
        "audit.json",
        "roster.toml",
        "people.json",
        "tokens.json",
        "drafts.json",
        f"{ORGANISATION}@1.toml",
    }
    assert run("check", str(out / f"{ORGANISATION}@1.toml")).returncode == 0
    assert [each["number"] for each in json.loads((out / "history.json").read_bytes())] == [1]


def test_a_roll_back_goes_through_the_same_gates(editor: Editor) -> None:
    text = editor.type(f"show {ORGANISATION} --toml").stdout
    editor.type(f"publish {editor.save(text.replace('Disa Modell', 'Disa Ny'))}")
    assert editor.sees("Disa Ny")
    assert editor.type(f"rollback {ORGANISATION}@1 --lang en").stdout == f"{ORGANISATION}: revision 3 is published.\n"
    assert editor.sees("Disa Modell")
    for wrong in (ORGANISATION, f"{ORGANISATION}@9", f"{ORGANISATION}@x"):
        assert editor.type(f"rollback {wrong}").returncode == 1


def test_a_withdrawn_number_is_gone_from_the_copy_at_the_next_run(editor: Editor) -> None:
    copy = editor.folder / "copy"
    first, second = (editor.type(f"publish-static {copy} --lang en") for _ in range(2))
    page = copy / "current" / ORGANISATION / "kontakt/alva-exempel/index.html"
    assert "Organisations made anew: 2." in first.stdout
    assert "Changed: 0. Organisations made anew: 0." in second.stdout
    assert "Run it again at every change, and no later than" in second.stdout
    assert MOBILE in page.read_text(encoding="utf-8")
    editor.type(f"withdraw alva-exempel mobile --organisation {ORGANISATION}")
    assert "Organisationer som gjordes om: 1." in editor.type(f"publish-static {copy}").stdout
    files = [file for file in copy.rglob("*.*") if file.is_file() and file.suffix in {".html", ".json", ".vcf"}]
    told = [file for file in files if MOBILE in file.read_text(encoding="utf-8")]
    assert len(files) > 900
    assert [file for file in told if "schema" not in file.parts] == []  # there it is an example of a number


def test_a_copy_goes_into_no_folder_that_holds_something_else(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    done = run("publish-static", str(tmp_path), "--lang", "en")

    assert done.returncode == 1
    assert "not-a-copy" in done.stderr
    assert "(thesis.txt)" in done.stderr


def test_a_sweden_is_generated(tmp_path: Path) -> None:
    assert run("generate", str(tmp_path / "sweden"), "--organisations", "3").returncode == 0
    files = sorted((tmp_path / "sweden").iterdir())
    assert len(files) == 3
    assert run("check", *map(str, files)).returncode == 0


@pytest.mark.parametrize(
    "verb", ["publish no.toml", "history", "verify", "drafts", "roster no.toml", "publish-static copy"]
)
def test_a_database_that_does_not_answer_is_told(verb: str, tmp_path: Path) -> None:
    (tmp_path / "no.toml").write_text('organisation = "x"', encoding="utf-8")
    done = run(
        *verb.split(), "--lang", "en", settings={"PRESSKONTAKT_DATABASE": "postgresql://nobody@127.0.0.1:1/none"}
    )
    assert done.returncode == (1 if "no.toml" in verb else 3)
    assert "Traceback" not in done.stderr
