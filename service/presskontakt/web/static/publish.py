"""Writes the static copy: only what has another edition, or whose answers have ended, is asked for again."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from presskontakt.errors import Damaged
from presskontakt.registry.edition import Edition
from presskontakt.web.api.organisations import listed
from presskontakt.web.kept import Answer
from presskontakt.web.parts import Parts
from presskontakt.web.static import manifest
from presskontakt.web.static.address import MISSING, SHARED, START, START_FILES, addresses, further_pages
from presskontakt.web.static.asking import Asker, Copied
from presskontakt.web.static.folder import Folder, opened
from presskontakt.web.static.headers import HEADERS_FILE, NGINX_FILE, headers_file, nginx
from presskontakt.web.static.manifest import Manifest, Noted, Part

TWIN = ".gz"


class Outcome(Struct, frozen=True):
    """What became of it: files in the copy without their twins, their size with them, and how many are new or changed.

    `asked` are the organisations asked for again; `until` is when the first answer ends. `damaged` organisations
    cannot be read: the copy keeps what it had of them.
    """

    manifest: Manifest
    asked: tuple[str, ...]
    damaged: tuple[str, ...]
    files: int
    size: int
    changed: int

    @property
    def until(self) -> datetime | None:
        """When the first answer ends."""
        return min((part.until for part in self.manifest.organisations.values() if part.until), default=None)


class _Making:
    """A copy in the making. `known` is what the served one has; where it is not `is_sound` all is asked for again."""

    def __init__(
        self, folder: Folder, parts: Parts, at: datetime, known: Mapping[str, Part], *, is_sound: bool
    ) -> None:
        self.parts, self.at = parts, at
        self._folder, self._known, self._is_sound = folder, known, is_sound
        self._asker = Asker(parts)
        self.changed = 0
        self.asked: list[str] = []
        self.damaged: list[str] = []

    async def part(self, name: str, edition: Edition | None) -> Part | None:
        """One organisation: kept as it is, or asked for again; None where it cannot be read and never could."""
        known = self._known.get(name)
        if known and self._is_sound and edition and _is_current(known, edition, self.at):
            return self._kept(name, known)
        try:
            published = self.parts.organisations[name]
        except Damaged:
            self.damaged.append(name)
            return self._kept(name, known) if known else None
        self.asked.append(name)
        self._folder.begin_part(name)
        files: dict[str, Noted] = {}
        ends: list[datetime] = []
        async for copied in self._copied(name):
            files[copied.name] = self.put(copied)
            if copied.until:
                ends.append(copied.until)
        served = published.edition
        revision, roster, due_at = (served.number, served.roster_number, served.due_at) if served else (0, 0, None)
        told = published.directory.organisation.name.sv
        return Part(told, revision, roster, due_at, min(ends, default=None), files)

    async def shared(self, organisations: Mapping[str, Part]) -> dict[str, Noted]:
        """What is nobody's: the list of organisations, the description, the style sheet, what is told of nothing."""
        found = [copied for address in SHARED if (copied := await self._asker.ask(address))]
        found += [await self._asker.ask_for_nothing(address, name) for address, name in MISSING.items()]
        body = listed((name, part.name) for name, part in organisations.items())
        packed = Answer(200, [(b"content-type", b"application/json")], body).packed[1]
        found.append(Copied("v1/organisations/index.json", body, None if packed is body else packed))
        found.append(Copied(HEADERS_FILE, headers_file(self.parts.public_url, self.parts.default)))
        return {copied.name: self.put(copied) for copied in found}

    def put(self, copied: Copied) -> Noted:
        """A file and its twin into the new copy."""
        self.changed += self._folder.write(copied.name, copied.body)
        if copied.packed is not None:
            self._folder.write(copied.name + TWIN, copied.packed)
        return manifest.note(copied)

    def _kept(self, name: str, part: Part) -> Part:
        """An organisation as it is, with what the default one has outside its folders."""
        self._folder.keep_part(name)
        for file in START_FILES & part.files.keys():
            self._folder.keep(file)
            if part.files[file].gzip_size is not None:
                self._folder.keep(file + TWIN)
        return part

    async def _copied(self, name: str) -> AsyncIterator[Copied]:
        published = self.parts.organisations[name]
        pages = [(address, 0) for address in addresses(published, self.at)]
        pages += [(address, 0) for address in START if name == self.parts.default]
        for address, offset in (*pages, *further_pages(published, self.at)):
            if copied := await self._asker.ask(address, offset):
                yield copied


def publish(parts: Parts, root: Path, at: datetime, maker: str) -> Outcome:
    """Bring the copy in `root` up to `parts` at the instant `at`; what does not change is not touched.

    Raises Refused where `root` holds something else, CannotServe where it cannot be written: the old copy stays.
    """
    with opened(root) as folder:
        old = manifest.read(folder.served / manifest.NAME)
        known: Mapping[str, Part] = old.organisations if old else {}
        is_sound = old is not None and old.maker == maker and old.at <= at
        fleet = parts.organisations
        editions = {name: fleet.edition(name) for name in fleet}
        if old and is_sound and list(known) == list(editions) and all(_all_current(known, editions, at)):
            outcome = _outcome(old, (), (), 0)
        else:
            with ThreadPoolExecutor(1) as thread:  # whoever calls may have an event loop of their own
                outcome = thread.submit(
                    asyncio.run, _made(_Making(folder, parts, at, known, is_sound=is_sound), maker)
                ).result()
            if old and _says_the_same(old, outcome.manifest):
                folder.clear()
            else:
                folder.write(manifest.NAME, manifest.encoded(outcome.manifest))
                folder.switch()
        folder.put_beside(NGINX_FILE, nginx(str(folder.served.absolute()), parts.public_url, parts.default))
        return outcome


async def _made(making: _Making, maker: str) -> Outcome:
    organisations: dict[str, Part] = {}
    for name in making.parts.organisations:
        if part := await making.part(name, making.parts.organisations.edition(name)):
            organisations[name] = part
    shared = await making.shared(organisations)
    digest = manifest.digest_of([*(part.files for part in organisations.values()), shared])
    made = Manifest(making.at, maker, digest, organisations, shared)
    return _outcome(made, tuple(making.asked), tuple(making.damaged), making.changed)


def _outcome(made: Manifest, asked: tuple[str, ...], damaged: tuple[str, ...], changed: int) -> Outcome:
    files = [noted for part in (*(p.files for p in made.organisations.values()), made.files) for noted in part.values()]
    size = sum(noted.size + (noted.gzip_size or 0) for noted in files)
    return Outcome(made, asked, damaged, len(files), size, changed)


def _all_current(known: Mapping[str, Part], editions: Mapping[str, Edition | None], at: datetime) -> Iterator[bool]:
    for name, edition in editions.items():
        yield edition is not None and _is_current(known[name], edition, at)


def _is_current(part: Part, edition: Edition, at: datetime) -> bool:
    """Whether an organisation can be kept as the copy has it; what nobody has published never can."""
    of = part.revision, part.roster, part.due_at
    is_same = edition.number > 0 and of == (edition.number, edition.roster_number, edition.due_at)
    return is_same and (part.until is None or at < part.until)


def _says_the_same(old: Manifest, new: Manifest) -> bool:
    return (old.maker, old.digest, old.organisations, old.files) == (
        new.maker,
        new.digest,
        new.organisations,
        new.files,
    )
