"""What lists can be filtered by that know where an order stands.

Apart from the others, for who looks at products need not load what an order is.
"""

from __future__ import annotations

from inventory_tui.domain.order import OrderStatus
from inventory_tui.domain.vocabularies import MARKED, SINCE_UNTIL, Compare, Key, Vocabulary
from inventory_tui.wording import tr

_STATUSES = tuple(status.value for status in OrderStatus)

ORDERS = Vocabulary(
    tr("Orders"),
    (
        Key("number", Compare.WHOLE, tr("the order number")),
        Key("channel", Compare.WHOLE, tr("the sales channel")),
        Key(
            "status",
            Compare.CHOICE,
            tr("where it stands"),
            _STATUSES,
        ),
        Key("customer", Compare.INSIDE, tr("inside the customer's name or e-mail")),
        Key("sku", Compare.WHOLE, tr("has a line of this SKU")),
        Key("source", Compare.WHOLE, tr("shipped from this source")),
        *SINCE_UNTIL,
        Key("left", Compare.NUMBER, tr("units still to ship")),
        Key("total", Compare.NUMBER, tr("units ordered")),
    ),
    {"open": tr("something may still happen to it"), **MARKED},
)
INCONSISTENCIES = Vocabulary(
    tr("Inconsistencies"),
    (
        Key("order", Compare.WHOLE, tr("the order number")),
        Key("sku", Compare.WHOLE, tr("the whole SKU; sku:MH* begins with")),
        Key("stock", Compare.WHOLE, tr("in this stock")),
        Key("status", Compare.CHOICE, tr("where the order stands"), _STATUSES),
        Key("missing", Compare.NUMBER, tr("how much too little is held; below 0: too much")),
    ),
    MARKED,
)
