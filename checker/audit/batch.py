"""The kernel of the audit: records in, outcomes out, free of any engine.

In:  a `pa.RecordBatch` of `RECORDS`, the records of each case together.
Out: a `pa.RecordBatch` of `OUTCOMES`, one row a case, judged or rejected.

    >>> terms = Terms(load_rulebook(asp_folder()), as_of=date(2026, 10, 15))
    >>> audit_batch(records, terms).num_rows        # doctest: +SKIP
    200

Cases are numbered within the batch, so that batches share their terms in the
solver. A case with unknowns is judged alone at once: nearly always one of them
matters, and choices of many cases in one search would have to be enumerated
together. So is one that the kernel leaves open for other reasons.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

import pyarrow as pa

from checker.audit.concerns import Concerns
from checker.audit.tables import OUTCOMES
from checker.case import Case, Place
from checker.check import (
    check_case,
    facts_in,
    prepared,
    settled_result,
    solved_in,
)
from checker.errors import InputInvalid, IrmcheckError, Problem
from checker.facts import present_in
from checker.findings import CaseResult
from checker.read import read_cases
from checker.relations import Facts
from checker.report.as_json import finding_object, rejected_object
from checker.rulebook import Rulebook
from checker.slices import Slice, slice_for
from checker.solve import Grounded
from checker.trace import traced

#: Cases in one ground program. More share more rules, but some joins of the
#: rules grow with the square of their number: 81 ms a case alone, 54 for ten,
#: 94 for forty, 270 for sixty.
TOGETHER = 16


@dataclass(frozen=True, slots=True)
class Terms:
    """What every case of an audit is judged by.

    Attributes:
        as_of: Day of the audit; `fallback` is that of cases that give none.
        parameters: Withheld amounts in cents.
        only: Norms, entries, chapters or citations; all if empty.
        full_tins: Leave taxpayer identification numbers unmasked.
    """

    book: Rulebook
    as_of: date | None = None
    fallback: date | None = None
    parameters: Mapping[str, int] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    full_tins: bool = False

    def day_of(self, case: Case) -> date:
        """Return the day on which a case is judged.

        Raises:
            IrmcheckError: neither case nor audit names a day.
        """
        found = self.as_of or case.as_of or self.fallback
        if found is None:
            raise IrmcheckError("the case names no day of the audit")
        return found


@dataclass(frozen=True, slots=True)
class Read:
    """A case that was read, or why it was rejected; and where it began."""

    source: str
    line: int
    case: Case | None
    error: InputInvalid | None = None
    told: str = ""  # the id that a table gives

    @property
    def name(self) -> str:
        """The id of the case, empty where it could not be read."""
        return self.case.id if self.case else self.told


def audit_batch(records: pa.RecordBatch, terms: Terms) -> pa.RecordBatch:
    """Judge the cases of a batch."""
    read = list(read_records(records, terms))
    return outcomes(judge(read, terms))


def outcomes(rows: Iterable[Mapping[str, Any]]) -> pa.RecordBatch:
    """Return rows as a batch of `OUTCOMES`."""
    return pa.RecordBatch.from_pylist(list(rows), schema=OUTCOMES)


def read_records(records: pa.RecordBatch, terms: Terms) -> Iterator[Read]:
    """Yield the cases of a batch, read or rejected."""
    rows = records.to_pylist()
    for (source, case, whole), group in groupby(rows, key=owner):
        if whole:
            for row in group:
                if row["part"]:
                    yield _unreadable(source, row["record"].decode(), case)
                    continue
                yield from _read(source, row["line"], row["record"], terms)
        else:
            listed = list(group)
            text = _assembled(case, listed)
            yield from _read(source, listed[0]["line"], text, terms, case)


def owner(row: Mapping[str, Any]) -> tuple[str, str, bool]:
    """Return what tells the records of one case from those of the next."""
    return row["source"], row["case"] or "", row["part"] in ("", "unreadable")


def _unreadable(source: str, why: str, case: str) -> Read:
    problem = Problem(why, Place(source, 1, 1))
    return Read(source, 1, None, InputInvalid(source, [problem]), case)


def _assembled(case: str, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return one case, as JSON, from its entries in several tables."""
    whole: dict[str, Any] = {"case": case} if case else {}
    for row in rows:
        entry = json.loads(row["record"])
        if row["part"] == "case":
            whole |= entry
        else:
            whole.setdefault(row["part"], []).append(entry)
    return json.dumps(whole).encode()


def _read(
    source: str, line: int, text: bytes, terms: Terms, told: str = ""
) -> Iterator[Read]:
    vocabulary = terms.book.vocabulary
    reading = read_cases(source, text, vocabulary, as_of=terms.as_of, line=line - 1)
    for case in reading.cases:
        yield Read(source, case.place.line, case)
    for error in reading.rejected:
        inside = error.problems and b"\n" in text.strip()
        at = error.problems[0].place.line if inside else line
        yield Read(source, at, None, error, told)


