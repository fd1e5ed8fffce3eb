"""The registry that the settings name, and what its first start publishes."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime

from presskontakt.directory.document import canonical
from presskontakt.directory.model import Directory
from presskontakt.directory.roster import Roster
from presskontakt.errors import Conflict, InvalidInput
from presskontakt.registry.database import Database
from presskontakt.registry.drafting import Wish
from presskontakt.registry.edition import Edition, Unread, unread
from presskontakt.registry.folder import load_directories, load_sound_directories, load_sound_rosters
from presskontakt.registry.notice import Notices
from presskontakt.registry.publishing import PROGRAM, Registry
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.settings import Loaded


def open_registry(loaded: Loaded, vocabulary: Vocabulary) -> Registry:
    """The registry in the database of the settings. Raises CannotServe where the address cannot be read."""
    return Registry(Database(loaded.database), vocabulary)


def read_notices(loaded: Loaded) -> Notices:
    """Where the settings send notices. Raises CannotServe where they cannot be used."""
    settings = loaded.settings
    notices = Notices(settings.notice_server, settings.notice_from, settings.notice_to)
    notices.check()
    return notices


def publish_new_files(registry: Registry, loaded: Loaded, at: datetime) -> tuple[str, ...]:
    """Publish the directory file, and the roster, of every organisation that the registry does not have.

    Nothing that is published is ever overwritten. Returns the organisations published. Raises InvalidInput, with the
    errors of all files, where one of the new ones is faulty.
    """
    known = registry.organisations()
    if known and not any(path.stem not in known for path in loaded.directories.glob("*.toml")):
        return ()
    vocabulary = registry.vocabulary
    directories = load_sound_directories(loaded.directories, vocabulary)
    rosters = load_sound_rosters(loaded.rosters, directories)
    new = [name for name in directories if name not in known]
    for name in new:
        with suppress(Conflict):  # another replica starts too, and was first
            registry.publish(directories[name], Wish(PROGRAM, f"{name}.toml", parent=0), at)
            if name in rosters:
                registry.set_roster(rosters[name], PROGRAM, at, parent=0)
    return tuple(new)


def editions_of(registry: Registry) -> dict[str, Unread]:
    """What is public of every organisation. Raises Unavailable."""
    revisions, rosters, heads = registry.current()
    names = [stored.revision.organisation for stored in revisions]
    return {name: unread(stored, rosters.get(name), heads[name]) for name, stored in zip(names, revisions, strict=True)}


def editions_in_files(loaded: Loaded, vocabulary: Vocabulary, at: datetime) -> dict[str, Unread]:
    """What the first start would publish, as revision 0. Raises InvalidInput, with the errors of all files."""
    directories = load_sound_directories(loaded.directories, vocabulary)
    rosters = load_sound_rosters(loaded.rosters, directories)

    def reader(name: str) -> Callable[[], tuple[Directory, Roster | None]]:
        return lambda: (directories[name].public(), rosters.get(name))

    return {name: Unread(Edition(name, 0, at, 0), reader(name)) for name in directories}


def differing_files(registry: Registry, loaded: Loaded) -> Iterator[str]:
    """The organisations whose file says something else than what is published, or cannot be read."""
    try:
        directories = load_directories(loaded.directories)
    except InvalidInput as error:
        yield from dict.fromkeys(finding.place.source for finding in error.findings)
        return
    known = registry.organisations()
    for name, directory in directories.items():
        if name in known and canonical(registry.published(name).directory()) != canonical(directory):
            yield name
