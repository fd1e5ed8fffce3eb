"""What the handlers stand on; put together in `app.create_service`."""

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec import Struct, field

from presskontakt.accounts.identity import IdentityProvider
from presskontakt.accounts.signing import Signing
from presskontakt.accounts.staff import Staff
from presskontakt.directory.decode import nearest
from presskontakt.directory.model import Localized
from presskontakt.errors import Damaged, NotFound
from presskontakt.registry.notice import Notices
from presskontakt.web.admin.throttle import Throttle
from presskontakt.web.fleet import Fleet
from presskontakt.web.published import Published
from presskontakt.web.switchboard.hub import Hub

Clock = Callable[[], datetime]


class Parts(Struct, frozen=True):
    """Everything that handlers need. `clock` is the only source of the present instant.

    `troubles` are what is wrong just now, by name, and since when. `is_copied`: answers go into a static copy.
    `providers` are the identity providers of organisations that have one. `proxies` are the addresses of peers whose
    word about who asks counts. `hub` holds the open pages of the switchboard.
    """

    organisations: Fleet
    default: str
    public_url: str
    clock: Clock
    privacy_note: Localized | None = None
    staff: Staff | None = None
    signing: Signing | None = None
    troubles: Mapping[str, datetime] = {}
    notices: Notices = Notices()
    is_copied: bool = False
    proxies: frozenset[str] = frozenset()
    providers: Mapping[str, IdentityProvider] = {}
    throttle: Throttle = field(default_factory=Throttle)
    hub: Hub | None = None

    def organisation(self, name: str) -> Published:
        """The organisation with id `name`. Raises NotFound."""
        if name not in self.organisations:
            raise NotFound("organisation", name, nearest(name, self.organisations))
        return self.organisations[name]

    def serial(self, name: str) -> int:
        """What answers about an organisation are made from, or those about the default one; 0 where it is damaged."""
        try:
            return (self.organisations.get(name) or self.organisations[self.default]).serial
        except Damaged:
            return 0
