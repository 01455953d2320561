"""Dates that are also acts show on both sides."""

from __future__ import annotations

from datetime import date, time

from checker.case import NONE, UNKNOWN
from tests.reading import case_of, entry, problems_of


def test_a_date_gives_the_act() -> None:
    case = case_of(
        """
        case: a
        bankruptcies: {id: B, petition_date: 2026-05-05, petition_time: 14:30}
        """
    )
    [act] = case.acts
    assert (act.name, act.kind) == ("B.petition_date", "petition_filed")
    assert (act.day, act.clock, act.implied) == (date(2026, 5, 5), time(14, 30), True)
    assert act.fields["bankruptcy"] == "B"
    assert act.place.line == 3


def test_an_act_gives_the_date() -> None:
    case = case_of(
        """
        case: a
        bankruptcies: [{id: B}, {id: C}]
        history: [{act: discharge_granted, on: 2026-05-05, case: B}]
        """
    )
    assert entry(case, "B").fields["discharge_date"] == date(2026, 5, 5)
    assert "discharge_date" not in entry(case, "C").fields
    assert len(case.acts) == 1


def test_both_on_the_same_day_are_one_act() -> None:
    case = case_of(
        """
        case: a
        alerts: {id: A, assigned_date: 2026-05-05}
        history: [{id: x, act: alert_assigned, on: 2026-05-05}]
        """
    )
    [act] = case.acts
    assert (act.name, act.fields["alert"], act.implied) == ("x", "A", False)


def test_two_different_days_are_refused() -> None:
    [problem] = problems_of(
        """
        case: a
        alerts: {id: A, assigned_date: 2026-05-05}
        history: [{act: alert_assigned, on: 2026-05-06}]
        """
    )
    assert "2026-05-06; give one day" in problem.message
    assert problem.place.line == 3


def test_unknown_is_an_act_on_an_unknown_day_and_none_is_no_act() -> None:
    case = case_of("case: a\nbankruptcies: {id: B, discharge_date: unknown}")
    assert [act.day for act in case.acts] == [UNKNOWN]
    assert entry(case, "B").fields["discharge_date"] is UNKNOWN
    case = case_of("case: a\nbankruptcies: {id: B, discharge_date: none}")
    assert case.acts == ()
    assert entry(case, "B").fields["discharge_date"] is NONE
    [problem] = problems_of(
        "case: a\nbankruptcies: {id: B, discharge_date: none}\n"
        "history: [{act: discharge_granted, on: 2026-05-05}]"
    )
    assert "is `none`" in problem.message


def test_left_out_in_both_is_not_recorded() -> None:
    case = case_of("case: a\nbankruptcies: {id: B}")
    assert case.acts == ()
    assert "petition_date" not in entry(case, "B").fields


def test_an_unknown_day_takes_the_day_of_the_other_side() -> None:
    case = case_of(
        """
        case: a
        bankruptcies: {id: B, discharge_date: 2026-05-05, dismissal_date: unknown}
        history:
          - {act: discharge_granted, on: unknown}
          - {act: dismissed, on: 2026-04-04}
        """
    )
    assert [act.day for act in case.acts] == [date(2026, 4, 4), date(2026, 5, 5)]
    assert entry(case, "B").fields["dismissal_date"] == date(2026, 4, 4)


def test_the_implied_act_says_what_the_entity_says() -> None:
    case = case_of(
        """
        case: a
        modules: [{id: M, assessed_date: 2026-05-05, balance: 9.00}, {id: N}]
        claims: {id: C, filed_date: 2026-05-06, section_1305: true}
        bankruptcies: [{id: B}, {id: D}]
        penalties: {id: P, module: N, kind: ftd, amount: 5.00,
                    assessed_date: 2026-05-07}
        """
    )
    assessed, filed, penalty = case.acts
    assert assessed.fields == {"modules": ("M",)}
    assert filed.fields == {"claim": "C", "section_1305": True}
    assert penalty.fields == {"modules": ("N",), "kind": "ftd", "amount": 500}


def test_another_assessment_is_another_event() -> None:
    case = case_of(
        """
        case: a
        modules: {id: M, assessed_date: 2020-05-05}
        history: [{act: assessment_posted, on: 2022-01-01, cause: additional}]
        """
    )
    assert [act.name for act in case.acts] == ["M.assessed_date", "#1"]


def test_of_several_acts_one_must_have_the_day() -> None:
    text = """
        case: a
        bankruptcies: {id: B, dismissal_date: %s}
        history:
          - {act: dismissed, on: 2026-01-05}
          - {act: dismissal_vacated, on: 2026-02-05}
          - {act: dismissed, on: 2026-03-05}
    """
    assert len(case_of(text % "2026-03-05").acts) == 3
    assert len(problems_of(text % "2026-04-05")) == 1
    first = entry(case_of(text % ""), "B").fields["dismissal_date"]
    assert first == date(2026, 1, 5)
