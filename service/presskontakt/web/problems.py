"""Every error as one shape: RFC 9457 problem details for machines, a page for people.

One table maps exceptions to a status; what is told stands in `wording`. An error of ours is told by its name and the
place in the code, never by its message, so that nothing a reader sent can come back or be logged.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException
from litestar.types import HTTPScope
from msgspec import Struct

from presskontakt.directory.model import Lang
from presskontakt.errors import Code, Conflict, Finding, InvalidInput, NotFound, Refused, Unavailable
from presskontakt.web.journal import tell_fault
from presskontakt.web.language import language_of
from presskontakt.web.pages.render import problem_page
from presskontakt.web.security import is_for_programs
from presskontakt.wording import finding_sentences, phrase

AnyRequest = Request[Any, Any, Any]
_TITLES = {
    400: "bad-request",
    401: "token-needed",
    403: "not-permitted",
    404: "not-found",
    405: "method-not-allowed",
    408: "too-slow",
    409: "refused",
    412: "conflict",
    413: "too-large",
    415: "not-acceptable",
    421: "unknown-host",
    428: "parent-needed",
    429: "too-many-tries",
    503: "busy",
}
_TITLES_OF_CODES = {Code.SESSION_OVER: "session-over"}


class Told(Struct, frozen=True, omit_defaults=True):
    """One fault: where (JSON pointer), which, what is wrong, what to do, and the value."""

    pointer: str
    code: str
    detail: str
    remedy: str
    value: str = ""


class Problem(Struct, frozen=True):
    """An error over HTTP (RFC 9457): `code` is that of the first fault, `errors` are all of them."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: tuple[Told, ...]


def invalid_input(request: AnyRequest, error: InvalidInput) -> Response[bytes]:
    """400 with every finding."""
    return _problem(request, 400, error.findings)


def not_found(request: AnyRequest, error: NotFound) -> Response[bytes]:
    """404 with the kind of thing and the nearest name; the name asked for is not repeated on pages."""
    return _problem(request, 404, error.findings)


def http_error(request: AnyRequest, error: HTTPException) -> Response[bytes]:
    """What the framework refuses: unknown address, wrong method, body too large or unreadable."""
    if isinstance(error, MethodNotAllowedException):
        allowed = ", ".join(sorted((error.headers or {}).get("allow", "").split(", ")))
        finding = Finding(Code.METHOD_NOT_ALLOWED, facts={"allowed": allowed})
        return _problem(request, 405, [finding], {"Allow": allowed})
    match error.status_code:
        case 404:
            finding = Finding(Code.NOT_FOUND, facts={"kind": "page"})
        case 408:
            finding = Finding(Code.TOO_SLOW)
        case 413:
            finding = Finding(Code.TOO_LARGE, facts={"limit": _limit_of(request)})
        case status if status < 500:
            finding = Finding(Code.NOT_ACCEPTABLE)
        case _:
            return internal_error(request, error)
    return _problem(request, error.status_code, [finding])


def _limit_of(request: AnyRequest) -> str:
    """How large the body of a request may be: documents more than questions."""
    most = request.route_handler.resolve_request_max_body_size() or 0
    return f"{most // 1024 // 1024} MiB" if most >= 1024 * 1024 else f"{most // 1024} KiB"


def internal_error(request: AnyRequest, error: Exception) -> Response[bytes]:
    """500, named by type and code place; the same name goes to the log for the operator."""
    return _problem(request, 500, [Finding(Code.INTERNAL, facts={"name": tell_fault(error)})])


def refuse(
    scope: HTTPScope, status: int, finding: Finding, headers: Mapping[str, str] | None = None
) -> Response[bytes]:
    """What stands before the framework refuses: an unknown host, or too much to do."""
    return _problem(Request(scope), status, [finding], headers)


def refused(request: AnyRequest, error: Refused) -> Response[bytes]:
    """409 for what may not be done now, 503 for what cannot be shown or reached."""
    status = status_of(error)
    headers = {"Retry-After": "5"} if status == 503 else _HEADERS.get(error.finding.code)
    return _problem(request, status, error.findings, headers)


def conflict(request: AnyRequest, error: Conflict) -> Response[bytes]:
    """409 where the number that a change is based on stands in the body; 412 is for If-Match."""
    return _problem(request, 409, error.findings)


def status_of(error: InvalidInput | NotFound | Refused) -> int:
    """The status that tells an error: what is refused has one by its code."""
    if isinstance(error, Refused):
        return 503 if isinstance(error, Unavailable) else _STATUS.get(error.finding.code, 409)
    return 404 if isinstance(error, NotFound) else 400


_STATUS = {
    Code.TOKEN_NEEDED: 401,
    Code.SESSION_OVER: 401,
    Code.PARENT_NEEDED: 428,
    Code.CONFLICT: 412,
    Code.NOTE_MISSING: 400,
    Code.LINK_OVER: 404,
    Code.TOO_MANY_TRIES: 429,
    **dict.fromkeys((Code.NOT_PERMITTED, Code.CROSS_SITE, Code.NOT_SECURE, Code.NO_ROLE, Code.WRONG_PASSWORD), 403),
}
_HEADERS = {Code.TOKEN_NEEDED: {"WWW-Authenticate": "Bearer"}}

HANDLERS: dict[type[Exception] | int, Any] = {
    InvalidInput: invalid_input,
    NotFound: not_found,
    Refused: refused,
    HTTPException: http_error,
    Exception: internal_error,
}


def _problem(
    request: AnyRequest, status: int, findings: Sequence[Finding], headers: Mapping[str, str] | None = None
) -> Response[bytes]:
    lang = language_of(request)
    title = phrase(f"problem-{_TITLES_OF_CODES.get(findings[0].code) or _TITLES.get(status, 'internal')}", lang)
    told_headers = {"Cache-Control": "no-store", **(headers or {})}
    if not is_for_programs(request.url.path):
        page = problem_page(title, findings, lang)
        return Response(page, status_code=status, media_type="text/html", headers=told_headers)
    errors = tuple(told(finding, lang) for finding in findings)
    first = errors[0]
    problem = Problem(f"urn:presskontakt:problem:{first.code}", title, status, first.detail, first.code, errors)
    body = msgspec.json.encode(problem)
    return Response(body, status_code=status, media_type="application/problem+json", headers=told_headers)


def told(finding: Finding, lang: Lang) -> Told:
    """A finding as it is told over HTTP."""
    detail, remedy = finding_sentences(finding.code, lang, finding.facts)
    where = finding.place
    value = f"{where.label}: {finding.value}" if where.label and not where.path else finding.value
    return Told(where.pointer, finding.code, detail, remedy, value)
