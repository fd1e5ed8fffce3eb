"""/v1/{organisation}/drafts: what waits to be published, and who lets it."""

import asyncio

from litestar import HttpMethod, Response, post
from litestar import route as handle
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from presskontakt.web.api.revisions import DraftView, draft_view, outcome_told
from presskontakt.web.api.staff import AnyRequest, actor_of, staff_of, told
from presskontakt.web.parts import Parts
from presskontakt.web.query import OnlyLanguage, OnlyPath, read_query
from presskontakt.web.view import View


class Drafts(View, frozen=True):
    """What waits, and what failed at its time, oldest first."""

    drafts: tuple[DraftView, ...]


@handle("/v1/{organisation:str}/drafts", http_method=[HttpMethod.GET, HttpMethod.HEAD])
async def drafts(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """What waits to be published, and what failed."""
    actor = await actor_of(request, parts)
    read_query(request, OnlyPath)
    found = await asyncio.to_thread(staff_of(parts).drafts, actor, organisation)
    return told(Drafts(tuple(map(draft_view, found))))


@post("/v1/{organisation:str}/drafts/{number:int}/approve", status_code=HTTP_200_OK)
async def approve(
    request: AnyRequest, organisation: FromPath[str], number: FromPath[int], parts: NamedDependency[Parts]
) -> Response[bytes]:
    """Let a colleague's draft be published: at once, or at its date."""
    actor = await actor_of(request, parts)
    lang = read_query(request, OnlyLanguage).lang
    outcome = await asyncio.to_thread(staff_of(parts).approve, actor, organisation, number, parts.clock())
    return outcome_told(outcome, lang)


@post("/v1/{organisation:str}/drafts/{number:int}/stop", status_code=HTTP_200_OK)
async def stop(
    request: AnyRequest, organisation: FromPath[str], number: FromPath[int], parts: NamedDependency[Parts]
) -> Response[bytes]:
    """Take a draft back; answers with what still waits."""
    actor = await actor_of(request, parts)
    read_query(request, OnlyPath)
    found = await asyncio.to_thread(staff_of(parts).stop, actor, organisation, number, parts.clock())
    return told(Drafts(tuple(map(draft_view, found))))
