"""Open pages of the switchboard hear what happens, all of them, and nobody who may not."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from presskontakt.accounts.account import IDLE, LONGEST
from presskontakt.accounts.permission import Role
from presskontakt.accounts.rows import Rows
from presskontakt.accounts.staff import Wanted
from presskontakt.directory.change import SetAbsence, SetHandover
from presskontakt.directory.model import Directory
from presskontakt.errors import Code, Finding, Unavailable
from presskontakt.registry.drafting import Wish
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.web.security import headers_of
from presskontakt.web.switchboard.hub import FIRST_BACK_MS, LAST_BACK_MS, LOOK_EVERY_S, OVER
from tests.accounts.cast import ROOT
from tests.registry.conftest import renamed
from tests.web.switchboard_desk import ADDRESS, SOON_S, Desk, Page

NOTE = SetHandover("Lugnt.")


@pytest.fixture
def desk(tmp_path: Path, directory: Directory, words: Vocabulary) -> Iterator[Desk]:
    desk = Desk(tmp_path, directory, words)
    yield desk
    desk.registry.database.close()


def test_a_page_is_told_how_it_is_at_once(desk: Desk) -> None:
    secret = desk.sign_in("kim")

    async def test() -> None:
        page = await desk.listen(secret)
        assert page.heard[1:] == [("situation", {"revision": 1, "roster": 0, "handover": ""})]
        second = await desk.listen(secret)
        assert second.heard == page.heard

    desk.run(test())


def test_what_one_changes_every_other_hears(desk: Desk) -> None:
    secrets = [desk.sign_in(name) for name in ("kim", "robin")]

    async def test() -> None:
        pages = [await desk.listen(secret) for secret in (*secrets, *secrets)]
        status, told = await desk.press(secrets[0], 0, NOTE)
        assert (status, told["roster"]) == (200, 1)
        await desk.follow()
        for page in pages:
            assert await page.until("situation", 2) == {"revision": 1, "roster": 1, "handover": "Lugnt."}

    desk.run(test())


def test_a_new_revision_is_told_with_its_number(desk: Desk, directory: Directory) -> None:
    secret = desk.sign_in("kim")

    async def test() -> None:
        page = await desk.listen(secret)
        desk.registry.publish(renamed(directory, "anna", "Anna Ask"), Wish("anna"), desk.now)
        await desk.follow()
        assert (await page.until("situation", 2))["revision"] == 2

    desk.run(test())


def test_one_organisation_hears_nothing_of_another(desk: Desk) -> None:
    here, there = desk.sign_in("kim"), desk.sign_in("robin", home="elsewhere")

    async def test() -> None:
        ours = await desk.listen(here)
        theirs = await desk.listen(there, "/switchboard/elsewhere/events")
        await desk.press(here, 0, NOTE)
        await desk.follow()
        await ours.until("situation", 2)
        assert len(theirs.of("situation")) == 1

    desk.run(test())


def test_a_situation_that_time_alone_changes_is_told_within_its_minute(desk: Desk) -> None:
    secret = desk.sign_in("kim")

    class Hourly:
        def situation(self, _organisation: str) -> bytes:
            return str(desk.now.hour).encode()

    async def test() -> None:
        desk.situations = Hourly()
        page = await desk.listen(secret)
        desk.now += timedelta(minutes=29)
        await desk.hub.look()
        desk.now += timedelta(minutes=1)
        await desk.hub.look()
        assert await page.until("situation", 2) == 10
        assert page.of("situation") == [9, 10]

    desk.run(test())


def test_every_page_hears_that_we_are_there(desk: Desk) -> None:
    secret = desk.sign_in("kim")

    async def test() -> None:
        page = await desk.listen(secret)
        await desk.beat()
        await desk.beat()
        assert await page.until("beat", 3) == {"now": "2026-03-02T09:30:00Z"}
        assert len(page.of("beat")) == 3, "one when it opened"
        assert desk.pauses == [LOOK_EVERY_S]

    desk.run(test())


def revoke(desk: Desk) -> None:
    with desk.registry.database.writing() as connection:
        rows = Rows(connection)
        rows.end_sessions(rows.person("provstad", "kim"))


def lower(desk: Desk) -> None:
    with desk.registry.database.writing() as connection:
        rows = Rows(connection)
        rows.change(rows.person("provstad", "kim"), {"role": Role.READER})


def pass_by(desk: Desk, hours: timedelta) -> None:
    desk.now += hours


ENDS: dict[str, Any] = {
    "revoked": revoke,
    "suspended": lambda desk: desk.staff.suspend(ROOT, "provstad", "kim", desk.now, is_suspended=True),
    "another role": lambda desk: desk.staff.change_person(ROOT, Wanted("provstad", "kim", Role.EDITOR), desk.now),
    "too low a role": lower,
    "removed": lambda desk: desk.staff.remove_person(ROOT, "provstad", "kim", desk.now),
    "idle": lambda desk: pass_by(desk, IDLE),
    "expired": lambda desk: pass_by(desk, LONGEST),
}


@pytest.mark.parametrize("how", ENDS)
def test_a_stream_ends_with_its_session_and_says_so(desk: Desk, how: str) -> None:
    secret = desk.sign_in("kim")

    async def test() -> None:
        page = await desk.listen(secret)
        await desk.hub.look()
        ENDS[how](desk)
        await desk.hub.look()
        await page.until_over()
        assert page.heard[-1] == ("over", {})
        assert page.is_whole
        assert (await desk.ask("GET", ADDRESS, secret))[0] in {401, 403}

    desk.run(test())


def test_the_streams_of_others_go_on(desk: Desk) -> None:
    gone, stays = desk.sign_in("kim"), desk.sign_in("robin")

    async def test() -> None:
        leaving, staying = await desk.listen(gone), await desk.listen(stays)
        revoke(desk)
        await desk.hub.look()
        await leaving.until_over()
        await desk.press(stays, 0, NOTE)
        await desk.follow()
        assert (await staying.until("situation", 2))["roster"] == 1
        assert leaving.of("situation") == [{"revision": 1, "roster": 0, "handover": ""}]

    desk.run(test())


def test_an_open_stream_alone_keeps_no_session_alive(desk: Desk) -> None:
    secret = desk.sign_in("kim")

    async def test() -> None:
        for _ in range(8):
            page = await desk.listen(secret)
            page.leave()
            await page.until_over()
            pass_by(desk, IDLE / 8)
        assert (await desk.ask("GET", ADDRESS, secret))[0] == 401

    desk.run(test())


def test_a_press_keeps_a_session_alive(desk: Desk) -> None:
    secret = desk.sign_in("kim")

    async def test() -> None:
        pass_by(desk, IDLE / 2)
        await desk.press(secret, 0, NOTE)
        pass_by(desk, IDLE / 2)
        assert (await desk.listen(secret)).status == 200

    desk.run(test())


def test_a_page_that_comes_while_sessions_are_looked_up_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = desk.sign_in("kim"), desk.sign_in("robin")

    async def test() -> None:
        await desk.listen(first)
        loop, late, find = asyncio.get_running_loop(), list[Page](), desk.signing.roles

        def slowly(*known: Any) -> Any:
            found = find(*known)
            late.append(asyncio.run_coroutine_threadsafe(desk.listen(second), loop).result(5))
            return found

        monkeypatch.setattr(desk.signing, "roles", slowly)
        await desk.hub.look()
        monkeypatch.undo()
        await desk.beat()
        await late[0].until("beat")

    desk.run(test())


def test_without_its_database_the_switchboard_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = desk.sign_in("kim")

    def gone(*_: object) -> None:
        raise Unavailable(Finding(Code.NO_DATABASE, facts={"reason": "gone"}))

    async def test() -> None:
        page = await desk.listen(secret)
        monkeypatch.setattr(desk.signing, "roles", gone)
        await desk.beat()
        await page.until("beat")
        assert page.of("over") == []

    desk.run(test())


def test_a_slow_reader_is_dropped_and_nobody_waits_for_them(desk: Desk) -> None:
    secret = desk.sign_in("kim")

    async def test() -> None:
        slow, quick = await desk.listen(secret, is_slow=True), await desk.listen(secret)
        for number in range(5):
            await desk.press(secret, number, SetHandover(f"Nummer {number}."))
            await desk.follow()
            await quick.until("situation", number + 2)
        for beats in (1, 2):
            await desk.beat()
            await quick.until("beat", beats)
        await slow.until_over()
        assert slow.heard == []
        assert not slow.is_whole

    desk.run(test())


def test_who_falls_behind_hears_only_how_it_is_in_the_end(desk: Desk) -> None:
    secret = desk.sign_in("kim")

    async def test() -> None:
        late, quick = await desk.listen(secret, is_slow=True), await desk.listen(secret)
        for number in range(5):
            await desk.press(secret, number, SetHandover(f"Nummer {number}."))
            await desk.follow()
            await quick.until("situation", number + 2)
        await desk.beat()
        await quick.until("beat")
        late.free.set()
        await late.until("beat")
        assert [data["roster"] for data in late.of("situation")] == [5]
        await desk.beat()
        await late.until("beat", 2)

    desk.run(test())


def test_who_is_slow_and_signed_out_is_cut_off_at_the_next_look(desk: Desk) -> None:
    secret = desk.sign_in("kim")

    async def test() -> None:
        slow = await desk.listen(secret, is_slow=True)
        await (await desk.listen(secret)).until("situation")
        revoke(desk)
        await desk.hub.look()
        await desk.hub.look()
        await slow.until_over()

    desk.run(test())


def test_a_fault_of_one_stream_touches_no_other(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    secret = desk.sign_in("kim")

    async def test() -> None:
        broken, sound = await desk.listen(secret), await desk.listen(secret)

        async def fail(_message: object) -> None:
            raise ValueError("kim")

        (stream,) = [each for each in desk.hub._streams() if each._send == broken.send]
        stream._send = fail
        with caplog.at_level(logging.ERROR):
            await desk.press(secret, 0, NOTE)
            await desk.follow()
            await sound.until("situation", 2)
        await broken.until_over()
        assert [each.facts["fault"].split()[0] for each in caplog.records] == ["ValueError"]  # type: ignore[attr-defined]
        assert len(list(desk.hub._streams())) == 1

    desk.run(test())


def test_an_organisation_that_cannot_be_told_keeps_what_it_has_until_it_can(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    secret = desk.sign_in("kim")

    class Broken:
        def situation(self, _organisation: str) -> bytes:
            raise KeyError("provstad")

    async def test() -> None:
        page = await desk.listen(secret)
        sound, desk.situations = desk.situations, Broken()
        desk.hub.hear("provstad")
        await desk.press(secret, 0, NOTE)
        with caplog.at_level(logging.ERROR):
            await desk.follow()
            desk.now += timedelta(minutes=1)
            await desk.hub.look()
            while not caplog.records:  # noqa: ASYNC110 - a thread of its own fails
                await asyncio.sleep(0)
        desk.situations = sound
        desk.now += timedelta(minutes=1)
        await desk.hub.look()
        assert (await page.until("situation", 2))["roster"] == 1
        assert "provstad" not in caplog.text

    desk.run(test())


def test_who_leaves_is_forgotten(desk: Desk) -> None:
    secret = desk.sign_in("kim")

    async def test() -> None:
        pages = [await desk.listen(secret) for _ in range(3)]
        for page in pages:
            page.leave()
            await page.until_over()
        assert desk.hub._rooms == {}
        assert desk.app.in_flight == 0

    desk.run(test())


def test_who_leaves_while_others_are_told_is_in_nobodys_way(desk: Desk) -> None:
    secret = desk.sign_in("kim")

    async def test() -> None:
        page = await desk.listen(secret)
        (stream,) = desk.hub._streams()
        page.leave()
        await page.until_over()
        stream.tell("over", OVER)
        stream.end("over", OVER)
        stream.cut()
        assert page.of("over") == []

    desk.run(test())


def test_pages_come_back_one_after_the_other(desk: Desk) -> None:
    secret = desk.sign_in("kim")

    async def test() -> None:
        pauses = [(await desk.listen(secret)).retry_ms for _ in range(60)]
        assert all(FIRST_BACK_MS <= each <= LAST_BACK_MS for each in pauses)
        assert len({each // 1_000 for each in pauses}) >= 6

    desk.run(test())


def test_when_the_service_stops_every_stream_ends_and_none_begins(desk: Desk) -> None:
    secret = desk.sign_in("kim")

    async def test() -> None:
        pages = [await desk.listen(secret) for _ in range(3)]
        assert desk.app.in_flight == 0, "nobody waits for streams"
        desk.app.close()
        for page in pages:
            await page.until_over()
            assert page.is_whole
            assert page.of("over") == [], "the page comes back, to the next process"
        late = await desk.listen(secret, is_slow=True)
        late.free.set()
        await late.until_over()
        assert late.is_whole
        assert late.heard == []

    desk.run(test())


def test_a_stream_has_the_headers_of_the_staff_and_no_length(desk: Desk) -> None:
    secret = desk.sign_in("kim")

    async def test() -> None:
        page = await desk.listen(secret)
        own = {name.decode(): value.decode() for name, value in headers_of(ADDRESS, "GET", b"", is_tls=False)}
        assert page.headers == own | {
            "content-type": "text/event-stream; charset=utf-8",
            "cache-control": "no-store",
            "x-accel-buffering": "no",
        }
        head = await desk.listen(secret, method="HEAD")
        await head.until_over()
        assert (head.status, head.heard) == (200, [])

    desk.run(test())


@pytest.mark.parametrize("role", [Role.OFFICER, Role.READER])
def test_who_is_no_operator_hears_nothing(desk: Desk, role: Role) -> None:
    secret = desk.sign_in("kim", role)

    async def test() -> None:
        status, problem, _ = await desk.ask("GET", f"{ADDRESS}?lang=en", secret)
        assert (status, problem["code"]) == (403, "not-permitted")

    desk.run(test())


def test_another_organisation_is_one_that_is_not_there(desk: Desk) -> None:
    secret = desk.sign_in("kim")

    async def test() -> None:
        told = [await desk.ask("GET", f"/switchboard/{name}/events", secret) for name in ("elsewhere", "saknas")]
        assert [status for status, _, _ in told] == [404, 404]
        assert str(told[0][1]).replace("elsewhere", "saknas") == str(told[1][1])

    desk.run(test())


def test_who_is_not_signed_in_is_told_so_in_their_language(desk: Desk) -> None:
    async def test() -> None:
        for lang, title in (("sv", "Du är utloggad"), ("en", "You are signed out")):
            status, problem, headers = await desk.ask("GET", f"{ADDRESS}?lang={lang}", "nobody")
            assert (status, problem["code"], problem["title"]) == (401, "session-over", title)
            assert headers["content-type"] == "application/problem+json"
            assert "www-authenticate" not in headers

    desk.run(test())


def test_one_query_tells_whose_sessions_hold(desk: Desk) -> None:
    secrets = [desk.sign_in(f"kim-{number}") for number in range(5)]

    async def test() -> None:
        for secret in secrets:
            await desk.listen(secret)
        asked: list[str] = []
        from sqlalchemy import event  # noqa: PLC0415 - only here

        event.listen(desk.registry.database._engine, "before_cursor_execute", lambda *known: asked.append(known[2]))
        await desk.hub.look()
        assert [each.split()[0] for each in asked] == ["BEGIN", "SELECT"]

    desk.run(test())


def test_an_absence_is_heard_too(desk: Desk) -> None:
    secret = desk.sign_in("kim")

    async def test() -> None:
        page = await desk.listen(secret)
        await desk.press(secret, 0, SetAbsence("anna", "hour", "bo"))
        await desk.follow()
        assert (await page.until("situation", 2))["roster"] == 1

    desk.run(test())


def test_an_older_situation_never_follows_a_newer_one(desk: Desk) -> None:
    secret = desk.sign_in("kim")
    is_asked, may_answer = threading.Event(), threading.Event()

    class SlowAtFirst:
        numbers = iter(range(1, 10))

        def situation(self, _organisation: str) -> bytes:
            number = next(self.numbers)
            if number == 1:
                is_asked.set()
                may_answer.wait(SOON_S)
            return str(number).encode()

    async def test() -> None:
        page = await desk.listen(secret)
        desk.situations = SlowAtFirst()
        desk.hub.hear("provstad")
        await asyncio.to_thread(is_asked.wait, SOON_S)
        desk.hub.hear("provstad")
        desk.hub.hear("provstad")
        await asyncio.to_thread(lambda: None)
        may_answer.set()
        await page.until("situation", 3)
        await desk.beat()
        await page.until("beat")
        assert page.of("situation")[1:] == [1, 2]

    desk.run(test())
