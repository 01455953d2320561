"""Periods of prohibitions: what is certain of them, and what may be."""

from datetime import date

import pytest

from checker.check import check_case
from tests.reading import case_of


def ban(book, bankruptcy, history=""):
    """Return what is found of the ban on acts against the debtor."""
    case = case_of(
        f"""
        case: x
        as_of: 2026-06-30
        taxpayers: [{{id: T, kind: individual}}]
        bankruptcies:
          - {{id: B1, debtors: [T], debtor_kind: individual, chapter: 13,
             petition_date: 2026-01-05, {bankruptcy}}}
        {history}
        """
    )
    asked = check_case(
        case,
        book,
        case.as_of,
        only=["stay_against_debtor"],
        decide=False,
        verdicts=False,
    )
    [found] = asked.findings
    return found


def test_a_known_end_is_certain(book):
    found = ban(book, "dismissal_date: 2026-02-10")
    assert found.periods == ((date(2026, 1, 5), date(2026, 2, 11)),)
    assert (found.period, found.perhaps) == (found.periods[0], ())


@pytest.mark.parametrize("day", ["dismissal_date", "discharge_date"])
def test_an_end_on_an_unknown_day_leaves_the_period_open(book, day):
    found = ban(book, f"{day}: unknown")
    assert (found.status, found.period, found.periods) == ("undetermined", None, ())
    assert found.perhaps == ((date(2026, 1, 5), None),)


def test_a_stay_that_may_have_revived_has_a_period_of_each_kind(book):
    history = "history: [{id: V1, on: 2026-03-10, act: dismissal_vacated}]"
    found = ban(book, "dismissal_date: 2026-02-10", history)
    assert (found.status, found.period) == ("undetermined", None)
    assert found.periods == ((date(2026, 1, 5), date(2026, 2, 11)),)
    assert found.perhaps == ((date(2026, 3, 10), None),)
