"""Workers: parts of an examination side by side, and a common clock.

In:  the rulebooks that every worker reads, and tasks.
Out: their results in the order of the tasks; a task that begins after the time
     is up returns None.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import TimeoutError
from multiprocessing.pool import Pool
from typing import TypeVar

from checker.rulebook import Rulebook

Task = TypeVar("Task")
Result = TypeVar("Result")

_BOOKS: list[Rulebook] = []


@dataclass(frozen=True, slots=True)
class Clock:
    """When an examination ends, on the clock that all its processes share.

    Attributes:
        work: Until when, by the time that it works, a process may do this; a busy
            machine changes nothing of what can be found.
    """

    end: float
    work: float = math.inf

    @classmethod
    def lasting(cls, seconds: float) -> Clock:
        """Return the clock of an examination that begins now."""
        return cls(time.monotonic() + seconds)

    def working(self, seconds: float) -> Clock:
        """Return the clock of a task of this process that may work so long."""
        return Clock(self.end, time.process_time() + seconds)

    @property
    def left(self) -> float:
        """Seconds that are left at least, if the process works all the time."""
        return min(self.end - time.monotonic(), self.work - time.process_time())

    @property
    def over(self) -> bool:
        """Tell whether the time is up."""
        return self.left <= 0


def share(*books: Rulebook) -> None:
    """Give this process the rulebooks that its tasks read."""
    _BOOKS[:] = books


def shared(position: int = 0) -> Rulebook:
    """Return a rulebook of this process."""
    return _BOOKS[position]


@contextmanager
def workers(*books: Rulebook, count: int | None = None) -> Iterator[Pool]:
    """Open worker processes that hold the rulebooks."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in methods else None)
    share(*books)
    with context.Pool(count or os.cpu_count() or 1, share, books) as pool:
        yield pool


@dataclass(frozen=True, slots=True)
class _Timed:
    run: Callable[[object], object]
    clock: Clock

    def __call__(self, task: object) -> object:
        return None if self.clock.over else self.run(task)


def each(
    pool: Pool,
    run: Callable[[Task], Result],
    tasks: Iterable[Task],
    clock: Clock,
) -> Iterator[tuple[Task, Result | None]]:
    """Yield every task with its result, None where its turn never came.

    A task that outlasts the clock is given up with those after it; leaving the
    pool ends its process.
    """
    listed = list(tasks)
    timed = _Timed(run, clock)  # type: ignore[arg-type]
    waiting = dict(enumerate(listed))
    results = pool.imap_unordered(
        _numbered, [(timed, n, t) for n, t in enumerate(listed)]
    )
    while waiting:
        try:
            number, result = results.next(max(1.0, clock.left + _GRACE))
        except (TimeoutError, StopIteration):
            break
        yield waiting.pop(number), result  # type: ignore[misc]
    for task in waiting.values():
        yield task, None


#: Seconds that a task may overrun the clock.
_GRACE = 5.0


def _numbered(task: tuple[_Timed, int, object]) -> tuple[int, object]:
    run, number, what = task
    return number, run(what)
