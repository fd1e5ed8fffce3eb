"""The read API: what each address tells, what it refuses, and how its answers may be kept."""

from datetime import UTC, datetime
from typing import Any

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from presskontakt.web.app import create_app
from presskontakt.web.front import Front
from presskontakt.web.parts import Parts

Client = TestClient[Front]
READ = [
    "/v1/organisations",
    "/v1/provstad",
    "/v1/provstad/topics",
    "/v1/provstad/places",
    "/v1/provstad/contacts",
    "/v1/provstad/contacts/anna",
    "/v1/provstad/contacts/anna.vcf",
    "/v1/provstad/route?topic=care",
    "/v1/provstad/answers/care.sv.json",
    "/v1/provstad/answers/care/ostby.en.json",
]


def ids(answer: Any) -> list[str]:
    return [contact["id"] for contact in answer.json()["contacts"]]


def first(answer: Any) -> str:
    name: str = answer.json()["steps"][0]["contact"]["id"]
    return name


def test_organisations_are_listed_by_id_and_name(client: Client) -> None:
    told = client.get("/v1/organisations?lang=en").json()

    assert told == {"organisations": [{"id": "provstad", "name": "Region Provstad"}]}


def test_an_organisation_tells_everything_that_ids_may_name(client: Client) -> None:
    told = client.get("/v1/provstad").json()

    assert told["is_invented"] is True
    assert [role["id"] for role in told["roles"]] == ["press-lead", "press-contact", "expert", "director"]
    assert {topic["id"] for topic in told["topics"]} == {"care", "infection", "growth", "fair"}
    assert told["places"][1] == {"id": "ostby", "name": "Östby", "parent": "county", "code": None}
    assert told["releases"][1]["until"] == "2025-12-31"


def test_topics_and_places_are_told_in_the_language_asked_for(client: Client) -> None:
    assert client.get("/v1/provstad/topics?lang=en").json()["topics"][1]["name"] == "Disease control"
    assert client.get("/v1/provstad/places?lang=en").json()["places"][1]["name"] == "Ostby"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["anna", "bo", "cia", "dan", "eva", "gun"]),
        ("topic=infection", ["anna", "bo", "cia"]),
        ("topic=virus", ["anna", "bo", "cia"]),
        ("topic=care&place=vastby", ["anna"]),
        ("place=ostby&role=press-contact&topic=care", ["bo"]),
        ("role=director", ["gun"]),
        ("limit=2", ["anna", "bo"]),
        ("limit=2&offset=4", ["eva", "gun"]),
        ("offset=9", []),
    ],
)
def test_contacts_are_filtered_and_paged(client: Client, query: str, expected: list[str]) -> None:
    assert ids(client.get(f"/v1/provstad/contacts?{query}")) == expected


def test_a_page_says_how_many_there_are_and_where_the_next_begins(client: Client) -> None:
    page = client.get("/v1/provstad/contacts?limit=4").json()
    last = client.get("/v1/provstad/contacts?limit=4&offset=4").json()

    assert (page["total"], page["next"], last["next"]) == (6, 4, None)


def test_a_contact_is_told_alone(client: Client) -> None:
    assert client.get("/v1/provstad/contacts/anna").json() == client.get("/v1/provstad/contacts").json()["contacts"][0]


def test_a_question_by_ids_can_be_asked_in_an_address(client: Client) -> None:
    by_address = client.get("/v1/provstad/route?topic=care&place=ostby&lang=en")
    by_post = client.post("/v1/provstad/route", json={"topic": "care", "place": "ostby", "lang": "en"})

    assert by_address.content == by_post.content
    assert first(by_address) == "bo"


def test_an_answer_by_path_is_the_same_answer(client: Client) -> None:
    by_path = client.get("/v1/provstad/answers/care/ostby.en.json")

    assert by_path.content == client.get("/v1/provstad/route?topic=care&place=ostby&lang=en").content


@pytest.mark.parametrize("name", ["q", "text"])
def test_free_text_is_refused_in_an_address_with_the_way_out(client: Client, name: str) -> None:
    answer = client.get(f"/v1/provstad/route?{name}=hemligt")

    assert answer.status_code == 400
    assert answer.json()["code"] == "text-in-url"
    assert "hemligt" not in answer.text


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/v1/provstad/route?topci=care", [("/topci", "unknown-parameter")]),
        ("/v1/provstad/route?topic=care&topic=growth", [("/topic", "duplicate-key")]),
        ("/v1/provstad/route?topic=care&lang=fi&x=1", [("/x", "unknown-parameter")]),
        ("/v1/provstad/route", [("", "nothing-asked")]),
        ("/v1/provstad/route?topic=care&at=snart", [("/at", "bad-date")]),
        ("/v1/provstad/contacts?limit=0", [("/limit", "not-allowed")]),
        ("/v1/provstad/contacts?limit=many&offset=-1", [("/limit", "wrong-type"), ("/offset", "wrong-type")]),
        ("/v1/provstad/contacts/anna.vcf?version=2.1", [("/version", "not-allowed")]),
        ("/v1/provstad/answers/care.sv.json?lang=en", [("/lang", "unknown-parameter")]),
        ("/v1/organisations?x=", [("/x", "unknown-parameter")]),
    ],
)
def test_parameters_are_refused_all_at_once(client: Client, address: str, expected: list[tuple[str, str]]) -> None:
    answer = client.get(address)

    assert answer.status_code == 400
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == expected


