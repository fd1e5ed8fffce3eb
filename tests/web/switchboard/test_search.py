"""What operators find: vectors that Python and the script in Chromium answer alike, and laws."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from playwright.sync_api import Browser, Page

from presskontakt.directory.model import (
    Assignment,
    Channel,
    Contact,
    Directory,
    Localized,
    Organisation,
    Role,
    Topic,
    Words,
)
from presskontakt.registry.folder import load_directory
from presskontakt.routing.vocabulary import Concept, Vocabulary
from presskontakt.web.switchboard.find import Found, Hit, find
from presskontakt.web.switchboard.index import Index, compile_index
from tests.web.switchboard.scripts import serve_scripts

VECTORS = tomllib.loads((Path(__file__).parent / "search-vectors.toml").read_text(encoding="utf-8"))
COMPILED = """async (index) => {
  const { Search } = await import("/search.js");
  globalThis.search = new Search(JSON.parse(index));
}"""
ASKED = "(texts) => texts.map((text) => globalThis.search.find(text))"
ORDERED = [(board, vector) for board in ("exempelregionen", "hamnstad") for vector in VECTORS[board]]
Boards = dict[str, tuple[Directory, Index]]
_QUAY = Words(sv=("kajen",))
LETTERS = st.characters(max_codepoint=0x24F) | st.sampled_from("åäöéüøæ -+()0123456789~\uffff’😀𐌰")
KNOWN = st.sampled_from([typed for vector in VECTORS["exempelregionen"] for typed in vector["typed"]])
# What operators type, cut short, with letters put in and left out, mixed; and anything at all.
MUTILATED = st.builds(
    lambda text, at, put, gone: text[:at] + put + text[at + gone :],
    KNOWN,
    st.integers(0, 12),
    st.text(LETTERS, max_size=2),
    st.integers(0, 2),
)
CUT = st.builds(lambda text, end: text[:end], KNOWN, st.integers(0, 12))
QUERIES = st.lists(MUTILATED | CUT | st.text(LETTERS, max_size=8), max_size=4).map(" ".join)


@pytest.fixture(scope="module")
def boards(demo_directory: Directory, shared_words: Vocabulary, words: Vocabulary) -> Boards:
    """The invented region with the words that ship, and a town with the few words of the cast."""
    town = load_directory(Path(__file__).parent / "hamnstad.toml")
    abroad = Channel(id="mobile", kind="phone", value="+99917012")
    town = replace(town, contacts=(*town.contacts, Contact(id="abroad", name="Ulf Utberg", channels=(abroad,))))
    return {
        "exempelregionen": (demo_directory, compile_index(demo_directory, shared_words)),
        "hamnstad": (town, compile_index(town, words)),
    }


@pytest.fixture(scope="module")
def demo_index(boards: Boards) -> Index:
    return boards["exempelregionen"][1]


@pytest.fixture(scope="module")
def people() -> Directory:
    """Nobody but those whose names the vectors have."""
    role = Role(id="press", name=Localized("presskontakt"))
    return Directory(
        organisation=Organisation(id="namn", name=Localized("Namn"), fallback="c0", demo=True),
        roles=(role,),
        contacts=tuple(
            Contact(id=f"c{position}", name=name, assignments=(Assignment("press"),))
            for position, name in enumerate(VECTORS["names"]["people"])
        ),
    )


@pytest.fixture(scope="module")
def script(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    serve_scripts(page)
    yield page
    context.close()


@pytest.fixture(scope="module")
def differing(script: Page, demo_index: Index) -> Callable[[list[str]], list[str]]:
    """Which texts Python and the script answer differently."""
    load(script, demo_index)

    def differing_of(texts: list[str]) -> list[str]:
        return [text for text, told in zip(texts, ask(script, texts), strict=True) if told != find(demo_index, text)]

    return differing_of


def load(page: Page, index: Index) -> None:
    """Give the script that ships an index."""
    page.evaluate(COMPILED, msgspec.json.encode(index).decode())


def ask(page: Page, texts: list[str]) -> list[Found]:
    """What the script finds for each text."""
    told: list[dict[str, Any]] = page.evaluate(ASKED, texts)
    return [
        Found(tuple(Hit(hit["contact"], hit["topic"], hit["by"]) for hit in each["hits"]), tuple(each["exits"]))
        for each in told
    ]


def assert_as_expected(vector: dict[str, Any], found: Found, directory: Directory, index: Index) -> None:
    first = vector.get("first", [])
    contacts = [directory.contacts[hit.contact].id for hit in found.hits]
    assert first == (contacts if vector.get("nobody_else") else contacts[: len(first)])
    if "topic" in vector:
        assert vector["topic"] == directory.topics[found.hits[0].topic].id
    if "by" in vector:
        assert vector["by"] == found.hits[0].by
    if "exits" in vector:
        assert vector["exits"] == [index.exits[position].concept for position in found.exits]


@pytest.mark.parametrize(("board", "vector"), ORDERED, ids=lambda each: each["why"] if isinstance(each, dict) else each)
def test_python_finds_whom_an_operator_means(board: str, vector: dict[str, Any], boards: Boards) -> None:
    directory, index = boards[board]

    for typed in vector["typed"]:
        assert_as_expected(vector, find(index, typed), directory, index)


@pytest.mark.parametrize("board", ["exempelregionen", "hamnstad"])
def test_the_script_finds_whom_an_operator_means(board: str, script: Page, boards: Boards) -> None:
    directory, index = boards[board]
    asked = [(vector, typed) for vector in VECTORS[board] for typed in vector["typed"]]
    load(script, index)
    answers = ask(script, [typed for _, typed in asked])

    for (vector, _), found in zip(asked, answers, strict=True):
        assert_as_expected(vector, found, directory, index)


@pytest.mark.parametrize(("typed", "name"), VECTORS["names"]["found"])
def test_a_name_is_found_as_it_is_heard_or_mistyped(
    typed: str, name: str, people: Directory, words: Vocabulary
) -> None:
    found = find(compile_index(people, words), typed)

    assert name == people.contacts[found.hits[0].contact].name
    assert found.hits[0].by == "name"


def test_the_script_finds_the_same_names(script: Page, people: Directory, words: Vocabulary) -> None:
    load(script, compile_index(people, words))
    found = ask(script, [typed for typed, _ in VECTORS["names"]["found"]])

    names = [people.contacts[each.hits[0].contact].name for each in found]
    assert [name for _, name in VECTORS["names"]["found"]] == names


def test_every_key_of_a_name_shows_its_bearer(people: Directory, words: Vocabulary) -> None:
    index = compile_index(people, words)

    for position, contact in enumerate(people.contacts):
        for key in range(1, len(contact.name) + 1):
            assert position in {hit.contact for hit in find(index, contact.name[:key]).hits}


def test_a_directory_may_put_the_place_before_the_topic(demo_directory: Directory, shared_words: Vocabulary) -> None:
    organisation = replace(demo_directory.organisation, place_before_topic=True)
    index = compile_index(replace(demo_directory, organisation=organisation), shared_words)

    first = find(index, "psykiatri granåsen").hits[0]
    assert demo_directory.contacts[first.contact].id == "bo-provsson"


def test_a_term_comes_before_what_small_words_leave_of_a_phrase(people: Directory, words: Vocabulary) -> None:
    phrase = Topic("part", Localized("Delen"), terms=Words(sv=("i kajen",)))
    term = Topic("whole", Localized("Det hela"), terms=_QUAY)

    assert _order(replace(people, topics=(phrase, term)), words) == ["whole", "part"]


def test_a_term_comes_before_a_setting(people: Directory) -> None:
    concepts = (
        Concept("part", Localized("Delen"), settings=_QUAY),
        Concept("whole", Localized("Det hela"), terms=_QUAY),
    )
    topics = tuple(Topic(each.id, each.name, concepts=(each.id,)) for each in concepts)

    assert _order(replace(people, topics=topics), Vocabulary({each.id: each for each in concepts})) == ["whole", "part"]


def _order(directory: Directory, vocabulary: Vocabulary) -> list[str]:
    """The topics by which "kajen" finds one holder of each, the first topic having the first contact."""
    holders = [
        replace(contact, name="Mo", assignments=(Assignment("press", (topic.id,)),))
        for contact, topic in zip(directory.contacts, directory.topics, strict=False)
    ]
    found = find(compile_index(replace(directory, contacts=tuple(holders)), vocabulary), "kajen")
    return [directory.topics[hit.topic].id for hit in found.hits]


def test_at_most_twenty_are_told_and_twelve_words_read(people: Directory, words: Vocabulary) -> None:
    index = compile_index(replace(people, contacts=people.contacts * 3), words)

    assert len(find(index, "presskontakt").hits) == 20
    assert find(index, "xyzzy " * 11 + "krister").hits
    assert not find(index, "xyzzy " * 12 + "krister").hits


def test_the_index_comes_back_from_json_as_it_was(demo_index: Index) -> None:
    assert demo_index == msgspec.json.decode(msgspec.json.encode(demo_index), type=Index)


def test_a_table_is_in_the_order_in_which_the_script_searches_it(demo_index: Index) -> None:
    for table in (demo_index.words, demo_index.sounds, demo_index.slips):
        assert table.keys == sorted(table.keys, key=lambda key: key.encode("utf-16-be"))
        assert len(table.keys) == len(table.codes)


@given(texts=st.lists(QUERIES, min_size=20, max_size=40))
def test_the_script_answers_random_and_mutilated_queries_as_python_does(
    texts: list[str], differing: Callable[[list[str]], list[str]]
) -> None:
    assert differing(texts) == []
