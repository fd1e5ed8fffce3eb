"""What every page under /admin has in common: how it begins, how a form is taken, and how it ends."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from litestar import HttpMethod, Request, Response
from msgspec import Meta, Struct

from presskontakt.directory.model import Lang, Line, Value
from presskontakt.errors import InvalidInput, NotFound, Refused
from presskontakt.web.admin.render import AdminPage
from presskontakt.web.admin.visit import Visit, begin, refuse_cross_site
from presskontakt.web.body import read_form
from presskontakt.web.language import language_of
from presskontakt.web.parts import Parts

AnyRequest = Request[Any, Any, Any]
Secret = Annotated[str, Meta(max_length=1_000)]
S = TypeVar("S", bound="Form")
READS = [HttpMethod.GET, HttpMethod.HEAD]
Wrong = (InvalidInput, Refused, NotFound)
Done = Literal[
    "",
    "hidden",
    "password-set",
    "person-change",
    "person-remove",
    "person-resume",
    "person-suspend",
    "session-ended",
    "signed-out",
    "token-remove",
]
_INSIDE = re.compile(r"/(admin|switchboard)(/[a-z0-9-]+)*")


class Form(Value, frozen=True):
    """What every form carries: the token that shows that it is ours."""

    token: Secret = ""


class Opened(Struct, frozen=True):
    """A request that has begun: whose it is, in which language, and the page to answer with."""

    visit: Visit
    lang: Lang
    page: AdminPage

    def here(self, path: str, **parameters: str) -> str:
        """An address under /admin in the same language."""
        return self.page.here(path, **parameters)


async def opened(request: AnyRequest, parts: Parts) -> Opened:
    """Begin a request. Raises what `visit.begin` raises."""
    visit, lang = await begin(request, parts), language_of(request)
    return Opened(visit, lang, AdminPage(visit, lang, request.url.path, parts.organisations.names(lang)))


async def taken(request: AnyRequest, opened: Opened, into: type[S]) -> S:
    """The form of a request. Raises Refused for one that is not ours, InvalidInput."""
    form = read_form(await request.body(), into)
    refuse_cross_site(request, opened.visit, form.token)
    return form


def inside(going: str) -> str:
    """Where to go after signing in: an address of ours that needs it, and no other."""
    return going if _INSIDE.fullmatch(going) else "/admin"


def answer(content: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Response[bytes]:
    """A page for nobody to keep."""
    kept = {"Cache-Control": "no-store", **(headers or {})}
    return Response(content, status_code=status, media_type="text/html", headers=kept)


def go(target: str) -> Response[bytes]:
    """On to another page, by GET."""
    headers = {"Location": target, "Cache-Control": "no-store"}
    return Response(b"", status_code=303, media_type="text/html", headers=headers)


def go_and_sign_in(request: AnyRequest, opened: Opened) -> Response[bytes]:
    """To the page for signing in, and back to where the request was for."""
    path = request.url.path
    return go(opened.here("/sign-in", **({"going": path} if path != "/admin" else {})))


class Asked(Value, frozen=True):
    """The parameters that pages under /admin know; others are ignored."""

    organisation: Line = ""
    going: Line = ""
    done: Done = ""
    after: Annotated[str, Meta(pattern="^[0-9]{0,9}$")] = ""


def asked(request: AnyRequest) -> Asked:
    """The parameters of a request. Raises InvalidInput."""
    return read_form(request.scope["query_string"], Asked)
