"""Files and streams -> cases, one rejection for each that cannot be judged.

In:  a path, `-`, or the bytes of a file.
Out: `Reading`.

One bad case of a file never stops the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from checker.case import Case, Place
from checker.errors import InputInvalid, Problem
from checker.nodes import Document, Flaw, Items, Node, decode, documents
from checker.read.cases import read_case
from checker.read.remarks import Remarks
from checker.vocabulary import Vocabulary

#: Bytes that a case file may have.
LARGEST = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gave: the cases, and why others were rejected."""

    cases: tuple[Case, ...]
    rejected: tuple[InputInvalid, ...] = ()


def read_path(
    path: str | Path,
    vocabulary: Vocabulary,
    *,
    as_of: date | None = None,
    largest: int = LARGEST,
    stdin: BinaryIO | None = None,
) -> Reading:
    """Read the cases of a file.

    Args:
        path: A file, or `-` for `stdin`.
        vocabulary: All names.
        as_of: Replaces the day of the audit that the cases give.
        largest: Bytes that the file may have.
        stdin: Where `-` reads from.
    """
    name = str(path)
    try:
        if name == "-":
            data = b"" if stdin is None else stdin.read(largest + 1)
        else:
            found = Path(path)
            if found.is_dir():
                return _rejection(name, "this is a directory; name a case file")
            with found.open("rb") as file:
                data = file.read(largest + 1)
    except FileNotFoundError:
        return _rejection(name, "there is no such file")
    except PermissionError:
        return _rejection(name, "you have no permission to read this file")
    except (OSError, ValueError) as error:
        return _rejection(name, f"this file cannot be read: {error}")
    return read_cases(name, data, vocabulary, as_of=as_of, largest=largest)


def read_cases(
    name: str,
    data: bytes,
    vocabulary: Vocabulary,
    *,
    as_of: date | None = None,
    largest: int = LARGEST,
    line: int = 0,
) -> Reading:
    """Read the cases of a file that is in memory.

    Args:
        name: Name of the file in messages, `-` for standard input.
        data: YAML, several documents of it, or JSON (a case, or a list of them).
        vocabulary: All names.
        as_of: Replaces the day of the audit that the cases give.
        largest: Bytes that the file may have.
        line: Lines of the file that precede the data.
    """
    if len(data) > largest:
        limit = f"{largest / (1024 * 1024):.0f} MB" if largest >= 2**20 else largest
        return _rejection(name, f"this file is larger than {limit}; split it")
    text = decode(data)
    if isinstance(text, Flaw):
        return _rejection(name, text.message, text.line, text.column)
    cases: list[Case] = []
    rejected: list[InputInvalid] = []
    for node, flaws in _case_nodes(documents(text, line)):
        remarks = Remarks(name)
        for flaw in flaws:
            remarks.problem(flaw.message, remarks.place(flaw))
        try:
            if node is None:
                raise InputInvalid(name, remarks.problems)
            cases.append(read_case(node, vocabulary, remarks, as_of=as_of))
        except InputInvalid as error:
            rejected.append(error)
    if not cases and not rejected:
        return _rejection(name, "this file holds no case")
    return Reading(tuple(cases), tuple(rejected))


def _case_nodes(
    found: list[Document],
) -> Iterator[tuple[Node | None, tuple[Flaw, ...]]]:
    """Yield the node of each case; a document may be a list of cases."""
    for document in found:
        if not isinstance(document.node, Items):
            yield document.node, document.flaws
            continue
        left = list(document.flaws)
        items = document.node.items
        for number, item in enumerate(items, start=1):
            following = items[number] if number < len(items) else None
            end = None if following is None else (following.line, following.column)
            inside = [f for f in left if end is None or (f.line, f.column) < end]
            left = [flaw for flaw in left if flaw not in inside]
            yield item, tuple(inside)


def _rejection(name: str, message: str, line: int = 1, column: int = 1) -> Reading:
    problem = Problem(message, Place(name, line, column))
    return Reading((), (InputInvalid(name, [problem]),))
