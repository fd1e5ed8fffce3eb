"""What must hold of a directory as a whole: one function a rule, all of them run, every finding kept.

Types, limits and the writing of numbers are settled when the document is read (`document.py`); whether the right
people get the right questions is proved by `routing.proof`.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Protocol

from msgspec import structs, to_builtins

from presskontakt.directory.decode import label_of, nearest
from presskontakt.directory.model import Channel, Contact, Directory, is_public
from presskontakt.directory.phone import is_fictional, is_premium, parse_phone
from presskontakt.errors import Code, Finding, Location, PathStep

RESERVED_IDS = frozenset(
    "admin api contacts en fraga health kontakter link metrics oembed organisations pbx place places provider question "
    "route schema static sv switchboard topics v1 validate widget".split()
)
KINDS = ("sources", "roles", "topics", "places", "releases", "contacts")


class Identified(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str: ...


def check(directory: Directory, concepts: Collection[str] = (), source: str = "") -> tuple[Finding, ...]:
    """Every finding about `directory` as a whole; warnings included (`Finding.is_warning`).

    `concepts` are the ids of the shared vocabulary that topics may claim.
    """
    findings = [
        *_ids(directory),
        *_references(directory, concepts),
        *_loops(directory),
        *_spans(directory),
        *_claims(directory),
        *_fallback(directory),
        *_channels(directory),
        *_assignments(directory),
    ]
    return tuple(structs.replace(f, place=structs.replace(f.place, source=source)) for f in findings)


def _ids(directory: Directory) -> Iterator[Finding]:
    organisation = directory.organisation.id
    if organisation in RESERVED_IDS:
        yield _finding(Code.RESERVED_ID, directory, ("organisation", "id"), organisation)
    for kind in KINDS:
        items: Sequence[Identified] = getattr(directory, kind)
        yield from _duplicates(directory, items, (kind,))
    for position, contact in enumerate(directory.contacts):
        yield from _duplicates(directory, contact.channels, ("contacts", position, "channels"))
    for position, stone in enumerate(directory.tombstones):
        if stone.id in _known(directory, f"{stone.kind}s"):
            yield _finding(Code.REUSED_ID, directory, ("tombstones", position, "id"), stone.id, kind=stone.kind)


def _duplicates(directory: Directory, items: Sequence[Identified], path: tuple[PathStep, ...]) -> Iterator[Finding]:
    seen: set[str] = set()
    for position, item in enumerate(items):
        if item.id in seen:
            yield _finding(Code.DUPLICATE_ID, directory, (*path, position, "id"), item.id)
        seen.add(item.id)


def _references(directory: Directory, concepts: Collection[str]) -> Iterator[Finding]:
    for path, kind, name in _all_references(directory):
        known = _known(directory, kind)
        if name and name not in known:
            facts = {"kind": kind, "nearest": nearest(name, known), "known": ", ".join(known)}
            yield _finding(Code.UNKNOWN_REFERENCE, directory, path, name, **facts)
    for i, topic in enumerate(directory.topics):
        for j, concept in enumerate(topic.concepts):
            if concept not in concepts:
                place = ("topics", i, "concepts", j)
                yield _finding(Code.UNKNOWN_CONCEPT, directory, place, concept, nearest=nearest(concept, concepts))


Reference = tuple[tuple[PathStep, ...], str, str]


def _all_references(directory: Directory) -> Iterator[Reference]:
    """Every reference as (path, kind of its target, id)."""
    yield ("organisation", "fallback"), "contacts", directory.organisation.fallback
    yield ("organisation", "source"), "sources", directory.organisation.source
    for kind, fields in _SCALAR_REFERENCES.items():
        for i, item in enumerate(getattr(directory, kind)):
            for field, target in fields.items():
                yield (kind, i, field), target, getattr(item, field)
    for i, release in enumerate(directory.releases):
        yield from _each(("releases", i, "topics"), "topics", release.topics)
    for i, contact in enumerate(directory.contacts):
        for j, assignment in enumerate(contact.assignments):
            path = ("contacts", i, "assignments", j)
            yield (*path, "role"), "roles", assignment.role
            yield (*path, "release"), "releases", assignment.release
            yield from _each((*path, "topics"), "topics", assignment.topics)
            yield from _each((*path, "places"), "places", assignment.places)
    for i, stone in enumerate(directory.tombstones):
        yield ("tombstones", i, "successor"), f"{stone.kind}s", stone.successor


_SCALAR_REFERENCES = {
    "topics": {"parent": "topics", "successor": "topics"},
    "places": {"parent": "places"},
    "releases": {"part_of": "releases", "source": "sources"},
    "contacts": {"source": "sources"},
    "waivers": {"topic": "topics", "place": "places"},
    "expectations": {
        "contact": "contacts",
        "topic": "topics",
        "role": "roles",
        "place": "places",
        "release": "releases",
    },
}


def _each(path: tuple[PathStep, ...], kind: str, names: Iterable[str]) -> Iterator[Reference]:
    for position, name in enumerate(names):
        yield (*path, position), kind, name


def _loops(directory: Directory) -> Iterator[Finding]:
    for kind, field in (
        ("topics", "parent"),
        ("topics", "successor"),
        ("places", "parent"),
        ("releases", "part_of"),
    ):
        items: Sequence[Any] = getattr(directory, kind)
        upward = {item.id: getattr(item, field) for item in items}
        told: set[str] = set()
        for position, item in enumerate(items):
            if item.id not in told and (way := _way_back(item.id, upward)):
                told.update(way)
                yield _finding(Code.LOOP, directory, (kind, position, field), item.id, way=" → ".join(way))


def _way_back(start: str, upward: dict[str, str]) -> list[str]:
    way = [start]
    while following := upward.get(way[-1]):
        way.append(following)
        if following == start:
            return way
        if following in way[:-1]:
            return []
    return []


def _spans(directory: Directory) -> Iterator[Finding]:
    spans: list[tuple[tuple[PathStep, ...], Any]] = [(("topics", i), topic) for i, topic in enumerate(directory.topics)]
    spans += [(("releases", i), release) for i, release in enumerate(directory.releases)]
    spans += [
        (("contacts", i, "assignments", j), assignment)
        for i, contact in enumerate(directory.contacts)
        for j, assignment in enumerate(contact.assignments)
    ]
    for path, item in spans:
        if item.from_on and item.until_on and item.until_on < item.from_on:
            begins = item.from_on.isoformat()
            yield _finding(
                Code.ENDS_BEFORE_IT_BEGINS,
                directory,
                (*path, "until"),
                item.until_on.isoformat(),
                begins=begins,
            )


def _claims(directory: Directory) -> Iterator[Finding]:
    owner: dict[str, str] = {}
    for i, topic in enumerate(directory.topics):
        for j, concept in enumerate(topic.concepts):
            if owner.setdefault(concept, topic.id) != topic.id:
                place = ("topics", i, "concepts", j)
                yield _finding(Code.CONCEPT_CLAIMED_TWICE, directory, place, concept, topic=owner[concept])


def _fallback(directory: Directory) -> Iterator[Finding]:
    name = directory.organisation.fallback
    for contact in directory.contacts:
        if contact.id == name and not is_public(contact.level):
            yield _finding(Code.HIDDEN_FALLBACK, directory, ("organisation", "fallback"), name)


def _channels(directory: Directory) -> Iterator[Finding]:
    for i, contact in enumerate(directory.contacts):
        if not contact.channels:
            yield _finding(Code.NO_CHANNEL, directory, ("contacts", i, "channels"), contact.name)
        elif is_public(contact.level) and not any(is_public(c.level) for c in contact.channels):
            yield _finding(Code.NO_PUBLIC_CHANNEL, directory, ("contacts", i, "channels"), contact.name)
        counted = Counter((channel.value, channel.extension) for channel in contact.channels)
        for j, channel in enumerate(contact.channels):
            path = ("contacts", i, "channels", j, "value")
            if counted[channel.value, channel.extension] > 1:
                yield _finding(Code.DUPLICATE_CHANNEL, directory, path, channel.value)
            yield from _number(directory, path, channel)


def _number(directory: Directory, path: tuple[PathStep, ...], channel: Channel) -> Iterator[Finding]:
    if channel.kind != "phone":
        return
    if is_fictional(channel.value) and not directory.organisation.demo:
        yield _finding(Code.NUMBER_FICTIONAL, directory, path, channel.value)
    if is_premium(parse_phone(channel.value)):
        yield _finding(Code.NUMBER_PREMIUM, directory, path, channel.value)


def _assignments(directory: Directory) -> Iterator[Finding]:
    held = {topic for contact in directory.contacts for a in contact.assignments for topic in a.topics}
    parents = {topic.id: topic.parent for topic in directory.topics}
    for i, topic in enumerate(directory.topics):
        if not held & set(_upwards(topic.id, parents)):
            yield _finding(Code.TOPIC_WITHOUT_CONTACT, directory, ("topics", i), topic.name.sv)
        if not topic.concepts and not topic.terms.sv and not topic.terms.en:
            yield _finding(Code.TOPIC_WITHOUT_WORDS, directory, ("topics", i), topic.name.sv)
    for i, contact in enumerate(directory.contacts):
        if not _has_task(contact, directory):
            yield _finding(Code.CONTACT_WITHOUT_ASSIGNMENT, directory, ("contacts", i), contact.name)


def _has_task(contact: Contact, directory: Directory) -> bool:
    return bool(contact.assignments) or contact.id == directory.organisation.fallback


def _upwards(name: str, parents: dict[str, str]) -> Iterator[str]:
    seen: set[str] = set()
    while name and name not in seen:
        seen.add(name)
        yield name
        name = parents.get(name, "")


def _known(directory: Directory, kind: str) -> list[str]:
    items: Sequence[Identified] = getattr(directory, kind)
    return [item.id for item in items]


def _finding(code: Code, directory: Directory, path: tuple[PathStep, ...], value: str, **facts: str) -> Finding:
    return Finding(code, Location(path=path, label=label_of(to_builtins(directory), path)), value, facts)
