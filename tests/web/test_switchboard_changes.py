"""The presses of operators over HTTP: what is changed and undone, what is refused, and how it is told."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from presskontakt.accounts.permission import Role
from presskontakt.directory.change import SetAbsence, SetHandover
from presskontakt.directory.model import Directory
from presskontakt.registry.revision import StoredRoster
from presskontakt.routing.vocabulary import Vocabulary
from tests.web.switchboard_desk import Desk

ADDRESS = "/switchboard/provstad/changes"
NOTE = SetHandover("Lugnt.")


@pytest.fixture
def desk(tmp_path: Path, directory: Directory, words: Vocabulary) -> Iterator[Desk]:
    desk = Desk(tmp_path, directory, words)
    yield desk
    desk.registry.database.close()


def kept(desk: Desk) -> StoredRoster:
    found = desk.registry.stored_roster("provstad")
    assert found
    return found


def test_a_press_is_answered_with_its_number_and_what_undoes_it(desk: Desk) -> None:
    secret = desk.sign_in("kim")

    async def test() -> None:
        status, told = await desk.press(secret, 0, SetAbsence("anna", "hour", "bo"))
        (absence,) = kept(desk).roster().absences
        assert (status, kept(desk).author) == (200, "kim")
        assert told == {"roster": 1, "undo": {"kind": "undo-absence", "out": [msgspec.to_builtins(absence)]}}

        again = {"kind": "undo-absence", "back": [msgspec.to_builtins(absence)], "places": [0]}
        assert await desk.press(secret, 1, told["undo"]) == (200, {"roster": 2, "undo": again})
        assert kept(desk).roster().absences == ()

    desk.run(test())


def test_a_colleagues_change_is_seen_before_another_is_made(desk: Desk) -> None:
    kim, robin = desk.sign_in("kim"), desk.sign_in("robin")

    async def test() -> None:
        await desk.press(kim, 0, NOTE)
        status, problem = await desk.press(robin, 0, SetHandover("Strejk."))
        assert (status, problem["code"], problem["errors"][0]["value"]) == (409, "conflict", "0")
        assert kept(desk).roster().handover == "Lugnt."

    desk.run(test())


WRONG: list[tuple[object, int, str]] = [
    (b"{", 400, "syntax"),
    ([], 400, "wrong-type"),
    ({"parent": 0}, 400, "missing"),
    ({"parent": -1, "change": NOTE}, 400, "not-allowed"),
    ({"parent": "0", "change": NOTE}, 400, "wrong-type"),
    ({"parent": 0, "change": {"kind": "caller", "text": "Kim"}}, 400, "not-allowed"),
    ({"parent": 0, "change": NOTE, "caller": "Kim"}, 400, "unknown-key"),
    ({"parent": 0, "change": {"kind": "absence", "contact": "anna", "until": "soon"}}, 400, "bad-date"),
    ({"parent": 0, "change": {"kind": "absence", "contact": "nobody", "until": "hour"}}, 400, "unknown-reference"),
    ({"parent": 0, "change": {"kind": "back", "contact": "anna"}}, 409, "nothing-to-change"),
    ({"parent": 0, "change": SetHandover("Ring 070-174 06 05.")}, 400, "caller-in-handover"),
    (b"x" * 70_000, 413, "too-large"),
]


@pytest.mark.parametrize(("body", "status", "code"), WRONG)
def test_what_is_wrong_is_told_as_a_problem(desk: Desk, body: object, status: int, code: str) -> None:
    secret = desk.sign_in("kim")

    async def test() -> None:
        length = str(len(body if isinstance(body, bytes) else msgspec.json.encode(body)))
        got, problem, headers = await desk.ask("POST", ADDRESS, secret, body, content_length=length)
        assert (got, problem["code"]) == (status, code)
        assert headers["content-type"] == "application/problem+json"
        assert headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in headers
        assert desk.registry.stored_roster("provstad") is None

    desk.run(test())


def test_what_is_wrong_is_told_in_the_language_of_the_page(desk: Desk) -> None:
    secret = desk.sign_in("kim")

    async def test() -> None:
        body = {"parent": 0, "change": SetHandover("Ring 070-174 06 05.")}
        for lang, sentence in (("sv", "Utelämna uppgiften."), ("en", "Leave it out.")):
            _, problem, _ = await desk.ask("POST", f"{ADDRESS}?lang={lang}", secret, body)
            assert problem["errors"][0]["remedy"] == sentence

    desk.run(test())


@pytest.mark.parametrize(
    "sent",
    [
        {"x_form_token": ""},
        {"x_form_token": "0" * 64},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": "https://evil.example"},
    ],
)
def test_what_another_site_sends_is_refused(desk: Desk, sent: dict[str, str]) -> None:
    secret = desk.sign_in("kim")

    async def test() -> None:
        status, problem = await desk.press(secret, 0, NOTE, **sent)
        assert (status, problem["code"]) == (403, "cross-site")
        assert desk.registry.stored_roster("provstad") is None

    desk.run(test())


@pytest.mark.parametrize("role", [Role.OFFICER, Role.READER])
def test_who_is_no_operator_changes_nothing(desk: Desk, role: Role) -> None:
    secret = desk.sign_in("kim", role)

    async def test() -> None:
        status, problem = await desk.press(secret, 0, NOTE)
        assert (status, problem["code"]) == (403, "not-permitted")
        assert desk.registry.stored_roster("provstad") is None

    desk.run(test())
