"""A decision in words: each reason as a sentence, in Swedish or English."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from presskontakt.directory.instant import SWEDEN, day_of, start_of
from presskontakt.directory.model import Directory, Lang
from presskontakt.routing.question import Reason, Step
from presskontakt.wording import phrase, quoted, reason_sentence, time_told

Tense = Literal["now", "then", "dated"]  # said for now, for another instant asked about, or to be read at any time


class Narrator:
    """Tells reasons with the names that one directory gives to its topics, places, roles and releases."""

    def __init__(self, directory: Directory) -> None:
        self._contacts = {contact.id: contact.name for contact in directory.contacts}
        self._mails = {
            (c.id, channel.id) for c in directory.contacts for channel in c.channels if channel.kind == "email"
        }
        kinds = (directory.topics, directory.places, directory.roles, directory.releases)
        self._topics, self._places, self._roles, self._releases = (
            {item.id: item.name for item in items} for items in kinds
        )

    def sentence(self, reason: Reason, lang: Lang) -> str:
        """One reason as one sentence."""
        facts = {
            "topic": self._topics[reason.topic].text(lang) if reason.topic else "",
            "place": self._places[reason.place].text(lang) if reason.place else "",
            "role": self._roles[reason.role].text(lang) if reason.role else "",
            "release": self._releases[reason.release].text(lang) if reason.release else "",
            "contact": self._contacts[reason.contact] if reason.contact else "",
            "at": instant_told(reason.at, lang, with_year=_has_year(reason)) if reason.at else "",
            "name": reason.name.text(lang) if reason.name else "",
            "words": quoted(dict.fromkeys(reason.words), lang),
        }
        told = reason_sentence(reason.code, lang, facts)
        return f"{told} {facts['name']}" if reason.contact and reason.name else told

    def reach(self, step: Step, lang: Lang, tense: Tense = "now") -> str:
        """Whether the contact of a step can be reached, as one sentence in a tense.

        Where hours are unknown, the first channel tells whether to call or to write.
        """
        if step.reach == "call" and step.channels and (step.contact, step.channels[0]) in self._mails:
            return phrase("reach-write", lang)
        if step.reach == "call":
            return phrase("reach-call", lang)
        at = instant_told(step.at, lang) if step.at else ""
        if step.reach == "later":
            key = "reach-dated-from" if tense == "dated" else "reach-later"
            return phrase(key, lang, at=at) if at else phrase("reach-closed", lang)
        key = "-".join(["reach", *["duty"] * step.is_on_duty, tense, *["until"] * bool(at)])
        return phrase(key, lang, at=at)

    def state(self, step: Step, lang: Lang, tense: Tense = "now") -> list[str]:
        """How it is with a contact alone: away, or whether to be reached."""
        return self.sentences(step.reasons, lang) or [self.reach(step, lang, tense)]

    def sentences(self, reasons: Iterable[Reason], lang: Lang) -> list[str]:
        """Each reason as a sentence, in order."""
        return [self.sentence(reason, lang) for reason in reasons]


def _has_year(reason: Reason) -> bool:
    """Whether the year is told: of every return, and of a change that comes with a day and not with the hours."""
    is_at_midnight = reason.at is not None and reason.at == start_of(day_of(reason.at))
    return bool(reason.contact) and (reason.code != "then-first" or is_at_midnight)


def instant_told(at: datetime, lang: Lang, *, with_year: bool = False) -> str:
    """An instant by the clocks in Sweden."""
    return time_told(at.astimezone(SWEDEN), lang, with_year=with_year)
