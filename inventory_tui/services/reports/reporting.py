"""Reports: the history of every deed, and what each stock may promise."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.filters import parse_filter, quoted
from inventory_tui.domain.history import Effect, Operation, Row
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.stock import SalesChannel
from inventory_tui.domain.vocabularies import HISTORY, moment_problem
from inventory_tui.services.products.channel_levels import (
    barred_from_channel,
    more_by_own_rules,
)
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.history.effects import Effects
from inventory_tui.wording import tr

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class StockSum:
    """What one stock holds and may promise, over all its products."""

    stock_id: int
    stock: str
    products: int
    on_hand: Quantity
    reserved: Quantity
    salable: Quantity
    """A product's negative counts as it is; unmanaged products count nothing."""


@dataclass(frozen=True, slots=True)
class ChannelSum:
    """What one sales channel may sell, over all products of its stock."""

    channel_id: int
    channel: str
    """Its code."""
    name: str
    stock: StockSum


def history_ids(database: Database, filter: str = "") -> array[int]:
    """Return the ids of the deeds a filter keeps (language of `HISTORY`), newest first.

    Raises:
        InvalidInput: The filter cannot be read.
    """
    with database.read() as transaction:
        return _ids(transaction, filter)


def operations(database: Database, ids: Sequence[int]) -> dict[int, Operation]:
    """Return the deeds with these ids."""
    with database.read() as transaction:
        return transaction.history.page(ids)


def effect_ids(database: Database, operation: int) -> array[int]:
    """Return a number for each line of what one deed did (see `effects`), by SKU.

    Raises:
        Refused: There is no such operation.
    """
    with database.read() as transaction:
        one = _known(transaction, operation)
        return Effects(transaction.connection, one).ids()


def effects(database: Database, operation: int, ids: Sequence[int]) -> dict[int, Effect]:
    """Return these lines of what one deed did.

    Raises:
        Refused: There is no such operation.
    """
    with database.read() as transaction:
        one = _known(transaction, operation)
        return Effects(transaction.connection, one).rows(ids)


def _known(transaction: Transaction, operation: int) -> Operation:
    one = transaction.history.get(operation)
    if one is None:
        raise Refused(
            Kind.UNKNOWN_OPERATION,
            tr("There is no operation {operation} in the history.", operation=operation),
        )
    return one


def history(
    database: Database,
    *,
    sku: str | None = None,
    source: str | None = None,
    actor: str | None = None,
    since: str | None = None,
    until: str | None = None,
    filter: str = "",
) -> Iterator[Row]:
    """Yield every row of the history, the newest deed first; one read, one moment's truth.

    Args:
        sku: Only rows about this product, whatever its SKU is today.
        source: Only rows about this source.
        since: First day (or minute) of the time zone set; ``until`` the last.
        filter: More terms of the history's filter language.

    Raises:
        InvalidInput: A date or the filter cannot be read.
        Refused: The product or source is unknown.
    """
    terms = [filter] if filter else []
    days = {"since": since, "until": until}
    wrong = {
        key: f"{key.capitalize()}: {problem}"
        for key, text in days.items()
        if text is not None and (problem := moment_problem(text))
    }
    if wrong:
        raise InvalidInput(wrong)
    for key, value in {"actor": actor, **days}.items():
        if value is not None:
            terms.append(f"{key}:{quoted(value)}")
    with database.read() as transaction:
        product_ids = source_ids = None
        if sku is not None:
            product_ids = transaction.history.product_ids(sku)
            if not product_ids:
                transaction.products.known(sku)
            terms.append(f"sku:{quoted(sku)}")
        if source is not None:
            source_ids = [transaction.sources.known(source).id]
            terms.append(f"source:{quoted(source)}")
        ids = _ids(transaction, " ".join(terms))
        for some in chunks(ids, _AT_ONCE):
            yield from transaction.history.rows(
                some, product_ids=product_ids, source_ids=source_ids
            )


def salable(database: Database, channel: str | None = None) -> list[StockSum]:
    """Return the sums of every stock, or of the one a channel sells from.

    Raises:
        Refused: There is no such channel.
    """
    with database.read() as transaction:
        if channel is not None:
            seller = transaction.channels.known(channel)
            stock = transaction.stocks.get(seller.stock_id)
            sums = transaction.levels.sums()
            whole = StockSum(stock.id, stock.name, *sums.get(stock.id, (0, ZERO, ZERO, ZERO)))
            return [_for_channel(transaction, whole, seller)]
        stocks, sums = transaction.stocks.all(), transaction.levels.sums()
        return [
            StockSum(stock.id, stock.name, *sums.get(stock.id, (0, ZERO, ZERO, ZERO)))
            for stock in stocks
        ]


def salable_by_channel(database: Database) -> list[ChannelSum]:
    """Return what each channel may sell: the default channel first, then by code."""
    sums = {one.stock_id: one for one in salable(database)}
    with database.read() as transaction:
        return [
            ChannelSum(
                one.id, one.code, one.name, _for_channel(transaction, sums[one.stock_id], one)
            )
            for one in transaction.channels.all()
            if one.stock_id in sums
        ]


def _for_channel(transaction: Transaction, whole: StockSum, channel: SalesChannel) -> StockSum:
    """What of a stock's sums one of its channels may sell."""
    salable = whole.salable
    if barred := barred_from_channel(transaction, channel):
        lost = transaction.eligibility.withheld_in_all(whole.stock_id, barred)
        salable = salable - Quantity(lost)
    return replace(whole, salable=salable + more_by_own_rules(transaction, channel))


def _ids(transaction: Transaction, filter: str) -> array[int]:
    zone = ZoneInfo(str(transaction.options.value("time_zone")))
    return transaction.history.ids(
        parse_filter(filter, HISTORY), now=transaction.now, zone=zone
    )
