"""Altered: a case whose facts hang on the changes that are chosen.

In:  a case, changes of it, the rules that look at it.
Out: `Facts` of the case, as number 1, each line under the changes `do(0)`, `do(1)`
     ... that leave it so or bring it about; and of the case as it was, as number 2,
     in the same world.

    >>> altered(...).lines[0]  # doctest: +SKIP
    'event__contact(1,"c1",739900) :- not do(0), not do(3).'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date

from checker.breakpoints import Breakpoints
from checker.case import Case
from checker.choices import OFFERS
from checker.explain.changes import Change
from checker.facts import counted, facts_of
from checker.relations import Facts
from checker.slices import Slice, keys_below

#: Both cases answer what the rules leave open in the same way.
_SAME_ANSWERS = """
:- settled(N,1,S,Q), unsettled(N,2,S,Q), not settled(N,2,S,Q).
:- settled(N,2,S,Q), unsettled(N,1,S,Q), not settled(N,1,S,Q).
:- weighs(1,K,V), vague(1,K), vague(2,K), not weighs(2,K,V).
:- term(N,1,S,T), term(N,2,S,U), edition(N,_,_,either(T,U)).
:- term(N,1,S,T), term(N,2,S,U), edition(N,_,_,either(U,T)).
:- happened_in_time(N,1,S,E), hour_outcome(N,2,S,E,open),
   not happened_in_time(N,2,S,E).
:- happened_in_time(N,2,S,E), hour_outcome(N,1,S,E,open),
   not happened_in_time(N,1,S,E).
same_span(N,S) :- arises(N,1,S,F), arises(N,2,S,F), last(N,1,S,L), last(N,2,S,L).
:- did_unrecorded(N,1,S,D), same_span(N,S), not did_unrecorded(N,2,S,D).
:- did_unrecorded(N,2,S,D), same_span(N,S), not did_unrecorded(N,1,S,D).
"""
#: Relations that a norm may use whatever keys it names.
_OF_ANY = ("day", "clock", "as_of", "gap", "parameter", "implied", "dated_by")
#: A value over time also gives that of the day of the audit.
_GIVES = {"holds": ("holds", "fact", "about")}


def altered(
    case: Case,
    as_of: date,
    parameters: Mapping[str, int],
    part: Slice,
    changes: Sequence[Change],
    beside: AbstractSet[str] = frozenset(),
) -> Facts:
    """Return the facts under changes.

    Args:
        beside: Norms for which the case as it was stands beside.
    """
    writer = _Writer(case, as_of, parameters, part, changes)
    facts = writer.facts(case, None)
    removed: dict[str, list[int]] = {line: [] for line in facts.lines}
    added: dict[str, list[int]] = {}
    before: dict[str, set[str]] = {}
    for number, change in enumerate(changes):
        if change.name not in before:
            before[change.name] = set(writer.facts(case, change.name).lines)
        changed = writer.facts(change.apply(case), change.name)
        after = dict.fromkeys(changed.lines)
        for line in before[change.name].difference(after):
            removed[line].append(number)
        for line in after:
            if line not in before[change.name]:
                added.setdefault(line, []).append(number)
        facts.rules |= changed.rules
        facts.given |= changed.given
        facts.unknowns += changed.unknowns
    offers = [line[:-1] for line in (*removed, *added) if line.startswith(OFFERS)]
    facts.lines = [*_hanging(removed, added), *_usual(facts, offers)]
    if beside:
        facts.lines += _as_it_was(writer.facts(case, None, number=2), part, beside)
        facts.lines += [_SAME_ANSWERS, *_same_values(offers)]
    return facts


def _hanging(
    removed: Mapping[str, Sequence[int]], added: Mapping[str, Sequence[int]]
) -> Iterator[str]:
    """Yield lines under the changes that take them away, or bring them about."""
    groups: dict[tuple[int, ...], int] = {}
    for line, numbers in removed.items():
        unless = ", ".join(f"not do({number})" for number in numbers)
        yield f"{line[:-1]} :- {unless}." if numbers else line
    for line, numbers in added.items():
        group = groups.setdefault(tuple(numbers), len(groups))
        yield f"{line[:-1]} :- any_of({group})."
    for listed, group in groups.items():
        yield from (f"any_of({group}) :- do({number})." for number in listed)


def _usual(facts: Facts, offers: Iterable[str]) -> Iterator[str]:
    """Yield what an unknown is in the usual world.

    It is not there, if it need not be; else it has a value that no rule names, and
    a day is that of the audit.
    """
    last = {each.atoms[-1] for each in facts.unknowns if not each.absent}
    for offer in offers:
        _, _, atom = offer.partition("__")
        if atom in last:
            yield f":- usual, {offer}, not {atom}."
        elif offer.startswith("must_be_some__"):
            yield f":- usual, {offer}, {atom}."
    for relation, name, rest in _relations(offers):
        if relation.startswith("may_"):
            yield f":- usual, {relation}(1,{rest}), {name}(1,{rest})."


def _relations(offers: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the relations that offer values, what they offer, and arguments."""
    for relation in sorted({offer.partition("(")[0] for offer in offers}):
        _, _, name = relation.partition("__")
        yield relation, name, "E,V,F,U" if name.startswith("holds__") else "E,V"


def _as_it_was(facts: Facts, part: Slice, norms: AbstractSet[str]) -> Iterator[str]:
    """Yield the lines of the case as it was that some norms look at."""
    keys = frozenset[str]().union(*(keys_below(part, norm) for norm in norms))
    for line in facts.lines:
        relation = line.partition("(")[0]
        for offer in OFFERS:
            relation = relation.removeprefix(offer)
        name, _, field = relation.partition("__")
        gives = [name, *(f"{each}:{field}" for each in _GIVES.get(name, (name,)))]
        if name in _OF_ANY or not keys.isdisjoint(gives):
            yield line


def _same_values(offers: Iterable[str]) -> Iterator[str]:
    """Yield that what is unknown is the same in both cases."""
    for relation, name, rest in _relations(offers):
        beside = f"{relation}(2,{rest})"
        yield f":- {beside}, {name}(1,{rest}), not {name}(2,{rest})."
        yield (
            f":- {beside}, {relation}(1,{rest}), {name}(2,{rest}), "
            f"not {name}(1,{rest})."
        )


class _Writer:
    """Writes facts with the days that matter to any of the changed cases."""

    def __init__(
        self,
        case: Case,
        as_of: date,
        parameters: Mapping[str, int],
        part: Slice,
        changes: Iterable[Change],
    ) -> None:
        self._as_of, self._parameters, self._part = as_of, parameters, part
        entries = [each.entry for each in changes if each.entry is not None]
        every = replace(
            case,
            entities=(*case.entities, *(e for e in entries if e.day is None)),
            acts=(*case.acts, *(e for e in entries if e.day is not None)),
        )
        acts = tuple(counted(every, as_of))
        self._days = Breakpoints(every, acts, as_of, part.reaches)

    def facts(self, case: Case, only: str | None, number: int = 1) -> Facts:
        """Return the facts of a case or of one of its entries."""
        return facts_of(
            case,
            self._as_of,
            number,
            self._part.usage,
            self._part.book.vocabulary,
            self._parameters,
            only=only,
            days=self._days,
        )
