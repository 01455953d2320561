"""Money: exact, whatever its size."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import money, values

cents = st.integers(-(10**30), 10**30)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1850.00", 185000),
        ("1850", 185000),
        ("1850.5", 185050),
        ("0.01", 1),
        ("-0.01", -1),
        ("-12.30", -1230),
        ("0", 0),
        ("-0.00", 0),
        ("007.10", 710),
        # Beyond 32 and 64 bits.
        ("21474836.48", 2**31),
        ("3000000000.00", 300000000000),
        ("184467440737095516.17", 2**64 + 1),
    ],
)
def test_an_amount_is_read_to_the_cent(text, amount):
    assert money.parse_money(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        ".5",
        "5.",
        "1.234",
        "1,850.00",
        "$5.00",
        "1e3",
        "--1",
        " 1.00",
        "1.00\n",
        "1_000",
        "NaN",
        "unknown",
        "٣.00",
    ],
)
def test_anything_else_is_no_amount(text):
    with pytest.raises(ValueError, match="is no amount"):
        money.parse_money(text)


@pytest.mark.parametrize(
    ("amount", "plain", "written"),
    [
        (185000, "1850.00", "$1,850.00"),
        (0, "0.00", "$0.00"),
        (5, "0.05", "$0.05"),
        (-5, "-0.05", "-$0.05"),
        (99999, "999.99", "$999.99"),
        (100000, "1000.00", "$1,000.00"),
        (300000000000, "3000000000.00", "$3,000,000,000.00"),
        (-123456789, "-1234567.89", "-$1,234,567.89"),
    ],
)
def test_an_amount_is_written(amount, plain, written):
    assert money.plain(amount) == plain
    assert money.format_money(amount) == written


@pytest.mark.parametrize(
    ("left", "right", "outcome"),
    [
        ("1", "1.00", 0),
        ("-0.00", "0", 0),
        ("9.99", "10", -1),
        ("-10", "-9.99", -1),
        ("10.01", "10.00", 1),
        ("3000000000.01", "3000000000.00", 1),
    ],
)
def test_amounts_are_compared_by_value(left, right, outcome):
    assert money.compare(left, right) == outcome
    assert money.compare(right, left) == -outcome


def test_a_sum_is_exact():
    assert money.total([]) == "0.00"
    assert money.total(["0.10", "0.20"]) == "0.30"
    assert money.total(["3000000000.00", "0.01", "-1"]) == "2999999999.01"


def test_an_amount_may_be_longer_than_an_integer_that_python_reads():
    nines = "9" * 5000
    assert money.plain(money.parse_money(nines)) == f"{nines}.00"
    assert money.compare(nines, f"{nines}.01") == -1
    assert money.total([nines, "1"]) == "1" + "0" * 5000 + ".00"
    assert money.format_money(10**5002).startswith("$100,000,")


@given(cents)
def test_what_is_written_is_read_back(amount):
    assert money.parse_money(money.plain(amount)) == amount
    written = money.format_money(amount).replace("$", "").replace(",", "")
    assert written == money.plain(amount)


@given(cents, cents)
def test_text_is_ordered_as_the_cents_are(left, right):
    outcome = money.compare(money.plain(left), money.plain(right))
    assert outcome == (left > right) - (left < right)


@given(st.lists(cents, max_size=20))
def test_the_sum_of_texts_is_the_sum_of_cents(amounts):
    assert money.total(map(money.plain, amounts)) == money.plain(sum(amounts))


@given(st.integers(-(10**17) + 1, 10**17 - 1))
def test_the_reader_of_cases_reads_the_same(amount):
    assert values.read_money(money.plain(amount)) == amount


@given(cents)
def test_a_dollar_has_a_hundred_cents(amount):
    assert Fraction(money.plain(amount)) * 100 == amount
