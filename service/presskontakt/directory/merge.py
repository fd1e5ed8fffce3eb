"""Two changes of one directory put together: what only one of them touched is taken from it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct, to_builtins

from presskontakt.directory.diff import Difference
from presskontakt.directory.model import Directory


class Merged(Struct, frozen=True):
    """The directory with both changes, or the places where they meet: what `mine` says there, and what `theirs`."""

    directory: Directory
    conflicts: tuple[Difference, ...] = ()


def merge(base: Directory, mine: Directory, theirs: Directory) -> Merged:
    """Apply to `theirs` what `mine` changed since `base`.

    Things with an id are compared with the thing of the same id, down to single values; a list of plain values is one
    value. Where both changed the same value and differ, `theirs` stands and the place is told.
    """
    conflicts: list[Difference] = []
    old, ours, others = (to_builtins(each, builtin_types=(date,)) for each in (base, mine, theirs))
    merged = _merge(old, ours, others, "", conflicts)
    return Merged(msgspec.convert(merged, Directory), tuple(conflicts))


_GONE: Any = None


def _merge(base: Any, mine: Any, theirs: Any, label: str, conflicts: list[Difference]) -> Any:
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        return dict(_merge_tables((base or {}, mine, theirs), label, conflicts))
    old, ours, others = _by_id(base or []), _by_id(mine), _by_id(theirs)
    if old is None or ours is None or others is None:
        conflicts.append(Difference(label, _told(mine), _told(theirs)))
        return theirs
    merged = dict(_merge_tables((old, ours, others), label, conflicts))
    order = dict.fromkeys([*others, *ours] if list(ours) == list(old) else [*ours, *others])
    return [merged[name] for name in order if name in merged]


def _merge_tables(
    sides: tuple[Mapping[str, Any], ...], label: str, conflicts: list[Difference]
) -> Iterator[tuple[str, Any]]:
    base, mine, theirs = sides
    for key in dict.fromkeys([*theirs, *mine]):
        place = f"{label} › {key}" if label else str(key)
        value = _merge(base.get(key, _GONE), mine.get(key, _GONE), theirs.get(key, _GONE), place, conflicts)
        if value is not _GONE:
            yield key, value


def _by_id(value: Any) -> dict[str, Any] | None:
    """A list of things with ids as a table of them; None for any other value."""
    if not isinstance(value, list | tuple) or not all(isinstance(each, Mapping) and "id" in each for each in value):
        return None
    return {each["id"]: each for each in value}


def _told(value: Any) -> str | None:
    return None if value is _GONE else msgspec.json.encode(value).decode()
