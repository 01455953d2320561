"""The JSON of findings: its shape, and what it keeps from the page."""

import json
from datetime import date
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator

from checker.case import Note
from checker.report.as_json import dump, rejected_object, result_object
from checker.schema import findings_schema
from tests import results

CASES = [results.ftd, results.stay, results.empty, results.many, results.hostile]


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)
def test_every_result_follows_the_schema(make):
    rows = [result_object(make()), rejected_object(results.rejected())]
    text = dump(rows)
    Draft202012Validator(findings_schema()).validate(json.loads(text))


def test_a_finding_says_everything_the_issue_asks():
    rows = result_object(results.ftd())["findings"]
    late = next(row for row in rows if row["norm"] == "contact_within_term")
    assert late["due"] == {
        "date": "2026-10-11",
        "arithmetic": "alert assigned 2026-09-16 + 25 calendar days = 2026-10-11",
    }
    assert late["done"] == {"entry": "c1", "date": "2026-10-13"}
    assert late["days_late"] == 2
    assert late["citations"] == ["IRM 5.7.1.6(1)"]
    assert late["links"] == [results.IRM_URL]
    assert late["edition"] == {"from": "2026-06-23", "until": None}
    assert late["because"][0]["entries"] == ["A1.assigned_date"]
    assert late["stage"] == "contact"


def test_links_are_parallel_to_citations():
    for make in CASES:
        for row in result_object(make())["findings"]:
            assert len(row["links"]) == len(row["citations"])


def test_a_rejected_file_lists_its_errors():
    assert rejected_object(results.rejected())["errors"][0] == {
        "message": "unknown act 'contct'",
        "line": 7,
        "column": 12,
        "found": "contct",
        "expected": "an act",
        "nearest": "contact",
    }


def test_computed_values_become_json():
    computed = {"a": date(2026, 1, 2), "b": (Decimal("1.5"), True), "c": {"d": None}}
    row = result_object(results.result(results.empty().case, (), computed=computed))
    assert row["computed"] == {"a": "2026-01-02", "b": ["1.5", True], "c": {"d": None}}


def test_sentences_are_masked_unless_asked_for():
    case = results.empty().case
    noted = type(case)(
        case.id, case.as_of, (), (), case.place, notes=(Note("SSN 123-45-6789"),)
    )
    result = results.result(noted, ())
    assert "123-45-6789" not in dump([result_object(result)])
    assert "123-45-6789" in dump([result_object(result, full_tins=True)])
