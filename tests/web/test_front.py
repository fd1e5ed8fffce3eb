"""What stands before the framework: answers kept as bytes, compression, patience, and counts."""

import asyncio
import gzip
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from litestar.testing import RequestFactory, TestClient
from msgspec import structs
from prometheus_client.parser import text_string_to_metric_families

from presskontakt.web.app import create_app
from presskontakt.web.front import Front, Terms
from presskontakt.web.kept import WORTH_COMPRESSING, Answer, Shelf
from presskontakt.web.parts import Parts
from tests.conftest import NOW

Client = TestClient[Front]
BODY = b"a" * WORTH_COMPRESSING


class Hands:
    """A clock whose hands the test moves."""

    def __init__(self) -> None:
        self.now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def app(parts: Parts, hands: Hands) -> Front:
    return create_app(structs.replace(parts, clock=hands))


def kept_keys(app: Front) -> list[Any]:
    return [cast("tuple[Any, ...]", key)[:2] for key in app._shelf._kept]


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip", True),
        ("br;q=1.0, GZIP;q=0.8", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("gzip;q=0.5", True),
        ("br, *;q=0", False),
        ("identity", False),
        ("", False),
    ],
)
def test_long_answers_are_compressed_for_who_takes_it(client: Client, accepted: str, is_packed: bool) -> None:
    for _ in range(2):  # the second is a kept one
        answer = client.get("/v1/provstad", headers={"Accept-Encoding": accepted})

        assert ("content-encoding" in answer.headers) == is_packed
        assert answer.json()["id"] == "provstad"


def test_an_answer_has_one_tag_in_every_form(client: Client) -> None:
    plain = client.get("/v1/provstad", headers={"Accept-Encoding": "identity"})
    packed = client.get("/v1/provstad", headers={"Accept-Encoding": "gzip"})
    again = client.get("/v1/provstad", headers={"If-None-Match": f'"a", {packed.headers["etag"]}'})

    assert plain.headers["etag"] == packed.headers["etag"]
    assert packed.headers["etag"].startswith('W/"')
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    assert again.status_code == 304


def test_an_answer_is_kept_until_it_ends_and_not_a_moment_longer(app: Front, hands: Hands) -> None:
    """The topic `growth` ends with June in Sweden, and its questions go to the fallback from then on."""
    end = datetime.fromisoformat("2026-07-01T00:00:00+02:00")
    seen = []
    with TestClient(app) as client:
        for left in (3_600, 62, 61, 60, 2, 1, 0.001, 0, -1):
            hands.now = end - timedelta(seconds=left)
            answer = client.get("/v1/provstad/answers/growth.sv.json")
            seen.append((answer.json()["steps"][0]["contact"]["id"], answer.headers["cache-control"].split(",")[1]))
            assert bool(kept_keys(app)) == (left > 61 or left <= 0)

    assert seen == [
        *[("dan", " max-age=30")] * 4,
        ("dan", " max-age=1"),
        *[("dan", " max-age=0")] * 2,
        *[("eva", " max-age=30")] * 2,
    ]


def test_what_readers_put_into_addresses_is_not_kept(app: Front) -> None:
    with TestClient(app) as client:
        for number in range(3):
            assert client.get(f"/provstad?utm_source={number}&lang=en").status_code == 200
            assert client.get(f"/v1/provstad/route?topic=care&at=2026-03-0{number + 1}T10:00").status_code == 200
            assert client.get(f"/v1/provstad/route?topic=care&x={number}").status_code == 400
            assert client.get(f"/provstad/kontakt/nobody{number}").status_code == 404
            assert client.post("/v1/provstad/route", json={"topic": "care"}).status_code == 200

    assert kept_keys(app) == [("/provstad", "en")]


def test_both_languages_of_a_page_are_kept_apart(client: Client) -> None:
    swedish, english = client.get("/provstad"), client.get("/provstad?lang=en")

    assert '<html lang="sv"' in swedish.text
    assert '<html lang="en"' in english.text
    assert client.get("/provstad").content == swedish.content


def test_the_shelf_holds_no_more_than_it_may() -> None:
    shelf = Shelf(limit=20_000)
    for number in range(10):
        shelf.keep(number, answer(), None)
        assert shelf.find(0, NOW), "what is used stays"

    assert [number for number in range(10) if shelf.find(number, NOW)] == [0, 8, 9]


def test_keeping_an_answer_anew_takes_no_more_room() -> None:
    shelf = Shelf(limit=20_000)
    for _ in range(100):
        shelf.keep("same", answer(), None)
    shelf.keep("other", answer(), NOW)

    assert shelf.find("same", NOW)
    assert shelf.find("other", NOW) is None
    assert shelf.find("other", NOW - timedelta(seconds=1)) is None, "what has ended is dropped"


