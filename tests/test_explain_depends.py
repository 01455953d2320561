"""What depends on what, from the rules alone, and the order of open duties."""

from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner

from checker.check import check_case
from checker.cli import command
from checker.explain.depends import cycles, dependencies, order_of_acts
from checker.places import asp_folder
from checker.read import read_cases
from checker.rulebook import load_rulebook

RULES = """
norm(release_first, obligation, revenue_officer, irm_step).
cites(release_first, "IRM 1").
says(release_first, "A levy is released before the case is reassigned.").
edition(release_first, "always", "open", before).
trigger(release_first, Case, Entry, Day) :-
    event(Case, Entry, alert_assigned, Day).
performance(release_first, Case, Entry, Release, Day) :-
    event(Case, Entry, alert_assigned, _),
    event(Case, Release, levy_released, Day).

norm(release, obligation, revenue_officer, irm_step).
cites(release, "IRM 2").
says(release, "A levy is released.").
edition(release, "always", "open", no_deadline).
trigger(release, Case, Levy, Day) :- event(Case, Levy, levy_issued, Day).
performance(release, Case, Levy, Release, Day) :-
    event(Case, Levy, levy_issued, _),
    event(Case, Release, levy_released, Day).
foreclosed(release, Case, Levy, Entry, Day) :-
    event(Case, Levy, levy_issued, _),
    event(Case, Entry, alert_assigned, Day).

norm(assign, obligation, group_manager, irm_step).
cites(assign, "IRM 3").
says(assign, "The alert is assigned.").
edition(assign, "always", "open", within(300, calendar_days)).
trigger(assign, Case, Levy, Day) :- event(Case, Levy, levy_issued, Day).
performance(assign, Case, Levy, Entry, Day) :-
    event(Case, Levy, levy_issued, _),
    event(Case, Entry, alert_assigned, Day).

norm(no_levy, prohibition, revenue_officer, law).
cites(no_levy, "IRM 4").
says(no_levy, "No levy is made.").
edition(no_levy, "always", "open", always).
caught(no_levy, Case, Levy, Levy, Day) :- event(Case, Levy, levy_issued, Day).
norm(undo, obligation, revenue_officer, law).
cites(undo, "IRM 5").
says(undo, "A forbidden levy is undone.").
edition(undo, "always", "open", no_deadline).
repairs(undo, no_levy).
trigger(undo, Case, Levy, Day) :- breached(no_levy, Case, Levy, Day).
performance(undo, Case, Levy, Release, Day) :-
    event(Case, Levy, levy_issued, _),
    event(Case, Release, levy_released, Day).
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rules")
    (folder / "rulebook.yaml").write_text("name: Small\n", encoding="utf-8")
    (folder / "1.lp").write_text(RULES, encoding="utf-8")
    for name in ("acts-enforcement", "acts-ftd-alerts"):
        source = asp_folder() / "vocabulary" / f"{name}.yaml"
        assert source.exists()
    return folder, load_rulebook(asp_folder(), folder)


def kinds(graph, start, end):
    return set(graph[start][end]) if graph.has_edge(start, end) else set()


def test_each_kind_of_edge_is_found(small):
    graph = dependencies(small[1])
    assert kinds(graph, "no_levy", "undo") == {"repairs"}
    assert "before" in kinds(graph, "release_first", "assign")
    assert kinds(graph, "release", "assign") == {"closes"}
    assert kinds(graph, "undo", "release") == set()
    assert cycles(small[1]) == []


def test_levies_are_released_before_the_case_is_reassigned(small):
    text = """
case: O
as_of: 2026-06-01
taxpayers: [{id: T}]
history:
  - {id: v, on: 2026-05-01, act: levy_issued}
"""
    book = small[1]
    [case] = read_cases("o.yaml", text.encode(), book.vocabulary).cases
    result = check_case(case, book, case.as_of, decide=False)
    turns = order_of_acts(book, result)
    norms = [turn.finding.norm for turn in turns]
    assert norms.index("release") < norms.index("assign")
    [assign] = [turn for turn in turns if turn.finding.norm == "assign"]
    assert assign.after == ("release",)


def test_a_circle_of_norms_is_reported(tmp_path):
    (tmp_path / "rulebook.yaml").write_text("name: Circle\n", encoding="utf-8")
    text = (
        RULES
        + """
foreclosed(assign, Case, Levy, Entry, Day) :-
    event(Case, Levy, levy_issued, _),
    event(Case, Entry, levy_released, Day).
"""
    )
    (tmp_path / "1.lp").write_text(text, encoding="utf-8")
    found = cycles(load_rulebook(asp_folder(), tmp_path))
    assert any(set(each) == {"release", "assign"} for each in found)


def test_the_shipped_rulebook_has_a_page_for_each_chapter(book, tmp_path):
    done = CliRunner().invoke(command, ["norms", "--html", str(tmp_path)])
    assert done.exit_code == 0, done.output
    pages = sorted(Path(tmp_path).glob("*.html"))
    assert [page.stem for page in pages] == sorted(
        chapter.folder.name for chapter in book.chapters
    )
    page = (tmp_path / "irm-5.7.1.html").read_text(encoding="utf-8")
    assert "doing issue_letter_5857 raises initial_by_telephone" in page
    assert 'class="graph"' in page
    assert nx.number_of_nodes(dependencies(book)) == len(book.norms)
