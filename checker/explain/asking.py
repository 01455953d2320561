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
    program itself costs as much as the whole of it. All share one program aside,
    as a new one costs as much as several questions.
    """

    def __init__(self, ground: Grounded) -> None:
        self._ground = ground
        self._aside = Control(logger=_silent)
        self._named: set[str] = set()
        self._asked = 0

    def ask(self, terms: Sequence[str], body: str, most: int) -> list[Found]:
        """Return instances of the terms for which the body may hold.

        At most so many, the certain ones first: unknown days make many.
        """
        self._asked += 1
        asked = f"asked_{self._asked}"
        new = sorted(set(_NAME.findall(body)) - self._named)
        self._named.update(new)
        rule = f"{asked}({','.join(terms)}) :- {body}."
        text = "\n".join([*map(self._relation, new), rule])
        self._aside.add(asked, [], text)
        self._aside.ground([(asked, [])], context=Functions())
        rows = [*self._aside.symbolic_atoms.by_signature(asked, len(terms))]
        found = [each for each in rows if each.is_fact][:most]
        found += [each for each in rows if not each.is_fact][: most - len(found)]
        return [(tuple(each.symbol.arguments), each.is_fact) for each in found]

    def _relation(self, name: str) -> str:
        """Return the atoms of a predicate as text, what is open as choices."""
        return "".join(
            f"{each.symbol}." if each.is_fact else f"{{{each.symbol}}}."
            for each in self._ground.relation(name)
        )


def _silent(code: MessageCode, text: str) -> None:
    """Take no note: a body may name what the case cannot reach."""
