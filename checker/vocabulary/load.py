"""Vocabulary files -> `Vocabulary`; what does not fit together is refused.

In:  folders. Of the first every `*.yaml` counts, of the others (rulebooks)
     `vocabulary.yaml`, `vocabulary-*.yaml`, `*.vocabulary.yaml` and `vocabulary/`.
Out: `Vocabulary`, or `RulebookInvalid` with all that is wrong, by line.

A file is a mapping of some of the sections `entities`, `common`, `acts`, `roles`,
`enums`, `parameters`, `renamed`. The same kind, act or enumeration may stand in
several files: fields, aliases and values add up. The same field defined in two
different ways, or a spelling that would mean two things, is a clash.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from checker.case import Place
from checker.errors import Problem, RulebookInvalid
from checker.nodes import Flaw, Items, Node, Pairs, Text, decode, documents
from checker.vocabulary.fields import EnumerationDraft, Reader
from checker.vocabulary.names import (
    Enumeration,
    Field,
    Kind,
    Vocabulary,
    fields_by_spelling,
)

SECTIONS = (
    "entities",
    "common",
    "acts",
    "roles",
    "enums",
    "parameters",
    "renamed",
)

_KIND_KEYS = frozenset(("list", "key", "doc", "aliases", "fields", "adds"))
_ACT_KEYS = _KIND_KEYS | {"of", "presumes", "while"}


def vocabulary_files(folder: Path, *, whole: bool = False) -> tuple[Path, ...]:
    """Return the vocabulary files of a folder, by name.

    Args:
        folder: A rulebook, or a folder of vocabulary files only.
        whole: True for the latter.
    """
    if whole:
        return tuple(sorted(folder.glob("*.yaml")))
    own = {"rulebook.yaml", "ledger.yaml", "conflicts.yaml"}
    found = {
        path
        for path in (*folder.glob("*.yaml"), *folder.glob("vocabulary/*.yaml"))
        if path.name not in own and not path.name.endswith(".scenarios.yaml")
    }
    return tuple(sorted(found))


def load_vocabulary(folders: Sequence[Path], *, replacing: bool = False) -> Vocabulary:
    """Return the vocabulary of some folders together.

    Args:
        folders: The first holds vocabulary files only, the others are rulebooks.
        replacing: What a later folder defines takes the place of an entity or
            act of an earlier one, and its names go before earlier aliases: for
            a rulebook of another subject, which need not know our names.

    Raises:
        RulebookInvalid: A file is malformed, or definitions clash.
    """
    reader = Reader()
    layers = [
        [
            section
            for path in vocabulary_files(folder, whole=number == 0)
            for section in _sections(path, reader.problems)
        ]
        for number, folder in enumerate(folders)
    ]
    if folders and not layers[0]:
        place = Place(str(folders[0]), 1, 1)
        reader.problems.append(Problem("there are no vocabulary files here", place))
    reader.enums.update(_enumerations(layers, reader))
    gathered = _Gathered()
    for layer in layers:
        if replacing:
            _make_way(layer, gathered)
        for section in layer:
            _gather(section, gathered, reader)
    vocabulary = _finish(gathered, reader)
    if reader.problems:
        raise RulebookInvalid(reader.problems)
    return vocabulary


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of one file: a mapping, or the lines of `renamed`."""

    file: str
    name: str
    node: Pairs | Text

    @property
    def pairs(self) -> Pairs:
        """The mapping; empty for `renamed`."""
        return self.node if isinstance(self.node, Pairs) else Pairs({}, 1, 1)


@dataclass(slots=True)
class _KindDraft:
    name: str
    place: Place
    list_name: str | None
    doc: str = ""
    aliases: list[str] = field(default_factory=list)
    fields: dict[str, Field] = field(default_factory=dict)
    owner: str = ""
    presumes: list[str] = field(default_factory=list)
    during: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class _Gathered:
    entities: dict[str, _KindDraft] = field(default_factory=dict)
    acts: dict[str, _KindDraft] = field(default_factory=dict)
    common: dict[str, Field] = field(default_factory=dict)
    parameters: dict[str, Field] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)


