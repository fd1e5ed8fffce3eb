"""The boards of organisations that somebody looks at: read from the registry, compiled once, kept while they hold."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
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
    """What a page is told whenever it changes: how it is by which revision and roster, and the note for the next shift.

    `set_by` and `set_at` tell who set that roster, and when; nobody where there is none.
    """

    revision: int
    roster: int
    set_by: str
    set_at: datetime | None
    handover: str
    changes: tuple[Lately, ...]
    situation: Situation


class _Kept(Struct, frozen=True):
    """One organisation as it was read last: its revision ready to be looked at, its roster, what changed before."""

    revision: int
    router: Router
    content: bytes
    roster: StoredRoster | None = None
    changes: tuple[Lately, ...] = ()


class Boards:
    """Boards by organisation; `dial` is the pattern of links to phone numbers. Any thread may ask."""

    def __init__(self, registry: Registry, clock: Callable[[], datetime], dial: str) -> None:
        self._registry, self._clock, self._dial = registry, clock, dial
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = Lock()

    def board(self, organisation: str) -> bytes:
        """Contacts, topics and the index of the last revision, as JSON. Raises NotFound, Unavailable."""
        with self._lock:
            return self._look(organisation).content

    def situation(self, organisation: str) -> bytes:
        """How it is from this hour on, as JSON. Raises NotFound, Unavailable.

        It foresees what the hours bring, so it is the same until something is changed, or the hour is over.
        """
        hour = self._clock().replace(minute=0, second=0, microsecond=0)
        with self._lock:
            kept = self._look(organisation)
            stored, roster = kept.roster, kept.roster.roster() if kept.roster else None
            view = SituationView(
                kept.revision,
                stored.number if stored else 0,
                stored.author if stored else "",
                stored.set_at if stored else None,
                roster.handover if roster else "",
                kept.changes,
                Watch(kept.router, roster, hour).situation(),
            )
        return msgspec.json.encode(view)

    def _look(self, organisation: str) -> _Kept:
        """What the registry says now; as it was read last where it does not answer or is damaged."""
        known = self._kept.get(organisation)
        try:
            known = self._kept[organisation] = self._read(organisation, known)
        except Unavailable:
            if known is None:
                raise
        self._kept.move_to_end(organisation)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return known

    def _read(self, organisation: str, known: _Kept | None) -> _Kept:
        numbers = self._registry.numbers(organisation, 1)
        roster = self._registry.stored_roster(organisation)
        if known is None or not numbers or known.revision != numbers[0][0]:
            return self._compile(organisation, known, roster)
        return replace(known, roster=roster, changes=_changes(known, roster))

    def _compile(self, organisation: str, known: _Kept | None, roster: StoredRoster | None) -> _Kept:
        stored = self._registry.published(organisation)
        whole, revision = stored.directory(), stored.revision
        seen, vocabulary = seen_by_operators(whole), self._registry.vocabulary
        board = board_of(whole, revision.number, revision.published_at, self._dial)
        content = msgspec.json.encode(BoardView(board, compile_index(seen, vocabulary)))
        changes = (of_revision(revision), *_changes(known, roster))[:MOST_TOLD] if known else ()
        return _Kept(revision.number, Router(seen, vocabulary), content, roster, changes)


def _changes(known: _Kept, roster: StoredRoster | None) -> tuple[Lately, ...]:
    """What changed lately, the last first, up to the roster that holds now."""
    if roster is None or (known.roster and known.roster.number == roster.number):
        return known.changes
    directory = known.router.directory
    before = known.roster.roster() if known.roster else empty_roster(roster.organisation)
    return (*of_roster(before, roster.roster(), roster, directory), *known.changes)[:MOST_TOLD]
