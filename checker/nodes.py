"""YAML or JSON text -> nodes: what stands where, with every scalar as text.

In:  text, or the bytes of a file.
Out: one `Document` for each part of the text between `---` lines.

    >>> [document] = documents("case: a\\nhistory: []\\n")
    >>> document.node.entries["case"].value
    Text(value='a', line=1, column=7, plain=True)

Nothing is interpreted here: `061` stays `061` and `on` stays `on`. A mistake in
one document does not stop the others. No tag is obeyed, so loading is safe, and
what is nested too deep or grows without measure through aliases is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

#: Levels of nesting that a document may have.
DEEPEST = 64

#: Nodes that the aliases of one document may stand for in all.
MOST_ALIASED = 100_000

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_MARKER = re.compile(r"^---(?=\s|$)", re.MULTILINE)
_PREAMBLE = re.compile(r"(?:(?:[ \t]*#[^\n]*|%[^\n]*|\s*)\n)*+")
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\t', re.DOTALL)
_SURROGATES = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
)
_EMPTY = frozenset(("", "~", "null", "Null", "NULL"))


class Text(NamedTuple):
    """A scalar as it is spelled. `plain` means written without quotes."""

    value: str
    line: int
    column: int
    plain: bool

    @property
    def empty(self) -> bool:
        """True for a value that was not given: nothing, `~` or `null`."""
        return self.plain and self.value in _EMPTY


class Items(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    line: int
    column: int


class Pair(NamedTuple):
    """A key and its value."""

    key: Text
    value: Node


class Pairs(NamedTuple):
    """A mapping, by the spelling of the key."""

    entries: dict[str, Pair]
    line: int
    column: int

    def get(self, key: str) -> Node | None:
        """The value of `key`, or None where it is absent."""
        pair = self.entries.get(key)
        return None if pair is None else pair.value


Node = Text | Items | Pairs


class Flaw(NamedTuple):
    """A mistake in the writing: what, and where."""

    message: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Document:
    """One document. `node` is None where it is empty or cannot be read."""

    node: Node | None
    line: int
    flaws: tuple[Flaw, ...] = ()


def decode(data: bytes) -> str | Flaw:
    """Return the text of a file, or where and why it is no text."""
    encoding = "utf-8-sig"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        return Flaw("this is no text in UTF-8; save the file as UTF-8", line, column)


def documents(text: str, line: int = 0) -> list[Document]:
    """Return the documents of a text in their order, without empty ones.

    Args:
        line: Lines of the file that precede the text.
    """
    text = _json_as_yaml(text)
    starts = [match.start() for match in _MARKER.finditer(text)]
    if not starts or starts[0] > 0:
        starts.insert(0, 0)
    found: list[Document] = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        if start > 0 or not _PREAMBLE.fullmatch(text[start:end]):
            found.extend(_compose(text[start:end], line))
        line += text.count("\n", start, end)
    return found


def _json_as_yaml(text: str) -> str:
    """Make JSON that YAML would refuse (tabs, surrogate pairs) acceptable."""
    if text.lstrip()[:1] not in ("{", "["):
        return text
    if "\t" not in text and "\\u" not in text:
        return text
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text

    def plain(match: re.Match[str]) -> str:
        token = match[0]
        return " " if token == "\t" else _SURROGATES.sub(_joined, token)

    return _JSON_TOKEN.sub(plain, text)


def _joined(match: re.Match[str]) -> str:
    high, low = int(match[2], 16) - 0xD800, int(match[3], 16) - 0xDC00
    return match[1] + chr(0x10000 + (high << 10) + low)


@dataclass(slots=True)
class _Frame:
    """A list or mapping that is being read."""

    line: int
    column: int
    anchor: str | None
    entries: dict[str, Pair] | None
    items: list[Node] = field(default_factory=list)
    key: Text | None = None
    size: int = 1


class _MalformedError(Exception):
    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.flaw = Flaw(message, line, column)


def _compose(text: str, offset: int) -> list[Document]:
    """Read the documents of one part; `offset` lines of the file precede it."""
    bad = _UNPRINTABLE.search(text)
    if bad is not None:
        line = text.count("\n", 0, bad.start()) + offset + 1
        column = bad.start() - text.rfind("\n", 0, bad.start())
        message = f"the character U+{ord(bad[0]):04X} may not stand in a text file"
        return [Document(None, line, (Flaw(message, line, column),))]
    found: list[Document] = []
    try:
        for document in _assemble(_LOADER(text).get_event, offset):
            found.append(document)
    except _MalformedError as error:
        found.append(Document(None, error.flaw.line, (error.flaw,)))
    except yaml.MarkedYAMLError as error:
        found.append(_syntax(error, offset))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        message = f"this cannot be read as YAML: {error}"
        found.append(
            Document(None, offset + 1, (Flaw(message.split("\n")[0], offset + 1, 1),))
        )
    return found


def _syntax(error: yaml.MarkedYAMLError, offset: int) -> Document:
    mark = error.problem_mark or error.context_mark
    line = offset + 1 + (mark.line if mark else 0)
    column = 1 + (mark.column if mark else 0)
    said = [part.strip() for part in (error.context, error.problem) if part]
    message = "this cannot be read as YAML: " + ", ".join(said).replace("\n", " ")
    return Document(None, line, (Flaw(message, line, column),))


def _assemble(next_event: Callable[[], Any], offset: int) -> Iterator[Document]:
    """Build nodes from the parser's events, without recursion."""
    scalar, alias = yaml.ScalarEvent, yaml.AliasEvent
    mapping_start, mapping_end = yaml.MappingStartEvent, yaml.MappingEndEvent
    list_start, list_end = yaml.SequenceStartEvent, yaml.SequenceEndEvent
    stack: list[_Frame] = []
    frame: _Frame | None = None
    anchors: dict[str, tuple[Node, int]] = {}
    flaws: list[Flaw] = []
    root: Node | None = None
    aliased = 0
    while True:
        event = next_event()
        if event is None:
            return
        kind = type(event)
        mark = event.start_mark
        line, column = mark.line + offset + 1, mark.column + 1
        node: Node
        size = 1
        if kind is scalar:
            style = event.style
            node = Text(event.value, line, column, not style)
            if style and "\0" in node.value:
                flaws.append(Flaw("the character U+0000 may not occur", line, column))
            if event.anchor is not None:
                anchors[event.anchor] = (node, 1)
        elif kind is mapping_start or kind is list_start:
            if len(stack) >= DEEPEST:
                message = f"nested deeper than {DEEPEST} levels"
                raise _MalformedError(message, line, column)
            entries: dict[str, Pair] | None = {} if kind is mapping_start else None
            frame = _Frame(line, column, event.anchor, entries)
            stack.append(frame)
            continue
        elif kind is mapping_end or kind is list_end:
            done = stack.pop()
            frame = stack[-1] if stack else None
            size = done.size
            if done.entries is None:
                node = Items(tuple(done.items), done.line, done.column)
            else:
                node = Pairs(done.entries, done.line, done.column)
            if done.anchor is not None:
                anchors[done.anchor] = (node, size)
        elif kind is alias:
            if event.anchor not in anchors:
                message = f"the alias '*{event.anchor}' has no anchor before it"
                raise _MalformedError(message, line, column)
            node, size = anchors[event.anchor]
            aliased += size
            if aliased > MOST_ALIASED:
                message = f"aliases stand for more than {MOST_ALIASED:,} values"
                raise _MalformedError(message, line, column)
        else:
            if kind is yaml.DocumentStartEvent:
                anchors, flaws, root, aliased = {}, [], None, 0
            elif kind is yaml.DocumentEndEvent and root is not None and not _void(root):
                yield Document(root, root.line, tuple(flaws))
            continue
        if frame is None:
            root = node
            continue
        frame.size += size
        if frame.entries is None:
            frame.items.append(node)
        elif frame.key is None:
            if not isinstance(node, Text):
                raise _MalformedError("a list or mapping cannot be a key", line, column)
            frame.key = node
        else:
            key, frame.key = frame.key, None
            if key.value in frame.entries:
                before = frame.entries[key.value].key.line
                message = f"`{key.value}` is given twice (first in line {before})"
                flaws.append(Flaw(message, key.line, key.column))
            else:
                frame.entries[key.value] = Pair(key, node)


def _void(node: Node) -> bool:
    return isinstance(node, Text) and node.empty
