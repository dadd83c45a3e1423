"""What every screen shares: the current source and stock, who works, on which database."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Context:
    """Row 23: the source `e` edits, the stock whose salable is shown, who, where."""

    source_id: int
    source: str
    """The source's code."""
    stock_id: int
    stock: str
    """The stock's name."""
    user: str
    database: str
    """A short name for people: ``demo``, a file's name, a server's database."""
    several_sources: bool = True
    """False while the Default Source is the only one: screens then say just *Quantity*."""
    all_stocks: bool = False
    """Whether salable is shown for every stock at once (``EU 97 · US 12``)."""
