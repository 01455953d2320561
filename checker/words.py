"""Words: the premises of a rule instance told as sentences.

In:  rule instances (`checker.trace`), the entries of the case, and the words
     that the rulebook gives to its predicates (`means`).
Out: `Because` steps: a sentence each, with the entries it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from clingo import Symbol, SymbolType

from checker.case import Entry
from checker.findings import Because
from checker.phrases import describe, humanise
from checker.trace import Derivations, Instance, Premise, is_day, leaves

_SLOT = re.compile(r"\{(\d+)(?::(day))?\}")
_SILENT = frozenset(
    {"figure", "part", "edition", "norm", "as_of", "day", "entity", "clock"}
)
_COMPARISON = re.compile(r"(.+?)\s*(<=|>=|!=|<|>|=)\s*(.+)")
_SIGNS = {
    "<": "is before",
    "<=": "is not after",
    ">": "is after",
    ">=": "is not before",
    "=": "is",
    "!=": "is not",
}


class Teller:
    """Tells premises of one case; holds its entries and the rulebook's words."""

    def __init__(
        self,
        entries: Mapping[str, Entry],
        meanings: Mapping[tuple[str, int], str],
        derivations: Derivations,
    ) -> None:
        self._entries = entries
        self._meanings = meanings
        self._derivations = derivations

    def tell(self, root: Instance) -> tuple[Because, ...]:
        """Return the reasons below an instance, dated facts first to last."""
        acts: dict[str, list[str]] = {}
        others: list[Because] = []
        for premise in leaves(self._derivations, root):
            self._sort(premise, acts, others)
        told = []
        for name in acts:
            entry = self._entries.get(name)
            text = self._entry(name, entry)
            told.append(Because(text, (name,)))
        return (*_chronological(told, self._entries), *_unique(others))

    def _sort(
        self, premise: Premise, acts: dict[str, list[str]], others: list[Because]
    ) -> None:
        if premise.name in _SILENT:
            return
        if premise.sign:
            text = self._negation(premise)
            if text:
                others.append(Because(text, ()))
            return
        if not premise.name:
            text = self._comparison(premise)
            if text:
                others.append(Because(text, ()))
            return
        if premise.name in ("event", "said") or (
            premise.name == "recorded" and self._is_act(premise)
        ):
            acts.setdefault(plain(premise.args[1]), [])
            return
        if premise.name == "about":
            owner = plain(premise.args[1])
            entry = self._entries.get(owner)
            if entry is not None and entry.day is not None:
                acts.setdefault(owner, [])
                return
        if premise.name in ("fact", "holds", "about", "recorded"):
            others.append(self._standing(premise))
            return
        text = self.meaning(premise.name, premise.args)
        if text:
            others.append(Because(text, self._named(premise.args)))

    def _is_act(self, premise: Premise) -> bool:
        entry = self._entries.get(plain(premise.args[1]))
        return entry is not None and entry.day is not None

    def _entry(self, name: str, entry: Entry | None) -> str:
        if entry is None:
            return name
        day = entry.day.isoformat() if isinstance(entry.day, date) else "unknown day"
        return f"{day}: {describe(entry)}"

    def _standing(self, premise: Premise) -> Because:
        name = plain(premise.args[1])
        owner = self._entries.get(name)
        kind = humanise(owner.kind) if owner else ""
        field = humanise(str(premise.args[2]))
        value = shown(premise.args[3])
        text = f"{kind} {name}: {field} is {value}".strip()
        if premise.name == "holds":
            text += _interval(premise.args[4], premise.args[5])
        return Because(text + ".", (name,))

    def _negation(self, premise: Premise) -> str:
        name, args = premise.name, premise.args
        if not name:
            return ""
        if name == "event":
            return f"No {humanise(str(args[2]))} is recorded."
        if name in ("said", "about", "fact", "holds", "recorded"):
            field = humanise(str(args[2]))
            value = "" if str(args[3]) == "any" else f" {shown(args[3])}"
            return f"{plain(args[1])} records no {field}{value}."
        text = self.meaning(name, args)
        return f"Not so: {_lower(text)}" if text else ""

    def _comparison(self, premise: Premise) -> str:
        match = _COMPARISON.fullmatch(premise.literal.args[0])
        if match is None or premise.literal.inner:
            return ""
        values = dict(zip(premise.literal.variables, premise.args, strict=False))
        left, sign, right = match.groups()
        if left not in values or right not in values:
            return ""
        if not (is_day(values[left]) and is_day(values[right])):
            return ""
        return f"{shown(values[left])} {_SIGNS[sign]} {shown(values[right])}."

    def meaning(self, name: str, args: tuple[Symbol, ...]) -> str:
        """Return the rulebook's words for an atom, or words made of its name."""
        template = self._meanings.get((name, len(args)))
        if template is None:
            rest = ", ".join(shown(arg) for arg in args[1:] if str(arg) != "any")
            return f"{humanise(name)[:1].upper()}{humanise(name)[1:]}: {rest}."

        def fill(match: re.Match[str]) -> str:
            at = int(match.group(1))
            return shown(args[at]) if at < len(args) else ""

        text = _SLOT.sub(fill, template)
        if not text:
            return ""
        return text if text.endswith(".") else text + "."

    def _named(self, args: Iterable[Symbol]) -> tuple[str, ...]:
        names = (plain(arg) for arg in args if arg.type == SymbolType.String)
        return tuple(name for name in names if name in self._entries)


def plain(symbol: Symbol) -> str:
    """Return the text of a symbol; strings without quotes."""
    return symbol.string if symbol.type == SymbolType.String else str(symbol)


def shown(symbol: Symbol) -> str:
    """Return a symbol as people read it: days as dates, names in words."""
    if is_day(symbol):
        return date.fromordinal(symbol.number).isoformat()
    if symbol.type == SymbolType.String:
        return symbol.string
    if symbol.type == SymbolType.Function and not symbol.arguments:
        return humanise(symbol.name)
    if symbol.type == SymbolType.Function and symbol.arguments:
        return " ".join(shown(each) for each in symbol.arguments)
    return str(symbol)


def _interval(start: Symbol, end: Symbol) -> str:
    words = ""
    if is_day(start):
        words += f" from {shown(start)}"
    if is_day(end):
        words += f" until {shown(end)}"
    return words


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _chronological(
    told: list[Because], entries: Mapping[str, Entry]
) -> Iterator[Because]:
    def day(step: Because) -> date:
        entry = entries.get(step.entries[0])
        return entry.day if entry and isinstance(entry.day, date) else date.max

    yield from sorted(told, key=day)


def _unique(steps: Iterable[Because]) -> Iterator[Because]:
    yield from dict.fromkeys(steps)
