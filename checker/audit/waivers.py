"""Waivers: findings that somebody accepted, for a reason and a time.

In:  a YAML file.
Out: `Waiver`s. A waiver that has expired no longer covers anything.

    waivers:
      - norm: contact_within_term
        case: FTD-2026-0412         # optional; without it, every case
        key: contact_within_term|A1|r1    # optional: one finding
        reason: office closed by the flood
        who: J. Ortega, Territory Manager
        expires: 2027-01-31         # the last day on which it counts
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from checker.case import Place
from checker.errors import InputInvalid, Problem

_NEEDED = ("norm", "reason", "who", "expires")
_KEYS = {*_NEEDED, "case", "key"}


@dataclass(frozen=True, slots=True)
class Waiver:
    """One accepted finding, or all of a norm; `expires` is the last day."""

    norm: str
    reason: str
    who: str
    expires: date
    case: str | None = None
    key: str | None = None

    def covers(self, norm: str, case: str, key: str, day: date) -> bool:
        """Tell whether the waiver covers a finding on a day."""
        return (
            day <= self.expires
            and norm == self.norm
            and self.case in (None, case)
            and self.key in (None, key)
        )


def covering(
    waivers: Iterable[Waiver], norm: str, case: str, key: str, day: date
) -> Waiver | None:
    """Return the first waiver that covers a finding."""
    for each in waivers:
        if each.covers(norm, case, key, day):
            return each
    return None


def read_waivers(path: Path) -> tuple[Waiver, ...]:
    """Return the waivers of a file.

    Raises:
        InputInvalid: the file cannot be read, or a waiver lacks its reason, who
            gave it or its last day.
    """
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    except (OSError, yaml.YAMLError, ValueError) as error:
        raise _invalid(path, [f"cannot be read: {error}"]) from None
    rows = found.get("waivers") if isinstance(found, dict) else None
    if not isinstance(rows, list):
        raise _invalid(path, ["a file of waivers begins with `waivers:` and a list"])
    problems: list[str] = []
    waivers: list[Waiver] = []
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            problems.append(f"waiver {number} is no mapping")
            continue
        wrong = [f"lacks `{key}`" for key in _NEEDED if not row.get(key)]
        wrong += [f"has no key `{key}`" for key in sorted(row.keys() - _KEYS)]
        day = _day(row.get("expires"))
        if day is None and row.get("expires"):
            wrong.append(f"expires on {row['expires']!r}, which is no day")
        problems += [f"waiver {number} {each}" for each in wrong]
        if not wrong and day is not None:
            waivers.append(
                Waiver(
                    row["norm"],
                    row["reason"],
                    row["who"],
                    day,
                    row.get("case"),
                    row.get("key"),
                )
            )
    if problems:
        raise _invalid(path, problems)
    return tuple(waivers)


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _invalid(path: Path, messages: list[str]) -> InputInvalid:
    place = Place(str(path), 1, 1)
    return InputInvalid(str(path), [Problem(each, place) for each in messages])
