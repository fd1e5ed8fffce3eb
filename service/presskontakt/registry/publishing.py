"""The verbs of the registry: publish, approve, roll back, set a roster, withdraw, erase, verify.

Hiding is immediate, showing is gated. A roster takes effect at once by one person. A directory passes the gates, and
where it shows a number or address for the first time it waits as a draft, as the policy of its parent says.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from presskontakt.directory.change import Change
from presskontakt.directory.decode import nearest
from presskontakt.directory.diff import differences
from presskontakt.directory.model import Directory
from presskontakt.directory.roster import Roster, Withdrawal
from presskontakt.errors import Code, Conflict, Damaged, Finding, InvalidInput, NotFound, Refused, Unavailable
from presskontakt.registry.database import Database
from presskontakt.registry.drafting import (
    Wish,
    append,
    document_of,
    draft_of,
    parent_of,
    rebased,
    refuse_faulty,
    refuse_unseen,
    revived,
    without_ended,
)
from presskontakt.registry.gates import Judgement, judge
from presskontakt.registry.ledger import Draft, Entry, Head, Ledger
from presskontakt.registry.revision import Revision, Stored, StoredRoster
from presskontakt.registry.rostering import Changed, keep, make_change, refuse_unsound, roster_of, tidied
from presskontakt.registry.verifying import Verification, verify
from presskontakt.routing.vocabulary import Vocabulary

PROGRAM = "presskontakt"  # who acts when nobody does


class Outcome(Struct, frozen=True):
    """What became of a wish: a revision, or a draft that waits, or neither where nothing would change."""

    judgement: Judgement
    revision: Revision | None = None
    draft: Draft | None = None


class Registry:
    """The registry of record: every verb is one transaction, all or nothing."""

    def __init__(self, database: Database, vocabulary: Vocabulary) -> None:
        self.database = database
        self.vocabulary = vocabulary

    @contextmanager
    def _reading(self) -> Iterator[Ledger]:
        with self.database.reading() as connection:
            yield Ledger(connection)

    @contextmanager
    def _writing(self) -> Iterator[Ledger]:
        with self.database.writing() as connection:
            yield Ledger(connection)

    def heads(self) -> dict[str, Head]:
        """The head of every organisation, also where a first draft waits. Raises Unavailable, as every verb does."""
        with self._reading() as ledger:
            return ledger.heads()

    def organisations(self) -> tuple[str, ...]:
        """Every organisation that has a revision."""
        return tuple(name for name, head in self.heads().items() if head.revision)

    def current(self) -> tuple[list[Stored], dict[str, StoredRoster], dict[str, Head]]:
        """Everything that is public now: revisions, rosters, heads; seen in one transaction."""
        with self._reading() as ledger:
            return ledger.current(), ledger.rosters(), ledger.heads()

    def published(self, organisation: str, number: int | None = None) -> Stored:
        """A revision with its parts; the last one unless a number is given. Raises NotFound."""
        with self._reading() as ledger:
            head = self._head(ledger, organisation)
            return ledger.stored(organisation, head.revision if number is None else number)

    def stored_roster(self, organisation: str) -> StoredRoster | None:
        """The roster as it is kept."""
        with self._reading() as ledger:
            return ledger.roster(organisation)

    def history(self, organisation: str, limit: int | None = None) -> tuple[Revision, ...]:
        """The revisions, newest first. Raises NotFound for an organisation that has none."""
        with self._reading() as ledger:
            self._head(ledger, organisation)
            return ledger.history(organisation, limit)

    def numbers(self, organisation: str, limit: int) -> tuple[tuple[int, datetime], ...]:
        """The numbers and times of the revisions, newest first: what everyone may know."""
        with self._reading() as ledger:
            return ledger.numbers(organisation, limit)

    def entries(self, organisation: str) -> tuple[Entry, ...]:
        """Who did what, oldest first."""
        with self._reading() as ledger:
            return ledger.entries(organisation)

    def drafts(self, organisation: str = "") -> tuple[Draft, ...]:
        """What waits, and what failed at its time, oldest first."""
        with self._reading() as ledger:
            found = ledger.drafts(organisation)
        return tuple(draft for draft in found if draft.state in {"waiting", "failed"} and draft.document)

    def draft(self, name: int) -> Draft:
        """A draft by its number alone. Raises NotFound."""
        for draft in self.drafts():
            if draft.id == name:
                return draft
        raise NotFound("draft", str(name))

    def judge(self, directory: Directory, at: datetime) -> Judgement:
        """What `publish` would say, without doing it."""
        with self._reading() as ledger:
            organisation = directory.organisation.id
            return self._judge(ledger, directory, parent_of(ledger, organisation), at)

    def publish(self, directory: Directory, wish: Wish, at: datetime) -> Outcome:
        """Publish a directory after its parent, or keep it as a draft until it may be shown.

        Raises InvalidInput (what the gates say), Conflict (the parent is no longer the last revision) and Refused.
        """
        if wish.is_emergency and not wish.note.strip():
            raise Refused(Finding(Code.NOTE_MISSING))
        if wish.due_at and wish.due_at <= at:
            raise Refused(Finding(Code.PAST_INSTANT, value=wish.due_at.isoformat()))
        organisation = directory.organisation.id
        with self._writing() as ledger:
            head = ledger.take(organisation)
            if wish.parent is not None and wish.parent != head.revision:
                raise _conflict(ledger, organisation, wish.parent, head.revision)
            parent = parent_of(ledger, organisation)
            judgement = self._judge(ledger, directory, parent, at)
            refuse_faulty(judgement)
            if directory == parent:
                return Outcome(judgement)
            if draft := draft_of(directory, parent, judgement, wish, at):
                draft = ledger.add_draft(replace(draft, base=head.revision))
                ledger.note(Entry(organisation, at, wish.author, "draft-added", f"draft {draft.id}"))
                return Outcome(judgement, draft=draft)
            return Outcome(judgement, append(ledger, directory, wish, at))

    def approve(self, organisation: str, name: int, actor: str, at: datetime) -> Outcome:
        """Let a draft be published by somebody other than its author, at once or, if it has a date, then.

        Raises NotFound, Refused, InvalidInput and Conflict, as `publish` does.
        """
        with self._writing() as ledger:
            ledger.take(organisation)
            draft = _waiting(ledger, organisation, name)
            if actor == draft.author:
                raise Refused(Finding(Code.OWN_DRAFT, value=str(name)))
            return self._publish_draft(ledger, draft, actor, at)

    def stop(self, organisation: str, name: int, actor: str, at: datetime) -> None:
        """Take a draft back, one's own or another's. Raises NotFound and Refused."""
        with self._writing() as ledger:
            ledger.take(organisation)
            draft = ledger.draft(organisation, name)
            if draft.state == "failed":
                ledger.forget_draft(draft)
            elif not ledger.decide(draft, "withdrawn", actor):
                raise Refused(Finding(Code.NOT_WAITING, value=str(name), facts={"state": draft.state}))
            ledger.note(Entry(organisation, at, actor, "draft-stopped", f"draft {name}"))

    def publish_due(self, at: datetime) -> list[Draft]:
        """Publish every draft whose time has come; one that no longer passes fails, and the head stays.

        Returns the drafts that were decided, with their new state.
        """
        with self._reading() as ledger:
            due = [draft for draft in ledger.drafts(state="waiting") if draft.due_at and draft.due_at <= at]
        decided = (self._try_due(draft, at) for draft in sorted(due, key=lambda draft: (draft.due_at or at, draft.id)))
        return [draft for draft in decided if draft]

    def roll_back(self, organisation: str, number: int, wish: Wish, at: datetime) -> Outcome:
        """Publish what revision `number` said, as a new revision through the same gates.

        Who was erased since stays erased (`revived`).
        """
        old = self.published(organisation, number)
        now = self.published(organisation).directory()
        return self.publish(revived(old, now), wish, at)

    def set_roster(self, roster: Roster, actor: str, at: datetime, parent: int | None = None) -> StoredRoster:
        """Set the roster, at once; what ended more than 30 days ago is left out.

        Raises InvalidInput for ids that the directory does not have, Conflict when `parent` is not the last number.
        """
        organisation = roster.organisation
        with self._writing() as ledger:
            head = self._head(ledger, organisation, is_taken=True)
            if parent is not None and parent != head.roster:
                raise Conflict(parent, head.roster)
            refuse_unsound(ledger, roster, head)
            entry = Entry(organisation, at, actor, "roster-set")
            return keep(ledger, without_ended(roster, at), head.roster + 1, entry)

    def change_roster(self, organisation: str, change: Change, actor: str, at: datetime, parent: int) -> Changed:
        """Make one change to the roster of number `parent`, at once.

        Raises what `change.apply` raises; InvalidInput for ids that the directory does not have and for callers in the
        note; Conflict when `parent` is not the last number: what a colleague did is seen before it is changed.
        """
        with self._writing() as ledger:
            head = self._head(ledger, organisation, is_taken=True)
            if parent != head.roster:
                raise Conflict(parent, head.roster)
            return make_change(ledger, head, change, actor, at)

    def tidy(self, at: datetime) -> None:
        """Erase from every roster what ended more than 30 days ago."""
        with self._reading() as ledger:
            due = [name for name, kept in ledger.rosters().items() if tidied(kept, at)]
        for organisation in due:
            with self._writing() as ledger:
                head = ledger.take(organisation)
                kept = ledger.roster(organisation)
                if kept and (roster := tidied(kept, at)):
                    entry = Entry(organisation, at, PROGRAM, "roster-tidied")
                    keep(ledger, roster, head.roster + 1, entry)

    def withdraw(self, organisation: str, contact: str, channel: str, actor: str, at: datetime) -> StoredRoster:
        """Hide a channel of a contact at once. Raises NotFound for a contact or channel that there is not."""
        with self._writing() as ledger:
            head = self._head(ledger, organisation, is_taken=True)
            directory = ledger.stored(organisation, head.revision).directory()
            person = next((each for each in directory.contacts if each.id == contact), None)
            if person is None:
                raise NotFound("contact", contact, nearest(contact, [each.id for each in directory.contacts]))
            if channel not in (channels := [each.id for each in person.channels]):
                raise NotFound("channel", channel, nearest(channel, channels))
            roster = roster_of(ledger, organisation)
            wanted = Withdrawal(contact, channel)
            others = tuple(w for w in roster.withdrawals if (w.contact, w.channel) != (contact, channel))
            roster = without_ended(replace(roster, withdrawals=(*others, wanted)), at)
            entry = Entry(organisation, at, actor, "channel-withdrawn", contact=contact)
            return keep(ledger, roster, head.roster + 1, entry)

    def erase(self, organisation: str, contact: str, actor: str, at: datetime) -> tuple[str, ...]:
        """Erase a contact who is no longer published from every revision, draft and the audit; the digests that stay.

        Raises Refused while the last revision has the contact, NotFound where none ever had.
        """
        with self._writing() as ledger:
            head = self._head(ledger, organisation, is_taken=True)
            directory = ledger.stored(organisation, head.revision).directory()
            if any(each.id == contact for each in directory.contacts):
                raise Refused(Finding(Code.STILL_PUBLISHED, value=contact))
            digests = ledger.erase(organisation, contact, at)
            if not digests:
                raise NotFound("contact", contact)
            for draft in ledger.drafts(organisation):
                if draft.document and _names(draft, contact):
                    ledger.decide(draft, "withdrawn", actor)
                    ledger.forget_draft(draft)
            ledger.note(Entry(organisation, at, actor, "erased", " ".join(digests)))
        return digests

    def remove(self, organisation: str, actor: str, at: datetime) -> None:
        """Remove an organisation for good, accounts and all; that it left is noted where no organisation is named.

        Raises NotFound.
        """
        with self._writing() as ledger:
            self._head(ledger, organisation, is_taken=True)
            ledger.remove(organisation)
            ledger.note(Entry("", at, actor, "left", organisation))

    def _try_due(self, draft: Draft, at: datetime) -> Draft | None:
        problem = ""
        try:
            with self._writing() as ledger:
                ledger.take(draft.organisation)
                if ledger.draft(draft.organisation, draft.id).state == "waiting":
                    self._publish_draft(ledger, draft, draft.approver, at, is_due=True)
                    return replace(draft, state="published")
        except InvalidInput as error:
            problem = " ".join(dict.fromkeys(finding.code for finding in error.findings))
        except Refused as error:
            if isinstance(error, Unavailable) and not isinstance(error, Damaged):
                raise
            problem = error.finding.code
        if not problem:
            return None
        with self._writing() as ledger:
            if not ledger.decide(draft, "failed", problem=problem):
                return None
            ledger.note(Entry(draft.organisation, at, draft.author, "draft-failed", f"draft {draft.id}"))
        return replace(draft, state="failed", problem=problem)

    def _publish_draft(
        self, ledger: Ledger, draft: Draft, approver: str, at: datetime, *, is_due: bool = False
    ) -> Outcome:
        """Rebase a draft on the head, judge it anew, and publish it."""
        directory = rebased(ledger, draft)
        parent = parent_of(ledger, draft.organisation)
        judgement = self._judge(ledger, directory, parent, at)
        refuse_faulty(judgement)
        if not approver:
            refuse_unseen(draft, parent, judgement, at)
        if draft.waits_for == "date" and not is_due:
            ledger.approve(draft, approver)
            ledger.note(Entry(draft.organisation, at, approver, "draft-approved", f"draft {draft.id}"))
            return Outcome(judgement, draft=replace(draft, approver=approver))
        ledger.decide(draft, "published", approver)
        wish = Wish(draft.author, draft.note)
        return Outcome(judgement, append(ledger, directory, wish, at, approver))

    def _judge(self, ledger: Ledger, directory: Directory, parent: Directory | None, at: datetime) -> Judgement:
        kept = ledger.roster(directory.organisation.id)
        return judge(directory, parent, kept.roster() if kept else None, self.vocabulary, at)

    def _head(self, ledger: Ledger, organisation: str, *, is_taken: bool = False) -> Head:
        head = ledger.take(organisation) if is_taken else ledger.head(organisation)
        if not head.revision:
            raise NotFound("organisation", organisation, nearest(organisation, ledger.heads()))
        return head

    def verify(self, organisation: str) -> Verification:
        """Go through the whole chain of an organisation. Raises NotFound."""
        with self._reading() as ledger:
            self._head(ledger, organisation)
            return verify(ledger, organisation)


def _waiting(ledger: Ledger, organisation: str, name: int) -> Draft:
    draft = ledger.draft(organisation, name)
    if draft.state != "waiting":
        raise Refused(Finding(Code.NOT_WAITING, value=str(name), facts={"state": draft.state}))
    return draft


def _names(draft: Draft, contact: str) -> bool:
    return any(each.id == contact for each in document_of(draft).contacts)


def _conflict(ledger: Ledger, organisation: str, expected: int, found: int) -> Conflict:
    """What others have published since: every value that differs, as it stands now."""
    try:
        before, now = (ledger.stored(organisation, number).directory() for number in (expected, found))
    except (NotFound, Damaged):
        return Conflict(expected, found)
    return Conflict(expected, found, [(each.label, each.after or "–") for each in differences(before, now)])
