"""Queries: tables sorted by case through DuckDB, larger than memory.

In:  `Mapped` tables.
Out: their rows as JSON, those of a case together, streamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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

    The source of a case is the first of its tables. Where a table is damaged no
    case can be judged: its entries might be what is missing. The damaged table
    and each case that the others name are given as part `unreadable`, with why.

    Raises:
        InputInvalid: a table lacks a column.
    """
    import duckdb

    duck = connection(scratch)
    source = str(tables[0].path)
    damaged: dict[str, str] = {}
    selects = {}
    for each in tables:
        try:
            selects[str(each.path)] = _select(duck, each)
        except duckdb.Error as error:
            damaged[str(each.path)] = _words(error)
    if not damaged:
        try:
            reader = duck.execute(_union(selects.values()))
            while rows := reader.fetchmany(_ROWS):
                for case, part, position, entry in rows:
                    yield case, part, position, source, entry
            return
        except duckdb.Error as error:  # before the first row: they are sorted
            damaged = _damaged(duck, selects)
            if not damaged:
                raise _invalid(source, _words(error)) from None
    yield from _undecided(duck, selects, damaged)


def _union(selects: Iterable[str]) -> str:
    return " UNION ALL ".join(selects) + " ORDER BY 1, 2, 3"


def _damaged(duck: Any, selects: Mapping[str, str]) -> dict[str, str]:
    """Return which tables cannot be read to their end, and why."""
    import duckdb

    found = {}
    for path, select in selects.items():
        try:
            duck.execute(f"SELECT max(length(entry)) FROM ({select})")
        except duckdb.Error as error:
            found[path] = _words(error)
    return found


def _undecided(
    duck: Any, selects: Mapping[str, str], damaged: Mapping[str, str]
) -> Iterator[Entry]:
    """Yield the damaged tables, and the cases that the others name."""
    for path, why in damaged.items():
        yield "", "unreadable", 1, path, why
    path, why = next(iter(damaged.items()))
    whole = [select for name, select in selects.items() if name not in damaged]
    if whole:
        reader = duck.execute(
            f"SELECT DISTINCT owner FROM ({' UNION ALL '.join(whole)}) ORDER BY 1"
        )
        while rows := reader.fetchmany(_ROWS):
            for [case] in rows:
                yield case, "unreadable", 1, path, why


def _select(duck: Any, table: Mapped) -> str:
    """Return the query of one table: case, part, position, entry.

    Raises:
        InputInvalid: it lacks a column.
        duckdb.Error: it is damaged.
    """
    name = quoted(str(table.path))
    read = f"read_parquet({name})"
    if table.path.suffix == ".csv":
        # Nothing is guessed: a guess reads a damaged file as an empty one.
        read = (
            f"read_csv({name}, header = true, all_varchar = true, "
            f"delim = {quoted(_delimiter(table.path))}, quote = '\"', escape = '\"', "
            "strict_mode = true)"
        )
    described = duck.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()
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
        f"SELECT coalesce(trim({ident(table.case)}::VARCHAR), '') AS owner, "
        f"{quoted(table.part)}, row_number() OVER (), "
        f"json_object({pairs})::VARCHAR AS entry FROM {read}"
    )


def _delimiter(path: Path) -> str:
    """Return what parts the columns of a CSV file, by its first line."""
    with path.open("rb") as file:
        head = file.readline(65536).decode("utf-8", "replace")
    return max(",;\t|", key=head.count)


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


def _words(error: Exception) -> str:
    lines = [line.strip() for line in str(error).split("\n") if line.strip()]
    return f"this table cannot be read: {' '.join(lines[:2])}"


def _invalid(source: str, message: str) -> InputInvalid:
    return InputInvalid(source, [Problem(message, Place(source, 1, 1))])
