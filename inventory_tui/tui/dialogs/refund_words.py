"""What a refund does to the goods, in words: before it is done, and of one that was."""

from __future__ import annotations

from collections.abc import Iterable

from inventory_tui.domain.document import Outcome, RefundLine, Taken
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.services.orders.refund_planning import Foreseen
from inventory_tui.wording import tr

OUTCOMES = {
    Outcome.RETURN: tr("return"),
    Outcome.RELEASE: tr("release"),
    Outcome.WRITE_OFF: tr("write-off"),
}
"""What becomes of refunded goods, in words for people."""
_NAMED = 3


def told(order: Order, foreseen: Foreseen) -> str:
    """Say what comes back where, what is free again, written off, and stays away."""
    lines = places(order, foreseen.moved)
    by_id = order.by_id()
    free: list[tuple[str, Quantity]] = []
    for one in foreseen.lines:
        freed = min(one.unshipped, by_id[one.line_id].held)
        if freed and one.outcome is not Outcome.WRITE_OFF:
            free.append((one.sku, freed))
    if free:
        lines.append(
            tr("Free again in {stock}: {free}", stock=visible(order.stock), free=_listed(free))
        )
    if away := stays_away(foreseen.lines, foreseen.moved):
        lines.append(tr("Does not come back: {away}", away=_listed(away)))
    return "\n".join(lines) or tr(
        "No goods move and nothing is held: only money is given back."
    )


def places(order: Order, moved: Iterable[Taken]) -> list[str]:
    """What came back to which source, and what was written off there, a line each."""
    skus = {line.id: line.sku for line in order.lines}
    back: dict[str, list[tuple[str, Quantity]]] = {}
    lost: dict[str, list[tuple[str, Quantity]]] = {}
    for one in moved:
        way = back if one.quantity > ZERO else lost
        way.setdefault(one.source, []).append(
            (skus[one.line_id], max(one.quantity, -one.quantity))
        )
    return [
        *(
            tr("Back at {source}: {what}", source=visible(source), what=_listed(what))
            for source, what in back.items()
        ),
        *(
            tr("Written off at {source}: {what}", source=visible(source), what=_listed(what))
            for source, what in lost.items()
        ),
    ]


def stays_away(
    lines: Iterable[RefundLine], moved: Iterable[Taken]
) -> list[tuple[str, Quantity]]:
    """What had left and is refunded without coming back, by SKU."""
    came: dict[int, Quantity] = {}
    for one in moved:
        if one.quantity > ZERO:
            came[one.line_id] = came.get(one.line_id, ZERO) + one.quantity
    found = []
    for line in lines:
        gone = line.quantity - line.unshipped
        if line.outcome is Outcome.RETURN:
            gone -= came.get(line.line_id, ZERO)
        if gone > ZERO:
            found.append((line.sku, gone))
    return found


def _listed(what: list[tuple[str, Quantity]]) -> str:
    named = ", ".join(f"{amount.grouped()} {visible(sku)}" for sku, amount in what[:_NAMED])
    more = len(what) - _NAMED
    return tr("{named} and {more} more", named=named, more=more) if more > 0 else named
