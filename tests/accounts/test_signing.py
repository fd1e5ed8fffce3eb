"""Signing in and out, on SQLite and on a real PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from presskontakt.accounts import password as passwords
from presskontakt.accounts.account import IDLE, LONGEST
from presskontakt.accounts.password import hash_password, verify_password
from presskontakt.accounts.permission import Role
from presskontakt.accounts.signing import (
    LINK_KEPT,
    NEAR_LINK_KEPT,
    Credentials,
    Identified,
    Proven,
    SignedIn,
    Signing,
    session_name,
)
from presskontakt.accounts.staff import Staff, Wanted
from presskontakt.errors import Code, InvalidInput, NotFound, Refused
from presskontakt.registry.publishing import Registry
from presskontakt.registry.tables import browsers, metadata, sessions
from tests.accounts.cast import ROOT
from tests.conftest import NOW

PASSWORD = "tre röda mulor i regn"
OTHER = "fyra blå mulor i snö"
ANNA = Credentials("provstad", "anna@provstad.example", PASSWORD)
HOUR = timedelta(hours=1)


@pytest.fixture
def anna(staff: Staff, signing: Signing) -> SignedIn:
    """Anna, an editor, who has chosen her password by the link that she got."""
    _, secret = staff.add_person(ROOT, Wanted("provstad", "Anna@Provstad.example ", Role.EDITOR, "anna"), NOW)
    return signing.with_link(secret, PASSWORD, "", NOW, is_near=False)


def refusal(act: object, *known: object, **named: object) -> Code:
    with pytest.raises(Refused) as caught:
        act(*known, **named)  # type: ignore[operator]
    return caught.value.finding.code


def test_who_is_invited_chooses_a_password_once_and_is_inside(staff: Staff, signing: Signing) -> None:
    person, secret = staff.add_person(ROOT, Wanted("provstad", "anna", Role.EDITOR), NOW)
    for at, near in ((NOW + LINK_KEPT, False), (NOW, False)):
        wrong = secret if at > NOW else "x" + secret
        assert refusal(signing.link, wrong, at, is_near=near) == Code.LINK_OVER
    with pytest.raises(InvalidInput):
        signing.with_link(secret, "kort", "", NOW, is_near=False)
    signed_in = signing.with_link(secret, PASSWORD, "", NOW, is_near=False)
    session = signing.find_session(signed_in.session, NOW)
    assert session
    assert (session.person.actor.name, session.person.role, session.how) == ("anna", Role.EDITOR, "link")
    assert refusal(signing.with_link, secret, PASSWORD, "", NOW, is_near=False) == Code.LINK_OVER
    assert person.name == "anna"


def test_only_the_last_link_works(staff: Staff, signing: Signing) -> None:
    _, first = staff.add_person(ROOT, Wanted("provstad", "anna", Role.EDITOR), NOW)
    second = staff.new_link(ROOT, "provstad", "anna", NOW)
    assert refusal(signing.link, first, NOW, is_near=False) == Code.LINK_OVER
    assert signing.link(second, NOW, is_near=False).person.name == "anna"


def test_a_link_for_this_machine_works_on_no_other(staff: Staff, signing: Signing) -> None:
    secret = staff.near_link(ROOT, NOW)
    assert refusal(signing.with_link, secret, "", "", NOW, is_near=False) == Code.LINK_OVER
    assert refusal(signing.with_link, secret, "", "", NOW + NEAR_LINK_KEPT, is_near=True) == Code.LINK_OVER
    person = signing.with_link(secret, "", "", NOW, is_near=True).person
    assert (person.organisation, person.role, person.password) == ("", Role.ADMINISTRATOR, "")
    assert refusal(signing.with_link, secret, "", "", NOW, is_near=True) == Code.LINK_OVER


@pytest.mark.usefixtures("anna")
def test_a_wrong_name_and_a_wrong_password_are_refused_alike_after_the_same_work(
    signing: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasher, asked = passwords._HASHER, []

    class Counting:
        def verify(self, kept: str, sent: str) -> bool:
            asked.append(kept)
            return hasher.verify(kept, sent)

    assert signing.with_password(ANNA, "", NOW).person.name == ANNA.name
    monkeypatch.setattr(passwords, "_HASHER", Counting())
    for wrong in (
        Credentials("provstad", ANNA.name, OTHER),
        Credentials("provstad", "nobody", PASSWORD),
        Credentials("elsewhere", ANNA.name, PASSWORD),
        Credentials("provstad", ANNA.name, ""),
        Credentials("provstad", ANNA.name, "x" * 1_000),
    ):
        assert refusal(signing.with_password, wrong, "", NOW) == Code.WRONG_PASSWORD
    assert len(asked) == 5
    parameters = {each.rsplit("$", 2)[0] for each in asked}
    assert len(parameters) == 1, "the hash of nobody costs what everybody's costs"


def test_a_session_ends_unused_and_in_any_case(signing: Signing, anna: SignedIn) -> None:
    assert signing.find_session(anna.session, NOW + IDLE - HOUR)
    assert signing.find_session(anna.session, NOW + IDLE), "it was used an hour before"
    assert not signing.find_session(anna.session, NOW + 3 * IDLE)
    again = signing.with_password(ANNA, "", NOW).session
    for hours in range(12):
        assert signing.find_session(again, NOW + hours * HOUR)
    assert not signing.find_session(again, NOW + LONGEST)
    assert not signing.find_session("", NOW)
    assert not signing.find_session("x", NOW)


def test_each_signing_in_gives_a_new_secret_and_ending_one_leaves_the_others(signing: Signing, anna: SignedIn) -> None:
    other = signing.with_password(ANNA, anna.browser, NOW)
    assert other.session != anna.session
    assert other.browser == anna.browser, "the same browser"
    mine = signing.find_session(other.session, NOW)
    first = signing.find_session(anna.session, NOW)
    assert mine
    assert first
    signing.end(mine, session_name(first), NOW)
    assert not signing.find_session(anna.session, NOW)
    assert signing.find_session(other.session, NOW)
    with pytest.raises(NotFound):
        signing.end(mine, session_name(first), NOW)
    third = signing.with_password(ANNA, "", NOW)
    signing.end_others(mine, NOW)
    assert not signing.find_session(third.session, NOW)
    assert not signing.is_known(anna.browser, "provstad", ANNA.name)


def test_nobody_ends_the_session_of_another(staff: Staff, signing: Signing, anna: SignedIn) -> None:
    _, secret = staff.add_person(ROOT, Wanted("provstad", "bo", Role.ADMINISTRATOR), NOW)
    bo = signing.find_session(signing.with_link(secret, OTHER, "", NOW, is_near=False).session, NOW)
    hers = signing.find_session(anna.session, NOW)
    assert bo
    assert hers
    with pytest.raises(NotFound):
        signing.end(bo, session_name(hers), NOW)


def test_another_password_ends_every_session(signing: Signing, anna: SignedIn) -> None:
    session = signing.find_session(anna.session, NOW)
    assert session
    assert refusal(signing.change_password, session, OTHER, OTHER, NOW) == Code.WRONG_PASSWORD
    changed = signing.change_password(session, PASSWORD, OTHER, NOW)
    assert not signing.find_session(anna.session, NOW)
    assert signing.find_session(changed.session, NOW)
    assert not signing.is_known(anna.browser, "provstad", ANNA.name)
    assert refusal(signing.with_password, ANNA, "", NOW) == Code.WRONG_PASSWORD


@pytest.mark.parametrize("what", ["password", "suspended", "removed"])
def test_what_happens_while_a_password_is_tried_counts(
    staff: Staff, signing: Signing, anna: SignedIn, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    hasher, secret = passwords._HASHER, staff.new_link(ROOT, "provstad", ANNA.name, NOW)

    def meanwhile() -> None:
        match what:
            case "password":
                signing.with_link(secret, OTHER, "", NOW, is_near=False)
            case "suspended":
                staff.suspend(ROOT, "provstad", ANNA.name, NOW, is_suspended=True)
            case "removed":
                staff.remove_person(ROOT, "provstad", ANNA.name, NOW)

    class Slow:
        hash = staticmethod(hasher.hash)

        def verify(self, kept: str, sent: str) -> bool:
            is_right = hasher.verify(kept, sent)
            meanwhile()
            return is_right

    monkeypatch.setattr(passwords, "_HASHER", Slow())
    assert refusal(signing.with_password, ANNA, anna.browser, NOW) == Code.WRONG_PASSWORD


@pytest.mark.parametrize("what", ["suspended", "removed"])
def test_what_happens_while_a_link_is_followed_counts(
    staff: Staff, signing: Signing, anna: SignedIn, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    hasher, secret = passwords._HASHER, staff.new_link(ROOT, "provstad", ANNA.name, NOW)

    class Slow:
        def hash(self, password: str) -> str:
            if what == "removed":
                staff.remove_person(ROOT, "provstad", ANNA.name, NOW)
            else:
                staff.suspend(ROOT, "provstad", ANNA.name, NOW, is_suspended=True)
            return hasher.hash(password)

    monkeypatch.setattr(passwords, "_HASHER", Slow())
    assert refusal(signing.with_link, secret, OTHER, anna.browser, NOW, is_near=False) == Code.LINK_OVER


def test_a_form_sent_twice_at_once_signs_in_twice(signing: Signing, anna: SignedIn) -> None:
    with ThreadPoolExecutor(6) as many:
        told = list(many.map(lambda _: signing.with_password(ANNA, anna.browser, NOW), range(6)))
    assert {each.browser for each in told} == {anna.browser}
    assert all(signing.find_session(each.session, NOW) for each in told)


def test_a_link_followed_many_times_at_once_works_once(staff: Staff, signing: Signing) -> None:
    _, secret = staff.add_person(ROOT, Wanted("provstad", "anna", Role.EDITOR), NOW)

    def follow(_: int) -> bool:
        try:
            return bool(signing.with_link(secret, PASSWORD, "", NOW, is_near=False))
        except Refused:
            return False

    with ThreadPoolExecutor(6) as many:
        assert list(many.map(follow, range(6))).count(True) == 1


@pytest.mark.usefixtures("staff")
def test_who_comes_from_a_provider_many_times_at_once_is_one(signing: Signing) -> None:
    cleo = Proven("provstad", Identified("https://id.example 17", "cleo"), Role.READER)
    with ThreadPoolExecutor(6) as many:
        told = list(many.map(lambda _: signing.with_identity(cleo, "", NOW).person.id, range(6)))
    assert len(set(told)) == 1


@pytest.mark.parametrize("what", ["role", "record", "suspended", "removed", "link"])
def test_what_changes_an_account_ends_its_sessions(staff: Staff, signing: Signing, anna: SignedIn, what: str) -> None:
    match what:
        case "role":
            staff.change_person(ROOT, Wanted("provstad", ANNA.name, Role.READER, "anna"), NOW)
        case "record":
            staff.change_person(ROOT, Wanted("provstad", ANNA.name, Role.EDITOR, "bo"), NOW)
        case "suspended":
            staff.suspend(ROOT, "provstad", ANNA.name, NOW, is_suspended=True)
            assert refusal(signing.with_password, ANNA, "", NOW) == Code.WRONG_PASSWORD
            secret = staff.new_link(ROOT, "provstad", ANNA.name, NOW)
            assert refusal(signing.link, secret, NOW, is_near=False) == Code.LINK_OVER
        case "removed":
            staff.remove_person(ROOT, "provstad", ANNA.name, NOW)
        case "link":
            secret = staff.new_link(ROOT, "provstad", ANNA.name, NOW)
            assert signing.find_session(anna.session, NOW), "the link alone changes nothing"
            signing.with_link(secret, OTHER, "", NOW, is_near=False)
    assert not signing.find_session(anna.session, NOW)


def test_who_is_let_in_again_signs_in_again(staff: Staff, signing: Signing, anna: SignedIn) -> None:
    staff.suspend(ROOT, "provstad", ANNA.name, NOW, is_suspended=True)
    staff.suspend(ROOT, "provstad", ANNA.name, NOW, is_suspended=False)
    assert not signing.find_session(anna.session, NOW)
    assert signing.with_password(ANNA, "", NOW).session


def test_whom_a_provider_identifies_is_made_known_and_gets_the_role_that_it_gives(
    staff: Staff, signing: Signing
) -> None:
    cleo = Identified("https://id.example 17", "cleo", ("press",))
    first = signing.with_identity(Proven("provstad", cleo, Role.READER), "", NOW)
    assert refusal(signing.with_identity, Proven("provstad", cleo, None), "", NOW) == Code.NO_ROLE
    again = signing.with_identity(Proven("provstad", cleo, Role.READER), "", NOW)
    assert (first.person.id, signing.find_session(first.session, NOW) is None) == (again.person.id, False)
    signing.with_identity(Proven("provstad", cleo, Role.PUBLISHER), "", NOW)
    assert not signing.find_session(first.session, NOW), "another role"
    assert [(each.name, each.role) for each in staff.people(ROOT, "provstad")] == [("cleo", Role.PUBLISHER)]
    wanted = Wanted("provstad", "cleo", Role.ADMINISTRATOR)
    assert refusal(staff.change_person, ROOT, wanted, NOW) == Code.ROLE_FROM_PROVIDER
    assert refusal(staff.new_link, ROOT, "provstad", "cleo", NOW) == Code.ROLE_FROM_PROVIDER
    assert refusal(signing.with_password, Credentials("provstad", "cleo", ""), "", NOW) == Code.WRONG_PASSWORD
    staff.suspend(ROOT, "provstad", "cleo", NOW, is_suspended=True)
    assert refusal(signing.with_identity, Proven("provstad", cleo, Role.PUBLISHER), "", NOW) == Code.NO_ROLE


@pytest.mark.usefixtures("anna")
def test_a_provider_never_takes_over_a_local_account(signing: Signing) -> None:
    same_name = Identified("https://id.example 1", ANNA.name)
    refused = refusal(signing.with_identity, Proven("provstad", same_name, Role.ADMINISTRATOR), "", NOW)
    assert refused == Code.NAME_TAKEN


@pytest.mark.parametrize("name", ["intranet", "Intranet"])
def test_a_provider_never_takes_the_name_of_a_program(staff: Staff, signing: Signing, name: str) -> None:
    staff.add_token(ROOT, Wanted("provstad", "intranet", Role.READER), 1, NOW)
    named = Identified("https://id.example 1", name)
    assert refusal(signing.with_identity, Proven("provstad", named, Role.EDITOR), "", NOW) == Code.NAME_TAKEN


def test_a_token_works_until_it_ends_or_is_removed(staff: Staff, signing: Signing) -> None:
    token, secret = staff.add_token(ROOT, Wanted("provstad", "intranet", Role.READER), 10, NOW)
    actor = signing.find_actor(secret, NOW)
    assert actor == token.actor
    assert [each.used_on for each in staff.tokens(ROOT, "provstad")] == [NOW.date()]
    assert not signing.find_actor(secret, NOW + timedelta(days=10))
    assert not signing.find_actor("pk_" + "x" * 43, NOW)
    assert not signing.find_actor("", NOW)
    staff.remove_token(ROOT, "provstad", "intranet", NOW)
    assert not signing.find_actor(secret, NOW)
    with pytest.raises(NotFound):
        staff.remove_token(ROOT, "provstad", "intranet", NOW)


def test_nothing_that_lets_anyone_in_is_kept(kept: Registry, staff: Staff, signing: Signing, anna: SignedIn) -> None:
    _, token = staff.add_token(ROOT, Wanted("provstad", "intranet", Role.READER), 10, NOW)
    link = staff.new_link(ROOT, "provstad", ANNA.name, NOW)
    signing.with_password(ANNA, anna.browser, NOW)
    with kept.database.reading() as connection:
        rows = [str(row) for table in metadata.sorted_tables for row in connection.execute(table.select())]
    everything = "\n".join(rows)
    assert "argon2id" in everything
    for secret in (token, link, anna.session, anna.browser, PASSWORD):
        assert secret not in everything


def test_what_has_ended_is_cleared_away(kept: Registry, signing: Signing, anna: SignedIn) -> None:
    signing.with_password(ANNA, anna.browser, NOW + timedelta(days=181))
    with kept.database.reading() as connection:
        left = [connection.execute(select(func.count()).select_from(each)).scalar() for each in (sessions, browsers)]
    assert left == [1, 1]


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("fjorton tecken", Code.PASSWORD_TOO_SHORT),
        ("", Code.PASSWORD_TOO_SHORT),
        ("x" * 201, Code.TOO_LONG),
        ("anna@provstad.example1", Code.PASSWORD_IS_NAME),
    ],
)
def test_a_password_is_long_and_not_the_name(password: str, code: Code) -> None:
    with pytest.raises(InvalidInput) as caught:
        hash_password(password, "anna@provstad.example")
    assert [each.code for each in caught.value.findings] == [code]


def test_a_password_is_the_same_however_its_letters_are_composed() -> None:
    assert verify_password(hash_password("fyra bla\u030a mulor i sno\u0308"), "fyra bl\u00e5 mulor i sn\u00f6")


def test_the_longest_password_counts_to_its_end() -> None:
    kept = hash_password("å" * 200)
    assert verify_password(kept, "å" * 200)
    assert not verify_password(kept, "å" * 199)
    assert not verify_password(kept, "å" * 201)
    assert not verify_password("damaged", "å" * 200)
    assert not verify_password("", "")
