"""The contract of the registry, on SQLite and on a real PostgreSQL."""

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select, text

from presskontakt.directory.document import canonical
from presskontakt.directory.model import Contact, Directory, Disclosure, Localized, Publishing, Tombstone
from presskontakt.directory.roster import Absence, Shift, empty_roster
from presskontakt.errors import Code, Conflict, Damaged, InvalidInput, NotFound, Refused
from presskontakt.registry import tables
from presskontakt.registry.database import Database
from presskontakt.registry.drafting import Wish
from presskontakt.registry.gates import Judgement
from presskontakt.registry.ledger import Head, Ledger
from presskontakt.registry.publishing import Registry
from presskontakt.routing.vocabulary import Vocabulary
from tests.registry.conftest import levelled, renamed, renumbered, without

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ANNA, BO = Wish("anna"), Wish("bo")
OTHER = "+46701740620"


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def with_policy(directory: Directory, policy: Publishing) -> Directory:
    return replace(directory, organisation=replace(directory.organisation, publishing=policy))


@pytest.fixture
def published(registry: Registry, directory: Directory) -> Registry:
    """A registry with one revision."""
    registry.publish(directory, ANNA, NOW)
    return registry


def test_what_is_published_is_read_back_byte_for_byte(published: Registry, directory: Directory) -> None:
    stored = published.published("provstad")
    assert canonical(stored.directory()) == canonical(directory)
    assert (stored.revision.number, stored.revision.author, stored.revision.published_at) == (1, "anna", NOW)


@pytest.mark.parametrize("number", [0, -1, 2, 2**31, 10**20])
def test_a_number_that_there_is_not_is_not_found(published: Registry, number: int) -> None:
    with pytest.raises(NotFound):
        published.published("provstad", number)
    with pytest.raises(NotFound):
        published.approve("provstad", number, "bo", NOW)


def test_unchanged_parts_are_shared(published: Registry, directory: Directory) -> None:
    second = published.publish(renamed(directory, "anna", "Anna Ask"), ANNA, later(1)).revision
    first = published.published("provstad", 1).revision
    assert second
    assert second.parent == first.digest
    assert len(set(first.parts) & set(second.parts)) == len(first.parts) - 1


def test_the_same_again_changes_nothing(published: Registry, directory: Directory) -> None:
    outcome = published.publish(directory, BO, later(1))
    assert (outcome.revision, outcome.draft) == (None, None)
    assert published.heads()["provstad"].revision == 1


def test_one_line_in_the_place_of_two_is_a_change(published: Registry, directory: Directory) -> None:
    two, one = (
        replace(directory, organisation=replace(directory.organisation, address=address))
        for address in (("Box 1", "901 89 Provstad"), ("Box 1, 901 89 Provstad",))
    )
    assert published.publish(two, ANNA, later(1)).revision
    assert published.publish(one, ANNA, later(2)).revision
    assert published.published("provstad").directory() == one


def test_of_two_editors_one_gets_a_conflict_and_nothing_is_lost(published: Registry, directory: Directory) -> None:
    mine, theirs = renamed(directory, "anna", "Anna Ask"), renamed(directory, "bo", "Bo Berg")
    outcomes: list[object] = []

    def publish(value: Directory) -> None:
        try:
            outcomes.append(published.publish(value, replace(ANNA, parent=1), later(1)).revision)
        except Conflict as error:
            outcomes.append((error.expected, error.found))

    editors = [threading.Thread(target=publish, args=(value,)) for value in (mine, theirs)]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()
    assert (1, 2) in outcomes
    assert published.heads()["provstad"].revision == 2
    assert published.published("provstad").directory() in (mine, theirs)
    assert not published.verify("provstad").faults


