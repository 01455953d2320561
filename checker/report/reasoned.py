"""An explanation as the page shows it: sentences, a tree, a picture.

In:  an `Explanation`, the lines of the entries, how text is masked.
Out: plain dictionaries for `templates/explanation.html`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from checker.explain.picture import picture_of
from checker.findings import Explanation, Step

#: A word and a sign for each kind of step, so that colour never speaks alone.
SIGNS = {
    "finding": ("⚖", "finding"),
    "norm": ("§", "rule text"),
    "rule": ("▸", "follows"),
    "derived": ("▸", "follows"),
    "fact": ("●", "recorded"),
    "absent": ("∅", "not recorded"),
    "computed": ("=", "computed"),
    "open": ("?", "open"),
}


def explained(
    explanation: Explanation,
    lines: Mapping[str, int],
    masked: Callable[[str], str],
) -> dict[str, Any]:
    """Return the view of one explanation."""
    steps = explanation.steps
    picture = picture_of([_masked(step, masked) for step in steps])
    tree = _Tree(steps, lines, masked)
    return {
        "short": [masked(each) for each in explanation.short],
        "tree": [tree.under(number) for number in steps[0].ways[0]]
        if steps[0].ways
        else [],
        "picture": picture,
        "more": [
            {"title": title, "lines": [masked(each) for each in told]}
            for title, told in (
                ("What would have complied:", explanation.complied),
                ("What would decide it:", explanation.decided),
            )
            if told
        ],
    }


def _masked(step: Step, masked: Callable[[str], str]) -> Step:
    return Step(
        step.kind,
        f"{SIGNS[step.kind][0]} {masked(step.text)}",
        citation=step.citation,
        ways=step.ways,
    )


class _Tree:
    """Nests the steps of the shortest derivation, each told in full once."""

    def __init__(
        self,
        steps: Sequence[Step],
        lines: Mapping[str, int],
        masked: Callable[[str], str],
    ) -> None:
        self._steps = steps
        self._lines = lines
        self._masked = masked
        self._told: set[int] = set()

    def under(self, number: int) -> dict[str, Any]:
        """Return a step with those below it."""
        step = self._steps[number]
        again = number in self._told and bool(step.ways)
        self._told.add(number)
        sign, word = SIGNS[step.kind]
        places = [
            {"name": self._masked(name), "line": self._lines[name]}
            for name in (step.entries if step.kind == "fact" else ())
            if name in self._lines
        ]
        ways = () if again else step.ways
        return {
            "kind": step.kind,
            "sign": sign,
            "word": word,
            "text": self._masked(step.text),
            "citation": step.citation,
            "places": places,
            "again": again,
            "others": max(0, len(ways) - 1),
            "below": [self.under(each) for each in ways[0]] if ways else [],
        }
