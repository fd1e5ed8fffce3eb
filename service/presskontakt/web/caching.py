"""How long an answer may be kept: an ETag made from its bytes, a lifetime for caches, and one for ourselves."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from litestar import Request, Response
from litestar.types import Scope
from msgspec import Struct

MAX_AGE_S, STALE_S, STALE_IF_ERROR_S = 30, 30, 3_600
MARGIN_S = 1  # ages are whole seconds, and nginx still gives an answer whose age is its lifetime
LASTING = f"public, max-age={MAX_AGE_S}, stale-while-revalidate={STALE_S}, stale-if-error={STALE_IF_ERROR_S}"
_NOTE = "presskontakt-holds"


class Holds(Struct, frozen=True):
    """How long an answer holds: from `now` to `until`, or until the next revision (None)."""

    now: datetime
    until: datetime | None = None

    @property
    def lifetime(self) -> str:
        """Cache-Control; max-age and stale-while-revalidate together never reach past the end (`safety.md`)."""
        left = MAX_AGE_S + STALE_S if self.until is None else (self.until - self.now).total_seconds() - MARGIN_S
        if left >= MAX_AGE_S + STALE_S:
            return LASTING
        fresh = max(0, int(min(left, MAX_AGE_S)))
        stale = max(0, int(left) - fresh)
        return f"public, max-age={fresh}, stale-while-revalidate={stale}, stale-if-error={STALE_IF_ERROR_S}"

    @property
    def same_bytes_until(self) -> datetime | None:
        """The instant from which the lifetime, and so the response, begins to change."""
        return None if self.until is None else self.until - timedelta(seconds=MAX_AGE_S + STALE_S + MARGIN_S)


def respond(
    request: Request[Any, Any, Any],
    body: bytes,
    media_type: str,
    holds: Holds | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response[bytes]:
    """`body` as a response that caches may keep for as long as it holds.

    The ETag is a weak one: the same for the answer as it is and compressed (RFC 9110, section 8.8.3). `holds` is None
    for what anyone may ask in endless variants: caches may keep it, we do not.
    """
    if holds:
        request.scope["state"][_NOTE] = holds
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    kept = {"ETag": tag, "Cache-Control": holds.lifetime if holds else LASTING, "Vary": "Accept-Encoding"}
    return Response(body, headers=kept | dict(headers or {}), media_type=media_type)


def noted(scope: Scope) -> Holds | None:
    """What `respond` noted in the scope about the answer."""
    found: Holds | None = scope["state"].get(_NOTE)
    return found
