"""An operator's first day: a caller waits, and hands stay on the keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.server import AT_FIXED_CLOCK, start
from tests.web.switchboard.desk import Operator, People, people_of

DIALLED = """() => addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link) return;
  event.preventDefault();
  window.dialled = link.getAttribute("href");
}, true)"""


@pytest.fixture(scope="module")
def signed_in(people: People) -> Operator:
    return people.operator("olga@exempelregionen.example")


@pytest.fixture
def olga(signed_in: Operator) -> Iterator[Operator]:
    """Olga, with nothing in her way yet."""
    signed_in.page.reload()
    expect(signed_in.page.get_by_role("combobox")).to_be_focused()
    yield signed_in
    assert signed_in.faults == []


def test_three_letters_show_who_answers_now_and_who_is_next(olga: Operator) -> None:
    olga.type("psy")

    expect(olga.name).to_have_text("Cleo Testberg")
    expect(olga.card).to_contain_text("Kan nås nu, till måndag 2 mars kl. 16.30.")
    expect(olga.card.get_by_role("link", name="0 7 0, 1 7 4, 0 6, 0 7")).to_have_text("070-174 06 07")
    expect(olga.card).to_contain_text("”Jag kopplar dig till Cleo Testberg, presskontakt, psykiatri.”")
    expect(olga.card).to_contain_text("Talar svenska, engelska, finska.")
    expect(olga.card.locator(".chain li").first).to_contain_text("Alva Exempel")


def test_she_dials_goes_on_to_the_next_and_back_without_the_mouse(olga: Operator) -> None:
    olga.page.evaluate(DIALLED)
    olga.type("psy", "Enter", "r")
    assert olga.page.evaluate("window.dialled") == "tel:+46701740607"
    olga.type("n")
    expect(olga.name).to_have_text("Alva Exempel")
    olga.type("2")
    assert olga.page.evaluate("window.dialled") == "mailto:alva.exempel@exempelregionen.example"
    olga.type("Escape")
    expect(olga.name).to_have_text("Cleo Testberg")
    olga.type("Escape")
    expect(olga.page.get_by_role("combobox")).to_be_focused()


def test_another_bodys_business_has_a_line_and_somebody_answers_all_the_same(olga: Operator) -> None:
    olga.type("polisen")

    expect(olga.page.locator("#exits")).to_contain_text("114 14")
    expect(olga.name).to_have_text("Presstjänsten")


def test_what_nothing_is_found_for_goes_to_who_answers_for_everything_else(olga: Operator) -> None:
    olga.type("xyzzyx")

    expect(olga.page.get_by_role("status").filter(has_text="Ingen träff")).to_be_visible()
    expect(olga.name).to_have_text("Presstjänsten")


def test_who_is_away_sends_the_caller_on_in_two_languages(olga: Operator) -> None:
    olga.type("bo prov")

    expect(olga.card).to_contain_text("Kan nås nu")
    olga.type("Enter", "b", "3", "Enter")
    expect(olga.card).to_contain_text("är åter onsdag 4 mars 2026. Jag kopplar dig till Alva Exempel i stället.”")
    expect(olga.card).to_contain_text(
        "is back Wednesday 4 March 2026. I am putting you through to Alva Exempel instead.”"
    )
    olga.type("b", "Enter")
    expect(olga.card).to_contain_text("Kan nås nu")


def test_the_number_is_copied(olga: Operator) -> None:
    olga.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    olga.type("disa", "Enter", "k")

    expect(olga.page.locator("#found")).to_have_text("070-174 06 09 är kopierat.")
    assert olga.page.evaluate("navigator.clipboard.readText()") == "070-174 06 09"


def test_arrows_choose_and_the_keys_are_shown(olga: Operator) -> None:
    olga.type("smitt", "ArrowDown")
    expect(olga.name).to_have_text("Alva Exempel")
    olga.type("ArrowUp", "Enter", "?")

    expect(olga.name).to_have_text("Disa Modell")
    expect(olga.page.get_by_text("Nästa, förra träffen")).to_be_visible()


def test_tab_to_cancel_and_enter_cancels(olga: Operator) -> None:
    olga.type("disa", "Enter", "d", "1", "Tab", "Enter")

    expect(olga.page.get_by_role("dialog")).to_be_hidden()
    expect(olga.card).to_contain_text("070-174 06 09")
    assert olga.page.get_by_role("log").inner_text().count("Disa Modell") == 0


def test_what_is_typed_on_the_page_goes_to_the_search(olga: Operator) -> None:
    olga.page.get_by_role("heading", level=1).click()
    olga.type("disa")

    expect(olga.name).to_have_text("Disa Modell")


def test_at_night_the_line_to_say_names_the_officer_on_duty(browser: Browser, tmp_path: Path) -> None:
    at = {"AT_INSTANT": "2026-03-02T17:10:00+00:00"}
    with (
        start(tmp_path, command=AT_FIXED_CLOCK, options=("--sign-in-link",), settings=at) as service,
        people_of(browser, service) as people,
    ):
        olga = people.operator("olga@exempelregionen.example")
        olga.type("erik")

        expect(olga.card).to_contain_text("Inte på plats; öppnar tisdag 3 mars kl. 09.00.")
        officer = olga.card.locator(".chain li").first
        expect(officer).to_contain_text("Har pressjour nu")
        name = officer.get_by_role("button").inner_text()
        expect(olga.card).to_contain_text(f"Jag kopplar dig till {name} i stället.”")
