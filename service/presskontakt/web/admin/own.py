"""/admin and what is one's own: the sessions, the password."""

import asyncio
from typing import Any

from litestar import HttpMethod, Request, Response, post
from litestar import route as handle
from litestar.di import NamedDependency
from litestar.status_codes import HTTP_200_OK

from presskontakt.accounts.permission import Actor
from presskontakt.directory.model import Line
from presskontakt.web.admin.answering import (
    READS,
    Form,
    Secret,
    Wrong,
    answer,
    asked,
    go,
    go_and_sign_in,
    opened,
    taken,
)
from presskontakt.web.admin.visit import let_in, signing_of, staff_of
from presskontakt.web.parts import Parts
from presskontakt.web.problems import status_of
from presskontakt.web.view import ContactView

AnyRequest = Request[Any, Any, Any]


class SessionForm(Form, frozen=True):
    """Which session ends; none: every other one."""

    session: Line = ""


class HideForm(Form, frozen=True):
    """Which number or address of one's own to hide."""

    channel: Line = ""


class PasswordForm(Form, frozen=True):
    """The old password and the new one."""

    old: Secret = ""
    password: Secret = ""


@handle("/admin", http_method=READS)
async def start(request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
    """Who one is, where one is signed in, and the way on."""
    inside = await opened(request, parts)
    if inside.visit.session is None:
        return go_and_sign_in(request, inside)
    sessions = await asyncio.to_thread(signing_of(parts).sessions, inside.visit.session, parts.clock())
    own = _own(parts, inside.visit.session.person.actor)
    return answer(inside.page.start(sessions, own=own, done=asked(request).done))


@post("/admin/hide", status_code=HTTP_200_OK)
async def hide(request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
    """Hide a number or an address of one's own, at once."""
    inside = await opened(request, parts)
    form = await taken(request, inside, HideForm)
    if inside.visit.session is None:
        return go_and_sign_in(request, inside)
    staff, actor = staff_of(parts, inside.visit)
    own = actor.organisation, actor.contact
    await asyncio.to_thread(staff.withdraw, actor, *own, form.channel, parts.clock())
    return go(inside.here("", done="hidden"))


def _own(parts: Parts, actor: Actor) -> ContactView | None:
    """The actor's own record as everyone sees it now."""
    if not actor.contact or actor.organisation not in parts.organisations:
        return None
    return parts.organisations[actor.organisation].seen(parts.clock()).views.get(actor.contact)


@post("/admin/sessions", status_code=HTTP_200_OK)
async def sessions(request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
    """End one session, or every other one."""
    inside = await opened(request, parts)
    form = await taken(request, inside, SessionForm)
    session = inside.visit.session
    if session is None:
        return go_and_sign_in(request, inside)
    signing, now = signing_of(parts), parts.clock()
    if form.session:
        await asyncio.to_thread(signing.end, session, form.session, now)
    else:
        await asyncio.to_thread(signing.end_others, session, now)
    return go(inside.here("", done="session-ended"))


@handle("/admin/password", http_method=[*READS, HttpMethod.POST], status_code=HTTP_200_OK)
async def password(request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
    """Another password: every other session ends."""
    inside = await opened(request, parts)
    form = await taken(request, inside, PasswordForm) if request.method == HttpMethod.POST else None
    session = inside.visit.session
    if session is None:
        return go_and_sign_in(request, inside)
    if form is None:
        return answer(inside.page.password())
    try:
        async with parts.throttle.turns:
            changed = await asyncio.to_thread(
                signing_of(parts).change_password, session, form.old, form.password, parts.clock()
            )
    except Wrong as error:
        return answer(inside.page.password(findings=error.findings), status_of(error))
    return let_in(go(inside.here("", done="password-set")), inside.visit, changed)
