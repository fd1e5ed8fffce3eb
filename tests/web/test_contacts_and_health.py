"""GET contacts and health, and the headers of every response."""

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from presskontakt.web.app import create_app
from presskontakt.web.parts import Parts

Client = TestClient[Litestar]


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


def test_health_tells_what_is_served(client: Client, parts: Parts) -> None:
    ready = client.get("/health/ready")

    assert client.get("/health/live").json()["status"] == "live"
    assert ready.json()["organisations"] == {"provstad": parts.organisations["provstad"].router.digest}


@pytest.mark.parametrize("path", ["/", "/en", "/provstad", "/v1/provstad/contacts", "/health/live", "/health/ready"])
def test_head_answers_as_get_without_a_body(client: Client, path: str) -> None:
    head, get = client.head(path), client.get(path)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/provstad", 200),
        ("GET", "/saknas", 404),
        ("GET", "/en/saknas", 404),
        ("POST", "/", 405),
        ("GET", "/a/b/c/d", 404),
        ("GET", "/static/other.css", 404),
        ("GET", "/v1/provstad/contacts", 200),
        ("GET", "/v1/saknas/contacts", 404),
        ("GET", "/v1/nothing", 404),
        ("POST", "/health/live", 405),
    ],
)
def test_every_response_carries_the_headers_of_its_kind_and_no_cookie(
    client: Client, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path)
    is_api = path.startswith(("/v1/", "/health/"))

    assert answer.status_code == status
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers
    assert ("access-control-allow-origin" in answer.headers) == is_api
    assert ("content-security-policy" in answer.headers) == (not is_api)
    if status >= 400:
        expected = "application/problem+json" if is_api else "text/html; charset=utf-8"
        assert answer.headers["content-type"] == expected
        assert answer.headers["cache-control"] == "no-store"


def test_a_fault_of_ours_is_named_by_code_place_and_repeats_nothing(
    parts: Parts, capsys: pytest.CaptureFixture[str]
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
    assert "RuntimeError broken_clock:" in captured.err
