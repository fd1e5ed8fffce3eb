"""One open page that hears what happens: server-sent events, the newest of each kind, until somebody ends it.

While nothing happens a stream is one coroutine that waits for its reader to leave; what is to be told is sent by a task
that lives only while it sends.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeAlias, cast

from litestar.types import HTTPResponseBodyEvent, HTTPScope, Receive, Send

from presskontakt.web.journal import tell_fault

Event: TypeAlias = HTTPResponseBodyEvent
_NOTE = "presskontakt-stream"


def event(kind: str, data: bytes) -> Event:
    """An event as it goes over the wire; `data` is one line. The same object serves any number of streams."""
    return _part(b"event: " + kind.encode() + b"\ndata: " + data + b"\n\n")


def pause_before_return(milliseconds: int) -> Event:
    """How long a page waits until it comes back when the stream breaks."""
    return _part(b"retry: " + str(milliseconds).encode() + b"\n\n")


def _part(body: bytes) -> Event:
    return {"type": "http.response.body", "body": body, "more_body": True}


NOTHING_MORE: Event = {"type": "http.response.body", "body": b"", "more_body": False}


class Stream:
    """The stream of one page: of what organisation, and by the digest of which session.

    `begin` is called when the stream flows, `end` when it is over.
    """

    def __init__(
        self, organisation: str, session: str, begin: Callable[["Stream"], None], end: Callable[["Stream"], None]
    ) -> None:
        self.organisation, self.session = organisation, session
        self._begin, self._end = begin, end
        self._pending: dict[str, Event] = {}
        self._telling: asyncio.Task[None] | None = None
        self._open: asyncio.Timeout | None = None
        self._is_ending = False

    async def flow(self, receive: Receive, send: Send) -> None:
        """Send what is told; returns when the reader has left, or the stream was ended or cut."""
        self._send = send
        with suppress(TimeoutError):
            async with asyncio.timeout(None) as self._open:
                self._begin(self)
                try:
                    while (await receive())["type"] != "http.disconnect":
                        pass
                finally:
                    self._close()

    def _close(self) -> None:
        self._open, self._is_ending = None, True
        self._end(self)
        if self._telling:
            self._telling.cancel()

    def is_waiting_for(self, kind: str) -> bool:
        """Whether the last event of a kind has not been taken yet."""
        return kind in self._pending

    def tell(self, kind: str, told: Event) -> None:
        """Let the reader have an event when they take it, in place of one of its kind that they have not taken."""
        if not self._is_ending:
            self._queue(kind, told)

    def end(self, kind: str = "", last: Event | None = None) -> None:
        """Say a last thing, and end; a reader who has not taken it when they are told again is cut off."""
        if self._is_ending:
            self.cut()
            return
        self._is_ending = True
        self._pending.clear()
        if last:
            self._queue(kind, last)
        self._queue("", NOTHING_MORE)

    def cut(self) -> None:
        """End at once."""
        if self._open and not self._open.expired():
            self._open.reschedule(0)

    def _queue(self, kind: str, told: Event) -> None:
        self._pending[kind] = told
        if self._telling is None:
            self._telling = asyncio.create_task(self._tell_all())

    async def _tell_all(self) -> None:
        try:
            while self._pending:
                told = self._pending.pop(next(iter(self._pending)))
                await self._send(told)
                if told is NOTHING_MORE:
                    self.cut()
        except Exception as error:  # noqa: BLE001 - what is wrong with one reader is not with the others
            tell_fault(error)
            self.cut()
        finally:
            self._telling = None


def promise(scope: Mapping[str, Any], stream: Stream) -> None:
    """Note that the response to a request goes on as a stream, once the framework is done with it."""
    scope["state"][_NOTE] = stream


def promised(scope: HTTPScope) -> Stream | None:
    """The stream that a handler promised."""
    return cast("Stream | None", scope["state"].get(_NOTE))
