"""The words that a directory brings itself: of its topics, and of whatever has a name."""

from collections import Counter
from collections.abc import Iterator, Sequence

from presskontakt.directory.model import Contact, Directory, Lang, Localized
from presskontakt.routing import text
from presskontakt.routing.index import Term
from presskontakt.routing.vocabulary import NOTHING, terms_in


def topic_terms(directory: Directory) -> Iterator[Term]:
    """The directory's own words for its topics, and the organisation's name, which speaks for nothing."""
    name = directory.organisation.name
    yield from (Term(NOTHING, each, (lang,)) for lang, each in _in_each_language(name))
    for topic in directory.topics:
        target = f"topic:{topic.id}"
        yield from (Term(target, name.lower(), (lang,)) for lang, name in _in_each_language(topic.name))
        yield from terms_in(topic.terms, target)


def name_terms(directory: Directory) -> Iterator[Term]:
    """What has a name in the directory: places, releases, people; and the words that ask for a role."""
    for role in directory.roles:
        yield from terms_in(role.terms, f"role:{role.id}")
    for release in directory.releases:
        yield from (Term(f"release:{release.id}", name, (lang,)) for lang, name in _in_each_language(release.name))
        yield from terms_in(release.terms, f"release:{release.id}")
    for place in directory.places:
        names = dict.fromkeys((place.name.sv, place.name.text("en"), *place.terms.sv, *place.terms.en))
        yield from (Term(f"place:{place.id}", name, is_name=True) for name in names)
    yield from _people_terms(directory.contacts)


def _in_each_language(name: Localized) -> Iterator[tuple[Lang, str]]:
    yield "sv", name.sv
    if name.en:
        yield "en", name.en


def _people_terms(contacts: Sequence[Contact]) -> Iterator[Term]:
    """Full names, and a last name that is one contact's alone and no ordinary word."""
    people = [contact for contact in contacts if contact.kind == "person" and " " in contact.name]
    last_names = [contact.name.split()[-1] for contact in people]
    bearers = Counter(last_names)
    for contact, last_name in zip(people, last_names, strict=True):
        yield Term(f"contact:{contact.id}", contact.name, is_name=True)
        if bearers[last_name] == 1 and not text.is_ordinary(last_name):
            yield Term(f"contact:{contact.id}", last_name, is_name=True)
