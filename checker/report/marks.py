"""The acts of a timeline: one mark each, its shape by what a norm says of it.

In:  a `CaseResult` and the place of a day.
Out: `Mark`s in rows that do not overlap, and how many rows there are. Shapes
     differ in outline, so that they can be told apart without colour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from checker.case import Entry
from checker.findings import CaseResult, Finding
from checker.phrases import dated, humanise, mask_tin

#: What a mark says, the gravest first.
SHAPES = ("breach", "late", "open", "done", "plain", "after")

_SHAPE_OF = {
    "breached": "breach",
    "violated": "breach",
    "met_late": "late",
    "undetermined": "open",
    "met": "done",
    "permitted": "done",
}
_SHAPE_OF_VERDICT = {"prohibited": "breach", "needs_determination": "open"}
_STEP, _GAP, _MOST_ROWS = 20, 17, 6


@dataclass(frozen=True, slots=True)
class Mark:
    """One act, or several that have no room of their own.

    Attributes:
        shape: One of `SHAPES`, or `several`.
        count: How many acts it stands for.
        target: Anchor of the finding, or None.
    """

    x: float
    y: float
    shape: str
    label: str
    target: str | None
    count: int = 1


def mark_rows(
    result: CaseResult,
    place: Callable[[date], float],
    top: float,
    anchors: Mapping[str, str],
    full_tins: bool,
) -> tuple[tuple[Mark, ...], int]:
    """Return the marks, and the number of rows they take."""
    shapes = _shapes(result)
    ends: list[float] = []
    marks: list[Mark] = []
    crowd: list[Mark] = []
    for act in result.case.acts:
        if not isinstance(act.day, date):
            continue
        mark = _mark(act, result, place(act.day), shapes, anchors, full_tins)
        row = next((n for n, end in enumerate(ends) if mark.x - end >= _GAP), len(ends))
        if row >= _MOST_ROWS:
            crowd.append(mark)
            continue
        ends[row : row + 1] = [mark.x]
        marks.append(replace(mark, y=top + _STEP * row))
    for mark in _gathered(crowd, top + _STEP * _MOST_ROWS):
        marks.append(mark)
    return tuple(marks), max(1, len(ends)) + bool(crowd)


def _gathered(crowd: Iterable[Mark], y: float) -> list[Mark]:
    found: list[Mark] = []
    for mark in crowd:
        if found and mark.x - found[-1].x < 26:
            last = found[-1]
            found[-1] = replace(
                last,
                shape="several",
                label=f"{last.label}\n{mark.label}",
                target=last.target or mark.target,
                count=last.count + 1,
            )
        else:
            found.append(replace(mark, y=y))
    return found


def _mark(
    act: Entry,
    result: CaseResult,
    x: float,
    shapes: Mapping[str, tuple[str, Finding | None]],
    anchors: Mapping[str, str],
    full_tins: bool,
) -> Mark:
    shape, finding = shapes.get(act.name, ("plain", None))
    label = dated(act, full_tins=full_tins)
    if isinstance(act.day, date) and act.day > result.as_of:
        shape, finding = "after", None
        label += ". After the day of the audit, not counted."
    if finding is not None:
        label += f". {humanise(finding.status).capitalize()}: {finding.statement}"
    target = anchors.get(finding.key) if finding else None
    return Mark(x, 0, shape, label if full_tins else mask_tin(label), target)


def _shapes(result: CaseResult) -> dict[str, tuple[str, Finding | None]]:
    """Return the gravest thing that is said of each act."""
    found: dict[str, tuple[str, Finding | None]] = {}
    for finding in result.findings:
        shape = _SHAPE_OF.get(finding.status)
        if shape is None or finding.done is None:
            continue
        known = found.get(finding.done.entry)
        if known is None or SHAPES.index(shape) < SHAPES.index(known[0]):
            found[finding.done.entry] = (shape, finding)
    for act in result.acts:
        shape = _SHAPE_OF_VERDICT.get(act.verdict)
        known = found.get(act.entry)
        if shape and (known is None or SHAPES.index(shape) < SHAPES.index(known[0])):
            found[act.entry] = (shape, known[1] if known else None)
    return found
