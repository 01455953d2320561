"""Verify, hygiene: each planted fault is found at its line, and no other."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker.cli import command
from checker.compiled import rulebook_for
from checker.places import asp_folder
from checker.rules import Rule, parse
from checker.verify.flow import flow
from checker.verify.strata import unstratified

HERE = Path(__file__).parent / "rulebooks" / "parcels"


def planted(folder, *changes):
    """Copy the rulebook without a fault and plant some: (file, old, new)."""
    home = folder / "parcels"
    shutil.copytree(HERE, home)
    for name, old, new in changes:
        path = home / name
        text = path.read_text(encoding="utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return home


def verified(home, *options):
    arguments = ["verify", "--rulebook", str(home), "--format", "json", *options]
    done = CliRunner().invoke(command, arguments, catch_exceptions=False)
    return done.exit_code, json.loads(done.stdout)


LP = "counter.lp"
PARCEL = "    parcel(Case, Parcel, Day)."
FAULTS = [
    ("singleton", "singleton-variable", "trigger(send_on, Case, Parcel, Day) :-\n",
     "trigger(send_on, Case, Parcel, Day) :-\n    as_of(Case, Today),\n"),
    ("unsafe", "unsafe-variable", "excuse(label, Case, Parcel, damaged)",
     "excuse(label, Case, Parcel, Damage)"),
    ("act", "loading", "event(Case, Label, labelled, Day)",
     "event(Case, Label, labeled, Day)"),
    ("field", "loading", "said(Case, Parcel, damaged, true)",
     "said(Case, Parcel, damage, true)"),
    ("predicate", "loading", PARCEL, "    parcels(Case, Parcel, Day)."),
    ("arity", "loading", PARCEL, "    parcel(Case, Parcel)."),
    ("head", "loading", "excuse(label, Case, Parcel, damaged)",
     "excuse(label, Parcel, damaged)"),
    ("script", "loading", "%% Rule 1", "#script (lua) #end.\n%% Rule 1"),
    ("constraint", "loading", "%% Rule 1", ":- as_of(_, 1).\n%% Rule 1"),
    ("citation", "loading", 'cites(label, "Rule 1").', ""),
    ("statement", "loading",
     'says(label, "A parcel is labelled within three days.").', ""),
    ("severity", "loading", "norm(label, obligation, clerk, irm_step)",
     "norm(label, obligation, clerk, grave)"),
    ("overlap", "loading", '"2020-01-01", "2026-01-01"', '"2020-01-01", "2026-02-01"'),
    ("gap", "edition-gap", '"2020-01-01", "2026-01-01"', '"2020-01-01", "2025-12-31"'),
    ("value", "impossible-value", "content, glass)", "content, glas)"),
    ("quoted", "impossible-value", "content, glass)", 'content, "glass")'),
    ("other", "field-of-another", "said(Case, Sent, by_air, true)",
     "said(Case, Parcel, by_air, true)"),
    ("unused", "unused-predicate", "%% Rule 1",
     "light(Case, Parcel) :- event(Case, Parcel, handed_in, _).\n%% Rule 1"),
    ("loop", "not-stratified", "said(Case, Sent, by_air, true).",
     "not heavy(Case, Parcel).\nheavy(Case, Parcel) :-\n"
     "    breached(no_glass_by_air, Case, Parcel, _)."),
    ("silent", "never-fulfilled",
     "performance(send_on, Case, Parcel, Sent, Day) :-\n"
     "    event(Case, Sent, sent_on, Day),\n"
     "    about(Case, Sent, parcel, Parcel).", ""),
    ("naming", "naming", "%% Rule 1",
     "isGlass(glass).\nparcel(Case, Parcel, Day) :- isGlass(_), as_of(Case, Day),\n"
     "    event(Case, Parcel, handed_in, Day).\n%% Rule 1"),
    ("twice", "duplicate-rule", "%% Rule 1",
     "parcel(Case, Parcel, Day) :- event(Case, Parcel, handed_in, Day).\n%% Rule 1"),
    ("force", "card", "caught(no_glass_by_air, Case, Parcel, Sent, Day)",
     "trigger(no_glass_by_air, Case, Sent, Day) :- event(Case, Sent, sent_on, Day).\n"
     "caught(no_glass_by_air, Case, Parcel, Sent, Day)"),
    ("dead", "never-fires", "%% Rule 1",
     "parcel(Case, Parcel, Day) :-\n    event(Case, Parcel, handed_in, Day),\n"
     "    unmade(Case).\nunmade(Case) :- unmade(Case).\n%% Rule 1"),
    ("wordless", "negated-without-words", "said(Case, Sent, by_air, true).",
     "said(Case, Sent, by_air, true),\n    not fragile(Case, Parcel).\n"
     "fragile(Case, Parcel) :- said(Case, Parcel, damaged, true)."),
    ("figure", "card", PARCEL,
     "    parcel(Case, Parcel, Day),\n    figure(label, _, _, most, _)."),
]  # fmt: skip


def test_a_rulebook_without_fault_passes():
    code, answer = verified(HERE, "--only", "hygiene")
    assert (code, answer["faults"]) == (0, [])


@pytest.mark.parametrize(
    ("check", "old", "new"),
    [pytest.param(*row, id=name) for name, *row in FAULTS],
)
def test_a_planted_fault_is_found_at_its_line(tmp_path, check, old, new):
    home = planted(tmp_path, (LP, old, new))
    text = (home / LP).read_text(encoding="utf-8")
    first = text[: text.index(new) if new else 0].count("\n") + 1
    last = first + new.count("\n") + 3
    code, answer = verified(home, "--only", "hygiene")
    assert code == (3 if check == "loading" else 1)
    found = [fault for fault in answer["faults"] if fault["check"] == check]
    assert found, [fault["message"] for fault in answer["faults"]]
    assert Path(found[0]["file"]).name == LP
    if new and check != "edition-gap":
        assert any(first - 8 <= fault["line"] <= last for fault in found)


def test_the_shipped_rules_hang_together_and_tell_what_they_negate():
    assert not [fault.message for fault in flow(rulebook_for(asp_folder()))]


def test_a_predicate_has_one_file_unless_it_says_that_others_add(tmp_path):
    home = planted(tmp_path)
    more = "parcel(Case, Parcel, Day) :- event(Case, Parcel, sent_on, Day).\n"
    (home / "depot.lp").write_text(more, encoding="utf-8")
    code, answer = verified(home, "--only", "hygiene")
    (fault,) = (each for each in answer["faults"] if each["check"] == "loading")
    assert code == 3
    assert Path(fault["file"]).name == "depot.lp"
    assert "'parcel/3' is defined in counter.lp too" in fault["message"]
    (home / "depot.lp").write_text(f"#defined parcel/3.\n{more}", encoding="utf-8")
    code, answer = verified(home, "--only", "hygiene")
    assert "loading" not in {each["check"] for each in answer["faults"]}


def test_a_scenario_that_is_missing_is_named(tmp_path):
    change = ("counter.scenarios.yaml", "{met_late: [send_on]}", "{met_late: []}")
    _, answer = verified(planted(tmp_path, change), "--only", "hygiene")
    assert [fault["check"] for fault in answer["faults"]] == ["no-twin"]
    assert answer["faults"][0]["norms"] == ["send_on"]


def test_a_rule_that_no_scenario_fires_is_a_note(tmp_path):
    change = ("counter.scenarios.yaml", "change: {p1: {damaged: true}}", "drop: [l1]")
    code, answer = verified(planted(tmp_path, change), "--only", "hygiene")
    assert code == 0
    assert [(f["check"], f["level"]) for f in answer["faults"]] == [
        ("no-scenario-fires", "note")
    ]


def test_sarif_points_at_the_line(tmp_path):
    home = planted(tmp_path, (LP, "content, glass)", "content, glas)"))
    arguments = ["verify", "--rulebook", str(home), "--format", "sarif"]
    done = CliRunner().invoke(command, [*arguments, "--only", "hygiene"])
    [run] = json.loads(done.stdout)["runs"]
    row = next(r for r in run["results"] if r["ruleId"] == "impossible-value")
    region = row["locations"][0]["physicalLocation"]["region"]
    lines = (home / LP).read_text(encoding="utf-8").splitlines()
    assert lines[region["startLine"] - 1].startswith("caught(no_glass_by_air")
    assert run["tool"]["driver"]["rules"][row["ruleIndex"]]["id"] == "impossible-value"


FIRST = """
norm({name}, obligation, clerk, irm_step).
cites({name}, "Rule 9").
says({name}, "One comes before the other.").
edition({name}, "always", "open", before).
trigger({name}, Case, Later, Day) :- event(Case, Later, {later}, Day).
performance({name}, Case, Later, Entry, Day) :-
    event(Case, Later, {later}, _), event(Case, Entry, {earlier}, Day).
