"""Samples: an attribute sample of the population, drawn and projected.

In:  the records of the population, the size, a seed and a stratum column.
Out: `Drawn`: which cases, of which strata, and what their rates say of all.

A case is drawn by the SHA-256 of the seed and its place in the input: the same
seed draws the same cases from the same input, and none can be chosen by hand.
Strata get cases in proportion to their size, at least one each.
"""

from __future__ import annotations

import hashlib
import heapq
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import yaml

from checker.audit.interval import clopper_pearson
from checker.audit.worker import pieces

Key = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Sampling:
    """How many cases are drawn, by which seed, from which strata."""

    size: int
    seed: int
    strata: str | None = None

    def described(self) -> dict[str, Any]:
        """Return the plan for the record."""
        return {"size": self.size, "seed": self.seed, "strata": self.strata}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample: its plan, the population and cases of each stratum."""

    sampling: Sampling
    population: dict[str, int]
    cases: dict[str, list[Key]]

    @property
    def size(self) -> int:
        """The number of cases drawn."""
        return sum(len(each) for each in self.cases.values())

    def keys(self) -> frozenset[Key]:
        """The cases drawn."""
        return frozenset(key for keys in self.cases.values() for key in keys)

    def described(self) -> dict[str, Any]:
        """Return the sample for the record."""
        return {
            **self.sampling.described(),
            "method": "the smallest SHA-256 of seed, file, line and case id",
            "population": sum(self.population.values()),
            "drawn": self.size,
            "by_stratum": [
                {
                    "stratum": name,
                    "population": self.population[name],
                    "drawn": len(keys),
                    "cases": [
                        {"source": source, "line": line, "case": case or None}
                        for source, line, case in sorted(keys)
                    ],
                }
                for name, keys in sorted(self.cases.items())
            ],
        }

    def projected(self, hits: dict[str, int], confidence: float = 0.95) -> Any:
        """Return how many cases of the population the sample stands for.

        Args:
            hits: Cases with the attribute, by stratum.

        With strata the bounds of each are taken at a confidence that leaves the
        sum at least the confidence that was asked for (Bonferroni).
        """
        each = 1 - (1 - confidence) / max(1, len(self.cases))
        low = middle = high = 0.0
        for name, keys in self.cases.items():
            size, found = self.population[name], hits.get(name, 0)
            below, above = clopper_pearson(found, len(keys), each)
            low += size * max(below, found / size if size else 0)
            high += size * min(above, 1 - (len(keys) - found) / size if size else 0)
            middle += size * found / len(keys) if keys else 0
        return {
            "cases": round(middle),
            "from": int(low),
            "to": -int(-high // 1),
            "confidence": confidence,
        }


def key_of(piece: pa.RecordBatch) -> Key:
    """Return what tells a case from all others of the input."""
    row = piece.slice(0, 1).to_pylist()[0]
    return row["source"], row["line"], row["case"]


def draw(batches: Iterable[pa.RecordBatch], sampling: Sampling) -> Drawn:
    """Draw the sample in one pass over the population."""
    population: dict[str, int] = {}
    kept: dict[str, list[tuple[int, Key]]] = {}
    for batch in batches:
        for piece in pieces(batch):
            key = key_of(piece)
            stratum = _stratum(piece, sampling.strata)
            population[stratum] = population.get(stratum, 0) + 1
            heap = kept.setdefault(stratum, [])
            item = (-_chance(sampling.seed, key), key)
            if len(heap) < sampling.size:
                heapq.heappush(heap, item)
            else:
                heapq.heappushpop(heap, item)
    shares = _shares(population, sampling.size)
    cases = {
        name: [key for _, key in sorted(heap, reverse=True)[: shares[name]]]
        for name, heap in kept.items()
    }
    return Drawn(sampling, population, cases)


def _chance(seed: int, key: Key) -> int:
    text = json.dumps([seed, *key]).encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:8])


def _shares(population: dict[str, int], size: int) -> dict[str, int]:
    """Divide the sample in proportion, by largest remainders, one at least."""
    total = sum(population.values())
    size = min(size, total)
    exact = {name: size * n / total for name, n in population.items()}
    shares = {name: max(1, int(part)) for name, part in exact.items()}
    by_rest = sorted(exact, key=lambda n: (int(exact[n]) - exact[n], n))
    while sum(shares.values()) < size:
        for name in by_rest:
            if sum(shares.values()) < size and shares[name] < population[name]:
                shares[name] += 1
    return shares


def _stratum(piece: pa.RecordBatch, column: str | None) -> str:
    if column is None:
        return "all"
    for row in piece.to_pylist():
        found = _value(_loaded(row["record"]), column)
        if found is not None:
            return found
    return "(none)"


def _loaded(text: bytes) -> object:
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        return yaml.load(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except (yaml.YAMLError, ValueError):
        return None


def _value(entry: object, column: str) -> str | None:
    """Return a field of the case, or of the first of its entries that has it."""
    if isinstance(entry, dict):
        if isinstance(entry.get(column), (str, int, float, bool)):
            return str(entry[column])
        inner: Iterable[object] = entry.values()
    elif isinstance(entry, list):
        inner = entry
    else:
        return None
    return next((v for e in inner if (v := _value(e, column)) is not None), None)


def only_drawn(
    batches: Iterable[pa.RecordBatch], drawn: Drawn, size: int
) -> Iterator[pa.RecordBatch]:
    """Yield the cases that were drawn, `size` to a batch."""
    keys = drawn.keys()
    held: list[pa.RecordBatch] = []
    for batch in batches:
        for piece in pieces(batch):
            if key_of(piece) in keys:
                held.append(piece)
            if len(held) == size:
                yield _together(held)
                held = []
    if held:
        yield _together(held)


def _together(held: list[pa.RecordBatch]) -> pa.RecordBatch:
    table = pa.Table.from_batches(held).combine_chunks()
    return table.to_batches()[0]
