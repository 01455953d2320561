"""What explanations cost, beside the plain check and beside xclingo, as ratios.

    python benchmarks/explain.py [PYTHON]

PYTHON is the interpreter of an environment with xclingo, where this one has not.

1. The largest example that has violations, and the one that takes the most times
   its check: judging it and explaining all its findings, with what would have
   complied with each violation and what would decide what is open, in turn with
   judging it only, in one process. Aim: less than 5 times.
2. A report of 40 explained findings of the latter: its size and the time to
   render it. Aim: less than 2 MB.
3. xclingo (where there is one) on the same rules and facts, explaining the
   same violations, in a process of its own with a time limit.

The times are medians of processor time; a noisy machine shows in their spread, so
quote ratios.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from clingo import ast

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from checker.case import Case  # noqa: E402
from checker.check import check_case, prepared, solved_in  # noqa: E402
from checker.explain.missing import MissingFacts, missing_in  # noqa: E402
from checker.explain.remedy import Remedies  # noqa: E402
from checker.findings import ADVERSE, CaseResult, Finding  # noqa: E402
from checker.places import asp_folder  # noqa: E402
from checker.read import read_path  # noqa: E402
from checker.relations import text_of  # noqa: E402
from checker.report.html import render  # noqa: E402
from checker.rulebook import Rulebook, load_rulebook  # noqa: E402

RUNS, LIMIT, FINDINGS = 5, 60, 40

#: xclingo explains the atoms it is asked for; the functions are ours.
XCLINGO = """
import sys
sys.path += sys.argv[1].split(":")
from xclingo import XclingoControl
from xclingo.explainer._utils import XClingoContext
from checker.functions import Functions

class Both(Functions, XClingoContext):
    pass

