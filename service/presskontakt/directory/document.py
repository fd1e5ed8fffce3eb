"""A directory as a document: TOML in and out, the canonical bytes, and their digest."""

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec
import tomli_w
from msgspec.structs import replace

from presskontakt.directory.decode import find_faults, label_of
from presskontakt.directory.email import parse_email
from presskontakt.directory.hours import faults_in, faults_in_calendar
from presskontakt.directory.model import Directory, Hours
from presskontakt.directory.phone import parse_phone
from presskontakt.errors import Code, Finding, InvalidInput, Location, PathStep

MAX_BYTES = 10 * 1024 * 1024


def read_directory(text: str, source: str = "") -> Directory:
    """Read a directory from TOML; channels may be written as on a press page and are brought to normal form.

    Raises InvalidInput with all findings: syntax, types and limits, phone numbers, e-mail addresses. What the
    directory says as a whole is the matter of `check`.
    """
    return read_document(parse_toml(text, source), source)


def read_document(plain: Any, source: str = "") -> Directory:
    """Read a directory from plain values, as decoded from TOML or JSON. Raises InvalidInput, as `read_directory` does.

    The channels of `plain` are brought to normal form in place.
    """
    faults = [*find_faults(plain, Directory, source), *_normalise_channels(plain, source)]
    if faults:
        raise InvalidInput(faults)
    directory = msgspec.convert(plain, Directory)
    if faults := list(_bad_hours(directory, source)):
        raise InvalidInput(faults)
    return directory


def parse_toml(text: str, source: str = "") -> dict[str, Any]:
    """Parse TOML into plain values, letters composed (NFC). Raises InvalidInput with line and column."""
    if len(text) > MAX_BYTES:
        place = Location(source=source)
        raise InvalidInput([Finding(Code.TOO_LARGE, place, facts={"limit": f"{MAX_BYTES // 1024 // 1024} MiB"})])
    try:
        return tomllib.loads(unicodedata.normalize("NFC", text))
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput([_syntax_finding(str(error), source)]) from None


def write_directory(directory: Directory, revision: int | None = None) -> str:
    """The directory as TOML that `read_directory` reads back to an equal value; its first line names the revision."""
    plain = msgspec.to_builtins(directory, builtin_types=(date,))
    toml = tomli_w.dumps(plain, multiline_strings=True)
    return toml if revision is None else f"{_first_line(directory, revision)}{toml}"


def find_revision(text: str) -> int | None:
    """The revision that a document says it was made from, in a first line such as "# exempelregionen@7"."""
    found = _FIRST_LINE.match(text)
    return int(found["number"]) if found else None


def with_revision(text: str, directory: Directory, revision: int) -> str:
    """The document, naming another revision where it named one."""
    return _FIRST_LINE.sub(_first_line(directory, revision), text)


_FIRST_LINE = re.compile(r"\A\ufeff?# [a-z0-9-]+@(?P<number>\d{1,9})\r?\n")


def _first_line(directory: Directory, revision: int) -> str:
    return f"# {directory.organisation.id}@{revision}\n"


def canonical(directory: Directory) -> bytes:
    """The one byte string of this value: JSON in UTF-8, keys sorted, defaults left out."""
    return msgspec.json.encode(directory, order="sorted")


def digest(directory: Directory) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical(directory)).hexdigest()


def _syntax_finding(message: str, source: str) -> Finding:
    position = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line, column = (int(position[1]), int(position[2])) if position else (None, None)
    reason = message[: position.start()].strip() if position else message
    return Finding(Code.SYNTAX, Location(source=source, line=line, column=column), facts={"reason": reason})


def _bad_hours(directory: Directory, source: str) -> Iterator[Finding]:
    organisation = directory.organisation
    stated: list[tuple[tuple[PathStep, ...], Hours | None]] = [
        (("organisation", "hours"), organisation.hours),
        (("organisation", "duty"), organisation.duty),
        *((("roles", n, "hours"), role.hours) for n, role in enumerate(directory.roles)),
        *((("contacts", n, "hours"), contact.hours) for n, contact in enumerate(directory.contacts)),
    ]
    faults = [((*start, *path), found) for start, hours in stated if hours for path, found in faults_in(hours)]
    calendar = ("organisation", "calendar")
    faults += [((*calendar, *path), found) for path, found in faults_in_calendar(organisation.calendar)]
    for path, finding in faults:
        place = Location(source, path, label=label_of(msgspec.to_builtins(directory), path))
        yield replace(finding, place=place)


def _normalise_channels(plain: Any, source: str) -> Iterator[Finding]:
    for path, channel in _channels(plain if isinstance(plain, dict) else {}):
        value = channel.get("value")
        if not isinstance(value, str) or channel.get("kind") not in {"phone", "email"}:
            continue
        try:
            channel.update(_normal(channel["kind"], value))
        except InvalidInput as error:
            place = Location(source=source, path=(*path, "value"), label=label_of(plain, (*path, "value")))
            yield from (replace(finding, place=place) for finding in error.findings)


def _normal(kind: str, value: str) -> dict[str, str]:
    if kind == "email":
        return {"value": parse_email(value).normalized}
    number = parse_phone(value)
    return {"value": number.e164} | ({"extension": number.extension} if number.extension else {})


def _channels(plain: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    for i, contact in _tables(plain.get("contacts")):
        for j, channel in _tables(contact.get("channels")):
            yield ("contacts", i, "channels", j), channel


def _tables(value: object) -> Iterator[tuple[int, dict[str, Any]]]:
    if isinstance(value, list):
        yield from ((position, item) for position, item in enumerate(value) if isinstance(item, dict))
