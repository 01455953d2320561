"""Words: the premises of a rule instance told as sentences.

In:  rule instances (`checker.trace`), the entries of the case, and the words
     that the rulebook gives to its predicates (`means`).
Out: `Because` steps: a sentence each, with the entries it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from clingo import Symbol, SymbolType

from checker.absence import Absence, either
from checker.cards import EVER, NEVER, Cards
from checker.case import Entry
from checker.comparisons import compared, is_day, shown
from checker.findings import Because
from checker.phrases import describe, humanise, kind_and_name, name_in_words
from checker.trace import Derivations, Instance, Premise, leaves

#: What is said of no day in particular needs no day.
_ANY_DAY = re.compile(r" (?:of|on|by|from|since) any day\b")
#: What is said of no entry in particular, until the sentence is whole.
_ANY = "\0"
_ANYTHING = re.compile(rf" (?:by|for|from|in|of|on|to|with) {_ANY}(?! )")
_SLOT = re.compile(r"\{(\d+)(?::(day))?\}")
#: Premises that say nothing about the case.
SILENT = frozenset(
    {"figure", "part", "edition", "norm", "as_of", "day", "entity", "clock", "implied"}
)
_STANDING = ("fact", "holds", "about", "recorded")
_DATED = re.compile(r"\d{4}-\d\d-\d\d")
_RECORDED = re.compile(r"An? (.+) is recorded\.")
_AMOUNT = re.compile(r"-?\d+\.\d\d")
#: Of what would show an absent condition so much is named.
_MOST_SHOWING = 5
#: After these words (or none) the name of an entry comes with what it is.
_BEFORE_A_NAME = {
    *("after", "and", "at", "before", "by", "concerns", "for", "from", "in", "of"),
    *("on", "or", "shows", "than", "that", "to", "under", "what", "when", "with"),
}
#: Words of the kernel for what it says of spells.
_OF_SPELLS = {
    "spell_asked": "",
    "spell_on": "That held on {2:day}",
    "spell_over": "That was over by {2:day}",
    "spell_begins": "That began on {2:day}",
    "spell_ends": "That was over by {2:day}",
}
_OUTCOMES = {"less": "is less than", "equal": "equals", "more": "is more than"}


class Teller:
    """Tells premises of one case; holds its entries and the rulebook's words."""

    def __init__(
        self,
        entries: Mapping[str, Entry],
        cards: Cards,
        absence: Absence,
        derivations: Derivations,
        unknowns: Iterable[str] = (),
    ) -> None:
        """Take the names of what is not known: a value of it is supposed."""
        self._unknowns = frozenset(unknowns)
        self._entries = entries
        self._cards = cards
        self._absence = absence
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
        if not premise.sign:
            name = premise.name
            if name in ("event", "said") or (
                name in ("about", "recorded") and self._is_act(premise)
            ):
                acts.setdefault(plain(premise.args[1]), [])
                return
            if self._absence.is_table(name):
                return
        text = self.premise(premise)
        if text and (premise.name or _DATED.search(text)):
            others.append(Because(text, self.named(premise)))

    def premise(self, premise: Premise) -> str:
        """Return one premise as a sentence; `""` where it says nothing."""
        name = premise.name
        if name in SILENT:
            return ""
        if not name:
            return self._comparison(premise)
        if premise.sign:
            return self._negation(premise)
        if name in _STANDING or name == "said":
            return self._standing(premise)
        if name == "event":
            owner = plain(premise.args[1])
            return self._entry(owner, self._entries.get(owner))
        if name in ("weighs", "total"):
            return self._amount(premise)
        if name == "settled":
            return f"Left open: {self._asked(premise)}"
        if self._absence.is_table(name) and not self.has_words(premise):
            listed = ", ".join(self.thing(arg) for arg in premise.args)
            if len(premise.args) == 1:
                return f"{first_upper(listed)} counts as {humanise(name)}."
            return f"The rulebook lists under {_quoted(name)}: {listed}."
        return self.meaning(name, premise.args)

    def breach(self, args: tuple[Symbol, ...]) -> str:
        """Return the words for a breached prohibition: norm, case, entry, day."""
        norm = self._cards.norms.get(str(args[0]))
        what = norm.statement if norm else humanise(str(args[0])) + "."
        return f"{first_upper(self.thing(args[2]))} breached a prohibition: {what}"

    def thing(self, symbol: Symbol) -> str:
        """Return an argument in words; an entry with what it is."""
        entry = self._entries.get(plain(symbol))
        if symbol.type != SymbolType.String or entry is None:
            return in_words(symbol)
        return kind_and_name(entry)

    def _named(self, symbol: Symbol) -> str:
        """Return an argument in words where the sentence says not what it is."""
        entry = self._entries.get(plain(symbol))
        return in_words(symbol) if entry and entry.implied else self.thing(symbol)

    def _first_upper(self, text: str) -> str:
        """Begin a sentence, unless its first word is the name of an entry."""
        return text if text.partition(" ")[0] in self._entries else first_upper(text)

    def has_words(self, premise: Premise) -> bool:
        """Tell whether the rulebook or the kernel gives a premise words."""
        if premise.name in ("weighs", "total", "settled", "breached"):
            return True
        return bool(self._cards.meanings.get((premise.name, len(premise.args))))

    def is_table(self, premise: Premise) -> bool:
        """Tell whether a premise is a row of a table of the rulebook."""
        return self._absence.is_table(premise.name)

    def named(self, premise: Premise) -> tuple[str, ...]:
        """Return the entries that a premise names."""
        if premise.sign:
            return ()
        args = premise.args[1:2] if premise.name in _STANDING else premise.args
        names = (plain(arg) for arg in args if arg.type == SymbolType.String)
        return tuple(name for name in names if name in self._entries)

    def _is_act(self, premise: Premise) -> bool:
        entry = self._entries.get(plain(premise.args[1]))
        return entry is not None and entry.day is not None

    def _entry(self, name: str, entry: Entry | None) -> str:
        if entry is None:
            return name
        day = entry.day.isoformat() if isinstance(entry.day, date) else "unknown day"
        return f"{day}: {describe(entry)}"

    def supposes(self, premise: Premise) -> bool:
        """Tell whether a premise takes one of the values of what is not known."""
        return f"{plain(premise.args[1])}.{field_of(premise)}" in self._unknowns

    def _standing(self, premise: Premise) -> str:
        name = plain(premise.args[1])
        owner = self._entries.get(name)
        kind = humanise(owner.kind) if owner else ""
        field = humanise(str(premise.args[2]))
        value = in_words(premise.args[3])
        text = f"{kind} {name_in_words(name)}: {field} is {value}".strip()
        if premise.name == "holds":
            text += _interval(premise.args[4], premise.args[5])
        return f"If {text}." if self.supposes(premise) else text + "."

    def _asked(self, premise: Premise) -> str:
        question = str(premise.args[3])
        return self._cards.questions.get(question, humanise(question) + "?")

    def _amount(self, premise: Premise) -> str:
        key, value = premise.args[1], premise.args[2]
        what = first_upper(_key_in_words(key))
        if premise.name == "total":
            return f"{what} sums up to {_dollars(value)}."
        for [weigh] in self._derivations.ways(premise):
            left, right = (_dollars(each) for each in weigh.head[2:])
            return f"{what}: {left} {_OUTCOMES[str(value)]} {right}."
        return ""

    def _negation(self, premise: Premise) -> str:
        name, args = premise.name, premise.args
        if name == "event":
            kind, entry = humanise(str(args[2])), self._entries.get(plain(args[1]))
            if entry and entry.kind != str(args[2]):
                return f"{first_upper(kind_and_name(entry))} is no {kind}."
            return f"No {kind} is recorded."
        if name in _STANDING or name == "said":
            if self.supposes(premise):
                return f"If not: {self._standing(replace(premise, sign=''))[3:]}"
            return self._unsaid(args)
        if name == "settled":
            return f"Left open: {self._asked(premise)}"
        if name == "weighs":
            if str(args[1]) == "any":
                return ""
            return f"{first_upper(_key_in_words(args[1]))} is not {shown(args[2])}."
        if self._absence.is_table(name) and self.has_words(premise):
            return f"The rulebook does not say that {_lower(self.meaning(name, args))}"
        if self._absence.is_table(name):
            listed = ", ".join(self.thing(arg) for arg in args if str(arg) != "any")
            if not listed:  # nothing in the case gives what would be listed
                return ""
            return f"The rulebook does not list under {_quoted(name)}: {listed}."
        if (name, len(args)) in self._cards.meanings:
            text = self.meaning(name, args)
            found = _RECORDED.fullmatch(text)
            if found:
                return f"No {found[1]} is recorded."
            return f"Nothing recorded shows that {_lower(text)}" if text else ""
        return self._not_shown(name, args)

    def _unsaid(self, args: tuple[Symbol, ...]) -> str:
        """Say that an entry lacks a value, or any, in one of its fields."""
        field, value = humanise(str(args[2])), str(args[3])
        whose = first_upper(self.thing(args[1]))
        if value in ("any", "true"):
            return f"{whose} records no {field}."
        if value == "unknown":
            return f"{whose} does not leave the {field} unknown."
        told = f"not {field}" if value == "false" else f"{field} {shown(args[3])}"
        return f"{whose} does not record “{told}”."

    def _not_shown(self, name: str, args: tuple[Symbol, ...]) -> str:
        about = ", ".join(self.thing(arg) for arg in args[1:] if str(arg) != "any")
        text = f"Nothing recorded shows {_quoted(name)}"
        text += f" for {about}" if about else ""
        evidence = self._absence.evidence(name)[:_MOST_SHOWING]
        return f"{text} (it takes {either(evidence)})." if evidence else text + "."

    def _comparison(self, premise: Premise) -> str:
        if premise.literal.inner:
            return ""
        names = premise.literal.variables
        values = dict(zip(names, premise.args, strict=False))
        return compared(premise.literal.args[0], values)

    def meaning(self, name: str, args: tuple[Symbol, ...]) -> str:
        """Return the rulebook's words for an atom, or words made of its name."""
        template = self._cards.meanings.get((name, len(args)), _OF_SPELLS.get(name))
        if template is None:
            norm = self._cards.norms.get(str(args[0])) if args else None
            if norm and name == "caught":
                return f"{self.thing(args[3])} is such an act: {norm.statement}"
            rest = ", ".join(self.thing(arg) for arg in args[1:] if str(arg) != "any")
            words = first_upper(humanise(name))
            return f"{words}: {rest}." if rest else words + "."

        def fill(match: re.Match[str]) -> str:
            at = int(match.group(1))
            if at >= len(args):
                return ""
            if match.group(2):
                return _day(args[at])
            before = template[: match.start()].split()
            if str(args[at]) == "any":
                return _ANY if before else "any entry"
            named = not before or before[-1].lower() in _BEFORE_A_NAME
            return self._named(args[at]) if named else in_words(args[at])

        filled = _ANYTHING.sub("", _ANY_DAY.sub("", _SLOT.sub(fill, template)))
        filled = filled.replace(f" of {_ANY}", " of any entry").replace(_ANY, "any")
        text = self._first_upper(filled)
        if not text:
            return ""
        return text if text.endswith(".") else text + "."


