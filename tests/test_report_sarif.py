"""SARIF: the official schema, and places that lead to the case file."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from checker.findings import ADVERSE
from checker.report.sarif import render
from tests import results

SCHEMA = Path(__file__).parent / "data" / "sarif-schema-2.1.0.json"
CASES = [results.ftd, results.stay, results.empty, results.many, results.hostile]


@pytest.fixture(scope="module")
def validator():
    return Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)
def test_every_log_follows_the_schema(validator, make):
    validator.validate(json.loads(render([make()], [results.rejected()])))


def test_only_adverse_and_open_findings_are_results():
    case = results.ftd()
    [run] = json.loads(render([case], ()))["runs"]
    wanted = [f for f in case.findings if f.status in (*ADVERSE, "undetermined")]
    assert len(run["results"]) == len(wanted)
    rules = run["tool"]["driver"]["rules"]
    for row in run["results"]:
        assert rules[row["ruleIndex"]]["id"] == row["ruleId"]
    kinds = {row["properties"]["status"]: row["kind"] for row in run["results"]}
    assert kinds == {"violated": "fail", "met_late": "fail", "undetermined": "open"}


def test_a_result_points_at_the_line_of_the_act():
    [run] = json.loads(render([results.stay()], ()))["runs"]
    levy = next(r for r in run["results"] if r["ruleId"] == "no_levy_in_stay")
    where = levy["locations"][0]["physicalLocation"]
    assert where["artifactLocation"]["uri"] == "case.yaml"
    assert where["region"] == {"startLine": 14, "startColumn": 5}
    assert levy["level"] == "error"


def test_a_rejected_file_is_a_notification():
    [run] = json.loads(render([], [results.rejected()]))["runs"]
    [invocation] = run["invocations"]
    assert invocation["executionSuccessful"] is False
    notes = invocation["toolExecutionNotifications"]
    assert [n["message"]["text"] for n in notes] == [
        "unknown act 'contct'",
        "2026-02-30 is no date",
    ]
