"""The released scripts: each version stays at its address for ever, with the digest that pages check it by."""

import base64
import hashlib
from pathlib import Path

import msgspec
from litestar import HttpMethod, Response
from litestar import route as handle
from litestar.params import FromPath

from presskontakt.errors import NotFound

RELEASED = Path(__file__).parent / "released"
INTEGRITY: dict[str, str] = msgspec.json.decode((RELEASED / "integrity.json").read_bytes())
NEWEST = list(INTEGRITY)[-1]
NAME = "press-contacts.js"
_KINDS = {
    NAME: "text/javascript",
    "press-contacts.d.ts": "text/plain",
    "custom-elements.json": "application/json",
}
_FILES = {(version, name): (RELEASED / version / name).read_bytes() for version in INTEGRITY for name in _KINDS}

RELEASED_ADDRESSES = tuple(f"/widget/{version}/{name}" for version, name in _FILES)


def integrity_of(script: bytes) -> str:
    """The digest of a script for the attribute `integrity`: "sha384-…"."""
    return f"sha384-{base64.b64encode(hashlib.sha384(script).digest()).decode()}"


def script_address(version: str = NEWEST) -> str:
    """The path of a version of the script."""
    return f"/widget/{version}/{NAME}"


@handle("/widget/{version:str}/{name:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD])
async def released(version: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """A released file, for ever; 404 for another version or name."""
    if (version, name) not in _FILES:
        raise NotFound("page", f"{version}/{name}", f"{NEWEST}/{NAME}")
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(_FILES[version, name], media_type=_KINDS[name], headers=headers)
