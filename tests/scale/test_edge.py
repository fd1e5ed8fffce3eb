"""A cache before the service, both by a clock that the test holds: nothing outlives its time."""

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from presskontakt.directory.instant import parse_instant
from tests.scale.proxy import proxy
from tests.server import run, seconds_until, start

V1 = "/v1/exempelregionen"
ANSWER = f"{V1}/answers/hospitals.sv.json"
CLOSES = parse_instant("2026-03-02T16:30").at


class Edge:
    """The service behind the proxy that ships; `libfaketime` gives both the time that stands in a file."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self._file = folder / "time"
        self.folder = folder
        self.set(CLOSES - timedelta(hours=1))
        library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
        self.settings = {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "TZ": "UTC",
        }
        service = stack.enter_context(start(folder, settings=self.settings))
        (folder / "proxy").mkdir()
        self.direct = service.address
        self.proxy = stack.enter_context(proxy(folder / "proxy", [service.address] * 2, self.settings))

    def set(self, at: datetime) -> None:
        """Let it be this instant, and stay so."""
        new = self._file.with_suffix(".new")
        new.write_text(f"{at:%Y-%m-%d %H:%M:%S}\n", encoding="ascii")
        new.replace(self._file)

    def ask(self, path: str = ANSWER, *, direct: bool = False) -> tuple[dict[str, str], bytes]:
        where = urlsplit(self.direct if direct else self.proxy)
        with closing(http.client.HTTPConnection(where.hostname or "", where.port, timeout=10)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            assert answer.status == 200
            return {name.lower(): value for name, value in answer.getheaders()}, answer.read()


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    with ExitStack() as stack:
        yield Edge(stack, tmp_path)


def first(body: bytes) -> tuple[str, str]:
    step = json.loads(body)["steps"][0]
    return step["contact"]["id"], step["reach"]


def lifetime(headers: dict[str, str]) -> int:
    told = dict(part.split("=") for part in headers["cache-control"].split(", ") if "=" in part)
    return int(told["max-age"]) + int(told["stale-while-revalidate"])


@pytest.mark.parametrize("asked_before", [3_600, 61, 60, 59, 31, 30, 29, 2, 1])
def test_before_at_and_after_a_change_of_duty_the_cache_gives_the_right_answer(edge: Edge, asked_before: int) -> None:
    edge.set(CLOSES - timedelta(seconds=asked_before))
    headers, before = edge.ask()
    assert first(before)[1] == "now"
    assert lifetime(headers) <= asked_before
    edge.set(CLOSES - timedelta(seconds=1))
    assert edge.ask()[1] == before == edge.ask()[1]
    edge.set(CLOSES)
    after = edge.ask()[1]
    assert after == edge.ask(direct=True)[1]
    assert after != before
    assert json.loads(after)["valid_from"] == json.loads(before)["valid_until"]
    edge.set(CLOSES + timedelta(seconds=40))
    assert edge.ask()[1] == after


def test_what_is_kept_is_not_asked_for_again(edge: Edge) -> None:
    (_, first_body), (_, second) = edge.ask(), edge.ask()
    kept = [each for each in (edge.folder / "proxy" / "cache").rglob("*") if each.is_file()]
    assert first_body == second
    assert len(kept) == 1


def test_counts_do_not_pass_the_proxy(edge: Edge) -> None:
    assert b"presskontakt" in edge.ask("/metrics", direct=True)[1]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{edge.proxy}/metrics")


def test_a_withdrawn_number_is_gone_within_a_minute(edge: Edge) -> None:
    path = f"{V1}/contacts/alva-exempel"
    assert b"070-174 06 05" in edge.ask(path)[1]
    settings = {"PRESSKONTAKT_DATA": str(edge.folder / "data"), **edge.settings}
    done = run("withdraw", "alva-exempel", "mobile", "--organisation", "exempelregionen", settings=settings)
    assert done.returncode == 0, done.stderr
    seconds_until(lambda: b"070-174 06 05" not in edge.ask(path, direct=True)[1])
    edge.set(CLOSES - timedelta(hours=1) + timedelta(seconds=61))  # nginx counts the sixtieth second in
    assert b"070-174 06 05" not in edge.ask(path)[1]


def test_the_clock_is_the_one_that_the_test_holds(edge: Edge) -> None:
    edge.set(CLOSES + timedelta(days=1))
    assert edge.ask("/health/live", direct=True)[0]["date"].startswith("Tue, 03 Mar 2026")
