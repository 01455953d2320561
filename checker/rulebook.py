"""The rulebook: a folder of norms, read and checked.

In:  the folder given by `--rulebook` (or the shipped one), the kernel folder
     and the vocabulary.
Out: `Rulebook`: norms by id, rules ready to be grounded, words and links.

    >>> from checker.places import asp_folder
    >>> book = load_rulebook(asp_folder())
    >>> book.norms["assign_within_seven_days"].force
    'obligation'
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import yaml

from checker.cards import CARD, Cards, Norm, read_cards
from checker.case import Place
from checker.errors import Problem, RulebookInvalid
from checker.flow import Flow, flow_of
from checker.reach import Reach, reaches_of
from checker.rules import BINDING, Declared, Rule, parse
from checker.spans import TermSpan, spans_of
from checker.usage import Usage, usage_of
from checker.vocabulary import Vocabulary, load_vocabulary
from checker.wellformed import check_rules, nearest


class Stage(NamedTuple):
    """Where a norm stands in the work: its chapter, the stage and its place."""

    chapter: str | None = None
    name: str | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Chapter:
    """One folder of a rulebook: its name, stages of the work and links."""

    name: str
    folder: Path
    stages: Mapping[str, str]
    links: Mapping[str, str]
    ledger: tuple[tuple[str, str], ...]

    def stage_of(self, file: str) -> Stage:
        """Return the stage that a norm file belongs to; what has none is last."""
        named = list(self.stages.values())
        stem = Path(file).name.removesuffix(".lp")
        while stem and stem not in self.stages:
            stem = stem.rpartition(".")[0]
        if not stem:
            return Stage(self.name, None, len(named))
        return Stage(self.name, self.stages[stem], named.index(self.stages[stem]))


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """A rulebook that passed the checks of loading.

    Attributes:
        rules: Rules that are no cards, in the order of the files.
        kernel: Text of the kernel.
        usage: Which fields of which acts and entities the rules look at.
        spans: Which terms rules add to days, by the places of the rules.
        reaches: Which days matter to each norm.
        flow: How names go through the rules.
        hash: First 12 hex digits of the SHA-256 over every file.
    """

    name: str
    folder: Path
    chapters: tuple[Chapter, ...]
    cards: Cards
    rules: tuple[Rule, ...]
    kernel: str
    vocabulary: Vocabulary
    usage: Usage
    spans: Mapping[Place, frozenset[TermSpan]]
    reaches: Mapping[str, Reach]
    flow: Flow
    hash: str
    always: frozenset[str] = field(default_factory=frozenset)

    def with_rules(self, rules: Iterable[Rule], cards: Cards) -> Rulebook:
        """Return the rulebook with other rules and cards; it looks at no more
        fields and days than before."""
        kept = tuple(rules)
        return replace(self, rules=kept, cards=cards, flow=flow_of(kept, self.kernel))

    @property
    def norms(self) -> Mapping[str, Norm]:
        """Norms by id."""
        return self.cards.norms

    def chapter_of(self, norm: Norm) -> Chapter | None:
        """Return the chapter whose folder holds the norm's file."""
        parent = Path(norm.place.file).parent
        for chapter in self.chapters:
            if chapter.folder == parent:
                return chapter
        return None

    def stage_of(self, norm: Norm) -> Stage:
        """Return where a norm stands in the work of its chapter."""
        chapter = self.chapter_of(norm)
        return chapter.stage_of(norm.place.file) if chapter else Stage()

    def link(self, citation: str, chapter: Chapter | None) -> str | None:
        """Return the address of a citation's public text, if one is known."""
        for each in [chapter, *self.chapters] if chapter else self.chapters:
            if each is None:
                continue
            for prefix, address in each.links.items():
                if citation.startswith(prefix):
                    rest = citation[len(prefix) :].split("(")[0].strip()
                    return address.replace("{0}", rest.replace(" ", "-"))
        return None


