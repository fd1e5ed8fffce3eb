"""The application factory and the one place where parts are put together."""

from datetime import UTC, datetime

from litestar import Litestar
from litestar.di import Provide

from presskontakt.directory.model import Localized
from presskontakt.errors import CannotServe, Code, Finding, Location
from presskontakt.registry.folder import load_sound_directories, load_sound_rosters, load_vocabulary
from presskontakt.routing.router import Router
from presskontakt.routing.text import load_dictionaries
from presskontakt.settings import Loaded, load_settings
from presskontakt.web.api import contacts, health, organisations, route, schema, validate
from presskontakt.web.front import Front, Terms
from presskontakt.web.pages import handlers
from presskontakt.web.pages.style import stylesheet
from presskontakt.web.parts import Parts, Published
from presskontakt.web.problems import HANDLERS

MAX_BODY = 64 * 1024
ROUTES = (
    *(handlers.start, handlers.organisation, handlers.answer, handlers.topic, handlers.release, handlers.place),
    *(handlers.contact, handlers.privacy, handlers.accessibility, stylesheet),
    *(organisations.organisations, organisations.organisation, organisations.topics, organisations.places),
    *(contacts.contacts, contacts.contact, validate.validate_phone, validate.validate_email),
    *(route.route, route.answer, route.answer_in_place, health.live, health.ready),
    *(schema.openapi, schema.reference),
)


def create_app(parts: Parts, terms: Terms | None = None) -> Front:
    """The ASGI application over `parts`, on `terms`."""
    framework = Litestar(
        route_handlers=ROUTES,
        dependencies={"parts": Provide(lambda: parts, sync_to_thread=False)},
        exception_handlers=HANDLERS,
        request_max_body_size=MAX_BODY,
        logging_config=None,
        openapi_config=None,
    )
    return Front(framework, parts.clock, terms)


def create_parts(loaded: Loaded | None = None) -> Parts:
    """Load, check and compile every organisation.

    Raises InvalidInput with the errors of all directories: a broken directory is never served.
    """
    loaded = loaded or load_settings()
    load_dictionaries()
    vocabulary = load_vocabulary(loaded.vocabulary)
    directories = load_sound_directories(loaded.directories, vocabulary)
    rosters = load_sound_rosters(loaded.rosters, directories)
    published = {
        name: Published(Router(each.public(), vocabulary), rosters.get(name)) for name, each in directories.items()
    }
    settings = loaded.settings
    if settings.default_organisation not in published:
        place = Location(loaded.sources["default_organisation"], label="default_organisation")
        facts = {"kind": "organisations", "known": ", ".join(published)}
        raise CannotServe(Finding(Code.UNKNOWN_REFERENCE, place, settings.default_organisation, facts))
    note = Localized(settings.privacy_note_sv, settings.privacy_note_en) if settings.privacy_note_sv else None
    return Parts(published, settings.default_organisation, settings.public_url, lambda: datetime.now(UTC), note)
