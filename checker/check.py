"""Checking: the whole flow for one case, from a `Case` to a `CaseResult`.

>>> result = check_case(case, book, date(2026, 10, 15))   # doctest: +SKIP
>>> [f.norm for f in result.findings if f.status == "met_late"]
['contact_within_term']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import checker
from checker.case import Case
from checker.deciders import Open, deciders_of
from checker.facts import Facts, facts_of, present_in
from checker.findings import CaseResult, Finding
from checker.inapplicable import not_applicable
from checker.judge import Judge, counts_of
from checker.rulebook import Rulebook
from checker.slices import Slice, slice_for
from checker.solve import Answer, Grounded, Reasons
from checker.statuses import Judged, judged_in
from checker.trace import derivations_of, why_rules
from checker.verdicts import computed_of, open_acts, verdicts_of


def check_case(
    case: Case,
    book: Rulebook,
    as_of: date,
    *,
    parameters: Mapping[str, int] | None = None,
    only: Sequence[str] = (),
    everything: bool = False,
    decide: bool = True,
) -> CaseResult:
    """Judge one case and explain every finding.

    Args:
        parameters: Withheld amounts in cents; those of the case win.
        only: Norms, catalogue entries, chapters or citations; all if empty.
        everything: Also list what does not apply, with the failing condition.
        decide: Also find the unknown facts that would decide what is open.

    Raises:
        SolvingFailed: the solver gave up.
    """
    part, facts = prepared(case, book, as_of, parameters or {})
    ground = Grounded(part, [facts], why_rules(part))
    [settled] = ground.settled()
    if settled is not None:
        [reasons] = ground.certain_reasons()
        result = settled_result(case, book, as_of, settled, part, reasons, only)
    else:
        result = _open_result(case, book, as_of, ground, part, facts, only, decide)
    if everything:
        seen = {finding.norm for finding in result.findings}
        rest = [n for n in book.norms if n not in seen and selected(book, n, only)]
        findings = result.findings + not_applicable(book, part, facts, rest)
        return replace(result, findings=findings, counts=counts_of(findings))
    return result


def settled_result(
    case: Case,
    book: Rulebook,
    as_of: date,
    answer: Answer,
    part: Slice,
    reasons: Reasons,
    only: Sequence[str] = (),
) -> CaseResult:
    """Return the result of a case in which nothing depends on an unknown.

    Args:
        reasons: Its certain `why` atoms; doubtful ones explain nothing here.
        part: The slice that was ground, of this case or of a whole batch.
    """
    judged = [each for each in judged_in(answer) if selected(book, each.norm, only)]
    judge = Judge(book, case, as_of, answer, derivations_of(part, reasons), {})
    return _result(case, book, as_of, answer, judge.findings(judged), {})


def _open_result(
    case: Case,
    book: Rulebook,
    as_of: date,
    ground: Grounded,
    part: Slice,
    facts: Facts,
    only: Sequence[str],
    decide: bool,
) -> CaseResult:
    [answer] = ground.answers()
    derivations = derivations_of(part, ground.reasons())
    judged = [each for each in judged_in(answer) if selected(book, each.norm, only)]
    openings = _openings(judged, answer) if decide else []
    deciders = deciders_of(part, ground, facts.unknowns, derivations, openings)
    judge = Judge(book, case, as_of, answer, derivations, deciders)
    return _result(case, book, as_of, answer, judge.findings(judged), deciders)


def _result(
    case: Case,
    book: Rulebook,
    as_of: date,
    answer: Answer,
    findings: tuple[Finding, ...],
    deciders: Mapping[Open, tuple[str, ...]],
) -> CaseResult:
    return CaseResult(
        case=case,
        as_of=as_of,
        findings=findings,
        acts=verdicts_of(book, case, answer, findings, deciders),
        computed=computed_of(book, answer),
        counts=counts_of(findings),
        version=checker.__version__,
        rulebook=book.hash,
        rulebook_name=book.name,
    )


def prepared(
    case: Case, book: Rulebook, as_of: date, parameters: Mapping[str, int]
) -> tuple[Slice, Facts]:
    """Return the slice that a case can reach, and its facts, numbered 1."""
    part = slice_for(book, present_in(case, as_of))
    facts = facts_of(
        case, as_of, 1, part.usage, book.vocabulary, parameters, part.spans
    )
    return part, facts


def _openings(judged: Sequence[Judged], answer: Answer) -> list[Open]:
    opened: list[Open] = [
        ("act_status" if each.of_act else "status", each.norm, each.subject)
        for each in judged
        if each.status == "undetermined" and each.possible != ("undetermined",)
    ]
    return opened + [("final", "", act) for act in open_acts(answer)]


def selected(book: Rulebook, norm_id: str, only: Sequence[str]) -> bool:
    """Tell whether `only` asks for a norm: by id, entry, citation or chapter."""
    if not only:
        return True
    norm = book.norms[norm_id]
    chapter = book.chapter_of(norm)
    names = {norm.id, *norm.entries, chapter.folder.name if chapter else ""}
    return any(
        word in names
        or any(cite.endswith(word) for cite in norm.citations)
        or any(f" {word}" in cite for cite in norm.citations)
        for word in only
    )
