"""presskontakt diff: what changes for whom between two directories?"""

from typing import BinaryIO

import click

from presskontakt.cli import clock
from presskontakt.cli.changes import print_answers, print_changed
from presskontakt.cli.console import Workplace, lang_option, print_json
from presskontakt.cli.route import read_rows
from presskontakt.directory.diff import differences
from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import Lang
from presskontakt.errors import Location
from presskontakt.routing.question import Question
from presskontakt.routing.router import Router
from presskontakt.routing.whatif import compare


@click.command("diff")
@click.argument("before")
@click.argument("after")
@click.option("--questions", type=click.File("rb"), help="JSON Lines of {id, text, lang?} to ask both.")
@click.option("--at", default="", help="Instant, local time unless it has an offset. Default: now.")
@click.option("--json", "as_json", is_flag=True, help="Everything as one JSON object.")
@lang_option
def command(before: str, after: str, questions: BinaryIO | None, at: str, *, as_json: bool, lang: Lang | None) -> None:
    """Compare BEFORE and AFTER, each a FILE or organisation[@number]: what was changed, and whose questions move.

    \b
    Examples:
      presskontakt diff exempelregionen@3 exempelregionen
      presskontakt diff exempelregionen new.toml --questions questions.jsonl
    """
    workplace = Workplace()
    vocabulary = workplace.vocabulary
    old, new = workplace.directory(before), workplace.directory(after)
    moment = parse_instant(at, Location("--at")).at if at else clock.now()
    asked = [Question(text=row.text, lang=row.lang) for row in read_rows(questions or ())]
    changed = differences(old, new)
    first, second = (Router(each.public(), vocabulary) for each in (old, new))
    found = compare(first, second, moment, asked, (*old.expectations, *new.expectations))
    if as_json:
        print_json({"changed": changed, "answers": found})
        return
    names = {contact.id: contact.name for directory in (old, new) for contact in directory.contacts}
    print_changed(changed, lang or "sv", names)
    print_answers(found, names, len(asked), lang or "sv")
