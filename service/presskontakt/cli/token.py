"""presskontakt token: what a program signs in with over the API."""

import click

from presskontakt.accounts.permission import Role
from presskontakt.accounts.staff import LONGEST_TOKEN_DAYS, Staff, Wanted
from presskontakt.cli import clock
from presskontakt.cli.console import Workplace, account_options, actor_option, lang_option, whole_actor
from presskontakt.directory.model import Lang
from presskontakt.wording import phrase


@click.command("token")
@click.argument("name")
@account_options
@click.option("--days", type=click.IntRange(1, LONGEST_TOKEN_DAYS), default=365, help="How long it works.")
@click.option("--remove", is_flag=True, help="Let the token of that name work no more.")
@actor_option
@lang_option
def command(
    name: str,
    organisation: str,
    role: str,
    days: int,
    actor: str,
    *,
    everywhere: bool,
    remove: bool,
    lang: Lang | None,
) -> None:
    """Make a token for the program NAME, which stands in the history as the author, and print it this once.

    \b
    Examples:
      presskontakt token intranet --role reader --days 90
      presskontakt token intranet --remove
    """
    workplace, told = Workplace(), lang or "sv"
    staff, now = Staff(workplace.registry), clock.now()
    where = "" if everywhere else workplace.organisation(organisation)
    if remove:
        staff.remove_token(whole_actor(actor), where, name, now)
        click.echo(phrase("token-removed", told, name=name))
        return
    token, secret = staff.add_token(whole_actor(actor), Wanted(where, name, Role(role)), days, now)
    click.echo(phrase("token-made", told, token=secret, day=f"{token.ends_at:%Y-%m-%d}"))
