"""The page of the switchboard: for every eye and hand, from memory when the service is gone, and discreet."""

import signal
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Request, expect

from tests.conftest import NOW
from tests.server import AT_FIXED_CLOCK, Service, start
from tests.web.switchboard.desk import Operator, People, people_of
from tests.web.test_browser import faults_of, runs_over

MARK = "zqKx7Wv"


@pytest.fixture(params=[(360, "light"), (360, "dark"), (768, "light"), (1280, "dark")], ids=str, scope="module")
def viewer(request: pytest.FixtureRequest, people: People) -> Operator:
    width, scheme = request.param
    size = {"width": width, "height": 720}
    name = f"{width}-{scheme}@exempelregionen.example"
    return people.operator(name, viewport=size, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")


@pytest.mark.parametrize("query", ["", "?lang=en"])
def test_no_state_of_the_page_has_a_fault_that_axe_finds_or_runs_over_its_width(viewer: Operator, query: str) -> None:
    page = viewer.page
    page.goto(page.url.partition("?")[0] + query)
    expect(page.get_by_role("combobox")).to_be_focused()
    steps: list[tuple[str, ...]] = [
        *(("alva",), ("Enter",), ("b",), ("1",), ("Escape",), ("d",), ("Escape",), ("a",), ("Escape",), ("Escape",)),
        *(("polisen",), ("xyzzyx",)),
    ]
    for keys in steps:
        viewer.type(*keys)
        assert faults_of(page) == [], keys
        assert not runs_over(page), keys
    assert viewer.faults == []


def test_what_is_typed_never_leaves_the_browser_and_nothing_is_kept_in_it(people: People) -> None:
    olga = people.operator("olga@exempelregionen.example")
    asked: list[Request] = []
    olga.page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - playwright asks for it
    olga.type(MARK, "Enter", "Escape")
    olga.look_up(f"psykiatri {MARK}")
    olga.type("Enter", "n", "Escape", "Escape")
    olga.page.reload()

    assert asked, "the page was opened again"
    assert [each.url for each in asked if MARK in each.url or MARK in (each.post_data or "")] == []
    assert olga.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert olga.page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    assert olga.page.evaluate("caches.keys().then((all) => all.length)") == 0
    expect(olga.page.get_by_role("combobox")).to_have_value("")


def test_signing_out_leaves_nothing_on_the_page(people: People) -> None:
    olga = people.operator("oskar@exempelregionen.example")
    olga.type("alva")
    expect(olga.name).to_have_text("Alva Exempel")
    olga.page.get_by_role("button", name="Logga ut").click()
    expect(olga.page).to_have_url(f"{people.service.address}/admin/sign-in?done=signed-out")
    olga.page.go_back()

    expect(olga.page).to_have_url(f"{people.service.address}/admin/sign-in?going=%2Fswitchboard%2Fexempelregionen")
    assert "Alva" not in olga.page.content()


def test_who_signs_in_at_the_switchboard_comes_back_to_it(people: People) -> None:
    page = people.sign_in("omar@exempelregionen.example")
    page.get_by_role("link", name="Växeln").click()

    expect(page).to_have_url(f"{people.service.address}/switchboard/exempelregionen")


def test_a_reader_is_told_that_the_role_is_not_enough(people: People) -> None:
    page = people.sign_in("rut@exempelregionen.example", role="Läsare")
    assert page.get_by_role("link", name="Växeln").count() == 0
    answer = page.goto(f"{people.service.address}/switchboard")

    assert answer
    assert answer.status == 403
    expect(page.locator("main")).to_contain_text("tillåter inte det här")


def test_who_is_of_every_organisation_chooses_one(people: People) -> None:
    page = people.administrator
    page.goto(f"{people.service.address}/switchboard")
    page.get_by_role("link", name="Exempelregionen").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Växeln, Exempelregionen")


def stop(service: Service) -> None:
    """Let the service be gone at once."""
    service.process.send_signal(signal.SIGKILL)
    service.process.wait(timeout=15)


def test_without_the_service_the_page_works_from_memory_says_so_and_comes_back(
    browser: Browser, tmp_path: Path
) -> None:
    with (
        start(tmp_path, command=AT_FIXED_CLOCK, options=("--sign-in-link",)) as service,
        people_of(browser, service) as people,
    ):
        olga = people.operator("olga@exempelregionen.example")
        expect(olga.page.locator("#connection")).to_be_empty()
        stop(service)
        expect(olga.page.locator("#connection")).to_contain_text("Uppgifterna är från kl. 10:30")
        olga.type("psy")
        expect(olga.name).to_have_text("Cleo Testberg")
        expect(olga.card).to_contain_text("Kan nås nu")
        olga.type("Enter", "j", "1", "Enter")
        expect(olga.page.get_by_role("dialog")).to_contain_text("Tjänsten svarar inte.")
        olga.type("Escape")
        port = urlsplit(service.address).port or 0
        with start(tmp_path, command=AT_FIXED_CLOCK, port=port):
            expect(olga.page.locator("#connection")).to_be_empty(timeout=20_000)
            expect(olga.name).to_have_text("Cleo Testberg")
        assert olga.faults == []


def test_without_the_service_time_passes_and_what_was_hidden_stays_hidden(browser: Browser, tmp_path: Path) -> None:
    with (
        start(tmp_path, command=AT_FIXED_CLOCK, options=("--sign-in-link",)) as service,
        people_of(browser, service) as people,
    ):
        page = people.sign_in("olga@exempelregionen.example")
        page.clock.install(time=NOW)
        olga = Operator(page, service.address)
        olga.look_up("cleo")
        olga.type("Enter", "d", "1", "Enter")
        expect(olga.card).to_contain_text("En dold kontaktväg.")
        stop(service)
        expect(page.locator("#connection")).to_contain_text("Uppgifterna är från")
        olga.look_up("erik")
        expect(olga.card).to_contain_text("Kan nås nu, till måndag 2 mars kl. 15.00.")
        page.clock.fast_forward("04:31:00")
        expect(olga.card).to_contain_text("Inte på plats")
        page.clock.fast_forward("09:00:00")
        expect(olga.card).to_contain_text("Okänt just nu.")
        olga.look_up("cleo")
        expect(olga.card).to_contain_text("En dold kontaktväg.")
        assert "070-174 06 07" not in page.content()
        assert olga.faults == []
