"""An operator at the switchboard: a browser of their own, signed in, with hands on the keyboard."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.server import Service

COMPILED_MS = 20_000  # the first board is compiled while dictionaries load and Chromium starts, on two cores


class Operator:
    """Somebody with the page of the demo organisation open."""

    def __init__(self, page: Page, address: str, lang: str = "sv") -> None:
        self.page = page
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.goto(f"{address}/switchboard/exempelregionen{'?lang=en' if lang == 'en' else ''}")
        expect(page.get_by_role("combobox")).to_be_focused(timeout=COMPILED_MS)

    @property
    def card(self) -> Locator:
        """The card in view."""
        return self.page.locator("#card")

    @property
    def name(self) -> Locator:
        """Whose card it is."""
        return self.card.get_by_role("heading", level=2)

    def type(self, *keys: str) -> None:
        """Type words, and press keys that have a name; a blank field first for words."""
        for key in keys:
            if len(key) == 1 or key in NAMED or "+" in key:
                self.page.keyboard.press(key)
            else:
                self.page.keyboard.type(key)

    def look_up(self, text: str) -> None:
        """Search for something from wherever the focus is."""
        self.page.get_by_role("combobox").fill("")
        self.page.get_by_role("combobox").press_sequentially(text)


NAMED = {"Enter", "Escape", "ArrowDown", "ArrowUp", "Tab"}


class People:
    """The people of the demo organisation: made by the administrator whom `serve` lets in, each in a browser."""

    def __init__(self, browser: Browser, service: Service) -> None:
        self.browser, self.service = browser, service
        self._contexts: list[BrowserContext] = []
        printed = re.search(r"http://\S+/admin/link/\S+", service.log.read_text(encoding="utf-8"))
        assert printed
        self.administrator = self._context().new_page()
        self.administrator.goto(printed[0])
        self.administrator.get_by_role("button").click()

    def sign_in(self, name: str, role: str = "Växel", **known: Any) -> Page:
        """A new account with a role, and a page in which it has just signed in."""
        page = self.administrator
        page.goto(f"{self.service.address}/admin/exempelregionen/people")
        page.get_by_label("Namn", exact=True).fill(name)
        page.get_by_label("Roll").last.select_option(role)
        page.get_by_role("button", name="Lägg till en person").click()
        link = page.get_by_role("code").inner_text()
        own = self._context(**known).new_page()
        own.goto(link)
        own.get_by_label("Nytt lösenord").fill("sju sorters kakor idag")
        own.get_by_role("button", name="Logga in").click()
        expect(own.get_by_role("heading", level=1)).to_have_text(f"Hej, {name}")
        return own

    def operator(self, name: str, lang: str = "sv", **known: Any) -> Operator:
        """A new operator at the switchboard."""
        return Operator(self.sign_in(name, **known), self.service.address, lang)

    def _context(self, **known: Any) -> BrowserContext:
        size = {"width": 1280, "height": 720}
        self._contexts.append(self.browser.new_context(**{"viewport": size, **known}))
        return self._contexts[-1]

    def leave(self) -> None:
        """Close every browser."""
        for context in self._contexts:
            context.close()


@contextmanager
def people_of(browser: Browser, service: Service) -> Iterator[People]:
    """People who close their browsers at the end."""
    people = People(browser, service)
    yield people
    people.leave()
