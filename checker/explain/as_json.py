"""Explanations as plain objects for JSON.

In:  explained findings. Out: dictionaries and lists; steps by their numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from checker.explain.missing import OpenFinding
from checker.explain.remedy import Remedy
from checker.findings import Finding
from checker.phrases import mask_tin


def explanation_object(finding: Finding) -> dict[str, Any]:
    """Return the short answer and the steps of an explained finding."""
    explanation = finding.explanation
    if explanation is None:
        return {"short": [], "steps": []}
    return {
        "short": [mask_tin(each) for each in explanation.short],
        "steps": [
            {
                "number": number,
                "kind": step.kind,
                "role": step.role or None,
                "text": mask_tin(step.text),
                "citation": step.citation,
                "entries": list(step.entries),
                "facts": [".".join(each) for each in step.facts],
                "ways": [list(way) for way in step.ways],
            }
            for number, step in enumerate(explanation.steps)
        ],
    }


def remedy_objects(remedies: Iterable[Remedy]) -> list[dict[str, Any]]:
    """Return what would have complied, each alternative with its changes."""
    return [
        {
            "words": mask_tin(each.words),
            "perhaps_violated": list(each.perhaps),
            "changes": [
                {
                    "kind": change.kind,
                    "entry": None if change.kind == "add" else change.name,
                    "words": mask_tin(change.words),
                }
                for change in each.changes
            ],
        }
        for each in remedies
    ]


def bounds_object(found: OpenFinding | None) -> dict[str, Any] | None:
    """Return how far the search for these sets went."""
    if found is None:
        return None
    return {
        "facts_in_a_set": found.tried,
        "all_told": found.whole,
        "words": found.bounds,
    }


def missing_objects(found: OpenFinding | None) -> list[dict[str, Any]]:
    """Return the smallest sets of unknown facts that decide a finding."""
    return [
        {
            "facts": list(each.names),
            "whatever_the_answer": each.always,
            "answers": [
                {"answer": answer, "status": status} for answer, status in each.answers
            ],
        }
        for each in (found.sets if found else ())
    ]
