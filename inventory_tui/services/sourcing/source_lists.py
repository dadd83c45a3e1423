"""Questions about the list of sources."""

from __future__ import annotations

from inventory_tui.domain.eligibility import EVERYBODY
from inventory_tui.domain.filters import parse_filter
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.source_list import SourceQuery, SourceRow, matching, ordered
from inventory_tui.domain.vocabularies import SOURCES
from inventory_tui.services.sourcing.naming import spoken
from inventory_tui.store.database import Database


def source_rows(
    database: Database, query: SourceQuery | None = None, limit: int | None = None
) -> list[SourceRow]:
    """Return sources with the stocks they serve, filtered and ordered.

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
    """
    query = query or SourceQuery()
    kept = parse_filter(query.filter, SOURCES)
    with database.read(Permission.WAREHOUSES) as transaction:
        stocks = transaction.stocks.all()
        sources = spoken(transaction, transaction.sources.seen())
        limited = transaction.eligibility.any
        serves = transaction.eligibility.of([one.id for one in sources]) if limited else {}
    serving: dict[int, list[str]] = {}
    for stock in stocks:
        for link in stock.sources:
            serving.setdefault(link.source_id, []).append(stock.name)
    rows = [
        SourceRow(one, tuple(serving.get(one.id, ())), serves.get(one.id, EVERYBODY))
        for one in sources
    ]
    found = matching(rows, kept, query.marked)
    return ordered(found, query.sort, descending=query.descending)[:limit]
