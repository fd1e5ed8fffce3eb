"""/v1/{organisation}/roster and a channel's …/withdraw: what takes effect at once, by one person."""

import asyncio

from litestar import HttpMethod, Response, post
from litestar import route as handle
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from presskontakt.directory.document import MAX_BYTES
from presskontakt.directory.roster import Roster, empty_roster, read_plain_roster, read_roster
from presskontakt.registry.revision import StoredRoster
from presskontakt.web.api.staff import (
    AnyRequest,
    actor_of,
    is_toml,
    parent_of,
    refuse_other,
    staff_of,
    text_of,
    told,
)
from presskontakt.web.body import read_plain
from presskontakt.web.parts import Parts
from presskontakt.web.query import OnlyPath, read_query
from presskontakt.web.view import View


class RosterView(View, frozen=True):
    """The roster that holds, and its number, 0 where none was ever set."""

    number: int
    roster: Roster


class Withdrawn(View, frozen=True):
    """The number of the roster in which a channel is withdrawn."""

    number: int


@handle(
    "/v1/{organisation:str}/roster",
    http_method=[HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT],
    status_code=HTTP_200_OK,
    request_max_body_size=MAX_BYTES,
)
async def roster(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """The roster that holds, whose number is the ETag to change it with; or the next one, which holds at once."""
    actor = await actor_of(request, parts)
    staff = staff_of(parts)
    read_query(request, OnlyPath)
    if request.method == HttpMethod.PUT:
        staff.refuse_setting_roster(actor, organisation)
        parent, body = parent_of(request), await request.body()
        value = read_roster(text_of(body)) if is_toml(request) else read_plain_roster(read_plain(body))
        refuse_other(value.organisation, organisation)
        return _told(await asyncio.to_thread(staff.set_roster, actor, value, parts.clock(), parent), organisation)
    return _told(await asyncio.to_thread(staff.roster, actor, organisation), organisation)


def _told(kept: StoredRoster | None, organisation: str) -> Response[bytes]:
    number, found = (kept.number, kept.roster()) if kept else (0, empty_roster(organisation))
    return told(RosterView(number, found), {"ETag": f'"{number}"'})


@post("/v1/{organisation:str}/contacts/{contact:str}/channels/{channel:str}/withdraw", status_code=HTTP_200_OK)
async def withdraw(
    request: AnyRequest,
    organisation: FromPath[str],
    contact: FromPath[str],
    channel: FromPath[str],
    parts: NamedDependency[Parts],
) -> Response[bytes]:
    """Hide a number or an address at once: one's own, or anyone's."""
    actor = await actor_of(request, parts)
    read_query(request, OnlyPath)
    named = contact, channel
    kept = await asyncio.to_thread(staff_of(parts).withdraw, actor, organisation, *named, parts.clock())
    return told(Withdrawn(kept.number))
