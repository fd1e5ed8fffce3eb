"""The organisations that are served: each compiled once for an edition, and swapped whole."""

from collections.abc import Callable, Iterator, Mapping
from threading import Lock

from presskontakt.directory.model import Directory, Lang
from presskontakt.errors import Damaged
from presskontakt.registry.edition import Edition, Unread
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.web.published import Published


class Fleet(Mapping[str, Published]):
    """Organisations by id, compiled when first asked for or by `compile_all`, whichever comes first.

    What cannot be read is served as `last_good` knows it, else raises Damaged where it is asked for.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        served: Mapping[str, Published] | None = None,
        last_good: Callable[[str], Unread | None] = lambda _: None,
    ) -> None:
        self._vocabulary, self._last_good = vocabulary, last_good
        self._entries: dict[str, Published | Unread | Damaged] = dict(served or {})
        self._lock = Lock()

    def __getitem__(self, name: str) -> Published:
        entry = self._entries[name]
        if isinstance(entry, Published):
            return entry
        if isinstance(entry, Damaged):
            raise Damaged(entry.finding.value)
        with self._lock:
            if self._entries[name] is entry:
                self._entries[name] = self._compiled(entry)
        return self[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, editions: Mapping[str, Unread]) -> None:
        """Serve more organisations, each to be compiled when it is asked for."""
        with self._lock:
            self._entries = self._entries | dict(editions)

    def put(self, unread: Unread) -> Published:
        """Serve a new edition of an organisation. Raises Damaged, and then serves what it served before."""
        published = self._published(unread)
        published.router.warm()
        with self._lock:  # after whoever compiles an older one at this moment
            self._entries = self._entries | {unread.edition.organisation: published}
        return published

    def edition(self, name: str) -> Edition | None:
        """What is served of an organisation; None where it cannot be read or is not known."""
        entry = self._entries.get(name)
        return None if entry is None or isinstance(entry, Damaged) else entry.edition

    def names(self, lang: Lang) -> dict[str, str]:
        """The name of every organisation; its id where it is not compiled yet, or cannot be read."""
        return {
            name: entry.directory.organisation.name.text(lang) if isinstance(entry, Published) else name
            for name, entry in self._entries.items()
        }

    def remove(self, name: str) -> None:
        """Serve an organisation no more."""
        with self._lock:
            self._entries = {other: entry for other, entry in self._entries.items() if other != name}

    def compile_all(self) -> Iterator[str]:
        """Compile what nobody has asked for yet, words and all; yields the id of each that cannot be read."""
        for name in tuple(self._entries):
            try:
                self[name].router.warm()
            except Exception:  # noqa: BLE001 - what is wrong with one organisation is not with the others
                yield name

    def _compiled(self, unread: Unread) -> Published | Damaged:
        try:
            return self._published(unread)
        except Damaged as error:
            last = self._last_good(unread.edition.organisation)
            return self._published(last) if last else error

    def _published(self, unread: Unread) -> Published:
        directory, roster = unread.read()
        return Published(self._router(unread.edition, directory), roster, unread.edition)

    def _router(self, edition: Edition, directory: Directory) -> Router:
        """The router of a directory: the one that is served, where only the roster is new."""
        served = self._entries.get(edition.organisation)
        if isinstance(served, Published) and served.edition and served.edition.number == edition.number:
            return served.router
        return Router(directory, self._vocabulary)
