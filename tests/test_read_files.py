"""Whatever is in a file: cases, or clear messages, and never anything else."""

from __future__ import annotations

import io
import json
import os
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.errors import InputInvalid
from checker.read import read_cases, read_path, read_scenarios
from tests.generated import as_yaml, project_vocabulary, random_case
from tests.reading import problems_of

BOMB = "a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{b}: &{b} [{','.join(['*' + a] * 10)}]\n"
    for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "holds no case"),
        (b"# only words\n---\n", "holds no case"),
        (b"\xff\xfe\x00", "UTF-8"),
        (bytes(range(256)), "UTF-8"),
        (b"\x7fELF\x01\x02\x00", "U+007F"),
        (b"case: a\x00b", "U+0000"),
        (b'case: "a\\0b"', "U+0000"),
        (b"case: [a", "YAML"),
        (b"case: a\n\tb: c", "YAML"),
        (b"case: a: b", "YAML"),
        (b"[" * 100_000, "YAML"),
        (b"- " * 100_000, "deeper than 64"),
        (b"[" * 70 + b"]" * 70, "deeper than 64"),
        (b"{a: " * 500 + b"}" * 500, "deeper than 64"),
        (BOMB.encode(), "aliases stand for"),
        (b"case: &a [*a]", "no anchor"),
        (b"? [a]\n: b", "cannot be a key"),
        (b"case: a\ncase: b", "given twice"),
        (b"just words", "a case is a mapping"),
        (b"case: !!python/object/apply:os.system [ls]", "one word"),
    ],
)
def test_bad_files_get_a_clear_message(data: bytes, says: str) -> None:
    problems = problems_of(data)
    assert says in problems[0].message, problems[0].message
    assert len(str(problems[0])) < 300
    assert problems[0].place.file == "case.yaml"


def test_one_bad_case_does_not_stop_the_others() -> None:
    text = (
        "%YAML 1.1\n---\ncase: a\n---\ncase: [\n---\ncase: c\nwombat: 1\n"
        "---\ncase: d\n...\n"
    )
    reading = read_cases("many.yaml", text.encode(), project_vocabulary())
    assert [case.id for case in reading.cases] == ["a", "d"]
    assert [error.problems[0].place.line for error in reading.rejected] == [6, 8]
    assert reading.cases[1].place.line == 10


def test_one_bad_case_of_a_list_does_not_stop_the_others() -> None:
    text = json.dumps([{"case": "a"}, {"as_of": "x"}, 5, {"case": "d"}], indent=1)
    reading = read_cases("many.json", text.encode(), project_vocabulary())
    assert [case.id for case in reading.cases] == ["a", "d"]
    assert len(reading.rejected) == 2


def test_a_flaw_in_a_list_belongs_to_its_case() -> None:
    text = '[{"case": "a"},\n {"case": "b", "case": "c"},\n {"case": "d"}]'
    reading = read_cases("many.json", text.encode(), project_vocabulary())
    assert [case.id for case in reading.cases] == ["a", "d"]
    assert reading.rejected[0].problems[0].place.line == 2


def test_windows_and_utf16_files_read_too() -> None:
    for data in (
        b"\xef\xbb\xbfcase: a\r\nas_of: 2026-01-02\r\n",
        "case: a\nas_of: 2026-01-02\n".encode("utf-16"),
    ):
        [case] = read_cases("w.yaml", data, project_vocabulary()).cases
        assert case.id == "a"
        assert case.as_of is not None


