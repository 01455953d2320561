"""Trace: which rule instances a conclusion rests on.

In:  a slice of the rulebook, rewritten so that each instance of a rule leaves
     a `why` atom, and the answer set.
Out: `Derivations`: the instances by conclusion, the alternative ways to each
     premise, and the recorded facts below an instance.

The rewriting gives anonymous variables names first: else they would be unsafe
in the head.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from itertools import count, product

from clingo import Symbol, parse_term

from checker.rulebook import Rulebook
from checker.rules import CONSTANT, NORM_HEADS, Literal, Rule, atom_text
from checker.slices import Slice
from checker.solve import Reasons


@dataclass(frozen=True, slots=True)
class Premise:
    """One condition of a rule instance, with its values.

    Attributes:
        sign: `""` or `"not "`.
        name: Predicate, `""` for a comparison or aggregate.
        args: Values of its arguments (without the case for named relations the
            case stays the first); for a comparison the values of its variables.
            `any` stands for an anonymous variable under negation.
        literal: The literal as it stands in the rulebook.
    """

    sign: str
    name: str
    args: tuple[Symbol, ...]
    literal: Literal


@dataclass(frozen=True, slots=True)
class Instance:
    """One rule instance: its conclusion and its conditions.

    Attributes:
        supposed: It rests on one of the values that an unknown may have.
    """

    rule: Rule
    head: tuple[Symbol, ...]
    premises: tuple[Premise, ...]
    supposed: bool = False

    @property
    def values(self) -> dict[str, Symbol]:
        """Variables that its conditions bind, with their values."""
        found: dict[str, Symbol] = {}
        for premise in self.premises:
            if premise.name and not premise.sign:
                names: Iterable[str] = premise.literal.args
            elif not premise.name:
                names = premise.literal.variables
            else:
                continue
            found.update(zip(names, premise.args, strict=False))
        return found


#: Answers of the kernel that say something beyond what they are made of.
_AMOUNTS = ("weighs", "total", "settled")
_ANONYMOUS = re.compile(r"(?<!\w)_(?!\w)")
#: A term that is no computation; the others would hide from the solver for
#: which norm a rule speaks, and it would take norms to depend on each other.
_PLAIN = re.compile(r'(?:[\w(),]|"[^"\\]*")+|-?\d+')

Conclusion = tuple[str, tuple[Symbol, ...]]


class Derivations:
    """The rule instances of one case, by conclusion.

    What also follows from the record alone is not derived from what an unknown
    may be.
    """

    def __init__(self, told: Mapping[str, Callable[[], Iterable[Instance]]]) -> None:
        """Take what gives the instances that conclude something of a predicate;
        it is asked when they are first wanted."""
        self._told = dict(told)
        self._by_head: dict[Conclusion, list[Instance]] = defaultdict(list)
        self._by_norm: dict[tuple[str, str], list[Instance]] = defaultdict(list)

    def _heard(self, name: str) -> None:
        """Have the instances that conclude something of a predicate."""
        if (told := self._told.pop(name, None)) is None:
            return
        listed = list(told())
        sure = {each.head for each in listed if not each.supposed}
        for each in listed:
            if each.supposed and each.head in sure:
                continue
            self._by_head[name, each.head].append(each)
            if each.rule.norm:
                self._by_norm[name, str(each.head[0])].append(each)

    def of(self, name: str, args: Sequence[Symbol]) -> list[Instance]:
        """Return the instances that conclude `name(args)`, the shortest first."""
        self._heard(name)
        return _shortest(self._by_head.get((name, tuple(args)), []))

    def ways(self, premise: Premise) -> list[tuple[Instance, ...]]:
        """Return the alternative ways to a premise, the shortest first.

        A way is the instances that it takes together: one for a predicate of
        the rulebook; for what the kernel gives back, those that it was made of.
        None for recorded facts, comparisons and negations.
        """
        if not premise.name or premise.sign:
            return []
        args = premise.args
        match premise.name:
            case "weighs":
                found = [i for i in self.heads("weigh") if i.head[:2] == args[:2]]
                return [(each,) for each in _shortest(found)]
            case "total":
                found = [i for i in self.heads("addend") if i.head[:2] == args[:2]]
                return [tuple(found)] if found else []
            case "settled":
                found = [i for i in self.heads("unsettled") if i.head == args]
                return [(each,) for each in _shortest(found)]
            case "breached":
                return list(self._breaches(args))
            case "spell_on":
                case, spell, day = args
                pairs = self.spells(case, spell)
                return [p for p in pairs if p[0].head[2] <= day < p[1].head[2]]
        return [(each,) for each in self.of(premise.name, args)]

    def _breaches(self, args: tuple[Symbol, ...]) -> Iterator[tuple[Instance, ...]]:
        norm, case, entry, day = args
        self._heard("caught")
        self._heard("forbidden")
        for each in _shortest(self._by_norm.get(("caught", str(norm)), [])):
            if each.head[3:] != (entry, day):
                continue
            bans = [
                ban
                for ban in self._by_norm.get(("forbidden", str(norm)), [])
                if ban.head[:3] == (norm, case, each.head[2])
                and ban.head[3] <= day < ban.head[4]
            ]
            yield (each, *_shortest(bans)[:1])

    def spells(
        self, case: Symbol, spell: Symbol
    ) -> Iterator[tuple[Instance, Instance]]:
        """Yield what gives the first day of a spell with what gives its end."""
        begins, ends = (
            [each for each in self.heads(name) if each.head[:2] == (case, spell)]
            for name in ("spell_begins", "spell_ends")
        )
        for begin, end in product(begins, ends):
            if begin.head[2] < end.head[2]:
                yield begin, end

    def heads(self, name: str) -> list[Instance]:
        """Return all instances that conclude something of a predicate."""
        self._heard(name)
        return [
            each
            for (head, _), instances in self._by_head.items()
            if head == name
            for each in instances
        ]

    def about(self, name: str, norm: str, subject: Symbol) -> list[Instance]:
        """Return the instances of a norm's head for one subject or entry."""
        self._heard(name)
        return [
            each
            for each in self._by_norm.get((name, norm), [])
            if subject in each.head[2:]
        ]


