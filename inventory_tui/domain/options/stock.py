"""*Stock Options*: how orders, cancellations and the catalogue treat what is there."""

from __future__ import annotations

from inventory_tui.domain.bookings import LONGEST_MINUTES
from inventory_tui.domain.options.option import PER_CHANNEL, Option, switch
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.wording import tr

SECTION = tr("Stock Options")


def _minutes(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > LONGEST_MINUTES:
        raise ValueError(
            tr(
                "enter whole minutes from 0 (never) to {most}.",
                most=LONGEST_MINUTES,
            )
        )
    return int(text)


STOCK_OPTIONS = (
    switch(
        "reserve_on_placement",
        tr("Decrease Stock When Order is Placed"),
        SECTION,
        True,
        tr("Yes: placing an order holds its units. No: nothing is held until goods ship."),
    ),
    switch(
        "in_stock_on_cancel",
        tr("Set Items' Status to be In Stock When Order is Cancelled"),
        SECTION,
        True,
        tr(
            "Yes: goods that come back (a return, a cancelled shipment) set their row In "
            "Stock again when its quantity is above the threshold. No: a row that is Out "
            "of Stock stays so."
        ),
    ),
    switch(
        "show_out_of_stock",
        tr("Display Out of Stock Products"),
        SECTION,
        False,
        tr(
            "Yes: a product that is out of stock is still listed in the shop, and "
            "customers may ask to be told when it is back. No: it is not listed until it "
            "is back."
        ),
    ),
    Option(
        "only_x_left",
        tr("Only X left Threshold"),
        SECTION,
        Quantity.parse,
        str,
        ZERO,
        tr(
            "The shop says “Only 3 left” when a stock can promise this many or fewer; 0: never."
        ),
        PER_CHANNEL,
    ),
    switch(
        "show_availability",
        tr("Display Products Availability in Stock on Storefront"),
        SECTION,
        True,
        tr(
            "Yes: the shop says “Availability: In Stock” or “Out of Stock”. No: it says "
            "neither."
        ),
        PER_CHANNEL,
    ),
    switch(
        "check_cart_on_load",
        tr("Enable Inventory Check On Cart Load"),
        SECTION,
        True,
        tr(
            "Yes: checking an order before it is placed also looks at what is in stock. "
            "No: only at amounts; what is missing is told when it is placed."
        ),
    ),
    switch(
        "synchronize_with_catalog",
        tr("Synchronize with Catalog"),
        SECTION,
        False,
        tr(
            "Yes: a product that becomes of a type without quantities loses its rows at "
            "sources. No: the change is refused while units lie there. Renaming and "
            "deleting always take the rows along."
        ),
    ),
    Option(
        "booking_minutes",
        tr("Bookings Expire After"),
        SECTION,
        _minutes,
        str,
        0,
        tr(
            "Minutes after which an order that is not paid, invoiced or shipped lets go "
            "of what it holds; 0: never. An order may be placed with a date of its own."
        ),
        PER_CHANNEL,
    ),
)
