"""/switchboard/{organisation}/changes: one press of an operator, at once."""

import asyncio
from typing import Annotated, Any

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta

from presskontakt.directory.change import Change
from presskontakt.directory.model import Value
from presskontakt.errors import Conflict
from presskontakt.web.admin.visit import begin, refuse_cross_site
from presskontakt.web.api.staff import told
from presskontakt.web.body import read_json
from presskontakt.web.parts import Parts
from presskontakt.web.problems import conflict
from presskontakt.web.switchboard.entering import let_in
from presskontakt.web.view import View

FORM_TOKEN = "X-Form-Token"  # noqa: S105 - a name


class Pressed(Value, frozen=True):
    """A change, and the number of the roster that the operator saw."""

    parent: Annotated[int, Meta(ge=0, le=2**31 - 1)]
    change: Change


class ChangedView(View, frozen=True):
    """The number of the roster in which the change stands, and the change that undoes it."""

    roster: int
    undo: Change | None


@post("/switchboard/{organisation:str}/changes", status_code=HTTP_200_OK, exception_handlers={Conflict: conflict})
async def changes(
    request: Request[Any, Any, Any], organisation: FromPath[str], parts: NamedDependency[Parts]
) -> Response[bytes]:
    """Change the roster, if nobody has changed it since."""
    visit = await begin(request, parts)
    refuse_cross_site(request, visit, request.headers.get(FORM_TOKEN, ""))
    operator = let_in(parts, visit, organisation)
    pressed = read_json(await request.body(), Pressed)
    what = operator.actor, organisation, pressed.change
    changed = await asyncio.to_thread(operator.staff.change_roster, *what, parts.clock(), pressed.parent)
    if parts.hub:
        parts.hub.hear(organisation)  # who is in this process need not wait for the follower
    return told(ChangedView(changed.kept.number, changed.undo))
