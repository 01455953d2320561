"""An audit of a population whose violations are known: are they all counted?

    python benchmarks/planted.py [--cases 1000] [--workers 2] [--engine spark]

Prints the rate, and every count that differs; exits with 1 if one does.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pyarrow.compute as pc  # noqa: E402
from pyarrow import dataset  # noqa: E402

from checker.audit.engine import Order, audit  # noqa: E402
from checker.places import asp_folder  # noqa: E402
from checker.rulebook import load_rulebook  # noqa: E402
from tests.planted import AS_OF, counts, population  # noqa: E402


def counted(out: Path, norms: set[str]) -> Counter[tuple[str, str]]:
    """Return how often an audit found each status of some norms."""
    rows = dataset.dataset(out / "findings.parquet", partitioning="hive").to_table(
        columns=["norm", "status"], filter=pc.field("norm").isin(sorted(norms))
    )
    pairs = zip(rows["norm"].to_pylist(), rows["status"].to_pylist(), strict=True)
    return Counter(pairs)


def main() -> int:
    """Audit and compare."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--cases", type=int, default=1000)
    words.add_argument("--workers", type=int, default=2)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--engine", default="local")
    given = words.parse_args()
    expected, bad = counts(given.seed, given.cases)
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "cases.jsonl", Path(folder) / "out"
        with path.open("w", encoding="utf-8") as file:
            for record, _, _ in population(given.seed, given.cases):
                file.write(record + "\n")
        order = Order(
            (str(path),),
            out,
            load_rulebook(asp_folder()),
            AS_OF,
            workers=given.workers,
            pages=0,
            engine=given.engine,
            master=f"local[{given.workers}]",
        )
        began = time.perf_counter()
        report = audit(order)
        took = time.perf_counter() - began
        found = counted(out, {norm for norm, _ in expected})
    print(f"{given.cases:,} records in {took:.0f} s: {given.cases / took:.1f} a second")
    rejected = report.summary["rejected"]
    print(f"rejected {rejected:,}, planted {bad:,}")
    for pair, count in sorted(expected.items()):
        print(f"{pair[0]} {pair[1]}: {found[pair]:,}, planted {count:,}")
    same = rejected == bad and all(found[each] == n for each, n in expected.items())
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
