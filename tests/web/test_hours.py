"""Hours, duty and absences as the public meets them, over the organisation that ships, at instants of our choice."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import Directory, Disclosure, Localized
from presskontakt.directory.roster import Absence, Roster
from presskontakt.registry.folder import load_roster
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.web.app import create_app
from presskontakt.web.fleet import Fleet
from presskontakt.web.front import Front
from presskontakt.web.parts import Parts
from presskontakt.web.published import Published
from tests.conftest import ROOT

DUTY_NUMBER = "070-174 06 12"  # Fatima's, public only while she is on duty
ROUTE = "/v1/exempelregionen/route"
MORNING = "2026-03-02T10:30"
EVENING = "2026-03-23T20:00"  # Fatima has duty that week


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def set(self, written: str) -> None:
        self.now = parse_instant(written).at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def demo(demo_directory: Directory, shared_words: Vocabulary, clock: Clock) -> Iterator[TestClient[Front]]:
    roster = load_roster(ROOT / "config" / "rosters" / "exempelregionen.toml")
    published = Published(Router(demo_directory.public(), shared_words), roster)
    parts = Parts(Fleet(shared_words, {"exempelregionen": published}), "exempelregionen", "", clock)
    with TestClient(create_app(parts), raise_server_exceptions=False) as client:
        yield client


def steps(client: TestClient[Front], **asked: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = client.get(ROUTE, params=asked).json()["steps"]
    return found


def test_an_answer_says_until_when_or_from_when(demo: TestClient[Front], clock: Clock) -> None:
    clock.set(MORNING)
    (first, *_) = steps(demo, topic="staff", lang="en")
    clock.set("2026-03-06T10:30")
    (closed, service) = steps(demo, topic="staff", lang="en")

    assert first["availability"] == "Can be reached now, until Monday 2 March at 15:00."
    assert (closed["reach"], closed["availability"]) == ("later", "Not in; opens Monday 9 March at 09:00.")
    assert service["reach"] == "now"


def test_outside_hours_the_officer_comes_first_on_the_page_too(demo: TestClient[Front], clock: Clock) -> None:
    clock.set(EVENING)
    page = demo.get("/exempelregionen/amne/mental-health").text

    assert page.index("Fatima Prototyp") < page.index("Cleo Testberg")
    assert page.count("Har pressjour") == 1
    assert "Har pressjour nu, till tisdag 24 mars kl. 08.00." in page
    assert page.index(DUTY_NUMBER) < page.index("08-465 004 10")  # the number of the duty first
    assert "Inte på plats; öppnar tisdag 24 mars kl. 08.00." in page


def test_a_number_of_duty_is_nowhere_before_and_after(demo: TestClient[Front], clock: Clock) -> None:
    everywhere = (
        "/exempelregionen",
        "/exempelregionen/kontakt/fatima-prototyp",
        "/exempelregionen/amne/transport",
        "/v1/exempelregionen/contacts",
        "/v1/exempelregionen/contacts/fatima-prototyp",
        "/v1/exempelregionen/contacts/fatima-prototyp.vcf",
        f"{ROUTE}?topic=transport",
        "/v1/exempelregionen/answers/transport.sv.json",
    )

    def shown(written: str) -> list[bool]:
        clock.set(written)
        texts = [demo.get(path).text for path in everywhere]
        return [DUTY_NUMBER in text or "+46701740612" in text for text in texts]

    assert shown("2026-03-23T16:29") == [False] * len(everywhere)
    assert shown("2026-03-23T16:30") == [True] * len(everywhere)
    assert shown("2026-03-24T08:00") == [False] * len(everywhere)


def test_lifetimes_never_reach_past_the_change(demo: TestClient[Front], clock: Clock) -> None:
    clock.set("2026-03-16T16:29:50")
    for path in (
        "/exempelregionen",
        "/exempelregionen/kontakt/fatima-prototyp",
        "/v1/exempelregionen/answers/staff.sv.json",
    ):
        kept = demo.get(path).headers["Cache-Control"]
        assert kept.startswith("public, max-age=9, stale-while-revalidate=0"), (path, kept)


def test_who_would_answer_on_christmas_eve(demo: TestClient[Front]) -> None:
    told = demo.get(ROUTE, params={"topic": "mental-health", "at": "2026-12-24T19:30", "lang": "en"}).json()
    page = demo.post("/exempelregionen/fraga", data={"topic": "mental-health", "at": "2026-12-24T19:30"}).text

    assert told["steps"][0]["is_on_duty"]
    assert "Svaret gäller torsdag 24 december kl. 19.30." in page
    assert 'value="2026-12-24T19:30"' in page
    assert told["steps"][0]["availability"] == "Is the press officer on duty then, until Monday 28 December at 08:00."
    assert "Har pressjour då, till måndag 28 december kl. 08.00." in page
    assert page.index(told["steps"][0]["contact"]["name"]) < page.index("Cleo Testberg")


def test_a_future_absence_is_not_told_but_one_of_today_is(demo: TestClient[Front], clock: Clock) -> None:
    asked = {"topic": "hospitals", "place": "granasen", "lang": "en"}
    later = demo.get(ROUTE, params=asked | {"at": "2026-12-01T10:00"}).text
    clock.set("2026-12-01T10:00")
    today = demo.get(ROUTE, params=asked).text

    assert "Bo Provsson" not in later
    assert "bo-provsson" not in later
    assert "Answers then in place of the usual contact." in later
    assert "Stands in for Bo Provsson, who is back Monday 16 August 2027." in today


def test_an_absence_of_yesterday_is_no_secret(demo: TestClient[Front], clock: Clock) -> None:
    clock.set("2026-12-02T10:00")
    asked = {"topic": "hospitals", "place": "granasen", "lang": "en", "at": "2026-12-01T10:00"}

    assert "Stands in for Bo Provsson" in demo.get(ROUTE, params=asked).text


def test_the_page_of_who_is_away_says_so_and_not_that_they_can_be_reached(
    demo: TestClient[Front], clock: Clock
) -> None:
    path = "/en/exempelregionen/contact/bo-provsson"
    before = demo.get(path).text
    clock.set("2026-12-01T10:00")
    away = demo.get(path).text

    assert "Can be reached now, until Monday 2 March at 16:30." in before
    assert "Bo Provsson cannot be reached and is back Monday 16 August 2027." in away
    assert "Can be reached now" not in away
    assert away.index("cannot be reached") < away.index("070-174 06 06")
    assert '<a href="/en/exempelregionen/contact/alva-exempel">Contact Alva Exempel instead</a>' in away
    assert "instead" not in before


def test_the_front_page_tells_who_is_on_duty_and_away_for_as_long_as_it_is_so(
    demo: TestClient[Front], clock: Clock
) -> None:
    pages = []
    for written in (MORNING, EVENING, "2026-11-01T23:59:50", "2026-11-02T10:00"):
        clock.set(written)
        pages.append(demo.get("/exempelregionen"))
    day, evening, before, autumn = (page.text for page in pages)

    assert "Pressjour nu" not in day
    assert evening.index("Pressjour nu") < evening.index(DUTY_NUMBER) < evening.index("Alla presskontakter")
    assert evening.count("Har pressjour nu, till tisdag 24 mars kl. 08.00.") == 2
    assert autumn.count("Bo Provsson kan inte nås och är åter måndag 16 augusti 2027.") == 1
    assert "kan inte nås" not in day + before
    assert pages[2].headers["Cache-Control"].startswith("public, max-age=9, stale-while-revalidate=0")


def test_who_is_closed_points_to_who_can_be_reached(demo: TestClient[Front], clock: Clock) -> None:
    friday = "2026-03-06T10:30"  # when Erik is not in
    later = demo.post("/en/exempelregionen/question", data={"topic": "staff", "at": friday}).text
    open_ = demo.get("/exempelregionen/amne/staff").text
    clock.set(friday)
    now = demo.get("/exempelregionen/amne/staff").text

    assert '<a href="#contact-presstjansten">Presstjänsten kan nås nu</a>' in now
    assert 'id="contact-presstjansten"' in now
    assert "Presstjänsten can be reached then</a>" in later
    assert "#contact-" not in open_


def test_a_fallback_who_is_away_is_not_said_to_be_reachable(
    demo_directory: Directory, shared_words: Vocabulary, clock: Clock
) -> None:
    text = Localized("Mejla gärna.", "E-mail is read.")
    absence = Absence("presstjansten", "2026-03-02T08:00", "2026-03-03T08:00", text=text)
    roster = Roster(organisation="exempelregionen", absences=(absence,))
    published = Published(Router(demo_directory.public(), shared_words), roster)
    with TestClient(
        create_app(Parts(Fleet(shared_words, {"exempelregionen": published}), "exempelregionen", "", clock))
    ) as client:
        last = client.get(ROUTE, params={"topic": "staff", "lang": "en"}).json()["steps"][-1]

    assert (last["contact"]["id"], last["reach"]) == ("presstjansten", "later")
    assert last["availability"] == "Not in; opens Tuesday 3 March at 08:00."
    assert last["reasons"][-1]["sentence"].endswith("is back Tuesday 3 March 2026 at 08:00. E-mail is read.")


def test_a_wrong_id_is_not_led_to_somebody_whom_nobody_may_see(
    demo_directory: Directory, shared_words: Vocabulary, clock: Clock
) -> None:
    hidden = tuple(replace(c, level=Disclosure.DUTY) if c.id == "cleo-testberg" else c for c in demo_directory.contacts)
    published = Published(Router(replace(demo_directory, contacts=hidden).public(), shared_words))
    with TestClient(
        create_app(Parts(Fleet(shared_words, {"exempelregionen": published}), "exempelregionen", "", clock))
    ) as client:
        for name in ("cleo-testberg", "cleo-testber"):
            answer = client.get(f"/v1/exempelregionen/contacts/{name}")
            assert answer.status_code == 404
            assert "Menade du ”cleo" not in answer.text


def test_an_answer_tells_what_would_change_it_and_not_who_will_be_away(demo: TestClient[Front], clock: Clock) -> None:
    clock.set("2026-03-20T15:00")
    told = demo.get(ROUTE, params={"topic": "hospitals", "lang": "en"}).json()
    page = demo.get("/exempelregionen/amne/hospitals").text
    clock.set("2026-10-30T15:00")  # a Friday, half-day; Bo is away from Monday 2 November on
    before = demo.get(ROUTE, params={"topic": "hospitals", "place": "granasen", "lang": "en"}).json()

    assert told["changes"] == [
        {"code": "then-first", "sentence": "From Friday 20 March at 16:30: contact Disa Modell first."},
        {"code": "elsewhere", "sentence": "Someone else comes first if the question is about: Granåsen, Psychiatry."},
    ]
    assert "Från fredag 20 mars kl. 16.30: kontakta Disa Modell först." in page
    assert "Bo Provsson" not in " ".join(change["sentence"] for change in before["changes"])


def test_a_deadline_is_kept_in_mind(demo: TestClient[Front], clock: Clock) -> None:
    clock.set("2026-03-05T15:30")  # Erik is closed, the press service is open for another hour
    asked = {"topic": "staff", "deadline": "2026-03-05T16:00"}

    assert [step["reach"] for step in steps(demo, **asked)] == ["now", "later"]
    assert demo.get(ROUTE, params={"topic": "staff", "deadline": "soon"}).status_code == 400


def test_an_instant_that_cannot_be_read_gets_an_error_on_the_page(demo: TestClient[Front]) -> None:
    answer = demo.post("/exempelregionen/fraga", data={"topic": "staff", "at": "2026-03-29T02:30"})

    assert answer.status_code == 400
    assert "klockan ställs fram" in answer.text


def test_where_no_hours_are_stated_the_page_says_call(client: TestClient[Front]) -> None:
    page = client.get("/provstad/amne/care").text

    assert "Tider för telefon är inte angivna: ring." in page
    assert "Kan nås nu" not in page
    assert "Vem svarar en annan tid?" not in page


def test_after_a_last_day_a_contact_is_not_found(
    demo_directory: Directory, shared_words: Vocabulary, clock: Clock
) -> None:
    last_day = parse_instant("2026-03-01T12:00").at.date()
    contacts = tuple(replace(c, until_on=last_day) if c.id == "cleo-testberg" else c for c in demo_directory.contacts)
    published = Published(Router(replace(demo_directory, contacts=contacts).public(), shared_words))
    with TestClient(
        create_app(Parts(Fleet(shared_words, {"exempelregionen": published}), "exempelregionen", "", clock))
    ) as client:
        assert client.get("/v1/exempelregionen/contacts/cleo-testberg").status_code == 404
        assert "Cleo" not in client.get("/exempelregionen").text
        clock.set("2026-03-01T23:59")
        assert client.get("/v1/exempelregionen/contacts/cleo-testberg").status_code == 200


def test_the_link_to_save_names_the_place_that_it_leads_to(demo: TestClient[Front]) -> None:
    page = demo.post("/exempelregionen/fraga", data={"text": "Kommer det fler ambulanser till Granåsen?"}).text

    assert '<a href="/exempelregionen/amne/hospitals/granasen">Sjukhusen, Granåsen</a>' in page
