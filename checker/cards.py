"""Cards: what a norm says of itself in facts, as records.

In:  the ground facts of a rulebook (`checker.rules.Rule` without body).
Out: `Norm`s by id, and the facts that the kernel needs, dates as day numbers.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from checker.case import Place
from checker.errors import Problem
from checker.rules import Rule

#: Day numbers that stand for "always" and "open".
EVER, NEVER = 0, 9_999_999

#: Card facts: name -> arity.
CARD = {
    "norm": 4,
    "bearer": 2,
    "kind": 2,
    "cites": 2,
    "covers": 2,
    "says": 2,
    "part": 3,
    "part_says": 3,
    "edition": 4,
    "figure": 5,
    "early": 1,
    "awaits": 2,
    "recorded_in": 2,
    "repairs": 2,
    "follows": 2,
    "decides_acts": 1,
    "protects": 2,
    "lasts": 2,
    "stands_beside": 3,
    "stands_after": 2,
    "question": 2,
    "means": 3,
}

FORCES = ("obligation", "prohibition", "permission", "definition", "computation")
SEVERITIES = ("law", "irm_step", "not_documented")
_TERM = re.compile(
    r"within\(-?\d+,(calendar_days|business_days|weeks|months|quarters|years|hours)\)"
)
_PLAIN = (
    "at_once",
    "before",
    "no_deadline",
    "promptly",
    "always",
    "not_at_hand",
)


@dataclass(frozen=True, slots=True)
class EditionCard:
    """Validity of one wording, as day numbers (`until` excluded), its term."""

    start: int
    until: int
    term: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a norm that is judged by itself."""

    name: str
    covers: tuple[str, ...]
    statement: str | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """A prohibition begun on day `since` or later leaves a permission standing."""

    prohibition: str
    since: int


@dataclass(frozen=True, slots=True)
class Norm:
    """One norm, as its card says it."""

    id: str
    force: str
    bearers: tuple[str, ...]
    severity: str
    place: Place
    kind: str = "achievement"
    citations: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    statement: str = ""
    editions: tuple[EditionCard, ...] = ()
    parts: tuple[Part, ...] = ()
    repairs: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    decides_acts: bool = False
    awaits: str | None = None
    protects: str | None = None
    lasts: str | None = None
    stands_beside: tuple[Beside, ...] = ()
    stands_after: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[str, ...]:
        """All catalogue entries the norm covers, by itself or by a part."""
        return self.covers + tuple(
            entry for part in self.parts for entry in part.covers
        )


@dataclass(frozen=True, slots=True)
class Cards:
    """All that the card facts of a rulebook say."""

    norms: Mapping[str, Norm]
    questions: Mapping[str, str]
    meanings: Mapping[tuple[str, int], str]


def unquote(term: str) -> str:
    """Return the text of a string term, or the term itself."""
    if len(term) >= 2 and term[0] == '"' and term[-1] == '"':
        body = term[1:-1]
        return body.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")
    return term


def day_number(text: str, after: int) -> int:
    """Return the day number of an ISO date, `always` or `open`.

    Raises:
        ValueError: neither; `after` is only the default for `open`.
    """
    if text == "always":
        return EVER
    if text == "open":
        return after
    return date.fromisoformat(text).toordinal()


def read_cards(facts: Iterable[Rule], problems: list[Problem]) -> Cards:
    """Return the cards; what is wrong with them is added to `problems`."""
    norms: dict[str, Norm] = {}
    questions: dict[str, str] = {}
    meanings: dict[tuple[str, int], str] = {}
    later: list[Rule] = []
    for fact in facts:
        if len(fact.args) != CARD[fact.name]:
            problems.append(
                Problem(
                    f"'{fact.name}' has {CARD[fact.name]} arguments, "
                    f"not {len(fact.args)}.",
                    fact.place,
                )
            )
        elif fact.name == "norm":
            _norm(fact, norms, problems)
        elif fact.name == "question":
            questions[fact.args[0]] = unquote(fact.args[1])
        elif fact.name == "means":
            meanings[fact.args[0], int(fact.args[1])] = unquote(fact.args[2])
        else:
            later.append(fact)
    for fact in later:
        owner = norms.get(fact.args[0])
        if owner is None:
            problems.append(
                Problem(f"'{fact.args[0]}' has no norm/4 fact.", fact.place)
            )
        else:
            norms[owner.id] = _extend(owner, fact, problems)
    for norm in norms.values():
        _complete(norm, problems)
        beside = (each.prohibition for each in norm.stands_beside)
        for name in (*beside, *norm.stands_after, *norm.follows):
            if name not in norms:
                problems.append(Problem(f"'{name}' has no norm/4 fact.", norm.place))
    return Cards(norms, questions, meanings)


