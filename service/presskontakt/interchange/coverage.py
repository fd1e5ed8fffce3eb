"""Coverage for people: everything found as sentences, and the days as a picture (SVG) and as a page (HTML)."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from html import escape
from itertools import groupby

import jinja2
from msgspec import Struct

from presskontakt.directory.instant import day_of, start_of
from presskontakt.directory.model import Directory, Lang
from presskontakt.errors import Code, Finding, Location
from presskontakt.routing.coverage import Coverage, State
from presskontakt.routing.explain import instant_told
from presskontakt.routing.idle import Idle, Why
from presskontakt.wording import day_told, finding_sentences, month_told, phrase, weekdays_told

COLOURS: dict[State, str] = {
    "answered": "#0b6e4f",
    "fallback": "#e0a100",
    "unknown": "#8793a1",
    "closed": "#e3e7ec",
    "hole": "#b3261e",
}
MOST_HOLES = 5
_CODES: dict[Why, Code] = {
    "over": Code.ASSIGNMENT_OVER,
    "topic-over": Code.ASSIGNMENT_OF_ENDED_TOPIC,
    "doubled": Code.ASSIGNMENT_DOUBLED,
    "shadowed": Code.ASSIGNMENT_SHADOWED,
    "hidden": Code.ASSIGNMENT_HIDDEN,
}


class Holes(Struct, frozen=True):
    """The holes of one topic, place and language, the first few in full."""

    name: str
    sentences: tuple[str, ...]
    more: str


def holes_told(found: Coverage, directory: Directory, lang: Lang) -> Iterator[Holes]:
    """Every cell that has holes; those of a language only where there are none in any."""
    topics = {each.id: each.name.text(lang) for each in directory.topics}
    places = {each.id: each.name.text(lang) for each in directory.places}
    known = {(cell.topic, cell.place) for cell in found.cells if cell.holes and not cell.lang}
    for cell in found.cells:
        if not cell.holes or (cell.lang and (cell.topic, cell.place) in known):
            continue
        sentences = tuple(
            phrase(
                f"coverage-hole-{hole.promised}",
                lang,
                since=instant_told(hole.since, lang),
                until=instant_told(hole.until, lang),
            )
            for hole in cell.holes[:MOST_HOLES]
        )
        more = len(cell.holes) - MOST_HOLES
        name = ", ".join(part for part in (topics[cell.topic], places.get(cell.place, ""), cell.lang) if part)
        yield Holes(name, sentences, phrase("coverage-more", lang, more=more) if more > 0 else "")


def facts_told(found: Coverage, directory: Directory, lang: Lang) -> Iterator[str]:
    """Who is alone with a topic, and who is never reached."""
    names = {contact.id: contact.name for contact in directory.contacts}
    topics = {each.id: each.name.text(lang) for each in directory.topics}
    for name, contact in found.single.items():
        yield phrase("coverage-single", lang, topic=topics[name], contact=names[contact])
    for contact in found.unreached:
        yield phrase("coverage-unreached", lang, contact=names[contact])


def faults_told(found: Coverage, directory: Directory, lang: Lang) -> Iterator[str]:
    """Faults of the roster, and expectations that stop holding."""
    names = {contact.id: contact.name for contact in directory.contacts}
    for fault in found.faults:
        who = ", ".join(names[contact] for contact in fault.contacts)
        times = {"since": instant_told(fault.since, lang), "until": instant_told(fault.until, lang)}
        yield phrase(f"coverage-{fault.fault}", lang, who=who, **times)
    for moved in found.moved:
        asked = directory.expectations[moved.position]
        question, at = asked.text or asked.topic, instant_told(moved.since, lang)
        yield phrase("coverage-moved", lang, question=question, contact=names[moved.contact], at=at)


def idle_findings(found: Coverage, directory: Directory, lang: Lang, source: str = "") -> tuple[Finding, ...]:
    """A finding for every assignment that brings no question: where it stands, why, and the way out."""
    contacts = {contact.id: contact.name for contact in directory.contacts}
    kinds = (directory.topics, directory.releases, directory.roles)
    topics, releases, roles = ({item.id: item.name.text(lang) for item in items} for items in kinds)
    positions = {contact.id: n for n, contact in enumerate(directory.contacts)}

    def told(idle: Idle) -> Finding:
        path = ("contacts", positions[idle.contact], "assignments", idle.position)
        label = f"contacts › {idle.contact} › assignments › no. {idle.position + 1}"
        assignment = directory.contacts[positions[idle.contact]].assignments[idle.position]
        bare = releases[assignment.release] if assignment.release else roles[assignment.role]
        facts = {
            "topics": ", ".join(topics[topic] for topic in idle.topics) or bare,
            "others": ", ".join(contacts[name] for name in idle.before),
        }
        return Finding(_CODES[idle.why], Location(source, path, label=label), ", ".join(idle.topics), facts)

    return tuple(told(idle) for idle in found.idle)


def picture(found: Coverage, topic: str, lang: Lang) -> str:
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


def page(found: Coverage, directory: Directory, topic: str, lang: Lang) -> str:
    """Everything on one page that needs nothing else: what was found, and a calendar with a word a day."""
    days = found.days(topic)
    named = next((each.name.text(lang) for each in directory.topics if each.id == topic), "")
    findings = idle_findings(found, directory, lang)
    return (
        _environment()
        .get_template("coverage.html")
        .render(
            lang=lang,
            t=phrase,
            name=directory.organisation.name.text(lang),
            topic=named,
            since=instant_told(found.start, lang, with_year=True),
            until=instant_told(start_of(day_of(found.end - timedelta(seconds=1))), lang, with_year=True),
            is_invented=directory.organisation.demo,
            holes=list(holes_told(found, directory, lang)),
            told=[*facts_told(found, directory, lang), *faults_told(found, directory, lang)],
            findings=[(each.place.label, *finding_sentences(each.code, lang, each.facts)) for each in findings],
            weekdays=weekdays_told(lang),
            months=[(month_told(first, lang), weeks) for first, weeks in _months(days)],
            states=list(COLOURS),
        )
    )


def _months(days: dict[date, State]) -> Iterator[tuple[date, list[tuple[int, list[tuple[date, State] | None]]]]]:
    """Each month as weeks, (number, seven days); None where there is no day of that month."""
    for _, month in groupby(days, key=lambda day: (day.year, day.month)):
        listed = list(month)
        weeks: list[tuple[int, list[tuple[date, State] | None]]] = []
        for number, week in groupby(listed, key=lambda day: day.isocalendar().week):
            row: list[tuple[date, State] | None] = [None] * 7
            for day in week:
                row[day.weekday()] = day, days[day]
            weeks.append((number, row))
        yield listed[0], weeks


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("presskontakt.interchange", ""),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
