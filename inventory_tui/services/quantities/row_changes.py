"""What becomes of rows at sources: what is moved, and one line for people."""

from __future__ import annotations

from inventory_tui.domain.history import Deed
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.source import SourceItem
from inventory_tui.store.history.journal import Movement
from inventory_tui.wording import tr


def state_of(item: SourceItem | None) -> tuple[int, bool, int | None] | None:
    """What the history keeps of a row: quantity, whether it is In Stock, its notify level."""
    if item is None:
        return None
    notify = None if item.notify_below is None else item.notify_below.parts
    return item.quantity.parts, item.in_stock, notify


def movement_of(
    key: tuple[int, int],
    before: tuple[int, bool, int | None] | None,
    after: tuple[int, bool, int | None] | None,
) -> Movement:
    """What happened to a row between two states of it."""
    was, now = before or (None, None, None), after or (None, None, None)
    return Movement(*key, was[0], now[0], was[1], now[1], was[2], now[2])


def of_one(one: Movement, sku: str, where: str) -> str:
    """What became of one row."""
    before, after = _shown(one.quantity_before), _shown(one.quantity_after)
    if before != after:
        return tr(
            "Set {sku} at {source} {before} → {after}",
            sku=sku,
            source=where,
            before=before,
            after=after,
        )
    if one.in_stock_before == one.in_stock_after:
        return tr("Set {sku} at {source}", sku=sku, source=where)
    state = tr("In Stock") if one.in_stock_after else tr("Out of Stock")
    return tr("Set {sku} at {source} {state}", sku=sku, source=where, state=state)


def of_several(deed: Deed, count: int, where: str) -> str:
    """What became of several rows, at one source or more."""
    said = {
        Deed.ASSIGNED: tr("Assigned {rows:,} quantities at {sources}"),
        Deed.UNASSIGNED: tr("Unassigned {rows:,} quantities at {sources}"),
        Deed.SAFETY_SET: tr("Set {rows:,} safety stocks at {sources}"),
    }.get(deed, tr("Set {rows:,} quantities at {sources}"))
    return said.format(rows=count, sources=where)


def _shown(parts: int | None) -> str:
    return "–" if parts is None else str(Quantity(parts))
