"""/admin as a person meets it, and as somebody who means harm does."""

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from litestar import Request
from litestar.testing import TestClient

from presskontakt.accounts.permission import Role
from presskontakt.accounts.signing import Signing
from presskontakt.accounts.staff import Staff, Wanted
from presskontakt.directory.model import Directory
from presskontakt.errors import Code, Finding, Unavailable
from presskontakt.registry.database import Database
from presskontakt.registry.drafting import Wish
from presskontakt.registry.opening import editions_of
from presskontakt.registry.publishing import Registry
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.web.admin.oidc import Provider
from presskontakt.web.admin.peer import address_of
from presskontakt.web.app import create_app
from presskontakt.web.fleet import Fleet
from presskontakt.web.parts import Parts
from tests.accounts.cast import ROOT
from tests.conftest import NOW
from tests.identity_provider import Running, provide
from tests.web.test_oidc import sign_in as at_provider

PASSWORD = "tre röda mulor i regn"
COOKIE = "__Host-presskontakt"
TOKEN = re.compile(r'name="token" value="([0-9a-f]{64})"')


class Desk:
    """A service with one administrator, Anna, and as many browsers as a test opens."""

    def __init__(self, folder: Path, directory: Directory, words: Vocabulary) -> None:
        self.now: datetime = NOW
        self.registry = Registry(Database(str(folder / "registry.sqlite")), words)
        self.registry.publish(directory, Wish("start"), NOW)
        self.staff, self.signing = Staff(self.registry), Signing(self.registry.database)
        self.fleet = Fleet(words)
        self.fleet.add(editions_of(self.registry))
        _, link = self.staff.add_person(ROOT, Wanted("provstad", "anna", Role.ADMINISTRATOR, "anna"), NOW)
        self.signing.with_link(link, PASSWORD, "", NOW, is_near=False)

    def browser(self, url: str = "https://press.example", peer: str = "203.0.113.7", **known: Any) -> "Browser":
        public_url = known.pop("public_url", "https://press.example")
        proxies = frozenset(known.pop("proxies", ()))
        self.throttled = known.pop("parts", None) or Parts(
            self.fleet,
            "provstad",
            public_url,
            lambda: self.now,
            staff=self.staff,
            signing=self.signing,
            proxies=proxies,
        )
        app: Any = create_app(self.throttled)

        async def from_peer(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] == "http":
                scope["client"] = (peer, 40_000)
            await app(scope, receive, send)

        asked: Any = from_peer
        return Browser(TestClient(asked, base_url=url, raise_server_exceptions=False))


