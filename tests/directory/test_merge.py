"""Two changes of one directory put together."""

from msgspec.structs import replace

from presskontakt.directory.merge import merge
from presskontakt.directory.model import Channel, Contact, Directory, Localized


def changed(directory: Directory, contact: str, **fields: object) -> Directory:
    people = tuple(replace(each, **fields) if each.id == contact else each for each in directory.contacts)
    return replace(directory, contacts=people)


def test_what_one_did_not_touch_is_taken_from_the_other(directory: Directory) -> None:
    assert merge(directory, directory, directory).directory == directory
    mine = changed(directory, "anna", name="Anna Ask")
    assert merge(directory, mine, directory).directory == mine
    assert merge(directory, directory, mine).directory == mine
    assert merge(directory, mine, mine).directory == mine


def test_two_changes_of_one_contact_meet_only_in_the_same_value(directory: Directory) -> None:
    mine = changed(directory, "anna", name="Anna Ask")
    theirs = changed(directory, "anna", titles=("Ny titel",))
    merged = merge(directory, mine, theirs)
    assert merged.conflicts == ()
    assert merged.directory == changed(mine, "anna", titles=("Ny titel",))
    met = merge(directory, mine, changed(directory, "anna", name="Anna Alm"))
    assert [(each.label, each.before, each.after) for each in met.conflicts] == [
        ("contacts › anna › name", '"Anna Ask"', '"Anna Alm"')
    ]
    assert met.directory.contacts[0].name == "Anna Alm"


def test_who_came_and_who_went(directory: Directory) -> None:
    new = Contact(id="ny", name="Ny Nyman", channels=(Channel("mobile", "phone", "+46701740630"),))
    mine = replace(directory, contacts=(new, *directory.contacts))
    theirs = replace(directory, contacts=tuple(each for each in directory.contacts if each.id != "dan"))
    merged = merge(directory, mine, theirs)
    assert merged.conflicts == ()
    assert [each.id for each in merged.directory.contacts] == ["ny", "anna", "bo", "cia", "eva", "hemlig", "gun"]


def test_an_order_that_only_they_changed_stands(directory: Directory) -> None:
    theirs = replace(directory, contacts=directory.contacts[::-1])
    merged = merge(directory, changed(directory, "anna", name="Anna Ask"), theirs)
    assert merged.directory == changed(theirs, "anna", name="Anna Ask")


def test_who_was_changed_here_and_removed_there_is_told(directory: Directory) -> None:
    theirs = replace(directory, contacts=directory.contacts[1:])
    merged = merge(directory, changed(directory, "anna", name="Anna Ask"), theirs)
    assert [each.label for each in merged.conflicts] == ["contacts › anna"]
    assert merged.directory == theirs


def test_both_may_change_different_things_of_the_organisation(directory: Directory) -> None:
    organisation = directory.organisation
    mine = replace(directory, organisation=replace(organisation, address=("Nygatan 1",)))
    theirs = replace(directory, organisation=replace(organisation, name=Localized("Nya regionen")))
    both = replace(organisation, address=("Nygatan 1",), name=Localized("Nya regionen"))
    assert merge(directory, mine, theirs).directory.organisation == both
