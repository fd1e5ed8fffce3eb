"""Who listens, and what they are told: every open page of the switchboard, by organisation.

The hub lives in the event loop. The follower's thread tells it of news; once a second it looks whose session still
holds, in one query for all, and now and then it lets every page know that it is there.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any, Protocol

from msgspec import json

from presskontakt.accounts.permission import is_operator
from presskontakt.accounts.signing import Signing
from presskontakt.errors import PresskontaktError, Unavailable
from presskontakt.web.journal import tell_fault
from presskontakt.web.switchboard.stream import Event, Stream, event, pause_before_return

LOOK_EVERY_S = 1.0
LOOKS_PER_BEAT = 15
AT_ONCE = 50
FIRST_BACK_MS, LAST_BACK_MS = 1_000, 10_000
OVER = event("over", b"{}")


class Situations(Protocol):
    """What the switchboard shows of an organisation just now."""

    def situation(self, organisation: str) -> bytes:
        """JSON in one line. The same bytes for as long as nothing changes, or everyone is told every minute."""


class Room:
    """The open pages of one organisation, and what they were told last, by kind."""

    def __init__(self) -> None:
        self.streams: set[Stream] = set()
        self.told: dict[str, Event] = {}
        self.is_stale = False
        self.turn = asyncio.Lock()

    async def tell(self, kind: str, data: bytes) -> None:
        """Tell every page, unless it is what they were told last."""
        told = event(kind, data)
        if self.told.get(kind) != told:
            self.told[kind] = told
            async for stream in _one_by_one(self.streams):
                stream.tell(kind, told)


async def _one_by_one(streams: Iterable[Stream]) -> AsyncIterator[Stream]:
    """Streams with pauses in between, in which what was told is sent and whoever else asks is answered."""
    for number, stream in enumerate(tuple(streams)):
        if number % AT_ONCE == 0:
            await asyncio.sleep(0)
        yield stream


class Hub:
    """Every open stream of this process."""

    def __init__(
        self,
        situations: Situations,
        signing: Signing,
        clock: Callable[[], datetime],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._situations, self._signing = situations, signing
        self._clock, self._pause = clock, pause
        self._rooms: dict[str, Room] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._looks = 0
        self._minute = clock().replace(second=0, microsecond=0)
        self._is_closed = False

    def open(self, organisation: str, session: str) -> Stream:
        """A stream for a page of an organisation, open while the session of that digest holds."""
        return Stream(organisation, session, self._let_in, self._let_out)

    def hear(self, organisation: str) -> None:
        """Take note, from any thread, that there is news of an organisation."""
        if self._loop:
            with suppress(RuntimeError):  # the loop has ended, and with it every stream
                self._loop.call_soon_threadsafe(self._refresh, organisation)

    @asynccontextmanager
    async def living(self, *_: object) -> AsyncIterator[None]:
        """Look after the streams for as long as the application lives."""
        self._loop = asyncio.get_running_loop()
        self._start(self._live())
        yield
        for task in self._tasks:
            task.cancel()

    def close(self) -> None:
        """End every stream, and every one that is opened from now on."""
        self._is_closed = True
        for stream in tuple(self._streams()):
            stream.end()

    async def look(self) -> None:
        """What is done every second."""
        now = self._clock()
        self._looks += 1
        if self._looks % LOOKS_PER_BEAT == 0:
            await self._beat(now)
        if (minute := now.replace(second=0, microsecond=0)) != self._minute:
            self._minute = minute
            for organisation in self._rooms:
                self._refresh(organisation)
        await self._end_what_is_over(now)

    async def _live(self) -> None:
        while True:
            await self._pause(LOOK_EVERY_S)
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - a fault of ours must not end the looking
                tell_fault(error)

    def _let_in(self, stream: Stream) -> None:
        milliseconds = FIRST_BACK_MS + secrets.randbelow(LAST_BACK_MS - FIRST_BACK_MS + 1)
        stream.tell("retry", pause_before_return(milliseconds))
        if self._is_closed:
            stream.end()
            return
        room = self._rooms.setdefault(stream.organisation, Room())
        room.streams.add(stream)
        stream.tell("first beat", _beat_at(self._clock()))  # what time it is; nobody is too slow for it
        for kind, told in room.told.items():
            stream.tell(kind, told)
        if not room.told:
            self._refresh(stream.organisation)

    def _let_out(self, stream: Stream) -> None:
        room = self._rooms.get(stream.organisation)
        if room:
            room.streams.discard(stream)
            if not room.streams:
                del self._rooms[stream.organisation]

    async def _beat(self, now: datetime) -> None:
        """Let every page know that we are there; who has not even taken the beat before is too slow."""
        beat = _beat_at(now)
        async for stream in _one_by_one(self._streams()):
            if stream.is_waiting_for("beat"):
                stream.cut()
            else:
                stream.tell("beat", beat)

    def _refresh(self, organisation: str) -> None:
        """Tell a room how it is now; what comes while that is found out is told in one go after it."""
        room = self._rooms.get(organisation)
        if room and not room.is_stale:
            room.is_stale = True
            self._start(self._tell_room(organisation, room))

    async def _tell_room(self, organisation: str, room: Room) -> None:
        async with room.turn:  # an older situation never follows a newer one
            room.is_stale = False
            try:
                situation = await asyncio.to_thread(self._situations.situation, organisation)
            except PresskontaktError:  # it cannot be read, which /health/ready tells; pages keep what they have
                return
            except Exception as error:  # noqa: BLE001 - what is wrong with one organisation is not with the others
                tell_fault(error)
                return
            await room.tell("situation", situation)

    async def _end_what_is_over(self, now: datetime) -> None:
        """End the streams of who is signed out, suspended, idle for too long, or operator no more."""
        streams = tuple(self._streams())
        if not streams:
            return
        try:
            roles = await asyncio.to_thread(self._signing.roles, {stream.session for stream in streams}, now)
        except Unavailable:  # the switchboard goes on from memory
            return
        for stream in streams:
            role = roles.get(stream.session)
            if role is None or not is_operator(role):
                stream.end("over", OVER)

    def _streams(self) -> Iterator[Stream]:
        for room in self._rooms.values():
            yield from room.streams

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _beat_at(now: datetime) -> Event:
    return event("beat", json.encode({"now": now}))
