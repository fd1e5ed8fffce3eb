"""The roster: reading it, and what it says at an instant: duty, swaps, absences, delegates, withdrawn channels."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from presskontakt.directory.duty import Situation
from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import Channel, Directory, Disclosure, Hours
from presskontakt.directory.roster import (
    Absence,
    Override,
    Roster,
    Rotation,
    Shift,
    Withdrawal,
    check_roster,
    read_roster,
)
from presskontakt.errors import Code, InvalidInput
from tests.conftest import NOW

WEEKLY = Rotation("jour", ("anna", "bo", "cia"), "2026-01-05T08:00", when="always")
HEAD = 'format = 1\norganisation = "provstad"\n'


def at(written: str) -> datetime:
    return parse_instant(written).at


def on_duty(directory: Directory, roster: Roster, written: str) -> list[str]:
    return [duty.contact for duty in Situation(directory, roster).on_duty(at(written)).value]


def roster(**parts: object) -> Roster:
    return Roster(organisation="provstad", **parts)  # type: ignore[arg-type]


def test_instants_may_be_written_as_text_or_as_toml() -> None:
    text = '[[shifts]]\ncontact = "anna"\nfrom = 2026-03-01T16:00:00\nuntil = "2026-03-02T08:00"\n'
    (shift,) = read_roster(HEAD + text).shifts

    assert (at(shift.from_at), at(shift.until_at)) == (
        datetime(2026, 3, 1, 15, tzinfo=UTC),
        datetime(2026, 3, 2, 7, tzinfo=UTC),
    )


def test_every_fault_of_a_roster_is_told_with_its_place() -> None:
    text = """
[[absences]]
contact = "anna"
from = "2026-03-29T02:30"
until = "soon"

