"""What is on the road, added up anew beside what the ledger says left and arrived."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, case, func, or_, select

from inventory_tui.domain.checkup import Finding, Flaw
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.transfer import TransferStatus, label_of
from inventory_tui.store.database import Transaction
from inventory_tui.store.goods.transfers import ON_THE_ROAD
from inventory_tui.store.tables import movement, product, transfer, transfer_line
from inventory_tui.wording import tr

_SENT = TransferStatus.SENT.value


def transfers(transaction: Transaction) -> Iterator[Finding]:
    """Lines that are not conserved, and transfers that say otherwise where they stand."""
    if transaction.connection.execute(select(transfer.c.id).limit(1)).first() is None:
        return
    yield from _lines(transaction)
    yield from _statuses(transaction)


def _lines(transaction: Transaction) -> Iterator[Finding]:
    """What was sent is what left the origin; no more is settled than was sent."""
    line = transfer_line.c
    left = movement.c.quantity_before - func.coalesce(movement.c.quantity_after, 0)
    rows = transaction.connection.execute(
        select(line.transfer_id, product.c.sku, line.sent, ON_THE_ROAD.label("road"), left)
        .join(transfer, transfer.c.id == line.transfer_id)
        .join(product, product.c.id == line.product_id)
        # what was moved out of the history long ago cannot be looked at any more
        .outerjoin(
            movement,
            and_(
                movement.c.operation_id == transfer.c.operation_id,
                movement.c.product_id == line.product_id,
                movement.c.source_id == transfer.c.origin_id,
            ),
        )
        .where(or_(ON_THE_ROAD < 0, left != line.sent, line.damaged > line.received))
        .order_by(line.transfer_id, product.c.sku_key)
    )
    for id, sku, sent, road, out in rows:
        if out is not None and out != sent:
            message = tr(
                "{transfer}: {sent} of {sku} are said to be sent, {left} left.",
                transfer=label_of(id),
                sent=Quantity(sent),
                sku=sku,
                left=Quantity(out),
            )
            yield _finding(message, sku, Quantity(sent), Quantity(out))
        else:
            message = tr(
                "{transfer}: of {sku} more is known than the {sent} sent.",
                transfer=label_of(id),
                sku=sku,
                sent=Quantity(sent),
            )
            yield _finding(message, sku, Quantity(road), Quantity(0))


def _statuses(transaction: Transaction) -> Iterator[Finding]:
    """Something is on the road exactly while a transfer says so."""
    road = func.sum(case((ON_THE_ROAD > 0, ON_THE_ROAD), else_=0))
    rows = transaction.connection.execute(
        select(transfer.c.id, transfer.c.status, road.label("road"))
        .join(transfer_line, transfer_line.c.transfer_id == transfer.c.id)
        .group_by(transfer.c.id, transfer.c.status)
        .having(
            or_(
                and_(transfer.c.status == _SENT, road == 0),
                and_(transfer.c.status != _SENT, road > 0),
            )
        )
        .order_by(transfer.c.id)
    )
    for id, status, units in rows:
        message = tr(
            "{transfer} is {status}, but {units} are on the road.",
            transfer=label_of(id),
            status=status,
            units=Quantity(int(units)),
        )
        yield _finding(message, None, status, Quantity(int(units)))


def _finding(message: str, sku: str | None, kept: object, found: object) -> Finding:
    return Finding(Flaw.TRANSFER, message, sku=sku, kept=str(kept), recomputed=str(found))