class Browser:
    """A browser that keeps cookies and sends the forms that it is shown."""

    def __init__(self, client: TestClient[Any]) -> None:
        self.client = client
        self.origin = str(client.base_url).rstrip("/")

    def open(self, path: str, **headers: str) -> Any:
        self.page = self.client.get(path, headers=headers, follow_redirects=False)
        return self.page

    def send(self, path: str, form: dict[str, str], **headers: str) -> Any:
        found = TOKEN.search(self.page.text)
        sent = {"Origin": self.origin, "Sec-Fetch-Site": "same-origin"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        body = {"token": found[1] if found else ""} | form
        self.answer = self.client.post(path, data=body, headers=sent, follow_redirects=False)
        return self.answer

    def sign_in(self, name: str = "anna", password: str = PASSWORD, going: str = "", **headers: str) -> Any:
        self.open(f"/admin/sign-in?going={going}" if going else "/admin/sign-in")
        form = {"organisation": "provstad", "name": name, "password": password, "going": going}
        return self.send("/admin/sign-in", form, **headers)

    @property
    def cookie(self) -> str:
        return next((each.value or "" for each in self.client.cookies.jar if each.name == COOKIE), "")


@pytest.fixture
def desk(tmp_path: Path, directory: Directory, words: Vocabulary) -> Iterator[Desk]:
    desk = Desk(tmp_path, directory, words)
    yield desk
    desk.registry.database.close()


@pytest.fixture
def browser(desk: Desk) -> Browser:
    return desk.browser()


def test_an_administrator_adds_a_colleague_who_comes_in_by_the_link(desk: Desk, browser: Browser) -> None:
    assert browser.sign_in().headers["location"] == "/admin"
    assert "Hej, anna" in browser.open("/admin").text
    browser.open("/admin/provstad/people")
    made = browser.send("/admin/provstad/people", {"act": "add", "name": "Bo@Provstad.example", "role": "editor"})
    link = re.search(r"https://press\.example(/admin/link/[\w-]+)", made.text)
    assert link
    colleague = desk.browser()
    assert "Välkommen, bo@provstad.example" in colleague.open(link[1]).text
    short = colleague.send(link[1], {"password": "kort"})
    assert (short.status_code, "minst 15 tecken" in short.text) == (400, True)
    assert colleague.send(link[1], {"password": "sju sorters kakor idag"}).status_code == 303
    assert "Redaktör" in colleague.open("/admin").text
    assert colleague.open("/admin/provstad/people").status_code == 403
    assert desk.browser().open(link[1]).status_code == 404, "it works once"
    browser.open("/admin/provstad/people?lang=en")
    browser.send("/admin/provstad/people?lang=en", {"act": "suspend", "name": "bo@provstad.example"})
    assert browser.answer.headers["location"] == "/admin/provstad/people?done=person-suspend&lang=en"
    assert "Suspended and signed out." in browser.open(browser.answer.headers["location"]).text
    assert colleague.open("/admin").headers["location"] == "/admin/sign-in"


def test_a_token_is_shown_once_and_works(browser: Browser) -> None:
    browser.sign_in()
    browser.open("/admin/provstad/tokens?lang=en")
    made = browser.send("/admin/provstad/tokens?lang=en", {"act": "add", "name": "intranet", "role": "reader"})
    secret = re.search(r"pk_[\w-]{43}", made.text)
    assert secret
    assert secret[0] not in browser.open("/admin/provstad/tokens").text
    headers = {"Authorization": f"Bearer {secret[0]}"}
    assert browser.client.get("/v1/provstad/drafts", headers=headers).status_code == 200
    assert "senast använd 2026-03-02" in browser.open("/admin/provstad/tokens").text
    browser.send("/admin/provstad/tokens", {"act": "remove", "name": "intranet"})
    assert browser.client.get("/v1/provstad/drafts", headers=headers).status_code == 401


def test_what_was_done_is_read_and_everything_taken_along(browser: Browser) -> None:
    browser.sign_in()
    told = browser.open("/admin/provstad/audit").text
    assert "Loggade in:</strong>  konto 1" in told
    assert re.search(r"Publicerade version</strong>  1 \([0-9a-f]{12}…\)", told)
    browser.open("/admin/provstad/people")
    packed = browser.send("/admin/provstad/export", {})
    assert packed.headers["content-type"] == "application/zip"
    assert "provstad@1.toml" in zipfile.ZipFile(io.BytesIO(packed.content)).namelist()
    assert "Tog med allt" in browser.open("/admin/provstad/audit").text


def test_one_hides_ones_own_number(desk: Desk, browser: Browser) -> None:
    browser.sign_in()
    assert "Mina kontaktvägar" in browser.open("/admin").text
    assert browser.send("/admin/hide", {"channel": "mobile"}).headers["location"] == "/admin?done=hidden"
    kept = desk.registry.stored_roster("provstad")
    assert kept
    assert [(each.contact, each.channel) for each in kept.roster().withdrawals] == [("anna", "mobile")]


def test_another_password_takes_the_old_one(desk: Desk, browser: Browser) -> None:
    other = desk.browser()
    other.sign_in()
    browser.sign_in()
    browser.open("/admin/password")
    wrong = browser.send("/admin/password", {"old": "fel", "password": "sju sorters kakor idag"})
    assert wrong.status_code == 403
    before = browser.cookie
    assert browser.send("/admin/password", {"old": PASSWORD, "password": "sju sorters kakor idag"}).status_code == 303
    assert browser.cookie != before
    assert browser.open("/admin").status_code == 200
    assert other.open("/admin").status_code == 303
    assert desk.browser().sign_in().status_code == 403


def test_sessions_are_seen_and_ended(desk: Desk, browser: Browser) -> None:
    other = desk.browser()
    other.sign_in()
    browser.sign_in()
    page = browser.open("/admin").text
    name = re.search(r'name="session" value="([0-9a-f]+)"', page)
    assert page.count("En annan webbläsare.") == 2, "the invitation's, and the other"
    assert name
    browser.send("/admin/sessions", {"session": name[1]})
    browser.send("/admin/sessions", {})
    assert other.open("/admin").status_code == 303
    assert browser.open("/admin").status_code == 200


def test_the_cookie_is_one_that_nobody_else_can_set_read_or_send(browser: Browser) -> None:
    told = [browser.open("/admin/sign-in").headers["set-cookie"], *browser.sign_in().headers.get_list("set-cookie")]
    assert len(told) == 3
    for each in told:
        name, *attributes = each.split("; ")
        assert name.startswith("__Host-presskontakt")
        assert {"HttpOnly", "Path=/", "SameSite=strict", "Secure"} <= set(attributes)
        assert "Domain" not in each


def test_the_session_is_another_after_signing_in(browser: Browser) -> None:
    browser.open("/admin/sign-in")
    planted = browser.cookie
    browser.sign_in()
    assert browser.cookie not in {"", planted}
    fresh = TestClient(browser.client.app, base_url="https://press.example")
    assert fresh.get("/admin", headers={"Cookie": f"{COOKIE}={planted}"}, follow_redirects=False).status_code == 303


@pytest.mark.parametrize("way", ["password", "link"])
def test_a_cookie_is_worth_nothing_after_signing_in_anew(desk: Desk, browser: Browser, way: str) -> None:
    browser.sign_in()
    kept = browser.cookie
    path = "/admin/sign-in"
    if way == "link":
        path = f"/admin/link/{desk.staff.add_person(ROOT, Wanted('provstad', 'bo', Role.READER), NOW)[1]}"
    browser.open("/admin")
    browser.send(path, {"organisation": "provstad", "name": "anna", "password": PASSWORD})
    assert browser.cookie != kept
    fresh = TestClient(browser.client.app, base_url="https://press.example")
    assert fresh.get("/admin", headers={"Cookie": f"{COOKIE}={kept}"}, follow_redirects=False).status_code == 303


def test_a_cookie_is_worth_nothing_after_signing_out(browser: Browser) -> None:
    browser.sign_in()
    kept = browser.cookie
    browser.open("/admin")
    assert browser.send("/admin/sign-out", {}).headers["location"] == "/admin/sign-in?done=signed-out"
    assert "Du är utloggad." in browser.open("/admin/sign-in?done=signed-out").text
    fresh = TestClient(browser.client.app, base_url="https://press.example")
    assert fresh.get("/admin", headers={"Cookie": f"{COOKIE}={kept}"}, follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({}, {"Sec_Fetch_Site": "cross-site"}),
        ({}, {"Sec_Fetch_Site": "same-site"}),
        ({}, {"Sec_Fetch_Site": "none"}),
        ({}, {"Origin": "https://attacker.example"}),
        ({}, {"Origin": "null"}),
        ({}, {"Origin": "https://["}),
        ({}, {"Origin": "https://press.example.attacker.example"}),
        ({"token": ""}, {}),
        ({"token": "0" * 64}, {}),
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["/admin/sign-in", "/admin/sign-out", "/admin/provstad/people", "/admin/sessions"])
def test_a_form_of_another_site_does_nothing(
    browser: Browser, path: str, form: dict[str, str], headers: dict[str, str]
) -> None:
    browser.sign_in()
    browser.open("/admin")
    wanted = {"organisation": "provstad", "name": "anna", "password": PASSWORD, "act": "add", "role": "administrator"}
    refused = browser.send(path, wanted | form, **headers)
    assert (refused.status_code, "Formuläret kommer inte från en av våra sidor" in refused.text) == (403, True)
    assert browser.open("/admin").status_code == 200


def test_the_token_of_one_session_does_not_do_for_another(desk: Desk, browser: Browser) -> None:
    other = desk.browser()
    other.sign_in()
    browser.sign_in()
    other.open("/admin")
    stolen = TOKEN.search(other.page.text)
    assert stolen
    assert browser.send("/admin/sessions", {"token": stolen[1]}).status_code == 403


@pytest.mark.parametrize(
    ("going", "there"),
    [
        ("/admin/provstad/people", "/admin/provstad/people"),
        ("/switchboard", "/switchboard"),
        ("//attacker.example", "/admin"),
        ("https://attacker.example/admin", "/admin"),
        ("/admin/..//attacker.example", "/admin"),
        ("/admin\\\\attacker.example", "/admin"),
        ("/provstad", "/admin"),
        ("/adminx", "/admin"),
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(browser: Browser, going: str, there: str) -> None:
    browser.open("/admin/sign-in")
    form = {"organisation": "provstad", "name": "anna", "password": PASSWORD, "going": going}
    assert browser.send("/admin/sign-in", form).headers["location"] == there


def test_who_was_going_somewhere_gets_there(browser: Browser) -> None:
    target = browser.open("/admin/provstad/audit").headers["location"]
    assert target == "/admin/sign-in?going=%2Fadmin%2Fprovstad%2Faudit"
    assert 'name="going" value="/admin/provstad/audit"' in browser.open(target).text


def test_tries_are_counted_by_place_and_never_lock_anyone_out(desk: Desk, browser: Browser) -> None:
    browser.sign_in()
    attacker = desk.browser()
    shared = desk.throttled
    for _ in range(10):
        assert attacker.sign_in(password="x" * 15).status_code == 403
    held = attacker.sign_in(password="x" * 15)
    assert held.status_code == 429
    assert 0 < int(held.headers["retry-after"]) <= 601
    assert attacker.sign_in().status_code == 429, "from there the right one is not tried either"
    known = desk.browser(parts=shared)
    known.client.cookies = browser.client.cookies
    known.client.cookies.delete(COOKIE)
    assert known.sign_in().status_code == 303, "the same place, in a browser that is known"
    assert desk.browser(parts=shared, peer="198.51.100.1").sign_in().status_code == 303, "another place"
    desk.now = NOW + timedelta(minutes=10)
    assert desk.browser(parts=shared).sign_in().status_code == 303


@pytest.mark.parametrize(("proxies", "status"), [((), 429), (("203.0.113.7",), 303)])
def test_a_header_tells_the_place_only_when_a_trusted_proxy_sends_it(
    desk: Desk, proxies: tuple[str, ...], status: int
) -> None:
    browser = desk.browser(proxies=proxies)
    for _ in range(10):
        browser.sign_in(password="x" * 15, X_Forwarded_For="192.0.2.1")
    chain = browser.sign_in(X_Forwarded_For="192.0.2.9, 192.0.2.1")
    assert chain.status_code == 429, "the last one is the proxy's word, those before it anyone's"
    assert browser.sign_in(X_Forwarded_For="192.0.2.2").status_code == status


def test_of_several_headers_the_last_is_the_proxys_word() -> None:
    said = [(b"x-forwarded-for", b"192.0.2.9"), (b"x-forwarded-for", b"198.51.100.1")]
    asked: Any = Request({"type": "http", "path": "/", "headers": said, "client": ("203.0.113.7", 1)})  # type: ignore[arg-type]
    assert address_of(asked, {"203.0.113.7"}) == "198.51.100.1"


def test_tries_made_at_once_are_counted_too(browser: Browser) -> None:
    def fail(_: int) -> int:
        status: int = browser.client.post("/admin/sign-in", data=form).status_code
        return status

    with browser.client, ThreadPoolExecutor(30) as many:
        found = TOKEN.search(browser.open("/admin/sign-in").text)
        assert found
        form = {"token": found[1], "organisation": "provstad", "name": "anna", "password": "x" * 15}
        told = list(many.map(fail, range(30)))
    assert 10 <= told.count(403) <= 11, "two have their turn at a time"
    assert told.count(429) == 30 - told.count(403)


def test_neighbours_in_one_network_of_ipv6_are_one_place(desk: Desk) -> None:
    first = desk.browser(peer="2001:db8:1:2::1")
    shared = desk.throttled
    for _ in range(10):
        first.sign_in(password="x" * 15)
    assert desk.browser(parts=shared, peer="2001:db8:1:2:ffff::9").sign_in().status_code == 429
    assert desk.browser(parts=shared, peer="2001:db8:1:3::1").sign_in().status_code == 303


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("203.0.113.7", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}, 403),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.7"}, 403),
        ("127.0.0.1", {"Via": "1.1 proxy"}, 403),
    ],
)
def test_over_http_it_answers_on_this_machine_only(desk: Desk, peer: str, headers: dict[str, str], status: int) -> None:
    browser = desk.browser("http://127.0.0.1:8000", peer, public_url="")
    told = browser.open("/admin/sign-in", **headers)
    assert told.status_code == status
    if status == 200:
        assert told.headers["set-cookie"].startswith("presskontakt=")


