"""Temporary."""

from msgspec import Struct

from presskontakt.directory.model import Directory
from presskontakt.routing.vocabulary import Vocabulary


class Index(Struct, frozen=True):
    """Temporary."""


def compile_index(directory: Directory, vocabulary: Vocabulary) -> Index:
    """Temporary."""
    return Index()
