"""*Product Stock Options*: set for all, and at each product where it is its own."""

from __future__ import annotations

from inventory_tui.domain.fields import choice
from inventory_tui.domain.group_minimums import NO_GROUPS, GroupMinimums
from inventory_tui.domain.options.option import (
    ONLY_PRODUCT,
    PER_PRODUCT,
    Option,
    positive,
    switch,
)
from inventory_tui.domain.product import MOST_IN_A_CART, NO_MAXIMUM, Backorders
from inventory_tui.domain.quantity import ONE, ZERO, Quantity
from inventory_tui.wording import tr

SECTION = tr("Product Stock Options")

_BACKORDERS = {"0": "no", "1": "yes", "2": "notify"}
_MANAGED = ("manage_stock", "yes")


def _maximum(text: str) -> Quantity:
    """Read the most of an order; 0 or less: there is none."""
    quantity = Quantity.parse_signed(text)
    return quantity if quantity > ZERO else NO_MAXIMUM


def _show_maximum(quantity: Quantity) -> str:
    return "0" if quantity == NO_MAXIMUM else str(quantity)


def _backorders(text: str) -> Backorders:
    return Backorders(choice("no", "yes", "notify")(_BACKORDERS.get(text.strip(), text)))


STOCK_OPTIONS_OF_PRODUCTS = (
    switch(
        "manage_stock",
        tr("Manage Stock"),
        SECTION,
        True,
        tr("No: no quantity is tracked and any amount may be sold."),
        PER_PRODUCT,
        affects_salable=True,
    ),
    Option(
        "backorders",
        tr("Backorders"),
        SECTION,
        _backorders,
        str,
        Backorders.NO,
        tr("Whether more may be sold than is there; notify also tells the customer."),
        PER_PRODUCT,
        (
            ("no", tr("No Backorders")),
            ("yes", tr("Allow Qty Below 0")),
            ("notify", tr("Allow Qty Below 0 and Notify Customer")),
        ),
        affects_salable=True,
        needs=_MANAGED,
    ),
    Option(
        "max_cart_qty",
        tr("Maximum Qty Allowed in Shopping Cart"),
        SECTION,
        _maximum,
        _show_maximum,
        MOST_IN_A_CART,
        tr("An order may hold at most this many of one SKU; 0: any number."),
        PER_PRODUCT,
    ),
    Option(
        "threshold",
        tr("Out-of-Stock Threshold"),
        SECTION,
        Quantity.parse_signed,
        str,
        ZERO,
        tr(
            "Above 0: units kept back, per stock. Below 0: how far backorders may go "
            "(counts as 0 while backorders are off)."
        ),
        PER_PRODUCT,
        affects_salable=True,
        needs=_MANAGED,
    ),
    Option(
        "min_cart_qty",
        tr("Minimum Qty Allowed in Shopping Cart"),
        SECTION,
        positive,
        str,
        ONE,
        tr("An order must hold at least this many of one SKU: all customer groups."),
        PER_PRODUCT,
    ),
    Option(
        "min_cart_qty_groups",
        tr("Minimum Qty by customer group"),
        SECTION,
        GroupMinimums.parse,
        str,
        NO_GROUPS,
        tr(
            "Customer groups with a minimum of their own, such as wholesale=12 retail=2; "
            "others have the one above. A product's own minimum comes first."
        ),
    ),
    Option(
        "notify_below",
        tr("Notify for Quantity Below"),
        SECTION,
        Quantity.parse_signed,
        str,
        ONE,
        tr("Alert only: a row below it is in the low-stock list. It never lowers salable."),
        PER_PRODUCT,
        needs=_MANAGED,
    ),
    switch(
        "increments_enabled",
        tr("Enable Qty Increments"),
        SECTION,
        False,
        tr("Yes: an order may hold only multiples of Qty Increments."),
        PER_PRODUCT,
    ),
    Option(
        "increment",
        tr("Qty Increments"),
        SECTION,
        positive,
        str,
        ONE,
        tr("The multiple, where increments are enabled."),
        PER_PRODUCT,
        needs=("increments_enabled", "yes"),
    ),
    switch(
        "return_to_stock",
        tr("Automatically Return Credit Memo Item to Stock"),
        SECTION,
        False,
        tr(
            "Yes: a refund offers to return the goods to stock; No: to release them. "
            "Each line may still be told otherwise."
        ),
    ),
    switch(
        "decimals",
        tr("Qty Uses Decimals"),
        SECTION,
        False,
        tr("Yes: quantities may have up to four decimals."),
        ONLY_PRODUCT,
    ),
    switch(
        "multiple_boxes",
        tr("Allow Multiple Boxes for Shipping"),
        SECTION,
        False,
        tr("Whether one unit may ship in several boxes; shown on the product and exchanged."),
        ONLY_PRODUCT,
    ),
)
