"""Instants and days in Swedish time: parsing what people write, and where days begin."""

from datetime import UTC, date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from presskontakt.errors import Code, Finding, InvalidInput, Location

SWEDEN = ZoneInfo("Europe/Stockholm")


class Instant(NamedTuple):
    """An instant in UTC; `is_ambiguous` when the local time written occurs twice and the earlier was taken."""

    at: datetime
    is_ambiguous: bool = False


def parse_instant(written: str, place: Location | None = None) -> Instant:
    """Read an ISO 8601 instant; without an offset it is local time in Europe/Stockholm.

    Raises InvalidInput: `bad-date`, or `no-such-time` for a time skipped when clocks go forward.
    """
    place = place or Location()
    try:
        read = datetime.fromisoformat(written.strip())
    except ValueError:
        raise InvalidInput([Finding(Code.BAD_DATE, place, written)]) from None
    if read.tzinfo is not None:
        return Instant(read.astimezone(UTC))
    earlier = read.replace(tzinfo=SWEDEN, fold=0)
    if earlier.astimezone(UTC).astimezone(SWEDEN).replace(tzinfo=None) != read:
        raise InvalidInput([Finding(Code.NO_SUCH_TIME, place, written)])
    is_twice = earlier.utcoffset() != read.replace(tzinfo=SWEDEN, fold=1).utcoffset()
    return Instant(earlier.astimezone(UTC), is_ambiguous=is_twice)


def day_of(at: datetime) -> date:
    """The day in Sweden at instant `at`, which must be aware. Raises ValueError for a naive one."""
    if at.tzinfo is None:
        msg = "an instant needs a time zone"
        raise ValueError(msg)
    return at.astimezone(SWEDEN).date()


def start_of(day: date) -> datetime:
    """The instant, in UTC, at which `day` begins in Sweden."""
    return datetime.combine(day, time(), SWEDEN).astimezone(UTC)
