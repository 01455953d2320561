"""Flow: how names go through the rules of a rulebook.

In:  the rules of a rulebook, and its kernel.
Out: `Flow`: for each rule the keys that it needs and gives, the names that its
     conditions ask for, and where the names in its head come from.

A slot is a place among the arguments of what a key names. Those are followed that
every rule fills with names; the others hold anything. A set of names is an integer
with a bit for each; all bits stand for any value.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from checker.rules import CONSTANT, GIVEN, NAMED, Rule, gives

ANY = -1
#: The bit of every name that no rule has.
OTHER = 1
#: Place of the value in fact, said, recorded and holds.
VALUE = 3

Slot = tuple[str, int]

#: What any case gives; relations without a name may be about any.
_ALWAYS = GIVEN | NAMED.keys()
_VALUED = ("fact", "said", "recorded", "holds")
_VARIABLE = re.compile(r"_*[A-Z]\w*")
_DEFINED = re.compile(r"#defined (\w+)/")


class Step(NamedTuple):
    """What a rule needs, and what it puts where.

    Attributes:
        needs: Keys that it needs.
        tests: Slots, and the names of which one must be in all of them.
        keys: Keys that it gives.
        puts: A slot, the slots whose common names go there, and a bound on them.
    """

    needs: tuple[int, ...]
    tests: tuple[tuple[tuple[int, ...], int], ...]
    keys: tuple[int, ...]
    puts: tuple[tuple[int, tuple[int, ...], int], ...]


class Flow(NamedTuple):
    """The rules of a rulebook, prepared to be fired on sets of names.

    Attributes:
        keys: Their numbers; `slots` those of the slots.
        names: A bit for each name.
        steps: What each rule does.
        order: The rules, those that give something before those that need it, as
            far as that can be.
        tables: The keys of facts that only rules look at, by their number.
        asks: The keys of such facts that a rule looks at, whatever the sign.
    """

    keys: dict[str, int]
    slots: dict[Slot, int]
    names: dict[str, int]
    steps: list[Step]
    order: list[int]
    tables: dict[int, str]
    asks: dict[int, tuple[str, ...]]


def flow_of(rulebook: Sequence[Rule], kernel: str) -> Flow:
    """Return the flow of rules beside a kernel."""
    rules = [_Terms(rule) for rule in rulebook]
    slots = {slot: at for at, slot in enumerate(_named_slots(rules))}
    names: dict[str, int] = {"": OTHER}
    keys: dict[str, int] = {}
    steps = [_step(each, slots, names, keys) for each in rules]
    looks = [frozenset(_looked_at(rule)) for rule in rulebook]
    looked_at = frozenset[str]().union(*looks)
    spoken = set(_DEFINED.findall(kernel))
    tables = {
        number: rule.key
        for number, rule in enumerate(rulebook)
        if not rule.body and rule.key in looked_at and rule.name not in spoken
    }
    facts = frozenset(tables.values())
    asks = {n: tuple(each & facts) for n, each in enumerate(looks) if each & facts}
    return Flow(keys, slots, names, steps, _order(rules), tables, asks)


class _Terms:
    """The terms of a rule by their slots.

    Attributes:
        gives: Keys that it gives; `needs` those that it needs.
        asked: The names that its conditions ask for.
        bound: Where its conditions have each variable.
        named: The slots of its head with a name; `filled` with any other term.
    """

    def __init__(self, rule: Rule) -> None:
        self.gives = gives(rule)
        self.needs: list[str] = []
        self.asked: list[tuple[Slot, str]] = []
        self.bound: dict[str, list[Slot]] = defaultdict(list)
        for literal in rule.body:
            key, args = literal.key, literal.args
            if not key or literal.sign or key in _ALWAYS:
                continue
            self.needs.append(key)
            places = range(len(args))
            if literal.name in NAMED:
                places = range(VALUE, VALUE + (literal.name in _VALUED))
            for at in places:
                if _is_name(args[at]):
                    self.asked.append(((key, at), args[at]))
                elif _VARIABLE.fullmatch(args[at]):
                    self.bound[args[at]].append((key, at))
        own = self.gives if rule.name == "unsettled" else self.gives[:1]
        self.head = [
            ((key, at), arg) for key in own for at, arg in enumerate(rule.args)
        ]


@cache
def _is_name(arg: str) -> bool:
    return CONSTANT.fullmatch(arg) is not None


def _step(
    rule: _Terms, slots: dict[Slot, int], names: dict[str, int], keys: dict[str, int]
) -> Step:
    def name_of(arg: str) -> int:
        return names.setdefault(arg, 1 << len(names))

    sources = {
        variable: tuple(slots[slot] for slot in found if slot in slots)
        for variable, found in rule.bound.items()
    }
    tests = {(found, ANY) for found in sources.values() if len(found) > 1}
    tests |= {
        ((slots[slot],), name_of(arg)) for slot, arg in rule.asked if slot in slots
    }
    return Step(
        tuple({keys.setdefault(key, len(keys)) for key in rule.needs}),
        tuple(tests),
        tuple(keys.setdefault(key, len(keys)) for key in rule.gives),
        tuple(
            (slots[slot], (), name_of(arg))
            if _is_name(arg)
            else (slots[slot], sources.get(arg, ()), ANY)
            for slot, arg in rule.head
            if slot in slots
        ),
    )


def _named_slots(rules: Sequence[_Terms]) -> set[Slot]:
    """Return the slots that hold names: of a case, or as every rule fills them."""
    named: set[Slot] = set()
    lost: list[Slot] = []
    flows: list[tuple[Slot, set[Slot]]] = []  # a slot, and where a rule has it from
    users: dict[Slot, list[int]] = defaultdict(list)
    for rule in rules:
        named.update(slot for slot, _ in rule.asked if _of_case(slot))
        named.update(
            slot for each in rule.bound.values() for slot in each if _of_case(slot)
        )
        for slot, arg in rule.head:
            named.add(slot)
            if _is_name(arg):
                continue
            for source in rule.bound.get(arg, ()):
                users[source].append(len(flows))
            flows.append((slot, set(rule.bound.get(arg, ()))))
    for target, sources in flows:
        sources &= named
        if not sources:
            lost.append(target)
    while lost:
        slot = lost.pop()
        if slot in named:
            named.remove(slot)
            for number in users[slot]:
                target, left = flows[number]
                left.discard(slot)
                if not left:
                    lost.append(target)
    return named


def _of_case(slot: Slot) -> bool:
    return slot[0].startswith(("fact:", "said:", "recorded:", "holds:"))


def _order(rules: Sequence[_Terms]) -> list[int]:
    """Return the rules, givers before users as far as that can be."""
    givers: dict[str, list[int]] = defaultdict(list)
    for number, rule in enumerate(rules):
        for key in rule.gives:
            givers[key].append(number)
    found: list[int] = []
    seen: set[int] = set()
    for root in range(len(rules)):
        waiting = [(root, False)]
        while waiting:
            number, done = waiting.pop()
            if done:
                found.append(number)
            elif number not in seen:
                seen.add(number)
                waiting.append((number, True))
                for key in rules[number].needs:
                    waiting.extend((giver, False) for giver in givers[key])
    return found


def _looked_at(rule: Rule) -> Iterator[str]:
    for literal in rule.body:
        for each in (literal, *literal.inner):
            yield each.key
