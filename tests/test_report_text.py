"""Findings on a terminal, what to do next, and the calendar."""

from datetime import date

from checker.findings import Correction, Done
from checker.report.calendar import ics
from checker.report.text import render, render_next
from tests import results


def test_violations_come_first_with_citation_dates_and_lines():
    text = render(results.ftd(), False, 90, False)
    order = [
        text.index(title)
        for title in ("Violations (4)", "Due (3)", "Undetermined (2)", "In order (16)")
    ]
    assert order == sorted(order)
    assert "IRM 5.7.1.6(1)" in text
    assert "+ 25 calendar days = 2026-10-11; 2 days late" in text
    assert "(line 24)" in text
    assert "would decide: M1.trust_fund, T.responsible_person" in text


def test_no_colour_means_no_escape_and_the_same_words():
    plain = render(results.stay(), False, 90, False)
    coloured = render(results.stay(), True, 90, False)
    assert "\x1b" not in plain
    assert "\x1b[" in coloured
    for word in ("BREACHED", "OPEN", "FORBIDDEN", "repaired", "knowing"):
        assert word in plain


def test_lines_keep_to_the_width():
    text = render(results.many(), False, 60, True)
    assert max(map(len, text.splitlines())) <= 60


def test_what_is_not_broken_is_not_called_a_violation():
    text = render(results.stay(), False, 90, False)
    line = next(each for each in text.splitlines() if each.startswith("FORBIDDEN"))
    assert "violation" not in line


def test_what_is_in_order_takes_one_line_each():
    lines = render(results.ftd(), False, 90, False).splitlines()
    assert sum(line.startswith(("  met ", "  excused ")) for line in lines) == 16


def test_a_case_without_norms_says_so():
    assert "no norm applies" in render(results.empty(), False, 80, True)


def test_tins_are_masked():
    for text in (render(results.ftd(), False, 200, True), render_next(results.ftd())):
        assert "123-45-6789" not in text


def test_next_lists_due_soonest_first_with_the_days_left():
    text = render_next(results.ftd())
    assert text.index("by 2026-10-23 (8 days left)") < text.index("by 2026-11-12")
    assert "promptly; 2 days elapsed" in text


def test_next_lists_what_is_forbidden_breached_and_allowed():
    text = render_next(results.stay())
    group = text.split("  until further notice [D1]:\n")[1].split("\n\n")[0]
    assert "    - Bring no suit" in group
    assert "(already broken)" in group
    assert "    - Make no levy" in text
    assert text.index("A tax audit may go on") > text.index("Done and allowed:")
    assert "Hold no refund" not in text


def test_the_calendar_has_an_event_a_due_day():
    text = ics(results.ftd())
    assert text.count("BEGIN:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20261023\r\n" in text
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    assert ics(results.ftd()) == text
    assert ics(results.empty()).count("BEGIN:VEVENT") == 0


def test_a_breach_names_its_corrective_duties_and_what_became_of_them():
    breach = results.finding(
        "no_levy",
        "breached",
        "No levy.",
        subject="L1",
        force="prohibition",
        done=Done("L1", date(2026, 5, 26)),
        corrective=(
            Correction("undo|L1|", "undo", "Undo it.", "L1", "met_late"),
            Correction("free|L0|", "free", "Free it.", "L0", "due"),
        ),
    )
    text = render(results.result(results.stay().case, [breach]), False, 80, False)
    assert "    corrective: Undo it. (late)" in text
    assert "    corrective: Free it. [L0] (due)" in text
