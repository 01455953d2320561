"""Explanations on a terminal: the short answer, then the tree.

In:  explained findings. Out: text. A step that stands in several places is
told in full once, and then named with an arrow.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from checker.absence import either
from checker.explain.missing import OpenFinding, Question
from checker.explain.remedy import Remedy
from checker.findings import ADVERSE, Explanation, Finding

_SIGNS = {
    "finding": "",
    "norm": "§ ",
    "rule": "",
    "derived": "",
    "fact": "• ",
    "absent": "∅ ",
    "computed": "= ",
    "open": "? ",
}


def headline(finding: Finding) -> str:
    """Return the line that names a finding."""
    subject = f" [{finding.subject}]" if finding.subject else ""
    part = f" {finding.part}" if finding.part else ""
    return f"{finding.status.upper()}  {finding.norm}{subject}{part}"


def answer_lines(explanation: Explanation, width: int) -> Iterator[str]:
    """Yield the short answer as one paragraph."""
    yield from textwrap.wrap(" ".join(explanation.short), width)


def tree_lines(
    explanation: Explanation,
    lines: Mapping[str, int],
    width: int,
    *,
    every_way: bool = False,
) -> Iterator[str]:
    """Yield the tree of an explanation.

    Args:
        lines: Line of each entry in the case file.
        every_way: List the longer alternatives too, each under `or:`.
    """
    yield from _Tree(explanation, lines, width, every_way).under(0, 0)


def remedy_lines(
    finding: Finding, remedies: Sequence[Remedy], bounds: str, width: int
) -> Iterator[str]:
    """Yield what would have complied, or for an open duty what still would.

    Args:
        bounds: Where nothing would have, how far the search went.
    """
    if finding.status in ADVERSE:
        yield "What would have complied:"
        for each in remedies:
            yield from textwrap.wrap(
                each.words, width, initial_indent="  - ", subsequent_indent="    "
            )
        yield from textwrap.wrap(
            bounds, width, initial_indent="  ", subsequent_indent="  "
        )
        yield ""
    elif finding.status == "due" and finding.satisfied_by:
        until = f"Until {finding.due.day}" if finding.due else "With no day stated"
        text = f"{until} it is met by {either(finding.satisfied_by)}."
        yield from textwrap.wrap(text, width)
        yield ""


def missing_lines(found: OpenFinding | None, width: int) -> Iterator[str]:
    """Yield the smallest sets of unknown facts that decide a finding."""
    if found is None:
        return
    yield "What would decide it:"
    for each in found.sets:
        yield from textwrap.wrap(
            each.words, width, initial_indent="  - ", subsequent_indent="    "
        )
    yield from textwrap.wrap(
        found.bounds, width, initial_indent="  ", subsequent_indent="  "
    )
    yield ""


def question_lines(questions: Sequence[Question], width: int) -> Iterator[str]:
    """Yield the questions of the case, the most useful first."""
    if not questions:
        return
    yield "Questions, the most useful first:"
    for each in questions:
        count = each.settles or each.may_settle
        verb = "settles" if each.settles else "may settle"
        unit = "finding" if count == 1 else "findings"
        yield from textwrap.wrap(
            f"{each.words} ({each.name}; {verb} {count} {unit})",
            width,
            initial_indent="  - ",
            subsequent_indent="    ",
        )


class _Tree:
    def __init__(
        self,
        explanation: Explanation,
        lines: Mapping[str, int],
        width: int,
        every_way: bool,
    ) -> None:
        self._steps = explanation.steps
        self._lines = lines
        self._width = width
        self._every = every_way
        self._told: set[int] = set()

    def under(self, number: int, depth: int) -> Iterator[str]:
        """Yield the lines of a step and of what it rests on."""
        step = self._steps[number]
        again = number in self._told and bool(step.ways)
        self._told.add(number)
        text = _SIGNS[step.kind] + step.text
        if step.citation:
            text += f" ({step.citation})"
        if step.kind == "fact":
            known = [str(self._lines[e]) for e in step.entries if e in self._lines]
            text += f" (line {', '.join(known)})" if known else ""
        if again:
            text = "↑ " + text
        others = len(step.ways) - 1
        if others > 0 and not again and not self._every:
            text += f" [{others} other way{'s' if others > 1 else ''}]"
        pad = "  " * depth
        yield from textwrap.wrap(
            text,
            self._width,
            initial_indent=f"{pad}- " if depth else "",
            subsequent_indent=f"{pad}  " if depth else "",
        )
        if again:
            return
        for index, way in enumerate(step.ways):
            if index and not self._every:
                return
            if index:
                yield f"{pad}  or:"
            for below in way:
                yield from self.under(below, depth + 1)
