"""The first minute: what a newcomer, a journalist and an operator meet, with a real server and a real browser.

Read this file first: it says what Presskontakt is for.
"""

import json
import re
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.server import AT_FIXED_CLOCK, run, start


def test_a_journalist_finds_the_right_person_without_a_script(page: Page, service: str) -> None:
    """She opens the page, writes what it is about, and gets a person to call, with the reason."""
    page.goto(f"{service}/exempelregionen")
    expect(page.get_by_role("note")).to_contain_text("Påhittad organisation")
    page.get_by_label("Vad gäller din fråga?").fill("Hur många har vaccinerats i Sjövik?")
    page.get_by_role("button", name="Hitta rätt person").click()

    first = page.locator(".steps > li").first
    expect(first.get_by_role("heading")).to_have_text("Disa Modell")
    expect(first.get_by_role("link", name="070-174 06 09")).to_have_attribute("href", "tel:+46701740609")
    expect(page.get_by_text("Frågan handlar om Smittskydd och vaccination: ”vaccinerats”.")).to_be_visible()
    assert "vaccinerats" not in page.url


def test_the_same_in_english(page: Page, service: str) -> None:
    page.goto(f"{service}/exempelregionen")
    page.get_by_role("link", name="In English").click()
    page.get_by_label("What is your question about?").fill("vaccination")
    page.get_by_role("button", name="Find the right person").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="Disa Modell")).to_be_visible()


def test_an_editor_asks_over_the_api(service: str) -> None:
    body = json.dumps({"text": "How many have been vaccinated?", "lang": "en"}).encode()
    headers = {"Content-Type": "application/json"}
    asked = urllib.request.Request(f"{service}/v1/exempelregionen/route", body, headers)
    with urllib.request.urlopen(asked) as answer:
        told = json.load(answer)

    assert told["steps"][0]["contact"]["name"] == "Disa Modell"
    assert told["reasons"][0]["sentence"].startswith("The question is about Disease control and vaccination")


def test_an_operator_asks_in_the_shell() -> None:
    asked = ("Hur många har vaccinerats i Sjövik?", "--directory", "exempelregionen")
    told = run("route", *asked, "--at", "2026-03-02T10:30")

    assert told.returncode == 0
    assert "1. Disa Modell  070-174 06 09" in told.stdout


def test_a_newcomer_is_inside_in_ten_seconds_and_lets_a_colleague_in(page: Page, tmp_path: Path) -> None:
    """`make run` prints a link that lets her in; everyone else gets an account of their own."""
    with start(tmp_path, options=("--sign-in-link",)) as service:
        printed = re.search(r"http://127\.0\.0\.1:\d+/admin/link/\S+", service.log.read_text(encoding="utf-8"))
        assert printed
        page.goto(printed[0])
        page.get_by_role("button", name="Logga in").click()
        page.get_by_role("link", name="Personer, Exempelregionen").click()
        page.get_by_label("Namn", exact=True).fill("disa@exempelregionen.example")
        page.get_by_label("Roll").last.select_option("Redaktör")
        page.get_by_role("button", name="Lägg till en person").click()
        link = page.get_by_role("code").inner_text()
        page.get_by_role("button", name="Logga ut").click()

        page.goto(link)
        page.get_by_label("Nytt lösenord").fill("sju sorters kakor idag")
        page.get_by_role("button", name="Logga in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Hej, disa@exempelregionen.example")
        page.goto(printed[0])
        expect(page.get_by_text("Länken är använd")).to_be_visible()


def test_an_operator_with_a_caller_waiting_types_three_letters(browser: Browser, tmp_path: Path) -> None:
    """Who answers now, what to say, whom to try next; a colleague who goes home is away in three keys."""
    with start(tmp_path, command=AT_FIXED_CLOCK, options=("--sign-in-link",)) as service:
        printed = re.search(r"http://127\.0\.0\.1:\d+/admin/link/\S+", service.log.read_text(encoding="utf-8"))
        assert printed
        page = browser.new_page()  # with scripts: the search is in the page
        page.goto(printed[0])
        page.get_by_role("button", name="Logga in").click()
        page.get_by_role("link", name="Växeln").click()
        page.get_by_role("link", name="Exempelregionen").click()
        expect(page.get_by_role("combobox")).to_be_focused(timeout=20_000)
        page.keyboard.type("smi")

        card = page.get_by_role("region", name="Kontakt")
        expect(card.get_by_role("heading", name="Disa Modell")).to_be_visible()
        expect(card).to_contain_text("070-174 06 09")
        expect(card).to_contain_text("”Jag kopplar dig till Disa Modell, presskontakt, smittskydd.”")
        for key in ("Enter", "b", "2", "Enter"):
            page.keyboard.press(key)
        expect(card).to_contain_text("Disa Modell kan inte nås och är åter tisdag 3 mars 2026.")
        expect(card).to_contain_text("Jag kopplar dig till Alva Exempel i stället.”")
        page.close()


def test_an_administrator_is_told_what_is_wrong_where_and_what_to_do(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    shipped = Path("config/directories/exempelregionen.toml").read_text(encoding="utf-8")
    broken.write_text(shipped.replace('"070-174 06 09"', '"070-174 06"'), encoding="utf-8")

    told = run("check", str(broken))

    assert told.returncode == 1
    assert f"{broken}: contacts › disa-modell › channels › mobile › value: number-too-short" in told.stdout
    assert "Numret är för kort. [070-174 06]" in told.stdout
    assert "Kontrollera att ingen siffra har fallit bort." in told.stdout


def test_what_ships_is_right_and_answers_as_its_expectations_say() -> None:
    told = run("check", *map(str, sorted(Path("config/directories").glob("*.toml"))))

    assert (told.stderr, told.returncode) == ("", 0)
