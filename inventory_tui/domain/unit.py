"""Units of measure: what a SKU is counted in, and how the units stand to each other.

A SKU without units is counted as ever.  Its first unit takes over what is there: it is counted
on the product's own row.  Each later one is counted on a row of its own.  While there are
several, each row is called ``SKU/KEY`` (``24-MB01/box``) and none by the SKU alone, so whoever
enters a quantity has to say which unit is meant; with one, the key may be left out.

Source: the warehouse half 1.6, 1.2 (keys of units).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from inventory_tui.domain.errors import InvalidInput
from inventory_tui.domain.fields import (
    Field,
    decimal_text,
    read_form,
    show_yes_no,
    yes_no,
)
from inventory_tui.domain.labels import key_of, parse_code, parse_title
from inventory_tui.domain.quantity import ONE, PLACES, Quantity, step_of
from inventory_tui.wording import tr, trn

BETWEEN = "/"
"""Between a SKU and the key of its unit."""

_RATE = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)
_PRIORITY = re.compile(r"-?\d{1,9}(\.\d{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a SKU."""

    id: int
    base_id: int
    """The product that is counted so."""
    product_id: int
    """On whose row it is counted: the product's own of the first unit."""
    sku: str
    """What that row is called: ``24-MB01/box``, or the SKU alone of the only unit."""
    key: str
    name: str
    precision: int = 0
    """Decimal places its quantities may have."""
    increment: Quantity = ONE
    """Orders hold multiples of this."""
    rate: Decimal = Decimal(1)
    """How much of the primary unit one of it is."""
    priority: Decimal = Decimal(0)
    primary: bool = False
    purchasable: bool = True
    active: bool = True
    pricing_quantity: Quantity | None = None
    """How much of it the price is for; None: one."""
    price: str = ""
    """Exact decimal text, empty when none is known."""
    promo_price: str = ""
    version: int = 1

    @property
    def is_first(self) -> bool:
        """Whether it is counted on the product's own row."""
        return self.base_id == self.product_id

    @property
    def not_for_sale(self) -> str | None:
        """Why it cannot be ordered, or None."""
        if not self.active:
            return tr("its unit {key} is not active.", key=self.key)
        return None if self.purchasable else tr("its unit {key} is not for sale.", key=self.key)

    def values(self) -> dict[str, Any]:
        """By the names of `UNIT`."""
        names = {field.name for field in UNIT}
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name in names}


def _places(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and int(text) <= PLACES):
        raise ValueError(
            tr("enter 0 for whole units only, up to {most} decimals.", most=PLACES)
        )
    return int(text)


def _amount(text: str) -> Quantity:
    amount = Quantity.parse(text)
    if not amount:
        raise ValueError(tr("enter a number above 0."))
    return amount


def _rate(text: str) -> Decimal:
    if not _RATE.fullmatch(text) or not Decimal(text):
        raise ValueError(tr("enter a number above 0, such as 12 or 0.5 (at most 9 decimals)."))
    return plain(Decimal(text))


def _priority(text: str) -> Decimal:
    if not _PRIORITY.fullmatch(text):
        raise ValueError(tr("enter a number such as 1 or 2.5."))
    return plain(Decimal(text))


def plain(number: Decimal) -> Decimal:
    """The number without zeros at its end: one text for one number."""
    whole = number.normalize()
    return whole.quantize(Decimal(1)) if whole == whole.to_integral_value() else whole


