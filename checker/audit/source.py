"""Sources: case files, JSON Lines and tables, streamed as batches of records.

In:  paths, folders and glob patterns; for tables a mapping of their columns.
Out: `pa.RecordBatch`es of `RECORDS`, always the same for the same input: files
     in the order of their names, no case cut in two.

    >>> files = files_of(["cases/", "more/*.jsonl"])        # doctest: +SKIP
    >>> next(batches(files, 16)).num_rows                  # doctest: +SKIP
    16
"""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from checker.audit.mapping import Mapped, mapped_tables
from checker.audit.tables import RECORDS
from checker.errors import UsageWrong
from checker.read import LARGEST

_DOCUMENTS = (".yaml", ".yml", ".json")
_LINES = (".jsonl", ".ndjson")
TABLES = (".parquet", ".csv")
_KNOWN = (*_DOCUMENTS, *_LINES, *TABLES)

#: Bytes of records in one batch, whatever the number of its cases.
_MOST_BYTES = 8 * 1024 * 1024

Row = dict[str, Any]


def files_of(inputs: Iterable[str]) -> list[Path]:
    """Return the files that the inputs name, sorted, each once.

    Of a folder those with a known suffix, at any depth.

    Raises:
        UsageWrong: an input names no file.
    """
    found: set[Path] = set()
    for each in inputs:
        path = Path(each)
        if path.is_dir():
            inside = {p for p in path.rglob("*") if p.suffix in _KNOWN and p.is_file()}
        elif path.exists():
            inside = {path}
        else:
            inside = {Path(p) for p in glob.glob(each, recursive=True)}
            inside = {p for p in inside if p.is_file()}
        if not inside:
            raise UsageWrong(f"{each}: no case file, JSON Lines file or table there.")
        found |= inside
    return sorted(found, key=str)


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file.

    Raises:
        UsageWrong: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UsageWrong(f"{path}: cannot be read: {error.strerror}.") from None


def batches(
    files: Sequence[Path],
    size: int,
    mapping: Path | None = None,
    scratch: Path | None = None,
) -> Iterator[pa.RecordBatch]:
    """Yield the records of all files, at most `size` cases at a time.

    Args:
        mapping: YAML file that maps the columns of foreign tables.
        scratch: Where tables larger than memory are sorted.

    Raises:
        InputInvalid: a table or the mapping cannot be read.
    """
    plain = [path for path in files if path.suffix not in TABLES]
    tables = [path for path in files if path.suffix in TABLES]
    yield from _cut(_records(plain), size)
    if tables:
        yield from _cut(_joined(mapped_tables(tables, mapping), scratch), size)


def _cut(rows: Iterable[Row], size: int) -> Iterator[pa.RecordBatch]:
    """Cut rows between cases, by number and by weight."""
    held: list[Row] = []
    cases = weight = 0
    last: object = None
    for row in rows:
        owner = (row["source"], row["case"]) if row["part"] else object()
        if owner != last:
            if cases >= size or weight > _MOST_BYTES:
                yield _batch(held)
                held, cases, weight = [], 0, 0
            cases += 1
            last = owner
        held.append(row)
        weight += len(row["record"])
    if held:
        yield _batch(held)


def _batch(rows: list[Row]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(rows, schema=RECORDS)


def _records(files: Iterable[Path]) -> Iterator[Row]:
    for path in files:
        try:
            if path.suffix in _LINES:
                yield from _lines(path)
            else:
                with path.open("rb") as file:
                    yield record(str(path), 1, file.read(LARGEST + 1))
        except OSError as error:
            why = f"this file cannot be read: {error.strerror}".encode()
            yield record(str(path), 1, why, part="unreadable")


def _lines(path: Path) -> Iterator[Row]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LARGEST + 1):
            number += 1
            if line.strip():
                yield record(str(path), number, line)
            rest = line
            while len(rest) >= LARGEST and not rest.endswith(b"\n"):
                rest = file.readline(LARGEST)


def record(
    source: str, line: int, text: bytes, part: str = "", case: str = "", at: int = 0
) -> Row:
    """Return one row of `RECORDS`."""
    return {
        "source": source,
        "line": line,
        "case": case,
        "part": part,
        "position": at,
        "record": text,
    }


def _joined(tables: Sequence[Mapped], scratch: Path | None) -> Iterator[Row]:
    """Yield the entries of all tables, those of a case together."""
    from checker.audit.query import sorted_entries

    for case, part, position, source, entry in sorted_entries(tables, scratch):
        yield record(source, position, entry.encode(), part, case, position)
