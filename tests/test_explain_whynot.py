"""Why not: the conditions that fail, nearest derivation first."""

from datetime import date

from checker.explain.whynot import why_not
from tests.reading import case_of

CASE = """
case: W
as_of: 2026-12-15
taxpayers: [{id: T, kind: corporation}]
modules: [{id: M, taxpayer: T, mft: 01, period: 202609}]
alerts:
  - {id: A, taxpayer: T, module: M, received_date: 2026-09-14,
     assigned_date: 2026-09-16}
history:
  - {id: n, on: 2026-09-18, act: notification, to: insolvency, subject: ftd_alert}
  - {id: c, on: 2026-09-20, act: contact, with: neighbor, channel: telephone}
"""


def found(book, norm, head, text=CASE):
    case = case_of(text)
    groups = why_not(book, case, case.as_of or date.max, norm)
    [one] = [each for each in groups if each.head == head]
    return one.attempts


def test_a_condition_that_holds_is_said_to_hold(book):
    [attempt] = found(book, "assign_within_seven_days", "performance")
    assert attempt.holds == "yes"
    assert "A" in attempt.given


def test_an_act_that_is_nowhere_is_said_once(book):
    first = found(book, "sub_code_changes_at_closing", "trigger")[0]
    assert first.holds == "no"
    assert first.fails == ("No alert closed is recorded.",)


def test_the_wrong_value_of_a_field_is_named_with_the_right_one(book):
    attempts = found(book, "decide_reassignment", "trigger")
    [first, *_] = [each for each in attempts if each.given[:1] == ("n",)]
    assert first.fails[0] == "To of n is insolvency, not group manager."


def test_the_nearest_comes_first(book):
    attempts = found(book, "contact_within_term", "performance")
    sizes = [len(each.fails) for each in attempts]
    assert sizes == sorted(sizes)
    assert any("neighbor" in text for text in attempts[0].fails)


def test_a_norm_that_no_act_of_the_case_reaches_is_explained(book):
    first = found(book, "create_oi", "trigger")[0]
    assert first.fails == ("No CNC closure is recorded.",)


def test_every_norm_can_be_asked_about(book):
    case = case_of(CASE)
    for norm in list(book.norms)[::7]:
        groups = why_not(book, case, case.as_of, norm)
        for group in groups:
            for attempt in group.attempts:
                assert (attempt.holds == "no") == bool(attempt.fails), (norm, attempt)
