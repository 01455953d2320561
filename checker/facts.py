"""Facts: a case as the relations that norms see (`asp/kernel/case.lp`).

In:  a `Case`, the day of the audit, its number within the batch, and what the
     rules of its slice look at.
Out: `Facts`: text for the solver, and the unknowns that became choices.

Only fields that the rules look at are written. An unknown value is a choice
over the values that they tell apart; an unknown day one over the days that
make a difference. Acts after the day of the audit are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from checker import terms
from checker.breakpoints import Breakpoints, last_days
from checker.cards import EVER, NEVER
from checker.case import NONE, UNKNOWN, Case, Entry, Span, values_on
from checker.choices import offered
from checker.days import period_end
from checker.domains import domain
from checker.reach import Reach
from checker.relations import Facts, Unknown
from checker.usage import Usage, Use
from checker.vocabulary import Field, Vocabulary

_REFERENCE = "about"


def present_in(case: Case, as_of: date) -> frozenset[str]:
    """Return the acts and kinds of entities that occur in a case."""
    kinds = {entity.kind for entity in case.entities}
    return frozenset(kinds | {act.kind for act in counted(case, as_of)})


def counted(case: Case, as_of: date) -> Iterator[Entry]:
    """Yield the acts that had happened by `as_of`."""
    for act in case.acts:
        if not isinstance(act.day, date):
            if act.earliest is None or act.earliest <= as_of:
                yield act
        elif act.day <= as_of:
            yield act


def facts_of(
    case: Case,
    as_of: date,
    number: int,
    usage: Usage,
    vocabulary: Vocabulary,
    parameters: Mapping[str, int],
    reaches: Iterable[Reach] = (),
    only: str | None = None,
    days: Breakpoints | None = None,
) -> Facts:
    """Return the facts of one case, or of `only` one of its entries.

    Args:
        number: The number of the case within its batch.
        parameters: Withheld amounts in cents, by name; the case's own win.
        reaches: Of the norms in question: which days matter to them.
        days: Those that matter, where they follow from more than this case.
    """
    acts = tuple(counted(case, as_of))
    days = days or Breakpoints(case, acts, as_of, reaches)
    writer = _Writer(case, acts, as_of, number, usage, vocabulary, days)
    return writer.write(parameters, only)


class _Writer:
    """Writes one case; holds what every line of it needs."""

    def __init__(
        self,
        case: Case,
        acts: tuple[Entry, ...],
        as_of: date,
        number: int,
        usage: Usage,
        vocabulary: Vocabulary,
        days: Breakpoints,
    ) -> None:
        self.case = case
        self.as_of = as_of
        self.number = number
        self.usage = usage
        self.vocabulary = vocabulary
        self.acts = acts
        self.days, self.facts = days, Facts()

    def write(self, parameters: Mapping[str, int], only: str | None) -> Facts:
        out = self.facts.lines
        for entity in self.case.entities:
            if only in (None, entity.name):
                self._entity(entity)
        for act in self.acts:
            if only in (None, act.name):
                self._act(act)
        if only is not None:
            return self.facts
        out.append(f"as_of({self.number},{terms.day(self.as_of)}).")
        for gap in self.case.gaps:
            system = terms.name(gap.system) if gap.system else "any"
            out.append(
                f"gap({self.number},{terms.day(gap.start)},{terms.day(gap.end)},"
                f"{system})."
            )
        known = {**parameters, **self.case.parameters}
        for name in sorted(self.usage.parameters):
            amount = terms.money(known[name]) if name in known else "unknown"
            out.append(f"parameter({self.number},{name},{amount}).")
        return self.facts

    # -- entities and acts ------------------------------------------------

    def _entity(self, entity: Entry) -> None:
        name = terms.quoted(entity.name)
        self._line(f"entity__{entity.kind}({self.number},{name})")
        self.facts.given.add((f"entity:{entity.kind}", ""))
        if "entity" in self.usage.generic:
            self._line(f"entity({self.number},{name},{entity.kind})")
        for each in self.vocabulary.entities[entity.kind].fields.values():
            if each.name != "id":
                self._field(entity, each, "fact")

    def _act(self, act: Entry) -> None:
        name = terms.quoted(act.name)
        self.facts.given.add((f"event:{act.kind}", ""))
        generic = "event" in self.usage.generic
        if isinstance(act.day, date):
            at = terms.day(act.day)
            self._line(f"event__{act.kind}({self.number},{name},{at})")
            self._line(f"day({self.number},{name},{at})")
            if generic:
                self._line(f"event({self.number},{name},{act.kind},{at})")
        else:
            self._unknown_day(act, name, generic)
        if act.clock is not None:
            self._line(f"clock({self.number},{name},{terms.minute(act.clock)})")
        own = self.vocabulary.acts[act.kind].fields
        for each in own.values():
            self._field(act, each, "said")
        for each in self.vocabulary.common.values():
            if each.name not in own and each.name not in _FRAME:
                self._field(act, each, "said")

    def _unknown_day(self, act: Entry, name: str, generic: bool) -> None:
        low = act.earliest.toordinal() if act.earliest else None
        high = self.as_of.toordinal()
        if act.latest is not None:
            high = min(high, act.latest.toordinal())
        dating = self.vocabulary.dating(act.kind)
        atoms = [
            f"event__{act.kind}({self.number},{name},{at})"
            for at in self.days.of(act.kind, dating, low, high)
        ]
        shown = act.name if act.implied else f"{act.name}.on"
        self._choose(shown, atoms, absent=act.implied)
        pattern = f"event__{act.kind}(C,E,D)"
        self.facts.rules.add(f"day(C,E,D) :- {pattern}.")
        if generic:
            self.facts.rules.add(f"event(C,E,{act.kind},D) :- {pattern}.")

    # -- fields -----------------------------------------------------------

    def _field(self, entry: Entry, each: Field, relation: str) -> None:
        value = self._completed(entry, each)
        if each.name in self.usage.recorded:
            self._recorded(entry, each, value)
        use = self.usage.of(entry.kind, each.name)
        if use is None:
            return
        if value is None and not use.express:
            value = self._left_out(entry, each)
        if value is None or value is NONE:
            return
        if each.changes and relation == "fact":
            self._changing(entry, each, value, use)
        elif value is UNKNOWN:
            self._unknown(entry, each, relation, use)
        else:
            for line in self._known(entry, each, relation, value):
                self._line(line)

    def _completed(self, entry: Entry, each: Field) -> object:
        """Return the value of a field; a period completes the day it ends on."""
        value = entry.fields.get(each.name)
        if value is None and each.ends is not None:
            period = entry.fields.get(each.ends)
            end = period_end(period) if isinstance(period, str) else None
            value = date.fromordinal(end) if end is not None else None
        return each.default if value is None else value

    def _recorded(self, entry: Entry, each: Field, value: object) -> None:
        """Write what the file itself gives, never a choice; `unknown` as such.

        Of a value that changed it is the one of the day of the audit.
        """
        name = terms.quoted(entry.name)
        item = _item(each)
        values = value if isinstance(value, tuple) else (value,)
        if values and isinstance(values[0], Span):
            values = values_on(self.as_of, values)
        for position, one in enumerate(values, start=1):
            if one is None or one is NONE:
                continue
            if one is UNKNOWN:
                text = "unknown"
            elif isinstance(one, Mapping):
                text = terms.quoted(f"{entry.name}.{each.name}.{position}")
            else:
                text = terms.term(one, item)
            self._line(f"recorded__{each.name}({self.number},{name},{text})")
            self._gives("recorded", each, text)
        if each.name in entry.supplied & self.usage.implied:
            self._line(f"implied({self.number},{name},{each.name})")

    def _left_out(self, entry: Entry, each: Field) -> object:
        """Return what a field left out means: unknown, or nothing.

        In an act, content left out was not recorded, so it is not there; a day
        that is also an act was not recorded, so it was not done.
        """
        if each.short_for is not None or each.type in ("text", "record"):
            return None
        if each.type == "list":
            whole = each.name == "modules" or entry.day is None
            refers = each.item is not None and each.item.type == "ref"
            if entry.day is not None and not (whole and refers):
                return None
        return UNKNOWN

    def _known(
        self, entry: Entry, each: Field, relation: str, value: object
    ) -> Iterator[str]:
        name = terms.quoted(entry.name)
        item = _item(each)
        values = value if isinstance(value, tuple) else (value,)
        for position, one in enumerate(values, start=1):
            if one is UNKNOWN or one is NONE:
                continue
            if isinstance(one, Mapping):
                yield from self._row(entry, each, item, one, position, relation)
            else:
                yield self._atom(relation, name, each, item, terms.term(one, item))

    def _row(
        self,
        entry: Entry,
        each: Field,
        item: Field,
        record: Mapping[str, object],
        position: int,
        relation: str,
    ) -> Iterator[str]:
        """Yield one record of a list as an entity of its own."""
        row = Entry(
            f"{entry.name}.{each.name}.{position}", each.name, record, entry.place
        )
        owner = terms.quoted(entry.name)
        yield self._atom(relation, owner, each, item, terms.quoted(row.name))
        for inner in item.fields.values():
            value = record.get(inner.name, UNKNOWN if entry.day is None else NONE)
            if self.usage.of("*", inner.name) is None or value is NONE:
                continue
            if value is UNKNOWN:
                use = self.usage.of("*", inner.name) or Use()
                self._unknown(row, inner, "fact", use)
            else:
                yield from self._known(row, inner, "fact", value)

    def _atom(
        self, relation: str, name: str, each: Field, item: Field, value: str
    ) -> str:
        if item.type == "ref":
            relation = _REFERENCE
        self._gives(relation, each, value)
        return f"{relation}__{each.name}({self.number},{name},{value})"

    def _changing(self, entry: Entry, each: Field, value: object, use: Use) -> None:
        spans = value if isinstance(value, tuple) else (Span(value, None, None),)
        item = _item(each)
        for position, span in enumerate(spans):
            if span.value is NONE:
                continue
            if span.value is UNKNOWN:
                atoms = [
                    self._held(entry, each, one, span)
                    for one in self._values(entry, each, use)
                ]
                shown = f"{entry.name}.{each.name}"
                if len(spans) > 1:
                    shown += f"[{position}]"
                self._choose(shown, atoms, absent=use.presence)
                continue
            values = span.value if isinstance(span.value, tuple) else (span.value,)
            for one in values:
                self._line(self._held(entry, each, terms.term(one, item), span))
        target = _REFERENCE if each.target else "fact"
        self.facts.rules.add(
            f"{target}__{each.name}(C,E,V) :- holds__{each.name}(C,E,V,F,U), "
            "as_of(C,T), F <= T, T < U."
        )

    def _held(self, entry: Entry, each: Field, value: str, span: Span) -> str:
        start = span.start.toordinal() if span.start else EVER
        end = span.end.toordinal() if span.end else NEVER
        self._gives("holds", each, value)
        self._gives(_REFERENCE if each.target else "fact", each, value)
        name = terms.quoted(entry.name)
        return f"holds__{each.name}({self.number},{name},{value},{start},{end})"

    # -- unknowns ---------------------------------------------------------

    def _unknown(self, entry: Entry, each: Field, relation: str, use: Use) -> None:
        if each.short_for is not None:
            self._same_as_act(entry, each, relation)
            return
        name = terms.quoted(entry.name)
        item = _item(each)
        atoms = [
            self._atom(relation, name, each, item, value)
            for value in self._values(entry, each, use)
        ]
        many = each.type == "list"
        absent = use.presence and item.type != "boolean"
        if item.type == "ref" and relation == "said":
            absent = use.presence
        self._choose(f"{entry.name}.{each.name}", atoms, absent=absent, many=many)

    def _same_as_act(self, entry: Entry, each: Field, relation: str) -> None:
        act = terms.quoted(f"{entry.name}.{each.name}")
        name = terms.quoted(entry.name)
        self._line(f"dated_by__{each.name}({self.number},{name},{act})")
        self.facts.rules.add(
            f"{relation}__{each.name}(C,E,D) :- dated_by__{each.name}(C,E,A), "
            f"event__{each.short_for}(C,A,D)."
        )
        self.facts.given.add((f"{relation}:{each.name}", ""))

    def _values(self, entry: Entry, each: Field, use: Use) -> list[str]:
        """Return the terms that the rules tell apart, and one other."""
        item = _item(each)
        if item.type == "date":
            names = frozenset((item.name or each.name, each.name))
            found = self.days.of("", names)
            if item.last_of is not None:
                found = last_days(found, item.last_of)
            return [str(at) for at in found]
        pool = (*self.case.entities, *self.acts)
        return domain(entry, each, item, use, self.usage, pool)

    def _choose(
        self, shown: str, atoms: list[str], *, absent: bool, many: bool = False
    ) -> None:
        if not atoms:
            return
        if len(atoms) == 1 and not absent:
            self._line(atoms[0])  # nothing to choose
        else:
            lines, rule = offered(atoms, absent=absent, many=many)
            self.facts.lines += [line + "." for line in lines]
            self.facts.rules.add(rule)
        self.facts.unknowns.append(Unknown(shown, tuple(atoms), absent))

    def _gives(self, relation: str, each: Field, value: str) -> None:
        named = "" if _item(each).type == "date" else value
        self.facts.given.add((f"{relation}:{each.name}", named))

    def _line(self, atom: str) -> None:
        self.facts.lines.append(atom + ".")


_FRAME = frozenset({"act", "on", "at", "earliest", "latest", "id"})


def _item(each: Field) -> Field:
    """Return the field itself, of a list what it is a list of."""
    return each.item if each.type == "list" and each.item else each
