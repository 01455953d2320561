"""The case: what is known of one taxpayer's file, typed, checked and named.

In:  nothing (records only; `checker.read` builds them).
Out: `Case`, the input of `checker.facts` and of every report.

    >>> from datetime import date
    >>> act = Entry("c1", "contact", {"with": "taxpayer"}, Place("a.yaml", 9, 5),
    ...             day=date(2026, 10, 13))
    >>> act.name, act.kind, act.day.isoformat()
    ('c1', 'contact', '2026-10-13')

Values by the vocabulary's type: date -> `datetime.date`, time ->
`datetime.time`, datetime -> `datetime.datetime`, money -> `int` (cents),
integer -> `int`, decimal -> `decimal.Decimal`, boolean -> `bool`; text, code,
enum and ref -> `str` (enums and refs by their main name); list -> `tuple`;
record -> `dict`. `UNKNOWN` is a value that was written `unknown`, `NONE` one
that is known not to exist. A field that was left out is absent from `fields`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import Enum


class Special(Enum):
    """The two words that stand for a value of any type."""

    UNKNOWN = "unknown"
    NONE = "none"


UNKNOWN = Special.UNKNOWN
NONE = Special.NONE


@dataclass(frozen=True)
class Place:
    """Where something stands in the input: 1-based line and column."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Span:
    """A value that held from `start` (included) until `end` (excluded).

    `None` is an open end. Only fields marked `changes` hold spans.
    """

    value: object
    start: date | None
    end: date | None

    def holds_on(self, day: date) -> bool:
        """Tell whether the value held on a day."""
        started = self.start is None or self.start <= day
        return started and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Entry:
    """One standing entity (`day` is None) or one act of the history.

    Attributes:
        name: Its id; `#3` for the third act of the history where it has none;
            `B1.petition_date` for an act that the case gives as a date of B1.
        kind: Main name of the entity kind (`taxpayer`) or act (`contact`).
        fields: Main field name to value; a field marked `changes` holds a
            tuple of `Span`s when the case gives it so, else the plain value.
        day: The day of the act, `UNKNOWN`, or None for an entity.
        clock: Local time of the act, where it is recorded.
        earliest, latest: Bounds of an unknown day, both included.
        cycle: Posting cycle, where it is recorded.
        implied: True for an act that the case gives only as a date.
        supplied: References that were left out and could mean one thing only.
    """

    name: str
    kind: str
    fields: Mapping[str, object]
    place: Place
    day: date | Special | None = None
    clock: time | None = None
    earliest: date | None = None
    latest: date | None = None
    implied: bool = False
    supplied: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Gap:
    """Records are missing from `start` (included) until `end` (excluded)."""

    start: date
    end: date
    system: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Note:
    """Something about the input that the reader accepted and reports."""

    text: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `acts` are in the order of the days, unknown days last.

    Attributes:
        as_of: Day of the audit, or None where neither case nor command says.
        parameters: Withheld amounts that the case supplies, in cents.
        source: Name of the file, `-` for standard input.
    """

    id: str
    as_of: date | None
    entities: tuple[Entry, ...]
    acts: tuple[Entry, ...]
    place: Place
    parameters: Mapping[str, int] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    notes: tuple[Note, ...] = ()
    source: str = "-"

    def entries(self) -> dict[str, Entry]:
        """Return the entities and acts by name."""
        return {each.name: each for each in (*self.entities, *self.acts)}


def values_on(day: date, spans: Iterable[Span]) -> tuple[object, ...]:
    """Return the values that a changing field has on a day."""
    found: list[object] = []
    for span in spans:
        if span.holds_on(day):
            found += span.value if isinstance(span.value, tuple) else (span.value,)
    return tuple(found)
