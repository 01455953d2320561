"""Findings, entries and verdicts of one case, worded for a page.

In:  a `CaseResult` and the anchors of its findings.
Out: plain dictionaries, one kind for each partial of `templates/`; taxpayer
     identification numbers are masked unless asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from checker.case import Entry
from checker.findings import (
    ADVERSE,
    ActVerdict,
    Because,
    CaseResult,
    Correction,
    Finding,
)
from checker.phrases import day_of, describe, humanise, mask_tin, noticed, until
from checker.report.reasoned import explained

#: Status to a sign that needs no colour, and the word beside it.
STATUS_WORDS = {
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
SEVERITY_WORDS = {
    "law": "Violation of law",
    "irm_step": "IRM step not followed",
    "not_documented": "Not documented",
}
#: The same where nothing is broken.
RANK_WORDS = {
    "law": "Law",
    "irm_step": "IRM step",
    "not_documented": "Documentation",
}
_VERDICTS = {
    "prohibited": ("✖", "Prohibited"),
    "permitted": ("✓", "Permitted"),
    "needs_determination": ("?", "Needs determination"),
}
_DONE_WORDS = {
    "breached": "Act",
    "violated": "Broken by",
    "permitted": "Act",
    "met_late": "Done late by",
}


def many(count: int, noun: str, plural: str = "") -> str:
    """Return a number and its noun: `1 day`, `3 days`, `2 duties`."""
    return f"{count} {noun if count == 1 else plural or noun + 's'}"


class Teller:
    """Words findings and entries of one case; holds its names and anchors."""

    def __init__(
        self, result: CaseResult, anchors: Mapping[str, str], full_tins: bool
    ) -> None:
        self._result = result
        self._anchors = anchors
        self._full = full_tins
        entries = (*result.case.entities, *result.case.acts)
        self._entries = {each.name: each for each in entries}

    def masked(self, text: str) -> str:
        """Return a text as the page may show it."""
        return text if self._full else mask_tin(text)

    def finding(self, finding: Finding) -> dict[str, Any]:
        """Return the view of one finding."""
        symbol, word = STATUS_WORDS[finding.status]
        words = SEVERITY_WORDS if finding.status in ADVERSE else RANK_WORDS
        return {
            "anchor": self._anchors[finding.key],
            "status": finding.status,
            "symbol": symbol,
            "word": word,
            "severity": finding.severity,
            "severity_word": words[finding.severity],
            "statement": self.masked(finding.statement),
            "part": humanise(finding.part) if finding.part else None,
            "subject": self._subject(finding.subject),
            "when": self._when(finding),
            "stage": humanise(finding.stage) if finding.stage else None,
            "flags": list(self._flags(finding)),
            "facts": list(self._facts(finding)),
            "corrective": [
                self._corrective(finding, each) for each in finding.corrective
            ],
            "uncorrected": finding.uncorrected,
            "deciders": [self.decider(each) for each in finding.would_decide],
            "because": [self._premise(each) for each in finding.because],
            "explanation": self._explained(finding),
            "norm": self._norm(finding),
        }

    def _corrective(self, breach: Finding, duty: Correction) -> dict[str, Any]:
        apart = duty.subject != breach.subject
        return {
            "anchor": self._anchors.get(duty.key),
            "statement": self.masked(duty.statement),
            "subject": self._subject(duty.subject) if apart else None,
            "word": STATUS_WORDS[duty.status][1].lower(),
        }

    def _explained(self, finding: Finding) -> dict[str, Any] | None:
        if finding.explanation is None:
            return None
        lines = {name: entry.place.line for name, entry in self._entries.items()}
        return explained(finding.explanation, lines, self.masked)

    def _norm(self, finding: Finding) -> dict[str, Any]:
        edition = None
        if finding.edition and (finding.edition.start or finding.edition.end):
            start, end = finding.edition.start, finding.edition.end
            edition = f"in force from {start}" if start else "in force"
            edition += f" until {end}" if end else ""
        return {
            "id": finding.norm,
            "citations": [
                {"text": each.text, "url": _web(each.url)} for each in finding.citations
            ],
            "bearer": humanise(finding.bearer),
            "force": humanise(finding.force),
            "edition": edition,
            "covers": list(finding.covers),
        }

    def _subject(self, name: str) -> str:
        entry = self._entries.get(name)
        if entry is None:
            return self.masked(name)
        return self.masked(f"{humanise(entry.kind)} {entry.name}")

    def _when(self, finding: Finding) -> list[str]:
        """Return the date that matters most, and what it means today."""
        if finding.status == "breached" and finding.done and finding.done.day:
            return [finding.done.day.isoformat()]
        if finding.status == "in_force":
            return [until(finding.period[1] if finding.period else None)]
        if finding.due and finding.status in ("due", "violated", "met_late"):
            return [f"by {finding.due.day}", self._distance(finding)]
        if finding.status == "due" and finding.days_elapsed is not None:
            return ["promptly", f"{many(finding.days_elapsed, 'day')} elapsed"]
        if finding.status == "due":
            return ["no day stated"]
        return []

    def _distance(self, finding: Finding) -> str:
        if finding.status == "due" and finding.due:
            left = (finding.due.day - self._result.as_of).days
            return "today" if left == 0 else f"{many(left, 'day')} left"
        if finding.days_late:
            so_far = "" if finding.status == "met_late" else " so far"
            return f"{many(finding.days_late, 'day')} late{so_far}"
        return ""

    def _flags(self, finding: Finding) -> Iterable[str]:
        if finding.repaired:
            yield "repaired"
        if finding.status == "breached" and finding.knowing is not None:
            unknowing = (
                "not a knowing breach" if finding.notice else "no notice recorded"
            )
            yield "knowing breach" if finding.knowing else unknowing

    def _facts(self, finding: Finding) -> Iterable[dict[str, str]]:
        if finding.done and finding.status != "undetermined":
            label = _DONE_WORDS.get(finding.status, "Done by")
            yield _fact(label, self._named(finding.done.entry))
        if finding.due:
            yield _fact("Last day", self.masked(finding.due.arithmetic))
        if finding.days_elapsed is not None and not finding.due:
            yield _fact("Elapsed", many(finding.days_elapsed, "day"))
        done = finding.done.entry if finding.done else None
        if finding.trigger and not finding.due and finding.trigger != done:
            yield _fact("Raised by", self._named(finding.trigger))
        if told := noticed(finding):
            yield _fact("Notice", told)
        if finding.period:
            start, end = finding.period
            yield _fact("Holds", f"from {start or 'always'} {until(end, finding.ends)}")
        for norm, value in finding.computed:
            yield _fact("Computed", f"{humanise(norm)}: {humanise(str(value))}")
        if finding.reason:
            yield _fact("Reason", self.masked(finding.reason))

    def decider(self, name: str) -> dict[str, Any]:
        """Return an unknown fact in words, and where its entry stands."""
        owner, _, field = name.rpartition(".")
        entry = self._entries.get(owner)
        if entry is None:
            return {"name": name, "words": humanise(name), "line": None}
        words = f"{humanise(field)} of {humanise(entry.kind)} {entry.name}"
        return {"name": name, "words": words, "line": entry.place.line}

    def _premise(self, step: Because) -> dict[str, Any]:
        return {
            "text": self.masked(step.text),
            "places": [
                {"name": self.masked(name), "line": self._entries[name].place.line}
                for name in step.entries
                if name in self._entries
            ],
        }

    def _named(self, name: str) -> str:
        entry = self._entries.get(name)
        if entry is None:
            return name if name != "gap" else "an act in the missing records"
        words = humanise(entry.kind)
        if entry.day is not None:
            words = f"{day_of(entry)}: {words}"
        return self.masked(f"{words} ({name}, line {entry.place.line})")

    def entry(self, entry: Entry) -> dict[str, Any]:
        """Return the view of an entry of the case."""
        text = entry.fields.get("text")
        return {
            "name": self.masked(entry.name),
            "day": day_of(entry) if entry.day is not None else "",
            "words": describe(entry, full_tins=self._full),
            "text": self.masked(text) if isinstance(text, str) else "",
            "line": entry.place.line,
            "after": isinstance(entry.day, date) and entry.day > self._result.as_of,
        }

    def verdict(self, act: ActVerdict) -> dict[str, Any]:
        """Return the view of the verdict on one act."""
        symbol, word = _VERDICTS[act.verdict]
        grounds = [
            each
            for each in self._result.findings
            if each.done and each.done.entry == act.entry and each.norm in act.norms
        ]
        told = {f"{humanise(each.status)}: {each.statement}" for each in grounds}
        named = {each.norm for each in grounds}
        return {
            "entry": self.entry(self._entries[act.entry]),
            "verdict": act.verdict,
            "symbol": symbol,
            "word": word,
            "grounds": [self.finding(each) for each in grounds],
            "norms": [humanise(name) for name in act.norms if name not in named],
            "detail": [self.masked(each) for each in act.detail if each not in told],
            "question": self.masked(act.question) if act.question else None,
        }


def _fact(label: str, text: str) -> dict[str, str]:
    return {"label": label, "text": text}


def _web(url: str | None) -> str | None:
    """Return a link only where it leads to the web, never to a script."""
    return url if url and url.startswith(("https://", "http://")) else None
