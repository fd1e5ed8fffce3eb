"""GET contacts and health, and faults of ours."""

import msgspec
import pytest
from litestar.testing import TestClient

from presskontakt.web.app import create_app
from presskontakt.web.front import Front
from presskontakt.web.parts import Parts

Client = TestClient[Front]


def test_contacts_are_the_public_ones_in_the_order_of_the_directory(client: Client) -> None:
    told = client.get("/v1/provstad/contacts").json()["contacts"]

    assert [contact["id"] for contact in told] == ["anna", "bo", "cia", "dan", "eva", "gun"]
    assert told[0]["channels"][0]["verified"] == "2026-01-15"


def test_nothing_that_is_not_public_stands_in_any_reply(client: Client) -> None:
    replies = [
        client.get("/v1/provstad/contacts").text,
        client.post("/v1/provstad/route", json={"topic": "care"}).text,
        client.get("/provstad").text,
        client.post("/provstad/fraga", data={"text": "vård"}).text,
    ]
    for hidden in ("Hemlig", "hemlig", "+46701740607", "070-174 06 07", "+46701740610"):
        assert not [reply for reply in replies if hidden in reply]


def test_health_tells_what_is_served(client: Client) -> None:
    ready = client.get("/health/ready")

    assert client.get("/health/live").json()["status"] == "live"
    assert ready.json()["organisations"] == {"provstad": {"revision": 1, "roster": 0, "as_of": None}}


def test_a_fault_of_ours_is_named_by_code_place_and_repeats_nothing(
    parts: Parts, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken_clock() -> None:
        raise RuntimeError("secret of a reader")

    broken = msgspec.structs.replace(parts, clock=broken_clock)
    with TestClient(create_app(broken), raise_server_exceptions=False) as client:
        answer = client.post("/v1/provstad/route", json={"text": "secret of a reader"})

    assert answer.status_code == 500
    assert "RuntimeError broken_clock:" in answer.json()["errors"][0]["remedy"]
    captured = capsys.readouterr()
    assert "secret of a reader" not in answer.text + captured.err + captured.out
    assert [vars(record)["facts"]["fault"].split(":")[0] for record in caplog.records] == ["RuntimeError broken_clock"]
