"""The pages under /admin: what they show, and in which language."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from presskontakt.accounts.account import Session
from presskontakt.accounts.permission import Role, may_administer, may_set_roster
from presskontakt.accounts.signing import session_name
from presskontakt.directory.instant import SWEDEN
from presskontakt.directory.model import Lang
from presskontakt.errors import Finding
from presskontakt.registry.ledger import Entry
from presskontakt.routing.explain import instant_told
from presskontakt.web.admin.visit import Visit
from presskontakt.web.pages.render import page
from presskontakt.wording import finding_sentences, phrase

_THINGS = frozenset({"person", "token", "draft", "roster"})


class AdminPage:
    """Renders a page for one visit; `findings` are told at its top."""

    def __init__(self, visit: Visit, lang: Lang, path: str, names: Mapping[str, str]) -> None:
        """`names` are the organisations that are served, by id."""
        self._visit, self._lang, self._path, self._names = visit, lang, path, names

    def sign_in(self, organisation: str, *, provider: str = "", going: str = "", name: str = "", **known: Any) -> bytes:
        """The name and the password, or the way to the organisation's identity provider; `going` is where to, then."""
        names = sorted(self._names.items(), key=lambda each: each[1])
        known |= {"organisations": names, "provider": provider, "going": going, "name": name}
        return self._render("sign-in.html", organisation=organisation, **known)

    def link(self, name: str, organisation: str, *, sets_password: bool, **known: Any) -> bytes:
        """What a one-time link opens: a button, and a field for a password where one is set."""
        return self._render("link.html", name=name, organisation=organisation, sets_password=sets_password, **known)

    def start(self, sessions: Sequence[Session], **known: Any) -> bytes:
        """Who one is, where one is signed in, and the way on."""
        told = [
            {
                "name": session_name(each),
                "is_this": self._visit.session is not None and each.digest == self._visit.session.digest,
                "began": instant_told(each.began_at, self._lang),
                "seen": instant_told(each.seen_at, self._lang),
                "how": each.how,
            }
            for each in sessions
        ]
        return self._render("start.html", sessions=told, **known)

    def password(self, **known: Any) -> bytes:
        """The form for another password."""
        return self._render("password.html", **known)

    def people(self, organisation: str, **known: Any) -> bytes:
        """The people of an organisation, and forms for what can be done with them."""
        return self._render("people.html", organisation=organisation, roles=list(Role), **known)

    def tokens(self, organisation: str, **known: Any) -> bytes:
        """The tokens of an organisation."""
        return self._render("tokens.html", organisation=organisation, roles=list(Role)[1:], **known)

    def audit(self, organisation: str, entries: Sequence[Entry], **known: Any) -> bytes:
        """Who did what in an organisation, the last first."""
        told = [(each, self._subject(each)) for each in entries]
        return self._render("audit.html", organisation=organisation, entries=told, **known)

    def _subject(self, entry: Entry) -> str:
        """What was done to: a thing by its number, a revision with the beginning of its digest, or ids as they are."""
        first, _, rest = entry.subject.partition(" ")
        if first in _THINGS:
            return phrase(f"thing-{first}", self._lang, number=rest)
        return f"{first} ({rest[:12]}…)" if first.isdecimal() and rest else entry.subject

    def going_on(self, target: str) -> bytes:
        """A page that leads on by itself: a cookie that is strict does not come along from another site."""
        return self._render("going-on.html", target=target)

    def _render(self, template: str, *, findings: Sequence[Finding] = (), done: str = "", **known: Any) -> bytes:
        person = self._visit.session.person if self._visit.session else None
        administers = person is not None and may_administer(person.actor, person.organisation)
        administered = self._administered(person.organisation) if person and administers else []
        where = known.get("organisation") or (administered[0] if len(administered) == 1 else "")
        return page(
            template,
            self._lang,
            here=self.here,
            other_language=f"{self._path}{'' if self._lang == 'en' else '?lang=en'}",
            form_token=self._visit.form_token,
            person=person,
            administered=administered,
            operates=person is not None and may_set_roster(person.actor, person.organisation),
            where=where if where in administered else "",
            names=self._names,
            findings=[finding_sentences(each.code, self._lang, each.facts) for each in findings],
            done=done,
            told=lambda at: instant_told(at, self._lang),
            day=lambda at: f"{at.astimezone(SWEDEN):%Y-%m-%d}",
            **known,
        )

    def _administered(self, organisation: str) -> list[str]:
        return [organisation] if organisation else sorted(self._names, key=self._names.__getitem__)

    def here(self, path: str, **parameters: str) -> str:
        """An address under /admin in the language of this page."""
        known = parameters | ({"lang": "en"} if self._lang == "en" else {})
        return f"/admin{path}{'?' + urlencode(known) if known else ''}"
