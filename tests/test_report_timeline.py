"""The layout of the timeline."""

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

from checker.report.timeline import WIDTH, timeline_of
from tests import results


def layout(result, **more):
    anchors = {f.key: f"f{n}" for n, f in enumerate(result.findings)}
    return timeline_of(result, anchors, **more)


def test_a_case_without_dated_acts_has_no_timeline():
    assert layout(results.empty()) is None


def test_everything_lies_inside_the_drawing():
    for make in (results.ftd, results.stay, results.many):
        line = layout(make())
        for mark in line.marks:
            assert line.left <= mark.x <= line.right
            assert 0 < mark.y < line.height
        for bar in (*line.bands, *line.bars):
            assert line.left <= bar.x
            assert bar.x + bar.width <= WIDTH
            assert bar.y + bar.height <= line.height
        assert [t.x for t in line.ticks] == sorted(t.x for t in line.ticks)


def test_a_breach_and_a_repaired_one_are_diamonds():
    line = layout(results.stay())
    shapes = {}
    for mark in line.marks:
        words = mark.label.partition(": ")[2]
        shapes[re.split("[:.]", words)[0]] = mark.shape
    assert shapes["levy issued"] == "breach"
    assert shapes["payment requested"] == "breach"
    assert shapes["setoff"] == "open"
    assert shapes["audit started"] == "done"
    assert shapes["petition filed"] == "plain"


def test_an_act_after_the_audit_has_a_sign_of_its_own():
    [mark] = [mark for mark in layout(results.ftd()).marks if mark.shape == "after"]
    assert "not counted" in mark.label
    assert mark.target is None


def test_prohibitions_of_the_same_time_share_a_band():
    line = layout(results.stay())
    assert len(line.bands) == 2
    assert line.bands[0].label.startswith("2 prohibitions, from 2026-05-05")
    assert line.bands[0].open_end
    assert not line.bands[1].open_end


def test_a_prohibition_that_began_again_has_two_bands():
    first = (date(2026, 5, 5), date(2026, 5, 20))
    again = (date(2026, 6, 1), None)
    ban = results.finding(
        "no_suit", "in_force", "Bring no suit.", period=again, periods=(first, again)
    )
    found = layout(replace(results.stay(), findings=(ban,)))
    starts = [row.start for row in found.rows if row.words == "Bring no suit."]
    assert starts == ["2026-05-05", "2026-06-01"]


def test_a_prohibition_that_is_open_has_a_dashed_band_and_a_row():
    ban = results.finding(
        "no_suit",
        "undetermined",
        "Bring no suit.",
        subject="B1",
        periods=((date(2026, 5, 5), date(2026, 5, 20)),),
        perhaps=((date(2026, 6, 1), date(2026, 12, 1)),),
    )
    found = layout(replace(results.stay(), findings=(ban,)))
    assert [band.shape for band in found.bands] == ["band", "perhaps"]
    assert [row.what for row in found.rows] == [
        "forbidden: B1",
        "perhaps forbidden: B1",
    ]
    # It ends after the last day that is drawn.
    assert [band.open_end for band in found.bands] == [False, True]


def test_a_missed_term_runs_over():
    line = layout(results.ftd())
    late = {bar.name: bar.over_width for bar in line.bars}
    assert late["contact within term"] > 0
    assert late["notify in writing"] > 0
    assert late["verify deposits"] == 0


def test_marks_do_not_overlap_and_a_crowd_is_gathered():
    line = layout(results.many(120))
    rows = {}
    for mark in line.marks:
        rows.setdefault(mark.y, []).append(mark.x)
    assert len(rows) <= 7
    for xs in rows.values():
        assert all(b - a >= 16 for a, b in pairwise(xs))
    assert sum(mark.count for mark in line.marks) == 480
    assert max(mark.count for mark in line.marks) > 1


def test_the_table_has_what_the_drawing_leaves_out():
    line = layout(results.many())
    assert line.left_out == len(line.rows) - len(line.bars) - len(line.bands)
    assert line.left_out > 0


def test_labels_are_masked_unless_asked_for():
    result = results.ftd()
    promised = results.entry("p", "promise", 3, result.as_of, what="12-3456789")
    case = type(result.case)(
        "c", result.as_of, (), (promised,), result.case.place, source="c"
    )
    other = results.result(case, ())
    assert "12-3456789" not in str(layout(other))
    assert "12-3456789" in str(layout(other, full_tins=True))
