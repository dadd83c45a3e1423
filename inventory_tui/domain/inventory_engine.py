"""Inventory engines: what orders and the shop go by for one product in one sales channel.

The engine *default* answers with the settings as they are.  Another package may bring one
that answers otherwise (more may be ordered at Christmas; an estimate from the supplier's
calendar): any object with the attributes of `InventoryEngine`, most easily a `DefaultEngine`
of another key with some answers replaced.  It is chosen product by product.

Stocks keep what they can promise by the settings alone; what an engine says of back orders
decides which orders are accepted.  So does its threshold decide what the shop says, while
low-stock actions go by *Notify for Quantity Below*.

Source: warehouse 1.3, *Extension point InventoryEngine*.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from inventory_tui.domain.options.shop import DEFAULT_ENGINE
from inventory_tui.domain.product import NO_MAXIMUM, Backorders, StockRules
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.wording import tr

ENGINES = "inventory_tui.inventory_engines"
"""The entry point group other packages register their engines under, by key."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings of one product that hold in one sales channel, all fallbacks applied."""

    sku: str
    channel: str
    """Its code; empty: whoever sells it."""
    rules: StockRules
    display_availability: bool = False
    display_quantity: bool = False
    estimate: str = ""
    """Title of its availability estimate."""
    engine: str = DEFAULT_ENGINE
    """Key of the engine it was chosen to go by."""


@runtime_checkable
class InventoryEngine(Protocol):
    """What a package brings."""

    @property
    def key(self) -> str:
        """Its name: letters, digits, dots, - and _, as its entry point is called."""

    def label(self, language: str) -> str:
        """What people call it."""

    def minimum(self, of: Configuration) -> Quantity:
        """The least an order may hold."""

    def maximum(self, of: Configuration) -> Quantity:
        """The most an order may hold; 0 or less: any number."""

    def multiple(self, of: Configuration) -> Quantity:
        """What orders hold multiples of; 0: any amount."""

    def allowed(self, of: Configuration) -> tuple[Quantity, ...]:
        """The only amounts orders may hold; none: any."""

    def threshold(self, of: Configuration) -> Quantity:
        """The shop says Unavailable where no more than this is left."""

    def backorders(self, of: Configuration) -> Backorders:
        """Whether orders may go beyond what is there."""

    def display_availability(self, of: Configuration) -> bool:
        """Whether the shop says Available or Unavailable."""

    def display_quantity(self, of: Configuration) -> bool:
        """Whether the shop says how many are left."""

    def estimate(self, of: Configuration) -> str:
        """What the shop says of goods it does not have; empty: nothing."""


class DefaultEngine:
    """The settings as they are; a package's engine may be one with another key."""

    key = DEFAULT_ENGINE

    def label(self, language: str) -> str:
        """What people call it."""
        return tr("Default")

    def minimum(self, of: Configuration) -> Quantity:
        """The least an order may hold."""
        return of.rules.min_cart_qty

    def maximum(self, of: Configuration) -> Quantity:
        """The most an order may hold; 0: any number."""
        return ZERO if of.rules.max_cart_qty == NO_MAXIMUM else of.rules.max_cart_qty

    def multiple(self, of: Configuration) -> Quantity:
        """What orders hold multiples of; 0: any amount."""
        return of.rules.multiple

    def allowed(self, of: Configuration) -> tuple[Quantity, ...]:
        """The only amounts orders may hold; none: any."""
        return of.rules.allowed_quantities

    def threshold(self, of: Configuration) -> Quantity:
        """The shop says Unavailable where no more than this is left."""
        return of.rules.notify_below

    def backorders(self, of: Configuration) -> Backorders:
        """Whether orders may go beyond what is there."""
        return of.rules.backorders

    def display_availability(self, of: Configuration) -> bool:
        """Whether the shop says Available or Unavailable."""
        return of.display_availability

    def display_quantity(self, of: Configuration) -> bool:
        """Whether the shop says how many are left."""
        return of.display_quantity

    def estimate(self, of: Configuration) -> str:
        """What the shop says of goods it does not have; empty: nothing."""
        return of.estimate


def asked(engine: InventoryEngine, of: Configuration) -> Configuration:
    """Return what holds once an engine has answered.

    Raises:
        ValueError: An answer is none: of another type, or an amount that cannot be.
    """
    rules = of.rules
    least, most = _amount(engine.minimum(of)), _amount(engine.maximum(of))
    multiple = _amount(engine.multiple(of))
    if least <= ZERO or multiple < ZERO:
        raise ValueError(tr("its minimum or multiple is no amount"))
    allowed = tuple(_amount(one) for one in engine.allowed(of))
    return replace(
        of,
        rules=replace(
            rules,
            min_cart_qty=least,
            owns_min_cart_qty=rules.owns_min_cart_qty or least != rules.min_cart_qty,
            max_cart_qty=most if most > ZERO else NO_MAXIMUM,
            increments_enabled=multiple > ZERO,
            increment=multiple if multiple > ZERO else rules.increment,
            allowed_quantities=allowed,
            notify_below=_amount(engine.threshold(of)),
            backorders=Backorders(engine.backorders(of)),
        ),
        display_availability=bool(engine.display_availability(of)),
        display_quantity=bool(engine.display_quantity(of)),
        estimate=str(engine.estimate(of)),
    )


def _amount(answer: object) -> Quantity:
    if not isinstance(answer, Quantity):
        raise ValueError(tr("it answered {answer!r} where a Quantity belongs", answer=answer))
    return answer
