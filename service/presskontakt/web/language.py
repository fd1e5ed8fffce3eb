"""The language of a request: that of its path, never of the browser."""

from typing import Any

from litestar import Request

from presskontakt.directory.model import LANGS, Lang


def language_of(request: Request[Any, Any, Any]) -> Lang:
    """English under /en, else the parameter `lang`, else Swedish."""
    if request.url.path.rstrip("/").split("/")[1:2] == ["en"]:
        return "en"
    asked = request.query_params.get("lang", "")
    return next((lang for lang in LANGS if lang == asked), "sv")
