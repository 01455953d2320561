"""Scenarios: cases made from other cases, and what is expected of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from checker.errors import InputInvalid
from checker.findings import STATUSES, VERDICTS
from checker.read import Scenario, read_scenarios
from tests.generated import project_vocabulary
from tests.reading import entry

WAGE_LEVY = """\
scenarios:
  - name: a wage levy three weeks after the petition breaches the stay
    as_of: 2026-06-30
    taxpayers: [{id: T, kind: individual}]
    modules:
      - {id: M1, taxpayer: T, mft: 30, period: 202212, tax_kind: income,
         assessed_date: 2023-07-17, balance: 9120.40}
    bankruptcies:
      - {id: B1, debtors: [T], debtor_kind: individual, chapter: 13,
         petition_date: 2026-05-05}
    history:
      - {on: 2026-05-11, act: bankruptcy_notice, kind: petition, channel: cio,
         identifies: [ssn]}
      - {id: L1, on: 2026-05-26, act: levy_issued, by: acs_representative,
         form: 668-W, source_kind: wage, payer: Acme, modules: [M1], continuous: true}
      - {on: 2026-05-29, act: tc_posted, module: M1, tc: 520, cc: 85, by: system}
    expect:
      breached: {stay.no-levy-prepetition-tax: [L1]}
"""

LIKE = "    like: a wage levy three weeks after the petition breaches the stay\n"


def scenarios(folder: Path, added: str = "") -> tuple[Scenario, ...]:
    path = folder / "stay.scenarios.yaml"
    path.write_text(WAGE_LEVY + added, "utf-8")
    vocabulary = project_vocabulary()
    return read_scenarios(path, vocabulary, statuses=STATUSES, verdicts=VERDICTS)


def test_a_scenario_is_a_case_and_an_expectation(tmp_path: Path) -> None:
    [scenario] = scenarios(tmp_path)
    assert scenario.name == scenario.case.id
    assert scenario.case.as_of == date(2026, 6, 30)
    assert scenario.place.line == 2
    [expected] = scenario.expect["breached"]
    assert expected.norm == "stay.no-levy-prepetition-tax"
    assert expected.subjects == ("L1",)
    assert entry(scenario.case, "#3").fields["cc"] == "85"


def test_another_scenario_is_changed_by_id(tmp_path: Path) -> None:
    _, other = scenarios(
        tmp_path,
        "  - name: other\n"
        + LIKE
        + """\
    as_of: 2026-07-31
    change:
      L1: {on: 2026-05-04, source_kind: bank}
      "#3": {closing_code: 89}
      M1: {unpaid: 5.00}
    drop: [B1.chapter, '#1', M1.tax_period]
    taxpayer: [{id: S}]
    history: [{id: R, on: 2026-06-05, act: levy_released, levy: L1}]
    expect:
      permitted: [a, {b: [L1, '#2']}, {c: L1}]
      met: d
      acts: [{entry: L1, verdict: permitted}, {R: permitted}]
      computed: {e: [1, {f: 2.50}]}
    acts: {'#2': needs_determination}
    computed: {g: ~}
""",
    )
    case = other.case
    assert case.as_of == date(2026, 7, 31)
    assert [one.name for one in case.acts if not one.implied] == ["L1", "#2", "R"]
    assert entry(case, "L1").fields["source_kind"] == "bank"
    assert entry(case, "#2").fields["cc"] == "89"
    assert entry(case, "M1").fields["balance"] == 500
    assert "period" not in entry(case, "M1").fields
    assert "chapter" not in entry(case, "B1").fields
    assert entry(case, "S").kind == "taxpayer"
    told = [(one.norm, one.subjects) for one in other.expect["permitted"]]
    assert told == [("a", None), ("b", ("L1", "#2")), ("c", ("L1",))]
    assert [one.norm for one in other.expect["met"]] == ["d"]
    assert other.acts == (
        ("#2", "needs_determination"),
        ("L1", "permitted"),
        ("R", "permitted"),
    )
    assert other.computed == {"g": None, "e": ["1", {"f": "2.50"}]}


def test_a_chain_of_scenarios(tmp_path: Path) -> None:
    text = (
        "  - {name: third, like: second, drop: [L1]}\n"
        "  - name: second\n" + LIKE + "    change: {L1: {on: 2026-06-01}}\n"
    )
    _, third, second = scenarios(tmp_path, text)
    assert entry(second.case, "L1").day == date(2026, 6, 1)
    assert "L1" not in {act.name for act in third.case.acts}


@pytest.mark.parametrize(
    ("added", "says", "nearest"),
    [
        ("  - {like: x}\n", "with a `name`", None),
        ("  - {name: b, like: b}\n", "no other scenario", None),
        ("  - {name: b, like: c}\n  - {name: c, like: b}\n", "no other scenario", None),
        ("  - {name: b, drop: [M1]}\n", "goes with `like`", None),
        ("  - name: b\n" + LIKE + "    drop: [M2]\n", "nothing named `M2`", None),
        ("  - name: b\n" + LIKE + "    change: {M1: 5}\n", "from field to value", None),
        (
            "  - name: b\n" + LIKE + "    change: {M1: {blance: 5}}\n",
            "no field",
            "balance",
        ),
        ("  - name: b\n" + LIKE + "    taxpayers: {id: T}\n", "given twice", None),
        ("  - {name: b, expect: {breeched: [x]}}\n", "no status", "breached"),
        ("  - {name: b, expect: [x]}\n", "from status to norms", None),
        ("  - {name: b, expect: {met: [[x]]}}\n", "a norm", None),
        ("  - {name: b, acts: [{entry: L, verdict: forbidden}]}\n", "verdict", None),
        ("  - {name: b, acts: [5]}\n", "{entry, verdict}", None),
        ("  - {name: b, expcet: {}}\n", "no part `expcet`", None),
        ("wombat: 1\n", "no part `wombat`", None),
        ("---\n5\n", "list `scenarios`", None),
        ("---\n[\n", "YAML", None),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, added: str, says: str, nearest: str | None
) -> None:
    with pytest.raises(InputInvalid) as caught:
        scenarios(tmp_path, added)
    problem = caught.value.problems[0]
    assert says in problem.message
    assert problem.nearest == nearest or nearest is None
    assert problem.place.line > 18


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputInvalid, match="cannot be read"):
        read_scenarios(tmp_path / "none.yaml", project_vocabulary())
