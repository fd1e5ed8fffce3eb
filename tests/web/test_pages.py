"""The pages as bytes: what stands on them, in both languages. How they look is for `test_first_minute`."""

import re
from datetime import UTC, datetime

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from presskontakt.directory.model import Localized
from presskontakt.web.app import create_app
from presskontakt.web.front import Front
from presskontakt.web.parts import Parts

Client = TestClient[Front]


@pytest.mark.parametrize(("path", "lang"), [("/", "sv"), ("/en", "en"), ("/provstad", "sv"), ("/en/provstad", "en")])
def test_the_page_lists_every_press_contact_and_asks_the_question(client: Client, path: str, lang: str) -> None:
    page = client.get(path).text

    assert f'<html lang="{lang}">' in page
    assert all(name in page for name in ("Anna Andberg", "Gun Granmark", 'href="tel:+46701740605"'))
    assert ("Vad gäller din fråga?" if lang == "sv" else "What is your question about?") in page


def test_the_default_page_names_its_own_address(client: Client) -> None:
    assert client.get("/en").headers["link"] == '</en/provstad>; rel="canonical"'


def test_an_answer_is_not_stored_and_shows_the_question_in_the_box(client: Client) -> None:
    answer = client.post("/provstad/fraga", data={"text": "Vaccin i <b>Östby</b>?"})

    assert answer.headers["cache-control"] == "no-store"
    assert 'value="Vaccin i &lt;b&gt;Östby&lt;/b&gt;?"' in answer.text
    assert "Cia Cedermark" in answer.text


def test_an_empty_question_is_asked_for_again(client: Client) -> None:
    for data in ({}, {"text": "  "}):
        page = client.post("/en/provstad/question", data=data).text
        assert "Write what the question is about" in page
        assert 'aria-invalid="true"' in page


def test_unsure_says_so_and_lets_the_reader_choose(client: Client) -> None:
    page = client.post("/provstad/fraga", data={"text": "Hur är vädret?"}).text

    assert "Vi är inte säkra. Välj ett ämne:" in page
    assert '<button name="topic" value="care">Vård</button>' in page


def test_a_chosen_topic_is_answered(client: Client) -> None:
    assert "Anna Andberg" in client.post("/provstad/fraga", data={"text": "", "topic": "care"}).text


def test_what_belongs_elsewhere_gets_its_exit(client: Client) -> None:
    page = client.post("/en/provstad/question", data={"text": "smittade datorer"}).text

    assert "Turn to the computer department." in page


def test_unknown_form_fields_are_left_alone_but_a_long_text_is_told(client: Client) -> None:
    assert client.post("/provstad/fraga", data={"text": "vård", "utm": "x"}).status_code == 200
    answer = client.post("/provstad/fraga", data={"text": "x" * 9_000})
    assert answer.status_code == 400
    assert "högst 8000 får plats" in answer.text


def test_an_unknown_organisation_is_a_page_in_the_language_of_its_address(client: Client) -> None:
    assert "Sidan finns inte" in client.get("/saknas").text
    assert "There is no such page" in client.get("/en/saknas").text


def test_the_style_sheet_is_for_ever_at_the_address_of_its_content(client: Client) -> None:
    page = client.get("/").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = client.get(address)

    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"


def test_who_answers_for_a_release_only_stands_under_the_release(client: Client) -> None:
    page = client.get("/en/provstad").text
    listed, _, releases = page.partition("<h2>Press release")

    assert "Anna Andberg" in listed
    assert "Anna Andberg" not in releases
    assert "Eva Ekmark" in listed
    assert "Eva Ekmark" in releases


PAGES = [
    ("/provstad", "/en/provstad"),
    ("/provstad/amne/care", "/en/provstad/topic/care"),
    ("/provstad/amne/care/ostby", "/en/provstad/topic/care/ostby"),
    ("/provstad/ort/ostby", "/en/provstad/place/ostby"),
    ("/provstad/pressmeddelande/new-ward", "/en/provstad/release/new-ward"),
    ("/provstad/kontakt/anna", "/en/provstad/contact/anna"),
    ("/provstad/integritet", "/en/provstad/privacy"),
    ("/provstad/tillganglighet", "/en/provstad/accessibility"),
]