def test_of_two_first_revisions_one_gets_a_conflict(
    registry: Registry, directory: Directory, address: str, words: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_slow_judging, is_quick_done = threading.Event(), threading.Event()
    judge = Registry._judge

    def beside_the_other(self: Registry, ledger: Ledger, value: Directory, *given: Any) -> Judgement:
        if value.contacts[0].name == "Slow":
            is_slow_judging.set()
            is_quick_done.wait(timeout=1)
        else:
            is_slow_judging.wait(timeout=1)
        return judge(self, ledger, value, *given)

    monkeypatch.setattr(Registry, "_judge", beside_the_other)
    outcomes: list[object] = []

    def publish(name: str) -> None:
        database = Database(address)
        try:
            wish = Wish(name, parent=0)
            revision = Registry(database, words).publish(renamed(directory, "anna", name), wish, NOW).revision
            outcomes.append(revision and revision.number)
        except Conflict as error:
            outcomes.append((error.expected, error.found))
        if name == "Quick":
            is_quick_done.set()
        database.close()

    registry.heads()
    editors = [threading.Thread(target=publish, args=(name,)) for name in ("Slow", "Quick")]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()
    assert sorted(map(str, outcomes)) == ["(0, 1)", "1"]


def test_a_first_revision_at_a_date_is_due_then(registry: Registry, directory: Directory) -> None:
    registry.publish(directory, replace(ANNA, due_at=later(10)), NOW)
    assert registry.heads()["provstad"].due_at == later(10)
    assert registry.organisations() == ()
    with pytest.raises(NotFound):
        registry.published("provstad")
    assert [each.state for each in registry.publish_due(later(10))] == ["published"]
    assert registry.organisations() == ("provstad",)


def test_a_conflict_tells_what_others_have_changed(published: Registry, directory: Directory) -> None:
    published.publish(renamed(directory, "anna", "Anna Ask"), ANNA, later(1))
    with pytest.raises(Conflict) as caught:
        published.publish(renamed(directory, "bo", "Bo Berg"), replace(BO, parent=1), later(2))
    told = [(finding.place.label, finding.value) for finding in caught.value.findings[1:]]
    assert told == [("contacts › anna › name", "Anna Ask")]


def test_a_faulty_directory_is_refused_with_every_fault(published: Registry, directory: Directory) -> None:
    with pytest.raises(InvalidInput) as caught:
        published.publish(without(directory, "gun"), ANNA, later(1))
    assert {finding.code for finding in caught.value.findings} == {Code.UNKNOWN_REFERENCE}
    assert published.heads()["provstad"].revision == 1


def test_an_expectation_that_fails_is_refused(published: Registry, directory: Directory) -> None:
    swapped = replace(directory, expectations=(replace(directory.expectations[0], contact="bo"),))
    with pytest.raises(InvalidInput) as caught:
        published.publish(swapped, ANNA, later(1))
    assert [finding.code for finding in caught.value.findings] == [Code.EXPECTATION_FAILED]


def test_a_new_number_waits_an_hour_and_is_then_published(published: Registry, directory: Directory) -> None:
    outcome = published.publish(renumbered(directory, "anna", "mobile", OTHER), ANNA, NOW)
    assert outcome.revision is None
    assert outcome.draft
    assert (outcome.draft.waits_for, outcome.draft.due_at) == ("time", later(60))
    assert published.heads()["provstad"].due_at == later(60)
    assert published.publish_due(later(59)) == []
    assert [draft.state for draft in published.publish_due(later(60))] == ["published"]
    assert published.published("provstad").directory().contacts[0].channels[0].value == OTHER
    assert published.publish_due(later(61)) == []
    assert published.drafts() == ()


def test_a_colleague_lets_it_be_shown_at_once_and_its_author_does_not(
    published: Registry, directory: Directory
) -> None:
    draft = published.publish(renumbered(directory, "anna", "mobile", OTHER), ANNA, NOW).draft
    assert draft
    with pytest.raises(Refused) as caught:
        published.approve("provstad", draft.id, "anna", later(1))
    assert caught.value.finding.code == Code.OWN_DRAFT
    revision = published.approve("provstad", draft.id, "bo", later(1)).revision
    assert revision
    assert (revision.number, revision.author, revision.approver) == (2, "anna", "bo")
    with pytest.raises(Refused) as again:
        published.approve("provstad", draft.id, "bo", later(2))
    assert again.value.finding.code == Code.NOT_WAITING


def test_the_policy_is_that_of_the_parent(published: Registry, directory: Directory) -> None:
    strict = with_policy(directory, Publishing(new_channels="colleague"))
    published.publish(strict, ANNA, later(1))
    lax = with_policy(renumbered(strict, "anna", "mobile", OTHER), Publishing(wait_minutes=0))
    draft = published.publish(lax, ANNA, later(2)).draft
    assert draft
    assert (draft.waits_for, draft.due_at) == ("colleague", None)
    assert published.publish_due(later(10_000)) == []


@pytest.mark.parametrize("what", ["channel", "contact"])
def test_what_had_ended_waits_as_what_is_new(registry: Registry, directory: Directory, what: str) -> None:
    def ending(day: date) -> Directory:
        def ended(each: Contact) -> Contact:
            if what == "contact":
                return replace(each, until_on=day)
            return replace(each, channels=tuple(replace(channel, until_on=day) for channel in each.channels))

        return replace(directory, contacts=tuple(ended(c) if c.id == "bo" else c for c in directory.contacts))

    registry.publish(ending(date(2026, 3, 1)), ANNA, NOW)
    assert registry.publish(ending(date(2026, 12, 31)), ANNA, NOW).draft
    other = ending(date(2026, 3, 2))  # still there today
    assert registry.publish(other, replace(ANNA, note="x", is_emergency=True), NOW).revision
    assert registry.publish(ending(date(2026, 12, 31)), ANNA, NOW).revision


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_published_id_does_not_vanish(published: Registry, directory: Directory) -> None:
    fewer = replace(directory, contacts=without(directory, "bo").contacts, tombstones=())
    with pytest.raises(InvalidInput) as caught:
        published.publish(fewer, ANNA, NOW)
    missing = [each for each in caught.value.findings if each.code == Code.TOMBSTONE_MISSING]
    assert [(each.place.label, each.value) for each in missing] == [
        ("contacts › bo", "bo"),
        (f"{directory.tombstones[0].kind}s › {directory.tombstones[0].id}", directory.tombstones[0].id),
    ]


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("text", "waits"),
    [
        ("Ring oss på 070-174 06 20.", True),
        ("Ring oss på +46 70 174 06 20.", True),
        ("Skriv till press@provstad.example.", True),
        ("Sedan 2026-11-25 bor 250 000 här; 112 vid fara.", False),
    ],
)
def test_a_number_in_a_text_waits_as_one_beside_a_contact(
    published: Registry, directory: Directory, text: str, *, waits: bool
) -> None:
    def saying(about: str) -> Directory:
        return replace(directory, organisation=replace(directory.organisation, about=Localized(about)))

    outcome = published.publish(saying(text), ANNA, NOW)
    assert [each.text for each in outcome.judgement.shown] == ["organisation › about › sv"] * waits
    assert bool(outcome.draft) == waits
    assert published.publish(saying(text), replace(ANNA, note="x", is_emergency=True), NOW).judgement.is_gated == waits
    assert not published.publish(saying(f"{text} Välkommen!"), ANNA, NOW).draft, "it stood there before"


