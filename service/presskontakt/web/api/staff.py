"""What the staff's part of the API shares: whose token it is, which number a change is based on, and how it is told."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any

from litestar import Request, Response
from msgspec import Struct, json

from presskontakt.accounts.permission import Actor
from presskontakt.accounts.staff import Staff
from presskontakt.errors import Code, Finding, InvalidInput, Location, Refused, Unavailable
from presskontakt.web.parts import Parts

JSON, TOML = "application/json", "application/toml"
AnyRequest = Request[Any, Any, Any]
_NUMBER = re.compile(r'(?:W/)?"(\d{1,9})"')


def staff_of(parts: Parts) -> Staff:
    """The verbs of staff. Raises Unavailable where there is no registry."""
    if parts.staff is None:
        raise Unavailable(Finding(Code.UNAVAILABLE))
    return parts.staff


async def actor_of(request: AnyRequest, parts: Parts) -> Actor:
    """Whose token was sent. Raises Refused, the same for one that never was and one that has ended."""
    kind, _, sent = request.headers.get("authorization", "").partition(" ")
    actor = None
    if parts.signing and kind.lower() == "bearer":
        actor = await asyncio.to_thread(parts.signing.find_actor, sent.strip(), parts.clock())
    if actor is None:
        raise Refused(Finding(Code.TOKEN_NEEDED))
    return actor


def parent_of(request: AnyRequest) -> int:
    """The number that If-Match names. Raises Refused."""
    found = _NUMBER.fullmatch(request.headers.get("if-match", "").strip())
    if not found:
        raise Refused(Finding(Code.PARENT_NEEDED))
    return int(found[1])


def is_toml(request: AnyRequest) -> bool:
    """Whether the body is TOML."""
    return request.headers.get("content-type", "").split(";")[0].strip() == TOML


def text_of(body: bytes) -> str:
    """A body as text. Raises InvalidInput."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise InvalidInput([Finding(Code.SYNTAX, facts={"reason": "not UTF-8"})]) from None


def refuse_other(named: str, organisation: str) -> None:
    """Refuse a document of another organisation than the address says."""
    if named != organisation:
        facts = {"kind": "organisations", "nearest": "", "known": organisation}
        raise InvalidInput([Finding(Code.UNKNOWN_REFERENCE, Location(path=("organisation",)), named, facts)])


def told(view: Struct, headers: Mapping[str, str] | None = None, status: int = 200) -> Response[bytes]:
    """A value as JSON, for nobody to keep."""
    return plain(json.encode(view), JSON, headers, status)


def plain(body: bytes, media_type: str, headers: Mapping[str, str] | None = None, status: int = 200) -> Response[bytes]:
    """A body for nobody to keep."""
    kept = {"Cache-Control": "no-store"} | dict(headers or {})
    return Response(body, headers=kept, media_type=media_type, status_code=status)
