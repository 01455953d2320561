"""Reports of the examples: SARIF, and golden pages.

`pytest tests/test_report.py --accept` accepts the pages as they are, after the
difference was read; a failing page is left in `tests/actual/`.
"""

import json
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from checker.check import check_case
from checker.read import read_path
from checker.report.html import render
from checker.report.sarif import render as sarif

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))


def results(book, path):
    reading = read_path(path, book.vocabulary)
    assert reading.rejected == ()
    return [check_case(case, book, case.as_of, explain=True) for case in reading.cases]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_report_of_an_example_is_as_accepted(book, path, accept):
    page = render(results(book, path)).replace(str(path), path.name)
    page = page.replace(book.hash, "RULEBOOK")
    golden = ROOT / "examples" / "reports" / f"{path.stem}.html"
    if accept:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(page, encoding="utf-8")
    if not golden.exists() or golden.read_text(encoding="utf-8") != page:
        actual = ROOT / "tests" / "actual" / golden.name
        actual.parent.mkdir(exist_ok=True)
        actual.write_text(page, encoding="utf-8")
        pytest.fail(f"{golden.name} differs; see {actual.relative_to(ROOT)}")


def test_sarif_follows_the_schema(book):
    schema = json.loads((ROOT / "tests/data/sarif-schema-2.1.0.json").read_text())
    log = json.loads(sarif(results(book, EXAMPLES[0]), ()))
    Draft7Validator(schema).validate(log)
    [run] = log["runs"]
    assert run["results"]
    line = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert line["startLine"] > 1


def test_findings_of_a_case_do_not_depend_on_the_order_of_entries(book):
    path = EXAMPLES[0]
    reading = read_path(path, book.vocabulary)
    [case] = reading.cases
    from dataclasses import replace

    turned = replace(
        case,
        acts=tuple(reversed(case.acts)),
        entities=tuple(reversed(case.entities)),
    )
    day = case.as_of or date(2026, 10, 15)
    one = {(f.key, f.status) for f in check_case(case, book, day).findings}
    other = {(f.key, f.status) for f in check_case(turned, book, day).findings}
    assert one == other
