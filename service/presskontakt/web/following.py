"""Follows the registry: what is published anywhere is served here within a second, and what was served stays.

Each step publishes the drafts whose time has come, compares heads, compiles what is new beside the old, swaps it and
saves it to disk. PostgreSQL wakes us; the comparison is the truth. Troubles are kept by name for /health/ready.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from threading import Event, Thread

from presskontakt.errors import Damaged, Unavailable
from presskontakt.registry.edition import unread
from presskontakt.registry.ledger import Head
from presskontakt.registry.notice import Notices
from presskontakt.registry.opening import editions_of
from presskontakt.registry.publishing import Registry
from presskontakt.registry.snapshot import Snapshots
from presskontakt.routing.text import load_dictionaries
from presskontakt.web.fleet import Fleet
from presskontakt.web.journal import name_of, tell, tell_fault
from presskontakt.web.published import Published

POLL_S = 0.5
CLOCK_EVERY = timedelta(minutes=1)
TIDY_EVERY = timedelta(hours=1)
FAR_OFF = timedelta(seconds=5)


class Follower:
    """Keeps a fleet as the registry says.

    `troubles` are what is wrong, by name, and since when; `differing` names files that say otherwise, told once;
    `told` is called with every organisation of which a new edition is served.
    """

    def __init__(
        self,
        registry: Registry,
        fleet: Fleet,
        snapshots: Snapshots,
        clock: Callable[[], datetime],
        notices: Notices = Notices(),  # noqa: B008 - frozen
    ) -> None:
        self._notices = notices
        self.troubles: dict[str, datetime] = {}
        self.differing: Callable[[], Iterable[str]] = tuple
        self.told: Callable[[str], None] = _to_nobody
        self._registry, self._fleet, self._snapshots, self._clock = registry, fleet, snapshots, clock
        self._last_step = self._clock_seen = clock() - CLOCK_EVERY
        self._tidied = clock() - TIDY_EVERY
        self._stop = Event()
        self._thread = Thread(target=self._run, name="follower", daemon=True)

    def board(self) -> None:
        """Fill the fleet from the registry, or from the snapshots where it does not answer."""
        try:
            editions = editions_of(self._registry)
        except Unavailable as error:
            self._trouble(error.finding.code, error)
            editions = {each.edition.organisation: each for each in self._snapshots.load()}
        self._fleet.add(editions)

    def step(self) -> None:
        """Look once. Raises nothing: what goes wrong is a trouble until it no longer does."""
        try:
            heads = self._registry.heads()
            now = self._clock()
            self._watch_clock(now)
            self._follow(heads)
            if any(head.due_at and head.due_at <= now for head in heads.values()):
                self._publish_due(now)
                self._follow(self._registry.heads())
            if now - self._tidied >= TIDY_EVERY:
                self._tidied = now
                self._registry.tidy(now)
        except Unavailable as error:
            self._trouble(error.finding.code, error)
        else:
            self._end_trouble("no-database")

    def start(self) -> None:
        """Follow from now on, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Follow no more; returns when the last step is done."""
        self._stop.set()
        self._thread.join(timeout=2)

    def _run(self) -> None:
        for begin in (load_dictionaries, self._compile_all, self._save_all, self._tell_differing):
            _try(begin)
        while not self._stop.is_set():
            _try(self.step)
            self._registry.database.wait(POLL_S, self._stop)

    def _compile_all(self) -> None:
        for name in self._fleet.compile_all():
            self._trouble(f"damaged {name}", None)

    def _watch_clock(self, now: datetime) -> None:
        """A clock that runs backwards, or is far from that of the database, gives the wrong officer."""
        is_back = now < self._last_step
        self._last_step = now
        if not is_back and now - self._clock_seen < CLOCK_EVERY:
            return
        self._clock_seen = now
        theirs = self._registry.database.clock()
        self._set_trouble("clock", is_on=is_back or bool(theirs and abs(theirs - now) > FAR_OFF))

    def _tell_differing(self) -> None:
        try:
            for name in self.differing():
                tell("file-differs", what=name)
        except Unavailable as error:
            self._trouble(error.finding.code, error)

    def _publish_due(self, now: datetime) -> None:
        for draft in self._registry.publish_due(now):
            if draft.state == "failed":
                self._set_trouble("no-notice", is_on=not self._notices.of_failure(draft))
            tell(f"draft-{draft.state}", organisation=draft.organisation, draft=draft.id, problem=draft.problem)

    def _follow(self, heads: Mapping[str, Head]) -> None:
        for name in [name for name in self._fleet if heads and name not in heads]:  # none at all: the wrong database
            self._fleet.remove(name)
            self._snapshots.remove(name)
            tell("left", organisation=name)
        for name, head in heads.items():
            self._set_trouble(f"draft {name}", is_on=head.failed > 0)
            edition = self._fleet.edition(name)
            if head.revision and (edition is None or not edition.is_as_of(head)):
                self._fetch(name, head)

    def _fetch(self, name: str, head: Head) -> None:
        """Take up a new edition; one that cannot be read leaves the last good one in its place."""
        try:
            stored, roster = self._registry.published(name, head.revision), self._registry.stored_roster(name)
            published = self._fleet.put(unread(stored, roster, head))
        except Exception as error:  # what is wrong with one organisation is not with the others
            if isinstance(error, Unavailable) and not isinstance(error, Damaged):
                raise
            self._trouble(f"damaged {name}", error)
            return
        self.told(name)
        self._end_trouble(f"damaged {name}")
        tell("published", organisation=name, revision=head.revision, roster=head.roster)
        self._save(published)

    def _save_all(self) -> None:
        editions = [edition for name in tuple(self._fleet) if (edition := self._fleet.edition(name))]
        for edition in editions:
            if edition.as_of is None and not self._snapshots.has(edition):
                self._save(self._fleet[edition.organisation])
        self._snapshots.keep_only(editions)

    def _save(self, published: Published) -> None:
        edition = published.edition
        if edition is None or edition.as_of:
            return
        try:
            self._snapshots.save(edition, published.directory, published.roster, self._clock())
        except OSError as error:
            self._trouble("no-snapshot", error)
        else:
            self._end_trouble("no-snapshot")

    def _trouble(self, name: str, error: Exception | None) -> None:
        if name not in self.troubles:
            self.troubles[name] = self._clock()
            tell("trouble", what=name, fault=name_of(error) if error else "")

    def _set_trouble(self, name: str, *, is_on: bool) -> None:
        if is_on:
            self._trouble(name, None)
        else:
            self._end_trouble(name)

    def _end_trouble(self, name: str) -> None:
        if self.troubles.pop(name, None):
            tell("trouble-over", what=name)


def _to_nobody(_organisation: str) -> None:
    """Where nobody listens."""


def _try(act: Callable[[], None]) -> None:
    """Do something; a fault of ours must not end the following."""
    try:
        act()
    except Exception as error:  # noqa: BLE001 - as said
        tell_fault(error)
