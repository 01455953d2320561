"""`irmcheck audit`: the command line of the audit."""

from __future__ import annotations

import os
import shlex
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from checker.console import (
    FINDINGS,
    INVALID,
    as_of_option,
    fail_on_option,
    only_option,
    parameters_option,
    rulebook_option,
)
from checker.errors import UsageWrong
from checker.findings import from_severity

_MIB = 1024**2
_path = click.Path(path_type=Path)


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--out", type=_path, required=True, help="Folder of the results.")
@as_of_option
@click.option("--mapping", type=_path, help="YAML file: columns of foreign tables.")
@only_option
@rulebook_option
@parameters_option
@click.option("--workers", type=click.IntRange(1), help="Processes. [default: cores]")
@click.option("--batch", "size", type=click.IntRange(1), default=16, show_default=True)
@click.option(
    "--time-limit",
    type=click.FloatRange(0.1),
    default=300,
    show_default=True,
    help="Seconds for a batch, then for each of its cases.",
)
@click.option(
    "--memory",
    type=click.IntRange(200),
    default=1024,
    show_default=True,
    help="MiB that a worker may take.",
)
@click.option(
    "--sample", type=click.IntRange(1), help="Draw so many cases and project."
)
@click.option("--seed", type=int, help="Seed of the sample.")
@click.option(
    "--strata", metavar="COLUMN", help="Field by which the sample is stratified."
)
@click.option(
    "--baseline", type=_path, help="Folder of an earlier audit to compare with."
)
@click.option("--waivers", type=_path, help="YAML file of accepted findings.")
@click.option("--csv", is_flag=True, help="Also write findings.csv.")
@click.option(
    "--pages",
    type=click.IntRange(0),
    default=200,
    show_default=True,
    help="Most case pages of the site.",
)
@click.option("--full-tins", is_flag=True, help="Do not mask TINs.")
@fail_on_option
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local")
@click.option("--master", default="local[*]", show_default=True, help="Of Spark.")
def audit(inputs: tuple[str, ...], **options: Any) -> None:
    """Judge a population: folders, patterns, JSON Lines, Parquet or CSV tables.

    Stopped at any moment, the same command goes on. Exit code 0: nothing at or
    above --fail-on; 1: findings; 3: a case was rejected.
    """
    try:
        code = _run(inputs, options)
    except ImportError as error:
        extra = "spark" if options["engine"] == "spark" else "audit"
        raise UsageWrong(
            f"{error.name} is missing: pip install 'irmcheck[{extra}]'."
        ) from error
    sys.exit(code)


def _run(inputs: tuple[str, ...], options: Mapping[str, Any]) -> int:
    from checker.audit.engine import Order
    from checker.audit.engine import audit as run
    from checker.audit.local import Limits
    from checker.audit.sample import Sampling
    from checker.compiled import rulebook_for
    from checker.places import asp_folder
    from checker.read.parameters import read_parameter_file

    if (options["sample"] is None) != (options["seed"] is None):
        raise UsageWrong("--sample needs --seed, and --seed needs --sample.")
    if options["strata"] and options["sample"] is None:
        raise UsageWrong("--strata needs --sample.")
    book = rulebook_for(asp_folder(), options["rulebook"])
    supplied = options["parameters"]
    order = Order(
        inputs=inputs,
        out=options["out"],
        book=book,
        today=date.today(),
        as_of=options["as_of"],
        parameters=read_parameter_file(supplied, book.vocabulary) if supplied else {},
        only=options["only"],
        full_tins=options["full_tins"],
        mapping=options["mapping"],
        size=options["size"],
        workers=options["workers"] or os.cpu_count() or 1,
        limits=Limits(options["time_limit"], options["memory"] * _MIB),
        sampling=Sampling(options["sample"], options["seed"], options["strata"])
        if options["sample"]
        else None,
        baseline=options["baseline"],
        waivers=options["waivers"],
        csv=options["csv"],
        pages=options["pages"],
        command=shlex.join(["irmcheck", *sys.argv[1:]]),
        engine=options["engine"],
        master=options["master"],
    )
    report = run(order, _progress())
    _tell(report.run, report.summary, options["out"])
    return _exit_code(report.run, report.summary, options["fail_on"])


def _progress() -> Callable[[int, int], None]:
    """Return what shows the rate and the time left, on a terminal only."""
    start = time.monotonic()
    live = sys.stderr.isatty()

    def show(done: int, total: int) -> None:
        if not live:
            return
        rate = done / max(0.001, time.monotonic() - start)
        left = max(0, total - done) / max(0.001, rate)
        words = (
            f"\r{done:,} of {total:,} cases, {rate:.0f} a second, {_span(left)} left "
        )
        click.echo(words, err=True, nl=done >= total)

    return show


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


def _tell(run: Mapping[str, Any], summary: Mapping[str, Any], out: Path) -> None:
    click.echo(
        f"{run['input']:,} cases: {run['judged']:,} judged, {run['rejected']:,} "
        f"rejected; {run['findings']:,} findings."
    )
    for row in summary["severities"]:
        click.echo(
            f"  {row['severity']:<15} {row['violated']:,} violated, {row['late']:,} "
            f"late, {row['undetermined']:,} undetermined"
        )
    if summary["baseline"]:
        found = summary["baseline"]
        counts = [f"{found[n]['count']:,} {n}" for n in ("new", "unchanged", "fixed")]
        click.echo(f"  against {found['run']}: {', '.join(counts)}")
    for row in summary["waivers"]:
        if row["expired"]:
            name = f"{row['norm']} ({row['who']})"
            click.echo(f"The waiver of {name} expired on {row['expires']}.", err=True)
    click.echo(f"Report: {out / 'index.html'}")


def _exit_code(run: Mapping[str, Any], summary: Mapping[str, Any], fail_on: str) -> int:
    if run["rejected"]:
        return INVALID
    counted = from_severity(fail_on)
    bad = any(
        row["violated"] + row["late"]
        for row in summary["severities"]
        if row["severity"] in counted
    )
    return FINDINGS if bad else 0
