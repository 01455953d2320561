"""The timeline of a case: a layout, without drawing.

In:  a `CaseResult`.
Out: `Timeline`: every position of a drawing 1,000 units wide, so that a template
     only prints, and the same as rows of a table. Marks are the acts, bands the
     times of prohibitions, bars the terms of duties.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from checker.findings import CaseResult, Finding
from checker.periods import Period
from checker.phrases import humanise, mask_tin
from checker.report.marks import Mark, mark_rows

WIDTH = 1000
_LEFT, _RIGHT = 190, 20
_ROW = 24
_TOP = 26
_MOST_BARS, _MOST_BANDS = 16, 10
_LETTERS = 32
_SHORT = 130

_TERM_WORDS = {
    "violated": "term missed",
    "met_late": "term, met late",
    "due": "term, running",
    "undetermined": "term, open question",
    "met": "term, met",
}


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled day on the axis."""

    x: float
    label_x: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A term or a prohibition.

    Attributes:
        shape: `late`, `due`, `met` or `open` for a term; `band`, `broken` or
            `perhaps` for a prohibition.
        name: Label in the left margin; `label` the whole sentence.
        inside: Words on the band, empty where it is too narrow.
        over_x, over_width: The overrun after the last day, zero where none.
        open_end: The prohibition has no recorded end, or none in the drawing.
    """

    x: float
    y: float
    width: float
    height: float
    shape: str
    name: str
    name_y: float
    label: str
    target: str
    inside: str = ""
    inside_x: float = 0
    over_x: float = 0
    over_y: float = 0
    over_width: float = 0
    end_x: float = 0
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table that says what the drawing says."""

    start: str
    end: str
    what: str
    words: str
    target: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole drawing; `today` is the x of the day of the audit."""

    width: float
    height: float
    left: float
    right: float
    ticks: tuple[Tick, ...]
    tick_top: float
    bands: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    bars: tuple[Bar, ...]
    axis_y: float
    acts_y: float
    today: float
    today_label: str
    today_x: float
    today_end: str
    today_y: float
    rows: tuple[Row, ...]
    left_out: int


def timeline_of(
    result: CaseResult, anchors: Mapping[str, str], *, full_tins: bool = False
) -> Timeline | None:
    """Return the layout, or None where the case has no dated act.

    Args:
        anchors: Key of a finding to the id of its place in the page.
    """
    acts = [each for each in result.case.acts if isinstance(each.day, date)]
    if not acts:
        return None
    terms, bans = _terms(result.findings), _bans(result.findings)
    days = [each.day for each in acts if isinstance(each.day, date)]
    scale = _scale(result.as_of, days, terms[:_MOST_BARS])
    bands = tuple(
        _band(found, scale, _TOP + _ROW * row, anchors)
        for row, found in enumerate(bans[:_MOST_BANDS])
    )
    axis = _TOP + _ROW * len(bands) + 8
    marks, count = mark_rows(result, scale.x, axis + 18, anchors, full_tins)
    start = axis + 14 + 20 * count
    bars = tuple(
        _bar(each, result.as_of, scale, start + _ROW * row, anchors)
        for row, each in enumerate(terms[:_MOST_BARS])
    )
    height = start + _ROW * len(bars) + 22
    today = scale.x(result.as_of)
    rows = [*(_ban_row(each, anchors) for each in bans)]
    rows += [_term_row(each, anchors) for each in terms]
    return Timeline(
        width=WIDTH,
        height=height,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        ticks=tuple(_ticks(scale)),
        tick_top=18,
        bands=bands,
        marks=marks,
        bars=bars,
        axis_y=axis,
        acts_y=axis + 22,
        today=today,
        today_label=f"as of {result.as_of}",
        today_x=today - 5 if today > _LEFT + 120 else today + 5,
        today_end="end" if today > _LEFT + 120 else "start",
        today_y=height - 6,
        rows=tuple(_shown(each, full_tins) for each in rows),
        left_out=max(0, len(terms) - _MOST_BARS) + max(0, len(bans) - _MOST_BANDS),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    start: date
    end: date

    def x(self, day: date) -> float:
        """Return the place of a day; days outside stand at the border."""
        days = max(1, (self.end - self.start).days)
        share = (min(max(day, self.start), self.end) - self.start).days / days
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)


def _scale(as_of: date, days: Sequence[date], terms: Iterable[Finding]) -> _Scale:
    shown = [*days, as_of]
    for finding in terms:
        shown += [finding.due.day] if finding.due else []
        shown += [finding.trigger_day] if finding.trigger_day else []
    first, last = min(shown), max(shown)
    margin = max(2, (last - first).days // 40)
    before = min(margin, first.toordinal() - 1)
    after = min(margin, date.max.toordinal() - last.toordinal())
    return _Scale(first - timedelta(days=before), last + timedelta(days=after))


def _terms(findings: Iterable[Finding]) -> list[Finding]:
    """Return the terms worth a bar: the gravest first, then by their beginning."""
    order = list(_TERM_WORDS)
    found = [
        each
        for each in findings
        if each.status in _TERM_WORDS
        and each.due
        and each.trigger_day
        and each.due.day > each.trigger_day
    ]
    return sorted(
        found, key=lambda f: (order.index(f.status), f.trigger_day or date.min, f.norm)
    )


@dataclass(frozen=True, slots=True)
class _Ban:
    """Prohibitions that hold over one time, or of which it is open (`perhaps`)."""

    found: tuple[Finding, ...]
    period: Period
    perhaps: bool


def _bans(findings: Iterable[Finding]) -> list[_Ban]:
    """Return prohibitions together that hold for the same thing and time.

    One whose card says what it protects stands apart, before the others; one
    that ended and began again stands once for each time.
    """
    found: dict[tuple[str, str | None, Period, bool], list[Finding]] = {}
    for each in findings:
        certain = each.periods or ((each.period,) if each.period else ())
        for perhaps, periods in ((False, certain), (True, each.perhaps)):
            for period in periods:
                key = (_protected(each), each.protects, period, perhaps)
                found.setdefault(key, []).append(each)
    order = sorted(
        found,
        key=lambda key: (key[1] is None, key[2][0] or date.min, key[0], key[1] or ""),
    )
    return [_Ban(tuple(found[key]), key[2], key[3]) for key in order]


def _protected(finding: Finding) -> str:
    return finding.holds_for or finding.subject


def _named(ban: _Ban) -> str:
    finding = ban.found[0]
    if finding.protects:
        return f"{_protected(finding)}: {finding.protects}"
    return f"{_perhaps(ban)}forbidden: {_protected(finding)}"


def _perhaps(ban: _Ban) -> str:
    return "perhaps " if ban.perhaps else ""


def _ban_words(found: tuple[Finding, ...]) -> str:
    statements = list(dict.fromkeys(each.statement for each in found))
    if len(statements) == 1:
        return statements[0]
    return f"{len(statements)} prohibitions: " + " ".join(statements)


def _band(ban: _Ban, scale: _Scale, y: float, anchors: Mapping[str, str]) -> Bar:
    found, (start, end) = ban.found, ban.period
    left = scale.x(start or scale.start)
    right = scale.x(end) if end else scale.x(scale.end)
    width = max(4.0, round(right - left, 1))
    norms = len({each.norm for each in found})
    count = "1 prohibition" if norms == 1 else f"{norms} prohibitions"
    unended = ", end open" if ban.perhaps else ", no end recorded"
    until = f" to {end}" if end else unended
    inside = f"{_perhaps(ban)}{count}, from {start or 'always'}{until}"
    shape = "perhaps" if ban.perhaps else "band"
    if any(each.status == "breached" for each in found):
        shape = "broken"
    return Bar(
        x=left,
        y=y + 3,
        width=width,
        height=17,
        shape=shape,
        name=_clipped(_named(ban)),
        name_y=y + 15,
        label=f"{inside}. {_ban_words(found)}",
        target=anchors.get(found[0].key, ""),
        inside=inside if width > 6.2 * len(inside) else "",
        inside_x=left + 7,
        end_x=round(left + width, 1),
        open_end=end is None or end > scale.end,
    )


def _bar(
    finding: Finding, as_of: date, scale: _Scale, y: float, anchors: Mapping[str, str]
) -> Bar:
    assert finding.due is not None
    assert finding.trigger_day is not None
    start, end = scale.x(finding.trigger_day), scale.x(finding.due.day)
    shape = {"violated": "late", "met_late": "late", "due": "due", "met": "met"}
    over = 0.0
    if finding.days_late:
        done = finding.done.day if finding.done and finding.done.day else as_of
        over = round(max(0.0, scale.x(max(done, finding.due.day)) - end), 1)
    width = max(4.0, round(end - start, 1))
    return Bar(
        x=start,
        y=y + 5,
        width=width,
        height=10,
        shape=shape.get(finding.status, "open"),
        name=_clipped(humanise(finding.norm)),
        name_y=y + 14,
        label=f"{humanise(finding.status)}: {finding.statement} "
        f"{finding.due.arithmetic}",
        target=anchors.get(finding.key, ""),
        over_x=round(start + width, 1),
        over_y=y + 10,
        over_width=over,
        end_x=round(start + width, 1),
    )


def _ban_row(ban: _Ban, anchors: Mapping[str, str]) -> Row:
    found, (start, end) = ban.found, ban.period
    return Row(
        start.isoformat() if start else "always",
        end.isoformat() if end else "open" if ban.perhaps else "no end recorded",
        _named(ban),
        _perhaps(ban) + _ban_words(found),
        anchors.get(found[0].key, ""),
    )


def _term_row(finding: Finding, anchors: Mapping[str, str]) -> Row:
    assert finding.due is not None
    assert finding.trigger_day is not None
    return Row(
        finding.trigger_day.isoformat(),
        finding.due.day.isoformat(),
        _TERM_WORDS[finding.status],
        f"{finding.statement} ({finding.due.arithmetic})",
        anchors.get(finding.key, ""),
    )


def _shown(row: Row, full_tins: bool) -> Row:
    if full_tins:
        return row
    return Row(row.start, row.end, mask_tin(row.what), mask_tin(row.words), row.target)


def _ticks(scale: _Scale) -> Iterable[Tick]:
    """Yield half months, months, quarters or years, as many as there is room for."""
    days = (scale.end - scale.start).days
    steps = (1, 3, 6, 12, 24, 60, 120, 1200)
    step = next((n for n in steps if days / 30.4 / n <= 12), 12000)
    number = scale.start.year * 12 + scale.start.month
    for month in range(number - 1, scale.end.year * 12 + scale.end.month):
        year, index = divmod(month, 12)
        for day in (1, 15) if days <= _SHORT else (1,):
            ticked = date(year, index + 1, day)
            if month % step == 0 and scale.start <= ticked <= scale.end:
                x = scale.x(ticked)
                words = f"{ticked:%Y-%m-%d}" if days <= _SHORT else f"{ticked:%Y-%m}"
                words = words if step < 12 else f"{ticked:%Y}"
                yield Tick(x, x + 4, words if x < WIDTH - 70 else "")


def _clipped(text: str) -> str:
    return text if len(text) <= _LETTERS else text[: _LETTERS - 1] + "…"
