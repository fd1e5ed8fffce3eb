"""A web site of somebody else's that shows the widget, in real Chromium."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from presskontakt.web.widget.script import INTEGRITY, NEWEST, script_address
from tests.conftest import NOW

AFTER = NOW + timedelta(hours=8)  # what was answered at NOW has ended
NOW_SAID = re.compile(r"\b(nu|now)\b", re.IGNORECASE)
ANSWER = "/v1/exempelregionen/answers/disease-control.sv.json"
TAG = '<press-contacts organisation="exempelregionen" topic="disease-control">Ring växeln.</press-contacts>'
STRICT = (
    "default-src 'none'; script-src {service}; connect-src {service}; frame-src {service}; style-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


class Host(ThreadingHTTPServer):
    """A web site of somebody else's, with one page."""

    html, headers = "", MappingProxyType({"Content-Type": "text/html; charset=utf-8"})

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.address = f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Host)
        self.send_response(200)
        for name, value in server.headers.items():
            self.send_header(name, value)
        with suppress(BrokenPipeError):  # a browser that is closed asks for the icon no more
            self.end_headers()
            self.wfile.write(server.html.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Site:
    """A web site that has the widget, and what its pages asked for."""

    def __init__(self, context: BrowserContext, service: str, host: Host) -> None:
        self.host = host
        self.page: Page = context.new_page()
        self.page.clock.install(time=NOW)
        self.service = service
        self.asked: list[Request] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request))  # noqa: PLW0108 - playwright asks for it
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._hear)

    def _hear(self, told: ConsoleMessage) -> None:
        if told.type == "error" and not told.location["url"].endswith("/favicon.ico"):
            self.errors.append(told.text)

    def show(
        self, body: str = TAG, *, head: str = "", version: str = NEWEST, policy: str = "", at: datetime | None = None
    ) -> Page:
        """Open a page of the site with `body` and the script of `version`, at an instant of the reader's clock."""
        if at:
            self.page.clock.install(time=at)
        script = (
            f'<script src="{self.service}{script_address(version)}" integrity="{INTEGRITY[version]}" '
            'crossorigin="anonymous" referrerpolicy="no-referrer" async></script>'
        )
        html = (
            f'<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>Tidningen</title>{head}{script}</head>'
        )
        html += f"<body><main><h1>Nyheter</h1>{body}</main></body></html>"
        return self.show_whole(html, {"Content-Security-Policy": policy.format(service=self.service)} if policy else {})

    def show_whole(self, html: str, headers: Mapping[str, str] = MappingProxyType({})) -> Page:
        """Open a page of the site that says `html` and nothing else."""
        self.host.html, self.host.headers = html, MappingProxyType({**Host.headers, **headers})
        self.page.goto(f"{self.host.address}/artikel")
        return self.page

    def answers(self) -> list[str]:
        """The addresses of answers that were asked for."""
        return [each.url.removeprefix(self.service) for each in self.asked if "/v1/" in each.url]
