"""Verify, on a copy of a shipped chapter: faults planted there are found."""

import shutil

import pytest

from checker.places import asp_folder
from tests.test_verify_hygiene import verified
from tests.test_verify_search import reproduced

CHAPTER = "irm-5.16.1.6"
FILE = "5.16.1.6.a.lp"
END = "%% 5.16.1.6(1)  The SSN stands"


def card(name, force, term, says):
    """Return the card of a planted norm."""
    return (
        f"norm({name}, {force}, revenue_officer, irm_step).\n"
        f'cites({name}, "IRM 5.16.1.6(1)").\nsays({name}, "{says}").\n'
        f'edition({name}, "always", "open", {term}).\n'
    )


NO_POSTING = (
    card("no_posting", "prohibition", "always", "Nothing is cross-referenced.")
    + """caught(no_posting, Case, Entry, Entry, Day) :-
    event(Case, Entry, cross_reference_posted, Day).

"""
)
POST_SOON = (
    card("post_soon", "obligation", "within(3, calendar_days)", "Posted soon.")
    + """trigger(post_soon, Case, Closure, Day) :-
    event(Case, Closure, cnc_closure, Day),
    pass_through(Case, Closure).
performance(post_soon, Case, Closure, Entry, Day) :-
    event(Case, Closure, cnc_closure, _),
    event(Case, Entry, cross_reference_posted, Day).
"""
)
KEEP_OPEN = (
    card("keep_open", "obligation", "within(5, calendar_days)", "Not posted so soon.")
    + """kind(keep_open, maintenance).
trigger(keep_open, Case, Closure, Day) :-
    event(Case, Closure, cnc_closure, Day).
lapse(keep_open, Case, Closure, Entry, Day) :-
    event(Case, Closure, cnc_closure, _),
    event(Case, Entry, cross_reference_posted, Day).

"""
)
POST_LATER = POST_SOON.replace("post_soon", "post_later").replace("n(3", "n(5")


def planted(folder, old, new):
    """Copy the chapter with a fault."""
    home = folder / CHAPTER
    shutil.copytree(asp_folder() / CHAPTER, home)
    text = (home / FILE).read_text(encoding="utf-8")
    assert old in text
    (home / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    return home


@pytest.mark.parametrize(
    ("check", "new", "shown"),
    [
        pytest.param(
            "conflict",
            NO_POSTING,
            {"cross_reference_ssn": "met", "no_posting": "breached"},
            id="required and prohibited",
        ),
        pytest.param(
            "incompatible",
            POST_SOON + KEEP_OPEN,
            {"post_soon": "met", "keep_open": "violated"},
            id="one breaks what the other keeps",
        ),
        pytest.param(
            "deadlines",
            POST_SOON + POST_LATER,
            {"post_soon": "violated", "post_later": "violated"},
            id="two deadlines",
        ),
    ],
)
def test_a_planted_conflict_is_found_with_its_case(tmp_path, check, new, shown):
    home = planted(tmp_path, END, new + END)
    code, answer = verified(home, "--only", "conflicts")
    assert code == 1
    found = [fault for fault in answer["faults"] if fault["reason"] is None]
    [fault] = [fault for fault in found if set(fault["norms"]) == set(shown)]
    assert fault["check"] == check
    statuses = reproduced(home, fault, tmp_path)
    assert all(status in statuses[norm] for norm, status in shown.items())


@pytest.mark.parametrize(
    ("check", "old", "new"),
    [
        pytest.param(
            "never-fulfilled",
            'edition(reactivate_on_income, "always", "open", no_deadline)',
            'edition(reactivate_on_income, "always", "open", within(-1, weeks))',
            id="a deadline before the duty",
        ),
        pytest.param(
            "never-fires",
            "    From <= Day, Day < Until.\n\n%% 5.16.1.6(1)  The test",
            "    From <= Day, Day < From.\n\n%% 5.16.1.6(1)  The test",
            id="an exception that never applies",
        ),
        pytest.param(
            "never-violated",
            "    not return_before(Case, Closure, Day).\nmeans",
            "    return_before(Case, Closure, Day),\n"
            "    not return_before(Case, Closure, Day).\nmeans",
            id="a prohibition that nothing breaks",
        ),
    ],
)
def test_what_no_case_brings_to_bear_is_found(tmp_path, check, old, new):
    code, answer = verified(planted(tmp_path, old, new), "--only", "vacuous")
    assert code == 1
    assert check in {fault["check"] for fault in answer["faults"]}
    assert {fault["check"] for fault in answer["faults"]} <= {check, "never-fires"}
