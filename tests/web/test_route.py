"""POST /v1/{organisation}/route."""

from typing import Any

import pytest
from litestar.testing import TestClient

from presskontakt.web.front import Front

Client = TestClient[Front]
ADDRESS = "/v1/provstad/route"


def errors_of(answer: Any) -> list[tuple[str, str]]:
    assert answer.headers["content-type"] == "application/problem+json"
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


def test_a_question_gets_a_person_with_number_and_reason(client: Client) -> None:
    answer = client.post(ADDRESS, json={"text": "Hur många har vaccinerats?"})
    first = answer.json()["steps"][0]

    assert answer.status_code == 200
    assert first["contact"]["name"] == "Cia Cedermark"
    assert first["contact"]["channels"] == [
        {
            "id": "desk",
            "kind": "phone",
            "value": "+46846500410",
            "verified": None,
            "display": "08-465 004 10 ankn 12",
            "international": "+46 8 465 004 10 ext. 12",
            "href": "tel:+46846500410;ext=12",
        }
    ]
    assert first["reasons"] == [{"code": "holds-topic", "sentence": "Är presskontakt för Smittskydd."}]
    assert answer.headers["cache-control"] == "no-store"


def test_the_answer_is_in_the_language_asked_for(client: Client) -> None:
    answer = client.post(ADDRESS, json={"text": "vaccination", "lang": "en"}).json()

    assert answer["reasons"][0]["sentence"] == "The question is about Disease control: “vaccination”."


def test_an_instant_can_be_asked_about(client: Client) -> None:
    later = client.post(ADDRESS, json={"topic": "growth", "at": "2026-07-01T00:00"}).json()

    assert later["steps"][0]["contact"]["id"] == "eva"


def test_who_wants_e_mail_gets_who_has_an_address_first_with_the_address_first(client: Client) -> None:
    asked = {"topic": "infection", "channel": "email", "lang": "en"}
    posted = client.post(ADDRESS, json=asked).json()
    first, second, *_ = posted["steps"]

    assert posted == client.get(ADDRESS, params=asked).json()
    assert [channel["kind"] for channel in first["contact"]["channels"]] == ["email", "phone"]
    assert first["availability"] == "Hours are not stated: write."
    assert second["availability"] == "Telephone hours are not stated: call."
    assert second["reasons"][-1] == {"code": "no-email", "sentence": "No e-mail address is given."}
    assert posted["reasons"][-1]["sentence"] == "You asked for e-mail: whoever has an address comes first."


def test_an_unknown_channel_is_told_with_those_there_are(client: Client) -> None:
    answer = client.get(ADDRESS, params={"topic": "care", "channel": "mail"})
    (error,) = answer.json()["errors"]

    assert (answer.status_code, error["pointer"], error["code"]) == (400, "/channel", "not-allowed")
    assert error["remedy"] == "Menade du ”email”? Välj ett av: email, phone."


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, [("", "nothing-asked")]),
        ({"txt": "hej"}, [("/txt", "unknown-key")]),
        ({"topic": "care", "channel": "fax"}, [("/channel", "not-allowed")]),
        ({"text": 7, "lang": "fi"}, [("/text", "wrong-type"), ("/lang", "not-allowed")]),
        ({"text": "a" * 8_001}, [("/text", "too-long")]),
        ({"text": "hej", "at": "i kväll"}, [("/at", "bad-date")]),
        ({"text": "hej", "at": "2026-03-29T02:30"}, [("/at", "no-such-time")]),
        ([], [("", "wrong-type")]),
    ],
)
def test_every_fault_of_the_body_is_told(client: Client, body: object, expected: list[tuple[str, str]]) -> None:
    answer = client.post(ADDRESS, json=body)

    assert answer.status_code == 400
    assert errors_of(answer) == expected


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "syntax"),
        (b"{", "syntax"),
        (b'{"text": "\xff"}', "syntax"),
        (b'{"text": "a", "text": "b"}', "duplicate-key"),
        (b"[" * 30_000, "too-deep"),
    ],
)
def test_a_body_that_cannot_be_read_is_told(client: Client, body: bytes, code: str) -> None:
    answer = client.post(ADDRESS, content=body)

    assert answer.status_code == 400
    assert answer.json()["code"] == code


def test_a_body_that_is_too_large_is_refused(client: Client) -> None:
    answer = client.post(ADDRESS, content=b'{"text": "' + b"a" * 70_000 + b'"}')

    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_an_unknown_organisation_and_an_unknown_topic_are_404_with_the_nearest(client: Client) -> None:
    for address, body in (("/v1/provstan/route", {"text": "hej"}), (ADDRESS, {"topic": "infektion"})):
        answer = client.post(address, json=body)
        assert answer.status_code == 404
        assert answer.json()["errors"][0]["remedy"].startswith("Menade du ”")


def test_another_method_is_refused_with_those_allowed(client: Client) -> None:
    answer = client.put(ADDRESS, json={})

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")
    assert answer.json()["code"] == "method-not-allowed"


def test_errors_are_told_in_english_when_asked(client: Client) -> None:
    answer = client.post(f"{ADDRESS}?lang=en", json={})

    assert answer.json()["detail"] == "Nothing is asked."


def test_an_answer_by_ids_carries_the_days_after_it_and_another_does_not(client: TestClient[Front]) -> None:
    by_ids = client.get("/v1/provstad/answers/growth.sv.json").json()
    others = [
        client.post("/v1/provstad/route", json={"text": "tillväxt"}).json(),
        client.get("/v1/provstad/route?topic=growth&at=2026-03-02T12:00").json(),
    ]

    assert (by_ids["valid_until"], by_ids["upcoming"][0]["valid_from"]) == ("2026-06-30T22:00:00Z",) * 2
    assert [each["name"] for each in by_ids["upcoming"]] == ["Eva Ekmark"]
    assert [each["upcoming"] for each in others] == [None, None]
