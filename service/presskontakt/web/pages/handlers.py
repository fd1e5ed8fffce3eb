"""The pages: press contacts with the question box, the answer, and a permanent page for everything with an id."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from litestar import HttpMethod, Request, Response, post
from litestar import route as handle
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import Lang, Line
from presskontakt.errors import Location
from presskontakt.routing.question import Question
from presskontakt.web.body import read_form
from presskontakt.web.caching import Holds, respond
from presskontakt.web.language import language_of
from presskontakt.web.pages.address import address_of, patterns_of
from presskontakt.web.pages.render import Page
from presskontakt.web.parts import Parts

_GET = [HttpMethod.GET, HttpMethod.HEAD]
HTML = "text/html"
AnyRequest = Request[Any, Any, Any]


class AnswerForm(Question, frozen=True):
    """What the forms post: a question, and the instant that the answer is for (none: now)."""

    at: Line = ""


@handle(["/", "/en"], http_method=_GET)
async def start(request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
    """The default organisation."""
    lang = language_of(request)
    headers = {"Link": f'<{parts.public_url}{address_of(parts.default, lang)}>; rel="canonical"'}
    return _of_the_day(request, parts, parts.default, Page.organisation, headers)


@handle(patterns_of(""), http_method=_GET)
async def organisation(
    request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]
) -> Response[bytes]:
    """An organisation: its press contacts, topics and places, and the question box."""
    return _of_the_day(request, parts, organisation, Page.organisation)


@post(patterns_of("answer"), status_code=HTTP_200_OK)
async def answer(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """The answer to a question posted by the form; an empty form gets the page that asks for one."""
    page = _page(parts, organisation, language_of(request))
    form = read_form(await request.body(), AnswerForm)
    now = parts.clock()
    at = parse_instant(form.at, Location(path=("at",))).at if form.at else now
    asked = Question(form.text, form.topic, form.role, form.place, form.release, form.lang, channel=form.channel)
    content = page.asking(now) if asked.is_empty else page.answer(asked, at, now)[0]
    return Response(content, media_type=HTML, headers={"Cache-Control": "no-store"})


@handle([*patterns_of("topic", "topic"), *patterns_of("topic", "topic", "place")], http_method=_GET)
async def topic(
    request: AnyRequest,
    organisation: FromPath[str],
    topic: FromPath[str],
    parts: NamedDependency[Parts],
    place: FromPath[str] = "",
) -> Response[bytes]:
    """Whom to contact about a topic, everywhere or in a place."""
    return _permanent(request, parts, organisation, Question(topic=topic, place=place))


@handle(patterns_of("release", "release"), http_method=_GET)
async def release(
    request: AnyRequest, organisation: FromPath[str], release: FromPath[str], parts: NamedDependency[Parts]
) -> Response[bytes]:
    """Whom to contact about a press release or a project."""
    return _permanent(request, parts, organisation, Question(release=release))


@handle(patterns_of("place", "place"), http_method=_GET)
async def place(
    request: AnyRequest, organisation: FromPath[str], place: FromPath[str], parts: NamedDependency[Parts]
) -> Response[bytes]:
    """The topics to choose from for a place."""
    return _of_the_day(request, parts, organisation, lambda page, at: page.place(place, at))


@handle(patterns_of("contact", "contact"), http_method=_GET)
async def contact(
    request: AnyRequest, organisation: FromPath[str], contact: FromPath[str], parts: NamedDependency[Parts]
) -> Response[bytes]:
    """A contact with every channel and all that the contact answers for."""
    now = parts.clock()
    content, end = _page(parts, organisation, language_of(request)).contact(contact, now)
    return respond(request, content, HTML, Holds(now, end))


@handle(patterns_of("privacy"), http_method=_GET)
async def privacy(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """What is recorded about the reader: nothing."""
    now = parts.clock()
    page = _page(parts, organisation, language_of(request))
    return respond(request, page.privacy(parts.privacy_note), HTML, Holds(now, page.until(now)))


@handle(patterns_of("accessibility"), http_method=_GET)
async def accessibility(
    request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]
) -> Response[bytes]:
    """The accessibility statement."""
    now = parts.clock()
    page = _page(parts, organisation, language_of(request))
    return respond(request, page.accessibility(now), HTML, Holds(now, page.until(now)))


def _page(parts: Parts, organisation: str, lang: Lang) -> Page:
    return Page(parts.organisation(organisation), lang, is_copied=parts.is_copied)


def _of_the_day(
    request: AnyRequest,
    parts: Parts,
    organisation: str,
    render: Callable[[Page, datetime], bytes],
    headers: Mapping[str, str] | None = None,
) -> Response[bytes]:
    """A page that lists the topics of the day, and may be kept until those change."""
    now = parts.clock()
    page = _page(parts, organisation, language_of(request))
    return respond(request, render(page, now), HTML, Holds(now, page.until(now)), headers)


def _permanent(request: AnyRequest, parts: Parts, organisation: str, asked: Question) -> Response[bytes]:
    """The answer to a question by ids, which may be kept as long as it holds."""
    now = parts.clock()
    content, end = _page(parts, organisation, language_of(request)).answer(asked, now, now)
    return respond(request, content, HTML, Holds(now, end))
