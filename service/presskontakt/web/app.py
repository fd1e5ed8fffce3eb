"""The application factory and the one place where parts are put together."""

from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from litestar import Litestar
from litestar.di import Provide
from msgspec import Struct

from presskontakt.accounts.identity import IdentityProvider, load_identities
from presskontakt.accounts.signing import Signing
from presskontakt.accounts.staff import Staff
from presskontakt.directory.model import Localized
from presskontakt.errors import CannotServe, Code, Finding, Location, Unavailable
from presskontakt.registry.folder import load_vocabulary
from presskontakt.registry.opening import differing_files, open_registry, publish_new_files, read_notices
from presskontakt.registry.snapshot import Snapshots
from presskontakt.settings import Loaded, Settings, load_settings
from presskontakt.web.admin import organisation as admin
from presskontakt.web.admin import own, provider, signing_in
from presskontakt.web.api import (
    contacts,
    drafts,
    explain,
    health,
    organisations,
    revisions,
    roster,
    route,
    schema,
    validate,
)
from presskontakt.web.fleet import Fleet
from presskontakt.web.following import Follower
from presskontakt.web.front import Front, Terms
from presskontakt.web.pages import handlers
from presskontakt.web.pages.style import static
from presskontakt.web.parts import Clock, Parts
from presskontakt.web.problems import HANDLERS
from presskontakt.web.switchboard import changes, streams
from presskontakt.web.switchboard import handlers as switchboard
from presskontakt.web.switchboard.boards import Boards
from presskontakt.web.switchboard.files import file
from presskontakt.web.switchboard.hub import Hub
from presskontakt.web.widget import handlers as widget
from presskontakt.web.widget.oembed import oembed
from presskontakt.web.widget.script import released

MAX_BODY = 64 * 1024
ROUTES = (
    *(handlers.start, handlers.organisation, handlers.answer, handlers.topic, handlers.release, handlers.place),
    *(handlers.contact, handlers.privacy, handlers.accessibility, static),
    *(organisations.organisations, organisations.organisation, organisations.topics, organisations.places),
    *(contacts.contacts, contacts.contact, validate.validate_phone, validate.validate_email),
    *(route.route, route.answer, route.answer_in_place, health.live, health.ready),
    *(revisions.revisions, revisions.revision, revisions.check, explain.explain),
    *(drafts.drafts, drafts.approve, drafts.stop, roster.roster, roster.withdraw),
    *(widget.frame, widget.embed, released, oembed),
    *(schema.openapi, schema.reference),
    *(signing_in.sign_in, signing_in.sign_out, signing_in.link, own.start, own.hide, own.sessions, own.password),
    *(provider.leave, provider.come_back),
    *(admin.people, admin.tokens, admin.audit, admin.export),
    *(switchboard.start, switchboard.switchboard, switchboard.board, switchboard.situation),
    *(streams.events, changes.changes, file),
)


def create_app(parts: Parts, terms: Terms | None = None) -> Front:
    """The ASGI application over `parts`, on `terms`."""
    framework = Litestar(
        route_handlers=ROUTES,
        dependencies={"parts": Provide(lambda: parts, sync_to_thread=False)},
        exception_handlers=HANDLERS,
        request_max_body_size=MAX_BODY,
        lifespan=[parts.hub.living] if parts.hub else [],
        logging_config=None,
        openapi_config=None,
    )
    return Front(framework, parts, terms)


def privacy_note(settings: Settings) -> Localized | None:
    """What the operator says of their own machines."""
    return Localized(settings.privacy_note_sv, settings.privacy_note_en) if settings.privacy_note_sv else None


class Service(Struct, frozen=True):
    """What serves: the parts that handlers stand on, and who keeps them as the registry says."""

    parts: Parts
    follower: Follower


def create_service(loaded: Loaded | None = None, clock: Clock = lambda: datetime.now(UTC)) -> Service:
    """Open the registry, publish directory files of organisations that it does not have, and serve all of them.

    Without its database the service starts from the last snapshots. Raises InvalidInput with the errors of all new
    directories, a broken directory is never served; CannotServe where the default organisation is not there.
    """
    loaded = loaded or load_settings()
    vocabulary = load_vocabulary(loaded.vocabulary)
    kept = open_registry(loaded, vocabulary)
    snapshots = Snapshots(loaded.data / "snapshots")
    fleet = Fleet(vocabulary, last_good=snapshots.last_good)
    notices = read_notices(loaded)
    follower = Follower(kept, fleet, snapshots, clock, notices)
    follower.differing = partial(differing_files, kept, loaded)
    with suppress(Unavailable):
        publish_new_files(kept, loaded, clock())
    follower.board()
    settings = loaded.settings
    if settings.default_organisation not in fleet:
        place = Location(loaded.sources["default_organisation"], label="default_organisation")
        facts = {"kind": "organisations", "known": ", ".join(fleet) or "–"}
        raise CannotServe(Finding(Code.UNKNOWN_REFERENCE, place, settings.default_organisation, facts))
    signing = Signing(kept.database)
    boards = Boards(kept, clock, settings.dial)
    hub = Hub(boards, signing, clock)
    follower.told = hub.hear
    parts = Parts(
        fleet,
        settings.default_organisation,
        settings.public_url,
        clock,
        privacy_note(settings),
        Staff(kept),
        signing,
        follower.troubles,
        notices,
        proxies=frozenset(settings.proxies),
        providers=_providers(loaded, clock),
        boards=boards,
        hub=hub,
    )
    return Service(parts, follower)


def _providers(loaded: Loaded, clock: Clock) -> dict[str, IdentityProvider]:
    """The identity providers of organisations that have one; what speaks with them is imported only then."""
    identities = load_identities(loaded.identity, loaded.root) if loaded.settings.public_url else {}
    if not identities:
        return {}
    from presskontakt.web.admin.oidc import Provider  # noqa: PLC0415 - 15 MB that few need

    return {name: Provider(identity, clock) for name, identity in identities.items()}
