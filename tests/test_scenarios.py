"""Every scenario of every chapter, and every norm has its scenarios."""

import pytest

from checker.places import asp_folder
from checker.read.scenarios import read_scenarios
from checker.rulebook import load_rulebook
from checker.scenarios import run, scenario_files

BOOK = load_rulebook(asp_folder())
FILES = scenario_files(chapter.folder for chapter in BOOK.chapters)
SCENARIOS = [
    (path, each) for path in FILES for each in read_scenarios(path, BOOK.vocabulary)
]
KEPT = {"met", "due", "excused", "permitted", "in_force", "lifted", "not_applicable"}
BROKEN = {"violated", "met_late", "breached"}


def scenarios(*, law):
    """Return the scenarios of 11 USC 362, or those of the chapters of the manual."""
    found = [row for row in SCENARIOS if (row[0].parent.name == "usc-11-362") == law]
    return pytest.mark.parametrize(
        "scenario",
        [each for _, each in found],
        ids=[f"{path.name[:-15]}: {each.name}" for path, each in found],
    )


# Two classes, so that two workers share them.
class TestTheLaw:
    @scenarios(law=True)
    def test_scenario(self, scenario):
        assert run(scenario, BOOK).differences == ()


class TestTheManual:
    @scenarios(law=False)
    def test_scenario(self, scenario):
        assert run(scenario, BOOK).differences == ()


def statuses():
    found = {}
    for _, scenario in SCENARIOS:
        for status, items in scenario.expect.items():
            for item in items:
                found.setdefault(item.norm, set()).add(status)
        for name in scenario.computed:
            found.setdefault(name, set()).add("computed")
    return found


STATUSES = statuses()
OPEN = {rule.norm for rule in BOOK.rules if rule.name == "unsettled"}


@pytest.mark.parametrize("norm", BOOK.norms.values(), ids=lambda norm: norm.id)
def test_a_norm_has_a_meeting_and_a_breaking_scenario(norm):
    names = [norm.id, *norm.entries]
    found = set().union(*(STATUSES.get(name, set()) for name in names))
    if norm.force == "definition":
        return
    if norm.force == "computation":
        assert "computed" in found
    elif norm.force == "permission":
        assert "permitted" in found
        assert found - {"permitted"}
    else:
        assert found & KEPT
        if norm.id in OPEN:  # the text leaves the breach to judgement
            assert "undetermined" in found
        else:
            assert found & BROKEN or found >= {"due", "met"}


@pytest.mark.parametrize("norm", BOOK.norms.values(), ids=lambda norm: norm.id)
def test_each_part_is_met_and_missing_in_a_scenario(norm):
    for part in norm.parts:
        for entry in part.covers:
            if norm.force == "permission":
                assert STATUSES.get(entry, set()) > {"permitted"}, entry
                continue
            assert STATUSES.get(entry, set()) & KEPT, entry
            assert STATUSES.get(entry, set()) & (BROKEN | {"undetermined"}), entry


def test_no_entry_is_both_covered_and_in_the_ledger():
    covered = {entry for norm in BOOK.norms.values() for entry in norm.entries}
    for chapter in BOOK.chapters:
        for name, _ in chapter.ledger:
            assert name not in covered
