"""What stands before the framework: hosts, patience, answers kept as bytes, and the last word on every response."""

import asyncio
import re
import time
from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any, cast

from litestar import Litestar, Request, Response
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import HTTPReceiveMessage, HTTPScope, Message, Receive, Scope, Send
from msgspec import Struct

from presskontakt.errors import Code, Finding
from presskontakt.web.caching import noted
from presskontakt.web.counts import CONTENT_TYPE, NO_ENDPOINT, Counts
from presskontakt.web.kept import Answer, Headers, Shelf
from presskontakt.web.language import language_at
from presskontakt.web.parts import Parts
from presskontakt.web.problems import internal_error, refuse
from presskontakt.web.security import headers_of, is_api, is_for_staff, is_stream
from presskontakt.web.switchboard.stream import Stream, promised

METRICS = "/metrics"
ENTERING = 16  # streams that begin at the same time; when all pages come back at once, the others wait for little
_READS = ("GET", "HEAD")
_PORT = re.compile(r":\d+$")


class _Wishes(Struct):
    """The request headers that matter here."""

    host: str = ""
    if_none_match: bytes = b""
    is_gzip_welcome: bool = False


class Terms(Struct, frozen=True):
    """On what terms requests are taken.

    The host names answered to (none: any), whether readers come over TLS, how many seconds a request may wait for its
    turn, and how many its body may take to arrive.
    """

    hosts: frozenset[str] = frozenset()
    is_tls: bool = False
    turn_s: float = 1.0
    body_s: float = 10.0


