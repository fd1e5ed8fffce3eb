"""GET /v1/{organisation}/contacts: every public contact, in the order of the directory."""

from litestar import HttpMethod, Response
from litestar import route as handle
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import json

from presskontakt.web.api.view import contact_view
from presskontakt.web.parts import Parts


@handle("/v1/{organisation:str}/contacts", http_method=[HttpMethod.GET, HttpMethod.HEAD])
async def contacts(organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """All press contacts of an organisation. 404 when there is no such organisation."""
    published = parts.organisation(organisation)
    body = json.encode({"contacts": [contact_view(contact) for contact in published.directory.contacts]})
    headers = {"Cache-Control": "public, max-age=30, stale-while-revalidate=30, stale-if-error=3600"}
    return Response(body, media_type="application/json", headers=headers)
