"""What changed between two directories: every value by its place, named by ids and not by position."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, to_builtins

from presskontakt.directory.model import Directory


class Difference(Struct, frozen=True):
    """One value that differs, None where it is missing; `label` is its place, such as "contacts › anna › name"."""

    label: str
    before: str | None
    after: str | None


def differences(before: Directory, after: Directory) -> tuple[Difference, ...]:
    """Every value that the two directories do not share, in the order of the first, then of the second.

    Things with an id are compared with the thing of the same id, so that moving one is told as a change of order only.
    """
    old, new = (dict(_flat(to_builtins(each), "")) for each in (before, after))
    labels = dict.fromkeys([*old, *new])
    return tuple(Difference(each, old.get(each), new.get(each)) for each in labels if old.get(each) != new.get(each))


def _flat(value: Any, label: str) -> Iterator[tuple[str, str]]:
    """Every plain value under its label; the order of things with an id is one value more."""
    if isinstance(value, Mapping):
        for key, child in value.items():
            yield from _flat(child, f"{label} › {key}" if label else str(key))
    elif isinstance(value, list | tuple) and value and all(isinstance(each, Mapping) for each in value):
        names = [str(each.get("id", f"no. {number}")) for number, each in enumerate(value, 1)]
        if all("id" in each for each in value):
            yield f"{label} › order", ", ".join(names)
        for name, each in zip(names, value, strict=True):
            yield from _flat(each, f"{label} › {name}")
    elif isinstance(value, list | tuple):
        yield label, ", ".join(map(str, value))
    else:
        yield label, str(value)
