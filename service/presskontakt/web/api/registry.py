"""/v1/{organisation}/revisions, …/drafts, …/roster, …/check and …/explain: what named tokens may read and change.

Everyone may read the numbers and times of revisions, and nothing else here.
"""

import asyncio
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from litestar import HttpMethod, Request, Response, post
from litestar import route as handle
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK
from msgspec import json

from presskontakt.directory.diff import Difference
from presskontakt.directory.document import MAX_BYTES, read_directory, read_document, write_directory
from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import Directory, Lang, Line, Value
from presskontakt.directory.roster import Roster, empty_roster, read_plain_roster, read_roster
from presskontakt.errors import Code, Finding, InvalidInput, Location, Refused, Unavailable
from presskontakt.registry.drafting import Wish
from presskontakt.registry.gates import Judgement, Shown
from presskontakt.registry.ledger import Draft
from presskontakt.registry.publishing import Outcome, Registry
from presskontakt.registry.revision import Revision, StoredRoster
from presskontakt.registry.tokens import actor_of
from presskontakt.routing.ladder import Candidate
from presskontakt.web.api.route import RouteRequest, question_of
from presskontakt.web.body import read_json, read_plain
from presskontakt.web.parts import Parts
from presskontakt.web.problems import Told, told
from presskontakt.web.query import OnlyLanguage, OnlyPath, read_query
from presskontakt.web.view import DecisionView, View

JSON, TOML = "application/json", "application/toml"
AnyRequest = Request[Any, Any, Any]
MOST_REVISIONS = 1_000
_GET = [HttpMethod.GET, HttpMethod.HEAD]
_NUMBER = re.compile(r'(?:W/)?"(\d{1,9})"')


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


class Drafts(View, frozen=True):
    """What waits, and what failed at its time, oldest first."""

    drafts: tuple[DraftView, ...]


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


class RosterView(View, frozen=True):
    """The roster that holds, and its number, 0 where none was ever set."""

    number: int
    roster: Roster


class ExplainView(View, frozen=True):
    """An answer, and every contact with the rung of the ladder at which it fell."""

    decision: DecisionView
    candidates: tuple[Candidate, ...]


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
    found = await asyncio.to_thread(_registry(parts).numbers, organisation, MOST_REVISIONS)
    return _told(Revisions(tuple(RevisionView(*each) for each in found)))


@handle("/v1/{organisation:str}/revisions/{number:int}", http_method=_GET)
async def revision(
    request: AnyRequest, organisation: FromPath[str], number: FromPath[int], parts: NamedDependency[Parts]
) -> Response[bytes]:
    """The directory of a revision, for who has a token; its number is the ETag to publish with."""
    _actor(request, parts, organisation)
    read_query(request, OnlyPath)
    stored = await asyncio.to_thread(_registry(parts).published, organisation, number)
    headers = {"ETag": f'"{stored.revision.number}"'}
    directory = stored.directory()
    if TOML in request.headers.get("accept", ""):
        return _plain(write_directory(directory, stored.revision.number).encode(), TOML, headers)
    return _plain(json.encode(directory), JSON, headers)


