"""The store: the folder of an audit, safe against every interruption.

In:  the folder, and what identifies the audit (inputs, rulebook, parameters).
Out: finished parts while it runs; then `findings.parquet`, `cases.parquet`,
     `rejected.jsonl` and the hash of the rows.

A part appears whole or not at all (written aside, flushed, renamed), and its
name is its number: whoever runs the same audit again goes on with the rest.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

import pyarrow as pa
from pyarrow import parquet

from checker.audit.query import connection, quoted
from checker.audit.tables import FINDINGS
from checker.errors import IrmcheckError, UsageWrong

_ORDER = "\"case\", source, line, key, status, coalesce(part, '')"
_COLUMNS = ", ".join(f'"{name}"' for name in FINDINGS.names if name != "chapter")


class StoreFailed(IrmcheckError):
    """The folder cannot be written; what was finished is kept."""


def write_part(work: Path, number: int, outcomes: pa.RecordBatch) -> None:
    """Write a part so that it appears whole or not at all.

    Raises:
        OSError: the disk is full, or the folder is gone.
    """
    aside = work / f".part-{number:08d}.{os.getpid()}"
    try:
        with aside.open("wb") as file:
            table = pa.Table.from_batches([outcomes])
            parquet.write_table(table, file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        aside.replace(work / f"part-{number:08d}.parquet")
    finally:
        aside.unlink(missing_ok=True)


class Store:
    """One audit's folder, locked while it is open."""

    def __init__(self, out: Path, identity: Mapping[str, Any]) -> None:
        """Open the folder for one audit.

        Raises:
            UsageWrong: another audit uses it, or is kept in it.
        """
        self.out = out
        self.work = out / "work"
        try:
            out.mkdir(parents=True, exist_ok=True)
            self._lock: TextIO = (out / ".lock").open("w")
        except OSError as error:
            raise UsageWrong(f"{out}: cannot be written: {error.strerror}.") from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            message = f"{out}: another audit is writing there; wait, or name another."
            raise UsageWrong(message) from None
        try:
            self._identify(dict(identity))
        except BaseException:
            self._lock.close()
            raise

    def _identify(self, identity: dict[str, Any]) -> None:
        plan = self.out / "plan.json"
        if plan.exists():
            kept = json.loads(plan.read_text(encoding="utf-8"))
            names = {*kept, *identity} - {"today"}
            changed = sorted(k for k in names if kept.get(k) != identity.get(k))
            if changed:
                raise UsageWrong(
                    f"{self.out}: holds another audit ({', '.join(changed)} differ); "
                    "name another folder, or delete this one."
                )
        elif any(each.name != ".lock" for each in self.out.iterdir()):
            raise UsageWrong(f"{self.out}: is not empty; name a new folder.")
        else:
            write_text(plan, json.dumps(identity, indent=2))
            kept = identity
        self.today: str = kept["today"]
        if not self.complete:
            self.work.mkdir(exist_ok=True)
            for aside in self.work.glob(".part-*"):
                aside.unlink()

    @property
    def complete(self) -> bool:
        """Tell whether the audit was finished before."""
        return (self.out / "run.json").exists()

    def done(self) -> frozenset[int]:
        """Return the numbers of the parts that are finished."""
        return frozenset(
            int(each.stem[5:]) for each in self.work.glob("part-*.parquet")
        )

    def close(self) -> None:
        """Let others use the folder."""
        self._lock.close()

    # -- the end ----------------------------------------------------------

    def collect(self) -> dict[str, Any]:
        """Write the tables from the parts; return counts and the hash of rows.

        Raises:
            StoreFailed: the disk is full; the same command goes on.
        """
        import duckdb

        try:
            return self._collect()
        except (OSError, duckdb.Error) as error:
            words = getattr(error, "strerror", None) or str(error).split("\n")[0]
            raise StoreFailed(
                f"{self.out}: cannot be written: {words}. Nothing that was finished "
                "is lost; run the same command again."
            ) from None

    def _collect(self) -> dict[str, Any]:
        duck = connection(self.work)
        parts = quoted(str(self.work / "part-*.parquet"))
        if self.done():
            duck.execute(f"CREATE VIEW outcome AS SELECT * FROM read_parquet({parts})")
        else:
            empty = self.work / "none.parquet"
            write_empty(empty)
            name = quoted(str(empty))
            duck.execute(f"CREATE VIEW outcome AS SELECT * FROM read_parquet({name})")
        duck.execute(
            "CREATE VIEW finding AS "
            "SELECT f.* FROM (SELECT unnest(findings) AS f FROM outcome)"
        )
        self._findings(duck)
        self._cases(duck)
        rejected = self._rejected(duck)
        [cases] = duck.execute("SELECT count(*) FROM outcome").fetchone()
        [findings] = duck.execute("SELECT count(*) FROM finding").fetchone()
        return {
            "input": cases,
            "judged": cases - rejected,
            "rejected": rejected,
            "findings": findings,
            "rows_sha256": rows_hash(duck),
        }

    def _findings(self, duck: Any) -> None:
        folder = self.out / "findings.parquet"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        chapters = duck.execute(
            "SELECT DISTINCT coalesce(chapter, '') FROM finding ORDER BY 1"
        ).fetchall()
        for [chapter] in chapters or [("",)]:
            inside = folder / f"chapter={quote(chapter or 'none', safe=' ,.')}"
            inside.mkdir()
            duck.execute(
                f"COPY (SELECT {_COLUMNS} FROM finding "
                f"WHERE coalesce(chapter, '') = {quoted(chapter)} ORDER BY {_ORDER}) "
                f"TO {quoted(str(inside / 'part-0.parquet'))} "
                "(FORMAT parquet, COMPRESSION zstd)"
            )

    def _cases(self, duck: Any) -> None:
        duck.execute(
            'COPY (SELECT "case", source, line, rejected IS NULL AS judged, '
            "len(findings) AS findings FROM outcome "
            'ORDER BY "case", source, line) '
            f"TO {quoted(str(self.out / 'cases.parquet'))} (FORMAT parquet)"
        )

    def _rejected(self, duck: Any) -> int:
        rows = duck.execute(
            'SELECT "case", line, rejected FROM outcome WHERE rejected IS NOT NULL '
            'ORDER BY source, line, "case", rejected'
        )
        count = 0
        with (self.out / "rejected.jsonl").open("w", encoding="utf-8") as file:
            while found := rows.fetchmany(1000):
                for case, line, why in found:
                    row = {"case": case or None, "line": line, **json.loads(why)}
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")
                    count += 1
        return count

    def csv(self) -> None:
        """Write `findings.csv`; what a spreadsheet would compute is made text."""
        duck = connection(self.out)
        read = findings_of(self.out)
        described = duck.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()
        columns = ", ".join(_cell(name, kind) for name, kind, *_ in described)
        duck.execute(
            f"COPY (SELECT {columns} FROM {read} ORDER BY {_ORDER}) "
            f"TO {quoted(str(self.out / 'findings.csv'))} (FORMAT csv, HEADER)"
        )

    def finish(self, run: Mapping[str, Any]) -> None:
        """Write `run.json`, which makes the audit complete, and drop the parts."""
        write_text(self.out / "run.json", json.dumps(run, indent=2))
        shutil.rmtree(self.work, ignore_errors=True)


