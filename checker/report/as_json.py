"""The JSON of findings; its schema is `irmcheck schema --findings`.

In:  `CaseResult`s and rejected files.
Out: plain objects, and their text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from checker.errors import InputInvalid
from checker.findings import ActVerdict, CaseResult, Finding


def result_object(result: CaseResult) -> dict[str, Any]:
    """Return one case's result."""
    return {
        "case": result.case.id,
        "file": result.case.source,
        "as_of": result.as_of.isoformat(),
        "findings": [finding_object(each) for each in result.findings],
        "acts": [_verdict(each) for each in result.acts],
        "computed": dict(result.computed),
        "counts": {name: dict(row) for name, row in result.counts.items()},
        "notes": [
            {
                "text": note.text,
                "line": note.place.line if note.place else None,
                "column": note.place.column if note.place else None,
            }
            for note in result.case.notes
        ],
        "lines": {
            entry.name: entry.place.line
            for entry in (*result.case.entities, *result.case.acts)
        },
        "version": result.version,
        "rulebook": result.rulebook,
        "rulebook_name": result.rulebook_name,
        "schema": result.schema,
    }


def finding_object(finding: Finding) -> dict[str, Any]:
    """Return one finding."""
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
        "reason": finding.reason,
        "repaired": finding.repaired,
        "knowing": finding.knowing,
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
        "done": {"entry": finding.done.entry, "date": _iso(finding.done.day)}
        if finding.done
        else None,
        "days_late": finding.days_late,
        "days_elapsed": finding.days_elapsed,
        "period": {"from": _iso(start), "until": _iso(end)} if finding.period else None,
        "entries": list(finding.entries),
        "because": [
            {"text": step.text, "entries": list(step.entries)}
            for step in finding.because
        ],
        "would_decide": list(finding.would_decide),
        "chapter": finding.chapter,
        "stage": finding.stage,
    }


def _verdict(act: ActVerdict) -> dict[str, Any]:
    return {
        "entry": act.entry,
        "verdict": act.verdict,
        "norms": list(act.norms),
        "detail": list(act.detail),
        "question": act.question,
    }


def rejected_object(error: InputInvalid) -> dict[str, Any]:
    """Return one rejected file or case."""
    return {
        "file": error.file,
        "errors": [
            {
                "message": problem.message,
                "line": problem.place.line,
                "column": problem.place.column,
                "found": problem.found,
                "expected": problem.expected,
                "nearest": problem.nearest,
            }
            for problem in error.problems
        ],
    }


def dump(objects: Sequence[Mapping[str, Any]]) -> str:
    """Return the text of a JSON array."""
    return json.dumps(list(objects), indent=2, ensure_ascii=False)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
