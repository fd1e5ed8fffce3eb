"""presskontakt history: every revision of an organisation."""

import click

from presskontakt.cli.console import Workplace, lang_option, print_json
from presskontakt.directory.model import Lang
from presskontakt.registry.revision import Revision
from presskontakt.routing.explain import instant_told
from presskontakt.wording import phrase


@click.command("history")
@click.argument("organisation", required=False, default="")
@click.option("--limit", type=click.IntRange(1), help="Only so many, the newest.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a revision.")
@lang_option
def command(organisation: str, limit: int | None, *, as_json: bool, lang: Lang | None) -> None:
    """List the revisions of ORGANISATION, newest first: who published what, when and why.

    \b
    Example:
      presskontakt history exempelregionen
    """
    workplace = Workplace()
    for revision in workplace.registry.history(workplace.organisation(organisation), limit):
        if as_json:
            print_json(revision)
        else:
            _print(revision, lang or "sv")


def _print(revision: Revision, lang: Lang) -> None:
    who = [revision.author]
    if revision.approver:
        who.append(phrase("approved-by", lang, approver=revision.approver))
    if revision.is_emergency:
        who.append(click.style(phrase("in-emergency", lang), fg="red"))
    when = instant_told(revision.published_at, lang)
    click.echo(f"{revision.number:>5}  {click.style(when, bold=True)}  {', '.join(who)}")
    if revision.note:
        click.echo(f"       {revision.note}")
