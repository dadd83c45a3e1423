"""The products a channel shows, and what it can promise of each.

Source: the warehouse half, L-021, L-022.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from inventory_tui.domain.chunks import chunks
from inventory_tui.services.products import browsing
from inventory_tui.services.products.browsing import ProductQuery, ProductRow
from inventory_tui.services.products.salability import statuses_of
from inventory_tui.store.database import Database

_AT_ONCE = 5_000


def in_channel(
    database: Database, channel: str, query: ProductQuery, limit: int | None = None
) -> Iterator[ProductRow]:
    """Walk through the products of a query that a shop of a channel shows.

    These are enabled, listed by themselves, and on no website or on this one.  ``salable`` is
    what the channel's stock can promise to it, by the channel's own rules: units at sources
    that do not serve the channel are not among them.

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
        Refused: There is no such channel.
    """
    with database.read() as transaction:
        seller = transaction.channels.known(channel, "channel")
        as_the_stock = not seller.some_limited and not transaction.product_options.any
    words = f'{query.filter} channel:"{seller.code}"'.strip()
    asked = replace(query, filter=words, stock_id=seller.stock_id)
    rows = browsing.products(database, asked, limit)
    if as_the_stock:
        yield from rows
        return
    for some in chunks(rows, _AT_ONCE):
        with database.read() as transaction:
            ids = [row.id for row in some]
            statuses = statuses_of(transaction, ids, seller.stock_id, seller)
        for row in some:
            if row.salable is None or row.id not in statuses:
                yield row
            else:
                yield replace(row, salable=statuses[row.id].salable)
