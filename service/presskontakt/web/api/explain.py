"""POST /v1/{organisation}/explain: the whole ladder for a question."""

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from presskontakt.directory.instant import parse_instant
from presskontakt.errors import Location
from presskontakt.routing.ladder import Candidate
from presskontakt.web.api.route import RouteRequest, question_of
from presskontakt.web.api.staff import AnyRequest, actor_of, staff_of, told
from presskontakt.web.body import read_json
from presskontakt.web.parts import Parts
from presskontakt.web.query import OnlyLanguage, read_query
from presskontakt.web.view import DecisionView, View


class ExplainView(View, frozen=True):
    """An answer, and every contact with the rung of the ladder at which it fell."""

    decision: DecisionView
    candidates: tuple[Candidate, ...]


@post("/v1/{organisation:str}/explain", status_code=HTTP_200_OK)
async def explain(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """The whole ladder for a question: the answer, and every contact with the rung where it fell."""
    actor = await actor_of(request, parts)
    staff_of(parts).refuse_reading(actor, organisation)
    query = read_query(request, OnlyLanguage)
    asked = read_json(await request.body(), RouteRequest)
    published, now = parts.organisation(organisation), parts.clock()
    at = parse_instant(asked.at, Location(path=("at",))).at if asked.at else now
    decision, candidates = published.explain(question_of(asked), at)
    return told(ExplainView(published.tell(decision, asked.lang or query.lang), candidates))
