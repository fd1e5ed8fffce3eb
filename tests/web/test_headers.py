"""Every response: the headers of `safety.md`, byte for byte; every error on every route: the one shape."""

import re
from collections.abc import Iterator

import httpx
import pytest
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from presskontakt.web.app import create_app
from presskontakt.web.front import Front, Terms
from presskontakt.web.parts import Parts
from presskontakt.web.widget.script import script_address

Client = TestClient[Front]

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "server": "presskontakt",
}
PAGE = EVERYWHERE | {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
FORM = PAGE | {"referrer-policy": "same-origin"}
API = EVERYWHERE | {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ETag, Retry-After",
    "cross-origin-resource-policy": "cross-origin",
    "referrer-policy": "no-referrer",
}
PREFLIGHT = API | {
    "access-control-allow-methods": "GET, HEAD, POST",
    "access-control-allow-headers": "Content-Type, If-None-Match",
    "access-control-max-age": "86400",
}
FRAME = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors *",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "cross-origin",
}
STATIC = {"referrer-policy": "no-referrer", "cross-origin-resource-policy": "cross-origin"}
WIDGET = STATIC | {"access-control-allow-origin": "*"}
FOR_EVER = {"cache-control": "public, max-age=31536000, immutable"}
KEPT = {
    "cache-control": "public, max-age=30, stale-while-revalidate=30, stale-if-error=3600",
    "vary": "Accept-Encoding",
}
HTML, JSON, PROBLEM = "text/html; charset=utf-8", "application/json", "application/problem+json"
OF_THE_BODY = ("content-length", "content-type", "etag")
ROUTES = sorted(
    (route.path, method)
    for route in create_app(Parts({}, "", "", lambda: None)).app.routes  # type: ignore[arg-type,return-value]
    if isinstance(route, HTTPRoute)
    for method in route.methods
)
READ = [path for path, method in ROUTES if method == "GET"]
INSIDE = ("/admin", "/switchboard")
STAFF = re.compile(r"/(check|explain|roster|drafts.*|withdraw|revisions/{.*)$")


@pytest.fixture
def client(parts: Parts) -> Iterator[Client]:
    """A client that takes answers as they are."""
    with TestClient(create_app(parts)) as client:
        client.headers["Accept-Encoding"] = "identity"
        yield client


def told(answer: httpx.Response) -> dict[str, str]:
    """The headers but those that come from the body."""
    return {name: value for name, value in answer.headers.items() if name not in OF_THE_BODY}


def of_its_kind(path: str) -> dict[str, str]:
    """The headers of whatever stands at a path."""
    if path.startswith(INSIDE):
        return FORM | {"x-robots-tag": "noindex"}
    if path.startswith(("/v1/", "/health/")):
        return API
    if path.startswith(("/widget/", "/static/")):
        return EVERYWHERE | (WIDGET if path.startswith("/widget/") else STATIC)
    return EVERYWHERE | FRAME if re.match(r"/en/[^/]+/frame|/(?!en/)[^/]+/ram", path) else PAGE


def filled(path: str, name: str = "x") -> str:
    return re.sub(r"{\w+:int}", "1", re.sub(r"{\w+:str}", name, path))


@pytest.mark.parametrize(
    ("address", "expected", "media_type"),
    [
        ("/", FORM | KEPT | {"link": '</provstad>; rel="canonical"'}, HTML),
        ("/en/provstad", FORM | KEPT, HTML),
        ("/provstad/amne/care", FORM | KEPT, HTML),
        ("/provstad/kontakt/anna", PAGE | KEPT, HTML),
        ("/provstad/badda-in", FORM | KEPT, HTML),
        ("/provstad/ram", EVERYWHERE | FRAME | KEPT, HTML),
        ("/en/provstad/frame/care/ostby", EVERYWHERE | FRAME | KEPT, HTML),
        (script_address(), EVERYWHERE | WIDGET | FOR_EVER, "text/javascript; charset=utf-8"),
        ("/schema", PAGE | KEPT, HTML),
        ("/schema/openapi.json", PAGE | KEPT, JSON),
        ("/v1/organisations", API | KEPT, JSON),
        ("/v1/provstad/contacts/anna", API | KEPT, JSON),
        ("/v1/provstad/answers/care.sv.json", API | KEPT, JSON),
        ("/health/live", API | {"cache-control": "no-store"}, JSON),
        ("/metrics", PAGE | {"cache-control": "no-store"}, "text/plain; version=0.0.4; charset=utf-8"),
    ],
)
def test_what_is_read_has_the_headers_of_its_kind(
    client: Client, address: str, expected: dict[str, str], media_type: str
) -> None:
    answer, head = client.get(address), client.head(address)
    again = client.get(address, headers={"If-None-Match": answer.headers.get("etag", "none")})

    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert told(answer) == told(head) == expected
    assert (head.content, head.headers["content-length"]) == (b"", str(len(answer.content)))
    if "etag" in answer.headers:
        assert (again.status_code, again.content) == (304, b"")
        assert dict(again.headers) == expected | {"etag": answer.headers["etag"]}


def test_the_style_sheet_is_for_ever(client: Client) -> None:
    style = re.search(r'"(/static/\w+\.css)"', client.get("/").text)

    assert style
    assert told(client.get(style[1])) == EVERYWHERE | STATIC | FOR_EVER


