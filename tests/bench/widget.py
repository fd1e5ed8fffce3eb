"""The widget: bytes, requests, time until it is painted beside plain HTML; the cache before it beside plain files."""

import gzip
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, sync_playwright

from presskontakt.web.widget.script import INTEGRITY, NAME, NEWEST, RELEASED, script_address
from tests.bench.serving import TURNS, ask, requests_a_second
from tests.bench.table import Row
from tests.scale.proxy import nginx, proxy
from tests.server import free_port, start
from tests.web.site import ANSWER, TAG, Host

PAINTS = 15
FILES = """
worker_processes auto;
pid {folder}/nginx.pid;
error_log stderr emerg;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    default_type application/json;
    server {{
        listen 127.0.0.1:{port};
        root {folder};
    }}
}}
"""
# Says when the name of the contact has been painted: the first frame that has it, and then its end.
PAINTED = """<script>
const seen = () => {
  const widget = document.querySelector("press-contacts");
  const name = (widget ? widget.shadowRoot : document)?.querySelector(".name");
  if (!name) requestAnimationFrame(seen);
  else requestAnimationFrame(() => setTimeout(() => { window.painted = performance.now() / 1000 }));
};
requestAnimationFrame(seen);
</script>"""
PLAIN = """<div class="box"><p class="name">Disa Modell</p><p>Presskontakt, smittskydd</p>
<p><a href="tel:+46701740609">070-174 06 09</a></p><p>Kan nås nu, till måndag 2 mars kl. 16.30.</p></div>"""


def rows() -> Iterator[Row]:
    """What one widget costs whoever shows it, and what many cost the cache."""
    script = (RELEASED / NEWEST / NAME).read_bytes()
    yield Row("widget script", len(script), "B")
    yield Row("widget script, gzip", len(gzip.compress(script, 9)), "B", budget="5,000 B")
    with tempfile.TemporaryDirectory() as folder, start(Path(folder)) as service:
        yield from _in_chromium(service.address)
        yield from _through_the_cache(Path(folder), service.address)


def _in_chromium(service: str) -> Iterator[Row]:
    host = Host()
    thread = Thread(target=host.serve_forever)
    thread.start()
    script = f'<script src="{service}{script_address()}" integrity="{INTEGRITY[NEWEST]}" crossorigin="anonymous" async>'
    script += "</script>"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            for many, of in ((1, "one widget"), (100, "100 widgets")):
                yield Row(
                    f"requests of a page with {of}", _shown(browser, host, script + TAG * many)[1], "", budget="2"
                )
            pairs = [(_shown(browser, host, script + TAG)[0], _shown(browser, host, PLAIN)[0]) for _ in range(PAINTS)]
            yield Row("time to first paint of the widget", statistics.median(ours for ours, _ in pairs))
            yield Row("baseline: the same as plain HTML", statistics.median(plain for _, plain in pairs))
    finally:
        host.shutdown()
        thread.join()
        host.server_close()


def _shown(browser: Browser, host: Host, body: str) -> tuple[float, int]:
    """Seconds from the start of the navigation to the paint, in a fresh browser, and requests to the service."""
    host.html = f'<!doctype html><html lang="sv"><meta charset="utf-8"><title>Nyheter</title>{body}{PAINTED}'
    with browser.new_context() as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(host.address)
        painted: float = page.wait_for_function("window.painted").json_value()
        return painted, len([url for url in asked if not url.startswith(host.address)])


def _through_the_cache(folder: Path, service: str) -> Iterator[Row]:
    port = free_port()
    for name in ("cache", "files"):
        (folder / name).mkdir()
    file = folder / "files" / ANSWER.strip("/")
    file.parent.mkdir(parents=True)
    file.write_bytes(ask(service, ANSWER)[2])
    text = FILES.format(folder=folder / "files", port=port)
    with proxy(folder / "cache", [service] * 2) as cache, nginx(folder / "files", text, port) as files:
        pairs = [(requests_a_second(cache + ANSWER), requests_a_second(files + ANSWER)) for _ in range(TURNS)]
    yield Row("answers through the cache of nginx", statistics.median(ours for ours, _ in pairs), "1/s")
    yield Row("baseline: nginx, the same as a file", statistics.median(plain for _, plain in pairs), "1/s")
    yield Row("ratio, answers through the cache", statistics.median(ours / plain for ours, plain in pairs), "")
