"""Differences between two directories: by id, and nothing where there is none."""

from msgspec.structs import replace

from presskontakt.directory.diff import Difference, differences
from presskontakt.directory.model import Directory


def test_equal_directories_have_no_difference(directory: Directory) -> None:
    assert differences(directory, replace(directory)) == ()


def test_a_changed_an_added_and_a_removed_value_are_told_by_place(directory: Directory) -> None:
    anna, bo, *others = directory.contacts
    changed = replace(directory, contacts=(replace(anna, name="Anna B", titles=()), bo, *others))

    assert differences(directory, changed) == (
        Difference("contacts › anna › name", "Anna Andberg", "Anna B"),
        Difference("contacts › anna › titles", "Vård, pressansvarig", None),
    )
    assert differences(changed, directory)[1] == Difference("contacts › anna › titles", None, "Vård, pressansvarig")


def test_moving_a_contact_changes_the_order_alone(directory: Directory) -> None:
    first, second, *others = directory.contacts
    (found,) = differences(directory, replace(directory, contacts=(second, first, *others)))

    assert found.label == "contacts › order"
    assert found.before is not None
    assert found.before.startswith("anna, bo, ")
