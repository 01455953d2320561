"""Why: short answer, every step, picture and page; and what they rest on."""

import json
from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner

from checker.check import check_case
from checker.cli import command
from checker.explain.network import as_networkx
from checker.explain.picture import READABLE, picture_of
from checker.findings import Step
from checker.read import read_path
from checker.report.html import render
from tests.reading import case_of

EXAMPLES = Path(__file__).parent.parent / "examples"
LEVY = EXAMPLES / "several-chapters-levy.yaml"
LATE = EXAMPLES / "ftd-late-contact.yaml"


def explained(book, path):
    [case] = read_path(path, book.vocabulary).cases
    return check_case(case, book, case.as_of, decide=False, explain=True)


@pytest.fixture(scope="module")
def levy(book):
    return explained(book, LEVY)


@pytest.fixture(scope="module")
def late(book):
    return explained(book, LATE)


def finding(result, norm, part=None):
    [one] = [f for f in result.findings if (f.norm, f.part) == (norm, part)]
    return one


def texts(found):
    return [step.text for step in found.explanation.steps]


def run(*words):
    return CliRunner().invoke(command, ["explain", *map(str, words)])


def test_every_finding_has_a_short_answer_and_a_graph(levy, late):
    for found in (*levy.findings, *late.findings):
        short, steps = found.explanation.short, found.explanation.steps
        assert 3 <= len(short) <= 6, found.key
        assert all(each[-1] in ".?" for each in short)
        assert found.citations[0].text in short[0]
        graph = as_networkx(steps, every_way=True)
        assert nx.is_directed_acyclic_graph(graph)
        assert len(graph) == len(steps)
        assert steps[0].kind == "finding"
        assert any(step.citation for step in steps)


def test_only_what_is_open_may_have_arisen(levy, late):
    for found in (*levy.findings, *late.findings):
        if found.status != "undetermined":
            assert "may have arisen" not in " ".join(found.explanation.short), found.key


def test_what_no_record_and_no_list_shows_reads_as_a_sentence(book):
    case = case_of("""
case: W
as_of: 2026-12-15
taxpayers: [{id: T, kind: corporation}]
modules: [{id: M, taxpayer: T, mft: 01, period: 202609}]
alerts: [{id: A, taxpayer: T, module: M, assigned_date: 2026-09-16}]
history:
  - {id: z, on: 2026-09-22, act: alert_closed, option: not_required_to_deposit}
""")
    result = check_case(case, book, case.as_of, decide=False)
    found = finding(result, "keep_open_until_return")
    assert [reason.text for reason in found.because[2:]] == [
        "The rulebook does not say that a closing as not required to deposit "
        "needs the return of the quarter.",
        "Nothing recorded shows that the return of the quarter of alert A was in "
        "hand by 2026-09-22.",
    ]


def test_the_steps_reach_every_premise_of_a_breach(levy):
    found = finding(levy, "no_ftd_enforcement")
    graph = as_networkx(found.explanation.steps)
    shortest = nx.get_node_attributes(graph, "step").values()
    facts = {fact for step in shortest for fact in step.facts}
    assert facts == {
        ("A1", "taxpayer"),
        ("B1", "debtors"),
        ("B1.petition_date", "bankruptcy"),
        ("B1.petition_date", "on"),
        ("v1", "alert"),
        ("v1", "on"),
    }
    told = texts(found)
    assert "The stay of bankruptcy B1 began or revived on 2026-08-10." in told
    assert "No end of the stay of bankruptcy B1 for taxpayer T is recorded." in told


def test_a_late_performance_tells_both_days_and_how_they_were_counted(late):
    found = finding(late, "contact_within_term")
    told = " ".join(found.explanation.short)
    assert "The duty arose on 2026-09-16" in told
    assert "2026-09-16 + 25 calendar days = 2026-10-11" in told
    assert "It was done on 2026-10-13 by contact (c1), 2 days after" in told


def test_comparisons_and_functions_show_their_inputs(levy):
    told = texts(finding(levy, "no_levy_in_stay"))
    assert "2024-09-30 is not after 2026-08-10." in told


def test_no_step_is_noise(levy, late):
    for found in (*levy.findings, *late.findings):
        for text in (*texts(found), *(step.text for step in found.because)):
            assert ": ." not in text
            assert "Not so:" not in text
            assert "9999999" not in text


def test_the_shortest_way_comes_first(levy, late):
    for found in (*levy.findings, *late.findings):
        steps = found.explanation.steps

        def size(way, steps=steps):
            seen, waiting = set(), list(way)
            while waiting:
                number = waiting.pop()
                if number not in seen:
                    seen.add(number)
                    for below in steps[number].ways[:1]:
                        waiting.extend(below)
            return len(seen)

        for step in steps:
            sizes = [size(way) for way in step.ways]
            assert sizes == sorted(sizes)


def test_a_large_picture_is_collapsed_and_kept_whole():
    steps = [Step("finding", "top", ways=(tuple(range(1, 11)),))]
    steps += [
        Step("rule", f"r{n}", ways=(tuple(range(11 + 4 * n, 15 + 4 * n)),))
        for n in range(10)
    ]
    steps += [Step("fact", f"fact {n}") for n in range(40)]
    picture = picture_of(steps)
    assert len(picture["nodes"]) == READABLE
    assert picture["hidden"] == 51 - READABLE
    assert sum(node["more"] for node in picture["nodes"]) == 51 - READABLE
    assert len(picture["whole"]["nodes"]) == 51
    assert picture_of([Step("finding", "top")])["whole"] is None


