"""/health/live and /health/ready: for whoever keeps the process running."""

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


class Ready(View, frozen=True):
    """Questions can be answered: the organisations served, each with the digest of what is public."""

    status: Literal["ready"]
    organisations: dict[str, str]


@handle("/health/live", http_method=_GET)
async def live() -> Response[bytes]:
    """200 while the process answers at all."""
    return _told(Live("live", __version__))


@handle("/health/ready", http_method=_GET)
async def ready(parts: NamedDependency[Parts]) -> Response[bytes]:
    """200 while questions can be answered: the organisations served, each with the digest of what is public."""
    digests = {name: published.router.digest for name, published in parts.organisations.items()}
    return _told(Ready("ready", digests))


def _told(body: object) -> Response[bytes]:
    return Response(json.encode(body), media_type="application/json", headers={"Cache-Control": "no-store"})
