"""Every address of the public site and API that a file can stand for, and that file."""

from collections.abc import Iterator
from datetime import datetime

from presskontakt.directory.model import LANGS
from presskontakt.web.pages.address import address_of
from presskontakt.web.pages.style import CHOOSER_ADDRESS, STYLE_ADDRESS
from presskontakt.web.published import Published
from presskontakt.web.widget.script import RELEASED_ADDRESSES

CONTACTS_A_PAGE = 100
START = ("/", "/en")  # the default organisation
START_FILES = frozenset({"index.html", "en/index.html"})
SHARED = ("/schema", "/schema/openapi.json", STYLE_ADDRESS, CHOOSER_ADDRESS, *RELEASED_ADDRESSES)
# What is not there, as a page in both languages and for machines; no organisation can have these names.
MISSING = {"/404/404/404": "404.html", "/en/404/404/404": "en/404.html", "/v1/404/404/404": "v1/404.json"}


def addresses(published: Published, at: datetime) -> Iterator[str]:
    """The addresses of one organisation: of what it has, and of what is gone and may lead on."""
    name = published.directory.organisation.id
    topics, places, releases, contacts = (
        _ids(published, kind, at) for kind in ("topic", "place", "release", "contact")
    )
    for lang in LANGS:
        yield address_of(name, lang)
        yield from (address_of(name, lang, kind) for kind in ("privacy", "accessibility", "embed", "frame"))
        for asked in _pairs(topics, places):
            yield from (address_of(name, lang, kind, *asked) for kind in ("topic", "frame"))
        yield from (address_of(name, lang, "place", place) for place in places)
        yield from (address_of(name, lang, "release", release) for release in releases)
        yield from (address_of(name, lang, "contact", contact) for contact in contacts)
        yield from (f"/v1/{name}/answers/{'/'.join(asked)}.{lang}.json" for asked in _pairs(topics, places))
    yield f"/v1/{name}"
    yield from (f"/v1/{name}/{kind}" for kind in ("topics", "places", "contacts"))
    yield from (f"/v1/{name}/contacts/{contact}{end}" for contact in contacts for end in ("", ".vcf"))


def further_pages(published: Published, at: datetime) -> Iterator[tuple[str, int]]:
    """The address of the contacts with every offset but the first: a longer list stands in several files."""
    name = published.directory.organisation.id
    for offset in range(CONTACTS_A_PAGE, len(published.seen(at).contacts), CONTACTS_A_PAGE):
        yield f"/v1/{name}/contacts", offset


def file_of(address: str, media_type: str, offset: int = 0) -> str:
    """The file, relative to the copy, that an address is answered from.

    >>> file_of("/en/x/topic/care", "text/html"), file_of("/v1/x", "application/json")
    ('en/x/topic/care/index.html', 'v1/x/index.json')
    """
    path = address.strip("/")
    if "." in path.rsplit("/", 1)[-1]:
        return path
    name = f"offset-{offset}.json" if offset else "index.html" if media_type.startswith("text/html") else "index.json"
    return f"{path}/{name}" if path else name


def _ids(published: Published, kind: str, at: datetime) -> list[str]:
    directory = published.directory
    living = {
        "topic": [topic.id for topic in directory.topics],
        "place": [place.id for place in directory.places],
        "release": [release.id for release in directory.releases],
        "contact": list(published.seen(at).contacts),
    }
    return living[kind] + [stone.id for stone in directory.tombstones if stone.kind == kind]


def _pairs(topics: list[str], places: list[str]) -> Iterator[tuple[str, ...]]:
    """Every topic, everywhere and in every place."""
    yield from ((topic, *place) for topic in topics for place in ((), *((place,) for place in places)))