def _norm(fact: Rule, norms: dict[str, Norm], problems: list[Problem]) -> None:
    name, force, bearer, severity = fact.args
    if name in norms:
        first = norms[name].place
        problems.append(
            Problem(
                f"norm '{name}' stands twice; the first is in "
                f"{first.file}:{first.line}.",
                fact.place,
            )
        )
        return
    if force not in FORCES:
        problems.append(
            Problem(f"force '{force}' is none of {', '.join(FORCES)}.", fact.place)
        )
    if severity not in SEVERITIES:
        problems.append(
            Problem(
                f"severity '{severity}' is none of {', '.join(SEVERITIES)}.",
                fact.place,
            )
        )
    norms[name] = Norm(name, force, (bearer,), severity, fact.place, facts=(fact.text,))


def _extend(norm: Norm, fact: Rule, problems: list[Problem]) -> Norm:
    value = unquote(fact.args[1]) if len(fact.args) > 1 else ""
    match fact.name:
        case "bearer":
            return replace(norm, bearers=(*norm.bearers, value))
        case "cites":
            return replace(norm, citations=(*norm.citations, value))
        case "covers":
            return replace(norm, covers=(*norm.covers, value))
        case "says":
            return replace(norm, statement=value)
        case "follows":
            return replace(norm, follows=(*norm.follows, value))
        case "part":
            return replace(
                norm,
                parts=_part(norm.parts, value, entry=unquote(fact.args[2])),
                facts=(*norm.facts, fact.text),
            )
        case "part_says":
            return replace(
                norm, parts=_part(norm.parts, value, says=unquote(fact.args[2]))
            )
        case "edition" | "figure":
            return _dated(norm, fact, problems)
        case "stands_beside":
            return _beside(norm, fact, problems)
        case "kind":
            norm = replace(norm, kind=value)
        case "repairs":
            norm = replace(norm, repairs=(*norm.repairs, value))
        case "awaits":
            norm = replace(norm, awaits=value)
        case "protects":
            norm = replace(norm, protects=value)
        case "lasts":
            norm = replace(norm, lasts=value)
        case "stands_after":
            norm = replace(norm, stands_after=(*norm.stands_after, value))
        case "decides_acts":
            norm = replace(norm, decides_acts=True)
    return replace(norm, facts=(*norm.facts, fact.text))


def _part(
    parts: tuple[Part, ...], name: str, entry: str = "", says: str = ""
) -> tuple[Part, ...]:
    known = {part.name: part for part in parts}
    part = known.get(name, Part(name, ()))
    if entry:
        part = replace(part, covers=(*part.covers, entry))
    if says:
        part = replace(part, statement=says)
    known[name] = part
    return tuple(known.values())


def _beside(norm: Norm, fact: Rule, problems: list[Problem]) -> Norm:
    try:
        since = day_number(unquote(fact.args[2]), NEVER)
    except ValueError as error:
        problems.append(Problem(f"not a date: {error}.", fact.place))
        return norm
    beside = Beside(fact.args[1], since)
    return replace(norm, stands_beside=(*norm.stands_beside, beside))


def _dated(norm: Norm, fact: Rule, problems: list[Problem]) -> Norm:
    try:
        start = day_number(unquote(fact.args[1]), NEVER)
        until = day_number(unquote(fact.args[2]), NEVER)
    except ValueError as error:
        problems.append(Problem(f"not a date: {error}.", fact.place))
        return norm
    if start >= until:
        problems.append(Problem("the validity is empty.", fact.place))
    if fact.name == "figure":
        text = f"figure({norm.id},{start},{until},{fact.args[3]},{fact.args[4]})."
        return replace(norm, facts=(*norm.facts, text))
    term = fact.args[3]
    if not known_term(term):
        problems.append(Problem(f"'{term}' is no term.", fact.place))
    return replace(
        norm,
        editions=(*norm.editions, EditionCard(start, until, term)),
        facts=(*norm.facts, f"edition({norm.id},{start},{until},{term})."),
    )


def known_term(term: str) -> bool:
    """Tell whether the kernel knows the term of an edition."""
    if term.startswith("either(") and term.endswith(")"):
        inner = re.fullmatch(r"either\((.+\)|\w+),(.+)\)", term)
        return inner is not None and all(known_term(one) for one in inner.groups())
    return term in _PLAIN or bool(_TERM.fullmatch(term))


def _complete(norm: Norm, problems: list[Problem]) -> None:
    for what, there in (
        ("says/2 (its statement)", norm.statement),
        ("cites/2 (its citation)", norm.citations),
        ("edition/4", norm.editions),
    ):
        if not there:
            problems.append(Problem(f"norm '{norm.id}' has no {what}.", norm.place))
    spans = sorted(norm.editions, key=lambda edition: edition.start)
    for before, after in itertools.pairwise(spans):
        if before.until > after.start:
            problems.append(
                Problem(f"two editions of '{norm.id}' overlap.", norm.place)
            )
