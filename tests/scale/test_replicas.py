"""Two replicas on a real PostgreSQL behind the proxy that ships: what is published on one is read on the other.

Nothing that was answered with success is lost when a process is killed or the database goes away, and readers notice
neither.
"""

import http.client
import json
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.accounts.cast import TOKEN, know_token
from tests.postgresql import Server
from tests.postgresql import serve as serve_postgresql
from tests.scale.proxy import proxy
from tests.server import Service, seconds_until, start

V1 = "/v1/exempelregionen"
CONTACT = f"{V1}/contacts/disa-modell"
A_SECOND = 1.0


class Fleet:
    """PostgreSQL, two replicas and a proxy."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.postgresql: Server = stack.enter_context(serve_postgresql())
        self.settings = {"PRESSKONTAKT_DATABASE": self.postgresql.new_database()}
        know_token(self.settings["PRESSKONTAKT_DATABASE"], "exempelregionen")
        self.replicas = [self._replica(stack, folder, number) for number in (1, 2)]
        (folder / "proxy").mkdir()
        self.proxy = stack.enter_context(proxy(folder / "proxy", [each.address for each in self.replicas]))

    def _replica(self, stack: ExitStack, folder: Path, number: int) -> Service:
        own = folder / f"replica-{number}"
        own.mkdir(exist_ok=True)
        return stack.enter_context(start(own, settings=self.settings))

    def again(self, stack: ExitStack, folder: Path, number: int) -> Service:
        """The replica once more, with the data that it had."""
        return self._replica(stack, folder, number)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def fleet(stack: ExitStack, tmp_path: Path) -> Fleet:
    return Fleet(stack, tmp_path)


def ask(address: str, method: str, path: str, body: object = None, **headers: str) -> tuple[int, dict[str, str], Any]:
    """Status, headers and JSON; status 0 when there was no answer."""
    where = urlsplit(address)
    sent = {"Authorization": f"Bearer {TOKEN}"} | {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(http.client.HTTPConnection(where.hostname or "", where.port, timeout=20)) as connection:
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, sent)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            return 0, {}, None
        told = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, told, json.loads(content) if told.get("content-type", "").endswith("json") else content


def rename(address: str, name: str) -> int:
    """Publish another name for one contact on top of whatever is last; the number, or 0."""
    _, _, listed = ask(address, "GET", f"{V1}/revisions")
    if not listed or "revisions" not in listed:
        return 0
    last = listed["revisions"][0]["number"]
    _, _, directory = ask(address, "GET", f"{V1}/revisions/{last}")
    if not directory or "contacts" not in directory:
        return 0
    for contact in directory["contacts"]:
        contact["name"] = name if contact["id"] == "disa-modell" else contact["name"]
    status, _, told = ask(address, "POST", f"{V1}/revisions", directory, If_Match=f'"{last}"')
    return int(told["revision"]["number"]) if status == 201 else 0


def name_at(address: str) -> str:
    _, _, told = ask(address, "GET", CONTACT)
    return str(told["name"])


def troubles(address: str) -> list[str]:
    status, _, told = ask(address, "GET", "/health/ready")
    assert status == 200
    return [each["what"] for each in told["troubles"]]


def test_what_is_published_on_one_is_read_on_the_other_within_a_second(fleet: Fleet) -> None:
    first, second = (each.address for each in fleet.replicas)
    assert name_at(second) == "Disa Modell"
    taken = []
    for number in range(3):
        assert rename(first, f"Disa {number}")
        taken.append(seconds_until(lambda name=f"Disa {number}": name_at(second) == name))  # type: ignore[misc]
    assert min(taken) < A_SECOND


def test_readers_do_not_notice_that_the_database_is_gone(fleet: Fleet, stack: ExitStack, tmp_path: Path) -> None:
    first, second = (each.address for each in fleet.replicas)
    assert rename(first, "Disa Före")
    seconds_until(lambda: name_at(second) == "Disa Före")
    fleet.postgresql.stop()
    try:
        for address in (first, second, fleet.proxy):
            assert name_at(address) == "Disa Före"
            assert ask(address, "GET", f"{V1}/route?topic=mental-health")[0] == 200
        for address in (first, second):
            seconds_until(lambda here=address: troubles(here) == ["no-database"])  # type: ignore[misc]
        status, headers, told = ask(first, "PUT", f"{V1}/roster", {"organisation": "exempelregionen"}, If_Match='"1"')
        assert (status, told["code"]) == (503, "no-database")
        assert "retry-after" in headers
        fleet.replicas[1].process.send_signal(signal.SIGKILL)
        fleet.replicas[1].process.wait()
        again = fleet.again(stack, tmp_path, 2)
        assert name_at(again.address) == "Disa Före"
        _, _, ready = ask(again.address, "GET", "/health/ready")
        assert ready["organisations"]["exempelregionen"]["as_of"]
    finally:
        fleet.postgresql.start()
    for address in (first, again.address):
        seconds_until(lambda here=address: troubles(here) == [])  # type: ignore[misc]
    assert rename(first, "Disa Efter")
    seconds_until(lambda: name_at(again.address) == "Disa Efter")


def test_a_replica_that_is_killed_loses_nothing_that_was_answered(fleet: Fleet) -> None:
    published: list[int] = []
    is_over = threading.Event()

    def publish(replica: Service, letter: str) -> None:
        number = 0
        while not is_over.is_set():
            number += 1
            if done := rename(replica.address, f"Disa {letter}{number}"):
                published.append(done)

    def kept_reading() -> None:
        while not is_over.is_set():
            status = ask(fleet.proxy, "GET", f"{V1}/route?topic=mental-health&place=granasen")[0]
            unread.append(status) if status != 200 else read.append(status)

    read: list[int] = []
    unread: list[int] = []
    workers = [threading.Thread(target=publish, args=each) for each in zip(fleet.replicas, "AB", strict=True)]
    workers.append(threading.Thread(target=kept_reading))
    for worker in workers:
        worker.start()
    seconds_until(lambda: len(published) > 5)
    fleet.replicas[0].process.send_signal(signal.SIGKILL)
    before = len(published)
    seconds_until(lambda: len(published) > before + 5)
    is_over.set()
    for worker in workers:
        worker.join()
    _, _, listed = ask(fleet.replicas[1].address, "GET", f"{V1}/revisions")
    kept = [each["number"] for each in listed["revisions"]]
    assert set(published) <= set(kept)
    assert len(published) == len(set(published))
    assert kept == list(range(len(kept), 0, -1))
    assert read
    assert unread == []


def test_a_replica_that_is_stopped_under_load_drops_no_request(fleet: Fleet) -> None:
    statuses: list[int] = []
    is_over = threading.Event()

    def read() -> None:
        number = 0
        while not is_over.is_set():
            number += 1
            statuses.append(ask(fleet.proxy, "POST", f"{V1}/route", {"topic": "mental-health"})[0])

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    seconds_until(lambda: len(statuses) > 50)
    fleet.replicas[0].process.send_signal(signal.SIGTERM)
    fleet.replicas[0].process.wait(timeout=15)
    before = len(statuses)
    seconds_until(lambda: len(statuses) > before + 50)
    is_over.set()
    for reader in readers:
        reader.join()
    assert set(statuses) == {200}


def test_the_proxy_keeps_what_may_be_kept_and_nothing_that_needs_a_token(fleet: Fleet, tmp_path: Path) -> None:
    for _ in range(2):
        assert ask(fleet.proxy, "GET", CONTACT, Authorization="")[0] == 200
    for path in (f"{V1}/drafts", f"{V1}/roster", f"{V1}/revisions/1"):
        assert ask(fleet.proxy, "GET", path)[0] == 200
    ask(fleet.proxy, "POST", f"{V1}/route", {"text": "hemligt om sjukhuset"})
    kept = b"".join(each.read_bytes() for each in (tmp_path / "proxy" / "cache").rglob("*") if each.is_file())
    assert b"disa-modell" in kept
    for hidden in (b"expectations", b"rotations", b"hemligt", b"drafts"):
        assert hidden not in kept
    assert (tmp_path / "proxy" / "proxy.log").read_bytes() == b""
