"""The switchboard: its search compiled, carried and asked key by key in Chromium, beside a plain scan of every card."""

import gzip
import random
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace
from playwright.sync_api import Page, expect, sync_playwright

from presskontakt.directory.document import write_directory
from presskontakt.directory.model import Channel, Directory, Place
from presskontakt.directory.phone import fictional_number
from presskontakt.registry.folder import load_directory, load_vocabulary
from presskontakt.routing import text
from presskontakt.web.switchboard.index import Index, compile_index
from tests.bench.routing import invented
from tests.bench.table import ROOT, Row, summary, times
from tests.server import start
from tests.web.switchboard.scripts import serve_scripts

FIRST_NAMES = (
    "Agneta Alva Anders Anna Astrid Birgitta Carina Carl Cecilia Christer Elin Emma Erik Eva Fatima Gunnar Göran Hanna "
    "Ida Ingrid Johan Jonas Karin Kerstin Kristina Lars Lena Linnea Magnus Malin Maria Mikael Mohammed My Nils Ove Per "
    "Petra Sara Sofia Stefan Sven Thomas Ulf Ulrika Viktor Åke Åsa Örjan".split()
)
BEGINNINGS = (
    "Alm Back Berg Björk Blom Dahl Ek Eng Fors Gran Grön Hag Hall Hed Hell Holm Jern Kvarn Lager Land Lilje Lind Ljung "
    "Lund Löf Malm Moss Ny Näs Palm Ros Rönn Sand Sjö Skog Steen Ström Sund Söder Vik Wall West Åker Ång Ö Öst".split()
)
ENDINGS = (
    "back berg blad bom borg dal ell én feldt fors gren hage holm hult in lind löf lund man mark qvist rot son "
    "sten stedt strand ström vall vik".split()
)
# Types each text key by key, once to warm and once to measure; what is measured ends with the answer in hand.
TYPED = """async ([index, texts, cards]) => {
  const { Search } = await import("/search.js");
  const search = new Search(JSON.parse(index));
  const scan = (text) => {
    const words = text.toLowerCase().split(" ");
    return cards.flatMap((card, contact) => (words.every((word) => card.includes(word)) ? [contact] : [])).slice(0, 20);
  };
  const measure = (find) => texts.flatMap((text) => Array.from(text, (_, key) => {
    const typed = text.slice(0, key + 1), started = performance.now();
    find(typed);
    return (performance.now() - started) / 1000;
  }));
  const find = (typed) => search.find(typed);
  measure(find);
  measure(scan);
  return [measure(find), measure(scan)];
}"""

# The same on the page: what is measured ends when the card is laid out.
PRESSED = """(texts) => {
  const input = document.getElementById("search"), card = document.getElementById("card");
  const press = (typed) => {
    const started = performance.now();
    input.value = typed;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    card.getBoundingClientRect();
    return (performance.now() - started) / 1000;
  };
  const measure = () => texts.flatMap((text) => Array.from(text, (_, key) => press(text.slice(0, key + 1))));
  measure();
  return measure();
}"""


def rows() -> Iterator[Row]:
    """What an operator waits for."""
    yield from _search_rows()
    yield from _page_rows()


def _page_rows() -> Iterator[Row]:
    """The page itself at 10,000 contacts: from a key pressed to the card laid out."""
    directory = large_board()
    with tempfile.TemporaryDirectory() as named, sync_playwright() as playwright:
        folder = Path(named)
        (folder / "stor.toml").write_text(write_directory(directory), encoding="utf-8")
        settings = {"PRESSKONTAKT_DIRECTORIES": named, "PRESSKONTAKT_DEFAULT_ORGANISATION": "stor"}
        with start(folder, settings=settings, options=("--sign-in-link",)) as service:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            link = re.search(r"http://\S+/admin/link/\S+", service.log.read_text(encoding="utf-8"))
            page.goto(link[0] if link else "")
            page.get_by_role("button").click()
            began = time.perf_counter()
            page.goto(f"{service.address}/switchboard/stor")
            expect(page.get_by_role("combobox")).to_be_focused(timeout=120_000)
            yield Row("the page opens, 10,000 contacts, compiled for the first", time.perf_counter() - began)
            began = time.perf_counter()
            page.reload()
            expect(page.get_by_role("combobox")).to_be_focused(timeout=120_000)
            yield Row("the page opens again", time.perf_counter() - began)
            pressed: list[float] = page.evaluate(PRESSED, list(typed_texts(directory)))
            yield Row("key to card on the page, 10,000 contacts", *_told(pressed), "16 ms")
            browser.close()


