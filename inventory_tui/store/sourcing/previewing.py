"""What a stock would see with other sources, by the one formula and without writing."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, and_, func, select

from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.options import Options
from inventory_tui.store.quantities.set_asides import SetAsides
from inventory_tui.store.salability.salable import computed_in, salable
from inventory_tui.store.salability.sharing import SharedSources
from inventory_tui.store.tables import stock_level


def seen(connection: Connection, stock_id: int) -> tuple[int, Quantity]:
    """Return how many products have a row in a stock, and the sum of their salable."""
    count, total = connection.execute(
        select(func.count(), func.coalesce(func.sum(stock_level.c.salable), 0)).where(
            stock_level.c.stock_id == stock_id, stock_level.c.coverage > 0
        )
    ).one()
    return int(count), Quantity(int(total or 0))


def would_see(
    connection: Connection, options: Options, stock_id: int, sources: Mapping[int, bool]
) -> tuple[int, Quantity]:
    """Return what `seen` would, were these the sources of the stock.

    Args:
        stock_id: 0 for a stock that does not exist yet.
        sources: Ids, with whether what lies there would count.
    """
    set_asides = SetAsides(connection)
    pairs = computed_in(options, None, stock_id, sources, any_aside=set_asides.any).subquery(
        "pairs"
    )
    reserved = func.coalesce(stock_level.c.reserved, 0)
    number = salable(
        pairs.c.managed,
        pairs.c.coverage,
        pairs.c.on_hand,
        reserved,
        pairs.c.threshold,
        set_aside=pairs.c.set_aside,
    )
    count, total = connection.execute(
        select(func.count(), func.coalesce(func.sum(number), 0))
        .select_from(pairs)
        .outerjoin(
            stock_level,
            and_(
                stock_level.c.stock_id == stock_id,
                stock_level.c.product_id == pairs.c.product_id,
            ),
        )
    ).one()
    elsewhere = 0
    shared = SharedSources(connection, options, set_asides)
    if shared.protected:
        counting = [id for id, counts in sources.items() if counts]
        elsewhere = shared.what_if(links={stock_id: counting}).sum(stock_id)
    return int(count), Quantity(int(total or 0) - elsewhere)
