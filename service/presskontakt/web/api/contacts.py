"""/v1/{organisation}/contacts and …/{id}[.vcf]: the press contacts."""

from typing import Annotated, Any, Literal

from litestar import HttpMethod, Request, Response
from litestar import route as handle
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Meta, json

from presskontakt.directory.model import Assignment, Lang, Reference, Value
from presskontakt.interchange.vcard import MEDIA_TYPE, write_vcard
from presskontakt.web.caching import Holds, respond
from presskontakt.web.parts import Parts
from presskontakt.web.published import Published, Seen
from presskontakt.web.query import OnlyLanguage, read_query
from presskontakt.web.view import ContactView, View

JSON = "application/json"
AnyRequest = Request[Any, Any, Any]
_GET = [HttpMethod.GET, HttpMethod.HEAD]


class ContactsQuery(Value, frozen=True):
    """Which contacts: those who hold a role, for a topic or a wider one, in a place; and which page of them."""

    topic: Reference = ""
    role: Reference = ""
    place: Reference = ""
    limit: Annotated[int, Meta(ge=1, le=200)] = 100
    offset: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    lang: Lang = "sv"


class VcardQuery(Value, frozen=True):
    """The version of the vCard."""

    version: Literal["4.0", "3.0"] = "4.0"
    lang: Lang = "sv"


class Contacts(View, frozen=True):
    """A page of contacts in the order of the directory; `next` is the offset of the next page."""

    contacts: tuple[ContactView, ...]
    total: int
    next: int | None


@handle("/v1/{organisation:str}/contacts", http_method=_GET)
async def contacts(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """The press contacts of an organisation, a page at a time. 404 for an unknown id in a filter."""
    published = parts.organisation(organisation)
    asked = read_query(request, ContactsQuery)
    now = parts.clock()
    seen = published.seen(now)
    found = _filtered(published, seen, asked)
    end = asked.offset + asked.limit
    page = Contacts(tuple(found[asked.offset : end]), len(found), end if end < len(found) else None)
    return respond(request, json.encode(page), JSON, Holds(now, seen.holds.until))


@handle("/v1/{organisation:str}/contacts/{name:str}", http_method=_GET)
async def contact(
    request: AnyRequest, organisation: FromPath[str], name: FromPath[str], parts: NamedDependency[Parts]
) -> Response[bytes]:
    """One contact as JSON, or as a vCard where the id ends in .vcf; a removed id leads to its successor."""
    published = parts.organisation(organisation)
    if name.endswith(".vcf"):
        return _vcard(request, parts, published, name.removesuffix(".vcf"))
    read_query(request, OnlyLanguage)
    now = parts.clock()
    seen = published.seen(now)
    view = seen.views[published.contact(name, now).id]
    return respond(request, json.encode(view), JSON, Holds(now, seen.holds.until))


def _vcard(request: AnyRequest, parts: Parts, published: Published, name: str) -> Response[bytes]:
    asked = read_query(request, VcardQuery)
    now = parts.clock()
    found = published.contact(name, now)
    organisation = published.directory.organisation
    url = f"{parts.public_url}/{organisation.id}/kontakt/{found.id}" if parts.public_url else ""
    card = write_vcard(found, organisation, asked.lang, url, asked.version)
    headers = {"Content-Disposition": f'attachment; filename="{found.id}.vcf"'}
    return respond(request, card.encode(), MEDIA_TYPE, Holds(now, published.seen(now).holds.until), headers)


def _filtered(published: Published, seen: Seen, asked: ContactsQuery) -> list[ContactView]:
    topics, places = (_way_up(published, kind, name) for kind, name in (("topic", asked.topic), ("place", asked.place)))
    role = published.router.follow("role", asked.role) if asked.role else ""

    def fits(assignment: Assignment) -> bool:
        return (
            (not topics or any(topic in topics for topic in assignment.topics))
            and (not places or not assignment.places or any(place in places for place in assignment.places))
            and (not role or assignment.role == role)
        )

    is_filtered = topics or places or role
    return [
        seen.views[contact.id]
        for contact in seen.contacts.values()
        if not is_filtered or any(fits(assignment) for assignment in contact.assignments)
    ]


def _way_up(published: Published, kind: str, name: str) -> tuple[str, ...]:
    return published.router.way_up(kind, published.router.follow(kind, name)) if name else ()
