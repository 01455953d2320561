"""Breakpoints: the days tried for an unknown one, against every single day."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from checker.breakpoints import last_days
from checker.case import UNKNOWN
from checker.check import facts_in
from checker.compiled import rulebook_for
from checker.facts import present_in
from checker.places import asp_folder
from checker.read import read_cases, read_path
from checker.rules import parse
from checker.slices import slice_for
from checker.solve import Grounded
from checker.spans import TermSpan, spans_of
from checker.statuses import judged_in

ROOT = Path(__file__).parent.parent

#: Cases, and acts of them whose days the file might not give.
MOVED = [
    ("ftd-no-response", "l1"),
    ("several-chapters-levy", "v1"),
]
BEFORE, AFTER = 15, 45


def outcomes(answer):
    """Return the statuses that each norm may have for each subject."""
    found = {}
    for each in judged_in(answer):
        found.setdefault((each.norm, str(each.subject)), set()).update(each.possible)
    return found


def judged(book, cases, as_of):
    part = slice_for(book, frozenset().union(*(present_in(c, as_of) for c in cases)))
    facts = [
        facts_in(case, book, as_of, part, {}, number)
        for number, case in enumerate(cases, start=1)
    ]
    return [outcomes(answer) for answer in Grounded(part, facts).answers()]


def any_of(book, cases, as_of):
    """Return what the norms may come to in one of the cases or another."""
    together = {}
    for one in judged(book, cases, as_of):
        for key, statuses in one.items():
            together.setdefault(key, set()).update(statuses)
    return together


@pytest.mark.parametrize(("name", "act"), MOVED)
def test_the_days_tried_show_what_any_day_would(name, act):
    book = rulebook_for(asp_folder(), None)
    [case] = read_path(ROOT / "examples" / f"{name}.yaml", book.vocabulary).cases
    [entry] = [each for each in case.acts if each.name == act]
    as_of = case.as_of
    low = entry.day - timedelta(days=BEFORE)
    high = min(entry.day + timedelta(days=AFTER), as_of)

    def dated(**day):
        other = replace(entry, **day)
        return replace(
            case, acts=tuple(other if each is entry else each for each in case.acts)
        )

    span = range((high - low).days + 1)
    every = [dated(day=low + timedelta(days=n)) for n in span]
    together = any_of(book, every, as_of)
    [unknown] = judged(book, [dated(day=UNKNOWN, earliest=low, latest=high)], as_of)
    assert unknown == together


STAY = b"""
case: two-unknown-days
as_of: 2026-10-15
taxpayers: [{id: T, kind: individual}]
modules: [{id: M, taxpayer: T, mft: 30, period: 202412}]
bankruptcies: [{id: B, debtors: [T], chapter: 7}]
history:
  - {id: p, on: unknown, earliest: 2026-02-27, latest: 2026-03-03, act: petition_filed}
  - {id: l, on: 2026-03-01, act: levy_issued, modules: [M]}
  - {id: n, on: 2026-06-01, act: nftl_filed, modules: [M]}
  - {id: d, on: unknown, earliest: 2026-05-30, latest: 2026-06-03, act: dismissed}
"""


def test_two_unknown_days_show_what_any_pair_of_days_would():
    book = rulebook_for(asp_folder(), None)
    [case] = read_cases("two.yaml", STAY, book.vocabulary).cases

    def dated(petition, dismissal):
        days = {"p": petition, "d": dismissal}
        return replace(
            case,
            acts=tuple(
                replace(each, day=days[each.name], earliest=None, latest=None)
                if each.name in days
                else each
                for each in case.acts
            ),
        )

    every = [
        dated(date(2026, 2, 27) + timedelta(days=m), date(2026, 5, 30) + timedelta(n))
        for m in range(5)
        for n in range(5)
    ]
    together = any_of(book, every, case.as_of)
    [unknown] = judged(book, [case], case.as_of)
    assert unknown == together
    assert unknown["no_levy_in_stay", '"l"'] == {"breached"}


RULES = """
late(C,E) :- fact(C,E,closed,D), figure(hold,_,_,days,N), as_of(C,T), D + N < T.
term_end(C,E,@add_months(D, -M) + 9) :- fact(C,E,opened,D), months(M).
months(M) :- reach_of(M).
reach_of(6).
near(C,E) :- apart(C,E,A), figure(hold,_,_,days,N), A <= N.
set(C,E,D + N) :- event(C,E,followup_set,D), said(C,E,days,N).
quarter(C,E,@quarter_end(D)) :- fact(C,E,opened,D).
chapter(C,E) :- fact(C,E,chapter,7).
"""


def test_only_what_is_added_to_a_day_counts_as_a_term():
    rules = parse(RULES, "x.lp")
    found = spans_of(rules, ["figure(hold,1,2,days,90)."])
    by_head = {rule.name: found.get(rule.place, frozenset()) for rule in rules}
    assert by_head["late"] == {TermSpan(90, "calendar_days")}
    assert TermSpan(6, "months") in by_head["term_end"]
    assert TermSpan(6, "months", 9) in by_head["term_end"]
    assert by_head["near"] == {TermSpan(90, "calendar_days")}
    assert by_head["set"] == {TermSpan("days", "calendar_days")}
    assert by_head["quarter"] == {TermSpan(0, "quarters")}
    assert by_head["chapter"] == by_head["months"] == frozenset()


def test_an_unknown_end_of_a_quarter_is_the_last_day_of_one():
    days = [date(2026, 5, 2).toordinal(), date(2026, 7, 1).toordinal()]
    assert [date.fromordinal(at) for at in last_days(days, "quarter")] == [
        date(2026, 3, 31),
        date(2026, 6, 30),
        date(2026, 9, 30),
    ]
    assert date.fromordinal(last_days(days, "month")[1]) == date(2026, 5, 31)
