"""What runs out where: the low-stock report, its page on screen, and the feed of shortages."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from zoneinfo import ZoneInfo

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.errors import InvalidInput
from inventory_tui.domain.filters import parse_filter
from inventory_tui.domain.low_stock import LowQuery, LowRow
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.slip import low_stock_sheet
from inventory_tui.domain.vocabularies import QUANTITIES
from inventory_tui.services.files.table_writing import guarded, write_table
from inventory_tui.services.sourcing.naming import SourceNames
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.filtering import only_source
from inventory_tui.store.quantities import low_stock as store
from inventory_tui.store.quantities.low_stock import LowStock
from inventory_tui.wording import tr

_SHEET_AT_ONCE = 1_000
COLUMNS = ("source_code", "sku", "name", "quantity", "notify_below")
"""Of the file `export` writes."""

__all__ = [
    "LowQuery",
    "LowRow",
    "Zero",
    "at_zero",
    "count",
    "export",
    "feed",
    "ids",
    "report",
    "rows",
    "sheet",
    "shortages_at_zero",
    "window",
]


@dataclass(frozen=True, slots=True)
class Zero:
    """What has nothing left where the report looks; the report itself lists only what has."""

    rows: int
    filter: str
    """Finds them in the grid of products; empty where several sources are looked at."""


def report(
    database: Database,
    *,
    source: str | None = None,
    stock: str | None = None,
    channel: str | None = None,
    filter: str = "",
    at_least: Quantity | None = None,
    at_most: Quantity | None = None,
) -> Iterator[LowRow]:
    """Walk through the report, all of one moment, the smallest quantity first.

    Args:
        source: Only at this source.
        stock: Only at the sources of this stock; ``channel``: of the stock it sells from.
        filter: In the filter language, about the row.
        at_least: Only rows with this quantity or more; ``at_most``: or less.

    Raises:
        BadFilter: The filter cannot be read.
        InvalidInput: Both a stock and a channel; ``at_least`` above ``at_most``.
        Refused: There is no such source, stock or channel.

    Source: spec 2.12.
    """
    with database.read(Permission.INVENTORY) as transaction:
        query = _query(transaction, source, stock, channel, filter, at_least, at_most)
        yield from _list(transaction, query).walk()


def export(file: str, rows: Iterator[LowRow]) -> int:
    """Write rows to a CSV file (``-``: standard output); return how many.

    Raises:
        Refused: ``bad_file``: it cannot be written there; whatever the rows themselves are
            refused for, and then no file is written.
    """
    first = next(rows, None)  # a report that is refused leaves no file behind
    cells = (
        (
            guarded(row.source),
            guarded(row.sku),
            guarded(row.name),
            row.quantity.in_files(),
            row.notify_below.in_files(),
        )
        for row in chain([first] if first else [], rows)
    )
    return write_table(file, COLUMNS, cells)


def sheet(database: Database, query: LowQuery, ids: Sequence[int], *, where: str) -> str:
    """Return these rows as plain text of 80 columns, to be printed.

    Args:
        where: What they are, for the heading: ``at berlin``.
    """
    with database.read(Permission.INVENTORY) as transaction:
        found = _list(transaction, query)
        rows = (
            rows[id]
            for some in chunks(ids, _SHEET_AT_ONCE)
            for rows in [found.rows(some)]
            for id in some
            if id in rows
        )
        return low_stock_sheet(
            rows,
            where=where,
            more_at_zero=found.at_zero(),
            at=transaction.now,
            zone=ZoneInfo(str(transaction.options.value("time_zone"))),
        )


def shortages_at_zero(
    database: Database,
    *,
    source: str | None = None,
    stock: str | None = None,
    channel: str | None = None,
    filter: str = "",
) -> int:
    """Return how many rows `report` looks at have nothing left, and are not in it."""
    with database.read(Permission.INVENTORY) as transaction:
        query = _query(transaction, source, stock, channel, filter, None, None)
        return _list(transaction, query).at_zero()


def feed(
    database: Database, *, source: str | None = None, stock: str | None = None
) -> Iterator[LowRow]:
    """Walk through all shortages, wherever they are, by source, then SKU.

    Unlike the report it holds disabled sources, items Out of Stock, and rows at zero that
    have a notify level of their own.

    Raises:
        Refused: There is no such source or stock.
    """
    with database.read(Permission.INVENTORY) as transaction:
        source_id = None if source is None else transaction.sources.known(source).id
        here = None
        if stock is not None:
            here = {link.source_id for link in transaction.stocks.known(stock).sources}
        found = store.feed(transaction.connection, transaction.options, source_id=source_id)
        yield from (row for row in found if here is None or row.source_id in here)


def ids(database: Database, query: LowQuery) -> array[int]:
    """Return the ids of all rows of a query, in order (8 bytes each).

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
    """
    with database.read(Permission.INVENTORY) as transaction:
        return _list(transaction, query).ids()


def window(database: Database, query: LowQuery, limit: int) -> list[LowRow]:
    """Return the first rows of a query."""
    with database.read(Permission.INVENTORY) as transaction:
        found = _list(transaction, query)
        first = found.first(limit)
        rows = SourceNames(transaction).of_rows(found.rows(first))
        return [rows[id] for id in first if id in rows]


def rows(database: Database, query: LowQuery, ids: Sequence[int]) -> Mapping[int, LowRow]:
    """Return these rows by id; those unassigned meanwhile are missing."""
    with database.read(Permission.INVENTORY) as transaction:
        return SourceNames(transaction).of_rows(_list(transaction, query).rows(ids))


def count(database: Database, query: LowQuery) -> int:
    """Return how many rows a query finds."""
    with database.read(Permission.INVENTORY) as transaction:
        return _list(transaction, query).count()


def at_zero(database: Database, query: LowQuery) -> Zero:
    """Return how many rows of the same scope and filter are at zero, and what finds them."""
    with database.read(Permission.INVENTORY) as transaction:
        found = _list(transaction, query).at_zero()
        filter = parse_filter(query.filter, QUANTITIES)
        if filter.keyed("source") or filter.keyed("stock"):
            at = only_source(transaction.connection, filter)
            return Zero(
                found, f"qty<=0 {query.filter}" if at and not filter.keyed("stock") else ""
            )
        here = query.source_id or query.current_source_id
        codes = {one.id: one.code for one in transaction.sources.all()}
    return Zero(
        found,
        f"source:{codes[here]} qty<=0 {query.filter}".strip() if here else "",
    )


def _query(
    transaction: Transaction,
    source: str | None,
    stock: str | None,
    channel: str | None,
    filter: str,
    at_least: Quantity | None,
    at_most: Quantity | None,
) -> LowQuery:
    if stock is not None and channel is not None:
        raise InvalidInput({"channel": tr("Name a stock or a channel, not both.")})
    if at_least is not None and at_most is not None and at_least > at_most:
        raise InvalidInput(
            {
                "min": tr(
                    "The least ({at_least}) is above the most ({at_most}).",
                    at_least=at_least,
                    at_most=at_most,
                )
            }
        )
    stock_id = None
    if stock is not None:
        stock_id = transaction.stocks.known(stock).id
    elif channel is not None:
        stock_id = transaction.stocks.of_channel(channel).id
    terms = [filter] if filter else []
    if at_least is not None:
        terms.append(f"qty>={at_least}")
    if at_most is not None:
        terms.append(f"qty<={at_most}")
    source_id = None if source is None else transaction.sources.known(source).id
    return LowQuery(" ".join(terms), source_id, stock_id)


def _list(transaction: Transaction, query: LowQuery) -> LowStock:
    return LowStock(transaction.connection, transaction.options, query)
