"""The page as data: everything a template prints, already decided and worded.

In:  `CaseResult`s and rejected files.
Out: plain dictionaries. A template chooses and prints; it computes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from checker.errors import InputInvalid
from checker.findings import ADVERSE, SEVERITIES, CaseResult, Finding
from checker.money import format_money
from checker.phrases import humanise, mask_tin
from checker.report.timeline import timeline_of
from checker.report.told import SEVERITY_WORDS, STATUS_WORDS, Teller, many

#: Short name, title, statuses, words where there is none, folded.
_SECTIONS = (
    (
        "violations",
        "Violations and breaches",
        ADVERSE,
        "The record shows no violation.",
        False,
    ),
    ("due", "What is due", ("due",), "Nothing is due.", False),
    ("forbidden", "Forbidden now", ("in_force",), "Nothing is forbidden.", True),
    ("open", "Undetermined", ("undetermined",), "Every answer is certain.", False),
)
_REST = ("met", "excused", "permitted", "lifted", "not_applicable")
_SEVERITY_TITLES = {
    "law": "Violations of law",
    "irm_step": "IRM steps not followed",
    "not_documented": "Not documented",
}


def page_view(
    results: Sequence[CaseResult],
    rejected: Sequence[InputInvalid],
    *,
    full_tins: bool = False,
) -> dict[str, Any]:
    """Return what the page shows."""
    one = results[0] if results else None
    single = len(results) == 1
    cases = [
        _case(result, f"case-{number}", single, full_tins)
        for number, result in enumerate(results, start=1)
    ]
    return {
        "title": f"Case {cases[0]['id']}"
        if single
        else f"{many(len(results), 'case')} reviewed",
        "single": single,
        "cases": cases,
        "rejected": [_rejected(each, full_tins) for each in rejected],
        "program": one.version if one else "",
        "rulebook": one.rulebook if one else "",
        "rulebook_name": one.rulebook_name if one else "",
        "parameters": _parameters(results),
        "schema": one.schema if one else "",
    }


def _parameters(results: Sequence[CaseResult]) -> str:
    """Return the withheld amounts that were supplied, in words."""
    found = dict(row for each in results for row in each.parameters.items())
    return ", ".join(f"{name} {format_money(found[name])}" for name in sorted(found))


def _case(
    result: CaseResult, prefix: str, single: bool, full_tins: bool
) -> dict[str, Any]:
    anchors = {
        each.key: f"{prefix}-finding-{number}"
        for number, each in enumerate(result.findings, start=1)
    }
    teller = Teller(result, anchors, full_tins)
    sections = [_section(result, teller, prefix, *row) for row in _SECTIONS]
    timeline = timeline_of(result, anchors, full_tins=full_tins)
    rest = _rest(result, teller)
    in_order = sum(group["count"] for group in rest)
    return {
        "id": teller.masked(result.case.id),
        "anchor": prefix,
        "level": {"section": 2 if single else 3, "group": 3 if single else 4},
        "summary": _summary(result, teller),
        "severities": _severities(result),
        "counts": _counts(result),
        "contents": list(
            _contents(prefix, sections, len(result.acts), bool(timeline), in_order)
        ),
        "sections": sections,
        "acts": [teller.verdict(each) for each in result.acts],
        "acts_count": len(result.acts),
        "timeline": timeline,
        "rest": rest,
        "rest_count": in_order,
        "record": _record(result, teller),
    }


def _contents(
    prefix: str,
    sections: Sequence[Mapping[str, Any]],
    acts: int,
    timeline: bool,
    in_order: int,
) -> Iterable[dict[str, Any]]:
    for section in sections:
        yield _link(section["id"], section["title"], section["count"])
    if acts:
        yield _link(f"{prefix}-acts", "Acts judged", acts)
    if timeline:
        yield _link(f"{prefix}-timeline", "Timeline", None)
    if in_order:
        yield _link(f"{prefix}-rest", "In order", in_order)
    yield _link(f"{prefix}-record", "The record", None)


def _link(anchor: str, title: str, count: int | None) -> dict[str, Any]:
    return {"anchor": anchor, "title": title, "count": count}


def _summary(result: CaseResult, teller: Teller) -> dict[str, Any]:
    adverse = [each for each in result.findings if each.status in ADVERSE]
    counted = result.counts.get("status", {})
    law = sum(each.severity == "law" for each in adverse)
    lead = "The record shows no violation."
    if adverse:
        lead = f"{many(len(adverse), 'finding')} against this case"
        if law == len(adverse):
            lead += ", a violation of law." if law == 1 else ", all violations of law."
        elif law:
            lead += f", {many(law, 'violation')} of law among them."
        else:
            lead += ", no violation of law among them."
    days = [each.day for each in result.case.acts if isinstance(each.day, date)]
    span = f", {min(days)} to {max(days)}" if days else ""
    return {
        "lead": lead,
        "follow": list(_follow(result, counted)),
        "facts": [
            {"label": "As of", "text": result.as_of.isoformat()},
            {"label": "File", "text": teller.masked(result.case.source)},
            {
                "label": "History",
                "text": f"{many(len(result.case.acts), 'act')}{span}",
            },
            {"label": "Rulebook", "text": result.rulebook_name},
        ],
    }


def _follow(result: CaseResult, counted: Mapping[str, int]) -> Iterable[str]:
    if due := counted.get("due", 0):
        days = [f.due.day for f in result.findings if f.status == "due" and f.due]
        soonest = f", the next by {min(days)}" if days else ""
        verb = "is" if due == 1 else "are"
        yield f"{many(due, 'duty', 'duties')} {verb} due{soonest}."
    if bans := counted.get("in_force", 0):
        yield f"{many(bans, 'prohibition')} {'holds' if bans == 1 else 'hold'} now."
    if asked := counted.get("undetermined", 0):
        yield f"{many(asked, 'question')} {'is' if asked == 1 else 'are'} open."
    if repaired := sum(each.repaired for each in result.findings):
        yield f"{many(repaired, 'breach', 'breaches')} repaired."


def _severities(result: CaseResult) -> list[dict[str, Any]]:
    counted = result.counts.get("severity", {})
    return [
        {
            "severity": name,
            "word": SEVERITY_WORDS[name],
            "count": counted.get(name, 0),
        }
        for name in SEVERITIES
    ]


def _counts(result: CaseResult) -> list[dict[str, Any]]:
    counted = result.counts.get("status", {})
    return [
        {"status": status, "symbol": symbol, "word": word.lower(), "count": count}
        for status, (symbol, word) in STATUS_WORDS.items()
        if (count := counted.get(status, 0))
    ]


def _section(
    result: CaseResult,
    teller: Teller,
    prefix: str,
    name: str,
    title: str,
    statuses: Sequence[str],
    empty: str,
    folded: bool,
) -> dict[str, Any]:
    found = [each for each in result.findings if each.status in statuses]
    if name == "due":
        found.sort(key=lambda f: (f.due.day if f.due else date.max, f.norm))
    if name == "forbidden":
        found.sort(key=lambda f: (_end(f), SEVERITIES.index(f.severity), f.norm))
    groups: list[tuple[str | None, list[Finding]]] = [(None, found)]
    if name == "violations":
        groups = [
            (_SEVERITY_TITLES[each], [f for f in found if f.severity == each])
            for each in SEVERITIES
        ]
    return {
        "id": f"{prefix}-{name}",
        "name": name,
        "title": title,
        "count": len(found),
        "empty": empty,
        "folded": folded,
        "note": _note(result) if name == "forbidden" else None,
        "deciders": _deciders(found, teller) if name == "open" else [],
        "groups": [
            {
                "title": words,
                "count": len(members),
                "findings": [teller.finding(each) for each in members],
            }
            for words, members in groups
            if members
        ],
    }


def _end(finding: Finding) -> date:
    return (finding.period[1] if finding.period else None) or date.max


def _note(result: CaseResult) -> str | None:
    """Say what the list leaves out: prohibitions that a recorded act broke."""
    broken = {
        f.norm
        for f in result.findings
        if f.status == "breached" and _end(f) > result.as_of
    }
    broken -= {f.norm for f in result.findings if f.status == "in_force"}
    if not broken:
        return None
    if len(broken) == 1:
        return (
            "1 more prohibition was breached and stands under violations, not here. "
            "Treat it as still in force unless the record shows its end."
        )
    return (
        f"{len(broken)} more prohibitions were breached and stand under violations, "
        "not here. Treat them as still in force unless the record shows their end."
    )


def _deciders(found: Iterable[Finding], teller: Teller) -> list[dict[str, Any]]:
    """Return the unknown facts, those that decide most findings first."""
    counted: dict[str, int] = {}
    for finding in found:
        for name in finding.would_decide:
            counted[name] = counted.get(name, 0) + 1
    ordered = sorted(counted.items(), key=lambda row: (-row[1], row[0]))
    return [
        {**teller.decider(name), "decides": f"decides {many(count, 'finding')}"}
        for name, count in ordered
    ]


def _rest(result: CaseResult, teller: Teller) -> list[dict[str, Any]]:
    """Return what is in order, by chapter and stage of the work."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in result.findings:
        if finding.status in _REST:
            key = (finding.chapter or "", finding.stage or "")
            groups.setdefault(key, []).append(finding)
    return [
        {
            "title": humanise(stage) if stage else "other norms",
            "chapter": chapter,
            "count": len(found),
            "findings": [teller.finding(each) for each in found],
        }
        for (chapter, stage), found in sorted(groups.items(), key=_in_work_order)
    ]


