"""Nodes of a vocabulary file -> fields and enumerations.

In:  the nodes under `fields`, `common`, `parameters`, `enums`. All enumerations
     are read before the first field.
Out: `Field` and `Enumeration` records; what is wrong, in `Reader.problems`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from checker.case import NONE, Place
from checker.errors import Problem
from checker.nodes import Items, Node, Pairs, Text
from checker.values import READERS
from checker.vocabulary.names import TYPES, Enumeration, Field, fold

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SHAPE = frozenset(("type", "of", "to", "values", "fields"))
_FLAGS = frozenset(("changes", "implied", "beside"))
_WORDS = frozenset(("short_for", "after", "time_of", "ends", "turns_from", "turns_to"))
_STRETCHES = ("month", "quarter")
_FIELD_KEYS = (
    _SHAPE
    | _FLAGS
    | _WORDS
    | {"default", "among", "apart", "aliases", "doc", "agrees", "last_of"}
)
_ENUMERATION_KEYS = frozenset(("doc", "values", "says", "aliases"))


@dataclass(slots=True)
class EnumerationDraft:
    """An enumeration to which several files may add."""

    name: str
    doc: str = ""
    values: list[str] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    says: dict[str, str] = field(default_factory=dict)

    def finish(self) -> Enumeration:
        """Return the enumeration; a main name goes before an alias."""
        lookup = {fold(value): value for value in self.values}
        for alias, value in self.aliases.items():
            lookup.setdefault(fold(alias), value)
        return Enumeration(
            name=self.name,
            values=tuple(self.values),
            aliases=self.aliases,
            says=self.says,
            doc=self.doc,
            lookup=lookup,
        )


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that a field mentions and that must exist when all is read."""

    owner: str
    key: str
    name: str
    place: Place


