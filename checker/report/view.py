"""The page as data: everything a template prints, already decided and worded.

In:  `CaseResult`s and rejected files.
Out: plain dictionaries. A template chooses and prints; it computes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from checker.case import Entry
from checker.errors import InputInvalid
from checker.findings import (
    ADVERSE,
    SEVERITIES,
    ActVerdict,
    CaseResult,
    Finding,
)
from checker.phrases import day_of, describe, humanise, mask_tin
from checker.report.timeline import timeline_of

SEVERITY_WORDS = {
    "law": "Violation of law",
    "irm_step": "IRM step not followed",
    "not_documented": "Not documented",
}
_STATUS_WORDS = {
    "breached": ("✖", "Breached"),
    "violated": ("✖", "Violated"),
    "met_late": ("◑", "Late"),
    "undetermined": ("?", "Undetermined"),
    "due": ("◷", "Due"),
    "in_force": ("⊘", "Forbidden"),
    "excused": ("–", "Excused"),
    "permitted": ("✓", "Permitted"),
    "met": ("✓", "Met"),
    "lifted": ("○", "Lifted"),
    "not_applicable": ("·", "Does not apply"),
}
_SECTIONS = (
    ("violations", "Violations", ADVERSE, "Nothing is recorded as violated."),
    ("due", "Due", ("due",), "Nothing is due."),
    ("forbidden", "Forbidden now", ("in_force",), "Nothing is forbidden."),
    ("open", "Undetermined", ("undetermined",), "Every answer is certain."),
)
_REST = ("met", "excused", "permitted", "lifted", "not_applicable")
_VERDICTS = {
    "prohibited": ("✖", "Prohibited"),
    "permitted": ("✓", "Permitted"),
    "needs_determination": ("?", "Needs determination"),
}


def page_view(
    results: Sequence[CaseResult],
    rejected: Sequence[InputInvalid],
    *,
    full_tins: bool = False,
) -> dict[str, Any]:
    """Return what the page shows."""
    one = results[0] if results else None
    return {
        "title": f"Audit of case {one.case.id}"
        if one and len(results) == 1
        else f"Audit of {len(results)} cases",
        "single": len(results) == 1,
        "cases": [
            _case(result, f"case-{number}", full_tins)
            for number, result in enumerate(results, start=1)
        ],
        "rejected": [
            {
                "file": error.file,
                "problems": [
                    {
                        "where": f"line {p.place.line}, column {p.place.column}",
                        "message": p.message,
                        "nearest": p.nearest,
                    }
                    for p in error.problems
                ],
            }
            for error in rejected
        ],
        "program": one.version if one else "",
        "rulebook": one.rulebook if one else "",
        "rulebook_name": one.rulebook_name if one else "",
        "schema": one.schema if one else "",
    }


def _case(result: CaseResult, prefix: str, full_tins: bool) -> dict[str, Any]:
    anchors = {
        each.key: f"{prefix}-finding-{number}"
        for number, each in enumerate(result.findings, start=1)
    }
    teller = _Teller(result, anchors, full_tins)
    adverse = [each for each in result.findings if each.status in ADVERSE]
    return {
        "id": result.case.id,
        "anchor": prefix,
        "as_of": result.as_of.isoformat(),
        "rulebook_name": result.rulebook_name,
        "verdict": _sentence(result, adverse),
        "counts": [
            {"status": status, "symbol": symbol, "word": word, "count": count}
            for status, (symbol, word) in _STATUS_WORDS.items()
            if (count := result.counts.get("status", {}).get(status, 0))
        ],
        "severities": [
            {
                "severity": name,
                "word": SEVERITY_WORDS[name],
                "count": result.counts.get("severity", {}).get(name, 0),
            }
            for name in SEVERITIES
        ],
        "sections": [
            {
                "id": f"{prefix}-{name}",
                "title": title,
                "empty": empty,
                "findings": teller.findings(_sorted(result.findings, statuses)),
            }
            for name, title, statuses, empty in _SECTIONS
        ],
        "acts": [teller.verdict(each) for each in result.acts],
        "rest": teller.rest(),
        "timeline": timeline_of(result, anchors, full_tins=full_tins),
        "entities": [teller.entry(each) for each in result.case.entities],
        "history": [teller.entry(each) for each in result.case.acts],
        "computed": [
            {"name": humanise(name), "value": str(value)}
            for name, value in result.computed.items()
        ],
        "notes": [
            {"text": note.text, "line": note.place.line if note.place else None}
            for note in result.case.notes
        ],
        "source": result.case.source,
    }


def _sentence(result: CaseResult, adverse: Sequence[Finding]) -> str:
    counted = result.counts.get("status", {})
    if adverse:
        law = sum(each.severity == "law" for each in adverse)
        words = f"{_many(len(adverse), 'finding')} against this case"
        if law:
            words += f", {law} of them {'a violation' if law == 1 else 'violations'}"
            words += " of law"
    else:
        words = "No violation is recorded"
    rest = [
        f"{_many(counted[status], word)}"
        for status, word in (("due", "duty"), ("undetermined", "open question"))
        if counted.get(status)
    ]
    if rest:
        words += f"; {' and '.join(rest)} remain"
    return f"{words}, as of {result.as_of.isoformat()}."


def _many(count: int, noun: str) -> str:
    if count == 1:
        return f"1 {noun}"
    return f"{count} duties" if noun == "duty" else f"{count} {noun}s"


def _sorted(findings: Iterable[Finding], statuses: Sequence[str]) -> list[Finding]:
    found = [each for each in findings if each.status in statuses]
    if statuses == ("due",):
        found.sort(key=lambda f: (f.due.day if f.due else date.max, f.norm))
    return found


class _Teller:
    """Words findings and entries of one case; masks TINs unless asked not to."""

    def __init__(
        self, result: CaseResult, anchors: Mapping[str, str], full_tins: bool
    ) -> None:
        self._result = result
        self._anchors = anchors
        self._full = full_tins
        self._entries = {
            each.name: each for each in (*result.case.entities, *result.case.acts)
        }

    def findings(self, findings: Iterable[Finding]) -> list[dict[str, Any]]:
        """Return the views of findings."""
        return [self.finding(each) for each in findings]

    def finding(self, finding: Finding) -> dict[str, Any]:
        """Return the view of one finding."""
        symbol, word = _STATUS_WORDS[finding.status]
        return {
            "anchor": self._anchors[finding.key],
            "status": finding.status,
            "symbol": symbol,
            "word": word,
            "severity": finding.severity,
            "severity_word": SEVERITY_WORDS[finding.severity],
            "norm": finding.norm,
            "statement": finding.statement,
            "part": humanise(finding.part) if finding.part else None,
            "citations": [
                {"text": each.text, "url": each.url} for each in finding.citations
            ],
            "subject": self._subject(finding),
            "bearer": humanise(finding.bearer),
            "facts": list(self._facts(finding)),
            "because": [self._step(each) for each in finding.because],
            "covers": list(finding.covers),
            "repaired": finding.repaired,
        }

    def _subject(self, finding: Finding) -> str:
        entry = self._entries.get(finding.subject)
        if entry is None:
            return finding.subject
        return f"{humanise(entry.kind)} {entry.name}"

    def _facts(self, finding: Finding) -> Iterable[dict[str, str]]:
        if finding.due:
            yield _fact("Last day", finding.due.arithmetic)
        if finding.days_late:
            late = _many(finding.days_late, "day")
            done = finding.status == "met_late"
            yield _fact("Late by", late if done else f"{late} so far")
        if finding.days_elapsed is not None:
            yield _fact("Elapsed", _many(finding.days_elapsed, "day"))
        if finding.done and finding.status != "undetermined":
            label = {"breached": "Act", "violated": "Broken by"}.get(
                finding.status, "Done by"
            )
            yield _fact(label, self._named(finding.done.entry))
        if finding.period:
            start, end = finding.period
            yield _fact(
                "Holds",
                f"from {start or 'always'} until {end or 'further notice'}",
            )
        if finding.knowing is not None:
            known = "The Service had notice before the act."
            unknown = "The record shows no notice before the act."
            yield _fact("Knowledge", known if finding.knowing else unknown)
        if finding.reason:
            yield _fact("Reason", self._masked(finding.reason))
        if finding.would_decide:
            yield _fact("Would decide", ", ".join(finding.would_decide))
        if finding.edition:
            start, end = finding.edition.start, finding.edition.end
            if start or end:
                text = f"from {start or 'always'} until {end or 'now'}"
                yield _fact("Edition", text)

    def _step(self, step: Any) -> dict[str, Any]:
        places = [
            {"name": name, "line": self._entries[name].place.line}
            for name in step.entries
            if name in self._entries
        ]
        return {"text": self._masked(step.text), "places": places}

    def _named(self, name: str) -> str:
        entry = self._entries.get(name)
        if entry is None:
            return name if name != "gap" else "an act in the missing records"
        return self._masked(f"{name}, {day_of(entry)}: {humanise(entry.kind)}")

    def _masked(self, text: str) -> str:
        return text if self._full else mask_tin(text)

    def entry(self, entry: Entry) -> dict[str, Any]:
        """Return the view of an entry of the case."""
        text = entry.fields.get("text")
        return {
            "name": entry.name,
            "day": day_of(entry) if entry.day is not None else "",
            "words": describe(entry, full_tins=self._full),
            "text": self._masked(str(text)) if isinstance(text, str) else "",
            "line": entry.place.line,
            "after": isinstance(entry.day, date) and entry.day > self._result.as_of,
        }

    def verdict(self, act: ActVerdict) -> dict[str, Any]:
        """Return the view of the verdict on one act."""
        symbol, word = _VERDICTS[act.verdict]
        entry = self._entries[act.entry]
        return {
            "entry": act.entry,
            "day": day_of(entry),
            "words": describe(entry, full_tins=self._full),
            "verdict": act.verdict,
            "symbol": symbol,
            "word": word,
            "norms": [humanise(name) for name in act.norms],
            "detail": [self._masked(line) for line in act.detail],
            "question": act.question,
            "line": entry.place.line,
        }

    def rest(self) -> list[dict[str, Any]]:
        """Return what is in order, by chapter and stage of the work."""
        groups: dict[tuple[str, str], list[Finding]] = {}
        for finding in self._result.findings:
            if finding.status in _REST:
                key = (finding.chapter or "", finding.stage or "")
                groups.setdefault(key, []).append(finding)
        return [
            {
                "title": " · ".join(word for word in (chapter, humanise(stage)) if word)
                or "Norms",
                "count": len(found),
                "findings": self.findings(found),
            }
            for (chapter, stage), found in sorted(groups.items())
        ]


def _fact(label: str, text: str) -> dict[str, str]:
    return {"label": label, "text": text}
