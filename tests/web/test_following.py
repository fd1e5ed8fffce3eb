"""What is published is served within a step, what was served stays, and a start needs no database."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace
from sqlalchemy import text

from presskontakt.directory.model import Directory
from presskontakt.directory.roster import Absence, empty_roster
from presskontakt.errors import Code, Damaged, Finding, Unavailable
from presskontakt.registry.database import Database
from presskontakt.registry.drafting import Wish
from presskontakt.registry.edition import Edition, Unread
from presskontakt.registry.ledger import Head
from presskontakt.registry.publishing import Registry
from presskontakt.registry.snapshot import Snapshots
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.web.app import create_app
from presskontakt.web.fleet import Fleet
from presskontakt.web.following import Follower
from presskontakt.web.front import Front
from presskontakt.web.parts import Parts
from presskontakt.web.published import Published
from tests.conftest import NOW
from tests.registry.conftest import renamed, renumbered

OTHER = "+46701740620"


class Flaky(Registry):
    """A registry whose database can be taken away."""

    is_gone = False

    def heads(self) -> dict[str, Head]:
        if self.is_gone:
            raise Unavailable(Finding(Code.NO_DATABASE, facts={"reason": "gone"}))
        return super().heads()

    def current(self):  # type: ignore[no-untyped-def] # noqa: ANN201 - as inherited
        self.heads()
        return super().current()


class Replica:
    """A service that follows, at a clock that the test moves."""

    def __init__(self, registry: Flaky, words: Vocabulary, folder: Path) -> None:
        self.now: datetime = NOW
        self.registry, self.words, self.folder = registry, words, folder
        snapshots = Snapshots(folder)
        self.fleet = Fleet(words, last_good=snapshots.last_good)
        self.follower = Follower(registry, self.fleet, snapshots, lambda: self.now)
        self.follower.board()

    def name(self, contact: str = "anna") -> str:
        return self.fleet["provstad"].contact(contact, self.now).name

    def client(self) -> TestClient[Front]:
        parts = Parts(self.fleet, "provstad", "", lambda: self.now, troubles=self.follower.troubles)
        return TestClient(create_app(parts), raise_server_exceptions=False)


@pytest.fixture
def registry(tmp_path: Path, words: Vocabulary, directory: Directory) -> Flaky:
    registry = Flaky(Database(str(tmp_path / "registry.sqlite")), words)
    registry.publish(directory, Wish("anna"), NOW)
    return registry


@pytest.fixture
def replica(registry: Flaky, words: Vocabulary, tmp_path: Path) -> Iterator[Replica]:
    yield Replica(registry, words, tmp_path / "snapshots")
    registry.database.close()


def test_a_new_revision_is_taken_up_and_kept_answers_are_not(replica: Replica, directory: Directory) -> None:
    with replica.client() as client:
        assert client.get("/v1/provstad/contacts/anna").json()["name"] == "Anna Andberg"
        replica.registry.publish(renamed(directory, "anna", "Anna Ask"), Wish("anna"), NOW)
        assert client.get("/v1/provstad/contacts/anna").json()["name"] == "Anna Andberg"
        replica.follower.step()
        for path in ("/v1/provstad/contacts/anna", "/provstad", "/", "/en"):
            assert "Anna Ask" in client.get(path).text
            assert "Andberg" not in client.get(path).text
        ready = client.get("/health/ready").json()
    assert ready["organisations"]["provstad"] == {"revision": 2, "roster": 0, "as_of": None}
    assert ready["troubles"] == []


def test_what_is_for_colleagues_only_is_not_held(replica: Replica, directory: Directory) -> None:
    roster = replace(empty_roster("provstad"), handover="Ring Kim om strejken.")
    replica.registry.set_roster(roster, "anna", NOW)
    replica.follower.step()
    served = replica.fleet["provstad"]
    assert served.roster == empty_roster("provstad")
    assert served.directory == directory.public()
    (file,) = replica.folder.iterdir()
    assert "strejken" not in file.read_text()


def test_what_ended_long_ago_goes_from_the_roster_within_an_hour(replica: Replica) -> None:
    ended = Absence("anna", "2026-03-02T08:00", "2026-03-03T08:00")
    replica.registry.set_roster(replace(empty_roster("provstad"), absences=(ended,)), "anna", NOW)
    replica.follower.step()
    replica.now = NOW + timedelta(days=40)
    replica.follower.step()
    replica.follower.step()
    assert replica.fleet["provstad"].roster == empty_roster("provstad")


def test_a_step_without_news_compiles_nothing(replica: Replica) -> None:
    served = replica.fleet["provstad"]
    replica.follower.step()
    assert replica.fleet["provstad"] is served


def test_a_draft_is_published_when_its_time_has_come(replica: Replica, directory: Directory) -> None:
    replica.registry.publish(renumbered(directory, "anna", "mobile", OTHER), Wish("anna"), NOW)
    replica.now = NOW + timedelta(minutes=59)
    replica.follower.step()
    assert replica.registry.heads()["provstad"].revision == 1
    replica.now = NOW + timedelta(minutes=60)
    replica.follower.step()
    assert replica.fleet["provstad"].contact("anna", replica.now).channels[0].value == OTHER


def test_a_draft_that_failed_is_a_trouble_everywhere_until_it_is_stopped(
    replica: Replica, directory: Directory
) -> None:
    due = NOW + timedelta(minutes=10)
    replica.registry.publish(renamed(directory, "anna", "Anna Ask"), Wish("anna", due_at=due), NOW)
    replica.registry.publish(renamed(directory, "anna", "Anna Alm"), Wish("bo"), NOW)
    replica.now = due
    replica.follower.step()
    assert replica.name() == "Anna Alm"
    assert list(replica.follower.troubles) == ["draft provstad"]
    another = Replica(replica.registry, replica.words, replica.folder)
    another.follower.step()
    assert list(another.follower.troubles) == ["draft provstad"]
    replica.registry.stop("provstad", 1, "bo", due)
    for each in (replica, another):
        each.follower.step()
        assert each.follower.troubles == {}


def test_damage_leaves_the_last_good_one_in_service_and_is_told(replica: Replica, directory: Directory) -> None:
    assert replica.name() == "Anna Andberg"
    replica.registry.publish(renamed(directory, "anna", "Anna Ask"), Wish("anna"), NOW)
    with replica.registry.database.writing() as connection:
        connection.execute(text("UPDATE revision SET author = 'x' WHERE number = 2"))
    replica.follower.step()
    assert replica.name() == "Anna Andberg"
    with replica.client() as client:
        assert [each["what"] for each in client.get("/health/ready").json()["troubles"]] == ["damaged provstad"]
    with replica.registry.database.writing() as connection:
        connection.execute(text("UPDATE revision SET author = 'anna' WHERE number = 2"))
    replica.follower.step()
    assert replica.name() == "Anna Ask"
    assert replica.follower.troubles == {}


def test_what_was_damaged_at_the_start_is_unavailable_and_nothing_else(
    registry: Flaky, words: Vocabulary, tmp_path: Path
) -> None:
    with registry.database.writing() as connection:
        connection.execute(text("UPDATE revision SET author = 'x'"))
    replica = Replica(registry, words, tmp_path / "snapshots")
    with pytest.raises(Damaged):
        replica.fleet["provstad"]
    with replica.client() as client:
        assert client.get("/v1/provstad/contacts").status_code == 503
        page = client.get("/provstad")
        assert page.status_code == 503
        assert "Retry-After" in page.headers
        assert client.get("/health/ready").status_code == 200
        assert client.get("/health/live").status_code == 200


def test_what_was_damaged_at_the_start_is_served_as_it_last_was_good(replica: Replica, directory: Directory) -> None:
    replica.registry.publish(renamed(directory, "anna", "Anna Ask"), Wish("anna"), NOW)
    replica.follower.step()
    with replica.registry.database.writing() as connection:
        connection.execute(text("UPDATE part SET salt = body WHERE contact = 'anna'"))
    again = Replica(replica.registry, replica.words, replica.folder)
    assert again.name() == "Anna Ask"
    again.follower.step()
    assert list(again.follower.troubles) == ["damaged provstad"]


def with_neighbour(replica: Replica, directory: Directory) -> None:
    """Publish another organisation, whose id stands first."""
    neighbour = replace(directory, organisation=replace(directory.organisation, id="annorstad"))
    replica.registry.publish(neighbour, Wish("anna"), NOW)


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE revision SET note = CAST(x'c3' AS TEXT)",
        "UPDATE revision SET parts = CAST(parts AS BLOB)",
        "UPDATE revision SET published_at = x'00'",
    ],
)
def test_a_damaged_row_hides_no_other_organisation(replica: Replica, directory: Directory, harm: str) -> None:
    with_neighbour(replica, directory)
    with replica.registry.database.writing() as connection:
        connection.execute(text(f"{harm} WHERE organisation = 'annorstad'"))
    again = Replica(replica.registry, replica.words, replica.folder)
    assert again.name() == "Anna Andberg"
    with pytest.raises(Damaged):
        again.fleet["annorstad"]
    with again.client() as client:
        listed = client.get("/v1/organisations").json()["organisations"]
    assert [each["id"] for each in listed] == ["provstad"]


def test_a_damaged_roster_is_told_and_the_thread_lives(replica: Replica, directory: Directory) -> None:
    with_neighbour(replica, directory)
    away = Absence("anna", "2026-03-02T12:00", "2026-03-03T12:00", "bo")
    replica.registry.set_roster(replace(empty_roster("annorstad"), absences=(away,)), "anna", NOW)
    with replica.registry.database.writing() as connection:
        body = connection.execute(text("SELECT body FROM roster")).scalar_one()
        connection.execute(text("UPDATE roster SET body = :body"), {"body": body.replace(b"03-03", b"03-93")})
    again = Replica(replica.registry, replica.words, replica.folder)
    again.follower.start()
    replica.registry.publish(renamed(directory, "anna", "Anna Ask"), Wish("anna"), NOW)
    for _ in range(200):
        if again.name() == "Anna Ask":
            break
        again.follower._stop.wait(0.05)
    again.follower.stop()
    assert again.name() == "Anna Ask"
    assert list(again.follower.troubles) == ["damaged annorstad"]
    with pytest.raises(Damaged):
        again.fleet["annorstad"]


def test_a_fault_with_one_organisation_does_not_stop_the_others(
    replica: Replica, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_neighbour(replica, directory)
    replica.registry.publish(renamed(directory, "anna", "Anna Ask"), Wish("anna"), NOW)
    put = Fleet.put

    def faulty(self: Fleet, unread: Unread) -> Published:
        if unread.edition.organisation == "annorstad":
            raise RuntimeError
        return put(self, unread)

    monkeypatch.setattr(Fleet, "put", faulty)
    replica.follower.step()
    assert replica.name() == "Anna Ask"
    assert list(replica.follower.troubles) == ["damaged annorstad"]


def test_an_older_edition_that_is_compiled_meanwhile_does_not_replace_a_newer_one(
    replica: Replica, directory: Directory
) -> None:
    newer = Unread(Edition("provstad", 2, NOW, 0), lambda: (renamed(directory, "anna", "Anna Ask").public(), None))
    putting = Thread(target=replica.fleet.put, args=(newer,))

    def read() -> tuple[Directory, None]:
        putting.start()
        putting.join(timeout=0.5)
        return directory.public(), None

    replica.fleet.add({"provstad": Unread(Edition("provstad", 1, NOW, 0), read)})
    replica.fleet["provstad"]
    putting.join()
    assert replica.name() == "Anna Ask"


def test_a_draft_that_raises_does_not_stop_the_following(
    replica: Replica, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    replica.registry.publish(renumbered(directory, "anna", "mobile", OTHER), Wish("anna"), NOW)
    replica.registry.publish(renamed(directory, "anna", "Anna Ask"), Wish("anna"), NOW)
    replica.now = NOW + timedelta(minutes=60)
    monkeypatch.setattr(Registry, "publish_due", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        replica.follower.step()
    assert replica.name() == "Anna Ask"


def test_without_its_database_the_service_goes_on_and_says_so(replica: Replica, directory: Directory) -> None:
    replica.registry.is_gone = True
    replica.follower.step()
    assert replica.name() == "Anna Andberg"
    assert list(replica.follower.troubles) == ["no-database"]
    replica.registry.is_gone = False
    replica.registry.publish(renamed(directory, "anna", "Anna Ask"), Wish("anna"), NOW)
    replica.follower.step()
    assert replica.name() == "Anna Ask"
    assert replica.follower.troubles == {}


def test_a_start_without_the_database_serves_the_last_snapshot(replica: Replica, directory: Directory) -> None:
    replica.registry.publish(renamed(directory, "anna", "Anna Ask"), Wish("anna"), NOW)
    replica.registry.withdraw("provstad", "anna", "mobile", "anna", NOW)
    replica.follower.step()
    replica.registry.is_gone = True
    again = Replica(replica.registry, replica.words, replica.folder)
    assert again.name() == "Anna Ask"
    assert [channel.id for channel in again.fleet["provstad"].contact("anna", NOW).channels] == ["email"]
    with again.client() as client:
        ready = client.get("/health/ready").json()
        assert "Uppgifterna är från måndag 2 mars kl. 10.30." in client.get("/provstad").text
        assert "This is from Monday 2 March at 10:30." in client.get("/en/provstad/contact/anna").text
    assert ready["organisations"]["provstad"] == {"revision": 2, "roster": 1, "as_of": "2026-03-02T09:30:00Z"}
    assert [each["what"] for each in ready["troubles"]] == ["no-database"]
    replica.registry.is_gone = False
    again.follower.step()
    with again.client() as client:
        assert "Uppgifterna är från" not in client.get("/provstad").text
    edition = again.fleet.edition("provstad")
    assert edition
    assert edition.as_of is None


def test_a_snapshot_holds_the_public_value_alone_and_is_nobody_elses(replica: Replica, directory: Directory) -> None:
    replica.registry.publish(renamed(directory, "anna", "Anna Ask"), Wish("anna"), NOW)
    replica.follower.step()
    files = list(replica.folder.iterdir())
    assert [file.name for file in files] == ["provstad@2.0.json"]
    assert files[0].stat().st_mode & 0o777 == 0o600
    content = files[0].read_text(encoding="utf-8")
    assert "Anna Ask" in content
    for hidden in ("Hemlig", "+46701740607", "vaccinerats"):
        assert hidden not in content


@pytest.mark.parametrize("harm", [b"", b"x\n{}", None])
def test_a_damaged_snapshot_is_passed_over(replica: Replica, directory: Directory, harm: bytes | None) -> None:
    replica.registry.publish(renamed(directory, "anna", "Anna Ask"), Wish("anna"), NOW)
    replica.follower.step()
    (file,) = replica.folder.iterdir()
    file.write_bytes(harm if harm is not None else file.read_bytes().replace(b"Anna Ask", b"Anna Alm"))
    assert list(Snapshots(replica.folder).load()) == []


def test_what_a_death_while_saving_left_behind_is_not_served_and_goes(replica: Replica, directory: Directory) -> None:
    for number in range(2, 10):
        replica.registry.publish(renamed(directory, "anna", f"Anna {number}"), Wish("anna"), NOW)
    replica.follower.step()
    (file,) = replica.folder.iterdir()
    old = file.read_bytes()
    replica.registry.publish(renamed(directory, "anna", "Anna Ask"), Wish("anna"), NOW)
    replica.follower.step()
    file.write_bytes(old)
    file.with_suffix(".new").write_bytes(old)
    snapshots = Snapshots(replica.folder)
    assert [each.edition.number for each in snapshots.load()] == [10]
    found = snapshots.last_good("provstad")
    assert found
    assert found.edition.number == 10
    replica.follower._save_all()
    assert [each.name for each in replica.folder.iterdir()] == ["provstad@10.0.json"]


def test_a_full_disk_is_a_trouble_and_no_more(replica: Replica, directory: Directory) -> None:
    replica.folder.mkdir()
    replica.folder.rmdir()
    replica.folder.write_bytes(b"no folder")
    replica.registry.publish(renamed(directory, "anna", "Anna Ask"), Wish("anna"), NOW)
    replica.follower.step()
    assert replica.name() == "Anna Ask"
    assert list(replica.follower.troubles) == ["no-snapshot"]
    replica.folder.unlink()
    replica.registry.publish(renamed(directory, "anna", "Anna Alm"), Wish("anna"), NOW)
    replica.follower.step()
    assert replica.follower.troubles == {}


def test_a_clock_that_runs_backwards_or_far_off_is_a_trouble(replica: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    replica.follower.step()
    assert replica.follower.troubles == {}
    replica.now = NOW - timedelta(seconds=1)
    replica.follower.step()
    assert list(replica.follower.troubles) == ["clock"]
    replica.now = NOW + timedelta(minutes=2)
    replica.follower.step()
    assert replica.follower.troubles == {}
    monkeypatch.setattr(Database, "clock", lambda _: NOW)
    replica.now = NOW + timedelta(minutes=4)
    replica.follower.step()
    assert list(replica.follower.troubles) == ["clock"]


def test_files_that_say_otherwise_are_told_once(replica: Replica, caplog: pytest.LogCaptureFixture) -> None:
    replica.follower.differing = lambda: ["provstad"]
    with caplog.at_level("INFO"):
        replica.follower.start()
        for _ in range(200):
            if "file-differs" in caplog.messages:
                break
            replica.follower._stop.wait(0.02)
        replica.follower.stop()
    assert caplog.messages.count("file-differs") == 1


def test_the_thread_follows_and_stops(replica: Replica, directory: Directory) -> None:
    replica.follower.start()
    replica.registry.publish(renamed(directory, "anna", "Anna Ask"), Wish("anna"), NOW)
    for _ in range(200):
        if replica.name() == "Anna Ask":
            break
        replica.follower._stop.wait(0.05)
    assert replica.name() == "Anna Ask"
    replica.follower.stop()
    assert not replica.follower._thread.is_alive()
