"""References: followed, and filled in where one thing only can be meant."""

from __future__ import annotations

from checker.case import UNKNOWN
from tests.reading import case_of, entry, problems_of


def test_the_only_one_of_its_kind_may_be_left_out() -> None:
    case = case_of(
        """
        case: a
        taxpayers: {id: T}
        modules: {id: M}
        bankruptcies: {id: B}
        history:
          - {id: L, act: levy_issued, on: 2026-01-05}
          - {act: levy_released, on: 2026-01-06}
          - {act: levy_served, on: 2026-01-04}
        """
    )
    assert entry(case, "M").fields["taxpayer"] == "T"
    assert entry(case, "M").fields["liable"] == ("T",)
    assert entry(case, "B").fields["debtors"] == ("T",)
    assert entry(case, "L").fields["modules"] == ("M",)
    assert entry(case, "L").fields["bankruptcy"] == "B"
    assert entry(case, "#2").fields["levy"] == "L"
    assert "levy" not in entry(case, "#3").fields, "the levy came later"


def test_of_two_nothing_is_filled_in() -> None:
    text = (
        "case: a\nmodules: [{id: M}, {id: N}]\nhistory: [{act: contact, on: unknown}]"
    )
    assert "modules" not in entry(case_of(text), "#1").fields


def test_unknown_stays_unknown() -> None:
    text = "case: a\ntaxpayers: {id: T}\nmodules: {id: M, taxpayer: unknown}"
    assert entry(case_of(text), "M").fields["taxpayer"] is UNKNOWN


def test_never_the_thing_itself_nor_a_spouse_or_a_secondary() -> None:
    case = case_of(
        """
        case: a
        taxpayers: [{id: T, spouse: S}, {id: S}]
        modules: [{id: M, mirror: true}]
        """
    )
    assert entry(case, "M").fields["taxpayer"] == "T"
    assert "mirror_of" not in entry(case, "M").fields
    assert "spouse" not in entry(case, "S").fields
    case = case_of(
        """
        case: a
        taxpayers: [{id: S}, {id: T}]
        accounts: [{id: K, secondary: S}]
        modules: {id: M}
        """
    )
    assert entry(case, "K").fields["taxpayer"] == "T"
    assert entry(case, "M").fields["account"] == "K"


def test_of_two_who_name_each_other_the_first_is_meant() -> None:
    case = case_of(
        """
        case: a
        taxpayers: [{id: T, spouse: S}, {id: S, spouse: T}]
        modules: {id: M}
        """
    )
    assert entry(case, "M").fields["taxpayer"] == "T"


def test_an_employee_of_another_role_is_not_meant() -> None:
    case = case_of(
        """
        case: a
        employees: {id: E, role: revenue_officer}
        history:
          - {act: contact, on: 2026-01-05, by: ro}
          - {act: approval, on: 2026-01-06, by: group_manager}
        """
    )
    assert entry(case, "#1").fields["employee"] == "E"
    assert "employee" not in entry(case, "#2").fields


def test_references_to_nothing_or_to_the_wrong_kind() -> None:
    nothing, wrong = problems_of(
        """
        case: a
        taxpayers: {id: smith-1}
        modules: {id: M, taxpayer: smith-2}
        history: [{act: contact, on: 2026-01-05, modules: smith-1}]
        """
    )
    assert "`smith-2`, which is not there" in nothing.message
    assert nothing.nearest == "smith-1"
    assert "a taxpayer, not a module" in wrong.message


def test_a_reference_may_name_a_period_where_the_alias_says_so() -> None:
    case = case_of(
        """
        case: a
        modules: [{id: M, period: 202212}, {id: N, period: 202312}]
        claim_periods: {id: P, period: 202312}
        deposits: {id: D, module: M}
        """
    )
    assert entry(case, "P").fields["module"] == "N"
    [problem] = problems_of(
        "case: a\nmodules: {id: M, period: 202212}\ndeposits: {id: D, module: 202212}"
    )
    assert "not there" in problem.message


def test_an_id_is_unique_in_the_case() -> None:
    [problem] = problems_of(
        "case: a\ntaxpayers: {id: X}\nhistory: [{id: X, act: contact, on: unknown}]"
    )
    assert "given twice" in problem.message