def _shortest(instances: Sequence[Instance]) -> list[Instance]:
    if len(instances) < 2:
        return list(instances)
    return sorted(instances, key=lambda each: (len(each.premises), str(each.head)))


def leaves(derivations: Derivations, root: Instance) -> Iterator[Premise]:
    """Yield the recorded facts and comparisons below an instance, each once.

    Of several derivations of a premise the shortest is followed. Comparisons
    and sums of amounts are yielded before what they are made of.
    """
    seen: set[tuple[str, str, tuple[Symbol, ...]]] = set()
    stack = list(reversed(root.premises))
    while stack:
        premise = stack.pop()
        key = (premise.sign, premise.name or premise.literal.text, premise.args)
        if key in seen:
            continue
        seen.add(key)
        deeper = derivations.ways(premise)
        if not deeper or premise.name in _AMOUNTS:
            yield premise
        if deeper:
            below = [each for instance in deeper[0] for each in instance.premises]
            stack.extend(reversed(below))


@lru_cache(maxsize=64)
def traced(part: Slice) -> Slice:
    """Return the same slice, whose rules leave a `why` atom for each instance.

    The conclusion follows from the `why` atom, so that no body is joined twice.
    """
    return replace(part, lines=tuple(_traced(part.book, n) for n in part.numbers))


@lru_cache(maxsize=16_384)
def _traced(book: Rulebook, number: int) -> str:
    """Return a rule of the rulebook, rewritten (cached: slices share rules)."""
    rule = book.rules[number]
    case = _case_of(rule)
    if case is None or not rule.body:
        return rule.text
    rows = _recorded(rule)
    body = [
        atom_text(lit.name, args, lit.key) if lit.name and not lit.sign else lit.text
        for lit, args in zip(rule.body, rows[1:], strict=True)
    ]
    computed = {
        arg: f"Computed_{at}" for at, arg in enumerate(rule.args) if _computes(arg)
    }
    columns = _columns(rule, rows)
    record = f"why__{number}({','.join(columns)})"
    kept = ",".join(computed.get(column, column) for column in columns)
    head = f"{rule.name}({','.join(computed.get(arg, arg) for arg in rule.args)})"
    return f"{record} :- {'; '.join(body)}.\n{head} :- why__{number}({kept})."


