"""Whom sources serve: the deed, and what follows for what stocks may promise.

A source serves every channel of its stocks, or those it lists; what it holds counts for a
stock as long as it serves one of the stock's channels.  For one channel, or one customer,
what lies at sources that do not serve it is kept out (`services.orders.entitled`).

Source: the warehouse half, 1.0, 1.1.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from inventory_tui.domain.eligibility import (
    parse_channels,
    show_channels,
    show_names,
    show_order_types,
)
from inventory_tui.domain.errors import InvalidInput
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.services import Database
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.services.sourcing.source_state import SourceState


def set_eligibility(
    database: Database,
    code: str,
    channels: Sequence[str] | None = None,
    *,
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
    accounts: Sequence[str] | None = None,
    groups: Sequence[str] | None = None,
    order_types: dict[str, int] | None = None,
    seen_version: int | None = None,
    cause: Cause,
) -> Receipt:
    """Say whom a source serves; what is None stays.

    Args:
        channels: Codes of all the channels it is to serve; ``["all"]``: every one,
            ``["none"]``: none.
        add, remove: Channels it is to serve too, or no longer.
        accounts, groups, order_types: All of them, types with their priorities; empty: it
            serves everybody.

    Raises:
        InvalidInput: ``all`` or ``none`` beside a code.
        Refused: The source or a channel is unknown; the Default Source would serve less
            than all.
        ChangedElsewhere: Someone changed the source after ``seen_version``.
    """
    from inventory_tui.services.sourcing import sourcing

    typed: dict[str, str] = {}
    if channels is not None:
        try:
            typed["channels"] = show_channels(parse_channels(",".join(channels)))
        except ValueError as broken:
            raise InvalidInput(
                {"channels": tr("Channels: {problem}", problem=broken)}
            ) from None
    if add or remove:
        typed["channels"], version = _with(database, code, channels, add, remove)
        seen_version = version if seen_version is None else seen_version
    if accounts is not None:
        typed["accounts"] = show_names(tuple(accounts))
    if groups is not None:
        typed["groups"] = show_names(tuple(groups))
    if order_types is not None:
        typed["order_types"] = show_order_types(order_types)
    return sourcing.edit_source(
        database,
        code,
        typed,
        seen_version=seen_version,
        deed=Deed.SOURCE_ELIGIBLE,
        cause=cause,
    )


def _with(
    database: Database,
    code: str,
    channels: Sequence[str] | None,
    add: Sequence[str],
    remove: Sequence[str],
) -> tuple[str, int]:
    """The channels a source serves with some more and some less, and its version then."""
    with database.read() as transaction:
        source = transaction.sources.known(code)
        named = channels
        if named is None:
            now = transaction.eligibility.of([source.id])[source.id].channels
            named = [one.code for one in transaction.channels.all()] if now is None else now
            if now is None and not remove:
                named = ()  # from all of them to those that are added
        codes = [one.code for one in transaction.channels.all_known([*named, *add], "channels")]
        gone = {one.code for one in transaction.channels.all_known(remove, "channels")}
    return show_channels(tuple(one for one in codes if one not in gone)), source.version


def follow(
    transaction: Transaction, before: Sequence[SourceState], after: Sequence[SourceState]
) -> None:
    """Bring links and kept sums up to date after sources were changed so."""
    pairs = list(zip(before, after, strict=True))
    served = [new.source.id for old, new in pairs if old.serves.channels != new.serves.channels]
    switched = [new.source.id for old, new in pairs if old.source.enabled != new.source.enabled]
    changed = transaction.eligibility.recount(sources=served) if served else set()
    if ids := {*switched, *(source_id for _, source_id in changed)}:
        refresh_levels(transaction, ids)


def recount_stocks(transaction: Transaction, stock_ids: Collection[int]) -> set[int]:
    """Say anew which sources count for stocks whose links or channels changed.

    Returns:
        The sources whose links changed; the caller refreshes what lies there.
    """
    if not transaction.eligibility.any_specific:
        return set()
    changed = transaction.eligibility.recount(stocks=stock_ids)
    return {source_id for _, source_id in changed}


def refresh_levels(transaction: Transaction, source_ids: Collection[int]) -> None:
    """Bring the kept sums up to date after sources came to count, or ceased to."""
    if stocks := transaction.stocks.of_sources(source_ids):
        transaction.levels.refresh(transaction.sources.products_at(source_ids), stocks)
