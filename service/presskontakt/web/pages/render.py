"""The pages of one organisation in one language, and errors and the reference as pages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from typing import Any

import jinja2

from presskontakt.directory.instant import SWEDEN
from presskontakt.directory.model import LANGS, Contact, Lang, Localized, Release
from presskontakt.errors import Finding
from presskontakt.routing.explain import Tense, instant_told
from presskontakt.routing.question import Decision, Question
from presskontakt.web.pages.address import address_of
from presskontakt.web.pages.style import STYLE_ADDRESS
from presskontakt.web.published import Published, Seen
from presskontakt.wording import finding_sentences, phrase

_WITH_TEMPLATES = ("pages", "admin", "switchboard")


class Page:
    """Renders the pages of an organisation as the public sees it, in one language.

    A page to be copied is read at any time and without the service: it has no form but links to the topics, and says
    until and from when, never "now".
    """

    def __init__(self, published: Published, lang: Lang, *, is_copied: bool = False) -> None:
        self._published = published
        self._lang = lang
        self._is_copied = is_copied
        self._tense: Tense = "dated" if is_copied else "now"

    def organisation(self, at: datetime) -> bytes:
        """The question box, every press contact, the topics of the day, places and releases."""
        return self._organisation(at, is_unanswered=False)

    def asking(self, at: datetime) -> bytes:
        """The page of the organisation again, asking for a question to be written."""
        return self._organisation(at, is_unanswered=True)

    def answer(self, asked: Question, at: datetime, now: datetime) -> tuple[bytes, datetime | None]:
        """The answer to a question as of `at` and the instant until which it holds. Raises NotFound."""
        decision = self._published.route(asked, at, now)
        view = self._published.tell(decision, self._lang, self._tense if at == now else "then")
        release = next((r for r in self._published.directory.releases if r.id == decision.release), None)
        topics = [topic for topic in decision.topics if topic in self._published.router.live_topics(at).value]
        links = [
            (self._topic_name(topic, decision.place), self._topic_address(topic, decision.place)) for topic in topics
        ]
        here = ("topic", *filter(None, (asked.topic, asked.place))) if asked.topic else ("release", asked.release)
        content = self._render(
            "answer.html",
            here if not asked.text else (),
            decision=view,
            asked=asked,
            links=links,
            release=release,
            answered_at=instant_told(at, self._lang) if at != now else "",
            asked_at=f"{at.astimezone(SWEDEN):%Y-%m-%dT%H:%M}" if at != now else "",
            asks_another_time=self._published.knows_hours,
            **self._to_come(asked, decision),
        )
        return content, decision.valid_until

    def until(self, at: datetime) -> datetime | None:
        """How long a page that lists the contacts and topics of the day holds."""
        return self._published.seen(at).holds.meet(self._published.router.live_topics(at).holds).until

    def place(self, name: str, at: datetime) -> bytes:
        """The topics to choose from for a place. Raises NotFound."""
        name = self._published.router.follow("place", name)
        place = next(place for place in self._published.directory.places if place.id == name)
        return self._render("place.html", ("place", name), place=place, pairs=self._topics(at, name))

    def contact(self, name: str, at: datetime) -> tuple[bytes, datetime | None]:
        """A contact with every channel and all that the contact answers for, and until when. Raises NotFound."""
        seen = self._published.seen(at)
        contact = self._published.contact(name, at)
        state = self._published.state(contact, at, self._lang, self._tense)
        content = self._render(
            "contact.html",
            ("contact", contact.id),
            contact=seen.views[contact.id],
            state=state,
            stand_in=seen.contacts.get(state.stand_in),
            duties=list(self._duties(contact)),
        )
        return content, state.holds.meet(seen.holds).until

    def frame(self, asked: Question, now: datetime) -> tuple[bytes, datetime | None]:
        """The answer to a question by ids for a frame, and until when it holds. Raises NotFound."""
        decision = self._published.route(asked, now, now)
        view = self._published.tell(decision, self._lang, self._tense)
        contacts = [(step.contact, step.availability if step.reach != "call" else "") for step in view.steps]
        content = self._render("frame.html", (), contacts=contacts, is_answer=True, **self._to_come(asked, decision))
        return content, decision.valid_until

    def frame_of_all(self, now: datetime) -> bytes:
        """Every press contact for a frame."""
        contacts = [(view, "") for view in self._published.seen(now).views.values()]
        return self._render("frame.html", (), contacts=contacts, is_answer=False, agenda=[])

    def embed(self, at: datetime, known: Mapping[str, str]) -> bytes:
        """The page that gives the lines to paste; `known` are the addresses that stand in them."""
        directory = self._published.directory
        live = self._published.router.live_topics(at).value
        return self._render(
            "embed.html",
            ("embed",),
            known={**known, "topics": self._address("topic")},
            topics=[topic for topic in directory.topics if topic.id in live],
            organisation_places=directory.places,
        )

    def privacy(self, note: Localized | None) -> bytes:
        """What is recorded about the reader, and what the operator says of their own machines."""
        return self._render("privacy.html", ("privacy",), note=note.text(self._lang) if note else "")

    def accessibility(self, at: datetime) -> bytes:
        """The accessibility statement, with the organisation's fallback to report faults to."""
        fallback = self._published.seen(at).views.get(self._published.directory.organisation.fallback)
        return self._render("accessibility.html", ("accessibility",), contact=fallback)

    def _organisation(self, at: datetime, *, is_unanswered: bool) -> bytes:
        directory = self._published.directory
        seen = self._published.seen(at)
        return self._render(
            "organisation.html",
            (),
            contacts=[seen.views[c.id] for c in seen.contacts.values() if not _is_for_release_only(c)],
            on_duty=[seen.views[name] for name, step in seen.notable.items() if step.is_on_duty],
            notes={
                name: " ".join(self._published.told(step, self._lang, self._tense))
                for name, step in seen.notable.items()
            },
            releases=[self._release(release, seen) for release in directory.releases],
            topics=self._topics(at),
            places=[(place.name.text(self._lang), self._address("place", place.id)) for place in directory.places],
            is_unanswered=is_unanswered,
        )

    def _to_come(self, asked: Question, decision: Decision) -> dict[str, Any]:
        """For a copy: until when the answer holds, and who answers in the days after, by the clocks in Sweden."""
        if not self._is_copied or not decision.valid_until:
            return {"agenda": []}
        agenda = [
            {
                "since": instant_told(each.valid_from, self._lang),
                "until": instant_told(each.valid_until, self._lang),
                "stretch": self._published.stretch(each),
            }
            for each in self._published.agenda(asked, decision)
        ]
        return {"agenda": agenda, "holds_until": instant_told(decision.valid_until, self._lang)}

    def _release(self, release: Release, seen: Seen) -> dict[str, Any]:
        holders = [c for c in seen.contacts.values() if any(a.release == release.id for a in c.assignments)]
        return {"release": release, "contacts": [seen.views[contact.id] for contact in holders]}

    def _duties(self, contact: Contact) -> list[tuple[str, list[tuple[str, str]]]]:
        """Each role with links to what it is held for."""
        directory = self._published.directory
        roles = {role.id: role.name.text(self._lang) for role in directory.roles}
        releases = {release.id: release.name.text(self._lang) for release in directory.releases}
        duties = []
        for assignment in contact.assignments:
            place = assignment.places[0] if len(assignment.places) == 1 else ""
            links = [(self._topic_name(topic, place), self._topic_address(topic, place)) for topic in assignment.topics]
            if assignment.release:
                links.append((releases[assignment.release], self._address("release", assignment.release)))
            duties.append((roles[assignment.role], links))
        return duties

    def _topics(self, at: datetime, place: str = "") -> list[tuple[str, str]]:
        """The topics of the day with the addresses of their pages, in a place if one is given."""
        live = self._published.router.live_topics(at).value
        topics = (topic for topic in self._published.directory.topics if topic.id in live)
        return [(topic.name.text(self._lang), self._topic_address(topic.id, place)) for topic in topics]

    def _topic_name(self, topic: str, place: str = "") -> str:
        names = {item.id: item.name.text(self._lang) for item in self._published.directory.topics}
        places = {item.id: item.name.text(self._lang) for item in self._published.directory.places}
        return f"{names[topic]}, {places[place]}" if place else names[topic]

    def _topic_address(self, topic: str, place: str = "") -> str:
        return self._address("topic", topic, *([place] if place else []))

    def _address(self, kind: str, *names: str) -> str:
        return address_of(self._published.directory.organisation.id, self._lang, kind, *names)

    def _render(self, template: str, here: tuple[str, ...], **known: Any) -> bytes:
        """Render with what every page of an organisation needs; `here` is the page's own kind and names."""
        organisation = self._published.directory.organisation
        edition = self._published.edition
        as_of = instant_told(edition.as_of, self._lang) if edition and edition.as_of else ""
        known = {"asked": Question(), "is_unanswered": False, "as_of": as_of, "is_copied": self._is_copied} | known
        translations = {lang: address_of(organisation.id, lang, *here) for lang in LANGS}
        return page(
            template, self._lang, organisation=organisation, address=self._address, translations=translations, **known
        )


def problem_page(title: str, findings: Sequence[Finding], lang: Lang) -> bytes:
    """An error as a page: what was wrong and what to do."""
    told = [finding_sentences(finding.code, lang, finding.facts) for finding in findings]
    return page("problem.html", lang, title=title, findings=told, home="/en" if lang == "en" else "/")


def reference_page(description: dict[str, Any]) -> bytes:
    """The reference of the API, in English, from its OpenAPI document."""
    return page("reference.html", "en", api=description)


def _is_for_release_only(contact: Contact) -> bool:
    return bool(contact.assignments) and all(assignment.release for assignment in contact.assignments)


def page(template: str, lang: Lang, **known: Any) -> bytes:
    """A page from a template of the pages, of /admin or of /switchboard."""
    found = _environment().get_template(template)
    return found.render(lang=lang, t=partial(phrase, lang=lang), style=STYLE_ADDRESS, **known).encode()


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.PackageLoader(f"presskontakt.web.{name}") for name in _WITH_TEMPLATES]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
