"""Days: terms, holidays, hours, and the arithmetic in words."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import days
from checker.days import day_of, ordinal
from checker.errors import CalendarGap

#: Days for which every unit can be counted, with room on both sides.
covered = st.dates(date(1950, 1, 1), date(2050, 12, 31)).map(ordinal)
counts = st.integers(-400, 400)
minutes = st.none() | st.integers(0, 24 * 60 - 1)


def number(text):
    return ordinal(date.fromisoformat(text))


def last(start, count, unit):
    return day_of(days.last_day(number(start), count, unit)).isoformat()


@pytest.mark.parametrize(
    ("start", "count", "unit", "end"),
    [
        ("2026-09-28", 25, "calendar_days", "2026-10-23"),
        ("2026-09-28", 0, "calendar_days", "2026-09-28"),
        ("2026-03-01", -1, "calendar_days", "2026-02-28"),
        ("2024-02-28", 1, "calendar_days", "2024-02-29"),
        ("2026-12-31", 1, "calendar_days", "2027-01-01"),
        ("2026-09-28", 2, "weeks", "2026-10-12"),
        ("2026-09-28", -1, "weeks", "2026-09-21"),
        ("2026-01-31", 1, "months", "2026-02-28"),
        ("2024-01-31", 1, "months", "2024-02-29"),
        ("2026-01-31", 3, "months", "2026-04-30"),
        ("2026-03-31", -1, "months", "2026-02-28"),
        ("2026-01-15", -1, "months", "2025-12-15"),
        ("2026-12-31", 2, "months", "2027-02-28"),
        ("2026-11-30", 1, "quarters", "2027-02-28"),
        ("2026-05-31", -1, "quarters", "2026-02-28"),
        ("2024-02-29", 1, "years", "2025-02-28"),
        ("2024-02-29", 4, "years", "2028-02-29"),
        ("2026-07-04", -10, "years", "2016-07-04"),
    ],
)
def test_a_term_ends_on_its_last_day(start, count, unit, end):
    assert last(start, count, unit) == end


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        # From a Friday the count goes on after the weekend.
        ("2026-09-18", 1, "2026-09-21"),
        ("2026-09-18", 5, "2026-09-25"),
        # The start need not be a business day; the count begins the day after.
        ("2026-09-19", 1, "2026-09-21"),
        ("2026-09-20", 1, "2026-09-21"),
        # Columbus Day, Monday 2026-10-12.
        ("2026-10-09", 1, "2026-10-13"),
        ("2026-10-12", 1, "2026-10-13"),
        # Christmas 2021 fell on a Saturday, and was observed on the Friday.
        ("2021-12-23", 1, "2021-12-27"),
        # So was New Year's Day 2022, on the last day of 2021.
        ("2021-12-30", 1, "2022-01-03"),
        # Independence Day 2021 fell on a Sunday, and was observed on the Monday.
        ("2021-07-02", 1, "2021-07-06"),
        # Juneteenth is a legal holiday since 2021.
        ("2020-06-18", 1, "2020-06-19"),
        ("2021-06-17", 1, "2021-06-21"),
        # Offices closed on 2025-01-09 by executive order: no legal holiday.
        ("2025-01-08", 1, "2025-01-09"),
        # Backwards.
        ("2026-10-13", -1, "2026-10-09"),
        ("2026-09-21", -1, "2026-09-18"),
        ("2026-09-20", -1, "2026-09-18"),
        ("2026-09-21", 0, "2026-09-21"),
    ],
)
def test_business_days_skip_weekends_and_federal_holidays(start, count, end):
    assert last(start, count, "business_days") == end


@pytest.mark.parametrize(
    ("start", "end", "between"),
    [
        ("2026-09-21", "2026-09-21", 0),
        ("2026-09-18", "2026-09-21", 1),
        ("2026-10-09", "2026-10-13", 1),
        ("2026-10-09", "2026-10-12", 0),
        ("2026-10-13", "2026-10-09", 0),
    ],
)
def test_business_days_between_count_the_end_and_not_the_start(start, end, between):
    assert days.business_days_between(number(start), number(end)) == between


@pytest.mark.parametrize(
    ("day", "first", "end"),
    [
        ("2026-01-01", "2026-01-01", "2026-03-31"),
        ("2026-03-31", "2026-01-01", "2026-03-31"),
        ("2026-04-01", "2026-04-01", "2026-06-30"),
        ("2026-09-30", "2026-07-01", "2026-09-30"),
        ("2026-12-31", "2026-10-01", "2026-12-31"),
        ("1900-01-01", "1900-01-01", "1900-03-31"),
        ("2200-12-31", "2200-10-01", "2200-12-31"),
    ],
)
def test_a_quarter_has_its_first_and_last_day(day, first, end):
    assert days.quarter_start(number(day)) == number(first)
    assert days.quarter_end(number(day)) == number(end)


@pytest.mark.parametrize(
    ("period", "end"),
    [
        ("202609", "2026-09-30"),
        ("2026-09", "2026-09-30"),
        ("202402", "2024-02-29"),
        ("202612", "2026-12-31"),
        ("202613", None),
        ("202600", None),
        ("20260", None),
        ("2026xx", None),
        ("189912", None),
        ("220101", None),
        ("", None),
    ],
)
def test_a_period_ends_with_its_month(period, end):
    assert days.period_end(period) == (number(end) if end else None)


def test_a_day_knows_its_year_and_month():
    assert days.year_of(number("2026-12-31")) == 2026
    assert days.month_of(number("2026-12-31")) == 12


@pytest.mark.parametrize(
    ("start", "minute", "end", "at", "outcome"),
    [
        # 48 hours from 2026-09-28 10:00: the last minute is in time.
        ("2026-09-28", 600, "2026-09-30", 600, "in_time"),
        ("2026-09-28", 600, "2026-09-30", 601, "late"),
        # With the dates only: certain up to the day before, open for two days.
        ("2026-09-28", None, "2026-09-29", None, "in_time"),
        ("2026-09-28", None, "2026-09-30", None, "open"),
        ("2026-09-28", None, "2026-10-01", None, "late"),
        # One of the two minutes is enough where it decides.
        ("2026-09-28", 0, "2026-09-30", None, "open"),
        ("2026-09-28", 1439, "2026-09-30", None, "in_time"),
        ("2026-09-28", None, "2026-09-30", 0, "in_time"),
        ("2026-09-28", None, "2026-09-30", 1, "open"),
        ("2026-09-28", None, "2026-09-30", 1439, "open"),
        ("2026-09-28", None, "2026-10-01", 0, "late"),
        # Over a weekend hours run on.
        ("2026-09-25", 960, "2026-09-27", 961, "late"),
        # An act before the start is in time.
        ("2026-09-28", 600, "2026-09-28", 0, "in_time"),
    ],
)
def test_hours_are_consecutive_and_never_rounded(start, minute, end, at, outcome):
    found = days.hours_outcome(number(start), minute, number(end), at, 48)
    assert found == outcome


@pytest.mark.parametrize(
    ("minute", "hours", "earliest", "latest"),
    [
        (600, 48, "2026-09-30", "2026-09-30"),
        (None, 48, "2026-09-30", "2026-09-30"),
        (None, 47, "2026-09-29", "2026-09-30"),
        (None, 1, "2026-09-28", "2026-09-29"),
        (1439, 1, "2026-09-29", "2026-09-29"),
        (0, 23, "2026-09-28", "2026-09-28"),
        (None, 0, "2026-09-28", "2026-09-28"),
    ],
)
def test_a_term_in_hours_ends_on_one_of_two_days(minute, hours, earliest, latest):
    found = days.deadline_after_hours(number("2026-09-28"), minute, hours)
    assert found == (number(earliest), number(latest))


@given(covered, minutes, st.integers(-5, 10), minutes, st.integers(0, 120))
def test_outside_the_two_days_hours_are_certain(start, minute, after, at, hours):
    earliest, latest = days.deadline_after_hours(start, minute, hours)
    outcome = days.hours_outcome(start, minute, start + after, at, hours)
    if start + after < earliest:
        assert outcome == "in_time"
    if start + after > latest:
        assert outcome == "late"
    if minute is not None and at is not None:
        assert outcome != "open"


@given(covered, st.integers(0, 1439), st.integers(-5, 10), st.integers(0, 1439))
def test_a_recorded_minute_only_settles_what_was_open(start, minute, after, at):
    settled = days.hours_outcome(start, minute, start + after, at, 48)
    for partly in ((None, at), (minute, None), (None, None)):
        before = days.hours_outcome(start, partly[0], start + after, partly[1], 48)
        assert before in ("open", settled)


@pytest.mark.parametrize(
    ("start", "count", "unit", "words"),
    [
        (
            "2026-09-28",
            25,
            "calendar_days",
            "assigned 2026-09-28 + 25 calendar days = 2026-10-23",
        ),
        (
            "2026-09-28",
            -5,
            "calendar_days",
            "assigned 2026-09-28 - 5 calendar days = 2026-09-23",
        ),
        ("2026-09-28", 1, "months", "assigned 2026-09-28 + 1 month = 2026-10-28"),
        ("2026-09-28", 0, "calendar_days", "assigned 2026-09-28, the same day"),
        (
            "2026-09-21",
            5,
            "business_days",
            "assigned 2026-09-21 + 5 business days = 2026-09-28",
        ),
        (
            "2026-10-08",
            5,
            "business_days",
            "assigned 2026-10-08 + 5 business days"
            " (2026-10-12 Columbus Day not counted) = 2026-10-16",
        ),
        (
            "2026-10-13",
            -1,
            "business_days",
            "assigned 2026-10-13 - 1 business day"
            " (2026-10-12 Columbus Day not counted) = 2026-10-09",
        ),
        # A holiday on a Saturday is named by the Friday on which it is observed.
        (
            "2021-12-23",
            1,
            "business_days",
            "assigned 2021-12-23 + 1 business day"
            " (2021-12-24 Christmas Day (observed) not counted) = 2021-12-27",
        ),
    ],
)
def test_the_arithmetic_is_told_in_words(start, count, unit, words):
    end = days.last_day(number(start), count, unit)
    assert days.arithmetic("assigned", number(start), count, unit, end) == words


@pytest.mark.parametrize("unit", ["calendar_days", "weeks", "months", "business_days"])
@pytest.mark.parametrize("start", [0, -1, 10**9, date(1899, 12, 31).toordinal()])
def test_a_day_outside_the_calendar_is_a_gap(start, unit):
    with pytest.raises(CalendarGap, match="1900 to"):
        days.last_day(start, 0, unit)
    for asked in (
        day_of,
        days.year_of,
        days.month_of,
        days.quarter_start,
        days.quarter_end,
        days.is_business_day,
    ):
        with pytest.raises(CalendarGap):
            asked(start)


@pytest.mark.parametrize(
    ("start", "count", "unit"),
    [
        ("2200-12-31", 1, "calendar_days"),
        ("1900-01-01", -1, "calendar_days"),
        ("2200-12-31", 1, "months"),
        ("1900-01-31", -1, "months"),
        ("2026-01-01", 10**6, "weeks"),
        ("2026-01-01", 2000, "years"),
        ("1900-01-02", -5, "business_days"),
    ],
)
def test_a_term_that_leaves_the_calendar_is_a_gap(start, count, unit):
    with pytest.raises(CalendarGap):
        days.last_day(number(start), count, unit)


def test_a_gap_names_the_day():
    with pytest.raises(CalendarGap, match="2201-01-01"):
        days.last_day(number("2200-12-31"), 1, "calendar_days")


def test_business_days_without_known_holidays_are_a_gap_and_no_guess():
    # 2100-12-31 is a Friday, the one on which New Year's Day 2101 is observed.
    assert last("2100-12-29", 1, "business_days") == "2100-12-30"
    with pytest.raises(CalendarGap, match="holidays of 2101"):
        days.last_day(number("2100-12-29"), 2, "business_days")
    with pytest.raises(CalendarGap, match="holidays of 2150"):
        days.last_day(number("2150-06-01"), 5, "business_days")


def test_an_unknown_unit_is_refused():
    with pytest.raises(KeyError):
        days.last_day(number("2026-01-01"), 1, "fortnights")


@given(covered)
def test_a_day_number_comes_back_as_its_day(start):
    assert ordinal(day_of(start)) == start


@given(covered, counts)
def test_business_days_are_counted_one_by_one(start, count):
    end = days.last_day(start, count, "business_days")
    assert (end > start) == (count > 0)
    if count > 0:
        assert days.business_days_between(start, end) == count
    if count < 0:
        # Counted backwards, the last day is in and the start is not.
        assert days.business_days_between(end - 1, start - 1) == -count
    if count:
        assert days.is_business_day(end)


@given(covered, counts, st.sampled_from(["calendar_days", "weeks"]))
def test_days_and_weeks_can_be_counted_back(start, count, unit):
    assert days.last_day(days.last_day(start, count, unit), -count, unit) == start


@given(covered, counts)
def test_months_keep_the_day_or_end_the_month(start, count):
    begin, end = day_of(start), day_of(days.add_months(start, count))
    apart = (end.year - begin.year) * 12 + end.month - begin.month
    assert apart == count
    if end.day != begin.day:
        assert end.day < begin.day
        assert (end + timedelta(days=1)).day == 1


@given(covered, st.integers(-40, 40))
def test_quarters_are_three_months_and_years_twelve(start, count):
    months = days.last_day(start, 3 * count, "months")
    assert days.last_day(start, count, "quarters") == months
    years = days.last_day(start, 12 * count, "months")
    assert days.last_day(start, count, "years") == years


@given(covered, st.sampled_from(["business_days", "months"]), counts, counts)
def test_a_longer_term_never_ends_earlier(start, unit, one, other):
    short, long = sorted((one, other))
    assert days.last_day(start, short, unit) <= days.last_day(start, long, unit)


@given(covered)
def test_a_quarter_holds_its_day(start):
    first, end = days.quarter_start(start), days.quarter_end(start)
    assert first <= start <= end
    assert days.quarter_start(end) == first
    assert days.quarter_start(end + 1) == end + 1


def test_the_holidays_package_is_not_imported_before_it_is_needed():
    code = "import sys, checker.days; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
