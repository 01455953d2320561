"""The schemas: what they accept, what they refuse."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from checker.findings import (
    ActVerdict,
    Because,
    CaseResult,
    Citation,
    Done,
    Due,
    Edition,
    Finding,
)
from checker.read import read_cases
from checker.report.as_json import rejected_object, result_object
from checker.schema import case_schema, findings_schema
from tests.generated import project_vocabulary, random_case
from tests.reading import case_of
from tests.test_read_cases import LATE_CONTACT, PLAN_PAYMENTS


@pytest.fixture(scope="module")
def cases() -> Draft202012Validator:
    return Draft202012Validator(case_schema(project_vocabulary()))


def test_the_schemas_are_schemas() -> None:
    for schema in (case_schema(project_vocabulary()), findings_schema()):
        Draft202012Validator.check_schema(schema)
        assert json.loads(json.dumps(schema)) == schema


def number(read: Callable[[str], object]) -> Callable[[Any, Any], object]:
    return lambda _loader, node: read(node.value)


@pytest.mark.parametrize("seed", range(12))
def test_generated_cases_match(cases: Draft202012Validator, seed: int) -> None:
    data = random_case(seed, project_vocabulary())
    assert [error.message for error in cases.iter_errors(data)] == []
    assert cases.is_valid([data])


def test_the_examples_match_as_an_editor_reads_them(
    cases: Draft202012Validator,
) -> None:
    class Editor(yaml.BaseLoader):
        """Reads numbers, `true` and `false` as YAML 1.2 does."""

    for tag, rule, first in (
        ("int", r"[-+]?[0-9]+", "-+0123456789"),
        ("float", r"[-+]?[0-9]+\.[0-9]*", "-+0123456789"),
        ("bool", "true|false", "tf"),
    ):
        tag = f"tag:yaml.org,2002:{tag}"
        Editor.add_implicit_resolver(tag, re.compile(f"({rule})$"), list(first))
    Editor.add_constructor("tag:yaml.org,2002:int", number(int))
    Editor.add_constructor("tag:yaml.org,2002:float", number(float))
    Editor.add_constructor("tag:yaml.org,2002:bool", number("true".__eq__))
    for text in (LATE_CONTACT, PLAN_PAYMENTS):
        data = yaml.load(text, Editor)
        assert [error.message for error in cases.iter_errors(data)] == []


@pytest.mark.parametrize(
    "case",
    [
        {},
        {"case": "a", "wombats": []},
        {"case": "a", "modules": [{"mft": "01"}]},
        {"case": "a", "modules": [{"id": "M", "statsu": "22"}]},
        {"case": "a", "modules": [{"id": "M", "csed": "tomorrow"}]},
        {"case": "a", "history": [{"act": "contcat", "on": "2026-01-02"}]},
        {"case": "a", "history": [{"act": "contact", "tc": "971"}]},
        {"case": "a", "history": [{"act": "contact", "channel": "telefone"}]},
        {"case": "a", "history": [{"on": "2026-01-02"}]},
        {"case": "a", "gaps": [{"from": "2026-01-02"}]},
        {"case": "a", "parameters": {"large": 5}},
    ],
)
def test_mistakes_do_not_match(cases: Draft202012Validator, case: Any) -> None:
    assert not cases.is_valid(case)


def test_an_editor_finds_what_it_shows(cases: Draft202012Validator) -> None:
    definitions = case_schema(project_vocabulary())["$defs"]
    contact = definitions["act.contact"]["properties"]
    assert contact["initial"]["description"] == "the initial contact"
    assert contact["party"]["doNotSuggest"] is True
    assert contact["employee"] == {"$ref": "#/$defs/common.employee"}
    act = definitions["entry"]["properties"]["act"]
    assert {"contact", "contact_made"} <= {
        word for one in act["anyOf"] for word in one["enum"]
    }


def result() -> CaseResult:
    """A result with everything in it, and one finding with nothing."""
    bare = Finding("k", "n", "due", "law", "obligation", "ro", "Do it.", "A1")
    full = replace(
        bare,
        status="met_late",
        covers=("ftd.initial-contact",),
        citations=(Citation("IRM 5.7.1.6(1)"), Citation("x", "https://example.org")),
        edition=Edition(date(2026, 6, 23), None),
        knowing=False,
        trigger="A1.assigned_date",
        trigger_day=date(2026, 9, 16),
        due=Due(date(2026, 10, 11), "2026-09-16 + 25 calendar days"),
        done=Done("c1", date(2026, 10, 13)),
        days_late=2,
        period=(date(2026, 1, 1), None),
        entries=("A1", "c1"),
        because=(Because("assigned", ("A1",)),),
        would_decide=("M1.csed",),
    )
    return CaseResult(
        case=case_of(LATE_CONTACT),
        as_of=date(2026, 10, 15),
        findings=(bare, full),
        acts=(ActVerdict("#1", "permitted", ("n",), ("B1: yes",), None),),
        counts={"status": {"due": 1, "met_late": 1}, "severity": {"law": 1}},
    )


@pytest.fixture(scope="module")
def findings() -> Draft202012Validator:
    return Draft202012Validator(findings_schema())


def test_what_is_written_matches_the_schema(findings: Draft202012Validator) -> None:
    written = [result_object(result())]
    for text in ("", "case: [", "case: a\nwombat: 1"):
        reading = read_cases("x.yaml", text.encode(), project_vocabulary())
        written.extend(rejected_object(error) for error in reading.rejected)
    assert [error.message for error in findings.iter_errors(written)] == []
    known = findings_schema()["$defs"]
    assert written[0].keys() == known["case"]["properties"].keys()
    assert written[0]["findings"][0].keys() == known["finding"]["properties"].keys()


@pytest.mark.parametrize(
    "wrong",
    [{"status": "late"}, {"severity": "grave"}, {"repaired": "no"}, {"due": {}}],
)
def test_wrong_findings_do_not_match(
    findings: Draft202012Validator, wrong: dict[str, Any]
) -> None:
    whole = result_object(result())
    assert findings.is_valid([whole])
    whole["findings"][0].update(wrong)
    assert not findings.is_valid([whole])
    assert not findings.is_valid([{"case": "x"}])
