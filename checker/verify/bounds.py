"""Bounds: how far a search goes, and how it says so.

In:  nothing (a record). Out: `Bounds`.

    >>> Bounds().words()[:12]
    'up to 5 acts'
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a search goes.

    Attributes:
        acts: Acts of a case at most.
        same: Acts of one kind at most; where a search turns on one kind, and
            `same` is 1, that kind may stand twice.
        days: Days from the first to the last act at most.
        moments: Of these days, so many are tried at most.
    """

    acts: int = 5
    same: int = 1
    days: int = 60
    moments: int = 10

    def wider(self) -> Bounds:
        """Return the bounds with room for one more of each kind, and more days."""
        return replace(
            self, same=self.same + 1, moments=self.moments + 4, days=self.days * 2
        )

    def fewer(self) -> Bounds:
        """Return the bounds with fewer days, for what seldom turns on one."""
        return replace(self, moments=min(self.moments, 6))

    def words(self) -> str:
        """Return the bounds in words."""
        of_a_kind = f"{self.same} of a kind"
        if self.same == 1:
            of_a_kind += ", 2 of the kind in question"
        return (
            f"up to {self.acts} acts ({of_a_kind}) on up to {self.moments} days "
            f"within {self.days}, one thing of each kind"
        )
