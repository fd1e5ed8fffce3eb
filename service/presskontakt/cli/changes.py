"""What a change does, printed: the values that differ, and whose questions move."""

import re
from collections.abc import Iterable, Mapping

import click

from presskontakt.directory.diff import Difference
from presskontakt.directory.model import Lang
from presskontakt.directory.phone import parse_phone
from presskontakt.routing.whatif import WhatIf
from presskontakt.wording import phrase

_E164 = re.compile(r"\+[0-9]{8,15}")


def print_changed(changed: Iterable[Difference], lang: Lang, names: Mapping[str, str]) -> None:
    """Every value that differs: whose it is or where it stands, before and after, numbers as they are read."""
    for each in changed:
        click.secho(_place(each.label, names), bold=True)
        before, after = (_read(value) for value in (each.before, each.after))
        click.secho(f"  – {before}" if before is not None else f"  {phrase('diff-new', lang)}", fg="red")
        click.secho(f"  + {after}" if after is not None else f"  {phrase('diff-gone', lang)}", fg="green")


def _place(label: str, names: Mapping[str, str]) -> str:
    """The place of a value; a contact by name: "Alva Exempel › channels › mobile › value"."""
    kind, *rest = label.split(" › ")
    if kind == "contacts" and rest and rest[0] in names:
        return " › ".join([names[rest[0]], *rest[1:]])
    return label


def _read(value: str | None) -> str | None:
    return parse_phone(value).national if value and _E164.fullmatch(value) else value


def print_answers(found: WhatIf, names: dict[str, str], asked: int, lang: Lang) -> None:
    """The questions that get another first contact, by kind."""
    for kind, moves in (("topics", found.topics), ("expectations", found.expectations), ("asked", found.asked)):
        if moves:
            click.secho(f"\n{phrase(f'diff-{kind}', lang, moves=len(moves), asked=asked)}", bold=True)
        for move in moves:
            first, second = (names.get(name, "–") for name in (move.before, move.after))
            click.echo(f"  {move.question.told}: {first} → {second}")
    for contact, gain in found.gains.items():
        click.echo(f"  {gain:+d}  {names[contact]}")
    if not (found.topics or found.asked or found.expectations):
        click.echo(phrase("diff-same", lang))