def _unset(show: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: "" if value is None else show(value)


_UNIT, _SELLING = tr("Unit"), tr("Selling")
_YES_NO = (("yes", tr("Yes")), ("no", tr("No")))

UNIT: tuple[Field, ...] = (
    Field(
        "key",
        tr("Key"),
        parse_code,
        True,
        section=_UNIT,
        help=tr(
            "Its key behind the SKU: letters, digits, - and _; no other unit of it has it."
        ),
    ),
    Field(
        "name", tr("Name"), parse_title, True, section=_UNIT, help=tr("What people call it.")
    ),
    Field(
        "precision",
        tr("Decimals allowed"),
        _places,
        True,
        "0",
        tr("Decimal places its quantities may have; 0: whole units only."),
        _UNIT,
    ),
    Field(
        "increment",
        tr("Increment"),
        _amount,
        True,
        "1",
        tr("Orders hold multiples of it; it has no more decimals than allowed."),
        _UNIT,
    ),
    Field(
        "rate",
        tr("Rate"),
        _rate,
        True,
        "1",
        tr("How many of the primary unit one of it is: 12 of a case of 12 bottles."),
        _UNIT,
    ),
    Field(
        "primary",
        tr("Primary"),
        yes_no,
        True,
        "no",
        tr("Yes: rates are counted in it; the unit that was it before no longer is."),
        _UNIT,
        choices=_YES_NO,
        show=show_yes_no,
    ),
    Field(
        "priority",
        tr("Priority"),
        _priority,
        True,
        "0",
        tr("Of the units for sale, the one with the highest is offered first."),
        _SELLING,
    ),
    Field(
        "purchasable",
        tr("Purchasable"),
        yes_no,
        True,
        "yes",
        tr("No: it is counted, moved and converted, but cannot be ordered."),
        _SELLING,
        choices=_YES_NO,
        show=show_yes_no,
    ),
    Field(
        "active",
        tr("Active"),
        yes_no,
        True,
        "yes",
        tr("No: it is no longer in use, and cannot be ordered."),
        _SELLING,
        choices=_YES_NO,
        show=show_yes_no,
    ),
    Field(
        "pricing_quantity",
        tr("Pricing quantity"),
        _amount,
        help=tr("How much of it the price is for; empty: one."),
        section=_SELLING,
        show=_unset(str),
    ),
    Field("price", tr("Base price"), decimal_text, section=_SELLING),
    Field("promo_price", tr("Promotion price"), decimal_text, section=_SELLING),
)
"""Every field of a unit, in the order a form shows them."""

TEXTS = ("price", "promo_price")
MIRRORED = ("decimals", "increments_enabled", "increment")
"""Settings of a row that its unit decides."""
COMMON_TO_UNITS = frozenset({"enabled", "attribute_set", "visibility", "websites"})
"""What the rows of all units of a SKU have in common."""


def read_unit(typed: Mapping[str, str], *, partial: bool) -> dict[str, Any]:
    """Read ``FIELD=VALUE`` pairs into values by the names of `UNIT`.

    Raises:
        InvalidInput: Some are unknown or wrong; each has its sentence.
    """
    values = read_form(UNIT, typed, partial=partial)
    return {
        name: "" if value is None and name in TEXTS else value for name, value in values.items()
    }


def check_increment(increment: Quantity, precision: int) -> Quantity:
    """Return an increment as it is stored, rounded half-up to the unit's decimals.

    Raises:
        InvalidInput: It has more decimals than the unit.
    """
    if not increment.fits(precision):
        allowed = (
            tr("whole units only")
            if not precision
            else trn("{count} decimal at most", "{count} decimals at most", precision)
        )
        raise InvalidInput(
            {
                "increment": tr(
                    "Increment: {increment} has too many decimals, {allowed}.",
                    increment=increment,
                    allowed=allowed,
                )
            }
        )
    return rounded(increment, precision)


def rounded(quantity: Quantity, places: int) -> Quantity:
    """Round half-up to so many decimal places."""
    step = step_of(places)
    exact = (Decimal(quantity.parts) / step).to_integral_value(ROUND_HALF_UP)
    return Quantity(int(exact) * step)


def available_in(available: Quantity, unit: Unit) -> Quantity:
    """Return what an amount of the primary unit comes to in another, rounded down."""
    step = step_of(unit.precision)
    return Quantity(int(Fraction(available.parts) / Fraction(unit.rate) // step) * step)


def converted(quantity: Quantity, origin: Unit, into: Unit) -> Quantity | None:
    """Return what ``quantity`` of one unit is in another; None where it does not come out."""
    parts = Fraction(quantity.parts) * Fraction(origin.rate) / Fraction(into.rate)
    if parts.denominator != 1 or not Quantity(int(parts)).fits(into.precision):
        return None
    return Quantity(int(parts))


def nearest_exact(quantity: Quantity, origin: Unit, into: Unit) -> tuple[Quantity, ...]:
    """Return the amounts below and above that convert exactly, 0 left out."""
    ratio = Fraction(origin.rate) / Fraction(into.rate)
    step, least = Fraction(step_of(origin.precision)), step_of(into.precision)
    # the smallest number of steps whose worth is a multiple of the least amount
    steps = (step * ratio / least).denominator
    whole = int(step) * steps
    below = quantity.parts // whole * whole
    return tuple(Quantity(parts) for parts in (below, below + whole) if parts)


def rescaled(quantity: Quantity, old: Quantity, new: Quantity) -> Quantity | None:
    """Return ``quantity`` ÷ old increment × new increment; None where it does not come out."""
    parts = Fraction(quantity.parts, old.parts) * new.parts
    return Quantity(int(parts)) if parts.denominator == 1 else None


def sku_of(sku: str, key: str) -> str:
    """What the row of a unit is called while the SKU has several."""
    return f"{sku}{BETWEEN}{key}"


def with_unit(sku: str, key: str) -> str:
    """A SKU with the key of a unit given beside it; empty leaves it as it is."""
    key = key.strip()
    if not key or not sku.strip() or key_of(sku.strip()).endswith(BETWEEN + key_of(key)):
        return sku
    return sku_of(sku.strip(), key)


def without_unit(sku: str, key: str) -> str:
    """What a row is called without the unit it is counted in, where it is named with it."""
    end = sku_of("", key)
    return sku[: -len(end)] if key and key_of(sku).endswith(key_of(end)) else sku


def bare_sku(units: Iterable[Unit], product_sku: str) -> str:
    """The SKU without a unit.

    Args:
        units: All of its units.
        product_sku: What the product's own row is called.
    """
    several = list(units)
    first = next((unit for unit in several if unit.is_first), None)
    if first is None or len(several) < 2:
        return product_sku
    return product_sku[: -len(sku_of("", first.key))]


def in_order(units: Iterable[Unit]) -> list[Unit]:
    """The primary one first, then by priority, the highest first, then by key."""
    return sorted(units, key=lambda one: (not one.primary, -one.priority, key_of(one.key)))


def preselected(units: Iterable[Unit]) -> Unit | None:
    """The unit for sale with the highest priority, offered first; None where none is."""
    offered = [unit for unit in units if unit.not_for_sale is None]
    return min(offered, key=lambda one: (-one.priority, not one.primary, one.id), default=None)
