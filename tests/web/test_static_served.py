"""The static copy behind nginx, with the configuration that it brings: what the service answers, without it."""

import difflib
import gzip
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from presskontakt.directory.instant import parse_instant
from presskontakt.registry.opening import editions_in_files
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.settings import load_settings
from presskontakt.web.fleet import Fleet
from presskontakt.web.parts import Parts
from presskontakt.web.static.manifest import NAME, read
from presskontakt.web.static.publish import publish
from tests.conftest import NOW
from tests.web.copied import PUBLIC, Answer, Copy, address_of, ask, files_of, served
from tests.web.test_browser import faults_of, runs_over

# What stands on live pages only, or on those of the copy only; everything else is the same, line by line.
ONLY_LIVE = re.compile(
    r"<form|</form|<label|<input|<button|<details|</details|<summary|aria-describedby"
    r"|class=.(hint|reach|note|lead)|<h2>(Pressjour|Press officer on duty|Ämnen|Topics)"
    r"|^<li>.*(logg|log of|minne|memory|fråga|question)"
)
ONLY_COPIED = re.compile(
    r"class=.(agenda|asked|reach|note|hours|links|lead)|href=.#agenda|id=.(agenda|topics)|#topics"
    r"|^<li><p>|^</?ul|^<p><a href=.*/(kontakt|contact)/|<h2>(Pressjour|Press officer on duty)"
    r"|^<p>(Ingen på plats|Nobody is in)|^<li>.*(kopia|Kopian|copy)"
)


def test_every_file_is_what_the_service_answers(copy: Copy, live: str) -> None:
    """Everything under /v1, the description and the style sheet byte by byte, compressed too; pages line by line."""
    files = files_of(copy)
    differing: set[str] = set()
    for name in files:
        path = address_of(name)
        here, there = (ask(address, path, Accept_Encoding="gzip") for address in (copy.address, live))
        assert (here.status, there.status) == (200, 200), path
        assert here.headers["content-type"] == there.headers["content-type"], path
        if whole(here) == whole(there):
            assert here.headers.get("content-encoding") == there.headers.get("content-encoding"), path
            assert here.body == there.body, path
        else:
            differing.add(name)
            assert others_of(whole(there), whole(here)) == [], path
    assert len(files) > 900
    assert all(name.endswith("index.html") for name in differing)
    assert not any("tillganglighet" in name or "accessibility" in name or "schema" in name for name in differing)


def whole(answer: Answer) -> list[str]:
    is_packed = answer.headers.get("content-encoding") == "gzip"
    return (gzip.decompress(answer.body) if is_packed else answer.body).decode().splitlines()


def others_of(live: list[str], copied: list[str]) -> list[str]:
    """Lines that differ and are not among those that may."""
    found = []
    for line in difflib.ndiff(live, copied):
        kind, text = line[:2], line[2:]
        allowed = {"- ": ONLY_LIVE, "+ ": ONLY_COPIED}.get(kind)
        if allowed and text.strip() and not allowed.search(text):
            found.append(line)
    return found


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/en",
        "/exempelregionen/integritet",
        "/exempelregionen/amne/mental-health",
        "/exempelregionen/ram",
        "/en/exempelregionen/frame/mental-health/granasen",
        "/exempelregionen/ram/nothing",
        "/en/exempelregionen/frame/nothing",
        "/en/ram",
        "/v1/organisations",
        "/v1/exempelregionen/contacts/disa-modell.vcf",
        "/v1/exempelregionen/answers/mental-health.sv.json",
        "/v1/exempelregionen/contacts",
        "/schema/openapi.json",
        "/exempelregionen/finns-inte/alls/x",
        "/en/exempelregionen/none/at/all",
        "/v1/exempelregionen/none/at/all",
    ],
)
def test_the_headers_are_those_of_the_service(copy: Copy, live: str, path: str) -> None:
    own = {"date", "server", "etag", "last-modified", "connection", "content-length", "accept-ranges", "keep-alive"}
    own |= {"transfer-encoding"}
    here, there = (ask(address, path) for address in (copy.address, live))
    told, expected = ({n: v for n, v in answer.headers.items() if n not in own} for answer in (here, there))
    if expected["referrer-policy"] == "same-origin":  # that of pages with a form, which the copy has none of
        expected["referrer-policy"] = "no-referrer"

    assert here.status == there.status
    assert told.pop("vary", "Accept-Encoding") == expected.pop("vary", "Accept-Encoding")
    assert told == expected
    assert here.headers["server"] == "nginx"


