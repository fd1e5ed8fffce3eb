"""The widget in real Chromium, on pages that do not wish it well."""

import gzip
import json
import re
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from litestar.testing import TestClient
from playwright.sync_api import Route, expect

from presskontakt.web.front import Front
from presskontakt.web.widget.script import INTEGRITY, NAME, NEWEST, RELEASED, integrity_of, script_address
from tests.conftest import NOW
from tests.web.site import AFTER, ANSWER, STRICT, TAG, Site

# Pages of others have these digests in their code: what stands here stays.
RELEASES = {
    "1.0.0": "sha384-WIgSjd1X7aJmXm71K+Lxn8v0qtEA1IcdCU71mKNsCzW4Dzd5TVAfb6lMx+lXK5tR",
    "1.1.0": "sha384-TuoUWP5rfRrIwT/tyuiEPHaVmjajyqDMD7ki1eOTVrHInw7FZ5/yURLa6pP/BsGx",
}
HOSTILE_STYLE = """* { color: red !important; font-size: 40px !important; letter-spacing: 1em !important; float: left;
text-transform: uppercase !important } p, a, li { display: none !important } ol { list-style: square !important }"""


@pytest.mark.parametrize("version", INTEGRITY)
def test_every_released_script_works_with_the_service_of_today(site: Site, version: str) -> None:
    page = site.show(version=version)
    first = page.locator("press-contacts li").first
    expect(first).to_contain_text("Disa Modell")
    expect(first.get_by_role("link", name="070-174 06 09")).to_have_attribute("href", "tel:+46701740609")
    expect(first).to_contain_text("Kan nås nu, till måndag 2 mars kl. 16.30.")
    expect(page.locator("press-contacts slot")).to_have_count(0)
    assert site.errors == []


def test_no_released_script_is_ever_gone() -> None:
    assert INTEGRITY.items() >= RELEASES.items()


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


@pytest.mark.parametrize("topic", ["coronavirus", "pandemic-2020"])
def test_a_topic_that_is_gone_or_has_ended_leads_on(site: Site, topic: str) -> None:
    page = site.show(TAG.replace("disease-control", topic))
    expect(page.locator("press-contacts li").first).to_contain_text("Disa Modell")


@pytest.mark.parametrize(
    "what",
    ["style", "policy", "same name", "narrow", "dark", "right to left", "zoom", "print"],
)
def test_a_host_page_that_does_not_wish_it_well(open_site: Callable[..., Site], what: str, tmp_path: Path) -> None:
    width = {"narrow": 200, "zoom": 180}.get(what, 360)
    zoom = {"device_scale_factor": 2} if what == "zoom" else {}
    site = open_site(width=width, color_scheme="dark" if what == "dark" else "light", **zoom)
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
        expect(page.get_by_text("Alva Exempel")).to_be_visible()
        expect(page.get_by_text("Inget svar? Nästa person")).not_to_be_visible()
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


