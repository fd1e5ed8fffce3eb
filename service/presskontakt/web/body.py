"""The body of a request as a value: strict JSON, no coercion, every fault at once."""

import json
import unicodedata
from typing import Any, TypeVar
from urllib.parse import parse_qs

from msgspec import Struct, structs

from presskontakt.directory.decode import decode
from presskontakt.errors import Code, Finding, InvalidInput, Location

T = TypeVar("T")
S = TypeVar("S", bound=Struct)


def read_json(body: bytes, into: type[T]) -> T:
    """Decode a JSON body into a Struct. Raises InvalidInput: syntax, a key twice, or what `decode` finds."""
    return decode(read_plain(body), into)


def read_plain(body: bytes) -> Any:
    """A JSON body as plain values, letters composed (NFC). Raises InvalidInput: syntax, or a key twice."""
    try:
        return json.loads(unicodedata.normalize("NFC", body.decode()), object_pairs_hook=_table)
    except RecursionError:
        raise InvalidInput([Finding(Code.TOO_DEEP, facts={"limit": "32"})]) from None
    except ValueError as error:
        raise InvalidInput([_syntax(error)]) from None


def read_form(body: bytes, into: type[S]) -> S:
    """Decode a posted form into a Struct of texts; unknown and empty fields are left out. Raises InvalidInput."""
    try:
        fields = parse_qs(body.decode(), max_num_fields=20)
    except ValueError:
        raise InvalidInput([Finding(Code.NOT_ACCEPTABLE)]) from None
    known = {field.name for field in structs.fields(into)}
    return decode({name: values[0] for name, values in fields.items() if name in known}, into)


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidInput([Finding(Code.DUPLICATE_KEY, Location(path=(twice,)), twice)])
    return table


def _syntax(error: ValueError) -> Finding:
    if isinstance(error, json.JSONDecodeError):
        place = Location(line=error.lineno, column=error.colno)
        return Finding(Code.SYNTAX, place, facts={"reason": f"{error.msg} ({error.lineno}:{error.colno})"})
    return Finding(Code.SYNTAX, facts={"reason": "not UTF-8"})
