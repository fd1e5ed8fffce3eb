"""/admin/provider and …/callback: to an organisation's identity provider, and back from it."""

import asyncio
import re
from typing import Annotated, Any

from litestar import Request, Response
from litestar import route as handle
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Meta, Struct

from presskontakt.accounts.identity import Flow, role_of
from presskontakt.accounts.signing import Proven
from presskontakt.directory.model import Line
from presskontakt.errors import Code, Finding, NotFound, Refused
from presskontakt.web.admin.answering import READS, Secret, answer, go, opened
from presskontakt.web.admin.signing_in import provider_label
from presskontakt.web.admin.visit import let_in, signing_of, take_leave, taken_leave
from presskontakt.web.body import read_form
from presskontakt.web.parts import Parts
from presskontakt.web.problems import status_of

AnyRequest = Request[Any, Any, Any]
_LEFT = re.compile(r"(?P<organisation>[a-z0-9-]{1,64})\.(?P<state>[\w-]+)\.(?P<nonce>[\w-]+)\.(?P<verifier>[\w-]+)")


class Back(Struct, frozen=True):
    """What a provider sends a browser back with."""

    state: Secret = ""
    code: Annotated[str, Meta(max_length=4_096)] = ""
    iss: Line = ""
    error: Line = ""


@handle("/admin/provider/{organisation:str}", http_method=READS)
async def leave(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """To the provider; what the browser is to bring back goes with it, for ten minutes."""
    at_door = await opened(request, parts)
    provider = parts.providers.get(organisation)
    if provider is None:
        raise NotFound("organisation", organisation)
    try:
        address, flow = await asyncio.to_thread(provider.begin, _callback(parts))
    except Refused as error:
        label = provider_label(parts, organisation, at_door.lang)
        page = at_door.page.sign_in(organisation, provider=label, findings=error.findings)
        return answer(page, status_of(error))
    return take_leave(go(address), at_door.visit, f"{organisation}.{flow.state}.{flow.nonce}.{flow.verifier}")


@handle("/admin/callback", http_method=READS)
async def come_back(request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
    """Back from the provider: signed in, or the reason why not. What the browser kept for it is used up."""
    at_door = await opened(request, parts)
    visit = at_door.visit
    left = _LEFT.fullmatch(taken_leave(request, visit))
    organisation = left["organisation"] if left else parts.default
    query = read_form(request.scope["query_string"], Back)
    told = {name: value for name in Back.__struct_fields__ if (value := getattr(query, name))}
    try:
        flow = _flow(left if organisation in parts.providers else None)
        provider = parts.providers[organisation]
        identified = await asyncio.to_thread(provider.finish, flow, told, _callback(parts))
        proven = Proven(organisation, identified, role_of(provider.identity, identified.groups))
        signed_in = await asyncio.to_thread(signing_of(parts).with_identity, proven, visit.browser, parts.clock())
    except Refused as error:
        label = provider_label(parts, organisation, at_door.lang)
        page = at_door.page.sign_in(organisation, provider=label, findings=error.findings)
        return take_leave(answer(page, status_of(error)), visit, "")
    inside = answer(at_door.page.going_on(at_door.here("")))
    return let_in(take_leave(inside, visit, ""), visit, signed_in)


def _flow(left: re.Match[str] | None) -> Flow:
    """What the browser kept. Raises Refused where it kept nothing."""
    if left is None:
        raise Refused(Finding(Code.SIGN_IN_FAILED, facts={"reason": "wrong-state"}))
    return Flow(left["state"], left["nonce"], left["verifier"])


def _callback(parts: Parts) -> str:
    return f"{parts.public_url}/admin/callback"
