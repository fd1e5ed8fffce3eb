"""What the tests of the web share: somebody else's site in Chromium, and a static copy beside the live service."""

from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize

from presskontakt.registry.opening import editions_in_files
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.settings import load_settings
from presskontakt.web.fleet import Fleet
from presskontakt.web.parts import Parts
from presskontakt.web.static.publish import publish
from tests.conftest import NOW
from tests.server import AT_FIXED_CLOCK, start
from tests.web.copied import PUBLIC, Copy, served
from tests.web.site import Host, Site


@pytest.fixture
def host() -> Iterator[Host]:
    with Host() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def open_site(browser: Browser, request: pytest.FixtureRequest, host: Host) -> Iterator[Callable[..., Site]]:
    contexts: list[BrowserContext] = []

    def open_one(**known: Any) -> Site:
        service = known.pop("service", None) or request.getfixturevalue("service")
        viewport: ViewportSize = {"width": known.pop("width", 360), "height": 740}
        known = {"locale": "sv-SE", "timezone_id": "Europe/Stockholm", **known}
        contexts.append(browser.new_context(viewport=viewport, **known))
        return Site(contexts[-1], service, host)

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def site(open_site: Callable[..., Site]) -> Site:
    return open_site()


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory, shared_words: Vocabulary) -> Iterator[Copy]:
    """The directories that ship as they are at `NOW`, copied and served without any service."""
    root = tmp_path_factory.mktemp("copy")
    fleet = Fleet(shared_words)
    fleet.add(editions_in_files(load_settings(), shared_words, NOW))
    outcome = publish(Parts(fleet, "region-vasterbotten", PUBLIC, lambda: NOW), root, NOW, "test")
    with served(root, tmp_path_factory.mktemp("nginx")) as address:
        yield Copy(address, root, outcome.manifest)


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service over the same directories at the same instant."""
    public = {"PRESSKONTAKT_PUBLIC_URL": PUBLIC}
    with start(tmp_path_factory.mktemp("live"), command=AT_FIXED_CLOCK, settings=public) as service:
        yield service.address
