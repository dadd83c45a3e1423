"""What a low-stock action is, and what it is told.

Another package brings one by the entry point group `ACTIONS`: any object with the attributes
of `LowStockAction`, or a class of such without arguments, called like its key.  One of a key
that is there already takes its place.

::

    class Reorder:
        key = "acme-reorder"
        priority = 50

        def label(self, language: str) -> str:
            return "Order it from ACME"

        def execute(self, low: LowStock) -> str:
            acme.order(low.sku, low.threshold - low.available, reference=low.key)
            return "ordered from ACME"

Source: warehouse 1.4, *Low stock actions (extension point)*.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from inventory_tui.domain.history import Cause
from inventory_tui.domain.quantity import Quantity
from inventory_tui.wording import tr

ACTIONS = "inventory_tui.low_stock_actions"
"""The entry point group of actions, by key."""


@dataclass(frozen=True, slots=True)
class LowStock:
    """One product that came down to its threshold, and what an action may do about it."""

    id: int
    """Of the crossing: the same each time its action is tried again."""
    product_id: int
    sku: str
    name: str
    available: Quantity
    """On hand at active sources less what is set aside and reserved, when it crossed."""
    threshold: Quantity
    """Notify for Quantity Below."""
    at: datetime
    operation: int
    """The deed that caused it."""
    actor: str
    """Who did that deed."""
    attempt: int
    """1 the first time."""
    database: Any
    """Handed to services (`inventory_tui.services.Database`) that the action calls."""
    cause: Cause
    """Handed to services that write."""
    machine: Machine

    @property
    def key(self) -> str:
        """Names the crossing for other programs: the same each time it is tried again."""
        return f"low-stock-{self.operation}-{self.product_id}"

    def message(self, action: str) -> dict[str, Any]:
        """What other programs are told, as JSON."""
        return {
            "id": self.key,
            "kind": "low_stock_action",
            "action": action,
            "sku": self.sku,
            "product": self.name,
            "available": str(self.available),
            "threshold": str(self.threshold),
            "operation": self.operation,
            "actor": self.actor,
            "at": self.at.isoformat().replace("+00:00", "Z"),
            "text": self.sentence,
        }

    @property
    def sentence(self) -> str:
        """What happened, for people."""
        return tr(
            "{sku} is low: {available} available, notify below {threshold}",
            sku=self.sku,
            available=self.available,
            threshold=self.threshold,
        )


@dataclass(frozen=True, slots=True)
class Machine:
    """Where this machine lets messages go, and what it lets run (`inventory_tui.settings`)."""

    file: str = ""
    command: tuple[str, ...] = ()
    webhook: str = ""
    low_stock_command: tuple[str, ...] = ()
    timeout_s: float = 10.0


@runtime_checkable
class LowStockAction(Protocol):
    """What a package brings."""

    @property
    def key(self) -> str:
        """Its name: letters, digits, dots, - and _."""

    @property
    def priority(self) -> int:
        """Pickers show the smallest first; the built-in ones begin at 10."""

    def label(self, language: str) -> str:
        """What people call it."""

    def execute(self, low: LowStock) -> str | None:
        """Do it; say what was done, if anything.  It may be tried again after it failed."""
