"""Asks the very application that serves, in process, and takes its answer with the instant at which it ends."""

import gzip
from datetime import datetime
from typing import Any

from litestar.types import HTTPScope, Message
from msgspec import Struct
from msgspec.structs import replace

from presskontakt.web.app import create_app
from presskontakt.web.caching import noted
from presskontakt.web.parts import Parts
from presskontakt.web.static.address import file_of


class Copied(Struct, frozen=True):
    """A file of the copy: its bytes, those of its compressed twin (None: not worth it), and until when they hold."""

    name: str
    body: bytes
    packed: bytes | None = None
    until: datetime | None = None


class Asker:
    """The application over `parts`, with pages to be copied."""

    def __init__(self, parts: Parts) -> None:
        self._app = create_app(replace(parts, is_copied=True))

    async def ask(self, address: str, offset: int = 0) -> Copied | None:
        """What stands at an address; None where nothing does. Raises RuntimeError where it cannot be told."""
        status, copied = await self._answer(address, offset)
        if status not in {200, 404}:
            raise RuntimeError(f"{address}: {status}")
        return copied if status == 200 else None

    async def ask_for_nothing(self, address: str, name: str) -> Copied:
        """What is told where nothing is, as the file `name`."""
        return replace((await self._answer(address))[1], name=name)

    async def _answer(self, address: str, offset: int = 0) -> tuple[int, Copied]:
        scope: Any = _scope(address, f"offset={offset}" if offset else "")
        messages: list[Any] = []

        async def collect(message: Message) -> None:
            messages.append(message)

        await self._app(scope, _nothing_more, collect)
        headers = dict(messages[0]["headers"])
        sent = b"".join(message.get("body", b"") for message in messages[1:])
        is_packed = b"content-encoding" in headers
        body = gzip.decompress(sent) if is_packed else sent
        name = file_of(address, headers[b"content-type"].decode(), offset)
        holds = noted(scope)
        until = holds.until if holds else None
        return messages[0]["status"], Copied(name, body, sent if is_packed else None, until)


async def _nothing_more() -> Any:
    return {"type": "http.request", "body": b"", "more_body": False}


def _scope(address: str, query: str) -> HTTPScope:
    scope: Any = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": address,
        "raw_path": address.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"copy"), (b"accept-encoding", b"gzip")],
        "client": None,
        "server": None,
        "extensions": {},
        "state": {},
    }
    found: HTTPScope = scope
    return found
