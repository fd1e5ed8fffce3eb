"""presskontakt export: everything of one organisation as files that anyone can read."""

from pathlib import Path

import click
import msgspec

from presskontakt.cli.console import Workplace, lang_option
from presskontakt.directory.document import write_directory
from presskontakt.directory.model import Lang
from presskontakt.directory.roster import write_roster
from presskontakt.errors import Damaged
from presskontakt.wording import phrase


@click.command("export")
@click.argument("organisation")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@lang_option
def command(organisation: str, folder: Path, lang: Lang | None) -> None:
    """Write the revisions of ORGANISATION as TOML, its roster, its history and the audit into FOLDER.

    \b
    Example:
      presskontakt export exempelregionen ./out
    """
    registry = Workplace().registry
    history = registry.history(organisation)
    files = {
        "history.json": msgspec.json.encode(history),
        "audit.json": msgspec.json.encode(registry.entries(organisation)),
    }
    for revision in history:
        try:
            directory = registry.published(organisation, revision.number).directory()
            text = write_directory(directory, revision.number)
        except Damaged as error:
            text = f"# {error.finding.code}\n"
        files[f"{organisation}@{revision.number}.toml"] = text.encode()
    if kept := registry.stored_roster(organisation):
        files["roster.toml"] = write_roster(kept.roster()).encode()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # hidden numbers too
    for name, content in files.items():
        (folder / name).write_bytes(content)
    click.echo(phrase("exported", lang or "sv", files=len(files), folder=folder))
