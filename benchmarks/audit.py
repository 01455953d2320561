"""How `irmcheck audit` compares, side by side, as ratios.

    python benchmarks/audit.py [--cases 1000,10000] [--kernel 50] [--spark]

1. Cases per second and core of the kernel against clingo grounding the same
   rules and facts and finding one answer set, case by case in turn. Aim: 0.5 or more.
2. Cost of a case at each size against the first. Aim: within 10%.
3. Peak memory of a worker. Aim: under 1 GiB.
4. Two workers against one. Aim: 1.8 or more.
5. With --spark: Spark on `local[2]` against two local workers. Aim: 0.7.

The kernel judges the examples, with ids of their own, and then the population that
the sizes are of: small cases with planted violations (`tests/planted.py`). None is
without unknowns. The defaults take minutes; for the aims of the project give
1000,100000, and hours. A noisy machine shows in every figure.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from datetime import date
from itertools import cycle, islice
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import clingo  # noqa: E402

from checker.audit.batch import TOGETHER, Terms, judge, read_records  # noqa: E402
from checker.audit.engine import Order, audit  # noqa: E402
from checker.audit.source import batches  # noqa: E402
from checker.check import prepared  # noqa: E402
from checker.functions import Functions  # noqa: E402
from checker.places import asp_folder  # noqa: E402
from checker.relations import text_of  # noqa: E402
from checker.rulebook import Rulebook, load_rulebook  # noqa: E402
from tests.planted import population  # noqa: E402

DAY = date(2026, 12, 31)


def planted(path: Path, count: int) -> None:
    """Write so many small cases, some of them bad, as JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{record}\n" for record, _, _ in population(1, count))


def examples(path: Path, count: int) -> None:
    """Write so many cases, made from the examples, as JSON Lines."""
    whole = [
        yaml.load(each.read_text(encoding="utf-8"), yaml.BaseLoader)
        for each in sorted((ROOT / "examples").glob("*.yaml"))
    ]
    with path.open("w", encoding="utf-8") as file:
        for number, case in enumerate(islice(cycle(whole), count)):
            file.write(json.dumps({**case, "case": f"c{number:07}"}) + "\n")


def kernel(book: Rulebook, path: Path, most: int, name: str) -> None:
    """Compare the kernel with bare clingo on the same facts, taking turns."""
    terms = Terms(book, fallback=DAY)
    ours = theirs = 0.0
    cases = 0
    for records in batches([path], TOGETHER):
        began = time.process_time()
        read = list(read_records(records, terms))
        list(judge(read, terms))
        ours += time.process_time() - began
        found = [each.case for each in read if each.case]
        for case in found:
            part, facts = prepared(case, book, terms.day_of(case), {})
            text = part.text + "\n" + text_of([facts])
            began = time.process_time()
            control = clingo.Control(logger=lambda code, words: None)
            control.add("base", [], text)
            control.ground([("base", [])], context=Functions())
            control.solve()
            theirs += time.process_time() - began
        cases += len(found)
        if cases >= most:
            break
    rates = f"kernel {cases / ours:.1f}, clingo {cases / theirs:.1f}"
    print(f"{name}: {rates} cases/s and core")
    print(f"  ratio {theirs / ours:.2f} (aim 0.5)", flush=True)


def timed(book: Rulebook, path: Path, workers: int, engine: str = "local") -> float:
    """Return the seconds of an audit."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        order = Order(
            (str(path),),
            out,
            book,
            DAY,
            workers=workers,
            pages=0,
            engine=engine,
            master="local[2]",
        )
        began = time.perf_counter()
        audit(order)
        return time.perf_counter() - began


def main() -> None:
    """Print every ratio."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--cases", default="100,300")
    words.add_argument("--kernel", type=int, default=50)
    words.add_argument("--spark", action="store_true")
    given = words.parse_args()
    sizes = [int(each) for each in given.cases.split(",")]
    book = load_rulebook(asp_folder())
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for size in sizes:
            paths[size] = Path(folder) / f"{size}.jsonl"
            planted(paths[size], size)
        shown = Path(folder) / "examples.jsonl"
        examples(shown, given.kernel)
        kernel(book, shown, given.kernel, "examples")
        kernel(book, paths[sizes[-1]], given.kernel, "planted")
        took = {size: timed(book, paths[size], 1) for size in sizes}
        for size in sizes:
            cost = took[size] / size
            ratio = cost / (took[sizes[0]] / sizes[0])
            print(
                f"{size:,} cases: {1000 * cost:.1f} ms a case, ratio {ratio:.2f}",
                flush=True,
            )
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        print(f"largest worker: {most} MiB (aim under 1024)")
        last = sizes[-1]
        two = timed(book, paths[last], 2)
        print(f"two workers against one: {took[last] / two:.2f} (aim 1.8)")
        if given.spark:
            spark = timed(book, paths[last], 2, "spark")
            print(f"Spark against two workers: {two / spark:.2f} (aim 0.7)")


if __name__ == "__main__":
    main()
