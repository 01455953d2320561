"""The JSON of findings; its schema is `irmcheck schema --findings`.

In:  `CaseResult`s and rejected files.
Out: plain objects, and their text. Sentences have their taxpayer identification
     numbers masked unless asked for; names that identify are left as they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from checker.errors import InputInvalid
from checker.findings import ActVerdict, CaseResult, Done, Finding
from checker.money import plain
from checker.phrases import mask_tin


def result_object(result: CaseResult, *, full_tins: bool = False) -> dict[str, Any]:
    """Return one case's result."""
    shown = _shown(full_tins)
    return {
        "case": result.case.id,
        "file": result.case.source,
        "as_of": result.as_of.isoformat(),
        "findings": [
            finding_object(each, full_tins=full_tins) for each in result.findings
        ],
        "acts": [_verdict(each, shown) for each in result.acts],
        "computed": {name: _plain(value) for name, value in result.computed.items()},
        "counts": {name: dict(row) for name, row in result.counts.items()},
        "notes": [
            {
                "text": shown(note.text),
                "line": note.place.line if note.place else None,
                "column": note.place.column if note.place else None,
            }
            for note in result.case.notes
        ],
        "lines": {
            entry.name: entry.place.line
            for entry in (*result.case.entities, *result.case.acts)
        },
        "parameters": {name: plain(cents) for name, cents in result.parameters.items()},
        "version": result.version,
        "rulebook": result.rulebook,
        "rulebook_name": result.rulebook_name,
        "schema": result.schema,
    }


def finding_object(finding: Finding, *, full_tins: bool = False) -> dict[str, Any]:
    """Return one finding."""
    shown = _shown(full_tins)
    start, end = finding.period or (None, None)
    return {
        "key": finding.key,
        "norm": finding.norm,
        "force": finding.force,
        "bearer": finding.bearer,
        "statement": finding.statement,
        "covers": list(finding.covers),
        "citations": [each.text for each in finding.citations],
        "links": [each.url for each in finding.citations],
        "edition": {
            "from": _iso(finding.edition.start),
            "until": _iso(finding.edition.end),
        }
        if finding.edition
        else None,
        "status": finding.status,
        "severity": finding.severity,
        "reason": shown(finding.reason) if finding.reason else None,
        "repaired": finding.repaired,
        "knowing": finding.knowing,
        "notice": done_object(finding.notice),
        "corrective": [asdict(each) for each in finding.corrective],
        "uncorrected": finding.uncorrected,
        "computed": dict(finding.computed),
        "subject": finding.subject,
        "part": finding.part,
        "trigger": finding.trigger,
        "trigger_date": _iso(finding.trigger_day),
        "due": {
            "date": finding.due.day.isoformat(),
            "arithmetic": finding.due.arithmetic,
        }
        if finding.due
        else None,
        "done": done_object(finding.done),
        "days_late": finding.days_late,
        "days_elapsed": finding.days_elapsed,
        "period": {"from": _iso(start), "until": _iso(end)} if finding.period else None,
        "ends": finding.ends,
        "holds_for": finding.holds_for,
        "entries": list(finding.entries),
        "because": [
            {"text": shown(step.text), "entries": list(step.entries)}
            for step in finding.because
        ],
        "would_decide": list(finding.would_decide),
        "satisfied_by": list(finding.satisfied_by),
        "chapter": finding.chapter,
        "stage": finding.stage,
    }


def _verdict(act: ActVerdict, shown: Callable[[str], str]) -> dict[str, Any]:
    return {
        "entry": act.entry,
        "verdict": act.verdict,
        "norms": list(act.norms),
        "detail": [shown(line) for line in act.detail],
        "question": shown(act.question) if act.question else None,
    }


def rejected_object(error: InputInvalid) -> dict[str, Any]:
    """Return one rejected file or case."""
    return {
        "file": error.file,
        "errors": [
            {
                "message": mask_tin(problem.message),
                "line": problem.place.line,
                "column": problem.place.column,
                "found": mask_tin(problem.found) if problem.found else problem.found,
                "expected": problem.expected,
                "nearest": problem.nearest,
            }
            for problem in error.problems
        ],
    }


def dump(objects: Sequence[Mapping[str, Any]]) -> str:
    """Return the text of a JSON array."""
    return json.dumps(list(objects), indent=2, ensure_ascii=False)


def _shown(full_tins: bool) -> Callable[[str], str]:
    return str if full_tins else mask_tin


def _plain(value: object) -> object:
    """Return a computed value as JSON has it: dates and decimals as text."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    return str(value)


def done_object(done: Done | None) -> dict[str, str | None] | None:
    """Return the act that did something, or gave notice, with its day."""
    return None if done is None else {"entry": done.entry, "date": _iso(done.day)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
