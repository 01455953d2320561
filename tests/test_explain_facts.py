"""Property: a fact that an explanation names matters to it.

Each recorded fact of the shortest derivation is taken away from the case, one
at a time; the finding or its derivation must change. Without it a reader would
be told something irrelevant.
"""

from dataclasses import replace
from pathlib import Path

import networkx as nx
import pytest

from checker.case import NONE
from checker.check import check_case
from checker.explain.graph import as_networkx
from checker.findings import ADVERSE
from checker.read import read_path

EXAMPLES = Path(__file__).parent.parent / "examples"
NAMES = ("ftd-letter-5664-left-open", "ftd-no-response", "cnc-code-updated")


def findings(book, case):
    found = check_case(case, book, case.as_of, decide=False, explain=True).findings
    return {(f.norm, f.subject, f.part): f for f in found}


def without(case, owner, field):
    """The case without one act, or without what an entry says in one field."""
    if field in ("on", "at"):
        return replace(case, acts=tuple(a for a in case.acts if a.name != owner))

    def changed(entries):
        for each in entries:
            if each.name != owner:
                yield each
            else:
                yield replace(each, fields={**each.fields, field: NONE})

    return replace(
        case, acts=tuple(changed(case.acts)), entities=tuple(changed(case.entities))
    )


def shortest(found):
    graph = as_networkx(found.explanation.steps)
    return list(nx.get_node_attributes(graph, "step").values())


@pytest.mark.parametrize("name", NAMES)
def test_removing_a_fact_changes_the_finding_or_its_derivation(book, name):
    [case] = read_path(EXAMPLES / f"{name}.yaml", book.vocabulary).cases
    before = findings(book, case)
    wrong = {key: f for key, f in before.items() if f.status in ADVERSE}
    facts = {
        fact: [] for f in wrong.values() for step in shortest(f) for fact in step.facts
    }
    for key, found in wrong.items():
        for step in shortest(found):
            for fact in step.facts:
                facts[fact].append(key)
    assert facts or not wrong
    for (owner, field), keys in facts.items():
        after = findings(book, without(case, owner, field))
        for key in keys:
            one, other = before[key], after.get(key)
            assert (
                other is None
                or other.status != one.status
                or other.explanation.steps != one.explanation.steps
            ), (key, owner, field)
