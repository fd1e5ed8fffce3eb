"""The only place where a verb learns what time it is."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)
