"""Space: all small cases within some bounds, as choices for the solver.

In:  the rules that matter, the vocabulary, the bounds.
Out: `Space`: the program that chooses one case (number 1), and what it may hold.

Chosen are: which acts there are, on which of some days; the values of the fields
that the rules look at, of those that the rules tell apart and one other; what
refers to what. There is one thing of each kind that the rules look at. Left out
are unknown values, times of day and missing records. Amounts are a few.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from checker import money, terms
from checker.case import Entry, Place
from checker.days import last_day
from checker.domains import domain
from checker.rulebook import Rulebook
from checker.rules import Rule
from checker.slices import Slice, slice_for
from checker.usage import Use
from checker.verify.bounds import Bounds
from checker.verify.carried import constants
from checker.verify.kinds import Kinds
from checker.verify.present import present
from checker.vocabulary import NONE_TYPES, Field, Kind

_NOWHERE = Place("", 1, 1)
_FRAME = frozenset({"act", "on", "at", "earliest", "latest", "id"})
_AMOUNTS = ('"0.00"', '"500.00"', '"5000.00"')
_AMOUNT = re.compile(r'"(\d+\.\d\d)"')
_DAYS = re.compile(r"figure\([^)]*,\s*\w*days\w*,\s*(\d+)\)")
_NEVER = 9_999_999


@dataclass(frozen=True, eq=False)
class Space:
    """The small cases.

    Attributes:
        part: Kernel, rules and cards, ready to be grounded.
        text: The choices that make case 1.
        places: Ids of acts by kind.
        entities: Id by kind.
        as_of: Day of the audit, late enough that every term has run out.
        relations: (predicate, arity) of all that is chosen.
    """

    part: Slice
    text: str
    places: Mapping[str, tuple[str, ...]]
    entities: Mapping[str, str]
    as_of: date
    relations: tuple[tuple[str, int], ...]


def space_for(
    book: Rulebook,
    kinds: Kinds,
    start: date,
    bounds: Bounds,
    twice: Iterable[str] = (),
    bound: Mapping[str, frozenset[str]] = MappingProxyType({}),
    asked: Collection[str] = (),
) -> Space:
    """Return the small cases that begin on `start`, for a reduced rulebook.

    Args:
        kinds: Of the whole rulebook.
        twice: Acts that may stand twice, or more often if the bounds allow it.
        bound: By the text of a rule, the variables that stand for acts in question
            only, which are of the kinds `asked`.
    """
    often = frozenset(twice)
    acts, things = present(book, kinds, often, bound, asked)
    part = slice_for(book, frozenset({*acts, *things}))
    return _Writer(book, part, acts, things, start, bounds, often).space()


def _amounts(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield the amounts that the rules name, a cent less and more, and a few."""
    yield from _AMOUNTS
    for rule in rules:
        for amount in _AMOUNT.findall(rule.text):
            cents = money.parse_money(amount)
            for near in (cents - 1, cents, cents + 1):
                if near >= 0:
                    yield terms.money(near)


