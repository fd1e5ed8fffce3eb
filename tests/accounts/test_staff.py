"""What staff do: each verb for who may and who may not, on SQLite and on a real PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import msgspec
import pytest

from presskontakt.accounts.permission import Actor, Role
from presskontakt.accounts.staff import Staff, Wanted
from presskontakt.directory.change import SetHandover
from presskontakt.directory.document import read_document
from presskontakt.directory.model import Directory
from presskontakt.directory.roster import empty_roster
from presskontakt.errors import Code, InvalidInput, NotFound, Refused
from presskontakt.registry.drafting import Wish
from presskontakt.registry.publishing import Registry
from tests.accounts.cast import ROOT
from tests.conftest import NOW
from tests.registry.conftest import renamed, renumbered

OTHER = "+46701740620"


def actor(role: Role, organisation: str = "provstad", contact: str = "") -> Actor:
    return Actor(role.value, organisation, role, contact)


Verb = Callable[[Staff, Actor, Directory], object]
VERBS: dict[str, tuple[Role, Verb]] = {
    "revision": (Role.READER, lambda staff, who, _: staff.revision(who, "provstad", 1)),
    "judge": (Role.READER, lambda staff, who, directory: staff.judge(who, directory, NOW)),
    "drafts": (Role.READER, lambda staff, who, _: staff.drafts(who, "provstad")),
    "roster": (Role.READER, lambda staff, who, _: staff.roster(who, "provstad")),
    "set_roster": (Role.OPERATOR, lambda staff, who, _: staff.set_roster(who, empty_roster("provstad"), NOW, 0)),
    "change_roster": (
        Role.OPERATOR,
        lambda staff, who, _: staff.change_roster(who, "provstad", SetHandover("Lugnt."), NOW, 0),
    ),
    "withdraw": (Role.OPERATOR, lambda staff, who, _: staff.withdraw(who, "provstad", "anna", "mobile", NOW)),
    "publish": (Role.EDITOR, lambda staff, who, directory: staff.publish(who, directory, Wish(""), NOW)),
    "emergency": (
        Role.PUBLISHER,
        lambda staff, who, directory: staff.publish(who, directory, Wish("", "x", is_emergency=True), NOW),
    ),
    "date": (
        Role.PUBLISHER,
        lambda staff, who, directory: staff.publish(who, directory, Wish("", due_at=NOW + timedelta(days=1)), NOW),
    ),
    "approve": (Role.PUBLISHER, lambda staff, who, _: staff.approve(who, "provstad", 99, NOW)),
    "stop": (Role.PUBLISHER, lambda staff, who, _: staff.stop(who, "provstad", 99, NOW)),
    "entries": (Role.ADMINISTRATOR, lambda staff, who, _: staff.entries(who, "provstad")),
    "people": (Role.ADMINISTRATOR, lambda staff, who, _: staff.people(who, "provstad")),
    "tokens": (Role.ADMINISTRATOR, lambda staff, who, _: staff.tokens(who, "provstad")),
    "add_person": (
        Role.ADMINISTRATOR,
        lambda staff, who, _: staff.add_person(who, Wanted("provstad", "ny", Role.READER), NOW),
    ),
    "change_person": (
        Role.ADMINISTRATOR,
        lambda staff, who, _: staff.change_person(who, Wanted("provstad", "ingen", Role.READER), NOW),
    ),
    "suspend": (
        Role.ADMINISTRATOR,
        lambda staff, who, _: staff.suspend(who, "provstad", "ingen", NOW, is_suspended=True),
    ),
    "remove_person": (Role.ADMINISTRATOR, lambda staff, who, _: staff.remove_person(who, "provstad", "ingen", NOW)),
    "new_link": (Role.ADMINISTRATOR, lambda staff, who, _: staff.new_link(who, "provstad", "ingen", NOW)),
    "add_token": (
        Role.ADMINISTRATOR,
        lambda staff, who, _: staff.add_token(who, Wanted("provstad", "ny", Role.READER), 1, NOW),
    ),
    "remove_token": (Role.ADMINISTRATOR, lambda staff, who, _: staff.remove_token(who, "provstad", "ingen", NOW)),
    "export": (Role.ADMINISTRATOR, lambda staff, who, _: staff.export(who, "provstad", NOW)),
}
AboutSomethingElse = NotFound  # a draft 99, a person called "ingen": whoever may ask is told that they are not there
OF_EVERYONE = {"numbers", "near_link"} | {"refuse_reading", "refuse_drafting", "refuse_setting_roster"}


def test_no_verb_is_forgotten() -> None:
    verbs = {name for name in vars(Staff) if not name.startswith("_")}
    assert verbs == (VERBS.keys() - {"emergency", "date"}) | OF_EVERYONE


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("role", Role)
def test_every_verb_asks_who_does_it(staff: Staff, directory: Directory, name: str, role: Role) -> None:
    least, verb = VERBS[name]
    ranks = list(Role)
    if ranks.index(role) < ranks.index(least):
        with pytest.raises(Refused) as caught:
            verb(staff, actor(role), directory)
        assert caught.value.finding.code == Code.NOT_PERMITTED
    else:
        with suppress(AboutSomethingElse):
            verb(staff, actor(role), directory)
    with pytest.raises(NotFound) as stranger:
        verb(staff, actor(role, "elsewhere"), directory)
    assert (stranger.value.kind, stranger.value.name, stranger.value.nearest) == ("organisation", "provstad", "")


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_only_who_may_everything_gets_a_link_for_this_machine(staff: Staff) -> None:
    with pytest.raises(NotFound):
        staff.near_link(actor(Role.ADMINISTRATOR), NOW)


def test_what_an_editor_writes_waits_for_a_publisher(staff: Staff, directory: Directory) -> None:
    editor, publisher = actor(Role.EDITOR), actor(Role.PUBLISHER)
    outcome = staff.publish(editor, renamed(directory, "anna", "Anna Ask"), Wish("somebody else"), NOW)
    assert outcome.draft
    assert (outcome.draft.author, outcome.draft.waits_for) == ("editor", "colleague")
    assert staff.approve(publisher, "provstad", outcome.draft.id, NOW).revision


def test_an_editor_stops_their_own_draft_only(staff: Staff, directory: Directory) -> None:
    editor, other = actor(Role.EDITOR), Actor("other", "provstad", Role.EDITOR)
    draft = staff.publish(editor, renamed(directory, "anna", "Anna Ask"), Wish(""), NOW).draft
    assert draft
    with pytest.raises(Refused) as caught:
        staff.stop(other, "provstad", draft.id, NOW)
    assert caught.value.finding.code == Code.NOT_PERMITTED
    assert staff.stop(editor, "provstad", draft.id, NOW) == ()


def test_the_author_is_who_acts_whatever_is_said(staff: Staff, directory: Directory) -> None:
    outcome = staff.publish(actor(Role.PUBLISHER), renumbered(directory, "anna", "mobile", OTHER), Wish("bo"), NOW)
    assert outcome.draft
    assert outcome.draft.author == "publisher"
    with pytest.raises(Refused):
        staff.approve(actor(Role.PUBLISHER), "provstad", outcome.draft.id, NOW)


def test_an_officer_hides_what_is_theirs(staff: Staff) -> None:
    officer = actor(Role.OFFICER, contact="anna")
    assert staff.withdraw(officer, "provstad", "anna", "mobile", NOW).number == 1
    with pytest.raises(Refused):
        staff.withdraw(officer, "provstad", "bo", "mobile", NOW)
    with pytest.raises(NotFound):
        staff.withdraw(officer, "provstad", "anna", "fax", NOW)


def test_an_organisation_keeps_an_administrator(staff: Staff) -> None:
    for name in ("anna", "bo"):
        staff.add_person(ROOT, Wanted("provstad", name, Role.ADMINISTRATOR), NOW)
    anna = Actor("anna", "provstad", Role.ADMINISTRATOR)
    staff.suspend(anna, "provstad", "bo", NOW, is_suspended=True)
    for act in (
        lambda: staff.suspend(anna, "provstad", "anna", NOW, is_suspended=True),
        lambda: staff.remove_person(anna, "provstad", "anna", NOW),
        lambda: staff.change_person(anna, Wanted("provstad", "anna", Role.PUBLISHER), NOW),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.finding.code == Code.LAST_ADMINISTRATOR
    staff.remove_person(anna, "provstad", "bo", NOW)
    staff.change_person(anna, Wanted("provstad", "anna", Role.ADMINISTRATOR, "anna"), NOW)


def test_an_organisation_keeps_an_administrator_when_all_are_removed_at_once(staff: Staff) -> None:
    names = [f"anna{number}" for number in range(6)]
    for name in names:
        staff.add_person(ROOT, Wanted("provstad", name, Role.ADMINISTRATOR), NOW)

    together = Barrier(6)

    def remove(name: str) -> None:
        together.wait()
        with suppress(Refused):
            staff.remove_person(ROOT, "provstad", name, NOW)

    with ThreadPoolExecutor(6) as many:
        list(many.map(remove, names))
    assert len(staff.people(ROOT, "provstad")) == 1


def test_a_name_that_many_want_at_once_is_ones(staff: Staff) -> None:
    def add(number: int) -> bool:
        try:
            if number % 2:
                staff.add_person(ROOT, Wanted("provstad", "anna", Role.READER), NOW)
            else:
                staff.add_token(ROOT, Wanted("provstad", "anna", Role.READER), 1, NOW)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(6) as many:
        assert list(many.map(add, range(6))).count(True) == 1


@pytest.mark.parametrize("organisation", ["\0", "x" * 65, "Å", "a b", "a\n"])
def test_what_no_organisation_can_be_called_is_not_there(staff: Staff, organisation: str) -> None:
    for act in (
        lambda: staff.people(ROOT, organisation),
        lambda: staff.drafts(ROOT, organisation),
        lambda: staff.roster(ROOT, organisation),
        lambda: staff.add_person(ROOT, Wanted(organisation, "anna", Role.READER), NOW),
    ):
        with pytest.raises(NotFound) as caught:
            act()
        assert caught.value.kind == "organisation"


@pytest.mark.parametrize(
    ("name", "code"),
    [(" ", Code.EMPTY), ("x" * 101, Code.TOO_LONG), ("an\u200bna", Code.HIDDEN_CHARACTER)],
)
def test_a_name_is_one_that_can_be_read(staff: Staff, name: str, code: Code) -> None:
    with pytest.raises(InvalidInput) as caught:
        staff.add_person(ROOT, Wanted("provstad", name, Role.READER), NOW)
    assert [each.code for each in caught.value.findings] == [code]


def test_a_name_is_one_persons_or_one_programs(staff: Staff) -> None:
    staff.add_person(ROOT, Wanted("provstad", "Anna", Role.READER), NOW)
    staff.add_person(ROOT, Wanted("elsewhere", "anna", Role.READER), NOW)
    for act in (
        lambda: staff.add_person(ROOT, Wanted("provstad", "ANNA ", Role.READER), NOW),
        lambda: staff.add_token(ROOT, Wanted("provstad", "anna", Role.READER), 1, NOW),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.finding.code == Code.NAME_TAKEN


@pytest.mark.parametrize("days", [0, -1, 732])
def test_a_token_does_not_last_for_ever(staff: Staff, days: int) -> None:
    with pytest.raises(InvalidInput) as caught:
        staff.add_token(ROOT, Wanted("provstad", "x", Role.READER), days, NOW)
    assert [each.code for each in caught.value.findings] == [Code.BAD_DAYS]


def test_an_own_record_is_a_contact_that_there_is(staff: Staff) -> None:
    with pytest.raises(NotFound):
        staff.add_person(ROOT, Wanted("provstad", "x", Role.OFFICER, "ingen"), NOW)


def test_what_staff_do_is_written_down_with_ids_and_never_values(staff: Staff, kept: Registry) -> None:
    person, _ = staff.add_person(ROOT, Wanted("provstad", "anna", Role.READER), NOW)
    staff.add_token(ROOT, Wanted("provstad", "intranet", Role.READER), 1, NOW)
    staff.export(ROOT, "provstad", NOW)
    told = [(each.actor, each.action, each.subject) for each in kept.entries("provstad")[-3:]]
    assert told == [
        ("root", "person-added", f"person {person.id}"),
        ("root", "token-made", "token 1"),
        ("root", "exported", ""),
    ]


def test_what_waits_goes_along_too(staff: Staff, directory: Directory) -> None:
    draft = staff.publish(actor(Role.EDITOR), renamed(directory, "anna", "Anna Ask"), Wish(""), NOW).draft
    assert draft
    files = staff.export(ROOT, "provstad", NOW)
    assert read_document(msgspec.json.decode(files[f"draft-{draft.id}.json"])).contacts[0].name == "Anna Ask"
    assert b'"waits_for":"colleague"' in files["drafts.json"]


def test_everything_goes_along_but_what_lets_anyone_in(staff: Staff) -> None:
    staff.add_person(ROOT, Wanted("provstad", "anna", Role.READER), NOW)
    token, _ = staff.add_token(ROOT, Wanted("provstad", "intranet", Role.READER), 1, NOW)
    files = staff.export(ROOT, "provstad", NOW)
    assert files.keys() == {
        "provstad@1.toml",
        "history.json",
        "audit.json",
        "people.json",
        "tokens.json",
        "drafts.json",
    }
    assert b'"name":"anna"' in files["people.json"]
    assert token.digest.encode() not in files["tokens.json"]
    assert b"password" not in files["people.json"]


def test_an_organisation_that_leaves_leaves_nothing(staff: Staff, kept: Registry) -> None:
    staff.add_person(ROOT, Wanted("provstad", "anna", Role.READER), NOW)
    staff.add_token(ROOT, Wanted("provstad", "intranet", Role.READER), 1, NOW)
    kept.remove("provstad", "root", NOW)
    assert kept.organisations() == ()
    assert staff.people(ROOT, "provstad") == ()
    assert staff.tokens(ROOT, "provstad") == ()
    assert kept.entries("provstad") == ()
    assert [(each.action, each.subject) for each in kept.entries("")] == [("left", "provstad")]
    with pytest.raises(NotFound):
        kept.remove("provstad", "root", NOW)
