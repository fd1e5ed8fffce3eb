"""presskontakt withdraw: a number or address is shown no more, at once."""

import click

from presskontakt.cli import clock
from presskontakt.cli.console import Workplace, actor_option, lang_option
from presskontakt.directory.model import Lang
from presskontakt.wording import phrase


@click.command("withdraw")
@click.argument("contact")
@click.argument("channel")
@click.option("--organisation", default="", help="Default: the default organisation.")
@actor_option
@lang_option
def command(contact: str, channel: str, organisation: str, actor: str, lang: Lang | None) -> None:
    """Hide CHANNEL of CONTACT until further notice: it is gone from every page and answer within a minute.

    \b
    Example:
      presskontakt withdraw alva-exempel mobile --organisation exempelregionen
    """
    workplace = Workplace()
    workplace.registry.withdraw(workplace.organisation(organisation), contact, channel, actor, clock.now())
    click.echo(phrase("channel-withdrawn", lang or "sv", contact=contact, channel=channel))
