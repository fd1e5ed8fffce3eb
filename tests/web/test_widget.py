"""The widget in real Chromium, on pages that do not wish it well; the frame, oEmbed, and the page with the code."""

import gzip
import json
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from litestar.testing import TestClient
from msgspec.structs import replace
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route, ViewportSize, expect

from presskontakt.directory.model import LANGS
from presskontakt.web.app import create_app
from presskontakt.web.front import Front
from presskontakt.web.parts import Parts
from presskontakt.web.widget.script import INTEGRITY, NAME, NEWEST, RELEASED, integrity_of, script_address
from presskontakt.wording import phrase

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ANSWER = "/v1/exempelregionen/answers/disease-control.sv.json"
TAG = '<press-contacts organisation="exempelregionen" topic="disease-control">Ring växeln.</press-contacts>'
HOSTILE_STYLE = """* { color: red !important; font-size: 40px !important; letter-spacing: 1em !important; float: left;
text-transform: uppercase !important } p, a, li { display: none !important } ol { list-style: square !important }"""
STRICT = (
    "default-src 'none'; script-src {service}; connect-src {service}; frame-src {service}; style-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


class Host(ThreadingHTTPServer):
    """A web site of somebody else's, with one page."""

    html, headers = "", MappingProxyType({"Content-Type": "text/html; charset=utf-8"})

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.address = f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Host)
        self.send_response(200)
        for name, value in server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(server.html.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def host() -> Iterator[Host]:
    with Host() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Site:
    """A web site that has the widget, and what its pages asked for."""

    def __init__(self, context: BrowserContext, service: str, host: Host) -> None:
        self.host = host
        self.page: Page = context.new_page()
        self.page.clock.install(time=NOW)
        self.service = service
        self.asked: list[Request] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request))  # noqa: PLW0108 - playwright asks for it
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._hear)

    def _hear(self, told: ConsoleMessage) -> None:
        if told.type == "error" and not told.location["url"].endswith("/favicon.ico"):
            self.errors.append(told.text)

    def show(
        self, body: str = TAG, *, head: str = "", version: str = NEWEST, policy: str = "", at: datetime | None = None
    ) -> Page:
        """Open a page of the site with `body` and the script of `version`, at an instant of the reader's clock."""
        if at:
            self.page.clock.install(time=at)
        script = (
            f'<script src="{self.service}{script_address(version)}" integrity="{INTEGRITY[version]}" '
            'crossorigin="anonymous" referrerpolicy="no-referrer" async></script>'
        )
        html = (
            f'<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>Tidningen</title>{head}{script}</head>'
        )
        html += f"<body><main><h1>Nyheter</h1>{body}</main></body></html>"
        return self.show_whole(html, {"Content-Security-Policy": policy.format(service=self.service)} if policy else {})

    def show_whole(self, html: str, headers: Mapping[str, str] = MappingProxyType({})) -> Page:
        """Open a page of the site that says `html` and nothing else."""
        self.host.html, self.host.headers = html, MappingProxyType({**Host.headers, **headers})
        self.page.goto(f"{self.host.address}/artikel")
        return self.page

    def answers(self) -> list[str]:
        """The addresses of answers that were asked for."""
        return [each.url.removeprefix(self.service) for each in self.asked if "/v1/" in each.url]


@pytest.fixture
def open_site(browser: Browser, service: str, host: Host) -> Iterator[Callable[..., Site]]:
    contexts: list[BrowserContext] = []

    def open_one(**known: Any) -> Site:
        viewport: ViewportSize = {"width": known.pop("width", 360), "height": 740}
        known = {"locale": "sv-SE", "timezone_id": "Europe/Stockholm", **known}
        contexts.append(browser.new_context(viewport=viewport, **known))
        return Site(contexts[-1], service, host)

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def site(open_site: Callable[..., Site]) -> Site:
    return open_site()


@pytest.mark.parametrize("version", INTEGRITY)
def test_every_released_script_works_with_the_service_of_today(site: Site, version: str) -> None:
    page = site.show(version=version)
    first = page.locator("press-contacts li").first
    expect(first).to_contain_text("Disa Modell")
    expect(first.get_by_role("link", name="070-174 06 09")).to_have_attribute("href", "tel:+46701740609")
    expect(first).to_contain_text("Kan nås nu, till måndag 2 mars kl. 16.30.")
    expect(page.locator("press-contacts slot")).to_have_count(0)
    assert site.errors == []


