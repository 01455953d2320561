"""Verify, search: planted contradictions and dead norms, each with its case."""

import json

import pytest
from click.testing import CliRunner

from checker.cli import command
from checker.places import asp_folder
from checker.rulebook import load_rulebook
from checker.verify.bounds import Bounds
from checker.verify.conflicts import answer
from checker.verify.group import groups
from checker.verify.questions import questions
from checker.verify.workers import Clock, each, workers
from tests.test_verify_hygiene import HERE, LP, planted, verified

NO_LABEL = """
norm(no_label_on_glass, prohibition, clerk, law).
cites(no_label_on_glass, "Rule 9").
says(no_label_on_glass, "Glass is not labelled.").
edition(no_label_on_glass, "always", "open", always).
caught(no_label_on_glass, Case, Parcel, Label, Day) :-
    event(Case, Label, labelled, Day),
    about(Case, Label, parcel, Parcel),
    said(Case, Parcel, content, glass).
"""
NO_EARLY_LABEL = """
norm(no_early_label, prohibition, clerk, law).
cites(no_early_label, "Rule 9").
says(no_early_label, "No label within four days.").
edition(no_early_label, "always", "open", always).
caught(no_early_label, Case, Parcel, Label, Day) :-
    event(Case, Label, labelled, Day),
    about(Case, Label, parcel, Parcel),
    event(Case, Parcel, handed_in, Came),
    Day <= Came + 4.
"""
MAY_FLY = """
norm(may_fly_glass, permission, clerk, irm_step).
cites(may_fly_glass, "Rule 9").
says(may_fly_glass, "Glass of an office may go by air.").
edition(may_fly_glass, "always", "open", always).
permits(may_fly_glass, Case, Sent, Day) :-
    event(Case, Sent, sent_on, Day),
    said(Case, Sent, by_air, true),
    about(Case, Sent, parcel, Parcel),
    said(Case, Parcel, content, glass),
    about(Case, Parcel, sender, Sender),
    fact(Case, Sender, class, office).
"""
SEND_SOONER = """
norm(send_sooner, obligation, clerk, irm_step).
cites(send_sooner, "Rule 9").
says(send_sooner, "A parcel is sent on within eight days.").
edition(send_sooner, "always", "open", within(8, calendar_days)).
trigger(send_sooner, Case, Parcel, Day) :-
    parcel(Case, Parcel, Day).
performance(send_sooner, Case, Parcel, Sent, Day) :-
    event(Case, Sent, sent_on, Day),
    about(Case, Sent, parcel, Parcel).
"""
END = "%% Rule 4"


def reproduced(home, fault, tmp_path):
    """Return norm to statuses as `irmcheck check` finds them in the witness."""
    path = tmp_path / "witness.yaml"
    path.write_text(fault["witness"], encoding="utf-8")
    arguments = ["check", str(path), "--rulebook", str(home), "--format", "json"]
    done = CliRunner().invoke(command, arguments, catch_exceptions=False)
    [case] = json.loads(done.stdout)
    found = {}
    for finding in case["findings"]:
        found.setdefault(finding["norm"], set()).add(finding["status"])
    return found


@pytest.mark.parametrize(
    ("norm", "check", "norms", "shown"),
    [
        pytest.param(
            NO_LABEL,
            "conflict",
            ["label", "no_label_on_glass"],
            {"label": "met", "no_label_on_glass": "breached"},
            id="required and prohibited",
        ),
        pytest.param(
            NO_EARLY_LABEL,
            "conflict",
            ["label", "no_early_label"],
            {"label": "met", "no_early_label": "breached"},
            id="required before it is allowed",
        ),
        pytest.param(
            MAY_FLY,
            "permission",
            ["may_fly_glass", "no_glass_by_air"],
            {"may_fly_glass": "permitted", "no_glass_by_air": "breached"},
            id="permitted and prohibited",
        ),
        pytest.param(
            SEND_SOONER,
            "deadlines",
            ["send_on", "send_sooner"],
            {"send_on": "violated", "send_sooner": "violated"},
            id="two deadlines",
        ),
    ],
)
def test_a_contradiction_is_found_with_a_case(tmp_path, norm, check, norms, shown):
    home = planted(tmp_path, (LP, END, norm + END))
    code, answer = verified(home, "--only", "conflicts")
    assert code == 1
    [fault] = answer["faults"]
    assert (fault["check"], fault["norms"]) == (check, norms)
    found = reproduced(home, fault, tmp_path)
    if check == "deadlines":
        assert set(shown) <= set(found)
    else:
        assert all(status in found[name] for name, status in shown.items())


