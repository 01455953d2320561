"""Entries in words, and what is masked in them."""

from datetime import date, time

import pytest

from checker.case import NONE, UNKNOWN, Span
from checker.phrases import _MONEY, _MONEY_IN, dated, describe, humanise, mask_tin
from tests.results import entry

DAY = date(2026, 9, 18)


def test_an_act_says_its_fields_as_people_write_them():
    letter = entry(
        "l1",
        "letter_issued",
        18,
        DAY,
        letter="5857",
        to="taxpayer",
        appointment="telephone",
        appointment_date=date(2026, 10, 2),
        appointment_time=time(9, 30),
    )
    assert describe(letter) == (
        "letter issued: letter 5857, to taxpayer, appointment telephone, "
        "appointment date 2026-10-02, appointment time 09:30"
    )
    assert dated(letter).startswith("2026-09-18: letter issued: ")


def test_money_lists_spans_and_special_values():
    act = entry(
        "p1",
        "plan_screen_changed",
        4,
        DAY,
        amount=185000,
        to=50,
        topics=("penalties", "deposit_rules"),
        status=(Span("22", None, date(2021, 3, 1)), Span("12", date(2021, 3, 1), None)),
        csed=NONE,
        payer=UNKNOWN,
        confirmed=False,
    )
    assert describe(act) == (
        "plan screen changed: amount $1,850.00, to $0.50, "
        "topics penalties and deposit rules, "
        "status 22 until 2021-03-01 and 12 from 2021-03-01, payer unknown, "
        "not confirmed"
    )


def test_an_unknown_day_shows_its_bounds():
    bounded = entry(
        "u", "contact", 3, UNKNOWN, earliest=date(2026, 6, 1), latest=date(2026, 6, 20)
    )
    assert dated(bounded) == "unknown day (between 2026-06-01 and 2026-06-20): contact"
    assert dated(entry("u", "contact", 3, UNKNOWN)) == "unknown day: contact"


@pytest.mark.parametrize(
    "text",
    [
        "123-45-6789",
        "123456789",
        "12-3456789",
        "123 45 6789",
        "123\u201145\u20116789",
        "FTD-123456789",
        "(123-45-6789)",
    ],
)
def test_a_tin_in_text_shows_its_last_four_digits(text):
    masked = mask_tin(f"call {text}, now")
    assert "***-**-6789" in masked
    assert "12345" not in masked.replace("-", "")


@pytest.mark.parametrize(
    "text",
    ["2026-10-02", "$123,456,789.00", "1234567890", "12-34-5678901", "555-123-4567"],
)
def test_other_numbers_stay(text):
    assert mask_tin(text) == text


def test_fields_that_hold_a_tin_are_masked_however_they_are_written():
    for tin in ("12-3456789", "**-***6789", "123456789"):
        assert describe(entry("T", "taxpayer", 1, tin=tin)) == (
            "taxpayer: TIN ***-**-6789"
        )
    shown = describe(entry("T", "taxpayer", 1, tin="12-3456789"), full_tins=True)
    assert shown == "taxpayer: TIN 12-3456789"
    assert describe(entry("T", "taxpayer", 1, tin=UNKNOWN)) == "taxpayer: TIN unknown"


def test_names_lose_their_underscores():
    assert humanise("alert_assigned") == "alert assigned"


def fields_of(kind, vocabulary):
    waiting = [(field.name, field) for field in vocabulary.fields_of(kind)]
    while waiting:
        name, field = waiting.pop()
        yield name, field.type
        inner = getattr(field, "fields", None)
        if inner:
            waiting += inner.items()
        if getattr(field, "item", None):
            waiting.append((name, field.item))


def test_the_fields_in_cents_are_those_of_the_vocabulary(book):
    wrong = []
    for kind in (*book.vocabulary.entities.values(), *book.vocabulary.acts.values()):
        for name, type_ in fields_of(kind, book.vocabulary):
            taken = bool(_MONEY.search(name)) or (kind.name, name) in _MONEY_IN
            if type_ in ("money", "integer") and taken != (type_ == "money"):
                wrong.append(f"{kind.name}.{name}: {type_}")
    assert wrong == []
