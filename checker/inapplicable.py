"""What does not apply, and the first condition that fails.

In:  the norms without a finding, the slice and the facts of the case.
Out: findings with status `not_applicable`, each with its reason.

For a norm outside the slice the missing act or kind says it. For the others
every prefix of every triggering rule is grounded; of the rules of a norm the
one that comes nearest to firing is told.
"""

from __future__ import annotations

from collections.abc import Iterable

from checker.cards import Norm
from checker.details import cited
from checker.findings import Finding
from checker.phrases import humanise
from checker.relations import Facts
from checker.rulebook import Rulebook
from checker.rules import BINDING, Literal, Rule
from checker.slices import Slice
from checker.solve import Grounded

_ROOTS = ("trigger", "record", "lacks", *BINDING, "caught", "permits")


def not_applicable(
    book: Rulebook, part: Slice, facts: Facts, norms: Iterable[str]
) -> tuple[Finding, ...]:
    """Return a finding for each norm that has findings when it applies."""
    listed = [name for name in norms if book.norms[name].force not in _QUIET]
    outside = {name: name not in part.norms for name in listed}
    inside = [name for name in listed if not outside[name]]
    nearest = _nearest(part, facts, inside) if inside else {}
    found = []
    for name in listed:
        if outside[name]:
            reason = _missing(book, part, name, frozenset())
        else:
            reason = nearest.get(name, "no condition of it holds")
        found.append(_finding(book, book.norms[name], reason))
    return tuple(found)


_QUIET = ("definition", "computation")


def _finding(book: Rulebook, norm: Norm, reason: str) -> Finding:
    stage = book.stage_of(norm)
    return Finding(
        key=f"{norm.id}||",
        norm=norm.id,
        status="not_applicable",
        severity=norm.severity,
        force=norm.force,
        bearer=", ".join(norm.bearers),
        statement=norm.statement,
        subject="",
        covers=norm.entries,
        citations=cited(book, norm),
        reason=reason,
        stage=stage.name,
        stage_number=stage.number,
        chapter=stage.chapter,
    )


def _missing(book: Rulebook, part: Slice, norm: str, seen: frozenset[str]) -> str:
    """Return what no rule of a norm outside the slice can find in the case."""
    for rule in book.rules:
        if rule.norm == norm and rule.name in _ROOTS:
            for key in rule.needs:
                if key not in part.available:
                    return _absent(book, part, key, seen)
    return "no condition of it holds"


def _absent(book: Rulebook, part: Slice, key: str, seen: frozenset[str]) -> str:
    relation, _, name = key.partition(":")
    if relation == "event":
        return f"no {humanise(name)} is recorded"
    if relation == "entity":
        return f"the case has no {humanise(name)}"
    if name:
        return f"nothing in the case has a {humanise(name)}"
    if key not in seen:
        for rule in book.rules:
            if rule.key == key:
                for need in rule.needs:
                    if need not in part.available:
                        return _absent(book, part, need, seen | {key})
    return f"there is no {humanise(key.partition('@')[0])}"


def _nearest(part: Slice, facts: Facts, norms: Iterable[str]) -> dict[str, str]:
    wanted = set(norms)
    roots = [
        (index, rule)
        for index, rule in enumerate(part.rules)
        if rule.norm in wanted and rule.name in _ROOTS
    ]
    extra = "\n".join(line for index, rule in roots for line in _prefixes(index, rule))
    ground = Grounded(part, [facts], extra)
    best: dict[str, tuple[float, str]] = {}
    for index, rule in roots:
        depth = 0
        for length in range(1, len(rule.body) + 1):
            if not ground.holds(f"prefix__{index}_{length}"):
                break
            depth = length
        if depth == len(rule.body):
            continue
        share = depth / len(rule.body)
        if share >= best.get(str(rule.norm), (-1.0, ""))[0]:
            best[str(rule.norm)] = (share, _fails(_ordered(rule)[depth]))
    return {name: words for name, (_, words) in best.items()}


def _ordered(rule: Rule) -> list[Literal]:
    """Positive atoms first, so that every prefix is safe."""
    positive = [lit for lit in rule.body if lit.name and not lit.sign]
    return positive + [lit for lit in rule.body if lit not in positive]


def _prefixes(index: int, rule: Rule) -> Iterable[str]:
    body = _ordered(rule)
    for length in range(1, len(body) + 1):
        conditions = "; ".join(lit.text for lit in body[:length])
        yield f"prefix__{index}_{length} :- {conditions}."


def _fails(lit: Literal) -> str:
    if not lit.name:
        return f"the condition does not hold: {lit.args[0]}"
    words = _told(lit)
    return f"it holds that {words}" if lit.sign else f"it does not hold that {words}"


def _told(lit: Literal) -> str:
    if lit.name == "event":
        return f"{humanise(lit.args[2])} is recorded"
    if lit.name in ("said", "fact", "holds", "about"):
        value = lit.args[3]
        field = humanise(lit.args[2])
        if value[:1].isupper() or value.startswith("_"):
            return f"{field} is there"
        return f"{field} is {humanise(value.strip(chr(34)))}"
    return humanise(lit.name)