def test_what_ended_long_ago_goes_from_the_roster_by_itself(published: Registry) -> None:
    entries = (
        Absence("anna", "2026-03-02T08:00", "2026-03-03T08:00"),
        Absence("bo", "2026-03-02T08:00", "2026-05-02T08:00"),
    )
    published.set_roster(replace(empty_roster("provstad"), absences=entries), "anna", NOW)
    published.tidy(NOW + timedelta(days=30))
    assert published.heads()["provstad"].roster == 1
    published.tidy(NOW + timedelta(days=32))
    published.tidy(NOW + timedelta(days=33))
    kept = published.stored_roster("provstad")
    assert kept
    assert (kept.number, kept.author, kept.roster().absences) == (2, "presskontakt", entries[1:])
    assert published.entries("provstad")[-1].action == "roster-tidied"


def test_what_hides_does_not_wait(published: Registry, directory: Directory) -> None:
    people = tuple(
        replace(each, channels=each.channels[1:]) if each.id == "anna" else each for each in directory.contacts
    )
    assert published.publish(replace(directory, contacts=people), ANNA, later(1)).revision


def test_a_number_that_was_seen_on_duty_alone_waits_to_be_seen_always(
    published: Registry, directory: Directory
) -> None:
    people = tuple(replace(each, level=Disclosure.DUTY) if each.id == "bo" else each for each in directory.contacts)
    assert published.publish(replace(directory, contacts=people), ANNA, later(1)).revision
    assert published.publish(directory, ANNA, later(2)).draft


