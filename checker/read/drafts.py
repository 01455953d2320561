"""The records of a case that is being read.

In:  nothing (records only; `checker.read.entries` fills them).
Out: `Draft`, which becomes a `checker.case.Entry` when the whole case is read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from checker.case import Entry, Place, Special
from checker.vocabulary import Kind, Vocabulary, fields_by_spelling


@dataclass(frozen=True, slots=True)
class Link:
    """A reference that was read and not yet followed.

    Attributes:
        field: Field of the entry in which it stands.
        key: Spelling of that field in the file.
        to: Kind or act that must bear the id.
        inner: True within a record or span.
    """

    field: str
    key: str
    to: str
    id: str
    place: Place
    inner: bool


@dataclass(slots=True)
class Draft:
    """An entity or act that is being read; `day` is None for an entity."""

    name: str
    kind: Kind
    place: Place
    fields: dict[str, object] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    day: date | Special | None = None
    clock: time | None = None
    earliest: date | None = None
    latest: date | None = None
    implied: bool = False
    supplied: set[str] = field(default_factory=set)

    def entry(self) -> Entry:
        """Return the finished record."""
        return Entry(
            name=self.name,
            kind=self.kind.name,
            fields=self.fields,
            place=self.place,
            day=self.day,
            clock=self.clock,
            earliest=self.earliest,
            latest=self.latest,
            implied=self.implied,
            supplied=frozenset(self.supplied),
        )


def nameless(vocabulary: Vocabulary) -> Kind:
    """Return what stands for an act of an unknown name: it has the common fields."""
    return Kind("", None, {}, lookup=fields_by_spelling(vocabulary.common))
