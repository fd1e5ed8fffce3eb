"""presskontakt publish-static: the public site and API as files, for any web server."""

import sys
from pathlib import Path

import click

from presskontakt.cli import clock
from presskontakt.cli.console import FAULTY, Workplace, lang_option, print_findings
from presskontakt.directory.model import Lang
from presskontakt.errors import Code, Finding
from presskontakt.routing.explain import instant_told
from presskontakt.wording import phrase


@click.command("publish-static")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@lang_option
def command(folder: Path, lang: Lang | None) -> None:
    """Write every public page and answer by path into FOLDER/current, as files for any web server.

    Run it again to bring the copy up to date: what did not change is not touched.

    \b
    Example:
      presskontakt publish-static /srv/press
    """
    from presskontakt.registry.opening import editions_in_files, editions_of
    from presskontakt.web.app import privacy_note
    from presskontakt.web.fleet import Fleet
    from presskontakt.web.parts import Parts
    from presskontakt.web.static.manifest import maker_of
    from presskontakt.web.static.publish import publish

    place = Workplace()
    settings, now = place.loaded.settings, clock.now()
    fleet = Fleet(place.vocabulary)
    fleet.add(editions_of(place.registry) if place.is_begun else editions_in_files(place.loaded, place.vocabulary, now))
    parts = Parts(fleet, settings.default_organisation, settings.public_url, lambda: now, privacy_note(settings))
    notes = settings.privacy_note_sv, settings.privacy_note_en
    maker = maker_of(settings.public_url, settings.default_organisation, *notes, folder=place.loaded.vocabulary)
    outcome = publish(parts, folder, now, maker)
    told = lang or "sv"
    facts = {"files": outcome.files, "size": f"{outcome.size / 1e6:.1f}", "folder": folder}
    click.echo(phrase("copied", told, **facts, changed=outcome.changed, asked=len(outcome.asked)))
    if outcome.until:
        click.echo(phrase("copy-holds", told, until=instant_told(outcome.until, told)))
    if outcome.damaged:
        print_findings([Finding(Code.DAMAGED, value=name) for name in outcome.damaged], told)
        sys.exit(FAULTY)