@pytest.mark.parametrize("version", INTEGRITY)
def test_a_released_script_never_changes_and_is_small(version: str) -> None:
    script = (RELEASED / version / NAME).read_bytes()
    assert integrity_of(script) == INTEGRITY[version], "released scripts are for ever: make a new version"
    assert len(gzip.compress(script, 9)) <= 5_000


def test_the_script_passes_the_type_checker() -> None:
    done = subprocess.run(
        ["/usr/bin/tsc", "--project", str(RELEASED.parent)], capture_output=True, text=True, check=False
    )
    assert done.stdout == ""


def test_the_next_person_is_one_key_away(site: Site) -> None:
    page = site.show()
    more = page.get_by_text("Inget svar? Nästa person")
    expect(more).to_be_visible()
    expect(page.get_by_text("Alva Exempel")).not_to_be_visible()
    more.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Alva Exempel")).to_be_visible()


def test_a_list_and_a_line(site: Site) -> None:
    page = site.show(TAG.replace(" topic", ' layout="list" limit="2" topic'))
    expect(page.locator("press-contacts li")).to_have_count(2)
    line = TAG.replace(" topic", ' layout="line" topic')
    page = site.show(f"<p>Ring {line} i dag.</p>")
    expect(page.locator("press-contacts")).to_contain_text("Disa Modell")
    box, around = page.locator("press-contacts .name").bounding_box(), page.locator("p").first.bounding_box()
    assert box
    assert around
    assert box["y"] - around["y"] < 12


def test_in_english_as_the_page_around_it_says(site: Site) -> None:
    page = site.show(f'<section lang="en-GB">{TAG}</section>')
    expect(page.locator("press-contacts li").first).to_contain_text(
        "Can be reached now, until Monday 2 March at 16:30."
    )
    expect(page.get_by_text("No answer? Next person")).to_be_visible()
    assert site.answers() == [ANSWER.replace(".sv.", ".en.")]


@pytest.mark.parametrize(
    ("attributes", "address"),
    [
        ('organisation="exempelregionen"', "/v1/exempelregionen/contacts"),
        (
            'organisation="exempelregionen" topic="hospitals" place="granasen"',
            "/v1/exempelregionen/answers/hospitals/granasen.sv.json",
        ),
        (
            'organisation="exempelregionen" topic="hospitals" role="press-lead"',
            "/v1/exempelregionen/route?topic=hospitals&role=press-lead&lang=sv",
        ),
        ('organisation="exempelregionen" topic="coronavirus"', "/v1/exempelregionen/answers/coronavirus.sv.json"),
    ],
)
def test_what_is_asked_for_by_which_address(site: Site, attributes: str, address: str) -> None:
    page = site.show(f"<press-contacts {attributes}>Ring växeln.</press-contacts>")
    expect(page.locator("press-contacts li").first).to_be_visible()
    assert site.answers() == [address]


@pytest.mark.parametrize(
    "what",
    ["style", "policy", "same name", "narrow", "dark", "right to left", "zoom", "print"],
)
def test_a_host_page_that_does_not_wish_it_well(open_site: Callable[..., Site], what: str, tmp_path: Path) -> None:
    width = {"narrow": 200, "zoom": 180}.get(what, 360)
    site = open_site(width=width, color_scheme="dark" if what == "dark" else "light")
    body = f'<div dir="rtl">{TAG}</div>' if what == "right to left" else TAG
    head = f"<style>{HOSTILE_STYLE}</style>" if what == "style" else ""
    if what == "same name":
        site.page.add_init_script(
            "customElements.define('press-contacts', class extends HTMLElement {"
            " connectedCallback() { this.textContent = 'En annan' } })"
        )
    page = site.show(body, head=head, policy=STRICT if what == "policy" else "")
    if what == "print":
        page.emulate_media(media="print")
    if what == "same name":
        expect(page.get_by_text("En annan")).to_be_visible()
        assert site.errors == []
        return
    number = page.locator("press-contacts a.phone").first
    expect(number).to_be_visible()
    page.screenshot(path=tmp_path / "widget.png")
    seen = number.evaluate(
        "e => ({ font: getComputedStyle(e).fontSize, text: getComputedStyle(e).textTransform, "
        "spacing: getComputedStyle(e).letterSpacing, colour: getComputedStyle(e).color })"
    )
    assert (seen["text"], seen["spacing"]) == ("none", "normal")
    assert seen["colour"] != "rgb(255, 0, 0)"
    box = number.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width + 1
    assert page.locator("press-contacts .box").get_attribute("dir") == "ltr"
    assert site.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("layout", ["card", "list", "line"])
