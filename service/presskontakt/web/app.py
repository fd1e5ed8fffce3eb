"""The application factory and the one place where parts are put together."""

from collections.abc import Mapping
from datetime import UTC, datetime

from litestar import Litestar
from litestar.di import Provide

from presskontakt.directory.check import check
from presskontakt.directory.model import Directory
from presskontakt.errors import CannotServe, Code, Finding, InvalidInput, Location
from presskontakt.registry.folder import load_directories, load_vocabulary
from presskontakt.routing.router import Router
from presskontakt.routing.text import load_dictionaries
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.settings import Loaded, load_settings
from presskontakt.web.api.contacts import contacts
from presskontakt.web.api.health import live, ready
from presskontakt.web.api.route import route
from presskontakt.web.pages.handlers import answer, answer_en, organisation, organisation_en, start, start_en
from presskontakt.web.pages.style import stylesheet
from presskontakt.web.parts import Parts, Published, publish
from presskontakt.web.problems import HANDLERS
from presskontakt.web.security import add_headers

MAX_BODY = 64 * 1024
ROUTES = (
    *(start, start_en, organisation, organisation_en, answer, answer_en, stylesheet),
    *(route, contacts, live, ready),
)


def create_app(parts: Parts | None = None) -> Litestar:
    """The ASGI application over `parts`; by default those that the settings name."""
    ready_parts = parts or create_parts()
    return Litestar(
        route_handlers=ROUTES,
        dependencies={"parts": Provide(lambda: ready_parts, sync_to_thread=False)},
        exception_handlers=HANDLERS,
        before_send=[add_headers],
        request_max_body_size=MAX_BODY,
        logging_config=None,
        openapi_config=None,
    )


def create_parts(loaded: Loaded | None = None) -> Parts:
    """Load, check and compile every organisation.

    Raises InvalidInput with the errors of all directories: a broken directory is never served.
    """
    loaded = loaded or load_settings()
    load_dictionaries()
    vocabulary = load_vocabulary(loaded.vocabulary)
    directories = load_directories(loaded.directories)
    _refuse_errors(directories, vocabulary)
    organisations = {name: _published(each.public(), vocabulary) for name, each in directories.items()}
    settings = loaded.settings
    if settings.default_organisation not in organisations:
        place = Location(loaded.sources["default_organisation"], label="default_organisation")
        facts = {"kind": "organisations", "known": ", ".join(organisations)}
        raise CannotServe(Finding(Code.UNKNOWN_REFERENCE, place, settings.default_organisation, facts))
    return Parts(organisations, settings.default_organisation, settings.public_url, lambda: datetime.now(UTC))


def _refuse_errors(directories: Mapping[str, Directory], vocabulary: Vocabulary) -> None:
    findings = [f for name, each in directories.items() for f in check(each, vocabulary.concepts, name)]
    if errors := [finding for finding in findings if not finding.is_warning]:
        raise InvalidInput(errors)


def _published(directory: Directory, vocabulary: Vocabulary) -> Published:
    return publish(directory, Router(directory, vocabulary))
