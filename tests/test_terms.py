"""Text is never code: the one serializer, fuzzed."""

import clingo
from hypothesis import given
from hypothesis import strategies as st

from checker import terms


@given(st.text())
def test_any_text_is_one_string_term(text):
    symbol = clingo.parse_term(terms.quoted(text))
    assert symbol.type == clingo.SymbolType.String


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"])))
def test_printable_text_comes_back_as_it_was(text):
    assert clingo.parse_term(terms.quoted(text)).string == text


@given(st.text())
def test_a_name_is_a_constant_or_a_string(text):
    symbol = clingo.parse_term(terms.name(text))
    plain = symbol.type == clingo.SymbolType.Function and not symbol.arguments
    assert plain or symbol.type == clingo.SymbolType.String


@given(st.integers(min_value=-(10**18), max_value=10**18))
def test_money_never_becomes_an_integer(cents):
    symbol = clingo.parse_term(terms.money(cents))
    assert symbol.type == clingo.SymbolType.String
    whole, _, rest = symbol.string.lstrip("-").partition(".")
    assert int(whole) * 100 + int(rest) == abs(cents)


@given(st.integers())
def test_integers_stay_within_32_bits(value):
    assert abs(clingo.parse_term(terms.number(value)).number) < 2**31


def test_an_atom_in_a_text_stays_text():
    text = '"). violated(x'
    program = f"seen({terms.quoted(text)})."
    control = clingo.Control()
    control.add("base", [], program)
    control.ground([("base", [])])
    atoms = [str(atom.symbol) for atom in control.symbolic_atoms]
    assert len(atoms) == 1
    assert atoms[0].startswith("seen(")
