"""A worker process: judges the batches that it is sent, writes the parts.

In:  `Task`s over a pipe.
Out: parts in the store, and `Done`, `At` or `Failed` over the pipe.

A task is judged as a whole, or case by case, when it ran away before: then the
worker says at which case it is, so that the one that it cannot leave is known.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pyarrow as pa

from checker.audit.batch import (
    Read,
    Terms,
    judge,
    outcomes,
    owner,
    read_records,
    reason_object,
    rejected_row,
)
from checker.audit.store import write_part

#: A record (number within the batch) and a case of it; -1 while it is read.
Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Task:
    """A batch: its number and, as Arrow IPC, its records.

    Attributes:
        singly: Judge case by case.
        skip: Cases that ran away, and why they are rejected.
        suspect: The case at which a process died; if one dies there again, it
            is the case, and not somebody who ended the process.
        failures: How often a process ended before it named a case.
    """

    number: int
    records: bytes
    singly: bool = False
    skip: Mapping[Spot, str] = field(default_factory=dict)
    suspect: Spot | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """A part is written."""

    judged: int
    rejected: int


@dataclass(frozen=True, slots=True)
class At:
    """The worker begins with this case, or (None) with the task as a whole."""

    spot: Spot | None


@dataclass(frozen=True, slots=True)
class Failed:
    """The part cannot be written."""

    message: str


def packed(records: pa.RecordBatch) -> bytes:
    """Return a batch as Arrow IPC."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, records.schema) as stream:
        stream.write_batch(records)
    found: bytes = sink.getvalue().to_pybytes()
    return found


def unpacked(data: bytes) -> pa.RecordBatch:
    """Return the batch of `packed`."""
    with pa.ipc.open_stream(data) as stream:
        return stream.read_next_batch()


def serve(pipe: Connection, work: Path, terms: Terms) -> None:
    """Judge what comes over the pipe until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            task: Task = pipe.recv()
            pipe.send(At(None))
            records = unpacked(task.records)
            if task.singly:
                rows = list(_singly(records, task.skip, terms, pipe))
            else:
                rows = list(judge(list(read_records(records, terms)), terms))
            found = outcomes(rows)
            try:
                write_part(work, task.number, found)
            except OSError as error:
                pipe.send(Failed(error.strerror or str(error)))
                return
            rejected = sum(row["rejected"] is not None for row in rows)
            pipe.send(Done(len(rows) - rejected, rejected))


def _singly(
    records: pa.RecordBatch, skip: Mapping[Spot, str], terms: Terms, pipe: Connection
) -> Iterator[dict[str, Any]]:
    for number, piece in enumerate(pieces(records)):
        first = piece.slice(0, 1).to_pylist()[0]
        if (number, -1) in skip:
            read = Read(first["source"], first["line"], None, None, first["case"])
            yield rejected_row(read, reason_object(read, skip[number, -1]))
            continue
        pipe.send(At((number, -1)))
        for place, each in enumerate(read_records(piece, terms)):
            if (number, place) in skip:
                yield rejected_row(each, reason_object(each, skip[number, place]))
                continue
            pipe.send(At((number, place)))
            yield from judge([each], terms)


def pieces(records: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Yield each case file, and the records of each case of tables, apart."""
    start = 0
    for (_, _, whole), group in groupby(records.to_pylist(), key=owner):
        size = sum(1 for _ in group)
        if whole:
            for each in range(start, start + size):
                yield records.slice(each, 1)
        else:
            yield records.slice(start, size)
        start += size