@pytest.mark.parametrize(
    ("body", "media_type", "is_packed"),
    [
        (BODY, b"text/html; charset=utf-8", True),
        (BODY, b"application/json", True),
        (BODY[1:], b"application/json", False),
        (BODY, b"image/png", False),
    ],
)
def test_only_what_shrinks_is_compressed(body: bytes, media_type: bytes, is_packed: bool) -> None:
    start, sent = answer(body, media_type).packed

    assert (b"content-encoding", b"gzip") in start["headers"] if is_packed else sent == body
    assert dict(start["headers"])[b"content-length"] == str(len(sent)).encode()
    assert (gzip.decompress(sent) if is_packed else sent) == body


def test_who_would_wait_too_long_is_refused_at_once(parts: Parts) -> None:
    front = create_app(parts)
    readings = iter([0.0, 1.5, 2.0, 2.5, 3.0, 3.0])
    front._timer = lambda: next(readings)
    with TestClient(front) as client:
        refused = client.post("/v1/provstad/route", json={"topic": "care"})
        served = client.post("/v1/provstad/route", json={"topic": "care"})

    assert (refused.status_code, refused.json()["code"]) == (503, "busy")
    assert refused.headers["retry-after"] == "1"
    assert served.status_code == 200


def test_kept_answers_are_given_however_busy_it_is(parts: Parts) -> None:
    front = create_app(parts)
    with TestClient(front) as client:
        assert client.get("/provstad").status_code == 200
        front._terms = Terms(turn_s=-1)

        assert client.get("/provstad").status_code == 200
        assert client.get("/en/provstad").status_code == 503


def test_a_body_that_does_not_arrive_is_not_waited_for(parts: Parts) -> None:
    front = create_app(parts, Terms(body_s=0.01))
    sent: list[Any] = []

    async def receive() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    scope: Any = {**RequestFactory(app=front.app).post("/v1/provstad/route").scope, "state": {}}
    run(front(scope, receive, send))

    assert sent[0]["status"] == 408
    assert b'"code":"too-slow"' in sent[1]["body"]


def test_who_breaks_off_is_no_fault_of_ours(parts: Parts, caplog: pytest.LogCaptureFixture) -> None:
    front = create_app(parts)
    messages = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])
    sent: list[Any] = []

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None:
        sent.append(message)

    scope: Any = {**RequestFactory(app=front.app).post("/v1/provstad/route").scope, "state": {}}
    run(front(scope, receive, send))

    assert sent[0]["status"] == 400
    assert caplog.records == []


def test_counts_tell_templates_and_only_hours_that_are_over(app: Front, hands: Hands) -> None:
    with TestClient(app, raise_server_exceptions=False) as client:
        for address in (
            "/provstad",
            "/provstad",
            "/v1/provstad/contacts/anna",
            "/v1/provstad/contacts/x",
            "/a/b/c/d/e",
        ):
            client.get(address)
        hands.now = NOW + timedelta(minutes=29)
        assert counts(client) == {}

        hands.now = NOW + timedelta(minutes=30)
        assert counts(client) == {
            ("presskontakt_requests", "/{organisation}"): 2,
            ("presskontakt_requests", "/v1/{organisation}/contacts/{name}"): 2,
            ("presskontakt_requests", "none"): 1,
            ("presskontakt_requests", "/metrics"): 1,
            ("presskontakt_faults", "/{organisation}"): 0,
            ("presskontakt_faults", "/v1/{organisation}/contacts/{name}"): 0,
            ("presskontakt_faults", "none"): 0,
            ("presskontakt_faults", "/metrics"): 0,
        }


def test_faults_of_ours_are_counted(parts: Parts, hands: Hands) -> None:
    broken = structs.replace(parts, clock=hands, organisations={"provstad": SimpleNamespace(serial=1)})
    with TestClient(create_app(broken), raise_server_exceptions=False) as client:
        assert client.get("/v1/provstad/contacts").status_code == 500
        hands.now = NOW + timedelta(hours=1)

        assert counts(client)["presskontakt_faults", "/v1/{organisation}/contacts"] == 1


def run(answering: Coroutine[Any, Any, None]) -> None:
    """Run it in a loop of its own; Playwright keeps one running in this thread once a browser was used."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, answering).result(timeout=10)


def counts(client: Client) -> dict[tuple[str, str], float]:
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {(family.name, sample.labels["endpoint"]): sample.value for family in families for sample in family.samples}


def answer(body: bytes = BODY, media_type: bytes = b"application/json") -> Answer:
    length = (b"content-length", str(len(body)).encode())
    return Answer(200, [(b"etag", b'W/"a"'), (b"content-type", media_type), length], body)
