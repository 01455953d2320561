"""The answer of `irmcheck verify` as a page.

In:  a `Verification`. Out: the text of one self-contained HTML page.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

import checker
from checker.report.html import filled
from checker.verify.faults import Fault, Verification
from checker.verify.report import CHECKS, ordered, where


def page(answer: Verification) -> str:
    """Return the page."""
    faults = ordered(answer.faults)
    blocking = [fault for fault in faults if fault.blocking]
    excused = [fault for fault in faults if fault.reason is not None]
    notes = [f for f in faults if f.level == "note" and f.reason is None]
    lead = f"{len(blocking)} faults, {len(excused)} documented, {len(notes)} notes."
    return filled(
        "verify.html",
        title=answer.rulebook,
        lead=lead,
        hash=answer.hash,
        program=checker.__version__,
        searches=[
            {
                "part": search.part,
                "bounds": search.bounds,
                "figures": ", ".join(f"{n} {k}" for k, n in search.figures.items()),
                "cut": search.cut,
                "cut_count": len(search.cut),
                "seconds": f"{search.seconds:.1f}",
            }
            for search in answer.searches
        ],
        sections=[
            _section("faults", "Faults", blocking, "There is none."),
            _section("documented", "Documented", excused, "Nothing is documented."),
            _section("notes", "Notes", notes, "There is none."),
        ],
    )


def _section(
    name: str, title: str, faults: Iterable[Fault], empty: str
) -> dict[str, Any]:
    listed = sorted(faults, key=lambda fault: fault.check)
    groups = []
    for check, group in groupby(listed, key=lambda fault: fault.check):
        rows = [
            {
                "message": fault.message,
                "where": where(fault),
                "shows": fault.shows,
                "reason": fault.reason,
                "witness": fault.witness,
            }
            for fault in group
        ]
        groups.append({"title": CHECKS[check], "count": len(rows), "faults": rows})
    return {
        "id": name,
        "title": title,
        "count": len(listed),
        "groups": groups,
        "empty": empty,
    }