def load_rulebook(asp: Path, folder: Path | None = None) -> Rulebook:
    """Read the kernel and common vocabulary in `asp`, the norms in `folder`.

    Args:
        asp: The folder with `kernel/` and `vocabulary/`; without `folder` all
            its other folders are the chapters.
        folder: Another rulebook, which replaces the chapters.

    Raises:
        RulebookInvalid: everything that is wrong with it, at once.
    """
    chosen = folder if folder is not None else asp
    if not chosen.is_dir():
        raise RulebookInvalid(
            [Problem("is not a folder; give a rulebook folder.", _at(chosen))]
        )
    homes = _homes(chosen, asp)
    if not homes:
        raise RulebookInvalid(
            [Problem("holds no rulebook.yaml; see docs/writing-norms.md.", _at(chosen))]
        )
    problems: list[Problem] = []
    chapters = tuple(_chapter(home, problems) for home in homes)
    vocabulary = load_vocabulary(
        [asp / "vocabulary", *homes], replacing=folder is not None
    )
    files = [path for home in homes for path in sorted(home.glob("*.lp"))]
    statements = []
    for path in files:
        try:
            statements.extend(parse(_text(path), str(path)))
        except RulebookInvalid as error:
            problems.extend(error.problems)
    rules = [each for each in statements if isinstance(each, Rule)]
    declared = {each.name for each in statements if isinstance(each, Declared)}
    facts = [rule for rule in rules if rule.name in CARD and not rule.body]
    rules = [rule for rule in rules if not (rule.name in CARD and not rule.body)]
    cards = read_cards(facts, problems)
    problems.extend(check_rules(rules, cards, declared, vocabulary))
    if problems:
        raise RulebookInvalid(problems)
    kernel_files = sorted((asp / "kernel").glob("*.lp"))
    words = sorted((asp / "vocabulary").glob("*.yaml"))
    by_norm = {norm.id: norm.facts for norm in cards.norms.values()}
    kernel = "\n".join(_text(path) for path in kernel_files)
    spans = spans_of(rules, (fact for each in by_norm.values() for fact in each))
    return Rulebook(
        name=", ".join(chapter.name for chapter in chapters),
        folder=chosen,
        chapters=chapters,
        cards=cards,
        rules=tuple(rules),
        kernel=kernel,
        vocabulary=vocabulary,
        usage=usage_of(rules, vocabulary),
        spans=spans,
        reaches=reaches_of(rules, by_norm, spans),
        flow=flow_of(rules, kernel),
        hash=_hash([*kernel_files, *words], homes),
        always=_always(rules, cards),
    )


def _at(path: Path) -> Place:
    return Place(str(path), 1, 1)


def _homes(chosen: Path, asp: Path) -> list[Path]:
    skipped = {asp / "kernel", asp / "vocabulary"}
    own = [chosen] if (chosen / "rulebook.yaml").is_file() else []
    below = sorted(
        path.parent
        for path in chosen.glob("*/rulebook.yaml")
        if path.parent not in skipped
    )
    return own + below


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RulebookInvalid(
            [Problem(f"cannot be read: {error}.", _at(path))]
        ) from None


def _hash(common: Iterable[Path], homes: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    own = [
        path
        for home in homes
        for path in sorted(home.iterdir())
        if path.suffix in (".lp", ".yaml") and path.is_file()
    ]
    for path in [*common, *own]:
        if path.name.endswith(".scenarios.yaml"):
            continue
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _yaml(path: Path, problems: list[Problem]) -> object:
    try:
        return yaml.safe_load(_text(path))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problems.append(
            Problem(
                f"is not YAML: {getattr(error, 'problem', error)}.",
                Place(str(path), line, column),
            )
        )
        return None


def _chapter(home: Path, problems: list[Problem]) -> Chapter:
    path = home / "rulebook.yaml"
    data = _yaml(path, problems)
    if not isinstance(data, dict):
        data = {}
    known = ("name", "links", "stages", "parameters", "edition")
    for key in data:
        if key not in known:
            problems.append(
                Problem(
                    f"unknown key '{key}'.",
                    _at(path),
                    nearest=nearest(str(key), known),
                )
            )
    ledger: list[tuple[str, str]] = []
    if (home / "ledger.yaml").is_file():
        rows = _yaml(home / "ledger.yaml", problems) or []
        for row in rows if isinstance(rows, list) else []:
            name = row.get("entry") or row.get("paragraph")
            if name and row.get("why"):
                ledger.append((str(name), str(row["why"])))
            else:
                problems.append(
                    Problem(
                        "a row needs entry (or paragraph) and why.",
                        _at(home / "ledger.yaml"),
                    )
                )
    return Chapter(
        name=str(data.get("name") or home.name),
        folder=home,
        stages={str(k): str(v) for k, v in (data.get("stages") or {}).items()},
        links={str(k): str(v) for k, v in (data.get("links") or {}).items()},
        ledger=tuple(ledger),
    )


def _always(rules: Iterable[Rule], cards: Cards) -> frozenset[str]:
    bounded = {rule.norm for rule in rules if rule.name in BINDING}
    return frozenset(
        norm.id
        for norm in cards.norms.values()
        if norm.force == "prohibition" and norm.id not in bounded
    )