@pytest.mark.parametrize(("swedish", "english"), PAGES)
def test_every_page_is_there_in_both_languages_and_leads_to_the_other(
    client: Client, swedish: str, english: str
) -> None:
    sv, en = client.get(swedish), client.get(english)

    assert (sv.status_code, en.status_code) == (200, 200)
    assert f'href="{english}" lang="en"' in sv.text
    assert f'href="{swedish}" lang="sv"' in en.text
    assert client.get(swedish, headers={"If-None-Match": sv.headers["etag"]}).status_code == 304
    assert client.get(f"{swedish}?utm_source=newsletter").content == sv.content


@pytest.mark.parametrize(("swedish", "english"), PAGES)
def test_every_link_on_a_page_leads_to_a_page(client: Client, swedish: str, english: str) -> None:
    for address in (swedish, english):
        for target in re.findall(r'href="(/[^"]*)"', client.get(address).text):
            assert client.get(target).status_code == 200, target


def test_a_page_by_topic_and_place_says_whom_to_contact(client: Client) -> None:
    assert "Bo Bylund" in client.get("/provstad/amne/care/ostby").text
    assert "Bo Bylund" not in client.get("/provstad/amne/care").text


def test_a_removed_topic_leads_on(client: Client) -> None:
    assert "Cia Cedermark" in client.get("/provstad/amne/virus").text


def test_an_answer_to_text_offers_a_link_to_keep(client: Client) -> None:
    page = client.post("/provstad/fraga", data={"text": "Förlossningen i Östby?"}).text

    assert 'href="/provstad/amne/care/ostby"' in page


def test_a_contact_page_tells_what_the_contact_answers_for(client: Client) -> None:
    page = client.get("/en/provstad/contact/bo").text

    assert 'href="/en/provstad/topic/care/ostby">Care, Ostby</a>' in page
    assert 'href="/v1/provstad/contacts/bo.vcf?lang=en"' in page


@pytest.mark.parametrize(
    "path", ["/provstad/kontakt/hemlig", "/provstad/amne/x", "/provstad/ort/x", "/provstad/pressmeddelande/x"]
)
def test_what_is_not_public_or_not_there_is_a_page_that_says_so(client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert "Sidan finns inte" in answer.text


def test_the_operator_can_speak_for_the_machines_in_front(parts: Parts) -> None:
    noted = replace(parts, privacy_note=Localized("Vår proxy sparar inget.", "Our proxy keeps nothing."))
    with TestClient(create_app(noted)) as client:
        assert "Our proxy keeps nothing." in client.get("/en/provstad/privacy").text
        assert "Vår proxy sparar inget." in client.get("/provstad/integritet").text


def test_a_topic_that_has_ended_is_not_offered(client: Client) -> None:
    assert "Mässan" not in client.get("/provstad").text
    assert "Mässan" not in client.get("/provstad/ort/ostby").text


def test_a_page_that_lists_topics_is_not_kept_beyond_the_day_on_which_they_change(parts: Parts) -> None:
    just_before = datetime(2026, 3, 1, 22, 59, 50, tzinfo=UTC)
    with TestClient(create_app(replace(parts, clock=lambda: just_before))) as client:
        for path in ("/", "/provstad", "/provstad/ort/ostby"):
            answer = client.get(path)
            assert "Mässan" in answer.text
            assert answer.headers["cache-control"].startswith("public, max-age=9, stale-while-revalidate=0,")


def test_a_posted_form_may_name_a_channel_and_the_page_says_how_to_reach_each(client: Client) -> None:
    page = client.post("/provstad/fraga", data={"topic": "infection", "channel": "email"}).text

    assert page.index("anna@provstad.example") < page.index("070-174 06 05") < page.index("Cia Cedermark")
    assert "Tider är inte angivna: skriv." in page
    assert "Tider för telefon är inte angivna: ring." in page
