"""What is missing, against every completion of small real cases.

Facts of different kinds (a day, a yes or no, one of several names) are left open,
two or three at a time; each is then given every value that it can have. What the
case may come to, which facts decide it and on which days must be the same.
"""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, product
from math import prod
from random import Random
from re import fullmatch, split

import pytest

from checker.case import UNKNOWN
from checker.check import prepared, solved_in
from checker.details import key_of
from checker.explain.missing import missing_in
from checker.statuses import judged_in
from tests.reading import case_of

WINDOW = [date(2026, 10, 12) + timedelta(days=n) for n in range(4)]
CASE = """
case: C
as_of: 2026-12-15
taxpayers: [{id: T, kind: corporation, in_business: yes}]
modules: [{id: M, taxpayer: T, mft: 01, period: 202609}]
alerts: [{id: A, taxpayer: T, module: M, assigned_date: 2026-10-05}]
bankruptcies:
  - {id: B, debtors: [T], debtor_kind: corporation, chapter: 11,
     petition_date: 2026-08-10}
history:
  - {id: i, on: 2026-10-12, act: notification, to: insolvency}
  - {id: c, on: 2026-10-13, act: contact, alert: A}
  - {id: a, on: 2026-10-14, act: advice_received, from: insolvency, monitoring: yes}
"""
#: Facts that are left open, and every value that they can have.
FACTS = {
    "i.on": WINDOW,
    "c.on": WINDOW,
    "a.monitoring": (True, False),
    "T.in_business": (True, False),
    "B.chapter": (7, 9, 11, 12, 13, 15),
}


#: Completions of one case.
MOST = 48


def with_value(case, name, value):
    """The case with another value of one fact."""
    owner, _, field = name.partition(".")

    def changed(entries):
        for each in entries:
            if each.name != owner:
                yield each
            elif field != "on":
                yield replace(each, fields={**each.fields, field: value})
            elif value is UNKNOWN:
                yield replace(each, day=UNKNOWN, earliest=WINDOW[0], latest=WINDOW[-1])
            else:
                yield replace(each, day=value)

    acts = tuple(changed(case.acts))
    return replace(case, acts=acts, entities=tuple(changed(case.entities)))


def statuses(book, case):
    """What each norm may come to about each subject."""
    answer = solved_in(*prepared(case, book, case.as_of, {})).answer
    return {
        (each.norm, key_of(each.subject)): frozenset(each.possible)
        for each in judged_in(answer)
    }


def completions(book, case, names):
    """The statuses of every completion, by the values that it gives."""
    for values in product(*(FACTS[name] for name in names)):
        whole = case
        for name, value in zip(names, values, strict=True):
            whole = with_value(whole, name, value)
        yield values, statuses(book, whole)


def left_by(rows, key, chosen):
    """For each answer to some facts, all that the finding may come to."""
    left = {}
    for values, found in rows:
        answer = tuple(values[n] for n in chosen)
        possible = found.get(key, frozenset(("not_applicable",)))
        left.setdefault(answer, set()).update(possible)
    return left


def inside(words, day):
    """Whether a day is in one of the stretches of an answer."""
    for each in split(r" or (?!before|after)", words):
        if each == "any day":
            return True
        if found := fullmatch(r"on or (before|after) (\S+)", each):
            end = date.fromisoformat(found[2])
            if day <= end if found[1] == "before" else day >= end:
                return True
        elif found := fullmatch(r"from (\S+) to (\S+)", each):
            if date.fromisoformat(found[1]) <= day <= date.fromisoformat(found[2]):
                return True
        elif each == f"on {day}":
            return True
    return False


def opened(case, names):
    for name in names:
        case = with_value(case, name, UNKNOWN)
    return case


def test_the_days_that_decide_are_those_of_every_day(book):
    names = ("i.on",)
    case = opened(case_of(CASE), names)
    rows = list(completions(book, case, names))
    found = missing_in(book, case, case.as_of).of("inform_insolvency_of_alert", "A")
    [days] = [each for each in found.sets if each.names == names]
    assert days.always
    for (day,), known in rows:
        told = {status for words, status in days.answers if inside(words, day)}
        assert told == known["inform_insolvency_of_alert", "A"], day
    assert len({status for _, status in days.answers}) == 2


@pytest.mark.parametrize("seed", range(12))
def test_the_sets_that_decide_are_those_of_every_completion(book, seed):
    chance = Random(seed)
    names = tuple(sorted(chance.sample(list(FACTS), chance.choice((2, 3)))))
    if prod(len(FACTS[name]) for name in names) > MOST:
        names = names[:2]
    case = opened(case_of(CASE), names)
    rows = list(completions(book, case, names))
    before = statuses(book, case)
    for key in before:
        reached = left_by(rows, key, ())[()] - {"not_applicable"}
        assert reached == before[key] - {"not_applicable"}, key
    checked = 0
    for each in missing_in(book, case, case.as_of).sets:
        told = {one.names: one for one in each.sets if set(one.names) <= set(names)}
        for size in range(1, len(names) + 1):
            for chosen in combinations(range(len(names)), size):
                own = tuple(names[n] for n in chosen)
                left = left_by(rows, (each.norm, each.subject), chosen)
                decided = [answer for answer, found in left.items() if len(found) == 1]
                one = told.get(own)
                if one is None:
                    smaller = size > each.tried or any(
                        set(other) < set(own) for other in told
                    )
                    if each.whole and not smaller and not each.sets:
                        assert not decided, (each.norm, own)
                    continue
                assert decided, (each.norm, own)
                assert not one.always or len(decided) == len(left), (each.norm, own)
                outcomes = {next(iter(left[answer])) for answer in decided}
                assert outcomes <= {status for _, status in one.answers}
                checked += 1
    assert checked or not any(len(found) > 1 for found in before.values())