@pytest.mark.parametrize("hours", [0, 8])
def test_axe_finds_nothing(open_site: Callable[..., Site], layout: str, scheme: str, hours: int) -> None:
    site = open_site(color_scheme=scheme)
    dark = "<style>:root { color-scheme: light dark; background: Canvas; color: CanvasText }</style>"
    page = site.show(TAG.replace(" topic", f' layout="{layout}" topic'), head=dark, at=NOW + timedelta(hours=hours))
    expect(page.locator("press-contacts a.phone").first).to_be_visible()
    for summary in page.locator("summary").all():
        summary.click()
    found = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()


@pytest.mark.parametrize("what", ["offline", "slow", "wrong id", "wrong organisation", "nonsense"])
def test_without_an_answer_what_the_editor_wrote_stays(site: Site, what: str) -> None:
    def instead(route: Route) -> None:
        if what == "offline":
            route.abort()
        elif what == "nonsense":
            route.fulfill(body="<html>", headers={"Access-Control-Allow-Origin": "*"})

    if what in {"offline", "nonsense", "slow"}:
        site.page.route("**/v1/**", instead)
    body = {
        "wrong id": TAG.replace("disease-control", "nothing"),
        "wrong organisation": TAG.replace("exempel", "annan"),
    }
    page = site.show(body.get(what, TAG))
    page.clock.run_for(9_000)
    expect(page.get_by_text("Ring växeln.")).to_be_visible()
    expect(page.locator("press-contacts li")).to_have_count(0)


def test_a_hundred_widgets_make_one_request_for_each_answer(site: Site) -> None:
    others = TAG.replace("disease-control", "hospitals")
    page = site.show(TAG * 60 + others * 40)
    expect(page.locator("press-contacts .box")).to_have_count(100)
    assert sorted(site.answers()) == sorted([ANSWER, ANSWER.replace("disease-control", "hospitals")])


def test_nothing_leaves_for_anyone_else_and_nothing_tells_who_reads(site: Site) -> None:
    page = site.show()
    expect(page.locator("press-contacts a.phone").first).to_be_visible()
    assert {each.url.split("/")[2] for each in site.asked} == {
        site.host.address.split("/")[2],
        site.service.split("/")[2],
    }
    for each in site.asked:
        headers = each.all_headers()
        assert "cookie" not in headers
        if each.url.startswith(site.service):
            assert "referer" not in headers
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_two_fresh_browsers_get_the_same_bytes(open_site: Callable[..., Site]) -> None:
    bodies = []
    for _ in range(2):
        site = open_site()
        with site.page.expect_response(f"**{ANSWER}") as answer:
            site.show()
        bodies.append(answer.value.body())
    assert bodies[0] == bodies[1]


def test_what_is_true_now_is_said_only_while_it_holds(site: Site) -> None:
    page = site.show()
    state = page.locator("press-contacts .state")
    expect(state.first).to_be_visible()
    page.clock.fast_forward("05:59:50")
    expect(state.first).to_be_visible()
    site.page.route("**/v1/**", lambda route: route.abort())
    page.clock.run_for(15_000)
    expect(state).to_have_count(0)
    expect(page.locator("press-contacts a.phone").first).to_be_visible()
    asked = len(site.answers())
    page.clock.run_for(40_000)
    assert len(site.answers()) > asked


AFTER = NOW + timedelta(hours=8)
IN_EIGHT_DAYS = NOW + timedelta(days=8)
NOW_SAID = re.compile(r"\b(nu|now)\b", re.IGNORECASE)


