"""Every sentence that people read, one table per language; CLI, API and pages use the same.

This package imports nothing of ours: languages are "sv" and "en", codes are plain strings.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import ModuleType

from presskontakt.wording import en, sv

TABLES: Mapping[str, ModuleType] = {"sv": sv, "en": en}


def finding_sentences(code: str, lang: str, facts: Mapping[str, str]) -> tuple[str, str]:
    """What is wrong and what to do about it: (detail, remedy) for a finding's code."""
    detail, remedy = TABLES[lang].FINDINGS[code]
    known = _Facts(lang, facts)
    return detail.format_map(known), _with_hint(remedy, lang, facts).format_map(known)


def reason_sentence(code: str, lang: str, facts: Mapping[str, str]) -> str:
    """Why, as one sentence; the role-less form of the sentence where there is no role to name."""
    table: Mapping[str, str] = TABLES[lang].REASONS
    bare = f"{code}-bare"
    return table[bare if not facts.get("role") and bare in table else code].format_map(facts)


def phrase(key: str, lang: str, **facts: object) -> str:
    """A sentence or label of the pages and the command line."""
    template: str = TABLES[lang].PHRASES[key]
    return template.format_map(facts) if facts else template


def phrases_of(prefix: str, lang: str) -> dict[str, str]:
    """The phrases whose keys begin with `prefix`, by the rest of the key: for a script, which fills them in itself."""
    phrases: Mapping[str, str] = TABLES[lang].PHRASES
    return {key.removeprefix(prefix): text for key, text in phrases.items() if key.startswith(prefix)}


def quoted(words: Iterable[str], lang: str) -> str:
    """Words in the quotation marks of the language, with commas between."""
    left, right = TABLES[lang].QUOTES
    return ", ".join(f"{left}{word}{right}" for word in words)


def day_told(day: date, lang: str) -> str:
    """A day with its weekday: "torsdag 24 december", "Thursday 24 December"."""
    table = TABLES[lang]
    return f"{table.WEEKDAYS[day.weekday()]} {day.day} {table.MONTHS[day.month - 1]}"


def month_told(day: date, lang: str) -> str:
    """The month of a day: "mars 2026"."""
    return f"{TABLES[lang].MONTHS[day.month - 1]} {day.year}"


def weekdays_told(lang: str) -> tuple[str, ...]:
    """The days of the week, Monday first."""
    days: tuple[str, ...] = TABLES[lang].WEEKDAYS
    return days


def time_told(local: datetime, lang: str, *, with_year: bool = False) -> str:
    """A day and a time of the clocks in Sweden; midnight is told as the day alone."""
    day = day_told(local.date(), lang) + (f" {local.year}" if with_year else "")
    if (local.hour, local.minute) == (0, 0):
        return day
    written: str = TABLES[lang].AT_TIME
    return written.format(day=day, hour=f"{local:%H}", minute=f"{local:%M}")


_TYPED = frozenset({"key", "known", "nearest"})


class _Facts(dict[str, str]):
    """Facts by name; those that are words of the document format are told in the language, those to type as they are."""

    def __init__(self, lang: str, facts: Mapping[str, str]) -> None:
        terms: Mapping[str, str] = TABLES[lang].TERMS
        super().__init__({name: fact if name in _TYPED else terms.get(fact, fact) for name, fact in facts.items()})


def _with_hint(remedy: str, lang: str, facts: Mapping[str, str]) -> str:
    return f"{TABLES[lang].DID_YOU_MEAN} {remedy}".strip() if facts.get("nearest") else remedy
