"""presskontakt accounts: the people and tokens of an organisation."""

import click

from presskontakt.accounts.staff import Staff
from presskontakt.cli import clock
from presskontakt.cli.console import Workplace, lang_option, whole_actor
from presskontakt.directory.model import Lang
from presskontakt.wording import phrase


@click.command("accounts")
@click.argument("organisation", required=False, default="")
@click.option("--everywhere", is_flag=True, help="Those who belong to no organisation, and may act in all.")
@lang_option
def command(organisation: str, *, everywhere: bool, lang: Lang | None) -> None:
    """List the people and tokens of ORGANISATION (default: the default one), with role and state.

    \b
    Example:
      presskontakt accounts exempelregionen
    """
    workplace, told = Workplace(), lang or "sv"
    staff, actor, now = Staff(workplace.registry), whole_actor(""), clock.now()
    where = "" if everywhere else workplace.organisation(organisation)
    people, tokens = staff.people(actor, where), staff.tokens(actor, where)
    names = [*(person.name for person in people), *(token.name for token in tokens)]
    width = max(map(len, names), default=0)
    for person in people:
        state = phrase("admin-suspended", told) if person.is_suspended else person.contact
        click.echo(f"{person.name:<{width}}  {phrase(f'role-{person.role}', told)}  {state}".rstrip())
    for token in tokens:
        key = "admin-token-ends" if token.ends_at > now else "admin-token-ended"
        ends = phrase(key, told, day=f"{token.ends_at:%Y-%m-%d}")
        click.echo(f"{token.name:<{width}}  {phrase(f'role-{token.role}', told)}  {ends}")
    if not names:
        click.echo(phrase("admin-nobody", told))
