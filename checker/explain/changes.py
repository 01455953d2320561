"""Changes of a history: an act added, moved, left out; a fact corrected.

In:  a case and changes. Out: the case as it would have been.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from clingo import Symbol, SymbolType

from checker.case import NONE, UNKNOWN, Case, Entry
from checker.days import last_day
from checker.phrases import describe, humanise, value_in_words
from checker.usage import Usage
from checker.vocabulary import Field, Kind, Vocabulary
from checker.words import plain

#: What kinds of change cost beside their number: of two smallest changes the
#: one that is told first.
WEIGHTS = {"move": 0, "add": 1, "complete": 2, "leave_out": 3, "correct": 5}
#: What no rule gives, told.
_SOUGHT = "(to be looked up)"


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """One change of one entry.

    Attributes:
        kind: `add` an act, `move` it to another day, `leave_out` an act,
            `complete` what an act records, `correct` a standing fact.
        name: The entry that is changed.
        entry: The entry as it would have been; None if it is left out.
        words: The change in words.
        weight: What it costs beyond being one change.
        family: The same for changes that differ in their day only.
    """

    kind: str
    name: str
    entry: Entry | None
    words: str
    weight: int
    family: str = ""

    @property
    def sought(self) -> bool:
        """Whether it says something that is still to be looked up."""
        return _SOUGHT in self.words

    def apply(self, case: Case) -> Case:
        """Return the case with the change."""
        if self.entry is not None and self.entry.day is None:
            entities = _put(case.entities, self.name, self.entry)
            return replace(case, entities=tuple(entities))
        acts = sorted(_put(case.acts, self.name, self.entry), key=_moment)
        return replace(case, acts=tuple(acts))


def _put(entries: Iterable[Entry], name: str, entry: Entry | None) -> list[Entry]:
    kept = [each for each in entries if each.name != name]
    return kept if entry is None else [*kept, entry]


def _moment(entry: Entry) -> date:
    return entry.day if isinstance(entry.day, date) else date.max


def moved(entry: Entry, day: date, weight: int = WEIGHTS["move"]) -> Change:
    """Return the change by which an act is done on another day."""
    words = f"{_the(entry)} of {entry.day} done on {day}"
    if isinstance(entry.day, date):
        count = abs((entry.day - day).days)
        unit = "day" if count == 1 else "days"
        words += f", {count} {unit} {'earlier' if day < entry.day else 'later'}"
    new = replace(entry, day=day, clock=None)
    return Change("move", entry.name, new, words, weight, family=entry.name)


def left_out(entry: Entry, weight: int = WEIGHTS["leave_out"]) -> Change:
    """Return the change by which an act is not done."""
    words = f"{_the(entry)} of {entry.day} left out"
    return Change("leave_out", entry.name, None, words, weight)


def corrected(entry: Entry, fields: dict[str, object]) -> Change:
    """Return the change by which an entry has other values."""
    new = replace(entry, fields={**entry.fields, **fields})
    told = [
        f"{humanise(name)} {value_in_words(name, _sought(value))}"
        for name, value in fields.items()
    ]
    kind = "correct" if entry.day is None else "complete"
    verb = "with" if entry.day is None else "recording"
    words = f"{_the(entry)} {verb} {' and '.join(told)}"
    weight = WEIGHTS[kind] + len(fields) - 1
    return Change(kind, entry.name, new, words, weight)


def retold(entry: Entry, name: str, position: int, inner: str, value: object) -> Change:
    """Return the change by which one row of a list says something else."""
    rows = entry.fields[name]
    assert isinstance(rows, tuple)
    old = rows[position]
    assert isinstance(old, Mapping)
    new = (*rows[:position], {**old, inner: value}, *rows[position + 1 :])
    words = (
        f"{_the(entry)} with {humanise(inner)} {value_in_words(inner, value)} in "
        f"{humanise(name)} {position + 1}"
    )
    if old.get(inner) is not None:
        words += f", not {value_in_words(inner, old[inner])}"
    changed = replace(entry, fields={**entry.fields, name: new})
    return Change("complete", entry.name, changed, words, WEIGHTS["complete"])


def added(entry: Entry, guessed: Iterable[str] = ()) -> Change:
    """Return the change by which an act is done that is not recorded.

    Args:
        guessed: Fields that no rule gives a value: they hold the act's own day.
    """
    unsure = set(guessed)
    told = {name: _sought(value) for name, value in entry.fields.items()}
    words = family = describe(replace(entry, fields=told))
    if unsure:
        known = {name: value for name, value in told.items() if name not in unsure}
        family = describe(replace(entry, fields=known))
    weight = WEIGHTS["add"] + len(unsure)
    return Change("add", entry.name, entry, f"{words}, on {entry.day}", weight, family)


def _sought(value: object) -> object:
    """Return a value in which what no rule gives is told as to be looked up."""
    match value:
        case tuple():
            return tuple(map(_sought, value))
        case Mapping():
            return {name: _sought(inner) for name, inner in value.items()}
    return _SOUGHT if value is UNKNOWN else value


def _the(entry: Entry) -> str:
    return f"{humanise(entry.kind)} {entry.name}"


def new_act(
    case: Case,
    vocabulary: Vocabulary,
    kind: Kind,
    day: date,
    fields: Mapping[str, object],
) -> Entry:
    """Return an act that the case has not, with the references that are clear."""
    known = case.entries()
    name = kind.name
    while name in known:
        name += "_"
    given = dict(fields)
    for each in vocabulary.fields_of(kind):
        if each.name in given or not each.implied or each.target is None:
            continue
        things = [e.name for e in case.entities if e.kind == each.target]
        if len(things) == 1:
            given[each.name] = tuple(things) if each.type == "list" else things[0]
    return Entry(name, kind.name, given, case.place, day=day)


def unsaid(vocabulary: Vocabulary, usage: Usage, kind: Kind) -> dict[str, object]:
    """Return the fields that an act of a kind need not have, without a value."""
    uses = (
        (each, usage.of(kind.name, each.name)) for each in _lacking(vocabulary, kind)
    )
    return {each.name: NONE for each, use in uses if use and use.presence}


def _lacking(vocabulary: Vocabulary, kind: Kind) -> Iterator[Field]:
    """Yield the fields that, left out, would be unknown and perhaps not there."""
    for each in vocabulary.fields_of(kind):
        told = each.default is not None or each.short_for or each.ends or each.implied
        if not told and each.type not in ("boolean", "text", "record", "list"):
            yield each


def value_of(field: Field, symbol: Symbol) -> object:
    """Return a term of the solver as a value of a field; None if it is none."""
    item = field.item if field.type == "list" and field.item else field
    value: object = None
    match item.type:
        case "boolean":
            value = str(symbol) == "true"
        case "date" if symbol.type == SymbolType.Number:
            value = date.fromordinal(symbol.number)
        case "integer" if symbol.type == SymbolType.Number:
            value = symbol.number
        case "enum" | "ref" | "code" | "text":
            value = plain(symbol)
    if value is None or field.type != "list":
        return value
    return (value,)


def days_before(day: date, count: int) -> date:
    """Return the day some calendar days before another."""
    return date.fromordinal(last_day(day.toordinal(), -count, "calendar_days"))
