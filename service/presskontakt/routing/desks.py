"""Which topics lead to the same people: between those it matters little which one is meant."""

from collections import defaultdict

from presskontakt.directory.model import Assignment, Directory
from presskontakt.routing.subject import ways_up


def desks_of(directory: Directory) -> dict[str, int]:
    """For each topic a number for the people whom it leads to; topics of the same people have the same number."""
    holding: defaultdict[str, list[tuple[object, ...]]] = defaultdict(list)
    for contact in directory.contacts:
        for assignment in contact.assignments:
            for topic in assignment.topics:
                holding[topic].append((contact.id, *_held(assignment)))
    parents = {topic.id: topic.parent for topic in directory.topics}
    numbers: dict[tuple[object, ...], int] = {}
    desks = {"": 0}
    for way in ways_up(parents).values():
        for name in reversed(way):
            if name not in desks:
                held, above = tuple(holding[name]), desks[parents[name]]
                desks[name] = numbers.setdefault((held, above), len(numbers) + 1) if held else above
    return desks


def _held(assignment: Assignment) -> tuple[object, ...]:
    """An assignment but for its topics."""
    return assignment.role, assignment.places, assignment.release, assignment.from_on, assignment.until_on