def test_who_comes_by_a_proxy_on_this_machine_is_not_on_it(desk: Desk) -> None:
    link = f"/admin/link/{desk.staff.near_link(ROOT, NOW)}"
    proxied = desk.browser(peer="127.0.0.1", proxies=("127.0.0.1",))
    assert proxied.open(link).status_code == 404
    plain = desk.browser("http://127.0.0.1:8000", "127.0.0.1", public_url="", proxies=("127.0.0.1",))
    assert plain.open("/admin/sign-in").status_code == 403


def test_a_link_for_this_machine_signs_in_here_and_nowhere_else(desk: Desk) -> None:
    link = f"/admin/link/{desk.staff.near_link(ROOT, NOW)}"
    assert desk.browser().open(link).status_code == 404
    near = desk.browser("http://127.0.0.1:8000", "127.0.0.1", public_url="")
    assert "på den här datorn" in near.open(link).text
    assert near.send(link, {}).status_code == 303
    assert "Alla organisationer" in near.open("/admin").text
    near.open("/admin/provstad/people")


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with provide() as running:
        yield running


def test_a_person_comes_in_by_the_providers_account(desk: Desk, running: Running) -> None:
    provider = Provider(running.identity, lambda: datetime.now(UTC))
    known = {"staff": desk.staff, "signing": desk.signing, "providers": {"provstad": provider}}
    parts = Parts(desk.fleet, "provstad", "http://127.0.0.1:8000", lambda: desk.now, **known)  # type: ignore[arg-type]
    browser = desk.browser("http://127.0.0.1:8000", "127.0.0.1", parts=parts)
    assert "Logga in med Provstads konto" in browser.open("/admin/sign-in").text
    left = browser.open("/admin/provider/provstad")
    assert "samesite=lax" in left.headers["set-cookie"].lower()
    back = urlencode(at_provider(left.headers["location"]))
    inside = browser.open(f"/admin/callback?{back}")
    assert (inside.status_code, 'http-equiv="refresh"' in inside.text) == (200, True)
    assert "Redaktör" in browser.open("/admin").text
    again = browser.open(f"/admin/callback?{back}")
    assert (again.status_code, "wrong-state" in again.text) == (409, True)
    stranger = desk.browser("http://127.0.0.1:8000", "127.0.0.1", parts=parts)
    assert stranger.open(f"/admin/callback?{back}").status_code == 409
    assert stranger.open("/admin/provider/saknas").status_code == 404
    assert stranger.open("/admin").status_code == 303