def test_an_emergency_waits_for_nobody_and_says_why(published: Registry, directory: Directory) -> None:
    changed = renumbered(directory, "anna", "mobile", OTHER)
    with pytest.raises(Refused) as caught:
        published.publish(changed, Wish("anna", is_emergency=True), later(1))
    assert caught.value.finding.code == Code.NOTE_MISSING
    revision = published.publish(changed, Wish("anna", "telefonen är stulen", is_emergency=True), later(1)).revision
    assert revision
    assert revision.is_emergency
    assert published.entries("provstad")[-1].action == "published-in-emergency"


def test_a_date_is_kept_late_never_early(published: Registry, directory: Directory) -> None:
    wish = replace(ANNA, due_at=later(600))
    draft = published.publish(renamed(directory, "anna", "Anna Ask"), wish, NOW).draft
    assert draft
    assert draft.waits_for == "date"
    published.publish(renamed(directory, "bo", "Bo Berg"), BO, later(10))
    assert published.publish_due(later(599)) == []
    assert [each.state for each in published.publish_due(later(700))] == ["published"]
    names = [contact.name for contact in published.published("provstad").directory().contacts]
    assert names[:2] == ["Anna Ask", "Bo Berg"]


def test_a_date_in_the_past_is_refused(published: Registry, directory: Directory) -> None:
    with pytest.raises(Refused) as caught:
        published.publish(renamed(directory, "anna", "Anna Ask"), replace(ANNA, due_at=NOW), NOW)
    assert caught.value.finding.code == Code.PAST_INSTANT


def test_a_new_number_at_a_date_still_waits_its_time(published: Registry, directory: Directory) -> None:
    changed = renumbered(directory, "anna", "mobile", OTHER)
    draft = published.publish(changed, replace(ANNA, due_at=later(5)), NOW).draft
    assert draft
    assert draft.due_at == later(60)


def test_an_emergency_at_a_date_waits_like_everything_else(published: Registry, directory: Directory) -> None:
    wish = Wish("anna", "telefonen är stulen", due_at=later(1), is_emergency=True)
    draft = published.publish(renumbered(directory, "anna", "mobile", OTHER), wish, NOW).draft
    assert draft
    assert draft.due_at == later(60)


def test_what_two_changes_show_together_has_waited_too(published: Registry, directory: Directory) -> None:
    hidden = levelled(directory, "anna", "mobile", Disclosure.INTERNAL)
    published.publish(hidden, ANNA, NOW)
    assert published.publish(directory, ANNA, NOW).draft
    published.publish(renumbered(hidden, "anna", "mobile", OTHER), replace(ANNA, due_at=later(61)), later(59))
    assert [each.state for each in published.publish_due(later(60))] == ["published"]
    failed = published.publish_due(later(61))
    assert [(each.state, each.problem) for each in failed] == [("failed", "approval-missing")]
    assert published.published("provstad").directory() == directory


def test_a_new_number_at_a_date_needs_the_colleague_first(registry: Registry, directory: Directory) -> None:
    strict = with_policy(directory, Publishing(new_channels="colleague"))
    registry.publish(strict, ANNA, NOW)
    changed = renumbered(strict, "anna", "mobile", OTHER)
    ids = [registry.publish(changed, replace(ANNA, due_at=later(due)), NOW).draft for due in (5, 10)]
    first, second = (draft.id for draft in ids if draft)
    registry.approve("provstad", second, "bo", later(1))
    assert registry.heads()["provstad"].revision == 1
    failed, done = registry.publish_due(later(20))
    assert (failed.id, failed.state, failed.problem) == (first, "failed", "approval-missing")
    assert (done.id, done.state) == (second, "published")