def test_a_file_that_is_too_large_is_refused_fast(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    start = time.perf_counter()
    [error] = read_path(path, project_vocabulary()).rejected
    assert time.perf_counter() - start < 1
    [problem] = error.problems
    assert "larger than 32 MB" in problem.message


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    def message(path: str | Path) -> str:
        [error] = read_path(path, project_vocabulary()).rejected
        return str(error)

    assert "no such file" in message(tmp_path / "nothing.yaml")
    assert "directory" in message(tmp_path)
    assert "cannot be read" in message("a\0b")
    locked = tmp_path / "locked.yaml"
    locked.write_text("case: a")
    locked.chmod(0)
    if os.geteuid() != 0:
        assert "permission" in message(locked)


def test_standard_input_is_a_file_named_dash() -> None:
    reading = read_path("-", project_vocabulary(), stdin=io.BytesIO(b"case: a"))
    assert reading.cases[0].source == "-"


def test_anchors_may_be_used_sensibly() -> None:
    text = (
        b"case: a\nhistory:\n"
        b" - {act: contact, on: &d 2026-01-02}\n - {act: contact, on: *d}\n"
    )
    [case] = read_cases("x", text, project_vocabulary()).cases
    assert case.acts[0].day == case.acts[1].day


@pytest.mark.parametrize("seed", range(60))
def test_generated_cases_are_valid(seed: int) -> None:
    vocabulary = project_vocabulary()
    data = random_case(seed, vocabulary)
    assert data == random_case(seed, vocabulary)
    reading = read_cases("generated.yaml", as_yaml(data).encode(), vocabulary)
    assert not reading.rejected, str(reading.rejected[0])
    as_json = read_cases("generated.yaml", json.dumps(data).encode(), vocabulary)
    ours, theirs = reading.cases[0], as_json.cases[0]
    assert [one.fields for one in ours.acts] == [one.fields for one in theirs.acts]


def test_generated_cases_cover_the_vocabulary() -> None:
    vocabulary = project_vocabulary()
    seen: set[str] = set()
    for seed in range(40):
        data = random_case(seed, vocabulary, acts=60)
        seen |= {entry["act"] for entry in data["history"]}
        seen |= {k.name for k in vocabulary.entities.values() if k.list_name in data}
    assert seen == vocabulary.entities.keys() | vocabulary.acts.keys()


def test_the_order_of_the_history_means_nothing() -> None:
    vocabulary = project_vocabulary()
    for seed in range(20):
        data = random_case(seed, vocabulary)
        turned = {**data, "history": data["history"][::-1]}
        [ours] = read_cases("x", as_yaml(data).encode(), vocabulary).cases
        [theirs] = read_cases("x", as_yaml(turned).encode(), vocabulary).cases
        assert {act.name: act.fields for act in ours.acts} == {
            act.name: act.fields for act in theirs.acts
        }


def tries_to_break(data: bytes) -> None:
    reading = read_cases("fuzz", data, project_vocabulary())
    assert reading.cases or reading.rejected
    for error in reading.rejected:
        assert error.problems
        assert str(error)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    tries_to_break(data)


@settings(max_examples=150, deadline=None)
@given(st.text("abc:-[]{},&*!?|>'\"%@`#\n\t \\~0", max_size=120))
def test_no_yaml_breaks_the_reader(text: str) -> None:
    tries_to_break(text.encode())


WORDS = st.sampled_from(
    [
        "case", "as_of", "history", "act", "on", "at", "id", "value", "from", "until",
        "taxpayers", "modules", "module", "alerts", "bankruptcies", "contact", "M",
        "tc_posted", "payments_allocated", "lines", "status", "petition_date", "none",
        "unknown", "2026-01-02", "1.00", "true", "gaps", "parameters", "spouse", "like",
        "scenarios", "name", "change", "drop", "expect", "acts", "", "#1", "other",
    ]
)  # fmt: skip
TREES = st.recursive(
    WORDS | st.none() | st.integers() | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=5)
    ),
    max_leaves=30,
)


@settings(max_examples=250, deadline=None)
@given(TREES)
def test_no_structure_breaks_the_reader(tree: object) -> None:
    tries_to_break(json.dumps(tree).encode())
    if isinstance(tree, dict):
        tries_to_break(json.dumps({**tree, "case": "a"}).encode())


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 50), where=st.integers(0, 10_000), noise=TREES)
def test_no_change_of_a_valid_case_breaks_the_reader(
    seed: int, where: int, noise: object
) -> None:
    data = random_case(seed, project_vocabulary(), acts=8)
    lists = [value for value in data.values() if isinstance(value, list) and value]
    entry = lists[where % len(lists)][0]
    entry[list(entry)[where % len(entry)]] = noise
    tries_to_break(json.dumps(data).encode())


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch") / "fuzz.scenarios.yaml"


@settings(max_examples=150, deadline=None)
@given(TREES, TREES)
def test_no_structure_breaks_the_reader_of_scenarios(
    scratch: Path, first: object, second: object
) -> None:
    base = first if isinstance(first, dict) else {"history": first}
    other = second if isinstance(second, dict) else {"change": second}
    listed = [{**base, "name": "a"}, {**other, "name": "b", "like": "a"}]
    scratch.write_text(json.dumps({"scenarios": listed}))
    with suppress(InputInvalid):
        read_scenarios(scratch, project_vocabulary())