def test_a_report_with_forty_explained_findings_is_small(levy):
    assert sum(f.explanation is not None for f in levy.findings) >= 35
    page = render([levy])
    assert page.count('class="graph"') >= 35
    assert len(page.encode()) * 40 / len(levy.findings) < 2_000_000


def test_the_command_tells_why_and_what_would_have_complied():
    done = run(LATE, "contact_within_term")
    assert done.exit_code == 0, done.output
    assert "MET_LATE  contact_within_term [A1]" in done.output
    assert "(IRM 5.7.1.6; IRM 5.7.1.1.6(2))" in done.output
    assert "done on 2026-10-11, 2 days earlier" in done.output


def test_the_command_gives_json_and_a_page(tmp_path):
    page = tmp_path / "why.html"
    done = run(LEVY, "no_ftd_enforcement", "--format", "json", "--html", page)
    [row] = json.loads(done.stdout)
    assert row["status"] == "breached"
    assert row["would_have_complied"][0]["changes"][0]["kind"] == "leave_out"
    assert row["steps"][0]["ways"]
    assert "What would have complied:" in page.read_text(encoding="utf-8")


def test_the_command_says_why_not():
    done = run(LEVY, "--why-not", "decide_reassignment")
    assert "To of n1 is insolvency, not group manager." in done.output
    rows = json.loads(
        run(LEVY, "--why-not", "decide_reassignment", "--format", "json").stdout
    )
    assert rows[0]["conditions"][0]["head"] == "trigger"


def test_an_unknown_finding_is_a_usage_error_that_says_what_to_ask():
    done = CliRunner().invoke(command, ["explain", str(LATE), "no_such_norm"])
    assert "--why-not no_such_norm" in str(done.exception)


def test_what_is_recorded_is_told_and_not_what_may_be(book):
    result = explained(book, EXAMPLES / "ftd-business-closed.yaml")
    told = texts(finding(result, "provide_deposit_rules"))
    assert any("document notice 931" in text for text in told)
    assert not any(
        "publication" in text for text in told if "document provided" in text
    )


def test_what_is_only_supposed_is_not_told_as_recorded(book):
    case = case_of("""
case: W
as_of: 2026-12-15
taxpayers: [{id: T, kind: corporation}]
modules: [{id: M, taxpayer: T, mft: 01, period: 202609}]
alerts: [{id: A, taxpayer: T, module: M, assigned_date: 2026-09-16}]
bankruptcies: [{id: B, debtors: [T], chapter: 11, petition_date: 2026-08-10}]
history:
  - {id: i, on: 2026-09-25, act: advice_received, from: insolvency, monitoring: unknown}
""")
    found = finding(check_case(case, book, case.as_of, explain=True), "close_monitored")
    assert "The duty may have arisen on 2026-09-25" in " ".join(found.explanation.short)
    told = texts(found)
    assert "2026-09-25: advice received i: alert A; if monitoring (not known)" in told
    assert "Due, if it arose, is not done yet and no exception applies." in told
    assert "It does not apply, if what it rests on is not so." in told


@pytest.fixture(scope="module")
def wrong_option(book):
    return explained(book, EXAMPLES / "ftd-closing-wrong-option.yaml")


def steps_of(result, norm, part=None):
    return finding(result, norm, part).explanation.steps


def below(steps, text):
    """The texts right under the step that begins so."""
    [one] = [step for step in steps if step.text.startswith(text)]
    return [steps[number].text for number in one.ways[0]] if one.ways else []


def test_a_part_that_is_there_says_by_what(wrong_option):
    steps = steps_of(wrong_option, "close_in_compliance", "deposits_confirmed")
    assert below(steps, "What is asked is there.") == [
        "The deposits were shown to be made by 2026-10-30."
    ]
    steps = steps_of(wrong_option, "close_in_compliance", "nothing_outstanding")
    [owed] = below(steps, "What is asked is there.")
    assert owed == "Owed of M2, 2026-10-30: $2150.75 equals $2150.75."
    assert "p1" in {owner for step in steps for owner, _ in step.facts}


def test_a_standing_duty_says_what_keeps_it_from_being_broken(book):
    result = explained(book, EXAMPLES / "ftd-closing-balance-due-return.yaml")
    steps = steps_of(result, "go_on_after_closing")
    [worked] = below(steps, "Nothing recorded ends or breaks it.")
    assert worked == "Alert A1 was worked after 2026-10-28."
    [step] = [each for each in steps if each.text == worked]
    assert "y2" in step.entries


def test_a_negative_condition_says_what_its_rules_lack(wrong_option):
    steps = steps_of(wrong_option, "request_assignment")
    paid = "Nothing recorded shows that module M2 was outstanding on 2026-10-30."
    assert "Owed of M2, 2026-10-30: $2150.75 equals $2150.75." in below(steps, paid)


def test_what_the_rules_alone_rule_out_is_not_told(book):
    result = explained(book, EXAMPLES / "ftd-in-bankruptcy.yaml")
    for found in result.findings:
        assert not any("counts as stay field role" in each for each in texts(found))


def test_a_time_of_day_is_told_as_the_file_has_it(late):
    told = [text for found in late.findings for text in texts(found)]
    assert any("appointment time 09:30" in text for text in told)
    assert not any("appointment time 570" in text for text in told)
