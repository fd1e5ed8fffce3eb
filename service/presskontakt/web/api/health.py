"""/health/live and /health/ready: for whoever keeps the process running."""

from litestar import HttpMethod, Response
from litestar import route as handle
from litestar.di import NamedDependency
from msgspec import json

from presskontakt import __version__
from presskontakt.web.parts import Parts

_GET = [HttpMethod.GET, HttpMethod.HEAD]


@handle("/health/live", http_method=_GET)
async def live() -> Response[bytes]:
    """200 while the process answers at all."""
    return _told({"status": "live", "version": __version__})


@handle("/health/ready", http_method=_GET)
async def ready(parts: NamedDependency[Parts]) -> Response[bytes]:
    """200 while questions can be answered: the organisations served, each with the digest of what is public."""
    digests = {name: published.router.digest for name, published in parts.organisations.items()}
    return _told({"status": "ready", "organisations": digests})


def _told(body: object) -> Response[bytes]:
    return Response(json.encode(body), media_type="application/json", headers={"Cache-Control": "no-store"})