def test_where_two_changes_meet_the_later_fails_and_the_head_stays(published: Registry, directory: Directory) -> None:
    published.publish(renamed(directory, "anna", "Anna Ask"), replace(ANNA, due_at=later(10)), NOW)
    published.publish(renamed(directory, "anna", "Anna Alm"), BO, later(5))
    failed = published.publish_due(later(10))
    assert [(draft.state, draft.problem) for draft in failed] == [("failed", "conflict")]
    assert published.published("provstad").directory().contacts[0].name == "Anna Alm"
    assert [draft.state for draft in published.drafts("provstad")] == ["failed"]
    published.stop("provstad", failed[0].id, "anna", later(11))
    assert published.drafts("provstad") == ()


def test_a_first_revision_at_a_date_fails_where_there_is_one_by_then(registry: Registry, directory: Directory) -> None:
    registry.publish(directory, replace(ANNA, due_at=later(10)), NOW)
    registry.publish(renamed(directory, "anna", "Anna Ask"), BO, later(5))
    assert [(each.state, each.problem) for each in registry.publish_due(later(10))] == [("failed", "conflict")]


def test_damage_fails_the_draft_and_stops_no_other(published: Registry, directory: Directory) -> None:
    other = replace(directory, organisation=replace(directory.organisation, id="annorstad"))
    published.publish(other, ANNA, NOW)
    for each in (other, directory):
        published.publish(renamed(each, "anna", "Anna Ask"), replace(ANNA, due_at=later(10)), NOW)
    with published.database.writing() as connection:
        connection.execute(text("UPDATE revision SET author = 'x' WHERE organisation = 'annorstad'"))
    done = published.publish_due(later(10))
    assert [(each.organisation, each.state, each.problem) for each in done] == [
        ("annorstad", "failed", "damaged"),
        ("provstad", "published", ""),
    ]


