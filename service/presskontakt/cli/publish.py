"""presskontakt publish: a directory file becomes the next revision, after everything that it must pass."""

import sys
from pathlib import Path

import click

from presskontakt.cli import clock
from presskontakt.cli.changes import print_answers, print_changed
from presskontakt.cli.console import FAULTY, Workplace, actor_option, lang_option, print_findings
from presskontakt.directory.document import find_revision, with_revision
from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import Directory, Lang
from presskontakt.errors import Location
from presskontakt.registry.drafting import Wish
from presskontakt.registry.folder import load_directory
from presskontakt.registry.gates import Judgement
from presskontakt.registry.opening import read_notices
from presskontakt.registry.publishing import Outcome
from presskontakt.routing.explain import instant_told
from presskontakt.wording import phrase


@click.command("publish")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--note", default="", help="Why, for the history.")
@click.option("--parent", type=click.IntRange(0), help="The revision that the file was made from.")
@click.option("--at", "due", default="", help="Publish at this instant, local time unless it has an offset.")
@click.option("--emergency", is_flag=True, help="Show new numbers and addresses at once; needs --note.")
@click.option("--dry-run", is_flag=True, help="Tell what would change, and publish nothing.")
@actor_option
@lang_option
def command(
    file: Path,
    note: str,
    parent: int | None,
    due: str,
    actor: str,
    *,
    emergency: bool,
    dry_run: bool,
    lang: Lang | None,
) -> None:
    """Publish the directory in FILE: checked, its expectations asked, its hours covered, every difference told.

    The file was made from the revision that --parent or its first line ("# organisation@7", as `show --toml` writes it)
    names; without either, from the last. When that is not the last any more, nothing is published.

    A number or address that the public has not seen waits for a colleague or for some time, as the policy of what is
    published says (docs/publishing.md).

    \b
    Examples:
      presskontakt publish region.toml --dry-run
      presskontakt publish region.toml --note "Petra har slutat"
    """
    told: Lang = lang or "sv"
    now = clock.now()
    workplace = Workplace()
    registry = workplace.registry
    directory = load_directory(file)
    text = file.read_text(encoding="utf-8")
    parent = find_revision(text) if parent is None else parent
    if dry_run:
        judgement = registry.judge(directory, now)
        _print_judgement(judgement, directory, told)
        if judgement.errors:
            sys.exit(FAULTY)
        click.echo(phrase("would-wait" if judgement.is_gated else "would-publish", told))
        return
    due_at = parse_instant(due, Location("--at")).at if due else None
    outcome = registry.publish(directory, Wish(actor, note, parent, due_at, emergency), now)
    if outcome.revision and find_revision(text):
        file.write_text(with_revision(text, directory, outcome.revision.number), encoding="utf-8")
    _print_judgement(outcome.judgement, directory, told)
    print_outcome(outcome, told)
    tell_colleagues(workplace, outcome, told)


def tell_colleagues(workplace: Workplace, outcome: Outcome, lang: Lang) -> None:
    """Send the notice that an outcome asks for, or say that it could not be sent."""
    if not read_notices(workplace.loaded).of_outcome(outcome):
        click.secho(phrase("not-notified", lang), fg="red", err=True)


def print_outcome(outcome: Outcome, lang: Lang) -> None:
    """What became of it: a revision, a draft that waits, or nothing."""
    if revision := outcome.revision:
        click.secho(phrase("published", lang, organisation=revision.organisation, number=revision.number), fg="green")
    elif draft := outcome.draft:
        when = instant_told(draft.due_at, lang) if draft.due_at else ""
        key = "draft-approved" if draft.approver else f"waits-{draft.waits_for}"
        click.secho(phrase(key, lang, draft=draft.id, when=when), fg="yellow")
    else:
        click.echo(phrase("unchanged", lang))


def _print_judgement(judgement: Judgement, directory: Directory, lang: Lang) -> None:
    print_findings(judgement.findings, lang)
    names = {contact.id: contact.name for contact in directory.contacts}
    print_changed(judgement.differences, lang, names)
    if judgement.effect and judgement.differences:
        print_answers(judgement.effect, names, 0, lang)
    if judgement.is_looser:
        click.echo(phrase("loosens", lang))
    for shown in judgement.shown:
        if shown.text:
            click.echo(phrase("shown-in-text", lang, text=shown.text))
        else:
            click.echo(phrase("shown-first", lang, name=names[shown.contact], channel=shown.channel))
