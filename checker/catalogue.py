"""The catalogue: every norm of a rulebook, listed from its cards.

In:  a rulebook. Out: plain rows (for JSON) and a listing (for the terminal).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from checker.cards import EVER, NEVER, EditionCard
from checker.check import selected
from checker.read.scenarios import read_scenarios
from checker.rulebook import Rulebook
from checker.scenarios import scenario_files


def catalogue(book: Rulebook, only: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return one row a norm, in the order of the rulebook."""
    tests = scenarios_by_name(book)
    rows = []
    for norm in book.norms.values():
        if not selected(book, norm.id, only):
            continue
        chapter = book.chapter_of(norm)
        names = {norm.id, *norm.entries}
        rows.append(
            {
                "id": norm.id,
                "covers": list(norm.entries),
                "citations": list(norm.citations),
                "links": [book.link(cite, chapter) for cite in norm.citations],
                "force": norm.force,
                "kind": norm.kind if norm.force == "obligation" else None,
                "bearer": ", ".join(norm.bearers),
                "severity": norm.severity,
                "editions": [_edition(each) for each in norm.editions],
                "statement": norm.statement,
                "parts": [
                    {
                        "part": part.name,
                        "covers": list(part.covers),
                        "statement": part.statement,
                    }
                    for part in norm.parts
                ],
                "repairs": list(norm.repairs),
                "follows": list(norm.follows),
                "scenarios": sorted(
                    {title for name in names for title in tests.get(name, ())}
                ),
                "chapter": chapter.name if chapter else None,
                "file": Path(norm.place.file).name,
                "line": norm.place.line,
            }
        )
    return rows


def scenarios_by_name(book: Rulebook) -> Mapping[str, list[str]]:
    """Return the titles of the scenarios that expect something of a name."""
    found: dict[str, list[str]] = {}
    for path in scenario_files(chapter.folder for chapter in book.chapters):
        for scenario in read_scenarios(path, book.vocabulary):
            names = {item.norm for items in scenario.expect.values() for item in items}
            for name in sorted(names | set(scenario.computed)):
                found.setdefault(name, []).append(scenario.name)
    return found


def ledger(book: Rulebook) -> list[tuple[str, str, str]]:
    """Return (chapter, entry or paragraph, why) of what has no norm."""
    return [
        (chapter.name, name, why)
        for chapter in book.chapters
        for name, why in chapter.ledger
    ]


def _edition(card: EditionCard) -> dict[str, object]:
    return {
        "from": _iso(card.start),
        "until": _iso(card.until),
        "term": card.term,
    }


def _iso(number: int) -> str | None:
    return None if number in (EVER, NEVER) else date.fromordinal(number).isoformat()


def listing(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the rows as text, a chapter after the other."""
    lines: list[str] = []
    chapter = None
    for row in rows:
        if row["chapter"] != chapter:
            chapter = row["chapter"]
            lines += ["", str(chapter), "=" * len(str(chapter))]
        lines.append("")
        lines.append(
            f"{row['id']}  [{row['force']}, {row['bearer']}, {row['severity']}]"
        )
        lines.append(f"    {row['statement']}")
        lines.append(f"    {'; '.join(row['citations'])}")
        for edition in row["editions"]:
            start = edition["from"] or "always"
            until = edition["until"] or "open"
            lines.append(f"    {start} to {until}: {edition['term']}")
        lines.append(f"    scenarios: {len(row['scenarios'])}")
    return "\n".join(lines).lstrip("\n")
