"""Answers that may be kept: an ETag made from the bytes, 304 where the reader has them, and a lifetime."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from litestar import Request, Response

MAX_AGE_S, STALE_S, STALE_IF_ERROR_S = 30, 30, 3_600


def respond(
    request: Request[Any, Any, Any],
    body: bytes,
    media_type: str,
    *,
    seconds_left: float | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response[bytes]:
    """`body` as a response that caches may keep for as long as it holds, or 304 when the reader has it."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    kept = {"ETag": tag, "Cache-Control": lifetime(seconds_left), "Vary": "Accept-Encoding", **(headers or {})}
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(b"", status_code=304, headers=kept, media_type=media_type)
    return Response(body, headers=kept, media_type=media_type)


def lifetime(seconds_left: float | None) -> str:
    """Cache-Control for an answer that holds for `seconds_left` more (None: until the next revision).

    max-age and stale-while-revalidate together never reach past the end (`safety.md`).
    """
    if seconds_left is None or seconds_left >= MAX_AGE_S + STALE_S:
        fresh, stale = MAX_AGE_S, STALE_S
    else:
        fresh = max(0, int(min(seconds_left, MAX_AGE_S)))
        stale = max(0, int(seconds_left) - fresh)
    return f"public, max-age={fresh}, stale-while-revalidate={stale}, stale-if-error={STALE_IF_ERROR_S}"


def seconds_until(end: datetime | None, now: datetime) -> float | None:
    """The seconds from `now` to `end`; None when there is no end."""
    return None if end is None else (end - now).total_seconds()


def _has(if_none_match: str, tag: str) -> bool:
    known = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return tag in known or "*" in known