control = XclingoControl(["1"], n_explanations="1")
control.explainer.message_limit = 1000000  # else its notes count as failure
control.add("base", [], open(sys.argv[2], encoding="utf-8").read())
control.ground([("base", [])], context=Both())
print(sum(
    len([graph.explain(atom) for atom in graph.show_trace])
    for model in control.solve()
    for graph in model.explain_model(Both())
))
"""


Told = tuple[CaseResult, Remedies, MissingFacts]


def timed(run: Callable[[], object]) -> float:
    """Return the processor time of a call in seconds."""
    start = time.process_time()
    run()
    return time.process_time() - start


def wrong_in(result: CaseResult) -> list[Finding]:
    """Return the violations among the findings."""
    return [each for each in result.findings if each.status in ADVERSE]


def examples(book: Rulebook) -> Iterator[tuple[str, Path, Case, date]]:
    """Yield the largest example that has violations, and the slowest to explain."""
    found = []
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        [case] = read_path(path, book.vocabulary).cases
        day = case.as_of or date(2026, 12, 31)
        if wrong_in(check_case(case, book, day)):
            explained(book, case, day)  # what is worked out once for all is ready
            check = timed(lambda case=case, day=day: check_case(case, book, day))
            whole = timed(lambda case=case, day=day: explained(book, case, day))
            found.append((whole / check, path, case, day))
    yield "largest", *max(found, key=lambda row: row[1].stat().st_size)[1:]
    yield "slowest beside its check", *max(found, key=lambda row: row[0])[1:]


def explained(book: Rulebook, case: Case, day: date) -> Told:
    """Judge a case and explain all of it, as `irmcheck explain` does."""
    solved = solved_in(*prepared(case, book, day, {}))
    result = check_case(case, book, day, explain=True, solved=solved)
    remedies = Remedies(book, case, day, wrong_in(result), solved=solved)
    return result, remedies, missing_in(book, case, day, solved=solved)


def explanations(book: Rulebook, case: Case, day: date) -> CaseResult:
    """Compare explaining all of a case with the plain check."""
    times: dict[str, list[float]] = {"check": [], "explain": []}
    result, remedies, missing = explained(book, case, day)
    for _ in range(RUNS):
        times["check"].append(timed(lambda: check_case(case, book, day)))
        times["explain"].append(timed(lambda: explained(book, case, day)))
    medians = {name: statistics.median(row) for name, row in times.items()}
    wrong = wrong_in(result)
    told = sum(bool(remedies.of(each)) for each in wrong)
    print(
        f"{len(result.findings)} findings explained, {len(missing.sets)} of them open,"
    )
    print(f"{len(wrong)} of them violations, {told} of these with a remedy:")
    for name, row in times.items():
        print(f"  {name:<8} {medians[name]:.3f} s ({min(row):.3f} to {max(row):.3f})")
    print(f"  explain / check: {medians['explain'] / medians['check']:.2f}")
    return with_remedies(result, remedies)


def with_remedies(result: CaseResult, remedies: Remedies) -> CaseResult:
    """Return a result whose explanations tell what would have complied."""
    findings = tuple(
        replace(
            each,
            explanation=each.explanation
            and replace(
                each.explanation, complied=tuple(e.words for e in remedies.of(each))
            ),
        )
        for each in result.findings
    )
    return replace(result, findings=findings)


def report(result: CaseResult) -> None:
    """Tell the size of a report of forty explained findings."""
    many = result.findings * (FINDINGS // len(result.findings) + 1)
    chosen = tuple(
        replace(each, key=f"{each.key}|{number}")
        for number, each in enumerate(many[:FINDINGS])
    )
    page = render([replace(result, findings=chosen)])
    spent = timed(lambda: render([replace(result, findings=chosen)]))
    print(f"report of {FINDINGS} explained findings:")
    print(f"  {len(page.encode()) / 1e6:.2f} MB, rendered in {spent:.2f} s")


def rival() -> str | None:
    """Return the Python that has xclingo, None if there is none."""
    if len(sys.argv) > 1:
        return sys.argv[1]
    return sys.executable if find_spec("xclingo") else None


class Named(ast.Transformer):
    """Names anonymous variables: xclingo puts them into heads, unsafe."""

    def __init__(self) -> None:
        self.count = 0

    def visit_Literal(self, literal: ast.AST) -> ast.AST:
        return (
            literal if literal.sign else literal.update(**self.visit_children(literal))
        )

    def visit_Variable(self, variable: ast.AST) -> ast.AST:
        self.count += 1
        return (
            variable.update(name=f"Any{self.count}")
            if variable.name == "_"
            else variable
        )


def readable(program: str) -> str:
    """Return a program as xclingo can read it."""
    lines: list[str] = []
    named = Named()
    ast.parse_string(program, lambda each: lines.append(str(named.visit(each))))
    return "\n".join(lines)


def xclingo(book: Rulebook, case: Case, day: date) -> None:
    """Run xclingo on the same rules and facts, within a time limit."""
    python = rival()
    if python is None:
        print("xclingo: not compared, it is not installed. Name the Python of an")
        print("environment that has it (pip install --pre xclingo) as argument.")
        return
    part, facts = prepared(case, book, day, {})
    asked = "".join(
        f"%!show_trace {{status(N,C,S,{status})}} :- status(N,C,S,{status}).\n"
        for status in ("violated", "met_late")
    )
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "program.lp"
        program = readable(f"{part.text}\n{text_of([facts])}")
        text.write_text(f"{program}\n{asked}", encoding="utf-8")
        ours = ":".join([str(ROOT), *filter(None, sys.path)])
        command = [python, "-c", XCLINGO, ours, str(text)]
        start = time.perf_counter()
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=LIMIT, check=False
            )
        except subprocess.TimeoutExpired:
            print(f"xclingo: no answer within {LIMIT} s, its time limit")
            return
        spent = time.perf_counter() - start
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
        print(f"xclingo: gave up after {spent:.2f} s: {reason}")
    else:
        print(f"xclingo: {spent:.2f} s for {done.stdout.strip()} explanations")


if __name__ == "__main__":
    rulebook = load_rulebook(asp_folder())
    for words, path, example, as_of in examples(rulebook):
        print(f"{words}: {path.name}")
        judged = explanations(rulebook, example, as_of)
    report(judged)
    xclingo(rulebook, example, as_of)
