"""The parameters of a request as a value: none unknown, none twice, every fault at once."""

from typing import Annotated, Any, TypeVar, get_args, get_origin
from urllib.parse import parse_qsl

from litestar import Request
from msgspec import Struct, structs

from presskontakt.directory.decode import decode, nearest
from presskontakt.directory.model import Lang, Value
from presskontakt.errors import Code, Finding, InvalidInput, Location

S = TypeVar("S", bound=Struct)
_FREE_TEXT = frozenset({"q", "text", "question", "fraga"})


class OnlyLanguage(Value, frozen=True):
    """Parameters of an address that takes none but the language of the answer."""

    lang: Lang = "sv"


class OnlyPath(Value, frozen=True):
    """Parameters of an address that takes none."""


def read_query(request: Request[Any, Any, Any], into: type[S]) -> S:
    """Decode the parameters of `request`; whole numbers are read as such. Raises InvalidInput.

    Free text is refused with the way out (`text-in-url`): addresses are kept in logs and histories.
    """
    known = {field.encode_name: field.type for field in structs.fields(into)}
    findings: list[Finding] = []
    values: dict[str, Any] = {}
    for name, value in parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True):
        place = Location(source="?", path=(name,), label=name)
        if name not in known:
            findings.append(_unknown(name, place, known))
        elif name in values:
            findings.append(Finding(Code.DUPLICATE_KEY, place, name))
        else:
            values[name] = int(value) if value.isdecimal() and len(value) < 10 and _is_number(known[name]) else value
    if findings:
        raise InvalidInput(findings)
    return decode(values, into, "?")


def _is_number(kind: object) -> bool:
    return get_origin(kind) is Annotated and get_args(kind)[0] is int


def _unknown(name: str, place: Location, known: dict[str, Any]) -> Finding:
    if name in _FREE_TEXT:
        return Finding(Code.TEXT_IN_URL, place, name)
    facts = {"key": name, "nearest": nearest(name, known), "known": ", ".join(known)}
    return Finding(Code.UNKNOWN_PARAMETER, place, name, facts)
