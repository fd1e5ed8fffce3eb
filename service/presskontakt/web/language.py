"""The language of a request: that of its path, never of the browser."""

from typing import Any
from urllib.parse import parse_qsl

from litestar import Request

from presskontakt.directory.model import LANGS, Lang


def language_of(request: Request[Any, Any, Any]) -> Lang:
    """English under /en, else the parameter `lang`, else Swedish."""
    return language_at(request.scope["path"], request.scope["query_string"])


def language_at(path: str, query: bytes) -> Lang:
    """The language of a path and a query string."""
    if path == "/en" or path.startswith("/en/"):
        return "en"
    if b"lang" not in query:
        return "sv"
    asked = dict(parse_qsl(query.decode("latin-1"))).get("lang", "")
    return next((lang for lang in LANGS if lang == asked), "sv")