def test_two_replicas_tell_of_a_failure_once(
    published: Registry, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    published.publish(renamed(directory, "anna", "Anna Ask"), replace(ANNA, due_at=later(10)), NOW)
    published.publish(renamed(directory, "anna", "Anna Alm"), BO, later(5))
    decide = Ledger.decide

    def after_another(self: Ledger, *given: Any, **named: Any) -> bool:
        assert decide(self, *given, **named)
        return decide(self, *given, **named)

    monkeypatch.setattr(Ledger, "decide", after_another)
    assert published.publish_due(later(10)) == []
    assert "draft-failed" not in {each.action for each in published.entries("provstad")}


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)  # SQLite lets nobody write meanwhile
def test_what_is_read_together_is_of_one_moment(
    published: Registry, address: str, words: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Registry(Database(address), words)
    heads = Ledger.heads

    def after_another(self: Ledger, organisation: str = "") -> dict[str, Head]:
        monkeypatch.setattr(Ledger, "heads", heads)
        other.withdraw("provstad", "anna", "mobile", "bo", NOW)
        return heads(self, organisation)

    monkeypatch.setattr(Ledger, "heads", after_another)
    _, rosters, found = published.current()
    other.database.close()
    assert (rosters, found["provstad"].roster) == ({}, 0)


def test_a_draft_is_stopped_by_anyone(published: Registry, directory: Directory) -> None:
    draft = published.publish(renumbered(directory, "anna", "mobile", OTHER), ANNA, NOW).draft
    assert draft
    published.stop("provstad", draft.id, "bo", later(1))
    assert published.publish_due(later(600)) == []
    assert published.heads()["provstad"].revision == 1


def test_a_roll_back_is_a_revision(published: Registry, directory: Directory) -> None:
    published.publish(renamed(directory, "anna", "Anna Ask"), ANNA, later(1))
    revision = published.roll_back("provstad", 1, BO, later(2)).revision
    assert revision
    assert revision.number == 3
    assert published.published("provstad").directory() == directory


def test_a_roll_back_goes_past_an_erasure_and_what_came_after(published: Registry, directory: Directory) -> None:
    fair = directory.topics[-1]
    newer = replace(directory.contacts[0], id="disa", channels=())
    stones = (Tombstone(fair.id, "topic", fair.successor), Tombstone("bo", "contact", "disa"))
    changed = replace(
        without(directory, "bo"),
        contacts=(*without(directory, "bo").contacts, replace(newer, channels=directory.contacts[1].channels)),
        topics=directory.topics[:-1],
        tombstones=(*directory.tombstones, *stones),
    )
    published.publish(changed, Wish("anna", "i brådskan", is_emergency=True), later(1))
    published.erase("provstad", "bo", "anna", later(2))
    assert published.roll_back("provstad", 1, ANNA, later(3)).revision
    again = published.published("provstad").directory()
    assert fair in again.topics
    gone = Tombstone("bo", "contact"), Tombstone("disa", "contact")
    assert again.tombstones == (*directory.tombstones, *gone)


def test_an_absence_is_set_at_once_and_an_unknown_contact_is_not(published: Registry) -> None:
    away = Absence("anna", "2026-03-02T12:00", "2026-03-03T12:00", "bo")
    roster = replace(empty_roster("provstad"), absences=(away,))
    assert published.set_roster(roster, "anna", NOW).number == 1
    stored = published.stored_roster("provstad")
    assert stored
    assert stored.roster() == roster
    with pytest.raises(InvalidInput):
        published.set_roster(replace(roster, absences=(replace(away, contact="nobody"),)), "anna", NOW)
    with pytest.raises(Conflict):
        published.set_roster(roster, "bo", NOW, parent=0)


def test_a_withdrawn_number_is_on_the_roster_at_once(published: Registry) -> None:
    published.withdraw("provstad", "anna", "mobile", "bo", NOW)
    published.withdraw("provstad", "anna", "mobile", "bo", NOW)
    stored = published.stored_roster("provstad")
    assert stored
    assert [(each.contact, each.channel) for each in stored.roster().withdrawals] == [("anna", "mobile")]
    assert published.heads()["provstad"].roster == 2
    for contact, channel in (("ann", "mobile"), ("anna", "mobil")):
        with pytest.raises(NotFound) as caught:
            published.withdraw("provstad", contact, channel, "bo", NOW)
        assert caught.value.nearest


def test_a_withdrawn_number_does_not_come_back_under_another_id(published: Registry, directory: Directory) -> None:
    anna, *others = directory.contacts
    mobile, email = anna.channels

    def with_numbers(first: str, second: str) -> Directory:
        channels = (replace(mobile, value=first), replace(mobile, id="desk", value=second), email)
        return replace(directory, contacts=(replace(anna, channels=channels), *others))

    published.publish(with_numbers(mobile.value, OTHER), Wish("anna", "i brådskan", is_emergency=True), NOW)
    published.withdraw("provstad", "anna", "mobile", "bo", NOW)
    shown = published.publish(with_numbers(OTHER, mobile.value), ANNA, later(1))
    assert shown.draft
    assert [(each.contact, each.channel) for each in shown.judgement.shown] == [("anna", "desk")]
    same = published.publish(renamed(with_numbers(mobile.value, OTHER), "anna", "Anna Ask"), ANNA, later(2))
    assert same.revision
    other = published.publish(with_numbers("+46701740621", OTHER), ANNA, later(3))
    assert other.draft


def test_roster_entries_go_thirty_days_after_they_end(published: Registry) -> None:
    shifts = (
        Shift("anna", "2026-01-10T08:00", "2026-01-11T08:00"),
        Shift("anna", "2026-02-10T08:00", "2026-02-11T08:00"),
    )
    stored = published.set_roster(replace(empty_roster("provstad"), shifts=shifts), "anna", NOW)
    assert stored.roster().shifts == shifts[1:]


def test_who_is_on_the_roster_does_not_leave_the_directory(published: Registry, directory: Directory) -> None:
    shift = Shift("bo", "2026-03-10T08:00", "2026-03-11T08:00")
    published.set_roster(replace(empty_roster("provstad"), shifts=(shift,)), "anna", NOW)
    with pytest.raises(InvalidInput) as caught:
        published.publish(without(directory, "bo"), ANNA, later(1))
    assert [finding.code for finding in caught.value.findings] == [Code.STILL_ON_ROSTER]


def test_an_erased_person_is_gone_for_good_and_the_chain_holds(
    published: Registry, directory: Directory, address: str
) -> None:
    with pytest.raises(Refused) as caught:
        published.erase("provstad", "bo", "anna", NOW)
    assert caught.value.finding.code == Code.STILL_PUBLISHED
    published.publish(without(directory, "bo"), ANNA, later(1))
    published.publish(directory, replace(ANNA, due_at=later(500)), later(2))
    assert len(published.erase("provstad", "bo", "anna", later(3))) == 1
    told = published.verify("provstad")
    assert told.faults == ()
    assert [(each.at, each.first, each.last) for each in told.erased] == [(later(3), 1, 1)]
    assert "bo" not in {contact.id for contact in published.published("provstad", 1).directory().contacts}
    published.roll_back("provstad", 1, ANNA, later(4))
    assert "bo" not in {contact.id for contact in published.published("provstad").directory().contacts}
    assert published.drafts() == ()
    with pytest.raises(NotFound):
        published.erase("provstad", "nobody", "anna", later(4))
    with published.database.reading() as connection:
        kept = [connection.execute(select(table)) for table in (tables.parts, tables.drafts, tables.audit)]
        told_all = [str(row) for rows in kept for row in rows]
    assert not [row for row in told_all if "Bylund" in row or "'bo'" in row or OTHER in row]
    if not address.startswith("postgresql"):
        published.database.close()
        assert b"Bylund" not in Path(address).read_bytes()


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE part SET body = replace(CAST(body AS TEXT), '701740605', '701740699') WHERE contact = 'anna'",
        "DELETE FROM part WHERE contact = 'anna'",
        "UPDATE revision SET note = 'x' WHERE number = 1",
        "UPDATE revision SET author = 'x' WHERE number = 1",
        "UPDATE revision SET published_at = 'yesterday' WHERE number = 1",
    ],
)
def test_damage_is_told_and_never_shown(published: Registry, harm: str) -> None:
    if published.database.is_postgresql and "CAST" in harm:
        harm = "UPDATE part SET body = overlay(body placing '9'::bytea from length(body) - 40) WHERE contact = 'anna'"
    with published.database.writing() as connection:
        assert connection.execute(text(harm)).rowcount == 1
    with pytest.raises(Damaged):
        published.published("provstad").directory()
    assert published.verify("provstad").faults
    with pytest.raises(Damaged):
        published.withdraw("provstad", "anna", "mobile", "bo", NOW)


