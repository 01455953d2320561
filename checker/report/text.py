"""Findings on a terminal, readable at a glance.

In:  a `CaseResult`.
Out: text: what is wrong first, then what is due, what is forbidden now and
     what is open; what is in order on one line each.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import click

from checker.absence import either
from checker.findings import ADVERSE, SEVERITIES, CaseResult, Finding, Liberty
from checker.liberties import bound_on
from checker.money import plain
from checker.phrases import dated, describe, humanise, mask_tin, noticed, until

_MARKS = {
    "breached": ("BREACHED", "red"),
    "violated": ("VIOLATED", "red"),
    "met_late": ("LATE", "yellow"),
    "undetermined": ("OPEN", "magenta"),
    "due": ("DUE", "cyan"),
    "in_force": ("FORBIDDEN", "blue"),
    "excused": ("excused", None),
    "permitted": ("permitted", None),
    "met": ("met", None),
    "lifted": ("lifted", None),
    "not_applicable": ("n/a", None),
}
_SECTIONS = (
    ("Violations", ("breached", "violated", "met_late")),
    ("Due", ("due",)),
    ("Forbidden now", ("in_force",)),
    ("Undetermined", ("undetermined",)),
)
_QUIET = ("excused", "permitted", "met", "lifted")
_SEVERITY = {
    "law": "violation of law",
    "irm_step": "IRM step not followed",
    "not_documented": "not documented",
}
#: The same where nothing is broken.
_RANK = {"law": "law", "irm_step": "IRM step", "not_documented": "documentation"}


def render(
    result: CaseResult,
    color: bool,
    width: int,
    show_all: bool,
    *,
    full_tins: bool = False,
) -> str:
    """Return the findings of one case as text.

    Args:
        color: Add terminal colours; every status is a word as well.
        width: Columns to wrap at.
        show_all: Also what does not apply.
        full_tins: Show taxpayer identification numbers unmasked.
    """
    lines = [*_header(result, color, width), *_notes(result, width)]
    for title, statuses in _SECTIONS:
        found = [each for each in result.findings if each.status in statuses]
        if statuses == ("due",):
            found.sort(key=_soonest)
        if found:
            lines += ["", _style(f"{title} ({len(found)})", color, bold=True)]
            for each in found:
                lines += _full(result, each, color, width)
    lines += _acts(result, color, width, full_tins)
    quiet = [each for each in result.findings if each.status in _QUIET]
    if quiet:
        lines += ["", _style(f"In order ({len(quiet)})", color, bold=True)]
        lines += [_short(each, width) for each in quiet]
    rest = [each for each in result.findings if each.status == "not_applicable"]
    if show_all and rest:
        lines += ["", _style(f"Does not apply ({len(rest)})", color, bold=True)]
        lines += [_short(each, width) for each in rest]
    if result.parameters:
        told = (f"{name} {plain(each)}" for name, each in result.parameters.items())
        lines += ["", *_wrapped(f"amounts supplied: {', '.join(told)}", width, "")]
    lines += [
        "",
        f"irmcheck {result.version}, rulebook {result.rulebook}, "
        f"schema {result.schema}",
    ]
    text = "\n".join(lines)
    return text if full_tins else mask_tin(text)


def render_next(result: CaseResult) -> str:
    """Return what is due, soonest first, what is forbidden and what is allowed."""
    lines = [f"{result.case.id}, as of {result.as_of}", "", "Due, soonest first:"]
    due = sorted((f for f in result.findings if f.status == "due"), key=_soonest)
    lines += [_due_line(result, each) for each in due] or ["  nothing"]
    overdue = [f for f in result.findings if f.status == "violated"]
    if overdue:
        lines += ["", "Missed, still to be put right where that is possible:"]
        lines += [f"  {_said(each)}" for each in overdue]
    bans = _forbidden_now(result)
    lines += ["", "Forbidden now:"]
    lines += list(_ban_lines(bans)) or ["  nothing"]
    open_questions = [f for f in result.findings if f.status == "undetermined"]
    if open_questions:
        lines += ["", "Undetermined, so ask first:"]
        lines += list(_question_lines(open_questions))
    allowed = [f for f in result.findings if f.status == "permitted"]
    if result.liberties:
        lines += ["", "Still allowed today:"]
        lines += list(_liberty_lines(result.liberties))
    if allowed:
        lines += ["", "Done and allowed:"]
        lines += list(dict.fromkeys(_allowed_line(each) for each in allowed))
    protected = [each.holds_for or each.subject for each in bans]
    lines += _legend(result, [*protected, *(each.subject for each in result.liberties)])
    return mask_tin("\n".join(lines))


def _legend(result: CaseResult, names: Iterable[str]) -> list[str]:
    """Return what the entities in brackets are, whom a bankruptcy is of."""
    entities = {each.name: each for each in result.case.entities}
    named = [name for name in dict.fromkeys(names) if name in entities]
    lines = [f"  [{name}] {describe(entities[name])}" for name in named]
    return ["", "Concerned:", *lines] if lines else []


def _forbidden_now(result: CaseResult) -> list[Finding]:
    """Return the prohibitions that hold today, kept or broken, each once."""
    found: dict[tuple[str, str], Finding] = {}
    for each in sorted(result.findings, key=_ends):
        if each.status == "in_force":
            found.setdefault((each.norm, each.subject), each)
        elif each.status == "breached" and bound_on(each, result.as_of):
            found.setdefault((each.norm, each.holds_for or ""), each)
    return list(found.values())


def _question_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Return what is open, under one heading for each question and its facts."""
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for each in findings:
        key = (each.reason or "", each.would_decide)
        subject = f" [{each.subject}]" if each.subject else ""
        groups.setdefault(key, []).append(f"{_said(each)}{subject}")
    for (question, facts), lines in groups.items():
        yield f"  {question}"
        if facts:
            yield f"  would decide: {', '.join(facts)}"
        yield from (f"    - {line}" for line in dict.fromkeys(lines))


