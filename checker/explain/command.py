"""`irmcheck explain`: why, why not, what would have complied, what is missing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checker.console import as_of_option, rulebook_option, write_text
from checker.errors import UsageWrong
from checker.phrases import mask_tin

if TYPE_CHECKING:
    from checker.case import Case
    from checker.explain.missing import MissingFacts, OpenFinding
    from checker.explain.remedy import Remedies, Remedy
    from checker.findings import CaseResult, Finding
    from checker.rulebook import Rulebook

_WIDTH = 100
#: What is explained where no finding is named.
_ASKED = ("breached", "violated", "met_late", "undetermined")


@click.command()
@click.argument("case", metavar="CASE")
@click.argument("finding", required=False, metavar="[FINDING]")
@click.option("--why-not", metavar="NORM", help="Say why a norm has no such finding.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
)
@click.option("--html", type=click.Path(path_type=Path), help="Write a page here.")
@click.option("--order", is_flag=True, help="Say in which order to do what is due.")
@click.option("--brief", is_flag=True, help="Only the short answers.")
@click.option("--every-way", is_flag=True, help="Also list alternative derivations.")
@as_of_option
@rulebook_option
def explain(
    case: str,
    finding: str | None,
    why_not: str | None,
    shape: str,
    html: Path | None,
    order: bool,
    brief: bool,
    every_way: bool,
    as_of: date | None,
    rulebook: Path | None,
) -> None:
    """Say why a finding holds, and what would have been enough.

    FINDING is a norm, a covered entry, or a norm and its subject (norm:A1);
    without it every violation and every open question is explained.
    """
    book, cases = _inputs(case, rulebook)
    for each in cases:
        day = as_of or each.as_of or date.today()
        if order:
            _print_order(book, each, day)
            continue
        _one(each, book, day, finding, why_not, shape, html, brief, every_way)


def _inputs(name: str, rulebook: Path | None) -> tuple[Rulebook, Sequence[Case]]:
    from checker.compiled import rulebook_for
    from checker.places import asp_folder
    from checker.read import read_path

    book = rulebook_for(asp_folder(), rulebook)
    reading = read_path(name, book.vocabulary, stdin=sys.stdin.buffer)
    for error in reading.rejected:
        raise error
    return book, reading.cases


def _one(
    case: Case,
    book: Rulebook,
    day: date,
    finding: str | None,
    why_not: str | None,
    shape: str,
    html: Path | None,
    brief: bool,
    every_way: bool,
) -> None:
    from checker.check import check_case, prepared, solved_in

    if why_not:
        _print_why_not(book, case, day, why_not, shape)
        return
    from checker.explain.decided import with_answers
    from checker.explain.missing import MissingFacts, missing_in
    from checker.explain.remedy import Remedies
    from checker.explain.text import question_lines

    solved = solved_in(*prepared(case, book, day, {}))
    result = check_case(case, book, day, explain=True, solved=solved)
    chosen = list(_chosen(result, finding))
    if finding and not chosen:
        raise UsageWrong(
            f"{finding}: no finding of this case; see `irmcheck check`, or ask "
            f"`irmcheck explain {case.source} --why-not {finding}`."
        )
    more = _More(
        None if brief else Remedies(book, case, day, chosen, solved=solved),
        missing_in(book, case, day, solved=solved)
        if not brief and any(each.status == "undetermined" for each in chosen)
        else MissingFacts((), ()),
    )
    chosen = [
        replace(
            each,
            explanation=each.explanation
            and with_answers(each.explanation, more.deciding(each)),
        )
        for each in chosen
    ]
    if html is not None:
        _write_page(html, result, chosen, more)
    if shape == "json":
        rows = [_object(each, more) for each in chosen]
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for each in chosen:
        for line in _text(result, each, more, every_way):
            click.echo(mask_tin(line))
    for line in question_lines(more.missing.questions, _WIDTH):
        click.echo(mask_tin(line))


@dataclass(frozen=True, slots=True)
class _More:
    """What is told beside why."""

    remedies: Remedies | None
    missing: MissingFacts

    def complied(self, finding: Finding) -> tuple[Remedy, ...]:
        return self.remedies.of(finding) if self.remedies else ()

    def bounds(self, finding: Finding) -> str:
        return self.remedies.bounds(finding) if self.remedies else ""

    def deciding(self, finding: Finding) -> OpenFinding | None:
        return self.missing.of(finding.norm, finding.key.split("|")[1])

    def decided(self, finding: Finding) -> tuple[str, ...]:
        found = self.deciding(finding)
        if found is None:
            return ()
        return (*(each.words for each in found.sets), found.bounds)


def _write_page(
    path: Path, result: CaseResult, chosen: Sequence[Finding], more: _More
) -> None:
    from checker.judge import counts_of
    from checker.report.html import render

    found = []
    for each in chosen:
        explanation = each.explanation
        assert explanation is not None
        whole = replace(
            explanation,
            complied=tuple(one.words for one in more.complied(each))
            or tuple(filter(None, [more.bounds(each)])),
            decided=more.decided(each),
        )
        found.append(replace(each, explanation=whole))
    page = render([replace(result, findings=tuple(found), counts=counts_of(found))])
    write_text(path, page)
    click.echo(f"Page written to {path}.", err=True)


def _print_order(book: Rulebook, case: Case, day: date) -> None:
    from checker.check import check_case
    from checker.explain.depends import order_of_acts

    turns = order_of_acts(book, check_case(case, book, day, decide=False))
    for number, turn in enumerate(turns, start=1):
        due = f" by {turn.finding.due.day}" if turn.finding.due else ""
        after = f" (after {', '.join(turn.after)})" if turn.after else ""
        subject = f" [{turn.finding.subject}]" if turn.finding.subject else ""
        click.echo(f"{number}. {turn.finding.statement}{subject}{due}{after}")
    if not turns:
        click.echo("Nothing is due.")


def _print_why_not(
    book: Rulebook, case: Case, day: date, name: str, shape: str
) -> None:
    from checker.explain.whynot import told, why_not

    norms = [n for n in book.norms.values() if name in (n.id, *n.entries)]
    if not norms:
        raise UsageWrong(f"--why-not {name}: no norm and no entry has this name.")
    rows = []
    for norm in norms:
        found = why_not(book, case, day, norm.id)
        if shape == "json":
            rows.append({"norm": norm.id, "conditions": [asdict(e) for e in found]})
            continue
        click.echo(f"{norm.id}: {norm.statement} ({'; '.join(norm.citations)})")
        for line in told(found):
            click.echo(line)
    if shape == "json":
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))


def _chosen(result: CaseResult, name: str | None) -> Iterator[Finding]:
    for each in result.findings:
        if name is None:
            if each.status in _ASKED:
                yield each
        elif name in (each.key, each.norm, *each.covers) or name in (
            f"{each.norm}:{each.subject}",
            f"{each.norm}:{each.part}",
        ):
            yield each


def _text(
    result: CaseResult, finding: Finding, more: _More, every_way: bool
) -> Iterator[str]:
    from checker.explain.text import (
        answer_lines,
        headline,
        missing_lines,
        remedy_lines,
        tree_lines,
    )

    explanation = finding.explanation
    assert explanation is not None
    yield headline(finding)
    yield ""
    yield from answer_lines(explanation, _WIDTH)
    yield ""
    if more.remedies is None:
        return
    entries = (*result.case.entities, *result.case.acts)
    lines = {each.name: each.place.line for each in entries}
    yield from tree_lines(explanation, lines, _WIDTH, every_way=every_way)
    yield ""
    yield from remedy_lines(
        finding, more.complied(finding), more.bounds(finding), _WIDTH
    )
    yield from missing_lines(more.deciding(finding), _WIDTH)


def _object(finding: Finding, more: _More) -> dict[str, Any]:
    from checker.explain.as_json import (
        bounds_object,
        explanation_object,
        missing_objects,
        remedy_objects,
    )

    return {
        "key": finding.key,
        "norm": finding.norm,
        "status": finding.status,
        "subject": finding.subject,
        "part": finding.part,
        "citations": [each.text for each in finding.citations],
        **explanation_object(finding),
        "would_have_complied": remedy_objects(more.complied(finding)),
        "would_have_complied_bounds": more.bounds(finding) or None,
        "would_decide": missing_objects(more.deciding(finding)),
        "would_decide_bounds": bounds_object(more.deciding(finding)),
        "latest_day": finding.due.day.isoformat() if finding.due else None,
        "satisfied_by": list(finding.satisfied_by),
    }
