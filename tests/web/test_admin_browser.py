"""/admin in a real browser: axe finds nothing, nothing runs over, the keyboard is enough, no script is needed."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.server import Service, start
from tests.web.test_browser import faults_of, runs_over

PAGES = ["", "/password", "/exempelregionen/people", "/exempelregionen/tokens", "/exempelregionen/audit"]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with start(tmp_path_factory.mktemp("admin"), options=("--sign-in-link",)) as service:
        yield service


@pytest.fixture(scope="module")
def cookies(service: Service, browser: Browser) -> "list[dict[str, object]]":
    """What a browser holds that has signed in and made an account of each kind."""
    link = re.search(r"http://\S+/admin/link/\S+", service.log.read_text(encoding="utf-8"))
    assert link
    context = browser.new_context()
    page = context.new_page()
    page.goto(link[0])
    page.get_by_role("button").click()
    page.goto(f"{service.address}/admin/exempelregionen/people")
    for name in ("alva@exempelregionen.example", "en mycket lång person med ett namn som inte vill ta slut"):
        page.get_by_label("Namn", exact=True).fill(name)
        page.get_by_role("button", name="Lägg till en person").click()
    page.goto(f"{service.address}/admin/exempelregionen/tokens")
    page.get_by_label("Programmets namn").fill("intranätet")
    page.get_by_role("button", name="Gör en nyckel").click()
    expect(page.get_by_role("code")).to_contain_text("pk_")
    kept = context.cookies()
    context.close()
    return kept  # type: ignore[return-value]


@pytest.fixture(params=[(360, "light"), (360, "dark"), (768, "light"), (1280, "dark")], ids=str)
def inside(request: pytest.FixtureRequest, browser: Browser, cookies: "list[dict[str, object]]") -> Iterator[Page]:
    width, scheme = request.param
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    context.add_cookies(cookies)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("lang", ["", "?lang=en"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_fault_that_axe_finds_or_runs_over_its_width(
    inside: Page, service: Service, path: str, lang: str
) -> None:
    inside.goto(f"{service.address}/admin{path}{lang}")
    for summary in inside.locator("summary").all():
        summary.click()

    assert inside.url == f"{service.address}/admin{path}{lang}"
    assert faults_of(inside) == []
    assert not runs_over(inside)


@pytest.mark.parametrize("path", ["/admin/sign-in", "/admin/link/over"])
def test_the_door_has_no_fault_either(page: Page, browser: Browser, service: Service, path: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto(service.address + path)
    assert faults_of(page) == []
    assert not runs_over(page)
    context.close()


def test_the_keyboard_signs_in_and_is_told_what_was_wrong(page: Page, service: Service) -> None:
    page.goto(f"{service.address}/admin")
    page.get_by_label("Namn").focus()
    page.keyboard.type("alva@exempelregionen.example")
    page.keyboard.press("Tab")
    page.keyboard.type("fel lösenord helt enkelt")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("hör inte ihop")
    expect(page.get_by_label("Namn")).to_have_value("alva@exempelregionen.example")
