"""The Spark engine: the same kernel for those who outgrow one machine.

In:  a Spark DataFrame of `RECORDS`.
Out: a DataFrame of `OUTCOMES`, row for row what the local engine gives.

    >>> records = spark.read.parquet("records/")            # doctest: +SKIP
    >>> audit_frame(records, terms).write.parquet("outcomes/")

The records of a case are brought together and sorted; a case that Spark cuts
between two Arrow batches is carried over to the next.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from checker.audit.batch import Terms, audit_batch, owner
from checker.audit.store import Store
from checker.audit.tables import OUTCOMES, RECORDS

#: Cases of one partition; a failed task is repeated as a whole.
_PARTITION = 2000

#: Where the workers' Python is told; by default it is that of the driver.
_PYTHON = "PYSPARK_PYTHON"


def audit_frame(records: Any, terms: Terms, partitions: int | None = None) -> Any:
    """Return the outcomes of a DataFrame of records, lazily.

    Args:
        partitions: Tasks; what Spark chooses, if None.
    """
    from pyspark.sql import functions as f
    from pyspark.sql.pandas.types import from_arrow_schema

    shared = records.sparkSession.sparkContext.broadcast(terms)

    def judged(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for whole in carried_over(batches):
            yield audit_batch(whole, shared.value)

    whole = f.col("part").isin("", "unreadable")
    keys = ["source", "case", f.when(whole, f.col("line"))]
    spread = (
        records.repartition(partitions, *keys)
        if partitions
        else records.repartition(*keys)
    )
    ordered = spread.sortWithinPartitions("source", "case", whole, "part", "position")
    return ordered.mapInArrow(judged, from_arrow_schema(OUTCOMES))


def carried_over(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield batches that cut no case; the last case waits for its rest."""
    held: pa.RecordBatch | None = None
    for batch in batches:
        if batch.num_rows == 0:
            continue
        if held is not None:
            joined = pa.Table.from_batches([held.cast(RECORDS), batch.cast(RECORDS)])
            batch = joined.combine_chunks().to_batches()[0]
        rows = batch.select(["source", "case", "part"]).to_pylist()
        last = owner(rows[-1])
        start = len(rows) - 1
        while start and owner(rows[start - 1]) == last and not last[2]:
            start -= 1
        if start:
            yield batch.slice(0, start)
        held = batch.slice(start)
    if held is not None:
        yield held


def run_spark(
    batches: Iterable[pa.RecordBatch], store: Store, terms: Terms, master: str
) -> None:
    """Judge batches with Spark and leave the parts in the store.

    The folder of the outcomes is named after the run: whoever repeats the run
    writes the same files, and a finished one is not judged again.
    """
    from pyspark.sql import SparkSession

    records = store.work / "records"
    shutil.rmtree(records, ignore_errors=True)
    records.mkdir()
    total = 0
    for number, batch in enumerate(batches):
        table = pa.Table.from_batches([batch])
        parquet.write_table(table, records / f"{number:08d}.parquet")
        total += batch.num_rows
    if not total:
        return
    plan = json.loads((store.out / "plan.json").read_text(encoding="utf-8"))
    run = hashlib.sha256(json.dumps(plan, sort_keys=True).encode()).hexdigest()[:12]
    folder = store.work / f"spark-{run}"
    if not (folder / "_SUCCESS").exists():
        os.environ.setdefault(_PYTHON, sys.executable)
        spark = (
            SparkSession.builder.master(master)
            .appName(f"irmcheck audit {run}")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.execution.arrow.maxRecordsPerBatch", "256")
            .config("spark.sql.adaptive.enabled", "false")
            .getOrCreate()
        )
        try:
            cores = spark.sparkContext.defaultParallelism
            tasks = max(cores, -(-total // _PARTITION))
            frame = spark.read.schema(_schema()).parquet(str(records.resolve()))
            found = audit_frame(frame, terms, tasks)
            found.write.mode("overwrite").parquet(str(folder.resolve()))
        finally:
            spark.stop()
    _keep(folder, store.work)
    shutil.rmtree(records)


def _schema() -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(RECORDS)


def _keep(folder: Path, work: Path) -> None:
    """Link the files of a finished run as parts of the store."""
    for number, path in enumerate(sorted(folder.glob("part-*.parquet"))):
        target = work / f"part-{number:08d}.parquet"
        target.unlink(missing_ok=True)
        target.hardlink_to(path)
