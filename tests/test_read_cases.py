"""Case files: structure, types, aliases, unknown and none."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from checker.case import NONE, UNKNOWN, Span
from checker.read import read_cases
from tests.generated import project_vocabulary
from tests.reading import case_of, entry, notes, problems_of

LATE_CONTACT = """
    case: example-1
    as_of: 2026-10-15
    taxpayers:
      - {id: T, kind: corporation, operating_status: active, required_to_deposit: true}
    modules:
      - {id: M1, taxpayer: T, mft: 01, period: 202609, status: 26}
    alerts:
      - {id: A1, module: M1, quarter_end: 2026-09-30, priority_code: B,
         received_date: 2026-09-14, assigned_date: 2026-09-16}
    history:
      - {on: 2026-09-18, act: letter_issued, by: revenue_officer, letter: 5857,
         to: taxpayer, appointment: telephone, appointment_date: 2026-10-02,
         appointment_time: 09:30}
      - {on: 2026-10-02, act: contact_attempt, by: revenue_officer, with: taxpayer,
         channel: telephone, outcome: no_answer}
      - {id: c1, on: 2026-10-13, at: 11:05, act: contact, by: revenue_officer,
         with: taxpayer, channel: telephone, initial: true,
         topics: [reason_for_contact]}
"""

PLAN_PAYMENTS = """
    case: example-3
    as_of: 2012-12-31
    bankruptcies:
      - {id: B1, chapter: 13, petition_date: 2011-03-07, confirmation_date: 2011-08-15}
    modules:
      - {id: 01 200812, mft: 01, period: 200812}
    plan_screens:
      - {id: S1, bankruptcy: B1, plan_type: confirmed, loaded: true}
    plan_periods:
      - {id: P1, plan_screen: S1, module: 01 200812, class: priority,
         non_trust_fund: 500.00, trust_fund: 900.00, prepetition_interest: 60.00}
    history:
      - {id: p1, on: 2012-10-02, act: payment_received, payer: trustee,
         amount: 600.00, dpc: 03, received_at: cio}
      - {on: 2012-10-04, act: payments_allocated, payment: p1, by: cio_technician,
         lines: [
         {plan_period: P1, component: non_trust_fund, amount: 500.00},
         {plan_period: P1, component: trust_fund, amount: 100.00}]}
      - {id: p2, on: 2012-11-01, act: payment_received, payer: trustee,
         amount: 400.00, dpc: 03, received_at: cio}
      - {on: 2012-11-05, act: payment_posted, payment: p2, system: ais, screen: plan,
         method: automatic, component: trust_fund, amount: 400.00}
