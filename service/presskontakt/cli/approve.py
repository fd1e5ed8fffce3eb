"""presskontakt approve: let a colleague's draft be published."""

import click

from presskontakt.cli import clock
from presskontakt.cli.console import Workplace, actor_option, lang_option
from presskontakt.cli.publish import print_outcome
from presskontakt.directory.model import Lang


@click.command("approve")
@click.argument("draft", type=click.IntRange(1))
@actor_option
@lang_option
def command(draft: int, actor: str, lang: Lang | None) -> None:
    """Approve DRAFT, which somebody else made: it passes the gates again and is published, at its date if it has one.

    \b
    Example:
      presskontakt approve 4
    """
    registry = Workplace().registry
    organisation = registry.draft(draft).organisation
    print_outcome(registry.approve(organisation, draft, actor, clock.now()), lang or "sv")
