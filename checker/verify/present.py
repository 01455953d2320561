"""Present: the acts and things that the rules of a small rulebook speak of.

In:  a reduced rulebook, the kinds of the whole one.
Out: acts and kinds of entities, of which a small case is made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType

from checker.rulebook import Rulebook
from checker.rules import Literal, Rule
from checker.verify.kinds import Kinds


def present(
    book: Rulebook,
    kinds: Kinds,
    also: Iterable[str],
    bound: Mapping[str, frozenset[str]] = MappingProxyType({}),
    asked: Collection[str] = (),
) -> tuple[list[str], list[str]]:
    """Return the acts and the kinds of entities that the rules speak of.

    Args:
        also: Acts that are there in any case.
        bound: By the text of a rule, the variables that stand for acts in question
            only, which are of the kinds `asked`.
    """
    in_question = frozenset(asked)
    found: set[str] = {act for act in also if act}
    words: set[str] = set()
    loose = False
    owners: list[frozenset[str]] = []
    for rule in book.rules:
        words.update(rule.args)
        mine = bound.get(rule.text, frozenset())
        limits = kinds.of(rule)
        for lit in _literals(rule):
            name, _, kind = lit.key.partition(":")
            if name in ("event", "entity") and kind:
                found.add(kind)
            elif name in ("event", "entity"):
                loose = loose or lit.args[1] not in mine
            if name in ("about", "fact", "holds", "said", "recorded") and kind:
                owner = limits.get(lit.args[1])
                if lit.args[1] in mine:
                    owner = in_question if owner is None else in_question & owner
                found.update(kinds.owners.targets(owner, kind) or ())
                owners.append(owner or frozenset())
    for limit in owners:  # a field of anything that has it: two kinds will do
        if not limit & found:
            found.update(sorted(limit)[:2])
    if loose:  # `event(Case, Entry, Act, Day)` with a table of acts
        found |= words & set(book.vocabulary.acts)
    acts = sorted(found & set(book.vocabulary.acts))
    things = sorted(found & set(book.vocabulary.entities))
    return acts, things


def _literals(rule: Rule) -> Iterator[Literal]:
    for lit in rule.body:
        yield lit
        yield from lit.inner