def field_of(premise: Premise) -> str:
    """Return the field of which a recorded premise tells; `on`: the day of an act."""
    return "on" if premise.name in ("event", "day") else str(premise.args[2])


def plain(symbol: Symbol) -> str:
    """Return the text of a symbol; strings without quotes."""
    return symbol.string if symbol.type == SymbolType.String else str(symbol)


def in_words(symbol: Symbol) -> str:
    """Return a value as people write it: names of parts, amounts with a sign."""
    if symbol.type != SymbolType.String:
        return shown(symbol)
    if _AMOUNT.fullmatch(symbol.string):
        return f"${symbol.string}"
    return name_in_words(symbol.string)


def _key_in_words(key: Symbol) -> str:
    """Return what is weighed: `open_balance("M1")` as `open balance of M1`."""
    if key.type != SymbolType.Function or not key.arguments:
        return in_words(key)
    listed = ", ".join(_key_in_words(each) for each in key.arguments)
    return f"{humanise(key.name)} of {listed}" if key.name else listed


def _quoted(name: str) -> str:
    return f"“{humanise(name)}”"


def _day(symbol: Symbol) -> str:
    """Return a day in words, the ends of time among them."""
    ends = {"any": "any day", str(EVER): "always", str(NEVER): "further notice"}
    return ends.get(str(symbol)) or shown(symbol)


def _dollars(symbol: Symbol) -> str:
    text = plain(symbol)
    if text == "unknown":
        return "an amount that is not known"
    return f"${text}" if text[-1:].isdigit() else text


def _interval(start: Symbol, end: Symbol) -> str:
    words = ""
    if is_day(start):
        words += f" from {shown(start)}"
    if is_day(end):
        words += f" until {shown(end)}"
    return words


def first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    """Lower a sentence's first letter, unless the word is a name or a code."""
    first = text.partition(" ")[0]
    if first != "A" and not (first.isalpha() and first[1:].islower()):
        return text
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
