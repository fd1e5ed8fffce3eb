"""What the verbs of the registry are made of: parents, waiting, rebasing, and what is left out."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from presskontakt.directory.document import canonical
from presskontakt.directory.instant import parse_instant
from presskontakt.directory.merge import merge
from presskontakt.directory.model import Directory, Tombstone
from presskontakt.directory.roster import Absence, Override, Roster, Shift, Withdrawal
from presskontakt.errors import Code, Conflict, Finding, InvalidInput, Location, Refused
from presskontakt.registry.gates import Judgement, vanished
from presskontakt.registry.ledger import Draft, Entry, Ledger, WaitsFor
from presskontakt.registry.parts import cut
from presskontakt.registry.revision import FIRST, Revision, Stored, sealed

KEPT_AFTER_END = timedelta(days=30)


class Wish(Struct, frozen=True):
    """How a directory is to be published: by whom, why, after which revision (None: the last one), and when.

    `is_emergency` waits for nobody, and is told to everyone who reads the history. `is_proposal` waits for a colleague,
    whatever it shows.
    """

    author: str
    note: str = ""
    parent: int | None = None
    due_at: datetime | None = None
    is_emergency: bool = False
    is_proposal: bool = False


def parent_of(ledger: Ledger, organisation: str) -> Directory | None:
    """The directory of the last revision; None before the first. Raises Damaged."""
    head = ledger.head(organisation)
    return ledger.stored(organisation, head.revision).directory() if head.revision else None


def refuse_faulty(judgement: Judgement) -> None:
    """Raise InvalidInput with everything that keeps a directory from being published."""
    if judgement.errors:
        raise InvalidInput(judgement.errors)


def draft_of(
    directory: Directory, parent: Directory | None, judgement: Judgement, wish: Wish, at: datetime
) -> Draft | None:
    """The draft that a wish must wait as, by its date and the policy of the parent; None: nothing to wait for."""
    is_urgent = wish.is_emergency and not wish.due_at  # what can wait for a date is no emergency
    is_gated = judgement.is_gated and not is_urgent
    policy = parent.organisation.publishing if parent and is_gated else None
    waits_for: WaitsFor
    if wish.due_at:
        waits_for, due_at = "date", wish.due_at
        if policy and policy.new_channels == "time":
            due_at = max(due_at, at + timedelta(minutes=policy.wait_minutes))
    elif wish.is_proposal or (policy and policy.new_channels == "colleague"):
        waits_for, due_at = "colleague", None
    elif policy and policy.wait_minutes:
        waits_for, due_at = "time", at + timedelta(minutes=policy.wait_minutes)
    else:
        return None
    organisation = directory.organisation.id
    return Draft(
        id=0,
        organisation=organisation,
        base=0,
        author=wish.author,
        note=wish.note,
        waits_for=waits_for,
        created_at=at,
        due_at=due_at,
        document=canonical(directory),
    )


def refuse_unseen(draft: Draft, parent: Directory | None, judgement: Judgement, at: datetime) -> None:
    """Raise Refused where nobody has approved what a draft shows, and no colleague had the time to stop it.

    What a draft shows may be another thing than when it was made: the policy and the levels may have changed since.
    """
    if parent is None or not judgement.is_gated:
        return
    policy = parent.organisation.publishing
    if policy.new_channels == "colleague" or at < draft.created_at + timedelta(minutes=policy.wait_minutes):
        raise Refused(Finding(Code.APPROVAL_MISSING, value=str(draft.id)))


def document_of(draft: Draft) -> Directory:
    """The directory of a draft. Raises Refused where it was let go."""
    if draft.document is None:
        raise Refused(Finding(Code.NOT_WAITING, value=str(draft.id), facts={"state": draft.state}))
    return msgspec.json.decode(draft.document, type=Directory)


def rebased(ledger: Ledger, draft: Draft) -> Directory:
    """The directory of a draft on top of the last revision.

    Raises InvalidInput where others changed the same, Conflict where the draft was to be the first revision and is not.
    """
    mine = document_of(draft)
    head = ledger.head(draft.organisation)
    if head.revision == draft.base:
        return mine
    if not draft.base:
        raise Conflict(draft.base, head.revision)
    base, theirs = (ledger.stored(draft.organisation, number).directory() for number in (draft.base, head.revision))
    merged = merge(base, mine, theirs)
    if merged.conflicts:
        facts = {"found": str(head.revision)}
        raise InvalidInput(
            [Finding(Code.CONFLICT, Location(label=each.label), each.after or "–", facts) for each in merged.conflicts]
        )
    return merged.directory


def revived(old: Stored, now: Directory) -> Directory:
    """The directory of an old revision as it may be published today: without who was erased, with today's tombstones.

    What came after it gets one too. Expectations of who was erased go; a tombstone goes where its id is back, and its
    successor where that is not.
    """
    directory = old.directory()
    stones = {(each.kind, each.id): each for each in (*directory.tombstones, *now.tombstones)}
    directory = replace(directory, tombstones=tuple(_left(stones.values(), directory)))
    directory = replace(directory, tombstones=(*directory.tombstones, *vanished(now.public(), directory)))
    if all(part.body is not None for part in old.parts):
        return directory
    present = {contact.id for contact in directory.contacts}
    return replace(directory, expectations=tuple(each for each in directory.expectations if each.contact in present))


def _left(stones: Iterable[Tombstone], directory: Directory) -> Iterator[Tombstone]:
    for stone in stones:
        present = {each.id for each in getattr(directory, f"{stone.kind}s")}
        if stone.id not in present:
            yield stone if stone.successor in present else replace(stone, successor="")


def without_ended(roster: Roster, at: datetime) -> Roster:
    """The roster without entries that ended more than 30 days ago."""
    edge = at - KEPT_AFTER_END

    def is_kept(entry: Shift | Override | Absence | Withdrawal) -> bool:
        return not entry.until_at or parse_instant(entry.until_at, Location()).at > edge

    return replace(
        roster,
        shifts=tuple(filter(is_kept, roster.shifts)),
        overrides=tuple(filter(is_kept, roster.overrides)),
        absences=tuple(filter(is_kept, roster.absences)),
        withdrawals=tuple(filter(is_kept, roster.withdrawals)),
    )


def append(ledger: Ledger, directory: Directory, wish: Wish, at: datetime, approver: str = "") -> Revision:
    """Add the next revision of an organisation, sharing what its parent already has."""
    organisation = directory.organisation.id
    head = ledger.head(organisation)
    before = ledger.stored(organisation, head.revision) if head.revision else None
    pieces = cut(directory, before.parts if before else ())
    revision = Revision(
        organisation=organisation,
        number=head.revision + 1,
        parent=before.revision.digest if before else FIRST,
        author=wish.author,
        note=wish.note,
        published_at=at,
        parts=tuple(part.digest for part in pieces),
        approver=approver,
        is_emergency=wish.is_emergency,
    )
    revision = sealed(revision)
    ledger.append(revision, pieces)
    action = "published-in-emergency" if wish.is_emergency else "published"
    ledger.note(Entry(organisation, at, approver or wish.author, action, f"{revision.number} {revision.digest}"))
    return revision
