"""The ladder, rung by rung, on the cast."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from presskontakt.directory.model import Directory, Lang, Localized, Topic, Words
from presskontakt.errors import InvalidInput, NotFound
from presskontakt.routing.question import MAX_STEPS, Decision, Question
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary
from tests.conftest import NOW


def ask(router: Router, text: str = "", at: datetime = NOW, **ids: Any) -> Decision:
    return router.route(Question(text=text, **ids), at)


def people(decision: Decision) -> list[str]:
    return [step.contact for step in decision.steps]


def codes(decision: Decision) -> set[str]:
    return {reason.code for reason in decision.reasons}


def test_the_narrower_topic_comes_first_then_those_who_hold_the_wider_one(router: Router) -> None:
    assert people(ask(router, topic="infection")) == ["cia", "anna", "gun"]


def test_the_narrower_place_comes_before_everywhere_within_a_topic(router: Router) -> None:
    assert people(ask(router, topic="care", place="ostby")) == ["bo", "anna", "gun"]


def test_topic_goes_before_place_unless_the_directory_says_otherwise(directory: Directory, words: Vocabulary) -> None:
    place_first = msgspec.structs.replace(directory.organisation, place_before_topic=True)
    turned = Router(msgspec.structs.replace(directory, organisation=place_first).public(), words)
    straight = Router(directory.public(), words)

    assert people(ask(straight, topic="infection", place="ostby"))[0] == "cia"
    assert people(ask(turned, topic="infection", place="ostby"))[0] == "bo"


def test_who_is_named_for_another_place_is_no_candidate(router: Router) -> None:
    assert "bo" not in people(ask(router, topic="care", place="vastby"))
    assert "bo" not in people(ask(router, topic="care"))


def test_a_wider_place_does_not_bring_who_is_named_for_a_part_of_it(router: Router) -> None:
    assert "bo" not in people(ask(router, topic="care", place="county"))


def test_a_release_brings_its_press_contact_first_and_its_expert_after(router: Router) -> None:
    decision = ask(router, release="new-ward")

    assert people(decision) == ["eva", "dan", "anna", "gun"]
    assert decision.steps[0].reasons[0].code == "release-contact"


def test_an_expert_is_given_first_to_who_asks_for_one(router: Router) -> None:
    assert people(ask(router, release="new-ward", role="expert"))[0] == "dan"


def test_a_role_of_the_whole_organisation_can_be_asked_for(router: Router) -> None:
    assert people(ask(router, "Vem är kommunikationsdirektör?")) == ["gun"]


def test_assignments_begin_and_end_on_their_days_in_sweden(router: Router) -> None:
    last_minute = datetime(2026, 6, 30, 21, 59, tzinfo=UTC)
    midnight_in_sweden = datetime(2026, 6, 30, 22, 0, tzinfo=UTC)

    assert people(ask(router, topic="growth", at=last_minute)) == ["dan", "gun"]
    assert people(ask(router, topic="growth", at=midnight_in_sweden)) == ["eva", "gun"]


def test_the_answer_says_in_which_interval_it_holds(router: Router) -> None:
    decision = ask(router, topic="growth")

    assert decision.valid_from is None
    assert decision.valid_until == datetime(2026, 6, 30, 22, 0, tzinfo=UTC)


def test_an_ended_topic_leads_to_its_successor_and_says_so(router: Router) -> None:
    decision = ask(router, topic="fair")

    assert decision.topics == ("growth",)
    assert "topic-ended" in codes(decision)


def test_a_topic_is_itself_through_its_last_day(router: Router) -> None:
    assert ask(router, topic="fair", at=datetime(2026, 3, 1, 22, 59, tzinfo=UTC)).topics == ("fair",)


def test_a_removed_id_leads_to_its_successor(router: Router) -> None:
    decision = ask(router, topic="virus")

    assert decision.topics == ("infection",)
    assert "moved" in codes(decision)


def test_an_ended_project_says_so_and_leads_to_its_topic(router: Router) -> None:
    decision = ask(router, release="old-project")

    assert people(decision) == ["dan", "gun"]
    assert "release-ended" in codes(decision)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Hur många har vaccinerats?", "cia"),
        ("Vaccinationskampanjen i Östby", "cia"),
        ("How many have had the vaccination?", "cia"),
        ("vaksinationen", "cia"),
        ("Hur mår läkarna på sjukhuset i Östby?", "bo"),
        ("Ostby sjukhus", "bo"),
        ("canservården", "anna"),
        ("Vilka företag växer?", "dan"),
        ("Får jag tala med Anna Andberg?", "anna"),
        ("Cedermarks nummer, tack", "cia"),
        ("Vem är pressansvarig för sjukhuset i Östby?", "anna"),
        ("NAÖ", "eva"),
    ],
)
def test_free_text_finds_the_right_contact(router: Router, text: str, first: str) -> None:
    assert people(ask(router, text))[0] == first


def test_reasons_name_the_words_that_matched(router: Router) -> None:
    decision = ask(router, "Hur många vaccinerades i Östby?")
    words = {reason.code: reason.words for reason in decision.reasons}

    assert words == {"topic-matched": ("vaccinerades",), "place-matched": ("Östby",)}


def test_a_phrase_takes_the_meaning_of_its_words_away(router: Router) -> None:
    decision = ask(router, "Hur många smittade datorer finns det?")

    assert people(decision) == ["gun"]
    assert [each.concept for each in decision.exits] == ["computers"]


def test_a_place_with_others_business_is_not_health_care(router: Router) -> None:
    decision = ask(router, "Hur gick det för Östby i ishockeyn?")

    assert people(decision) == ["gun"]
    assert "not-ours" in codes(decision)


def test_a_hint_decides_when_nothing_else_is_said_and_never_for_certain(router: Router) -> None:
    alone, beside = ask(router, "Var är patienten?"), ask(router, "Var är fotbollens patient?")

    assert (alone.confidence, alone.topics) == ("likely", ("care",))
    assert alone.choices == ("care", "growth")
    assert people(beside) == ["gun"]


def test_two_topics_are_kept_and_both_their_people_come(router: Router) -> None:
    decision = ask(router, "Ger företag vaccin till anställda?")

    assert set(decision.topics) == {"infection", "growth"}
    assert set(people(decision)[:2]) == {"cia", "dan"}
    assert decision.confidence == "likely"


def test_who_holds_the_first_topic_through_a_wider_one_comes_before_the_second_topic(
    directory: Directory, words: Vocabulary
) -> None:
    narrow = Topic(id="measles", name=Localized("Mässling"), parent="infection", terms=Words(sv=("mässling",)))
    router = Router(msgspec.structs.replace(directory, topics=(*directory.topics, narrow)).public(), words)
    decision = ask(router, "Mässling på ett företag")

    assert decision.topics == ("measles", "growth")
    assert people(decision) == ["cia", "dan", "anna", "gun"]


def test_what_is_not_public_never_answers(directory: Directory, router: Router) -> None:
    assert "hemlig" not in people(ask(router, topic="care"))
    private = {c.value for contact in directory.public().contacts for c in contact.channels}
    assert "+46701740607" not in private


def test_nothing_asked_is_an_error(router: Router) -> None:
    with pytest.raises(InvalidInput) as caught:
        ask(router, "   ")

    assert [finding.code for finding in caught.value.findings] == ["nothing-asked"]


def test_an_unknown_id_is_an_error_with_the_nearest_one(router: Router) -> None:
    with pytest.raises(NotFound) as caught:
        ask(router, topic="infektion")

    assert (caught.value.kind, caught.value.nearest) == ("topic", "infection")


def test_an_instant_without_a_zone_is_refused(router: Router) -> None:
    with pytest.raises(ValueError, match="time zone"):
        ask(router, topic="care", at=datetime(2026, 1, 1))  # noqa: DTZ001


WORDS = st.sampled_from("vaccin sjukhus företag Östby i och dator hockey xyzzy smittade datorer Anna Andberg".split())


@given(st.lists(WORDS, max_size=12), st.sampled_from([None, "sv", "en"]))
def test_an_answer_is_never_empty_has_no_one_twice_and_is_always_the_same(
    router: Router, written: list[str], lang: Lang | None
) -> None:
    question = Question(text=" ".join(["?", *written, "!"]), lang=lang)
    decision = router.route(question, NOW)

    assert 1 <= len(decision.steps) <= MAX_STEPS + 1
    assert len(set(people(decision))) == len(decision.steps)
    assert msgspec.json.encode(decision) == msgspec.json.encode(router.route(question, NOW))


@given(st.text(max_size=200))
def test_no_text_makes_routing_fail(router: Router, written: str) -> None:
    decision = router.route(Question(text=written, topic="care"), NOW)

    assert decision.steps


@given(st.integers(1_700_000_000, 1_830_000_000))
def test_the_answer_does_not_change_inside_its_interval(router: Router, second: int) -> None:
    at = datetime.fromtimestamp(second, UTC)
    decision = ask(router, topic="growth", at=at)

    assert decision.valid_from is None or decision.valid_from <= at
    assert decision.valid_until is None or at < decision.valid_until
    for edge in filter(None, (decision.valid_from,)):
        assert ask(router, topic="growth", at=edge) == decision


def test_a_word_whose_stem_is_a_term_without_its_dots_is_found(router: Router) -> None:
    assert people(ask(router, "Forlossningarna"))[0] == "anna"


def test_without_a_candidate_the_press_lead_answers_wherever_the_question_is(
    directory: Directory, words: Vocabulary
) -> None:
    anna, *others = directory.contacts
    limited = msgspec.structs.replace(anna.assignments[0], places=("ostby",))
    changed = msgspec.structs.replace(anna, assignments=(limited,))
    router = Router(msgspec.structs.replace(directory, contacts=(changed, *others)).public(), words)
    decision = ask(router, topic="care", place="vastby")

    assert people(decision) == ["anna", "gun"]
    assert decision.steps[0].reasons[0].code == "leads-topic"


def test_a_topic_that_nobody_holds_says_so(directory: Directory, words: Vocabulary) -> None:
    lonely = Topic(id="lonely", name=Localized("Ensamt"))
    router = Router(msgspec.structs.replace(directory, topics=(*directory.topics, lonely)).public(), words)
    decision = ask(router, "ensamt")

    assert people(decision) == ["gun"]
    assert codes(decision) == {"topic-matched", "no-contact-for-topic"}


def test_a_topic_that_has_not_begun_is_its_wider_one(directory: Directory, words: Vocabulary) -> None:
    coming = Topic(id="coming", name=Localized("Framtid"), parent="care", from_on=date(2027, 1, 1))
    router = Router(msgspec.structs.replace(directory, topics=(*directory.topics, coming)).public(), words)

    assert ask(router, "framtid").topics == ("care",)
    assert ask(router, "framtid", at=datetime(2027, 1, 1, tzinfo=UTC)).topics == ("coming",)


def test_a_phrase_that_is_only_a_hint_does_not_take_the_answer_to_a_narrower_topic(
    directory: Directory, words: Vocabulary
) -> None:
    vaccine = words.concepts["vaccine"]
    hinting = msgspec.structs.replace(vaccine, hints=Words(sv=("ta prov",)))
    router = Router(directory.public(), Vocabulary({**words.concepts, "vaccine": hinting}))

    assert ask(router, "Läkaren ville ta prov").topics == ("care",)