@pytest.mark.parametrize("layout", ["card", "list", "line"])
@pytest.mark.parametrize(
    ("lang", "told", "address"),
    [
        (
            "sv",
            "Fatima Prototyp har pressjour måndag 2 mars kl. 16.30 – tisdag 3 mars kl. 08.00",
            "/exempelregionen/kontakt/fatima-prototyp",
        ),
        (
            "en",
            "Fatima Prototyp is on duty Monday 2 March at 16:30 – Tuesday 3 March at 08:00",
            "/en/exempelregionen/contact/fatima-prototyp",
        ),
    ],
)
def test_an_answer_that_has_ended_is_told_by_hours(
    open_site: Callable[..., Site], layout: str, lang: str, told: str, address: str
) -> None:
    """The service of these tests stands still at NOW, as a static copy does; the reader is in New York."""
    site = open_site(timezone_id="America/New_York")
    page = site.show(TAG.replace(" topic", f' lang="{lang}" layout="{layout}" topic'), at=AFTER)
    widget = page.locator("press-contacts")
    expect(widget.locator(".who").first).to_be_visible()
    text = " ".join(widget.evaluate("e => e.shadowRoot.textContent").split())
    assert text.startswith(told)
    assert not NOW_SAID.search(text)
    expect(widget.get_by_role("link", name="070-174 06 09")).to_be_visible()
    link = widget.get_by_role("link", name="Fatima Prototyp").first
    expect(link).to_have_attribute("href", site.service + address)
    link.click()
    expect(page.get_by_role("heading", name="Fatima Prototyp")).to_be_visible()
    assert site.errors == []


def test_when_nothing_newer_is_to_be_had_hours_stand_for_what_was_now(site: Site) -> None:
    page = site.show()
    expect(page.locator("press-contacts .state").first).to_be_visible()
    expect(page.locator("press-contacts .hours")).to_have_count(0)
    page.route("**/v1/**", lambda route: route.abort())
    page.clock.fast_forward("06:00:00")
    expect(page.locator("press-contacts .state")).to_have_count(0)
    page.clock.run_for(31_000)
    expect(page.locator("press-contacts .who").first).to_have_text("Fatima Prototyp har pressjour")
    page.clock.fast_forward("15:30:00")
    page.clock.run_for(91_000)
    expect(page.locator("press-contacts .who").first).to_have_text("Disa Modell kan nås")
    expect(page.locator("press-contacts .name").first).to_have_text("Disa Modell")


def test_the_days_to_come_are_one_key_away_and_stay_open(site: Site) -> None:
    page = site.show(at=AFTER)
    summary = page.get_by_text("De närmaste dagarna")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("onsdag 4 mars kl. 08.00 – onsdag 4 mars kl. 16.30")).to_be_visible()
    asked = len(site.answers())
    page.clock.run_for(200_000)
    assert len(site.answers()) > asked
    expect(page.get_by_text("onsdag 4 mars kl. 08.00 – onsdag 4 mars kl. 16.30")).to_be_visible()
    assert page.evaluate("document.querySelector('press-contacts').shadowRoot.activeElement.textContent") == (
        "De närmaste dagarna"
    )


def test_after_the_last_hours_names_and_numbers_stand_alone(site: Site) -> None:
    page = site.show(at=IN_EIGHT_DAYS)
    expect(page.get_by_role("link", name="070-174 06 09")).to_be_visible()
    expect(page.locator("press-contacts :is(.state, .hours)")).to_have_count(0)


@pytest.mark.parametrize(
    ("lang", "changed", "told"),
    [
        ("sv", {"contact": None, "name": None}, "Pressjouren svarar"),
        ("en", {"contact": None, "name": None}, "The officer on duty answers"),
        ("sv", {"reach": "later", "is_on_duty": False}, "Ingen på plats"),
        ("en", {"reach": "later", "is_on_duty": False}, "Nobody is in"),
        ("sv", {"reach": "call", "is_on_duty": False}, "Kontakta Fatima Prototyp"),
        ("en", {"reach": "call", "is_on_duty": False}, "Contact Fatima Prototyp"),
        ("sv", {"is_on_duty": False}, "Fatima Prototyp kan nås"),
        ("en", {"is_on_duty": False}, "Fatima Prototyp can be reached"),
        ("sv", {"valid_from": "2026-03-02T23:00:00Z"}, "Fatima Prototyp har pressjour tisdag 3 mars – tisdag"),
    ],
)
def test_hours_in_every_wording(site: Site, lang: str, changed: dict[str, object], told: str) -> None:
    def altered(route: Route) -> None:
        answer = route.fetch().json()
        answer["upcoming"][0] |= changed
        route.fulfill(json=answer, headers={"Access-Control-Allow-Origin": "*"})

    site.page.route("**/v1/**", altered)
    page = site.show(TAG.replace(" topic", f' lang="{lang}" topic'), at=AFTER)
    expect(page.locator("press-contacts .stretch").first).to_contain_text(told)


