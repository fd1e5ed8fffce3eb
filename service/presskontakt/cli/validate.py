"""presskontakt validate: what a careful reader takes from a phone number or an e-mail address as written."""

import sys
from collections.abc import Iterator
from typing import Any

import click

from presskontakt.cli.console import DONE, FAULTY, print_json
from presskontakt.directory.email import read_emails
from presskontakt.directory.phone import read_phones


@click.command("validate")
@click.argument("kind", type=click.Choice(["phone", "email"]))
@click.argument("values", nargs=-1)
def command(kind: str, values: tuple[str, ...]) -> None:
    """Read phone numbers or e-mail addresses: VALUES, or lines on standard input.

    Writes one JSON line each. Exit code 1 when something could not be read. It says what is there; whether a
    directory accepts it (fictional or premium numbers) is for `check`.

    \b
    Examples:
      presskontakt validate phone "Tfn 070-174 06 05" "08-465 004 00 ankn 12"
      presskontakt validate email < addresses.txt
    """
    answer = _phone if kind == "phone" else _email
    answers = [answer(value) for value in values or _lines()]
    for each in answers:
        print_json(each)
    sys.exit(FAULTY if any(each["code"] for each in answers) else DONE)


def _lines() -> Iterator[str]:
    for line in sys.stdin.buffer:
        if line.strip():
            yield line.decode("utf-8-sig", errors="replace").rstrip("\r\n")


def _phone(raw: str) -> dict[str, Any]:
    reading = read_phones(raw)
    numbers = [number.e164 for number in reading.numbers]
    return {"raw": raw, "e164": numbers[0] if numbers else None, "all": numbers, "code": reading.code}


def _email(raw: str) -> dict[str, Any]:
    reading = read_emails(raw)
    found = [address.normalized for address in reading.addresses]
    return {"raw": raw, "normalized": found[0] if found else None, "all": found, "code": reading.code}