@pytest.mark.parametrize(
    ("address", "body", "expected"),
    [
        ("/provstad/fraga", {"text": "vaccin"}, FORM),
        ("/provstad/fraga", {"text": ""}, FORM),
        ("/v1/provstad/route", {"text": "vaccin"}, API),
        ("/v1/provstad/route", {"text": 1}, API),
        ("/v1/validate/phone", {"value": "112"}, API),
    ],
)
def test_the_reply_to_what_was_posted_is_kept_by_nobody(
    client: Client, address: str, body: dict[str, str], expected: dict[str, str]
) -> None:
    answer = client.post(address, json=body) if address.startswith("/v1") else client.post(address, data=body)

    assert told(answer) == expected | {"cache-control": "no-store"}
    assert "etag" not in answer.headers


def test_the_page_of_an_organisation_called_as_frames_are_stands_in_no_frame(client: Client) -> None:
    assert told(client.get("/en/ram")) == PAGE | {"cache-control": "no-store"}


@pytest.mark.parametrize("path", [path for path, method in ROUTES if method == "OPTIONS"])
def test_options_tell_what_an_address_takes(client: Client, path: str) -> None:
    answer = client.options(filled(path))
    expected = sorted(method for each, method in ROUTES if each == path)

    assert answer.status_code == 204
    assert sorted(answer.headers["allow"].split(", ")) == expected
    without = {name: value for name, value in told(answer).items() if name != "allow"}
    assert without == (PREFLIGHT if path.startswith(("/v1/", "/health/")) else of_its_kind(path))


def faults(path: str) -> Iterator[tuple[str, str, int, dict[str, str]]]:
    """What can be done wrong on a route: method, address, and the status and headers that it gets."""
    methods = {method for each, method in ROUTES if each == path}
    wrong = next(method for method in ("DELETE", "POST") if method not in methods)
    yield wrong, filled(path), 405, {"allow": ", ".join(sorted(methods))}
    if path.startswith(INSIDE):  # over http, and not from this machine
        yield min(methods - {"OPTIONS"}), filled(path), 403, {}
        return
    if STAFF.search(path):
        yield min(methods - {"OPTIONS"}), filled(path, "saknas"), 401, {"www-authenticate": "Bearer"}
    elif "{" in path:
        yield min(methods - {"OPTIONS"}), filled(path, "saknas"), 404, {}
    if "POST" in methods and not STAFF.search(path) and not path.endswith("/revisions"):
        yield "POST", filled(path, "provstad"), 413, {}
    if path.startswith("/v1/") and "GET" in methods and "{" not in path:
        yield "GET", f"{path}?langg=sv", 400, {}


@pytest.mark.parametrize(
    ("method", "address", "status", "more"),
    [fault for path in sorted({path for path, _ in ROUTES}) for fault in faults(path)],
    ids=lambda each: str(each) if isinstance(each, str | int) else "",
)
def test_every_error_on_every_route_has_the_one_shape(
    client: Client, method: str, address: str, status: int, more: dict[str, str]
) -> None:
    content = b"x" * 70_000 if status == 413 else None
    answer = client.request(method, address, content=content)

    assert answer.status_code == status
    is_told_the_one_way(answer, address)
    assert told(answer) == of_its_kind(address) | {"cache-control": "no-store"} | more


@pytest.mark.parametrize("path", READ)
def test_another_host_is_refused_on_every_route(parts: Parts, path: str) -> None:
    with TestClient(create_app(parts, Terms(hosts=frozenset({"press.provstad.example"})))) as client:
        ours = client.get(filled(path, "saknas"), headers={"Host": "PRESS.provstad.example:8443"})
        others = client.get(filled(path, "saknas"), headers={"Host": "press.provstad.example.attacker.example"})

    expected = (
        {403}
        if path.startswith(INSIDE)
        else {401}
        if STAFF.search(path)
        else {400}
        if path == "/v1/oembed"
        else {200, 404}
    )
    assert ours.status_code in expected
    if path.startswith("/health/"):
        assert others.status_code == 200
    else:
        assert others.status_code == 421
        is_told_the_one_way(others, path)


def test_over_tls_the_browser_is_told_to_stay_there(parts: Parts) -> None:
    with TestClient(create_app(parts, Terms(is_tls=True))) as client:
        answers = [client.get(path) for path in ("/", "/v1/organisations", "/saknas", "/v1/saknas", "/health/live")]

    kept = "max-age=63072000; includeSubDomains"
    assert [answer.headers["strict-transport-security"] for answer in answers] == [kept] * 5


def is_told_the_one_way(answer: httpx.Response, address: str) -> None:
    """The shape: a problem for machines, a page with a sentence and a way out for people."""
    if address.startswith(("/v1/", "/health/")) or address.endswith(("/events", "/changes")):
        problem = answer.json()
        assert answer.headers["content-type"] == PROBLEM
        assert list(problem) == ["type", "title", "status", "detail", "code", "errors"]
        assert problem["status"] == answer.status_code
        assert problem["type"] == f"urn:presskontakt:problem:{problem['code']}"
        assert problem["code"] == problem["errors"][0]["code"]
        assert all(error["detail"] and error["remedy"] for error in problem["errors"])
    else:
        assert answer.headers["content-type"] == HTML
        assert "<h1" in answer.text
        assert 'href="/' in answer.text
