"""The world of a case while it is played, and what its words stand for in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from typing import Any, overload

from inventory_tui.domain.history import Cause
from inventory_tui.domain.quantity import SCALE, Quantity
from inventory_tui.services import Database

CAUSE = Cause(actor="conformance", login="conformance")
BASE = "base"
_NO_SUCH = 10**12
"""Added to the number of a stock no world defines: no stock of ours counts so far."""


@dataclass(slots=True)
class Memory:
    """What a case's words stand for here; kept with the world it was built in."""

    stocks: dict[int, int] = field(default_factory=lambda: {1: 1})
    """Number of a stock in the cases → its id here."""
    website_of_store: dict[str, str] = field(default_factory=dict)
    regions: dict[str, str] = field(default_factory=dict)
    """Number of a region in the reference → its name, as sources give both."""
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    """SKU → what the world says of its own settings."""
    products: list[str] = field(default_factory=list)
    """In the order in which worlds define them."""
    decimals: bool = False
    """Whether products that do not say so are counted in fractions."""
    orders: list[str] = field(default_factory=list)
    """Numbers of the orders that were placed."""
    order_number: str | None = None
    """What the next order is called."""
    cart: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    """Number of a ledger row in the cases → its id here."""
    notes: dict[str, Any] = field(default_factory=dict)
    """What one deed leaves for the next look."""


class Shop:
    """The public services over one database, in the words of the cases."""

    def __init__(self, database: Database, memory: Memory, directory: Path) -> None:
        self.database = database
        self.memory = memory
        self.directory = directory
        """Where files may be written."""
        self.cause = CAUSE

    def stock(self, number: Any) -> str:
        """What a stock is called here, of a number in the cases."""
        return str(self.memory.stocks.get(int(number), int(number) + _NO_SUCH))

    def stock_id(self, number: Any) -> int:
        """The id of a stock here, of a number in the cases."""
        return int(self.stock(number))

    def stock_number(self, id: int) -> int:
        """The number in the cases of a stock here."""
        numbers = {own: number for number, own in self.memory.stocks.items()}
        return numbers.get(id, id)

    def website(self, words: Mapping[str, Any]) -> str:
        """The channel a case means: its website, or its store's, else the base one."""
        if store := words.get("store_code"):
            return self.memory.website_of_store.get(store, str(store))
        return str(words.get("website_code") or BASE)


def amount(number: Any) -> Quantity:
    """Read a number of a case: exactly, cut after four decimals."""
    parts = (Decimal(str(number)) * SCALE).to_integral_value(ROUND_DOWN)
    return Quantity(int(parts))


@overload
def number(quantity: Quantity) -> Decimal: ...


@overload
def number(quantity: None) -> None: ...


def number(quantity: Quantity | None) -> Decimal | None:
    """Say a quantity as the cases do."""
    return None if quantity is None else Decimal(quantity.parts) / SCALE


def typed(value: Any) -> str:
    """Say a value of a case as a person types it; nothing where it is null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def total(numbers: Iterable[Quantity]) -> Quantity:
    """Return the exact sum."""
    return Quantity(sum(one.parts for one in numbers))