def test_a_chain_that_lost_a_link_is_told(published: Registry, directory: Directory) -> None:
    for number in range(3):
        published.publish(renamed(directory, "anna", f"Anna {number}"), ANNA, later(number))
    with published.database.writing() as connection:
        connection.execute(text("DELETE FROM revision WHERE number = 2"))
    assert published.verify("provstad").faults == ("provstad@3: chain",)
    with published.database.writing() as connection:
        connection.execute(text("DELETE FROM revision WHERE number = 4"))
    assert "provstad: head" in published.verify("provstad").faults


def test_a_slip_in_the_name_of_an_organisation_is_answered_with_the_nearest(published: Registry) -> None:
    with pytest.raises(NotFound) as caught:
        published.history("provstadd")
    assert caught.value.nearest == "provstad"


def test_what_is_not_there_is_told(published: Registry) -> None:
    for ask in (
        lambda: published.published("provstad", 9),
        lambda: published.published("nowhere"),
        lambda: published.history("nowhere"),
        lambda: published.approve("provstad", 9, "bo", NOW),
    ):
        with pytest.raises(NotFound):
            ask()


@pytest.mark.usefixtures("published")
def test_a_second_process_sees_the_tables_of_the_first(address: str, words: Vocabulary) -> None:
    other = Database(address)
    assert Registry(other, words).heads()["provstad"].revision == 1
    other.close()


def test_the_file_is_nobody_elses(published: Registry, address: str) -> None:
    if published.database.is_postgresql:
        assert not Path(address).exists()
    else:
        assert Path(address).stat().st_mode & 0o777 == 0o600
