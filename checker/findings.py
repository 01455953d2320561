"""Findings: what the norms say about one case on one day.

In:  nothing (records only; `checker.judge` builds them).
Out: `CaseResult`, the input of every report.

Days are `datetime.date`. Entries are named as in `checker.case.Entry.name`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from checker.case import Case

#: Statuses in the order in which a report shows them.
STATUSES = (
    "breached",
    "violated",
    "met_late",
    "undetermined",
    "due",
    "in_force",
    "excused",
    "permitted",
    "met",
    "lifted",
    "not_applicable",
)

#: Statuses that count as a finding against the case (exit code 1).
ADVERSE = ("breached", "violated", "met_late")

#: Severities, gravest first.
SEVERITIES = ("law", "irm_step", "not_documented")


def from_severity(lowest: str) -> tuple[str, ...]:
    """Return the severities that are as grave as one, or graver."""
    return SEVERITIES[: SEVERITIES.index(lowest) + 1]


VERDICTS = ("prohibited", "needs_determination", "permitted")


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in the manual or the code, and a link to its public text."""

    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a term, and how it was counted, in words."""

    day: date
    arithmetic: str


@dataclass(frozen=True, slots=True)
class Done:
    """The entry that performed a duty or broke a prohibition."""

    entry: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Because:
    """One step of the reasoning, in words, and the entries it rests on."""

    text: str
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One node of a derivation.

    Attributes:
        kind: `finding`, `norm`, `rule`, `derived`, `fact`, `absent`, `computed`
            or `open`.
        role: Which step of a norm's life it is, right under the finding:
            `arose`, `exception`, `unexcused`, `last`, `done`, `missing`, `shut`,
            `lapse`, `undone`, `bound`, `act`, `notice`, `permit`; `to met` and the
            like for what a status would rest on; else `""`.
        entries: Entries of the case that it names.
        facts: (entry, field) that it states; field `on` is the day of an act.
        citation: The place in the manual or code, for a norm.
        ways: Alternative ways to it, the shortest first; each is the numbers
            of the steps that it takes together.
        doubtful: It rests on a value that is only supposed.
    """

    kind: str
    text: str
    role: str = ""
    entries: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    citation: str | None = None
    ways: tuple[tuple[int, ...], ...] = ()
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a finding holds: in a few sentences, and step by step.

    `steps` is an acyclic graph by their numbers; the first is the finding.
    `complied` says what would have complied, `decided` what would decide what
    is open; both are empty where it was not asked.
    """

    short: tuple[str, ...]
    steps: tuple[Step, ...]
    complied: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """Validity of the wording that governed: `end` is excluded, None open."""

    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Correction:
    """A duty that a breach calls for: the finding about it, and its status."""

    key: str
    norm: str
    statement: str
    subject: str
    status: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The status of one norm for one subject.

    Attributes:
        key: Stable over runs: norm, subject and trigger.
        part: The required part that is judged, where a norm has parts.
        reason: Why it is excused, permitted, violated or undetermined.
        repaired: A breach whose corrective duties are all met.
        knowing: For a breach: True if notice came before it, False if not,
            None where the norm does not ask or it is not known.
        notice: Of a breach the entry that first gave notice of what forbids the
            act, before it or after; None where nothing recorded did.
        trigger: Entry that raised the duty; `trigger_day` its day.
        days_late: Days after the last day; for an open violation, so far.
        days_elapsed: Days since the trigger where the text has no number.
        period: Days (first, last excluded) over which a prohibition holds, on
            the day of the audit or else last; of a breach the one it fell in.
        periods: All of them, where it ended and began again.
        perhaps: Such periods over which a prohibition may hold, where they depend
            on an unknown.
        holds_for: Of a breach the subject that the prohibition holds for.
        ends: What ends a prohibition, or would, in words.
        protects: What a prohibition protects, where its card says so: its period
            is then a band of its own in the timeline.
        corrective: Of a breach the duties that follow it, and what became of them.
        uncorrected: Why no duty follows a breach, in words.
        computed: What norms compute about the entry at fault, by norm.
        would_decide: `id.field` of the unknown facts that would decide.
        satisfied_by: Acts that would still fulfil a duty, in words.
        explanation: Why, where it was asked for.
    """

    key: str
    norm: str
    status: str
    severity: str
    force: str
    bearer: str
    statement: str
    subject: str
    part: str | None = None
    covers: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    edition: Edition | None = None
    reason: str | None = None
    repaired: bool = False
    knowing: bool | None = None
    notice: Done | None = None
    trigger: str | None = None
    trigger_day: date | None = None
    due: Due | None = None
    done: Done | None = None
    days_late: int | None = None
    days_elapsed: int | None = None
    period: tuple[date | None, date | None] | None = None
    periods: tuple[tuple[date | None, date | None], ...] = ()
    perhaps: tuple[tuple[date | None, date | None], ...] = ()
    holds_for: str | None = None
    ends: str | None = None
    protects: str | None = None
    corrective: tuple[Correction, ...] = ()
    uncorrected: str | None = None
    computed: tuple[tuple[str, object], ...] = ()
    entries: tuple[str, ...] = ()
    because: tuple[Because, ...] = ()
    would_decide: tuple[str, ...] = ()
    satisfied_by: tuple[str, ...] = ()
    explanation: Explanation | None = None
    stage: str | None = None
    stage_number: int = 0
    chapter: str | None = None


@dataclass(frozen=True, slots=True)
class ActVerdict:
    """Whether the law allowed one recorded act on its day.

    Attributes:
        verdict: One of `VERDICTS`.
        norms: The norms that decide it.
        detail: One line for each bankruptcy, module or property concerned.
        question: What a person must answer, for `needs_determination`.
    """

    entry: str
    verdict: str
    norms: tuple[str, ...] = ()
    detail: tuple[str, ...] = ()
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Liberty:
    """A permission that stands beside or after a prohibition, act or no act.

    Attributes:
        subject: What the prohibition holds for; `until` its first day no more,
            None also after it.
        ends: What ends that prohibition, or would, in words.
    """

    norm: str
    statement: str
    citations: tuple[Citation, ...]
    subject: str
    until: date | None
    ends: str | None = None


@dataclass(frozen=True, slots=True)
class CaseResult:
    """Everything the check of one case says.

    Attributes:
        liberties: What the prohibitions in force leave allowed.
        computed: Norm (or catalogue entry, or subject) to computed value.
        counts: `{"status": {...}, "severity": {...}}`; severity counts only
            the statuses in `ADVERSE`.
        parameters: Withheld amounts that were supplied, in cents, by name.
        version: Version of the program; `rulebook` a hash of the rulebook,
            `rulebook_name` its name, `schema` the version of the findings.
    """

    case: Case
    as_of: date
    findings: tuple[Finding, ...]
    acts: tuple[ActVerdict, ...] = ()
    liberties: tuple[Liberty, ...] = ()
    computed: Mapping[str, object] = field(default_factory=dict)
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    version: str = ""
    rulebook: str = ""
    rulebook_name: str = ""
    parameters: Mapping[str, int] = field(default_factory=dict)
    schema: str = "1"
