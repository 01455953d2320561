"""What a prohibition in force leaves allowed, by the cards of the rulebook."""

from dataclasses import replace
from datetime import date

import pytest

from checker.liberties import liberties_of
from checker.places import asp_folder
from checker.report.text import render_next
from checker.rulebook import load_rulebook
from tests import results


@pytest.fixture(scope="module")
def book():
    return load_rulebook(asp_folder())


def stay(start, status="in_force", end=None):
    return results.finding(
        "stay_against_debtor", status, "The stay.", subject="B1", period=(start, end)
    )


def test_a_stay_in_force_leaves_an_audit_and_a_first_bill(book):
    found = liberties_of(book, [stay(date(2025, 3, 10))], date(2026, 1, 5))
    assert {"may_audit", "may_assess_and_bill_once"} <= {each.norm for each in found}
    assert {each.subject for each in found} == {"B1"}


@pytest.mark.parametrize(
    ("start", "left"), [(date(2005, 10, 16), False), (date(2005, 10, 17), True)]
)
def test_setoff_of_income_tax_stands_beside_a_stay_since_its_day(book, start, left):
    found = {each.norm for each in liberties_of(book, [stay(start)], date(2006, 1, 5))}
    assert ("may_set_off_income_tax" in found) is left


def test_without_a_stay_in_force_nothing_is_listed(book):
    over = stay(date(2025, 3, 10), "lifted", date(2025, 9, 1))
    assert liberties_of(book, [over], date(2026, 1, 5)) == ()


def test_next_groups_them_by_what_is_protected(book):
    ban = stay(date(2025, 3, 10), end=date(2026, 9, 1))
    found = liberties_of(book, [ban], date(2026, 1, 5))
    text = render_next(replace(results.stay(), liberties=found))
    assert "Still allowed today:\n  until 2026-09-01 [B1]:\n    - " in text