class _Writer:
    """Writes the choices."""

    def __init__(
        self,
        book: Rulebook,
        part: Slice,
        acts: Sequence[str],
        things: Sequence[str],
        start: date,
        bounds: Bounds,
        twice: frozenset[str],
    ) -> None:
        self._book = book
        self._part = part
        self._met = constants(part.rules)
        self._amounts = list(dict.fromkeys(_amounts(part.rules)))
        self._usage = part.usage
        self._start = start.toordinal()
        self._bounds = bounds
        self._things = {kind: f"{kind.upper()}" for kind in things}
        self._places = {
            act: tuple(f"{act}_{n}" for n in range(1, most + 1))
            for act in acts
            for most in [max(bounds.same, 2 if act in twice else 1)]
        }
        self._lines: list[str] = []
        self._relations: dict[tuple[str, int], None] = {}
        self._days = self._moments()
        self._pool = [
            Entry(name, kind, {}, _NOWHERE) for kind, name in self._things.items()
        ] + [
            Entry(name, kind, {}, _NOWHERE, day=start)
            for kind, names in self._places.items()
            for name in names
        ]

    def space(self) -> Space:
        """Return all the choices."""
        ends = [last_day(self._start, n, unit) for n, unit in self._positive()]
        as_of = max([*ends, self._start + self._bounds.days]) + 40
        self._lines.append(f"as_of(1,{as_of}). most_acts({self._bounds.acts}).")
        for kind, name in self._things.items():
            self._thing(self._book.vocabulary.entities[kind], name)
        for act, names in self._places.items():
            for number, name in enumerate(names, start=1):
                self._act(self._book.vocabulary.acts[act], name, number)
        for name in sorted(self._usage.parameters):
            values = "; ".join(f"parameter(1,{name},{a})" for a in self._amounts[1:])
            self._lines.append(f"1 {{ {values} }} 1.")
            self._relations["parameter", 3] = None
        return Space(
            self._part,
            "\n".join(self._lines),
            self._places,
            self._things,
            date.fromordinal(as_of),
            tuple(self._relations),
        )

    # -- days --------------------------------------------------------------

    def _positive(self) -> list[tuple[int, str]]:
        return sorted(
            (n, unit) for n, unit, _ in self._part.spans if isinstance(n, int)
        )

    def _counted(self) -> list[int]:
        """Return the numbers of days that rules compare with: figures of cards."""
        found = _DAYS.findall("\n".join(self._part.cards))
        return sorted({int(number) for number in found})

    def _moments(self) -> list[int]:
        """Return the days that are tried: around the ends of the terms.

        A duty that a second act raises counts from that act: its ends are taken
        in as long as the number of days allows.
        """
        first = self._start
        edges = [first, first + 1]
        for count, unit in self._positive():
            end = last_day(first, count, unit)
            edges += [end, end + 1, end - 1]
        for number in self._counted():
            edges += [first + number, first + number + 1]
        edges += [first + 2, first - 1, first + 8]
        inside = [
            day
            for day in dict.fromkeys(edges)
            if first - 1 <= day <= first + self._bounds.days
        ]
        return sorted(inside[: self._bounds.moments])

    # -- entities and acts -------------------------------------------------

    def _thing(self, kind: Kind, name: str) -> None:
        quoted = terms.quoted(name)
        self._fixed(f"entity__{kind.name}(1,{quoted})")
        if "entity" in self._usage.generic:
            self._fixed(f"entity(1,{quoted},{kind.name})")
        entry = Entry(name, kind.name, {}, _NOWHERE)
        for each in kind.fields.values():
            if each.name == "id":
                continue
            use = self._usage.of(kind.name, each.name)
            if use is None and each.name in self._usage.recorded:
                use = Use(open=True)
            if use is None:
                continue
            if each.short_for is not None:
                self._same_day(entry, each)
            elif each.changes:
                self._changing(entry, each, use)
            else:
                self._field(entry, each, use, "fact", "")

    def _act(self, kind: Kind, name: str, number: int) -> None:
        quoted = terms.quoted(name)
        days = "; ".join(f"event__{kind.name}(1,{quoted},{d})" for d in self._days)
        self._lines.append(f"{{ {days} }} 1.")
        self._relations[f"event__{kind.name}", 3] = None
        self._lines += [
            f"place({quoted},{kind.name},{number}).",
            f"on({quoted},D) :- event__{kind.name}(1,{quoted},D).",
            f"here({quoted}) :- on({quoted},_).",
            f"day(1,{quoted},D) :- on({quoted},D).",
        ]
        self._relations["day", 3] = None
        if "event" in self._usage.generic:
            self._lines.append(f"event(1,{quoted},{kind.name},D) :- on({quoted},D).")
            self._relations["event", 4] = None
        entry = Entry(name, kind.name, {}, _NOWHERE, day=date.fromordinal(self._start))
        for each in self._book.vocabulary.fields_of(kind):
            use = self._usage.of(kind.name, each.name)
            if use is not None and each.name not in _FRAME:
                self._field(entry, each, use, "said", f"here({quoted})")
            elif each.name in self._usage.recorded and each.name not in _FRAME:
                self._field(entry, each, Use(open=True), "said", f"here({quoted})")

    # -- fields ------------------------------------------------------------

    def _field(
        self, entry: Entry, each: Field, use: Use, relation: str, condition: str
    ) -> None:
        item = each.item if each.type == "list" and each.item else each
        if item.type == "record" or item.fields:
            self._row(entry, each, item, relation, condition)
            return
        name = terms.quoted(entry.name)
        if item.type == "ref":
            relation = "about"
        predicate = f"{relation}__{each.name}"
        values = self._values(entry, each, use)
        if not values:
            return
        atoms = "; ".join(f"{predicate}(1,{name},{value})" for value in values)
        many = each.type == "list"
        in_row = "." in entry.name  # what a row leaves out is not there
        free = many or each.type in NONE_TYPES or each.type == "text" or in_row
        upper = "" if many else " 1"
        tail = f" :- {condition}." if condition else "."
        self._lines.append(f"{0 if free else 1} {{ {atoms} }}{upper}{tail}")
        self._relations[predicate, 3] = None
        if each.name in self._usage.recorded:
            self._lines.append(
                f"recorded__{each.name}(1,{name},V) :- {predicate}(1,{name},V)."
            )
            self._relations[f"recorded__{each.name}", 3] = None
        if item.type == "ref" and each.target in self._book.vocabulary.acts:
            self._lines.append(
                f"points({name},{each.name},V) :- {predicate}(1,{name},V)."
            )

    def _row(
        self, entry: Entry, each: Field, item: Field, relation: str, condition: str
    ) -> None:
        """A list of records: one row, a thing of its own."""
        row = Entry(f"{entry.name}.{each.name}.1", each.name, {}, _NOWHERE)
        atom = f"{relation}__{each.name}(1,{terms.quoted(entry.name)},"
        atom += f"{terms.quoted(row.name)})"
        self._lines.append(f"{{ {atom} }}{f' :- {condition}' if condition else ''}.")
        self._relations[f"{relation}__{each.name}", 3] = None
        for inner in item.fields.values():
            use = self._usage.of("*", inner.name)
            if use is not None and not inner.fields:
                self._field(row, inner, use, "fact", atom)

    def _values(self, entry: Entry, each: Field, use: Use) -> list[str]:
        """Return the values that the rules tell apart, and one other."""
        item = each.item if each.type == "list" and each.item else each
        met = self._met.get(each.name, frozenset())
        match item.type:
            case "date":
                return [str(day) for day in self._days]
            case "money":
                return self._amounts
            case "time" | "datetime" | "decimal":
                return []
            case "enum":
                known = [terms.name(value) for value in item.values]
                named = [value for value in known if value in met]
                rest = [value for value in known if value not in met]
                return named + rest[:1]
            case "code" | "text":
                return [*sorted(word for word in met if word[:1] == '"'), '"9"']
        values = domain(entry, each, item, use, self._usage, self._pool)
        if item.type == "integer":  # they are counts
            values = [value for value in values if not value.startswith("-")]
        return values

    def _changing(self, entry: Entry, each: Field, use: Use) -> None:
        """A field that changes: one value, always or from or until some day."""
        name = terms.quoted(entry.name)
        middle = self._days[len(self._days) // 2]
        spans = [(0, _NEVER), (middle, _NEVER), (0, middle)]
        item = each.item if each.type == "list" and each.item else each
        if item.fields:
            return
        values = self._values(entry, each, use)
        atoms = [
            f"holds__{each.name}(1,{name},{value},{start},{end})"
            for value in values
            for start, end in spans
        ]
        if not atoms:
            return
        low = 0 if each.type in NONE_TYPES or each.type == "list" else 1
        self._lines.append(f"{low} {{ {'; '.join(atoms)} }} 1.")
        self._relations[f"holds__{each.name}", 5] = None
        target = "about" if each.target else "fact"
        self._lines.append(
            f"{target}__{each.name}(1,{name},V) :- "
            f"holds__{each.name}(1,{name},V,F,U), as_of(1,T), F <= T, T < U."
        )
        self._relations[f"{target}__{each.name}", 3] = None
        if each.name in self._usage.recorded:
            self._lines.append(
                f"recorded__{each.name}(1,{name},V) :- "
                f"{target}__{each.name}(1,{name},V)."
            )
            self._relations[f"recorded__{each.name}", 3] = None

    def _same_day(self, entry: Entry, each: Field) -> None:
        """A date that is also an act: the act gives it, or it is free."""
        name = terms.quoted(entry.name)
        act = self._book.vocabulary.acts[each.short_for or ""]
        predicate = f"fact__{each.name}"
        self._relations[predicate, 3] = None
        about = next(
            (
                one
                for one in self._book.vocabulary.fields_of(act)
                if one.target == entry.kind
            ),
            None,
        )
        if act.name not in self._places:
            days = "; ".join(f"{predicate}(1,{name},{day})" for day in self._days)
            self._lines.append(f"{{ {days} }} 1.")
            return
        for place in self._places[act.name]:
            condition = f"event__{act.name}(1,{terms.quoted(place)},D)"
            if about is not None and self._usage.of(act.name, about.name):
                condition += f", about__{about.name}(1,{terms.quoted(place)},{name})"
            self._lines.append(f"{predicate}(1,{name},D) :- {condition}.")

    def _fixed(self, atom: str) -> None:
        self._lines.append(atom + ".")
        name, _, rest = atom.partition("(")
        self._relations[name, rest.count(",") + 1] = None
