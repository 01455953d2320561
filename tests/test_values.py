"""Spellings of values."""

import pytest

from checker.values import read_date, read_money


@pytest.mark.parametrize("text", ["1899-12-31", "2201-01-01", "0001-01-01"])
def test_a_day_outside_the_calendar_is_refused(text):
    with pytest.raises(ValueError, match="years 1900 to 2200"):
        read_date(text)


def test_amounts_may_have_a_sign_and_any_size():
    assert read_money("+3000000000.5") == 300_000_000_050
    assert read_money("-0.07") == -7
