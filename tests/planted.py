"""A population with planted violations whose counts are known.

In:  a seed and a size.
Out: records of JSON Lines, some of them bad; what an audit must count.

Each case is of one of a few kinds: an act some days before or after its term or the
petition. Ids, days and amounts are drawn, so that no two cases are the same.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

#: Status of a norm in a case; None where the case plants nothing.
Planted = tuple[str, str] | None

AS_OF = date(2026, 12, 31)
#: One record in so many is bad.
BAD = 100


def population(seed: int, size: int) -> Iterator[tuple[str, Planted, bool]]:
    """Yield records, what each plants, and whether it is to be rejected."""
    chance = Random(seed)
    for number in range(size):
        kind = chance.choice(_KINDS)
        case, planted = kind(chance)
        case = {"case": f"P{number:06}", "as_of": AS_OF.isoformat(), **case}
        if chance.randrange(BAD) == 0:
            yield chance.choice(_SPOILT)(case), None, True
        else:
            yield json.dumps(case), planted, False


def counts(seed: int, size: int) -> tuple[Counter[tuple[str, str]], int]:
    """Return how often each status is planted, and how many records are bad."""
    found: Counter[tuple[str, str]] = Counter()
    bad = 0
    for _, planted, spoilt in population(seed, size):
        bad += spoilt
        if planted:
            found[planted] += 1
    return found, bad


def _late_contact(chance: Random) -> tuple[dict[str, Any], Planted]:
    """A first contact up to five days before or after its 25 calendar days."""
    assigned = _day(chance, date(2026, 7, 1), 60)
    days = chance.randint(20, 30)
    case = _alert(chance, received=assigned, assigned=assigned)
    case["history"] = [
        {
            "id": "c1",
            "on": _after(assigned, days),
            "act": "contact",
            "by": "revenue_officer",
            "with": "taxpayer",
            "channel": "telephone",
            "initial": True,
            "modules": ["M1"],
            "topics": ["reason_for_contact", "ftd_requirements"],
        }
    ]
    return case, ("contact_within_term", "met_late") if days > 25 else None


def _late_assignment(chance: Random) -> tuple[dict[str, Any], Planted]:
    """An alert assigned up to three days before or after the seventh day."""
    received = _day(chance, date(2026, 7, 1), 60)
    days = chance.randint(4, 10)
    case = _alert(chance, received, received + timedelta(days))
    return case, ("assign_within_seven_days", "met_late") if days > 7 else None


def _levy(chance: Random) -> tuple[dict[str, Any], Planted]:
    """A levy for a prepetition tax up to four days before or after the petition."""
    petition = _day(chance, date(2015, 1, 1), 3000)
    days = chance.choice((-4, -3, -2, -1, 1, 2, 3, 4))
    case = _debtor(petition, chance.choice((7, 13)))
    case["history"] = [
        {
            "id": "v1",
            "on": _after(petition, days),
            "act": "levy_issued",
            "form": "668-W",
            "source_kind": "wage",
            "payer": f"Payer {chance.randrange(10_000)}",
            "modules": ["M1"],
        }
    ]
    return case, ("no_levy_in_stay", "breached") if days > 0 else None


def _tax_court(chance: Random) -> tuple[dict[str, Any], Planted]:
    """A Tax Court petition about a prepetition year before or after the petition."""
    petition = _day(chance, date(2015, 1, 1), 3000)
    days = chance.choice((-3, -2, -1, 1, 2, 3))
    case = _debtor(petition, 7)
    case["history"] = [
        {
            "id": "p1",
            "on": _after(petition, days),
            "act": "tax_court_petition",
            "by": "taxpayer",
            "modules": ["M1"],
        }
    ]
    return case, ("no_tax_court_petition", "breached") if days > 0 else None


_KINDS = (_late_contact, _late_assignment, _levy, _tax_court)

#: What makes a bad record of a case.
_SPOILT: tuple[Callable[[dict[str, Any]], str], ...] = (
    lambda case: json.dumps(case)[:-2],
    lambda case: json.dumps({**case, "as_of": "2026-02-30"}),
    lambda case: json.dumps(
        {**case, "history": [{"on": "2026-01-05", "act": "levvy"}]}
    ),
)


def _alert(chance: Random, received: date, assigned: date) -> dict[str, Any]:
    return {
        "taxpayers": [{"id": "T", "kind": "corporation"}],
        "modules": [
            {
                "id": "M1",
                "taxpayer": "T",
                "mft": "01",
                "period": "202609",
                "deposits": f"{chance.randrange(100, 9_000_000) / 100:.2f}",
            }
        ],
        "alerts": [
            {
                "id": "A1",
                "module": "M1",
                "quarter_end": "2026-09-30",
                "priority_code": "B",
                "sub_code": "105",
                "received_date": received.isoformat(),
                "assigned_date": assigned.isoformat(),
            }
        ],
    }


def _debtor(petition: date, chapter: int) -> dict[str, Any]:
    return {
        "taxpayers": [{"id": "T", "kind": "individual"}],
        "modules": [
            {
                "id": "M1",
                "taxpayer": "T",
                "mft": "30",
                "period": f"{petition.year - 2}12",
                "tax_kind": "income",
            }
        ],
        "bankruptcies": [
            {
                "id": "B1",
                "debtors": ["T"],
                "debtor_kind": "individual",
                "chapter": chapter,
                "petition_date": petition.isoformat(),
            }
        ],
    }


def _day(chance: Random, first: date, days: int) -> date:
    return first + timedelta(chance.randrange(days))


def _after(day: date, days: int) -> str:
    return (day + timedelta(days)).isoformat()
