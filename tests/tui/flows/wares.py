"""What the flows about shipments, invoices and pickup share: goods of any type, bought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from textual.pilot import Pilot

from inventory_tui.domain.order_request import OrderRequest, RequestedLine
from inventory_tui.services.orders import ordering
from tests.services.shopping import amount
from tests.tui.flows.office import CLERK, compose, words
from tests.tui.flows.selling import sell_from
from tests.world import World

PAGE = ("4", "2", "enter")
"""Keys: the page of order 42."""
_MADE = {"configurable": 1, "grouped": 2, "bundle": 2}
"""Types made of others, and how many of its two parts are bought with one of it."""


@dataclass(frozen=True)
class Wares:
    """A product, and what a stock holds of it."""

    world: World
    kind: str
    stock: str
    source: str
    """Where all of it lies."""
    skus: tuple[str, ...]
    """What leaves a source when one of it is bought."""
    sku: str = "GOODS"

    def bought(self, count: int, **given: Any) -> None:
        """What a shopper does: order 42."""
        wanted = amount(count)
        lines: tuple[RequestedLine, ...] = (RequestedLine(self.sku, wanted),)
        if self.kind in ("configurable", "grouped"):
            lines = tuple(RequestedLine(sku, wanted, chosen_as=self.sku) for sku in self.skus)
        asked = OrderRequest("base", lines, "000000042", **given)
        ordering.place(self.world.database, asked, cause=CLERK)


def stocked(world: World, kind: str, stock: str, there: int, sku: str = "GOODS") -> Wares:
    """Put so much of a product of a type into a stock that sells to ``base``.

    Args:
        kind: ``virtual bundle`` is one of parts that never ship.
    """
    virtual, made = "virtual" in kind, kind.removeprefix("virtual ")
    stock, source = sell_from(world, stock)
    if made not in _MADE:
        world.product(sku, type=made, **{source: there})
        return Wares(world, made, stock, source, (sku,), sku)
    parts = (f"{sku}-1", f"{sku}-2")
    world.products(*parts, type="virtual" if virtual else "simple", **{source: there})
    compose(world.database, sku, made, dict.fromkeys(parts, 1))
    return Wares(world, made, stock, source, parts[: _MADE[made]], sku)


def counted(pilot: Pilot[int], sku: str) -> list[str]:
    """Of a line of an open order: ordered, invoiced, shipped, cancelled, refunded, salable."""
    return words(pilot, f"{sku} ")[1:]
