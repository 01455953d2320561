"""The command `irmcheck verify`: prints, writes and exits."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from checker.console import FINDINGS, INVALID, rulebook_option, write_text
from checker.places import asp_folder
from checker.verify.faults import PARTS


@click.command()
@rulebook_option
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(PARTS),
    help="Do only this part; may be repeated.",
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
)
@click.option("--html", type=click.Path(path_type=Path), help="Write a page here.")
@click.option("--mutants", is_flag=True, help="Also change the rules, run scenarios.")
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    help="Also compare with this older rulebook, norm by norm.",
)
@click.option(
    "--max-acts", "acts", type=click.IntRange(1, 20), help="Acts of a case (5)."
)
@click.option("--days", type=click.IntRange(1, 4000), help="Days of a case (60).")
@click.option("--notes", is_flag=True, help="List notes too, which fail nothing.")
@click.option(
    "--time-limit",
    "seconds",
    type=click.FloatRange(min=1),
    help="Seconds (120; with --mutants 1200); what they cut off is listed.",
)
def verify(
    rulebook: Path | None,
    only: tuple[str, ...],
    shape: str,
    html: Path | None,
    notes: bool,
    seconds: float | None,
    mutants: bool,
    against: Path | None,
    acts: int | None,
    days: int | None,
) -> None:
    """Examine the rulebook itself; every fault shows where, and a case.

    Exit code 0: nothing against it; 1: faults; 3: it cannot be loaded.
    """
    from checker.verify.bounds import Bounds
    from checker.verify.examine import Asked, examine
    from checker.verify.page import page
    from checker.verify.report import as_json, as_sarif, text

    usual = Bounds()
    asked = Asked(
        only,
        seconds or (1200.0 if mutants else 120.0),
        mutants,
        against,
        Bounds(acts=acts or usual.acts, days=days or usual.days),
        lambda words: click.echo(words, err=True),
    )
    answer = examine(asp_folder(), rulebook, asked)
    shapes = {"json": as_json, "sarif": as_sarif}
    if shape in shapes:
        click.echo(shapes[shape](answer))
    else:
        click.echo(text(answer, notes=notes))
    if html is not None:
        write_text(html, page(answer))
        click.echo(f"Page written to {html}.", err=True)
    sys.exit(INVALID if not answer.hash else FINDINGS if answer.failed else 0)
