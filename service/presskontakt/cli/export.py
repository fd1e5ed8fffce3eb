"""presskontakt export: everything of one organisation as files that anyone can read."""

from pathlib import Path

import click

from presskontakt.accounts.taking import everything
from presskontakt.cli.console import Workplace, lang_option
from presskontakt.directory.model import Lang
from presskontakt.wording import phrase


@click.command("export")
@click.argument("organisation")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@lang_option
def command(organisation: str, folder: Path, lang: Lang | None) -> None:
    """Write the revisions of ORGANISATION as TOML, its roster, drafts, history, audit and accounts into FOLDER.

    \b
    Example:
      presskontakt export exempelregionen ./out
    """
    files = everything(Workplace().registry, organisation)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # hidden numbers too
    for name, content in files.items():
        (folder / name).write_bytes(content)
    click.echo(phrase("exported", lang or "sv", files=len(files), folder=folder))
