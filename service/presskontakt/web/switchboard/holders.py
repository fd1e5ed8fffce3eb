"""Who holds each topic, release, role, place and title, and how far each is from the first: a ladder without its clock.

The distance is a cost: narrower topics before wider ones, then the order of the roles; who answers for a topic only on
request comes last. Places are weighed when it is known which one is asked about.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from presskontakt.directory.model import Directory, Release
from presskontakt.routing.subject import ways_up

EVERYWHERE = -1
_STEP_UP = 12  # more than the order of roles, so that a narrower topic comes first
_MOST_STEPS = 3
_MOST_ROLES = 9
_ON_REQUEST = 20
_THROUGH_RELEASE = 20  # who holds the topic of a release, after those who hold the release
_BELOW = 20  # who holds a place inside the one asked about
_FALLBACK = 40  # who answers where nobody is bound to a place


class Thing(NamedTuple):
    """What contacts hold, by kind and id."""

    kind: str
    name: str


class Holder(NamedTuple):
    """A contact by position, what it costs to come to it, and the place (a thing) that it is bound to."""

    contact: int
    cost: int
    place: int = EVERYWHERE


class Way(NamedTuple):
    """From a thing to itself or another whose holders answer for it, and what that costs."""

    thing: int
    cost: int


class Ladder:
    """The things of a directory in order (topics, releases, roles, places, titles), their holders and ways between."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._ranks = {role.id: min(rank, _MOST_ROLES) for rank, role in enumerate(directory.roles)}
        self._on_request = {role.id for role in directory.roles if role.on_request}
        self._topics_up = ways_up({topic.id: topic.parent for topic in directory.topics})
        self._places_up = ways_up({place.id: place.parent for place in directory.places})
        self._below: defaultdict[str, list[str]] = defaultdict(list)
        for name, way in self._places_up.items():
            for wider in way[1:]:
                self._below[wider].append(name)
        self._releases = {release.id: release for release in directory.releases}
        self._parts: defaultdict[str, list[str]] = defaultdict(list)
        for release in directory.releases:
            self._parts[release.part_of].append(release.id)
        self.number: dict[Thing, int] = {thing: number for number, thing in enumerate(self._things())}

    def holders(self) -> tuple[tuple[Holder, ...], ...]:
        """For each thing its own holders, best first, each once for each place."""
        least: list[dict[tuple[int, int], int]] = [{} for _ in self.number]
        for thing, (contact, cost, place) in self._holdings():
            known = least[self.number[thing]]
            known[contact, place] = min(cost, known.get((contact, place), cost))
        return tuple(
            tuple(sorted((Holder(contact, cost, place) for (contact, place), cost in known.items()), key=_rank))
            for known in least
        )

    def ways(self) -> tuple[tuple[Way, ...], ...]:
        """For each thing where its holders are found: in itself first, then in what is wider or inside it."""
        return tuple(tuple(self._ways_of(thing)) for thing in self.number)

    def _things(self) -> Iterator[Thing]:
        directory = self._directory
        yield from (Thing("topic", topic.id) for topic in directory.topics)
        yield from (Thing("release", release.id) for release in directory.releases)
        yield from (Thing("role", role.id) for role in directory.roles)
        yield from (Thing("place", place.id) for place in directory.places)
        yield from (Thing("title", title) for title in titles_of(directory))

    def _holdings(self) -> Iterator[tuple[Thing, Holder]]:
        """Everything that is held, as often as it is held."""
        for contact, each in enumerate(self._directory.contacts):
            if each.id == self._directory.organisation.fallback:
                yield from ((Thing("place", place.id), Holder(contact, _FALLBACK)) for place in self._directory.places)
            yield from ((Thing("title", title), Holder(contact, 0)) for title in each.titles)
            for held in each.assignments:
                rank = self._ranks[held.role]
                cost = rank + _ON_REQUEST * (held.role in self._on_request)
                bound = [self.number[Thing("place", name)] for name in held.places] or [EVERYWHERE]
                for topic in held.topics:
                    yield from ((Thing("topic", topic), Holder(contact, cost, place)) for place in bound)
                if held.release:
                    yield Thing("release", held.release), Holder(contact, rank)
                yield from ((Thing("place", name), Holder(contact, rank)) for name in held.places)
                yield Thing("role", held.role), Holder(contact, int(bool(held.topics or held.release)))

    def _ways_of(self, thing: Thing) -> Iterator[Way]:
        if thing.kind == "topic":
            yield from self._up_from(thing.name)
        elif thing.kind == "place":
            yield from (Way(self.number[Thing("place", name)], 0) for name in self._places_up[thing.name])
            yield from (Way(self.number[Thing("place", name)], _BELOW) for name in self._below[thing.name])
        else:
            yield Way(self.number[thing], 0)
        if thing.kind == "release":
            yield from self._around(self._releases[thing.name])

    def _around(self, release: Release) -> Iterator[Way]:
        """The project that a release is part of, or the releases of a project; then its topics."""
        for name in filter(None, (release.part_of, *self._parts[release.id])):
            yield Way(self.number[Thing("release", name)], _STEP_UP)
        for topic in release.topics:
            yield from (Way(way.thing, way.cost + _THROUGH_RELEASE) for way in self._up_from(topic))

    def _up_from(self, topic: str) -> Iterator[Way]:
        for steps, name in enumerate(self._topics_up[topic]):
            yield Way(self.number[Thing("topic", name)], _STEP_UP * min(steps, _MOST_STEPS))


def titles_of(directory: Directory) -> tuple[str, ...]:
    """Every title that a contact has, once, in order."""
    return tuple(dict.fromkeys(title for contact in directory.contacts for title in contact.titles))


def _rank(holder: Holder) -> tuple[int, int]:
    return holder.cost, holder.contact
