"""What a shopper is told of a product, which amounts are sold, what answers a low stock.

They stand beside what orders ask of a product (*Product Stock Options*); some of both may
differ at a product in one sales channel.

Source: warehouse 1.3, *Product inventory configuration*; where multi-source 1.9 has the same
option, that one is meant: back orders, minimum, maximum, multiple, Notify for Quantity Below.
"""

from __future__ import annotations

import re

from inventory_tui.domain.options.option import (
    EVERY_SCOPE,
    ONLY_PRODUCT,
    Option,
    positive,
    switch,
    text_line,
)
from inventory_tui.domain.quantity import Quantity
from inventory_tui.wording import tr

SECTION = tr("Product Stock Options")

DEFAULT_ENGINE = "default"
"""The key of the inventory engine that takes settings as they are."""

_KEY = re.compile(r"[\w.-]{1,64}", re.ASCII)
_MOST_AMOUNTS = 100


def _key(text: str) -> str:
    # what was chosen stays readable after its package was taken away
    if text and not _KEY.fullmatch(text):
        raise ValueError(tr("write its key: letters, digits, dots, - and _ only."))
    return text.lower()


def _engine(text: str) -> str:
    return _key(text) or DEFAULT_ENGINE


def read_amounts(text: str) -> tuple[Quantity, ...]:
    """Read amounts separated by blanks or semicolons, the smallest first, each once.

    Raises:
        ValueError: One is no amount above 0, or there are more than 100.
    """
    amounts = {positive(word) for word in text.replace(";", " ").split()}
    if len(amounts) > _MOST_AMOUNTS:
        raise ValueError(tr("name at most {most} amounts.", most=_MOST_AMOUNTS))
    return tuple(sorted(amounts))


def show_amounts(amounts: tuple[Quantity, ...]) -> str:
    """The text `read_amounts` reads."""
    return " ".join(map(str, amounts))


OPTIONS_OF_SHOPS = (
    Option(
        "allowed_quantities",
        tr("Allowed Order Quantities"),
        SECTION,
        read_amounts,
        show_amounts,
        (),
        tr(
            "Where any are named, such as 6 12 24, an order holds exactly one of these amounts."
        ),
        ONLY_PRODUCT,
        apart=True,
    ),
    switch(
        "display_availability",
        tr("Display Availability"),
        SECTION,
        False,
        tr(
            "Yes: the shop says Available while more is left than Notify for Quantity "
            "Below, else Unavailable, with the availability estimate."
        ),
        EVERY_SCOPE,
        apart=True,
    ),
    switch(
        "display_quantity",
        tr("Display Stock Quantity"),
        SECTION,
        False,
        tr("Yes: the shop says how many are left."),
        EVERY_SCOPE,
        apart=True,
    ),
    Option(
        "estimate",
        tr("Availability Estimate"),
        SECTION,
        text_line,
        str,
        "",
        tr(
            "One of the availability estimates: said while the product is Unavailable "
            "and its availability is displayed."
        ),
        ONLY_PRODUCT,
        needs=("display_availability", "yes"),
        apart=True,
        listed="estimates",
    ),
    Option(
        "low_stock_action",
        tr("Low Stock Action"),
        SECTION,
        _key,
        str,
        "",
        tr(
            "What is done once when no more is left than Notify for Quantity Below; "
            "again only after there was more."
        ),
        ONLY_PRODUCT,
        needs=("manage_stock", "yes"),
        apart=True,
        listed="actions",
    ),
    Option(
        "inventory_engine",
        tr("Inventory Engine"),
        SECTION,
        _engine,
        str,
        DEFAULT_ENGINE,
        tr(
            "What orders and the shop go by: default takes the settings as they are; "
            "others are packages installed beside this program."
        ),
        ONLY_PRODUCT,
        apart=True,
        listed="engines",
    ),
)

OVERRIDABLE = (
    "backorders",
    "min_cart_qty",
    "max_cart_qty",
    "increments_enabled",
    "increment",
    "notify_below",
    "allowed_quantities",
    "display_availability",
    "display_quantity",
    "estimate",
)
"""Keys of settings a product may have otherwise in one sales channel."""
