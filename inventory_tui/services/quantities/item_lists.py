"""Questions about source items, and about products that are named by a list of SKUs."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from inventory_tui.domain.errors import InvalidInput, Kind, Problem, Refused
from inventory_tui.domain.filters import parse_filter
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.moments import parse_moment
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.source import SourceItem
from inventory_tui.domain.stock import DEFAULT_STOCK_ID
from inventory_tui.domain.vocabularies import QUANTITIES, moment_problem
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.quantities.item_list import listed, operations_between
from inventory_tui.wording import tr

_NAMED = 20
"""So many unknown SKUs are named before the rest is only counted."""


def source_items(
    database: Database,
    filter: str = "",
    *,
    sku: str | None = None,
    source: str | None = None,
    stock_id: int = DEFAULT_STOCK_ID,
    changed_since: str | None = None,
    changed_until: str | None = None,
) -> Iterator[SourceItem]:
    """Walk through rows of products at sources, all of one moment, by source, then SKU.

    Args:
        filter: In the filter language, about the row.
        sku: Only of this product.
        source: Only at this source.
        stock_id: The stock ``salable`` and ``reserved`` are those of.
        changed_since: Only rows changed from this day or minute of the time zone set on;
            ``changed_until`` the last.

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
        InvalidInput: A day or minute cannot be read.
        Refused: There is no such product or source.
    """
    moments = {"changed_since": changed_since, "changed_until": changed_until}
    wrong = {
        field: f"{field.replace('_', ' ').capitalize()}: {problem}"
        for field, text in moments.items()
        if text is not None and (problem := moment_problem(text))
    }
    if wrong:
        raise InvalidInput(wrong)
    with database.read(Permission.INVENTORY) as transaction:
        first, last = operations_between(
            transaction.connection,
            _moment(transaction, changed_since),
            _moment(transaction, changed_until, end=True),
        )
        yield from listed(
            transaction.connection,
            transaction.options,
            parse_filter(filter, QUANTITIES),
            stock_id=stock_id,
            product_id=None if sku is None else transaction.products.known(sku).id,
            source_id=None if source is None else transaction.sources.known(source).id,
            changed_from=first,
            changed_to=last,
        )


def _moment(
    transaction: Transaction, text: str | None, *, end: bool = False
) -> datetime | None:
    if text is None:
        return None
    zone = ZoneInfo(str(transaction.options.value("time_zone")))
    today = transaction.now.astimezone(zone).date()
    return parse_moment(text, today=today, zone=zone, end=end)


def sources_of(database: Database, ids: Sequence[int]) -> list[str]:
    """Return the codes of the sources at which any of these products has a row.

    Of more than 20,000 products: the sources at which any product has one.
    """
    with database.read(Permission.INVENTORY) as transaction:
        return transaction.source_items.sources_of(ids)


def product_ids(database: Database, skus: Sequence[str]) -> array[int]:
    """Return the ids of these products, each once, in the order they are named first.

    Raises:
        Refused: Some do not exist; they are named.
    """
    with database.read(Permission.INVENTORY) as transaction:
        products = transaction.products.by_skus(skus)
        keys = dict.fromkeys(map(key_of, skus))
        missing = [sku for sku in dict.fromkeys(skus) if key_of(sku) not in products]
        if missing:
            why = {sku: transaction.products.missing(sku) for sku in missing[:_NAMED]}
            problems = [
                Problem(refused.kind, str(refused), "skus", sku) for sku, refused in why.items()
            ]
            if len(missing) > _NAMED:
                more = tr("{skus:,} more SKUs are unknown.", skus=len(missing) - _NAMED)
                problems.append(Problem(Kind.UNKNOWN_PRODUCT, more, "skus"))
            raise Refused.because(problems)
        return array("q", dict.fromkeys(products[key].id for key in keys))
