"""The scripts and the style of the switchboard, at an address that changes with their content.

They stand in one folder, so that one script finds another beside it.
"""

import hashlib
from pathlib import Path

from litestar import HttpMethod, Response
from litestar import route as handle
from litestar.params import FromPath

from presskontakt.errors import NotFound
from presskontakt.web.pages.style import FOREVER

_FOLDER = Path(__file__).parent
_KINDS = {".js": "text/javascript", ".css": "text/css"}
_FILES = {file.name: file.read_bytes() for file in sorted(_FOLDER.iterdir()) if file.suffix in _KINDS}
_DIGEST = hashlib.sha256(b"".join(_FILES.values())).hexdigest()[:16]


def address_of_file(name: str) -> str:
    """Where a script or the style is."""
    return f"/static/switchboard/{_DIGEST}/{name}"


@handle("/static/switchboard/{digest:str}/{name:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD])
async def file(digest: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """A file for ever; 404 for another name, or another edition of it."""
    if digest != _DIGEST or name not in _FILES:
        raise NotFound("page", name)
    headers = {"Cache-Control": FOREVER}
    return Response(_FILES[name], media_type=_KINDS[Path(name).suffix], headers=headers)
