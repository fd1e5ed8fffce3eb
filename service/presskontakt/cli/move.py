"""presskontakt move: everything into another database."""

import sys

import click

from presskontakt.cli.console import DONE, FAULTY, Workplace, lang_option
from presskontakt.cli.verify import print_verification
from presskontakt.directory.model import Lang
from presskontakt.registry.database import Database
from presskontakt.registry.moving import move


@click.command("move")
@click.argument("address")
@lang_option
def command(address: str, lang: Lang | None) -> None:
    """Copy the registry into the empty database at ADDRESS, an SQLite file or postgresql://…, and verify it there.

    That is a backup, a restore (with PRESSKONTAKT_DATABASE set to the backup), and the way to PostgreSQL and back.

    \b
    Examples:
      presskontakt move backup-2026-11-25.sqlite
      presskontakt move postgresql://presskontakt@db.region.example/presskontakt
    """
    target = Database(address)
    found = move(Workplace().registry.database, target)
    target.close()
    for each in found:
        print_verification(each, lang or "sv")
    sys.exit(FAULTY if any(each.faults for each in found) else DONE)