def _columns(rule: Rule, rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the terms that a `why` atom has: the case, then all that vary."""
    case = _case_of(rule)
    columns = dict.fromkeys((case,) if case else ())
    for row in rows:
        columns.update((arg, None) for arg in row if _varies(arg))
    return list(columns)


@cache
def _varies(arg: str) -> bool:
    return not CONSTANT.fullmatch(arg)


@cache
def _computes(arg: str) -> bool:
    return not _PLAIN.fullmatch(arg)


def _recorded(rule: Rule) -> list[tuple[str, ...]]:
    """Return the terms of the head and of each condition, all of them bound."""
    outside = _outer_variables(rule)
    rows = [rule.args]
    for position, lit in enumerate(rule.body):
        if lit.name and not lit.sign:
            rows.append(_named(lit, position))
        elif lit.name:
            rows.append(tuple(_ANONYMOUS.sub("any", arg) for arg in lit.args))
        else:
            rows.append(tuple(name for name in lit.variables if name in outside))
    return rows


def _named(lit: Literal, position: int) -> tuple[str, ...]:
    """Return the arguments, each anonymous variable with a name of its own."""
    if "_" not in "".join(lit.args):
        return lit.args
    number = count()
    return tuple(
        _ANONYMOUS.sub(lambda _: f"Any_{position}_{next(number)}", arg)
        for arg in lit.args
    )


def _outer_variables(rule: Rule) -> set[str]:
    """Variables that are bound outside aggregates and conditions."""
    names: set[str] = set()
    for lit in rule.body:
        if (lit.name and not lit.sign) or (not lit.name and not lit.inner):
            names.update(lit.variables)
    return names


def _case_of(rule: Rule) -> str | None:
    at = 1 if rule.name in NORM_HEADS else 0
    if len(rule.args) > at and rule.args[at][:1].isupper():
        return rule.args[at]
    return None


def derivations_of(
    part: Slice, reasons: Reasons, supposed: Reasons | None = None
) -> Derivations:
    """Return the rule instances that the `why` atoms of one case record.

    They are in the order of the rules, whatever order the solver had, so that a
    case is explained alike alone and within a batch.

    Args:
        part: The slice that was ground as `traced(part)`.
        reasons: Those that hold however the unknowns are.
        supposed: Those that rest on one of the values of an unknown.
    """
    book, doubted = part.book, supposed or {}
    by_head: dict[str, list[int]] = defaultdict(list)
    for number in sorted({*reasons, *doubted}):
        by_head[book.rules[number].name].append(number)

    def told(numbers: Iterable[int]) -> Iterator[Instance]:
        for number in numbers:
            rule = book.rules[number]
            found = [(symbol, False) for symbol in reasons.get(number, ())]
            found += [(symbol, True) for symbol in doubted.get(number, ())]
            for symbol, doubtful in sorted(found):
                yield _instance(rule, _rows(book, number), symbol, doubtful)

    def bans() -> Iterator[Instance]:
        yield from told(by_head["forbidden"])
        for each in told(by_head["forbidden_during"]):
            for begin, end in found.spells(each.head[1], each.head[3]):
                yield _over_spell(each, begin, end)

    listed = {name: partial(told, at) for name, at in by_head.items()}
    found = Derivations({**listed, "forbidden": bans})
    return found


def _over_spell(ban: Instance, begin: Instance, end: Instance) -> Instance:
    """Return a ban over a spell as one from a day until another."""
    return Instance(
        ban.rule,
        (*ban.head[:3], begin.head[2], end.head[2]),
        (*ban.premises, _day_of_spell(begin), _day_of_spell(end)),
        ban.supposed or begin.supposed or end.supposed,
    )


def _day_of_spell(each: Instance) -> Premise:
    name = each.rule.name
    args = ("Case", "Spell", "Day")
    text = f"{name}({','.join(args)})"
    return Premise("", name, each.head, Literal("", name, args, name, (), text, args))


#: Terms of a rule: their places in its `why` atom, or what they always are.
_Rows = list[list[int | Symbol]]


@lru_cache(maxsize=16_384)
def _rows(book: Rulebook, number: int) -> _Rows:
    """Return where the `why` atoms of a rule have the terms of its head and of each
    condition (cached)."""
    rule = book.rules[number]
    terms = _recorded(rule)
    columns = {term: at for at, term in enumerate(_columns(rule, terms))}
    return [
        [columns[arg] if arg in columns else parse_term(arg) for arg in row]
        for row in terms
    ]


def _instance(rule: Rule, rows: _Rows, why: Symbol, doubtful: bool) -> Instance:
    values = why.arguments
    head, *bodies = (
        tuple(values[at] if isinstance(at, int) else at for at in row) for row in rows
    )
    premises = tuple(
        Premise(lit.sign, lit.name, args, lit)
        for lit, args in zip(rule.body, bodies, strict=True)
    )
    return Instance(rule, head, premises, doubtful)
