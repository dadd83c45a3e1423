"""Which goods of an order could come back to a source: the tick *Return to Stock*."""

from __future__ import annotations

from inventory_tui.domain.permissions import Permission
from inventory_tui.services.shipping.goods import is_counted
from inventory_tui.store.database import Database


def returnable(database: Database, number: str) -> dict[int, bool]:
    """Return, by line id, whether goods of a line can be returned to stock.

    They can while quantities of the product are counted: of a variation its own setting
    decides, not that of the product it was chosen under.

    Raises:
        Refused: ``unknown_order``.

    Source: spec 1.6 (configurable), 2.2, R8.
    """
    with database.read(Permission.ORDER_VIEW) as transaction:
        order = transaction.orders.known(number)
        managed = transaction.products.managed({line.product_id for line in order.lines})
        return {line.id: is_counted(line, managed) for line in order.lines}
