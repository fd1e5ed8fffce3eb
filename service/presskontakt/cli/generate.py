"""presskontakt generate: a synthetic Sweden of directory files."""

from pathlib import Path

import click

from presskontakt.cli.console import lang_option
from presskontakt.directory.document import write_directory
from presskontakt.directory.model import Lang
from presskontakt.registry.synthetic import ALL, synthetic_sweden
from presskontakt.wording import phrase


@click.command("generate")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--organisations", type=click.IntRange(1, 10_000), default=ALL, help=f"How many. Default: {ALL}.")
@click.option("--contacts", type=click.IntRange(2, 10_000), default=15, help="How many each. Default: 15.")
@click.option("--seed", type=int, default=1, help="Another number, another Sweden.")
@lang_option
def command(folder: Path, organisations: int, contacts: int, seed: int, lang: Lang | None) -> None:
    """Write invented regions, municipalities, authorities and universities into FOLDER, to test and measure on.

    \b
    Example:
      presskontakt generate ./sweden --organisations 20
    """
    folder.mkdir(parents=True, exist_ok=True)
    for directory in synthetic_sweden(organisations, contacts, seed):
        (folder / f"{directory.organisation.id}.toml").write_text(write_directory(directory), encoding="utf-8")
    click.echo(phrase("generated", lang or "sv", files=organisations, folder=folder))
