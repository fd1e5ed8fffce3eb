"""presskontakt show: what stands in a directory."""

import click

from presskontakt.cli.console import Workplace, lang_option
from presskontakt.directory.document import canonical, digest, write_directory
from presskontakt.directory.model import Contact, Directory, Lang
from presskontakt.directory.phone import parse_phone
from presskontakt.wording import phrase


@click.command("show")
@click.argument("directory", required=False, default="")
@click.option("--public", "is_public", is_flag=True, help="Only what the public sees.")
@click.option("--toml", "form", flag_value="toml", help="As TOML that `check` reads.")
@click.option("--json", "form", flag_value="json", help="As canonical JSON, the bytes that the digest is made of.")
@lang_option
def command(directory: str, form: str | None, *, is_public: bool, lang: Lang | None) -> None:
    """Show DIRECTORY, a FILE or organisation[@number]; without one, list the organisations.

    \b
    Examples:
      presskontakt show
      presskontakt show exempelregionen
      presskontakt show exempelregionen --public --toml
    """
    workplace = Workplace()
    if not directory:
        _print_organisations(workplace, lang or "sv")
        return
    value = workplace.directory(directory)
    value = value.public() if is_public else value
    if form == "toml":
        click.echo(write_directory(value, workplace.revision(directory)), nl=False)
    elif form == "json":
        click.echo(canonical(value))
    else:
        _print_directory(value, lang or "sv")


def _print_organisations(workplace: Workplace, lang: Lang) -> None:
    directories = list(workplace.directories())
    width = max(len(directory.organisation.id) for directory in directories)
    for directory in directories:
        counts = phrase("counts", lang, contacts=len(directory.contacts), topics=len(directory.topics))
        click.echo(f"{directory.organisation.id:<{width}}  {directory.organisation.name.text(lang)}  ({counts})")


def _print_directory(directory: Directory, lang: Lang) -> None:
    click.secho(directory.organisation.name.text(lang), bold=True)
    click.echo(f"sha256 {digest(directory)}")
    for contact in directory.contacts:
        _print_contact(contact, directory, lang)


def _print_contact(contact: Contact, directory: Directory, lang: Lang) -> None:
    topics = {topic.id: topic.name.text(lang) for topic in directory.topics}
    roles = {role.id: role.name.text(lang) for role in directory.roles}
    places = {place.id: place.name.text(lang) for place in directory.places}
    releases = {release.id: release.name.text(lang) for release in directory.releases}
    click.echo()
    click.secho(f"{contact.name}  ", bold=True, nl=False)
    click.echo(contact.id)
    for title in contact.titles:
        click.echo(f"  {title}")
    for channel in contact.channels:
        shown = parse_phone(channel.value).national if channel.kind == "phone" else channel.value
        click.echo(f"  {channel.id}: {shown}  [{channel.level}]")
    for assignment in contact.assignments:
        scope = [topics[name] for name in assignment.topics] + [places[name] for name in assignment.places]
        scope += [releases[assignment.release]] if assignment.release else []
        click.echo(f"  → {roles[assignment.role]}" + (f": {', '.join(scope)}" if scope else ""))
