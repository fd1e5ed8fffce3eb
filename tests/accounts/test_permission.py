"""Who may do what, as a table that anyone can read."""

import pytest

from presskontakt.accounts import permission
from presskontakt.accounts.permission import Actor, Role

#          reads  sets roster  drafts  publishes  administers
MAY = {
    Role.OFFICER: "-----",
    Role.READER: "r----",
    Role.OPERATOR: "rs---",
    Role.EDITOR: "rsd--",
    Role.PUBLISHER: "rsdp-",
    Role.ADMINISTRATOR: "rsdpa",
}
VERBS = (
    permission.may_read,
    permission.may_set_roster,
    permission.may_draft,
    permission.may_publish,
    permission.may_administer,
)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("home", ["provstad", "elsewhere", ""])
def test_each_role_may_what_those_before_it_may_and_only_at_home(role: Role, home: str) -> None:
    actor = Actor("anna", home, role)
    is_home = home != "elsewhere"
    told = "".join(letter if may(actor, "provstad") else "-" for letter, may in zip("rsdpa", VERBS, strict=True))
    assert told == (MAY[role] if is_home else "-----")
    assert permission.belongs(actor, "provstad") is is_home


@pytest.mark.parametrize("role", Role)
def test_everyone_hides_their_own_and_operators_everyones(role: Role) -> None:
    actor = Actor("anna", "provstad", role, contact="anna")
    assert permission.may_hide(actor, "provstad", "anna")
    assert permission.may_hide(actor, "provstad", "bo") is (role not in {Role.OFFICER, Role.READER})
    assert not permission.may_hide(actor, "elsewhere", "anna")
    nobody = Actor("anna", "provstad", Role.OFFICER)
    assert not permission.may_hide(nobody, "provstad", "")
