"""presskontakt route: who gets this question, and why?"""

import json
import sys
from collections.abc import Iterable
from datetime import datetime
from typing import Any, BinaryIO

import click
from msgspec.structs import replace

from presskontakt.cli import clock
from presskontakt.cli.console import (
    DONE,
    FAULTY,
    Workplace,
    print_findings,
    print_json,
    question_options,
)
from presskontakt.directory.decode import decode
from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import ChannelKind, Contact, Lang, Reference, Value
from presskontakt.directory.phone import parse_phone
from presskontakt.errors import Code, Finding, InvalidInput, Location
from presskontakt.routing.explain import Narrator, Tense
from presskontakt.routing.outlook import Outlook
from presskontakt.routing.question import Decision, Question, Step
from presskontakt.routing.router import Router
from presskontakt.wording import phrase


class BatchRow(Value, frozen=True):
    """One line of a batch."""

    id: Reference
    text: str
    lang: Lang | None = None


@click.command("route")
@click.argument("text", required=False, default="")
@question_options
@click.option("--deadline", default="", help="Instant: who can answer before it comes first.")
@click.option("--json", "as_json", is_flag=True, help="The decision as JSON.")
@click.option("--batch", type=click.File("rb"), help="JSON Lines of {id, text, lang?}; - is standard input.")
def command(
    text: str,
    at: str,
    directory: str,
    roster: str,
    batch: BinaryIO | None,
    *,
    as_json: bool,
    lang: Lang | None,
    channel: ChannelKind | None,
    **ids: str,
) -> None:
    """Find the press contacts for TEXT, for ids, or for both.

    \b
    Examples:
      presskontakt route "Hur många har vaccinerats i Umeå?"
      presskontakt route --topic vaccination --place umea --json
      presskontakt route --topic transport --directory exempelregionen --at 2026-12-24T19:30
      presskontakt route --topic hospitals --directory exempelregionen --channel email
      presskontakt route --batch questions.jsonl --directory exempelregionen
    """
    instant = parse_instant(at, Location("--at")) if at else None
    moment = instant.at if instant else clock.now()
    workplace = Workplace()
    router = workplace.router(directory)
    if batch is not None:
        sys.exit(_route_batch(batch, router, moment))
    days = workplace.roster(router.directory.organisation.id, roster)
    question = Question(text=text, lang=lang, channel=channel, **ids)
    decision = Outlook(router).foresee(question, router.route(question, moment, days), moment, days)
    if as_json:
        print_json(decision)
        return
    if instant and instant.is_ambiguous:
        click.echo(phrase("ambiguous-time", lang or "sv"))
    _print_decision(decision, router, lang or "sv", "then" if at else "now")


def _route_batch(lines: Iterable[bytes], router: Router, at: datetime) -> int:
    """Answer every line that can be answered; report the others on standard error."""
    names = {contact.id: contact.name for contact in router.directory.contacts}
    findings: list[Finding] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            print_json(_answer(_read_row(line), router, names, at))
        except InvalidInput as error:
            findings += (_at_line(finding, number) for finding in error.findings)
    print_findings(findings, "sv")
    return FAULTY if findings else DONE


def read_rows(lines: Iterable[bytes]) -> list[BatchRow]:
    """Every line as a row. Raises InvalidInput with the findings of all lines."""
    rows: list[BatchRow] = []
    findings: list[Finding] = []
    for number, line in enumerate(lines, 1):
        try:
            rows += [_read_row(line)] if line.strip() else []
        except InvalidInput as error:
            findings += (_at_line(finding, number) for finding in error.findings)
    if findings:
        raise InvalidInput(findings)
    return rows


def _at_line(finding: Finding, number: int) -> Finding:
    return replace(finding, place=replace(finding.place, source=f"line {number}"))


def _answer(row: BatchRow, router: Router, names: dict[str, str], at: datetime) -> dict[str, Any]:
    decision = router.route(Question(text=row.text, lang=row.lang), at)
    return {
        "id": row.id,
        "contacts": [names[step.contact] for step in decision.steps],
        "confidence": decision.confidence,
        "topics": decision.topics,
    }


def _read_row(line: bytes) -> BatchRow:
    """One line as a row; keys beside id, text and lang are left alone. Raises InvalidInput."""
    try:
        plain = json.loads(line.decode("utf-8-sig"))
    except ValueError as error:
        raise InvalidInput([Finding(Code.SYNTAX, facts={"reason": str(error)})]) from None
    if isinstance(plain, dict):
        plain = {key: value for key, value in plain.items() if key in BatchRow.__struct_fields__}
    return decode(plain, BatchRow)


def _print_decision(decision: Decision, router: Router, lang: Lang, tense: Tense) -> None:
    narrator = Narrator(router.directory)
    contacts = {contact.id: contact for contact in router.directory.contacts}
    for sentence in narrator.sentences(decision.reasons, lang):
        click.echo(sentence)
    for exit_ in decision.exits:
        click.secho(f"{exit_.name.text(lang)}: {exit_.advice.text(lang)}", fg="yellow")
    for number, step in enumerate(decision.steps, 1):
        _print_step(number, step, contacts[step.contact], narrator.reach(step, lang, tense))
        for sentence in narrator.sentences(step.reasons, lang):
            click.echo(f"   {sentence}")
    if decision.changes:
        click.echo("\n" + "\n".join(narrator.sentences(decision.changes, lang)))
    click.echo(phrase("confidence", lang, level=phrase(decision.confidence, lang)))
    if decision.choices:
        names = {topic.id: topic.name.text(lang) for topic in router.directory.topics}
        click.echo(phrase("choices", lang, topics=", ".join(names[choice] for choice in decision.choices)))


def _print_step(number: int, step: Step, contact: Contact, reach: str) -> None:
    click.echo()
    click.secho(f"{number}. {contact.name}", bold=True, fg="green" if number == 1 else None, nl=False)
    channels = (channel for name in step.channels for channel in contact.channels if channel.id == name)
    click.echo("".join(f"  {_shown(channel.kind, channel.value)}" for channel in channels))
    click.secho(f"   {reach}", dim=step.reach == "call")


def _shown(kind: str, value: str) -> str:
    return parse_phone(value).national if kind == "phone" else value
