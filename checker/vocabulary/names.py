"""The records of a vocabulary.

In:  nothing (records only; `checker.vocabulary.load` builds them).
Out: `Vocabulary`, `Kind`, `Field`, `Enumeration`.

    >>> yes = Enumeration("answers", ("yes", "not_yet"), lookup={"not_yet": "not_yet"})
    >>> yes.read("Not-Yet")
    'not_yet'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

#: The types of the language of fields.
TYPES = (
    "date",
    "time",
    "datetime",
    "money",
    "integer",
    "decimal",
    "boolean",
    "text",
    "code",
    "enum",
    "ref",
    "list",
    "record",
)

#: Types for which `none` says that there is no such thing.
NONE_TYPES = frozenset(("date", "code", "ref", "enum"))

#: Common fields that say which act it is and when; they are no content.
ACT_FRAME = ("act", "on", "at", "earliest", "latest", "id")

_JOINTS = str.maketrans("- ", "__")


def fold(word: str) -> str:
    """Return the form in which enumerations compare: case, `-`, blank, `_`."""
    return word.strip().casefold().translate(_JOINTS)


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A closed set of words.

    Attributes:
        values: The main names, in their order.
        aliases: Other spelling to main name.
        says: Main name to what it means, where that needs saying.
        lookup: Folded spelling to main name.
    """

    name: str
    values: tuple[str, ...]
    aliases: Mapping[str, str] = field(default_factory=dict)
    says: Mapping[str, str] = field(default_factory=dict)
    doc: str = ""
    lookup: Mapping[str, str] = field(default_factory=dict, repr=False)

    def read(self, word: str) -> str | None:
        """Return the main name of a spelling, or None for an unknown one."""
        return self.lookup.get(fold(word))


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an entity or act, one parameter, or the item of a list.

    Attributes:
        of: Name of the shared enumeration, for type `enum`.
        to: Main name of the kind or act referred to, for type `ref`.
        values: Main names of the enumeration, shared or its own.
        enum: The enumeration itself, for type `enum`.
        item: What the list holds, for type `list`.
        fields: What the record holds, for type `record`.
        among: The only integers that it takes; empty for any.
        default: What a missing value means, typed; None without a default.
        changes: The value may be a list of spans.
        short_for: Act that says the same as this date.
        apart: Field of that act to values (as spelled) by which such an act is
            another event, of which this date does not speak.
        implied: A missing reference means the only one of its kind.
        agrees: Own field to field of the entity meant: where both are given and
            differ, the reference is not filled in.
        beside: Whoever is named here is not "the only one" of the kind.
        after: Field of the same record whose day should not come later; `on` for
            the day of the act.
        time_of: Date field of the same record whose time of day this is.
        turns_from, turns_to: Field of the entity that such an act is about: the
            act changes it from, or to, the value given here.
        ends: Field of the same record with the period (YYYYMM) whose last day
            this date is, where it is left out.
        last_of: `month` or `quarter`: an unknown date is the last day of one.
    """

    name: str
    type: str
    of: str | None = None
    to: str | None = None
    values: tuple[str, ...] = ()
    enum: Enumeration | None = None
    item: Field | None = None
    fields: Mapping[str, Field] = field(default_factory=dict)
    among: tuple[int, ...] = ()
    default: object = None
    changes: bool = False
    short_for: str | None = None
    apart: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    doc: str = ""
    implied: bool = False
    agrees: Mapping[str, str] = field(default_factory=dict)
    beside: bool = False
    after: str | None = None
    time_of: str | None = None
    ends: str | None = None
    turns_from: str | None = None
    turns_to: str | None = None
    last_of: str | None = None

    @property
    def target(self) -> str | None:
        """Kind or act that a reference, or each item of a list, points to."""
        return self.item.to if self.item is not None else self.to


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entity, or an act (then `list_name` is None).

    Attributes:
        owner: Kind of entity that such an act is a step of.
        presumes: Acts of which one comes before such an act, or on its day.
        during: Field of what the act is about to the values (as spelled) of which
            it has one at the time.
        fields: The kind's own fields by main name.
        lookup: Every spelling that may stand in such an entry, with its field:
            own names, own aliases, and for an act the common ones.
    """

    name: str
    list_name: str | None
    fields: Mapping[str, Field]
    aliases: tuple[str, ...] = ()
    doc: str = ""
    owner: str = ""
    presumes: tuple[str, ...] = ()
    during: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lookup: Mapping[str, Field] = field(default_factory=dict, repr=False)

    def field(self, name: str) -> Field | None:
        """Return the field of a main name or alias."""
        return self.lookup.get(name)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All names. The mappings are by main name.

    Attributes:
        renamed: Names that other texts use, and how they are written here.
    """

    entities: Mapping[str, Kind]
    acts: Mapping[str, Kind]
    common: Mapping[str, Field]
    enums: Mapping[str, Enumeration]
    parameters: Mapping[str, Field]
    renamed: Mapping[str, str] = field(default_factory=dict, repr=False)
    spelled: Mapping[str, Kind] = field(default_factory=dict, repr=False)
    lists: Mapping[str, Kind] = field(default_factory=dict, repr=False)

    def act(self, name: str) -> Kind | None:
        """Return the act of a main name or alias."""
        kind = self.spelled.get(name)
        return kind if kind is not None and kind.list_name is None else None

    def entity(self, name: str) -> Kind | None:
        """Return the kind of entity of a main name or alias."""
        kind = self.spelled.get(name)
        return kind if kind is not None and kind.list_name is not None else None

    def kind(self, name: str) -> Kind | None:
        """Return the kind of entity or the act of a main name."""
        return self.entities.get(name) or self.acts.get(name)

    def dating(self, act: str) -> frozenset[str]:
        """Return the fields of other entries that give the day of an act."""
        return frozenset(
            each.name
            for kind in (*self.entities.values(), *self.acts.values())
            for each in kind.fields.values()
            if each.short_for == act
        )

    def fields_of(self, kind: Kind) -> Iterator[Field]:
        """Yield the fields of a kind, for an act the common ones after its own."""
        yield from kind.fields.values()
        if kind.list_name is None:
            for name, common in self.common.items():
                if name not in kind.fields:
                    yield common


def fields_by_spelling(fields: Mapping[str, Field]) -> dict[str, Field]:
    """Return every spelling of the fields; a main name goes before an alias."""
    spelled = dict(fields)
    for one in fields.values():
        for alias in one.aliases:
            spelled.setdefault(alias, one)
    return spelled