def judge(read: Sequence[Read], terms: Terms) -> Iterator[dict[str, Any]]:
    """Yield the row of each case, in their order."""
    for start in range(0, len(read), TOGETHER):
        part = read[start : start + TOGETHER]
        results = iter(results_of([r.case for r in part if r.case], terms))
        for each in part:
            if each.case is None:
                yield rejected_row(each, rejected_object(_error(each)))
                continue
            result = next(results)
            if isinstance(result, IrmcheckError):
                yield rejected_row(each, reason_object(each, str(result)))
            else:
                yield judged_row(each, result, terms)


def results_of(
    cases: Sequence[Case], terms: Terms
) -> Sequence[CaseResult | IrmcheckError]:
    """Judge cases together; one that fails gives its error in its place."""
    found: dict[int, CaseResult] = {}
    written = [_written(case, terms) for case in cases]
    with suppress(IrmcheckError):  # one case is at fault; each alone tells which
        found = _together(written, terms)
    return [found.get(n) or _alone(each, terms) for n, each in enumerate(written)]


class _Written(NamedTuple):
    """A case with its facts, numbered 1, to be judged alone or with others."""

    case: Case
    day: date
    part: Slice
    facts: Facts


def _written(case: Case, terms: Terms) -> _Written | IrmcheckError:
    try:
        day = terms.day_of(case)
        return _Written(case, day, *prepared(case, terms.book, day, terms.parameters))
    except IrmcheckError as error:
        return error


def _together(
    written: Sequence[_Written | IrmcheckError], terms: Terms
) -> dict[int, CaseResult]:
    """Return the results of the cases that one ground program decides.

    It has those in which nothing that the rules look at is unknown.
    """
    cases = {
        place: each
        for place, each in enumerate(written)
        if isinstance(each, _Written) and not each.facts.unknowns
    }
    if len(cases) < 2:
        return {}
    book = terms.book
    present = (present_in(each.case, each.day) for each in cases.values())
    whole = slice_for(book, frozenset[str]().union(*present))
    facts = [
        facts_in(each.case, book, each.day, each.part, terms.parameters, number)
        for number, each in enumerate(cases.values(), start=1)
    ]
    ground = Grounded(traced(whole), facts)
    rows = zip(cases.items(), ground.settled(), ground.certain_reasons(), strict=True)
    return {
        place: settled_result(
            each.case,
            book,
            each.day,
            answer,
            whole,
            reasons,
            terms.parameters,
            terms.only,
        )
        for (place, each), answer, reasons in rows
        if answer is not None
    }


def _alone(each: _Written | IrmcheckError, terms: Terms) -> CaseResult | IrmcheckError:
    if isinstance(each, IrmcheckError):
        return each
    try:
        return check_case(
            each.case,
            terms.book,
            each.day,
            parameters=terms.parameters,
            only=terms.only,
            solved=solved_in(each.part, each.facts),
        )
    except IrmcheckError as error:
        return error


# -- rows -----------------------------------------------------------------


def judged_row(read: Read, result: CaseResult, terms: Terms) -> dict[str, Any]:
    """Return the row of a judged case."""
    concerns = Concerns(result.case, result.as_of)
    rows = []
    for finding in result.findings:
        shown = finding_object(finding, full_tins=terms.full_tins)
        rows.append(
            {
                **shown,
                "case": result.case.id,
                "source": read.source,
                "line": read.line,
                "as_of": result.as_of,
                "edition_from": finding.edition.start if finding.edition else None,
                "edition_until": finding.edition.end if finding.edition else None,
                "trigger_date": finding.trigger_day,
                "notice_entry": finding.notice.entry if finding.notice else None,
                "notice_date": finding.notice.day if finding.notice else None,
                "due_date": finding.due.day if finding.due else None,
                "due_arithmetic": finding.due.arithmetic if finding.due else None,
                "done_entry": finding.done.entry if finding.done else None,
                "done_date": finding.done.day if finding.done else None,
                "period_from": finding.period[0] if finding.period else None,
                "period_until": finding.period[1] if finding.period else None,
                "computed": json.dumps(shown["computed"]) if finding.computed else None,
                "office": concerns.office(finding),
                "dollars": concerns.dollars(finding),
            }
        )
    return {
        "case": result.case.id,
        "source": read.source,
        "line": read.line,
        "rejected": None,
        "findings": rows,
    }


def rejected_row(read: Read, why: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row of a rejected case."""
    return {
        "case": read.name,
        "source": read.source,
        "line": read.line,
        "rejected": json.dumps(why, ensure_ascii=False),
        "findings": [],
    }


def reason_object(read: Read, message: str) -> dict[str, Any]:
    """Return a rejection that has one reason, in the form of all others."""
    problem = {
        "message": message,
        "line": read.line,
        "column": 1,
        "found": None,
        "expected": None,
        "nearest": None,
    }
    return {"file": read.source, "errors": [problem]}


def _error(read: Read) -> InputInvalid:
    return read.error or InputInvalid(read.source, [])
