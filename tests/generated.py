"""Random valid cases from the vocabulary, for properties and measurements.

In:  a seed.
Out: a case as plain data, and its YAML. The same seed gives the same case.

    >>> case = random_case(7, project_vocabulary())
    >>> read_cases("7.yaml", as_yaml(case).encode(), project_vocabulary()).rejected
    ()

Over many seeds every kind of entity, every act and every field occurs. The words
are valid, the stories they tell need not be.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from checker.vocabulary import ACT_FRAME, Field, Kind, Vocabulary, load_vocabulary

ROOT = Path(__file__).parent.parent

_FIRST = date(2015, 1, 1)
_DAYS = 4000
_TEXTS = (
    "Acme Diner",
    "says nothing",
    '"). violated(x',
    "</script><script>alert(1)</script>",
    "zwei Zeilen\nund \\ ein Backslash",
    "=HYPERLINK(1)",
    "naïve 税 🙂",
    "yes",
    "2026-02-30",
)


@cache
def project_vocabulary() -> Vocabulary:
    """Return the vocabulary of the project, read once."""
    return load_vocabulary([ROOT / "asp" / "vocabulary"])


def random_case(seed: int, vocabulary: Vocabulary, acts: int = 30) -> dict[str, Any]:
    """Return a random valid case.

    Args:
        seed: Decides everything.
        vocabulary: What may occur.
        acts: Number of acts in the history.
    """
    return _Story(Random(seed), vocabulary).case(seed, acts)


def as_yaml(case: dict[str, Any]) -> str:
    """Return the text of a case."""
    return yaml.safe_dump(case, sort_keys=False, allow_unicode=True)


class _Story:
    """One case in the making: what exists so far, so that references hold."""

    def __init__(self, chance: Random, vocabulary: Vocabulary) -> None:
        self.chance = chance
        self.vocabulary = vocabulary
        self.ids: dict[str, list[str]] = {}
        self.said: set[str] = set()

    def case(self, seed: int, acts: int) -> dict[str, Any]:
        chance, vocabulary = self.chance, self.vocabulary
        kinds = [
            kind
            for kind in vocabulary.entities.values()
            if kind.name in ("taxpayer", "module") or chance.random() < 0.3
        ]
        entities = [
            (kind, f"{kind.name}-{number}")
            for kind in kinds
            for number in range(1, chance.choice((1, 1, 1, 2, 3)) + 1)
        ]
        chosen = chance.choices(list(vocabulary.acts.values()), k=acts)
        history = [(kind, f"e{number}") for number, kind in enumerate(chosen, 1)]
        for kind, name in (*entities, *history):
            self.ids.setdefault(kind.name, []).append(name)
        case: dict[str, Any] = {"case": f"generated-{seed}", "as_of": self.day()}
        if chance.random() < 0.3:
            names = chance.sample(sorted(vocabulary.parameters), 2)
            case["parameters"] = {name: self.money() for name in names}
        for kind, name in entities:
            case.setdefault(kind.list_name or kind.name, []).append(
                {"id": name, **self.fields(kind, name)}
            )
        case["history"] = [self.act(kind, name) for kind, name in history]
        if chance.random() < 0.2:
            first, second = sorted((self.day(), self.day()))
            case["gaps"] = [{"from": first, "until": second, "system": "ams"}]
        return case

    def act(self, kind: Kind, name: str) -> dict[str, Any]:
        entry: dict[str, Any] = {"id": name, "act": kind.name, "on": self.day()}
        if kind.name in self.said or self.chance.random() < 0.05:
            entry["on"] = "unknown"
            if self.chance.random() < 0.5:
                entry["earliest"], entry["latest"] = sorted((self.day(), self.day()))
        elif self.chance.random() < 0.4:
            entry["at"] = self.time()
        return {**entry, **self.fields(kind, name)}

    def fields(self, kind: Kind, name: str) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for one in self.vocabulary.fields_of(kind):
            common = kind.list_name is None and one.name not in kind.fields
            if one.name in ACT_FRAME and (common or one.name == "id"):
                continue
            if self.chance.random() > (0.15 if common else 0.5):
                continue
            if one.short_for is not None:
                self.said.add(one.short_for)
            value = self.value(one, name)
            if value is not None:
                given[one.name] = value
        return given

    def value(self, one: Field, owner: str) -> Any:
        if self.chance.random() < 0.04 and one.short_for is None:
            return "unknown"
        if one.changes and self.chance.random() < 0.4:
            return self.spans(one, owner)
        return self.plain(one, owner)

    def spans(self, one: Field, owner: str) -> Any:
        first, second = sorted((self.day(), self.day()))
        before, after = self.plain(one, owner), self.plain(one, owner)
        if before is None or after is None:
            return None
        return [
            {"value": before, "until": first},
            {"value": after, "from": first, "until": second},
        ]

    def plain(self, one: Field, owner: str) -> Any:
        chance = self.chance
        if one.type == "list" and one.item is not None:
            items = [self.plain(one.item, owner) for _ in range(chance.randint(1, 3))]
            kept = [item for item in items if item not in (None, "none")]
            return kept or None
        if one.type == "record":
            parts = {name: self.plain(p, owner) for name, p in one.fields.items()}
            return {name: part for name, part in parts.items() if part is not None}
        if one.type == "ref":
            known = [i for i in self.ids.get(one.to or "", []) if i != owner]
            return chance.choice(known) if known else None
        if one.type == "enum":
            values = [v for v in one.values if v not in ("unknown", "none")]
            return chance.choice(values)
        match one.type:
            case "date":
                return self.day()
            case "time":
                return self.time()
            case "datetime":
                return f"{self.day()}T{self.time()}"
            case "money":
                return self.money()
            case "integer":
                return chance.choice(one.among or range(41))
            case "decimal":
                return f"{chance.randint(0, 2000) / 100:.2f}"
            case "boolean":
                return chance.choice((True, False))
            case "code":
                return chance.choice(("061", "971", "202212", "30", "530", "A-1"))
        return chance.choice(_TEXTS)

    def day(self) -> str:
        return (_FIRST + timedelta(days=self.chance.randrange(_DAYS))).isoformat()

    def time(self) -> str:
        return f"{self.chance.randrange(24):02}:{self.chance.randrange(60):02}"

    def money(self) -> str:
        cents = self.chance.choice((0, 1, 50_000, 1_234_567, 300_000_000_000))
        return f"{cents // 100}.{cents % 100:02}"
