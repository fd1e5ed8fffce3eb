"""/health/live and /health/ready: for whoever keeps the process running."""

from datetime import datetime
from typing import Literal

from litestar import HttpMethod, Response
from litestar import route as handle
from litestar.di import NamedDependency
from msgspec import json

from presskontakt import __version__
from presskontakt.web.parts import Parts
from presskontakt.web.view import View

_GET = [HttpMethod.GET, HttpMethod.HEAD]


class Live(View, frozen=True):
    """The process answers."""

    status: Literal["live"]
    version: str


class Trouble(View, frozen=True):
    """What is wrong, and since when; questions are answered all the same."""

    what: str
    since: datetime


class Served(View, frozen=True):
    """The numbers of the revision and the roster that are served; `as_of` where they come from a snapshot on disk."""

    revision: int
    roster: int
    as_of: datetime | None


class Ready(View, frozen=True):
    """Questions can be answered: what is served, and what is wrong."""

    status: Literal["ready"]
    organisations: dict[str, Served]
    troubles: tuple[Trouble, ...]


@handle("/health/live", http_method=_GET)
async def live() -> Response[bytes]:
    """200 while the process answers at all."""
    return _told(Live("live", __version__))


@handle("/health/ready", http_method=_GET)
async def ready(parts: NamedDependency[Parts]) -> Response[bytes]:
    """200 while questions can be answered: what is served of each organisation, and what is wrong."""
    editions = {name: parts.organisations.edition(name) for name in parts.organisations}
    served = {name: Served(e.number, e.roster_number, e.as_of) for name, e in editions.items() if e}
    troubles = tuple(Trouble(what, since) for what, since in sorted(dict(parts.troubles).items()))
    return _told(Ready("ready", served, troubles))


def _told(body: object) -> Response[bytes]:
    return Response(json.encode(body), media_type="application/json", headers={"Cache-Control": "no-store"})
