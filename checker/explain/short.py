"""The short answer: three to six sentences that stand by themselves.

In:  a finding, its steps, the entries of its case.
Out: sentences: the norm, how the duty arose or the ban bound, the last day,
     what was or was not done, exceptions and what is open, the outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checker.case import Entry
from checker.findings import Finding, Step
from checker.phrases import day_of, humanise, name_in_words

_MOST = 6
_OUTCOME = {
    "law": "a violation of law",
    "irm_step": "a step of the manual that was not followed",
    "not_documented": "a step that is not documented",
}
_DEMANDS = {
    "prohibition": "forbids",
    "permission": "permits",
}


def short_answer(
    finding: Finding, steps: Sequence[Step], entries: Mapping[str, Entry]
) -> tuple[str, ...]:
    """Return the sentences, at most six."""
    cited = finding.citations[0].text if finding.citations else "The rulebook"
    sentences = [f"{cited}: {finding.statement.rstrip('.')}."]
    if finding.force in _DEMANDS or finding.status in ("breached", "permitted"):
        sentences += _ban(finding, steps, entries)
    else:
        sentences += _duty(finding, steps, entries)
    sentences += _outcome(finding)
    return tuple(dict.fromkeys(sentences))[:_MOST]


def _duty(
    finding: Finding, steps: Sequence[Step], entries: Mapping[str, Entry]
) -> Iterator[str]:
    day = finding.trigger_day
    cause = _named(finding.trigger, entries, dated=day is None)
    if finding.part and cause:
        yield f"{_upper(cause)} must satisfy it."
    elif day:
        doubtful = any(each.doubtful for each in _of(steps, "arose"))
        verb = "may have arisen" if doubtful else "arose"
        yield f"The duty {verb} on {day}{f' with {cause}' if cause else ''}."
    yield from _texts(steps, "exception")
    if finding.status == "excused":
        return
    if finding.due:
        arithmetic = finding.due.arithmetic.rstrip(".")
        yield f"The last day was {finding.due.day} ({arithmetic})."
    elif finding.days_elapsed is not None:
        yield f"No number of days is stated; {finding.days_elapsed} have passed."
    elif finding.status == "due" and finding.reason:
        yield f"{_upper(finding.reason)}."
    yield from _done(finding, steps, entries)


def _done(
    finding: Finding, steps: Sequence[Step], entries: Mapping[str, Entry]
) -> Iterator[str]:
    if finding.done and finding.status in ("met", "met_late"):
        name = _named(finding.done.entry, entries, dated=False)
        late = ""
        if finding.days_late:
            days = "day" if finding.days_late == 1 else "days"
            late = f", {finding.days_late} {days} after the last day"
        when = f" on {finding.done.day}" if finding.done.day else ""
        yield f"It was done{when} by {name or finding.done.entry}{late}."
        return
    yield from _texts(steps, "lapse", "missing", "shut", "undone")


def _ban(
    finding: Finding, steps: Sequence[Step], entries: Mapping[str, Entry]
) -> Iterator[str]:
    yield from _texts(steps, "bound", "permit")
    if finding.done:
        name = _named(finding.done.entry, entries, dated=False)
        when = f" on {finding.done.day}" if finding.done.day else ""
        yield f"{_upper(name or finding.done.entry)}{when} is such an act."
    yield from _texts(steps, "exception", "notice")


def _outcome(finding: Finding) -> Iterator[str]:
    match finding.status:
        case "breached" | "violated" | "met_late":
            text = f"So it is {humanise(finding.status)}: {_OUTCOME[finding.severity]}."
            if finding.repaired:
                text = text[:-1] + ", repaired since."
            yield text
        case "undetermined":
            reason = finding.reason or "the record leaves it open"
            yield f"The record does not decide it: {reason.rstrip('.?')}."
        case "due":
            yield "So it is still due."
        case "in_force":
            yield "So it is forbidden now; no act against it is recorded."
        case "lifted":
            yield "So it no longer binds; no act against it is recorded."
        case "excused" | "permitted" | "met":
            yield f"So it is {finding.status}."


def _texts(steps: Sequence[Step], *roles: str) -> Iterator[str]:
    """Yield the texts of the steps of these roles, in the order of the roles."""
    for role in roles:
        yield from (each.text for each in _of(steps, role))


def _of(steps: Sequence[Step], role: str) -> Iterator[Step]:
    for way in steps[0].ways[:1]:
        yield from (steps[n] for n in way if steps[n].role == role)


def _named(name: str | None, entries: Mapping[str, Entry], *, dated: bool) -> str:
    entry = entries.get(name or "")
    if entry is None:
        return ""
    words = f"{humanise(entry.kind)} ({name_in_words(entry.name)})"
    if dated and entry.day is not None:
        words += f" of {day_of(entry)}"
    return words


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
