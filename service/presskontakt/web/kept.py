"""Responses as bytes: whole, compressed, or "you have it already"; and the answers kept so until they end."""

import gzip
from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime
from functools import cached_property

from litestar.types import HTTPResponseBodyEvent, HTTPResponseStartEvent

from presskontakt.web.switchboard.stream import Stream

Headers = list[tuple[bytes, bytes]]
WORTH_COMPRESSING = 1_000
_COMPRESSIBLE = (b"text/", b"application/json", b"application/problem+json")
_OF_THE_BODY = {b"content-type", b"content-length", b"content-encoding"}


class Answer:
    """One response, to be sent any number of times in any of its forms."""

    def __init__(self, status: int, headers: Headers, body: bytes, endpoint: str = "") -> None:
        self.status, self.headers, self.body, self.endpoint = status, headers, body, endpoint
        known = dict(headers)
        self._is_compressible = len(body) >= WORTH_COMPRESSING and known.get(b"content-type", b"").startswith(
            _COMPRESSIBLE
        )
        self.tag = known.get(b"etag", b"") if status == 200 else b""
        self.stream: Stream | None = None

    def go_on_as(self, stream: Stream) -> None:
        """Let this be the head of a stream, whose length nobody knows."""
        self.stream = stream
        self.headers = [(name, value) for name, value in self.headers if name != b"content-length"]

    @cached_property
    def start(self) -> HTTPResponseStartEvent:
        """The start of the response as it is."""
        return _start(self.status, self.headers)

    @cached_property
    def packed(self) -> tuple[HTTPResponseStartEvent, bytes]:
        """The response compressed with gzip, or as it is where that would not help."""
        if not self._is_compressible:
            return self.start, self.body
        body = gzip.compress(self.body, 6, mtime=0)
        headers = [(name, value) for name, value in self.headers if name != b"content-length"]
        length = (b"content-length", str(len(body)).encode())
        return _start(self.status, [*headers, (b"content-encoding", b"gzip"), length]), body

    @cached_property
    def unchanged(self) -> HTTPResponseStartEvent:
        """304: the reader has it (RFC 9110, section 15.4.5)."""
        return _start(304, [(name, value) for name, value in self.headers if name not in _OF_THE_BODY])

    def as_asked(
        self, if_none_match: bytes, *, is_gzip_welcome: bool
    ) -> tuple[HTTPResponseStartEvent, HTTPResponseBodyEvent]:
        """What to send to a reader who has `if_none_match` and may take gzip."""
        if if_none_match and self.tag and _has(if_none_match, self.tag):
            return self.unchanged, _body(b"")
        start, body = self.packed if is_gzip_welcome else (self.start, self.body)
        return start, _body(body)


class Shelf:
    """Answers kept in memory until they end, at most `limit` bytes; the one unused for longest goes first."""

    def __init__(self, limit: int = 16 * 1024 * 1024) -> None:
        self._limit, self._size = limit, 0
        self._kept: OrderedDict[Hashable, tuple[Answer, datetime | None]] = OrderedDict()

    def find(self, key: Hashable, now: datetime) -> Answer | None:
        """The answer kept under `key`, if it still holds."""
        if (found := self._kept.get(key)) is None:
            return None
        answer, until = found
        if until is not None and now >= until:
            self._drop(key)
            return None
        self._kept.move_to_end(key)
        return answer

    def keep(self, key: Hashable, answer: Answer, until: datetime | None) -> None:
        """Keep `answer` under `key` until the instant `until` (None: as long as there is room)."""
        self._drop(key)
        self._kept[key] = answer, until
        self._size += _weight(answer)
        while self._size > self._limit:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: Hashable) -> None:
        if dropped := self._kept.pop(key, None):
            self._size -= _weight(dropped[0])


def _weight(answer: Answer) -> int:
    """Bytes in memory, near enough: the body, its compressed form, and the headers in three forms."""
    return len(answer.body) * 4 // 3 + 4_000


def _start(status: int, headers: Headers) -> HTTPResponseStartEvent:
    return {"type": "http.response.start", "status": status, "headers": headers}


def _body(body: bytes) -> HTTPResponseBodyEvent:
    return {"type": "http.response.body", "body": body, "more_body": False}


def _has(if_none_match: bytes, tag: bytes) -> bool:
    known = {each.strip().removeprefix(b"W/") for each in if_none_match.split(b",")}
    return tag.removeprefix(b"W/") in known or b"*" in known