def test_a_duty_that_can_be_done_without_a_breach_is_no_conflict():
    code, answer = verified(HERE, "--only", "conflicts", "--only", "vacuous")
    assert (code, answer["faults"]) == (0, [])
    assert all(not search["cut"] for search in answer["searches"])
    assert "up to 5 acts" in answer["searches"][-1]["bounds"]


def test_a_documented_conflict_fails_nothing_and_one_that_is_gone_does(tmp_path):
    home = planted(tmp_path, (LP, END, NO_LABEL + END))
    row = "- {check: conflict, norms: label, against: no_label_on_glass, why: So.}\n"
    (home / "conflicts.yaml").write_text(row, encoding="utf-8")
    code, answer = verified(home, "--only", "conflicts")
    assert code == 0
    assert [fault["reason"] for fault in answer["faults"]] == ["So."]
    other = row.replace("label, against: no_label_on_glass", "send_on, against: label")
    (home / "conflicts.yaml").write_text(row + other, encoding="utf-8")
    code, answer = verified(home, "--only", "conflicts")
    assert code == 1
    assert [f["check"] for f in answer["faults"] if f["reason"] is None] == [
        "exception-unused"
    ]


DEAD = [
    (
        "never-triggered",
        "    fact(Case, Sender, class, firm).",
        "    fact(Case, Sender, class, firm),\n    fact(Case, Sender, class, office).",
    ),
    (
        "never-fulfilled",
        '"always", "open", within(10, calendar_days)',
        '"always", "open", within(-1, calendar_days)',
    ),
    (
        "never-violated",
        "    said(Case, Sent, by_air, true).",
        "    said(Case, Sent, by_air, true),\n    Day < 0.",
    ),
    (
        "never-fires",
        "    said(Case, Parcel, damaged, true).",
        "    said(Case, Parcel, damaged, true),\n"
        "    said(Case, Parcel, damaged, false).",
    ),
]


@pytest.mark.parametrize(
    ("check", "old", "new"), [pytest.param(*row, id=row[0]) for row in DEAD]
)
def test_what_no_case_brings_to_bear_is_found(tmp_path, check, old, new):
    code, answer = verified(planted(tmp_path, (LP, old, new)), "--only", "vacuous")
    assert code == 1
    assert check in {fault["check"] for fault in answer["faults"]}
    assert "within 240" in answer["faults"][0]["message"]


def test_mutants_that_no_scenario_notices_are_named(tmp_path):
    change = ("counter.scenarios.yaml", "change: {l1: {on: 2026-02-05}}", "drop: [l1]")
    met = ("counter.scenarios.yaml", "{met_late: [label]}", "{violated: [label]}")
    home = planted(tmp_path, change, met)
    _, answer = verified(home, "--only", "hygiene", "--mutants")
    words = [f["message"] for f in answer["faults"] if f["check"] == "mutant"]
    assert any(
        "within(3,calendar_days) becomes within(4,calendar_days)" in w for w in words
    )
    _, whole = verified(HERE, "--only", "hygiene", "--mutants")
    words = [f["message"] for f in whole["faults"] if f["check"] == "mutant"]
    assert not any("within(4,calendar_days)" in w for w in words)


