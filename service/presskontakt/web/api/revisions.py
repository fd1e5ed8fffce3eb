"""/v1/{organisation}/revisions and …/check: what is published, and the next that is."""

import asyncio
from datetime import datetime
from typing import Literal

from litestar import HttpMethod, Response, post
from litestar import route as handle
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK
from msgspec import json

from presskontakt.directory.diff import Difference
from presskontakt.directory.document import MAX_BYTES, read_directory, read_document, write_directory
from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import Directory, Lang, Line, Value
from presskontakt.errors import Location
from presskontakt.registry.drafting import Wish
from presskontakt.registry.gates import Judgement, Shown
from presskontakt.registry.ledger import Draft
from presskontakt.registry.publishing import Outcome
from presskontakt.web.api.staff import (
    JSON,
    TOML,
    AnyRequest,
    actor_of,
    is_toml,
    parent_of,
    plain,
    refuse_other,
    staff_of,
    text_of,
    told,
)
from presskontakt.web.body import read_plain
from presskontakt.web.parts import Parts
from presskontakt.web.problems import Told
from presskontakt.web.problems import told as finding_told
from presskontakt.web.query import OnlyLanguage, OnlyPath, read_query
from presskontakt.web.view import View

MOST_REVISIONS = 1_000
_GET = [HttpMethod.GET, HttpMethod.HEAD]


class RevisionView(View, frozen=True):
    """A revision as everyone may see it."""

    number: int
    published_at: datetime


class Revisions(View, frozen=True):
    """Revisions, newest first; at most the last 1,000."""

    revisions: tuple[RevisionView, ...]


class DraftView(View, frozen=True):
    """A draft: who made it on top of which revision, what it waits for, and why it failed."""

    id: int
    base: int
    author: str
    note: str
    waits_for: Literal["time", "colleague", "date"]
    created_at: datetime
    due_at: datetime | None
    state: Literal["waiting", "published", "failed", "withdrawn"]
    approver: str
    problem: str


class MoveView(View, frozen=True):
    """A question whose first contact changes: what is asked (ids or an expectation's text), before and after."""

    asked: str
    before: str
    after: str


class JudgementView(View, frozen=True):
    """What is wrong, what differs, whose questions move, and what the public would see for the first time."""

    findings: tuple[Told, ...]
    differences: tuple[Difference, ...]
    moves: tuple[MoveView, ...]
    shown: tuple[Shown, ...]
    is_looser: bool


class OutcomeView(View, frozen=True):
    """What became of it: a revision, a draft that waits, or neither where nothing differs.

    `is_told` is false where colleagues should have been told by e-mail and could not be.
    """

    revision: RevisionView | None
    draft: DraftView | None
    judgement: JudgementView
    is_told: bool


class PublishQuery(Value, frozen=True):
    """Why, when (an instant, none: now), and whether it waits for nobody."""

    note: Line = ""
    at: Line = ""
    emergency: Literal["true", "false"] = "false"
    lang: Lang = "sv"


@handle(
    "/v1/{organisation:str}/revisions",
    http_method=[*_GET, HttpMethod.POST],
    status_code=HTTP_200_OK,
    request_max_body_size=MAX_BYTES,
)
async def revisions(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """The numbers and times of the revisions, newest first; or, posted, the next one (`_publish`)."""
    if request.method == HttpMethod.POST:
        return await _publish(request, organisation, parts)
    parts.organisation(organisation)
    read_query(request, OnlyPath)
    found = await asyncio.to_thread(staff_of(parts).numbers, organisation, MOST_REVISIONS)
    return told(Revisions(tuple(RevisionView(*each) for each in found)))


@handle("/v1/{organisation:str}/revisions/{number:int}", http_method=_GET)
async def revision(
    request: AnyRequest, organisation: FromPath[str], number: FromPath[int], parts: NamedDependency[Parts]
) -> Response[bytes]:
    """The directory of a revision; its number is the ETag to publish with."""
    actor = await actor_of(request, parts)
    read_query(request, OnlyPath)
    stored = await asyncio.to_thread(staff_of(parts).revision, actor, organisation, number)
    headers = {"ETag": f'"{stored.revision.number}"'}
    directory = stored.directory()
    if TOML in request.headers.get("accept", ""):
        return plain(write_directory(directory, stored.revision.number).encode(), TOML, headers)
    return plain(json.encode(directory), JSON, headers)


@post("/v1/{organisation:str}/check", status_code=HTTP_200_OK, request_max_body_size=MAX_BYTES)
async def check(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """What publishing a directory would say, without doing it."""
    actor = await actor_of(request, parts)
    staff = staff_of(parts)
    staff.refuse_reading(actor, organisation)
    lang = read_query(request, OnlyLanguage).lang
    directory = await _directory(request, organisation)
    return told(_judgement(await asyncio.to_thread(staff.judge, actor, directory, parts.clock()), lang))


async def _publish(request: AnyRequest, organisation: str, parts: Parts) -> Response[bytes]:
    """Publish a directory after the revision that If-Match names: 201 a revision, 202 a draft, 200 nothing differs."""
    actor = await actor_of(request, parts)
    staff = staff_of(parts)
    staff.refuse_drafting(actor, organisation)
    asked = read_query(request, PublishQuery)
    due_at = parse_instant(asked.at, Location("?", ("at",))).at if asked.at else None
    wish = Wish("", asked.note, parent_of(request), due_at, asked.emergency == "true")
    directory = await _directory(request, organisation)
    outcome = await asyncio.to_thread(staff.publish, actor, directory, wish, parts.clock())
    is_told = await asyncio.to_thread(parts.notices.of_outcome, outcome)
    return outcome_told(outcome, asked.lang, is_told=is_told)


async def _directory(request: AnyRequest, organisation: str) -> Directory:
    body = await request.body()
    directory = read_directory(text_of(body)) if is_toml(request) else read_document(read_plain(body))
    refuse_other(directory.organisation.id, organisation)
    return directory


def outcome_told(outcome: Outcome, lang: Lang, *, is_told: bool = True) -> Response[bytes]:
    """What became of a wish, as a response."""
    revision, draft = outcome.revision, outcome.draft
    view = OutcomeView(
        RevisionView(revision.number, revision.published_at) if revision else None,
        draft_view(draft) if draft else None,
        _judgement(outcome.judgement, lang),
        is_told,
    )
    headers = {"ETag": f'"{revision.number}"'} if revision else {}
    return told(view, headers, 201 if revision else 202 if draft else 200)


def draft_view(draft: Draft) -> DraftView:
    """A draft without its document."""
    return DraftView(*(getattr(draft, name) for name in DraftView.__struct_fields__))


def _judgement(judgement: Judgement, lang: Lang) -> JudgementView:
    effect = judgement.effect
    moves = [MoveView(move.question.told, move.before, move.after) for move in effect.all] if effect else []
    findings = tuple(finding_told(finding, lang) for finding in judgement.findings)
    return JudgementView(findings, judgement.differences, tuple(moves), judgement.shown, judgement.is_looser)