def test_a_code_may_be_as_long_as_providers_make_them(browser: Browser) -> None:
    assert "wrong-state" in browser.open(f"/admin/callback?state=x&code={'x' * 4_096}").text


@pytest.mark.parametrize("done", ["unknown", "person-add", "SIGNED-OUT", "%00"])
def test_only_what_can_have_been_done_is_told(browser: Browser, done: str) -> None:
    assert browser.open(f"/admin/sign-in?done={done}").status_code == 400


def test_a_link_names_our_address_whatever_host_was_asked(browser: Browser) -> None:
    browser.sign_in()
    browser.open("/admin/provstad/people")
    wanted = {"act": "add", "name": "bo", "role": "reader"}
    made = browser.send("/admin/provstad/people", wanted, Host="attacker.example", Origin="https://attacker.example")
    assert "https://press.example/admin/link/" in made.text
    assert "attacker" not in made.text


def test_nothing_of_a_signed_in_person_is_kept_by_caches_or_compressed(browser: Browser) -> None:
    browser.sign_in()
    page = browser.open("/admin/provstad/people", **{"Accept-Encoding": "gzip"})
    assert len(page.content) > 1_000
    assert page.headers["cache-control"] == "no-store"
    assert "content-encoding" not in page.headers
    assert "etag" not in page.headers


