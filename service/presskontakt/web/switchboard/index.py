"""The search of the switchboard, compiled: every way to write what the directory knows, with what it leads to.

A row is a key and a code: a *target* (a contact by name or number; a topic, release, role, place or title; an exit)
and what this way costs. Words and phrases stand in one sorted table, so that whatever begins with the letters typed is
one stretch of it; how names sound in a second; typing errors, as words with one letter left out, in a third.
`find` tells how it is searched; `search.js` searches it in the browser.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

from msgspec import Struct

from presskontakt.directory.model import LANGS, Contact, Directory, Lang, Localized, Words
from presskontakt.routing.text import FUNCTION_WORDS, is_known, stem
from presskontakt.routing.vocabulary import Concept, Vocabulary
from presskontakt.web.switchboard import letters
from presskontakt.web.switchboard.holders import Holder, Ladder, Thing, Way, titles_of
from presskontakt.web.switchboard.letters import fold, without_dots, words_of

SCALE = 100  # a code is a target times SCALE, and a cost; what costs SCALE or more is not found
STEM = "~"  # ends a key that an ending is missing from
KINDS = ("name", "number", "topic", "release", "role", "place", "title", "exit")
_COSTS = {"name": 0, "release": 1, "topic": 2, "exit": 2, "role": 3, "place": 3, "title": 4}
_WITHOUT_DOTS = 5
_SHARED = 4  # a word of the shared vocabulary, beside the directory's own
_SETTING = 5  # what only says where or who
_PART_OF_NAME = 15
_PART_OF_WORD = 20
_HINT = 40
_SHORTEST_STEM = 3
_SHORTEST_PART = 4
_SHORTEST_SLIP = 4
_ADVISED_NUMBER = re.compile(r"\b1\d\d(?: ?\d\d|\d)?\b")  # 112, 1177, 113 13, 114 14


class Costs(Struct, frozen=True):
    """What the search adds to the cost of a row for how it came to it."""

    beginning: int = 30
    ending: int = 3
    front: int = 25  # what a compound begins with
    sound: int = 35
    slip: int = 35  # each; a beginning mistyped is dearer by `ending`
    back: int = 38  # what a compound ends with
    sound_beginning: int = 45
    number: int = 10
    number_inside: int = 20
    elsewhere: int = 30  # who is bound to a place that is not asked about
    everywhere: int = 6  # who is bound to none, where one is asked about


class Limits(Struct, frozen=True):
    """How much the search takes in and tells, and how many letters it asks for before it guesses."""

    hits: int = 20
    exits: int = 2
    exit_cost: int = 30  # whole words, not beginnings, tell that it is others' business
    enough: int = 60  # the least value at which a contact has a word; less only adds to the rest
    words: int = 12
    phrase: int = 4
    sound: int = 2
    stem: int = 3
    part: int = 5
    slips: tuple[int, ...] = (4, 8)  # letters for one typing error, for two
    slip_letters: int = letters.SLIP_LETTERS


class Table(Struct, frozen=True, dict=True):
    """Rows in order: `lines` is a key on each line, `codes` what each leads to."""

    lines: str
    codes: tuple[int, ...]

    @cached_property
    def keys(self) -> list[str]:
        """The key of each row."""
        return self.lines.split("\n") if self.codes else []


class Exit(Struct, frozen=True, omit_defaults=True):
    """Another body's business: the concept, what it is called, and where to turn."""

    concept: str
    name: Localized
    advice: Localized


class Index(Struct, frozen=True):
    """Everything that the search knows; `starts` is the first target of each kind.

    Things are topics, releases, roles, places and titles, numbered through: their `holders`, and the `ways` from each
    to those whose holders answer for it. The tables of letters are those of `letters`.
    """

    starts: Mapping[str, int]
    holders: tuple[tuple[Holder, ...], ...]
    ways: tuple[tuple[Way, ...], ...]
    words: Table
    sounds: Table
    slips: Table
    numbers: Table
    exits: tuple[Exit, ...]
    skipped: tuple[str, ...]
    costs: Costs
    limits: Limits = Limits()
    folded: tuple[tuple[str, str], ...] = letters.FOLDED
    spoken: tuple[tuple[str, str], ...] = letters.SOUNDS
    endings: tuple[str, ...] = letters.ENDINGS


