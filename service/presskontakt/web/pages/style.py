"""The style sheet, at an address that changes with its content."""

import hashlib
from pathlib import Path

from litestar import HttpMethod, Response
from litestar import route as handle
from litestar.params import FromPath

from presskontakt.errors import NotFound

STYLE = (Path(__file__).parent / "style.css").read_bytes()
STYLE_NAME = f"{hashlib.sha256(STYLE).hexdigest()[:16]}.css"
STYLE_ADDRESS = f"/static/{STYLE_NAME}"
FOREVER = "public, max-age=31536000, immutable"


@handle("/static/{name:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD])
async def stylesheet(name: FromPath[str]) -> Response[bytes]:
    """The style sheet, for ever; 404 for another name."""
    if name != STYLE_NAME:
        raise NotFound("page", name, STYLE_NAME)
    return Response(STYLE, media_type="text/css", headers={"Cache-Control": FOREVER})
