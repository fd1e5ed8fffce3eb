"""The frame for sites without scripts, and the page that gives the line to paste."""

from typing import Any

from litestar import HttpMethod, Request, Response
from litestar import route as handle
from litestar.di import NamedDependency
from litestar.params import FromPath

from presskontakt.routing.question import Question
from presskontakt.web.caching import Holds, respond
from presskontakt.web.language import language_of
from presskontakt.web.pages.address import address_of, patterns_of
from presskontakt.web.pages.render import Page
from presskontakt.web.pages.style import CHOOSER_ADDRESS
from presskontakt.web.parts import Parts
from presskontakt.web.widget.oembed import SANDBOX
from presskontakt.web.widget.script import INTEGRITY, NEWEST, script_address

_GET = [HttpMethod.GET, HttpMethod.HEAD]
HTML = "text/html"
AnyRequest = Request[Any, Any, Any]


@handle(
    [*patterns_of("frame"), *patterns_of("frame", "topic"), *patterns_of("frame", "topic", "place")], http_method=_GET
)
async def frame(
    request: AnyRequest,
    organisation: FromPath[str],
    parts: NamedDependency[Parts],
    topic: FromPath[str] = "",
    place: FromPath[str] = "",
) -> Response[bytes]:
    """Whom to contact about a topic, or every press contact, as a page without script for a frame."""
    page = Page(parts.organisation(organisation), language_of(request), is_copied=parts.is_copied)
    now = parts.clock()
    if topic:
        content, end = page.frame(Question(topic=topic, place=place), now)
    else:
        content, end = page.frame_of_all(now), page.until(now)
    return respond(request, content, HTML, Holds(now, end))


@handle(patterns_of("embed"), http_method=_GET)
async def embed(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """The lines to paste into another site, for the whole organisation or a topic."""
    lang = language_of(request)
    page = Page(parts.organisation(organisation), lang)
    now = parts.clock()
    known = {
        "server": parts.public_url,
        "script": script_address(),
        "integrity": INTEGRITY[NEWEST],
        "frame": address_of(organisation, lang, "frame"),
        "here": address_of(organisation, lang),
        "sandbox": SANDBOX,
        "chooser": CHOOSER_ADDRESS,
    }
    return respond(request, page.embed(now, known), HTML, Holds(now, page.until(now)))
