"""Scenarios: run them against a rulebook and compare.

In:  scenarios (`checker.read.scenarios`) and a rulebook.
Out: an `Outcome` for each, with every difference in words.

A norm (or covered entry) that a scenario names must have a finding of each
status named for it, and no adverse or undetermined one that is not named. What
is expected not to apply has no finding at all, or none about the ids named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from checker.check import check_case
from checker.findings import ADVERSE, CaseResult, Finding
from checker.read.scenarios import Scenario, read_scenarios
from checker.rulebook import Rulebook

_TELLING = (*ADVERSE, "undetermined")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one scenario came out; `differences` is empty when it passed."""

    scenario: Scenario
    differences: tuple[str, ...]


def scenario_files(folders: Iterable[Path]) -> list[Path]:
    """Return the scenario files in or below folders, or the files themselves."""
    found: list[Path] = []
    for each in folders:
        found += sorted(each.rglob("*.scenarios.yaml")) if each.is_dir() else [each]
    return found


def run_file(path: Path, book: Rulebook) -> list[Outcome]:
    """Run every scenario of a file."""
    return [run(each, book) for each in read_scenarios(path, book.vocabulary)]


def run(scenario: Scenario, book: Rulebook) -> Outcome:
    """Run one scenario."""
    as_of = scenario.case.as_of or date.max
    names = {item.norm for items in scenario.expect.values() for item in items}
    names |= set(scenario.computed)
    result = check_case(
        scenario.case,
        book,
        as_of,
        only=tuple(names) if names <= _known(book) else (),
        decide=False,
        verdicts=bool(scenario.acts),
    )
    return Outcome(scenario, tuple(_differences(scenario, result, book)))


def _differences(
    scenario: Scenario, result: CaseResult, book: Rulebook
) -> Iterator[str]:
    named: dict[str, set[str]] = defaultdict(set)
    for status, items in scenario.expect.items():
        for item in items:
            named[item.norm].add(status)
            found = _of(item.norm, result.findings)
            if not found and item.norm not in _known(book):
                yield f"{item.norm}: no norm and no covered entry has this name"
                continue
            yield from _compare(item.norm, status, item.subjects, found)
    for norm, statuses in named.items():
        for finding in _of(norm, result.findings):
            if finding.status in _TELLING and finding.status not in statuses:
                yield f"{norm}: also {_tell(finding)}"
    verdicts = {act.entry: act.verdict for act in result.acts}
    for entry, verdict in scenario.acts:
        if verdicts.get(entry) != verdict:
            yield f"act {entry}: {verdicts.get(entry, 'no verdict')}, not {verdict}"
    for name, value in scenario.computed.items():
        got = result.computed.get(name)
        if not _same(got, value):
            yield f"computed {name}: {got!r}, not {value!r}"


def _compare(
    norm: str,
    status: str,
    subjects: Sequence[str] | None,
    found: Sequence[Finding],
) -> Iterator[str]:
    told = "; ".join(_tell(each) for each in found) or "no finding"
    if status == "not_applicable":
        meant = [each for each in found if subjects is None or _any(each, subjects)]
        if any(each.status != status for each in meant):
            about = f" about {', '.join(subjects)}" if subjects else ""
            yield f"{norm}: {told}, not not_applicable{about}"
        return
    fitting = [each for each in found if each.status == status]
    if not fitting:
        yield f"{norm}: {told}, not {status}"
        return
    for subject in subjects or ():
        if not any(_means(each, subject) for each in fitting):
            yield f"{norm}: no {status} finding about {subject} ({told})"


def _any(finding: Finding, names: Sequence[str]) -> bool:
    return any(_means(finding, name) for name in names)


def _means(finding: Finding, name: str) -> bool:
    done = finding.done.entry if finding.done else None
    return name in (finding.subject, finding.trigger, done, finding.part)


def _of(name: str, findings: Iterable[Finding]) -> list[Finding]:
    return [each for each in findings if name == each.norm or name in each.covers]


@lru_cache(maxsize=8)
def _known(book: Rulebook) -> set[str]:
    return {name for norm in book.norms.values() for name in (norm.id, *norm.entries)}


def _tell(finding: Finding) -> str:
    words = f"{finding.status} ({finding.subject}"
    if finding.part:
        words += f", {finding.part}"
    if finding.due:
        words += f"; {finding.due.arithmetic}"
    if finding.reason:
        words += f"; {finding.reason}"
    if finding.would_decide:
        words += f"; {', '.join(finding.would_decide)}"
    return words + ")"


def _same(got: object, wanted: object) -> bool:
    if isinstance(wanted, dict) and isinstance(got, dict):
        return all(_same(got.get(key), value) for key, value in wanted.items())
    return str(got) == str(wanted) or (got is None and wanted == "none")
