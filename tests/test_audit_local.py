"""The local engine: the same rows whatever happens to it."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from checker.audit import local, worker
from checker.audit.batch import Terms
from checker.audit.engine import Order, audit
from checker.audit.store import Store, StoreFailed, write_part
from checker.audit.tables import OUTCOMES, RECORDS
from checker.errors import UsageWrong

ROOT = Path(__file__).parent.parent
SMALL = "cnc-incarcerated", "cnc-mortgage-paid-off", "cnc-code-updated"
DAY = date(2026, 10, 20)


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    """Twelve cases, one of them bad."""
    import yaml

    path = tmp_path_factory.mktemp("input") / "cases.jsonl"
    rows = []
    for number in range(12):
        text = (ROOT / "examples" / f"{SMALL[number % 3]}.yaml").read_text("utf-8")
        case = yaml.load(text, yaml.BaseLoader)
        rows.append(json.dumps({**case, "case": f"c{number:02}"}))
    rows[7] = '{"case": "bad", "history": [{"act": "flew"}]}'
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def order(lines, out, book, **more):
    given = {"today": DAY, "size": 4, "pages": 2, **more}
    return Order((str(lines),), out, book, **given)


@pytest.fixture(scope="module")
def plain(lines, tmp_path_factory, book):
    """An audit that nothing disturbs, and its folder."""
    out = tmp_path_factory.mktemp("plain") / "out"
    return out, audit(order(lines, out, book, csv=True))


@pytest.mark.slow
def test_input_is_judged_and_rejected(plain):
    out, report = plain
    run = report.run
    assert (run["input"], run["judged"], run["rejected"]) == (12, 11, 1)
    [row] = (out / "rejected.jsonl").read_text("utf-8").splitlines()
    row = json.loads(row)
    assert row["line"] == 8
    assert "flew" in row["errors"][0]["message"]
    assert not (out / "work").exists()
    assert (out / "index.html").stat().st_size < 200_000
    assert len(list((out / "cases").iterdir())) == 2


@pytest.mark.slow
def test_workers_and_batches_change_no_row(plain, lines, tmp_path, book):
    again = audit(order(lines, tmp_path / "out", book, workers=2, size=5))
    assert again.run["rows_sha256"] == plain[1].run["rows_sha256"]


@pytest.mark.slow
def test_a_killed_audit_goes_on_where_it_was(plain, lines, tmp_path, book):
    out = tmp_path / "out"
    command = [sys.executable, "-m", "checker", "audit", str(lines), "--out", str(out)]
    command += ["--batch", "1", "--workers", "1", "--pages", "0"]
    begun = subprocess.Popen(command, cwd=ROOT)
    while not list(out.glob("work/part-*.parquet")):
        assert begun.poll() is None
        time.sleep(0.05)
    begun.send_signal(signal.SIGKILL)
    begun.wait()
    kept = {each: each.stat().st_mtime_ns for each in out.glob("work/part-*")}
    done = audit(order(lines, out, book, size=1, pages=0))
    assert kept
    assert done.run["judged"] == 11
    assert done.run["rows_sha256"] == plain[1].run["rows_sha256"]


@pytest.mark.slow
def test_a_killed_worker_costs_no_row(plain, lines, tmp_path, book):
    killed = []

    def kill_once(done, total):
        if not killed:
            [child, *_] = multiprocessing.active_children()
            killed.append(child.pid)
            os.kill(child.pid, signal.SIGKILL)

    found = audit(order(lines, tmp_path / "out", book, size=3), kill_once)
    assert killed
    assert found.run["rows_sha256"] == plain[1].run["rows_sha256"]


def batch(*names):
    rows = [
        {
            "source": "a",
            "line": n,
            "case": "",
            "part": "",
            "position": 0,
            "record": json.dumps({"case": name, "as_of": "2026-10-20"}).encode(),
        }
        for n, name in enumerate(names, 1)
    ]
    return pa.RecordBatch.from_pylist(rows, schema=RECORDS)


def run_away(pipe, work, terms):
    """Serve as a worker does, but never come back from the case `slow`."""
    judge = worker.judge

    def stuck(read, terms):
        if any(each.name == "slow" for each in read):
            time.sleep(60)
        return judge(read, terms)

    worker.judge = stuck
    worker.serve(pipe, work, terms)


@pytest.mark.slow
def test_a_case_that_runs_away_is_rejected_alone(tmp_path, book, monkeypatch):
    monkeypatch.setattr(local, "serve", run_away)
    counts = []
    limits = local.Limits(seconds=20)
    numbered = iter([(0, batch("a", "slow", "b"))])
    local.run(
        numbered, tmp_path, Terms(book), 1, limits, lambda *each: counts.append(each)
    )
    assert counts == [(2, 1)]
    rows = pa.parquet.read_table(tmp_path / "part-00000000.parquet").to_pylist()
    assert [row["case"] for row in rows] == ["a", "slow", "b"]
    assert "within 20 seconds" in rows[1]["rejected"]


def test_two_audits_into_one_folder_are_refused(tmp_path):
    first = Store(tmp_path, {"today": "2026-10-20"})
    with pytest.raises(UsageWrong, match="another audit is writing"):
        Store(tmp_path, {"today": "2026-10-20"})
    first.close()
    Store(tmp_path, {"today": "2026-10-21"}).close()
    with pytest.raises(UsageWrong, match=r"another audit \(batch differ"):
        Store(tmp_path, {"today": "2026-10-20", "batch": 3})


def test_a_folder_with_other_things_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageWrong, match="not empty"):
        Store(tmp_path, {"today": "2026-10-20"})


def test_a_full_disk_leaves_no_half_part(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    empty = OUTCOMES.empty_table().to_batches()
    rows = empty[0] if empty else pa.RecordBatch.from_pylist([], schema=OUTCOMES)
    with pytest.raises(OSError, match="No space"):
        write_part(tmp_path, 1, rows)
    assert list(tmp_path.iterdir()) == []


def failing(pipe, work, terms):
    """Serve as a worker does whose disk is full."""

    def full(*_):
        raise OSError(28, "No space left on device")

    worker.write_part = full
    worker.serve(pipe, work, terms)


@pytest.mark.slow
def test_a_full_disk_stops_the_audit_and_says_so(tmp_path, book, monkeypatch):
    monkeypatch.setattr(local, "serve", failing)
    numbered = iter([(0, batch("a"))])
    with pytest.raises(StoreFailed, match=r"No space left on device\. Nothing"):
        local.run(
            numbered, tmp_path, Terms(book), 1, local.Limits(), lambda *each: None
        )


@pytest.mark.slow
def test_csv_holds_no_formula(plain):
    text = (plain[0] / "findings.csv").read_text("utf-8")
    assert text.startswith("case,source,line")


@pytest.mark.slow
def test_a_finished_audit_says_the_same_again(plain, lines, book):
    out, report = plain
    again = audit(order(lines, out, book))
    assert again.run == report.run
