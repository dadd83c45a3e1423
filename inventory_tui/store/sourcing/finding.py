"""Looking a label up whatever kind of thing it names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, literal, or_, select

from inventory_tui.domain.order_numbers import DIGITS
from inventory_tui.domain.transfer import label_of
from inventory_tui.store.products.gtins import named_by
from inventory_tui.store.quantities.incoming_sums import is_coming
from inventory_tui.store.tables import (
    consignment,
    incoming,
    product,
    sales_order,
    shipment,
    source,
    transfer,
)
from inventory_tui.wording import tr, trn


class Labels:
    """Products, orders, sources, and what moves goods, by their labels."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def products(self, keys: Sequence[str]) -> list[tuple[int, str, str]]:
        """Return (id, SKU, name) of the products with one of these folded SKUs."""
        return self._found(
            select(product.c.id, product.c.sku, product.c.name).where(
                product.c.sku_key.in_(keys), product.c.deleted_by.is_(None)
            )
        )

    def gtin(self, code: str) -> list[tuple[int, str, str]]:
        """Return (id, SKU, name) of the product with this GTIN, if there is one."""
        return list(named_by(self._connection, [code]).values())

    def sources(self, key: str) -> list[tuple[int, str, str]]:
        """Return (id, code, name) of the source with this folded code or reference."""
        columns = select(source.c.id, source.c.code, source.c.name)
        return self._found(columns.where(source.c.code_key == key)) or self._found(
            columns.where(source.c.erc_key == key, source.c.erc_key != "")
        )

    def orders(self, keys: Sequence[str]) -> list[tuple[int, str, str]]:
        """Return (id, number, customer) of the orders with one of these folded numbers."""
        return self._found(
            select(sales_order.c.id, sales_order.c.number, sales_order.c.customer_name).where(
                sales_order.c.number_key.in_(keys)
            )
        )

    def shipments(self, id: int) -> list[tuple[int, str, str]]:
        """Return (id, id as text, order number) of the shipment with this id."""
        rows = self._connection.execute(
            select(shipment.c.id, sales_order.c.number)
            .join(sales_order, sales_order.c.id == shipment.c.order_id)
            .where(shipment.c.id == id)
        )
        return [
            (row.id, str(row.id), tr("of order {number}", number=row.number)) for row in rows
        ]

    def deliveries(self, key: str) -> list[tuple[int, str, str]]:
        """Return (id of a line, number, what is left) of the delivery with this number."""
        if not key:
            return []
        rows = self._connection.execute(
            select(
                func.min(incoming.c.id).label("id"),
                func.min(incoming.c.delivery).label("number"),
                func.count().label("lines"),
            )
            .where(incoming.c.delivery_key == key, is_coming())
            .having(func.count() > 0)
        )
        return [
            (
                row.id,
                row.number,
                trn("{count:,} line to come", "{count:,} lines to come", row.lines),
            )
            for row in rows
        ]

    def transfers(self, id: int) -> list[tuple[int, str, str]]:
        """Return (id, label, where it goes) of the transfer with this id."""
        rows = self._connection.execute(
            select(transfer.c.id, source.c.code)
            .join(source, source.c.id == transfer.c.destination_id)
            .where(transfer.c.id == id)
        )
        return [(row.id, label_of(row.id), tr("to {source}", source=row.code)) for row in rows]

    def consignments(self, key: str) -> list[tuple[int, str, str]]:
        """Return (id, reference, account) of the consignment with this folded reference."""
        return self._found(
            select(consignment.c.id, consignment.c.erc, consignment.c.account).where(
                consignment.c.erc_key == key
            )
        )

    def products_beginning(self, key: str, limit: int) -> list[tuple[int, str, str]]:
        """Return the first products whose folded SKU, then name, begins with ``key``."""
        columns = select(product.c.id, product.c.sku, product.c.name).where(
            product.c.deleted_by.is_(None)
        )
        above = key + "\U0010ffff"
        by_sku = self._found(
            columns.where(product.c.sku_key >= key, product.c.sku_key < above)
            .order_by(product.c.sku_key)
            .limit(limit)
        )
        by_name = self._found(
            columns.where(product.c.name_key >= key, product.c.name_key < above)
            .order_by(product.c.name_key, product.c.sku_key)
            .limit(limit)
        )
        return list(dict.fromkeys([*by_sku, *by_name]))[:limit]

    def orders_beginning(self, key: str, limit: int) -> list[tuple[int, str, str]]:
        """Return the newest orders whose number begins with ``key``, or is it, zero-padded."""
        columns = select(sales_order.c.id, sales_order.c.number, sales_order.c.customer_name)
        begins = sales_order.c.number_key >= key, sales_order.c.number_key < key + "\U0010ffff"
        exact = sales_order.c.number_key == literal(key.zfill(DIGITS))
        return self._found(
            columns.where(or_(exact, begins[0] & begins[1]))
            .order_by(sales_order.c.number_key)
            .limit(limit)
        )

    def _found(self, query: Select[Any]) -> list[tuple[int, str, str]]:
        rows = self._connection.execute(query)
        return [(int(id), str(label), str(name)) for id, label, name in rows]
