"""Fireable rules: leaving out the others changes no answer."""

from datetime import date

import pytest

from checker.answers import DATED, of_a_day
from checker.check import prepared
from checker.fireable import fireable_text
from checker.read import read_cases
from checker.solve import Grounded
from tests.generated import as_yaml, random_case

AS_OF = date(2026, 12, 31)
#: A comment: what is added to a program has every rule ground.
EVERY_RULE = "% every rule"


@pytest.mark.parametrize("seed", range(40))
def test_an_answer_is_that_of_every_rule(book, seed):
    text = as_yaml(random_case(seed, book.vocabulary, acts=5))
    [case] = read_cases(f"{seed}", text.encode(), book.vocabulary).cases
    part, facts = prepared(case, book, AS_OF, {})
    [found] = Grounded(part, [facts]).answers()
    [expected] = Grounded(part, [facts], EVERY_RULE).answers()
    assert found.certain == expected.certain
    assert found.possible <= expected.possible  # days are told as far as is known
    left = expected.possible - found.possible
    assert all(name in DATED or of_a_day(name, args) for name, args in left)
    assert len(fireable_text(part, [facts])) < len(part.text)