def _search_rows() -> Iterator[Row]:
    vocabulary = load_vocabulary(ROOT / "config" / "vocabulary")
    text.load_dictionaries()
    demo = load_directory(ROOT / "config/directories/exempelregionen.toml")
    for name, directory in (("8 contacts", demo), ("10,000 contacts, 1,000 topics", large_board())):
        index = compile_index(directory, vocabulary)
        median, worst = times(partial(compile_index, directory, vocabulary), 3)
        yield Row(f"compile the search, {name}", median, "s", worst)
        content = msgspec.json.encode(index)
        yield Row(f"search index, {name}", len(content), "B")
        yield Row(f"search index, {name}, gzip", len(gzip.compress(content, 6)), "B")
        if directory is not demo:
            found, scanned = _measured(directory, index)
            yield Row(f"key to result in Chromium, {name}", *_told(found), "16 ms")
            yield Row("baseline: every word in every card, as text", *_told(scanned))


def _told(values: list[float]) -> tuple[float, str, float]:
    median, worst = summary(values)
    return median, "s", worst


def _measured(directory: Directory, index: Index) -> tuple[list[float], list[float]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page: Page = browser.new_page()
        serve_scripts(page)
        asked = [msgspec.json.encode(index).decode(), list(typed_texts(directory)), _cards(directory)]
        found, scanned = page.evaluate(TYPED, asked)
        browser.close()
    return found, scanned


def _cards(directory: Directory) -> list[str]:
    """All that stands on each card and what its topics are called, in lower case."""
    topics = {topic.id: " ".join((topic.name.sv, *topic.terms.sv)) for topic in directory.topics}
    return [
        " ".join(
            (
                contact.name,
                *contact.titles,
                *(channel.value for channel in contact.channels),
                *(topics[topic] for held in contact.assignments for topic in held.topics),
            )
        ).lower()
        for contact in directory.contacts
    ]


def typed_texts(directory: Directory, seed: int = 3) -> Iterator[str]:
    """What operators type: names, whole, begun and mistyped; topics, with a place too; numbers."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    for contact in chance.sample(directory.contacts, 60):
        first, last = contact.name.split()
        yield from (contact.name, last, f"{first[:2]} {last[:3]}", _mistyped(last, chance))
    for topic in chance.sample(directory.topics, 60):
        yield from (
            topic.name.sv.lower(),
            f"hon på {topic.name.sv.lower()} i {chance.choice(directory.places).name.sv}",
        )
    for position in chance.sample(range(400), 30):
        number = fictional_number(position)
        yield from (f"0{number[3:]}", f"{number[:3]} {number[3:5]} {number[5:]}", number[-4:])
    yield from ("lasarettet", "ambulanserna", "vaccinationskampanj", "lex maria", "mässling", "polisen", "presskontakt")


def _mistyped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def large_board() -> Directory:
    """10,000 invented people with names as they are in Sweden, 1,000 topics and 300 places."""
    chance = random.Random(4)  # noqa: S311 - not a secret
    directory = invented(contacts=10_000, topics=1_000)
    places = tuple(
        Place(id=f"p{position}", name=replace(topic.name, sv=f"{topic.terms.sv[-1].title()}by"))
        for position, topic in enumerate(directory.topics[1:301])
    )
    return replace(
        directory,
        places=places,
        contacts=tuple(
            replace(
                contact,
                name=f"{chance.choice(FIRST_NAMES)} {chance.choice(BEGINNINGS)}{chance.choice(ENDINGS)}",
                titles=("Presskontakt", f"Kommunikatör, {directory.topics[position % 1_000].name.sv}"),
                channels=(Channel("mobile", "phone", fictional_number(position % 495)),),
                assignments=tuple(
                    replace(held, places=(places[position % 300].id,) if position % 3 == 0 else ())
                    for held in contact.assignments
                ),
            )
            for position, contact in enumerate(directory.contacts)
        ),
    )
