"""/admin/{organisation}/…: people, tokens, who did what, and everything to take along."""

import asyncio
import io
import zipfile
from datetime import datetime
from typing import Annotated, Any, Literal

from litestar import HttpMethod, Request, Response, post
from litestar import route as handle
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta

from presskontakt.accounts.permission import Actor, Role
from presskontakt.accounts.staff import Staff, Wanted
from presskontakt.directory.model import Line
from presskontakt.errors import NotFound
from presskontakt.web.admin.answering import READS, Form, Wrong, answer, asked, go, go_and_sign_in, opened, taken
from presskontakt.web.admin.visit import staff_of
from presskontakt.web.parts import Parts
from presskontakt.web.problems import status_of

AnyRequest = Request[Any, Any, Any]
ENTRIES = 100


class PersonForm(Form, frozen=True):
    """What is to be done with a person."""

    act: Literal["add", "change", "suspend", "resume", "remove", "link"] = "add"
    name: Line = ""
    role: Role = Role.READER
    contact: Line = ""


class TokenForm(Form, frozen=True):
    """What is to be done with a token."""

    act: Literal["add", "remove"] = "add"
    name: Line = ""
    role: Role = Role.READER
    days: Annotated[str, Meta(pattern="^[0-9]{1,4}$")] = "365"


@handle("/admin/{organisation:str}/people", http_method=[*READS, HttpMethod.POST], status_code=HTTP_200_OK)
async def people(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """The people of an organisation; posted, one is added or changed."""
    inside = await opened(request, parts)
    form = await taken(request, inside, PersonForm) if request.method == HttpMethod.POST else None
    if inside.visit.session is None:
        return go_and_sign_in(request, inside)
    staff, actor = staff_of(parts, inside.visit)

    async def page(status: int = 200, **known: Any) -> Response[bytes]:
        found = await asyncio.to_thread(staff.people, actor, organisation)
        told = {"link": "", "link_name": "", "wanted_name": "", "wanted_role": "", "wanted_contact": ""} | known
        contacts = _contacts(parts, organisation)
        return answer(inside.page.people(organisation, people=found, contacts=contacts, **told), status)

    if form is None:
        return await page(done=asked(request).done)
    try:
        secret = await asyncio.to_thread(_do, staff, actor, form, organisation, parts.clock())
    except Wrong as error:
        _refuse_stranger(error)
        wanted = {"wanted_name": form.name, "wanted_role": form.role, "wanted_contact": form.contact}
        return await page(status_of(error), findings=error.findings, **(wanted if form.act == "add" else {}))
    if secret:
        address = f"{parts.public_url or request.url.scheme + '://' + request.url.netloc}/admin/link/{secret}"
        return await page(link=address, link_name=form.name)
    return go(inside.here(f"/{organisation}/people", done=f"person-{form.act}"))


def _do(staff: Staff, actor: Actor, form: PersonForm, organisation: str, at: datetime) -> str:
    """Do what a form asks for; the secret of a link where one was made."""
    match form.act:
        case "add":
            return staff.add_person(actor, Wanted(organisation, form.name, form.role, form.contact), at)[1]
        case "change":
            staff.change_person(actor, Wanted(organisation, form.name, form.role, form.contact), at)
        case "suspend" | "resume":
            staff.suspend(actor, organisation, form.name, at, is_suspended=form.act == "suspend")
        case "remove":
            staff.remove_person(actor, organisation, form.name, at)
        case "link":
            return staff.new_link(actor, organisation, form.name, at)
    return ""


@handle("/admin/{organisation:str}/tokens", http_method=[*READS, HttpMethod.POST], status_code=HTTP_200_OK)
async def tokens(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """The tokens of an organisation; posted, one is made or removed."""
    inside = await opened(request, parts)
    form = await taken(request, inside, TokenForm) if request.method == HttpMethod.POST else None
    if inside.visit.session is None:
        return go_and_sign_in(request, inside)
    staff, actor = staff_of(parts, inside.visit)
    now = parts.clock()

    async def page(status: int = 200, **known: Any) -> Response[bytes]:
        found = await asyncio.to_thread(staff.tokens, actor, organisation)
        told = {"secret": "", "secret_name": "", "wanted_name": "", "wanted_role": "", "wanted_days": ""} | known
        return answer(inside.page.tokens(organisation, tokens=found, now=now, **told), status)

    if form is None:
        return await page(done=asked(request).done)
    try:
        if form.act == "remove":
            await asyncio.to_thread(staff.remove_token, actor, organisation, form.name, now)
            return go(inside.here(f"/{organisation}/tokens", done="token-remove"))
        wanted = Wanted(organisation, form.name, form.role)
        token, secret = await asyncio.to_thread(staff.add_token, actor, wanted, int(form.days), now)
    except Wrong as error:
        _refuse_stranger(error)
        told = {"wanted_name": form.name, "wanted_role": form.role, "wanted_days": form.days}
        return await page(status_of(error), findings=error.findings, **told)
    return await page(secret=secret, secret_name=token.name)


@handle("/admin/{organisation:str}/audit", http_method=READS)
async def audit(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """Who did what, a hundred a page, the last first."""
    inside = await opened(request, parts)
    if inside.visit.session is None:
        return go_and_sign_in(request, inside)
    staff, actor = staff_of(parts, inside.visit)
    passed = int(asked(request).after or 0)
    entries = (await asyncio.to_thread(staff.entries, actor, organisation))[::-1]
    some = entries[passed : passed + ENTRIES]
    older = str(passed + ENTRIES) if len(entries) > passed + ENTRIES else ""
    return answer(inside.page.audit(organisation, entries=some, older=older))


@post("/admin/{organisation:str}/export", status_code=HTTP_200_OK)
async def export(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """Everything of an organisation as one archive."""
    inside = await opened(request, parts)
    await taken(request, inside, Form)
    if inside.visit.session is None:
        return go_and_sign_in(request, inside)
    staff, actor = staff_of(parts, inside.visit)
    files = await asyncio.to_thread(staff.export, actor, organisation, parts.clock())
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{organisation}.zip"'}
    return Response(await asyncio.to_thread(_packed, files), media_type="application/zip", headers=headers)


def _packed(files: dict[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return archive.getvalue()


def _contacts(parts: Parts, organisation: str) -> list[tuple[str, str]]:
    """Whose own record an account may have, for the field that offers them: those whom everyone may see."""
    if organisation not in parts.organisations:
        return []
    return [(each.id, each.name) for each in parts.organisations[organisation].directory.contacts]


def _refuse_stranger(error: Exception) -> None:
    """For who may not know of an organisation, the page itself is not there."""
    if isinstance(error, NotFound) and error.kind == "organisation":
        raise error