[[shifts]]
contact = "bo"
from = "2026-03-02T08:00"
until = "2026-03-01T08:00"
"""
    with pytest.raises(InvalidInput) as caught:
        read_roster(HEAD + text, "r.toml")

    assert [(f.code, f.place.pointer) for f in caught.value.findings] == [
        (Code.ENDS_BEFORE_IT_BEGINS, "/shifts/0/until"),
        (Code.NO_SUCH_TIME, "/absences/0/from"),
        (Code.BAD_DATE, "/absences/0/until"),
    ]


def test_what_the_directory_does_not_have_is_told(directory: Directory) -> None:
    broken = Roster(
        organisation="annanstad",
        shifts=(Shift("nobody", "2026-03-01", "2026-03-02", topics=("moon",)),),
        rotations=(WEEKLY,),
        overrides=(Override("jour2", "anna", "2026-03-01", "2026-03-02"),),
        absences=(Absence("anna", "2026-03-01", "2026-03-02", delegate="nobody"),),
        withdrawals=(Withdrawal("anna", "fax"),),
    )
    found = {finding.place.pointer for finding in check_roster(broken, directory)}

    assert found == {
        "/organisation",
        "/shifts/0/contact",
        "/shifts/0/topics/0",
        "/overrides/0/rotation",
        "/absences/0/delegate",
        "/withdrawals/0/channel",
    }
    assert check_roster(roster(rotations=(WEEKLY,)), directory) == ()


@pytest.mark.parametrize(
    ("written", "who"),
    [
        ("2026-01-05T07:59", []),
        ("2026-01-05T08:00", ["anna"]),
        ("2026-01-12T07:59", ["anna"]),
        ("2026-01-12T08:00", ["bo"]),
        ("2026-01-26T08:00", ["anna"]),
        ("2026-03-30T07:59", ["cia"]),  # the clocks went forward the night before
        ("2026-03-30T08:00", ["anna"]),
    ],
)
def test_a_rotation_changes_at_the_same_time_by_the_clock(directory: Directory, written: str, who: list[str]) -> None:
    assert on_duty(directory, roster(rotations=(WEEKLY,)), written) == who


def test_a_rotation_for_closed_hours_rests_while_the_office_is_open(directory: Directory) -> None:
    office = replace(directory.organisation, hours=Hours(weekly=("mon-fri 08:00-16:00",)))
    rotation = replace(WEEKLY, when="closed")
    stated = replace(directory, organisation=office)

    assert on_duty(stated, roster(rotations=(rotation,)), "2026-01-06T12:00") == ["anna"]  # a holiday
    assert on_duty(stated, roster(rotations=(rotation,)), "2026-01-07T12:00") == []
    assert on_duty(stated, roster(rotations=(rotation,)), "2026-01-07T16:00") == ["anna"]


@pytest.mark.parametrize(
    ("action", "contact", "who"),
    [
        ("replace", "dan", ["dan"]),
        ("add", "dan", ["anna", "dan"]),
        ("add", "anna", ["anna"]),
        ("remove", "anna", []),
        ("remove", "dan", ["anna"]),
    ],
)
def test_an_override_changes_a_rotation_while_it_lasts(
    directory: Directory, action: str, contact: str, who: list[str]
) -> None:
    change = Override("jour", contact, "2026-01-06", "2026-01-07", action)  # type: ignore[arg-type]
    changed = roster(rotations=(WEEKLY,), overrides=(change,))

    assert on_duty(directory, changed, "2026-01-06T12:00") == who
    assert on_duty(directory, changed, "2026-01-07T12:00") == ["anna"]


def test_who_is_away_gives_duty_to_the_delegate_and_chains_are_followed(directory: Directory) -> None:
    absences = (
        Absence("anna", "2026-01-05", "2026-01-12", delegate="bo"),
        Absence("bo", "2026-01-07", "2026-01-08", delegate="cia"),
        Absence("cia", "2026-01-10", "2026-01-12", delegate="anna"),
        Absence("bo", "2026-01-10", "2026-01-12", delegate="cia"),
    )
    known = roster(rotations=(WEEKLY,), absences=absences)

    assert on_duty(directory, known, "2026-01-06T12:00") == ["bo"]
    assert on_duty(directory, known, "2026-01-07T12:00") == ["cia"]
    assert on_duty(directory, known, "2026-01-10T12:00") == []  # a chain that comes back leads nowhere


def test_who_has_left_neither_has_duty_nor_stands_in(directory: Directory) -> None:
    leaving = tuple(replace(c, until_on=date(2026, 1, 6)) if c.id == "anna" else c for c in directory.contacts)
    left = replace(directory, contacts=leaving)
    away = roster(absences=(Absence("bo", "2026-01-05", "2026-01-12", delegate="anna"),))

    assert [on_duty(left, roster(rotations=(WEEKLY,)), f"2026-01-0{n}T23:59") for n in (6, 7)] == [["anna"], []]
    for moment, who in (("2026-01-06T23:59", "anna"), ("2026-01-07T00:00", "")):
        absence = Situation(left, away).away("bo", at(moment)).value
        assert absence
        assert absence.stand_in == who


def test_a_fact_says_how_long_it_holds(directory: Directory) -> None:
    known = roster(shifts=(Shift("anna", "2026-03-02T09:00", "2026-03-02T12:00"),))
    found = Situation(directory, known).on_duty(NOW)

    assert [duty.contact for duty in found.value] == ["anna"]
    assert found.holds == (at("2026-03-02T09:00"), at("2026-03-02T12:00"))


def test_a_withdrawn_channel_and_one_of_duty_are_seen_only_when_they_may_be(directory: Directory) -> None:
    duty_number = Channel(id="duty", kind="phone", value="+46701740612", level=Disclosure.DUTY)
    gun = next(contact for contact in directory.contacts if contact.id == "gun")
    with_duty = replace(gun, channels=(*gun.channels, duty_number))
    others = tuple(contact for contact in directory.contacts if contact.id != "gun")
    public = replace(directory, contacts=(*others, with_duty)).public()
    shift = Shift("gun", "2026-03-02T20:00", "2026-03-03T08:00")
    situation = Situation(
        public, roster(shifts=(shift,), withdrawals=(Withdrawal("gun", "mobile", "2026-03-02T21:00"),))
    )

    def seen(written: str) -> list[str]:
        directory = situation.visible(at(written)).value
        return [channel.id for contact in directory.contacts if contact.id == "gun" for channel in contact.channels]

    assert seen("2026-03-02T19:59") == ["mobile"]
    assert seen("2026-03-02T20:00") == ["duty", "mobile"]
    assert seen("2026-03-02T21:00") == ["duty"]
    assert seen("2026-03-03T08:00") == []


def test_after_a_last_working_day_a_contact_is_gone(directory: Directory) -> None:
    leaving = tuple(replace(c, until_on=date(2026, 3, 2)) if c.id == "cia" else c for c in directory.contacts)
    situation = Situation(replace(directory, contacts=leaving).public(), roster())

    assert "cia" in {contact.id for contact in situation.visible(at("2026-03-02T23:59")).value.contacts}
    assert "cia" not in {contact.id for contact in situation.visible(at("2026-03-03T00:00")).value.contacts}


def test_a_rotation_without_contacts_is_nobodys_and_says_for_how_long(directory: Directory) -> None:
    empty = replace(WEEKLY, contacts=(), ends="2026-12-31")
    found = Situation(directory, roster(rotations=(empty,))).on_duty(NOW)

    assert found.value == ()
    assert NOW in found.holds


def test_duty_shows_what_is_of_duty_and_nothing_more_secret(directory: Directory) -> None:
    levels = tuple(
        Channel(id=level.value, kind="phone", value=f"+4670174061{n}", level=level)
        for n, level in enumerate(Disclosure)
    )
    contacts = tuple(replace(c, channels=levels) if c.id == "gun" else c for c in directory.contacts)
    shift = Shift("gun", "2026-03-02T08:00", "2026-03-02T20:00")
    hidden = Shift("hemlig", "2026-03-02T08:00", "2026-03-02T20:00")
    whole = Situation(replace(directory, contacts=contacts), roster(shifts=(shift, hidden)))
    seen = {contact.id: contact for contact in whole.visible(NOW).value.contacts}

    assert [channel.id for channel in seen["gun"].channels] == ["duty", "public"]
    assert "hemlig" not in seen
