"""A decision in words: each reason as a sentence, in Swedish or English."""

from collections.abc import Iterable

from presskontakt.directory.model import Directory, Lang
from presskontakt.routing.question import Reason
from presskontakt.wording import quoted, reason_sentence


class Narrator:
    """Tells reasons with the names that one directory gives to its topics, places, roles and releases."""

    def __init__(self, directory: Directory) -> None:
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
            "name": reason.name.text(lang) if reason.name else "",
            "words": quoted(dict.fromkeys(reason.words), lang),
        }
        return reason_sentence(reason.code, lang, facts)

    def sentences(self, reasons: Iterable[Reason], lang: Lang) -> list[str]:
        """Each reason as a sentence, in order."""
        return [self.sentence(reason, lang) for reason in reasons]
