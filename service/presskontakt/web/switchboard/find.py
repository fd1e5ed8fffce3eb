"""The search of the switchboard in Python: the specification of `search.js`, which must answer alike.

Every word finds targets, the closer the cheaper: as it is spelt, wholly or as a beginning, or with another ending; by
sound; as digits of a number. A word that is neither whole, by spelling or sound, nor the beginning of a name
may also be a compound or mistyped. Targets lead to contacts: who has most of the words (well enough) comes first, then
who has them at the least cost.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, cast

from presskontakt.web.switchboard.holders import EVERYWHERE
from presskontakt.web.switchboard.index import KINDS, SCALE, STEM, Index, Table
from presskontakt.web.switchboard.letters import errors_between, slips, sound, without_dots, words_of

By = Literal["name", "title", "topic", "role", "place", "number", "release"]
_NUMBER = re.compile("[ \u00a0()+./0-9\u2010-\u2015-]*[0-9][ \u00a0()+./0-9\u2010-\u2015-]*")
_AFTER = "\uffff"  # sorts after every key that begins alike


class Hit(NamedTuple):
    """A contact by position, the topic (by position) that leads there or -1, and what told most."""

    contact: int
    topic: int
    by: By


class Found(NamedTuple):
    """Contacts, best first, and exits by position: another body's business."""

    hits: tuple[Hit, ...]
    exits: tuple[int, ...]


class Values(dict[int, int]):
    """For each target found the best value, which is SCALE less what it costs to come to it."""

    def put(self, code: int, cost: int) -> None:
        """Count a row, come to at a cost."""
        target, own = divmod(code, SCALE)
        value = SCALE - own - cost
        if value > self.get(target, 0):
            self[target] = value


def find(index: Index, text: str) -> Found:
    """Whom an operator may mean who has typed `text` so far."""
    asked = _words_asked(index, text)
    found = [_look_up(index, word) for word in asked]
    for first in range(len(asked)):
        for last in range(first + 1, min(first + index.limits.phrase, len(asked))):
            phrase = Values()
            _spell(index, " ".join(asked[first : last + 1]), phrase)
            for values in found[first : last + 1]:
                for target, value in phrase.items():
                    values[target] = max(value, values.get(target, 0))
    return Found(_hits(index, found), _exits(index, found))


def _words_asked(index: Index, text: str) -> list[str]:
    """The words that tell something, or all where none does; a telephone number as one word of digits."""
    if _NUMBER.fullmatch(text):
        return [re.sub("[^0-9]", "", text.replace("(0)", ""))]
    words = words_of(text)
    return ([word for word in words if word not in index.skipped] or words)[: index.limits.words]


def _look_up(index: Index, word: str) -> Values:
    """All that one word may stand for."""
    values = Values()
    is_settled = _spell(index, word, values)
    if len(word) >= index.limits.sound:
        is_settled |= _listen(index, word, values)
    if re.fullmatch("[0-9]+", word):
        _dial(index, word, values)
    elif not is_settled:
        _take_apart(index, word, values)
        _correct(index, without_dots(word), values)
    return values


def _spell(index: Index, word: str, values: Values) -> bool:
    """What the word, or phrase, begins or is; whether it is something wholly, or begins a name."""
    is_settled = _begin(index, word, values)
    return is_settled | _end_otherwise(index, word, index.costs.ending, values)


def _begin(index: Index, word: str, values: Values) -> bool:
    table, names = index.words, index.starts["number"] * SCALE
    is_settled = False
    for row in range(bisect_left(table.keys, word), bisect_left(table.keys, word + _AFTER)):
        is_whole = len(table.keys[row]) == len(word)
        values.put(table.codes[row], 0 if is_whole else index.costs.beginning)
        is_settled |= is_whole or table.codes[row] < names
    return is_settled


def _end_otherwise(index: Index, word: str, cost: int, values: Values) -> bool:
    is_settled = False
    for cut in range(index.limits.stem, len(word)):
        if word[cut:] in index.endings:
            is_settled |= _put_equal(index.words, word[:cut], cost, values)
            is_settled |= _put_equal(index.words, word[:cut] + STEM, cost, values)
    return is_settled


def _put_equal(table: Table, key: str, cost: int, values: Values) -> bool:
    """Count the rows of a key; whether there are any."""
    first = row = bisect_left(table.keys, key)
    while row < len(table.keys) and table.keys[row] == key:
        values.put(table.codes[row], cost)
        row += 1
    return row > first


def _listen(index: Index, word: str, values: Values) -> bool:
    """Names that sound so, or begin so; whether one sounds so wholly."""
    table, heard = index.sounds, sound(word)
    is_settled = False
    for row in range(bisect_left(table.keys, heard), bisect_left(table.keys, heard + _AFTER)):
        is_whole = len(table.keys[row]) == len(heard)
        values.put(table.codes[row], index.costs.sound if is_whole else index.costs.sound_beginning)
        is_settled |= is_whole
    return is_settled


def _dial(index: Index, digits: str, values: Values) -> None:
    """Contacts with these digits in a number; 46 at the beginning may be the country."""
    abroad = digits.removeprefix("00")
    national = "0" + abroad[2:] if abroad.startswith("46") else abroad
    for number, code in zip(index.numbers.keys, index.numbers.codes, strict=True):
        if number.startswith(national):
            values.put(code, index.costs.number)
        elif digits in number:
            values.put(code, index.costs.number_inside)


