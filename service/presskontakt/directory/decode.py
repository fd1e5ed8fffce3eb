"""From plain values to a frozen Struct, reporting every fault at once.

msgspec stops at the first error and lets Litestar coerce; here the plain value is walked beside its type, all
findings are collected, and only a value without findings is built.
"""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from presskontakt.errors import Code, Finding, InvalidInput, Location, PathStep

T = TypeVar("T")
Path = tuple[PathStep, ...]
MAX_DEPTH = 32
_JSON_NAMES = {
    dict: "table",
    list: "list",
    str: "text",
    bool: "true or false",
    int: "number",
    float: "number",
}
_FORMS = {
    "table": "{ … }",
    "list": '["…", "…"]',
    "text": '"…"',
    "true or false": "true",
    "number": "1",
}


def decode(value: object, into: type[T], source: str = "") -> T:
    """Build an `into` from plain `value` (dict, list, str, bool, int, float, date).

    Raises InvalidInput with every finding, in the order of the document; `source` names the file or request.
    """
    findings = list(find_faults(value, into, source))
    if findings:
        raise InvalidInput(findings)
    return msgspec.convert(value, into, strict=True)


def find_faults(value: object, into: type, source: str = "") -> Iterable[Finding]:
    """Every way in which plain `value` is not an `into`."""
    for code, path, wrong, facts in _walk(value, _type_of(into), ()):
        place = Location(source=source, path=path, label=label_of(value, path))
        yield Finding(code=code, place=place, value=_shown(wrong), facts=facts)


