"""Orders of another system, with the figures they have there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from inventory_tui.domain.order import Address, Event, OrderLine, OrderStatus
from inventory_tui.domain.order_request import NOWHERE
from inventory_tui.domain.product import ProductType
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.wording import tr

COUNTS = ("invoiced", "shipped", "cancelled", "refunded")


@dataclass(frozen=True, slots=True)
class StoredLine:
    """One line; what happened to it is counted in units.

    A line of a composite has its parts below it.  Where the other system counts on the line
    of the composite, the parts take their share of it.
    """

    sku: str
    ordered: Quantity
    invoiced: Quantity = ZERO
    shipped: Quantity = ZERO
    cancelled: Quantity = ZERO
    refunded: Quantity = ZERO
    price: str = ""
    type: ProductType | None = None
    """What it counted as; None: as its product does now."""
    chosen_as: str = ""
    """SKU of the configurable or grouped product it was chosen under."""
    parts: tuple[StoredLine, ...] = ()

    def shared_out(self) -> Iterator[StoredLine]:
        """Yield the parts, each with its share of what is counted here.

        Raises:
            ValueError: A share is no whole number of ten-thousandths.
        """
        for part in self.parts:
            yield replace(
                part,
                invoiced=self._share(part, self.invoiced, part.invoiced),
                shipped=self._share(part, self.shipped, part.shipped),
                cancelled=self._share(part, self.cancelled, part.cancelled),
                refunded=self._share(part, self.refunded, part.refunded),
            )

    def _share(self, part: StoredLine, mine: Quantity, its: Quantity) -> Quantity:
        """What is counted of a part: its own, else its share of what is counted here."""
        share, rest = divmod(mine.parts * part.ordered.parts, self.ordered.parts)
        if rest and not its:
            raise ValueError(
                tr(
                    "{mine} of {ordered} cannot be shared out to {sku}.",
                    mine=mine,
                    ordered=self.ordered,
                    sku=part.sku,
                )
            )
        return its or Quantity(share)


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row of the ledger that is taken over with an order."""

    sku: str
    quantity: Quantity
    """Below 0 it holds."""
    event: Event = Event.ORDER_PLACED


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """An order with what happened to it elsewhere."""

    number: str
    channel: str
    lines: tuple[StoredLine, ...]
    status: OrderStatus | None = None
    """None: what follows from its lines."""
    placed_at: datetime | None = None
    """None: now."""
    ship_to: Address = NOWHERE
    customer_group: str = ""
    reservations: tuple[StoredRow, ...] = ()
    row: int | None = None
    """Line of the file it began on."""
    account: str = ""
    """Whom it is billed to; sources may be kept for some."""
    order_type: str = ""
    expires: str = ""
    """When it lets go of what is not paid or sent by then (`domain.bookings.read_expiry`);
    empty: never.  What is invoiced, shipped or finished already does not expire."""


def released(line: OrderLine) -> Quantity:
    """Return what of the refunded units had not left a source when they were refunded.

    Units that had not left are refunded first: of what was invoiced, or where more was
    refunded than ever invoiced, of the whole line.

    Source: spec 2.2, *Credit memo Refunded, mix*.
    """
    whole = line.ordered - line.cancelled
    claimed = line.invoiced if line.invoiced >= line.refunded else whole
    there = min(claimed, whole) - line.gone
    return max(min(line.refunded, there), ZERO)
