"""presskontakt coverage: who answers at every minute of the next 13 months?"""

import sys
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from pathlib import Path

import click

from presskontakt.cli import clock
from presskontakt.cli.console import DONE, FAULTY, Workplace, lang_option, print_findings, print_json
from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import Directory, Lang
from presskontakt.errors import Location
from presskontakt.interchange.coverage import facts_told, faults_told, holes_told, idle_findings, page, picture
from presskontakt.routing.coverage import MONTHS, Coverage, State, cover
from presskontakt.routing.router import Router
from presskontakt.wording import month_told, phrase

SIGNS: dict[State, str] = {"answered": "█", "fallback": "▒", "unknown": "?", "closed": "·", "hole": "!"}


@click.command("coverage")
@click.argument("directory", required=False, default="")
@click.option("--roster", default="", help="FILE. Default: the one that holds now.")
@click.option("--from", "start", default="", help="Instant at which to begin. Default: now.")
@click.option("--months", type=click.IntRange(1, 36), default=MONTHS, help=f"How many months. Default: {MONTHS}.")
@click.option("--topic", default="", help="Picture of one topic only.")
@click.option("--svg", type=click.Path(path_type=Path), help="Write the picture to this file too.")
@click.option("--html", type=click.Path(path_type=Path), help="Write everything as a page to this file too.")
@click.option("--json", "as_json", is_flag=True, help="Everything as one JSON object.")
@lang_option
def command(
    directory: str,
    roster: str,
    start: str,
    topic: str,
    *,
    svg: Path | None,
    html: Path | None,
    months: int,
    as_json: bool,
    lang: Lang | None,
) -> None:
    """Tell when nobody answers in DIRECTORY, a FILE or organisation[@number]: by topic, place, language and minute.

    Exit code 1 when the hours that are stated have a hole.

    \b
    Examples:
      presskontakt coverage exempelregionen
      presskontakt coverage exempelregionen --topic hospitals --svg hospitals.svg
      presskontakt coverage exempelregionen --html coverage.html
    """
    workplace = Workplace()
    value = workplace.directory(directory)
    router = Router(value.public(), workplace.vocabulary)
    begin = parse_instant(start, Location("--from")).at if start else clock.now().replace(second=0, microsecond=0)
    found = cover(router, workplace.roster(value.organisation.id, roster), begin, months, value.expectations)
    if svg:
        svg.write_text(picture(found, topic, lang or "sv"), encoding="utf-8")
    if html:
        html.write_text(page(found, value, topic, lang or "sv"), encoding="utf-8")
    if as_json:
        print_json(found)
    else:
        _print(found, value, topic, lang or "sv", directory)
    sys.exit(FAULTY if any(hole.promised == "hours" for cell in found.cells for hole in cell.holes) else DONE)


def _print(found: Coverage, directory: Directory, topic: str, lang: Lang, source: str) -> None:
    for cell in holes_told(found, directory, lang):
        click.secho(cell.name, bold=True)
        for sentence in cell.sentences:
            click.secho(f"  {sentence}", fg="red")
        if cell.more:
            click.echo(f"  {cell.more}")
    for sentence in facts_told(found, directory, lang):
        click.echo(sentence)
    print_findings(idle_findings(found, directory, lang, source), lang, as_result=True)
    for sentence in faults_told(found, directory, lang):
        click.secho(sentence, fg="yellow")
    click.echo()
    for line in _calendar(found.days(topic), lang):
        click.echo(line)
    click.echo("\n" + "   ".join(f"{SIGNS[state]} {phrase(f'coverage-{state}', lang)}" for state in SIGNS))


def _calendar(days: dict[date, State], lang: Lang) -> Iterable[str]:
    """A line a month, a sign a day."""
    for (year, _), month in groupby(days, key=lambda day: (day.year, day.month)):
        listed = list(month)
        name = month_told(listed[0], lang).split()[0]
        lead = " " * (listed[0].day - 1)
        yield f"{name:<10}{year}  {lead}{''.join(SIGNS[days[day]] for day in listed)}"
