"""The switchboard in this process, at a clock that the test moves: pages that listen, and one who presses."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from presskontakt.accounts.permission import Role
from presskontakt.accounts.secret import form_token
from presskontakt.accounts.signing import Signing
from presskontakt.accounts.staff import Staff, Wanted
from presskontakt.directory.model import Directory
from presskontakt.registry.database import Database
from presskontakt.registry.drafting import Wish
from presskontakt.registry.publishing import Registry
from presskontakt.registry.snapshot import Snapshots
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.web.app import create_app
from presskontakt.web.fleet import Fleet
from presskontakt.web.following import Follower
from presskontakt.web.parts import Parts
from presskontakt.web.switchboard.hub import LOOKS_PER_BEAT, Hub
from tests.accounts.cast import ROOT
from tests.conftest import NOW

ADDRESS = "/switchboard/provstad/events"
PASSWORD = "tre röda mulor i regn"
SOON_S = 5  # how long a test that hangs is waited for


class Page:
    """An open page: `heard` is what it was sent, event by event; who `is_slow` takes nothing until they are `free`."""

    def __init__(self, *, is_slow: bool = False) -> None:
        self.status, self.headers, self.retry_ms = 0, dict[str, str](), 0
        self.heard: list[tuple[str, Any]] = []
        self.is_whole = False  # whether the stream was ended as HTTP asks
        self.free, self._left = asyncio.Event(), asyncio.Event()
        self._news = asyncio.Condition()
        self.task: asyncio.Task[None] | None = None
        if not is_slow:
            self.free.set()

    async def receive(self) -> Any:
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            return
        await self.free.wait()
        async with self._news:
            self._take(message["body"].decode())
            self.is_whole = not message.get("more_body", False)
            self._news.notify_all()

    def _take(self, body: str) -> None:
        lines = dict(line.split(": ", 1) for line in body.splitlines() if line)
        self.retry_ms = int(lines.get("retry", self.retry_ms))
        if "event" in lines:
            self.heard.append((lines["event"], msgspec.json.decode(lines["data"])))

    def leave(self) -> None:
        """Close the page."""
        self._left.set()

    async def until(self, kind: str, many: int = 1) -> Any:
        """The data of an event of a kind, the last of so many, as soon as it has come."""
        async with asyncio.timeout(SOON_S), self._news:
            await self._news.wait_for(lambda: len(self.of(kind)) >= many)
        return self.of(kind)[-1]

    def of(self, kind: str) -> list[Any]:
        """What was heard of a kind."""
        return [data for name, data in self.heard if name == kind]

    async def until_over(self) -> None:
        """Return when the service has ended the stream."""
        assert self.task
        async with asyncio.timeout(SOON_S):
            await self.task


class Situations:
    """What pages are told here: the numbers of the revision and the roster, and the note."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def situation(self, organisation: str) -> bytes:
        """As JSON."""
        kept = self._registry.stored_roster(organisation)
        number, note = (kept.number, kept.roster().handover) if kept else (0, "")
        revision = self._registry.numbers(organisation, 1)[0][0]
        return msgspec.json.encode({"revision": revision, "roster": number, "handover": note})


class Desk:
    """A service that follows its registry when it is told to, and everyone who sits there."""

    def __init__(self, folder: Path, directory: Directory, words: Vocabulary) -> None:
        self.now = NOW
        self.registry = Registry(Database(str(folder / "registry.sqlite")), words)
        for home in ("provstad", "elsewhere"):
            organisation = msgspec.structs.replace(directory.organisation, id=home)
            self.registry.publish(msgspec.structs.replace(directory, organisation=organisation), Wish("start"), NOW)
        self.staff, self.signing = Staff(self.registry), Signing(self.registry.database)
        self.fleet = Fleet(words)
        self.situations: Any = Situations(self.registry)
        self.follower = Follower(self.registry, self.fleet, Snapshots(folder / "snapshots"), lambda: self.now)
        self.follower.board()

    def sign_in(self, name: str, role: Role = Role.OPERATOR, home: str = "provstad") -> str:
        """A new person; the secret of their session."""
        _, link = self.staff.add_person(ROOT, Wanted(home, name, role), self.now)
        return self.signing.with_link(link, PASSWORD, "", self.now, is_near=False).session

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[None]:
        self.pauses: list[float] = []
        self.hub = Hub(self, self.signing, lambda: self.now, self._pause)
        self.follower.told = self.hub.hear
        known: dict[str, Any] = {"staff": self.staff, "signing": self.signing, "hub": self.hub}
        self.app = create_app(Parts(self.fleet, "provstad", "https://press.example", lambda: self.now, **known))
        async with self.hub.living():
            yield

    def situation(self, organisation: str) -> bytes:
        told: bytes = self.situations.situation(organisation)
        return told

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await asyncio.Event().wait()

    def run(self, test: Coroutine[Any, Any, None]) -> None:
        """Run a test while the service is open."""

        async def opened() -> None:
            async with self._open():
                await test

        with ThreadPoolExecutor(1) as pool:  # the main thread has the loop that Chromium is driven by
            pool.submit(asyncio.run, opened()).result()

    async def listen(self, secret: str, path: str = ADDRESS, *, method: str = "GET", is_slow: bool = False) -> Page:
        """Open a page that listens."""
        page = Page(is_slow=is_slow)
        scope = _scope(method, path, {"cookie": f"__Host-presskontakt={secret}"})
        page.task = asyncio.create_task(self.app(scope, page.receive, page.send))  # type: ignore[arg-type]
        if not is_slow and method == "GET":
            await page.until("situation")
        return page

    async def ask(
        self, method: str, path: str, secret: str = "", body: object = None, **headers: str
    ) -> tuple[int, Any, dict[str, str]]:
        """Send a request of an open page, with all that shows that it is ours; the status, the body, the headers."""
        page = Page()
        own = {"cookie": f"__Host-presskontakt={secret}", "x-form-token": form_token(secret)} if secret else {}
        own |= {"origin": "https://press.example", "sec-fetch-site": "same-origin"}
        own |= {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if isinstance(body, bytes) else msgspec.json.encode(body)
        parts: list[bytes] = []

        sent = iter([{"type": "http.request", "body": content, "more_body": False}])

        async def receive() -> Any:
            return next(sent, None) or await page.receive()

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                await page.send(message)
            parts.append(message.get("body", b""))

        async with asyncio.timeout(SOON_S):
            await self.app(_scope(method, path, own), receive, send)  # type: ignore[arg-type]
        return page.status, msgspec.json.decode(b"".join(parts)), page.headers

    async def press(self, secret: str, parent: int, change: object, **known: str) -> tuple[int, Any]:
        """Press a key: a change of the roster."""
        body = {"parent": parent, "change": change}
        status, told, _ = await self.ask("POST", "/switchboard/provstad/changes", secret, body, **known)
        return status, told

    async def follow(self) -> None:
        """Let the follower look once, in its own thread."""
        await asyncio.to_thread(self.follower.step)

    async def beat(self) -> None:
        """Look so often that every page hears that we are there."""
        for _ in range(LOOKS_PER_BEAT):
            await self.hub.look()


def _scope(method: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
    path, _, query = path.partition("?")
    known = {"host": "press.example"} | headers
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in known.items()],
        "client": ("203.0.113.7", 40_000),
        "server": ("press.example", 443),
    }
