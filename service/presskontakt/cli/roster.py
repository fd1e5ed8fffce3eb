"""presskontakt roster: what holds for days: duty, absences, withdrawn numbers."""

from pathlib import Path

import click

from presskontakt.cli import clock
from presskontakt.cli.console import Workplace, actor_option, lang_option
from presskontakt.directory.model import Lang
from presskontakt.directory.roster import empty_roster, write_roster
from presskontakt.registry.folder import load_roster
from presskontakt.wording import phrase


@click.command("roster")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--organisation", default="", help="Whose roster to show. Default: the default organisation.")
@click.option("--parent", type=click.IntRange(0), help="The roster that the file was made from. Default: the last.")
@actor_option
@lang_option
def command(file: Path | None, organisation: str, parent: int | None, actor: str, lang: Lang | None) -> None:
    """Set the roster in FILE, which holds at once; without one, show the roster that holds as TOML.

    \b
    Examples:
      presskontakt roster --organisation exempelregionen > roster.toml
      presskontakt roster roster.toml
    """
    workplace = Workplace()
    if file is None:
        name = workplace.organisation(organisation)
        click.echo(write_roster(workplace.roster(name) or empty_roster(name)), nl=False)
        return
    stored = workplace.registry.set_roster(load_roster(file), actor, clock.now(), parent)
    click.echo(phrase("roster-set", lang or "sv", organisation=stored.organisation, number=stored.number))
