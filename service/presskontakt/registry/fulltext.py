"""The baseline that anyone could have for nothing: a full-text index of the same words, in SQLite (FTS5, bm25)."""

import re
import sqlite3
from collections.abc import Mapping

from presskontakt.directory.model import Directory, Words
from presskontakt.routing.vocabulary import Vocabulary

_NOBODY = ""


class FullText:
    """One document a topic, with its names, its terms and those of its concepts; one for all that is nobody's."""

    def __init__(self, directory: Directory, vocabulary: Vocabulary) -> None:
        claims = {concept: topic.id for topic in directory.topics for concept in topic.concepts}
        documents: dict[str, list[str]] = {name: [] for name in (*(topic.id for topic in directory.topics), _NOBODY)}
        for topic in directory.topics:
            documents[topic.id] += [topic.name.sv, topic.name.text("en"), *_all(topic.terms)]
        for concept in vocabulary.concepts.values():
            owner = next((claims[wider] for wider in vocabulary.upwards(concept.id) if wider in claims), _NOBODY)
            documents[owner] += [*_all(concept.terms), *_all(concept.settings), *_all(concept.hints)]
        self._database = _filled(documents)

    def find(self, text: str) -> str:
        """The topic whose words fit `text` best by bm25; "" for nobody's, or when no word is known."""
        words = dict.fromkeys(re.findall(r"\w+", text.lower()))
        if not words:
            return _NOBODY
        query = " OR ".join(f'"{word}"' for word in words)
        statement = "SELECT topic FROM document WHERE document MATCH ? ORDER BY bm25(document), rowid LIMIT 1"
        found = self._database.execute(statement, (f"words : ({query})",)).fetchone()
        return str(found[0]) if found else _NOBODY


def _all(words: Words) -> tuple[str, ...]:
    return (*words.sv, *words.en)


def _filled(documents: Mapping[str, list[str]]) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE document USING fts5(topic UNINDEXED, words, tokenize='unicode61 remove_diacritics 0')"
    )
    rows = [(topic, " ".join(words)) for topic, words in documents.items()]
    database.executemany("INSERT INTO document VALUES (?, ?)", rows)
    return database