def _ends(finding: Finding) -> tuple[date, int, str]:
    end = finding.period[1] if finding.period else None
    return (end or date.max, SEVERITIES.index(finding.severity), finding.norm)


def _header(result: CaseResult, color: bool, width: int) -> list[str]:
    by_status = result.counts.get("status", {})
    by_severity = result.counts.get("severity", {})
    told = [
        _style(f"{count} {humanise(status)}", color, fg=_MARKS[status][1])
        for status, count in sorted(
            by_status.items(), key=lambda row: list(_MARKS).index(row[0])
        )
        if status != "not_applicable"
    ]
    lines = [
        _style(f"{result.case.id}", color, bold=True) + f"  as of {result.as_of}",
        *_wrapped(result.rulebook_name, width, ""),
        ", ".join(told) or "no norm applies",
    ]
    if by_severity:
        lines.append(
            "; ".join(
                f"{_SEVERITY[name]}: {by_severity[name]}"
                for name in _SEVERITY
                if name in by_severity
            )
        )
    return lines


def _notes(result: CaseResult, width: int) -> Iterator[str]:
    for note in result.case.notes:
        where = f" (line {note.place.line})" if note.place else ""
        yield from _wrapped(f"note: {note.text}{where}", width, "  ")


def _full(
    result: CaseResult, finding: Finding, color: bool, width: int
) -> Iterator[str]:
    mark, tone = _MARKS[finding.status]
    yield ""
    subject = f"  [{finding.subject}]" if finding.subject else ""
    badge = _style(mark, color, fg=tone, bold=True)
    repaired = "  (repaired)" if finding.repaired else ""
    words = _SEVERITY if finding.status in ADVERSE else _RANK
    yield f"{badge}{repaired}  {finding.norm}{subject}  {words[finding.severity]}"
    yield from _wrapped(_said(finding), width, "    ")
    for line in _facts(finding):
        yield from _wrapped(line, width, "    ")
    for each in finding.corrective:
        of = f" [{each.subject}]" if each.subject != finding.subject else ""
        word = _MARKS[each.status][0].lower()
        told = f"corrective: {each.statement}{of} ({word})"
        yield from _wrapped(told, width, "    ")
    if finding.uncorrected:
        yield from _wrapped(f"corrective: none; {finding.uncorrected}", width, "    ")
    lines = _entry_lines(result, finding.entries)
    for step in finding.because:
        where = ", ".join(str(lines[name]) for name in step.entries if name in lines)
        suffix = f" (line {where})" if where else ""
        yield from _wrapped(f"- {step.text}{suffix}", width, "      ", "        ")


def _facts(finding: Finding) -> Iterator[str]:
    if finding.due:
        late = f"; {_days(finding.days_late)} late" if finding.days_late else ""
        yield f"last day: {finding.due.arithmetic}{late}"
    if finding.days_elapsed is not None:
        yield f"{_days(finding.days_elapsed)} elapsed"
    if finding.done and finding.status != "undetermined":
        when = f" on {finding.done.day}" if finding.done.day else ""
        word = {"breached": "act", "violated": "broken by"}.get(
            finding.status, "done by"
        )
        yield f"{word} {finding.done.entry}{when}"
    if told := noticed(finding):
        yield told
    if finding.period:
        start, end = finding.period
        yield f"from {start or 'always'} {until(end, finding.ends)}"
    for norm, value in finding.computed:
        yield f"computed: {humanise(norm)}: {humanise(str(value))}"
    if finding.reason:
        yield f"reason: {finding.reason}"
    if finding.would_decide:
        yield f"would decide: {', '.join(finding.would_decide)}"


