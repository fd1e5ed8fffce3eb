"""The headers of every response, by what it is: a page, an answer of the API, or something else."""

from collections.abc import Mapping

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": ("camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"),
}
PAGE = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Frame-Options": "DENY",
    # The page holds the form: with no-referrer browsers would send "Origin: null".
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
API = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
}


async def add_headers(message: Message, scope: Scope) -> None:
    """Add the headers of the response's kind as it starts, errors included."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in {**EVERYWHERE, **_headers_of(scope["path"])}.items():
        headers[name] = value


def _headers_of(path: str) -> Mapping[str, str]:
    return API if path.startswith(("/v1/", "/health/")) else PAGE
