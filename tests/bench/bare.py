"""The baseline over HTTP: a Litestar handler that sends bytes it holds, on the same server. Arguments: FILE PORT."""

import asyncio
import base64
import json
import sys
from pathlib import Path

import uvloop
from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar, Response, get


def handler(address: str, status: int, headers: dict[str, str], body: bytes) -> object:
    """A handler of `address` that answers always the same."""

    @get(address.partition("?")[0])
    async def answer() -> Response[bytes]:
        return Response(body, status_code=status, headers=headers)

    return answer


def main(file: str, port: str) -> None:
    """Serve what FILE says."""
    known = json.loads(Path(file).read_text(encoding="utf-8"))
    handlers = [
        handler(a, each["status"], each["headers"], base64.b64decode(each["body"])) for a, each in known.items()
    ]
    app = Litestar(handlers, logging_config=None, openapi_config=None)  # type: ignore[arg-type]
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    asyncio.run(Server(app, port=int(port), interface=Interfaces.ASGI, websockets=False, log_enabled=False).serve())


if __name__ == "__main__":
    main(*sys.argv[1:])
