"""The pages as bytes: what stands on them, in both languages. How they look is for `test_first_minute`."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]


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
    listed, _, releases = page.partition("Press release: New ward in Ostby")

    assert "Anna Andberg" in listed
    assert "Anna Andberg" not in releases
    assert "Eva Ekmark" in listed
    assert "Eva Ekmark" in releases
