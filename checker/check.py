"""Checking: the whole flow for one case, from a `Case` to a `CaseResult`.

>>> result = check_case(case, book, date(2026, 10, 15))   # doctest: +SKIP
>>> [f.norm for f in result.findings if f.status == "met_late"]
['contact_within_term']
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import checker
from checker.answers import Answer
from checker.case import Case
from checker.corrective import duties_after, with_corrections
from checker.deciders import deciders_of
from checker.evidence import Evidence
from checker.facts import facts_of, present_in
from checker.findings import CaseResult, Finding
from checker.inapplicable import not_applicable
from checker.judge import Judge, counts_of
from checker.liberties import idle_in, liberties_of
from checker.relations import Facts
from checker.rulebook import Rulebook
from checker.slices import Slice, part_for, slice_for
from checker.solve import Grounded, Reasons
from checker.statuses import Judged, judged_in
from checker.trace import Derivations, derivations_of, traced
from checker.verdicts import computed_of, open_acts, verdicts_of, with_computed
from checker.worlds import Open


@dataclass(frozen=True, eq=False, slots=True)
class Solved:
    """One case after solving: its ground program and all that follows in it.

    Attributes:
        facts: Those of the case, numbered 1, as `part` wants them.
        ground: The slice as `traced`, with these facts.
    """

    part: Slice
    facts: Facts
    ground: Grounded
    answer: Answer
    derivations: Derivations


def solved_in(part: Slice, facts: Facts) -> Solved:
    """Return what follows from the facts of one case."""
    ground = Grounded(traced(part), [facts])
    [settled] = ground.settled()
    if settled is not None:
        [reasons] = ground.certain_reasons()
        return Solved(part, facts, ground, settled, derivations_of(part, reasons))
    [answer] = ground.answers()
    found = derivations_of(part, *ground.reasons())
    return Solved(part, facts, ground, answer, found)


def check_case(
    case: Case,
    book: Rulebook,
    as_of: date,
    *,
    parameters: Mapping[str, int] | None = None,
    only: Sequence[str] = (),
    everything: bool = False,
    decide: bool = True,
    verdicts: bool = True,
    explain: bool = False,
    solved: Solved | None = None,
) -> CaseResult:
    """Judge one case and explain every finding.

    Args:
        parameters: Withheld amounts in cents; those of the case win.
        only: Norms, catalogue entries, chapters or citations; all if empty.
        everything: Also list what does not apply, with the failing condition.
        verdicts: Also give verdicts on acts; without, only the rules are used
            that the norms asked for depend on.
        decide: Also find the unknown facts that would decide what is open.
        explain: Also give each finding its explanation.
        solved: What `solved_in` gave for it, if that was done before.

    Raises:
        SolvingFailed: the solver gave up.
    """
    given = parameters or {}
    if solved is None:
        part, facts = prepared(case, book, as_of, given)
        if only and not verdicts:
            asked_norms = (norm for norm in book.norms if selected(book, norm, only))
            part = part_for(part, frozenset(asked_norms))
            facts = facts_in(case, book, as_of, part, given)
        solved = solved_in(part, facts)
    part, facts, answer = solved.part, solved.facts, solved.answer
    judged = judged_in(answer)
    asked = openings(_asked(book, judged, only), answer) if decide else []

    def facts_for(own: Slice) -> Facts:
        return facts_in(case, book, as_of, own, given)

    deciders = dict(
        deciders_of(part, solved.ground, answer, facts_for, solved.derivations, asked)
    )
    unknowns = [each.name for each in facts.unknowns]
    evidence = Evidence(
        book, case, as_of, answer, solved.derivations, unknowns, solved.ground
    )
    result = _result(
        case,
        evidence,
        answer,
        judged,
        given,
        only,
        deciders,
        verdicts=verdicts,
        explain=explain,
    )
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
    parameters: Mapping[str, int],
    only: Sequence[str] = (),
) -> CaseResult:
    """Return the result of a case in which nothing depends on an unknown.

    Args:
        reasons: Its certain `why` atoms; doubtful ones explain nothing here.
        part: The slice that was ground, of this case or of a whole batch.
    """
    evidence = Evidence(book, case, as_of, answer, derivations_of(part, reasons))
    judged = judged_in(answer)
    return _result(case, evidence, answer, judged, parameters, only, {})


def _asked(
    book: Rulebook, judged: Iterable[Judged], only: Sequence[str]
) -> list[Judged]:
    return [each for each in judged if selected(book, each.norm, only)]


def _aside(
    book: Rulebook,
    judged: Iterable[Judged],
    only: Sequence[str],
    findings: Sequence[Finding],
) -> list[Judged]:
    """Return the corrective duties that `only` leaves out of the findings."""
    broken = {each.norm for each in findings if each.status == "breached"}
    duties = {duty for norm in broken for duty in duties_after(book, norm)}
    return [
        each
        for each in judged
        if each.norm in duties and not selected(book, each.norm, only)
    ]


def _result(
    case: Case,
    evidence: Evidence,
    answer: Answer,
    judged: Sequence[Judged],
    parameters: Mapping[str, int],
    only: Sequence[str],
    deciders: Mapping[Open, tuple[str, ...]],
    *,
    verdicts: bool = True,
    explain: bool = False,
) -> CaseResult:
    book = evidence.book
    why = None
    if explain:
        from checker.explain.why import Why

        why = Why(evidence).explain
    judge = Judge(evidence, deciders)
    findings = judge.findings(_asked(book, judged, only), why)
    aside = judge.findings(_aside(book, judged, only, findings))
    findings = with_corrections(book, case, findings, aside)
    findings = with_computed(findings, answer)
    return CaseResult(
        case=case,
        as_of=evidence.as_of,
        findings=findings,
        acts=verdicts_of(book, case, answer, findings, deciders) if verdicts else (),
        liberties=liberties_of(book, findings, evidence.as_of, idle_in(answer)),
        computed=computed_of(book, answer),
        counts=counts_of(findings),
        version=checker.__version__,
        rulebook=book.hash,
        rulebook_name=book.name,
        parameters={**parameters, **case.parameters},
    )


def prepared(
    case: Case, book: Rulebook, as_of: date, parameters: Mapping[str, int]
) -> tuple[Slice, Facts]:
    """Return the slice that a case can reach, and its facts, numbered 1."""
    part = slice_for(book, present_in(case, as_of))
    return part, facts_in(case, book, as_of, part, parameters)


def facts_in(
    case: Case,
    book: Rulebook,
    as_of: date,
    part: Slice,
    parameters: Mapping[str, int],
    number: int = 1,
) -> Facts:
    """Return the facts of a case that a slice looks at.

    Args:
        number: The number of the case within its batch.
    """
    return facts_of(
        case, as_of, number, part.usage, book.vocabulary, parameters, part.reaches
    )


def openings(judged: Sequence[Judged], answer: Answer) -> list[Open]:
    """Return the conclusions of an answer that depend on what is not known."""
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
