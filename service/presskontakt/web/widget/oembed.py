"""/v1/oembed: a page of ours as a frame, for content systems that ask for it (oEmbed 1.0, oembed.com)."""

import re
from html import escape
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from litestar import HttpMethod, Request, Response
from litestar import route as handle
from litestar.di import NamedDependency
from msgspec import Meta, json

from presskontakt.directory.model import Lang, Value
from presskontakt.errors import NotFound
from presskontakt.web.caching import respond
from presskontakt.web.pages.address import SEGMENTS, address_of
from presskontakt.web.parts import Parts
from presskontakt.web.query import read_query
from presskontakt.web.view import View

WIDTH, HEIGHT = 400, 360
KEPT_S = 3_600
SANDBOX = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-to-custom-protocols"
_PAGE = re.compile(
    rf"(?P<en>/en)?/(?P<organisation>[a-z0-9-]+)"
    rf"(/({SEGMENTS['topic']['sv']}|{SEGMENTS['topic']['en']})/(?P<topic>[a-z0-9-]+)(/(?P<place>[a-z0-9-]+))?)?"
)


class OembedQuery(Value, frozen=True):
    """The page to show, and how large it may be."""

    url: Annotated[str, Meta(max_length=2_000)]
    format: Literal["json"] = "json"
    maxwidth: Annotated[int, Meta(ge=1, le=10_000)] = WIDTH
    maxheight: Annotated[int, Meta(ge=1, le=10_000)] = HEIGHT


class Oembed(View, frozen=True):
    """A frame to put into a page."""

    type: Literal["rich"]
    version: Literal["1.0"]
    title: str
    provider_name: str
    provider_url: str
    html: str
    width: int
    height: int
    cache_age: int


@handle("/v1/oembed", http_method=[HttpMethod.GET, HttpMethod.HEAD])
async def oembed(request: Request[Any, Any, Any], parts: NamedDependency[Parts]) -> Response[bytes]:
    """The frame for the page of an organisation or a topic. 404 for another page, or one of another site."""
    asked = read_query(request, OembedQuery)
    found = _PAGE.fullmatch(urlsplit(asked.url).path) if parts.public_url and _is_ours(asked.url, parts) else None
    if not found:
        raise NotFound("page", asked.url)
    lang: Lang = "en" if found["en"] else "sv"
    published = parts.organisation(found["organisation"])
    names = [published.router.follow(kind, found[kind]) for kind in ("topic", "place") if found[kind]]
    name = published.directory.organisation.name.text(lang)
    address = parts.public_url + address_of(found["organisation"], lang, "frame", *names)
    width, height = min(WIDTH, asked.maxwidth), min(HEIGHT, asked.maxheight)
    view = Oembed(
        type="rich",
        version="1.0",
        title=name,
        provider_name=name,
        provider_url=parts.public_url + address_of(found["organisation"], lang),
        html=frame_code(address, name, width, height),
        width=width,
        height=height,
        cache_age=KEPT_S,
    )
    return respond(request, json.encode(view), "application/json")


def frame_code(address: str, title: str, width: int = WIDTH, height: int = HEIGHT) -> str:
    """The line that shows a frame of ours: sandboxed, and yet `tel:` and `mailto:` work."""
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="{width}" height="{height}" '
        f'loading="lazy" referrerpolicy="no-referrer" sandbox="{SANDBOX}"></iframe>'
    )


def _is_ours(url: str, parts: Parts) -> bool:
    return urlsplit(url)[:2] == urlsplit(parts.public_url)[:2]
