"""What the handlers stand on: public values only, compiled once; put together in `app.create_parts`."""

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec import Struct

from presskontakt.directory.decode import nearest
from presskontakt.directory.model import Contact, Directory
from presskontakt.errors import NotFound
from presskontakt.routing.explain import Narrator
from presskontakt.routing.router import Router

Clock = Callable[[], datetime]


class Published(Struct, frozen=True):
    """One organisation as the public sees it: its public directory, the router over it, and names for reasons."""

    directory: Directory
    router: Router
    narrator: Narrator
    contacts: Mapping[str, Contact]


class Parts(Struct, frozen=True):
    """Everything that handlers need. `clock` is the only source of the present instant."""

    organisations: Mapping[str, Published]
    default: str
    public_url: str
    clock: Clock

    def organisation(self, name: str) -> Published:
        """The organisation with id `name`. Raises NotFound."""
        if name not in self.organisations:
            raise NotFound("organisation", name, nearest(name, self.organisations))
        return self.organisations[name]


def publish(directory: Directory, router: Router) -> Published:
    """The parts of one organisation; `directory` must be the public value that `router` was compiled from."""
    contacts = {contact.id: contact for contact in directory.contacts}
    return Published(directory, router, Narrator(directory), contacts)
