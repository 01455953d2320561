"""What is missing: the smallest deciding sets, against every completion."""

from itertools import combinations
from random import Random

import pytest
from clingo import Control, Function, parse_term

from checker.check import facts_in, openings, prepared
from checker.deciders import kernel_choices, touching
from checker.details import key_of
from checker.explain.missing import deciding_sets, missing_in
from checker.functions import Functions
from checker.relations import Facts, Unknown, text_of
from checker.slices import part_for
from checker.solve import Grounded
from checker.statuses import judged_in
from checker.trace import derivations_of, traced
from checker.worlds import Worlds
from tests.reading import case_of

OPENING = ("status", "n", Function("s"))
STATUSES = ("met", "violated", "due")


def program(seed):
    """Three or four unknowns, and a random decision tree over them."""
    chance = Random(seed)
    unknowns, rules = [], []
    for number in range(chance.choice((3, 4))):
        atoms = [f"u{number}({value})" for value in "abc"[: chance.choice((1, 2, 3))]]
        absent = len(atoms) == 1 or chance.random() < 0.3
        bounds = ("{", "} 1." if absent else "} = 1.")
        rules.append(f"{bounds[0]} {'; '.join(atoms)} {bounds[1]}")
        unknowns.append(Unknown(f"u{number}", tuple(atoms), absent))
    for rank, status in enumerate(chance.sample(STATUSES, 3)):
        for _ in range(2 if rank < 2 else 1):
            atoms = [chance.choice(u.atoms) for u in chance.sample(unknowns, 2)]
            body = ", ".join(chance.choice(("", "not ")) + atom for atom in atoms)
            rules.append(f"wants({rank},{status}) :- {body}.")
    rules.append("status(n,1,s,S) :- wants(R,S), not before(R).")
    rules.append("before(R) :- wants(R,_), wants(Q,_), Q < R.")
    return "\n".join(rules), unknowns


def completions(text, unknowns, opening):
    """Every answer set: the value of each unknown, and the statuses."""
    control = Control(["0"])
    control.add("base", [], text)
    control.ground([("base", [])], context=Functions())
    atoms = [[parse_term(a) for a in each.atoms] for each in unknowns]
    statuses = [
        each.symbol
        for each in control.symbolic_atoms.by_signature(opening[0], 4)
        if str(each.symbol.arguments[0]) == opening[1]
        and opening[2] in each.symbol.arguments
    ]
    rows = set()
    with control.solve(yield_=True) as handle:
        for model in handle:
            values = tuple(
                frozenset(str(a) for a in each if model.contains(a)) for each in atoms
            )
            status = frozenset(
                str(a.arguments[-1]) for a in statuses if model.contains(a)
            )
            rows.add((values, status))
    return rows


def brute(rows, count):
    """The smallest sets of which some answer leaves one status, and always."""
    if len({status for _, status in rows}) < 2:
        return {}
    for size in range(1, count + 1):
        found = {}
        for chosen in combinations(range(count), size):
            by_answer = {}
            for values, status in rows:
                answer = tuple(values[n] for n in chosen)
                by_answer.setdefault(answer, set()).add(status)
            decided = [len(left) == 1 for left in by_answer.values()]
            if any(decided):
                found[chosen] = all(decided)
        if found:
            return found
    return {}


@pytest.mark.parametrize("seed", range(60))
def test_the_smallest_sets_are_those_of_every_completion(seed):
    text, unknowns = program(seed)
    rows = completions(text, unknowns, OPENING)
    expected = brute(rows, len(unknowns))

    class Part:
        text = ""

    ground = Grounded(Part(), [Facts()], text)
    possible = [parse_term(f"status(n,1,s,{status})") for status in STATUSES]
    reached = {status for _, statuses in rows for status in statuses}
    possible = [p for p in possible if str(p.arguments[-1]) in reached]
    worlds = Worlds(ground, unknowns, [OPENING], possible, 16)
    numbers = range(len(unknowns))
    sets, size, whole = deciding_sets(worlds, OPENING, numbers)
    found = {tuple(int(name[1:]) for name in one.names): one.always for one in sets}
    if whole:
        assert found == expected
    if not whole or expected:
        assert size == len(next(iter(expected))) - (not whole)


CASE = """
case: C
as_of: 2026-12-15
taxpayers: [{id: T, kind: corporation}]
modules: [{id: M, taxpayer: T, mft: 01, period: 202609}]
alerts: [{id: A, taxpayer: T, module: M, assigned_date: 2026-09-16}]
bankruptcies:
  - {id: B, debtors: [T], debtor_kind: corporation, chapter: 11,
     petition_date: 2026-08-10}
history:
  - {id: i, on: 2026-09-25, act: advice_received, from: insolvency, monitoring: unknown}
"""


def test_a_real_case_agrees_with_every_completion(book):
    case = case_of(CASE)
    part, facts = prepared(case, book, case.as_of, {})
    found = missing_in(book, case, case.as_of)
    checked = 0
    for opening, unknowns, numbers in opened(part, case, found):
        chosen = [unknowns[number] for number in numbers]
        size = 1
        for each in chosen:
            size *= len(each.atoms) + each.absent
        if size > 4000:
            continue
        text = "\n".join([part.text, text_of([facts]), *free(facts.unknowns, chosen)])
        rows = completions(text, chosen, opening)
        answer = found.of(opening[1], key_of(opening[2]))
        if not answer.whole:
            continue
        told = {one.names: one.always for one in answer.sets}
        names = [each.name for each in chosen]
        expected = {
            tuple(names[n] for n in row): always
            for row, always in brute(rows, len(chosen)).items()
        }
        assert told == expected, opening
        checked += 1
    assert checked


def opened(part, case, found):
    """Each open conclusion with the unknowns of its norm, and which may touch it."""
    for norm in dict.fromkeys(each.norm for each in found.sets):
        own = part_for(part, frozenset((norm,)))
        facts = facts_in(case, own.book, case.as_of, own, {})
        ground = Grounded(traced(own), [facts])
        [answer] = ground.answers()
        choices = kernel_choices(ground, derivations_of(own, *ground.reasons()))
        unknowns = [*facts.unknowns, *choices]
        worlds = Worlds(ground, unknowns, (), (), 48)
        for opening in openings(judged_in(answer), answer):
            if opening[1] == norm:
                yield opening, unknowns, touching(own, worlds, opening)


def free(unknowns, chosen):
    """Fix what an opening cannot depend on, to keep the enumeration small."""
    kept = {each.name for each in chosen}
    for each in unknowns:
        if each.name not in kept:
            first = each.atoms[0]
            yield f":- not {first}."


def test_questions_are_ranked_by_what_they_settle(book):
    case = case_of(CASE)
    questions = missing_in(book, case, case.as_of).questions
    assert questions[0].settles or questions[0].may_settle
    order = [(-each.settles, -each.may_settle) for each in questions]
    assert order == sorted(order)
    assert all(each.words.endswith("?") for each in questions)


def test_a_case_without_unknowns_misses_nothing(book):
    case = case_of("case: N\nas_of: 2026-12-15\ntaxpayers: [{id: T}]")
    assert missing_in(book, case, case.as_of).sets == ()