"""


def test_a_late_contact_reads_as_it_is_written() -> None:
    case = case_of(LATE_CONTACT)
    assert (case.id, case.as_of) == ("example-1", date(2026, 10, 15))
    assert [act.name for act in case.acts if not act.implied] == ["#1", "#2", "c1"]
    letter = entry(case, "#1")
    assert letter.fields["letter"] == "5857"
    assert letter.fields["appointment_time"] == time(9, 30)
    assert letter.fields["alert"] == "A1"
    contact = entry(case, "c1")
    assert (contact.day, contact.clock) == (date(2026, 10, 13), time(11, 5))
    assert contact.fields["topics"] == ("reason_for_contact",)
    assert contact.fields["initial"] is True
    assert contact.place.line == 17
    assert contact.place.column == 5
    module = entry(case, "M1")
    assert (module.fields["mft"], module.fields["status"]) == ("01", "26")
    assert case.notes == ()


def test_plan_payments_read_with_their_records() -> None:
    case = case_of(PLAN_PAYMENTS)
    lines = entry(case, "#2").fields["lines"]
    assert lines == (
        {"plan_period": "P1", "component": "non_trust_fund", "amount": 500_00},
        {"plan_period": "P1", "component": "trust_fund", "amount": 100_00},
    )
    assert entry(case, "P1").fields["module"] == "01 200812"


def test_json_reads_like_yaml() -> None:
    text = """
    [{"case": "a", "modules": [{"id": "M", "mft": "01", "balance": 9120.40}],
    \t"history": [{"act": "tc_posted", "on": "2026-01-02", "tc": 971, "ac": "061",
      "text": "caf\\u00e9 \\ud83d\\ude00 \\\\ud83d"}]},
     {"case": "b", "as_of": null}]
    """
    reading = read_cases("-", text.encode(), project_vocabulary())
    assert not reading.rejected, str(reading.rejected[0])
    first, second = reading.cases
    assert entry(first, "M").fields["balance"] == 912040
    assert entry(first, "#1").fields["ac"] == "061"
    assert entry(first, "#1").fields["tc"] == "971"
    assert entry(first, "#1").fields["text"] == "café 😀 \\ud83d"
    assert (second.id, second.as_of, second.source) == ("b", None, "-")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("established_date: 2004-05-06", date(2004, 5, 6)),
        ("established_date: none", NONE),
        ("established_date: unknown", UNKNOWN),
        ("in_business: yes", True),
        ("in_business: No", False),
        ("in_business: unknown", UNKNOWN),
        ("name_line_year: 2004", 2004),
        ("name: unknown", UNKNOWN),
        ("name: none", "none"),
        ("name: 061", "061"),
        ("state: no", "no"),
        ("name_control: 'on'", "on"),
        ("kind: Sole Proprietor", "sole_proprietorship"),
        ("third_party_payer: none", "none"),
        ("operating_status: none", NONE),
        ("filing_requirements: [1, 02]", ("1", "02")),
        ("filing_requirements: 06", ("06",)),
        ("filing_requirements: unknown", UNKNOWN),
        ("filing_requirements: none", ()),
        ("filing_requirements: []", ()),
    ],
)
def test_the_vocabulary_decides_the_type(written: str, value: object) -> None:
    case = case_of(f"case: a\ntaxpayers: [{{id: T, {written}}}]\n")
    assert entry(case, "T").fields[written.split(":")[0]] == value


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("1850.00", 185_000),
        ("1850", 185_000),
        ("0.5", 50),
        ("-12.34", -1234),
        ("3000000000.00", 300_000_000_000),
    ],
)
def test_money_is_exact_cents(written: str, cents: int) -> None:
    case = case_of(f"case: a\nmodules: {{id: M, balance: {written}}}\n")
    assert entry(case, "M").fields["balance"] == cents


def test_decimals_are_exact() -> None:
    case = case_of("case: a\ninterest_rates: {id: R, quarter: 2008Q2, percent: 6.10}")
    assert entry(case, "R").fields["percent"] == Decimal("6.10")


@pytest.mark.parametrize("empty", ["", "~", "null"])
def test_nothing_given_is_left_out(empty: str) -> None:
    case = case_of(f"case: a\nmodules:\n - id: M\n   csed: {empty}\nhistory:\n")
    assert "csed" not in entry(case, "M").fields


def test_values_over_time_are_spans() -> None:
    case = case_of(
        """
        case: a
        modules:
          - id: M
            status: [{value: 12, from: 2021-03-01}, {value: 22, until: 2021-03-01}]
            balance: {value: 5.00, from: 2020-01-01}
        """
    )
    fields = entry(case, "M").fields
    change = date(2021, 3, 1)
    assert fields["status"] == (Span("22", None, change), Span("12", change, None))
    assert fields["balance"] == (Span(500, date(2020, 1, 1), None),)
    assert case.notes == ()


def test_overlapping_values_are_noted() -> None:
    case = case_of(
        """
        case: a
        modules: {id: M, status: [{value: 22}, {value: 12, from: 2021-03-01}]}
        """
    )
    assert "overlap" in notes(case)


def test_lists_of_codes_may_change_too() -> None:
    text = "case: a\nmodules: {id: M, freezes: [{value: [V, W], until: 2021-03-01}]}"
    span = Span(("V", "W"), None, date(2021, 3, 1))
    assert entry(case_of(text), "M").fields["freezes"] == (span,)


def test_aliases_read_as_the_main_name() -> None:
    case = case_of(
        """
        case: a
        history:
          - {act: contact_made, on: 2026-01-05, party: spouse, mode: phone, who: ro}
          - {act: research, on: 2026-01-05, system: pacer}
          - {act: research, on: 2026-01-05, source: pacer, system: ams}
        """
    )
    assert entry(case, "#1").kind == "contact"
    fields = {"with": "spouse", "channel": "telephone", "by": "revenue_officer"}
    assert entry(case, "#1").fields == fields
    assert entry(case, "#2").fields == {"source": "pacer"}
    assert entry(case, "#3").fields == {"source": "pacer", "system": "ams"}


def test_the_history_is_sorted_and_that_is_noted() -> None:
    case = case_of(
        """
        case: a
        history:
          - {act: case_closed, on: unknown, earliest: 2026-01-01, latest: 2026-02-01}
          - {act: case_closed, on: 2026-01-05, at: 15:00}
          - {act: case_closed, on: 2026-01-05, at: 09:00}
          - {act: case_closed, on: 2026-01-04}
        """
    )
    assert [act.name for act in case.acts] == ["#4", "#3", "#2", "#1"]
    unknown = case.acts[-1]
    assert unknown.day is UNKNOWN
    assert (unknown.earliest, unknown.latest) == (date(2026, 1, 1), date(2026, 2, 1))
    assert "sorted" in notes(case)


def test_an_act_after_the_audit_is_noted_and_kept() -> None:
    text = "case: a\nas_of: 2026-01-01\nhistory: [{act: case_closed, on: 2026-01-02}]"
    case = case_of(text)
    assert len(case.acts) == 1
    assert "not counted" in notes(case)
    later = date(2026, 2, 1)
    [other] = read_cases("-", text.encode(), project_vocabulary(), as_of=later).cases
    assert (other.as_of, other.notes) == (later, ())


def test_impossible_orders_of_days_are_data_findings() -> None:
    case = case_of(
        """
        case: a
        bankruptcies: {id: B, petition_date: 2020-05-01, discharge_date: 2019-01-01}
        """
    )
    assert "data finding: `discharge_date`" in notes(case)


@pytest.mark.parametrize(("effect", "told"), [("05-31", True), ("06-01", False)])
def test_a_dismissal_in_effect_before_its_order_is_a_data_finding(
    effect: str, told: bool
) -> None:
    case = case_of(
        f"""
        case: a
        bankruptcies: {{id: B, petition_date: 2020-05-01}}
        history:
          - {{on: 2020-06-01, act: dismissed, effective_date: 2020-{effect}}}
        """
    )
    words = f"`effective_date` of #1 (2020-{effect}) is before `on` (2020-06-01)"
    assert (f"data finding: {words}" in notes(case)) is told


def test_an_end_without_a_beginning_is_a_data_finding() -> None:
    ended = case_of(
        """
        case: a
        bankruptcies: {id: B, dismissal_date: 2020-05-01}
        """
    )
    assert "data finding: `dismissal_date` of B is recorded, no `petition_date`" in (
        notes(ended)
    )


def test_other_without_text_is_noted() -> None:
    written = "case: a\nhistory: [{act: contact, on: 2026-01-02, channel: other%s}]"
    assert "without a `text`" in notes(case_of(written % ""))
    assert notes(case_of(written % ", text: by pigeon")) == ""


def test_gaps_and_parameters() -> None:
    case = case_of(
        """
        case: a
        parameters: {large_dollar_threshold: 1000000, nc12_aggregate_ceiling: unknown}
        gaps: [{from: 2021-01-01, until: 2021-03-01, system: AMS}]
        """
    )
    assert case.parameters == {"large_dollar_threshold": 100_000_000}
    [gap] = case.gaps
    assert (gap.start, gap.end, gap.system) == (
        date(2021, 1, 1),
        date(2021, 3, 1),
        "ams",
    )


def test_all_problems_are_told_at_once_with_line_and_column() -> None:
    found = problems_of(
        """\
        case: a
        as_of: 2026-02-30
        modules:
          - {id: M, csed: tomorrow, balance: "1,850.00", statsu: 22}
          - {id: M}
        wombats: []
        history:
          - {act: contcat, on: 2026-01-05}
          - {act: contact, on: 2026-01-05, channel: telefone, modules: [N]}
          - {on: 2026-01-05}
          - {act: levy_issued, on: 2026-01-05, source: M}
        """
    )
    told = [(one.place.line, one.place.column, one.nearest) for one in found]
    assert told == [
        (2, 8, None),
        (4, 19, None),
        (4, 38, None),
        (4, 50, "status"),
        (5, 5, None),
        (6, 1, None),
        (8, 11, "contact"),
        (9, 45, "telephone"),
        (9, 65, None),
        (10, 5, None),
        (11, 48, None),
    ]
    assert str(found[3]).endswith("`statsu`. Did you mean 'status'?")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (
            "modules: {id: M, mft: 1, csed: {value: none, from: 2021-02-01,"
            " until: 2021-01-01}}",
            "before",
        ),
        ("modules: {id: M, status: [{value: 1, form: 2021-02-01}]}", "`form`"),
        ("modules: {id: M, mft: [{value: 1, from: 2021-02-01}]}", "does not change"),
        ("modules: {id: M, mft: [1, 2]}", "one value"),
        ("modules: {id: M, balance: 1.234}", "1850.00"),
        ("modules: {id: M, balance: about 5}", "1850.00"),
        ("modules: {id: M, balance: 1e3}", "1850.00"),
        ("modules: {id: M, joint: maybe}", "`true`"),
        ("modules: {id: M, period_end: 2026-7-1}", "2026-07-01"),
        ("modules: {id: M, csed: 2023-02-29}", "no day 29"),
        ("modules: {id: M, kind: foo}", "cannot be `foo`"),
        ("modules: {id: M, balance: 1.00, unpaid: 2.00}", "given twice"),
        ("modules: {id: M, id: N}", "given twice"),
        ("modules: {mft: 01}", "no `id`"),
        ("modules: {id: '#1'}", "cannot be an id"),
        ("modules: [M]", "list of mappings"),
        ("modules: 5", "list of mappings"),
        ("taxpayers: {id: T, name_line_year: 3000000000}", "may not exceed"),
        ("taxpayers: {id: T, name_line_year: '2004.5'}", "digits"),
        ("history: [{act: contact, on: 2026-01-05, at: 25:00}]", "00:00"),
        ("history: [{act: contact, on: 2026-01-05, date: 2026-01-05}]", "written: on"),
        ("history: [{act: is_first_notice, on: 2026-01-05}]", "letter_issued with"),
        (
            "history: [{act: contact, on: unknown, earliest: 2026-02-01, "
            "latest: 2026-01-01}]",
            "before `earliest`",
        ),
        ("history: [{act: payments_allocated, on: 2026-01-05, lines: [5]}]", "mapping"),
        (
            "history: [{act: payments_allocated, on: 2026-01-05, lines: {x: 5}}]",
            "no part `x`",
        ),
        (
            "history: [{act: contact, on: 2026-01-05, topics: [interview, unknown]}]",
            "whole list",
        ),
        ("parameters: {large_dolar_threshold: 5}", "no parameter"),
        ("parameters: {large_dollar_threshold: much}", "1850.00"),
        ("parameters: 5", "mapping"),
        ("gaps: [{from: 2021-03-01, until: 2021-01-01}]", "before"),
        ("gaps: [{from: 2021-03-01}]", "needs"),
        ("gaps: [{from: 2021-03-01, until: 2021-04-01, system: xyz}]", "no system"),
        ("modules: {id: M}\nmodule: {id: N}", "given twice"),
        ("scenarios: []", "irmcheck test"),
    ],
)
def test_each_mistake_is_one_clear_problem(written: str, says: str) -> None:
    [problem] = problems_of(f"case: a\n{written}\n")
    assert says in problem.message, problem.message
    assert problem.place.line >= 2


def test_a_case_without_an_id_is_refused() -> None:
    [problem] = problems_of("as_of: 2026-01-01\n")
    assert "`case: ID`" in problem.message
    assert "`case: ID`" in problems_of("- 5")[0].message


def test_conversion_that_contradicts_the_chapter_is_a_data_finding() -> None:
    case = case_of(
        """
        case: c
        bankruptcies: [{id: B, chapter: 13, petition_date: 2026-03-10}]
        history:
          - {id: V1, on: 2026-04-01, act: converted, from: 11, to: 7}
          - {id: V2, on: 2026-05-01, act: converted, from: 12, to: 11}
        """
    )
    said = notes(case)
    assert "data finding: converted V1 is from 11, but `chapter` of B is 13" in said
    assert "converted V2 is from 12, but V1 of 2026-04-01 led to 7" in said
    assert said.count("data finding") == 2


def test_chapter_that_does_not_exist_is_refused() -> None:
    [problem] = problems_of("case: c\nbankruptcies: [{id: B, chapter: 14}]")
    assert problem.message == "`chapter` of B cannot be `14`"
    assert problem.expected == "7, 9, 11, 12, 13, 15"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("", "dismissal_vacated V of 2026-05-02 comes after `dismissed`, but none is"),
        (
            "{id: D, act: dismissed, on: 2026-05-03, bankruptcy: B}",
            "but D of 2026-05-03 is recorded",
        ),
        ("{id: D, act: dismissed, on: 2026-05-02, bankruptcy: B}", ""),
        ("{id: D, act: dismissed, on: unknown, bankruptcy: B}", ""),
        (
            "{id: D, act: dismissed, on: 2026-05-02, at: 09:01, bankruptcy: B}",
            "D of 2026-05-02",
        ),
        ("{id: D, act: dismissed, on: 2026-04-01, bankruptcy: C}", "but none is"),
    ],
)
def test_an_order_that_undoes_what_nothing_before_records_is_a_data_finding(rows, told):
    case = case_of(
        f"""
        case: a
        bankruptcies:
          - {{id: B, petition_date: 2026-01-05}}
          - {{id: C, petition_date: 2025-01-05}}
        history:
          - {{id: V, act: dismissal_vacated, on: 2026-05-02, at: 09:00, bankruptcy: B}}
          {"- " + rows if rows else ""}
        """
    )
    assert told in notes(case)
    assert ("data finding" in notes(case)) is bool(told)


def test_missing_records_may_hold_what_an_order_undoes() -> None:
    case = case_of(
        """
        case: a
        bankruptcies: [{id: B, petition_date: 2026-01-05}]
        gaps: [{from: 2026-02-01, until: 2026-03-01}]
        history: [{act: dismissal_vacated, on: 2026-05-02}]
        """
    )
    assert "data finding" not in notes(case)


@pytest.mark.parametrize(
    ("chapter", "turn", "told"),
    [
        ("7", "", "plan_confirmed P of 2026-03-02, but `chapter` of B is 7 then"),
        ("13", "", ""),
        ("unknown", "", ""),
        ("7", "{act: converted, on: 2026-03-02, from: 7, to: 13}", ""),
        ("7", "{act: converted, on: 2026-03-03, from: 7, to: 13}", "is 7 then"),
        ("13", "{act: converted, on: 2026-03-02, from: 13, to: 7}", ""),
        ("13", "{act: converted, on: 2026-03-01, from: 13, to: 7}", "is 7 then"),
        ("7", "{act: converted, on: 2026-03-03, from: 13, to: 7}", ""),
        ("7", "{act: converted, on: 2026-03-01, from: 7}", ""),
    ],
)
def test_a_plan_in_a_chapter_that_has_none_is_a_data_finding(chapter, turn, told):
    case = case_of(
        f"""
        case: a
        bankruptcies: [{{id: B, petition_date: 2026-01-05, chapter: {chapter}}}]
        history:
          - {{id: P, act: plan_confirmed, on: 2026-03-02}}
          {"- " + turn if turn else ""}
        """
    )
    assert told in notes(case)
    assert ("data finding" in notes(case)) is bool(told)


def test_steps_of_a_bankruptcy_that_is_not_listed_are_a_data_finding() -> None:
    case = case_of("case: a\nhistory: [{id: P, act: petition_filed, on: 2026-01-05}]")
    assert "petition_filed P is recorded, no bankruptcy is listed" in notes(case)
