"""Verdicts: whether the law allowed each recorded act; and computed values.

In:  an `Answer`, the rulebook and the findings of the case.
Out: `ActVerdict`s in the order of the history, and values by norm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from clingo import Symbol, SymbolType

from checker.answers import Answer, Atom
from checker.case import Case
from checker.findings import ADVERSE, VERDICTS, ActVerdict, Finding
from checker.phrases import humanise
from checker.rulebook import Rulebook
from checker.words import plain


def verdicts_of(
    book: Rulebook,
    case: Case,
    answer: Answer,
    findings: Iterable[Finding],
    deciders: Mapping[tuple[str, str, Symbol], tuple[str, ...]],
) -> tuple[ActVerdict, ...]:
    """Return the verdict on each act that the rulebook puts on trial."""
    certain = _finals(answer.certain)
    possible = _finals(answer.possible)
    by_act: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.norm in book.norms and book.norms[finding.norm].decides_acts:
            by_act[finding.subject].append(finding)
    asked = {
        plain(subject): names
        for (predicate, _, subject), names in deciders.items()
        if predicate == "final"
    }
    found = []
    for act in case.acts:
        if act.name not in possible:
            continue
        sure = certain.get(act.name, set())
        verdict = min(sure, key=VERDICTS.index) if sure else "needs_determination"
        concerned = [f for f in by_act[act.name] if _says(f, verdict)] or [
            f for f in by_act[act.name] if f.status == "undetermined"
        ]
        names = () if sure else asked.get(act.name, ())
        found.append(
            ActVerdict(
                act.name,
                verdict,
                tuple(dict.fromkeys(f.norm for f in concerned)),
                tuple(_detail(f) for f in by_act[act.name]),
                _question(book, concerned, names)
                if verdict == "needs_determination"
                else None,
            )
        )
    return tuple(found)


def open_acts(answer: Answer) -> list[Symbol]:
    """Return the acts whose verdict depends on an unknown."""
    sure = {atom.args[0] for atom in answer.certain if atom.name == "final"}
    maybe = {atom.args[0] for atom in answer.possible if atom.name == "final"}
    return sorted(maybe - sure)


def _finals(atoms: Iterable[Atom]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, args in atoms:
        if name == "final":
            found[plain(args[0])].add(str(args[1]))
    return found


def _says(finding: Finding, verdict: str) -> bool:
    return {
        "breached": "prohibited",
        "permitted": "permitted",
        "undetermined": "needs_determination",
    }.get(finding.status) == verdict


def _detail(finding: Finding) -> str:
    reason = f" ({finding.reason})" if finding.reason else ""
    return f"{humanise(finding.status)}: {finding.statement}{reason}"


def _question(
    book: Rulebook, findings: Iterable[Finding], names: Iterable[str]
) -> str | None:
    asked = [
        book.cards.questions.get(name.rpartition(".")[2], f"What is {name}?")
        for name in [*names, *(n for f in findings for n in f.would_decide)]
    ]
    reasons = [f.reason for f in findings if f.reason]
    return " ".join(dict.fromkeys(asked or reasons)) or None


def computed_of(book: Rulebook, answer: Answer) -> dict[str, object]:
    """Return computed values by norm, covered entry and subject."""
    values: dict[str, dict[str, object]] = defaultdict(dict)
    certain = {atom for atom in answer.certain if atom.name == "computed"}
    possible = {atom for atom in answer.possible if atom.name == "computed"}
    for _, args in sorted(possible - certain):
        values[str(args[0])].setdefault(plain(args[1]), "undetermined")
    for _, args in sorted(certain):
        values[str(args[0])][plain(args[1])] = _value(args[2])
    found: dict[str, object] = {}
    for norm, rows in values.items():
        one = next(iter(rows.values())) if len(rows) == 1 else dict(rows)
        for name in (norm, *book.norms[norm].entries):
            found[name] = one
        for subject, value in rows.items():
            found.setdefault(subject, value)
    return found


def with_computed(findings: Iterable[Finding], answer: Answer) -> tuple[Finding, ...]:
    """Give what is against the case the values computed about the entry at fault,
    as the closing option that fits a wrongly closed alert."""
    by_subject: dict[str, list[tuple[str, object]]] = defaultdict(list)
    for _, args in sorted(each for each in answer.certain if each.name == "computed"):
        by_subject[plain(args[1])].append((str(args[0]), _value(args[2])))
    return tuple(
        replace(each, computed=tuple(by_subject.get(each.subject, ())))
        if each.status in ADVERSE
        else each
        for each in findings
    )


def _value(symbol: Symbol) -> object:
    if symbol.type == SymbolType.Number:
        return symbol.number
    if symbol.match("date", 1):
        return date.fromordinal(symbol.arguments[0].number).isoformat()
    return plain(symbol)
