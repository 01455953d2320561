"""Slices: the part of a rulebook that a case can reach.

In:  a rulebook and the acts and kinds of entities that occur in a case.
Out: `Slice`: the program to ground, and what its rules look at.

A rule is left out only if one of its positive conditions names an act or kind
that does not occur, or a predicate that no kept rule derives: it could derive
nothing, so no answer changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from checker.reach import Reach
from checker.rulebook import Rulebook
from checker.rules import GIVEN, NAMED, Rule, behind, gives
from checker.spans import TermSpan, terms_of
from checker.usage import Usage, usage_of
from checker.vocabulary import Vocabulary

#: Choices that the kernel makes for a norm.
_KERNEL_CHOICES = ("term", "did_unrecorded", "happened_in_time", "settled")


@dataclass(frozen=True, eq=False)
class Slice:
    """What is grounded for cases with the same acts and kinds.

    Attributes:
        lines: The reachable rules as they are ground.
        rules: The same as records.
        numbers: Their places among the rules of the rulebook.
        cards: Facts about the norms that they speak for or read.
        norms: Ids of the norms that they speak for.
        spans: The terms that they add to days.
        reaches: Which days matter to them.
        available: Keys that the case or a rule may provide.
        book: The rulebook that it is a slice of.
    """

    lines: tuple[str, ...]
    rules: tuple[Rule, ...]
    numbers: tuple[int, ...]
    cards: tuple[str, ...]
    norms: frozenset[str]
    usage: Usage
    spans: frozenset[TermSpan]
    reaches: tuple[Reach, ...]
    available: frozenset[str]
    book: Rulebook

    @property
    def text(self) -> str:
        """Kernel, rules and cards, ready for clingo."""
        return "\n".join([self.book.kernel, *self.lines, *self.cards])


@lru_cache(maxsize=256)
def slice_for(book: Rulebook, present: frozenset[str]) -> Slice:
    """Return the slice for the acts and kinds in `present` (cached)."""
    numbers, available = reachable(book, available_keys(book, present))
    return _slice_of(book, numbers, available)


def slice_below(book: Rulebook, norm: str) -> Slice:
    """Return every rule that a norm may depend on, whatever the case.

    What of these a case cannot reach derives nothing, but its conditions can
    be asked about.
    """
    indexes, keys = below(book.rules, {norm})
    return _slice_of(book, tuple(sorted(indexes)), keys)


@lru_cache(maxsize=1024)
def part_for(part: Slice, norms: frozenset[str]) -> Slice:
    """Return the part of a slice that some norms depend on (cached).

    Of these norms it says the same as the whole.
    """
    indexes, _ = below(part.rules, norms | _repairing(part.book, norms))
    numbers = tuple(part.numbers[index] for index in sorted(indexes))
    return _slice_of(part.book, numbers, set(part.available))


@lru_cache(maxsize=4096)
def keys_below(part: Slice, norm: str) -> frozenset[str]:
    """Return every key on which a norm depends (cached)."""
    return frozenset(below(part.rules, {norm})[1])


def part_touched(part: Slice, kinds: Iterable[str]) -> Slice:
    """Return the part of a slice of which acts or entities of some kinds may
    change what it says; of other norms it says nothing."""
    vocabulary = part.book.vocabulary
    keys = {key for kind in kinds for key in _keys_of(vocabulary, kind)}
    return part_for(part, _above(part.rules, keys | set(NAMED) | {"day", "clock"}))


def _above(rules: Sequence[Rule], keys: set[str]) -> frozenset[str]:
    """Return the norms that depend on some of these keys."""
    users: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        for key in {e.key for lit in rule.body for e in (lit, *lit.inner)}:
            users[key].append(rule)
    known, waiting = set(keys), list(keys)
    norms: set[str] = set()
    while waiting:
        for rule in users[waiting.pop()]:
            given = {*gives(rule)}
            if rule.norm:
                norms.add(rule.norm)
                given.add(f"breached@{rule.norm}")
            waiting.extend(given - known)
            known |= given
    return frozenset(norms)


def _repairing(book: Rulebook, norms: frozenset[str]) -> frozenset[str]:
    """Return the corrective duties that say whether a breach is repaired."""
    return frozenset(
        norm.id for norm in book.norms.values() if norms.intersection(norm.repairs)
    )


def below(rules: Sequence[Rule], norms: Iterable[str]) -> tuple[set[int], set[str]]:
    """Return the rules (by index) of norms and of all they use, and the keys."""
    by_key: dict[str, list[int]] = defaultdict(list)
    by_norm: dict[str, list[int]] = defaultdict(list)
    for index, rule in enumerate(rules):
        for key in gives(rule):
            by_key[key].append(index)
        if rule.norm:
            by_norm[rule.norm].append(index)
    variable = [norm for norm in by_norm if norm[:1].isupper()]  # said of any norm
    waiting = [index for norm in (*norms, *variable) for index in by_norm[norm]]
    found: set[int] = set()
    keys = {f"{head}@{norm}" for norm in norms for head in _KERNEL_CHOICES}
    while waiting:
        index = waiting.pop()
        if index in found:
            continue
        found.add(index)
        for key in behind(rules[index].name):
            waiting.extend(by_key[key])
            keys.add(key)
        for lit in (each for one in rules[index].body for each in (one, *one.inner)):
            if not lit.key or lit.key in keys:
                continue
            keys.add(lit.key)
            waiting.extend(by_key[lit.key])
            if lit.name == "breached":
                waiting.extend(by_norm[lit.args[0]])
    return found, keys


def _slice_of(book: Rulebook, numbers: tuple[int, ...], available: set[str]) -> Slice:
    rules = tuple(book.rules[number] for number in numbers)
    norms = frozenset(rule.norm for rule in rules if rule.norm)
    named = norms | _read_cards(rules)
    cards = [
        fact for name in book.norms if name in named for fact in book.norms[name].facts
    ]
    cards += [f"always({name})." for name in sorted(book.always & norms)]
    usage = usage_of(rules, book.vocabulary)
    spans = frozenset[TermSpan]().union(
        *(book.spans.get(rule.place, ()) for rule in rules),
        *(terms_of(card) for card in cards),
    )
    reaches = tuple(
        book.reaches[name].within(spans) for name in sorted(norms & book.norms.keys())
    )
    return Slice(
        tuple(rule.text for rule in rules),
        rules,
        numbers,
        tuple(cards),
        norms,
        usage,
        spans,
        reaches,
        frozenset(available),
        book,
    )


def _read_cards(rules: Iterable[Rule]) -> frozenset[str]:
    """Return the norms whose figures or parts other rules read."""
    return frozenset(
        lit.args[0]
        for rule in rules
        for lit in rule.body
        if lit.name in ("figure", "part", "edition")
    )


def available_keys(book: Rulebook, present: frozenset[str]) -> set[str]:
    """Return the keys that a case with these acts and kinds may provide."""
    keys = set(GIVEN) | set(NAMED)
    vocabulary = book.vocabulary
    for name in present:
        keys.update(_keys_of(vocabulary, name))
    return keys


def _keys_of(vocabulary: Vocabulary, name: str) -> Iterator[str]:
    """Yield the keys that an act or a kind of entity may provide."""
    if name in vocabulary.acts:
        yield f"event:{name}"
        fields = [*vocabulary.acts[name].fields.items(), *vocabulary.common.items()]
        relations: tuple[str, ...] = ("said", "about", "recorded")
    else:
        yield f"entity:{name}"
        fields = [*vocabulary.entities[name].fields.items()]
        relations = ("fact", "about", "holds", "recorded")
    for field, each in fields:
        yield from (f"{relation}:{field}" for relation in relations)
        for inner in each.item.fields if each.item else each.fields:
            yield from (f"fact:{inner}", f"about:{inner}")


def reachable(book: Rulebook, given: set[str]) -> tuple[tuple[int, ...], set[str]]:
    """Return the places of the rules whose positive conditions can all be
    derived, and all the keys that are then available."""
    users, needs = _needs(book)
    missing = list(needs)
    available, waiting = set(given), list(given)
    kept: list[int] = []
    ready = [index for index, count in enumerate(missing) if not count]
    while ready or waiting:
        while ready:
            index = ready.pop()
            kept.append(index)
            for key in gives(book.rules[index]):
                if key not in available:
                    available.add(key)
                    waiting.append(key)
        for index in users.get(waiting.pop(), ()) if waiting else ():
            missing[index] -= 1
            if not missing[index]:
                ready.append(index)
    return tuple(sorted(kept)), available


@lru_cache(maxsize=4)
def _needs(book: Rulebook) -> tuple[dict[str, list[int]], tuple[int, ...]]:
    """Return which rules need a key, and how many keys each rule needs."""
    users: dict[str, list[int]] = defaultdict(list)
    needs = [frozenset(rule.needs) for rule in book.rules]
    for index, keys in enumerate(needs):
        for key in keys:
            users[key].append(index)
    return users, tuple(map(len, needs))
