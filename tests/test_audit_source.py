"""Input of every form becomes the same records, in one order, case by case."""

import json

import pyarrow as pa
import pytest
from pyarrow import parquet

from checker.audit.batch import Terms, read_records
from checker.audit.source import batches, files_of, fingerprint
from checker.errors import InputInvalid, UsageWrong

CASE = {
    "as_of": "2026-10-15",
    "taxpayers": [{"id": "T", "kind": "corporation"}],
    "history": [{"id": "c1", "act": "contact", "on": "2026-10-01"}],
}


def write_lines(path, names):
    rows = [json.dumps({"case": name, **CASE}) for name in names]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def cases(files, book, size=2, mapping=None):
    found = []
    for batch in batches(files, size, mapping):
        found.append(list(read_records(batch, Terms(book))))
    return found


def names(found):
    return [[each.name for each in batch] for batch in found]


def test_folders_and_patterns_name_files_once_and_sorted(tmp_path):
    for name in ("b.yaml", "a.json", "c.jsonl", "notes.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    folder = files_of([str(tmp_path)])
    assert [path.name for path in folder] == ["a.json", "b.yaml", "c.jsonl"]
    assert files_of([str(tmp_path / "*.yaml"), str(tmp_path)]) == folder
    with pytest.raises(UsageWrong, match="no case file"):
        files_of([str(tmp_path / "none*")])


def test_lines_are_cases_with_their_line(tmp_path, book):
    path = tmp_path / "a.jsonl"
    write_lines(path, ["x", "y", "z"])
    found = cases([path], book)
    assert names(found) == [["x", "y"], ["z"]]
    assert [each.line for batch in found for each in batch] == [1, 2, 3]


def test_a_file_that_cannot_be_read_is_rejected_not_lost(tmp_path, book):
    path = tmp_path / "gone.yaml"
    [[read]] = cases([path], book)
    assert "cannot be read" in str(read.error)


def tables(tmp_path):
    ids = ["k1", "k2", "k3"]
    whole = pa.table({"case": ids, "as_of": ["2026-10-15"] * 3})
    parquet.write_table(whole, tmp_path / "cases.parquet")
    payers = pa.table(
        {"case": ids, "id": ["T"] * 3, "kind": ["corporation", None, "duck"]}
    )
    parquet.write_table(payers, tmp_path / "taxpayers.parquet")
    events = "NO,WHAT,WHEN\nk3,C,2026-10-02\nk1,C,2026-10-01\nk1,letter_issued,\n"
    (tmp_path / "events.csv").write_text(events, encoding="utf-8")
    mapping = tmp_path / "mapping.yml"
    mapping.write_text(
        "tables:\n  events.csv:\n    part: history\n    case: NO\n"
        "    columns: {act: WHAT, on: WHEN}\n    values: {act: {C: contact}}\n",
        encoding="utf-8",
    )
    return files_of([str(tmp_path / "*.parquet"), str(tmp_path / "*.csv")]), mapping


def test_tables_are_joined_by_case(tmp_path, book):
    files, mapping = tables(tmp_path)
    found = cases(files, book, size=2, mapping=mapping)
    assert names(found) == [["k1", "k2"], ["k3"]]
    [[first, second], [third]] = found
    assert [act.kind for act in first.case.acts] == ["contact", "letter_issued"]
    assert second.case.entities[0].name == "T"
    assert "duck" in str(third.error)


def damaged(folder, name):
    """Cut a table, or the quotes of its last line."""
    path = folder / name
    text = path.read_bytes()
    path.write_bytes(text[:-20] if name.endswith("parquet") else text + b'k2,"C,\xff\n')


@pytest.mark.parametrize("name", ["taxpayers.parquet", "events.csv"])
def test_a_damaged_table_rejects_its_cases_and_no_other(tmp_path, book, name):
    files, mapping = tables(tmp_path)
    damaged(tmp_path, name)
    good = tmp_path / "good.jsonl"
    good.write_text('{"case": "g", "as_of": "2026-10-15"}\n', encoding="utf-8")
    [[first], rejected] = cases([good, *files], book, 9, mapping)
    assert first.case.id == "g"
    assert sorted(each.name for each in rejected) == ["", "k1", "k2", "k3"]
    for each in rejected:
        assert each.source.endswith(name)
        assert "cannot be read" in str(each.error)


def test_damaged_lines_are_rejected_one_by_one(tmp_path, book, monkeypatch):
    monkeypatch.setattr("checker.audit.source.LARGEST", 100)
    path = tmp_path / "a.jsonl"
    good = b'{"case": "g", "as_of": "2026-10-15"}\n'
    path.write_bytes(good + b"\xff\x00\n" + b"[" * 450 + b"\n" + good + good[:9])
    [found] = cases([path], book, 9)
    assert [each.name for each in found] == ["g", "", "", "g", ""]
    assert [each.line for each in found] == [1, 2, 3, 4, 5]


def test_a_mapping_that_names_no_column_is_refused(tmp_path, book):
    files, mapping = tables(tmp_path)
    mapping.write_text("tables: {events.csv: {case: NUMBER}}", encoding="utf-8")
    with pytest.raises(InputInvalid, match="no column 'NUMBER'"):
        cases(files, book, mapping=mapping)
    mapping.write_text("tables: {events.csv: {colums: {}}}", encoding="utf-8")
    with pytest.raises(InputInvalid, match="no key `colums`"):
        cases(files, book, mapping=mapping)


def test_a_file_has_a_fingerprint(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("x", encoding="utf-8")
    first = fingerprint(path)
    path.write_text("y", encoding="utf-8")
    assert fingerprint(path) != first
