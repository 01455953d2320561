"""Witness: what the solver found, as a case file that anyone can check.

In:  the atoms of an answer set, the space that they are from.
Out: a `Draft` (plain data), its YAML, the `Case` it is read back as; `shrunk`
     drops whatever the claim does not need.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from clingo import Symbol, SymbolType

from checker.answers import Answer
from checker.case import Case
from checker.check import prepared
from checker.errors import IrmcheckError
from checker.read import read_cases
from checker.rulebook import Rulebook
from checker.solve import Grounded
from checker.verify.space import Space
from checker.vocabulary import NONE_TYPES, Field, Vocabulary

Draft = dict[str, Any]

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")
_MONEY = re.compile(r"-?\d+\.\d\d")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_RESERVED = ("none", "unknown", "null", "true", "false", "yes", "no", "on", "off")


def drafted(
    space: Space, symbols: Iterable[Symbol], vocabulary: Vocabulary, name: str
) -> Draft:
    """Return the case that the atoms of an answer set describe."""
    values: dict[str, dict[str, list[Symbol]]] = {}
    spans: dict[tuple[str, str], tuple[Symbol, int, int]] = {}
    days: dict[str, int] = {}
    parameters: dict[str, str] = {}
    for symbol in symbols:
        args = symbol.arguments
        if not args or args[0].type != SymbolType.Number or args[0].number != 1:
            continue
        relation, _, field = symbol.name.partition("__")
        if relation == "event" and field:
            days[args[1].string] = args[2].number
        elif relation in ("said", "fact", "about") and field:
            owner = values.setdefault(args[1].string, {})
            owner.setdefault(field, []).append(args[2])
        elif relation == "holds" and field:
            spans[args[1].string, field] = (args[2], args[3].number, args[4].number)
        elif symbol.name == "parameter":
            parameters[args[1].name] = args[2].string
    draft: Draft = {"case": name, "as_of": space.as_of.isoformat()}
    if parameters:
        draft["parameters"] = parameters
    for kind, thing in space.entities.items():
        fields = vocabulary.entities[kind].fields
        row: dict[str, Any] = {"id": thing}
        for one in fields.values():
            if (thing, one.name) in spans:
                row[one.name] = _span(spans[thing, one.name], one)
            elif one.short_for in space.places:
                continue
            elif not one.changes:
                _put(row, one, values, thing, space, "fact")
            elif (f"holds__{one.name}", 5) in space.relations:
                row[one.name] = [] if one.type == "list" else "none"
        draft.setdefault(vocabulary.entities[kind].list_name or kind, []).append(row)
    history = []
    for kind, names in space.places.items():
        for place in names:
            if place not in days:
                continue
            row = {"id": place, "on": _iso(days[place]), "act": kind}
            for one in vocabulary.fields_of(vocabulary.acts[kind]):
                _put(row, one, values, place, space, "said")
            history.append(row)
    draft["history"] = sorted(history, key=lambda row: (row["on"], row["id"]))
    return draft


def _put(
    row: dict[str, Any],
    one: Field,
    values: Mapping[str, Mapping[str, list[Symbol]]],
    owner: str,
    space: Space,
    relation: str,
) -> None:
    given = values.get(owner, {}).get(one.name)
    item = one.item if one.type == "list" and one.item else one
    predicate = f"{'about' if item.type == 'ref' else relation}__{one.name}"
    if (predicate, 3) not in space.relations:
        return
    if given and item.fields:
        row[one.name] = [_record(values.get(each.string, {}), item) for each in given]
    elif given:
        shown = [_shown(symbol, item) for symbol in sorted(given)]
        row[one.name] = shown if one.type == "list" else shown[0]
    elif one.type == "list":
        row[one.name] = []
    elif one.type in NONE_TYPES:
        row[one.name] = "none"


def _record(given: Mapping[str, list[Symbol]], item: Field) -> dict[str, Any]:
    return {
        name: _shown(symbols[0], item.fields[name])
        for name, symbols in given.items()
        if name in item.fields
    }


def _span(span: tuple[Symbol, int, int], one: Field) -> object:
    value, start, until = span
    item = one.item if one.type == "list" and one.item else one
    shown = _shown(value, item)
    if start == 0 and until > 9_000_000:
        return [shown] if one.type == "list" else shown
    row: dict[str, object] = {"value": [shown] if one.type == "list" else shown}
    if start:
        row["from"] = _iso(start)
    if until < 9_000_000:
        row["until"] = _iso(until)
    return [row]


def _shown(symbol: Symbol, field: Field) -> str:
    if symbol.type == SymbolType.String:
        return symbol.string
    if symbol.type == SymbolType.Number:
        return _iso(symbol.number) if field.type == "date" else str(symbol.number)
    return str(symbol)


def _iso(number: int) -> str:
    return date.fromordinal(number).isoformat()


# -- YAML ----------------------------------------------------------------------


def dumped(draft: Draft) -> str:
    """Return a draft as a case file, one line for each thing and act."""
    lines: list[str] = []
    for key, value in draft.items():
        if isinstance(value, list):
            lines.append(f"{key}:")
            lines += [f"  - {_flow(row)}" for row in value]
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def _flow(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(each) for each in value) + "]"
    text = str(value)
    if text in _RESERVED or _MONEY.fullmatch(text) or _DATE.fullmatch(text):
        return text
    return text if _PLAIN.fullmatch(text) else f'"{text}"'


# -- reading back ----------------------------------------------------------------


def read_back(draft: Draft, vocabulary: Vocabulary) -> Case | None:
    """Return the case of a draft, or None where it cannot be read."""
    reading = read_cases("witness.yaml", dumped(draft).encode(), vocabulary)
    return reading.cases[0] if reading.cases and not reading.rejected else None


def answer_of(case: Case, book: Rulebook) -> Answer | None:
    """Return what a case comes to, or None where it comes to nothing."""
    assert case.as_of is not None
    try:
        part, facts = prepared(case, book, case.as_of, {})
        [answer] = Grounded(part, [facts]).answers()
    except IrmcheckError:
        return None
    return answer


Claim = Callable[[Answer], bool]


def shows(draft: Draft, book: Rulebook, claim: Claim) -> bool:
    """Tell whether a draft, read back, comes to what is claimed of it."""
    case = read_back(draft, book.vocabulary)
    answer = None if case is None else answer_of(case, book)
    return answer is not None and claim(answer)


def shrunk(draft: Draft, holds: Callable[[Draft], bool]) -> Draft:
    """Return the draft without what the claim does not need.

    Acts and things go first, then single fields; many are dropped at once if the
    claim still holds without them, else the halves are tried.
    """
    best = draft
    whole = [step for step in _removable(draft) if step[2] is None]
    fields = [step for step in _removable(draft) if step[2] is not None]
    for steps in (whole, fields):
        waiting = [steps]
        while waiting:
            some = waiting.pop(0)
            smaller = best
            for step in some:
                smaller = _without(smaller, step) or smaller
            if smaller is best:
                continue
            if holds(smaller):
                best = smaller
            elif len(some) > 1:
                middle = len(some) // 2
                waiting += [some[:middle], some[middle:]]
    return best


def reduced(draft: Draft, needed: Collection[tuple[str, str]]) -> Draft:
    """Return the draft with those fields only, and what they speak of."""
    fields: dict[str, set[str]] = {}
    for owner, field in needed:
        fields.setdefault(owner, set()).add(field)
    rows = {
        row["id"]: row for key in draft.values() if isinstance(key, list) for row in key
    }
    there = {name for name in fields if name in rows}
    for owner in list(there):
        for field in fields[owner] & rows[owner].keys():
            there |= {name for name in rows if name in _words(rows[owner][field])}
    smaller: Draft = {}
    for key, value in draft.items():
        if not isinstance(value, list):
            smaller[key] = value
            continue
        kept = [
            {
                name: each
                for name, each in row.items()
                if name in ("id", "on", "act") or name in fields.get(row["id"], ())
            }
            for row in value
            if row["id"] in there
        ]
        if kept or key == "history":
            smaller[key] = kept
    return smaller


def _words(value: object) -> set[str]:
    """Return the texts that a value of a draft is made of."""
    if isinstance(value, dict):
        return set().union(*map(_words, value.values()))
    if isinstance(value, list):
        return set().union(*map(_words, value))
    return {str(value)}


Step = tuple[str, str | None, str | None]


def _removable(draft: Draft) -> Iterator[Step]:
    listed = [key for key, value in draft.items() if isinstance(value, list)]
    for key in sorted(listed, key=lambda key: key != "history"):
        for row in reversed(draft[key]):
            yield key, row["id"], None
    if "parameters" in draft:
        for name in draft["parameters"]:
            yield "parameters", name, None
    for key in listed:
        for row in draft[key]:
            for field in row:
                if field not in ("id", "act", "on"):
                    yield key, row["id"], field


def _without(draft: Draft, path: Step) -> Draft | None:
    key, name, field = path
    if key not in draft:
        return None
    smaller = deepcopy(draft)
    if key == "parameters":
        smaller[key].pop(name, None)
    elif field is None:
        smaller[key] = [row for row in smaller[key] if row["id"] != name]
        if smaller[key] == draft[key]:
            return None
    else:
        for row in smaller[key]:
            if row["id"] == name:
                row.pop(field, None)
    if not smaller[key] and key != "history":
        del smaller[key]
    return None if smaller == draft else smaller
