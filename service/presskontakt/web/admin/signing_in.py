"""/admin/sign-in, …/sign-out, …/link and the way to an identity provider and back."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from litestar import HttpMethod, Request, Response, post
from litestar import route as handle
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from presskontakt.accounts.secret import digest
from presskontakt.accounts.signing import Credentials, SignedIn, session_name
from presskontakt.directory.model import Lang, Line
from presskontakt.errors import Code, Finding, NotFound, Refused
from presskontakt.web.admin.answering import (
    READS,
    Form,
    Opened,
    Secret,
    Wrong,
    answer,
    asked,
    go,
    inside,
    opened,
    taken,
)
from presskontakt.web.admin.peer import address_of
from presskontakt.web.admin.visit import let_in, let_out, remember, signing_of
from presskontakt.web.parts import Parts
from presskontakt.web.problems import status_of

AnyRequest = Request[Any, Any, Any]


class SignInForm(Form, frozen=True):
    """The form for signing in."""

    organisation: Line = ""
    name: Line = ""
    password: Secret = ""
    going: Line = ""


class LinkForm(Form, frozen=True):
    """The form that a one-time link opens."""

    password: Secret = ""


@handle("/admin/sign-in", http_method=[*READS, HttpMethod.POST], status_code=HTTP_200_OK)
async def sign_in(request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
    """The page for signing in; posted, the first page inside, or the reason why not."""
    at_door = await opened(request, parts)
    if request.method == HttpMethod.POST:
        return await _try(request, parts, at_door)
    known = asked(request)
    if at_door.visit.session:
        return go(inside(known.going))
    organisation = known.organisation or parts.default
    provider = provider_label(parts, organisation, at_door.lang)
    page = at_door.page.sign_in(organisation, provider=provider, going=known.going, done=known.done)
    return remember(answer(page), at_door.visit)


async def _try(request: AnyRequest, parts: Parts, at_door: Opened) -> Response[bytes]:
    form = await taken(request, at_door, SignInForm)
    visit, signing, throttle, now = at_door.visit, signing_of(parts), parts.throttle, parts.clock()
    name = " ".join(form.name.lower().split())
    is_known = await asyncio.to_thread(signing.is_known, visit.browser, form.organisation, name)
    place = digest(visit.browser) if is_known else address_of(request, parts.proxies)

    def again(error: Refused, headers: Mapping[str, str] | None = None) -> Response[bytes]:
        provider = provider_label(parts, form.organisation, at_door.lang)
        page = at_door.page.sign_in(
            form.organisation, provider=provider, going=form.going, name=form.name, findings=error.findings
        )
        return answer(page, status_of(error), headers)

    credentials = Credentials(form.organisation, name, form.password)
    async with throttle.turns:  # those sent at once wait here, and find what became of the ones before
        if wait_s := throttle.wait_s(place, now):
            too_many = Refused(Finding(Code.TOO_MANY_TRIES, facts={"seconds": str(wait_s)}))
            return again(too_many, {"Retry-After": str(wait_s)})
        try:
            signed_in = await asyncio.to_thread(signing.with_password, credentials, visit.browser, now)
        except Refused as error:
            if error.finding.code is Code.WRONG_PASSWORD:
                throttle.fail(place, now)
            return again(error)
    return await _enter(parts, at_door, inside(form.going), signed_in)


@post("/admin/sign-out", status_code=HTTP_200_OK)
async def sign_out(request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
    """End this session."""
    inside_ = await opened(request, parts)
    await taken(request, inside_, Form)
    if session := inside_.visit.session:
        await asyncio.to_thread(signing_of(parts).end, session, session_name(session), parts.clock())
    return let_out(go(inside_.here("/sign-in", done="signed-out")), inside_.visit)


@handle("/admin/link/{secret:str}", http_method=[*READS, HttpMethod.POST], status_code=HTTP_200_OK)
async def link(request: AnyRequest, secret: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """What a one-time link opens: nothing is used up before the button is pressed, since mail programs follow links."""
    at_door = await opened(request, parts)
    signing, visit, now = signing_of(parts), at_door.visit, parts.clock()
    found = await asyncio.to_thread(lambda: signing.link(secret, now, is_near=visit.is_near))
    person = found.person

    def page(**known: Any) -> bytes:
        known |= {"link_path": f"/link/{secret}", "sets_password": not found.is_near}
        return at_door.page.link(person.name, person.organisation, **known)

    if request.method != HttpMethod.POST:
        return remember(answer(page()), visit)
    form = await taken(request, at_door, LinkForm)
    try:
        signed_in = await _in_turn(
            parts,
            lambda: signing.with_link(secret, form.password, visit.browser, now, is_near=visit.is_near),
        )
    except Wrong as error:
        return answer(page(findings=error.findings), status_of(error))
    return await _enter(parts, at_door, "/admin", signed_in)


async def _enter(parts: Parts, at_door: Opened, target: str, signed_in: SignedIn) -> Response[bytes]:
    """Let somebody in; the session that the browser held before ends."""
    if before := at_door.visit.session:
        with suppress(NotFound):
            await asyncio.to_thread(signing_of(parts).end, before, session_name(before), parts.clock())
    return let_in(go(_onward(at_door, target)), at_door.visit, signed_in)


async def _in_turn(parts: Parts, act: Callable[..., SignedIn], *known: Any) -> SignedIn:
    """Do what hashes a password off the event loop, two at a time: each takes 19 MiB."""
    async with parts.throttle.turns:
        return await asyncio.to_thread(act, *known)


def provider_label(parts: Parts, organisation: str, lang: Lang) -> str:
    """What the button to an organisation's identity provider says; "" where it has none."""
    provider = parts.providers.get(organisation)
    return provider.identity.label.text(lang) if provider else ""


def _onward(at_door: Opened, target: str) -> str:
    return f"{target}?lang=en" if at_door.lang == "en" else target
