"""Console: what the commands have in common.

In:  nothing.
Out: options that mean the same in every command, exit codes, and a file writer
     whose failure is a message.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from checker.errors import UsageWrong
from checker.findings import SEVERITIES

FINDINGS, INVALID = 1, 3


class _Day(click.ParamType[date]):
    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"'{value}' is no date; write 2026-07-01.", param, ctx)


rulebook_option = click.option(
    "--rulebook",
    type=click.Path(path_type=Path),
    help="Folder of another rulebook instead of the shipped chapters.",
)
as_of_option = click.option(
    "--as-of", type=_Day(), help="Day of the audit; replaces the case's own."
)
parameters_option = click.option(
    "--parameters",
    type=click.Path(path_type=Path, allow_dash=False),
    help="YAML file with amounts that the manual withholds: {name: dollars}.",
)
only_option = click.option(
    "--only",
    multiple=True,
    metavar="CHAPTER|NORM",
    help="Judge only this chapter, norm, entry or citation; may be repeated.",
)
fail_on_option = click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    default=SEVERITIES[-1],
    show_default=True,
    help="Lowest severity of findings that makes the exit code 1.",
)


def write_text(path: Path, text: str) -> None:
    """Write a file.

    Raises:
        UsageWrong: it cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageWrong(f"{path}: cannot be written: {error.strerror}.") from None
