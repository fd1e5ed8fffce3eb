"""People at the switchboard of a service whose clock stands still, a fresh one for each module."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.server import AT_FIXED_CLOCK, start
from tests.web.switchboard.desk import People, people_of


@pytest.fixture(scope="module")
def people(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    folder = tmp_path_factory.mktemp("switchboard")
    with (
        start(folder, command=AT_FIXED_CLOCK, options=("--sign-in-link",)) as service,
        people_of(browser, service) as everyone,
    ):
        yield everyone