def test_an_act_that_no_norm_speaks_of_is_found(tmp_path):
    new = "  sender_told:\n    doc: The sender was told.\n    fields: {}\n"
    home = planted(tmp_path, ("vocabulary.yaml", "  weighed:\n", f"{new}  weighed:\n"))
    code, answer = verified(home, "--only", "gaps")
    assert code == 1
    [fault] = answer["faults"]
    assert fault["check"] == "unmentioned"
    lines = (home / "vocabulary.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[fault["line"] - 1].strip() == "sender_told:"


ROWS = """
means(shelf, 2, "").
shelf(Parcel, 1) :- said(_, Parcel, content, letters).
shelf(Parcel, 2) :- said(_, Parcel, content, food).
shelf(Parcel, 3) :- said(_, Parcel, content, glass).
"""
GAPS = [
    pytest.param(
        [
            ("vocabulary.yaml", "food, glass]", "food, glass, paper]"),
            (LP, END, ROWS + END),
        ],
        "content: 3 values have a row; none is written for paper.",
        "caught(no_glass_by_air",
        id="a value without a row",
    ),
    pytest.param(
        [
            (LP, 'cites(label, "Rule 1")', 'cites(label, "Rule 1(1)")'),
            (LP, 'cites(send_on, "Rule 2")', 'cites(send_on, "Rule 1(3)")'),
        ],
        "Rule 1(2) has neither a norm nor a reason in the ledger.",
        "norm(send_on",
        id="a paragraph without norm or reason",
    ),
]


@pytest.mark.parametrize(("changes", "words", "line"), GAPS)
def test_what_is_left_open_is_named_at_its_place(tmp_path, changes, words, line):
    home = planted(tmp_path, *changes)
    _, answer = verified(home, "--only", "gaps")
    [fault] = answer["faults"]
    assert fault["message"] == words
    lines = (home / LP).read_text(encoding="utf-8").splitlines()
    assert line in lines[fault["line"] - 1]


def test_a_comparison_shows_a_case_whose_outcome_changes(tmp_path):
    term = '"2026-01-01", "open", within({}, calendar_days)'
    home = planted(tmp_path, (LP, term.format(3), term.format(4)))
    code, answer = verified(home, "--only", "gaps", "--against", str(HERE))
    assert code == 0
    [change] = [f for f in answer["faults"] if f["check"] == "difference"]
    assert change["norms"] == ["label"]
    assert change["shows"].startswith("before: met_late")
    assert reproduced(HERE, change, tmp_path)["label"] == {"met_late"}
    assert reproduced(home, change, tmp_path)["label"] == {"met"}


def test_rulebooks_that_are_the_same_differ_in_nothing():
    _, answer = verified(HERE, "--only", "gaps", "--against", str(HERE))
    assert answer["faults"] == []


def test_the_page_shows_the_case_and_escapes_what_it_shows(tmp_path):
    home = planted(tmp_path, (LP, END, NO_LABEL + END))
    page = tmp_path / "page.html"
    arguments = ["verify", "--rulebook", str(home), "--only", "conflicts"]
    done = CliRunner().invoke(command, [*arguments, "--html", str(page)])
    assert done.exit_code == 1
    text = page.read_text(encoding="utf-8")
    assert "act: handed_in" in text
    assert "No act is both required and prohibited." in text
    assert "content: glass" in text
    assert "<script" not in text


def test_what_the_time_cuts_off_is_listed(tmp_path):
    home = planted(tmp_path, (LP, END, NO_LABEL + END))
    book = load_rulebook(asp_folder(), home)
    asked = [next(iter(questions(book)))]
    [task] = groups(book, asked, Bounds(), Clock.lasting(0), 0.0)
    with workers(book, count=1) as pool:
        [(given, finding)] = each(pool, answer, [task], Clock.lasting(0))
    assert given == task
    assert finding is None
