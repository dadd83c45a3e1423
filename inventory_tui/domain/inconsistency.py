"""Reservations that are not what their order asks for, and what would put them right.

Source: spec 2.2 (invariant, manual compensation), 2.10.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inventory_tui.domain.order import OrderStatus
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.wording import tr

_ZEROS_BEYOND = re.compile(r"(\.\d{4})0+$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """One product of an order whose reservations in a stock are not what they should be."""

    order_id: int
    order: str
    status: OrderStatus
    product_id: int
    sku: str
    stock_id: int
    stock: str
    reserved: Quantity
    """The signed sum of its reservations there: -7 holds seven."""
    expected: Quantity
    """What that sum should be: minus what is open, and 0 in any other stock."""
    initial_missing: bool
    """No row says that placing the order held anything."""

    @property
    def compensation(self) -> Quantity:
        """What added to the reservations puts them right."""
        return self.expected - self.reserved

    @property
    def missing(self) -> Quantity:
        """How much too little is held; below 0: too much."""
        return self.reserved - self.expected

    def argument(self) -> str:
        """``ORDER:SKU:QTY:STOCK``, as a compensation is asked for."""
        return f"{self.order}:{self.sku}:{_six_decimals(self.compensation)}:{self.stock_id}"


def lines(found: Iterable[Inconsistency], *, raw: bool = False) -> Iterator[str]:
    """Yield inconsistencies as text: raw to be piped on, else a heading for each order.

    Source: spec 2.10.
    """
    order = None
    for one in found:
        if raw:
            yield one.argument()
            continue
        if one.order_id != order:
            order = one.order_id
            yield tr("Order {order}:", order=one.order)
        yield (
            tr(
                "  - Product {sku} should be compensated by {compensation} for stock "
                "{stock_id}",
                sku=one.sku,
                compensation=_six_decimals(one.compensation, sign=True),
                stock_id=one.stock_id,
            )
        )


def _six_decimals(quantity: Quantity, *, sign: bool = False) -> str:
    plus = "+" if sign and quantity > ZERO else ""
    return f"{plus}{quantity.in_files()}00"


@dataclass(frozen=True, slots=True)
class Asked:
    """A compensation as it was asked for, not looked up yet."""

    text: str
    order: str
    sku: str
    amount: str
    stock: str
    """Its name or id."""

    @property
    def quantity(self) -> Quantity:
        """The signed amount; 0, which compensates nothing, where it is no number.

        Zeros beyond the fourth decimal are let through: raw output has six.
        """
        try:
            return Quantity.parse_signed(_ZEROS_BEYOND.sub(r"\1", self.amount.strip()))
        except ValueError:
            return ZERO

    def splits(self) -> Iterator[Asked]:
        """Yield the other ways to read it: order numbers may hold a colon too."""
        parts = f"{self.order}:{self.sku}".split(":")
        for cut in range(2, len(parts)):
            order, sku = ":".join(parts[:cut]), ":".join(parts[cut:])
            yield Asked(self.text, order, sku, self.amount, self.stock)


def parse_asked(text: str) -> Asked:
    """Read ``ORDER:SKU:QTY:STOCK``; the SKU is what remains after cutting from both ends.

    Raises:
        ValueError: It has fewer than four parts, or one of them is empty.
    """
    parts = text.strip().split(":")
    if len(parts) < 4 or not all((parts[0], ":".join(parts[1:-2]), parts[-2], parts[-1])):
        raise ValueError(tr("{text!r} is not ORDER:SKU:QTY:STOCK.", text=text.strip()))
    order, *sku, amount, stock = parts
    return Asked(text.strip(), order, ":".join(sku), amount, stock)
