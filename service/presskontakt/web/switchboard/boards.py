"""The boards of organisations that somebody looks at: read from the registry, compiled once, kept while they hold."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from functools import partial
from threading import Lock

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from presskontakt.directory.roster import empty_roster
from presskontakt.errors import Unavailable
from presskontakt.registry.publishing import Registry
from presskontakt.registry.revision import StoredRoster
from presskontakt.routing.router import Router
from presskontakt.web.switchboard.board import Board, board_of, seen_by_operators
from presskontakt.web.switchboard.index import Index, compile_index
from presskontakt.web.switchboard.lately import Lately, of_revision, of_roster
from presskontakt.web.switchboard.situation import Situation, Watch

MOST_KEPT = 16
MOST_TOLD = 8


class BoardView(Struct, frozen=True):
    """What a page fetches once for a revision."""

    board: Board
    index: Index


class SituationView(Struct, frozen=True):
    """What a page is told whenever it changes: how it is by which revision and roster, what was changed, the note."""

    revision: int
    roster: int
    handover: str
    changes: tuple[Lately, ...]
    situation: Situation


class _Read(Struct, frozen=True):
    """One organisation as it was read last: its revision ready to be looked at, its roster, what changed before."""

    revision: int
    router: Router
    content: bytes
    roster: StoredRoster | None = None
    changes: tuple[Lately, ...] = ()


class Boards:
    """Boards by organisation; `dial` is the pattern of links to phone numbers. Any thread may ask."""

    def __init__(self, registry: Registry, clock: Callable[[], datetime], dial: str) -> None:
        self._new = partial(_Kept, registry, clock, dial)
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = Lock()

    def board(self, organisation: str) -> bytes:
        """Contacts, topics and the index of the last revision, as JSON. Raises NotFound, Unavailable."""
        return self._of(organisation).board()

    def situation(self, organisation: str) -> bytes:
        """How it is from this hour on, as JSON. Raises NotFound, Unavailable.

        It foresees what the hours bring, so it is the same until something is changed, or the hour is over.
        """
        return self._of(organisation).situation()

    def _of(self, organisation: str) -> "_Kept":
        with self._lock:
            kept = self._kept.setdefault(organisation, self._new(organisation))
            self._kept.move_to_end(organisation)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return kept


class _Kept:
    """What is kept of one organisation; whoever asks first reads and compiles it, the others wait."""

    def __init__(self, registry: Registry, clock: Callable[[], datetime], dial: str, organisation: str) -> None:
        self._registry, self._clock, self._dial, self._organisation = registry, clock, dial, organisation
        self._lock = Lock()
        self._known: _Read | None = None
        self._told: tuple[object, bytes] = None, b""

    def board(self) -> bytes:
        """As `Boards.board`."""
        with self._lock:
            return self._look().content

    def situation(self) -> bytes:
        """As `Boards.situation`."""
        hour = self._clock().replace(minute=0, second=0, microsecond=0)
        with self._lock:
            read = self._look()
            key = read.revision, read.roster and read.roster.number, hour
            if self._told[0] != key:
                self._told = key, msgspec.json.encode(_view(read, hour))
            return self._told[1]

    def _look(self) -> _Read:
        """What the registry says now; as it was read last where it does not answer or is damaged."""
        try:
            self._known = self._read()
        except Unavailable:
            if self._known is None:
                raise
        return self._known

    def _read(self) -> _Read:
        numbers = self._registry.numbers(self._organisation, 1)
        roster, known = self._registry.stored_roster(self._organisation), self._known
        if known is None or not numbers or known.revision != numbers[0][0]:
            return self._compile(roster)
        return replace(known, roster=roster, changes=self._changes(known, roster))

    def _compile(self, roster: StoredRoster | None) -> _Read:
        stored, known = self._registry.published(self._organisation), self._known
        whole, revision = stored.directory(), stored.revision
        seen, vocabulary = seen_by_operators(whole), self._registry.vocabulary
        board = board_of(whole, revision.number, self._dial)
        content = msgspec.json.encode(BoardView(board, compile_index(seen, vocabulary)))
        changes = (of_revision(revision), *self._changes(known, roster))[:MOST_TOLD] if known else ()
        return _Read(revision.number, Router(seen, vocabulary), content, roster, changes)

    def _changes(self, known: _Read, roster: StoredRoster | None) -> tuple[Lately, ...]:
        """What changed lately, the last first, up to the roster that holds now."""
        before = known.roster.number if known.roster else 0
        if roster is None or roster.number == before:
            return known.changes
        old = known.roster.roster() if known.roster else empty_roster(self._organisation)
        by = replace(roster, author=self._authors(before, roster))
        return (*of_roster(old, roster.roster(), by, known.router.directory), *known.changes)[:MOST_TOLD]

    def _authors(self, before: int, roster: StoredRoster) -> str:
        """Who set the rosters after a number: where several were not seen one by one, nobody can tell who did what."""
        if roster.number == before + 1:
            return roster.author
        unseen = {f"roster {number}" for number in range(before + 1, roster.number + 1)}
        actors = (entry.actor for entry in self._registry.entries(self._organisation) if entry.subject in unseen)
        return ", ".join(dict.fromkeys(actors)) or roster.author


def _view(read: _Read, since: datetime) -> SituationView:
    roster = read.roster.roster() if read.roster else None
    return SituationView(
        read.revision,
        read.roster.number if read.roster else 0,
        roster.handover if roster else "",
        read.changes,
        Watch(read.router, roster, since).situation(),
    )
