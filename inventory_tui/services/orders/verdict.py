"""What becomes of one request for an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from inventory_tui.domain.errors import Problem
from inventory_tui.domain.order import OrderLine
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.services.orders.ware import Ware
from inventory_tui.store.orders.new_orders import NewBundle, NewLine, NewOrder

TakenLine = tuple[Ware, int, int, str, int | None, int | None, int | None]
"""The product, ordered and held (ten-thousandths), the price; of a part of a bundle which of
the order's and how much is in one; the id of the product it was chosen under."""


@dataclass(slots=True)
class Verdict:
    """What becomes of one request."""

    request: OrderRequest
    number: str
    """Its own; once written, the one it was given; of an unchanged order, the one it has."""
    problems: tuple[Problem, ...] = ()
    unchanged: bool = False
    """An order of this number with the same lines is there already."""
    order_id: int = 0
    """Of an order that is there, or is being written."""
    channel_id: int = 0
    stock_id: int = 0
    lines: tuple[TakenLine, ...] = ()
    """What it takes."""
    line_ids: Sequence[int] = ()
    """Of its lines, once it is written."""
    bundles: tuple[NewBundle, ...] = ()
    pickup_source_id: int | None = None
    backordered: Mapping[str, Quantity] | None = None
    """SKU → how much of it waits for goods, where some does."""
    expires_at: datetime | None = None
    """When it lets go of what is not paid or sent by then."""

    @property
    def accepted(self) -> bool:
        """Whether it is a new order that may be written."""
        return not self.problems and not self.unchanged

    def new_order(self, lines: Sequence[NewLine]) -> NewOrder:
        """The order to be written, once it has its ids and its number."""
        request = self.request
        return NewOrder(
            self.order_id,
            self.number,
            self.channel_id,
            self.stock_id,
            request.ship_to,
            lines,
            self.line_ids,
            self.bundles,
            request.customer_group,
            request.shipping_method,
            request.payment_method,
            request.shipping_amount,
            self.pickup_source_id,
            request.payment,
            account=request.account,
            order_type=request.order_type,
            expires_at=self.expires_at,
        )

    def plain_lines(self) -> tuple[OrderLine, ...]:
        """Its lines as they were written; none where one belongs to a composite product."""
        if any(bundle is not None or above is not None for *_, bundle, _, above in self.lines):
            return ()
        return tuple(map(_written, self.line_ids, self.lines))


def _written(id: int, taken: TakenLine) -> OrderLine:
    ware, ordered, held, price, *_ = taken
    product = ware.product
    return OrderLine(
        id,
        product.id,
        product.sku,
        product.name,
        product.type,
        Quantity(ordered),
        held=Quantity(held) if held else ZERO,
        managed=ware.rules.manage_stock,
        price=price,
        places=ware.rules.places,
    )
