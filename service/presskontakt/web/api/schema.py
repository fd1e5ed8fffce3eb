"""The description of the API: OpenAPI 3.1, made from the Structs that handlers read and tell."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from litestar import HttpMethod, Request, Response
from litestar import route as handle
from litestar.di import NamedDependency
from msgspec import Struct, field, json, structs

from presskontakt import __version__
from presskontakt.directory.model import Directory
from presskontakt.directory.roster import Roster
from presskontakt.web.api.contacts import Contacts, ContactsQuery, VcardQuery
from presskontakt.web.api.drafts import Drafts
from presskontakt.web.api.explain import ExplainView
from presskontakt.web.api.health import Live, Ready
from presskontakt.web.api.organisations import Organisations, Places, Topics
from presskontakt.web.api.revisions import JudgementView, OutcomeView, PublishQuery, Revisions
from presskontakt.web.api.roster import RosterView, Withdrawn
from presskontakt.web.api.route import RouteQuery, RouteRequest
from presskontakt.web.api.validate import EmailsFound, PhonesFound, ValidateRequest
from presskontakt.web.caching import Holds, respond
from presskontakt.web.pages.render import reference_page
from presskontakt.web.parts import Parts
from presskontakt.web.problems import Problem
from presskontakt.web.query import OnlyLanguage, OnlyPath
from presskontakt.web.view import ContactView, DecisionView, OrganisationView
from presskontakt.web.widget.oembed import Oembed, OembedQuery

AnyRequest = Request[Any, Any, Any]
JSON = "application/json"
_ORGANISATION = "/v1/{organisation}"


class Operation(Struct, frozen=True, kw_only=True):
    """One method of one address: what it takes, what it tells, and a request to try it with.

    `example` fills the path, then the parameters or the body; the ids are those of the invented organisation.
    """

    method: Literal["get", "post", "put"] = "get"
    path: str
    summary: str
    query: type[Struct] = OnlyLanguage
    body: type[Struct] | None = None
    answer: type[Struct] | None
    media_type: str = JSON
    example: Mapping[str, str] = field(default_factory=dict)
    is_staff: bool = False


def _operation(path: str, summary: str, answer: type[Struct] | None, **known: Any) -> Operation:
    example = {"organisation": "exempelregionen"} if "{organisation}" in path else {}
    return Operation(
        path=path, summary=summary, answer=answer, **{**known, "example": {**example, **known.get("example", {})}}
    )


def _staff(path: str, summary: str, answer: type[Struct], **known: Any) -> Operation:
    """An operation for who has a token."""
    method = "post" if "body" in known else "get"
    example = {"number": "1"} if "{number}" in path else {}
    told = {"method": method, "query": OnlyPath, "example": example, **known}
    return _operation(f"{_ORGANISATION}/{path}", summary, answer, is_staff=True, **told)


OPERATIONS = (
    _operation("/v1/organisations", "Every organisation served here", Organisations),
    _operation(_ORGANISATION, "An organisation with its roles, topics, places and releases", OrganisationView),
    _operation(f"{_ORGANISATION}/topics", "The topics of an organisation", Topics),
    _operation(f"{_ORGANISATION}/places", "The places of an organisation", Places),
    _operation(
        f"{_ORGANISATION}/contacts",
        "The press contacts of an organisation, filtered and paged",
        Contacts,
        query=ContactsQuery,
        example={"topic": "mental-health"},
    ),
    _operation(f"{_ORGANISATION}/contacts/{{id}}", "One contact", ContactView, example={"id": "disa-modell"}),
    _operation(
        f"{_ORGANISATION}/contacts/{{id}}.vcf",
        "One contact as a vCard",
        None,
        query=VcardQuery,
        media_type="text/vcard",
        example={"id": "disa-modell", "version": "3.0"},
    ),
    _operation(
        f"{_ORGANISATION}/route",
        "Whom to contact about a topic, a place, a role or a release, by ids alone; may be cached",
        DecisionView,
        query=RouteQuery,
        example={"topic": "mental-health", "place": "granasen"},
    ),
    _operation(
        f"{_ORGANISATION}/route",
        "Whom to contact about a question in free text, ids or both; never cached, never stored",
        DecisionView,
        method="post",
        body=RouteRequest,
        example={"text": "Hur många har vaccinerats i Sjövik?"},
    ),
    _operation(
        f"{_ORGANISATION}/answers/{{topic}}.{{lang}}.json",
        "The answer for a topic by path, for widgets and static copies",
        DecisionView,
        query=OnlyPath,
        example={"topic": "mental-health", "lang": "sv"},
    ),
    _operation(
        f"{_ORGANISATION}/answers/{{topic}}/{{place}}.{{lang}}.json",
        "The answer for a topic in a place by path",
        DecisionView,
        query=OnlyPath,
        example={"topic": "hospitals", "place": "granasen", "lang": "en"},
    ),
    _operation(
        f"{_ORGANISATION}/revisions",
        "The numbers and times of the revisions of an organisation, newest first",
        Revisions,
        query=OnlyPath,
    ),
    _operation(
        "/v1/validate/phone",
        "The phone numbers in a line of text, as a careful reader takes them",
        PhonesFound,
        method="post",
        body=ValidateRequest,
        example={"value": "Tfn 070-174 06 05 ankn 12"},
    ),
    _operation(
        "/v1/validate/email",
        "The e-mail addresses in a line of text",
        EmailsFound,
        method="post",
        body=ValidateRequest,
        example={"value": "E-post: press@exempelregionen.example"},
    ),
    _operation(
        "/v1/oembed",
        "A page of ours as a frame (oEmbed); needs the setting public_url",
        Oembed,
        query=OembedQuery,
        example={"url": "https://press.example/exempelregionen/amne/mental-health"},
    ),
    _operation("/health/live", "200 while the process answers at all", Live, query=OnlyPath),
    _operation("/health/ready", "200 while questions can be answered", Ready, query=OnlyPath),
)

STAFF = (
    _staff("revisions/{number}", "The directory of a revision, as JSON or TOML", Directory),
    _staff(
        "revisions",
        "Publish a directory after the revision that If-Match names",
        OutcomeView,
        body=Directory,
        query=PublishQuery,
    ),
    _staff("check", "What publishing a directory would say", JudgementView, body=Directory),
    _staff("drafts", "What waits to be published, and what failed", Drafts),
    _staff("drafts/{number}/approve", "Let a colleague's draft be published", OutcomeView, method="post"),
    _staff("drafts/{number}/stop", "Take a draft back", Drafts, method="post"),
    _staff("roster", "The roster that holds", RosterView),
    _staff("roster", "Set the roster in place of the one that If-Match names", RosterView, body=Roster, method="put"),
    _staff(
        "contacts/{contact}/channels/{channel}/withdraw",
        "Hide a number or an address at once",
        Withdrawn,
        method="post",
        example={"contact": "alva-exempel", "channel": "mobile"},
    ),
    _staff("explain", "The whole ladder for a question", ExplainView, body=RouteRequest),
)


@handle("/schema/openapi.json", http_method=[HttpMethod.GET, HttpMethod.HEAD])
async def openapi(request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
    """The description as OpenAPI 3.1."""
    return respond(request, json.encode(document()), JSON, Holds(parts.clock()))


@cache
def document() -> dict[str, Any]:
    """The whole OpenAPI document as plain values."""
    told: set[type[Struct]] = {
        struct for operation in (*OPERATIONS, *STAFF) for struct in (operation.body, operation.answer) if struct
    }
    types = sorted({*told, Problem}, key=str)
    _, components = json.schema_components(types, ref_template="#/components/schemas/{name}")
    paths: dict[str, dict[str, Any]] = {}
    for operation in (*OPERATIONS, *STAFF):
        paths.setdefault(operation.path, {})[operation.method] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Presskontakt",
            "version": __version__,
            "description": "Which press officer to contact about this, right now, and why.",
        },
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


def _described(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": _name(operation),
        "summary": operation.summary,
        "parameters": [*_path_parameters(operation), *_query_parameters(operation)],
        "responses": {"200": _answer(operation), "default": _refusal()},
    }
    if operation.is_staff:
        described["security"] = [{"token": []}]
    if operation.body:
        example = _body_example(operation)
        content = {"schema": _reference(operation.body)} | ({"example": example} if example else {})
        described["requestBody"] = {"required": True, "content": {JSON: content}}
    return described


def _name(operation: Operation) -> str:
    words = [word for word in operation.path.replace(".", "/").split("/") if word and word != "v1"]
    return "-".join([operation.method, *(word.strip("{}") for word in words)])


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    names = [piece.split("}")[0] for piece in operation.path.split("{")[1:]]
    return [_parameter(name, "path", {"type": "string"}, operation, is_required=True) for name in names]


def _query_parameters(operation: Operation) -> list[dict[str, Any]]:
    _, components = json.schema_components([operation.query])
    properties = components[operation.query.__name__]["properties"]
    return [_parameter(name, "query", schema, operation) for name, schema in properties.items()]


def _parameter(
    name: str, place: str, schema: dict[str, Any], operation: Operation, *, is_required: bool = False
) -> dict[str, Any]:
    parameter = {"name": name, "in": place, "required": is_required, "schema": schema}
    is_example = (name in operation.example and not operation.body) or place == "path"
    return parameter | ({"example": operation.example[name]} if is_example else {})


def _answer(operation: Operation) -> dict[str, Any]:
    schema = _reference(operation.answer) if operation.answer else {"type": "string"}
    return {"description": operation.summary, "content": {operation.media_type: {"schema": schema}}}


def _refusal() -> dict[str, Any]:
    content = {"application/problem+json": {"schema": _reference(Problem)}}
    return {"description": "What was wrong, where, and what to do", "content": content}


def _body_example(operation: Operation) -> dict[str, str]:
    fields = {each.encode_name for each in structs.fields(operation.body)} if operation.body else set()
    return {name: value for name, value in operation.example.items() if name in fields}


def _reference(struct: type[Struct]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{struct.__name__}"}


@handle("/schema", http_method=[HttpMethod.GET, HttpMethod.HEAD])
async def reference(request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
    """The description as a page: no script, nothing from elsewhere."""
    return respond(request, reference_page(document()), "text/html", Holds(parts.clock()))
