"""Opening hours: reading lines like "mon-fri 08:00-16:30", Swedish days off, and being open or closed at an instant.

Holidays come from the `holidays` library. Half-days, klämdagar and summer hours differ between employers and are data
of the organisation. Times are of the clocks in Sweden: on the day when they go forward an opening in the skipped hour
begins at the jump, and on the day when they go back a time that occurs twice is the first.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache, lru_cache, partial
from typing import NamedTuple

import holidays

from presskontakt.directory.instant import Interval, at_wall_clock, day_of, start_of
from presskontakt.directory.model import Calendar, Hours, Season
from presskontakt.errors import Code, Finding, InvalidInput, PathStep

DAY = 24 * 60
RECURS = 9  # what has not changed in so many years, leap years among them, and is not stated by the day, never does
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SWEDISH_DAYS = ("mån", "tis", "ons", "tor", "fre", "lör", "sön")
_NUMBER = {name: n for names in (_DAYS, _SWEDISH_DAYS) for n, name in enumerate(names)}
_SPAN = re.compile(r"(\d{1,2})[:.](\d\d) ?[-–] ?(\d{1,2})[:.](\d\d)")
_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
_EVE_OF = {
    "maundy-thursday": "Långfredagen",
    "ascension-eve": "Kristi himmelsfärdsdag",
    "midsummer-eves-eve": "Midsommarafton",
    "all-saints-eve": "Alla helgons dag",
}
_FIXED = {
    "twelfth-night": (1, 5),
    "walpurgis-night": (4, 30),
    "national-day-eve": (6, 5),
    "christmas-eves-eve": (12, 23),
    "new-years-eves-eve": (12, 30),
}

Span = tuple[int, int]
Stretch = tuple[datetime, datetime]


class Opening(NamedTuple):
    """What holds at an instant: open or closed, and since when until when; None is for ever."""

    is_open: bool
    holds: Interval


class Schedule:
    """Hours, compiled year by year as they are asked for."""

    def __init__(self, hours: Hours, calendar: Calendar) -> None:
        self._hours, self._calendar = hours, calendar
        self._weekly = _weekly(hours.weekly)
        self._seasons = [(season, _weekly(season.weekly)) for season in hours.seasons]
        self._days = {each.day: tuple(read_span(line) for line in each.hours) for each in hours.days}
        self._years: dict[int, list[Stretch]] = {}
        self._last: Opening | None = None
        self._of_years: dict[tuple[int, int], tuple[list[Stretch], list[datetime]]] = {}

    def at(self, at: datetime) -> Opening:
        """Whether it is open at the instant `at`, and since when until when that is so; None: for ever."""
        if self._last and at in self._last.holds:
            return self._last
        self._last = self._find(at)
        return self._last

    def _find(self, at: datetime) -> Opening:
        year = day_of(at).year
        found = self._within(at, year - 1, year + 1)
        if found.holds.since is None or found.holds.until is None:
            stated = [each.year for each in self._days]
            return self._within(at, min([year - RECURS, *stated]) - 1, max([year + RECURS, *stated]) + 1)
        return found

    def _within(self, at: datetime, first: int, last: int) -> Opening:
        """What holds at `at` by the openings of these years; None is beyond them."""
        openings, starts = self._openings(first, last)
        n = bisect_right(starts, at) - 1
        if n >= 0 and at < openings[n][1]:
            # What opens on the first day may have been open since the night before, which is beyond these years.
            begins, ends = start_of(date(first, 1, 2)), start_of(date(last + 1, 1, 1))
            opens, closes = openings[n]
            holds = Interval(opens if opens >= begins else None, closes if closes < ends else None)
            return Opening(is_open=True, holds=holds)
        closed = openings[n][1] if n >= 0 else None
        return Opening(is_open=False, holds=Interval(closed, starts[n + 1] if n + 1 < len(starts) else None))

    def _openings(self, first: int, last: int) -> tuple[list[Stretch], list[datetime]]:
        """The openings of some years, and their beginnings."""
        if (first, last) not in self._of_years:
            openings = merged(each for year in range(first, last + 1) for each in self._year(year))
            self._of_years[first, last] = openings, [start for start, _ in openings]
        return self._of_years[first, last]

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """The hours of one day in minutes after midnight; an end above 1,440 lies in the next day."""
        if day in self._days:
            return self._days[day]
        if not self._hours.on_holidays and is_day_off(day, self._calendar):
            return ()
        weekly = next((weekly for season, weekly in self._seasons if _is_in(season, day)), self._weekly)
        half_days = {} if self._hours.on_holidays else _half_days(day.year, self._calendar)
        closes = half_days.get(day, 2 * DAY)
        return tuple((start, min(end, closes)) for start, end in weekly[day.weekday()] if start < closes)

    def _year(self, year: int) -> list[Stretch]:
        if year not in self._years:
            first = date(year, 1, 1)
            days = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
            self._years[year] = merged(
                (at_wall_clock(day, start), at_wall_clock(day, end))
                for day in days
                for start, end in self.spans_on(day)
            )
        return self._years[year]


@lru_cache(maxsize=1_024)
def schedule_of(hours: Hours, calendar: Calendar) -> Schedule:
    """The schedule of these hours; contacts with the same hours share one."""
    return Schedule(hours, calendar)


def read_weekly(line: str) -> tuple[frozenset[int], tuple[Span, ...]]:
    """Read "mon-fri 08:00-12:00, 13:00-16:30" into weekdays (0 is Monday) and minutes after midnight.

    Swedish names of days and full stops in times are read too; a time after midnight ends on the next day. Raises
    InvalidInput (`bad-hours`).
    """
    days, _, times = line.strip().lower().partition(" ")
    numbers = frozenset(number for part in days.split(",") for number in _days_in(part, line))
    return numbers, tuple(read_span(part) for part in times.split(","))


def read_span(written: str) -> Span:
    """Read "08:00-16:30" into minutes after midnight. Raises InvalidInput (`bad-hours`)."""
    if not (found := _SPAN.fullmatch(written.strip())):
        raise _bad(written)
    hour, minute, end_hour, end_minute = map(int, found.groups())
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    if minute > 59 or end_minute > 59 or start >= DAY or end > DAY or start == end:
        raise _bad(written)
    return start, end if end > start else end + DAY


def faults_in(hours: Hours) -> Iterator[tuple[tuple[PathStep, ...], Finding]]:
    """Every line that cannot be read, with its path inside `hours`."""
    lines: list[tuple[tuple[PathStep, ...], Callable[[], object]]] = [
        (("weekly", n), partial(read_weekly, line)) for n, line in enumerate(hours.weekly)
    ]
    for i, season in enumerate(hours.seasons):
        lines += [(("seasons", i, "from"), partial(_month_day, season.from_day))]
        lines += [(("seasons", i, "until"), partial(_month_day, season.until_day))]
        lines += [(("seasons", i, "weekly", n), partial(read_weekly, line)) for n, line in enumerate(season.weekly)]
    for i, day in enumerate(hours.days):
        lines += [(("days", i, "hours", n), partial(read_span, line)) for n, line in enumerate(day.hours)]
    yield from _faults(lines)


def faults_in_calendar(calendar: Calendar) -> Iterator[tuple[tuple[PathStep, ...], Finding]]:
    """Every time of a half-day that cannot be read, with its path inside `calendar`."""
    yield from _faults(
        [(("half_days", n, "closes"), partial(_minutes, half.closes)) for n, half in enumerate(calendar.half_days)]
    )


def is_day_off(day: date, calendar: Calendar) -> bool:
    """Whether `day` is a holiday, an eve that is off in practice, or a klämdag where those are off."""
    return day in _days_off(day.year, eves=calendar.eves) or (calendar.bridge_days_off and is_bridge_day(day, calendar))


def is_bridge_day(day: date, calendar: Calendar) -> bool:
    """Whether `day` is a klämdag: a working weekday with a day off, weekends included, on both sides."""
    near = (day - timedelta(days=1), day, day + timedelta(days=1))
    before, here, after = (each.weekday() >= 5 or each in _days_off(each.year, eves=calendar.eves) for each in near)
    return before and after and not here


@cache
def _named_days(year: int) -> Mapping[date, str]:
    """Public holidays and the eves that are off in practice; `public` alone would make Christmas Eve a working day."""
    found = holidays.country_holidays(
        "SE", years=year, language="sv", include_sundays=False, categories=("public", "de_facto")
    )
    return dict(found)


@cache
def _days_off(year: int, *, eves: bool) -> frozenset[date]:
    return frozenset(day for day, name in _named_days(year).items() if eves or not name.endswith("afton"))


@lru_cache(maxsize=256)
def _half_days(year: int, calendar: Calendar) -> Mapping[date, int]:
    """The half-days of a year and the minute at which each ends."""
    of_name = {name: day for day, name in _named_days(year).items()}
    found: dict[date, int] = {}
    for half in calendar.half_days:
        fixed = _FIXED.get(half.day)
        day = date(year, *fixed) if fixed else of_name[_EVE_OF[half.day]] - timedelta(days=1)
        found[day] = _minutes(half.closes)
    return found


def _weekly(lines: Iterable[str]) -> tuple[tuple[Span, ...], ...]:
    """The spans of each weekday."""
    days: list[list[Span]] = [[] for _ in _DAYS]
    for line in lines:
        numbers, spans = read_weekly(line)
        for number in numbers:
            days[number] += spans
    return tuple(tuple(sorted(day)) for day in days)


def _is_in(season: Season, day: date) -> bool:
    first, last = _month_day(season.from_day), _month_day(season.until_day)
    today = (day.month, day.day)
    return first <= today <= last if first <= last else today >= first or today <= last


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Stretches in order, those that touch made one, empty ones gone."""
    found: list[Stretch] = []
    for start, end in sorted(each for each in stretches if each[0] < each[1]):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _days_in(part: str, line: str) -> Iterable[int]:
    first, dash, last = part.strip().replace("–", "-").partition("-")
    if first not in _NUMBER or (dash and last not in _NUMBER):
        raise _bad(line)
    if not dash:
        return (_NUMBER[first],)
    length = (_NUMBER[last] - _NUMBER[first]) % 7 + 1
    return ((_NUMBER[first] + n) % 7 for n in range(length))


def _month_day(written: str) -> tuple[int, int]:
    found = _MONTH_DAY.fullmatch(written)
    try:
        day = date(2024, int(found[1]), int(found[2])) if found else None
    except ValueError:
        day = None
    if not day:
        raise _bad(written)
    return day.month, day.day


def _minutes(written: str) -> int:
    return read_span(f"00:00-{written}")[1]


def _faults(
    lines: Iterable[tuple[tuple[PathStep, ...], Callable[[], object]]],
) -> Iterator[tuple[tuple[PathStep, ...], Finding]]:
    for path, read in lines:
        try:
            read()
        except InvalidInput as error:
            yield from ((path, finding) for finding in error.findings)


def _bad(written: str) -> InvalidInput:
    return InvalidInput([Finding(Code.BAD_HOURS, value=written)])
