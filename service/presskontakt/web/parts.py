"""What the handlers stand on: public values only, compiled once; put together in `app.create_parts`."""

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec import Struct

from presskontakt.directory.decode import nearest
from presskontakt.directory.model import Contact, Directory, Lang, Localized
from presskontakt.errors import NotFound
from presskontakt.routing.explain import Narrator
from presskontakt.routing.question import Decision, Reason, Step
from presskontakt.routing.router import Router
from presskontakt.web.view import (
    ContactView,
    DecisionView,
    ExitView,
    NamedView,
    OrganisationView,
    ReasonView,
    StepView,
    contact_view,
    place_view,
    release_view,
    topic_view,
)

Clock = Callable[[], datetime]


class Published:
    """One organisation as the public sees it, ready to be told; `router` holds the public directory."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self.directory: Directory = router.directory
        self._narrator = Narrator(router.directory)
        self.contacts: Mapping[str, Contact] = {contact.id: contact for contact in self.directory.contacts}
        self.views: Mapping[str, ContactView] = {name: contact_view(c) for name, c in self.contacts.items()}

    def contact(self, name: str) -> Contact:
        """The contact with id `name`, followed past tombstones. Raises NotFound."""
        return self.contacts[self.router.follow("contact", name)]

    def tell(self, decision: Decision, lang: Lang) -> DecisionView:
        """A decision with its contacts in full and its reasons as sentences in `lang`."""
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
            steps=tuple(self._step(step, lang) for step in decision.steps),
            choices=tuple(NamedView(name, topics[name]) for name in decision.choices),
            exits=tuple(ExitView(e.concept, e.name.text(lang), e.advice.text(lang)) for e in decision.exits),
            valid_from=decision.valid_from,
            valid_until=decision.valid_until,
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

    def _step(self, step: Step, lang: Lang) -> StepView:
        return StepView(
            contact=self.views[step.contact],
            role=step.role or None,
            is_fallback=step.is_fallback,
            reasons=self._reasons(step.reasons, lang),
        )

    def _reasons(self, reasons: tuple[Reason, ...], lang: Lang) -> tuple[ReasonView, ...]:
        return tuple(ReasonView(reason.code, self._narrator.sentence(reason, lang)) for reason in reasons)


class Parts(Struct, frozen=True):
    """Everything that handlers need. `clock` is the only source of the present instant."""

    organisations: Mapping[str, Published]
    default: str
    public_url: str
    clock: Clock
    privacy_note: Localized | None = None

    def organisation(self, name: str) -> Published:
        """The organisation with id `name`. Raises NotFound."""
        if name not in self.organisations:
            raise NotFound("organisation", name, nearest(name, self.organisations))
        return self.organisations[name]
