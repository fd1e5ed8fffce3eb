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


PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": "Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


async def add_headers(message: Message, scope: Scope) -> None:
    """Add the headers of the response's kind as it starts, errors included."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    preflight = PREFLIGHT if is_api(scope["path"]) and scope.get("method") == "OPTIONS" else {}
    for name, value in {**EVERYWHERE, **_headers_of(scope["path"]), **preflight}.items():
        headers[name] = value


def is_api(path: str) -> bool:
    """Whether an address is for machines: JSON, also for errors."""
    return path.startswith(("/v1/", "/health/"))


def _headers_of(path: str) -> Mapping[str, str]:
    return API if is_api(path) else PAGE
