"""What lists can be filtered by that know where an order stands.

Apart from the others, for who looks at products need not load what an order is.
"""

from __future__ import annotations

from inventory_tui.domain.order import OrderStatus
from inventory_tui.domain.vocabularies import MARKED, SINCE_UNTIL, Compare, Key, Vocabulary

_STATUSES = tuple(status.value for status in OrderStatus)

ORDERS = Vocabulary(
    "Orders",
    (
        Key("number", Compare.WHOLE, "the order number"),
        Key("channel", Compare.WHOLE, "the sales channel"),
        Key(
            "status",
            Compare.CHOICE,
            "where it stands",
            _STATUSES,
        ),
        Key("customer", Compare.INSIDE, "inside the customer's name or e-mail"),
        Key("sku", Compare.WHOLE, "has a line of this SKU"),
        Key("source", Compare.WHOLE, "shipped from this source"),
        *SINCE_UNTIL,
        Key("left", Compare.NUMBER, "units still to ship"),
        Key("total", Compare.NUMBER, "units ordered"),
    ),
    {"open": "something may still happen to it", **MARKED},
)
INCONSISTENCIES = Vocabulary(
    "Inconsistencies",
    (
        Key("order", Compare.WHOLE, "the order number"),
        Key("sku", Compare.WHOLE, "the whole SKU; sku:MH* begins with"),
        Key("stock", Compare.WHOLE, "in this stock"),
        Key("status", Compare.CHOICE, "where the order stands", _STATUSES),
        Key("missing", Compare.NUMBER, "how much too little is held; below 0: too much"),
    ),
    MARKED,
)
