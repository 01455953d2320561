"""Mapping: how the columns of tables become the parts of a case.

In:  table files, and a YAML file for tables with names of their own.
Out: `Mapped` tables.

Without a mapping a table is named after its part (`taxpayers.parquet`,
`history.csv`, `cases.parquet` for what a case says of itself), its column
`case` holds the id of the case, and the other columns are fields. A mapping
says otherwise:

    tables:
      events.parquet:             # a file name, or a pattern
        part: history
        case: CASE_NO             # the column that names the case
        columns: {act: EVENT, on: EVENT_DATE}       # field: column
        values: {act: {L57: letter_issued}}         # field: {theirs: ours}
"""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from checker.case import Place
from checker.errors import InputInvalid, Problem

_KEYS = {"part", "case", "columns", "values"}


@dataclass(frozen=True, slots=True)
class Mapped:
    """One table and what its columns are.

    Attributes:
        columns: Field to column; None takes every column under its own name.
        values: Field to their values to ours.
    """

    path: Path
    part: str
    case: str = "case"
    columns: Mapping[str, str] | None = None
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def mapped_tables(tables: Sequence[Path], mapping: Path | None) -> list[Mapped]:
    """Return what each table is, by the mapping or else by its name.

    Raises:
        InputInvalid: the mapping cannot be read or used.
    """
    said = _read(mapping) if mapping else {}
    found = []
    for path in tables:
        rows = [row for name, row in said.items() if fnmatch.fnmatch(path.name, name)]
        found.append(_mapped(path, rows[0] if rows else {}))
    return found


def _mapped(path: Path, row: Mapping[str, Any]) -> Mapped:
    part = row.get("part") or path.stem
    columns = row.get("columns")
    return Mapped(
        path,
        "case" if part in ("cases", "case") else str(part),
        str(row.get("case", "case")),
        None if columns is None else {str(k): str(v) for k, v in columns.items()},
        {
            str(name): {str(k): str(v) for k, v in each.items()}
            for name, each in (row.get("values") or {}).items()
        },
    )


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    except OSError as error:
        raise _invalid(path, f"cannot be read: {error.strerror}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise _invalid(path, f"cannot be read as YAML: {error}") from None
    tables = found.get("tables") if isinstance(found, dict) else None
    if not isinstance(tables, dict):
        raise _invalid(path, "a mapping begins with `tables:`")
    for name, row in tables.items():
        if not isinstance(row, dict):
            raise _invalid(path, f"`{name}` is a mapping of part, case, columns")
        for key in row.keys() - _KEYS:
            raise _invalid(path, f"`{name}` has no key `{key}`; see docs/audit.md")
        inner = (row.get("columns", {}), row.get("values", {}))
        if not all(isinstance(each, dict) for each in inner):
            raise _invalid(path, f"columns and values of `{name}` are mappings")
    return tables


def _invalid(path: Path, message: str) -> InputInvalid:
    return InputInvalid(str(path), [Problem(message, Place(str(path), 1, 1))])
