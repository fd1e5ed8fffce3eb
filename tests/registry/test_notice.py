"""Who is told by e-mail, of what, and in which words; against a real SMTP server."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from msgspec.structs import replace

from presskontakt.directory.model import Directory, Publishing
from presskontakt.errors import CannotServe, Code
from presskontakt.registry.drafting import Wish
from presskontakt.registry.notice import Notices
from presskontakt.registry.publishing import Registry
from tests.conftest import NOW
from tests.registry.conftest import renamed, renumbered
from tests.server import free_port

OTHER = "+46701740620"
ANNA = Wish("anna", "ny telefon")


class Letterbox:
    """Takes whatever comes."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 - as asked
        content = envelope.content
        assert isinstance(content, bytes)
        self.letters.append(message_from_bytes(content, EmailMessage, policy=policy.default))
        return "250 OK"


@pytest.fixture
def letterbox() -> Iterator[tuple[Letterbox, Notices]]:
    box, port = Letterbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, Notices(f"smtp://127.0.0.1:{port}", "press@provstad.example", ("bo@provstad.example",))
    controller.stop()


def test_a_new_number_is_told_in_both_languages_and_never_itself(
    registry: Registry, directory: Directory, letterbox: tuple[Letterbox, Notices]
) -> None:
    box, notices = letterbox
    registry.publish(directory, ANNA, NOW)
    outcome = registry.publish(renumbered(directory, "anna", "mobile", OTHER), ANNA, NOW)
    assert notices.of_outcome(outcome)
    (letter,) = box.letters
    text = letter.get_content()
    assert letter["To"] == "bo@provstad.example"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "visar uppgifter som inte har visats förut (anna/mobile). Det publiceras måndag 2 mars kl. 11.30" in text
    assert "It is published Monday 2 March at 11:30 unless somebody stops it: presskontakt stop 1." in text
    assert OTHER not in text
    assert "174 06 20" not in text


def test_an_emergency_and_a_failure_are_told(
    registry: Registry, directory: Directory, letterbox: tuple[Letterbox, Notices]
) -> None:
    box, notices = letterbox
    registry.publish(directory, ANNA, NOW)
    changed = renumbered(directory, "anna", "mobile", OTHER)
    assert notices.of_outcome(registry.publish(changed, replace(ANNA, is_emergency=True), NOW))
    assert "published revision 2 in an emergency" in box.letters[0].get_content()
    due = NOW + timedelta(minutes=5)
    assert notices.of_outcome(registry.publish(renamed(changed, "bo", "Bo A"), replace(ANNA, due_at=due), NOW))
    assert "is published Monday 2 March at 10:35" in box.letters[1].get_content()
    registry.publish(renamed(changed, "bo", "Bo B"), ANNA, NOW)
    (failed,) = registry.publish_due(due)
    assert notices.of_failure(failed)
    assert "could not be published (conflict)" in box.letters[2].get_content()


def test_what_needs_no_notice_sends_none(
    registry: Registry, directory: Directory, letterbox: tuple[Letterbox, Notices]
) -> None:
    box, notices = letterbox
    assert notices.of_outcome(registry.publish(directory, ANNA, NOW))
    assert notices.of_outcome(registry.publish(renamed(directory, "anna", "Anna Ask"), ANNA, NOW))
    assert notices.of_outcome(registry.publish(renamed(directory, "anna", "Anna Ask"), ANNA, NOW))
    assert box.letters == []


def test_a_line_break_in_a_note_breaks_no_header(
    registry: Registry, directory: Directory, letterbox: tuple[Letterbox, Notices]
) -> None:
    box, notices = letterbox
    registry.publish(directory, ANNA, NOW)
    wish = Wish("anna\r\nBcc: eve@example.com", "x\r\n.\r\nRSET")
    assert notices.of_outcome(registry.publish(renumbered(directory, "anna", "mobile", OTHER), wish, NOW))
    (letter,) = box.letters
    assert letter["Bcc"] is None
    assert letter["To"] == "bo@provstad.example"


def test_a_server_that_does_not_answer_is_told_to_who_acts(registry: Registry, directory: Directory) -> None:
    registry.publish(directory, ANNA, NOW)
    outcome = registry.publish(renumbered(directory, "anna", "mobile", OTHER), ANNA, NOW)
    assert Notices().of_outcome(outcome)
    assert not Notices(f"smtp://127.0.0.1:{free_port()}", "a@b.example", ("c@d.example",)).of_outcome(outcome)


@pytest.mark.parametrize(
    "notices",
    [Notices("smtp://host"), Notices("", "a@b.example", ("c@d.example",)), Notices("http://h", "a", ("b",))],
)
def test_half_a_setting_stops_the_start(notices: Notices) -> None:
    with pytest.raises(CannotServe) as caught:
        notices.check()
    assert caught.value.finding.code == Code.BAD_NOTICE


def test_a_weaker_policy_waits_as_a_new_number_does(registry: Registry, directory: Directory) -> None:
    def under(policy: Publishing) -> Directory:
        return replace(directory, organisation=replace(directory.organisation, publishing=policy))

    registry.publish(under(Publishing(new_channels="colleague")), ANNA, NOW)
    weaker = registry.publish(under(Publishing()), ANNA, NOW)
    assert weaker.judgement.is_looser
    assert weaker.draft
    assert weaker.draft.waits_for == "colleague"
    assert registry.approve("provstad", weaker.draft.id, "bo", NOW).revision
    assert registry.publish(under(Publishing(wait_minutes=5)), ANNA, NOW).draft
    assert registry.publish(under(Publishing(wait_minutes=90)), ANNA, NOW).revision
    assert registry.publish(under(Publishing(new_channels="colleague")), ANNA, NOW).revision


def test_a_password_is_never_sent_in_clear(
    registry: Registry, directory: Directory, letterbox: tuple[Letterbox, Notices]
) -> None:
    box, notices = letterbox
    registry.publish(directory, ANNA, NOW)
    outcome = registry.publish(renumbered(directory, "anna", "mobile", OTHER), ANNA, NOW)
    with_password = notices.server.replace("smtp://", "smtp://anna:secret@")
    assert not Notices(with_password, notices.sender, notices.recipients).of_outcome(outcome)
    assert box.letters == []
