"""Group: questions about one kind of act, asked of the same days, over one program.

In:  questions, the bounds.
Out: `Group`s; `Ground`: the ground program of a group, which is solved as often as
     its questions need, and the choices that make a case in it.

For question number K of a group the program derives (each name after `ask__`, which
no rulebook uses)

    does(K, S, E)    act E fulfils the duty for subject S, or uses the permission
    sin(K, E)        it breaches one of the prohibitions that still count
    candidate(K, S)  the act in question does both, and nothing is left open
    good(K, S, E)    E does it without a breach, in a case that someone could record
    arisen(K, S), kept(K, S)    the duty is there; it is met
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from checker import terms
from checker.rulebook import Rulebook
from checker.verify.bounds import Bounds
from checker.verify.concern import Path, concern
from checker.verify.questions import Question, closure_of, kinds_of, murky, starts
from checker.verify.search import home_axioms
from checker.verify.space import Space, space_for
from checker.verify.workers import Clock

#: What a search reads of a norm of each force, and where an act stands in it.
_READ: dict[str, dict[str, set[Path]]] = {
    "obligation": {
        "trigger": set(),
        "anchor": set(),
        "performance": {(3,)},
        "excuse": set(),
        "foreclosed": set(),
        "record": set(),
        "lacks": set(),
        "spared": set(),
        "ends": set(),
        "lapse": {(3,)},
    },
    "prohibition": {
        "forbidden": set(),
        "forbidden_during": set(),
        "caught": {(3,)},
        "allowed": {(2,)},
    },
    "permission": {"permits": {(2,)}},
}


@dataclass(frozen=True, slots=True)
class Group:
    """Questions about one kind of act that are asked of the same days."""

    act: str
    start: date
    questions: tuple[Question, ...]
    bounds: Bounds
    clock: Clock
    seconds: float


def groups(
    book: Rulebook,
    questions: Sequence[Question],
    bounds: Bounds,
    clock: Clock,
    seconds: float,
) -> Iterator[Group]:
    """Yield the questions by their acts and by the days of their editions.

    Of one norm and one act all prohibitions are asked about together. The smallest
    groups come first, so that what the time cuts off is as little as it can be.
    """
    found: dict[tuple[str, date], dict[tuple[str, str], list[str]]] = {}
    for one in questions:
        for start in starts(book, one.norms):
            by_norm = found.setdefault((one.act, start), {})
            by_norm.setdefault((one.what, one.norms[0]), []).extend(one.norms[1:])
    for (act, start), asked in sorted(
        found.items(), key=lambda item: sum(map(len, item[1].values()))
    ):
        listed = tuple(
            Question(what, (first, *dict.fromkeys(others)), act)
            for (what, first), others in asked.items()
        )
        yield Group(act, start, listed, bounds, clock, seconds)


def program(group: Group, book: Rulebook) -> tuple[Space, str]:
    """Return the small cases of a group and the text of its program."""
    kinds = kinds_of(book)
    norms = list(dict.fromkeys(n for one in group.questions for n in one.norms))
    heads: dict[str, set[Path]] = {}
    acts = {group.act}
    for name in norms:
        force = book.norms[name].force
        for head, paths in _READ.get(force, {}).items():
            heads[f"{head}@{name}"] = set(paths)
        if force == "obligation":
            done = kinds.head(f"performance@{name}", 3)
            acts |= set(book.vocabulary.acts) if done is None else done
    small = closure_of(book).reduced(norms)
    part = concern(small, kinds, heads, frozenset(acts))
    space = space_for(
        part.book, kinds, group.start, group.bounds, [group.act], part.bound, acts
    )
    act = space.places[group.act][0]
    asked = sorted(name for kind in acts for name in space.places.get(kind, ()))
    lines = [
        space.part.text,
        space.text,
        home_axioms(book).replace("\n:-", "\nimpossible :-"),
        "{ canonical }. #defined impossible/0.",
        murky(book, norms),
        *(f"ask__about({terms.quoted(name)})." for name in asked),
        *(_question(n, one, act) for n, one in enumerate(group.questions)),
    ]
    return space, "\n".join(lines)


def _question(number: int, question: Question, act: str) -> str:
    first, *others = question.norms
    entry = terms.quoted(act)
    lines = (
        [f"ask__does({number},E,E) :- permits({first},1,E,_), ask__about(E)."]
        if question.what == "permission"
        else [
            f"ask__does({number},S,E) :- in_time({first},1,S,E,_), "
            f"ask__kept({number},S), ask__about(E).",
            f"ask__kept({number},S) :- status({first},1,S,met).",
            f"ask__arisen({number},S) :- arises({first},1,S,_).",
        ]
    )
    for other in others:
        breaks = (
            f"broken({other},1,S,E,_), status({other},1,S,violated)"
            if question.what == "incompatible"
            else f"breached({other},1,E,_)"
        )
        lines += [
            f"{{ ask__counts({number},{other}) }}.",
            f"ask__offends({number},{other},E) :- ask__counts({number},{other}), "
            f"{breaks}.",
        ]
    return "\n".join(
        [
            *lines,
            f"ask__sin({number},E) :- ask__offends({number},_,E).",
            f"ask__clash({number},P,S) :- ask__does({number},S,{entry}), "
            f"ask__offends({number},P,{entry}), not murky({first},1), not murky(P,1).",
            f"ask__candidate({number},S) :- ask__clash({number},_,S).",
            f"ask__good({number},S,E) :- ask__does({number},S,E), "
            f"not ask__sin({number},E), not impossible.",
        ]
    )
