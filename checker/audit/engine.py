"""The audit as a whole: from inputs to the finished folder.

In:  an `Order`: what to audit, by what, and where to.
Out: the folder; a `Report` of what came of it.

    >>> audit(Order(("cases/",), Path("out"), book))        # doctest: +SKIP
    Report(input=1000, judged=998, rejected=2, ...)
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

import checker
from checker.audit import local
from checker.audit.baseline import compare
from checker.audit.batch import Terms
from checker.audit.sample import Sampling, draw, only_drawn
from checker.audit.source import batches, files_of, fingerprint
from checker.audit.store import Store, write_text
from checker.audit.waivers import Waiver, read_waivers
from checker.rulebook import Rulebook

#: Input files that `run.json` names one by one.
_MOST_NAMED = 1000


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for.

    Attributes:
        inputs: Files, folders and patterns.
        today: Day of the audit of cases that name none.
        size: Cases in a batch.
        command: The command line, for the record.
    """

    inputs: tuple[str, ...]
    out: Path
    book: Rulebook
    today: date
    as_of: date | None = None
    parameters: Mapping[str, int] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    full_tins: bool = False
    mapping: Path | None = None
    size: int = 16
    workers: int = 1
    limits: local.Limits = field(default_factory=local.Limits)
    sampling: Sampling | None = None
    baseline: Path | None = None
    waivers: Path | None = None
    csv: bool = False
    pages: int = 200
    command: str = ""
    engine: str = "local"
    master: str = "local[*]"


@dataclass(frozen=True, slots=True)
class Report:
    """What came of an audit."""

    run: Mapping[str, Any]
    summary: Mapping[str, Any]


def audit(
    order: Order, progress: Callable[[int, int], None] = lambda done, total: None
) -> Report:
    """Audit, or go on with an audit that was interrupted.

    Args:
        progress: Told the cases that are done and the records that there are.

    Raises:
        UsageWrong: the folder holds another audit.
        InputInvalid: a table, the mapping or the waivers cannot be read.
        StoreFailed: the disk is full.
    """
    files = files_of(order.inputs)
    inputs = _described(files)
    waivers = read_waivers(order.waivers) if order.waivers else ()
    store = Store(order.out, _identity(order, inputs))
    try:
        return _audited(order, store, files, inputs, waivers, progress)
    finally:
        store.close()


def _described(files: list[Path]) -> list[dict[str, Any]]:
    """Return path, size and hash of each input; of very many their sum."""
    found = [
        {"path": str(path), "bytes": path.stat().st_size, "sha256": fingerprint(path)}
        for path in files
    ]
    if len(found) <= _MOST_NAMED:
        return found
    whole = hashlib.sha256(json.dumps(found).encode()).hexdigest()
    size = sum(path.stat().st_size for path in files)
    return [{"files": len(found), "bytes": size, "sha256": whole}]


def _identity(order: Order, inputs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what must be the same for an audit to be gone on with."""
    sampling = order.sampling
    return {
        "version": checker.__version__,
        "rulebook": order.book.hash,
        "as_of": order.as_of.isoformat() if order.as_of else None,
        "today": order.today.isoformat(),
        "parameters": dict(order.parameters),
        "only": list(order.only),
        "full_tins": order.full_tins,
        "batch": order.size,
        "mapping": fingerprint(order.mapping) if order.mapping else None,
        "sample": sampling.described() if sampling else None,
        "inputs": inputs,
    }


def _audited(
    order: Order,
    store: Store,
    files: list[Path],
    inputs: list[dict[str, Any]],
    waivers: tuple[Waiver, ...],
    progress: Callable[[int, int], None],
) -> Report:
    from checker.audit.site import write_site
    from checker.audit.statistics import summarise

    counts: Mapping[str, Any]
    if store.complete:
        text = (order.out / "run.json").read_text(encoding="utf-8")
        run = json.loads(text)
        text = (order.out / "summary.json").read_text(encoding="utf-8")
        return Report(run, json.loads(text))
    terms = Terms(
        order.book,
        order.as_of,
        date.fromisoformat(store.today),
        order.parameters,
        order.only,
        order.full_tins,
    )

    def stream() -> Iterator[pa.RecordBatch]:
        return batches(files, order.size, order.mapping, store.work)

    drawn = draw(stream(), order.sampling) if order.sampling else None
    total = drawn.size if drawn else sum(each.num_rows for each in stream())
    finished = store.done()
    if order.engine == "spark":
        from checker.audit.spark import run_spark

        chosen = only_drawn(stream(), drawn, order.size) if drawn else stream()
        run_spark(chosen, store, terms, order.master)
    else:
        seen = [0]

        def report(judged: int, rejected: int) -> None:
            seen[0] += judged + rejected
            progress(seen[0], total)

        chosen = only_drawn(stream(), drawn, order.size) if drawn else stream()
        left = (
            (number, each)
            for number, each in enumerate(chosen)
            if number not in finished
        )
        local.run(left, store.work, terms, order.workers, order.limits, report)
    counts = store.collect()
    summary = summarise(order.out, order.as_of or order.today, waivers, drawn)
    summary["baseline"] = compare(order.out, order.baseline) if order.baseline else None
    write_text(order.out / "summary.json", _json(summary))
    if drawn:
        write_text(order.out / "sample.json", _json(drawn.described()))
    if order.csv:
        store.csv()
    run = {
        "program": checker.__version__,
        "rulebook": order.book.hash,
        "rulebook_name": order.book.name,
        "schema": "1",
        "python": platform.python_version(),
        "as_of": order.as_of.isoformat() if order.as_of else None,
        "today": store.today,
        "engine": order.engine,
        "workers": order.workers,
        "batch": order.size,
        "parameters": dict(order.parameters),
        "only": list(order.only),
        "sample": order.sampling.described() if order.sampling else None,
        "command": order.command,
        "inputs": inputs,
        **counts,
    }
    write_site(order.out, run, summary, order.pages)
    store.finish(run)
    return Report(run, summary)


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)
