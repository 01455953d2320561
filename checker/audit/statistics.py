"""Statistics: what an inspector signs.

In:  the findings of an audit, its waivers, and the sample if one was drawn.
Out: plain data, as `summary.json` has it.

From the population to the violations, by norm, chapter, office, role and month:
the cases judged; of these those to which a norm applies; its instances; those
that are decided; and of these what was violated or late, as a rate with its
exact 95% interval. A waived finding is counted apart, never as a violation.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from checker.audit.interval import clopper_pearson
from checker.audit.query import connection, quoted
from checker.audit.sample import Drawn
from checker.audit.store import findings_of
from checker.audit.waivers import Waiver
from checker.findings import SEVERITIES

_LISTED = 500
_SOON = 7  # days

_GROUPS = {
    "by_chapter": "coalesce(chapter, '(none)')",
    "by_office": "coalesce(office, '(none)')",
    "by_role": "bearer",
    "by_month": (
        "coalesce(strftime(coalesce(due_date, trigger_date), '%Y-%m'), '(none)')"
    ),
}

#: Counts of one group; `bad` is adverse and not waived.
_COUNTS = """
    count(DISTINCT ("case", source, line)) AS applicable,
    count(*) AS instances,
    count(*) FILTER (decided) AS judged,
    count(*) FILTER (bad AND status IN ('violated', 'breached')) AS violated,
    count(*) FILTER (bad AND status = 'met_late') AS late,
    count(*) FILTER (status = 'undetermined') AS undetermined,
    count(*) FILTER (adverse AND waived) AS waived,
    count(DISTINCT ("case", source, line)) FILTER (bad) AS cases_in_breach,
    round(quantile_cont(days_late, 0.5) FILTER (bad), 1) AS days_late_median,
    round(quantile_cont(days_late, 0.9) FILTER (bad), 1) AS days_late_90
