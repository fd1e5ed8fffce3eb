"""Widget, frames and pages from the copy alone, in real Chromium: no service runs, and the reader's clock goes on."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from presskontakt.registry.opening import editions_in_files
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.settings import load_settings
from presskontakt.web.fleet import Fleet
from presskontakt.web.parts import Parts
from presskontakt.web.static.publish import publish
from presskontakt.web.widget.script import INTEGRITY
from tests.conftest import NOW
from tests.web.copied import PUBLIC, Copy, served
from tests.web.site import AFTER, NOW_SAID, TAG, Site


@pytest.fixture
def site(open_site: Callable[..., Site], copy: Copy) -> Site:
    """A site that has the widget from the copy."""
    return open_site(service=copy.address)


def said(site: Site) -> str:
    """All that the page says, opened or not."""
    widgets = site.page.locator("press-contacts").evaluate_all("all => all.map(e => e.shadowRoot.textContent)")
    return " ".join([site.page.locator("body").text_content() or "", *widgets])


@pytest.mark.parametrize("version", INTEGRITY)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_widget_says_now_before_the_end_of_the_interval_and_never_after(
    site: Site, copy: Copy, version: str, lang: str
) -> None:
    body = TAG.replace(" topic", f' lang="{lang}" topic')
    page = site.show(body, version=version)
    expect(page.locator("press-contacts .state").first).to_be_visible()
    assert NOW_SAID.search(said(site))
    page = site.show(body, version=version, at=AFTER)
    expect(page.get_by_role("link", name="070-174 06 09")).to_be_visible()
    expect(page.locator("press-contacts .hours li")).to_have_count(0 if version == "1.0.0" else 10)
    assert not NOW_SAID.search(said(site))
    assert {each.url.split("/")[2] for each in site.asked} == {
        site.host.address.split("/")[2],
        copy.address.split("/")[2],
    }
    assert site.errors == []


@pytest.mark.parametrize("at", [NOW, AFTER])
@pytest.mark.parametrize(
    "path",
    [
        "/exempelregionen",
        "/exempelregionen/amne/disease-control",
        "/en/exempelregionen/topic/disease-control",
        "/en/exempelregionen/contact/disa-modell",
        "/exempelregionen/ram/disease-control",
        "/en/exempelregionen/frame",
    ],
)
def test_pages_never_say_now(site: Site, copy: Copy, path: str, at: datetime) -> None:
    site.page.clock.install(time=at)
    site.page.goto(copy.address + path)
    expect(site.page.get_by_text("Disa Modell").first).to_be_visible()
    assert not NOW_SAID.search(said(site))


def test_whoever_is_on_duty_after_the_end_is_two_links_from_the_widget_to_the_number(site: Site) -> None:
    page = site.show(at=AFTER)
    page.get_by_role("link", name="Fatima Prototyp").first.click()
    expect(page.get_by_role("heading", name="Fatima Prototyp")).to_be_visible()
    expect(page.locator("a[href^='tel:']").first).to_be_visible()


def test_the_page_with_the_code_works_without_the_service(site: Site, copy: Copy) -> None:
    site.page.clock.install(time=AFTER)
    site.page.goto(f"{copy.address}/exempelregionen/badda-in")
    site.page.get_by_label("Ämne").select_option("disease-control")
    expect(site.page.locator("#preview .who").first).to_have_text("Fatima Prototyp har pressjour")
    assert f'src="{PUBLIC}/widget/' in site.page.get_by_label("Rad att klistra in").input_value()
    assert site.errors == []


@pytest.mark.parametrize("at", [NOW, AFTER])
def test_a_frame_of_the_copy_stands_in_a_page_of_somebody_else(site: Site, copy: Copy, at: datetime) -> None:
    sandbox = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-to-custom-protocols"
    frame = f'<iframe src="{copy.address}/exempelregionen/ram/disease-control" sandbox="{sandbox}"></iframe>'
    page = site.show(frame, policy="default-src 'none'; frame-src {service}", at=at)
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("link", name="070-174 06 09")).to_have_attribute("href", "tel:+46701740609")
    expect(inside.get_by_text("Gäller till måndag 2 mars kl. 16.30.")).to_be_visible()
    expect(inside.get_by_text("måndag 2 mars kl. 16.30 – tisdag 3 mars kl. 08.00")).to_have_count(1)
    with page.expect_popup() as opened:
        inside.get_by_role("link", name="Fatima Prototyp har pressjour").first.click()
    expect(opened.value.get_by_role("heading", name="Fatima Prototyp")).to_be_visible()


def test_a_page_of_the_copy_stands_in_no_frame(site: Site, copy: Copy) -> None:
    site.show(f'<iframe src="{copy.address}/exempelregionen/amne/disease-control"></iframe>')
    expect(site.page.frame_locator("iframe").get_by_text("Disa Modell")).to_have_count(0)
    assert any("frame-ancestors" in each or "X-Frame-Options" in each for each in site.errors)


def test_a_new_run_is_seen_by_pages_that_stand_open(
    open_site: Callable[..., Site], shared_words: Vocabulary, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("renewed")

    def run(now: datetime) -> None:
        fleet = Fleet(shared_words)
        fleet.add(editions_in_files(load_settings(), shared_words, now))
        publish(Parts(fleet, "exempelregionen", PUBLIC, lambda: now), root, now, "test")

    run(NOW)
    with served(root, tmp_path_factory.mktemp("nginx-renewed")) as address:
        site = open_site(service=address)
        site.page.route("**/v1/**", lambda route: route.continue_())  # past the browser's cache, with its own clock
        page = site.show(at=AFTER)
        expect(page.locator("press-contacts .who").first).to_have_text("Fatima Prototyp har pressjour")
        run(AFTER)
        page.clock.run_for(60_000)
        for _ in range(31):  # in steps, or the clock overtakes the answer
            page.clock.run_for(1_000)
        expect(page.locator("press-contacts .state").first).to_have_text(
            "Har pressjour nu, till tisdag 3 mars kl. 08.00."
        )
        expect(page.locator("press-contacts .name").first).to_have_text("Fatima Prototyp")
