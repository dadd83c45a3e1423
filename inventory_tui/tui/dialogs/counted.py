"""How many of what, in words: ``1 product``, ``31 products``."""

from __future__ import annotations

from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.wording import tr, trn

_ONE = Quantity(10_000)


def products(count: int) -> str:
    """``31 products``."""
    return trn("{count:,} product", "{count:,} products", count)


def rows(count: int) -> str:
    """``4 rows``."""
    return trn("{count:,} row", "{count:,} rows", count)


def empty_rows(count: int) -> str:
    """``4 empty rows``."""
    return trn("{count:,} empty row", "{count:,} empty rows", count)


def sources(count: int) -> str:
    """``3 sources``."""
    return trn("{count:,} source", "{count:,} sources", count)


def stocks(count: int) -> str:
    """``3 stocks``."""
    return trn("{count:,} stock", "{count:,} stocks", count)


def channels(count: int) -> str:
    """``2 channels``."""
    return trn("{count:,} channel", "{count:,} channels", count)


def units(amount: Quantity) -> str:
    """``1 unit``, ``1,240 units``."""
    if is_one(amount):
        return tr("{units} unit", units=amount.grouped())
    return tr("{units} units", units=amount.grouped())


def signed(amount: Quantity) -> str:
    """``+1,240``, ``-3``, ``0``."""
    return f"+{amount.grouped()}" if amount > ZERO else amount.grouped()


def is_one(amount: Quantity) -> bool:
    """Whether it is spoken of as one."""
    return amount == _ONE
