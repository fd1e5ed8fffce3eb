"""The pages in a real browser: axe finds nothing, nothing runs over, the keyboard is enough."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from axe_playwright_python.sync_playwright import Axe
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect

from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import Directory, Lang
from presskontakt.interchange.coverage import page as coverage_page
from presskontakt.routing.coverage import Coverage, State, Stretch, cover
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
PAGES = [
    "/exempelregionen",
    "/exempelregionen/amne/mental-health/granasen",
    "/en/exempelregionen/contact/disa-modell",
    "/en/exempelregionen/release/new-ambulance-station",
    "/exempelregionen/ort/granasen",
    "/exempelregionen/integritet",
    "/en/exempelregionen/accessibility",
    "/exempelregionen/finns-inte",
    "/schema",
]


@pytest.fixture(params=[(360, "light"), (360, "dark"), (768, "light"), (1280, "dark")], ids=str)
def view(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page at one width, light or dark; scripts run, since axe is one."""
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    yield context.new_page()
    context.close()


def faults_of(page: Page) -> list[str]:
    found = Axe().run(page, options=WCAG).response["violations"]
    return [f"{fault['id']}: {node['html']}" for fault in found for node in fault["nodes"]]


def runs_over(page: Page) -> bool:
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wide


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_fault_that_axe_finds_or_runs_over_its_width(view: Page, service: str, path: str) -> None:
    view.goto(service + path)

    assert faults_of(view) == []
    assert not runs_over(view)


@pytest.mark.parametrize("asked", ["Hur mår psykiatrin i Granåsen?", "Misstänkt rån", "xyzzy", ""])
def test_no_answer_has_a_fault_that_axe_finds(view: Page, service: str, asked: str) -> None:
    view.goto(f"{service}/exempelregionen")
    view.get_by_label("Vad gäller din fråga?").fill(asked)
    view.get_by_role("button", name="Hitta rätt person").click()

    assert faults_of(view) == []
    assert not runs_over(view)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_page_of_coverage_has_no_fault_that_axe_finds_with_every_state_on_it(
    view: Page, tmp_path: Path, lang: Lang, demo_directory: Directory, shared_words: Vocabulary
) -> None:
    page = tmp_path / "coverage.html"
    page.write_text(
        coverage_page(_every_state(demo_directory, shared_words), demo_directory, "", lang), encoding="utf-8"
    )
    view.goto(page.as_uri())

    assert {each.get_attribute("class") for each in view.locator("dt").all()} == set(get_args(State))
    assert faults_of(view) == []
    assert not runs_over(view)


def _every_state(directory: Directory, words: Vocabulary) -> Coverage:
    """Two months of the invented region, with a day of each state."""
    found = cover(Router(directory.public(), words), None, parse_instant("2026-03-02").at, 2)
    cell = found.cells[0]
    days = [parse_instant(f"2026-03-{day:02}").at for day in range(2, 8)]
    states = zip(days, days[1:], get_args(State), strict=False)
    stretches = tuple(Stretch(since, until, state, "hours") for since, until, state in states)
    return replace(found, cells=(replace(cell, stretches=(*stretches, *cell.stretches[-1:])),))


def test_the_keyboard_is_enough(page: Page, service: str) -> None:
    page.goto(f"{service}/exempelregionen")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    page.get_by_label("Vad gäller din fråga?").focus()
    page.keyboard.type("psykiatri")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Cleo Testberg")).to_be_visible()


def test_at_twice_the_size_nothing_runs_over(browser: Browser, service: str) -> None:
    context = browser.new_context(viewport={"width": 640, "height": 400}, device_scale_factor=2)
    page = context.new_page()
    page.goto(f"{service}/exempelregionen/amne/mental-health")
    page.evaluate("document.documentElement.style.fontSize = '225%'")

    assert not runs_over(page)
    context.close()


def test_on_paper_there_is_no_form(page: Page, service: str) -> None:
    page.goto(f"{service}/exempelregionen/amne/mental-health")
    page.emulate_media(media="print")

    expect(page.locator(".question")).to_be_hidden()
    expect(page.get_by_role("heading", name="Cleo Testberg")).to_be_visible()


def test_nothing_is_fetched_from_elsewhere_and_nothing_is_kept_in_the_browser(page: Page, service: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{service}/exempelregionen")
    page.get_by_label("Vad gäller din fråga?").fill("psykiatri")
    page.get_by_role("button", name="Hitta rätt person").click()

    assert [url for url in asked if not url.startswith(service)] == []
    assert page.context.cookies() == []
