"""presskontakt diff: what changes for whom between two directories?"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import BinaryIO

import click

from presskontakt.cli.console import Workplace, lang_option, print_json
from presskontakt.cli.route import read_rows
from presskontakt.directory.diff import Difference, differences
from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import Lang
from presskontakt.errors import Location
from presskontakt.routing.question import Question
from presskontakt.routing.router import Router
from presskontakt.routing.whatif import Move, WhatIf, compare
from presskontakt.wording import phrase


@click.command("diff")
@click.argument("before")
@click.argument("after")
@click.option("--questions", type=click.File("rb"), help="JSON Lines of {id, text, lang?} to ask both.")
@click.option("--at", default="", help="Instant, local time unless it has an offset. Default: now.")
@click.option("--json", "as_json", is_flag=True, help="Everything as one JSON object.")
@lang_option
def command(before: str, after: str, questions: BinaryIO | None, at: str, *, as_json: bool, lang: Lang | None) -> None:
    """Compare directories BEFORE and AFTER, each a FILE or an organisation: what was changed, and whose questions move.

    \b
    Example:
      presskontakt diff exempelregionen new.toml --questions questions.jsonl
    """
    workplace = Workplace()
    vocabulary = workplace.vocabulary()
    old, new = workplace.directory(before), workplace.directory(after)
    moment = parse_instant(at, Location("--at")).at if at else datetime.now(UTC)
    asked = [Question(text=row.text, lang=row.lang) for row in read_rows(questions or ())]
    changed = differences(old, new)
    first, second = (Router(each.public(), vocabulary) for each in (old, new))
    found = compare(first, second, moment, asked, (*old.expectations, *new.expectations))
    if as_json:
        print_json({"changed": changed, "answers": found})
        return
    names = {contact.id: contact.name for directory in (old, new) for contact in directory.contacts}
    _print_changed(changed, lang or "sv")
    _print_answers(found, names, len(asked), lang or "sv")


def _print_changed(changed: Iterable[Difference], lang: Lang) -> None:
    for each in changed:
        click.secho(each.label, bold=True)
        click.secho(f"  – {each.before}" if each.before is not None else f"  {phrase('diff-new', lang)}", fg="red")
        click.secho(f"  + {each.after}" if each.after is not None else f"  {phrase('diff-gone', lang)}", fg="green")


def _print_answers(found: WhatIf, names: dict[str, str], asked: int, lang: Lang) -> None:
    for kind, moves in (("topics", found.topics), ("expectations", found.expectations), ("asked", found.asked)):
        if moves:
            click.secho(f"\n{phrase(f'diff-{kind}', lang, moves=len(moves), asked=asked)}", bold=True)
        for move in moves:
            first, second = (names.get(name, "–") for name in (move.before, move.after))
            click.echo(f"  {_told(move)}: {first} → {second}")
    for contact, gain in found.gains.items():
        click.echo(f"  {gain:+d}  {names[contact]}")
    if not (found.topics or found.asked or found.expectations):
        click.echo(phrase("diff-same", lang))


def _told(move: Move) -> str:
    question = move.question
    ids = (question.topic, question.place, question.role, question.release)
    return question.text or ", ".join(name for name in ids if name)
