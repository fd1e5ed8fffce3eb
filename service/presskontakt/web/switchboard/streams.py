"""/switchboard/{organisation}/events: what happens, as it happens."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from presskontakt.errors import Code, Finding, Unavailable
from presskontakt.web.admin.visit import begin
from presskontakt.web.parts import Parts
from presskontakt.web.switchboard.entering import let_in
from presskontakt.web.switchboard.stream import promise

HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # nginx would keep events until it has enough


@get("/switchboard/{organisation:str}/events")
async def events(
    request: Request[Any, Any, Any], organisation: FromPath[str], parts: NamedDependency[Parts]
) -> Response[bytes]:
    """A stream for as long as the session holds, which it does not keep alive."""
    operator = let_in(parts, await begin(request, parts, is_use=False), organisation)
    if parts.hub is None:
        raise Unavailable(Finding(Code.UNAVAILABLE))
    promise(request.scope, parts.hub.open(organisation, operator.session.digest))
    return Response(b"", headers=HEADERS, media_type="text/event-stream")