class Front:
    """An ASGI application before `app`.

    Every response leaves through here with the headers of its kind, compressed for who takes it, or as 304 for who has
    it. Answers that hold are kept as bytes until they end. What is against the `terms` is refused: another host with
    421, a body that does not arrive with 408, and with 503, at once, whoever would wait too long for their turn.
    """

    def __init__(
        self, app: Litestar, parts: Parts, terms: Terms | None = None, timer: Callable[[], float] = time.monotonic
    ) -> None:
        self.app = app
        self.in_flight = 0
        self._parts, self._clock, self._terms, self._timer = parts, parts.clock, terms or Terms(), timer
        self._shelf, self._counts = Shelf(), Counts()
        self._doors = asyncio.Semaphore(ENTERING)
        self._is_closing = False
        self._is_finished = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        if not is_stream(scope["path"]):
            await self._respond(scope, receive, send)
            return
        async with self._doors:
            stream = await self._respond(scope, receive, send)
        if stream:
            scope.clear()  # type: ignore[attr-defined] # nobody reads it again, and a stream may last for a shift
            await stream.flow(receive, send)

    async def _respond(self, scope: HTTPScope, receive: Receive, send: Send) -> Stream | None:
        """Send a response, or the head of one that goes on as a stream."""
        self.in_flight += 1
        try:
            wishes = _read_wishes(scope["headers"])
            answer = await self._answer(scope, receive, wishes)
            start, body = answer.as_asked(
                wishes.if_none_match,
                # Compressed, the length of a page would tell an attacker what its forms carry (BREACH).
                is_gzip_welcome=wishes.is_gzip_welcome and not is_for_staff(scope["path"]),
            )
            if self._is_closing:
                start = {**start, "headers": [*start["headers"], (b"connection", b"close")]}
            await send(start)
            if answer.stream:
                return answer.stream
            await send({**body, "body": b""} if scope["method"] == "HEAD" else body)
            return None
        finally:
            self.in_flight -= 1
            if self._is_closing and not self.in_flight:
                self._is_finished.set()

    def close(self) -> None:
        """From now on let every answer end its connection, and end the streams."""
        self._is_closing = True
        if self._parts.hub:
            self._parts.hub.close()

    async def finish(self) -> None:
        """Return once the requests that were begun are answered."""
        if self.in_flight:
            await self._is_finished.wait()

    async def _answer(self, scope: HTTPScope, receive: Receive, wishes: _Wishes) -> Answer:
        try:
            now = self._clock()
            answer = await self._find(scope, receive, wishes, now)
            self._counts.add(answer.endpoint or NO_ENDPOINT, answer.status, now)
        except Exception as error:  # noqa: BLE001 - the last fence: a fault of ours gets an answer, never a traceback
            answer = await self._made(scope, internal_error(Request(scope), error))
        return answer

    async def _find(self, scope: HTTPScope, receive: Receive, wishes: _Wishes, now: datetime) -> Answer:
        path = scope["path"]
        if self._terms.hosts and wishes.host not in self._terms.hosts and not path.startswith("/health/"):
            return await self._made(scope, refuse(scope, 421, Finding(Code.UNKNOWN_HOST)))
        key = self._key_of(scope) if scope["method"] in _READS else None
        if key is not None and (kept := self._shelf.find(key, now)):
            return kept
        if path == METRICS and key is not None:
            return await self._made(scope, self._metrics(now), METRICS)
        if await self._waited() > self._terms.turn_s:
            return await self._made(scope, refuse(scope, 503, Finding(Code.BUSY), {"Retry-After": "1"}))
        answer, asked = await self._ask(scope, receive)
        if key is not None and (holds := noted(asked)) and answer.tag:
            end = holds.same_bytes_until
            if end is None or end > holds.now:
                self._shelf.keep(key, answer, end)
        return answer

    def _metrics(self, now: datetime) -> Response[bytes]:
        return Response(self._counts.tell(now), media_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})

    def _key_of(self, scope: HTTPScope) -> Hashable:
        """What a kept answer depends on. Pages take no parameter but the language, so newsletters' do not count."""
        path, query = scope["path"], scope["query_string"]
        asked = (path, query) if is_api(path) else (path, language_at(path, query))
        return (*asked, self._parts.serial(_organisation_in(path)))

    async def _waited(self) -> float:
        """How long those before us in the queue take: seconds until it is our turn again."""
        began = self._timer()
        await asyncio.sleep(0)
        return self._timer() - began

    async def _ask(self, scope: HTTPScope, receive: Receive) -> tuple[Answer, HTTPScope]:
        """The answer of the framework, and the scope as it left it. HEAD is GET without the body."""
        asked = cast("HTTPScope", {**scope, "method": "GET"}) if scope["method"] == "HEAD" else scope
        messages: list[Any] = []

        async def collect(message: Message) -> None:
            messages.append(message)

        await self.app(asked, self._in_time(receive), collect)
        answer = self._put_together(scope, messages, asked.get("path_template", ""))
        if asked is scope and (stream := promised(asked)):
            answer.go_on_as(stream)
        return answer, asked

    def _in_time(self, receive: Receive) -> Receive:
        """`receive` with one deadline for the whole body."""
        deadline = self._timer() + self._terms.body_s

        async def received() -> HTTPReceiveMessage:
            try:
                async with asyncio.timeout(deadline - self._timer()):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(status_code=408) from None
            if message["type"] == "http.disconnect":  # broken off: no fault of ours, and nobody left to read of it
                raise HTTPException(status_code=400)
            return cast("HTTPReceiveMessage", message)

        return cast("Receive", received)

    async def _made(self, scope: HTTPScope, response: Response[Any], endpoint: str = "") -> Answer:
        """A response that no handler made."""
        messages: list[Any] = []

        async def collect(message: Message) -> None:
            messages.append(message)

        request: Request[Any, Any, Any] = Request(scope)
        await response.to_asgi_response(app=None, request=request)(scope, request.receive, collect)
        return self._put_together(scope, messages, endpoint)

    def _put_together(self, scope: HTTPScope, messages: list[Any], endpoint: str) -> Answer:
        body = b"".join(message.get("body", b"") for message in messages[1:])
        own = headers_of(scope["path"], scope["method"], body, is_tls=self._terms.is_tls)
        headers: Headers = [*messages[0]["headers"], *own]
        return Answer(messages[0]["status"], headers, body, endpoint)


def _read_wishes(headers: Any) -> _Wishes:
    wishes = _Wishes()
    for name, value in headers:
        match name:
            case b"host":
                wishes.host = _PORT.sub("", value.decode("latin-1").lower())
            case b"accept-encoding":
                wishes.is_gzip_welcome = _takes_gzip(value)
            case b"if-none-match":
                wishes.if_none_match = value
    return wishes


def _takes_gzip(accept_encoding: bytes) -> bool:
    for coding in accept_encoding.lower().split(b","):
        name, _, weight = coding.partition(b";")
        if name.strip() == b"gzip":
            return weight.replace(b" ", b"").rstrip(b"0.") not in {b"q=", b"q"}
    return False


def _organisation_in(path: str) -> str:
    """The organisation that an address names: its first part, or the second after v1 and en."""
    _, first, *more = path.split("/", 3)
    return more[0] if first in {"v1", "en"} and more else first
