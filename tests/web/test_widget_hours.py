"""The widget as time goes by: what is said while the answer holds, and by hours when it has ended."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Route, expect

from presskontakt.directory.model import LANGS
from presskontakt.web.widget.script import NAME, NEWEST, RELEASED
from presskontakt.wording import phrase
from tests.conftest import NOW
from tests.web.site import AFTER, NOW_SAID, STRICT, TAG, Site


def test_what_is_true_now_is_said_only_while_it_holds(site: Site) -> None:
    page = site.show()
    state = page.locator("press-contacts .state")
    expect(state.first).to_be_visible()
    page.clock.fast_forward("05:59:50")
    expect(state.first).to_be_visible()
    asked = len(site.answers())
    site.page.route("**/v1/**", lambda route: route.abort())
    page.clock.run_for(15_000)
    expect(state).to_have_count(0)
    expect(page.locator("press-contacts a.phone").first).to_be_visible()
    page.clock.run_for(40_000)
    assert len(site.answers()) > asked


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
    page = site.show(TAG.replace(" topic", f' lang="{lang}" layout="{layout}" topic'), at=AFTER, policy=STRICT)
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


def test_a_change_of_duty_brings_no_rush(site: Site) -> None:
    """Each widget waits for a random part of half a minute; here for half of it."""
    site.page.add_init_script("Math.random = () => 0.5")
    page = site.show()
    expect(page.locator("press-contacts .state").first).to_be_visible()
    page.clock.fast_forward("05:59:00")
    page.clock.run_for(59_000)
    asked = len(site.answers())
    page.clock.run_for(15_000)
    assert len(site.answers()) == asked
    page.clock.run_for(2_000)
    assert len(site.answers()) == asked + 1


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
    page = site.show(at=NOW + timedelta(days=8))
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


def test_every_sentence_of_the_widget_is_that_of_the_pages() -> None:
    script = (RELEASED / NEWEST / NAME).read_text(encoding="utf-8")
    for lang in LANGS:
        for key in ("agenda-now", "agenda-duty", "agenda-call", "agenda-nobody", "agenda-officer"):
            assert f'"{phrase(key, lang, name="{}")}"' in script
