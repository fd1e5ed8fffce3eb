"""/v1/{organisation}/route and …/answers/…: who gets this question, and why."""

from typing import Any

from litestar import HttpMethod, Request, Response
from litestar import route as handle
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK
from msgspec import json

from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import LANGS, ChannelKind, Lang, Line, Reference, Value
from presskontakt.errors import Location, NotFound
from presskontakt.routing.agenda import Stretch
from presskontakt.routing.question import Decision, Question
from presskontakt.web.body import read_json
from presskontakt.web.caching import Holds, respond
from presskontakt.web.parts import Parts
from presskontakt.web.published import Published
from presskontakt.web.query import OnlyLanguage, OnlyPath, read_query

JSON = "application/json"
AnyRequest = Request[Any, Any, Any]
_GET = [HttpMethod.GET, HttpMethod.HEAD]


class RouteQuery(Value, frozen=True):
    """A question by ids alone, as parameters of an address."""

    topic: Reference = ""
    role: Reference = ""
    place: Reference = ""
    release: Reference = ""
    lang: Lang = "sv"
    at: Line = ""
    deadline: Line = ""
    channel: ChannelKind | None = None


class RouteRequest(Question, frozen=True):
    """A question: text, ids or both; `at` is an instant, local time unless it has an offset, default now."""

    at: Line = ""


@handle("/v1/{organisation:str}/route", http_method=[*_GET, HttpMethod.POST], status_code=HTTP_200_OK)
async def route(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """Route a question: posted with text, or by ids alone in the address, which may then be kept.

    400 with every fault, 404 for an unknown organisation or id; free text in the address is refused.
    """
    published = parts.organisation(organisation)
    if request.method != HttpMethod.POST:
        return _answer(request, parts, published, read_query(request, RouteQuery))
    query = read_query(request, OnlyLanguage)
    asked = read_json(await request.body(), RouteRequest)
    now = parts.clock()
    at = parse_instant(asked.at, Location(path=("at",))).at if asked.at else now
    question = question_of(asked)
    decision = published.route(question, at, now)
    lang = asked.lang or query.lang
    view = published.tell(decision, lang, "then" if asked.at else "now", _agenda(published, asked, decision))
    return Response(json.encode(view), media_type=JSON, headers={"Cache-Control": "no-store"})


@handle("/v1/{organisation:str}/answers/{name:str}", http_method=_GET)
async def answer(
    request: AnyRequest, organisation: FromPath[str], name: FromPath[str], parts: NamedDependency[Parts]
) -> Response[bytes]:
    """The answer for a topic by path, `{topic}.{lang}.json`: for widgets and static copies."""
    topic, lang = _parted(name)
    read_query(request, OnlyPath)
    return _answer(request, parts, parts.organisation(organisation), RouteQuery(topic=topic, lang=lang))


@handle("/v1/{organisation:str}/answers/{topic:str}/{name:str}", http_method=_GET)
async def answer_in_place(
    request: AnyRequest,
    organisation: FromPath[str],
    topic: FromPath[str],
    name: FromPath[str],
    parts: NamedDependency[Parts],
) -> Response[bytes]:
    """The answer for a topic in a place by path, `{topic}/{place}.{lang}.json`."""
    place, lang = _parted(name)
    read_query(request, OnlyPath)
    return _answer(request, parts, parts.organisation(organisation), RouteQuery(topic=topic, place=place, lang=lang))


def _answer(request: AnyRequest, parts: Parts, published: Published, asked: RouteQuery) -> Response[bytes]:
    now = parts.clock()
    at = parse_instant(asked.at, Location(path=("at",))).at if asked.at else now
    decision = published.route(question_of(asked), at, now)
    view = published.tell(decision, asked.lang, "then" if asked.at else "now", _agenda(published, asked, decision))
    is_endless = asked.at or asked.deadline
    return respond(request, json.encode(view), JSON, None if is_endless else Holds(now, decision.valid_until))


def _agenda(published: Published, asked: RouteQuery | RouteRequest, decision: Decision) -> tuple[Stretch, ...] | None:
    """Who answers afterwards; None for what nobody keeps: text, another instant, a deadline."""
    question = question_of(asked)
    return None if question.text or asked.at or asked.deadline else published.agenda(question, decision)


def question_of(asked: RouteQuery | RouteRequest) -> Question:
    """What is asked, without the instant."""
    text = asked.text if isinstance(asked, RouteRequest) else ""
    lang = asked.lang if isinstance(asked, RouteRequest) else None
    return Question(text, asked.topic, asked.role, asked.place, asked.release, lang, asked.deadline, asked.channel)


def _parted(name: str) -> tuple[str, Lang]:
    """Part `vaccination.sv.json` into its id and its language. Raises NotFound."""
    for lang in LANGS:
        if name.endswith(f".{lang}.json"):
            return name.removesuffix(f".{lang}.json"), lang
    raise NotFound("page", name)
