"""Reasons: what of a case makes it a conflict.

In:  a case, what cannot be as long as it is one.
Out: the choices that these impossibilities rest on; the rest of the case may be as
     it likes, and is left out of the witness.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from checker.verify.ground import Ground
from checker.verify.workers import Clock


@dataclass(frozen=True, slots=True)
class Barred:
    """Something that the case excludes.

    Attributes:
        assumed: What cannot hold beside the case.
        apart: Choices that are not as in the case there.
    """

    assumed: tuple[int, ...]
    apart: frozenset[int] = frozenset()


def needed(
    ground: Ground,
    case: Iterable[int],
    barred: Sequence[Barred],
    fields: Mapping[int, Hashable],
    clock: Clock,
) -> frozenset[int]:
    """Return the choices of a case without which something would not be barred.

    Args:
        case: Its choices, those that it does not make negated.
        fields: What a choice belongs to; what belongs together is kept together.
    """

    def still(part: frozenset[int]) -> frozenset[int] | None:
        found: set[int] = set()
        for one in barred:
            rest = [lit for lit in part if abs(lit) not in one.apart]
            core = ground.excluded([*one.assumed, *rest], clock)
            if core is None:
                return None
            found |= core.intersection(rest)
        return frozenset(found)

    whole = frozenset(case)
    part = still(whole)
    if part is None:
        return whole
    waiting = [tuple(dict.fromkeys(fields[abs(lit)] for lit in sorted(part)))]
    while waiting:
        some = waiting.pop()
        fewer = frozenset(lit for lit in part if fields[abs(lit)] not in some)
        if len(fewer) == len(part):
            continue
        smaller = still(fewer)
        if smaller is not None:
            part = smaller
        elif len(some) > 1:
            middle = len(some) // 2
            waiting += [some[middle:], some[:middle]]
    return part