def test_who_has_a_file_gets_304_and_the_style_sheet_is_for_ever(copy: Copy) -> None:
    path = "/exempelregionen/amne/mental-health"
    tag = ask(copy.address, path).headers["etag"]
    style = next(name for name in copy.manifest.files if name.startswith("static/"))

    assert ask(copy.address, path, If_None_Match=tag).status == 304
    assert "immutable" in ask(copy.address, f"/{style}").headers["cache-control"]
    assert ask(copy.address, "/v1/exempelregionen/contacts?offset=100").status == 404
    assert ask(copy.address, "/v1/exempelregionen/contacts?offset=../../index").status == 200


def test_nothing_is_written_down_about_readers(copy: Copy, tmp_path_factory: pytest.TempPathFactory) -> None:
    mark = "mark0f0reader"
    for path in ("/exempelregionen", f"/{mark}", f"/v1/{mark}.json", f"/exempelregionen/{mark}?q={mark}"):
        ask(copy.address, path, User_Agent=mark, Referer=f"https://{mark}.example/", Cookie=mark)
    folders = (tmp_path_factory.getbasetemp(), copy.folder)

    assert [f for root in folders for f in root.rglob("*") if f.is_file() and mark.encode() in f.read_bytes()] == []


def test_what_the_manifest_tells_is_what_is_served(copy: Copy) -> None:
    assert read(copy.folder / "current" / NAME) == copy.manifest
    assert ask(copy.address, f"/{NAME}").headers["content-type"] == "application/json"


@pytest.fixture(params=["light", "dark"])
def view(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page at the width of a telephone; scripts run, since axe is one."""
    context = browser.new_context(
        viewport={"width": 360, "height": 800}, color_scheme=request.param, bypass_csp=True, java_script_enabled=True
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/exempelregionen",
        "/exempelregionen/amne/mental-health/granasen",
        "/en/exempelregionen/topic/staff",
        "/en/exempelregionen/release/new-ambulance-station",
        "/en/exempelregionen/contact/disa-modell",
        "/exempelregionen/ort/granasen",
        "/exempelregionen/integritet",
        "/exempelregionen/ram/mental-health",
        "/exempelregionen/finns-inte/alls",
    ],
)
def test_no_page_of_the_copy_has_a_fault_that_axe_finds(view: Page, copy: Copy, path: str) -> None:
    view.goto(copy.address + path)

    assert faults_of(view) == []
    assert not runs_over(view)


def test_a_reader_finds_the_person_by_topic_without_a_service_or_a_script(page: Page, copy: Copy) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{copy.address}/exempelregionen")
    expect(page.get_by_role("textbox")).to_have_count(0)
    page.get_by_role("link", name="Psykiatri", exact=True).click()
    expect(page.get_by_role("heading", name="Cleo Testberg")).to_be_visible()
    expect(page.get_by_text("Gäller till måndag 2 mars kl. 16.30.")).to_be_visible()
    page.get_by_role("link", name="Vem som svarar sedan").click()
    expect(page.get_by_text("måndag 2 mars kl. 16.30 – tisdag 3 mars kl. 08.00")).to_be_in_viewport()
    page.get_by_role("link", name="Fatima Prototyp har pressjour").first.click()
    expect(page.get_by_role("heading", name="Fatima Prototyp")).to_be_visible()
    page.get_by_role("link", name="In English").click()
    expect(page.get_by_role("heading", name="Fatima Prototyp")).to_be_visible()

    assert [url for url in asked if not url.startswith(copy.address)] == []
    assert page.context.cookies() == []


def test_a_run_while_it_is_served_is_seen_at_once(
    shared_words: Vocabulary, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("again")
    now = NOW

    def run() -> None:
        fleet = Fleet(shared_words)
        fleet.add(editions_in_files(load_settings(), shared_words, now))
        publish(Parts(fleet, "region-vasterbotten", PUBLIC, lambda: now), root, now, "test")

    run()
    with served(root, tmp_path_factory.mktemp("nginx-again")) as address:
        path = "/exempelregionen/amne/mental-health"
        before = ask(address, path)
        now = parse_instant("2026-03-02T16:30").at + timedelta(seconds=1)
        run()
        after = ask(address, path, If_None_Match=before.headers["etag"])

    assert after.status == 200
    assert after.body.decode().index("Fatima Prototyp") < after.body.decode().index("Cleo Testberg")
