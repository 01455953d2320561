"""What would have complied: small changes, each of which really does."""

from pathlib import Path

import pytest

from checker.check import check_case, prepared, solved_in
from checker.explain.candidates import Candidates
from checker.explain.remedy import Remedies
from checker.findings import ADVERSE
from checker.read import read_path
from checker.statuses import judged_in

EXAMPLES = Path(__file__).parent.parent / "examples"


def judged(book, case):
    return check_case(case, book, case.as_of, decide=False).findings


def case_of(book, name):
    [case] = read_path(EXAMPLES / f"{name}.yaml", book.vocabulary).cases
    return case


def remedies_of(book, name, norm, part=None):
    case = case_of(book, name)
    [finding] = [f for f in judged(book, case) if (f.norm, f.part) == (norm, part)]
    return Remedies(book, case, case.as_of, [finding]).of(finding)


@pytest.mark.parametrize("name", ["ftd-late-contact", "several-chapters-levy"])
def test_each_change_does_away_with_the_finding_and_breaks_nothing_else(book, name):
    case = case_of(book, name)
    before = judged(book, case)
    wrong = {(f.norm, f.subject, f.part) for f in before if f.status in ADVERSE}
    search = Remedies(book, case, case.as_of, before)
    found = 0
    for finding in [f for f in before if f.status in ADVERSE][::2]:
        for remedy in search.of(finding):
            found += 1
            changed = case
            for change in remedy.changes:
                changed = change.apply(changed)
            after = judged(book, changed)
            still = {(f.norm, f.subject, f.part) for f in after if f.status in ADVERSE}
            assert (finding.norm, finding.subject, finding.part) not in still
            assert still <= wrong, remedy.words
    assert found >= 5


def perhaps_wrong(book, case):
    """Norm and subject of what is adverse in some world."""
    judged = judged_in(solved_in(*prepared(case, book, case.as_of, {})).answer)
    return {
        (each.norm, str(each.subject))
        for each in judged
        if not {*each.possible, each.status}.isdisjoint(ADVERSE)
    }


@pytest.mark.parametrize("name", ["cnc-code-updated", "ftd-business-closed"])
def test_in_no_world_is_wrong_what_was_wrong_in_none(book, name):
    case = case_of(book, name)
    before = perhaps_wrong(book, case)
    wrong = [f for f in judged(book, case) if f.status in ADVERSE]
    search = Remedies(book, case, case.as_of, wrong)
    for remedy in {r.words: r for f in wrong for r in search.of(f)[:2]}.values():
        sought = any(change.sought for change in remedy.changes)
        if not sought and not remedy.perhaps:
            assert perhaps_wrong(book, remedy.apply(case)) <= before, remedy.words


def test_a_remedy_that_may_break_another_norm_says_so(book):
    """Closed as compliant from the start, no visit was due in some worlds."""
    case = case_of(book, "ftd-closing-wrong-option")
    [wrong] = [f for f in judged(book, case) if f.status in ADVERSE]
    rest = [f for f in judged(book, case) if f.status == "undetermined"]
    assert "visit_business" in {f.norm for f in rest}
    found = Remedies(book, case, case.as_of, [wrong]).of(wrong)
    assert found
    for each in found:
        assert each.perhaps == ("schedule_field_meeting", "visit_business")
        statement = book.norms["schedule_field_meeting"].statement.rstrip(".")
        assert f"(perhaps with a new violation: {statement}; " in each.words


def test_a_late_act_is_moved_to_the_last_day_first(book):
    first, *_ = remedies_of(book, "ftd-late-contact", "contact_within_term")
    assert first.words == "Contact c1 of 2026-10-13 done on 2026-10-11, 2 days earlier."


def test_a_forbidden_act_is_left_out_first(book):
    first, *_ = remedies_of(book, "several-chapters-levy", "no_ftd_enforcement")
    assert first.words == "Levy issued v1 of 2026-10-20 left out."


def test_a_missing_act_is_added_in_time(book):
    found = remedies_of(book, "ftd-late-contact", "establish_cause")
    assert {each.changes[0].kind for each in found} == {"add"}
    assert all("2026-10-13" in each.words for each in found)


def test_a_precondition_is_met_the_day_before(book):
    found = remedies_of(book, "several-chapters-levy", "analyse_before_contact")
    assert [e.words.rpartition(" ")[2] for e in found[:2]] == ["2026-10-07."] * 2


def test_alternatives_are_few_and_differ_in_more_than_the_day(book):
    found = remedies_of(book, "several-chapters-levy", "no_ftd_enforcement")
    assert 2 <= len(found) <= 3
    assert len({each.changes[0].family or each.words for each in found}) == len(found)


def test_a_missing_table_is_told_with_its_rows(book):
    [found] = remedies_of(book, "ftd-no-response", "letter_5857_content", "table")
    assert "column current quarter, period end 2026-09-30" in found.words
    assert "deposits (to be looked up)" in found.words


def test_what_a_remedy_brings_about_is_mended_too(book, monkeypatch):
    monkeypatch.setattr(Candidates, "undoing", lambda *_: [])
    [found, *_] = remedies_of(book, "cnc-code-updated", "send_paper_file")
    kinds = [each.entry.kind for each in found.changes]
    assert sorted(kinds) == ["file_annotated", "file_moved", "form_prepared"]


def test_the_derivation_suggests_what_no_rule_of_the_norm_names(book):
    found = remedies_of(
        book, "ftd-no-response", "close_in_compliance", "nothing_outstanding"
    )
    assert found[0].words.startswith("Return filed: modules M1")
    assert found[0].words.endswith("on 2026-11-12.")


def test_where_nothing_complies_the_bounds_are_told(book, monkeypatch):
    monkeypatch.setattr(Candidates, "of", lambda *_: [])
    monkeypatch.setattr(Candidates, "undoing", lambda *_: [])
    case = case_of(book, "cnc-expected-work")
    [finding, *_] = [f for f in judged(book, case) if f.status in ADVERSE]
    search = Remedies(book, case, case.as_of, [finding])
    assert search.of(finding) == ()
    assert search.bounds(finding).startswith("Nothing that it rests on")


def test_a_kept_norm_needs_no_remedy(book):
    case = case_of(book, "ftd-late-contact")
    [met, *_] = [f for f in judged(book, case) if f.status == "met"]
    assert Remedies(book, case, case.as_of, [met]).of(met) == ()


def test_an_open_duty_names_the_acts_that_meet_it(book):
    case = case_of(book, "several-chapters-levy")
    findings = judged(book, case)
    [due] = [f for f in findings if f.norm == "use_cause_and_cure"]
    assert due.satisfied_by == ("pick list used (item cause and cure)",)
    assert all(not f.satisfied_by for f in findings if f.status != "due")