def _sections(path: Path, problems: list[Problem]) -> Iterator[_Section]:
    file = str(path)
    try:
        text = decode(path.read_bytes())
    except OSError as error:
        place = Place(file, 1, 1)
        problems.append(Problem(f"cannot be read: {error.strerror}", place))
        return
    if isinstance(text, Flaw):
        problems.append(Problem(text.message, Place(file, text.line, text.column)))
        return
    for document in documents(text):
        for flaw in document.flaws:
            place = Place(file, flaw.line, flaw.column)
            problems.append(Problem(flaw.message, place))
        if document.node is None:
            continue
        if not isinstance(document.node, Pairs):
            place = Place(file, document.line, 1)
            problems.append(Problem("a vocabulary file is a mapping", place))
            continue
        for key, value in document.node.entries.values():
            if key.value not in SECTIONS:
                message = f"`{key.value}` is not a section of a vocabulary"
                expected = ", ".join(SECTIONS)
                place = Place(file, key.line, key.column)
                problems.append(Problem(message, place, key.value, expected))
            elif key.value == "renamed":
                if isinstance(value, Text):
                    yield _Section(file, key.value, value)
                else:
                    place = Place(file, value.line, value.column)
                    problems.append(Problem("`renamed` is a text of lines", place))
            elif isinstance(value, Pairs):
                yield _Section(file, key.value, value)
            elif not (isinstance(value, Text) and value.empty):
                place = Place(file, value.line, value.column)
                problems.append(Problem(f"`{key.value}` is a mapping", place))


def _enumerations(
    layers: Sequence[Sequence[_Section]], reader: Reader
) -> dict[str, Enumeration]:
    """Return the enumerations of all files, roles among them."""
    drafts: dict[str, EnumerationDraft] = {}
    for layer in layers:
        for section in layer:
            if section.name == "roles":
                nodes: dict[str, Node] = {"roles": section.pairs}
            elif section.name == "enums":
                entries = section.pairs.entries
                nodes = {name: pair.value for name, pair in entries.items()}
            else:
                continue
            for name, node in nodes.items():
                draft = drafts.setdefault(name, EnumerationDraft(name))
                reader.read_enumeration(draft, section.file, node)
    return {name: draft.finish() for name, draft in drafts.items()}


def _make_way(layer: Sequence[_Section], gathered: _Gathered) -> None:
    """Take out what a layer defines anew, and the names that it needs.

    A definition that says `adds: true` only adds to ours.
    """
    new: dict[str, Node] = {}
    for section in layer:
        for name, pair in section.pairs.entries.items():
            if section.name == "common":
                gathered.common.pop(name, None)
            elif section.name in ("entities", "acts") and _anew(pair.value):
                gathered.entities.pop(name, None)
                gathered.acts.pop(name, None)
                new[name] = pair.value
    spellings = {*new, *(one for node in new.values() for one in _spellings(node))}
    lists = {_list_name(name, node) for name, node in new.items()}
    for draft in (*gathered.entities.values(), *gathered.acts.values()):
        draft.aliases = [alias for alias in draft.aliases if alias not in spellings]
        if draft.list_name in lists:
            draft.list_name = draft.name


def _anew(node: Node) -> bool:
    adds = node.get("adds") if isinstance(node, Pairs) else None
    return not (isinstance(adds, Text) and adds.value == "true")


def _list_name(name: str, node: Node) -> str:
    word = node.get("list") if isinstance(node, Pairs) else None
    return word.value if isinstance(word, Text) else f"{name}s"


def _spellings(node: Node) -> Iterator[str]:
    aliases = node.get("aliases") if isinstance(node, Pairs) else None
    if isinstance(aliases, Items):
        yield from (item.value for item in aliases.items if isinstance(item, Text))


def _gather(section: _Section, gathered: _Gathered, reader: Reader) -> None:
    file, entries = section.file, section.pairs.entries
    if section.name == "entities":
        for key, node in entries.values():
            _gather_kind(key, node, file, gathered.entities, reader, entity=True)
    elif section.name == "acts":
        for key, node in entries.values():
            _gather_kind(key, node, file, gathered.acts, reader, entity=False)
    elif section.name == "common":
        reader.read_fields(file, section.pairs, "act", gathered.common)
    elif section.name == "parameters":
        reader.read_fields(file, section.pairs, "parameter", gathered.parameters)
    elif isinstance(section.node, Text):
        for line in section.node.value.splitlines():
            old, _, new = line.partition(": ")
            gathered.renamed[old.strip()] = new.strip()


def _gather_kind(
    key: Text,
    node: Node,
    file: str,
    into: dict[str, _KindDraft],
    reader: Reader,
    *,
    entity: bool,
) -> None:
    reader.check_name(key, file)
    draft = into.get(key.value)
    if draft is None:
        place = Place(file, key.line, key.column)
        draft = _KindDraft(key.value, place, f"{key.value}s" if entity else None)
        if entity:
            draft.fields["id"] = Field("id", "code")
        into[key.value] = draft
    if isinstance(node, Text) and node.empty:
        return
    if not isinstance(node, Pairs):
        reader.complain(f"`{key.value}` is described by a mapping", file, node)
        return
    reader.check_keys(node, _KIND_KEYS if entity else _ACT_KEYS, file)
    if entity:
        draft.list_name = reader.word(node, "list", file) or draft.list_name
    draft.doc = draft.doc or reader.word(node, "doc", file) or ""
    for alias in reader.words(node, "aliases", file):
        if alias not in draft.aliases:
            draft.aliases.append(alias)
    draft.owner = draft.owner or reader.word(node, "of", file) or ""
    draft.presumes += reader.words(node, "presumes", file)
    held = node.get("while")
    if isinstance(held, Pairs):
        for name, _ in held.entries.values():
            draft.during[name.value] = reader.words(held, name.value, file)
    fields = node.get("fields")
    if isinstance(fields, Pairs):
        reader.read_fields(file, fields, key.value, draft.fields)
    elif fields is not None and not (isinstance(fields, Text) and fields.empty):
        reader.complain("`fields` is a mapping", file, fields)