def _cell(name: str, kind: str) -> str:
    text = f'"{name}"' if kind == "VARCHAR" else f'"{name}"::VARCHAR'
    if kind not in ("VARCHAR",) and not kind.endswith(("[]", ")")):
        return f'"{name}"'
    risky = f"regexp_matches({text}, '^[=+@\\-\\t\\r]')"
    return f"CASE WHEN {risky} THEN '''' || {text} ELSE {text} END AS \"{name}\""


def findings_of(out: Path) -> str:
    """Return how SQL reads the findings of an audit."""
    pattern = quoted(str(out / "findings.parquet" / "*" / "*.parquet"))
    return f"read_parquet({pattern}, hive_partitioning = true)"


def rows_hash(duck: Any) -> str:
    """Return a hash of all rows that does not depend on their order."""
    rows = duck.execute(
        "SELECT sha256(to_json(f)::VARCHAR) FROM "
        "(SELECT unnest(findings) AS f FROM outcome) UNION ALL "
        'SELECT sha256(concat_ws(chr(31), "case", source, line, rejected)) '
        "FROM outcome ORDER BY 1"
    )
    digest = hashlib.sha256()
    while found := rows.fetchmany(10_000):
        for [each] in found:
            digest.update(each.encode())
    return digest.hexdigest()


def write_empty(path: Path) -> None:
    """Write a part without rows."""
    from checker.audit.tables import OUTCOMES

    parquet.write_table(OUTCOMES.empty_table(), path)


def write_text(path: Path, text: str) -> None:
    """Write a file so that it appears whole or not at all."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with aside.open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
