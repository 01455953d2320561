"""Queries: tables sorted by case through DuckDB, larger than memory.

In:  `Mapped` tables.
Out: their rows as JSON, those of a case together, streamed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from checker.audit.mapping import Mapped
from checker.case import Place
from checker.errors import InputInvalid, Problem

#: What the sort may hold in memory before it writes to the disk.
_MEMORY = "512MB"
_ROWS = 10_000

Entry = tuple[str, str, int, str, str]


def connection(scratch: Path | None = None, memory: str = _MEMORY) -> Any:
    """Return a DuckDB connection that stays within its memory."""
    import duckdb

    found = duckdb.connect(":memory:")
    found.execute(f"SET memory_limit = '{memory}'")
    found.execute("SET threads = 1")
    found.execute("SET preserve_insertion_order = true")
    if scratch is not None:
        found.execute(f"SET temp_directory = {quoted(str(scratch))}")
    return found


def sorted_entries(tables: Sequence[Mapped], scratch: Path | None) -> Iterator[Entry]:
    """Yield (case, part, position, source, entry as JSON), sorted by these.

    The source of a case is the first of its tables.

    Raises:
        InputInvalid: a table is damaged, or lacks a column.
    """
    import duckdb

    duck = connection(scratch)
    selects = [_select(duck, each) for each in tables]
    query = " UNION ALL ".join(selects) + " ORDER BY 1, 2, 3"
    source = str(tables[0].path)
    try:
        reader = duck.execute(query)
        while rows := reader.fetchmany(_ROWS):
            for case, part, position, entry in rows:
                yield case, part, position, source, entry
    except duckdb.Error as error:
        raise _damaged(source, error) from None


def _select(duck: Any, table: Mapped) -> str:
    """Return the query of one table: case, part, position, entry."""
    import duckdb

    name = quoted(str(table.path))
    read = (
        f"read_parquet({name})"
        if table.path.suffix == ".parquet"
        else f"read_csv({name}, header = true, all_varchar = true)"
    )
    try:
        described = duck.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()
    except duckdb.Error as error:
        raise _damaged(str(table.path), error) from None
    there = [row[0] for row in described]
    columns = table.columns
    if columns is None:
        columns = {column: column for column in there if column != table.case}
    for column in (table.case, *columns.values()):
        if column not in there:
            message = f"there is no column '{column}'; it has {', '.join(there)}"
            raise _invalid(str(table.path), message)
    pairs = ", ".join(
        f"{quoted(field)}, {_value(table, field, column)}"
        for field, column in columns.items()
    )
    return (
        f"SELECT coalesce(trim({ident(table.case)}::VARCHAR), ''), "
        f"{quoted(table.part)}, row_number() OVER (), "
        f"json_object({pairs})::VARCHAR FROM {read}"
    )


def _value(table: Mapped, field: str, column: str) -> str:
    known = table.values.get(field)
    if not known:
        return ident(column)
    cases = " ".join(
        f"WHEN {quoted(theirs)} THEN {quoted(ours)}" for theirs, ours in known.items()
    )
    text = f"{ident(column)}::VARCHAR"
    return f"CASE {text} {cases} ELSE {text} END"


def quoted(text: str) -> str:
    """Return a string literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def ident(text: str) -> str:
    """Return a name of SQL."""
    return '"' + text.replace('"', '""') + '"'


def _damaged(source: str, error: Exception) -> InputInvalid:
    words = " ".join(str(error).split("\n")[0].split())
    return _invalid(source, f"this table cannot be read: {words}")


def _invalid(source: str, message: str) -> InputInvalid:
    return InputInvalid(source, [Problem(message, Place(source, 1, 1))])