"""


def test_norms_that_must_each_come_first_are_a_circle(tmp_path):
    one = FIRST.format(name="weigh_first", later="labelled", earlier="weighed")
    other = FIRST.format(name="label_first", later="weighed", earlier="labelled")
    home = planted(tmp_path, (LP, "%% Rule 4", one + other + "%% Rule 4"))
    _, answer = verified(home, "--only", "hygiene")
    [fault] = [each for each in answer["faults"] if each["check"] == "circle"]
    assert (fault["level"], fault["norms"]) == ("error", ["label_first", "weigh_first"])


@pytest.mark.parametrize(
    ("text", "circles"),
    [
        ("p(C,X,yes) :- q(C,X), not p(C,X,no). p(C,X,no) :- q(C,X).", 0),
        ("p(C,X,yes) :- q(C,X), not p(C,X,no). p(C,X,no) :- p(C,X,yes).", 1),
        ("p(C,X,A) :- q(C,X,A), not p(C,X,no).", 1),
        ("p(C,row(X,a)) :- q(C,X), not p(C,row(X,b)).", 0),
        (
            "caught(n,C,S,E,D) :- q(C,S,E,D), not r(C,E). r(C,E) :- breached(n,C,E,_).",
            1,
        ),
        ("unsettled(n,C,S,a) :- q(C,S), not settled(n,C,S,b).", 0),
        ("unsettled(n,C,S,a) :- q(C,S), not settled(n,C,S,a).", 1),
    ],
)
def test_a_circle_through_negation_is_judged_by_arguments(text, circles):
    rules = [rule for rule in parse(text, "x.lp") if isinstance(rule, Rule)]
    assert len(list(unstratified(rules))) == circles
