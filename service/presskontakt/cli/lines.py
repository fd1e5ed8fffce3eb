"""Files of JSON Lines, a thing a line: every line that cannot be read is told at once."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from msgspec.structs import replace

from presskontakt.errors import Code, Finding, InvalidInput, Location

T = TypeVar("T")


def read_lines(file: Iterable[bytes], name: str, read: Callable[[Any], T]) -> list[T]:
    """What `read` makes of each line of the file called `name`, empty ones passed over.

    Raises InvalidInput with the findings of all lines, also when there is none.
    """
    found: list[T] = []
    findings: list[Finding] = []
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            found.append(read(_parsed(line)))
        except InvalidInput as error:
            source = f"{Path(name).name}:{number}"
            findings += (replace(each, place=replace(each.place, source=source)) for each in error.findings)
    if not found and not findings:
        findings.append(Finding(Code.EMPTY, Location(name)))
    if findings:
        raise InvalidInput(findings)
    return found


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line.decode("utf-8-sig"))
    except ValueError as error:
        raise InvalidInput([Finding(Code.SYNTAX, facts={"reason": str(error)})]) from None