def test_an_unknown_parameter_names_the_nearest(client: Client) -> None:
    remedy = client.get("/v1/provstad/route?topci=care&lang=en").json()["errors"][0]["remedy"]

    assert remedy.startswith("Did you mean “topic”?")


@pytest.mark.parametrize(
    "address",
    [
        "/v1/provstad/contacts/nobody",
        "/v1/provstad/contacts/hemlig",
        "/v1/provstad/contacts/nobody.vcf",
        "/v1/provstad/contacts?topic=nothing",
        "/v1/provstad/route?place=nowhere",
        "/v1/provstad/answers/care.fi.json",
        "/v1/provstad/answers/care.json",
        "/v1/provstad/answers/nothing.sv.json",
        "/v1/nobody/topics",
    ],
)
def test_what_does_not_exist_is_404(client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    assert answer.json()["code"] == "not-found"


@pytest.mark.parametrize("address", READ)
def test_an_answer_that_the_reader_has_is_not_sent_again(client: Client, address: str) -> None:
    answer = client.get(address)
    again = client.get(address, headers={"If-None-Match": f'"other", {answer.headers["etag"]}'})
    other = client.get(address, headers={"If-None-Match": '"other"'})

    assert answer.status_code == other.status_code == 200
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == answer.headers["etag"]
    assert again.headers["cache-control"] == answer.headers["cache-control"]


@pytest.mark.parametrize(
    ("seconds_left", "expected"),
    [
        (3_600, "max-age=30, stale-while-revalidate=30"),
        (61, "max-age=30, stale-while-revalidate=30"),
        (45, "max-age=30, stale-while-revalidate=14"),
        (10, "max-age=9, stale-while-revalidate=0"),
        (0.5, "max-age=0, stale-while-revalidate=0"),
    ],
)
def test_no_answer_may_be_kept_beyond_its_end(parts: Parts, seconds_left: float, expected: str) -> None:
    end = datetime(2026, 6, 30, 22, tzinfo=UTC).timestamp()
    clock = replace(parts, clock=lambda: datetime.fromtimestamp(end - seconds_left, UTC))
    with TestClient(create_app(clock)) as client:
        answer = client.get("/v1/provstad/answers/growth.sv.json")

    assert answer.headers["cache-control"] == f"public, {expected}, stale-if-error=3600"
    assert first(answer) == "dan"


@pytest.mark.parametrize(
    ("kind", "value", "found", "code"),
    [
        ("phone", "Tfn 070-174 06 05", ["+46701740605"], None),
        ("phone", "112", [], "number-short-code"),
        ("email", "E-post: Anna@Provstad.example", ["anna@provstad.example"], None),
        ("email", "mejl", [], "no-address"),
    ],
)
def test_numbers_and_addresses_are_validated(
    client: Client, kind: str, value: str, found: list[str], code: str | None
) -> None:
    answer = client.post(f"/v1/validate/{kind}?lang=en", json={"value": value})
    told = answer.json()

    assert answer.headers["cache-control"] == "no-store"
    assert [each.get("e164") or each.get("normalized") for each in told["found"]] == found
    assert told["code"] == code
    assert (told["remedy"] is None) == (code is None)


def test_a_vcard_is_offered_for_download(client: Client) -> None:
    answer = client.get("/v1/provstad/contacts/cia.vcf?version=3.0")

    assert answer.headers["content-type"] == "text/vcard; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="cia.vcf"'
    assert answer.text.startswith("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Cia Cedermark\r\n")


def test_a_vcard_leads_back_to_the_page_at_the_public_address(parts: Parts) -> None:
    with TestClient(create_app(replace(parts, public_url="https://press.provstad.example"))) as client:
        card = client.get("/v1/provstad/contacts/anna.vcf").text

    assert "URL:https://press.provstad.example/provstad/kontakt/anna\r\n" in card
    assert "REV:20260115T000000Z\r\n" in card
