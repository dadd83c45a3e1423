"""When an order lets go of what nobody paid for or sent: asked in ``b``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from inventory_tui.domain.bookings import NEVER
from inventory_tui.domain.fields import Field
from inventory_tui.domain.history import Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order
from inventory_tui.domain.product_life import local_text
from inventory_tui.services.orders import expiries
from inventory_tui.tui import dates
from inventory_tui.tui.dialogs.palette import Entry
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.orders.order_payments import Asked
from inventory_tui.wording import tr

EXPIRES = Field(
    "expires",
    tr("Expires"),
    str,
    help=tr("2026-12-01T08:00, or from now 30m, 2h, 3d; never."),
)


def expiry_entries(order: Order, run: Callable[[Asked], object]) -> list[Entry]:
    """What can be said of when an order expires that has anything to let go.

    Args:
        run: Begins a deed that asks on a page.
    """
    begun = any(line.invoiced or line.shipped for line in order.lines)
    if not order.status.is_open or begun:
        return []
    label = tr("When it expires: order {number}", number=visible(order.number))
    return [Entry(label, "", lambda: run(partial(set_expiry, order)), "expire|booking|release")]


async def set_expiry(order: Order, page: Page) -> bool:
    """Ask when it expires, and say so."""

    async def save(typed: dict[str, str]) -> Receipt:
        done = await page.written(
            expiries.set_expiry,
            order.number,
            typed["expires"].strip() or NEVER,
            seen_version=order.version,
            cause=page.inventory.cause(),
        )
        return done.receipt

    zone = await page.read(dates.zone_of)
    now = {"expires": local_text(order.expires_at, zone) or NEVER}
    note = tr("What is not paid, invoiced or shipped by then is free again.")
    title = tr("Order {number}", number=order.number)
    if await page.form_deed(title, [EXPIRES], now, save, note=note) is None:
        return False
    page.inventory.data_written()
    return True
