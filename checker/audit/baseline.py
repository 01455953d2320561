"""Baseline: what is new, unchanged or fixed since an earlier audit.

In:  the folders of two audits.
Out: counts and the findings, by case and the stable key of a finding: norm,
     subject and part, triggering entry, and the edition that governed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from checker.audit.query import connection
from checker.audit.store import findings_of
from checker.errors import UsageWrong
from checker.findings import ADVERSE

_LISTED = 1000


def compare(out: Path, baseline: Path) -> dict[str, Any]:
    """Return the adverse findings of `out` against those of `baseline`.

    Raises:
        UsageWrong: `baseline` is no finished audit.
    """
    if not (baseline / "run.json").exists():
        raise UsageWrong(f"{baseline}: is no finished audit; name its folder.")
    duck = connection()
    adverse = ", ".join(f"'{each}'" for each in ADVERSE)
    for name, folder in (("now", out), ("before", baseline)):
        duck.execute(
            f'CREATE TEMP TABLE {name} AS SELECT DISTINCT "case" AS c, '
            "key || '|' || coalesce(part, '') || '|' || "
            "coalesce(edition_from::VARCHAR, '') AS k, norm "
            f"FROM {findings_of(folder)} WHERE status IN ({adverse})"
        )
    queries = {
        "new": "SELECT * FROM now ANTI JOIN before USING (c, k)",
        "unchanged": "SELECT * FROM now SEMI JOIN before USING (c, k)",
        "fixed": "SELECT * FROM before ANTI JOIN now USING (c, k)",
    }
    found: dict[str, Any] = {"run": str(baseline)}
    for name, query in queries.items():
        [count] = duck.execute(f"SELECT count(*) FROM ({query})").fetchone()
        limit = 0 if name == "unchanged" else _LISTED
        rows = duck.execute(
            f"SELECT c, k, norm FROM ({query}) ORDER BY ALL LIMIT {limit}"
        ).fetchall()
        listed = [{"case": c, "key": k, "norm": n} for c, k, n in rows]
        found[name] = {
            "count": count,
            "findings": listed,
        }
    return found
