"""Coverage: every kind of finding, on the cast with hours; and that the walk agrees with asking minute by minute."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import Assignment, Channel, Directory, Disclosure, Expectation, Hours, Waiver
from presskontakt.directory.roster import Absence, Override, Roster, Rotation, Shift, Withdrawal
from presskontakt.errors import Code
from presskontakt.routing.coverage import Cell, Coverage, cover, find_holes, keeps_office_hours
from presskontakt.routing.idle import Idle, find_idle
from presskontakt.routing.question import Question
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary

OFFICE = Hours(weekly=("mon-fri 08:00-16:30",))
DAYTIME = Hours(weekly=("mon-fri 08:00-15:00",))
ALWAYS_OPEN = Hours(weekly=("mon-sun 00:00-24:00",), on_holidays=True)
JOUR = Rotation("jour", ("dan", "eva"), "2026-01-05T08:00")
START = parse_instant("2026-03-02T00:00").at


def at(written: str) -> Any:
    return parse_instant(written).at


def covered(
    directory: Directory, words: Vocabulary, roster: Roster | None = None, months: int = 1, **organisation: Any
) -> Coverage:
    changed = replace(directory, organisation=replace(directory.organisation, **organisation))
    return cover(Router(changed.public(), words), roster, START, months, directory.expectations)


def cell(found: Coverage, topic: str, place: str = "", lang: str = "") -> Cell:
    (one,) = (each for each in found.cells if (each.topic, each.place, each.lang) == (topic, place, lang))
    return one


def everybody(directory: Directory, hours: Hours) -> Directory:
    return replace(directory, contacts=tuple(replace(contact, hours=hours) for contact in directory.contacts))


def test_unknown_hours_are_no_hole(directory: Directory, words: Vocabulary) -> None:
    found = covered(directory, words)

    assert {stretch.state for each in found.cells for stretch in each.stretches} == {"unknown"}
    assert set(found.days().values()) == {"unknown"}


def test_hours_that_nobody_keeps_are_holes(directory: Directory, words: Vocabulary) -> None:
    found = covered(everybody(directory, DAYTIME), words, hours=OFFICE)
    holes = cell(found, "care").holes

    assert (holes[0].since, holes[0].until) == (at("2026-03-02T15:00"), at("2026-03-02T16:30"))
    assert {hole.promised for hole in holes} == {"hours"}
    assert len(holes) == 22  # the working days of the month
    assert found.days()[date(2026, 3, 2)] == "hole"
    assert found.days()[date(2026, 3, 7)] == "closed"


LAST_DAY = date(2026, 3, 11)
FALLBACKS: dict[str, dict[str, Any]] = {
    "as it is": {},
    "hours of its own": {"hours": DAYTIME},
    "leaves": {"until_on": LAST_DAY},
    "comes": {"from_on": LAST_DAY},
    "a channel that ends": {"channels": (Channel("m", "phone", "+46701740611", until_on=LAST_DAY),)},
    "a channel that ends and one that stays": {
        "channels": (Channel("m", "phone", "+46701740611", until_on=LAST_DAY), Channel("n", "phone", "+46701740612"))
    },
    "a channel of duty": {"channels": (Channel("m", "phone", "+46701740611", level=Disclosure.DUTY),)},
    "a role with hours": {"assignments": (Assignment("expert"),)},
}


@pytest.mark.parametrize("fallback", FALLBACKS)
def test_a_fallback_who_keeps_office_hours_leaves_no_hole_in_them(
    directory: Directory, words: Vocabulary, fallback: str
) -> None:
    roles = tuple(replace(role, hours=DAYTIME) if role.id == "expert" else role for role in directory.roles)
    changed = replace(
        directory,
        roles=roles,
        organisation=replace(directory.organisation, hours=OFFICE),
        contacts=tuple(
            replace(each, **FALLBACKS[fallback]) if each.id == "gun" else replace(each, hours=DAYTIME)
            for each in directory.contacts
        ),
    )
    found = cover(Router(changed.public(), words), None, START, 1)
    holes = [hole for each in found.cells for hole in each.holes if hole.promised == "hours"]

    assert keeps_office_hours(changed) == (fallback in {"as it is", "a channel that ends and one that stays"})
    assert not holes or not keeps_office_hours(changed)
    assert bool(find_holes(changed, Router(changed.public(), words), START)) == bool(holes)


def test_duty_that_is_promised_and_not_kept_is_a_hole_until_there_is_a_roster(
    directory: Directory, words: Vocabulary
) -> None:
    promised: dict[str, Any] = {"hours": OFFICE, "duty": ALWAYS_OPEN}
    without = covered(directory, words, **promised)
    kept = covered(directory, words, Roster(organisation="provstad", rotations=(JOUR,)), **promised)

    assert {hole.promised for hole in cell(without, "care").holes} == {"duty"}
    assert cell(kept, "care").holes == ()
    assert kept.faults == ()


def test_where_hours_and_duty_overlap_a_hole_is_one_of_the_hours(directory: Directory, words: Vocabulary) -> None:
    found = covered(everybody(directory, DAYTIME), words, hours=OFFICE, duty=ALWAYS_OPEN)
    first, second = [(hole.since, hole.promised) for hole in cell(found, "care").holes][1:3]

    assert first == (at("2026-03-02T15:00"), "hours")
    assert second == (at("2026-03-02T16:30"), "duty")


def test_duty_does_not_make_a_second_contact_of_a_topic(directory: Directory, words: Vocabulary) -> None:
    found = covered(directory, words, Roster(organisation="provstad", rotations=(JOUR,)), hours=OFFICE)

    assert found.single["growth"] == "dan"


def test_stretches_lie_end_to_end(directory: Directory, words: Vocabulary) -> None:
    found = covered(directory, words, hours=OFFICE)
    for each in found.cells:
        assert each.stretches[0].since == found.start
        assert each.stretches[-1].until == found.end
        assert all(a.until == b.since for a, b in zip(each.stretches, each.stretches[1:], strict=False))


def test_a_walk_agrees_with_asking_every_quarter_of_an_hour(directory: Directory, words: Vocabulary) -> None:
    roster = Roster(organisation="provstad", rotations=(JOUR,), absences=(Absence("dan", "2026-03-05", "2026-03-07"),))
    changed = replace(directory, organisation=replace(directory.organisation, hours=OFFICE, duty=ALWAYS_OPEN))
    router = Router(changed, words)
    stretches = cell(cover(router, roster, START, 1), "infection").stretches
    for quarter in range(7 * 96):
        moment = START + timedelta(minutes=15 * quarter)
        steps = router.route(Question(topic="infection"), moment, roster).steps
        is_answered = any(step.reach == "now" and not step.is_fallback for step in steps)
        (stretch,) = (each for each in stretches if each.since <= moment < each.until)
        assert (stretch.state == "answered") is is_answered


def test_a_language_is_covered_by_who_speaks_it(directory: Directory, words: Vocabulary) -> None:
    speaks = {"cia": ("sv",), "anna": ("sv", "fi"), "gun": ("sv",)}
    hours = {"anna": DAYTIME, "cia": OFFICE, "gun": OFFICE}
    contacts = tuple(replace(c, languages=speaks.get(c.id, ("sv",)), hours=hours.get(c.id)) for c in directory.contacts)
    found = covered(replace(directory, contacts=contacts), words, hours=OFFICE)

    assert cell(found, "infection", lang="sv").holes == ()
    assert cell(found, "infection", lang="fi").holes[0].since == at("2026-03-02T15:00")


def test_who_has_stated_no_language_counts_for_each(directory: Directory, words: Vocabulary) -> None:
    contacts = tuple(replace(c, languages=("fi",) if c.id == "eva" else ()) for c in directory.contacts)
    found = covered(replace(directory, contacts=contacts), words, hours=OFFICE)

    assert cell(found, "care", lang="fi").contacts == cell(found, "care").contacts == ("anna",)


def test_topics_with_one_contact_and_contacts_who_are_never_reached(directory: Directory, words: Vocabulary) -> None:
    found = covered(directory.public(), words)

    assert found.single["growth"] == "dan"
    assert "infection" not in found.single
    assert found.unreached == ()
    later = tuple(
        replace(c, assignments=tuple(replace(a, from_on=date(2030, 1, 1)) for a in c.assignments))
        if c.id == "cia"
        else c
        for c in directory.contacts
    )
    assert covered(replace(directory, contacts=later), words).unreached == ("cia",)


def test_assignments_that_bring_nothing_are_told_one_by_one_with_what_is_in_the_way(
    directory: Directory, words: Vocabulary
) -> None:
    held = {
        "anna": (
            Assignment("press-lead", ("care",)),
            Assignment("press-contact", ("care", "growth")),
            Assignment("press-contact", ("growth",), until_on=date(2026, 1, 31)),
        ),
        "cia": (Assignment("press-contact", ("infection",)), Assignment("press-contact", ("fair",))),
        "dan": (Assignment("expert", ("growth",)), Assignment("expert", release="new-ward")),
        "eva": (Assignment("press-contact", release="new-ward"), Assignment("press-contact", ("growth",), ("ostby",))),
    }
    contacts = tuple(replace(c, assignments=held.get(c.id, c.assignments)) for c in directory.contacts)
    found = covered(replace(directory, contacts=contacts), words).idle

    assert found == (
        Idle("anna", 1, "doubled", ("care",)),
        Idle("anna", 2, "over"),
        Idle("cia", 1, "topic-over", ("fair",)),
    )


def test_who_comes_after_five_others_is_shadowed_and_never_reached(directory: Directory, words: Vocabulary) -> None:
    (bo,) = (
        replace(c, assignments=(Assignment("press-contact", ("growth",)),)) for c in directory.contacts if c.id == "bo"
    )
    crowd = tuple(replace(bo, id=f"bo-{n}") for n in range(7))
    found = covered(replace(directory, contacts=(*crowd, *directory.contacts)), words)
    before = tuple(f"bo-{n}" for n in range(5))

    assert [each for each in found.idle if each.why != "over"] == [
        Idle(name, 0, "shadowed", ("growth",), before) for name in ("bo-5", "bo-6", "dan")
    ]
    assert found.unreached == ("bo-5", "bo-6")


def test_who_comes_when_others_are_away_is_not_idle(directory: Directory, words: Vocabulary) -> None:
    (bo,) = (
        replace(c, assignments=(Assignment("press-contact", ("growth",)),)) for c in directory.contacts if c.id == "bo"
    )
    crowd = tuple(replace(bo, id=f"bo-{n}") for n in range(6))
    away = Roster(organisation="provstad", absences=(Absence("bo-0", "2026-03-20", "2026-03-21"),))
    crowded = replace(directory, contacts=(*crowd, *directory.contacts))

    assert "bo-5" in [each.contact for each in covered(crowded, words).idle]
    assert "bo-5" not in [each.contact for each in covered(crowded, words, away).idle]


def test_who_cannot_be_shown_is_hidden_and_who_is_stood_in_for_is_not(directory: Directory, words: Vocabulary) -> None:
    gone = Roster(organisation="provstad", withdrawals=(Withdrawal("cia", "desk"),))
    stood_in_for = Roster(organisation="provstad", absences=(Absence("cia", "2026-01-01", "2027-01-01", "bo"),))

    assert [(each.contact, each.why) for each in covered(directory, words, gone).idle if each.contact == "cia"] == [
        ("cia", "hidden")
    ]
    assert [each.why for each in covered(directory, words, stood_in_for).idle if each.contact == "cia"] == []


@given(data=st.data())
def test_without_an_idle_assignment_no_answer_changes(
    directory: Directory, words: Vocabulary, data: st.DataObject
) -> None:
    """Whatever is assigned: what is told to bring nothing can be removed, and every question gets the same contacts."""
    assignment = st.builds(
        Assignment,
        role=st.sampled_from(["press-lead", "press-contact"]),
        topics=st.lists(
            st.sampled_from(["care", "infection", "growth", "fair"]), min_size=1, max_size=2, unique=True
        ).map(tuple),
        places=st.sampled_from([(), ("ostby",), ("county",)]),
        until_on=st.sampled_from([None, None, date(2026, 2, 1)]),
    )
    contacts = tuple(
        replace(c, assignments=tuple(data.draw(st.lists(assignment, min_size=1, max_size=3))))
        for c in directory.contacts
    )
    held = replace(directory, contacts=contacts).public()
    whole = Router(held, words)
    for idle in find_idle(whole, None, START, START + timedelta(days=2)):
        (contact,) = (c for c in held.contacts if c.id == idle.contact)
        old = contact.assignments[idle.position]
        rest = tuple(topic for topic in old.topics if idle.topics and topic not in idle.topics)
        kept = (replace(old, topics=rest),) if rest else ()
        left = replace(
            contact,
            assignments=(*contact.assignments[: idle.position], *kept, *contact.assignments[idle.position + 1 :]),
        )
        without = Router(replace(held, contacts=tuple(left if c.id == contact.id else c for c in held.contacts)), words)
        for topic, place in product(("care", "infection", "growth"), ("", "ostby", "vastby")):
            answers = (r.route(Question(topic=topic, place=place), START) for r in (whole, without))
            before, after = ([step.contact for step in answer.steps if not step.is_fallback] for answer in answers)
            assert before == after


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"shifts": (Shift("anna", "2026-03-03", "2026-03-04"),)}, ("two-duties", ("anna", "dan"), "2026-03-03")),
        ({"absences": (Absence("dan", "2026-03-03", "2026-03-04"),)}, ("duty-while-away", ("dan",), "2026-03-03")),
        (
            {
                "absences": (
                    Absence("anna", "2026-03-03", "2026-03-05", "bo"),
                    Absence("bo", "2026-03-04", "2026-03-05", "anna"),
                )
            },
            ("nobody-stands-in", ("anna",), "2026-03-04"),
        ),
    ],
)
def test_faults_of_the_roster(
    directory: Directory, words: Vocabulary, parts: dict[str, Any], expected: tuple[str, tuple[str, ...], str]
) -> None:
    rotation = replace(JOUR, contacts=("dan",), when="always")
    found = covered(directory, words, Roster(organisation="provstad", rotations=(rotation,), **parts))
    first = found.faults[0]

    assert (first.fault, first.contacts, first.since) == (*expected[:2], at(expected[2]))


def test_an_override_may_add_somebody(directory: Directory, words: Vocabulary) -> None:
    added = Override("jour", "anna", "2026-03-03", "2026-03-04", "add")
    roster = Roster(organisation="provstad", rotations=(JOUR,), overrides=(added,))

    assert covered(directory, words, roster, hours=OFFICE).faults == ()


def test_an_expectation_that_stops_holding_is_told_with_the_day(directory: Directory, words: Vocabulary) -> None:
    asked = replace(directory, expectations=(Expectation(contact="dan", topic="growth"), *directory.expectations))
    (moved,) = covered(asked, words, months=6).moved

    assert (moved.position, moved.contact, moved.since) == (0, "eva", at("2026-07-01"))


def test_a_hole_in_stated_hours_is_refused_unless_waived_until_a_day(directory: Directory, words: Vocabulary) -> None:
    organisation = replace(directory.organisation, hours=OFFICE)
    stated = replace(everybody(directory, DAYTIME), organisation=organisation)
    found = find_holes(stated, Router(stated.public(), words), START, "a.toml")
    waiver = Waiver(topic="care", until_on=date(2026, 3, 31), note="Vakant.")
    waived = replace(stated, waivers=(waiver,))
    later = find_holes(waived, Router(waived.public(), words), START)

    assert (found[0].code, found[0].value, found[0].place.pointer) == (Code.HOLE_IN_HOURS, "care", "/topics/0")
    assert found[0].facts["since"] == "2026-03-02 15:00"
    assert [f.facts["since"] for f in later if f.place.label == "topics › care"] == ["2026-04-01 15:00"]
    assert find_holes(directory, Router(directory.public(), words), START) == ()


def test_who_is_not_public_covers_nothing(directory: Directory, words: Vocabulary) -> None:
    only = tuple(replace(c, assignments=()) if c.id in {"anna", "bo"} else c for c in directory.contacts)
    stated = replace(directory, organisation=replace(directory.organisation, hours=OFFICE), contacts=only)

    assert "hemlig" not in cell(covered(stated, words), "care").contacts
    assert cell(covered(stated, words, hours=OFFICE), "care").stretches[1].state == "fallback"
