"""What was changed lately, by whom, in a sentence, and what undoes it: as far as this process has seen it happen."""

from datetime import datetime

from msgspec import Struct

from presskontakt.directory.change import Change, ToldChange, told_changes
from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import LANGS, Directory, Lang
from presskontakt.directory.roster import Roster
from presskontakt.registry.drafting import without_ended
from presskontakt.registry.revision import Revision, StoredRoster
from presskontakt.routing.explain import instant_told
from presskontakt.web.switchboard.board import Pair
from presskontakt.wording import phrase


class Lately(Struct, frozen=True):
    """One change; `undo` is None where there is nothing that would undo it."""

    by: str
    at: datetime
    told: Pair
    undo: Change | None = None


def of_roster(before: Roster, after: Roster, kept: StoredRoster, directory: Directory) -> tuple[Lately, ...]:
    """What differs between two rosters, of which the second was kept so.

    What merely ended long ago, and was left out when the second was kept, nobody changed. Of contacts whom operators do
    not see nothing is told.
    """
    changes = told_changes(without_ended(before, kept.set_at), after)
    names = {contact.id: contact.name for contact in directory.contacts}
    return tuple(
        Lately(kept.author, kept.set_at, _in_both(change, names), change.undo)
        for change in changes
        if not change.contact or change.contact in names
    )


def of_revision(revision: Revision) -> Lately:
    """That there is a new revision."""
    sv, en = (phrase("changed-revision", lang, number=revision.number) for lang in LANGS)
    return Lately(revision.author, revision.published_at, (sv, en))


def _in_both(change: ToldChange, names: dict[str, str]) -> Pair:
    sv, en = (_told(change, names, lang) for lang in LANGS)
    return sv, en


def _told(change: ToldChange, names: dict[str, str], lang: Lang) -> str:
    until = instant_told(parse_instant(change.until).at, lang) if change.until else ""
    key = f"changed-{change.kind}" + ("-delegate" if change.delegate else "")
    name, delegate = names.get(change.contact, change.contact), names.get(change.delegate, change.delegate)
    return phrase(key, lang, name=name, until=until, delegate=delegate)
