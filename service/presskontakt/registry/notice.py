"""Notice by e-mail of what waits to be shown, was published in an emergency, or failed at its time.

It names ids, never a number or an address. What cannot be sent is told to the one who acts, and changes nothing else.
"""

import smtplib
import ssl
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from presskontakt.directory.instant import SWEDEN
from presskontakt.directory.model import LANGS
from presskontakt.errors import CannotServe, Code, Finding
from presskontakt.registry.ledger import Draft
from presskontakt.registry.publishing import Outcome
from presskontakt.wording import phrase, time_told

TIMEOUT_S = 10
_PORTS = {"smtp": 587, "smtps": 465}


class Notices(Struct, frozen=True):
    """Where notices go: a mail server ("smtp://user:password@host:587"), a sender, and those who are told."""

    server: str = ""
    sender: str = ""
    recipients: tuple[str, ...] = ()

    def check(self) -> None:
        """Raise CannotServe where half of what is needed is stated."""
        stated = bool(self.server), bool(self.sender), bool(self.recipients)
        if any(stated) and not all(stated):
            raise CannotServe(Finding(Code.BAD_NOTICE, facts={"reason": "incomplete"}))
        if self.server and urlsplit(self.server).scheme not in _PORTS:
            raise CannotServe(Finding(Code.BAD_NOTICE, facts={"reason": "unknown kind"}))

    def of_outcome(self, outcome: Outcome) -> bool:
        """Tell of a draft that waits, or of an emergency; False where that was needed and could not be sent."""
        shown = ", ".join(each.text or f"{each.contact}/{each.channel}" for each in outcome.judgement.shown) or "–"
        if (draft := outcome.draft) and not draft.approver:
            return self._send(draft.organisation, f"notice-{draft.waits_for}", _facts(draft) | {"shown": shown})
        if (revision := outcome.revision) and revision.is_emergency:
            facts = {"number": str(revision.number), "author": revision.author, "note": revision.note, "shown": shown}
            return self._send(revision.organisation, "notice-emergency", facts)
        return True

    def of_failure(self, draft: Draft) -> bool:
        """Tell of a draft that could not be published at its time."""
        return self._send(draft.organisation, "notice-failed", _facts(draft) | {"problem": draft.problem})

    def _send(self, organisation: str, key: str, facts: dict[str, str]) -> bool:
        if not self.server:
            return True
        message = EmailMessage()
        message["From"], message["To"] = self.sender, ", ".join(self.recipients)
        message["Subject"] = f"Presskontakt: {organisation}"
        message["Auto-Submitted"] = "auto-generated"
        told = _in_both_languages(key, facts | {"organisation": organisation})
        message.set_content("\n\n".join(told) + "\n")
        try:
            self._hand_over(message)
        except (OSError, smtplib.SMTPException):
            return False
        return True

    def _hand_over(self, message: EmailMessage) -> None:
        where = urlsplit(self.server)
        host, port = where.hostname or "localhost", where.port or _PORTS[where.scheme]
        trusted = ssl.create_default_context()
        is_tls = where.scheme == "smtps"
        with (
            smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=trusted)
            if is_tls
            else smtplib.SMTP(host, port, timeout=TIMEOUT_S)
        ) as server:
            if not is_tls and server.ehlo()[0] and server.has_extn("starttls"):
                server.starttls(context=trusted)
            elif not is_tls and where.username:
                raise smtplib.SMTPNotSupportedError  # a password is never sent in clear
            if where.username:
                server.login(unquote(where.username), unquote(where.password or ""))
            server.send_message(message)


def _facts(draft: Draft) -> dict[str, str]:
    return {
        "draft": str(draft.id),
        "author": draft.author,
        "note": draft.note or "–",
        "due_at": draft.due_at.isoformat() if draft.due_at else "",
    }


def _in_both_languages(key: str, facts: dict[str, str]) -> Iterator[str]:
    for lang in LANGS:
        due_at = facts.get("due_at", "")
        when = time_told(datetime.fromisoformat(due_at).astimezone(SWEDEN), lang) if due_at else ""
        yield phrase(key, lang, **{**facts, "when": when})
