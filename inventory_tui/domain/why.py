"""A salable number and the terms it follows from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inventory_tui.domain.quantity import Quantity


@dataclass(frozen=True, slots=True)
class WhyTerm:
    """One summand."""

    term: str
    """``on_hand``, ``safety``, ``damaged``, ``quality_check``, ``held``, ``threshold``,
    ``reserved``, ``promised_elsewhere``, ``not_eligible`` or what keeps
    it from being sold: ``not_in_stock``, ``not_managed``, ``disabled``, ``unit``,
    ``composite``; ``part`` is one of its; ``on_the_road`` and ``incoming`` are no stock yet."""
    value: Quantity
    why: str
    source: str | None = None
    order: str | None = None
    placed_at: datetime | None = None
    counts: bool = True
    """False for a source whose units are there but do not count."""


@dataclass(frozen=True, slots=True)
class Why:
    """What one stock can promise of one product, and what it follows from."""

    sku: str
    stock: str
    salable: Quantity | None
    """None where stock is not managed, and of composites, which have no own number."""
    is_salable: bool
    terms: tuple[WhyTerm, ...]
    """Their values sum to ``salable``."""
    channel: str = ""
    """The code of the channel it is promised to; empty: to whoever sells from the stock."""
