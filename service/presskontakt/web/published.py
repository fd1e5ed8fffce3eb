"""An organisation as the public sees it: public values only, compiled once for an edition, ready to be told."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import count

from msgspec import Struct
from msgspec.structs import replace

from presskontakt.directory.decode import nearest
from presskontakt.directory.duty import Moment
from presskontakt.directory.instant import Interval
from presskontakt.directory.model import Contact, Directory, Lang
from presskontakt.directory.roster import Roster
from presskontakt.errors import NotFound
from presskontakt.registry.edition import Edition
from presskontakt.routing.agenda import AHEAD, Stretch, agenda
from presskontakt.routing.explain import Narrator, Tense
from presskontakt.routing.ladder import Candidate, ladder
from presskontakt.routing.outlook import Outlook
from presskontakt.routing.question import Decision, Question, Reach, Reason, Step
from presskontakt.routing.reach import Desk, away_told
from presskontakt.routing.router import ANSWERS_REMEMBERED, Router
from presskontakt.web.view import (
    ContactView,
    DecisionView,
    ExitView,
    NamedView,
    OrganisationView,
    ReasonView,
    StepView,
    StretchView,
    contact_view,
    place_view,
    release_view,
    topic_view,
)

_SERIALS = count(1)


class Seen(Struct, frozen=True):
    """The contacts that everyone may see at an instant, by id, and how long that stays so.

    `notable` are those who are on duty or away, each as a step that says so.
    """

    contacts: Mapping[str, Contact]
    views: Mapping[str, ContactView]
    notable: Mapping[str, Step]
    holds: Interval


class State(Struct, frozen=True):
    """How it is with one contact, in sentences, and who stands in ("" nobody), and how long that stays so."""

    reach: Reach
    sentences: tuple[str, ...]
    stand_in: str
    holds: Interval


class Published:
    """One organisation as the public sees it, ready to be told.

    `serial` is another for each one that was ever compiled: what was made from this one is kept under it.

    `router`, `directory` and `roster` hold the public value, with what is public only while its holder is on duty; what
    may be shown of its contacts at an instant, `seen` tells.
    """

    def __init__(self, router: Router, roster: Roster | None = None, edition: Edition | None = None) -> None:
        self.serial = next(_SERIALS)
        self.edition = edition
        self.router = router
        self.directory: Directory = router.directory
        self.roster = roster
        self._outlook = Outlook(router)
        self._situation = router.situation(roster)
        self._narrator = Narrator(router.directory)
        self._contacts = {contact.id: contact for contact in self.directory.contacts}
        self._views: dict[tuple[str, tuple[str, ...]], ContactView] = {}
        self._seen: Seen | None = None
        self._agendas: dict[Question, tuple[datetime, tuple[Stretch, ...]]] = {}

    @property
    def knows_hours(self) -> bool:
        """Whether an answer may differ with the time of day: hours are stated, or somebody is on duty or away."""
        stated = [self.directory.organisation.hours, *(role.hours for role in self.directory.roles)]
        return bool(self.roster) or any(stated) or any(contact.hours for contact in self._contacts.values())

    def route(self, question: Question, at: datetime, now: datetime | None = None) -> Decision:
        """The answer to `question` as of `at`, with what would change it.

        When `at` is after `now`, it keeps silent about who will be away.
        """
        is_discreet = now is not None and at > now
        decision = self.router.route(question, at, self.roster, is_discreet=is_discreet)
        decision = self._outlook.foresee(question, decision, at, self.roster, is_discreet=is_discreet)
        until = self.until(at, decision.valid_until)
        return decision if until == decision.valid_until else replace(decision, valid_until=until)

    def explain(self, question: Question, at: datetime) -> tuple[Decision, tuple[Candidate, ...]]:
        """The answer as of `at`, and what became of every contact."""
        return self.route(question, at), ladder(self.router, question, at, self.roster)

    def until(self, at: datetime, end: datetime | None = None) -> datetime | None:
        """The end of what holds at `at`: `end`, or before it the instant at which the next draft is due."""
        due_at = self.edition.due_at if self.edition else None
        return due_at if due_at and at < due_at and (end is None or due_at < end) else end

    def seen(self, at: datetime) -> Seen:
        """The contacts that everyone may see at `at`; kept while it holds."""
        if not self._seen or at not in self._seen.holds:
            visible, holds = self._situation.visible(at)
            contacts = {contact.id: contact for contact in visible.contacts}
            views = {
                contact.id: self._view(contact.id, tuple(c.id for c in contact.channels))
                for contact in contacts.values()
            }
            moment = Moment(at)
            notable = dict(self._notable(contacts, moment))
            holds = holds.meet(moment.holds)
            self._seen = Seen(contacts, views, notable, Interval(holds.since, self.until(at, holds.until)))
        return self._seen

    def _notable(self, contacts: Iterable[str], moment: Moment) -> Iterator[tuple[str, Step]]:
        duties = self._situation.on_duty(moment.at)
        on_duty = {duty.contact for duty in moment.take(duties)}
        for name in contacts:
            if name in on_duty:
                yield name, Step(contact=name, reach="now", at=duties.holds.until, is_on_duty=True)
            elif away := moment.take(self._situation.away(name, moment.at)):
                yield name, Step(contact=name, reach="later", reasons=(away_told("away", name, away),))

    def contact(self, name: str, at: datetime) -> Contact:
        """The contact with id `name`, followed past tombstones, as seen at `at`. Raises NotFound."""
        seen = self.seen(at).contacts
        try:
            return seen[self.router.follow("contact", name)]
        except (KeyError, NotFound):
            raise NotFound("contact", name, nearest(name, seen)) from None

    def told(self, step: Step, lang: Lang, tense: Tense = "now") -> list[str]:
        """How it is with a notable contact, in sentences."""
        return self._narrator.state(step, lang, tense)

    def state(self, contact: Contact, at: datetime, lang: Lang, tense: Tense = "now") -> State:
        """Whether a contact can be reached at `at`, or is away."""
        moment = Moment(at)
        role = contact.assignments[0].role if contact.assignments else ""
        step = Desk(self._situation, moment).alone(Step(contact=contact.id, role=role))
        away = moment.take(self._situation.away(contact.id, at))
        holds = Interval(moment.holds.since, self.until(at, moment.holds.until))
        return State(step.reach, tuple(self._narrator.state(step, lang, tense)), away.stand_in if away else "", holds)

    def _view(self, contact: str, channels: tuple[str, ...]) -> ContactView:
        """A contact with some of its channels."""
        key = contact, channels
        if key not in self._views:
            whole = self._contacts[contact]
            self._views[key] = contact_view(
                replace(whole, channels=tuple(c for name in channels for c in whole.channels if c.id == name))
            )
        return self._views[key]

    def agenda(self, question: Question, decision: Decision) -> tuple[Stretch, ...]:
        """Who answers a question by ids in the seven days after `decision`, or until the next draft is due."""
        since = decision.valid_until
        due_at = self.edition.due_at if self.edition else None
        if since is None or since == due_at:
            return ()
        known_until, known = self._agendas.get(question, (None, ()))
        if known_until != since:
            end = since + AHEAD
            known = agenda(self.router, question, since, self.until(since, end) or end, self.roster)
            if len(self._agendas) >= ANSWERS_REMEMBERED:
                self._agendas.clear()
            self._agendas[question] = since, known
        return known

    def tell(
        self, decision: Decision, lang: Lang, tense: Tense = "now", upcoming: Iterable[Stretch] | None = None
    ) -> DecisionView:
        """A decision in a tense, with its contacts in full and its reasons as sentences in `lang`.

        `upcoming` is who answers after it, where that is known.
        """
        topics = {topic.id: topic.name.text(lang) for topic in self.directory.topics}
        return DecisionView(
            organisation=decision.organisation,
            digest=decision.digest,
            engine=decision.engine,
            lang=lang,
            confidence=decision.confidence,
            topics=decision.topics,
            place=decision.place or None,
            role=decision.role or None,
            release=decision.release or None,
            reasons=self._reasons(decision.reasons, lang),
            steps=tuple(self._step(step, lang, tense) for step in decision.steps),
            choices=tuple(NamedView(name, topics[name]) for name in decision.choices),
            exits=tuple(ExitView(e.concept, e.name.text(lang), e.advice.text(lang)) for e in decision.exits),
            changes=self._reasons(decision.changes, lang),
            valid_from=decision.valid_from,
            valid_until=decision.valid_until,
            upcoming=None if upcoming is None else tuple(map(self.stretch, upcoming)),
        )

    def stretch(self, stretch: Stretch) -> StretchView:
        """A stretch of time to come with the name of whoever answers in it."""
        name = self._contacts[stretch.contact].name if stretch.contact else None
        return StretchView(
            stretch.valid_from,
            stretch.valid_until,
            stretch.contact or None,
            name,
            stretch.reach,
            stretch.is_on_duty,
        )

    def describe(self, lang: Lang) -> OrganisationView:
        """The organisation with everything that ids may name."""
        organisation = self.directory.organisation
        return OrganisationView(
            id=organisation.id,
            name=organisation.name.text(lang),
            is_invented=organisation.demo,
            about=organisation.about.text(lang) if organisation.about else None,
            address=organisation.address,
            digest=self.router.digest,
            roles=tuple(NamedView(role.id, role.name.text(lang)) for role in self.directory.roles),
            topics=tuple(topic_view(topic, lang) for topic in self.directory.topics),
            places=tuple(place_view(place, lang) for place in self.directory.places),
            releases=tuple(release_view(release, lang) for release in self.directory.releases),
        )

    def _step(self, step: Step, lang: Lang, tense: Tense) -> StepView:
        return StepView(
            contact=self._view(step.contact, step.channels),
            role=step.role or None,
            is_fallback=step.is_fallback,
            reach=step.reach,
            at=step.at,
            availability=self._narrator.reach(step, lang, tense),
            is_on_duty=step.is_on_duty,
            stands_in_for=step.stands_in_for or None,
            reasons=self._reasons(step.reasons, lang),
        )

    def _reasons(self, reasons: tuple[Reason, ...], lang: Lang) -> tuple[ReasonView, ...]:
        return tuple(ReasonView(reason.code, self._narrator.sentence(reason, lang)) for reason in reasons)