def label_of(document: object, path: Path) -> str:
    """`path` for people: an element of a list is named by its id, else by its number from one."""
    words: list[str] = []
    for step in path:
        document = _child(document, step)
        if isinstance(step, int):
            name = document.get("id") if isinstance(document, Mapping) else None
            words.append(str(name) if name else f"no. {step + 1}")
        else:
            words.append(step)
    return " › ".join(words)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that looks most like `name`, or ""."""
    return next(iter(difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)), "")


def find_hidden_character(text: str) -> str:
    """The first control character, bidi override or zero-width character as "U+202E", or "".

    Line breaks and tabs are allowed; so is every letter and mark of every script (`safety.md`, inputs).
    """
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"} and character not in "\n\t":
            return f"U+{ord(character):04X}"
    return ""


Fault = tuple[Code, Path, object, dict[str, str]]
Faults = Iterable[Fault]


@cache
def _type_of(into: type) -> inspect.Type:
    return inspect.type_info(into)


def _walk(value: object, kind: inspect.Type, path: Path) -> Faults:
    if len(path) > MAX_DEPTH:
        return [(Code.TOO_DEEP, path, "", {"limit": str(MAX_DEPTH)})]
    return _WALKERS[type(kind)](value, kind, path)


def _struct(value: object, kind: inspect.StructType, path: Path) -> Faults:
    if not isinstance(value, Mapping):
        yield _wrong_type(value, path, "table")
        return
    fields = {field.encode_name: field for field in kind.fields}
    for key, child in value.items():
        if key == kind.tag_field:
            yield from _tag(child, [kind], (*path, key))
        elif key in fields:
            yield from _walk(child, fields[key].type, (*path, key))
        else:
            facts = {"key": str(key), "nearest": nearest(str(key), fields), "known": ", ".join(fields)}
            yield Code.UNKNOWN_KEY, (*path, str(key)), key, facts
    for name, field in fields.items():
        if field.required and name not in value:
            yield Code.MISSING, (*path, name), "", {"key": name}


def _sequence(value: object, kind: inspect.VarTupleType | inspect.ListType, path: Path) -> Faults:
    if isinstance(value, str) or not isinstance(value, Sequence):
        yield _wrong_type(value, path, "list")
        return
    for position, child in enumerate(value):
        yield from _walk(child, kind.item_type, (*path, position))


def _table(value: object, kind: inspect.DictType, path: Path) -> Faults:
    if not isinstance(value, Mapping):
        yield _wrong_type(value, path, "table")
        return
    for key, child in value.items():
        yield from _walk(child, kind.value_type, (*path, key))


def _string(value: object, kind: inspect.StrType, path: Path) -> Faults:
    if not isinstance(value, str):
        yield _wrong_type(value, path, "text")
        return
    if kind.max_length is not None and len(value) > kind.max_length:
        yield Code.TOO_LONG, path, value, {"length": str(len(value)), "limit": str(kind.max_length)}
    if kind.min_length and not value.strip():
        yield Code.EMPTY, path, value, {}
    if hidden := find_hidden_character(value):
        yield Code.HIDDEN_CHARACTER, path, value, {"character": hidden}
    if kind.pattern and not re.search(kind.pattern, value):
        yield Code.BAD_ID, path, value, {"nearest": _as_id(value)}


def _one_of(value: object, kind: inspect.LiteralType | inspect.EnumType, path: Path) -> Faults:
    allowed = kind.values if isinstance(kind, inspect.LiteralType) else [member.value for member in kind.cls]
    if value not in allowed or isinstance(value, bool):
        facts = {
            "allowed": ", ".join(map(str, allowed)),
            "nearest": nearest(str(value), map(str, allowed)),
        }
        yield Code.NOT_ALLOWED, path, value, facts


def _date(value: object, _kind: inspect.Type, path: Path) -> Faults:
    if not _is_date(value):
        yield Code.BAD_DATE, path, value, {}


def _number(value: object, kind: inspect.FloatType | inspect.IntType, path: Path) -> Faults:
    wanted = int if isinstance(kind, inspect.IntType) else int | float
    if isinstance(value, bool) or not isinstance(value, wanted):
        yield _wrong_type(value, path, "number")
    elif (kind.ge is not None and value < kind.ge) or (kind.le is not None and value > kind.le):
        yield Code.NOT_ALLOWED, path, value, {"allowed": f"{kind.ge} – {kind.le}", "nearest": ""}


def _boolean(value: object, _kind: inspect.Type, path: Path) -> Faults:
    if not isinstance(value, bool):
        yield _wrong_type(value, path, "true or false")


def _union(value: object, kind: inspect.UnionType, path: Path) -> Faults:
    """What may be left out, or one of several tables that a tag tells apart."""
    if value is None and kind.includes_none:
        return []
    members = [member for member in kind.types if not isinstance(member, inspect.NoneType)]
    if len(members) == 1:
        return _walk(value, members[0], path)
    return _tagged(value, [member for member in members if isinstance(member, inspect.StructType)], path)


def _tagged(value: object, kinds: Sequence[inspect.StructType], path: Path) -> Faults:
    if not isinstance(value, Mapping):
        return [_wrong_type(value, path, "table")]
    name = kinds[0].tag_field or ""
    if name not in value:
        return [(Code.MISSING, (*path, name), "", {"key": name})]
    meant = [kind for kind in kinds if kind.tag == value[name]]
    return _struct(value, meant[0], path) if meant else _tag(value[name], kinds, (*path, name))


def _tag(value: object, kinds: Sequence[inspect.StructType], path: Path) -> Faults:
    return _one_of(value, inspect.LiteralType(tuple(kind.tag for kind in kinds)), path)


_WALKERS: dict[type, Callable[[Any, Any, Path], Faults]] = {
    inspect.StructType: _struct,
    inspect.DictType: _table,
    inspect.VarTupleType: _sequence,
    inspect.ListType: _sequence,
    inspect.StrType: _string,
    inspect.LiteralType: _one_of,
    inspect.EnumType: _one_of,
    inspect.DateType: _date,
    inspect.BoolType: _boolean,
    inspect.FloatType: _number,
    inspect.IntType: _number,
    inspect.UnionType: _union,
    inspect.Metadata: lambda value, kind, path: _walk(value, kind.type, path),
}


def _wrong_type(value: object, path: Path, wanted: str) -> Fault:
    found = _JSON_NAMES.get(type(value), type(value).__name__)
    return Code.WRONG_TYPE, path, value, {"wanted": wanted, "found": found, "form": _FORMS[wanted]}


def _as_id(value: str) -> str:
    """The id that a name could have: "Långtjärna sjukhus" → "langtjarna-sjukhus"."""
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", plain))[:64].rstrip("-")


def _is_date(value: object) -> bool:
    if isinstance(value, str):
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
        return True
    return type(value) is date


def _child(document: object, step: PathStep) -> object:
    if isinstance(document, Mapping):
        return document.get(step)
    if isinstance(document, Sequence) and isinstance(step, int) and step < len(document):
        return document[step]
    return None


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else "" if value is None else str(value)
    return text if len(text) <= 120 else text[:119] + "…"
