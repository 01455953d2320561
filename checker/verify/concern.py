"""Concern: the rules as far as they speak of the acts in question.

In:  a reduced rulebook, the heads that a search reads, the kinds of acts in question.
Out: the rulebook in which whatever is asked of these acts alone is computed for
     them alone, and the rules that nothing asks for are gone.

    caught(no_label, Case, Parcel, Label, Day) :- sticker(Case, Label, Parcel, Day).
    sticker(Case, Label, Parcel, Day) :- ...

Where nothing else asks for stickers, `sticker` is grounded for the labels in
question only, and other acts need not occur: this changes none of the answers that
are asked for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from checker.rulebook import Rulebook
from checker.rules import Literal, Rule
from checker.verify.closure import kernel_below, request_key
from checker.verify.kinds import VARIABLE, Kinds

#: Where in an atom an entry stands: positions, through terms with their functors.
Path = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Concern:
    """What is asked for.

    Attributes:
        book: The rules, with `ask__about(Entry)` where they are about such acts.
        bound: By the text of a rule: the variables that stand for such acts only.
    """

    book: Rulebook
    bound: dict[str, frozenset[str]]


def concern(
    book: Rulebook, kinds: Kinds, heads: dict[str, set[Path]], acts: frozenset[str]
) -> Concern:
    """Return the rules that the heads need.

    Args:
        heads: Keys that are read, and where in their atoms an act in question stands.
        acts: The kinds of these acts.
    """
    by_key: dict[str, list[Rule]] = defaultdict(list)
    for rule in book.rules:
        by_key[_key(rule)].append(rule)
    calls = {key: set(paths) for key, paths in heads.items()}
    waiting = list(calls)
    while waiting:
        key = waiting.pop()
        for rule in by_key.get(key, ()):
            mine = _bound(rule, calls[key])
            if not _possible(rule, mine, kinds, acts):
                continue
            for called, paths in _calls(rule, mine):
                before = calls.get(called)
                after = paths if before is None else before & paths
                if before is None or after != before:
                    calls[called] = after
                    waiting.append(called)
    kept: list[Rule] = []
    bound: dict[str, frozenset[str]] = {}
    for rule in book.rules:
        key = _key(rule)
        if key not in calls:
            continue
        mine = _bound(rule, calls[key])
        if not _possible(rule, mine, kinds, acts):
            continue
        narrowed = _narrowed(rule, mine)
        kept.append(narrowed)
        bound[narrowed.text] = mine
    return Concern(book.with_rules(kept, book.cards), bound)


def _possible(
    rule: Rule, mine: Iterable[str], kinds: Kinds, acts: frozenset[str]
) -> bool:
    """Tell whether a rule can be about acts of these kinds."""
    limits = kinds.of(rule)
    return all(
        limits.get(name) is None or not acts.isdisjoint(limits[name] or ())
        for name in mine
    )


def _bound(rule: Rule, paths: Iterable[Path]) -> frozenset[str]:
    """Return the variables of a head that stand at these places."""
    return frozenset(
        term
        for path, term in _terms(rule.args)
        if path in paths and VARIABLE.fullmatch(term)
    )


def _narrowed(rule: Rule, mine: Iterable[str]) -> Rule:
    more = tuple(
        Literal(
            "", "", (f"ask__about({name})",), "", (), f"ask__about({name})", (name,)
        )
        for name in sorted(mine)
    )
    if not more:
        return rule
    head = rule.text.removesuffix(".").partition(" :- ")[0]
    body = (*rule.body, *more)
    text = f"{head} :- {'; '.join(lit.text for lit in body)}."
    return replace(rule, body=body, text=text)


def _calls(rule: Rule, mine: frozenset[str]) -> Iterator[tuple[str, set[Path]]]:
    """Yield what a rule asks for, and where an act in question stands in it."""
    for lit in rule.body:
        for each in (lit, *lit.inner):
            if not each.key:
                continue
            paths = {path for path, term in _terms(each.args) if term in mine}
            key = _key(each)
            yield key, paths
            for below in _made_of(key):
                yield below, _passed_on(below, paths)


def _key(atom: Rule | Literal) -> str:
    """Return the key of an atom; open questions are told apart by their names."""
    if atom.name in ("settled", "unsettled"):
        return f"{atom.key}/{atom.args[3]}"
    return request_key(atom.key, atom.args)


def _made_of(key: str) -> Iterator[str]:
    """Yield the keys of that from which the kernel makes what it gives."""
    if key.startswith("settled@"):
        yield f"un{key}"
    else:
        yield from kernel_below(key)


def _passed_on(key: str, paths: set[Path]) -> set[Path]:
    """Return where an act stands in that of which the kernel makes its answer."""
    match key.partition("@")[0]:
        case "caught":
            return {(3,)} if (2,) in paths else set()
        case "allowed":
            return {(2,)} if (2,) in paths else set()
        case "forbidden" | "forbidden_during":
            return set()
    return paths


def _terms(args: Iterable[str]) -> Iterator[tuple[Path, str]]:
    """Yield the terms of an atom with their paths, into compound terms."""
    for at, arg in enumerate(args):
        yield (at,), arg
        compound = re.fullmatch(r"(\w+)\((.*)\)", arg)
        if compound:
            for path, inner in _terms(_split(compound[2])):
                yield (at, compound[1], *path), inner


def _split(text: str) -> Iterator[str]:
    """Yield the arguments of a term."""
    depth, begin, quoted = 0, 0, False
    for at, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif letter in "([":
            depth += 1
        elif letter in ")]":
            depth -= 1
        elif letter == "," and not depth:
            yield text[begin:at].strip()
            begin = at + 1
    yield text[begin:].strip()