def test_a_hundred_widgets_do_not_wear_out_a_copy_that_has_ended(site: Site) -> None:
    page = site.show(TAG * 100, at=AFTER)
    expect(page.locator("press-contacts .hours").first).to_be_visible()
    page.clock.run_for(600_000)
    assert 5 <= len(site.answers()) <= 11


def test_a_hundred_widgets_do_not_wear_out_a_service_that_is_down(site: Site) -> None:
    site.page.route("**/v1/**", lambda route: route.abort())
    page = site.show(TAG * 100)
    page.clock.run_for(600_000)
    assert 5 <= len(site.answers()) <= 11


def test_an_open_page_hears_of_a_new_number_within_the_hour(site: Site) -> None:
    page = site.show('<press-contacts organisation="exempelregionen">Ring växeln.</press-contacts>')
    expect(page.get_by_text("Alva Exempel")).to_be_visible()
    page.clock.fast_forward("01:00:00")
    page.clock.run_for(31_000)
    assert len(site.answers()) == 2


def test_another_question_never_shows_the_answer_to_the_last(site: Site) -> None:
    page = site.show()
    expect(page.locator("press-contacts li").first).to_contain_text("Disa Modell")
    page.evaluate("document.querySelector('press-contacts').setAttribute('topic', 'nothing')")
    expect(page.get_by_text("Ring växeln.")).to_be_visible()
    expect(page.locator("press-contacts li")).to_have_count(0)


def test_every_sentence_of_the_widget_is_that_of_the_pages() -> None:
    script = (RELEASED / NEWEST / NAME).read_text(encoding="utf-8")
    for lang in LANGS:
        for key in ("agenda-now", "agenda-duty", "agenda-call", "agenda-nobody", "agenda-officer"):
            assert f'"{phrase(key, lang, name="{}")}"' in script


def test_a_change_of_attributes_is_one_question_more(site: Site) -> None:
    page = site.show()
    expect(page.locator("press-contacts li").first).to_contain_text("Disa Modell")
    page.evaluate(
        "() => { const e = document.querySelector('press-contacts'); e.setAttribute('topic', 'hospitals');"
        " e.setAttribute('place', 'granasen'); e.setAttribute('layout', 'list') }"
    )
    expect(page.locator("press-contacts li").first).to_contain_text("Bo Provsson")
    assert len(site.answers()) == 2


def test_the_page_with_the_code_previews_and_writes_the_line(open_site: Callable[..., Site], service: str) -> None:
    site = open_site(width=1280)
    page = site.page
    page.goto(f"{service}/exempelregionen/badda-in")
    expect(page.locator("#preview li").first).to_be_visible()
    page.get_by_label("Ämne").select_option("disease-control")
    expect(page.locator("#preview li").first).to_contain_text("Disa Modell")
    page.get_by_label("Rad: en person inne i en mening").check()
    code = page.get_by_label("Rad att klistra in").input_value()
    assert f'<script src="{service}{script_address()}" integrity="{INTEGRITY[NEWEST]}"' in code
    assert '<press-contacts organisation="exempelregionen" lang="sv" topic="disease-control" layout="line">' in code
    assert f'<a href="{service}/exempelregionen/amne/disease-control">' in code
    assert f'src="{service}/exempelregionen/ram/disease-control"' in page.get_by_label("Ram, för").input_value()
    page.get_by_label("Egna färger").check()
    page.get_by_label("Nummer", exact=True).fill("#bbbbbb")
    expect(page.locator("#contrast")).to_contain_text("1.9:1. För svagt")
    page.get_by_label("Nummer", exact=True).fill("#000000")
    expect(page.locator("#contrast")).to_contain_text("21.0:1. Räcker gott")
    assert "--press-accent:#000000" in page.get_by_label("Rad att klistra in").input_value()
    assert Axe().run(page).response["violations"] == []
    assert site.errors == []


