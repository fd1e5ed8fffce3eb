"""The page that gives the lines to paste, the frame for sites without scripts, and oEmbed."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from litestar.testing import TestClient
from msgspec.structs import replace
from playwright.sync_api import expect

from presskontakt.web.app import create_app
from presskontakt.web.parts import Parts
from presskontakt.web.widget.oembed import SANDBOX
from presskontakt.web.widget.script import INTEGRITY, NEWEST, script_address
from tests.web.site import Site


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
    page.get_by_label("Namn och text").fill("#000000")
    page.get_by_label("Nummer", exact=True).fill("#bbbbbb")
    expect(page.locator("#contrast")).to_contain_text("1,9:1. För svagt")
    page.get_by_label("Nummer", exact=True).fill("#777777")
    expect(page.locator("#contrast")).to_contain_text("4,4:1. För svagt")
    page.get_by_label("Nummer", exact=True).fill("#666666")
    expect(page.locator("#contrast")).to_contain_text("5,7:1. Räcker enligt lagen")
    page.get_by_label("Nummer", exact=True).fill("#000000")
    expect(page.locator("#contrast")).to_contain_text("21,0:1. Räcker gott")
    page.get_by_label("Namn och text").fill("#cccccc")
    expect(page.locator("#contrast")).to_contain_text("1,6:1. För svagt")
    code = page.get_by_label("Rad att klistra in").input_value()
    assert 'style="--press-text:#cccccc;--press-accent:#000000;--press-background:#ffffff"' in code
    page.get_by_label("Namn och text").fill("#000000")
    assert Axe().run(page).response["violations"] == []
    assert site.errors == []


def test_the_line_that_is_pasted_works_elsewhere(site: Site, service: str) -> None:
    site.page.goto(f"{service}/en/exempelregionen/embed")
    expect(site.page.locator("#preview li").first).to_be_visible()
    code = site.page.get_by_label("Line to paste").input_value()
    site.show_whole(f"<!doctype html>{code}")
    expect(site.page.locator("press-contacts li").first).to_contain_text("Alva Exempel")


def test_the_link_for_a_letter_is_plain_and_leads_right(site: Site, service: str) -> None:
    site.page.goto(f"{service}/exempelregionen/badda-in")
    site.page.get_by_label("Ämne").select_option("disease-control")
    letter = site.page.get_by_label("Länk, för e-post").input_value()
    assert set(re.findall(r"<(\w+)", letter)) == {"p", "a"}
    assert "070" not in letter
    page = site.show_whole(f"<!doctype html>{letter}")
    page.get_by_role("link", name="Presskontakter vid Exempelregionen").click()
    expect(page.get_by_role("heading", name="Disa Modell")).to_be_visible()


def test_a_line_is_copied_with_a_button(site: Site, service: str) -> None:
    site.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    site.page.goto(f"{service}/exempelregionen/badda-in")
    site.page.get_by_role("button", name="Kopiera").first.click()
    expect(site.page.get_by_role("button", name="Kopierat")).to_be_visible()
    copied = site.page.evaluate("navigator.clipboard.readText()")
    assert copied == site.page.get_by_label("Rad att klistra in").input_value()


def test_the_page_in_the_documentation_works(site: Site, service: str) -> None:
    text = Path("docs/widget.md").read_text(encoding="utf-8")
    (page,) = re.findall(r"```html\n(.*?)```", text, re.DOTALL)
    html = page.replace("https://press.region.example", service).replace("sha384-…", INTEGRITY[NEWEST])
    site.show_whole(html)
    expect(site.page.locator("press-contacts li").first).to_contain_text("Disa Modell")
    assert Axe().run(site.page).response["violations"] == []
    assert site.errors == []


@pytest.mark.parametrize(("sandbox", "is_let_through"), [(SANDBOX, True), ("", False)])
def test_numbers_and_addresses_work_in_the_sandbox(
    site: Site, service: str, sandbox: str, is_let_through: bool
) -> None:
    site.show(f'<iframe src="{service}/exempelregionen/ram/hospitals" sandbox="{sandbox}"></iframe>')
    inside = site.page.frame_locator("iframe")
    for kind in ("tel:", "mailto:"):
        inside.locator(f"a[href^='{kind}']").first.click()
    site.page.wait_for_timeout(300)
    refused = [each for each in site.errors if "external protocol blocked by sandbox" in each]
    assert bool(refused) is not is_let_through


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
