"""A request to /admin: whose session its cookie is, whether its form is ours, and the cookies of the reply.

The cookie holds a secret before anyone has signed in too, for the forms; signing in always replaces it. Over http,
which is for this machine only, cookies have plain names, since browsers keep "__Host-" for https.
"""

import asyncio
from dataclasses import replace
from typing import Any

from litestar import Request, Response
from litestar.datastructures import Cookie
from msgspec import Struct

from presskontakt.accounts.account import Session
from presskontakt.accounts.permission import Actor
from presskontakt.accounts.secret import form_token, is_same, new_secret
from presskontakt.accounts.signing import SignedIn, Signing
from presskontakt.accounts.staff import Staff
from presskontakt.errors import Code, Finding, Refused, Unavailable
from presskontakt.web.admin.peer import is_near
from presskontakt.web.parts import Parts

AnyRequest = Request[Any, Any, Any]
SESSION, BROWSER, LEAVING = "presskontakt", "presskontakt-browser", "presskontakt-leaving"
BROWSER_KEPT_S = 180 * 24 * 3600
LEAVING_KEPT_S = 600


class Visit(Struct, frozen=True):
    """One request of a browser: the secret of its cookie, its session if it has one, and how it is known."""

    secret: str
    session: Session | None
    browser: str
    is_secure: bool
    is_near: bool

    @property
    def form_token(self) -> str:
        """What the forms of a page for this browser carry."""
        return form_token(self.secret)


async def begin(request: AnyRequest, parts: Parts, *, is_use: bool = True) -> Visit:
    """Read the cookies of a request; `is_use`: a person sent it, who is not idle.

    Raises Refused over http from another machine, Unavailable without a registry.
    """
    is_secure, near = parts.public_url.startswith("https://"), is_near(request, parts.proxies)
    if not is_secure and not near:
        raise Refused(Finding(Code.NOT_SECURE))
    secret = request.cookies.get(_named(SESSION, is_secure=is_secure), "")
    session = await asyncio.to_thread(signing_of(parts).find_session, secret, parts.clock(), is_use=is_use)
    browser = request.cookies.get(_named(BROWSER, is_secure=is_secure), "")
    return Visit(secret or new_secret(), session, browser, is_secure, near)


def refuse_cross_site(request: AnyRequest, visit: Visit, sent: str) -> None:
    """Refuse a form that another site sent: by Fetch Metadata, then by Origin, then by what only our pages carry."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin", "")
    is_ours = not origin or origin.partition("://")[2].lower() == request.headers.get("host", "").lower()
    if site != "same-origin" or not is_ours or not is_same(sent, visit.form_token):
        raise Refused(Finding(Code.CROSS_SITE))


def signing_of(parts: Parts) -> Signing:
    """Who signs people in. Raises Unavailable without a registry."""
    if parts.signing is None:
        raise Unavailable(Finding(Code.UNAVAILABLE))
    return parts.signing


def staff_of(parts: Parts, visit: Visit) -> tuple[Staff, Actor]:
    """The verbs of staff, and who acts. Raises Unavailable without a registry, Refused without a session."""
    if parts.staff is None:
        raise Unavailable(Finding(Code.UNAVAILABLE))
    if visit.session is None:
        raise Refused(Finding(Code.CROSS_SITE))
    return parts.staff, visit.session.person.actor


def remember(response: Response[bytes], visit: Visit) -> Response[bytes]:
    """Let the browser keep the secret that the forms of a page are bound to."""
    response.set_cookie(_cookie(SESSION, visit.secret, is_secure=visit.is_secure))
    return response


def let_in(response: Response[bytes], visit: Visit, signed_in: SignedIn) -> Response[bytes]:
    """Give the browser its new session, and what it is known by."""
    response.set_cookie(_cookie(SESSION, signed_in.session, is_secure=visit.is_secure))
    response.set_cookie(_cookie(BROWSER, signed_in.browser, is_secure=visit.is_secure, kept_s=BROWSER_KEPT_S))
    return response


def let_out(response: Response[bytes], visit: Visit) -> Response[bytes]:
    """Take the session from the browser."""
    response.set_cookie(_cookie(SESSION, "", is_secure=visit.is_secure, kept_s=0))
    return response


def take_leave(response: Response[bytes], visit: Visit, kept: str) -> Response[bytes]:
    """Let the browser keep something until it comes back from a provider, another site; "": no longer."""
    kept_s = LEAVING_KEPT_S if kept else 0
    cookie = _cookie(LEAVING, kept, is_secure=visit.is_secure, kept_s=kept_s)
    response.set_cookie(replace(cookie, samesite="lax"))
    return response


def taken_leave(request: AnyRequest, visit: Visit) -> str:
    """What the browser kept."""
    return request.cookies.get(_named(LEAVING, is_secure=visit.is_secure), "")


def _cookie(name: str, value: str, *, is_secure: bool, kept_s: int | None = None) -> Cookie:
    return Cookie(
        _named(name, is_secure=is_secure),
        value=value,
        path="/",
        secure=is_secure,
        httponly=True,
        samesite="strict",
        max_age=kept_s,
    )


def _named(name: str, *, is_secure: bool) -> str:
    return f"__Host-{name}" if is_secure else name
