"""Properties: a fact that an explanation names matters to it, and no other does.

A recorded fact of the shortest derivation of a finding, of whatever status, is taken
away from the case; the finding or its derivation must change: else a reader would be
told something irrelevant. An act that no step of its explanation names is
taken away; the status stays: else the reader would miss a premise. The cases are
all examples (of most a sample of their facts) and some generated ones.
"""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import networkx as nx
import pytest

from checker.case import NONE
from checker.check import check_case
from checker.explain.network import as_networkx
from checker.read import read_path

EXAMPLES = Path(__file__).parent.parent / "examples"
SEEDS = (2, 8)
#: Of the others so many facts are tried: all would take minutes.
SAMPLE = 12
FEW = ("cnc-code-updated", "ftd-letter-5664-left-open", "ftd-no-response")
REST = sorted({path.stem for path in EXAMPLES.glob("*.yaml")} - {*FEW})
NAMES = [*FEW, *(pytest.param(name, marks=pytest.mark.slow) for name in REST)]


def example(book, name):
    [case] = read_path(EXAMPLES / f"{name}.yaml", book.vocabulary).cases
    return replace(case, as_of=case.as_of or date(2026, 12, 31))


def findings(book, case):
    found = check_case(case, book, case.as_of, decide=False, explain=True).findings
    return {(f.norm, f.subject, f.part): f for f in found}


def without(case, owner, field):
    """The case without one act, or without what an entry says in one field."""
    if field in ("on", "at"):
        return replace(case, acts=tuple(a for a in case.acts if a.name != owner))
    whole, _, row = owner.rpartition(".")
    name, _, table = whole.rpartition(".")

    def changed(entries):
        for each in entries:
            if each.name == owner:
                yield replace(each, fields={**each.fields, field: NONE})
            elif row.isdigit() and each.name == name:
                rows = list(each.fields[table])
                rows[int(row) - 1] = {**rows[int(row) - 1], field: NONE}
                yield replace(each, fields={**each.fields, table: tuple(rows)})
            else:
                yield each

    return replace(
        case, acts=tuple(changed(case.acts)), entities=tuple(changed(case.entities))
    )


def named(found):
    """Every entry that some step names, of whatever derivation."""
    steps = found.explanation.steps
    facts = {owner for step in steps for owner, _ in step.facts}
    return facts | {name for step in steps for name in step.entries}


def generated(book, seed):
    """An example in which some acts are missing and others on other days."""
    chance = Random(seed)
    name = chance.choice(("cnc-code-updated", "cnc-mortgage-paid-off", "stay-smith"))
    [case] = read_path(EXAMPLES / f"{name}.yaml", book.vocabulary).cases
    acts = [act for act in case.acts if chance.random() > 0.3]
    moved = [
        replace(act, day=act.day + timedelta(days=chance.randint(-40, 40)))
        if isinstance(act.day, date) and not act.implied
        else act
        for act in acts
    ]
    return replace(case, acts=tuple(sorted(moved, key=lambda act: act.day)))


def shortest(found):
    graph = as_networkx(found.explanation.steps)
    return list(nx.get_node_attributes(graph, "step").values())


@pytest.mark.parametrize("name", NAMES)
def test_removing_a_fact_changes_the_finding_or_its_derivation(book, name):
    named_facts_matter(book, example(book, name), None if name in FEW else SAMPLE)


def named_facts_matter(book, case, most=None):
    before = findings(book, case)
    facts = {}
    for key, found in before.items():
        for step in shortest(found):
            for fact in step.facts:
                facts.setdefault(fact, []).append(key)
    assert facts
    chosen = sorted(facts)
    if most is not None and most < len(chosen):
        chosen = Random(case.id).sample(chosen, most)
    for owner, field in chosen:
        after = findings(book, without(case, owner, field))
        for key in facts[owner, field]:
            one, other = before[key], after.get(key)
            assert (
                other is None
                or other.status != one.status
                or other.explanation.steps != one.explanation.steps
            ), (key, owner, field)


@pytest.mark.parametrize("name", NAMES)
def test_an_act_that_is_not_named_does_not_matter(book, name):
    unnamed_acts_do_not_matter(book, example(book, name))


def unnamed_acts_do_not_matter(book, case):
    before = findings(book, case)
    known = {key: named(found) for key, found in before.items()}
    for act in case.acts:
        rest = replace(case, acts=tuple(a for a in case.acts if a is not act))
        after = check_case(rest, book, case.as_of, decide=False).findings
        status = {(f.norm, f.subject, f.part): f.status for f in after}
        for key, found in before.items():
            if act.name not in known[key]:
                assert status.get(key) == found.status, (key, act.name)


@pytest.mark.parametrize("seed", SEEDS)
def test_both_hold_of_generated_cases(book, seed):
    case = generated(book, seed)
    named_facts_matter(book, case)
    unnamed_acts_do_not_matter(book, case)
