"""Wording: what is wrong with the text of rules, line by line.

In:  the `.lp` files of a rulebook.
Out: faults: singleton variables, unsafe variables, names out of style.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from clingo import Control, MessageCode, ast

from checker.case import Place
from checker.functions import Functions
from checker.verify.faults import Fault

_VARIABLE = re.compile(r"_?[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)*\d*")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_UNSAFE = re.compile(r"(.+?):(\d+):(\d+)(?:-[\d:]+)?: error: unsafe variables in")
_NAMED = re.compile(r"(.+?):(\d+):(\d+)(?:-[\d:]+)?: note: '(\w+)' is unsafe")


def wording(files: Iterable[Path]) -> Iterator[Fault]:
    """Yield the faults of the text of some files."""
    paths = list(files)
    for path in paths:
        nodes: list[ast.AST] = []
        ast.parse_string(path.read_text(encoding="utf-8"), nodes.append)
        for node in nodes:
            if node.ast_type == ast.ASTType.Rule:
                yield from _rule(node, str(path))
    yield from _unsafe(paths)


class _Words(ast.Transformer):
    """Counts the variables and collects the names of one rule."""

    def __init__(self) -> None:
        self.variables: Counter[str] = Counter()
        self.names: list[str] = []

    def visit_Variable(self, node: ast.AST) -> ast.AST:
        self.variables[node.name] += 1
        return node

    def visit_Function(self, node: ast.AST) -> ast.AST:
        if node.name and not node.external:
            self.names.append(node.name)
        return node.update(**self.visit_children(node))

    def visit_SymbolicTerm(self, node: ast.AST) -> ast.AST:
        word = str(node)
        if word[:1].islower():
            self.names.append(word)
        return node


def _rule(node: ast.AST, file: str) -> Iterator[Fault]:
    words = _Words()
    words.visit(node)
    begin = node.location.begin
    place = Place(file, begin.line, begin.column)
    for name, count in words.variables.items():
        if name == "_":
            continue
        if count == 1 and not name.startswith("_"):
            yield Fault(
                "singleton-variable",
                "warning",
                f"variable {name} occurs once; write _ or join it.",
                place,
            )
        if not _VARIABLE.fullmatch(name) or len(name.strip("_")) < 2:
            yield Fault(
                "naming",
                "warning",
                f"variable {name} is no whole word in CamelCase.",
                place,
            )
    for name in dict.fromkeys(words.names):
        if not _NAME.fullmatch(name):
            yield Fault("naming", "warning", f"{name} is not in snake_case.", place)


def _unsafe(paths: Iterable[Path]) -> Iterator[Fault]:
    """Ground the files without a case: clingo names what is unsafe."""
    notes: list[str] = []

    def note(code: MessageCode, text: str) -> None:
        if code == MessageCode.RuntimeError:
            notes.append(text)

    control = Control(logger=note)
    try:
        for path in paths:
            control.load(str(path))
        control.ground([("base", [])], context=Functions())
    except RuntimeError as error:
        notes = notes or [str(error)]
    for text in notes:
        head = _UNSAFE.match(text)
        if head is None:
            continue
        names = sorted({match[4] for match in _NAMED.finditer(text)})
        yield Fault(
            "unsafe-variable",
            "error",
            f"unsafe: {', '.join(names)}; no positive condition binds it.",
            Place(head[1], int(head[2]), int(head[3])),
        )
