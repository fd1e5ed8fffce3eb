"""presskontakt drafts: what waits to be published, and what could not be."""

import click

from presskontakt.cli.console import Workplace, lang_option, print_json
from presskontakt.directory.model import Lang
from presskontakt.registry.ledger import Draft
from presskontakt.routing.explain import instant_told
from presskontakt.wording import phrase


@click.command("drafts")
@click.argument("organisation", required=False, default="")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a draft, without its document.")
@lang_option
def command(organisation: str, *, as_json: bool, lang: Lang | None) -> None:
    """List the drafts that wait for a colleague, for time or for a date; of ORGANISATION or of all.

    \b
    Example:
      presskontakt drafts
    """
    told: Lang = lang or "sv"
    drafts = Workplace().registry.drafts(organisation)
    for draft in drafts:
        if as_json:
            print_json({name: getattr(draft, name) for name in draft.__struct_fields__ if name != "document"})
            continue
        facts = {"draft": draft.id, "problem": draft.problem}
        made = instant_told(draft.created_at, told)
        line = phrase(
            "draft-line",
            told,
            **facts,
            organisation=draft.organisation,
            author=draft.author,
            when=made,
            note=draft.note,
        )
        click.secho(line, bold=True)
        due = instant_told(draft.due_at, told) if draft.due_at else ""
        click.echo(f"    {phrase(_standing(draft), told, **facts, when=due)}")
    if not drafts and not as_json:
        click.echo(phrase("no-drafts", told))


def _standing(draft: Draft) -> str:
    """Which phrase says how it stands."""
    if draft.state == "failed":
        return "draft-failed"
    return "draft-approved" if draft.approver else f"waits-{draft.waits_for}"
