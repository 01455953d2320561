"""Decided: an explanation that says which answer leads to which outcome.

In:  an explanation of an undetermined finding, the sets of facts that decide it.
Out: the same, in which the step of each outcome names the answers to one unknown
     fact that lead to it.

    >>> leads_to("met", (Deciding(("A.served",), (("yes", "met"),), True),))
    'if served of A is yes'
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from checker.explain.missing import Deciding, OpenFinding
from checker.explain.outcomes import role_of
from checker.findings import Explanation, Step
from checker.phrases import humanise, name_in_words

#: Facts named for one outcome.
_MOST = 3


def with_answers(explanation: Explanation, found: OpenFinding | None) -> Explanation:
    """Return an explanation whose outcomes name the answers that lead to them."""
    if found is None:
        return explanation
    statuses = {status for one in found.sets for _, status in one.answers}
    told = {role_of(status): leads_to(status, found.sets) for status in statuses}
    steps = tuple(
        _with_answer(each, told.get(each.role, "")) for each in explanation.steps
    )
    return replace(explanation, steps=steps)


def leads_to(status: str, sets: Iterable[Deciding]) -> str:
    """Return which answers lead to a status, each by itself."""
    conditions = [
        f"{_named(one.names[0])} is {answer}"
        for one in sets
        if len(one.names) == 1
        for answer, outcome in one.answers
        if outcome == status
    ]
    return f"if {', or if '.join(conditions[:_MOST])}" if conditions else ""


def _named(name: str) -> str:
    owner, _, field = name.rpartition(".")
    if field == "on":
        return f"the day of {name_in_words(owner)}"
    return f"{humanise(field)} of {name_in_words(owner)}" if owner else humanise(field)


def _with_answer(step: Step, words: str) -> Step:
    if not words:
        return step
    return replace(step, text=f"{step.text.rstrip('.')}: certain {words}.")