def compile_index(directory: Directory, vocabulary: Vocabulary) -> Index:
    """Compile the search of `directory`, as it is to be seen, with the words of the shared vocabulary."""
    return _Compiler(directory, vocabulary).index()


class _Compiler:
    """Collects rows; of several ways from a key to a target the cheapest is kept."""

    def __init__(self, directory: Directory, vocabulary: Vocabulary) -> None:
        self._directory = directory
        self._vocabulary = vocabulary
        self._ladder = Ladder(directory)
        self._starts = _starts(directory)
        names = {word for contact in directory.contacts for word in words_of(contact.name)}
        self._skipped = {fold(word) for lang in LANGS for word in FUNCTION_WORDS[lang]} - names
        self._words: dict[tuple[str, int], int] = {}
        self._sounds: dict[tuple[str, int], int] = {}
        self._own: set[str] = set()

    def index(self) -> Index:
        """The index of the directory."""
        exits = self._add_concepts()
        self._add_things()
        for position, contact in enumerate(self._directory.contacts):
            self._add_contact(position, contact)
        words = _table(self._words)
        return Index(
            starts=self._starts,
            holders=self._ladder.holders(),
            ways=self._ladder.ways(),
            words=words,
            sounds=_table(self._sounds),
            slips=_slips(self._own, words.keys),
            numbers=_numbers(self._directory.contacts, self._starts["number"]),
            exits=exits,
            skipped=tuple(sorted(self._skipped)),
            costs=Costs(everywhere=40) if self._directory.organisation.place_before_topic else Costs(),
        )

    def _add_contact(self, position: int, contact: Contact) -> None:
        name = self._starts["name"] + position
        if contact.kind == "function":
            self._add_name(contact.name, name, 0, "sv")
        for written in contact.name.split():
            words = words_of(written)
            for word in {*words, "".join(words)}:
                self._add_word(word, name, 0)
                self._sounds[letters.sound(word), name] = 0

    def _add_things(self) -> None:
        directory = self._directory
        for kind, things in (
            ("topic", directory.topics),
            ("release", directory.releases),
            ("role", directory.roles),
            ("place", directory.places),
        ):
            for thing in things:
                target = self._target(kind, thing.id)
                for lang, text in _own_words(thing.name, thing.terms):
                    self._add_name(text, target, _COSTS[kind], lang)
        for title in titles_of(directory):
            for word in self._telling(title):
                self._add_name(word, self._target("title", title), _COSTS["title"], "sv")
        for place in directory.places:
            for word in words_of(place.name.sv):
                self._sounds[letters.sound(word), self._target("place", place.id)] = _COSTS["place"]

    def _add_concepts(self) -> tuple[Exit, ...]:
        """Words that lead to the topics that claim them, or to exits where nobody does."""
        claims = {concept: topic.id for topic in self._directory.topics for concept in topic.concepts}
        exits: list[Exit] = []
        for concept in self._vocabulary.concepts.values():
            claimed = next((claims[wider] for wider in self._vocabulary.upwards(concept.id) if wider in claims), "")
            if claimed:
                self._add_concept(concept, self._target("topic", claimed), _COSTS["topic"] + _SHARED)
            elif concept.exit:
                target = self._starts["exit"] + len(exits)
                self._add_concept(concept, target, _COSTS["exit"])
                for number in _ADVISED_NUMBER.findall(concept.exit.sv):
                    self._add_word(number.replace(" ", ""), target, _COSTS["exit"])
                exits.append(Exit(concept.id, concept.name, concept.exit))
        return tuple(exits)

    def _add_concept(self, concept: Concept, target: int, cost: int) -> None:
        for words, less in ((concept.terms, 0), (concept.settings, _SETTING), (concept.hints, _HINT)):
            for lang in LANGS:
                for text in getattr(words, lang):
                    self._add_phrase(text, target, cost + less, lang)

    def _add_name(self, text: str, target: int, cost: int, lang: Lang) -> None:
        """A name or term of the directory's own: as a whole, by each word, and by the parts of compounds."""
        self._add_phrase(text, target, cost, lang)
        words = self._telling(text)
        for word in words:
            if len(words) > 1:
                self._add_phrase(word, target, cost + _PART_OF_NAME, lang)
            for part in _parts(word) if lang == "sv" else ():
                self._add_phrase(part, target, cost + _PART_OF_WORD, lang)
        self._own.update(words)

    def _add_phrase(self, text: str, target: int, cost: int, lang: Lang) -> None:
        """One or several words, also with another ending of the last."""
        words = self._telling(text)
        if not words:
            return
        if len(words) == 1 and " " in text:
            cost += _HINT
        *before, last = words
        self._add_key(" ".join(words), target, cost)
        base = stem(last, lang)
        if len(base) >= _SHORTEST_STEM:
            self._add_key(" ".join((*before, base + STEM)), target, cost)

    def _add_word(self, word: str, target: int, cost: int) -> None:
        self._add_key(word, target, cost)
        self._own.add(word)

    def _add_key(self, key: str, target: int, cost: int) -> None:
        for form, price in ((key, cost), (without_dots(key), cost + _WITHOUT_DOTS)):
            self._words[form, target] = min(price, self._words.get((form, target), price))

    def _telling(self, text: str) -> list[str]:
        return [word for word in words_of(text) if word not in self._skipped]

    def _target(self, kind: str, name: str) -> int:
        return self._starts["topic"] + self._ladder.number[Thing(kind, name)]


