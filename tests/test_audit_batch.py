"""The kernel judges many cases as `check` judges each alone, field for field."""

from pathlib import Path

import pyarrow as pa
import pytest

from checker.audit.batch import Terms, audit_batch, read_records, results_of
from checker.audit.tables import OUTCOMES, RECORDS
from checker.check import check_case
from checker.errors import IrmcheckError
from checker.read import read_scenarios
from tests.generated import as_yaml, random_case

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))[::5]


def records(texts):
    rows = [
        {"source": name, "line": 1, "case": "", "part": "", "position": 0, "record": t}
        for name, t in texts
    ]
    return pa.RecordBatch.from_pylist(rows, schema=RECORDS)


def examples():
    return records((path.name, path.read_bytes()) for path in EXAMPLES)


def cases(batch, terms):
    return [each.case for each in read_records(batch, terms)]


def alone(case, terms):
    try:
        return check_case(case, terms.book, terms.day_of(case))
    except IrmcheckError as error:
        return str(error)


def told(result):
    return str(result) if isinstance(result, IrmcheckError) else result


@pytest.mark.slow
def test_examples_are_judged_as_alone(book):
    terms = Terms(book)
    found = cases(examples(), terms)
    together = results_of(found, terms)
    assert [told(each) for each in together] == [alone(case, terms) for case in found]


@pytest.mark.slow
def test_scenarios_are_judged_as_alone(book):
    terms = Terms(book)
    found = []
    for path in sorted((ROOT / "asp").glob("irm-*/*.scenarios.yaml")):
        found += [one.case for one in read_scenarios(path, book.vocabulary)][::300]
    assert len(found) >= 6
    together = results_of(found, terms)
    assert [told(each) for each in together] == [alone(case, terms) for case in found]


@pytest.mark.slow
def test_generated_cases_are_judged_as_alone(book):
    terms = Terms(book)
    texts = (
        (f"{seed}.yaml", as_yaml(random_case(seed, book.vocabulary, acts=5)).encode())
        for seed in range(3)
    )
    found = cases(records(texts), terms)
    together = results_of(found, terms)
    assert [told(each) for each in together] == [alone(case, terms) for case in found]


def test_every_case_gives_one_row_and_a_bad_one_its_reasons(book):
    good = EXAMPLES[0].read_bytes()
    texts = [("a.yaml", good), ("b.yaml", b"case: x\nhistory: [{act: flew}]\n")]
    texts.append(("c.yaml", b"case: no-day\nhistory: []\n"))
    found = audit_batch(records(texts), Terms(book))
    assert found.schema.equals(OUTCOMES)
    rows = found.to_pylist()
    assert [row["source"] for row in rows] == ["a.yaml", "b.yaml", "c.yaml"]
    assert rows[0]["rejected"] is None
    assert rows[0]["findings"]
    assert "flew" in rows[1]["rejected"]
    assert "names no day" in rows[2]["rejected"]


def test_records_of_tables_become_one_case(book):
    text = b"case: t\nas_of: 2026-10-15\ntaxpayers: [{id: T}]\n"
    [whole] = cases(records([("t", text)]), Terms(book))
    parts = [("case", b'{"as_of": "2026-10-15"}'), ("taxpayers", b'{"id": "T"}')]
    rows = [
        {"source": "t", "line": 1, "case": "t", "part": p, "position": n, "record": r}
        for n, (p, r) in enumerate(parts)
    ]
    batch = pa.RecordBatch.from_pylist(rows, schema=RECORDS)
    [joined] = cases(batch, Terms(book))
    assert joined.id == whole.id
    assert joined.as_of == whole.as_of
    assert [each.name for each in joined.entities] == ["T"]


def test_the_line_of_a_record_is_that_of_its_file(book):
    [row] = records([("a.jsonl", b'{"case": "x", "as_of": "2026-10-15"}')]).to_pylist()
    batch = pa.RecordBatch.from_pylist([{**row, "line": 41}], schema=RECORDS)
    [read] = read_records(batch, Terms(book))
    assert read.line == 41