def _in_work_order(
    group: tuple[tuple[str, str], list[Finding]],
) -> tuple[str, int, list[tuple[int, str]], str]:
    """Order stages as the rulebook does, then by the first paragraph they cite."""
    (chapter, stage), found = group
    number = min(each.stage_number for each in found)
    cited = [each.text for finding in found for each in finding.citations]
    first = min((_numbered(each) for each in cited), default=[])
    return (chapter, number, first, stage)


def _numbered(text: str) -> list[tuple[int, str]]:
    """Return a citation's pieces so that 5.7.1.10 comes after 5.7.1.9."""
    pieces = re.findall(r"\d+|\D+", text, re.ASCII)
    return [(int(p), "") if p.isdecimal() else (-1, p) for p in pieces]


def _record(result: CaseResult, teller: Teller) -> dict[str, Any]:
    case = result.case
    history = [teller.entry(each) for each in case.acts]
    entities = [teller.entry(each) for each in case.entities]
    return {
        "history": history,
        "history_count": len(history),
        "entities": entities,
        "entities_count": len(entities),
        "computed": [
            {"name": humanise(name), "value": teller.masked(str(value))}
            for name, value in result.computed.items()
        ],
        "parameters": [
            {"name": humanise(name), "value": format_money(cents)}
            for name, cents in case.parameters.items()
        ],
        "gaps": [
            {
                "text": f"Records of {humanise(each.system or 'every system')} are "
                f"missing from {each.start} until {each.end}.",
                "line": each.place.line,
            }
            for each in case.gaps
        ],
        "notes": [
            {
                "text": teller.masked(note.text),
                "line": note.place.line if note.place else None,
            }
            for note in case.notes
        ],
    }


def _rejected(error: InputInvalid, full_tins: bool) -> dict[str, Any]:
    def shown(text: str | None) -> str | None:
        return text if full_tins or text is None else mask_tin(text)

    return {
        "file": shown(error.file),
        "problems": [
            {
                "where": f"line {each.place.line}, column {each.place.column}",
                "message": shown(each.message),
                "nearest": shown(each.nearest),
            }
            for each in error.problems
        ],
    }
