"""/switchboard: the page of an organisation, and what it keeps in memory."""

import asyncio
from typing import Any

from litestar import Request, Response
from litestar import route as handle
from litestar.di import NamedDependency
from litestar.params import FromPath

from presskontakt.errors import Code, Finding, Unavailable
from presskontakt.web.admin.answering import READS, Opened, answer, go, go_and_sign_in, opened
from presskontakt.web.admin.visit import begin
from presskontakt.web.pages.address import address_of
from presskontakt.web.pages.render import page
from presskontakt.web.parts import Parts
from presskontakt.web.switchboard.boards import Boards
from presskontakt.web.switchboard.entering import let_in
from presskontakt.web.switchboard.files import address_of_file
from presskontakt.wording import phrases_of

AnyRequest = Request[Any, Any, Any]
KEYS = (
    *(("Abc…", "search"), ("↑ ↓", "move"), ("Enter", "open"), ("Esc", "back")),
    *(("R", "call"), ("1–9", "number"), ("K", "copy"), ("N", "next")),
    *(("B", "absence"), ("J", "duty"), ("D", "hide"), ("A", "handover"), ("Z", "undo"), ("?", "keys")),
)


@handle("/switchboard", http_method=READS)
async def start(request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
    """One's own organisation, or the choice of one."""
    inside = await opened(request, parts)
    if inside.visit.session is None:
        return go_and_sign_in(request, inside)
    if own := inside.visit.session.person.organisation:
        return go(_address(inside, own))
    names = sorted(parts.organisations.names(inside.lang).items(), key=lambda each: each[1])
    links = [(name, _address(inside, organisation)) for organisation, name in names]
    return answer(_page(inside, "choice.html", links=links))


@handle("/switchboard/{organisation:str}", http_method=READS)
async def switchboard(
    request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]
) -> Response[bytes]:
    """The page of an organisation, which fetches its board by itself."""
    inside = await opened(request, parts)
    if inside.visit.session is None:
        return go_and_sign_in(request, inside)
    let_in(parts, inside.visit, organisation)
    known = parts.organisation(organisation).directory.organisation
    content = _page(
        inside,
        "switchboard.html",
        organisation=organisation,
        name=known.name.text(inside.lang),
        is_invented=known.demo,
        public=address_of(organisation, inside.lang),
        words=phrases_of("switchboard-", inside.lang),
        keys=KEYS,
    )
    return answer(content)


@handle("/switchboard/{organisation:str}/board", http_method=READS)
async def board(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """Contacts, topics and the index, for the page to keep."""
    boards = await _boards(request, organisation, parts)
    return _told(await asyncio.to_thread(boards.board, organisation))


@handle("/switchboard/{organisation:str}/situation", http_method=READS)
async def situation(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """How it is now."""
    boards = await _boards(request, organisation, parts)
    return _told(await asyncio.to_thread(boards.situation, organisation))


async def _boards(request: AnyRequest, organisation: str, parts: Parts) -> Boards:
    """The boards, for a script of ours."""
    let_in(parts, await begin(request, parts, is_use=False), organisation)
    if parts.boards is None:
        raise Unavailable(Finding(Code.UNAVAILABLE))
    return parts.boards


def _told(content: bytes) -> Response[bytes]:
    return Response(content, media_type="application/json", headers={"Cache-Control": "no-store"})


def _address(inside: Opened, organisation: str) -> str:
    return f"/switchboard/{organisation}" + ("?lang=en" if inside.lang == "en" else "")


def _page(inside: Opened, template: str, **known: Any) -> bytes:
    return page(
        template,
        inside.lang,
        here=inside.here,
        form_token=inside.visit.form_token,
        file=address_of_file,
        **known,
    )
