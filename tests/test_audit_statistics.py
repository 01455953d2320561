"""Intervals, samples, waivers and charts: numbers that somebody signs."""

import json
from datetime import date

import pyarrow as pa
import pytest

from checker.audit.baseline import compare
from checker.audit.charts import bars
from checker.audit.interval import clopper_pearson
from checker.audit.sample import Sampling, draw, only_drawn
from checker.audit.site import write_site
from checker.audit.statistics import summarise
from checker.audit.store import Store, write_part
from checker.audit.tables import OUTCOMES, RECORDS
from checker.audit.waivers import Waiver, read_waivers
from checker.errors import InputInvalid, UsageWrong

DAY = date(2026, 10, 20)


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [
        (0, 10, 0.0, 0.30850),
        (10, 10, 0.69150, 1.0),
        (5, 10, 0.18709, 0.81291),
        (1, 100, 0.00025, 0.05446),
    ],
)
def test_the_interval_is_that_of_the_tables(hits, trials, low, high):
    found = clopper_pearson(hits, trials)
    assert found == pytest.approx((low, high), abs=2e-5)


def test_nothing_tried_says_nothing():
    assert clopper_pearson(0, 0) == (0.0, 1.0)
    with pytest.raises(ValueError, match="3 of 2"):
        clopper_pearson(3, 2)


def test_the_bounds_leave_exactly_a_tail_each():
    from math import comb

    low, high = clopper_pearson(7, 20)
    above = sum(comb(20, k) * low**k * (1 - low) ** (20 - k) for k in range(7, 21))
    below = sum(comb(20, k) * high**k * (1 - high) ** (20 - k) for k in range(8))
    assert above == pytest.approx(0.025, abs=1e-9)
    assert below == pytest.approx(0.025, abs=1e-9)


def population(number, size=10):
    rows = [
        {
            "source": "a.jsonl",
            "line": n,
            "case": "",
            "part": "",
            "position": 0,
            "record": json.dumps(
                {"case": f"c{n}", "offices": [{"id": "east" if n % 4 else "west"}]}
            ).encode(),
        }
        for n in range(1, number + 1)
    ]
    for start in range(0, number, size):
        piece = rows[start : start + size]
        yield pa.RecordBatch.from_pylist(piece, schema=RECORDS)


def test_a_seed_draws_the_same_cases_whatever_the_batches():
    plan = Sampling(12, 7)
    drawn = draw(population(100), plan)
    assert drawn.size == 12
    assert drawn.keys() == draw(population(100, size=33), plan).keys()
    assert drawn.keys() != draw(population(100), Sampling(12, 8)).keys()
    batches = list(only_drawn(population(100), drawn, 5))
    assert [each.num_rows for each in batches] == [5, 5, 2]


def test_strata_are_drawn_in_proportion():
    drawn = draw(population(100), Sampling(12, 7, "id"))
    assert drawn.population == {"east": 75, "west": 25}
    assert {name: len(keys) for name, keys in drawn.cases.items()} == {
        "east": 9,
        "west": 3,
    }
    assert drawn.described()["population"] == 100


def test_a_projection_holds_the_sample_itself():
    drawn = draw(population(100), Sampling(20, 7))
    found = drawn.projected({"all": 5})
    low, high = clopper_pearson(5, 20)
    assert found["cases"] == 25
    assert found["from"] == int(100 * low)
    assert found["to"] == pytest.approx(100 * high, abs=1)
    whole = draw(population(10), Sampling(10, 7)).projected({"all": 4})
    assert (whole["from"], whole["cases"], whole["to"]) == (4, 4, 4)


def finding(case, status, **more):
    row = {
        "case": case,
        "source": "a.jsonl",
        "line": int(case[1:]),
        "as_of": DAY,
        "key": f"n|{case}|x",
        "norm": "n",
        "status": status,
        "severity": "irm_step",
        "bearer": "revenue_officer",
        "statement": "Do it.",
        "chapter": "One",
        "citations": ["IRM 1.2"],
        "due_date": date(2026, 10, 22),
        "repaired": False,
    }
    return {**row, **more}


@pytest.fixture
def folder(tmp_path):
    rows = [
        finding("c1", "violated", days_late=10, dollars=500, office="east"),
        finding("c2", "met_late", days_late=2, dollars=700),
        finding("c3", "met"),
        finding("c4", "undetermined"),
        finding("c5", "due"),
        finding("c6", "breached", norm="ban", severity="law", key="ban|c6|y"),
    ]
    outcomes = [
        {
            "case": row["case"],
            "source": "a.jsonl",
            "line": row["line"],
            "rejected": None,
            "findings": [row],
        }
        for row in rows
    ]
    why = json.dumps({"file": "a.jsonl", "errors": []})
    bad = {"case": "", "source": "a.jsonl", "line": 9, "rejected": why, "findings": []}
    store = Store(tmp_path, {"today": "2026-10-20"})
    for number, part in enumerate((outcomes[:3], [*outcomes[3:], bad])):
        batch = pa.RecordBatch.from_pylist(part, schema=OUTCOMES)
        write_part(store.work, number, batch)
    counts = store.collect()
    assert (counts["input"], counts["judged"], counts["rejected"]) == (7, 6, 1)
    store.close()
    return tmp_path