@post("/v1/{organisation:str}/check", status_code=HTTP_200_OK, request_max_body_size=MAX_BYTES)
async def check(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """What publishing a directory would say, without doing it."""
    _actor(request, parts, organisation)
    lang = read_query(request, OnlyLanguage).lang
    directory = await _directory(request, organisation)
    judgement = await asyncio.to_thread(_registry(parts).judge, directory, parts.clock())
    return _told(_judgement(judgement, lang))


@handle("/v1/{organisation:str}/drafts", http_method=_GET)
async def drafts(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """What waits to be published, and what failed."""
    _actor(request, parts, organisation)
    read_query(request, OnlyPath)
    found = await asyncio.to_thread(_registry(parts).drafts, organisation)
    return _told(Drafts(tuple(map(_draft, found))))


@post("/v1/{organisation:str}/drafts/{number:int}/approve", status_code=HTTP_200_OK)
async def approve(
    request: AnyRequest, organisation: FromPath[str], number: FromPath[int], parts: NamedDependency[Parts]
) -> Response[bytes]:
    """Let a colleague's draft be published: at once, or at its date."""
    actor = _actor(request, parts, organisation)
    lang = read_query(request, OnlyLanguage).lang
    return _outcome(await asyncio.to_thread(_registry(parts).approve, organisation, number, actor, parts.clock()), lang)


@post("/v1/{organisation:str}/drafts/{number:int}/stop", status_code=HTTP_200_OK)
async def stop(
    request: AnyRequest, organisation: FromPath[str], number: FromPath[int], parts: NamedDependency[Parts]
) -> Response[bytes]:
    """Take a draft back; answers with what still waits."""
    actor = _actor(request, parts, organisation)
    read_query(request, OnlyPath)
    registry = _registry(parts)
    await asyncio.to_thread(registry.stop, organisation, number, actor, parts.clock())
    return _told(Drafts(tuple(map(_draft, await asyncio.to_thread(registry.drafts, organisation)))))


@handle(
    "/v1/{organisation:str}/roster",
    http_method=[*_GET, HttpMethod.PUT],
    status_code=HTTP_200_OK,
    request_max_body_size=MAX_BYTES,
)
async def roster(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """The roster that holds, whose number is the ETag to change it with; or the next one, which holds at once."""
    actor = _actor(request, parts, organisation)
    read_query(request, OnlyPath)
    registry = _registry(parts)
    kept: StoredRoster | None
    if request.method == HttpMethod.PUT:
        parent = _parent(request)
        body = await request.body()
        value = read_roster(_text(body)) if _is_toml(request) else read_plain_roster(read_plain(body))
        _refuse_other(value.organisation, organisation)
        kept = await asyncio.to_thread(registry.set_roster, value, actor, parts.clock(), parent)
    else:
        kept = await asyncio.to_thread(registry.stored_roster, organisation)
    number, found = (kept.number, kept.roster()) if kept else (0, empty_roster(organisation))
    return _told(RosterView(number, found), {"ETag": f'"{number}"'})


@post("/v1/{organisation:str}/explain", status_code=HTTP_200_OK)
async def explain(request: AnyRequest, organisation: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
    """The whole ladder for a question: the answer, and every contact with the rung where it fell."""
    _actor(request, parts, organisation)
    query = read_query(request, OnlyLanguage)
    asked = read_json(await request.body(), RouteRequest)
    published, now = parts.organisation(organisation), parts.clock()
    at = parse_instant(asked.at, Location(path=("at",))).at if asked.at else now
    decision, candidates = published.explain(question_of(asked), at)
    return _told(ExplainView(published.tell(decision, asked.lang or query.lang), candidates))


async def _publish(request: AnyRequest, organisation: str, parts: Parts) -> Response[bytes]:
    """Publish a directory after the revision that If-Match names: 201 a revision, 202 a draft, 200 nothing differs."""
    actor = _actor(request, parts, organisation)
    asked = read_query(request, PublishQuery)
    due_at = parse_instant(asked.at, Location("?", ("at",))).at if asked.at else None
    wish = Wish(actor, asked.note, _parent(request), due_at, asked.emergency == "true")
    directory = await _directory(request, organisation)
    outcome = await asyncio.to_thread(_registry(parts).publish, directory, wish, parts.clock())
    is_told = await asyncio.to_thread(parts.notices.of_outcome, outcome)
    return _outcome(outcome, asked.lang, is_told=is_told)


def _registry(parts: Parts) -> Registry:
    if parts.registry is None:
        raise Unavailable(Finding(Code.UNAVAILABLE))
    return parts.registry


def _actor(request: AnyRequest, parts: Parts, organisation: str) -> str:
    """Whose token was sent. Raises Refused, the same for an organisation that there is not."""
    kind, _, sent = request.headers.get("authorization", "").partition(" ")
    actor = actor_of(parts.tokens, sent.strip(), organisation) if kind.lower() == "bearer" else None
    if actor is None:
        raise Refused(Finding(Code.TOKEN_NEEDED))
    return actor


def _parent(request: AnyRequest) -> int:
    found = _NUMBER.fullmatch(request.headers.get("if-match", "").strip())
    if not found:
        raise Refused(Finding(Code.PARENT_NEEDED))
    return int(found[1])


async def _directory(request: AnyRequest, organisation: str) -> Directory:
    body = await request.body()
    directory = read_directory(_text(body)) if _is_toml(request) else read_document(read_plain(body))
    _refuse_other(directory.organisation.id, organisation)
    return directory


def _is_toml(request: AnyRequest) -> bool:
    return request.headers.get("content-type", "").split(";")[0].strip() == TOML


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise InvalidInput([Finding(Code.SYNTAX, facts={"reason": "not UTF-8"})]) from None


def _refuse_other(named: str, organisation: str) -> None:
    """A document of another organisation than the address says."""
    if named != organisation:
        facts = {"kind": "organisations", "nearest": "", "known": organisation}
        raise InvalidInput([Finding(Code.UNKNOWN_REFERENCE, Location(path=("organisation",)), named, facts)])


def _outcome(outcome: Outcome, lang: Lang, *, is_told: bool = True) -> Response[bytes]:
    revision, draft = outcome.revision, outcome.draft
    view = OutcomeView(
        _revision(revision) if revision else None,
        _draft(draft) if draft else None,
        _judgement(outcome.judgement, lang),
        is_told,
    )
    headers = {"ETag": f'"{revision.number}"'} if revision else {}
    return _told(view, headers, 201 if revision else 202 if draft else 200)


def _revision(revision: Revision) -> RevisionView:
    return RevisionView(revision.number, revision.published_at)


def _draft(draft: Draft) -> DraftView:
    return DraftView(*(getattr(draft, name) for name in DraftView.__struct_fields__))


def _judgement(judgement: Judgement, lang: Lang) -> JudgementView:
    effect = judgement.effect
    moves = [MoveView(move.question.told, move.before, move.after) for move in effect.all] if effect else []
    findings = tuple(told(finding, lang) for finding in judgement.findings)
    return JudgementView(findings, judgement.differences, tuple(moves), judgement.shown, judgement.is_looser)


def _told(view: View, headers: Mapping[str, str] | None = None, status: int = 200) -> Response[bytes]:
    return _plain(json.encode(view), JSON, headers, status)


def _plain(
    body: bytes, media_type: str, headers: Mapping[str, str] | None = None, status: int = 200
) -> Response[bytes]:
    kept = {"Cache-Control": "no-store"} | dict(headers or {})
    return Response(body, headers=kept, media_type=media_type, status_code=status)
