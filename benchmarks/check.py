"""How `irmcheck check` compares with bare clingo, side by side, as ratios.

    python benchmarks/check.py [process] [batches]

1. `irmcheck check --html` on the largest example as a whole process, in turn
   with `python -m clingo` on the same rules and facts; the time of a bare
   `python -c 'import clingo, jinja2'` is taken off both. Aim: 3 or less.
2. The rate of generated cases in one process, from records to statuses, against
   clingo grounding and solving the same text, in batches of 400. Aim: 0.5.

The times are medians of processor time; a noisy machine shows in their spread, so
quote ratios.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import clingo  # noqa: E402

from checker.case import Case  # noqa: E402
from checker.check import facts_in, prepared  # noqa: E402
from checker.facts import present_in, text_of  # noqa: E402
from checker.functions import Functions  # noqa: E402
from checker.places import asp_folder  # noqa: E402
from checker.read import read_cases, read_path  # noqa: E402
from checker.rulebook import Rulebook, load_rulebook  # noqa: E402
from checker.slices import slice_for  # noqa: E402
from checker.solve import Grounded  # noqa: E402
from checker.statuses import judged_in  # noqa: E402
from tests.generated import as_yaml, random_case  # noqa: E402

RUNS, CASES, BATCH = 7, 1000, 400
#: With compiled modules, as pip installs them.
AS_INSTALLED = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
AS_OF = date(2026, 12, 31)


def timed(command: list[str]) -> float:
    """Return the time of a process in seconds: of the processor, not the clock."""
    before = os.times()
    subprocess.run(command, cwd=ROOT, env=AS_INSTALLED, capture_output=True)
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4])


def whole_process(book: Rulebook) -> None:
    """Compare the command with clingo on the largest example."""
    largest = max((ROOT / "examples").glob("*.yaml"), key=lambda p: p.stat().st_size)
    [case] = read_path(largest, book.vocabulary).cases
    part, facts = prepared(case, book, case.as_of or AS_OF, {})
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "program.py"
        text = Path(folder) / "program.lp"
        text.write_text(part.text + "\n" + text_of([facts]), encoding="utf-8")
        program.write_text(
            "import sys; sys.path.insert(0, sys.argv[1]); import clingo, jinja2\n"
            "from checker.functions import Functions\n"
            "c = clingo.Control(); c.load(sys.argv[2])\n"
            "c.ground([('base', [])], context=Functions()); c.solve()\n",
            encoding="utf-8",
        )
        page = str(Path(folder) / "report.html")
        commands = {
            "bare": [sys.executable, "-c", "import clingo, jinja2"],
            "clingo": [sys.executable, str(program), str(ROOT), str(text)],
            "check": [
                sys.executable,
                "-m",
                "checker",
                "check",
                str(largest),
                "--html",
                page,
            ],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(RUNS):
            for name, command in commands.items():
                times[name].append(timed(command))
    medians = {name: statistics.median(row) for name, row in times.items()}
    ratio = (medians["check"] - medians["bare"]) / (medians["clingo"] - medians["bare"])
    print(f"largest example: {largest.name}")
    for name, row in times.items():
        print(f"  {name:<7} {medians[name]:.3f} s ({min(row):.3f} to {max(row):.3f})")
    print(f"  check / clingo, without the bare imports: {ratio:.2f}")


def generated(book: Rulebook) -> list[Case]:
    """Return seeded random cases."""
    found: list[Case] = []
    seed = 0
    while len(found) < CASES:
        text = as_yaml(random_case(seed, book.vocabulary))
        found += read_cases(f"{seed}", text.encode(), book.vocabulary).cases
        seed += 1
    return found[:CASES]


def batches(book: Rulebook) -> None:
    """Compare the rate of cases with clingo on the same text."""
    cases = generated(book)
    ours = theirs = 0.0
    for start in range(0, len(cases), BATCH):
        chunk = cases[start : start + BATCH]
        began = time.perf_counter()
        present = frozenset().union(*(present_in(case, AS_OF) for case in chunk))
        part = slice_for(book, present)
        facts = [
            facts_in(case, book, AS_OF, part, {}, n)
            for n, case in enumerate(chunk, start=1)
        ]
        for answer in Grounded(part, facts).answers():
            judged_in(answer)
        ours += time.perf_counter() - began
        began = time.perf_counter()
        control = clingo.Control()
        control.add("base", [], part.text + "\n" + text_of(facts))
        control.ground([("base", [])], context=Functions())
        control.solve()
        theirs += time.perf_counter() - began
    print(f"{len(cases)} generated cases in batches of {BATCH}:")
    rates = len(cases) / ours, len(cases) / theirs
    print(f"  irmcheck {rates[0]:.0f} cases/s, clingo {rates[1]:.0f} cases/s")
    print(f"  ratio {theirs / ours:.2f}")


if __name__ == "__main__":
    rulebook = load_rulebook(asp_folder())
    parts = {"process": whole_process, "batches": batches}
    for name in sys.argv[1:] or parts:
        parts[name](rulebook)
