"""Every operation and page, for everyone who may ask, at home and elsewhere: what each verdict says.

The verdicts stand here; the operations come from the description of the API, the pages from the application. A route
without a verdict fails.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.routes import HTTPRoute
from litestar.testing import TestClient
from msgspec.structs import replace

from presskontakt.accounts.permission import Role
from presskontakt.accounts.secret import form_token
from presskontakt.accounts.signing import Signing
from presskontakt.accounts.staff import Staff, Wanted
from presskontakt.directory.model import Directory
from presskontakt.directory.roster import empty_roster
from presskontakt.registry.database import Database
from presskontakt.registry.drafting import Wish
from presskontakt.registry.opening import editions_of
from presskontakt.registry.publishing import Registry
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.web.api.schema import OPERATIONS, STAFF, Operation
from presskontakt.web.app import create_app
from presskontakt.web.fleet import Fleet
from presskontakt.web.parts import Parts
from presskontakt.web.security import STAFF_PAGES, is_for_programs
from presskontakt.web.switchboard.boards import Boards
from presskontakt.web.switchboard.hub import Hub
from tests.accounts.cast import ROOT
from tests.conftest import NOW

V1 = "/v1/{organisation}"
OPERATION_VERDICTS = {
    f"get {V1}/revisions/{{number}}": Role.READER,
    f"post {V1}/check": Role.READER,
    f"get {V1}/drafts": Role.READER,
    f"get {V1}/roster": Role.READER,
    f"post {V1}/explain": Role.READER,
    f"put {V1}/roster": Role.OPERATOR,
    f"post {V1}/contacts/{{contact}}/channels/{{channel}}/withdraw": Role.OPERATOR,
    f"post {V1}/revisions": Role.EDITOR,
    f"post {V1}/drafts/{{number}}/stop": Role.EDITOR,
    f"post {V1}/drafts/{{number}}/approve": Role.PUBLISHER,
}
PAGE_VERDICTS = {
    "/admin/sign-in": "everyone",
    "/admin/sign-out": "everyone",
    "/admin/link/{secret:str}": "everyone",
    "/admin/provider/{organisation:str}": "everyone",
    "/admin/callback": "everyone",
    "/admin": Role.OFFICER,
    "/admin/hide": Role.OFFICER,
    "/admin/sessions": Role.OFFICER,
    "/admin/password": Role.OFFICER,
    "/admin/{organisation:str}/people": Role.ADMINISTRATOR,
    "/admin/{organisation:str}/tokens": Role.ADMINISTRATOR,
    "/admin/{organisation:str}/audit": Role.ADMINISTRATOR,
    "/admin/{organisation:str}/export": Role.ADMINISTRATOR,
    "/switchboard": Role.OFFICER,
    "/switchboard/{organisation:str}": Role.OPERATOR,
    "/switchboard/{organisation:str}/board": Role.OPERATOR,
    "/switchboard/{organisation:str}/situation": Role.OPERATOR,
}
# What the open page of the switchboard asks for; a stream of who may listen is left as soon as it has begun.
SWITCHBOARD_VERDICTS = {
    ("/switchboard/{organisation:str}/events", "GET"): Role.OPERATOR,
    ("/switchboard/{organisation:str}/changes", "POST"): Role.OPERATOR,
}
PUBLIC = {
    *("/", "/en", "/schema", "/schema/openapi.json", "/static/{name:str}", "/widget/{version:str}/{name:str}"),
    "/static/switchboard/{digest:str}/{name:str}",
    *(
        f"/{{organisation:str}}{each}"
        for each in (
            *(
                "",
                "/fraga",
                "/integritet",
                "/tillganglighet",
                "/badda-in",
                "/kontakt/{contact:str}",
                "/ort/{place:str}",
            ),
            *("/pressmeddelande/{release:str}", "/amne/{topic:str}", "/amne/{topic:str}/{place:str}"),
            *("/ram", "/ram/{topic:str}", "/ram/{topic:str}/{place:str}"),
        )
    ),
    *(
        f"/en/{{organisation:str}}{each}"
        for each in (
            *("", "/question", "/privacy", "/accessibility", "/embed", "/contact/{contact:str}", "/place/{place:str}"),
            *("/release/{release:str}", "/topic/{topic:str}", "/topic/{topic:str}/{place:str}"),
            *("/frame", "/frame/{topic:str}", "/frame/{topic:str}/{place:str}"),
        )
    ),
}
# Routes that take the last part of an address whole, under the names that the description gives to what is in it.
DESCRIBED_AS = {
    f"{V1}/contacts/{{name}}": f"{V1}/contacts/{{id}}",
    f"{V1}/answers/{{name}}": f"{V1}/answers/{{topic}}.{{lang}}.json",
    f"{V1}/answers/{{topic}}/{{name}}": f"{V1}/answers/{{topic}}/{{place}}.{{lang}}.json",
}
# What the doors say to who is not signed in; to who is, the page for signing in says that they are in already.
DOORS = {
    ("/admin/sign-in", "GET"): 200,
    ("/admin/sign-in", "POST"): 403,
    ("/admin/sign-out", "POST"): 303,
    ("/admin/link/{secret:str}", "GET"): 404,
    ("/admin/link/{secret:str}", "POST"): 404,
    ("/admin/provider/{organisation:str}", "GET"): 404,
    ("/admin/callback", "GET"): 409,
}
NOT_PERMITTED = "tillåter inte det här"
FILL = {
    "id": "anna",
    "topic": "care",
    "place": "ostby",
    "lang": "sv",
    "number": "1",
    "contact": "anna",
    "channel": "mobile",
}
HOMES = ("provstad", "elsewhere")
RANKS = list(Role)


class World:
    """Two organisations, everyone in both, and a client that sends what it is told."""

    def __init__(self, folder: Path, directory: Directory, words: Vocabulary) -> None:
        registry = Registry(Database(str(folder / "registry.sqlite")), words)
        self.directory = directory
        for home in HOMES:
            organisation = replace(directory.organisation, id=home)
            registry.publish(replace(directory, organisation=organisation), Wish("start"), NOW)
        self.staff, self.signing = Staff(registry), Signing(registry.database)
        fleet = Fleet(words)
        fleet.add(editions_of(registry))
        boards = Boards(registry, lambda: NOW, "tel:{number}")
        hub = Hub(boards, self.signing, lambda: NOW)
        known: dict[str, Any] = {"staff": self.staff, "signing": self.signing, "boards": boards, "hub": hub}
        parts = Parts(fleet, "provstad", "https://press.example", lambda: NOW, **known)
        self.client: TestClient[Any] = TestClient(
            create_app(parts), base_url="https://press.example", raise_server_exceptions=False
        )
        self.tokens = {role: self._token(role.value, role) for role in Role}
        self.tokens_elsewhere = {role: self._token(role.value, role, "elsewhere") for role in Role}
        self.useless = {"ended": self._token("ended", Role.ADMINISTRATOR, at=-10), "removed": self._token("removed")}
        self.staff.remove_token(ROOT, "provstad", "removed", NOW)
        self.sessions = {role: self._session(f"p-{role}", role) for role in Role}
        self.sessions_elsewhere = {role: self._session(f"p-{role}", role, "elsewhere") for role in Role}
        self.suspended = self._session("suspended")
        self.staff.suspend(ROOT, "provstad", "suspended", NOW, is_suspended=True)

    def _token(self, name: str, role: Role = Role.ADMINISTRATOR, home: str = "provstad", at: int = 0) -> str:
        return self.staff.add_token(ROOT, Wanted(home, name, role), 1, NOW + timedelta(days=at))[1]

    def _session(self, name: str, role: Role = Role.ADMINISTRATOR, home: str = "provstad") -> str:
        _, link = self.staff.add_person(ROOT, Wanted(home, name, role, "anna"), NOW)
        return self.signing.with_link(link, "fem gula katter på tak", "", NOW, is_near=False).session

    def call(self, operation: Operation, organisation: str, token: str = "", cookie: str = "") -> Any:
        """Send what an operation takes."""
        path = operation.path
        for name, value in {**FILL, "organisation": organisation}.items():
            path = path.replace(f"{{{name}}}", value)
        headers = {"If-Match": '"1"'} | ({"Authorization": f"Bearer {token}"} if token else {})
        headers |= {"Cookie": f"__Host-presskontakt={cookie}"} if cookie else {}
        body = _body(operation, replace(self.directory.organisation, id=organisation), self.directory)
        query = "?topic=care" if operation.path.endswith("/route") and operation.method == "get" else ""
        return self.client.request(operation.method, path + query, content=body, headers=headers)

    def open(self, path: str, method: str, organisation: str, cookie: str = "") -> Any:
        """Open a page, or post an empty form to it that is ours."""
        path = path.replace("{organisation:str}", organisation).replace("{secret:str}", "x")
        headers = {"Cookie": f"__Host-presskontakt={cookie or 'nobody'}"}
        form = {"token": form_token(cookie or "nobody")} if method == "POST" else None
        return self.client.request(method, path, data=form, headers=headers, follow_redirects=False)

    def listen_or_press(self, path: str, method: str, organisation: str, cookie: str = "") -> Any:
        """Ask for what an open page asks for: for the head of a stream, or for a change, of which nothing is said."""
        secret = cookie or "nobody"
        headers = {"Cookie": f"__Host-presskontakt={secret}", "X-Form-Token": form_token(secret)}
        path = path.replace("{organisation:str}", organisation)
        return self.client.request("HEAD" if method == "GET" else method, path, content=b"{}", headers=headers)


def _body(operation: Operation, organisation: Any, directory: Directory) -> bytes | None:
    name = operation.body.__name__ if operation.body else ""
    match name:
        case "":
            return None
        case "Directory":
            return msgspec.json.encode(replace(directory, organisation=organisation))
        case "Roster":
            return msgspec.json.encode(empty_roster(organisation.id))
        case _:
            return b'{"topic": "care"}' if name == "RouteRequest" else b'{"value": "070-174 06 05"}'


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, directory: Directory, words: Vocabulary) -> Iterator[World]:
    world = World(tmp_path_factory.mktemp("world"), directory, words)
    with world.client:
        yield world


def named(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


def pages() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for route in create_app(Parts({}, "", "", lambda: None)).app.routes:  # type: ignore[arg-type,return-value]
        if isinstance(route, HTTPRoute) and not route.path.startswith(("/v1", "/health")):
            found[route.path] = {str(method) for method in route.methods} - {"OPTIONS", "HEAD"}
    return found


INNER = [
    (path, method)
    for path, methods in sorted(pages().items())
    if path.startswith(STAFF_PAGES)
    for method in sorted(methods)
    if (path, method) not in SWITCHBOARD_VERDICTS
]
PUBLIC_PAGES = [path for path in sorted(pages()) if not path.startswith(STAFF_PAGES)]


def test_every_route_has_a_verdict() -> None:
    assert {named(operation) for operation in STAFF} == OPERATION_VERDICTS.keys()
    assert {path for path, _ in INNER} == PAGE_VERDICTS.keys()
    assert SWITCHBOARD_VERDICTS.keys() <= {(path, method) for path, methods in pages().items() for method in methods}
    described = {(operation.method, operation.path) for operation in (*OPERATIONS, *STAFF)}
    for route in create_app(Parts({}, "", "", lambda: None)).app.routes:  # type: ignore[arg-type,return-value]
        if isinstance(route, HTTPRoute) and route.path.startswith("/v1"):
            path = route.path.replace(":str", "").replace(":int", "")
            for method in {str(each).lower() for each in route.methods} - {"options", "head"}:
                assert (method, DESCRIBED_AS.get(path, path)) in described
    assert set(PUBLIC_PAGES) == PUBLIC


@pytest.mark.parametrize("operation", OPERATIONS, ids=named)
def test_what_is_public_is_the_same_for_everyone(world: World, operation: Operation) -> None:
    told = world.call(operation, "provstad")
    for token in ("", "pk_wrong", *world.tokens.values(), *world.tokens_elsewhere.values()):
        again = world.call(operation, "provstad", token, cookie=world.sessions[Role.ADMINISTRATOR])
        assert (again.status_code, again.content) == (told.status_code, told.content)
        assert "set-cookie" not in again.headers
    assert told.status_code < 500


@pytest.mark.parametrize("operation", STAFF, ids=named)
def test_without_a_token_that_works_everything_is_refused_alike(world: World, operation: Operation) -> None:
    told = world.call(operation, "provstad")
    assert (told.status_code, told.json()["code"]) == (401, "token-needed")
    administrator = world.sessions[Role.ADMINISTRATOR]
    for token in ("pk_wrong", *world.useless.values(), administrator):
        assert world.call(operation, "provstad", token).content == told.content
    assert world.call(operation, "provstad", cookie=administrator).content == told.content, "cookies do not count"
    for organisation in ("elsewhere", "saknas"):
        assert world.call(operation, organisation).content == told.content


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("operation", STAFF, ids=named)
def test_each_role_does_what_its_verdict_says_at_home(world: World, operation: Operation, role: Role) -> None:
    told = world.call(operation, "provstad", world.tokens[role])
    is_allowed = RANKS.index(role) >= RANKS.index(OPERATION_VERDICTS[named(operation)])
    if is_allowed and named(operation) == f"post {V1}/drafts/{{number}}/stop" and role is Role.EDITOR:
        assert told.status_code == 403, "not theirs"
    elif is_allowed:
        assert told.status_code not in {401, 403}
        assert told.status_code < 500
        assert "provstad" not in str(told.json().get("errors", ""))
    else:
        assert (told.status_code, told.json()["code"]) == (403, "not-permitted")


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("operation", STAFF, ids=named)
def test_another_organisation_is_one_that_is_not_there(world: World, operation: Operation, role: Role) -> None:
    there = world.call(operation, "elsewhere", world.tokens[role])
    absent = world.call(operation, "saknas", world.tokens[role])
    assert there.status_code == absent.status_code == 404
    assert there.content.replace(b"elsewhere", b"saknas") == absent.content


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_public_pages_are_the_same_for_who_is_signed_in_and_set_no_cookie(world: World, path: str) -> None:
    for name, value in {**FILL, "organisation": "provstad", "contact": "anna", "release": "x"}.items():
        path = path.replace(f"{{{name}:str}}", value)
    method, form = ("POST", {"text": "vaccin"}) if path.endswith(("/fraga", "/question")) else ("GET", None)
    told = world.client.request(method, path, data=form)
    headers = {"Cookie": f"__Host-presskontakt={world.sessions[Role.ADMINISTRATOR]}"}
    again = world.client.request(method, path, data=form, headers=headers)
    assert (again.status_code, again.content) == (told.status_code, told.content)
    assert "set-cookie" not in again.headers


# Signing out would end the session that the other tests use; test_admin.py does it.
INSIDE = [(path, method, who) for path, method in INNER for who in RANKS if path != "/admin/sign-out"]


@pytest.mark.parametrize(("path", "method"), INNER)
@pytest.mark.parametrize("who", ["nobody", "suspended"])
def test_who_is_not_signed_in_finds_the_doors_only(world: World, path: str, method: str, who: str) -> None:
    told = world.open(path, method, "provstad", world.suspended if who == "suspended" else "")
    if PAGE_VERDICTS[path] == "everyone":
        assert told.status_code == DOORS[path, method]
    elif is_for_programs(path.replace("{organisation:str}", "provstad")):
        assert (told.status_code, told.json()["code"]) == (401, "session-over")
    else:
        assert told.status_code == 303
        assert told.headers["location"].startswith("/admin/sign-in")


@pytest.mark.parametrize(("path", "method", "who"), INSIDE)
def test_each_page_opens_for_whom_its_verdict_says(world: World, path: str, method: str, who: Role) -> None:
    told = world.open(path, method, "provstad", world.sessions[who])
    verdict = PAGE_VERDICTS[path]
    if verdict == "everyone":
        assert told.status_code == (303 if (path, method) == ("/admin/sign-in", "GET") else DOORS[path, method])
    elif RANKS.index(who) >= RANKS.index(Role(verdict)):
        assert told.status_code == ALLOWED.get((path, method), 200)
        assert NOT_PERMITTED not in told.text
    else:
        assert told.status_code == 403
        assert NOT_PERMITTED in told.text


# What an empty form gets from who may send one; a page is 200.
ALLOWED = {
    ("/admin/hide", "POST"): 404,
    ("/switchboard", "GET"): 303,
    ("/admin/sessions", "POST"): 303,
    ("/admin/password", "POST"): 403,
    ("/admin/{organisation:str}/people", "POST"): 400,
    ("/admin/{organisation:str}/tokens", "POST"): 400,
}
OF_AN_ORGANISATION = [each for each in INNER if "{organisation" in each[0] and PAGE_VERDICTS[each[0]] != "everyone"]


@pytest.mark.parametrize(("path", "method"), OF_AN_ORGANISATION)
@pytest.mark.parametrize("role", Role)
def test_pages_of_another_organisation_are_not_there(world: World, path: str, method: str, role: Role) -> None:
    there, absent = (world.open(path, method, each, world.sessions[role]) for each in ("elsewhere", "saknas"))
    assert there.status_code == absent.status_code == 404
    assert there.content.replace(b"elsewhere", b"saknas") == absent.content


@pytest.mark.parametrize(("path", "method"), SWITCHBOARD_VERDICTS)
@pytest.mark.parametrize("who", ["nobody", "suspended"])
def test_who_is_not_signed_in_hears_and_changes_nothing(world: World, path: str, method: str, who: str) -> None:
    told = world.listen_or_press(path, method, "provstad", world.suspended if who == "suspended" else "")
    assert told.status_code == 401


@pytest.mark.parametrize(("path", "method"), SWITCHBOARD_VERDICTS)
@pytest.mark.parametrize("role", Role)
def test_the_switchboard_is_for_whom_its_verdict_says(world: World, path: str, method: str, role: Role) -> None:
    told = world.listen_or_press(path, method, "provstad", world.sessions[role])
    is_allowed = RANKS.index(role) >= RANKS.index(SWITCHBOARD_VERDICTS[path, method])
    allowed = 200 if method == "GET" else 400
    assert told.status_code == (allowed if is_allowed else 403)


@pytest.mark.parametrize(("path", "method"), SWITCHBOARD_VERDICTS)
@pytest.mark.parametrize("role", Role)
def test_the_switchboard_of_another_organisation_is_not_there(world: World, path: str, method: str, role: Role) -> None:
    there, absent = (
        world.listen_or_press(path, method, each, world.sessions[role]) for each in ("elsewhere", "saknas")
    )
    assert there.status_code == absent.status_code == 404
    assert there.content.replace(b"elsewhere", b"saknas") == absent.content
