"""Source items: what lies of each product at each source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    bindparam,
    delete,
    exists,
    insert,
    select,
    update,
)

from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.source import SourceItem
from inventory_tui.store.products.chosen import choose
from inventory_tui.store.tables import movement, product, source, source_item
from inventory_tui.store.upserting import upsert

ITEM_COLUMNS = ("product_id", "source_id", "quantity", "in_stock", "notify_below")

_LOOKED_THROUGH = 20_000


class SourceItems:
    """Rows of products at sources, named by (product id, source id)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_product(self, product_id: int) -> list[SourceItem]:
        """Return a product's rows: the Default Source first, then by source code."""
        rows = self._connection.execute(
            items_query()
            .where(source_item.c.product_id == product_id)
            .order_by(source.c.id != 1, source.c.code_key)
        )
        return [item_of(row) for row in rows]

    def of_products(
        self, product_ids: Sequence[int], source_ids: Sequence[int] | None = None
    ) -> dict[tuple[int, int], SourceItem]:
        """Return the rows of these products (at these sources), by (product, source) id.

        Held until the transaction ends only together with `Transaction.lock_products`.
        """
        query = items_query().where(source_item.c.product_id.in_(product_ids))
        if source_ids is not None:
            query = query.where(source_item.c.source_id.in_(source_ids))
        rows = self._connection.execute(query)
        return {(row.product_id, row.source_id): item_of(row) for row in rows}

    def sources_of(self, product_ids: Sequence[int]) -> list[str]:
        """Return the codes of the sources at which any of these products has a row.

        Of more products than can be looked through while a person waits: the sources at which
        anything has one.
        """
        rows = select(source_item.c.product_id).where(source_item.c.source_id == source.c.id)
        if len(product_ids) <= _LOOKED_THROUGH:
            chosen = choose(self._connection, product_ids, name="asked")
            rows = rows.where(source_item.c.product_id.in_(select(chosen.c.product_id)))
        query = select(source.c.code).where(exists(rows)).order_by(source.c.code_key)
        return list(self._connection.scalars(query))

    def untouched_by(self, operation: int, product_ids: Iterable[int]) -> set[int]:
        """Return those of the products that have a row this operation did not write."""
        chosen = choose(self._connection, product_ids, name="created")
        written = exists(
            select(movement.c.product_id).where(
                movement.c.operation_id == operation,
                movement.c.product_id == source_item.c.product_id,
                movement.c.source_id == source_item.c.source_id,
            )
        )
        query = select(source_item.c.product_id).where(
            source_item.c.product_id.in_(select(chosen.c.product_id)), ~written
        )
        return set(self._connection.scalars(query))

    def add(self, rows: Iterable[tuple[int, int, Quantity, bool, Quantity | None]]) -> None:
        """Create rows: (product id, source id, quantity, in stock, notify below)."""
        values = [
            {
                "product_id": product_id,
                "source_id": source_id,
                "quantity": quantity.parts,
                "in_stock": in_stock,
                "notify_below": None if notify is None else notify.parts,
            }
            for product_id, source_id, quantity, in_stock, notify in rows
        ]
        if values:
            self._connection.execute(insert(source_item), values)

    def put(self, rows: Iterable[tuple[int, int, Quantity, bool, Quantity | None]]) -> None:
        """Overwrite rows that exist: (product id, source id, quantity, in stock, notify)."""
        values = [
            {
                "of_product": product_id,
                "at_source": source_id,
                "quantity": quantity.parts,
                "in_stock": in_stock,
                "notify_below": None if notify is None else notify.parts,
            }
            for product_id, source_id, quantity, in_stock, notify in rows
        ]
        if values:
            self._connection.execute(
                update(source_item)
                .where(
                    source_item.c.product_id == bindparam("of_product"),
                    source_item.c.source_id == bindparam("at_source"),
                )
                .values(
                    quantity=bindparam("quantity"),
                    in_stock=bindparam("in_stock"),
                    notify_below=bindparam("notify_below"),
                    version=source_item.c.version + 1,
                ),
                values,
            )

    def remove(self, keys: Iterable[tuple[int, int]]) -> None:
        """Delete rows, with their quantity, by (product id, source id)."""
        values = [{"of_product": product, "at_source": source} for product, source in keys]
        if values:
            self._connection.execute(
                delete(source_item).where(
                    source_item.c.product_id == bindparam("of_product"),
                    source_item.c.source_id == bindparam("at_source"),
                ),
                values,
            )


def items_query() -> Select[Any]:
    """SQL: source items with the labels of their product and source; for `item_of`."""
    return (
        select(
            source_item,
            product.c.sku,
            source.c.code,
            source.c.name.label("source_name"),
            source.c.enabled.label("source_enabled"),
        )
        .join(product, product.c.id == source_item.c.product_id)
        .join(source, source.c.id == source_item.c.source_id)
    )


def item_of(row: Row[Any]) -> SourceItem:
    """Return the source item of a row of `items_query`."""
    return SourceItem(
        product_id=row.product_id,
        source_id=row.source_id,
        sku=row.sku,
        source_code=row.code,
        source_name=row.source_name,
        source_enabled=row.source_enabled,
        quantity=Quantity(row.quantity),
        in_stock=row.in_stock,
        notify_below=None if row.notify_below is None else Quantity(row.notify_below),
        version=row.version,
    )


def put_items(connection: Connection, rows: Select[Any]) -> None:
    """Write the rows a query finds, in the order of the key; those that are there are changed.

    Args:
        rows: Selects `ITEM_COLUMNS` in their order.
    """
    statement = upsert(connection, source_item).from_select(ITEM_COLUMNS, rows)
    new = statement.excluded
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["product_id", "source_id"],
            set_={
                "quantity": new.quantity,
                "in_stock": new.in_stock,
                "notify_below": new.notify_below,
                "version": source_item.c.version + 1,
            },
        )
    )
