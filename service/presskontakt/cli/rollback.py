"""presskontakt rollback: what an earlier revision said becomes the next revision."""

import click

from presskontakt.cli import clock
from presskontakt.cli.console import Workplace, actor_option, lang_option
from presskontakt.cli.publish import print_outcome, tell_colleagues
from presskontakt.directory.model import Lang
from presskontakt.errors import NotFound
from presskontakt.registry.drafting import Wish


@click.command("rollback")
@click.argument("revision")
@click.option("--note", default="", help="Why, for the history.")
@click.option("--emergency", is_flag=True, help="Show old numbers again at once; needs --note.")
@actor_option
@lang_option
def command(revision: str, note: str, actor: str, *, emergency: bool, lang: Lang | None) -> None:
    """Publish REVISION (organisation@number) once more, through the same gates. Who was erased stays erased.

    \b
    Example:
      presskontakt rollback exempelregionen@3
    """
    name, _, number = revision.partition("@")
    if not number.isdecimal():
        raise NotFound("revision", revision)
    wish = Wish(actor, note or revision, is_emergency=emergency)
    workplace = Workplace()
    outcome = workplace.registry.roll_back(name, int(number), wish, clock.now())
    print_outcome(outcome, lang or "sv")
    tell_colleagues(workplace, outcome, lang or "sv")
