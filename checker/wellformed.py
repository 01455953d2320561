"""Well-formed: what a rule of a rulebook may say.

In:  rules, cards and the vocabulary.
Out: problems: unknown predicates, acts or fields, wrong arity, what belongs to
     the kernel or to another norm.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from checker.cards import CARD, Cards
from checker.errors import Problem
from checker.rules import (
    KERNEL_GIVES,
    NAMED,
    NORM_HEADS,
    PLAIN_CASE,
    REQUESTS,
    Literal,
    Rule,
)
from checker.vocabulary import Vocabulary

#: Card facts that rule bodies may read.
READABLE_CARD = {"figure": 5, "part": 3, "edition": 4, "norm": 4}

#: Heads with these names would give a rule the kernel's own part.
_KERNEL_OWN = frozenset(
    {
        *("status", "raised", "arises", "term", "last", "timed", "shut", "did"),
        *("in_time", "excused", "kept", "done_late", "run_out", "judged", "ended"),
        *("over", "broken", "struck", "worded", "breach", "permitted", "verdict"),
        *("act_status", "final", "repaired", "unrepaired", "vague", "summed"),
    }
)


#: Acts, kinds of entities and fields, by what they are called in messages.
Names = Mapping[str, Collection[str]]


def nearest(name: str, names: Iterable[str]) -> str | None:
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    return close[0] if close else None


def check_rules(
    rules: Sequence[Rule],
    cards: Cards,
    declared: set[str],
    vocabulary: Vocabulary,
) -> Iterator[Problem]:
    defined = {rule.name for rule in rules} | declared
    arities = {(rule.name, len(rule.args)) for rule in rules}
    names = _known_names(vocabulary)
    yield from _check_homes(rules, declared)
    for rule in rules:
        yield from _check_head(rule, cards)
        for lit in rule.body:
            if lit.name:
                yield from _check_literal(
                    lit, rule, defined, declared, arities, names, cards
                )


def _check_homes(rules: Sequence[Rule], declared: set[str]) -> Iterator[Problem]:
    """A predicate has one file; rules of another file would join it unseen."""
    homes: dict[tuple[str, int], str] = {}
    told: set[tuple[str, int, str]] = set()
    for rule in rules:
        if rule.name in declared or rule.name in NORM_HEADS or rule.name in REQUESTS:
            continue
        one, file = (rule.name, len(rule.args)), rule.place.file
        home = homes.setdefault(one, file)
        if home != file and (*one, file) not in told:
            told.add((*one, file))
            yield Problem(
                f"'{rule.name}/{len(rule.args)}' is defined in {Path(home).name} too, "
                "and the rules of both would join. Rename it, or declare it with "
                "`#defined` where several files are meant to add to it.",
                rule.place,
            )


def _check_head(rule: Rule, cards: Cards) -> Iterator[Problem]:
    if rule.name in NORM_HEADS:
        if len(rule.args) not in NORM_HEADS[rule.name]:
            wanted = " or ".join(str(n) for n in NORM_HEADS[rule.name])
            yield Problem(
                f"'{rule.name}' has {wanted} arguments, not {len(rule.args)}.",
                rule.place,
            )
        elif rule.norm not in cards.norms and not str(rule.norm)[:1].isupper():
            yield Problem(
                f"'{rule.norm}' has no norm/4 fact.",
                rule.place,
                nearest=nearest(str(rule.norm), cards.norms),
            )
    elif rule.name in REQUESTS:
        if len(rule.args) != REQUESTS[rule.name]:
            yield Problem(
                f"'{rule.name}' has {REQUESTS[rule.name]} arguments.", rule.place
            )
    elif rule.name in _KERNEL_OWN | set(NAMED) | set(PLAIN_CASE) | set(KERNEL_GIVES):
        yield Problem(
            f"'{rule.name}' belongs to the kernel; a norm does not derive it.",
            rule.place,
        )
    elif rule.name in CARD and rule.body:
        yield Problem(f"'{rule.name}' is a card fact; it has no body.", rule.place)


def _check_literal(
    lit: Literal,
    rule: Rule,
    defined: set[str],
    declared: set[str],
    arities: set[tuple[str, int]],
    names: Names,
    cards: Cards,
) -> Iterator[Problem]:
    given = {
        **{name: arity for name, (_at_, arity) in NAMED.items()},
        **PLAIN_CASE,
        **KERNEL_GIVES,
        **READABLE_CARD,
    }
    if lit.name in given:
        if len(lit.args) != given[lit.name]:
            yield Problem(
                f"'{lit.name}' has {given[lit.name]} arguments, not {len(lit.args)}.",
                rule.place,
            )
        elif lit.name in NAMED:
            yield from _check_name(lit, rule, names)
        elif lit.name == "breached" and lit.args[0] not in cards.norms:
            yield Problem(
                f"'{lit.args[0]}' has no norm/4 fact.",
                rule.place,
                nearest=nearest(lit.args[0], cards.norms),
            )
    elif lit.name in REQUESTS:
        return
    elif lit.name in NORM_HEADS:
        if lit.args and lit.args[0] != rule.norm:
            yield Problem(
                f"'{lit.name}' of another norm is private to it; only "
                "breached/4 may be used.",
                rule.place,
            )
    elif lit.name not in defined:
        yield Problem(
            f"unknown predicate '{lit.name}/{len(lit.args)}'.",
            rule.place,
            nearest=nearest(lit.name, [*given, *defined]),
        )
    elif lit.name not in declared and (lit.name, len(lit.args)) not in arities:
        yield Problem(
            f"'{lit.name}' is defined, but not with {len(lit.args)} arguments.",
            rule.place,
        )


def _check_name(lit: Literal, rule: Rule, names: Names) -> Iterator[Problem]:
    if ":" not in lit.key:
        return
    name = lit.key.partition(":")[2]
    what = {"event": "act", "entity": "kind of entity"}.get(lit.name, "field")
    if name not in names[what]:
        yield Problem(
            f"unknown {what} '{name}'.", rule.place, nearest=nearest(name, names[what])
        )


def _known_names(vocabulary: Vocabulary) -> Names:
    """Return the names that rules may use, by what they name."""
    return {
        "act": vocabulary.acts,
        "kind of entity": vocabulary.entities,
        "field": _field_names(vocabulary),
    }


def _field_names(vocabulary: Vocabulary) -> set[str]:
    """Return every field name, with the fields of records."""
    names = set(vocabulary.common)
    for kind in [*vocabulary.acts.values(), *vocabulary.entities.values()]:
        for name, each in kind.fields.items():
            names.add(name)
            names.update(each.item.fields if each.item else each.fields)
    return names