"""


def summarise(
    out: Path, day: date, waivers: Iterable[Waiver], drawn: Drawn | None
) -> dict[str, Any]:
    """Return the statistics of an audit.

    Args:
        day: Day on which a waiver must still be valid.
    """
    duck = connection(out)
    listed = list(waivers)
    _views(duck, out, day, listed)
    [population, judged] = duck.execute(
        f"SELECT count(*), count(*) FILTER (judged) FROM "
        f"read_parquet({quoted(str(out / 'cases.parquet'))})"
    ).fetchone()
    found: dict[str, Any] = {
        "population": population,
        "judged": judged,
        "rejected": population - judged,
        "severities": _severities(duck),
        "curable_now": _curable(duck),
        "norms": _norms(duck, judged, drawn),
    }
    for name, expression in _GROUPS.items():
        found[name] = _grouped(duck, expression)
    found["waivers"] = _waivers(duck, listed, day)
    return found


def _views(duck: Any, out: Path, day: date, waivers: list[Waiver]) -> None:
    duck.execute(
        "CREATE TEMP TABLE waiver (n INTEGER, norm VARCHAR, c VARCHAR, k VARCHAR, "
        "expires DATE)"
    )
    for number, each in enumerate(waivers):
        duck.execute(
            "INSERT INTO waiver VALUES (?, ?, ?, ?, ?)",
            [number, each.norm, each.case, each.key, each.expires],
        )
    duck.execute(
        f"CREATE VIEW f AS SELECT *, adverse AND NOT waived AS bad FROM ("
        "SELECT *, status IN ('breached', 'violated', 'met_late') AS adverse, "
        "status NOT IN ('undetermined', 'due', 'in_force') AS decided, "
        "EXISTS (SELECT 1 FROM waiver w WHERE w.norm = x.norm "
        'AND (w.c IS NULL OR w.c = x."case") AND (w.k IS NULL OR w.k = x.key) '
        f"AND w.expires >= DATE {quoted(day.isoformat())}) AS waived "
        f"FROM {findings_of(out)} x)"
    )


def _rows(duck: Any, query: str) -> list[dict[str, Any]]:
    done = duck.execute(query)
    names = [each[0] for each in done.description]
    return [dict(zip(names, row, strict=True)) for row in done.fetchall()]


def _with_rate(row: dict[str, Any]) -> dict[str, Any]:
    bad, judged = row["violated"] + row["late"], row["judged"]
    low, high = clopper_pearson(bad, judged)
    rate = bad / judged if judged else None
    return {**row, "rate": rate, "rate_from": low, "rate_to": high}


def _severities(duck: Any) -> list[dict[str, Any]]:
    """Return the counts of each severity, the gravest first, also where none."""
    rows = {
        row["severity"]: row
        for row in _rows(
            duck,
            f"SELECT severity, {_COUNTS}, {_dollars('severity')} "
            "FROM f GROUP BY severity",
        )
    }
    none = dict.fromkeys(
        (
            "applicable",
            "instances",
            "judged",
            "violated",
            "late",
            "undetermined",
            "waived",
            "cases_in_breach",
            "cents",
        ),
        0,
    )
    days = {"days_late_median": None, "days_late_90": None}
    return [
        _with_rate(rows.get(name, {"severity": name, **none, **days}))
        for name in SEVERITIES
    ]


def _dollars(column: str) -> str:
    """Return a sum of the balances in breach, each case once in its group."""
    return (
        "(SELECT coalesce(sum(m), 0)::BIGINT FROM (SELECT max(dollars) AS m FROM f g "
        f"WHERE g.bad AND g.{column} = f.{column} "
        'GROUP BY g."case", g.source, g.line)) AS cents'
    )


def _norms(duck: Any, judged: int, drawn: Drawn | None) -> list[dict[str, Any]]:
    rows = _rows(
        duck,
        "SELECT norm, any_value(chapter) AS chapter, any_value(severity) AS severity, "
        "min(statement) AS statement, any_value(citations) AS citations, "
        f"{_COUNTS}, {_dollars('norm')} FROM f GROUP BY norm ORDER BY norm",
    )
    strata = _strata(duck, drawn) if drawn else {}
    found = []
    for row in rows:
        row = _with_rate({**row, "population": judged})
        hits = strata.get(row["norm"], {})
        row["projected"] = drawn.projected(hits) if drawn else None
        found.append(row)
    found.sort(
        key=lambda row: (
            SEVERITIES.index(row["severity"]),
            -row["violated"] - row["late"],
            row["norm"],
        )
    )
    return found


def _strata(duck: Any, drawn: Drawn) -> dict[str, dict[str, int]]:
    """Return, by norm and stratum, the sampled cases in breach."""
    starts: dict[str, list[tuple[int, str]]] = {}
    for name, keys in drawn.cases.items():
        for source, line, _ in keys:
            starts.setdefault(source, []).append((line, name))
    for each in starts.values():
        each.sort()
    found: dict[str, dict[str, int]] = {}
    for norm, source, line in duck.execute(
        "SELECT DISTINCT norm, source, line FROM f WHERE bad"
    ).fetchall():
        at = bisect_right(starts[source], line, key=lambda pair: pair[0]) - 1
        name = starts[source][max(0, at)][1]
        row = found.setdefault(norm, {})
        row[name] = row.get(name, 0) + 1
    return found


def _grouped(duck: Any, expression: str) -> list[dict[str, Any]]:
    rows = _rows(
        duck,
        f'SELECT {expression} AS "group", {_COUNTS}, '
        "count(*) FILTER (bad AND severity = 'law') AS law, "
        "count(*) FILTER (bad AND severity = 'irm_step') AS irm_step, "
        "count(*) FILTER (bad AND severity = 'not_documented') AS not_documented "
        'FROM f GROUP BY 1 ORDER BY "group"',
    )
    return [_with_rate(row) for row in rows]


def _curable(duck: Any) -> dict[str, Any]:
    """Return what can still be put right: running breaches, then what is due."""
    running = "status = 'breached' AND NOT repaired AND NOT waived"
    soon = f"status = 'due' AND due_date BETWEEN as_of AND as_of + INTERVAL {_SOON} DAY"
    found: dict[str, Any] = {"days": _SOON}
    for name, condition, order in (
        ("running_breaches", running, "severity != 'law', done_date"),
        ("due_soon", soon, "due_date"),
    ):
        [count] = duck.execute(f"SELECT count(*) FROM f WHERE {condition}").fetchone()
        rows = _rows(
            duck,
            'SELECT "case", norm, severity, statement, subject, done_date, due_date, '
            f"office, bearer FROM f WHERE {condition} "
            f"ORDER BY {order}, \"case\", key, coalesce(part, '') LIMIT {_LISTED}",
        )
        found[name] = {"count": count, "findings": rows}
    return found


def _waivers(duck: Any, waivers: list[Waiver], day: date) -> list[dict[str, Any]]:
    found = []
    for each in waivers:
        [covered] = duck.execute(
            "SELECT count(*) FROM f WHERE adverse AND norm = ? "
            'AND (? IS NULL OR "case" = ?) AND (? IS NULL OR key = ?)',
            [each.norm, each.case, each.case, each.key, each.key],
        ).fetchone()
        found.append(
            {
                "norm": each.norm,
                "case": each.case,
                "key": each.key,
                "reason": each.reason,
                "who": each.who,
                "expires": each.expires.isoformat(),
                "expired": day > each.expires,
                "covers": covered if day <= each.expires else 0,
            }
        )
    return found
