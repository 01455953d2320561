"""Judging: the solver's answer becomes findings.

In:  the `Evidence` of a case, and what would decide its open conclusions.
Out: `Finding`s, verdicts on acts, computed values, counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from clingo import Symbol

from checker import days
from checker.answers import arguments
from checker.cards import Norm
from checker.details import (
    cited,
    date_of,
    edition_on,
    events_below,
    humane,
    iso,
    key_of,
    opening,
    part_of,
    split,
    why_term,
)
from checker.evidence import Evidence
from checker.findings import (
    ADVERSE,
    SEVERITIES,
    STATUSES,
    Because,
    Done,
    Due,
    Explanation,
    Finding,
)
from checker.periods import ends_of, holds_for, perhaps_of, period_on, periods_of
from checker.phrases import humanise
from checker.statuses import Judged
from checker.trace import Instance
from checker.wanted import wanting_of
from checker.words import plain

#: Heads of a norm that explain a status, in the order they are told.
_REASONS: Mapping[str, tuple[str, ...]] = {
    "met": ("trigger", "record", "performance"),
    "met_late": ("trigger", "record", "performance"),
    "due": ("trigger", "record"),
    "violated": ("trigger", "record", "lacks", "lapse", "foreclosed"),
    "excused": ("trigger", "record", "excuse"),
    "undetermined": ("trigger", "record", "performance", "caught", "forbidden"),
    "in_force": ("forbidden",),
    "lifted": ("forbidden",),
    "breached": ("forbidden", "caught", "knowing"),
    "permitted": ("permits", "forbidden", "caught", "allowed"),
}

#: Acts that would fulfil a duty are listed up to this many.
_MOST_ACTS = 6


class Judge:
    """Makes the findings of one case."""

    def __init__(
        self,
        evidence: Evidence,
        deciders: Mapping[tuple[str, str, Symbol], tuple[str, ...]],
    ) -> None:
        self._book = evidence.book
        self._as_of = evidence.as_of
        self._reading = evidence.reading
        self._derivations = evidence.derivations
        self._entries = evidence.entries
        self._teller = evidence.teller
        self._deciders = deciders
        self._wanting = wanting_of(evidence.book)

    def findings(
        self,
        judged: Iterable[Judged],
        explain: Callable[[Judged, Finding], Explanation] | None = None,
    ) -> tuple[Finding, ...]:
        """Return the findings, gravest first; explained where that is asked."""
        found = []
        for each in judged:
            if each.norm not in self._book.norms:
                continue
            finding = self._finding(each)
            if explain is not None:
                finding = replace(finding, explanation=explain(each, finding))
            found.append(finding)
        return tuple(sorted(found, key=_order))

    def _finding(self, each: Judged) -> Finding:
        norm = self._book.norms[each.norm]
        subject, part = split(each.subject)
        instances = self._instances(each)
        trigger, trigger_day = self._trigger(each, instances)
        due = self._due(each, trigger)
        done = self._done(each)
        because = self._because(each, instances)
        entries = dict.fromkeys(
            name
            for name in (
                trigger,
                done.entry if done else None,
                *(name for step in because for name in step.entries),
            )
            if name and name in self._entries
        )
        stage = self._book.stage_of(norm)
        ruling = part_of(norm, part)
        periods = periods_of(self._reading, each)
        open_ban = each.status == "undetermined"
        period = None if open_ban else period_on(periods, self._as_of)
        protected = holds_for(self._reading, each)
        return Finding(
            key="|".join((norm.id, key_of(each.subject), trigger or "")),
            norm=norm.id,
            status=each.status,
            severity=norm.severity,
            force=norm.force,
            bearer=", ".join(norm.bearers),
            statement=(ruling.statement if ruling else None) or norm.statement,
            subject=plain(subject),
            part=part,
            covers=ruling.covers if ruling else norm.covers,
            citations=cited(self._book, norm),
            edition=edition_on(norm, trigger_day or self._as_of),
            reason=self._reason(each, norm, trigger_day),
            repaired=each.of_act
            and bool(self._reading.rows("repaired", each.norm, each.subject)),
            knowing=self._knowing(each),
            notice=self._notice(each, done),
            trigger=trigger,
            trigger_day=trigger_day,
            due=due,
            done=done,
            days_late=self._days_late(each, due, done),
            days_elapsed=self._days_elapsed(each, trigger_day, done),
            period=period,
            periods=periods,
            perhaps=perhaps_of(self._reading, each),
            holds_for=protected,
            ends=ends_of(
                self._reading, protected or plain(subject), period, norm.lasts
            ),
            protects=norm.protects,
            entries=tuple(entries),
            because=because,
            would_decide=self._deciders.get(opening(each), ())
            if each.status == "undetermined"
            else (),
            satisfied_by=self._wanting.words(norm.id)[:_MOST_ACTS]
            if each.status == "due"
            else (),
            stage=stage.name,
            stage_number=stage.number,
            chapter=stage.chapter,
        )

    # -- dates and entries ------------------------------------------------

    def _instances(self, each: Judged) -> list[Instance]:
        found = []
        for head in _REASONS.get(each.status, ()):
            about = self._derivations.about(head, each.norm, each.subject)
            if not about and arguments(each.subject):
                about = self._derivations.about(
                    head, each.norm, each.subject.arguments[0]
                )
            found += self._fitting(head, each, about)
        return found

    def _fitting(
        self, head: str, each: Judged, instances: list[Instance]
    ) -> list[Instance]:
        """Keep what the status rests on: the first trigger, the act that counts."""
        if head == "performance":
            rows = {
                (row[0], row[1])
                for name in ("in_time", "done_late")
                for row in self._reading.rows(name, each.norm, each.subject)
            }
            instances = [i for i in instances if (i.head[3], i.head[4]) in rows]
            instances.sort(key=lambda i: (i.head[4], len(i.premises)))
        elif head == "trigger":
            instances.sort(key=lambda i: (i.head[3], len(i.premises)))
        elif head == "lacks" and arguments(each.subject):
            part = each.subject.arguments[1]
            instances = [i for i in instances if i.head[3] == part]
        elif head == "forbidden" and each.of_act:
            instances = [
                instance
                for name in ("breach", "permitted")
                for row in self._reading.rows(name, each.norm, each.subject)
                for instance in self._derivations.about(head, each.norm, row[0])
            ]
        return instances[:1]

    def _trigger(
        self, each: Judged, instances: list[Instance]
    ) -> tuple[str | None, date | None]:
        arises = self._reading.only("arises", each.norm, each.subject)
        subject = split(each.subject)[0]
        if each.of_act:
            entry = self._entries.get(plain(subject))
            known = entry.day if entry and isinstance(entry.day, date) else None
            return plain(subject), known
        day = date_of(arises[0]) if arises else None
        entry = self._entries.get(plain(subject))
        if entry is not None and entry.day is not None:
            return entry.name, day
        for instance in instances:
            if instance.rule.name != "trigger":
                continue
            for name in events_below(self._derivations, instance, day):
                return name, day
        return None, day

    def _due(self, each: Judged, trigger: str | None) -> Due | None:
        last = self._reading.only("last", each.norm, each.subject)
        if last is None:
            return None
        day = date.fromordinal(last[0].number)
        term = self._reading.only("term", each.norm, each.subject)
        start = self._reading.only("counts_from", each.norm, each.subject)
        if term is None or start is None or not arguments(term[0]):
            return Due(day, f"on {day.isoformat()}, at once")
        count, unit = term[0].arguments
        label = self._label(trigger, start[0].number)
        if unit.name == "hours":
            text = f"{label} {iso(start[0].number)} + {count.number} hours"
            return Due(day, f"{text} = by {day.isoformat()}")
        text = days.arithmetic(
            label, start[0].number, count.number, unit.name, last[0].number
        )
        return Due(day, text)

    def _label(self, trigger: str | None, start: int) -> str:
        entry = self._entries.get(trigger or "")
        if entry and isinstance(entry.day, date) and entry.day.toordinal() == start:
            return humanise(entry.kind)
        for other in self._entries.values():
            if isinstance(other.day, date) and other.day.toordinal() == start:
                return humanise(other.kind)
        return "counted from"

    def _done(self, each: Judged) -> Done | None:
        if each.of_act:
            entry = self._entries.get(plain(each.subject))
            day = entry.day if entry and isinstance(entry.day, date) else None
            return Done(plain(each.subject), day)
        names = {
            "met": ("in_time",),
            "met_late": ("done_late",),
            "violated": ("broken",),
        }
        for name in names.get(each.status, ()):
            rows = self._reading.rows(name, each.norm, each.subject)
            if rows:
                doer, day_symbol = min(rows, key=lambda row: (row[1], row[0]))
                return Done(plain(split(doer)[0]), date_of(day_symbol))
        return None

    def _days_late(
        self, each: Judged, due: Due | None, done: Done | None
    ) -> int | None:
        if due is None:
            return None
        if each.status == "met_late" and done and done.day:
            return (done.day - due.day).days
        if each.status == "violated" and self._as_of > due.day:
            return (self._as_of - due.day).days
        return None

    def _days_elapsed(
        self, each: Judged, start: date | None, done: Done | None
    ) -> int | None:
        term = self._reading.only("term", each.norm, each.subject)
        if term is None or start is None or str(term[0]) != "promptly":
            return None
        if not self._reading.sure("counts_from", each):
            return None
        counted = self._reading.rows("counts_from", each.norm, each.subject)
        since = date.fromordinal(min(row[0].number for row in counted))
        end = done.day if done and done.day else self._as_of
        return max(0, (end - since).days)

    def _knowing(self, each: Judged) -> bool | None:
        row = self._reading.only("knowing", each.norm, each.subject)
        if not each.of_act or row is None:
            return None
        if each.status == "breached" and not self._reading.sure("knowing", each):
            return None
        return str(row[0]) == "yes"

    def _notice(self, each: Judged, act: Done | None) -> Done | None:
        """Return the first notice of what forbids an act, those without a day last.

        Where it is known that notice came before the act, one that did.
        """
        latest = act.day if self._knowing(each) and act and act.day else date.max
        for rows in self._reading.both("notice", each.norm, each.subject):
            found = [
                Done(name, entry.day if isinstance(entry.day, date) else None)
                for row in rows
                if (entry := self._entries.get(name := plain(row[0])))
            ]
            found = [one for one in found if (one.day or date.min) <= latest]
            if found:
                return min(found, key=lambda one: (one.day or date.max, one.entry))
        return None

    # -- words ------------------------------------------------------------

    def _because(self, each: Judged, instances: list[Instance]) -> tuple[Because, ...]:
        steps: list[Because] = []
        for instance in instances:
            steps.extend(self._teller.tell(instance))
        return tuple(dict.fromkeys(steps))

    def _reason(self, each: Judged, norm: Norm, day: date | None) -> str | None:
        match each.status:
            case "excused":
                rows = self._reading.rows("excused", each.norm, each.subject)
                return "; ".join(sorted({humane(row[0]) for row in rows}))
            case "permitted" if each.of_act:
                rows = self._reading.rows("permitted", each.norm, each.subject)
                return "; ".join(sorted({humane(row[-1]) for row in rows})) or None
            case "violated":
                return self._why_violated(each, norm)
            case "due" if norm.awaits:
                if not self._reading.rows("counts_from", each.norm, each.subject):
                    return f"its time runs from {norm.awaits}, and none is recorded"
            case "undetermined":
                return self._why_open(each, norm, day)
        return None

    def _why_violated(self, each: Judged, norm: Norm) -> str | None:
        part = split(each.subject)[1]
        if part and self._reading.rows("arises", each.norm, each.subject):
            ruling = part_of(norm, part)
            words = (ruling.statement if ruling else None) or humanise(part)
            return f"missing or wrong: {words}"
        rows = self._reading.rows("shut", each.norm, each.subject)
        if rows:
            entry, day = min(rows, key=lambda row: row[1])
            kind = self._entries.get(plain(entry))
            act = humanise(kind.kind) if kind else plain(entry)
            return f"not done before {act} of {iso(day.number)}"
        rows = self._reading.rows("broken", each.norm, each.subject)
        if rows:
            entry, day = min(rows, key=lambda row: row[1])
            return f"not kept on {iso(day.number)} ({plain(entry)})"
        return "nothing recorded that does it"

    def _why_open(self, each: Judged, norm: Norm, day: date | None) -> str:
        names = self._deciders.get(opening(each), ())
        questions = [
            self._book.cards.questions[name.rpartition(".")[2]]
            for name in names
            if name.rpartition(".")[2] in self._book.cards.questions
        ]
        if questions:
            return " ".join(questions)
        if names:
            return f"depends on what is not known: {', '.join(names)}"
        return why_term(norm, day or self._as_of)


def _order(finding: Finding) -> tuple[object, ...]:
    day = (finding.due.day if finding.due else None) or finding.trigger_day
    return (
        STATUSES.index(finding.status),
        SEVERITIES.index(finding.severity),
        day or date.max,
        finding.norm,
        finding.key,
    )


def counts_of(findings: Iterable[Finding]) -> Mapping[str, Mapping[str, int]]:
    """Return the counts by status, and of adverse findings by severity."""
    by_status: Counter[str] = Counter()
    by_severity: Counter[str] = Counter()
    for finding in findings:
        by_status[finding.status] += 1
        if finding.status in ADVERSE:
            by_severity[finding.severity] += 1
    return {"status": dict(by_status), "severity": dict(by_severity)}
