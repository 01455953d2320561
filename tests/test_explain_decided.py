"""Decided: the outcomes of an open finding name the answers that lead to them."""

from checker.explain.decided import with_answers
from checker.explain.missing import Deciding, OpenFinding, spans_of
from checker.findings import Explanation, Step

STEPS = (
    Step("finding", "Undetermined."),
    Step("open", "Breached, if it was forbidden.", role="to breached"),
    Step("open", "Lifted, if it has ended since.", role="to lifted"),
)


def test_each_outcome_names_the_answers_that_lead_to_it():
    deciding = Deciding(
        ("B.petition_date",), (("on or before 2026-10-16", "breached"),), False
    )
    found = OpenFinding("n", "v", (deciding,), 1, True)
    told = [each.text for each in with_answers(Explanation((), STEPS), found).steps]
    assert told[1] == (
        "Breached, if it was forbidden: certain if petition date of B is "
        "on or before 2026-10-16."
    )
    assert told[2] == STEPS[2].text


def test_stretches_claim_no_day_that_was_not_tried():
    days = [(739000, "met"), (739009, "met"), (739020, None), (739030, "violated")]
    assert list(spans_of(days, whole=False)) == [
        ("on each day tried up to 2024-05-03", "met"),
        ("on each day tried from 2024-05-24", "violated"),
    ]
