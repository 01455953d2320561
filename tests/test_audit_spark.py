"""The Spark engine gives the rows of the local engine, on one machine or two."""

import importlib.util
import os
import shutil
import socket
import subprocess
import time
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from checker.audit.engine import Order, audit
from checker.audit.spark import carried_over
from checker.audit.tables import RECORDS

ROOT = Path(__file__).parent.parent
DAY = date(2026, 10, 20)


def rows(*cases):
    return [
        {
            "source": "t",
            "line": 1,
            "case": case,
            "part": "history",
            "position": n,
            "record": b"{}",
        }
        for n, case in enumerate(cases)
    ]


def test_a_case_that_spark_cuts_is_carried_over():
    cut = [rows("a", "a"), rows("a", "b", "b"), rows("b"), [], rows("c")]
    batches = [pa.RecordBatch.from_pylist(each, schema=RECORDS) for each in cut]
    found = [each.column("case").to_pylist() for each in carried_over(batches)]
    assert found == [["a", "a", "a"], ["b", "b", "b"], ["c"]]


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    """A folder of good cases and a bad one."""
    folder = tmp_path_factory.mktemp("cases")
    for name in ("cnc-incarcerated", "cnc-mortgage-paid-off"):
        shutil.copy(ROOT / "examples" / f"{name}.yaml", folder)
    (folder / "bad.yaml").write_text("case: bad\nhistory: [{act: flew}]\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def local(cases, tmp_path_factory, book):
    out = tmp_path_factory.mktemp("local") / "out"
    return audit(Order((str(cases),), out, book, DAY, pages=0)).run


@pytest.fixture
def on_path(monkeypatch):
    """Let Spark's Python processes find the program, in a checkout too."""
    known = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), known]))


def with_spark(cases, out, book, master):
    order = Order((str(cases),), out, book, DAY, pages=0, engine="spark", master=master)
    return audit(order).run


@pytest.mark.slow
@pytest.mark.spark
@pytest.mark.usefixtures("on_path")
def test_two_threads_of_spark_give_the_same_rows(cases, local, tmp_path, book):
    found = with_spark(cases, tmp_path / "out", book, "local[2]")
    assert found["rows_sha256"] == local["rows_sha256"]
    assert (found["judged"], found["rejected"]) == (2, 1)


@pytest.fixture
def cluster(on_path, tmp_path):
    """A standalone cluster: a master and two workers of one core."""
    home = Path(importlib.util.find_spec("pyspark").submodule_search_locations[0])
    start = [str(home / "bin" / "spark-class")]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"spark://127.0.0.1:{port}"
    package = "org.apache.spark.deploy"
    master = [f"{package}.master.Master", "--host", "127.0.0.1", "--port", str(port)]
    worker = [f"{package}.worker.Worker", "--host", "127.0.0.1", "--cores", "1"]
    worker += ["--memory", "1g", "--work-dir", str(tmp_path / "work"), address]
    env = {**os.environ, "SPARK_NO_DAEMONIZE": "1"}
    running = [
        subprocess.Popen([*start, *each, "--webui-port", "0"], env=env)
        for each in (master, worker, worker)
    ]
    while socket.socket().connect_ex(("127.0.0.1", port)):
        assert running[0].poll() is None
        time.sleep(0.2)
    yield address
    for each in running:
        each.terminate()
        each.wait()


@pytest.mark.slow
@pytest.mark.spark
def test_a_cluster_of_two_workers_gives_the_same_rows(
    cases, local, cluster, tmp_path, book
):
    found = with_spark(cases, tmp_path / "out", book, cluster)
    assert found["rows_sha256"] == local["rows_sha256"]
