"""Instants and days in Swedish time: parsing what people write, and where days begin."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from presskontakt.directory.model import Lasting
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
        earlier = read if read.tzinfo else read.replace(tzinfo=SWEDEN, fold=0)
        at = earlier.astimezone(UTC)
    except (ValueError, OverflowError):  # the first day of year 1 in Sweden begins before there are years
        raise InvalidInput([Finding(Code.BAD_DATE, place, written)]) from None
    if read.tzinfo is not None:
        return Instant(at)
    if at.astimezone(SWEDEN).replace(tzinfo=None) != read:
        raise InvalidInput([Finding(Code.NO_SUCH_TIME, place, written)])
    is_twice = earlier.utcoffset() != read.replace(tzinfo=SWEDEN, fold=1).utcoffset()
    return Instant(at, is_ambiguous=is_twice)


class Interval(NamedTuple):
    """From `since` to just before `until`; None is open."""

    since: datetime | None = None
    until: datetime | None = None

    def __contains__(self, at: object) -> bool:
        if not isinstance(at, datetime):
            return False
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)

    def meet(self, other: "Interval") -> "Interval":
        """What both have in common; they must overlap."""
        since, until = self
        if other.since and (since is None or other.since > since):
            since = other.since
        if other.until and (until is None or other.until < until):
            until = other.until
        return Interval(since, until)


ALWAYS = Interval()


def at_wall_clock(day: date, minutes: int) -> datetime:
    """The instant, in UTC, at which clocks in Sweden show `minutes` after midnight of `day`; 1,440 is the day after.

    A time that is skipped is the instant of the jump, one that occurs twice the first of them.
    """
    local = datetime.combine(day, time()) + timedelta(minutes=minutes)
    found = local.replace(tzinfo=SWEDEN).astimezone(UTC)
    if found.astimezone(SWEDEN).replace(tzinfo=None) == local:
        return found
    before = found - timedelta(hours=1)
    jump = before.replace(minute=0, second=0, microsecond=0)
    while jump.astimezone(SWEDEN).utcoffset() == before.astimezone(SWEDEN).utcoffset():
        jump += timedelta(minutes=30)
    return jump


def days_of(item: Lasting) -> Interval:
    """The interval of whole Swedish days in which `item` is current."""
    since = start_of(item.from_on) if item.from_on else None
    return Interval(since, start_of(item.until_on + timedelta(days=1)) if item.until_on else None)


def day_of(at: datetime) -> date:
    """The day in Sweden at instant `at`, which must be aware. Raises ValueError for a naive one."""
    if at.tzinfo is None:
        msg = "an instant needs a time zone"
        raise ValueError(msg)
    return at.astimezone(SWEDEN).date()


def start_of(day: date) -> datetime:
    """The instant, in UTC, at which `day` begins in Sweden."""
    return datetime.combine(day, time(), SWEDEN).astimezone(UTC)
