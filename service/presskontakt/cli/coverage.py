"""presskontakt coverage: who answers at every minute of the next 13 months?"""

import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from html import escape
from itertools import groupby
from pathlib import Path

import click

from presskontakt.cli.console import DONE, FAULTY, Workplace, lang_option, print_json
from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import Directory, Lang
from presskontakt.errors import Location
from presskontakt.routing.coverage import MONTHS, Cell, Coverage, State, cover
from presskontakt.routing.explain import instant_told
from presskontakt.routing.router import Router
from presskontakt.wording import day_told, phrase

SIGNS: dict[State, str] = {"answered": "█", "fallback": "▒", "unknown": "?", "closed": "·", "hole": "!"}
COLOURS: dict[State, str] = {
    "answered": "#0b6e4f",
    "fallback": "#e0a100",
    "unknown": "#8793a1",
    "closed": "#e3e7ec",
    "hole": "#b3261e",
}
MOST_HOLES = 5


@click.command("coverage")
@click.argument("directory", required=False, default="")
@click.option("--roster", default="", help="FILE. Default: the one that holds now.")
@click.option("--from", "start", default="", help="Instant at which to begin. Default: now.")
@click.option("--months", type=click.IntRange(1, 36), default=MONTHS, help=f"How many months. Default: {MONTHS}.")
@click.option("--topic", default="", help="Picture of one topic only.")
@click.option("--svg", type=click.Path(path_type=Path), help="Write the picture to this file too.")
@click.option("--json", "as_json", is_flag=True, help="Everything as one JSON object.")
@lang_option
def command(
    directory: str,
    roster: str,
    start: str,
    topic: str,
    svg: Path | None,
    *,
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
    """
    workplace = Workplace()
    value = workplace.directory(directory)
    router = Router(value.public(), workplace.vocabulary)
    begin = parse_instant(start, Location("--from")).at if start else datetime.now(UTC).replace(second=0, microsecond=0)
    found = cover(router, workplace.roster(value.organisation.id, roster), begin, months, value.expectations)
    if svg:
        svg.write_text(_picture(found, topic, lang or "sv"), encoding="utf-8")
    if as_json:
        print_json(found)
    else:
        _print(found, value, topic, lang or "sv")
    sys.exit(FAULTY if any(hole.promised == "hours" for cell in found.cells for hole in cell.holes) else DONE)


def _print(found: Coverage, directory: Directory, topic: str, lang: Lang) -> None:
    names = {contact.id: contact.name for contact in directory.contacts}
    topics = {each.id: each.name.text(lang) for each in directory.topics}
    known = {(cell.topic, cell.place) for cell in found.cells if cell.holes and not cell.lang}
    for cell in found.cells:
        if cell.holes and not (cell.lang and (cell.topic, cell.place) in known):
            _print_holes(cell, directory, lang)
    for name, contact in found.single.items():
        click.echo(phrase("coverage-single", lang, topic=topics[name], contact=names[contact]))
    for contact in found.unreached:
        click.echo(phrase("coverage-unreached", lang, contact=names[contact]))
    for fault in found.faults:
        who = ", ".join(names[contact] for contact in fault.contacts)
        times = {"since": instant_told(fault.since, lang), "until": instant_told(fault.until, lang)}
        click.secho(phrase(f"coverage-{fault.fault}", lang, who=who, **times), fg="yellow")
    for moved in found.moved:
        asked = directory.expectations[moved.position]
        at = instant_told(moved.since, lang)
        told = phrase("coverage-moved", lang, question=asked.text or asked.topic, contact=names[moved.contact], at=at)
        click.secho(told, fg="yellow")
    click.echo()
    for line in _calendar(found.days(topic), lang):
        click.echo(line)
    click.echo("\n" + "   ".join(f"{SIGNS[state]} {phrase(f'coverage-{state}', lang)}" for state in SIGNS))


def _print_holes(cell: Cell, directory: Directory, lang: Lang) -> None:
    """The holes of one cell, the first few in full."""
    topics = {each.id: each.name.text(lang) for each in directory.topics}
    places = {each.id: each.name.text(lang) for each in directory.places}
    parts = (topics[cell.topic], places.get(cell.place, ""), cell.lang)
    click.secho(", ".join(part for part in parts if part), bold=True)
    for hole in cell.holes[:MOST_HOLES]:
        times = {"since": instant_told(hole.since, lang), "until": instant_told(hole.until, lang)}
        click.secho(f"  {phrase(f'coverage-hole-{hole.promised}', lang, **times)}", fg="red")
    if (more := len(cell.holes) - MOST_HOLES) > 0:
        click.echo(f"  {phrase('coverage-more', lang, more=more)}")


def _calendar(days: dict[date, State], lang: Lang) -> Iterable[str]:
    """A line a month, a sign a day."""
    for (year, _), month in groupby(days, key=lambda day: (day.year, day.month)):
        listed = list(month)
        name = day_told(listed[0], lang).split()[-1]
        lead = " " * (listed[0].day - 1)
        yield f"{name:<10}{year}  {lead}{''.join(SIGNS[days[day]] for day in listed)}"


def _picture(found: Coverage, topic: str, lang: Lang) -> str:
    """The calendar as SVG: a column a week, a row a weekday, every day with its name and state as a title."""
    days = found.days(topic)
    first = min(days)
    squares = []
    for day, state in days.items():
        week = (day.toordinal() - first.toordinal() + first.weekday()) // 7
        title = escape(f"{day_told(day, lang)} {day.year}: {phrase(f'coverage-{state}', lang)}")
        place = f'x="{week * 14}" y="{day.weekday() * 14}" width="12" height="12"'
        squares.append(f'<rect {place} fill="{COLOURS[state]}"><title>{title}</title></rect>')
    width = ((max(days).toordinal() - first.toordinal() + first.weekday()) // 7 + 1) * 14
    label = escape(phrase("coverage-title", lang))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 98" role="img" aria-label="{label}">'
    return "\n".join([head, *squares, "</svg>", ""])
