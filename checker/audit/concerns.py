"""Concerns: the office and the money that a finding touches.

In:  a finding and its case.
Out: the office as the case names it, and the balance in cents. Both come from
     what the case itself records; None where it records nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from checker.case import Case, Entry, Span
from checker.findings import Finding

_OFFICE = "office"
#: Fields that hold what is owed, the most complete first.
_BALANCES = ("balance", "assessed_balance")


class Concerns:
    """Looks up entries of one case."""

    def __init__(self, case: Case, as_of: date) -> None:
        self._as_of = as_of
        self._entries = case.entries()
        offices = sorted({e.name for e in case.entities if e.kind == _OFFICE})
        self._only_office = offices[0] if len(offices) == 1 else None
        self._owing = [e for e in case.entities if self._balance(e) is not None]

    def office(self, finding: Finding) -> str | None:
        """Return the office that the entries of a finding name, or the only one."""
        for entry in self._near(finding):
            named = entry.fields.get(_OFFICE)
            if isinstance(named, str):
                return named
        return self._only_office

    def dollars(self, finding: Finding) -> int | None:
        """Return the balance of what the finding is about, else of the case."""
        near = {entry.name for entry in self._near(finding)}
        concerned = [each for each in self._owing if each.name in near] or self._owing
        sums = [self._balance(each) for each in concerned]
        found = [cents for cents in sums if cents is not None]
        return sum(found) if found else None

    def _near(self, finding: Finding) -> Iterator[Entry]:
        """Yield the entries of a finding and what these refer to."""
        done = finding.done.entry if finding.done else None
        names = dict.fromkeys((finding.subject, finding.trigger, done))
        first = [self._entries[name] for name in names if name in self._entries]
        yield from first
        for entry in first:
            for value in entry.fields.values():
                for one in value if isinstance(value, tuple) else (value,):
                    if isinstance(one, str) and one in self._entries:
                        yield self._entries[one]

    def _balance(self, entry: Entry) -> int | None:
        for name in _BALANCES:
            value = entry.fields.get(name)
            for one in value if isinstance(value, tuple) else (value,):
                if isinstance(one, Span):
                    one = one.value if one.holds_on(self._as_of) else None
                if isinstance(one, int) and not isinstance(one, bool):
                    return one
        return None
