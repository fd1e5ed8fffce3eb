"""The process that serves: one worker, one event loop, and an end that drops no request.

A signal to stop does three things in order. New connections are no longer begun: a packet filter on the listening
socket drops their first packet, so that whoever connects waits and, within a second, meets the next process on this
port or is refused. What was begun is answered, with "Connection: close". Then the server stops. Without the filter
(Linux only) the kernel resets the connections that it had accepted for us when the socket closes.
"""

import asyncio
import ctypes
import logging
import os
import signal
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import uvloop
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from presskontakt.web.front import Front
from presskontakt.web.journal import tell

HEADERS_S = 10
MOST_CONNECTIONS = 10_000  # beyond which nobody else is let in; every open page of the switchboard holds one
SETTLE_S = 0.5
FINISH_S = 10.0
LEAVE_S = 1
_SO_ATTACH_FILTER = 26
# Classic BPF over the TCP header: load the flags, byte 13; with SYN (2) take nothing of the packet, else all of it.
_DROP_SYN = ((0x30, 0, 0, 13), (0x45, 0, 1, 2), (0x06, 0, 0, 0), (0x06, 0, 0, 0xFFFFFFFF))


def serve(app: Front, host: str, port: int) -> None:
    """Serve `app` until SIGTERM or SIGINT; returns when every request that was begun has its answer."""
    uvloop.run(_serve(app, host, port))


async def _serve(app: Front, host: str, port: int) -> None:
    server = Server(
        app,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,  # offering HTTP/2 as well costs every open connection 12 kB
        websockets=False,
        backlog=1_024,
        backpressure=MOST_CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_S * 1_000),
        log_enabled=False,
    )
    logging.getLogger("_granian").propagate = False
    server.workers_kill_timeout = LEAVE_S
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    serving = asyncio.create_task(server.serve())
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
    if not serving.done():
        await _close(app)
        server.stop()  # type: ignore[no-untyped-call]
    stopped.cancel()
    with suppress(TimeoutError):  # who holds a connection open and says nothing is left
        await serving


async def _close(app: Front) -> None:
    """Take no new connection; return when the requests that were begun are answered, or after FINISH_S."""
    tell("stopping", in_flight=app.in_flight)
    app.close()
    for listening in _listening_sockets():
        _begin_no_connection(listening)
    await asyncio.sleep(SETTLE_S)
    with suppress(TimeoutError):
        async with asyncio.timeout(FINISH_S):
            await app.finish()


def _listening_sockets() -> Iterator[socket.socket]:
    """Copies of this process's listening sockets; granian does not lend its own."""
    for each in Path("/proc/self/fd").glob("*"):
        if each.is_socket():
            with socket.socket(fileno=os.dup(int(each.name))) as found:
                if found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    yield found


def _begin_no_connection(listening: socket.socket) -> None:
    program = b"".join(struct.pack("HBBI", *instruction) for instruction in _DROP_SYN)
    kept = ctypes.create_string_buffer(program)
    with suppress(OSError):
        listening.setsockopt(
            socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("HP", len(_DROP_SYN), ctypes.addressof(kept))
        )
