"""How `irmcheck check` compares with bare clingo, side by side, as ratios.

    python benchmarks/check.py [process] [batches]

1. `irmcheck check --html` on the largest example as a whole process, in turn
   with clingo on the same rules and facts; the time of a bare
   `python -c 'import clingo, jinja2'` is taken off both. Aim: 3 or less. The rules
   are those that the command is given, the whole rulebook; beside it stands clingo
   on the rules that the case can reach, which is what irmcheck itself chose.
2. The rate of generated cases in one process, from records to statuses, each case
   alone as one with unknowns always is, against clingo grounding and solving the
   same rules and facts in batches of 400. Aim: 0.5. A case whose unknowns may be
   more than `VALUES` things is left out of both, and counted: comparing two unknown
   days costs the solver the product of what each may be. A batch that takes clingo
   more than `LIMIT` seconds counts as so many: the ratio is then at least that.

The times are medians of processor time; a noisy machine shows in their spread, so
quote ratios.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import clingo  # noqa: E402

from checker.case import Case  # noqa: E402
from checker.check import facts_in, prepared  # noqa: E402
from checker.facts import present_in  # noqa: E402
from checker.functions import Functions  # noqa: E402
from checker.places import asp_folder  # noqa: E402
from checker.read import read_cases, read_path  # noqa: E402
from checker.relations import text_of  # noqa: E402
from checker.rulebook import Rulebook, load_rulebook  # noqa: E402
from checker.slices import slice_for  # noqa: E402
from checker.solve import Grounded  # noqa: E402
from checker.statuses import judged_in  # noqa: E402
from tests.generated import as_yaml, random_case  # noqa: E402

RUNS, CASES, BATCH = 7, 1000, 400
ACTS, VALUES = 12, 1500
#: Seconds of processor time that clingo may take for a batch.
LIMIT = 60
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
    every = [rule.text for rule in book.rules]
    cards = [fact for norm in book.norms.values() for fact in norm.facts]
    cards += [f"always({norm})." for norm in sorted(book.always)]
    rules = {"clingo": "\n".join([book.kernel, *every, *cards]), "reached": part.text}
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "program.py"
        for name, text in rules.items():
            path = Path(folder) / f"{name}.lp"
            path.write_text(text + "\n" + text_of([facts]), encoding="utf-8")
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
            **{
                name: [
                    sys.executable,
                    str(program),
                    str(ROOT),
                    str(Path(folder) / f"{name}.lp"),
                ]
                for name in rules
            },
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
    ours = medians["check"] - medians["bare"]
    print(f"largest example: {largest.name}")
    for name, row in times.items():
        print(f"  {name:<7} {medians[name]:.3f} s ({min(row):.3f} to {max(row):.3f})")
    for name, on in (("clingo", "the rulebook"), ("reached", "what the case reaches")):
        ratio = ours / (medians[name] - medians["bare"])
        print(f"  check / clingo on {on}, without the bare imports: {ratio:.2f}")


def generated(book: Rulebook) -> Iterator[list[Case]]:
    """Yield batches of seeded random cases."""
    seeds, left_out = count(), 0
    for start in range(0, CASES, BATCH):
        chunk: list[Case] = []
        while len(chunk) < min(BATCH, CASES - start):
            seed = next(seeds)
            text = as_yaml(random_case(seed, book.vocabulary, ACTS))
            for case in read_cases(f"{seed}", text.encode(), book.vocabulary).cases:
                part = slice_for(book, present_in(case, AS_OF))
                unknowns = facts_in(case, book, AS_OF, part, {}, 1).unknowns
                if sum(len(each.atoms) for each in unknowns) > VALUES:
                    left_out += 1
                else:
                    chunk.append(case)
        yield chunk
    print(f"{left_out} of {next(seeds)} cases left out: over {VALUES} possible values")


def bare(text: str) -> float:
    """Return the seconds that clingo takes for a program, `LIMIT` at most."""
    before = os.times()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
        control = clingo.Control(["--warn=none"])
        control.add("base", [], text)
        control.ground([("base", [])], context=Functions())
        control.solve()
        os._exit(0)
    os.waitpid(child, 0)
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4])


def batches(book: Rulebook) -> None:
    """Compare the rate of cases with clingo on the same rules and facts."""
    ours = theirs = 0.0
    cut = 0
    for chunk in generated(book):
        began = time.process_time()
        for case in chunk:
            part = slice_for(book, present_in(case, AS_OF))
            facts = facts_in(case, book, AS_OF, part, {}, 1)
            for answer in Grounded(part, [facts]).answers():
                judged_in(answer)
        ours += time.process_time() - began

        present = frozenset().union(*(present_in(case, AS_OF) for case in chunk))
        whole = slice_for(book, present)
        listed = [
            facts_in(case, book, AS_OF, whole, {}, n) for n, case in enumerate(chunk, 1)
        ]
        text = whole.text + "\n" + text_of(listed)
        took = bare(text)
        theirs += min(took, LIMIT)
        cut += took >= LIMIT
    print(f"{CASES} generated cases of {ACTS} acts, clingo in batches of {BATCH}:")
    print(f"  irmcheck {CASES / ours:.1f} cases/s, clingo {CASES / theirs:.1f} cases/s")
    if cut:
        print(f"  {cut} batches of clingo were cut off at {LIMIT} s")
    print(f"  ratio {'at least ' if cut else ''}{theirs / ours:.2f}", flush=True)


if __name__ == "__main__":
    rulebook = load_rulebook(asp_folder())
    parts = {"process": whole_process, "batches": batches}
    for name in sys.argv[1:] or parts:
        parts[name](rulebook)