def _take_apart(index: Index, word: str, values: Values) -> None:
    """The longest word that a compound begins with, and the longest that it ends with."""
    shortest, costs = index.limits.part, index.costs
    for cut in range(len(word) - 1, shortest - 1, -1):
        front = word[:cut]
        if _put_equal(index.words, front, costs.front, values) | _put_equal(
            index.words, front + STEM, costs.front, values
        ):
            break
    for cut in range(1, len(word) - shortest + 1):
        back = word[cut:]
        if _put_equal(index.words, back, costs.back, values) | _end_otherwise(index, back, costs.back, values):
            break


def _correct(index: Index, plain: str, values: Values) -> None:
    """Names and the directory's own words that the word may be mistyped for."""
    allowed = sum(len(plain) >= letters for letters in index.limits.slips)
    if not allowed:
        return
    candidates: dict[int, None] = {}
    for slip in slips(plain):
        keys = index.slips.keys
        for row in range(bisect_left(keys, slip), bisect_left(keys, slip + _AFTER)):
            candidates[index.slips.codes[row]] = None
    for row in candidates:
        known = index.words.keys[row]
        errors, is_whole = errors_between(plain, known)
        if errors <= allowed:
            cost = errors * index.costs.slip + (0 if is_whole else index.costs.ending)
            _put_equal(index.words, known, cost, values)


class _Score:
    """What speaks for one contact: the words that lead to it, their values, what told most, and the best topic."""

    def __init__(self) -> None:
        self.words = 0
        self.total = 0
        self.best = 0
        self.by: By = "name"
        self.topic = -1
        self.topic_value = 0

    def add(self, value: int, by: By, enough: int) -> None:
        self.words += value >= enough
        self.total += value
        if value > self.best:
            self.best, self.by = value, by


class _Offer(NamedTuple):
    """One way from a target to a contact."""

    contact: int
    value: int
    kind: By
    thing: int


def _hits(index: Index, found: Sequence[Values]) -> tuple[Hit, ...]:
    places = _places_asked(index, found)
    free = _bound_to_no_place(index, found) if places else {}
    scores: defaultdict[int, _Score] = defaultdict(_Score)
    for values in found:
        best: dict[int, _Offer] = {}
        for offer in _offers(index, values, places, free):
            if offer.value <= 0:
                continue
            if offer.contact not in best or offer.value > best[offer.contact].value:
                best[offer.contact] = offer
            score = scores[offer.contact]
            if offer.kind == "topic" and offer.value > score.topic_value:
                score.topic, score.topic_value = offer.thing, offer.value
        for offer in best.values():
            scores[offer.contact].add(offer.value, offer.kind, index.limits.enough)
    ranked = sorted(scores.items(), key=lambda each: (-each[1].words, -each[1].total, each[0]))
    return tuple(Hit(contact, score.topic, score.by) for contact, score in ranked[: index.limits.hits])


def _offers(index: Index, values: Values, places: Mapping[int, None], free: Mapping[int, None]) -> Iterator[_Offer]:
    """Every way from the targets of one word to contacts."""
    contacts, place_value = index.starts["number"], 0
    for target, value in values.items():
        kind, thing = _kind_of(index, target), target - index.starts["topic"]
        if thing < 0:
            yield _Offer(target % contacts, value, kind, thing)
        elif target < index.starts["exit"]:
            for way in index.ways[thing]:
                for holder in index.holders[way.thing]:
                    fits = holder.place == EVERYWHERE or holder.place in places
                    cost = way.cost + holder.cost + (0 if fits else index.costs.elsewhere)
                    yield _Offer(holder.contact, value - cost, kind, thing)
        if kind == "place":
            place_value = max(place_value, value)
    if place_value:
        for contact in free:
            yield _Offer(contact, place_value - index.costs.everywhere, "place", -1)


def _places_asked(index: Index, found: Sequence[Values]) -> dict[int, None]:
    """The places that are named, and those around them."""
    named = _things(index, found, index.starts["place"], index.starts["title"])
    return {way.thing: None for thing in named for way in index.ways[thing] if way.cost == 0}


def _bound_to_no_place(index: Index, found: Sequence[Values]) -> dict[int, None]:
    """Who holds a topic or release asked about everywhere: where a place is asked about too, they answer for it."""
    return {
        holder.contact: None
        for thing in _things(index, found, index.starts["topic"], index.starts["role"])
        for way in index.ways[thing]
        for holder in index.holders[way.thing]
        if holder.place == EVERYWHERE
    }


def _things(index: Index, found: Sequence[Values], first: int, end: int) -> Iterator[int]:
    """The things among the targets from `first` to before `end`."""
    return (target - index.starts["topic"] for values in found for target in values if first <= target < end)


def _exits(index: Index, found: Sequence[Values]) -> tuple[int, ...]:
    """Others' business that is told by whole words, at least as much of it as of any topic."""
    topics: defaultdict[int, int] = defaultdict(int)
    exits: defaultdict[int, int] = defaultdict(int)
    for values in found:
        for target, value in values.items():
            if index.starts["topic"] <= target < index.starts["release"]:
                topics[target] += value
            elif target >= index.starts["exit"] and value > SCALE - index.limits.exit_cost:
                exits[target - index.starts["exit"]] += value
    most = max(topics.values(), default=0)
    told = sorted((-total, position) for position, total in exits.items() if total >= most)
    return tuple(position for _, position in told[: index.limits.exits])


def _kind_of(index: Index, target: int) -> By:
    return cast("By", next(kind for kind in reversed(KINDS) if target >= index.starts[kind]))
