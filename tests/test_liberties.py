"""What a prohibition in force leaves allowed, by the cards of the rulebook."""

from dataclasses import replace
from datetime import date

import pytest

from checker.check import check_case
from checker.liberties import liberties_of
from checker.report.text import render_next
from tests import results
from tests.reading import case_of


def stay(start, status="in_force", end=None, norm="stay_against_debtor", ends=None):
    return results.finding(
        norm,
        status,
        "The stay.",
        subject="B1",
        force="prohibition",
        period=(start, end),
        ends=ends,
    )


def checked(book, text):
    case = case_of(text)
    return check_case(case, book, case.as_of, decide=False)


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


def test_after_every_stay_ordinary_collection_stands_and_no_exception(book):
    over = stay(date(2025, 3, 10), "lifted", date(2025, 9, 1))
    [left] = liberties_of(book, [over], date(2026, 1, 5))
    assert (left.norm, left.until) == ("may_collect_after_stay", None)
    again = stay(date(2025, 10, 1), norm="no_act_on_estate_property")
    found = liberties_of(book, [over, again], date(2026, 1, 5))
    assert "may_collect_after_stay" not in {each.norm for each in found}


def test_of_two_bans_the_one_that_ends_last_counts_and_idle_ones_are_left_out(book):
    bans = [
        stay(date(2025, 3, 10), end=date(2026, 2, 1)),
        stay(date(2025, 3, 10), norm="no_act_on_estate_property"),
    ]
    idle = {("may_prosecute", "B1")}
    found = liberties_of(book, bans, date(2026, 1, 5), idle)
    untils = {each.norm: each.until for each in found}
    assert untils["may_audit"] is None
    assert untils["may_hold_refund"] == date(2026, 2, 1)
    assert "may_prosecute" not in untils


def test_next_groups_them_by_what_is_protected(book):
    ban = stay(date(2025, 3, 10), end=date(2026, 9, 1), ends="the plan ends")
    found = liberties_of(book, [ban], date(2026, 1, 5))
    text = render_next(replace(results.stay(), liberties=found))
    assert (
        "Still allowed today:\n  until 2026-09-01: the plan ends [B1]:\n    - " in text
    )


@pytest.mark.parametrize(
    ("chapter", "kind", "idle"),
    [
        (
            13,
            "individual",
            {"may_pursue_responsible_person", "may_collect_from_nondebtor"},
        ),
        (
            7,
            "individual",
            {"may_pursue_responsible_person", "codebtor_stay_not_for_tax"},
        ),
        (
            7,
            "corporation",
            {
                "may_collect_later_tax",
                "codebtor_stay_not_for_tax",
                "may_intercept_for_support",
            },
        ),
    ],
)
def test_a_case_lists_what_its_chapter_and_debtor_leave(book, chapter, kind, idle):
    result = checked(
        book,
        f"""
case: x
as_of: 2026-06-01
taxpayers: [{{id: T, kind: {kind}}}]
bankruptcies:
  - {{id: B0, debtors: [T], chapter: 13, petition_date: 2025-05-05,
     dismissal_date: 2026-02-01}}
  - {{id: B1, debtors: [T], debtor_kind: {kind}, chapter: {chapter},
     petition_date: 2026-05-15}}
""",
    )
    told = {each.norm for each in result.liberties if each.subject == "B1"}
    always_idle = {"may_file_nftl_postpetition", "may_act_under_relief"}
    beside = {norm.id for norm in book.norms.values() if norm.stands_beside}
    after = {"may_collect_surviving_tax", "may_enforce_lien_in_rem"}
    assert beside - told == idle | always_idle | after


def test_next_says_until_when_and_why(book):
    result = checked(
        book,
        """
case: x
as_of: 2026-06-01
taxpayers: [{id: T, kind: individual}]
bankruptcies:
  - {id: B0, debtors: [T], chapter: 13, petition_date: 2025-05-05,
     dismissal_date: 2026-02-01}
  - {id: B1, debtors: [T], chapter: 13, petition_date: 2026-05-15}
""",
    )
    text = render_next(result)
    assert "[B1] bankruptcy: debtors T, chapter 13, petition date 2026-05-15" in text
    assert "until 2026-06-16: it lapses 30 days after the petition" in text
    assert "until the property leaves the estate, or the case is closed" in text


def test_an_end_on_an_unknown_day_asks_for_that_day_and_not_for_its_hour(book):
    case = case_of(
        """
case: x
as_of: 2026-06-30
taxpayers: [{id: T, kind: individual}]
modules: [{id: M1, taxpayer: T, mft: 30, period: 202212, tax_kind: income}]
bankruptcies:
  - {id: B1, debtors: [T], debtor_kind: individual, chapter: 13,
     petition_date: 2026-01-05, dismissal_date: unknown}
history:
  - {id: L1, on: 2026-03-10, act: levy_issued, form: 668-A, source_kind: bank,
     payer: Acme, modules: [M1]}
"""
    )
    asks = ["stay_against_debtor", "no_levy_in_stay"]
    result = check_case(case, book, case.as_of, only=asks, verdicts=False)
    asked = {each.would_decide for each in result.findings if each.would_decide}
    assert asked == {("B1.dismissal_date",)}
    text = render_next(result)
    assert "Forbidden now:\n  nothing" in text
    assert "At what time" not in text
    assert "depends on what is not known: B1.dismissal_date" in text
    allowed = text.partition("Still allowed today:")[2]
    assert "until it is known whether the ban still holds" in allowed
    assert "An audit to determine a tax may be opened" in allowed


def test_an_end_on_the_day_of_an_act_asks_for_the_hour(book):
    case = case_of(
        """
case: x
as_of: 2026-06-30
taxpayers: [{id: T, kind: individual}]
modules: [{id: M1, taxpayer: T, mft: 30, period: 202212, tax_kind: income}]
bankruptcies:
  - {id: B1, debtors: [T], debtor_kind: individual, chapter: 13,
     petition_date: 2026-01-05, dismissal_date: 2026-03-10}
history:
  - {id: L1, on: 2026-03-10, act: levy_issued, form: 668-A, source_kind: bank,
     payer: Acme, modules: [M1]}
"""
    )
    asks = ["stay_against_debtor", "no_levy_in_stay"]
    result = check_case(case, book, case.as_of, only=asks, verdicts=False)
    asked = {name for each in result.findings for name in each.would_decide}
    assert asked == {"L1.same_day"}


@pytest.mark.parametrize(
    ("converted", "codebtor"), [("2026-06-01", False), ("2026-06-02", True)]
)
def test_on_the_day_of_a_conversion_the_new_chapter_counts(book, converted, codebtor):
    result = checked(
        book,
        f"""
case: x
as_of: 2026-06-01
taxpayers: [{{id: T, kind: individual}}]
bankruptcies: [{{id: B1, debtors: [T], chapter: [
   {{value: 13, until: {converted}}}, {{value: 7, from: {converted}}}],
   petition_date: 2026-05-15}}]
""",
    )
    told = {each.norm for each in result.liberties}
    assert ("codebtor_stay_not_for_tax" in told) is codebtor
    assert ("may_collect_from_nondebtor" in told) is not codebtor
