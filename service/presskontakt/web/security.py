"""The headers of every response, by what it is: a page, an answer of the API, or a file for ever."""

import re

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Server": "presskontakt",
}
TLS = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
PAGE = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# With no-referrer browsers would post the form with "Origin: null".
FORM_PAGE = PAGE | {"Referrer-Policy": "same-origin"}
API = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
}
# Where people sign in: nobody keeps it, searches it, or frames it.
ADMIN = FORM_PAGE | {"X-Robots-Tag": "noindex"}
# What other sites load, and for ever.
WIDGET = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
}
# Style and script of our own pages; a frame that is sandboxed loads them as a stranger.
STATIC = {"Cross-Origin-Resource-Policy": "cross-origin", "Referrer-Policy": "no-referrer"}
FRAME = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'none'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors *"
    ),
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
STAFF_PAGES = ("/admin", "/switchboard")
FRAMES = {"sv": r"^/(?!en/)[^/]+/ram(/|$)", "en": r"^/en/[^/]+/frame(/|$)"}
_FRAMES = re.compile("|".join(FRAMES.values()))
_ASKED_BY_OUR_PAGES = re.compile(r"/switchboard/[^/]+/(board|situation|events|changes)")
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": "Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def is_api(path: str) -> bool:
    """Whether an address is for machines: JSON, also for errors."""
    return path.startswith(("/v1/", "/health/"))


def is_for_programs(path: str) -> bool:
    """Whether an address is one that scripts and programs ask, our own among them: its errors are JSON."""
    return is_api(path) or _ASKED_BY_OUR_PAGES.fullmatch(path) is not None


def is_stream(path: str) -> bool:
    """Whether what is told at an address goes on for as long as anyone listens."""
    return path.startswith("/switchboard/") and path.endswith("/events")


def is_for_staff(path: str) -> bool:
    """Whether an address is one where the session of a browser counts."""
    return path in STAFF_PAGES or path.startswith(tuple(f"{each}/" for each in STAFF_PAGES))


def headers_of(path: str, method: str, body: bytes, *, is_tls: bool) -> list[tuple[bytes, bytes]]:
    """The headers of the response to a request for `path`, errors included, as they go over the wire."""
    told = EVERYWHERE | _own_headers(path, method, body) | (TLS if is_tls else {})
    return [(name.lower().encode(), value.encode()) for name, value in told.items()]


def _own_headers(path: str, method: str, body: bytes) -> dict[str, str]:
    if is_for_staff(path):
        return ADMIN
    if is_api(path):
        return API | PREFLIGHT if method == "OPTIONS" else API
    if path.startswith(("/widget/", "/static/")):
        return WIDGET if path.startswith("/widget/") else STATIC
    if _FRAMES.match(path):
        return FRAME
    return FORM_PAGE if b"<form" in body else PAGE
