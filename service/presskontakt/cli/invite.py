"""presskontakt invite: an account for a person, and the link by which they choose their password."""

import click

from presskontakt.accounts.permission import Role
from presskontakt.accounts.staff import Staff, Wanted
from presskontakt.cli import clock
from presskontakt.cli.console import Workplace, account_options, actor_option, lang_option, whole_actor
from presskontakt.directory.model import Lang
from presskontakt.wording import phrase


@click.command("invite")
@click.argument("name")
@account_options
@click.option("--contact", default="", help="Id of the person's own record in the directory.")
@click.option("--again", is_flag=True, help="A new link for an account that is there already.")
@actor_option
@lang_option
def command(
    name: str,
    organisation: str,
    role: str,
    contact: str,
    actor: str,
    *,
    everywhere: bool,
    again: bool,
    lang: Lang | None,
) -> None:
    """Add the account NAME, an e-mail address say, and print the link by which its person chooses a password.

    The link works once, within a day.

    \b
    Examples:
      presskontakt invite anna@region.example --role administrator
      presskontakt invite anna@region.example --again
    """
    workplace = Workplace()
    staff, now = Staff(workplace.registry), clock.now()
    where = "" if everywhere else workplace.organisation(organisation)
    if again:
        secret = staff.new_link(whole_actor(actor), where, name, now)
    else:
        _, secret = staff.add_person(whole_actor(actor), Wanted(where, name, Role(role), contact), now)
    settings = workplace.loaded.settings
    address = settings.public_url or f"http://{settings.host}:{settings.port}"
    click.echo(phrase("invited", lang or "sv", name=name, link=f"{address}/admin/link/{secret}"))