PAGES = {
    "says what it can": ":root { color-scheme: light dark; background: Canvas; color: CanvasText }",
    "knows light alone": "body { background: #fff; color: #222 }",
    "is dark without saying so": "body { background: #111; color: #eee }",
    "is grey": "body { background: #e6e6e6; color: #222 }",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("style", PAGES.values(), ids=PAGES)
def test_it_can_be_read_on_every_page(open_site: Callable[..., Site], style: str, scheme: str) -> None:
    widgets = "".join(TAG.replace(" topic", f' layout="{each}" topic') for each in ("card", "list", "line"))
    for at in (NOW, AFTER):
        page = open_site(color_scheme=scheme).show(widgets, head=f"<style>{style}</style>", at=at)
        expect(page.locator("press-contacts a.phone").last).to_be_visible()
        found = Axe().run(page, options={"runOnly": ["color-contrast", "color-contrast-enhanced"]})
        assert found.response["violations"] == [], found.generate_report()


@pytest.mark.parametrize(("style", "background"), [("light dark", "rgb(21, 24, 29)"), ("normal", "rgb(255, 255, 255)")])
def test_it_is_dark_where_the_page_is_and_nowhere_else(
    open_site: Callable[..., Site], style: str, background: str
) -> None:
    page = open_site(color_scheme="dark").show(head=f"<style>:root {{ color-scheme: {style} }}</style>")
    expect(page.locator("press-contacts .box")).to_have_css("background-color", background)


def test_it_is_styled_by_parts_and_properties(open_site: Callable[..., Site]) -> None:
    style = """press-contacts { --press-accent: rgb(1, 2, 3); --press-accent-dark: rgb(4, 5, 6); --press-radius: 0;
    --press-background: rgb(7, 8, 9); color-scheme: light dark } press-contacts::part(name) { font-size: 33px }"""
    for scheme, accent in (("light", "rgb(1, 2, 3)"), ("dark", "rgb(4, 5, 6)")):
        page = open_site(color_scheme=scheme).show(head=f"<style>{style}</style>")
        expect(page.locator("press-contacts a.phone").first).to_have_css("color", accent)
        expect(page.locator("press-contacts .name").first).to_have_css("font-size", "33px")
        expect(page.locator("press-contacts .box")).to_have_css("border-radius", "0px")
        dark = "rgb(21, 24, 29)"
        background = "rgb(7, 8, 9)" if scheme == "light" else dark
        expect(page.locator("press-contacts .box")).to_have_css("background-color", background)


def test_a_keyboard_reaches_everything_in_order(site: Site) -> None:
    page = site.show(at=AFTER)
    expect(page.locator("press-contacts .hours").first).to_be_visible()
    focused = []
    for _ in range(4):
        page.keyboard.press("Tab")
        focused.append(page.evaluate("document.activeElement.shadowRoot.activeElement.textContent"))
    assert focused == ["Fatima Prototyp", "De närmaste dagarna", "070-174 06 09", "Inget svar? Nästa person"]


def test_a_screen_reader_hears_a_list_of_people_with_links(site: Site) -> None:
    page = site.show(TAG.replace(" topic", ' layout="list" topic'))
    items = page.get_by_role("list").get_by_role("listitem")
    expect(items).to_have_count(3)
    expect(items.nth(1).get_by_role("link", name="070-174 06 05")).to_be_visible()
    expect(items.nth(1).get_by_role("link", name="alva.exempel@exempelregionen.example")).to_be_visible()
    expect(items.nth(1)).to_contain_text("Kan nås nu")


def test_without_the_script_what_the_editor_wrote_stays(site: Site) -> None:
    site.page.route("**/widget/**", lambda route: route.abort())
    expect(site.show().get_by_text("Ring växeln.")).to_be_visible()


def test_a_slow_answer_is_shown_when_it_comes(site: Site) -> None:
    held: list[Route] = []
    site.page.route("**/v1/**", lambda route: held.append(route))  # noqa: PLW0108 - playwright asks for it
    page = site.show()
    page.clock.run_for(7_000)
    expect(page.get_by_text("Ring växeln.")).to_be_visible()
    held[0].continue_()
    expect(page.locator("press-contacts li").first).to_contain_text("Disa Modell")


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
    site.page.context.add_cookies([{"name": "reader", "value": "x", "url": site.service}])
    page = site.show()
    expect(page.locator("press-contacts a.phone").first).to_be_visible()
    assert {each.url.split("/")[2] for each in site.asked} == {
        site.host.address.split("/")[2],
        site.service.split("/")[2],
    }
    for each in site.asked:
        headers = each.all_headers()
        if each.url.startswith(site.service):
            assert "cookie" not in headers
            assert "referer" not in headers
    assert [each.get("name") for each in page.context.cookies()] == ["reader"], "the one that was there"
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_two_fresh_browsers_get_the_same_bytes(open_site: Callable[..., Site]) -> None:
    bodies = []
    for _ in range(2):
        site = open_site()
        with site.page.expect_response(f"**{ANSWER}") as answer:
            site.show()
        bodies.append(answer.value.body())
    assert bodies[0] == bodies[1]


def test_another_question_never_shows_the_answer_to_the_last(site: Site) -> None:
    page = site.show()
    expect(page.locator("press-contacts li").first).to_contain_text("Disa Modell")
    page.evaluate("document.querySelector('press-contacts').setAttribute('topic', 'nothing')")
    expect(page.get_by_text("Ring växeln.")).to_be_visible()
    expect(page.locator("press-contacts li")).to_have_count(0)


def test_a_change_of_attributes_is_one_question_more(site: Site) -> None:
    page = site.show()
    expect(page.locator("press-contacts li").first).to_contain_text("Disa Modell")
    page.evaluate(
        "() => { const e = document.querySelector('press-contacts'); e.setAttribute('topic', 'hospitals');"
        " e.setAttribute('place', 'granasen'); e.setAttribute('layout', 'list') }"
    )
    expect(page.locator("press-contacts li").first).to_contain_text("Bo Provsson")
    assert len(site.answers()) == 2


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
