"""presskontakt stop: take a draft back before it is published."""

import click

from presskontakt.cli import clock
from presskontakt.cli.console import Workplace, actor_option, lang_option
from presskontakt.directory.model import Lang
from presskontakt.wording import phrase


@click.command("stop")
@click.argument("draft", type=click.IntRange(1))
@actor_option
@lang_option
def command(draft: int, actor: str, lang: Lang | None) -> None:
    """Stop DRAFT, your own or a colleague's; what is published stays.

    \b
    Example:
      presskontakt stop 4
    """
    registry = Workplace().registry
    organisation = registry.draft(draft).organisation
    registry.stop(organisation, draft, actor, clock.now())
    click.echo(phrase("draft-stopped", lang or "sv", draft=draft))
