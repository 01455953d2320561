"""Findings as SARIF 2.1.0, for code-review tools and editors.

In:  `CaseResult`s and rejected files.
Out: the text of a SARIF log; results point at lines of the case file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import checker
from checker.errors import InputInvalid, Problem
from checker.findings import ADVERSE, CaseResult, Finding
from checker.phrases import humanise, mask_tin, noticed
from checker.report.as_json import done_object

_LEVELS = {"law": "error", "irm_step": "warning", "not_documented": "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(results: Sequence[CaseResult], rejected: Sequence[InputInvalid]) -> str:
    """Return the SARIF log of adverse and undetermined findings."""
    rules: dict[str, dict[str, Any]] = {}
    rows: list[dict[str, Any]] = []
    for result in results:
        for finding in result.findings:
            if finding.status in (*ADVERSE, "undetermined"):
                rules.setdefault(finding.norm, _rule(finding))
                rows.append(_result(result, finding, list(rules)))
    version = results[0].version if results else checker.__version__
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "irmcheck",
                "version": version,
                "rules": list(rules.values()),
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": rows,
        "invocations": [
            {
                "executionSuccessful": not rejected,
                "toolExecutionNotifications": [
                    _notification(problem)
                    for error in rejected
                    for problem in error.problems
                ],
            }
        ],
    }
    if results:
        run["properties"] = {"rulebook": results[0].rulebook}
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False)


def _rule(finding: Finding) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": finding.norm,
        "shortDescription": {"text": finding.statement},
        "fullDescription": {
            "text": "; ".join(each.text for each in finding.citations) or finding.norm
        },
        "help": {"text": finding.statement},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": {"severity": finding.severity, "force": finding.force},
    }
    link = next((each.url for each in finding.citations if each.url), None)
    if link:
        rule["helpUri"] = link
    return rule


def _result(result: CaseResult, finding: Finding, rules: list[str]) -> dict[str, Any]:
    part = f" ({humanise(finding.part)})" if finding.part else ""
    words = f"{humanise(finding.status).capitalize()}: {finding.statement}{part}"
    if finding.due:
        words += f" Last day: {finding.due.arithmetic}."
    if finding.days_late:
        words += f" Days late: {finding.days_late}."
    if finding.reason:
        words += f" {finding.reason.rstrip('.')}."
    if told := noticed(finding):
        words += f" {told[:1].upper()}{told[1:]}."
    for each in finding.corrective:
        of = f" [{each.subject}]" if each.subject != finding.subject else ""
        statement = each.statement.rstrip(".")
        words += f" Corrective: {statement}{of} ({humanise(each.status)})."
    if finding.uncorrected:
        words += f" Corrective: none; {finding.uncorrected.rstrip('.')}."
    if finding.would_decide:
        words += f" Would decide: {', '.join(finding.would_decide)}."
    cited = "; ".join(each.text for each in finding.citations)
    words += f" ({cited})" if cited else ""
    adverse = finding.status in ADVERSE
    properties: dict[str, Any] = {
        "case": result.case.id,
        "status": finding.status,
        "severity": finding.severity,
        "covers": list(finding.covers),
    }
    if finding.status == "breached":
        properties |= {
            "knowing": finding.knowing,
            "notice": done_object(finding.notice),
            "repaired": finding.repaired,
            "corrective": [
                {"norm": each.norm, "subject": each.subject, "status": each.status}
                for each in finding.corrective
            ],
        }
    return {
        "ruleId": finding.norm,
        "ruleIndex": rules.index(finding.norm),
        "kind": "fail" if adverse else "open",
        "level": _LEVELS[finding.severity] if adverse else "none",
        "message": {"text": mask_tin(words)},
        "locations": [_location(result, finding)],
        "partialFingerprints": {"findingKey/v1": f"{result.case.id}|{finding.key}"},
        "properties": properties,
    }


def _location(result: CaseResult, finding: Finding) -> dict[str, Any]:
    entries = {each.name: each for each in (*result.case.entities, *result.case.acts)}
    names = [finding.done.entry if finding.done else None, finding.trigger]
    names += [finding.subject, *finding.entries]
    found = next((entries[name] for name in names if name in entries), None)
    place = found.place if found else result.case.place
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(place.file)},
            "region": {
                "startLine": max(1, place.line),
                "startColumn": max(1, place.column),
            },
        }
    }


def _notification(problem: Problem) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": mask_tin(problem.message)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(problem.place.file)},
                    "region": {
                        "startLine": max(1, problem.place.line),
                        "startColumn": max(1, problem.place.column),
                    },
                }
            }
        ],
    }


def _uri(file: str) -> str:
    return "stdin" if file == "-" else quote(file)
