"""Choices: what an unknown may be, as facts and one rule for all cases.

In:  the atoms of which one, or some, may hold.
Out: facts that offer them, and the rule that chooses among what is offered.

A choice written out for each unknown costs the solver the more, the more cases are
in a batch; facts do not.

    >>> offered(['said__to(1,"e",taxpayer)', 'said__to(1,"e",poa)'], absent=False)[0]
    ['must_be_one__said__to(1,"e",taxpayer)', 'must_be_one__said__to(1,"e",poa)']
"""

from __future__ import annotations

from collections.abc import Sequence

#: How what is offered is marked.
OFFERS = ("must_be_one__", "must_be_some__", "may_be_one__", "may_be_some__")


def offered(
    atoms: Sequence[str], *, absent: bool, many: bool = False
) -> tuple[list[str], str]:
    """Return the facts and the rule.

    Args:
        atoms: Of one relation and one entry.
        absent: It may be that none holds.
        many: More than one may hold.
    """
    how = ("may" if absent else "must") + ("_be_some__" if many else "_be_one__")
    relation = atoms[0].partition("(")[0]
    span = ",F,U" if relation.startswith("holds__") else ""
    low, high = ("0" if absent else "1"), ("" if many else " 1")
    rule = (
        f"{low} {{ {relation}(C,E,V{span}) : {how}{relation}(C,E,V{span}) }}{high} "
        f":- {how}{relation}(C,E,_{span})."
    )
    return [how + atom for atom in atoms], rule