def test_from_the_population_to_the_violations(folder):
    found = summarise(folder, DAY, (), None)
    [row] = [each for each in found["norms"] if each["norm"] == "n"]
    names = ("population", "applicable", "judged", "violated", "late", "undetermined")
    assert [row[name] for name in names] == [6, 5, 3, 1, 1, 1]
    assert row["rate"] == pytest.approx(2 / 3)
    assert (row["days_late_median"], row["cents"]) == (6, 1200)
    severities = {each["severity"]: each for each in found["severities"]}
    assert severities["law"]["violated"] == 1
    assert severities["not_documented"]["violated"] == 0
    offices = {each["group"]: each["violated"] for each in found["by_office"]}
    assert offices == {"(none)": 1, "east": 1}
    curable = found["curable_now"]
    assert curable["running_breaches"]["findings"][0]["case"] == "c6"
    assert curable["due_soon"]["findings"][0]["case"] == "c5"


RUN = {
    "input": 7,
    "judged": 6,
    "rejected": 1,
    "as_of": None,
    "today": "2026-10-20",
    "program": "0",
    "rulebook": "abc",
    "rulebook_name": "Book",
    "rows_sha256": "0" * 64,
}


def test_the_site_has_an_index_norms_and_so_many_cases(folder):
    summary = summarise(folder, DAY, (Waiver("n", "r<b>", "w", DAY),), None)
    summary["baseline"] = None
    write_site(folder, RUN, summary, 1)
    index = (folder / "index.html").read_text("utf-8")
    assert "7 cases: 6 judged, 1 rejected" in index
    assert "r&lt;b&gt;" in index
    assert "http" not in index.replace("http-equiv", "")
    norms = sorted(each.name for each in (folder / "norms").iterdir())
    assert norms == ["ban.html", "n.html"]
    [page] = (folder / "cases").iterdir()
    assert page.name.startswith("c6-")  # a breach of law comes first
    assert f'href="cases/{page.name}"' in index
    assert "Case c6" in page.read_text("utf-8")


def test_a_baseline_tells_new_from_fixed(folder, tmp_path_factory):
    before = tmp_path_factory.mktemp("before")
    store = Store(before, {"today": "2026-10-20"})
    old = [finding("c1", "violated"), finding("c9", "violated")]
    outcome = {"case": "c", "source": "a", "line": 1, "rejected": None}
    batch = pa.RecordBatch.from_pylist([{**outcome, "findings": old}], OUTCOMES)
    write_part(store.work, 0, batch)
    store.collect()
    store.finish({})
    store.close()
    found = compare(folder, before)
    names = ("new", "unchanged", "fixed")
    assert [found[name]["count"] for name in names] == [2, 1, 1]
    assert found["fixed"]["findings"][0]["case"] == "c9"
    with pytest.raises(UsageWrong, match="no finished audit"):
        compare(before, folder)


def test_a_waiver_counts_until_its_last_day(folder):
    waiver = Waiver("n", "flood", "J. Ortega", DAY, case="c1")
    found = summarise(folder, DAY, (waiver,), None)
    [row] = [each for each in found["norms"] if each["norm"] == "n"]
    assert (row["violated"], row["waived"]) == (0, 1)
    assert found["waivers"][0]["covers"] == 1

    later = summarise(folder, date(2026, 10, 21), (waiver,), None)
    [row] = [each for each in later["norms"] if each["norm"] == "n"]
    assert (row["violated"], row["waived"]) == (1, 0)
    assert later["waivers"][0]["expired"]


def test_a_waiver_needs_reason_person_and_last_day(tmp_path):
    path = tmp_path / "waivers.yaml"
    path.write_text(
        "waivers:\n- {norm: n, reason: r, who: w, expires: 2026-12-31}\n"
        "- {norm: n, who: w, expires: soon, until: x}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputInvalid) as error:
        read_waivers(path)
    messages = [each.message for each in error.value.problems]
    assert messages == [
        "waiver 2 lacks `reason`",
        "waiver 2 has no key `until`",
        "waiver 2 expires on 'soon', which is no day",
    ]


def test_formulas_are_text_in_the_csv(tmp_path):
    row = finding("c1", "violated", office="=HYPERLINK(1)", reason="@x")
    outcome = {"case": "c1", "source": "a", "line": 1, "rejected": None}
    store = Store(tmp_path, {"today": "2026-10-20"})
    batch = pa.RecordBatch.from_pylist([{**outcome, "findings": [row]}], OUTCOMES)
    write_part(store.work, 0, batch)
    store.collect()
    store.csv()
    store.close()
    text = (tmp_path / "findings.csv").read_text("utf-8")
    assert "'=HYPERLINK(1)" in text
    assert "'@x" in text
    assert ",=HYPERLINK" not in text


def test_bars_are_as_long_as_their_counts():
    chart = bars([("a", 4), ("b", 2), ("c", 0)])
    assert [bar["width"] for bar in chart["bars"]] == [400, 200, 0]
    assert bars([])["height"] == 0
