"""Flow: how conclusions hang together, and what can never be one.

In:  a loaded rulebook.
Out: faults: recursion through negation, rules that nothing can make fire,
     predicates that nothing reads or that nobody declared, or that a negation
     asks for without words to tell it, fields that the thing in question has
     not, values that a field cannot take.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checker.case import Place
from checker.rulebook import Rulebook
from checker.rules import KERNEL_GIVES, NORM_HEADS, REQUESTS, Rule
from checker.slices import available_keys, reachable
from checker.verify.faults import Fault
from checker.verify.kinds import VARIABLE, Kinds
from checker.verify.strata import unstratified
from checker.vocabulary import Field

_FIELDS = ("said", "fact", "holds", "about", "recorded")


def flow(book: Rulebook) -> Iterator[Fault]:
    """Yield what is wrong with how the rules hang together."""
    kinds = Kinds(book.rules, book.vocabulary)
    yield from unstratified(book.rules)
    yield from _never_fires(book)
    yield from _unused(book)
    yield from _wordless(book)
    for rule in book.rules:
        yield from _fields(rule, kinds)
    yield from _tables(book, kinds)


# -- what cannot fire, what nobody reads --------------------------------------


def _never_fires(book: Rulebook) -> Iterator[Fault]:
    everything = frozenset({*book.vocabulary.acts, *book.vocabulary.entities})
    given = available_keys(book, everything)
    kept, available = reachable(book, given)
    alive = set(kept)
    for number, rule in enumerate(book.rules):
        if number not in alive:
            missing = [key for key in rule.needs if key not in available]
            yield Fault(
                "never-fires",
                "error",
                f"the rule for {rule.name} can never fire: nothing gives "
                f"{', '.join(missing) or 'its conditions'}.",
                rule.place,
                (rule.norm,) if rule.norm else (),
            )


def _unused(book: Rulebook) -> Iterator[Fault]:
    kernel = {*NORM_HEADS, *REQUESTS, *KERNEL_GIVES}
    read: dict[str, set[str]] = {}
    for rule in book.rules:
        for lit in rule.body:
            for each in (lit, *lit.inner):
                read.setdefault(each.name, set()).add(rule.name)
    reported: set[str] = set()
    for rule in book.rules:
        readers = read.get(rule.name, set()) - {rule.name}
        if rule.name in kernel or readers or rule.name in reported:
            continue
        reported.add(rule.name)
        yield Fault(
            "unused-predicate",
            "warning",
            f"{rule.name}/{len(rule.args)} is derived, but no rule reads it.",
            rule.place,
        )
    defined = {rule.name for rule in book.rules}
    for name, arity in book.cards.meanings:
        if name not in defined:
            yield Fault(
                "unused-predicate",
                "warning",
                f"means({name}, {arity}, ...) speaks of a predicate that no rule "
                "derives.",
                _meant(book, name),
            )


def _meant(book: Rulebook, name: str) -> Place:
    """Return where the words for a predicate stand."""
    for chapter in book.chapters:
        for path in sorted(chapter.folder.glob("*.lp")):
            lines = path.read_text(encoding="utf-8").splitlines()
            for number, line in enumerate(lines, start=1):
                if line.startswith(f"means({name},"):
                    return Place(str(path), number, 1)
    return book.rules[0].place


def _wordless(book: Rulebook) -> Iterator[Fault]:
    """What a negation asks for and nobody words, at the predicate's first rule.

    An explanation would quote its name.
    """
    kernel = {*NORM_HEADS, *REQUESTS, *KERNEL_GIVES}
    first: dict[tuple[str, int], Rule] = {}
    for rule in book.rules:
        first.setdefault((rule.name, len(rule.args)), rule)
    derived = {rule.name for rule in book.rules} - kernel
    asked = dict.fromkeys(
        (each.name, len(each.args))
        for rule in book.rules
        for lit in rule.body
        for each in (lit, *lit.inner)
        if each.sign and each.name in derived
    )
    for name, arity in asked:
        if (name, arity) not in book.cards.meanings:
            yield Fault(
                "negated-without-words",
                "warning",
                f"{name}/{arity} is asked for in a negation, but no "
                f'means({name}, {arity}, "...") says what it would be.',
                first[name, arity].place,
            )


# -- fields and values --------------------------------------------------------


def _fields(rule: Rule, kinds: Kinds) -> Iterator[Fault]:
    for lit in rule.body:
        if lit.name not in _FIELDS or ":" not in lit.key:
            continue
        name = lit.key.partition(":")[2]
        rest = kinds.without(rule, lit)
        limit = rest.get(lit.args[1])
        fields = list(kinds.owners.fields(limit, name))
        if limit and not fields:
            yield _fault(
                "field-of-another",
                f"{', '.join(sorted(limit)[:3])} has no field '{name}'.",
                rule,
            )
        value = lit.args[3]
        if lit.name != "about" and not VARIABLE.fullmatch(value):
            yield from _value(value, fields, name, rule)


def _value(
    value: str, fields: Iterable[Field], name: str, rule: Rule
) -> Iterator[Fault]:
    known = list(fields)
    if known and not any(_fits(value, field) for field in known):
        allowed = ", ".join(known[0].values[:6])
        hint = f"; it takes {allowed}" if allowed else f", a {known[0].type}"
        yield _fault("impossible-value", f"'{name}' is never {value}{hint}.", rule)


def _fits(value: str, field: Field) -> bool:
    """Tell whether a field can have a value that is written so in a rule."""
    one = field.item if field.type == "list" and field.item else field
    plain = value.strip('"')
    if value == "unknown":
        return True
    match one.type:
        case "enum":
            quoted = value.startswith('"')
            simple = re.fullmatch(r"[a-z][a-z0-9_]*", plain) is not None
            return plain in one.values and quoted != simple
        case "boolean":
            return value in ("true", "false")
        case "integer" | "date" | "time" | "datetime":
            return not value.startswith('"') and not value[:1].islower()
        case "record":
            return False
    return value.startswith('"') or "(" in value


def _tables(book: Rulebook, kinds: Kinds) -> Iterator[Fault]:
    """Rows of private tables whose word no field that is looked up can take."""
    tables: dict[str, list[Rule]] = {}
    for rule in book.rules:
        tables.setdefault(rule.name, []).append(rule)
    facts = {
        name: rows
        for name, rows in tables.items()
        if all(not row.body for row in rows) and name not in NORM_HEADS
    }
    wanted: dict[tuple[str, int], list[Field]] = {}
    for rule in book.rules:
        fields = dict(_looked_up(rule, kinds))
        for lit in rule.body:
            for at, arg in enumerate(lit.args):
                if lit.name in facts and arg in fields:
                    wanted.setdefault((lit.name, at), []).extend(fields[arg])
    for (name, at), fields_here in wanted.items():
        for row in facts[name]:
            value = row.args[at]
            if VARIABLE.fullmatch(value):
                continue
            if not any(_fits(value, field) for field in fields_here):
                yield _fault(
                    "impossible-value",
                    f"'{fields_here[0].name}' is never {value}: this row of "
                    f"{name} matches nothing.",
                    row,
                )


def _looked_up(rule: Rule, kinds: Kinds) -> Iterator[tuple[str, list[Field]]]:
    for lit in rule.body:
        if lit.name in ("said", "fact", "holds", "recorded") and ":" in lit.key:
            value = lit.args[3]
            if VARIABLE.fullmatch(value) and value != "_":
                limit = kinds.of(rule).get(lit.args[1])
                name = lit.key.partition(":")[2]
                fields = list(kinds.owners.fields(limit, name))
                if fields:
                    yield value, fields


def _fault(check: str, message: str, rule: Rule) -> Fault:
    norms = (rule.norm,) if rule.norm else ()
    return Fault(check, "error", message, rule.place, norms)
