"""presskontakt erase: a person who is gone is forgotten, and the chain still holds."""

import click

from presskontakt.cli import clock
from presskontakt.cli.console import Workplace, actor_option, lang_option
from presskontakt.directory.model import Lang
from presskontakt.wording import phrase


@click.command("erase")
@click.argument("contact")
@click.option("--organisation", default="", help="Default: the default organisation.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@actor_option
@lang_option
def command(contact: str, organisation: str, actor: str, *, yes: bool, lang: Lang | None) -> None:
    """Erase CONTACT, who is no longer published, from every revision and draft, for good.

    Nothing brings the contact back, not even a rollback; backups are yours to delete.

    \b
    Example:
      presskontakt erase bo-fiktiv --organisation exempelregionen
    """
    workplace = Workplace()
    if not yes:
        click.confirm(phrase("erase-sure", lang or "sv", contact=contact), abort=True)
    digests = workplace.registry.erase(workplace.organisation(organisation), contact, actor, clock.now())
    click.echo(phrase("erased", lang or "sv", contact=contact, parts=len(digests)))