def test_the_line_that_is_pasted_works_elsewhere(site: Site, service: str) -> None:
    site.page.goto(f"{service}/en/exempelregionen/embed")
    expect(site.page.locator("#preview li").first).to_be_visible()
    code = site.page.get_by_label("Line to paste").input_value()
    site.show_whole(f"<!doctype html>{code}")
    expect(site.page.locator("press-contacts li").first).to_contain_text("Alva Exempel")


def test_a_frame_works_where_scripts_are_not_let_in(site: Site, service: str) -> None:
    site.page.goto(f"{service}/exempelregionen/badda-in")
    site.page.get_by_label("Ämne").select_option("disease-control")
    code = site.page.get_by_label("Ram, för").input_value()
    page = site.show(code, policy="default-src 'none'; frame-src {service}")
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("link", name="070-174 06 09")).to_have_attribute("href", "tel:+46701740609")
    expect(inside.get_by_text("Kan nås nu, till måndag 2 mars kl. 16.30.").first).to_be_visible()
    size = inside.locator(".first .phone").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size > 24, "its style sheet was not let in"


def test_oembed_tells_the_frame_of_our_pages_and_of_no_other(parts: Parts) -> None:
    ours = replace(parts, public_url="https://press.provstad.example")
    with TestClient(create_app(ours)) as client:
        told = client.get("/v1/oembed", params={"url": "https://press.provstad.example/en/provstad/topic/care/ostby"})
        assert told.status_code == 200
        assert (told.json()["type"], told.json()["version"], told.json()["title"]) == ("rich", "1.0", "Region Provstad")
        address = re.search(r'src="([^"]+)"', told.json()["html"])
        assert address
        assert unescape(address[1]) == "https://press.provstad.example/en/provstad/frame/care/ostby"
        assert client.get(address[1].removeprefix("https://press.provstad.example")).status_code == 200
        small = client.get("/v1/oembed", params={"url": "https://press.provstad.example/provstad", "maxwidth": "200"})
        assert (small.json()["width"], 'width="200"' in small.json()["html"]) == (200, True)
        for url in (
            "https://elsewhere.example/provstad",
            "https://press.provstad.example/provstad/kontakt/anna",
            "https://press.provstad.example/nowhere",
            "https://press.provstad.example/provstad/amne/nothing",
            "javascript:alert(1)",
            "https://press.provstad.example.evil.example/provstad",
        ):
            assert client.get("/v1/oembed", params={"url": url}).status_code == 404
        assert client.get("/v1/oembed", params={"url": "x", "format": "xml"}).status_code == 400
    with TestClient(create_app(parts)) as client:
        assert client.get("/v1/oembed", params={"url": "http://testserver/provstad"}).status_code == 404


def test_what_editors_read_fits_the_script(client: TestClient[Front]) -> None:
    script = (RELEASED / NEWEST / NAME).read_text(encoding="utf-8")
    told = client.get(f"/widget/{NEWEST}/custom-elements.json").json()["modules"][0]["declarations"][0]
    observed = re.search(r"observedAttributes = (\[[^\]]+\])", script)
    assert observed
    assert [each["name"] for each in told["attributes"]] == json.loads(observed[1])
    assert {each["name"] for each in told["cssProperties"]} == set(re.findall(r"var\((--press-[a-z-]+)", script))
    typed = client.get(f"/widget/{NEWEST}/press-contacts.d.ts").text
    assert set(re.findall(r"^  (\w+)\??:", typed, re.MULTILINE)) == {each["name"] for each in told["attributes"]}
    assert script_address() in Path("docs/widget.md").read_text(encoding="utf-8")
    assert client.get(f"/widget/9.9.9/{NAME}").status_code == 404
    assert client.get(f"/widget/{NEWEST}/other.js").status_code == 404


def test_the_parts_that_editors_read_of_are_those_to_style(site: Site) -> None:
    made: set[str] = set()
    for at in (NOW, AFTER):
        page = site.show("".join(TAG.replace(" topic", f' layout="{each}" topic') for each in ("card", "line")), at=at)
        expect(page.locator("press-contacts .name").last).to_be_attached()
        parts = page.locator("press-contacts [part]").evaluate_all("all => all.map(e => e.part.value)")
        made |= {part for each in parts for part in each.split()}
    told = json.loads((RELEASED / NEWEST / "custom-elements.json").read_bytes())["modules"][0]["declarations"][0]
    assert {each["name"] for each in told["cssParts"]} - {"later", "call"} == made
