"""The site: a small index, then pages per norm and per case.

In:  the folder of an audit, its run and its summary.
Out: `index.html`, `norms/*.html` and at most so many `cases/*.html`; the rest
     is one `irmcheck check` away. Every page stands alone.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from checker.audit.charts import bars, interval
from checker.audit.query import connection, quoted
from checker.audit.store import findings_of
from checker.findings import ADVERSE
from checker.money import format_money
from checker.phrases import humanise
from checker.report.html import filled
from checker.report.told import SEVERITY_WORDS, STATUS_WORDS

_LISTED = 200
_REJECTED = 20
_GROUPS = (
    ("by_chapter", "Chapter"),
    ("by_office", "Office"),
    ("by_role", "Role"),
    ("by_month", "Month"),
)
_SHOWN = ", ".join(f"'{each}'" for each in (*ADVERSE, "undetermined", "due"))
_BAD = ", ".join(f"'{each}'" for each in ADVERSE)


def write_site(
    out: Path, run: Mapping[str, Any], summary: Mapping[str, Any], pages: int
) -> None:
    """Write the pages, at most `pages` of cases: the gravest first."""
    duck = connection(out)
    duck.execute(f"CREATE VIEW f AS SELECT * FROM {findings_of(out)}")
    cases = _cases(duck, pages)
    frame = {"run": run, "root": "../"}
    for folder in ("norms", "cases"):
        shutil.rmtree(out / folder, ignore_errors=True)
        (out / folder).mkdir()
    for row in summary["norms"]:
        view = _norm(duck, row, cases)
        page = filled("audit_norm.html", **frame, **view)
        (out / "norms" / f"{row['norm']}.html").write_text(page, encoding="utf-8")
    for (case, source, line), name in cases.items():
        view = _case(duck, case, source, line)
        page = filled("audit_case.html", **frame, **view)
        (out / "cases" / name).write_text(page, encoding="utf-8")
    view = _index(out, summary, cases)
    page = filled("audit.html", run=run, root="", **view)
    (out / "index.html").write_text(page, encoding="utf-8")


Key = tuple[str, str, int]


def _cases(duck: Any, pages: int) -> dict[Key, str]:
    """Return the cases that get a page, and its name."""
    rows = duck.execute(
        f'SELECT "case", source, line FROM f WHERE status IN ({_BAD}) GROUP BY ALL '
        "ORDER BY count(*) FILTER (severity = 'law') DESC, count(*) DESC, "
        f'"case", source, line LIMIT {pages}'
    ).fetchall()
    return {tuple(row): _file_name(row) for row in rows}


def _file_name(row: tuple[str, str, int]) -> str:
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", row[0])[:60].strip("-") or "case"
    mark = hashlib.sha256(json.dumps(row).encode()).hexdigest()[:8]
    return f"{plain}-{mark}.html"


def _rate(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of counts with its rate in words and as a picture."""
    rate, low, high = row["rate"], row["rate_from"], row["rate_to"]
    words = (
        "nothing decided"
        if rate is None
        else f"{rate:.1%} (95% interval {low:.1%} to {high:.1%})"
    )
    return {**row, "rate_words": words, "picture": interval(rate, low, high)}


def _index(
    out: Path, summary: Mapping[str, Any], cases: Mapping[Key, str]
) -> dict[str, Any]:
    named = {key[0]: name for key, name in cases.items()}
    curable = {
        name: {
            "count": summary["curable_now"][name]["count"],
            "findings": [
                {**row, "page": named.get(row["case"])}
                for row in summary["curable_now"][name]["findings"][:_REJECTED]
            ],
        }
        for name in ("running_breaches", "due_soon")
    }
    groups = [
        {
            "title": title,
            "rows": [_rate(row) for row in summary[name]],
            "chart": bars(
                [(row["group"], row["violated"] + row["late"]) for row in summary[name]]
            ),
        }
        for name, title in _GROUPS
    ]
    with (out / "rejected.jsonl").open(encoding="utf-8") as file:
        rejected = [json.loads(line) for line in islice(file, _REJECTED)]
    return {
        "title": "Audit",
        "summary": summary,
        "curable": curable,
        "norms": [_rate(row) for row in summary["norms"]],
        "severities": [
            {
                **_rate(row),
                "words": SEVERITY_WORDS.get(row["severity"], humanise(row["severity"])),
                "dollars": format_money(row["cents"]),
            }
            for row in summary["severities"]
        ],
        "groups": groups,
        "rejected": rejected,
        "case_pages": len(cases),
    }


def _findings(duck: Any, condition: str, order: str) -> list[dict[str, Any]]:
    done = duck.execute(f"SELECT * FROM f WHERE {condition} ORDER BY {order}")
    names = [each[0] for each in done.description]
    rows = [dict(zip(names, row, strict=True)) for row in done.fetchmany(_LISTED)]
    return [
        {
            **row,
            "status_words": STATUS_WORDS[row["status"]][1],
            "severity_words": SEVERITY_WORDS.get(
                row["severity"], humanise(row["severity"])
            ),
        }
        for row in rows
    ]


def _norm(
    duck: Any, row: Mapping[str, Any], cases: Mapping[Key, str]
) -> dict[str, Any]:
    condition = f"norm = {quoted(row['norm'])} AND status IN ({_SHOWN})"
    found = _findings(duck, condition, '"case", source, line, key')
    for each in found:
        each["page"] = cases.get((each["case"], each["source"], each["line"]))
    counts = [
        (words, row[name])
        for name, words in (
            ("violated", "violated"),
            ("late", "late"),
            ("undetermined", "undetermined"),
            ("waived", "waived"),
        )
    ]
    return {
        "title": row["statement"],
        "norm": {**_rate(row), "dollars": format_money(row["cents"])},
        "chart": bars(counts),
        "counts": counts,
        "findings": found,
        "more": max(0, sum(count for _, count in counts) - len(found)),
    }


def _case(duck: Any, case: str, source: str, line: int) -> dict[str, Any]:
    condition = (
        f'"case" = {quoted(case)} AND source = {quoted(source)} AND line = {line} '
        f"AND status IN ({_SHOWN})"
    )
    order = (
        "list_position(['law', 'irm_step', 'not_documented'], severity), status, key"
    )
    return {
        "title": f"Case {case}",
        "case": case,
        "source": source,
        "line": line,
        "findings": _findings(duck, condition, order),
    }
