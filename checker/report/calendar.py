"""Due dates as an iCalendar file (RFC 5545).

In:  a `CaseResult`. Out: its text, with CRLF line ends, lines folded at 75
octets; a duty keeps its UID from one run to the next.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from checker.findings import CaseResult, Finding
from checker.phrases import mask_tin


def ics(result: CaseResult) -> str:
    """Return one all-day event for each duty that is due by a day."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//irmcheck//{result.version}//EN",
        "CALSCALE:GREGORIAN",
    ]
    for finding in result.findings:
        if finding.status == "due" and finding.due is not None:
            lines += _event(result, finding)
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) + "\r\n" for line in lines)


def _event(result: CaseResult, finding: Finding) -> list[str]:
    assert finding.due is not None
    digest = hashlib.sha256(f"{result.case.id}|{finding.key}".encode()).hexdigest()
    day = finding.due.day
    cited = ", ".join(each.text for each in finding.citations)
    return [
        "BEGIN:VEVENT",
        f"UID:{digest[:32]}@irmcheck",
        f"DTSTAMP:{result.as_of:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(f'{result.case.id}: {finding.statement}')}",
        f"DESCRIPTION:{_text(f'{cited}. Last day: {finding.due.arithmetic}')}",
        "END:VEVENT",
    ]


def _text(text: str) -> str:
    escaped = (
        mask_tin(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    )
    return escaped.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    pieces: list[str] = []
    current = ""
    for character in line:
        limit = 75 if not pieces else 74
        if len((current + character).encode()) > limit:
            pieces.append(current)
            current = ""
        current += character
    return "\r\n ".join([*pieces, current])
