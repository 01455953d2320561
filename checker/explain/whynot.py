"""Why not: which conditions of a norm fail in a case, the nearest first.

In:  a case, a rulebook, a norm.
Out: for each kind of rule of the norm (what raises it, what breaks or fulfils
     it, its exceptions) the derivations that came nearest to holding.

A rule is taken down to what a case records. Its conditions are kept one after
the other as long as some facts of the case satisfy them together; the others
are what fails, told with the values that the kept ones gave.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clingo import Function, Symbol, parse_term

from checker.absence import absence_of
from checker.case import Case
from checker.check import facts_in
from checker.comparisons import compared, shown
from checker.explain.asking import Asking, Found
from checker.phrases import humanise, value_in_words
from checker.rulebook import Rulebook
from checker.rules import NAMED, Literal
from checker.slices import slice_below
from checker.solve import Grounded
from checker.trace import Derivations, Premise
from checker.wanted import Flat, grounded, wanting_of
from checker.words import Teller, first_upper, plain

#: What the rules of a norm are about, in the order of telling.
_HEADS: Mapping[str, str] = {
    "trigger": "What would raise the duty",
    "record": "What would have to have every part",
    "forbidden": "When it would bind",
    "forbidden_during": "When it would bind",
    "permits": "When it would permit",
    "caught": "What would break it",
    "lacks": "What would be missing",
    "lapse": "What would break it",
    "foreclosed": "What would make it too late",
    "performance": "What would fulfil it",
    "excuse": "What would excuse it",
    "allowed": "What would be an exception",
}
_MOST = 3
#: Of the ways to satisfy some conditions so many are compared.
_MOST_ROWS = 200
_OPPOSITE = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "=": "!=", "!=": "="}
_SIGN = re.compile(r"<=|>=|!=|<|>|=")
_VARIABLE = re.compile(r"(?<![\w@\"])_*[A-Z]\w*")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One rule of a norm and how near it came.

    Attributes:
        holds: `yes`, `open` (it depends on an unknown) or `no`.
        fails: The conditions that fail, in words; empty where it holds.
        given: Entries that satisfy the other conditions.
        share: Part of the conditions that hold, 0 to 1.
        place: File and line of the rule.
    """

    holds: str
    fails: tuple[str, ...]
    given: tuple[str, ...]
    share: float
    place: str


@dataclass(frozen=True, slots=True)
class Missing:
    """The attempts of one kind of rule, the nearest first."""

    head: str
    title: str
    attempts: tuple[Attempt, ...]


def why_not(
    book: Rulebook,
    case: Case,
    as_of: date,
    norm: str,
    parameters: Mapping[str, int] | None = None,
) -> tuple[Missing, ...]:
    """Return, for each kind of rule of a norm, what fails."""
    return _Search(book, case, as_of, norm, parameters or {}).run()