def _starts(directory: Directory) -> dict[str, int]:
    """The first target of each kind."""
    contacts = len(directory.contacts)
    things = (directory.topics, directory.releases, directory.roles, directory.places, titles_of(directory))
    counts = (contacts, contacts, *map(len, things))
    return {kind: sum(counts[:position]) for position, kind in enumerate(KINDS)}


def _own_words(name: Localized, terms: Words) -> Iterator[tuple[Lang, str]]:
    for lang in LANGS:
        yield lang, name.text(lang)
        yield from ((lang, term) for term in getattr(terms, lang))


@lru_cache(maxsize=4_096)
def _parts(word: str) -> tuple[str, ...]:
    """The words that a Swedish compound is made of, however it may be split: "smittskydd" → smitta, skydd."""
    found: list[str] = []
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        front, back = word[:cut], word[cut:]
        joined = next((w for w in (front, front.removesuffix("s"), front + "a", front + "e") if is_known(w, "sv")), "")
        if joined and is_known(back, "sv"):
            found += (joined, back)
    return tuple(found)


def _table(rows: Mapping[tuple[str, int], int]) -> Table:
    ordered = sorted((key, target * SCALE + cost) for (key, target), cost in rows.items() if cost < SCALE)
    return Table("\n".join(key for key, _ in ordered), tuple(code for _, code in ordered))


def _slips(own: Iterable[str], keys: list[str]) -> Table:
    """Names and the directory's own words with a letter left out; the code is the first row of the word.

    A short word stands there itself too: the letter too many may be in what is typed.
    """
    words = {plain for word in own if len(plain := without_dots(word)) >= _SHORTEST_SLIP}
    beginnings = ((slip, word) for word in words for slip in (*letters.slips(word), word[: letters.SLIP_LETTERS - 1]))
    rows = sorted({(slip, bisect_left(keys, word)) for slip, word in beginnings})
    return Table("\n".join(key for key, _ in rows), tuple(code for _, code in rows))


def _numbers(contacts: Iterable[Contact], start: int) -> Table:
    """Each number as dialled in Sweden, with its extension."""
    rows = [
        (_dialled(channel.value) + channel.extension, (start + position) * SCALE)
        for position, contact in enumerate(contacts)
        for channel in contact.channels
        if channel.kind == "phone"
    ]
    return Table("\n".join(key for key, _ in rows), tuple(code for _, code in rows))


def _dialled(e164: str) -> str:
    """The digits to dial: "+46701740605" → "0701740605"; abroad without the plus sign."""
    return f"0{e164.removeprefix('+46')}" if e164.startswith("+46") else e164.removeprefix("+")
