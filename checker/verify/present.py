"""Present: the acts and things that the rules of a small rulebook speak of.

In:  a reduced rulebook, the kinds of the whole one.
Out: acts and kinds of entities, of which a small case is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.rulebook import Rulebook
from checker.rules import Literal, Rule
from checker.verify.kinds import Kinds


def present(
    book: Rulebook, kinds: Kinds, also: Iterable[str]
) -> tuple[list[str], list[str]]:
    """Return the acts and the kinds of entities that the rules speak of."""
    found: set[str] = {act for act in also if act}
    words: set[str] = set()
    loose = False
    owners: list[frozenset[str]] = []
    for rule in book.rules:
        words.update(rule.args)
        for lit in _literals(rule):
            name, _, kind = lit.key.partition(":")
            if name in ("event", "entity"):
                found.add(kind)
                loose = loose or not kind
            if name in ("about", "fact", "holds", "said", "recorded") and kind:
                limit = kinds.owners.targets(kinds.of(rule).get(lit.args[1]), kind)
                found.update(limit or ())
                owners.append(kinds.of(rule).get(lit.args[1]) or frozenset())
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
