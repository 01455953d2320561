"""The timeline of a case: a layout, without drawing.

In:  a `CaseResult`.
Out: `Timeline`: positions in a drawing 1,000 units wide. Marks are the acts,
     bars the terms of duties, bands the times of prohibitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from checker.case import Entry
from checker.findings import CaseResult, Finding
from checker.phrases import dated, humanise, mask_tin

WIDTH = 1000
_LEFT, _RIGHT = 150, 24
_ROW = 24
_MOST_BARS, _MOST_BANDS = 14, 8

#: What a mark says, the gravest first; each has a shape of its own.
_SHAPES = ("breach", "late", "open", "done", "plain")


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled day on the axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One act: `shape` is one of breach, late, open, done, plain."""

    x: float
    y: float
    shape: str
    label: str
    target: str | None


@dataclass(frozen=True, slots=True)
class Bar:
    """A term (`due`, `late`, `met`) or a prohibition (`band`, `band_broken`)."""

    x: float
    y: float
    width: float
    shape: str
    name: str
    label: str
    target: str
    open_end: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole drawing; `today` is the x of the day of the audit."""

    height: float
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    bars: tuple[Bar, ...]
    bands: tuple[Bar, ...]
    today: float
    today_label: str
    axis_y: float
    left_out: int


def timeline_of(
    result: CaseResult, anchors: dict[str, str], *, full_tins: bool = False
) -> Timeline | None:
    """Return the layout, or None where the case has no dated act.

    Args:
        anchors: Key of a finding to the id of its place in the page.
    """
    acts = [each for each in result.case.acts if isinstance(each.day, date)]
    if not acts:
        return None
    bars = _terms(result.findings)
    bands = _bans(result.findings)
    scale = _scale(result, acts, [*bars[:_MOST_BARS], *bands[:_MOST_BANDS]])
    top = 18.0
    drawn_bands = [
        _band(each, result, scale, top + _ROW * row, anchors)
        for row, each in enumerate(bands[:_MOST_BANDS])
    ]
    axis = top + _ROW * len(drawn_bands) + 16
    marks, rows = _marks(acts, result.findings, scale, axis, anchors, full_tins)
    start = axis + 18 + _ROW * rows
    drawn_bars = [
        _bar(each, result, scale, start + _ROW * row, anchors)
        for row, each in enumerate(bars[:_MOST_BARS])
    ]
    return Timeline(
        height=start + _ROW * len(drawn_bars) + 12,
        ticks=tuple(_ticks(scale)),
        marks=tuple(marks),
        bars=tuple(drawn_bars),
        bands=tuple(drawn_bands),
        today=scale.x(result.as_of),
        today_label=f"as of {result.as_of}",
        axis_y=axis,
        left_out=max(0, len(bars) - _MOST_BARS) + max(0, len(bands) - _MOST_BANDS),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    start: date
    end: date

    def x(self, day: date) -> float:
        days = max(1, (self.end - self.start).days)
        share = (min(max(day, self.start), self.end) - self.start).days / days
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)


def _scale(
    result: CaseResult, acts: Sequence[Entry], findings: Iterable[Finding]
) -> _Scale:
    days = [each.day for each in acts if isinstance(each.day, date)]
    days.append(result.as_of)
    for finding in findings:
        if finding.due:
            days.append(finding.due.day)
        if finding.trigger_day:
            days.append(finding.trigger_day)
    margin = timedelta(days=max(2, (max(days) - min(days)).days // 40))
    return _Scale(min(days) - margin, max(days) + margin)


def _terms(findings: Iterable[Finding]) -> list[Finding]:
    order = ("violated", "met_late", "due", "undetermined", "met")
    found = [
        each
        for each in findings
        if each.status in order
        and each.due
        and each.trigger_day
        and each.due.day > each.trigger_day
    ]
    return sorted(found, key=lambda f: (order.index(f.status), f.trigger_day, f.norm))


def _bans(findings: Iterable[Finding]) -> list[Finding]:
    found: dict[tuple[object, ...], Finding] = {}
    for each in findings:
        if each.period and each.status in ("in_force", "lifted"):
            found.setdefault((each.subject, each.period), each)
    return list(found.values())


def _bar(
    finding: Finding,
    result: CaseResult,
    scale: _Scale,
    y: float,
    anchors: dict[str, str],
) -> Bar:
    assert finding.due is not None
    assert finding.trigger_day is not None
    start, end = scale.x(finding.trigger_day), scale.x(finding.due.day)
    shape = {"violated": "late", "met_late": "late", "due": "due", "met": "met"}
    return Bar(
        start,
        y,
        max(4.0, end - start),
        shape.get(finding.status, "open"),
        _clipped(humanise(finding.norm)),
        f"{humanise(finding.status)}: {finding.statement} {finding.due.arithmetic}",
        anchors.get(finding.key, ""),
        open_end=False,
    )


def _band(
    finding: Finding,
    result: CaseResult,
    scale: _Scale,
    y: float,
    anchors: dict[str, str],
) -> Bar:
    assert finding.period is not None
    start, end = finding.period
    left = scale.x(start or scale.start)
    right = scale.x(end) if end else scale.x(scale.end)
    until = end.isoformat() if end else "further notice"
    return Bar(
        left,
        y,
        max(4.0, right - left),
        "band",
        _clipped(f"forbidden, {finding.subject}"),
        f"{finding.statement} From {start or 'always'} until {until}.",
        anchors.get(finding.key, ""),
        open_end=end is None,
    )


def _marks(
    acts: Sequence[Entry],
    findings: Sequence[Finding],
    scale: _Scale,
    axis: float,
    anchors: dict[str, str],
    full_tins: bool,
) -> tuple[list[Mark], int]:
    shapes = _shapes(findings)
    ends: list[float] = []
    marks = []
    for act in acts:
        assert isinstance(act.day, date)
        x = scale.x(act.day)
        row = next((n for n, end in enumerate(ends) if x - end >= 15), len(ends))
        if row == len(ends):
            ends.append(x)
        ends[row] = x
        shape, finding = shapes.get(act.name, ("plain", None))
        label = dated(act, full_tins=full_tins)
        if finding is not None:
            label += f". {humanise(finding.status)}: {finding.statement}"
        target = anchors.get(finding.key) if finding else None
        marks.append(
            Mark(
                x,
                axis + 12 + _ROW * row,
                shape,
                label if full_tins else mask_tin(label),
                target,
            )
        )
    return marks, max(1, len(ends))


def _shapes(findings: Iterable[Finding]) -> dict[str, tuple[str, Finding]]:
    found: dict[str, tuple[str, Finding]] = {}
    for each in findings:
        name = each.done.entry if each.done else None
        if name is None:
            continue
        shape = {
            "breached": "breach",
            "violated": "breach",
            "met_late": "late",
            "undetermined": "open",
            "met": "done",
            "permitted": "done",
        }.get(each.status)
        if shape is None:
            continue
        known = found.get(name)
        if known is None or _SHAPES.index(shape) < _SHAPES.index(known[0]):
            found[name] = (shape, each)
    return found


def _ticks(scale: _Scale) -> Iterable[Tick]:
    """Yield month beginnings, or quarters or years where months are too many."""
    months = (scale.end.year - scale.start.year) * 12
    months += scale.end.month - scale.start.month
    step = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if months / n <= 10)
    if months == 0:
        yield Tick(scale.x(scale.start), scale.start.isoformat())
    number = scale.start.year * 12 + scale.start.month
    for month in range(number, number + months + 1):
        year, index = divmod(month, 12)
        if month % step == 0 and date(year, index + 1, 1) <= scale.end:
            day = date(year, index + 1, 1)
            yield Tick(scale.x(day), f"{day:%Y-%m}" if step < 12 else f"{day:%Y}")


def _clipped(text: str) -> str:
    return text if len(text) <= 22 else text[:21] + "…"