def test_without_a_registry_nobody_signs_in_and_is_told_why(desk: Desk) -> None:
    parts = Parts(desk.fleet, "provstad", "https://press.example", lambda: NOW)
    assert desk.browser(parts=parts).open("/admin/sign-in").status_code == 503


def test_a_try_that_met_no_database_is_not_counted(
    desk: Desk, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise Unavailable(Finding(Code.NO_DATABASE, facts={"reason": "gone"}))

    with monkeypatch.context() as broken:
        broken.setattr(desk.signing, "with_password", fail)
        assert {browser.sign_in().status_code for _ in range(10)} == {503}
    assert browser.sign_in().status_code == 303


def test_the_log_tells_nothing_of_who_signs_in(browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    browser.sign_in(password="x" * 15)
    browser.sign_in()
    browser.open("/admin")
    assert not any(each in caplog.text for each in ("anna", PASSWORD, browser.cookie, "203.0.113.7"))


def test_a_fault_in_a_form_is_told_beside_what_was_written(browser: Browser) -> None:
    browser.sign_in()
    browser.open("/admin/provstad/people")
    taken = browser.send("/admin/provstad/people", {"act": "add", "name": "Anna", "role": "editor"})
    assert (taken.status_code, "Det finns redan ett konto" in taken.text) == (409, True)
    assert 'value="Anna"' in taken.text
    unknown = browser.send("/admin/provstad/people", {"act": "add", "name": "bo", "contact": "ingen"})
    assert unknown.status_code == 404
    last = browser.send("/admin/provstad/people", {"act": "remove", "name": "anna"})
    assert (last.status_code, "Ingen skulle vara kvar" in last.text) == (409, True)
