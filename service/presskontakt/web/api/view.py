"""Contacts and decisions as the API tells them."""

from typing import Any

from presskontakt.directory.model import Channel, Contact, Lang
from presskontakt.directory.phone import PhoneNumber, parse_phone
from presskontakt.routing.question import Decision, Reason, Step
from presskontakt.web.parts import Published


def contact_view(contact: Contact) -> dict[str, Any]:
    """A contact with its public channels, numbers in every form that a page or a telephone needs."""
    return {
        "id": contact.id,
        "name": contact.name,
        "kind": contact.kind,
        "titles": contact.titles,
        "channels": [channel_view(channel) for channel in contact.channels],
        "assignments": contact.assignments,
    }


def channel_view(channel: Channel) -> dict[str, Any]:
    """A channel with the link to follow and the form to read."""
    known = {"id": channel.id, "kind": channel.kind, "value": channel.value, "verified": channel.verified}
    if channel.kind == "email":
        return known | {"display": channel.value, "href": f"mailto:{channel.value}"}
    number = number_of(channel)
    return known | {"display": number.national, "international": number.international, "href": number.href}


def number_of(channel: Channel) -> PhoneNumber:
    """The number of a phone channel, with its extension."""
    number = parse_phone(channel.value)
    return PhoneNumber(number.e164, number.kind, channel.extension)


def decision_view(decision: Decision, published: Published, lang: Lang) -> dict[str, Any]:
    """A decision with its contacts in full and its reasons as sentences in `lang`."""
    return {
        "organisation": decision.organisation,
        "digest": decision.digest,
        "engine": decision.engine,
        "lang": lang,
        "confidence": decision.confidence,
        "topics": decision.topics,
        "place": decision.place or None,
        "role": decision.role or None,
        "release": decision.release or None,
        "reasons": [_reason_view(reason, published, lang) for reason in decision.reasons],
        "steps": [_step_view(step, published, lang) for step in decision.steps],
        "choices": _choices(decision, published, lang),
        "exits": [
            {"concept": each.concept, "name": each.name.text(lang), "advice": each.advice.text(lang)}
            for each in decision.exits
        ],
        "valid_from": decision.valid_from,
        "valid_until": decision.valid_until,
    }


def _step_view(step: Step, published: Published, lang: Lang) -> dict[str, Any]:
    return {
        "contact": contact_view(published.contacts[step.contact]),
        "role": step.role or None,
        "is_fallback": step.is_fallback,
        "reasons": [_reason_view(reason, published, lang) for reason in step.reasons],
    }


def _reason_view(reason: Reason, published: Published, lang: Lang) -> dict[str, str]:
    return {"code": reason.code, "sentence": published.narrator.sentence(reason, lang)}


def _choices(decision: Decision, published: Published, lang: Lang) -> list[dict[str, str]]:
    names = {topic.id: topic.name.text(lang) for topic in published.directory.topics}
    return [{"topic": name, "name": names[name]} for name in decision.choices]
