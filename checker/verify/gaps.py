"""Gaps: what a rulebook leaves open without saying so.

In:  a rulebook. Out: faults: acts that no norm speaks of, values of a field that
     none of the rows names, paragraphs and entries with neither norm nor reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from checker import terms
from checker.case import Place
from checker.nodes import Flaw, Pairs, decode, documents
from checker.places import asp_folder
from checker.rulebook import Rulebook
from checker.rules import Rule
from checker.verify.carried import constants
from checker.verify.faults import Fault
from checker.verify.present import present
from checker.verify.questions import kinds_of
from checker.vocabulary import vocabulary_files

_PARAGRAPH = re.compile(r"^(.*?)\((\d+)\)")

#: A field is taken for the key of a table if the rules name so many of its values.
_TABLE = 3
_REST = frozenset({"other", "none", "unknown"})


def gaps(book: Rulebook) -> Iterator[Fault]:
    """Yield the gaps."""
    yield from _acts(book)
    yield from _tables(book)
    yield from _paragraphs(book)
    yield from _ledger(book)


def _acts(book: Rulebook) -> Iterator[Fault]:
    """Acts of the vocabulary that no rule reads; a note for the common ones."""
    acts, _ = present(book, kinds_of(book), ())
    common = asp_folder() / "vocabulary"
    homes = [chapter.folder for chapter in book.chapters]
    files = [(path, "warning") for home in homes for path in vocabulary_files(home)]
    if book.folder == asp_folder():
        files += [(path, "note") for path in vocabulary_files(common, whole=True)]
    for path, level in files:
        for name, line in _defined(path):
            kind = book.vocabulary.act(name)
            if kind is not None and kind.name not in acts:
                yield Fault(
                    "unmentioned",
                    level,
                    f"no norm speaks of the act {name}.",
                    Place(str(path), line, 1),
                )


def _defined(path: Path) -> Iterator[tuple[str, int]]:
    text = decode(path.read_bytes())
    for document in [] if isinstance(text, Flaw) else documents(text):
        node = document.node
        acts = node.get("acts") if isinstance(node, Pairs) else None
        if isinstance(acts, Pairs):
            for key, _ in acts.entries.values():
                yield key.value, key.line


def _tables(book: Rulebook) -> Iterator[Fault]:
    """Values of an enumeration for which none of several rows is written."""
    for chapter in book.chapters:
        rules = [r for r in book.rules if Path(r.place.file).parent == chapter.folder]
        for name, words in sorted(constants(rules).items()):
            place = _first(rules, name)
            for values in _enumerations(book, name, words):
                named = [value for value in values if terms.name(value) in words]
                left = [v for v in values if v not in named and v not in _REST]
                if len(named) >= _TABLE and left and place is not None:
                    yield Fault(
                        "table-gap",
                        "note",
                        f"{name}: {len(named)} values have a row; none is written for "
                        f"{', '.join(left)}.",
                        place,
                    )


def _enumerations(
    book: Rulebook, name: str, words: frozenset[str]
) -> Iterator[tuple[str, ...]]:
    seen: set[tuple[str, ...]] = set()
    vocabulary = book.vocabulary
    for kind in [*vocabulary.acts.values(), *vocabulary.entities.values()]:
        one = kind.fields.get(name)
        item = one.item if one is not None and one.item is not None else one
        if item is None or item.type != "enum" or item.values in seen:
            continue
        seen.add(item.values)
        if all(word.strip('"') in item.values for word in words):
            yield item.values


def _first(rules: Iterable[Rule], name: str) -> Place | None:
    for rule in rules:
        for lit in rule.body:
            if lit.key.endswith(f":{name}"):
                return rule.place
    return None


def _paragraphs(book: Rulebook) -> Iterator[Fault]:
    """Paragraphs between those that are cited, with neither norm nor reason."""
    cited: dict[str, dict[int, Place]] = {}
    for norm in book.norms.values():
        for citation in norm.citations:
            found = _PARAGRAPH.match(citation)
            if found:
                cited.setdefault(found[1], {})[int(found[2])] = norm.place
    explained = {name for chapter in book.chapters for name, _ in chapter.ledger}
    for section, numbers in sorted(cited.items()):
        for number in range(1, max(numbers)):
            paragraph = f"{section}({number})"
            bare = paragraph.partition(" ")[2]
            if number not in numbers and not {paragraph, bare} & explained:
                after = min(n for n in numbers if n > number)
                yield Fault(
                    "ledger",
                    "note",
                    f"{paragraph} has neither a norm nor a reason in the ledger.",
                    numbers[after],
                )


def _ledger(book: Rulebook) -> Iterator[Fault]:
    """Entries of the ledger that a norm covers after all."""
    covered = {entry: norm for norm in book.norms.values() for entry in norm.entries}
    for chapter in book.chapters:
        for name, _ in chapter.ledger:
            if name in covered:
                yield Fault(
                    "ledger",
                    "warning",
                    f"{name} stands in the ledger, but {covered[name].id} covers it.",
                    covered[name].place,
                    (covered[name].id,),
                )
