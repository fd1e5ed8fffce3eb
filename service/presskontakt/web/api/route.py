"""POST /v1/{organisation}/route: who gets this question, and why."""

from typing import Annotated, Any

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, field, json

from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import Lang, Line, Reference, Value
from presskontakt.errors import Location
from presskontakt.routing.question import Question
from presskontakt.web.api.view import decision_view
from presskontakt.web.body import read_json
from presskontakt.web.parts import Parts


class RouteRequest(Value, frozen=True):
    """A question as it travels: text, ids or both; `at` is an instant, default now."""

    text: Annotated[str, Meta(max_length=8_000)] = ""
    topic: Reference = ""
    role: Reference = ""
    place: Reference = ""
    release: Reference = ""
    lang: Lang | None = field(default=None)
    at: Line = ""


@post("/v1/{organisation:str}/route", status_code=HTTP_200_OK)
async def route(
    request: Request[Any, Any, Any], organisation: FromPath[str], parts: NamedDependency[Parts]
) -> Response[bytes]:
    """Route a question. 400 with every fault in the body, 404 for an unknown organisation or id."""
    published = parts.organisation(organisation)
    asked = read_json(await request.body(), RouteRequest)
    at = parse_instant(asked.at, Location(path=("at",))).at if asked.at else parts.clock()
    question = Question(
        text=asked.text,
        topic=asked.topic,
        role=asked.role,
        place=asked.place,
        release=asked.release,
        lang=asked.lang,
    )
    view = decision_view(published.router.route(question, at), published, asked.lang or "sv")
    return Response(json.encode(view), media_type="application/json", headers={"Cache-Control": "no-store"})
