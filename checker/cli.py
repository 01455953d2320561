"""The command line: the only place that prints, exits and asks what day it is."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn

import click

import checker
from checker.audit.command import audit
from checker.case import Case
from checker.compiled import rulebook_for
from checker.console import (
    FINDINGS,
    INVALID,
    as_of_option,
    fail_on_option,
    only_option,
    parameters_option,
    rulebook_option,
    write_text,
)
from checker.errors import InputInvalid, IrmcheckError, UsageWrong
from checker.explain.command import explain
from checker.findings import ADVERSE, CaseResult, from_severity
from checker.places import asp_folder
from checker.rulebook import Rulebook
from checker.verify.command import verify

INTERNAL = 4


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(checker.__version__, prog_name="irmcheck")
def command() -> None:
    """Audit IRS Collection case histories against the Internal Revenue Manual."""


@dataclass(frozen=True, slots=True)
class _Inputs:
    book: Rulebook
    cases: tuple[Case, ...]
    rejected: tuple[InputInvalid, ...]
    parameters: Mapping[str, int]


def _inputs(
    names: Sequence[str], rulebook: Path | None, parameters: Path | None
) -> _Inputs:
    from checker.read import read_path
    from checker.read.parameters import read_parameter_file

    book = rulebook_for(asp_folder(), rulebook)
    supplied = read_parameter_file(parameters, book.vocabulary) if parameters else {}
    cases: list[Case] = []
    rejected: list[InputInvalid] = []
    for name in names:
        reading = read_path(name, book.vocabulary, stdin=sys.stdin.buffer)
        cases += reading.cases
        rejected += reading.rejected
    for name in _repeated(cases):
        click.echo(f"note: several cases have the id {name}.", err=True)
    return _Inputs(book, tuple(cases), tuple(rejected), supplied)


def _repeated(cases: Sequence[Case]) -> list[str]:
    counts = Counter(case.id for case in cases)
    return [name for name, count in counts.items() if count > 1]


def _judge(
    inputs: _Inputs,
    as_of: date | None,
    only: Sequence[str],
    everything: bool,
    explained: bool = False,
) -> list[CaseResult]:
    from checker.check import check_case

    known = {
        name
        for norm in inputs.book.norms.values()
        for name in (norm.id, *norm.entries, *norm.citations)
    }
    known |= {chapter.folder.name for chapter in inputs.book.chapters}
    for word in only:
        if word not in known and not any(word in name for name in known):
            raise UsageWrong(f"--only {word}: no chapter, norm or citation has it.")
    today = date.today()
    return [
        check_case(
            case,
            inputs.book,
            as_of or case.as_of or today,
            parameters=inputs.parameters,
            only=only,
            everything=everything,
            explain=explained,
        )
        for case in inputs.cases
    ]


def _color() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _width() -> int:
    try:
        return max(40, min(100, os.get_terminal_size().columns))
    except OSError:
        return 100


@command.command()
@click.argument("cases", nargs=-1, required=True, metavar="CASE...")
@as_of_option
@click.option("--html", type=click.Path(path_type=Path), help="Write a report here.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
)
@click.option("--all", "everything", is_flag=True, help="Also what does not apply.")
@fail_on_option
@click.option("--full-tins", is_flag=True, help="Do not mask TINs.")
@only_option
@rulebook_option
@parameters_option
def check(
    cases: tuple[str, ...],
    as_of: date | None,
    html: Path | None,
    shape: str,
    everything: bool,
    fail_on: str,
    full_tins: bool,
    only: tuple[str, ...],
    rulebook: Path | None,
    parameters: Path | None,
) -> None:
    """Judge case files (YAML or JSON; - is standard input).

    Exit code 0: nothing at or above --fail-on; 1: findings (violated,
    breached, met late); 3: a file was rejected or the rulebook is invalid.
    """
    inputs = _inputs(cases, rulebook, parameters)
    results = _judge(inputs, as_of, only, everything, html is not None)
    _print_results(results, inputs.rejected, shape, everything, full_tins)
    if html is not None:
        from checker.report.html import render as page

        write_text(html, page(results, inputs.rejected, full_tins=full_tins))
        click.echo(f"Report written to {html}.", err=True)
    sys.exit(_exit_code(results, inputs.rejected, fail_on))


def _print_results(
    results: Sequence[CaseResult],
    rejected: Sequence[InputInvalid],
    shape: str,
    everything: bool,
    full_tins: bool,
) -> None:
    if shape == "json":
        from checker.report.as_json import dump, rejected_object, result_object

        rows = [result_object(each, full_tins=full_tins) for each in results]
        click.echo(dump([*rows, *(rejected_object(each) for each in rejected)]))
    elif shape == "sarif":
        from checker.report.sarif import render as sarif

        click.echo(sarif(results, rejected))
    else:
        from checker.report.text import render as text

        for result in results:
            click.echo(
                text(result, _color(), _width(), everything, full_tins=full_tins)
            )
    if shape != "json":
        for each in rejected:
            click.echo(str(each), err=True)


def _exit_code(
    results: Sequence[CaseResult], rejected: Sequence[InputInvalid], fail_on: str
) -> int:
    if rejected:
        return INVALID
    counted = from_severity(fail_on)
    bad = any(
        finding.status in ADVERSE and finding.severity in counted
        for result in results
        for finding in result.findings
    )
    return FINDINGS if bad else 0


@command.command("next")
@click.argument("case", metavar="CASE")
@as_of_option
@click.option("--ics", type=click.Path(path_type=Path), help="Write due dates here.")
@only_option
@rulebook_option
@parameters_option
def next_(
    case: str,
    as_of: date | None,
    ics: Path | None,
    only: tuple[str, ...],
    rulebook: Path | None,
    parameters: Path | None,
) -> None:
    """Say what is due, soonest first, what is forbidden, what stays allowed."""
    from checker.report.calendar import ics as calendar
    from checker.report.text import render_next

    inputs = _inputs([case], rulebook, parameters)
    results = _judge(inputs, as_of, only, everything=False)
    for result in results:
        click.echo(render_next(result))
        if ics is not None:
            write_text(ics, calendar(result))
            click.echo(f"Calendar written to {ics}.", err=True)
    for each in inputs.rejected:
        click.echo(str(each), err=True)
    sys.exit(INVALID if inputs.rejected else 0)


@command.command()
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
@click.option(
    "--html",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write a page for each chapter: what depends on what.",
)
@only_option
@rulebook_option
def norms(
    shape: str, html: Path | None, only: tuple[str, ...], rulebook: Path | None
) -> None:
    """List the norms: citations, editions, entries covered, scenarios."""
    from checker.catalogue import catalogue, listing

    book = rulebook_for(asp_folder(), rulebook)
    if html is not None:
        from checker.report.html import render_chapters

        html.mkdir(parents=True, exist_ok=True)
        for name, page in render_chapters(book):
            write_text(html / f"{name}.html", page)
            click.echo(f"Page written to {html / name}.html.", err=True)
        return
    rows = catalogue(book, only)
    click.echo(json.dumps(rows, indent=2) if shape == "json" else listing(rows))


@command.command()
@click.option("--findings", is_flag=True, help="The schema of --format json.")
@rulebook_option
def schema(findings: bool, rulebook: Path | None) -> None:
    """Print the JSON Schema of case files, or of findings."""
    from checker.schema import case_schema, findings_schema

    book = rulebook_for(asp_folder(), rulebook)
    shape = findings_schema() if findings else case_schema(book.vocabulary)
    click.echo(json.dumps(shape, indent=2))


@command.command()
@click.argument(
    "folders", nargs=-1, type=click.Path(path_type=Path), metavar="[DIR...]"
)
@rulebook_option
def test(folders: tuple[Path, ...], rulebook: Path | None) -> None:
    """Run scenario files: those in DIR, or all of the rulebook."""
    from checker.scenarios import run_file, scenario_files

    book = rulebook_for(asp_folder(), rulebook)
    paths = scenario_files(folders or [book.folder])
    if not paths:
        raise UsageWrong("no *.scenarios.yaml found there.")
    passed = failed = 0
    rejected = False
    for path in paths:
        try:
            outcomes = run_file(path, book)
        except InputInvalid as error:
            click.echo(str(error), err=True)
            rejected = True
            continue
        for outcome in outcomes:
            if outcome.differences:
                failed += 1
                place = outcome.scenario.place
                click.echo(f"FAILED {place.file}:{place.line}: {outcome.scenario.name}")
                for difference in outcome.differences:
                    click.echo(f"    {difference}")
            else:
                passed += 1
    click.echo(f"{passed} passed, {failed} failed")
    sys.exit(INVALID if rejected else FINDINGS if failed else 0)


command.add_command(explain)
command.add_command(verify)
command.add_command(audit)


def _guarded(run: Callable[[], object]) -> NoReturn:
    """Run, and turn errors into messages and exit codes, never tracebacks."""
    try:
        run()
    except IrmcheckError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    sys.exit(0)


def main() -> NoReturn:
    """Run the `irmcheck` command."""
    # What a check builds lives until its end: looking for garbage finds none.
    gc.set_threshold(100_000, 50, 50)
    _guarded(lambda: command(prog_name="irmcheck"))


if __name__ == "__main__":
    main()
