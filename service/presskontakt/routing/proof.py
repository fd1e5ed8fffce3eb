"""Proof that a directory does what its editors expect: expectations run before every publish."""

from datetime import datetime

from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import Directory, Expectation
from presskontakt.errors import Code, Finding, InvalidInput, Location, NotFound
from presskontakt.routing.question import Decision, Question
from presskontakt.routing.router import Router


def prove(directory: Directory, router: Router, at: datetime, source: str = "") -> tuple[Finding, ...]:
    """A finding for every expectation whose contact does not come first, as of `at` unless it names an instant."""
    names = {contact.id: contact.name for contact in directory.contacts}
    topics = {topic.id: topic.name.sv for topic in directory.topics}
    findings: list[Finding] = []
    for position, expectation in enumerate(directory.expectations):
        place = Location(source, ("expectations", position), label=f"expectations › no. {position + 1}")
        try:
            decision = _answer(expectation, router, at, place)
        except InvalidInput as error:
            findings += error.findings
        except NotFound as error:
            facts = {"kind": f"{error.kind}s", "nearest": error.nearest, "known": ""}
            findings.append(Finding(Code.UNKNOWN_REFERENCE, place, error.name, facts))
        else:
            first = decision.steps[0].contact
            if first != expectation.contact:
                topic = next((topics[name] for name in decision.topics), "–")
                expected = names.get(expectation.contact, expectation.contact)
                facts = {"expected": expected, "got": names[first], "topic": topic}
                findings.append(Finding(Code.EXPECTATION_FAILED, place, _asked(expectation), facts))
    return tuple(findings)


def _answer(expectation: Expectation, router: Router, at: datetime, place: Location) -> Decision:
    if expectation.at:
        at = parse_instant(expectation.at, place).at
    question = Question(
        text=expectation.text,
        topic=expectation.topic,
        role=expectation.role,
        place=expectation.place,
        release=expectation.release,
        lang=expectation.lang,
    )
    return router.route(question, at)


def _asked(expectation: Expectation) -> str:
    ids = (expectation.topic, expectation.role, expectation.place, expectation.release)
    return expectation.text or ", ".join(name for name in ids if name)