def _acts(
    result: CaseResult, color: bool, width: int, full_tins: bool
) -> Iterator[str]:
    if not result.acts:
        return
    entries = {each.name: each for each in result.case.acts}
    yield ""
    yield _style(f"Acts judged ({len(result.acts)})", color, bold=True)
    tones = {"prohibited": "red", "needs_determination": "magenta", "permitted": None}
    for act in result.acts:
        words = dated(entries[act.entry], full_tins=full_tins)
        badge = _style(humanise(act.verdict), color, fg=tones[act.verdict])
        yield from _wrapped(f"{badge}  {act.entry}  {words}", width, "  ", "      ")
        if act.question:
            yield from _wrapped(f"question: {act.question}", width, "      ")


def _short(finding: Finding, width: int) -> str:
    words = f"  {_MARKS[finding.status][0]:<9} {finding.norm}"
    if finding.subject:
        words += f" [{finding.subject}]"
    if finding.part:
        words += f" {humanise(finding.part)}"
    if finding.reason:
        words += f": {finding.reason}"
    return words if len(words) <= width else words[: width - 4] + " ..."


def _due_line(result: CaseResult, finding: Finding) -> str:
    if finding.due is None:
        when = finding.reason or "no day stated"
        if finding.days_elapsed is not None:
            when = f"promptly; {_days(finding.days_elapsed)} elapsed"
    else:
        left = (finding.due.day - result.as_of).days
        when = f"by {finding.due.day} ({_days(left) + ' left' if left else 'today'})"
    subject = f" [{finding.subject}]" if finding.subject else ""
    met = f"\n      by {either(finding.satisfied_by)}" if finding.satisfied_by else ""
    return f"  {when}: {finding.statement}{subject} {_cited(finding)}{met}"


def _ban_lines(bans: Iterable[Finding]) -> Iterator[str]:
    """Return prohibitions under one heading for each end and protected thing."""
    rows = []
    for each in bans:
        end = until(each.period[1] if each.period else None, each.ends)
        broken = " (already broken)" if each.status == "breached" else ""
        line = f"{each.statement}{broken} {_cited(each)}"
        rows.append((end, each.holds_for or each.subject, line))
    return _by_end(rows)


def _liberty_lines(liberties: Iterable[Liberty]) -> Iterator[str]:
    """Return what stays allowed, under one heading for each protected thing."""
    return _by_end(
        (
            until(each.until, each.ends),
            each.subject,
            f"{each.statement} {_cited(each)}",
        )
        for each in liberties
    )


def _by_end(rows: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Yield lines under a heading for each end and subject that they have."""
    groups: dict[tuple[str, str], list[str]] = {}
    for end, subject, line in rows:
        groups.setdefault((end, subject), []).append(line)
    for (end, subject), lines in groups.items():
        yield f"  {end} [{subject}]:" if subject else f"  {end}:"
        yield from (f"    - {line}" for line in lines)


def _allowed_line(finding: Finding) -> str:
    """Return a permission, or the act that an exception took from a prohibition."""
    if finding.force == "permission" or finding.done is None:
        return f"  {finding.statement} {_cited(finding)}"
    when = f" on {finding.done.day}" if finding.done.day else ""
    why = f" ({finding.reason})" if finding.reason else ""
    return (
        f"  {finding.done.entry}{when}, by exception{why}: "
        f"{finding.statement} {_cited(finding)}"
    )


def _soonest(finding: Finding) -> tuple[int, str]:
    day = finding.due.day.toordinal() if finding.due else 9_999_999
    return (day, finding.norm)


def _said(finding: Finding) -> str:
    part = f" ({humanise(finding.part)})" if finding.part else ""
    return f"{finding.statement}{part} {_cited(finding)}"


def _cited(finding: Finding | Liberty) -> str:
    cited = "; ".join(each.text for each in finding.citations) or finding.norm
    return f"({cited})"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _entry_lines(result: CaseResult, names: Sequence[str]) -> dict[str, int]:
    wanted = set(names)
    return {
        each.name: each.place.line
        for each in (*result.case.entities, *result.case.acts)
        if each.name in wanted
    }


def _wrapped(
    text: str, width: int, indent: str, after: str | None = None
) -> Iterable[str]:
    return textwrap.wrap(
        text,
        width=width,
        initial_indent=indent,
        subsequent_indent=after if after is not None else indent,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [indent]


def _style(text: str, color: bool, *, fg: str | None = None, bold: bool = False) -> str:
    return click.style(text, fg=fg, bold=bold) if color else text