class _Search:
    def __init__(
        self,
        book: Rulebook,
        case: Case,
        as_of: date,
        norm: str,
        parameters: Mapping[str, int],
    ) -> None:
        part = slice_below(book, norm)
        facts = facts_in(case, book, as_of, part, parameters)
        self._asking = Asking(Grounded(part, [facts]))
        self._wanting = wanting_of(book)
        self._norm = norm
        self._entries = case.entries()
        self._teller = Teller(
            self._entries, book.cards, absence_of(book), Derivations({})
        )
        #: What was asked before: the same conditions stand in many rules.
        self._answers: dict[str, Found | None] = {}

    def run(self) -> tuple[Missing, ...]:
        found = []
        for head, title in _HEADS.items():
            flat = self._wanting.flat(self._norm, head)
            attempts = [self._attempt(each) for each in flat]
            nearest = sorted(attempts, key=_nearness)
            distinct = {each.fails: each for each in reversed(nearest)}
            kept = sorted(distinct.values(), key=_nearness)[:_MOST]
            if kept and kept[0].holds == "yes":
                kept = kept[:1]
            if kept:
                found.append(Missing(head, title, tuple(kept)))
        return tuple(found)

    def _attempt(self, flat: Flat) -> Attempt:
        kept: list[Literal] = []
        failed: list[Literal] = []
        lost: set[str] = set()  # what only a failed condition would have bound
        answer: tuple[dict[str, Symbol], bool] = ({}, True)
        for lit in _ordered(flat.body):
            told = not lost & set(lit.variables)
            found = self._ask([*kept, lit]) if told and _safe(lit, kept) else None
            if found is not None:
                kept.append(lit)
                answer = found
                continue
            if told:
                failed.append(lit)
            have = {name for each in kept for name in _bound_by(each)}
            lost |= set(_bound_by(lit)) - have
        values, certain = answer
        words = [self._fails(lit, values) for lit in failed]
        given = (plain(each) for each in values.values())
        place = flat.rule.place
        return Attempt(
            "no" if failed else "yes" if certain else "open",
            tuple(dict.fromkeys(filter(None, words))),
            tuple(dict.fromkeys(name for name in given if name in self._entries)),
            len(kept) / max(1, len(flat.body)),
            f"{place.file.rpartition('/')[2]}:{place.line}",
        )

    def _ask(self, body: Sequence[Literal]) -> tuple[dict[str, Symbol], bool] | None:
        """Return values under which a body holds, and whether it is certain."""
        names = list(dict.fromkeys(name for lit in body for name in _bound_by(lit)))
        text = "; ".join(grounded(lit) for lit in body)
        known = {
            name: f"V{number}"
            for number, name in enumerate(dict.fromkeys(_VARIABLE.findall(text)))
        }
        text = _VARIABLE.sub(lambda each: known[each[0]], text)
        if text not in self._answers:
            found = self._asking.ask([known[name] for name in names], text, _MOST_ROWS)
            self._answers[text] = min(found, key=_certain_first, default=None)
        answer = self._answers[text]
        if answer is None:
            return None
        row, certain = answer
        return dict(zip(names, row, strict=True)), certain

    def _fails(self, lit: Literal, values: Mapping[str, Symbol]) -> str:
        """Return why a condition fails, `""` where no words say it."""
        if not lit.name:
            text = _SIGN.sub(lambda sign: _OPPOSITE[sign[0]], lit.args[0], count=1)
            return compared(text, values)
        args = tuple(_value(arg, values) for arg in lit.args)
        sign = "" if lit.sign else "not "
        if lit.name == "entity" and not lit.sign:
            return f"The case has no {humanise(lit.args[2])}."
        if lit.name in ("said", "fact", "holds", "about") and not lit.sign:
            return self._other_value(args)
        return self._teller.premise(Premise(sign, lit.name, args, lit))

    def _other_value(self, args: Sequence[Symbol]) -> str:
        """Say that a field has not the value that it would take."""
        owner, field, wanted = plain(args[1]), str(args[2]), shown(args[3])
        entry = self._entries.get(owner)
        words = humanise(field)
        if entry is None:
            return f"Nothing recorded has {words} {wanted}."
        value = entry.fields.get(field)
        if value is None or value == ():
            want = "" if str(args[3]) == "any" else f" {wanted}"
            return f"{owner} records no {words}{want}."
        told = value_in_words(field, value)
        return f"{first_upper(words)} of {owner} is {told}, not {wanted}."


def _certain_first(answer: Found) -> tuple[bool, tuple[Symbol, ...]]:
    return (not answer[1], answer[0])


def _nearness(each: Attempt) -> tuple[int, int, float]:
    order = ("yes", "open", "no").index(each.holds)
    return (order, len(each.fails), -each.share)


def _ordered(body: Iterable[Literal]) -> list[Literal]:
    """Put recorded things first, then what is derived, compared and negated."""
    listed = list(body)

    def rank(lit: Literal) -> int:
        if lit.sign:
            return 4
        if not lit.name:
            return 3
        if lit.name in ("entity", "event"):
            return 0
        return 1 if lit.name in NAMED else 2

    return sorted(listed, key=rank)


def _bound_by(lit: Literal) -> tuple[str, ...]:
    """Return the variables that a condition binds."""
    if lit.sign or (not lit.name and "=" not in lit.text):
        return ()
    if not lit.name:
        left, sign, _ = lit.args[0].partition(" = ")
        return (left,) if sign and _VARIABLE.fullmatch(left) else ()
    return tuple(name for name in lit.variables if any(arg == name for arg in lit.args))


def _safe(lit: Literal, kept: Iterable[Literal]) -> bool:
    """Tell whether the kept conditions bind what a condition needs."""
    have = {name for each in kept for name in _bound_by(each)}
    return set(lit.variables) <= have | set(_bound_by(lit))


def _value(arg: str, values: Mapping[str, Symbol]) -> Symbol:
    if arg in values:
        return values[arg]
    if "_" in re.split(r"[(),]", arg) or _VARIABLE.search(arg) or "@" in arg:
        return Function("any")
    return parse_term(arg)


def told(found: Iterable[Missing]) -> Iterator[str]:
    """Yield the answer as lines for a terminal."""
    for each in found:
        yield f"{each.title}:"
        for attempt in each.attempts:
            near = f" ({', '.join(attempt.given)})" if attempt.given else ""
            if attempt.holds == "yes":
                yield f"  it holds{near}  [{attempt.place}]"
            elif attempt.holds == "open":
                yield f"  it depends on what is not known{near}  [{attempt.place}]"
            else:
                yield f"  it fails{near}  [{attempt.place}]"
                yield from (f"    - {text}" for text in attempt.fails)
