"""Publishing over HTTP: tokens, numbers to compare and swap, drafts, the roster, the ladder."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from presskontakt.accounts.permission import Role
from presskontakt.accounts.signing import Signing
from presskontakt.accounts.staff import Staff, Wanted
from presskontakt.directory.document import write_directory
from presskontakt.directory.model import Directory
from presskontakt.registry.database import Database
from presskontakt.registry.drafting import Wish
from presskontakt.registry.notice import Notices
from presskontakt.registry.publishing import Registry
from presskontakt.registry.snapshot import Snapshots
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.settings import load_settings
from presskontakt.web.app import create_app, create_service
from presskontakt.web.fleet import Fleet
from presskontakt.web.following import Follower
from presskontakt.web.front import Front
from presskontakt.web.parts import Parts
from tests.accounts.cast import ROOT
from tests.conftest import NOW
from tests.registry.conftest import renamed, renumbered, without

V1 = "/v1/provstad"
OTHER = "+46701740620"
ACTORS = {"anna": "provstad", "bo": "provstad", "else": "elsewhere"}


class Desk:
    """A service over a registry of its own, with a client for each who may publish."""

    def __init__(self, client: TestClient[Front], follower: Follower, tokens: dict[str, str]) -> None:
        self.client, self.follower, self.tokens = client, follower, tokens

    def ask(self, method: str, path: str, actor: str = "anna", **known: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.tokens[actor]}"} if actor else {}
        body = known.pop("body", None)
        if body is not None:
            known["content"] = body if isinstance(body, bytes) else msgspec.json.encode(body)
        headers |= known.pop("headers", {})
        if "parent" in known:
            headers["If-Match"] = f'"{known.pop("parent")}"'
        return self.client.request(method, V1 + path, headers=headers, **known)


@pytest.fixture
def desk(tmp_path: Path, directory: Directory, words: Vocabulary) -> Iterator[Desk]:
    registry = Registry(Database(str(tmp_path / "registry.sqlite")), words)
    registry.publish(directory, Wish("start"), NOW)
    fleet = Fleet(words)
    follower = Follower(registry, fleet, Snapshots(tmp_path / "snapshots"), lambda: NOW)
    follower.board()
    staff = Staff(registry)
    tokens = {
        name: staff.add_token(ROOT, Wanted(organisation, name, Role.PUBLISHER), 10, NOW)[1]
        for name, organisation in ACTORS.items()
    }
    parts = Parts(fleet, "provstad", "", lambda: NOW, staff=staff, signing=Signing(registry.database))
    with TestClient(create_app(parts), raise_server_exceptions=False) as client:
        yield Desk(client, follower, tokens)


def test_everyone_sees_numbers_and_times_and_nobody_else_sees_more(desk: Desk) -> None:
    told = desk.ask("GET", "/revisions", actor="").json()
    assert told == {"revisions": [{"number": 1, "published_at": "2026-03-02T09:30:00Z"}]}
    for method, path in (
        ("GET", "/revisions/1"),
        ("POST", "/revisions"),
        ("POST", "/check"),
        ("GET", "/drafts"),
        ("POST", "/drafts/1/approve"),
        ("POST", "/drafts/1/stop"),
        ("GET", "/roster"),
        ("PUT", "/roster"),
        ("POST", "/explain"),
    ):
        refused = desk.ask(method, path, "")
        assert refused.status_code == 401, path
        assert refused.headers["www-authenticate"] == "Bearer"
        assert refused.json()["code"] == "token-needed"
        stranger = desk.ask(method, path, "else")
        assert (stranger.status_code, stranger.json()["code"]) == (404, "not-found"), path
    wrong = desk.client.get(f"{V1}/drafts", headers={"Authorization": "Bearer pk_wrong"})
    assert wrong.status_code == 401


def test_a_revision_is_read_changed_and_published(desk: Desk, directory: Directory) -> None:
    read = desk.ask("GET", "/revisions/1")
    assert read.headers["etag"] == '"1"'
    assert read.headers["cache-control"] == "no-store"
    assert msgspec.json.decode(read.content, type=Directory) == directory
    changed = renamed(directory, "anna", "Anna Ask")
    done = desk.ask("POST", "/revisions", body=changed, parent=1, params={"note": "nytt namn"})
    assert done.status_code == 201
    assert done.headers["etag"] == '"2"'
    assert done.json()["revision"]["number"] == 2
    assert [each["label"] for each in done.json()["judgement"]["differences"]] == ["contacts › anna › name"]
    assert desk.client.get(f"{V1}/contacts/anna").json()["name"] == "Anna Andberg"
    desk.follower.step()
    assert desk.client.get(f"{V1}/contacts/anna").json()["name"] == "Anna Ask"
    assert desk.ask("POST", "/revisions", body=changed, parent=2).status_code == 200


def test_toml_goes_both_ways(desk: Desk, directory: Directory) -> None:
    read = desk.ask("GET", "/revisions/1", headers={"Accept": "application/toml"})
    assert read.text == write_directory(directory, 1)
    body = read.text.replace("Anna Andberg", "Anna Ask").encode()
    done = desk.ask("POST", "/revisions", body=body, parent=1, headers={"Content-Type": "application/toml"})
    assert done.status_code == 201
    bad = desk.ask("POST", "/revisions", body=b"\xff", parent=2, headers={"Content-Type": "application/toml"})
    assert (bad.status_code, bad.json()["code"]) == (400, "syntax")


def test_who_comes_second_is_told_so(desk: Desk, directory: Directory) -> None:
    changed = renamed(directory, "anna", "Anna Ask")
    missing = desk.ask("POST", "/revisions", body=changed)
    assert (missing.status_code, missing.json()["code"]) == (428, "parent-needed")
    assert desk.ask("POST", "/revisions", body=changed, parent=1).status_code == 201
    late = desk.ask("POST", "/revisions", "bo", body=renamed(directory, "bo", "Bo Berg"), parent=1)
    assert (late.status_code, late.json()["code"]) == (412, "conflict")
    assert [each["value"] for each in late.json()["errors"]] == ["1", "contacts › anna › name: Anna Ask"]


def test_every_fault_of_a_directory_is_told(desk: Desk, directory: Directory) -> None:
    plain = msgspec.to_builtins(directory)
    plain["contacts"][0]["channels"][0]["value"] = "070"
    plain["contacts"][1]["nme"] = "x"
    plain["roles"][0]["id"] = "Å"
    refused = desk.ask("POST", "/check", body=plain)
    assert refused.status_code == 400
    assert {each["pointer"] for each in refused.json()["errors"]} >= {
        "/contacts/0/channels/0/value",
        "/contacts/1/nme",
        "/roles/0/id",
    }
    judged = desk.ask("POST", "/check", body=without(directory, "cia"), params={"lang": "en"})
    assert judged.status_code == 200
    assert "unknown-reference" in {each["code"] for each in judged.json()["findings"]}
    assert desk.ask("POST", "/revisions", body=without(directory, "cia"), parent=1).status_code == 400
    other = replace(directory, organisation=replace(directory.organisation, id="elsewhere"))
    assert desk.ask("POST", "/revisions", body=other, parent=1).json()["code"] == "unknown-reference"
    assert desk.ask("POST", "/revisions", body=b"[]", parent=1).status_code == 400
    assert desk.ask("POST", "/revisions", body=b'{"a": 1, "a": 2}', parent=1).json()["code"] == "duplicate-key"


def test_a_document_may_be_larger_than_a_question_and_has_an_end(desk: Desk) -> None:
    assert desk.ask("POST", "/check", body=b" " * 200_000 + b"[]").status_code == 400
    for path, limit in (("/check", 10 * 1024 * 1024), ("/explain", 64 * 1024)):
        refused = desk.ask("POST", path, body=b" " * (limit + 1), params={"lang": "en"})
        assert refused.status_code == 413
        assert ("10 MiB" if limit > 100_000 else "64 KiB") in refused.json()["detail"]


def test_a_new_number_waits_until_a_colleague_lets_it_through(desk: Desk, directory: Directory) -> None:
    changed = renumbered(directory, "anna", "mobile", OTHER)
    waiting = desk.ask("POST", "/revisions", body=changed, parent=1)
    assert waiting.status_code == 202
    draft = waiting.json()["draft"]
    assert (draft["waits_for"], draft["due_at"]) == ("time", "2026-03-02T10:30:00Z")
    assert waiting.json()["judgement"]["shown"] == [{"contact": "anna", "channel": "mobile", "text": ""}]
    assert [each["id"] for each in desk.ask("GET", "/drafts").json()["drafts"]] == [draft["id"]]
    own = desk.ask("POST", f"/drafts/{draft['id']}/approve")
    assert (own.status_code, own.json()["code"]) == (409, "own-draft")
    done = desk.ask("POST", f"/drafts/{draft['id']}/approve", "bo")
    assert done.json()["revision"]["number"] == 2
    assert desk.ask("POST", "/drafts/99/approve", "bo").status_code == 404


def test_answers_end_when_the_next_draft_is_due(desk: Desk, directory: Directory) -> None:
    before = desk.client.get(f"{V1}/route?topic=care").json()
    desk.ask("POST", "/revisions", body=renumbered(directory, "anna", "mobile", OTHER), parent=1)
    desk.follower.step()
    after = desk.client.get(f"{V1}/route?topic=care").json()
    assert before["valid_until"] is None
    assert after["valid_until"] == "2026-03-02T10:30:00Z"
    assert desk.ask("POST", "/drafts/1/stop", "bo").json() == {"drafts": []}
    desk.follower.step()
    assert desk.client.get(f"{V1}/route?topic=care").json()["valid_until"] is None


def test_an_emergency_and_a_date(desk: Desk, directory: Directory) -> None:
    changed = renumbered(directory, "anna", "mobile", OTHER)
    silent = desk.ask("POST", "/revisions", body=changed, parent=1, params={"emergency": "true"})
    assert (silent.status_code, silent.json()["code"]) == (400, "note-missing")
    told = {"emergency": "true", "note": "stulen telefon"}
    assert desk.ask("POST", "/revisions", body=changed, parent=1, params=told).status_code == 201
    later = desk.ask("POST", "/revisions", body=directory, parent=2, params={"at": "2026-03-10T08:00"})
    assert later.json()["draft"]["due_at"] == "2026-03-10T07:00:00Z"


def test_the_roster_hides_at_once(desk: Desk) -> None:
    read = desk.ask("GET", "/roster")
    assert (read.json()["number"], read.headers["etag"]) == (0, '"0"')
    roster = read.json()["roster"] | {"withdrawals": [{"contact": "anna", "channel": "mobile"}]}
    assert desk.ask("PUT", "/roster", body=roster).status_code == 428
    assert desk.ask("PUT", "/roster", body=roster, parent=0).json()["number"] == 1
    desk.follower.step()
    channels = desk.client.get(f"{V1}/contacts/anna").json()["channels"]
    assert [channel["id"] for channel in channels] == ["email"]
    assert desk.ask("PUT", "/roster", body=roster, parent=0).status_code == 412
    unknown = roster | {"withdrawals": [{"contact": "anna", "channel": "fax"}]}
    assert desk.ask("PUT", "/roster", body=unknown, parent=1).json()["code"] == "unknown-reference"
    toml = b'organisation = "provstad"\n'
    cleared = desk.ask("PUT", "/roster", body=toml, parent=1, headers={"Content-Type": "application/toml"})
    assert cleared.json()["roster"].get("withdrawals", []) == []


def test_the_whole_ladder_is_told(desk: Desk) -> None:
    told = desk.ask("POST", "/explain", body={"topic": "care"}).json()
    assert told["decision"]["steps"][0]["contact"]["id"] == "anna"
    assert {each["contact"] for each in told["candidates"]} >= {"anna", "bo", "cia", "dan", "eva", "gun"}
    assert "hemlig" not in str(told)


def test_without_a_registry_reads_go_on_and_writes_are_told_to_wait(client: TestClient[Front]) -> None:
    assert client.get(f"{V1}/route?topic=care").status_code == 200
    gone = client.get(f"{V1}/revisions")
    assert (gone.status_code, gone.json()["code"]) == (503, "unavailable")


def test_handlers_tell_those_whom_the_settings_name(tmp_path: Path) -> None:
    told = {"SERVER": "smtp://mail.example", "FROM": "press@provstad.example", "TO": "bo@provstad.example"}
    names = {f"PRESSKONTAKT_NOTICE_{name}": value for name, value in told.items()}
    service = create_service(load_settings({"PRESSKONTAKT_DATA": str(tmp_path), **names}))
    assert service.parts.notices == Notices(told["SERVER"], told["FROM"], (told["TO"],))
