"""What a change does, printed: the values that differ, and whose questions move."""

from collections.abc import Iterable

import click

from presskontakt.directory.diff import Difference
from presskontakt.directory.model import Lang
from presskontakt.routing.whatif import WhatIf
from presskontakt.wording import phrase


def print_changed(changed: Iterable[Difference], lang: Lang) -> None:
    """Every value that differs: its place, before and after."""
    for each in changed:
        click.secho(each.label, bold=True)
        click.secho(f"  – {each.before}" if each.before is not None else f"  {phrase('diff-new', lang)}", fg="red")
        click.secho(f"  + {each.after}" if each.after is not None else f"  {phrase('diff-gone', lang)}", fg="green")


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
