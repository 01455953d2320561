"""The kernel, through a rulebook of another subject: a lending library.

It shows at once that nothing in Python names a norm or speaks of tax.
"""

from pathlib import Path

import pytest

from checker.places import asp_folder
from checker.read.scenarios import read_scenarios
from checker.rulebook import load_rulebook
from checker.scenarios import run

LIBRARY = Path(__file__).parent / "rulebooks" / "library"
BOOK = load_rulebook(asp_folder(), LIBRARY)
SCENARIOS = read_scenarios(LIBRARY / "loans.scenarios.yaml", BOOK.vocabulary)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.name)
def test_scenario(scenario):
    assert run(scenario, BOOK).differences == ()
