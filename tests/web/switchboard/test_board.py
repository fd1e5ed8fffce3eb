"""What a page of the switchboard holds: everything that operators may see, nothing else, and true at every instant."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from presskontakt.directory.model import Directory, Disclosure
from presskontakt.directory.roster import Absence, Roster, Rotation, Withdrawal
from presskontakt.errors import Code, Finding, NotFound, Unavailable
from presskontakt.registry.database import Database
from presskontakt.registry.drafting import Wish
from presskontakt.registry.publishing import Registry
from presskontakt.registry.revision import Stored
from presskontakt.routing.question import Question
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.web.switchboard.board import board_of, seen_by_operators
from presskontakt.web.switchboard.boards import MOST_KEPT, Boards
from presskontakt.web.switchboard.situation import AHEAD, Situation, State, Watch
from tests.conftest import NOW
from tests.registry.conftest import renumbered

TEL = "tel:{number}"
ROSTER = Roster(
    organisation="exempelregionen",
    rotations=(Rotation("jour", ("alva-exempel", "disa-modell"), "2026-01-05T08:00"),),
    absences=(Absence("cleo-testberg", "2026-03-02T13:00", "2026-03-03T10:00", delegate="alva-exempel"),),
    withdrawals=(Withdrawal("disa-modell", "mobile", "2026-03-02T12:00", "2026-03-02T15:00"),),
    handover="Lugnt pass.",
)


@pytest.fixture(scope="module")
def router(demo_directory: Directory, shared_words: Vocabulary) -> Router:
    """The demo organisation as operators see it."""
    return Router(seen_by_operators(demo_directory), shared_words)


@pytest.fixture
def registry(tmp_path: Path, demo_directory: Directory, words: Vocabulary) -> Iterator[Registry]:
    """A registry with the demo organisation in it."""
    database = Database(str(tmp_path / "registry.sqlite"))
    registry = Registry(database, words)
    demo = replace(demo_directory, expectations=())
    topics = tuple(replace(topic, concepts=()) for topic in demo.topics)
    registry.publish(replace(demo, topics=topics), Wish("start"), NOW)
    yield registry
    database.close()


@pytest.fixture
def boards(registry: Registry) -> Boards:
    """Boards over that registry."""
    return Boards(registry, lambda: NOW, TEL)


def read(content: bytes) -> dict[str, Any]:
    """A JSON object."""
    found: dict[str, Any] = msgspec.json.decode(content)
    return found


def test_operators_see_what_is_for_the_switchboard_and_nothing_internal(directory: Directory) -> None:
    board = board_of(directory, 1, TEL)
    cards = {card.id: card for card in board.contacts}

    assert [channel.level for channel in cards["hemlig"].channels] == ["switchboard"]
    assert [channel.id for channel in cards["cia"].channels] == ["desk"]
    assert b"070-174 06 07" not in msgspec.json.encode(board)


def test_an_internal_contact_is_not_there(directory: Directory) -> None:
    contacts = tuple(replace(c, level=Disclosure.INTERNAL) if c.id == "bo" else c for c in directory.contacts)
    hidden = replace(directory, contacts=contacts)

    assert "bo" not in {card.id for card in board_of(hidden, 1, TEL).contacts}
    assert "bo" not in {contact.id for contact in seen_by_operators(hidden).contacts}


def test_a_number_is_told_for_the_eye_the_ear_and_the_telephone(directory: Directory) -> None:
    (desk,) = next(card for card in board_of(directory, 1, TEL).contacts if card.id == "cia").channels

    assert desk.display == "08-465 004 10 ankn 12"
    assert desk.spoken == "0 8, 4 6 5, 0 0 4, 1 0, 1 2"
    assert desk.href == "tel:+46846500410;ext=12"


@pytest.mark.parametrize(
    ("dial", "link"),
    [
        ("callto:{number}", "callto:+46701740606"),
        ("sip:{number}@telephony.example", "sip:+46701740606@telephony.example"),
    ],
)
def test_another_telephone_is_dialled_by_its_own_links(directory: Directory, dial: str, link: str) -> None:
    (mobile,) = next(card for card in board_of(directory, 1, dial).contacts if card.id == "bo").channels

    assert mobile.href == link


def test_a_card_says_what_somebody_answers_for_in_both_languages(demo_directory: Directory) -> None:
    bo = board_of(demo_directory, 1, TEL).contacts[1]

    assert bo.duties == (
        (
            "presskontakt: Sjukhusen, Hälsocentraler och tandvård (Granåsen)",
            "press contact: Hospitals, Primary and dental care (Granåsen)",
        ),
    )


def held(situation: Situation, course: int, at: datetime) -> int:
    """What holds at an instant, found as the page finds it."""
    return next(what for until, what in situation.courses[course] if until is None or at < until)


def state_of(situation: Situation, contact: int, at: datetime) -> State:
    return situation.states[held(situation, situation.contacts[contact], at)]


@given(
    since=st.integers(0, 14 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    later=st.integers(0, int(AHEAD.total_seconds()) - 1).map(lambda seconds: timedelta(seconds=seconds)),
)
def test_what_is_foreseen_is_what_then_holds(router: Router, since: datetime, later: timedelta) -> None:
    foreseen, then = Watch(router, ROSTER, since).situation(), Watch(router, ROSTER, since + later).situation()

    for position in range(len(foreseen.contacts)):
        assert state_of(foreseen, position, since + later) == state_of(then, position, since + later)
    for position, topic in enumerate(router.directory.topics):
        chain = foreseen.chains[held(foreseen, foreseen.topics[position], since + later)]
        decision = router.route(Question(topic=topic.id), since + later, ROSTER)
        names = [router.directory.contacts[link.contact].id for link in chain]
        assert names == [step.contact for step in decision.steps]


def test_a_state_tells_who_is_away_who_stands_in_and_what_is_hidden(router: Router) -> None:
    situation = Watch(router, ROSTER, NOW).situation()
    noon = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
    cleo, disa = state_of(situation, 2, noon), state_of(situation, 3, noon)

    assert (cleo.is_away, cleo.stand_in) == (True, 0)
    assert cleo.told[0] == "Cleo Testberg kan inte nås och är åter tisdag 3 mars 2026 kl. 10.00."
    assert disa.hidden == ("mobile",)
    assert state_of(situation, 2, NOW).is_away is False


def test_who_has_left_is_not_there(demo_directory: Directory, words: Vocabulary) -> None:
    contacts = tuple(
        replace(contact, until_on=NOW.date()) if contact.id == "erik-mall" else contact
        for contact in demo_directory.contacts
    )
    topics = tuple(replace(topic, concepts=()) for topic in demo_directory.topics)
    leaving = replace(demo_directory, contacts=contacts, topics=topics)
    router = Router(seen_by_operators(leaving), words)
    situation = Watch(router, None, NOW).situation()

    assert state_of(situation, 4, NOW).is_there
    tomorrow = NOW + timedelta(days=1)
    assert not state_of(Watch(router, None, tomorrow).situation(), 4, tomorrow).is_there


def test_a_board_is_that_of_the_last_revision(registry: Registry, boards: Boards) -> None:
    assert read(boards.board("exempelregionen"))["board"]["revision"] == 1
    changed = renumbered(registry.published("exempelregionen").directory(), "erik-mall", "mobile", "+46701740690")
    registry.publish(changed, Wish("anna", "Nytt nummer", is_emergency=True), NOW)

    board = read(boards.board("exempelregionen"))["board"]
    assert board["revision"] == 2
    assert board["contacts"][4]["channels"][0]["display"] == "070-174 06 90"
    assert read(boards.situation("exempelregionen"))["revision"] == 2


def test_a_situation_is_that_of_the_last_roster(registry: Registry, boards: Boards) -> None:
    before = read(boards.situation("exempelregionen"))
    assert (before["roster"], before["handover"]) == (0, "")
    registry.set_roster(ROSTER, "anna", NOW)
    after = read(boards.situation("exempelregionen"))

    assert (after["roster"], after["handover"]) == (1, "Lugnt pass.")


def test_changes_that_nobody_saw_one_by_one_are_everybodys(registry: Registry, boards: Boards) -> None:
    boards.situation("exempelregionen")
    registry.set_roster(ROSTER, "anna", NOW)
    registry.set_roster(replace(ROSTER, handover="Mycket att göra."), "bo", NOW)

    assert {change["by"] for change in read(boards.situation("exempelregionen"))["changes"]} == {"anna, bo"}
    registry.set_roster(replace(ROSTER, handover="Lugnt igen."), "cia", NOW)
    assert read(boards.situation("exempelregionen"))["changes"][0]["by"] == "cia"


def test_without_the_registry_it_is_as_it_was(
    registry: Registry, boards: Boards, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = boards.board("exempelregionen")

    def gone(*_: object) -> None:
        raise Unavailable(Finding(Code.UNAVAILABLE))

    monkeypatch.setattr(registry, "numbers", gone)
    assert boards.board("exempelregionen") == before
    with pytest.raises(Unavailable):
        Boards(registry, lambda: NOW, TEL).board("exempelregionen")


def test_an_organisation_that_is_not_there_is_not_found(boards: Boards) -> None:
    with pytest.raises(NotFound):
        boards.board("nowhere")


def test_boards_that_nobody_looks_at_are_let_go(
    registry: Registry, boards: Boards, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo = registry.published("exempelregionen").directory()
    for number in range(MOST_KEPT + 1):
        organisation = replace(demo.organisation, id=f"region-{number}")
        registry.publish(replace(demo, organisation=organisation), Wish("start"), NOW)
        boards.board(f"region-{number}")
    compiled: list[str] = []
    published = registry.published

    def noted(name: str) -> Stored:
        compiled.append(name)
        return published(name)

    monkeypatch.setattr(registry, "published", noted)
    boards.board("region-1")
    boards.board("region-0")

    assert compiled == ["region-0"]
