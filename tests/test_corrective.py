"""What a breach names beneath it: the duties that follow, and their status."""

import json
from dataclasses import replace
from datetime import date

import pytest

from checker.check import check_case
from checker.findings import Done
from checker.phrases import noticed
from checker.report import html, sarif
from checker.report.as_json import result_object
from checker.report.text import render
from tests import results
from tests.reading import case_of

#: A continuous levy from before the petition goes on; another one is made.
LEVIES = """
case: levies
as_of: 2026-07-30
taxpayers: [{id: T, kind: individual}]
modules: [{id: M1, taxpayer: T, mft: 30, period: 202212, tax_kind: income}]
bankruptcies:
  - {id: B1, debtors: [T], debtor_kind: individual, chapter: 13,
     petition_date: 2026-05-05}
history:
  - {id: L0, on: 2026-04-01, act: levy_issued, form: 668-W, source_kind: wage,
     payer: Acme, modules: [M1], continuous: true}
  - {id: N1, on: 2026-05-11, act: bankruptcy_notice, kind: petition, channel: cio}
  - {id: P0, on: 2026-05-15, act: levy_payment, levy: L0, amount: 300.00,
     modules: [M1], earned_from: 2026-05-06}
  - {id: L1, on: 2026-05-26, act: levy_issued, form: 668-W, source_kind: wage,
     payer: Beta, modules: [M1], continuous: true}
  - {id: R1, on: 2026-05-29, act: levy_released, levy: L1}
  - {id: X1, on: 2026-06-25, act: breach_reported, to: insolvency}
"""


@pytest.fixture(scope="module")
def levies(book):
    case = case_of(LEVIES)
    return check_case(case, book, case.as_of)


def corrective(result, norm, act):
    [breach] = [
        each for each in result.findings if (each.norm, each.subject) == (norm, act)
    ]
    return {(each.norm, each.subject, each.status) for each in breach.corrective}


def test_a_breach_names_every_duty_that_follows_and_its_status(levies):
    assert corrective(levies, "no_levy_in_stay", "L1") == {
        ("release_outstanding_levy", "L1", "met"),
        ("undo_stayed_act", "L1", "met"),
        ("report_breach", "L1", "met"),
    }


def test_a_payment_names_the_release_of_its_levy_and_of_no_other(levies):
    assert corrective(levies, "no_continuing_levy", "P0") == {
        ("release_outstanding_levy", "L0", "due"),
        ("refund_what_was_taken", "P0", "due"),
        ("report_breach", "P0", "met"),
    }


def test_the_findings_that_are_named_are_those_of_the_result(levies):
    row = result_object(levies)
    keys = {each["key"]: each["status"] for each in row["findings"]}
    named = [each for finding in row["findings"] for each in finding["corrective"]]
    assert named
    assert all(keys[each["key"]] == each["status"] for each in named)
    assert all(
        bool(each["corrective"]) != bool(each["uncorrected"])
        for each in row["findings"]
        if each["status"] == "breached"
    )


def test_asked_about_one_norm_a_breach_names_the_duties_all_the_same(book, levies):
    case = case_of(LEVIES)
    one = check_case(case, book, case.as_of, only=["no_levy_in_stay"])
    assert {each.norm for each in one.findings} == {"no_levy_in_stay"}
    asked = corrective(one, "no_levy_in_stay", "L1")
    assert asked == corrective(levies, "no_levy_in_stay", "L1")


def test_a_breach_that_no_duty_follows_says_why():
    breach = replace(
        results.finding("no_cis", "breached", "Ask for none.", subject="L1"),
        force="prohibition",
        done=Done("L1", date(2026, 5, 26)),
        uncorrected="no norm of the rulebook asks to correct it",
    )
    result = results.result(results.stay().case, [breach])
    assert "corrective: none; no norm of the rulebook" in render(
        result, False, 80, False
    )
    assert "Corrective duty: none; no norm of the rulebook" in html.render([result])


def levied(book, history, act="L1"):
    """Return the breach of the ban on levies by one levy of 2026-05-26, 09:00."""
    case = case_of(
        f"""
        case: knowledge
        as_of: 2026-07-30
        taxpayers: [{{id: T, kind: individual}}]
        modules: [{{id: M1, taxpayer: T, mft: 30, period: 202212, tax_kind: income}}]
        bankruptcies:
          - {{id: B1, debtors: [T], debtor_kind: individual, chapter: 13,
             petition_date: 2026-05-05}}
        history:
          - {{id: L1, on: 2026-05-26, at: 09:00, act: levy_issued, form: 668-W,
             source_kind: wage, payer: Acme, modules: [M1]}}
        {history}
        """
    )
    result = check_case(case, book, case.as_of, decide=False)
    found = {(each.norm, each.subject): each for each in result.findings}
    return found["no_levy_in_stay", act], found["undo_stayed_act", act]


NOTICE = "  - {id: N1, act: bankruptcy_notice, kind: petition, channel: cio, "


@pytest.mark.parametrize(
    ("history", "knowing", "day", "elapsed", "told"),
    [
        (
            "on: 2026-05-25}",
            True,
            25,
            65,
            "knowing: notice by N1 on 2026-05-25, before",
        ),
        (
            "on: 2026-05-26, at: 09:01}",
            False,
            26,
            65,
            "not knowing: first notice by N1",
        ),
        (
            "on: 2026-05-26, at: 08:59}",
            True,
            26,
            65,
            "knowing: notice by N1 on 2026-05-26, before",
        ),
        (
            "on: 2026-05-26, at: 09:00}",
            None,
            26,
            65,
            "not known whether notice came before the act",
        ),
        (
            "on: 2026-05-26}",
            None,
            26,
            65,
            "not known whether notice came before the act",
        ),
        ("on: 2026-05-27}", False, 27, 64, "2026-05-27, after the act"),
        ("on: unknown}", None, None, None, "notice by N1 on an unknown day"),
        ("on: unknown, latest: 2026-05-25}", True, None, 65, "knowing: notice by N1"),
        ("on: 2026-05-25, identifies: [name]}", None, 25, None, "not known whether"),
        ("", False, None, None, "not knowing: no notice recorded"),
    ],
)
def test_a_breach_and_a_knowing_breach_stay_apart(
    book, history, knowing, day, elapsed, told
):
    breach, undo = levied(book, NOTICE + history if history else "")
    assert (breach.status, breach.knowing) == ("breached", knowing)
    assert breach.done == Done("L1", date(2026, 5, 26))
    expected = Done("N1", date(2026, 5, day) if day else None) if history else None
    assert breach.notice == expected
    assert told in noticed(breach)
    assert undo.days_elapsed == elapsed


def test_sarif_names_the_notice_and_the_duties_that_follow_a_breach(levies):
    [run] = json.loads(sarif.render([levies], ()))["runs"]
    levy = next(
        row
        for row in run["results"]
        if row["ruleId"] == "no_levy_in_stay" and row["properties"]["corrective"]
    )
    said = levy["message"]["text"]
    assert "Knowing: notice by N1 on 2026-05-11, before the act." in said
    assert "Corrective: Treat a stayed act as without effect" in said
    assert levy["properties"]["notice"] == {"entry": "N1", "date": "2026-05-11"}
    assert levy["properties"]["knowing"] is True
    assert {
        "norm": "undo_stayed_act",
        "subject": "L1",
        "status": "met",
    } in levy["properties"]["corrective"]


def test_without_notice_no_time_runs_to_undo_a_breach(book):
    _, undo = levied(book, "")
    assert undo.status == "due"
    assert undo.reason == (
        "its time runs from notice of the bankruptcy, and none is recorded"
    )