@dataclass(slots=True)
class Reader:
    """What was read of all files so far, and what was wrong with it."""

    problems: list[Problem] = field(default_factory=list)
    enums: dict[str, Enumeration] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)

    def refuse(self, message: str, place: Place, nearest: str | None = None) -> None:
        """Note a problem at a place."""
        self.problems.append(Problem(message, place, nearest=nearest))

    def complain(self, message: str, file: str, node: Node) -> None:
        """Note a problem at a node."""
        self.refuse(message, Place(file, node.line, node.column))

    def check_name(self, key: Text, file: str) -> None:
        """A name is snake_case, so that it can be a name of a rule."""
        if _NAME.fullmatch(key.value) is None:
            self.complain(f"`{key.value}` is not a name in snake_case", file, key)

    def check_keys(self, node: Pairs, known: Collection[str], file: str) -> None:
        """Only known keys stand in a description."""
        for key, _ in node.entries.values():
            if key.value not in known:
                near = get_close_matches(key.value, known, 1)
                place = Place(file, key.line, key.column)
                message = f"`{key.value}` is not known here"
                hint = near[0] if near else None
                self.refuse(message + "." if hint else message, place, hint)

    def word(self, node: Pairs, key: str, file: str) -> str | None:
        """Return the word under a key, or None."""
        value = node.get(key)
        if value is None or (isinstance(value, Text) and value.empty):
            return None
        if isinstance(value, Text):
            return value.value
        self.complain(f"`{key}` is one word or sentence", file, value)
        return None

    def words(self, node: Pairs, key: str, file: str) -> tuple[str, ...]:
        """Return the list of words under a key; one word may stand alone."""
        value = node.get(key)
        if value is None or (isinstance(value, Text) and value.empty):
            return ()
        if isinstance(value, Text):
            return (value.value,)
        if isinstance(value, Items):
            texts = [item for item in value.items if isinstance(item, Text)]
            if len(texts) == len(value.items):
                return tuple(text.value for text in texts)
        self.complain(f"`{key}` is a list of words", file, value)
        return ()

    def table(self, node: Pairs, key: str, file: str) -> dict[str, str]:
        """Return the words by word under a key."""
        value = node.get(key)
        if value is None or (isinstance(value, Text) and value.empty):
            return {}
        if not isinstance(value, Pairs):
            self.complain(f"`{key}` is a mapping", file, value)
            return {}
        return {name: self.word(value, name, file) or "" for name in value.entries}

    def flag(self, node: Pairs, key: str, file: str) -> bool:
        """Return the boolean under a key."""
        word = self.word(node, key, file)
        if word not in ("true", "false"):
            self.complain(f"`{key}` is `true` or `false`", file, node)
        return word == "true"

    def read_enumeration(self, draft: EnumerationDraft, file: str, node: Node) -> None:
        """Add the values and aliases of a node to an enumeration."""
        if not isinstance(node, Pairs):
            self.complain("an enumeration is a mapping with `values`", file, node)
            return
        self.check_keys(node, _ENUMERATION_KEYS, file)
        draft.doc = draft.doc or self.word(node, "doc", file) or ""
        for value in self.words(node, "values", file):
            if value not in draft.values:
                draft.values.append(value)
        draft.says.update(self.table(node, "says", file))
        folded = {fold(value): value for value in draft.values}
        if len(folded) < len(draft.values):
            message = f"two values of `{draft.name}` differ only in spelling"
            self.complain(message, file, node)
        for alias, value in self.table(node, "aliases", file).items():
            if value not in draft.values:
                message = f"`{alias}` stands for `{value}`, which is no value"
                self.complain(message, file, node)
            elif draft.aliases.setdefault(alias, value) != value:
                message = f"`{alias}` already stands for `{draft.aliases[alias]}`"
                self.complain(message, file, node)

    def read_fields(
        self, file: str, node: Pairs, owner: str, into: dict[str, Field]
    ) -> None:
        """Add the fields of a node to those that `owner` has."""
        for key, value in node.entries.values():
            self.check_name(key, file)
            place = Place(file, key.line, key.column)
            one = self.read_field(key.value, value, file, owner)
            if one is None:
                continue
            before = into.get(key.value)
            if before is None or (owner, key.value) not in self.places:
                into[key.value] = one
                self.places[owner, key.value] = place
            elif replace(before, doc="") != replace(one, doc=""):
                first = self.places[owner, key.value]
                message = (
                    f"`{key.value}` of `{owner}` is already defined otherwise "
                    f"in {first.file}:{first.line}"
                )
                self.refuse(message, place)

    def read_field(self, name: str, node: Node, file: str, owner: str) -> Field | None:
        """Return the field that a node describes, or None where it is wrong."""
        if not isinstance(node, Pairs):
            self.complain(f"`{name}` is described by a mapping", file, node)
            return None
        known = node.entries
        kind = self.word(node, "type", file)
        if kind not in TYPES:
            message = f"`{name}` has no known type; types are {', '.join(TYPES)}"
            self.complain(message, file, node)
            return None
        traits: dict[str, Any] = {}
        if kind == "list":
            inner = node.get("of")
            item = None if inner is None else self.read_field(name, inner, file, owner)
            if item is None:
                self.complain(f"the list `{name}` needs `of`", file, node)
                return None
            traits["item"] = item
        elif kind == "record":
            described = node.get("fields")
            if not isinstance(described, Pairs):
                self.complain(f"the record `{name}` needs `fields`", file, node)
                return None
            fields: dict[str, Field] = {}
            self.read_fields(file, described, f"{owner}.{name}", fields)
            traits["fields"] = fields
        elif kind == "enum":
            enum = self._enum(name, node, file, owner)
            if enum is None:
                return None
            traits.update(enum=enum, values=enum.values)
            if "values" not in known:
                traits["of"] = enum.name
        elif kind == "ref":
            traits.update(to=self._mention(owner, "to", node, file), implied=True)
            if traits["to"] is None:
                message = f"`{name}` needs `to`, the kind referred to"
                self.complain(message, file, node)
                return None
        for key in known:
            if key in _FLAGS:
                traits[key] = self.flag(node, key, file)
            elif key in _WORDS:
                traits[key] = self._mention(owner, key, node, file)
            elif key == "doc":
                traits["doc"] = self.word(node, "doc", file) or ""
            elif key == "aliases":
                traits["aliases"] = self.words(node, "aliases", file)
            elif key == "agrees":
                traits["agrees"] = self.table(node, "agrees", file)
            elif key == "among":
                traits["among"] = self._among(kind, node, file)
            elif key == "last_of":
                traits["last_of"] = self._last_of(node, file)
            elif key == "apart":
                traits["apart"] = self._apart(node, file)
            elif key == "default":
                traits["default"] = self._default(kind, traits, node, file)
            elif key not in _SHAPE:
                self.check_keys(node, _FIELD_KEYS, file)
        return Field(name, kind, **traits)

    def _mention(self, owner: str, key: str, node: Pairs, file: str) -> str | None:
        word = self.word(node, key, file)
        if word is not None:
            place = Place(file, node.line, node.column)
            self.mentions.append(Mention(owner, key, word, place))
        return word

    def _last_of(self, node: Pairs, file: str) -> str | None:
        word = self.word(node, "last_of", file)
        if word not in _STRETCHES:
            message = f"`last_of` is {' or '.join(f'`{one}`' for one in _STRETCHES)}"
            self.complain(message, file, node)
        return word

    def _enum(
        self, name: str, node: Pairs, file: str, owner: str
    ) -> Enumeration | None:
        """Return the field's own or shared enumeration."""
        values = self.words(node, "values", file)
        if values:
            draft = EnumerationDraft(f"{owner}.{name}", values=list(values))
            return draft.finish()
        of = self.word(node, "of", file)
        if of not in self.enums:
            message = f"`{name}` takes its values of `{of}`, which is unknown"
            self.complain(message, file, node)
            return None
        return self.enums[of]

    def _default(
        self, kind: str, traits: dict[str, Any], node: Pairs, file: str
    ) -> object:
        word = self.word(node, "default", file) or ""
        if word == "none" and kind in ("date", "code", "ref", "list"):
            return () if kind == "list" else NONE
        enum: Enumeration | None = traits.get("enum")
        if enum is not None:
            main = enum.read(word)
            if main is None:
                self.complain(f"`{word}` is not a value of this field", file, node)
            return main
        if kind not in READERS:
            self.complain(f"a {kind} cannot have a default", file, node)
            return None
        try:
            return READERS[kind](word)
        except ValueError as error:
            self.complain(f"the default is wrong: {error}", file, node)
            return None

    def _among(self, kind: str, node: Pairs, file: str) -> tuple[int, ...]:
        words = self.words(node, "among", file)
        if kind == "integer" and all(word.isdecimal() for word in words):
            return tuple(int(word) for word in words)
        self.complain("`among` lists the integers of an integer field", file, node)
        return ()

    def _apart(self, node: Pairs, file: str) -> dict[str, tuple[str, ...]]:
        value = node.get("apart")
        if value is None:
            return {}
        if not isinstance(value, Pairs):
            self.complain("`apart` is a mapping", file, value)
            return {}
        return {name: self.words(value, name, file) for name in value.entries}
