"""The local engine: worker processes on one machine.

In:  numbered batches of records, and the store in which parts are kept.
Out: parts; the count of judged and rejected cases as it goes on.

A worker is a process of its own: it is ended when it grew old or large, takes
longer than a batch may, or died. Its batch is then judged case by case, and the
case at which it stops again is rejected with the reason.
"""

from __future__ import annotations

import math
import multiprocessing
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

import pyarrow as pa

from checker.audit.batch import Terms
from checker.audit.store import StoreFailed
from checker.audit.worker import At, Done, Failed, Spot, Task, packed, serve
from checker.errors import IrmcheckError

_MOST_FAILURES = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may take.

    Attributes:
        seconds: For a batch, and for a case alone.
        memory: Bytes; above them it is ended, above `retire` of them replaced.
        batches: After so many it is replaced: the solver frees no symbols.
    """

    seconds: float = 300.0
    memory: int = 1024**3
    retire: float = 0.6
    batches: int = 500


class _Worker:
    """One process, the task it has, and since when."""

    def __init__(self, work: Path, terms: Terms) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, far = context.Pipe()
        self.process: BaseProcess = context.Process(
            target=serve, args=(far, work, terms), daemon=True
        )
        self.process.start()
        far.close()
        self.task: Task | None = None
        self.spot: Spot | None = None
        self.since = math.inf
        self.finished = 0

    def give(self, task: Task) -> None:
        self.task, self.spot = task, None
        self.since = math.inf  # until it says that it begins
        self.pipe.send(task)

    def memory(self) -> int:
        """Resident bytes, 0 where the system does not tell."""
        try:
            pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        except (OSError, IndexError):
            return 0
        return int(pages) * 4096

    def end(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()


def run(
    batches: Iterator[tuple[int, pa.RecordBatch]],
    work: Path,
    terms: Terms,
    workers: int,
    limits: Limits,
    report: Callable[[int, int], None],
) -> None:
    """Judge all batches.

    Args:
        report: Told the judged and rejected cases of each finished batch.

    Raises:
        StoreFailed: a part cannot be written.
    """
    engine = _Engine(batches, work, terms, limits, report)
    try:
        engine.run(workers)
    finally:
        for worker in engine.workers:
            worker.end()


class _Engine:
    """The loop of the parent process."""

    def __init__(
        self,
        batches: Iterator[tuple[int, pa.RecordBatch]],
        work: Path,
        terms: Terms,
        limits: Limits,
        report: Callable[[int, int], None],
    ) -> None:
        self.workers: list[_Worker] = []
        self._batches = batches
        self._again: list[Task] = []
        self._work = work
        self._terms = terms
        self._limits = limits
        self._report = report

    def run(self, count: int) -> None:
        """Keep `count` workers busy until nothing is left."""
        while True:
            while len(self.workers) < count and (task := self._next()):
                worker = _Worker(self._work, self._terms)
                self.workers.append(worker)
                worker.give(task)
            if not self.workers:
                return
            ready = wait([each.pipe for each in self.workers], timeout=0.5)
            for worker in list(self.workers):
                if worker.pipe in ready:
                    self._hear(worker)
            for worker in list(self.workers):
                self._watch(worker)

    def _next(self) -> Task | None:
        if self._again:
            return self._again.pop()
        for number, records in self._batches:
            return Task(number, packed(records))
        return None

    def _hear(self, worker: _Worker) -> None:
        try:
            heard = _received(worker.pipe)
        except (EOFError, OSError):
            self._lost(worker, "the process that judged it died", died=True)
            return
        match heard:
            case At(spot):
                worker.spot, worker.since = spot, time.monotonic()
            case Failed(message):
                raise StoreFailed(
                    f"{self._work.parent}: cannot be written: {message}. Nothing that "
                    "was finished is lost; run the same command again."
                )
            case Done(judged, rejected):
                worker.finished += 1
                worker.task = None
                self._report(judged, rejected)
                self._renew(worker)

    def _renew(self, worker: _Worker) -> None:
        """Give a worker its next task, or end it."""
        old = worker.finished >= self._limits.batches
        large = worker.memory() > self._limits.memory * self._limits.retire
        task = None if old or large else self._next()
        if task is not None:
            worker.give(task)
        else:
            worker.end()
            self.workers.remove(worker)

    def _watch(self, worker: _Worker) -> None:
        if worker.task is None:
            return
        if time.monotonic() - worker.since > self._limits.seconds:
            limit = f"{self._limits.seconds:g} seconds"
            self._lost(worker, f"it was not decided within {limit}")
        elif worker.memory() > self._limits.memory:
            limit = f"{self._limits.memory // 1024**2} MiB"
            self._lost(worker, f"it took more than {limit} of memory")

    def _lost(self, worker: _Worker, why: str, *, died: bool = False) -> None:
        """End a worker; its batch is judged case by case, or a case rejected."""
        worker.end()
        self.workers.remove(worker)
        task, spot = worker.task, worker.spot
        if task is None:
            return
        if not task.singly:
            again = replace(task, singly=True)
        elif spot is None:
            if task.failures == _MOST_FAILURES:
                raise IrmcheckError(f"the worker processes end at once: {why}.")
            again = replace(task, failures=task.failures + 1)
        elif died and task.suspect != spot:
            again = replace(task, suspect=spot)
        else:
            again = replace(task, skip={**task.skip, spot: why})
        self._again.append(again)


def _received(pipe: Connection) -> At | Done | Failed:
    found: At | Done | Failed = pipe.recv()
    return found
