"""How a request of an open page comes in: by its session, and never with a page as the answer."""

from typing import Any

from litestar import Request
from msgspec import Struct

from presskontakt.accounts.account import Session
from presskontakt.accounts.permission import Actor
from presskontakt.accounts.staff import Staff
from presskontakt.errors import Code, Finding, NotFound, Refused
from presskontakt.web.admin.visit import Visit, staff_of
from presskontakt.web.parts import Parts

AnyRequest = Request[Any, Any, Any]


class Operator(Struct, frozen=True):
    """Who sits at the switchboard of an organisation, and the verbs of staff."""

    session: Session
    actor: Actor
    staff: Staff


def let_in(parts: Parts, visit: Visit, organisation: str) -> Operator:
    """The operator who visits. Raises Refused without a session or the right, NotFound for any other organisation."""
    if visit.session is None:
        raise Refused(Finding(Code.SESSION_OVER))
    staff, actor = staff_of(parts, visit)
    staff.refuse_setting_roster(actor, organisation)
    if organisation not in parts.organisations:
        raise NotFound("organisation", organisation)
    return Operator(visit.session, actor, staff)
