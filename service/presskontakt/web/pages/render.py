"""Templates and what they may use: the wording tables, and views of contacts and decisions."""

from collections.abc import Sequence
from functools import cache, partial
from typing import Any

import jinja2

from presskontakt.directory.model import Contact, Lang, Release
from presskontakt.errors import Finding
from presskontakt.routing.question import Decision, Question
from presskontakt.web.pages.style import STYLE_ADDRESS
from presskontakt.web.parts import Published
from presskontakt.wording import finding_sentences, phrase


def organisation_page(published: Published, lang: Lang, *, is_unanswered: bool = False) -> bytes:
    """The page of an organisation: the question box and every press contact; `is_unanswered` asks for a question."""
    directory = published.directory
    contacts = [published.views[c.id] for c in directory.contacts if not _is_for_release_only(c)]
    return _render(
        "organisation.html",
        published,
        lang,
        contacts=contacts,
        releases=[_release_view(release, published) for release in directory.releases],
        asked=Question(),
        is_unanswered=is_unanswered,
    )


def _is_for_release_only(contact: Contact) -> bool:
    return bool(contact.assignments) and all(assignment.release for assignment in contact.assignments)


def _release_view(release: Release, published: Published) -> dict[str, Any]:
    holders = [c for c in published.directory.contacts if any(a.release == release.id for a in c.assignments)]
    return {"release": release, "contacts": [published.views[contact.id] for contact in holders]}


def answer_page(published: Published, lang: Lang, asked: Question, decision: Decision) -> bytes:
    """The answer to a question, with the box to ask again."""
    view = published.tell(decision, lang)
    return _render("answer.html", published, lang, decision=view, asked=asked, is_unanswered=False)


def problem_page(title: str, findings: Sequence[Finding], lang: Lang) -> bytes:
    """An error as a page: what was wrong and what to do."""
    told = [finding_sentences(finding.code, lang, finding.facts) for finding in findings]
    return _page("problem.html", lang, title=title, findings=told, home="/en/" if lang == "en" else "/")


def reference_page(description: dict[str, Any]) -> bytes:
    """The reference of the API, in English, from its OpenAPI document."""
    return _page("reference.html", "en", api=description)


def _render(template: str, published: Published, lang: Lang, **known: Any) -> bytes:
    organisation = published.directory.organisation
    addresses = {"sv": f"/{organisation.id}", "en": f"/en/{organisation.id}"}
    action = f"{addresses['sv']}/fraga" if lang == "sv" else f"{addresses['en']}/question"
    return _page(template, lang, organisation=organisation, addresses=addresses, action=action, **known)


def _page(template: str, lang: Lang, **known: Any) -> bytes:
    page = _environment().get_template(template)
    return page.render(lang=lang, t=partial(phrase, lang=lang), style=STYLE_ADDRESS, **known).encode()


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("presskontakt.web.pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
