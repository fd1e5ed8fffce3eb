"""Swedish time: what people write, and the hours that are skipped or come twice."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presskontakt.directory.instant import day_of, parse_instant, start_of
from presskontakt.errors import Code, InvalidInput


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-03-02T10:30", datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
        ("2026-07-02 10:30", datetime(2026, 7, 2, 8, 30, tzinfo=UTC)),
        ("2026-03-02", datetime(2026, 3, 1, 23, 0, tzinfo=UTC)),
        ("2026-03-02T10:30+00:00", datetime(2026, 3, 2, 10, 30, tzinfo=UTC)),
        ("2026-03-02T10:30Z", datetime(2026, 3, 2, 10, 30, tzinfo=UTC)),
    ],
)
def test_an_instant_without_offset_is_swedish_time(written: str, expected: datetime) -> None:
    assert parse_instant(written).at == expected


def test_a_time_that_comes_twice_is_the_earlier_and_says_so() -> None:
    instant = parse_instant("2026-10-25T02:30")

    assert instant.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant.is_ambiguous


def test_a_time_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_instant("2026-03-29T02:30")
    assert caught.value.findings[0].code is Code.NO_SUCH_TIME


@pytest.mark.parametrize("written", ["", "i morgon", "2026-13-01", "10:30"])
def test_what_is_no_instant_is_an_error(written: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_instant(written)
    assert caught.value.findings[0].code is Code.BAD_DATE


@given(st.dates(date(2024, 1, 1), date(2035, 12, 31)))
def test_a_day_begins_on_itself_and_a_moment_before_is_the_day_before(day: date) -> None:
    start = start_of(day)

    assert day_of(start) == day
    assert day_of(datetime.fromtimestamp(start.timestamp() - 1, UTC)) < day
