"""Usage: what the rules look at, and which values they tell apart.

In:  rules and the vocabulary.
Out: `Usage`: for each field of an act or entity, the constants it is compared
     with. The serializer writes no other field, and lets an unknown value
     range over these constants and one other value only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from checker.rules import Literal, Rule
from checker.vocabulary import Vocabulary

_FIELDS = ("said", "fact", "holds", "about")
_COMPARED = re.compile(r"[A-Z]\w* !?= ([a-z]\w*)")
_INTEGER = re.compile(r"(?<![\w\"])-?\d+(?![\w\"])")


@dataclass(slots=True)
class Use:
    """How rules use one field.

    Attributes:
        constants: Terms that a value is compared with.
        open: A variable takes the value for other rules, so any two may differ.
        presence: A rule asks whether there is any value.
        express: Every rule asks for a value that the file gives, or leaves unknown:
            what it leaves out matters to none.
    """

    constants: set[str] = field(default_factory=set)
    open: bool = False
    presence: bool = False
    express: bool = True

    def add(self, other: Use) -> None:
        """Take in another use of the same field."""
        self.constants |= other.constants
        self.open |= other.open
        self.presence |= other.presence
        self.express &= other.express


@dataclass(frozen=True, slots=True)
class Usage:
    """Uses by (act or kind, field); `*` is an act or kind not said.

    Attributes:
        generic: Case relations used with a variable for the name.
        numbers: Integers that occur in the rules, for unknown integers.
        strings: String constants that occur in facts of the rulebook.
        parameters: Withheld amounts that the rules read.
        recorded: Fields of which only an express value matters.
        implied: References of which it matters that the file left them out.
    """

    uses: Mapping[tuple[str, str], Use]
    generic: frozenset[str]
    numbers: frozenset[int]
    strings: frozenset[str]
    parameters: frozenset[str]
    recorded: frozenset[str]
    implied: frozenset[str]

    def of(self, owner: str, name: str) -> Use | None:
        """Return how the rules use field `name` of `owner`, or None."""
        exact = self.uses.get((owner, name))
        loose = self.uses.get(("*", name))
        if exact is None or loose is None:
            return exact or loose
        both = Use()
        both.add(exact)
        both.add(loose)
        return both


def usage_of(rules: Iterable[Rule], vocabulary: Vocabulary) -> Usage:
    """Return what `rules` look at."""
    uses: dict[tuple[str, str], Use] = {}
    generic: set[str] = set()
    numbers: set[int] = set()
    strings: set[str] = set()
    parameters: set[str] = set()
    recorded: set[str] = set()
    implied: set[str] = set()
    tables = tables_of(rules)
    for rule in rules:
        literals = [each for lit in rule.body for each in (lit, *lit.inner)]
        owners = _owners(literals)
        if not rule.body:
            strings.update(arg for arg in rule.args if arg.startswith('"'))
        for lit in literals:
            if lit.name == "parameter":
                parameters.add(lit.args[1])
            if lit.name == "recorded":
                recorded.add(lit.key.partition(":")[2])
            if lit.name == "implied":
                implied.add(lit.args[2])
            if not lit.name:
                numbers.update(int(n) for n in _INTEGER.findall(lit.text))
            if lit.name not in ("event", "entity", *_FIELDS):
                continue
            if ":" not in lit.key:
                generic.add(lit.name)
                if lit.name in ("event", "entity"):
                    continue
            if lit.name in ("event", "entity"):
                continue
            name = lit.key.partition(":")[2] or "*"
            owner = owners.get(lit.args[1], "*")
            if owner != "*" and not _has(owner, name, vocabulary):
                owner = "*"
            use = _use(lit, rule, literals, tables)
            use.express = _given_beside(lit, name, rule)
            uses.setdefault((owner, name), Use()).add(use)
    _spread(uses, rules, vocabulary)
    return Usage(
        uses,
        frozenset(generic),
        frozenset(numbers),
        frozenset(strings),
        frozenset(parameters),
        frozenset(recorded),
        frozenset(implied),
    )


def _owners(literals: Iterable[Literal]) -> dict[str, str]:
    """Return the act or kind that each variable of a body certainly is."""
    found: dict[str, str] = {}
    for lit in literals:
        if lit.name in ("event", "entity") and ":" in lit.key and not lit.sign:
            kind = lit.key.partition(":")[2]
            same = found.get(lit.args[1], kind) == kind
            found[lit.args[1]] = kind if same else "*"
    return found


def _has(owner: str, name: str, vocabulary: Vocabulary) -> bool:
    if owner in vocabulary.acts:
        return name in vocabulary.acts[owner].fields or name in vocabulary.common
    return owner in vocabulary.entities and (name in vocabulary.entities[owner].fields)


def _use(
    lit: Literal,
    rule: Rule,
    literals: Iterable[Literal],
    tables: Mapping[str, set[str]],
) -> Use:
    value = lit.args[3]
    if value == "_":
        return Use(presence=bool(lit.sign))
    if not (value[:1].isupper() or value[:1] == "_"):
        return Use(constants={value})
    told = None if value in rule.args else _told_apart(lit, literals, tables)
    return Use(told or set(), open=told is None, presence=bool(lit.sign))


def _given_beside(lit: Literal, name: str, rule: Rule) -> bool:
    """Tell whether a rule asks beside a field that the file itself gives it."""
    return any(
        other.key == f"recorded:{name}" and not other.sign
        for other in rule.body
        if other.name == "recorded" and other.args[1] == lit.args[1]
    )


def _told_apart(
    lit: Literal, literals: Iterable[Literal], tables: Mapping[str, set[str]]
) -> set[str] | None:
    """Return the constants that a rule holds a variable against, if nothing else."""
    value = lit.args[3]
    found: set[str] = set()
    for other in literals:
        if other is lit or value not in other.variables:
            continue
        compared = _COMPARED.fullmatch(other.text)
        if other.name in tables and not other.sign:
            found |= tables[other.name]
        elif compared is not None and not other.name:
            found.add(compared[1])
        else:
            return None
    return found


def tables_of(rules: Iterable[Rule]) -> dict[str, set[str]]:
    """Return the constants that facts of the rulebook list, by predicate."""
    found: dict[str, set[str]] = defaultdict(set)
    computed = set()
    for rule in rules:
        found[rule.name].update(rule.args)
        if rule.body:
            computed.add(rule.name)
    return {name: words for name, words in found.items() if name not in computed}


def _spread(
    uses: dict[tuple[str, str], Use], rules: Iterable[Rule], vocabulary: Vocabulary
) -> None:
    """A field named by a variable may be any that a fact of the rulebook names."""
    loose = [(owner, use) for (owner, name), use in uses.items() if name == "*"]
    if not loose:
        return
    names = {arg for rule in rules if not rule.body for arg in rule.args}
    for owner, use in loose:
        for name in names:
            if owner == "*" or _has(owner, name, vocabulary):
                uses.setdefault((owner, name), Use()).add(use)
