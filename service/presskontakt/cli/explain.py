"""presskontakt explain: the whole ladder for a question, with every contact and the rung at which it fell."""

import click

from presskontakt.cli import clock
from presskontakt.cli.console import Workplace, print_json, question_options
from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import ChannelKind, Lang
from presskontakt.errors import Location
from presskontakt.routing.explain import Narrator
from presskontakt.routing.ladder import ladder
from presskontakt.routing.outlook import Outlook
from presskontakt.routing.question import Question
from presskontakt.wording import phrase


@click.command("explain")
@click.argument("text", required=False, default="")
@question_options
@click.option("--json", "as_json", is_flag=True, help="As JSON: the decision and every candidate.")
def command(
    text: str,
    at: str,
    directory: str,
    roster: str,
    *,
    as_json: bool,
    lang: Lang | None,
    channel: ChannelKind | None,
    **ids: str,
) -> None:
    """Show what became of every contact for TEXT, for ids, or for both: who answers, and why the others do not.

    \b
    Example:
      presskontakt explain "Kommer det fler ambulanser till Granåsen?" --directory exempelregionen
    """
    workplace = Workplace()
    router = workplace.router(directory)
    value = router.directory
    days = workplace.roster(value.organisation.id, roster)
    moment = parse_instant(at, Location("--at")).at if at else clock.now()
    question = Question(text=text, lang=lang, channel=channel, **ids)
    decision = Outlook(router).foresee(question, router.route(question, moment, days), moment, days)
    candidates = ladder(router, question, moment, days)
    if as_json:
        print_json({"decision": decision, "candidates": candidates})
        return
    told = lang or "sv"
    names = {contact.id: contact.name for contact in value.contacts}
    roles = {role.id: role.name.text(told) for role in value.roles} | {"": ""}
    narrator = Narrator(value)
    for sentence in narrator.sentences(decision.reasons, told):
        click.echo(sentence)
    click.echo()
    for each in candidates:
        mark = f"{each.position}." if each.position else "–"
        line = f"{mark:<3}{names[each.contact]:<24}{roles[each.role]:<26}"
        if each.position:
            step = decision.steps[each.position - 1]
            why = " ".join(
                [narrator.reach(step, told, "then" if at else "now"), *narrator.sentences(step.reasons, told)]
            )
            click.secho(f"{line}{why}", bold=each.position == 1)
        else:
            click.secho(
                line + phrase("ladder-fell", told, rung=each.rung, why=phrase(f"ladder-{each.fell}", told)), dim=True
            )
    for sentence in narrator.sentences(decision.changes, told):
        click.echo(f"\n{sentence}")
