"""Many products deleted at once: chosen, counted and written as sets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import (
    Connection,
    Integer,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)

from inventory_tui.domain.bulk import Verdict
from inventory_tui.domain.transfer import TransferStatus
from inventory_tui.store.goods.transfers import ON_THE_ROAD
from inventory_tui.store.products.chosen import Chosen, Scope, choose, choose_query, within
from inventory_tui.store.products.product_columns import SETTINGS, SWITCHES
from inventory_tui.store.quantities.item_changes import ItemChanges
from inventory_tui.store.tables import (
    alert,
    change,
    order_line,
    product,
    product_part,
    source_item,
    stock_level,
    transfer,
    transfer_line,
    translation,
    unit,
)

if TYPE_CHECKING:
    from inventory_tui.store.database import Transaction


def living(
    connection: Connection, chosen: Chosen, *, name: str, any_units: bool = False
) -> Chosen:
    """Return the chosen products that are still there.

    Args:
        any_units: Whether any product has units of measure: then the rows of their later
            units go with them, and only with them.
    """
    query = select(product.c.id).where(
        *within(product.c.id, chosen), product.c.deleted_by.is_(None)
    )
    if any_units:
        asked = select(chosen.c.product_id)
        query = select(product.c.id).where(
            func.coalesce(product.c.unit_of, product.c.id).in_(asked),
            product.c.deleted_by.is_(None),
        )
    return choose_query(connection, query, name=name)


def alone(connection: Connection, chosen: Chosen) -> list[tuple[int, str]]:
    """Return id and SKU of chosen rows of units whose products are not chosen."""
    asked = select(chosen.c.product_id)
    rows = connection.execute(
        select(product.c.id, product.c.sku)
        .where(
            product.c.id.in_(asked),
            product.c.unit_of.is_not(None),
            product.c.unit_of.not_in(asked),
            product.c.deleted_by.is_(None),
        )
        .order_by(product.c.sku_key)
    )
    return [(id, sku) for id, sku in rows]


def with_fellows(connection: Connection, ids: Sequence[int]) -> list[int]:
    """Return these products with the rows of the other units of their SKUs."""
    several = choose(connection, ids, name="with_units")
    asked = select(several.c.product_id)
    base = func.coalesce(product.c.unit_of, product.c.id)
    of = select(base).where(product.c.id.in_(asked))
    return list(connection.scalars(select(product.c.id).where(base.in_(of))))


def held(connection: Connection, chosen: Chosen) -> list[tuple[int, str]]:
    """Return id and SKU of those that orders hold units of, or that are on the road."""
    sent = select(transfer.c.id).where(transfer.c.status == TransferStatus.SENT.value)
    on_the_road = []
    if connection.execute(sent.limit(1)).first() is not None:
        on_the_road.append(
            exists().where(transfer_line.c.product_id == product.c.id, ON_THE_ROAD > 0)
        )
    rows = connection.execute(
        select(product.c.id, product.c.sku)
        .where(
            *within(product.c.id, chosen),
            or_(
                exists().where(
                    stock_level.c.product_id == product.c.id, stock_level.c.reserved != 0
                ),
                exists().where(order_line.c.product_id == product.c.id, order_line.c.held > 0),
                *on_the_road,
            ),
        )
        .order_by(product.c.sku_key)
    )
    return [(id, sku) for id, sku in rows]


def leave_out(connection: Connection, chosen: Chosen, ids: Collection[int]) -> None:
    """Take products out of a chosen set."""
    several = choose(connection, sorted(ids), name="left_out")
    these = select(several.c.product_id)
    connection.execute(delete(chosen).where(chosen.c.product_id.in_(these)))


def counted(connection: Connection, chosen: Chosen) -> tuple[int, int, int]:
    """Return how many products are chosen, their rows at sources, and the units there."""
    products = connection.scalar(select(func.count()).select_from(chosen)) or 0
    rows, units = connection.execute(
        select(func.count(), func.coalesce(func.sum(source_item.c.quantity), 0)).where(
            *within(source_item.c.product_id, chosen)
        )
    ).one()
    return int(products), int(rows), int(units)


def parts_among(connection: Connection, chosen: Chosen) -> list[int]:
    """Return the chosen products that are parts of others."""
    query = select(product_part.c.child_id).where(*within(product_part.c.child_id, chosen))
    return list(connection.scalars(query.distinct()))


def composed_among(connection: Connection, chosen: Chosen) -> list[int]:
    """Return the chosen products that are made of others."""
    query = select(product_part.c.product_id).where(*within(product_part.c.product_id, chosen))
    return list(connection.scalars(query.distinct()))


def forget_subscriptions(connection: Connection, scope: Scope) -> None:
    """Nobody waits for these products any more; messages that wait are still delivered."""
    connection.execute(delete(alert).where(*within(alert.c.product_id, scope)))


def remove(transaction: Transaction, operation: int, chosen: Chosen) -> None:
    """Delete the chosen products: rows, settings and subscriptions go, tombstones stay."""
    connection = transaction.connection
    cleared = {key: False if key in SWITCHES else null() for key in SETTINGS}
    connection.execute(
        update(product)
        .where(*within(product.c.id, chosen))
        .values(deleted_by=operation, version=product.c.version + 1, **cleared)
    )
    changes = ItemChanges(transaction)
    changes.begin()
    item = source_item.c
    changes.add(
        select(
            item.product_id,
            item.source_id,
            item.quantity,
            null(),
            item.in_stock,
            null(),
            item.notify_below,
            null(),
            literal(Verdict.CHANGE.value),
            literal(True),
        ).where(*within(item.product_id, chosen))
    )
    changes.apply(operation)
    connection.execute(
        insert(change).from_select(
            ["operation_id", "kind", "subject_id", "subject", "field", "before", "after"],
            select(
                literal(operation, Integer),
                literal("product"),
                product.c.id,
                product.c.sku,
                literal("*"),
                product.c.sku,
                null(),
            )
            .where(*within(product.c.id, chosen))
            .order_by(product.c.id),
        )
    )
    forget_subscriptions(connection, chosen)
    transaction.product_options.drop(chosen)
    if transaction.units.any:
        of_these = unit.c.base_id.in_(select(chosen.c.product_id))
        connection.execute(
            delete(translation).where(
                translation.c.kind == "unit",
                translation.c.subject_id.in_(select(unit.c.id).where(of_these)),
            )
        )
        connection.execute(delete(unit).where(of_these))