def _finish(gathered: _Gathered, reader: Reader) -> Vocabulary:
    common = fields_by_spelling(gathered.common)
    entities = {
        name: _kind(draft, {}, reader) for name, draft in gathered.entities.items()
    }
    acts = {name: _kind(draft, common, reader) for name, draft in gathered.acts.items()}
    for name in entities.keys() & acts.keys():
        message = f"`{name}` is both an act and a kind of entity"
        reader.problems.append(Problem(message, gathered.acts[name].place))
    spelled, lists = _by_spelling(gathered, entities, acts, reader)
    _check_mentions(gathered, reader)
    return Vocabulary(
        entities=entities,
        acts=acts,
        common=gathered.common,
        enums=reader.enums,
        parameters=gathered.parameters,
        renamed=gathered.renamed,
        spelled=spelled,
        lists=lists,
    )


def _kind(draft: _KindDraft, common: Mapping[str, Field], reader: Reader) -> Kind:
    own = draft.fields
    owner: dict[str, str] = dict.fromkeys(own, "")
    for one in own.values():
        for alias in one.aliases:
            if owner.setdefault(alias, one.name) not in ("", one.name):
                message = (
                    f"in `{draft.name}`, `{alias}` stands for both "
                    f"`{owner[alias]}` and `{one.name}`"
                )
                reader.problems.append(Problem(message, draft.place))
    return Kind(
        name=draft.name,
        list_name=draft.list_name,
        fields=own,
        aliases=tuple(draft.aliases),
        doc=draft.doc,
        owner=draft.owner,
        presumes=tuple(draft.presumes),
        during=draft.during,
        lookup={**common, **fields_by_spelling(own)},
    )


def _by_spelling(
    gathered: _Gathered,
    entities: Mapping[str, Kind],
    acts: Mapping[str, Kind],
    reader: Reader,
) -> tuple[dict[str, Kind], dict[str, Kind]]:
    """Return kinds and acts by every spelling, and kinds by name of the list."""
    spelled: dict[str, Kind] = {**entities, **acts}
    lists: dict[str, Kind] = {}
    places = {**gathered.entities, **gathered.acts}
    for kind in (*entities.values(), *acts.values()):
        for alias in kind.aliases:
            other = spelled.setdefault(alias, kind)
            if other is not kind:
                message = (
                    f"`{alias}` is an alias of `{kind.name}` and also a name "
                    f"of `{other.name}`"
                )
                place = places[kind.name].place
                reader.problems.append(Problem(message, place))
    for kind in entities.values():
        other = lists.setdefault(kind.list_name or kind.name, kind)
        if other is not kind:
            message = f"`{kind.name}` and `{other.name}` have the same `list`"
            reader.problems.append(Problem(message, places[kind.name].place))
    for kind in entities.values():
        for spelling in (kind.name, *kind.aliases):
            lists.setdefault(spelling, kind)
            lists.setdefault(f"{spelling}s", kind)
    return spelled, lists


def _check_mentions(gathered: _Gathered, reader: Reader) -> None:
    """Every name that an act or a field mentions exists."""
    drafts = {**gathered.entities, **gathered.acts}
    for act in gathered.acts.values():
        missing_names = [name for name in act.presumes if name not in gathered.acts]
        if act.owner and act.owner not in gathered.entities:
            missing_names.append(act.owner)
        for name in missing_names:
            message = f"`{act.name}` names `{name}`, which is not there"
            reader.problems.append(Problem(message, act.place))
    for mention in reader.mentions:
        owner = mention.owner.partition(".")[0]
        if mention.key == "to":
            missing = mention.name not in drafts
        elif mention.key == "short_for":
            missing = mention.name not in gathered.acts
        elif mention.key == "after" and mention.name == "on":  # the day of an act
            missing = owner not in gathered.acts
        elif mention.key in ("turns_from", "turns_to"):
            fields = (one.fields for one in gathered.entities.values())
            missing = not any(mention.name in one for one in fields)
        else:
            missing = owner in drafts and mention.name not in drafts[owner].fields
        if missing:
            message = f"`{mention.key}` names `{mention.name}`, which is not there"
            reader.refuse(message, mention.place)
