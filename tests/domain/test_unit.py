"""Units of measure: exact conversion, rounding, names of rows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory_tui.domain.errors import InvalidInput
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.unit import (
    Unit,
    available_in,
    bare_sku,
    check_increment,
    converted,
    in_order,
    nearest_exact,
    preselected,
    read_unit,
    rescaled,
    rounded,
    with_unit,
    without_unit,
)

Q = Quantity.parse
BOTTLE = Unit(1, 1, 1, "WINE/bottle", "bottle", "Bottle", primary=True)
CASE = Unit(2, 1, 2, "WINE/case", "case", "Case", rate=Decimal(12))
LITRE = Unit(3, 1, 3, "WINE/l", "l", "Litre", precision=3, rate=Decimal("1.333333333"))

units = st.builds(
    lambda rate, places: replace(CASE, rate=Decimal(rate), precision=places),
    st.sampled_from(["1", "12", "0.5", "0.333", "2.5", "144", "0.000001"]),
    st.integers(0, 4),
)


@given(units, units, st.integers(1, 10**7))
def test_what_is_converted_is_worth_the_same(origin: Unit, into: Unit, parts: int) -> None:
    quantity = Quantity(parts)
    result = converted(quantity, origin, into)
    if result is not None:
        worth = Fraction(quantity.parts) * Fraction(origin.rate)
        assert Fraction(result.parts) * Fraction(into.rate) == worth
        assert result.fits(into.precision)


@given(units, units, st.integers(1, 10**7))
def test_what_is_suggested_converts_and_nothing_nearer_does(
    origin: Unit, into: Unit, parts: int
) -> None:
    quantity = rounded(Quantity(parts), origin.precision)
    for beside in nearest_exact(quantity, origin, into):
        assert converted(beside, origin, into) is not None
        assert beside.fits(origin.precision)


@given(units, st.integers(0, 10**9))
def test_what_is_available_in_a_unit_is_rounded_down(unit: Unit, parts: int) -> None:
    there = available_in(Quantity(parts), unit)
    assert there.fits(unit.precision)
    assert Fraction(there.parts) * Fraction(unit.rate) <= parts


def test_conversions_of_bottles() -> None:
    assert converted(Q("2"), CASE, BOTTLE) == Q("24")
    assert converted(Q("30"), BOTTLE, CASE) is None
    assert nearest_exact(Q("30"), BOTTLE, CASE) == (Q("24"), Q("36"))
    assert nearest_exact(Q("5"), BOTTLE, CASE) == (Q("12"),)
    assert available_in(Q("35"), CASE) == Q("2")
    assert available_in(Q("4"), LITRE) == Q("3")


def test_an_increment_has_no_more_decimals_than_its_unit() -> None:
    assert check_increment(Q("0.25"), 2) == Q("0.25")
    with pytest.raises(InvalidInput, match="2 decimals at most"):
        check_increment(Q("0.125"), 2)
    assert rounded(Q("0.125"), 2) == Q("0.13"), "half-up"
    assert rounded(Q("0.1249"), 2) == Q("0.12")


def test_rates_are_kept_exactly() -> None:
    values = read_unit({"rate": "0.100", "priority": "-2.50"}, partial=True)
    assert (str(values["rate"]), str(values["priority"])) == ("0.1", "-2.5")
    assert str(read_unit({"rate": "120"}, partial=True)["rate"]) == "120"


def test_open_amounts_are_rescaled_exactly_or_not_at_all() -> None:
    assert rescaled(Q("4"), Q("2"), Q("3")) == Q("6")
    assert rescaled(Q("5"), Q("3"), Q("1")) is None


def test_rows_are_named_with_their_unit() -> None:
    assert with_unit("WINE", "case") == "WINE/case"
    assert with_unit("WINE", " ") == "WINE"
    assert with_unit("wine/CASE", "case") == "wine/CASE"
    assert without_unit("WINE/case", "CASE") == "WINE"
    assert without_unit("WINE", "case") == "WINE"
    assert bare_sku([BOTTLE, CASE], "WINE/bottle") == "WINE"
    assert bare_sku([BOTTLE], "WINE") == "WINE"


def test_the_primary_unit_comes_first_and_the_one_for_sale_is_offered() -> None:
    crate = replace(CASE, id=4, key="crate", priority=Decimal(5))
    assert [one.key for one in in_order([CASE, crate, BOTTLE])] == ["bottle", "crate", "case"]
    assert preselected([BOTTLE, CASE, crate]) == crate
    assert preselected([BOTTLE, replace(crate, active=False)]) == BOTTLE
    assert preselected([replace(CASE, purchasable=False)]) is None
