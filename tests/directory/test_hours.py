"""Opening hours: what can be written, days off, and the two nights a year on which clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from presskontakt.directory.hours import Schedule, faults_in, faults_in_calendar, is_bridge_day, read_span, read_weekly
from presskontakt.directory.instant import SWEDEN, at_wall_clock
from presskontakt.directory.model import Calendar, DatedHours, HalfDay, Hours, Season
from presskontakt.errors import Code, InvalidInput

OFFICE = Hours(
    weekly=("mon-fri 08:00-12:00, 13:00-16:30",),
    seasons=(Season("06-15", "08-15", ("mon-fri 09:00-15:00",)),),
    days=(DatedHours(date(2026, 12, 23), ("08:00-11:00",)), DatedHours(date(2026, 5, 2), ("10:00-12:00",))),
)
CALENDAR = Calendar(half_days=(HalfDay("maundy-thursday", "12:00"), HalfDay("walpurgis-night", "11:00")))
NIGHTS = Hours(weekly=("mon-sun 22:00-06:00",), on_holidays=True)


def local(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=SWEDEN).astimezone(UTC)


@pytest.mark.parametrize(
    ("line", "days", "spans"),
    [
        ("mon-fri 08:00-16:30", {0, 1, 2, 3, 4}, ((480, 990),)),
        ("mån–fre 8.00–12.00, 13.00–16.30", {0, 1, 2, 3, 4}, ((480, 720), (780, 990))),
        ("sat,sun 10:00-14:00", {5, 6}, ((600, 840),)),
        ("fri-mon 22:00-06:00", {4, 5, 6, 0}, ((1320, 1800),)),
        ("mon-sun 00:00-24:00", set(range(7)), ((0, 1440),)),
    ],
)
def test_a_line_of_hours_is_read(line: str, days: set[int], spans: tuple[tuple[int, int], ...]) -> None:
    assert read_weekly(line) == (frozenset(days), spans)


@pytest.mark.parametrize(
    "line",
    ["", "08:00-16:00", "mon", "mon 8-16", "mon 25:00-26:00", "mon 08:60-09:00", "moon 08:00-09:00", "mon 08:00-08:00"],
)
def test_a_line_that_is_no_hours_is_refused(line: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_weekly(line)

    assert [finding.code for finding in caught.value.findings] == [Code.BAD_HOURS]


def test_every_fault_in_hours_has_its_place() -> None:
    broken = Hours(
        weekly=("mon 08:00-12:00", "x"),
        seasons=(Season("02-30", "08-15", ("y",)),),
        days=(DatedHours(date(2026, 1, 1), ("z",)),),
    )
    assert [path for path, _ in faults_in(broken)] == [
        ("weekly", 1),
        ("seasons", 0, "from"),
        ("seasons", 0, "weekly", 0),
        ("days", 0, "hours", 0),
    ]
    assert [path for path, _ in faults_in_calendar(Calendar(half_days=(HalfDay("maundy-thursday", "noon"),)))] == [
        ("half_days", 0, "closes")
    ]


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-03-02T08:00", True),
        ("2026-03-02T07:59", False),
        ("2026-03-02T12:00", False),
        ("2026-03-02T16:29", True),
        ("2026-03-02T16:30", False),
        ("2026-03-07T10:00", False),
        ("2026-06-15T08:30", False),
        ("2026-08-15T10:00", False),
        ("2026-08-14T14:59", True),
        ("2026-08-17T08:30", True),
        ("2026-04-02T11:59", True),  # maundy thursday is a half-day here
        ("2026-04-02T13:30", False),
        ("2026-04-03T10:00", False),  # good friday
        ("2026-05-01T10:00", False),
        ("2026-05-02T10:30", True),  # a saturday that is stated
        ("2026-12-23T10:59", True),
        ("2026-12-23T14:00", False),
        ("2026-12-24T10:00", False),  # an eve that is off in practice
        ("2026-05-15T10:00", True),  # a klämdag is an ordinary day unless the organisation says otherwise
    ],
)
def test_the_office_is_open_when_it_says_so(at: str, is_open: bool) -> None:
    assert Schedule(OFFICE, CALENDAR).at(local(at)).is_open is is_open


def test_bridge_days_are_the_ones_between_days_off() -> None:
    found = [d for d in (date(2026, 1, 1) + timedelta(days=n) for n in range(500)) if is_bridge_day(d, Calendar())]

    assert found == [date(2026, 1, 2), date(2026, 1, 5), date(2026, 5, 15), date(2027, 5, 7)]
    assert not Schedule(OFFICE, Calendar(bridge_days_off=True)).at(local("2026-05-15T10:00")).is_open


def test_without_the_eves_christmas_eve_is_a_working_day() -> None:
    assert Schedule(OFFICE, Calendar(eves=False)).at(local("2026-12-24T10:00")).is_open


@pytest.mark.parametrize(
    ("day", "is_open"),
    [("2026-12-14", True), ("2026-12-15", False), ("2026-01-15", False), ("2026-01-16", True)],
)
def test_a_season_may_pass_the_turn_of_the_year(day: str, is_open: bool) -> None:
    winter = Hours(weekly=("mon-fri 08:00-16:00",), seasons=(Season("12-15", "01-15", ("mon-fri 10:00-14:00",)),))
    schedule = Schedule(winter, Calendar())

    assert schedule.at(local(f"{day}T09:00")).is_open is is_open
    assert schedule.at(local(f"{day}T13:00")).is_open


def test_who_works_on_holidays_works_on_half_days_too() -> None:
    always = Hours(weekly=("mon-fri 08:00-16:30",), on_holidays=True)

    assert Schedule(always, CALENDAR).at(local("2026-04-02T15:00")).is_open  # Maundy Thursday
    assert Schedule(always, CALENDAR).at(local("2026-04-03T15:00")).is_open  # Good Friday


def test_half_days_of_the_year() -> None:
    names = ("twelfth-night", "ascension-eve", "all-saints-eve", "national-day-eve", "midsummer-eves-eve")
    calendar = Calendar(half_days=tuple(HalfDay(name, "12:00") for name in names))  # type: ignore[arg-type]
    weekdays = Schedule(Hours(weekly=("mon-fri 08:00-16:00",)), calendar)
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]

    assert [day for day in days if weekdays.spans_on(day) == ((480, 720),)] == [
        date(2026, 1, 5),
        date(2026, 5, 13),
        date(2026, 6, 5),
        date(2026, 6, 18),
        date(2026, 10, 30),
    ]


def test_a_skipped_time_is_the_jump_and_one_that_comes_twice_the_first() -> None:
    assert at_wall_clock(date(2026, 3, 29), 150) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert at_wall_clock(date(2026, 10, 25), 150) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert at_wall_clock(date(2026, 3, 1), 24 * 60) == datetime(2026, 3, 1, 23, tzinfo=UTC)


SPANS = st.tuples(st.integers(0, 23), st.integers(0, 59), st.integers(0, 23), st.integers(0, 59)).filter(
    lambda s: s[:2] != s[2:]
)
LINES = st.tuples(st.sampled_from(("mon-fri", "sat,sun", "sun", "mon-sun")), SPANS).map(
    lambda each: f"{each[0]} {each[1][0]:02}:{each[1][1]:02}-{each[1][2]:02}:{each[1][3]:02}"
)
HOURS = st.builds(Hours, weekly=st.lists(LINES, max_size=3).map(tuple), on_holidays=st.booleans())
INSTANTS = st.integers(0, 12 * 366 * 24 * 60).map(lambda m: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=m))


@example(
    hours=Hours(weekly=("mon-sun 02:30-18:00", "mon-sun 18:00-13:30"), on_holidays=True),
    at=datetime(2034, 10, 29, 2, 4, tzinfo=UTC),
)
@given(hours=HOURS, at=INSTANTS)
def test_at_every_instant_there_is_one_answer_that_holds_for_its_interval(hours: Hours, at: datetime) -> None:
    schedule = Schedule(hours, CALENDAR)
    found = schedule.at(at)
    since, until = found.holds

    assert at in found.holds
    for other in (since, until and until - timedelta(seconds=1)):
        assert other is None or Schedule(hours, CALENDAR).at(other) == found
    for beyond in (since and since - timedelta(seconds=1), until):
        assert beyond is None or Schedule(hours, CALENDAR).at(beyond).is_open is not found.is_open


@pytest.mark.parametrize("line", ["mon-sun 00:00-24:00", ""])
def test_what_never_changes_holds_for_ever(line: str) -> None:
    hours = Hours(weekly=(line,) if line else (), on_holidays=True)
    years_ahead = DatedHours(date(2050, 6, 1), ("09:00-10:00",) if not line else ())

    assert Schedule(hours, Calendar()).at(local("2026-03-02T10:00")).holds == (None, None)
    until = Schedule(replace(hours, days=(years_ahead,)), Calendar()).at(local("2026-03-02T10:00")).holds.until
    assert until == local("2050-06-01T00:00" if line else "2050-06-01T09:00")


@given(hours=HOURS, day=st.dates(date(2024, 1, 1), date(2035, 12, 31)))
def test_what_is_open_on_a_day_is_what_its_lines_say_by_the_clocks(hours: Hours, day: date) -> None:
    """Brute force: every half-hour of the day by the clock on the wall, on days when it is not changed."""
    schedule = Schedule(hours, CALENDAR)
    if (
        len(
            {
                (datetime.combine(day, datetime.min.time(), SWEDEN) + timedelta(days=n)).utcoffset()
                for n in (-1, 0, 1, 2)
            }
        )
        > 1
    ):
        return
    yesterday = [(start - 1440, end - 1440) for start, end in schedule.spans_on(day - timedelta(days=1))]
    spans = [*yesterday, *schedule.spans_on(day)]
    for minutes in range(0, 1440, 30):
        expected = any(start <= minutes < end for start, end in spans)
        assert schedule.at(at_wall_clock(day, minutes)).is_open is expected


@pytest.mark.parametrize("year", range(2024, 2036))
def test_no_hour_is_lost_or_doubled_when_clocks_change(year: int) -> None:
    """Two shifts that meet at half past two cover every instant of the two nights, each exactly once."""
    late, early = (
        Schedule(Hours(weekly=(line,), on_holidays=True), Calendar())
        for line in ("mon-sun 14:30-02:30", "mon-sun 02:30-14:30")
    )
    for month in (3, 10):
        last_sunday = max(d for d in (date(year, month, n) for n in range(25, 32)) if d.weekday() == 6)
        midnight = at_wall_clock(last_sunday, 0)
        for minutes in range(0, 6 * 60, 10):
            at = midnight + timedelta(minutes=minutes)
            assert late.at(at).is_open is not early.at(at).is_open


def test_a_span_past_midnight_ends_on_the_next_day() -> None:
    night = Schedule(NIGHTS, Calendar()).at(local("2026-03-28T23:00"))

    assert read_span("22:00-06:00") == (1320, 1800)
    assert (night.is_open, night.holds.until) == (True, local("2026-03-29T06:00"))
