"""Phrases: entries of a case in words.

In:  `Entry` records.
Out: phrases for findings, terminals and pages; TINs can be masked.

    >>> humanise("alert_assigned")
    'alert assigned'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

from checker.case import NONE, UNKNOWN, Entry, Span
from checker.findings import Done, Finding
from checker.money import format_money

#: Fields that hold a taxpayer identification number.
_TIN_FIELDS = frozenset(
    {"tin", "ssn", "ein", "debtor_tin", "debtor_ssn", "bmf_account"}
)
_DASH = "[-\u2010-\u2015 ]?"
_TIN = re.compile(
    rf"(?<!\d)(?<!\d-)(?:\d{{3}}{_DASH}\d{{2}}|\d{{2}}{_DASH}\d{{3}}){_DASH}(\d{{4}})"
    r"(?!\d|-\d)",
    re.ASCII,
)

#: A field of an entry that is an act of its own, or a row of a list.
_PART = re.compile(r"([^.\s]+)\.([a-z][a-z_0-9]*(?:\.\d+)?)")

#: Words of names that are spelt in capitals, and those before a number.
_ACRONYMS = frozenset(
    {
        *("acs", "ais", "ams", "ased", "asfr", "bmf", "ccp", "cdp", "cio", "cnc"),
        *("csed", "ddia", "dln", "dmi", "dpc", "eftps", "ein", "ferdi", "fplp"),
        *("ftd", "ics", "idrs", "imf", "ipsu", "irc", "irm", "irs", "llc", "mft"),
        *("nftl", "oi", "oic", "pacer", "poa", "sfr", "ssn", "staup", "tas", "tc"),
        *("tda", "tdi", "tfrp", "tin"),
        # command codes
        *("amdis", "bmfoli", "bmfolk", "bmfolr", "bmfolu", "brtvue", "cfink", "enmod"),
        *("inoles", "irptr", "irptri", "levys", "sumry", "supol", "tdinq", "txmoda"),
    }
)
_NUMBERED = re.compile(r"(cp|lp|mft|tc)(\d+)")

#: Fields that are shown by other means, or say nothing to a reader.
_QUIET = frozenset({"id", "text"})

#: Fields whose value says what it is by itself.
_BARE = frozenset({"letter", "form", "what", "kind", "nature", "option"})

#: Fields in cents. The vocabulary decides; these are its names for money (a test
#: holds them against it), and those that are money in one kind only.
_MONEY = re.compile(
    r"(^|_)(amount|accrued_penalty|prepetition_penalty|refund_shown|unallocated|"
    r"expected_collection|balance|accruals|deposits|penalties|equity|income|expenses|tax_due|"
    r"paid_with_return|interest|unpaid|total|pay|tpi|value|price|deposit|trust_fund|"
    r"penalty_and_interest|monthly_payment|tc150_amount)(_(?!year)|$|\d)"
)
_MONEY_IN = frozenset({("plan_screen_changed", "from"), ("plan_screen_changed", "to")})


def humanise(name: str) -> str:
    """Return a name of the vocabulary as people write it.

    >>> humanise("nftl_filed"), humanise("irs_employee"), humanise("tc150_posted")
    ('NFTL filed', 'IRS employee', 'TC 150 posted')
    """
    return " ".join(_word(each) for each in name.replace("_", " ").split(" "))


def _word(word: str) -> str:
    numbered = _NUMBERED.fullmatch(word)
    if numbered:
        return f"{numbered[1].upper()} {numbered[2]}"
    return word.upper() if word in _ACRONYMS else word


def name_in_words(name: str) -> str:
    """Return the name of an entry; of what another entry says, as part of it.

    >>> name_in_words("A1.assigned_date"), name_in_words("l1.table.3")
    ('assigned date of A1', 'table 3 of l1')
    """
    part = _PART.fullmatch(name)
    return f"{humanise(part[2]).replace('.', ' ')} of {part[1]}" if part else name


def kind_and_name(entry: Entry) -> str:
    """Return what an entry is and its name, in brackets where it has none itself."""
    words = name_in_words(entry.name)
    return f"{humanise(entry.kind)} {f'({words})' if entry.implied else words}"


def until(end: date | None, ends: str | None = None) -> str:
    """Return the end of a prohibition in words, and what ends it.

    >>> until(None, "the case is closed")
    'until the case is closed (not recorded)'
    """
    if end:
        return f"until {end}: {ends}" if ends else f"until {end}"
    return f"until {ends} (not recorded)" if ends else "until further notice"


def noticed(finding: Finding) -> str | None:
    """Return whether an act came after notice of what forbids it, with the day.

    None where the norm does not ask; of an act that is open, only whether.
    """
    notice = finding.notice
    if finding.status != "breached":
        words = {True: "after notice", False: "no notice before it"}
        return None if finding.knowing is None else words[finding.knowing]
    if finding.knowing is None:
        open_words = "not known whether notice came before the act"
        return f"{open_words}: {_given(notice)}" if notice else None
    if finding.knowing:
        return f"knowing: {_given(notice)}, before the act" if notice else "knowing"
    later = f"first {_given(notice)}, after the act" if notice else "no notice recorded"
    return f"not knowing: {later}"


def _given(notice: Done) -> str:
    return f"notice by {notice.entry} on {notice.day or 'an unknown day'}"


def mask_tin(text: str) -> str:
    """Return a text in which nine-digit numbers show their last four only."""
    return _TIN.sub(r"***-**-\1", text)


def describe(entry: Entry, *, full_tins: bool = False) -> str:
    """Return what an entry says, without its day: kind, then its content."""
    parts = [
        part
        for name, value in entry.fields.items()
        if (part := _field(entry.kind, name, value, full_tins))
    ]
    words = humanise(entry.kind)
    return f"{words}: {', '.join(parts)}" if parts else words


def dated(entry: Entry, *, full_tins: bool = False) -> str:
    """Return an entry in words, its day first."""
    words = describe(entry, full_tins=full_tins)
    if entry.day is None:
        return f"{entry.name}: {words}"
    return f"{day_of(entry)}: {words}"


def day_of(entry: Entry) -> str:
    """Return the day of an act as written, with its time, or its bounds."""
    if isinstance(entry.day, date):
        at = f" {entry.clock:%H:%M}" if entry.clock else ""
        return f"{entry.day.isoformat()}{at}"
    if entry.earliest and entry.latest:
        return f"unknown day (between {entry.earliest} and {entry.latest})"
    if entry.earliest:
        return f"unknown day (from {entry.earliest})"
    if entry.latest:
        return f"unknown day (until {entry.latest})"
    return "unknown day"


def _field(kind: str, name: str, value: object, full_tins: bool) -> str:
    if name in _QUIET or value is NONE or value == () or name.startswith("_"):
        return ""
    if value is True:
        return humanise(name)
    if value is False:
        return f"not {humanise(name)}"
    money = (kind, name) in _MONEY_IN and type(value) is int
    text = value_in_words("amount" if money else name, value)
    if not full_tins:
        text = _last_four(text) if name in _TIN_FIELDS else mask_tin(text)
    return text if name in _BARE and name != "letter" else f"{humanise(name)} {text}"


def _last_four(tin: str) -> str:
    return "***-**-" + tin[-4:] if tin[-1:].isdigit() else mask_tin(tin)


def value_in_words(name: str, value: object) -> str:
    """Return one value as people write it; `name` tells money from counts."""
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case int() if _MONEY.search(name):
            return format_money(value)
        case Span():
            return _span(name, value)
        case Mapping():
            inner = (f"{humanise(k)} {value_in_words(k, v)}" for k, v in value.items())
            return f"({', '.join(inner)})"
        case tuple():
            return _listed(value_in_words(name, each) for each in value)
        case str():
            return humanise(value) if value.islower() else value
    if value is UNKNOWN:
        return "unknown"
    return "none" if value is NONE else str(value)


def _span(name: str, span: Span) -> str:
    words = value_in_words(name, span.value)
    if span.start:
        words += f" from {span.start.isoformat()}"
    if span.end:
        words += f" until {span.end.isoformat()}"
    return words


def _listed(words: Iterable[str]) -> str:
    listed = list(words)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} and {listed[-1]}"
