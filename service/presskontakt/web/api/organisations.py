"""/v1/organisations, /v1/{organisation} and its topics and places."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from litestar import HttpMethod, Request, Response
from litestar import route as handle
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import json

from presskontakt.directory.model import Lang
from presskontakt.errors import Damaged
from presskontakt.web.caching import Holds, respond
from presskontakt.web.parts import Parts
from presskontakt.web.published import Published
from presskontakt.web.query import OnlyLanguage, read_query
from presskontakt.web.view import NamedView, PlaceView, TopicView, View

JSON = "application/json"
AnyRequest = Request[Any, Any, Any]
_GET = [HttpMethod.GET, HttpMethod.HEAD]


class Organisations(View, frozen=True):
    """Every organisation served here."""

    organisations: tuple[NamedView, ...]


class Topics(View, frozen=True):
    """Topics in the order of the directory."""

    topics: tuple[TopicView, ...]


class Places(View, frozen=True):
    """Places in the order of the directory."""

    places: tuple[PlaceView, ...]


@handle("/v1/organisations", http_method=_GET)
async def organisations(request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
    """Every organisation served here."""
    names = ((each.id, each.name) for each in _names(parts, read_query(request, OnlyLanguage).lang))
    return respond(request, listed(names), JSON)


def listed(names: Iterable[tuple[str, str]]) -> bytes:
    """Organisations by id and name, as they are told."""
    return json.encode(Organisations(tuple(NamedView(*each) for each in names)))


@handle("/v1/{organisation:str}", http_method=_GET)
async def organisation(
    request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]
) -> Response[bytes]:
    """An organisation with its roles, topics, places and releases."""
    published = parts.organisation(organisation)
    described = published.describe(read_query(request, OnlyLanguage).lang)
    return respond(request, json.encode(described), JSON, _holds(parts, published))


@handle("/v1/{organisation:str}/topics", http_method=_GET)
async def topics(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """The topics of an organisation, in the order of its directory."""
    published = parts.organisation(organisation)
    described = published.describe(read_query(request, OnlyLanguage).lang)
    return respond(request, json.encode(Topics(described.topics)), JSON, _holds(parts, published))


@handle("/v1/{organisation:str}/places", http_method=_GET)
async def places(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """The places of an organisation, in the order of its directory."""
    published = parts.organisation(organisation)
    described = published.describe(read_query(request, OnlyLanguage).lang)
    return respond(request, json.encode(Places(described.places)), JSON, _holds(parts, published))


def _names(parts: Parts, lang: Lang) -> Iterator[NamedView]:
    for name in parts.organisations:
        with suppress(Damaged):  # it can neither be shown nor named; the others can
            yield NamedView(name, parts.organisation(name).directory.organisation.name.text(lang))


def _holds(parts: Parts, published: Published) -> Holds:
    now = parts.clock()
    return Holds(now, published.until(now))
