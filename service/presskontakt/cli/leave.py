"""presskontakt leave: an organisation takes everything along and goes."""

import click

from presskontakt.cli import clock
from presskontakt.cli.console import Workplace, actor_option, lang_option
from presskontakt.directory.model import Lang
from presskontakt.errors import Code, Finding, Refused
from presskontakt.wording import phrase


@click.command("leave")
@click.argument("organisation")
@click.option("--yes", "is_sure", is_flag=True, help="Without it nothing is removed.")
@actor_option
@lang_option
def command(organisation: str, actor: str, *, is_sure: bool, lang: Lang | None) -> None:
    """Remove ORGANISATION from the registry for good: revisions, roster, drafts, audit, people and tokens.

    Take everything along first with `export`, and remove its file from the folder of directories, or the next start
    publishes it again. Backups and static copies are yours to clear.

    \b
    Example:
      presskontakt leave exempelregionen --yes
    """
    workplace = Workplace()
    if organisation == workplace.organisation():
        raise Refused(Finding(Code.DEFAULT_STAYS, value=organisation))
    if not is_sure:
        revisions = len(workplace.registry.history(organisation))
        click.echo(phrase("would-leave", lang or "sv", organisation=organisation, revisions=revisions))
        return
    workplace.registry.remove(organisation, actor, clock.now())
    click.echo(phrase("left", lang or "sv", organisation=organisation))
