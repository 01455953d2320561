"""Asking: which instances a condition has in a case.

In:  a ground program, the text of some conditions.
Out: the values of their variables, and whether they are certain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from clingo import Control, MessageCode, Symbol

from checker.functions import Functions
from checker.solve import Grounded

#: Predicates (and functions, which have no atoms) in the text of a body.
_NAME = re.compile(r"(?<![\w@])[a-z]\w*(?=\()")

#: Values of variables, and whether they are certain.
Found = tuple[tuple[Symbol, ...], bool]


class Asking:
    """Answers questions about one ground program.

    Each is ground beside it, over the atoms that it names: one more step of the
    program itself costs as much as the whole of it.
    """

    def __init__(self, ground: Grounded) -> None:
        self._ground = ground
        self._relations: dict[str, str] = {}

    def ask(self, terms: Sequence[str], body: str, most: int) -> list[Found]:
        """Return instances of the terms for which the body may hold.

        At most so many, the certain ones first: unknown days make many.
        """
        aside = Control(logger=_silent)
        relations = [self._relation(n) for n in sorted(set(_NAME.findall(body)))]
        rule = f"asked({','.join(terms)}) :- {body}."
        aside.add("base", [], "\n".join([*relations, rule]))
        aside.ground([("base", [])], context=Functions())
        rows = [*aside.symbolic_atoms.by_signature("asked", len(terms))]
        found = [each for each in rows if each.is_fact][:most]
        found += [each for each in rows if not each.is_fact][: most - len(found)]
        return [(tuple(each.symbol.arguments), each.is_fact) for each in found]

    def _relation(self, name: str) -> str:
        """Return the atoms of a predicate as text, what is open as choices."""
        if name not in self._relations:
            self._relations[name] = "".join(
                f"{each.symbol}." if each.is_fact else f"{{{each.symbol}}}."
                for each in self._ground.relation(name)
            )
        return self._relations[name]


def _silent(code: MessageCode, text: str) -> None:
    """Take no note: a body may name what the case cannot reach."""
