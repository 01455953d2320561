"""The graph of a finding: from the finding through rule instances to facts.

In:  a finding, the row it was made of, and the derivations of its case.
Out: `Step`s, an acyclic graph by numbers.

A private predicate without words of its own is left out where it has one way
only: its conditions then stand under what asked for it. Facts of one entry are
one step, which names the fields that count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time

from checker.case import Entry
from checker.comparisons import applied, shown
from checker.explain.heldoff import HeldOff
from checker.findings import Step
from checker.phrases import day_of, humanise, kind_and_name, name_in_words
from checker.trace import Derivations, Instance, Premise
from checker.words import Teller, field_of, in_words, plain

#: Of many ways to one step the shortest are kept.
MOST_WAYS = 6
_DOUBT = re.compile(r"\b(?:may|perhaps|possibly|left open)\b", re.IGNORECASE)
_CONTENT = ("said", "about", "fact", "holds", "recorded")
_RECORDED = ("event", "day", "clock", *_CONTENT)


@dataclass(slots=True)
class Draft:
    """A step in the making."""

    kind: str
    text: str
    role: str = ""
    entries: tuple[str, ...] = ()
    citation: str | None = None
    ways: list[tuple[int, ...]] = field(default_factory=list)
    facts: dict[tuple[str, str], str] = field(default_factory=dict)
    supposed: set[tuple[str, str]] = field(default_factory=set)
    doubtful: bool = False


class Graph:
    """Collects the steps of one finding; step 0 is the finding itself."""

    def __init__(
        self,
        derivations: Derivations,
        teller: Teller,
        entries: Mapping[str, Entry],
        *,
        undetermined: bool = False,
        heldoff: HeldOff | None = None,
    ) -> None:
        """Take what tells, if anything does, why a condition does not hold."""
        self._undetermined = undetermined
        self._heldoff = heldoff
        self._derivations = derivations
        self._teller = teller
        self._entries = entries
        self._drafts: list[Draft] = []
        self._numbers: dict[object, int] = {}
        self._open: set[object] = set()
        self._sorted: dict[int, list[tuple[int, ...]]] = {}
        #: How deep in longer alternatives the step in the making stands.
        self._beside = 0

    def add(
        self,
        kind: str,
        text: str,
        ways: Iterable[Sequence[int]] = (),
        *,
        role: str = "",
        entries: tuple[str, ...] = (),
        citation: str | None = None,
    ) -> int:
        """Add a step and return its number."""
        listed = [tuple(way) for way in ways]
        self._drafts.append(Draft(kind, text, role, entries, citation, listed))
        return len(self._drafts) - 1

    def role(self, number: int) -> str:
        """Return which step of a norm's life a step is."""
        return self._drafts[number].role

    def under(self, number: int, way: Sequence[int]) -> None:
        """Put steps under a step that was added before them."""
        self._drafts[number].ways.append(tuple(dict.fromkeys(way)))

    def rule(
        self,
        role: str,
        text: str,
        instances: Iterable[Instance],
        *,
        entries: tuple[str, ...] = (),
    ) -> int:
        """Add what one of several instances of a norm's rules concludes."""
        given = list(instances)
        number = self.add("rule", text, role=role, entries=entries)
        self._drafts[number].ways = self._ways((each,) for each in given)
        if self._doubtful(given, self._drafts[number].ways):
            self._doubt(number)
        return number

    def given(self, premises: Iterable[Premise]) -> tuple[int, ...]:
        """Return the steps of some conditions."""
        found = [number for each in premises for number in self._premise(each)]
        return tuple(dict.fromkeys(found))

    def told(self, premises: Iterable[Premise]) -> tuple[int, ...]:
        """Add a step for each condition, with the entries that it rests on: what it
        follows from is left out.
        """
        found = []
        for each in premises:
            aside = Graph(self._derivations, self._teller, self._entries)
            root = aside.add("derived", "")
            aside.under(root, aside.given([each]))
            steps = aside.steps()
            words = "; ".join(steps[at].text for at in steps[root].ways[0])
            names = [name for s in steps for name in (*s.entries, *dict(s.facts))]
            entries = tuple(dict.fromkeys(n for n in names if n in self._entries))
            if not entries:  # it follows from the rules alone
                continue
            key = ("told", words)
            if key not in self._numbers:
                self._numbers[key] = self.add("derived", words, entries=entries)
            found.append(self._numbers[key])
        return tuple(dict.fromkeys(found))

    def _doubt(self, number: int) -> None:
        """Mark a conclusion as one from what is only supposed."""
        draft = self._drafts[number]
        draft.doubtful = True
        draft.text = perhaps(draft.text)

    def _doubtful(
        self, instances: Sequence[Instance], ways: Sequence[tuple[int, ...]]
    ) -> bool:
        """Tell whether a conclusion rests on what is only supposed."""
        if not (self._undetermined and ways and all(i.supposed for i in instances)):
            return False
        seen: set[int] = set()
        waiting = list(ways[0])
        while waiting:
            number = waiting.pop()
            draft = self._drafts[number]
            if draft.doubtful or draft.kind == "open":
                return True
            if number not in seen:
                seen.add(number)
                for below in draft.ways[:1]:
                    waiting.extend(below)
        return False

    def _ways(self, ways: Iterable[tuple[Instance, ...]]) -> list[tuple[int, ...]]:
        """Return the steps of alternative ways.

        What only an alternative says of an entry stands in a step of its own.
        """
        found = []
        for number, way in enumerate(ways):
            self._beside += number > 0
            found.append(self.way(way))
            self._beside -= number > 0
        return _distinct(found)

    def way(self, instances: Iterable[Instance]) -> tuple[int, ...]:
        """Return the steps that some rule instances together rest on."""
        found: list[int] = []
        for instance in instances:
            found += self.given(instance.premises)
            found += self._functions(instance)
        return tuple(dict.fromkeys(found))

    def steps(self) -> tuple[Step, ...]:
        """Return the steps that the finding reaches, numbered anew."""
        self._sorted.clear()
        order: dict[int, int] = {}
        waiting = [0]
        while waiting:
            number = waiting.pop(0)
            if number in order:
                continue
            order[number] = len(order)
            for way in self._drafts[number].ways:
                waiting.extend(way)
        return tuple(self._frozen(number, order) for number in order)

    def _frozen(self, number: int, order: Mapping[int, int]) -> Step:
        draft = self._drafts[number]
        ways = self._shortest(number)
        text = draft.text
        if draft.facts:
            text = self._recorded(draft)
        return Step(
            draft.kind,
            text,
            draft.role,
            draft.entries,
            tuple(draft.facts),
            draft.citation,
            tuple(tuple(order[each] for each in way) for way in ways[:MOST_WAYS]),
            draft.doubtful,
        )

    def _shortest(self, number: int) -> list[tuple[int, ...]]:
        """Return the ways to a step, the shortest first, as are those below it."""
        if number not in self._sorted:
            ways = self._drafts[number].ways
            for each in {below for way in ways for below in way}:
                self._shortest(each)
            self._sorted[number] = sorted(ways, key=self._size)
        return self._sorted[number]

    def _size(self, way: tuple[int, ...]) -> int:
        """Return how many steps a way takes, each counted once."""
        seen: set[int] = set()
        waiting = list(way)
        while waiting:
            number = waiting.pop()
            if number not in seen:
                seen.add(number)
                for below in self._sorted[number][:1]:
                    waiting.extend(below)
        return len(seen)

    # -- premises ---------------------------------------------------------

    def _premise(self, premise: Premise) -> tuple[int, ...]:
        """Return the steps of one condition; none where it says nothing."""
        name = premise.name
        if name in _RECORDED and not premise.sign:
            return self._fact(premise)
        key = (premise.sign, name or premise.literal.text, premise.args)
        if key in self._numbers:
            return (self._numbers[key],)
        if key in self._open:
            return ()
        ways = self._derivations.ways(premise)
        if not ways:
            return self._leaf(key, premise)
        self._open.add(key)
        below = self._ways(ways[: MOST_WAYS + 1])
        self._open.discard(key)
        text = self._teller.premise(premise)
        if not self._teller.has_words(premise) and len(below) == 1:
            return below[0]
        if not text and below:
            return below[0]
        kind = "open" if name == "settled" else "derived"
        kind = "computed" if name in ("weighs", "total") else kind
        if name == "breached":
            text = self._teller.breach(premise.args)
        number = self.add(kind, text, below, entries=self._teller.named(premise))
        if kind == "derived" and self._doubtful([i for w in ways for i in w], below):
            self._doubt(number)
        self._numbers[key] = number
        return (number,)

    def _leaf(self, key: object, premise: Premise) -> tuple[int, ...]:
        text = self._teller.premise(premise)
        if not text:
            return ()
        kind = "computed"
        if premise.sign:
            kind = "absent"
        elif premise.name:
            kind = "norm" if self._teller.is_table(premise) else "fact"
        held: tuple[int, ...] = ()
        if premise.sign and self._heldoff and not self._beside:
            held = self.told(self._heldoff.behind(premise))
        ways = [held] if held else ()
        number = self.add(kind, text, ways, entries=self._teller.named(premise))
        self._drafts[number].doubtful = (
            premise.name in _CONTENT and self._teller.supposes(premise)
        )
        self._numbers[key] = number
        return (number,)

    def _fact(self, premise: Premise) -> tuple[int, ...]:
        owner = plain(premise.args[1])
        key = (owner, self._beside > 0)
        if key not in self._numbers:
            named = (owner,) if owner in self._entries else ()
            self._numbers[key] = self.add("fact", owner, entries=named)
        number = self._numbers[key]
        draft = self._drafts[number]
        facts = draft.facts
        if self._teller.supposes(premise):
            draft.supposed.add((owner, field_of(premise)))
            draft.doubtful = True
        if premise.name in ("event", "day"):
            facts.setdefault((owner, "on"), shown(premise.args[-1]))
        elif premise.name == "clock":
            facts.setdefault((owner, "at"), day_of(self._entries[owner]))
        else:
            name = field_of(premise)
            value = self._said(owner, name) or in_words(premise.args[3])
            before = facts.get((owner, name))
            if before is None:
                facts[owner, name] = value
            elif value not in before.split(", "):
                facts[owner, name] = f"{before}, {value}"
        return (number,)

    def _said(self, owner: str, name: str) -> str:
        """Return a time of day as the case file has it, `""` for other values."""
        entry = self._entries.get(owner)
        value = entry.fields.get(name) if entry else None
        return f"{value:%H:%M}" if isinstance(value, time) else ""

    def _recorded(self, draft: Draft) -> str:
        """Return what an entry says, the fields that count only."""
        owner = next(iter(draft.facts))[0]
        entry = self._entries.get(owner)
        head = kind_and_name(entry) if entry else name_in_words(owner)
        if entry and entry.day is not None:
            head = f"{day_of(entry)}: {head}"
        told = [
            _valued(name, value)
            for (_, name), value in draft.facts.items()
            if name not in ("on", "at") and (owner, name) not in draft.supposed
        ]
        text = f"{head}: {', '.join(told)}" if told else head
        if draft.supposed:
            text += "; " if told else ": "
            text += f"if {' and '.join(_supposed(draft))} (not known)"
        return text

    def _functions(self, instance: Instance) -> tuple[int, ...]:
        """Return what @-functions of the conclusion computed, with inputs."""
        found = []
        for text, result in zip(instance.rule.args, instance.head, strict=False):
            if not text.startswith("@"):
                continue
            words = applied(text, result, instance.values)
            if words:
                key = ("computed", words)
                if key not in self._numbers:
                    self._numbers[key] = self.add("computed", words)
                found.append(self._numbers[key])
        return tuple(found)


def _supposed(draft: Draft) -> Iterator[str]:
    """Yield what an entry is supposed to say where it is not known."""
    for fact, value in draft.facts.items():
        if fact in draft.supposed:
            either = value.replace(", ", " or ")
            yield f"on {either}" if fact[1] == "on" else _valued(fact[1], either)


def _valued(name: str, value: str) -> str:
    words = humanise(name)
    if value == "true":
        return words
    return f"not {words}" if value == "false" else f"{words} {value}"


def perhaps(text: str) -> str:
    """Return a conclusion from what is only supposed, told as possible."""
    return text if _DOUBT.search(text) else f"Possibly: {text}"


def _distinct(ways: Iterable[Sequence[int]]) -> list[tuple[int, ...]]:
    """Return ways without those that only ask for more than another."""
    listed = list(dict.fromkeys(tuple(way) for way in ways))
    return [
        way
        for way in listed
        if not any(set(other) < set(way) for other in listed if other != way)
    ]
