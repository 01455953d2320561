"""Exceptions: faults that stand in the text itself, documented with a reason.

In:  `conflicts.yaml` of each chapter.
Out: `Exception`s are matched to faults by check and norms: a fault that one
     matches is shown with its reason and fails nothing; one that matches nothing
     is a fault itself.

    - check: conflict
      norms: [request_followup]
      against: [no_followup_below_imf]
      why: Paragraph (5) asks for what paragraph (4) forbids below the level.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from checker.case import Place
from checker.nodes import Flaw, Items, Node, Pairs, Text, decode, documents
from checker.rulebook import Rulebook
from checker.verify.faults import Fault

FILE = "conflicts.yaml"
_KEYS = ("check", "norms", "against", "why")


@dataclass(frozen=True, slots=True)
class Documented:
    """One row of the file.

    Attributes:
        norms, against: A fault of one of `norms` against one of `against`; where
            `against` is empty, of one of `norms` alone.
    """

    check: str
    norms: tuple[str, ...]
    against: tuple[str, ...]
    why: str
    place: Place

    def fits(self, fault: Fault) -> bool:
        """Tell whether it speaks of a fault."""
        if fault.check != self.check or not fault.norms:
            return False
        if not self.against:
            return len(fault.norms) == 1 and fault.norms[0] in self.norms
        if len(fault.norms) != 2:
            return False
        one, other = fault.norms
        return (one in self.norms and other in self.against) or (
            other in self.norms and one in self.against
        )


def documented(book: Rulebook) -> tuple[list[Documented], list[Fault]]:
    """Return the rows of all chapters, and what is wrong with them."""
    rows: list[Documented] = []
    faults: list[Fault] = []
    for chapter in book.chapters:
        path = chapter.folder / FILE
        if path.is_file():
            for found in _rows(path, book):
                (rows if isinstance(found, Documented) else faults).append(found)  # type: ignore[arg-type]
    return rows, faults


def _rows(path: Path, book: Rulebook) -> Iterator[Documented | Fault]:
    text = decode(path.read_bytes())
    if isinstance(text, Flaw):
        yield _wrong(path, text.line, text.message)
        return
    for document in documents(text):
        for flaw in document.flaws:
            yield _wrong(path, flaw.line, flaw.message)
        node = document.node
        for item in node.items if isinstance(node, Items) else ():
            yield _row(item, path, book)


def _row(item: Node, path: Path, book: Rulebook) -> Documented | Fault:
    if not isinstance(item, Pairs):
        return _wrong(path, item.line, "a row is a mapping with check, norms and why.")
    unknown = [key for key in item.entries if key not in _KEYS]
    check, why = item.get("check"), item.get("why")
    norms, against = _names(item.get("norms")), _names(item.get("against"))
    if unknown or not isinstance(check, Text) or not isinstance(why, Text) or not norms:
        message = f"a row has {', '.join(_KEYS)}; check, norms and why are needed."
        return _wrong(path, item.line, message)
    strangers = [name for name in (*norms, *against) if name not in book.norms]
    if strangers:
        return _wrong(path, item.line, f"'{strangers[0]}' is no norm.")
    place = Place(str(path), item.line, item.column)
    return Documented(check.value, norms, against, why.value.strip(), place)


def _names(node: Node | None) -> tuple[str, ...]:
    if isinstance(node, Text):
        return (node.value,)
    items = node.items if isinstance(node, Items) else ()
    return tuple(item.value for item in items if isinstance(item, Text))


def _wrong(path: Path, line: int, message: str) -> Fault:
    return Fault("exception-unused", "error", message, Place(str(path), line, 1))


def with_reasons(
    faults: Iterable[Fault], rows: Collection[Documented]
) -> Iterator[Fault]:
    """Yield the faults, those that are documented with the reason."""
    for fault in faults:
        row = next((row for row in rows if row.fits(fault)), None)
        yield fault if row is None else replace(fault, reason=row.why)


def unused(
    rows: Iterable[Documented], faults: Collection[Fault], checks: Collection[str]
) -> Iterator[Fault]:
    """Yield the rows that no fault of the checks that were done needs."""
    for row in rows:
        if row.check in checks and not any(row.fits(fault) for fault in faults):
            names = ", ".join((*row.norms, *row.against))
            yield Fault(
                "exception-unused",
                "warning",
                f"documents a {row.check} of {names} that is not found.",
                row.place,
                (*row.norms, *row.against),
            )
