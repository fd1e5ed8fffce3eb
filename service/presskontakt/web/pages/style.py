"""What pages load: the style sheet and the one script of ours, at addresses that change with their content."""

import hashlib
from pathlib import Path

from litestar import HttpMethod, Response
from litestar import route as handle
from litestar.params import FromPath

from presskontakt.errors import NotFound

_WEB = Path(__file__).parents[1]


def _named(content: bytes, kind: str) -> str:
    return f"{hashlib.sha256(content).hexdigest()[:16]}.{kind}"


STYLE = (_WEB / "pages" / "style.css").read_bytes()
STYLE_NAME = _named(STYLE, "css")
STYLE_ADDRESS = f"/static/{STYLE_NAME}"
_CHOOSER = (_WEB / "widget" / "embed.js").read_bytes()
_CHOOSER_NAME = _named(_CHOOSER, "js")
CHOOSER_ADDRESS = f"/static/{_CHOOSER_NAME}"
_FILES = {STYLE_NAME: (STYLE, "text/css"), _CHOOSER_NAME: (_CHOOSER, "text/javascript")}
FOREVER = "public, max-age=31536000, immutable"


@handle("/static/{name:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD])
async def static(name: FromPath[str]) -> Response[bytes]:
    """A file for ever; 404 for another name."""
    if name not in _FILES:
        raise NotFound("page", name, STYLE_NAME)
    content, media_type = _FILES[name]
    return Response(content, media_type=media_type, headers={"Cache-Control": FOREVER})
