"""A synthetic Sweden: regions, municipalities, authorities and universities that do not exist, to test and measure on.

Places, people and addresses are invented, numbers are those that PTS reserves for fiction, and every organisation says
that it is invented. The same seed gives the same bytes.
"""

from collections.abc import Iterator
from random import Random

from msgspec import Struct

from presskontakt.directory.model import (
    Assignment,
    Channel,
    Contact,
    Directory,
    Expectation,
    Hours,
    Localized,
    Organisation,
    Role,
    Topic,
)
from presskontakt.directory.phone import fictional_number

ALL = 1_100
_BEGINNINGS = "Alm Björk Ek Fur Gran Hassel Idegran Klöver Lind Lönn Mossa Ormbunk Pil Rönn Säv Tall Vide Ängs".split()
_ENDINGS = "backa berga by dal fors hamn holm näs sele stad strand sund torp träsk vik åsen ö".split()
_FIRST_NAMES = (
    "Ada Boel Cajsa Dag Ebba Folke Gun Hjalmar Ida Jonte Kajsa Love Maj Nils Olle Pia Rut Sixten Tyra Urban".split()
)
_LAST_NAMES = "Exempel Fiktiv Låtsas Modell Mönster Provsson Påhitt Sagesson Schablon Testberg".split()
_ROLES = (
    Role(id="press-lead", name=Localized("pressansvarig", "press lead"), leads=True),
    Role(id="press-contact", name=Localized("presskontakt", "press contact")),
    Role(id="director", name=Localized("kommunikationsdirektör", "communications director")),
)
_HOURS = ("mon-fri 08:00-16:30", "mon-fri 08:00-17:00", "mon-thu 08:00-16:30", "mon-fri 09:00-16:00")


class Kind(Struct, frozen=True):
    """A kind of public body: how it is named, how many there are, and its topics by the concepts that they claim."""

    id: str
    name: Localized
    count: int
    topics: tuple[tuple[str, str, str], ...]


_SHARED = (
    ("employer", "Arbetsgivare", "Employer"),
    ("politics-and-budget", "Politik och budget", "Politics and budget"),
    ("data-security", "It-säkerhet", "Data security"),
    ("procurement-and-contracts", "Upphandling", "Procurement"),
    ("crisis-preparedness", "Krisberedskap", "Crisis preparedness"),
)
KINDS = (
    Kind(
        "region",
        Localized("Region {place}", "Region {place}"),
        21,
        (
            ("health-care", "Hälso- och sjukvård", "Health care"),
            ("emergency-care", "Akutvård", "Emergency care"),
            ("mental-health", "Psykiatri", "Mental health"),
            ("disease-control", "Smittskydd", "Disease control"),
            ("dental-care", "Tandvård", "Dental care"),
            ("regional-development", "Regional utveckling", "Regional development"),
            ("infrastructure-and-transport", "Kollektivtrafik", "Public transport"),
            ("culture", "Kultur", "Culture"),
            ("clinical-research", "Forskning", "Research"),
            *_SHARED,
        ),
    ),
    Kind(
        "municipality",
        Localized("{place} kommun", "{place} Municipality"),
        290,
        (
            ("school-and-preschool", "Skola och förskola", "Schools"),
            ("elderly-and-social-services", "Omsorg", "Social services"),
            ("municipal-services", "Gator, vatten och avfall", "Streets, water and waste"),
            ("fire-and-rescue", "Räddningstjänst", "Rescue services"),
            ("culture", "Kultur och fritid", "Culture and leisure"),
            ("business", "Näringsliv", "Business"),
            ("climate-and-environment", "Klimat och miljö", "Climate and environment"),
            *_SHARED,
        ),
    ),
    Kind(
        "university",
        Localized("{place} universitet", "{place} University"),
        39,
        (
            ("higher-education", "Utbildning", "Education"),
            ("clinical-research", "Forskning", "Research"),
            ("innovation", "Innovation", "Innovation"),
            *_SHARED,
        ),
    ),
    Kind(
        "authority",
        Localized("Myndigheten i {place}", "The {place} Agency"),
        750,
        (
            ("road-traffic", "Vägar och trafik", "Road traffic"),
            ("migration", "Migration", "Migration"),
            ("social-insurance-and-tax", "Ersättning och skatt", "Benefits and tax"),
            ("animals-and-food", "Djur och livsmedel", "Animals and food"),
            *_SHARED,
        ),
    ),
)


def synthetic_sweden(organisations: int = ALL, contacts: int = 15, seed: int = 1) -> Iterator[Directory]:
    """That many organisations, each kind in its share of the 1,100, with so many contacts each (at least two)."""
    kinds = [kind for kind in KINDS for _ in range(kind.count)]
    chosen = [kinds[number * len(kinds) // organisations % len(kinds)] for number in range(organisations)]
    for number, kind in enumerate(chosen):
        yield _directory(kind, number, contacts, Random(f"{seed} {number}"))  # noqa: S311 - not a secret


def _directory(kind: Kind, number: int, contacts: int, chance: Random) -> Directory:
    place = f"{chance.choice(_BEGINNINGS)}{chance.choice(_ENDINGS)}"
    topics = tuple(Topic(id=each, name=Localized(sv, en), concepts=(each,)) for each, sv, en in kind.topics)
    people = tuple(_contact(position, topics, chance) for position in range(contacts - 1))
    press = Contact(
        id="press",
        name=f"Presstjänsten i {place}",
        kind="function",
        channels=(
            Channel("phone", "phone", fictional_number(number)),
            Channel("email", "email", f"press@{kind.id}{number}.example"),
        ),
        assignments=(Assignment("director"),),
    )
    return Directory(
        organisation=Organisation(
            id=f"{kind.id}-{number}",
            name=Localized(kind.name.sv.format(place=place), kind.name.text("en").format(place=place)),
            fallback=press.id,
            demo=True,
            about=Localized("En påhittad organisation.", "An invented organisation."),
            hours=Hours(weekly=(chance.choice(_HOURS),)) if chance.random() < 0.5 else None,
        ),
        roles=_ROLES,
        topics=topics,
        contacts=(*people, press),
        expectations=tuple(
            Expectation(_first_for(topic.id, people) or press.id, topic=topic.id) for topic in topics[:3]
        ),
    )


def _contact(position: int, topics: tuple[Topic, ...], chance: Random) -> Contact:
    first, last = chance.choice(_FIRST_NAMES), chance.choice(_LAST_NAMES)
    role = "press-lead" if position < len(topics) else "press-contact"
    return Contact(
        id=f"{first}-{last}-{position}".lower().translate(_PLAIN),
        name=f"{first} {last}",
        channels=(Channel("mobile", "phone", fictional_number(chance.randrange(400))),),
        assignments=(Assignment(role, (topics[position % len(topics)].id,)),),
    )


def _first_for(topic: str, people: tuple[Contact, ...]) -> str:
    return next((each.id for each in people if topic in each.assignments[0].topics), "")


_PLAIN = str.maketrans("åäö", "aao")
