"""The answer of `irmcheck verify` as text, JSON and SARIF 2.1.0.

In:  a `Verification`. Out: text.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

import checker
from checker.verify.faults import LEVELS, Fault, Verification

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

#: What each check looks for, in one line.
CHECKS = {
    "card": "What a norm says of itself is complete and fits its force.",
    "conflict": "No act is both required and prohibited.",
    "deadlines": "One duty has one deadline.",
    "difference": "Between two rulebooks this norm judges some case differently.",
    "duplicate-rule": "No rule stands twice.",
    "edition-gap": "Between two editions there is no day without a text.",
    "exception-unused": "Every documented exception excuses something.",
    "field-of-another": "An act or thing is asked only for fields it has.",
    "impossible-value": "A field is compared only with values it can take.",
    "incompatible": "Two duties that arise together can both be fulfilled.",
    "ledger": "What the ledger leaves out has no norm, and the reverse.",
    "loading": "The rulebook can be loaded.",
    "mutant": "A scenario notices every change of the rules.",
    "mutants-survive": "Scenarios notice nearly every change of a chapter.",
    "naming": "Names are in the style of the rulebook.",
    "negated-without-words": "What a negation asks for has words.",
    "never-fires": "Every rule can fire.",
    "never-fulfilled": "Every duty can be fulfilled.",
    "never-matters": "Every condition makes a difference.",
    "never-triggered": "Every norm can apply.",
    "never-violated": "Every norm can be broken.",
    "no-scenario-fires": "Every rule is fired by a scenario.",
    "no-twin": "Every norm has a scenario that keeps it and one that breaks it.",
    "not-stratified": "Nothing depends on its own negation.",
    "permission": "Nothing is both permitted and prohibited.",
    "scenario": "Scenario files can be read.",
    "singleton-variable": "Every variable joins something.",
    "table-gap": "The If/Then tables leave no situation open.",
    "unmentioned": "Every act of the vocabulary is read by some norm.",
    "unsafe-variable": "Every variable is bound.",
    "unused-predicate": "What is derived is read.",
}
_SARIF = {"error": "error", "warning": "warning", "note": "note"}


def where(fault: Fault) -> str:
    """Return `file:line` of a fault."""
    return f"{fault.place.file}:{fault.place.line}"


def ordered(faults: Sequence[Fault]) -> list[Fault]:
    """Return faults by level, check and place."""
    return sorted(
        faults,
        key=lambda one: (
            one.reason is not None,
            LEVELS.index(one.level),
            one.check,
            one.place.file,
            one.place.line,
            one.message,
        ),
    )


def text(answer: Verification, *, notes: bool) -> str:
    """Return the answer for the terminal; notes are counted or listed."""
    lines: list[str] = []
    shown = [
        fault
        for fault in ordered(answer.faults)
        if notes or fault.level != "note" or fault.check == "difference"
    ]
    for fault in shown:
        mark = "documented" if fault.reason is not None else fault.level
        lines.append(f"{where(fault)}: {mark}: {fault.message} [{fault.check}]")
        if fault.shows:
            lines.append(f"    {fault.shows}")
        if fault.reason is not None:
            lines.append(f"    stands because: {fault.reason}")
        if fault.witness and fault.reason is None:
            lines += [f"    | {line}" for line in fault.witness.splitlines()]
    if shown:
        lines.append("")
    hidden = [
        fault
        for fault in answer.faults
        if fault.level == "note" and fault.check != "difference"
    ]
    if hidden and not notes:
        for check, group in groupby(ordered(hidden), key=lambda one: one.check):
            lines.append(f"{len(list(group))} notes [{check}]; --notes lists them.")
    lines += searched(answer)
    blocking = sum(fault.blocking for fault in answer.faults)
    documented = sum(fault.reason is not None for fault in answer.faults)
    lines.append(
        f"{answer.rulebook} ({answer.hash}): {blocking} faults, "
        f"{documented} documented."
    )
    return "\n".join(lines)


def searched(answer: Verification) -> list[str]:
    """Return what was searched, within which bounds, and what was cut off."""
    lines: list[str] = []
    for search in answer.searches:
        figures = ", ".join(f"{n} {name}" for name, n in search.figures.items())
        tail = f" ({figures})" if figures else ""
        lines.append(f"{search.part}: {search.bounds}{tail}, {search.seconds:.1f} s.")
        if search.cut:
            lines.append(f"    not finished ({len(search.cut)}):")
            lines += [f"    - {each}" for each in search.cut]
    return lines


def as_object(answer: Verification) -> dict[str, Any]:
    """Return the answer as plain data."""
    return {
        "rulebook": answer.rulebook,
        "hash": answer.hash,
        "version": checker.__version__,
        "failed": answer.failed,
        "faults": [_fault(fault) for fault in ordered(answer.faults)],
        "searches": [
            {
                "part": search.part,
                "bounds": search.bounds,
                "figures": dict(search.figures),
                "cut": list(search.cut),
                "seconds": round(search.seconds, 1),
            }
            for search in answer.searches
        ],
    }


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "check": fault.check,
        "level": fault.level,
        "message": fault.message,
        "file": fault.place.file,
        "line": fault.place.line,
        "column": fault.place.column,
        "norms": list(fault.norms),
        "shows": fault.shows,
        "witness": fault.witness,
        "reason": fault.reason,
    }


def as_json(answer: Verification) -> str:
    """Return the answer as JSON."""
    return json.dumps(as_object(answer), indent=2, ensure_ascii=False)


def as_sarif(answer: Verification) -> str:
    """Return the answer as a SARIF log; a documented fault is suppressed."""
    faults = ordered(answer.faults)
    rules = sorted({fault.check for fault in faults})
    run = {
        "tool": {
            "driver": {
                "name": "irmcheck verify",
                "version": checker.__version__,
                "rules": [
                    {"id": name, "shortDescription": {"text": CHECKS[name]}}
                    for name in rules
                ],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(fault, rules) for fault in faults],
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    {"level": "note", "message": {"text": f"not finished: {cut}"}}
                    for search in answer.searches
                    for cut in search.cut
                ],
            }
        ],
        "properties": {"rulebook": answer.hash},
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False)


def _result(fault: Fault, rules: Sequence[str]) -> dict[str, Any]:
    words = fault.message + (f" {fault.shows}" if fault.shows else "")
    row: dict[str, Any] = {
        "ruleId": fault.check,
        "ruleIndex": rules.index(fault.check),
        "level": _SARIF[fault.level],
        "message": {"text": words},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(fault.place.file)},
                    "region": {
                        "startLine": max(1, fault.place.line),
                        "startColumn": max(1, fault.place.column),
                    },
                }
            }
        ],
        "partialFingerprints": {
            "fault/v1": "|".join(
                (fault.check, Path(fault.place.file).name, *fault.norms, fault.message)
            )
        },
    }
    if fault.reason is not None:
        row["suppressions"] = [{"kind": "external", "justification": fault.reason}]
    if fault.witness:
        row["properties"] = {"witness": fault.witness}
    return row
