"""The page with 10,000 contacts and 1,000 topics; how quick it is, the benchmarks say."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from presskontakt.directory.document import write_directory
from tests.bench.switchboard import large_board
from tests.server import AT_FIXED_CLOCK, start
from tests.web.switchboard.desk import people_of

LONG_MS = 120_000  # publishing and compiling, on two cores with other tests beside


def test_whoever_is_meant_among_ten_thousand_is_found(browser: Browser, tmp_path: Path) -> None:
    directory = large_board()
    meant, topic = directory.contacts[7_654], directory.topics[-1]
    (tmp_path / "stor.toml").write_text(write_directory(directory), encoding="utf-8")
    settings = {"PRESSKONTAKT_DIRECTORIES": str(tmp_path), "PRESSKONTAKT_DEFAULT_ORGANISATION": "stor"}
    with (
        start(tmp_path, command=AT_FIXED_CLOCK, options=("--sign-in-link",), settings=settings) as service,
        people_of(browser, service) as people,
    ):
        page = people.administrator
        page.goto(f"{service.address}/switchboard/stor")
        search = page.get_by_role("combobox")
        expect(search).to_be_focused(timeout=LONG_MS)
        search.press_sequentially(meant.name)
        expect(page.locator("#hits .name").first).to_have_text(meant.name)
        search.fill(topic.name.sv)
        everywhere = [each.assignments[0] for each in directory.contacts if not each.assignments[0].places]
        holder = next(held for held in everywhere if topic.id in held.topics)
        named = next(each.name for each in directory.contacts if each.assignments[0] == holder)
        expect(page.locator("#hits .name").first).to_have_text(named)
