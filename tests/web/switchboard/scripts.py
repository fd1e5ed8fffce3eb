"""The scripts of the switchboard on an empty page, without a service."""

from playwright.sync_api import Page, Route

from tests.conftest import ROOT

SCRIPTS = ROOT / "service" / "presskontakt" / "web" / "switchboard"
_ORIGIN = "http://switchboard.test"


def serve_scripts(page: Page) -> None:
    """Open an empty page whose origin has the scripts that ship."""

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name.endswith(".js"):
            route.fulfill(body=(SCRIPTS / name).read_bytes(), content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>Empty</title>", content_type="text/html")

    page.route(f"{_ORIGIN}/*", answer)
    page.goto(f"{_ORIGIN}/")
