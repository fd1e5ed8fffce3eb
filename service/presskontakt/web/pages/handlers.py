"""The pages of an organisation: its press contacts with the question box, and the answer."""

from typing import Any

from litestar import HttpMethod, Request, Response, post
from litestar import route as handle
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from presskontakt.directory.model import Lang
from presskontakt.routing.question import Question
from presskontakt.web.body import read_form
from presskontakt.web.pages.render import answer_page, organisation_page
from presskontakt.web.parts import Parts

_GET = [HttpMethod.GET, HttpMethod.HEAD]
_CACHED = {"Cache-Control": "public, max-age=30, stale-while-revalidate=30, stale-if-error=3600"}
AnyRequest = Request[Any, Any, Any]


@handle("/", http_method=_GET)
async def start(parts: NamedDependency[Parts]) -> Response[bytes]:
    """The default organisation in Swedish."""
    return _organisation(parts, parts.default, "sv", is_default=True)


@handle("/en", http_method=_GET)
async def start_en(parts: NamedDependency[Parts]) -> Response[bytes]:
    """The default organisation in English."""
    return _organisation(parts, parts.default, "en", is_default=True)


@handle("/{organisation:str}", http_method=_GET)
async def organisation(organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """An organisation in Swedish."""
    return _organisation(parts, organisation, "sv")


@handle("/en/{organisation:str}", http_method=_GET)
async def organisation_en(organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """An organisation in English."""
    return _organisation(parts, organisation, "en")


@post("/{organisation:str}/fraga", status_code=HTTP_200_OK)
async def answer(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """The answer in Swedish to a question posted by the form."""
    return await _answer(request, parts, organisation, "sv")


@post("/en/{organisation:str}/question", status_code=HTTP_200_OK)
async def answer_en(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """The answer in English to a question posted by the form."""
    return await _answer(request, parts, organisation, "en")


def _organisation(parts: Parts, name: str, lang: Lang, *, is_default: bool = False) -> Response[bytes]:
    published = parts.organisation(name)
    headers = dict(_CACHED)
    if is_default:
        prefix = "/en" if lang == "en" else ""
        headers["Link"] = f'<{parts.public_url}{prefix}/{name}>; rel="canonical"'
    return _page(organisation_page(published, lang), headers)


async def _answer(request: AnyRequest, parts: Parts, name: str, lang: Lang) -> Response[bytes]:
    """The page with the answer; an empty form gets the organisation's page again, which asks for a question."""
    published = parts.organisation(name)
    asked = read_form(await request.body(), Question)
    headers = {"Cache-Control": "no-store"}
    if asked.is_empty:
        return _page(organisation_page(published, lang, is_unanswered=True), headers)
    decision = published.router.route(asked, parts.clock())
    return _page(answer_page(published, lang, asked, decision), headers)


def _page(content: bytes, headers: dict[str, str]) -> Response[bytes]:
    return Response(content, media_type="text/html", headers=headers)
