"""presskontakt suspend: nobody acts as a person any more, at once and on every replica."""

import click

from presskontakt.accounts.staff import Staff
from presskontakt.cli import clock
from presskontakt.cli.console import Workplace, actor_option, lang_option, whole_actor
from presskontakt.directory.model import Lang
from presskontakt.wording import phrase


@click.command("suspend")
@click.argument("name")
@click.option("--organisation", default="", help="Whose account it is. Default: the default organisation.")
@click.option("--everywhere", is_flag=True, help="An account that belongs to no organisation.")
@click.option("--resume", is_flag=True, help="Let the person act again.")
@actor_option
@lang_option
def command(name: str, organisation: str, actor: str, *, everywhere: bool, resume: bool, lang: Lang | None) -> None:
    """Suspend the account NAME: its sessions end, and nobody signs in as it until it is resumed.

    \b
    Example:
      presskontakt suspend anna@region.example
    """
    workplace = Workplace()
    where = "" if everywhere else workplace.organisation(organisation)
    Staff(workplace.registry).suspend(whole_actor(actor), where, name, clock.now(), is_suspended=not resume)
    click.echo(phrase("resumed" if resume else "suspended", lang or "sv", name=name))
