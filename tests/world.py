"""Small worlds to test in, made row by row so that no service is needed to test another.

::

    world.sources("berlin", "paris")
    world.stock("EU", "berlin", "paris", channels=["eu"])
    world.product("MH01", berlin=5, paris="2.5")
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import exists, insert, select, update

from inventory_tui.domain.labels import key_of
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.source import SourceItem
from inventory_tui.domain.stock import StockLevel
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.tables import (
    channel,
    product,
    reservation,
    source,
    source_item,
    stock,
    stock_level,
    stock_source,
)

QUANTITIES = ("threshold", "min_cart_qty", "max_cart_qty", "notify_below", "increment")


class World:
    """Adds products, sources, stocks and channels, and says what lies where."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._together: Transaction | None = None
        self._placed: list[int] = []

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Add what is added within in one transaction, and sum up its products once."""
        if self._together is not None:
            yield
            return
        with self.database.write() as transaction:
            self._together, self._placed = transaction, []
            try:
                yield
            finally:
                self._together = None
            self._sum_up(transaction, self._placed)

    @contextmanager
    def _adding(self) -> Iterator[Transaction]:
        if self._together is not None:
            yield self._together
            return
        with self.database.write() as transaction:
            yield transaction

    @staticmethod
    def _sum_up(transaction: Transaction, placed: list[int]) -> None:
        if placed:  # they are new: no stock has lost them
            transaction.levels.refresh(placed, uncovering=False)

    def source(self, code: str, **columns: Any) -> int:
        """Add a source, enabled and named after its code unless told otherwise."""
        name = columns.pop("name", code.capitalize())
        row = {
            "code": code,
            "code_key": key_of(code),
            "name": name,
            "name_key": key_of(name),
            "enabled": True,
            "country": "DE",
            "postcode": "10115",
            **columns,
        }
        with self._adding() as transaction:
            return _insert(transaction, source, row)

    def sources(self, *codes: str) -> list[int]:
        """Add several sources."""
        return [self.source(code) for code in codes]

    def stock(self, name: str, *codes: str, channels: Iterable[str] = ()) -> int:
        """Add a stock with these sources in priority order; its channels are added or moved."""
        with self._adding() as transaction:
            id = _insert(transaction, stock, {"name": name, "name_key": key_of(name)})
            for priority, code in enumerate(codes, start=1):
                transaction.connection.execute(
                    insert(stock_source).values(
                        stock_id=id, source_id=_source(transaction, code), priority=priority
                    )
                )
            for code in channels:
                moved = transaction.connection.execute(
                    update(channel)
                    .where(channel.c.code_key == key_of(code))
                    .values(stock_id=id)
                ).rowcount
                if not moved:
                    _insert(
                        transaction,
                        channel,
                        {"code": code, "code_key": key_of(code), "name": code, "stock_id": id},
                    )
            if transaction.connection.scalar(select(exists().where(product.c.id > 0))):
                transaction.levels.refresh(None)
            return id

    def product(self, sku: str, **given: Any) -> int:
        """Add a product.

        Args:
            sku: Its SKU; the name is made from it unless ``name`` is given.
            given: Columns of the product (amounts as texts or numbers), or
                ``source_code=quantity`` to assign it there; ``(quantity, "out")`` puts it
                there Out of Stock.
        """
        columns = {key: given.pop(key) for key in list(given) if key in product.c}
        name = columns.pop("name", f"Product {sku}")
        for key in QUANTITIES:
            if columns.get(key) is not None:
                columns[key] = Quantity.parse_signed(str(columns[key])).parts
        row = {
            "sku": sku,
            "sku_key": key_of(sku),
            "name": name,
            "name_key": key_of(name),
            "type": "simple",
            **columns,
        }
        with self._adding() as transaction:
            id = _insert(transaction, product, row)
            for code, quantity in given.items():
                status = "in"
                if isinstance(quantity, tuple):
                    quantity, status = quantity
                _assign(transaction, id, code, quantity, in_stock=status == "in")
            if given and self._together is not None:
                self._placed.append(id)
            elif given:
                self._sum_up(transaction, [id])
            return id

    def products(self, *skus: str, **given: Any) -> list[int]:
        """Add several products that are alike."""
        with self.at_once():
            return [self.product(sku, **given) for sku in skus]

    def item(
        self,
        sku: str,
        code: str,
        quantity: str | int = 0,
        *,
        status: str = "in",
        notify_below: str | int | None = None,
    ) -> None:
        """Assign a product to a source, or overwrite its row there."""
        with self.database.write() as transaction:
            product_id = _product(transaction, sku)
            transaction.source_items.remove([(product_id, _source(transaction, code))])
            _assign(
                transaction,
                product_id,
                code,
                quantity,
                in_stock=status == "in",
                notify_below=None
                if notify_below is None
                else Quantity.parse(str(notify_below)).parts,
            )
            transaction.levels.refresh([product_id])

    def held(self, sku: str, code: str) -> str | None:
        """Return what lies of a product at a source, None where it is not assigned."""
        with self.database.read() as transaction:
            parts = transaction.connection.execute(
                select(source_item.c.quantity).where(
                    source_item.c.product_id == _product(transaction, sku),
                    source_item.c.source_id == _source(transaction, code),
                )
            ).scalar()
        return None if parts is None else str(Quantity(parts))

    def salable(self, sku: str, stock_name: str = "Default Stock") -> str | None:
        """Return the kept salable quantity; None where there is no row or no limit."""
        with self.database.read() as transaction:
            parts = transaction.connection.execute(
                select(stock_level.c.salable)
                .join(stock, stock.c.id == stock_level.c.stock_id)
                .where(
                    stock_level.c.product_id == _product(transaction, sku),
                    stock.c.name_key == key_of(stock_name),
                )
            ).scalar()
        return None if parts is None else str(Quantity(parts))

    def reserved(self, sku: str) -> str:
        """Return the signed sum of a product's reservations in all stocks."""
        with self.database.read() as transaction:
            parts = transaction.connection.scalars(
                select(reservation.c.quantity).where(
                    reservation.c.product_id == _product(transaction, sku)
                )
            )
            return str(Quantity(sum(parts)))

    def row(self, sku: str, code: str) -> SourceItem | None:
        """Return the row of a product at a source."""
        with self.database.read() as transaction:
            ids = _product(transaction, sku), _source(transaction, code)
            return transaction.source_items.of_products(ids[:1]).get(ids)

    def status(self, sku: str, code: str) -> str | None:
        """Return ``in`` or ``out``, None where the product is not assigned."""
        row = self.row(sku, code)
        return None if row is None else "in" if row.in_stock else "out"

    def notify_below(self, sku: str, code: str) -> str | None:
        """Return the row's own notify level."""
        row = self.row(sku, code)
        return None if row is None or row.notify_below is None else str(row.notify_below)

    def level(self, stock_name: str, sku: str) -> StockLevel:
        """Return the kept sums of a product in a stock."""
        with self.database.read() as transaction:
            stock_id = transaction.stocks.known(stock_name).id
            product_id = _product(transaction, sku)
            return transaction.levels.get(stock_id, [product_id])[product_id]

    def reserve(self, stock_name: str, sku: str, quantity: str) -> None:
        """Add to what is reserved of a product (``-3`` holds three), as kept sum only."""
        with self.database.write() as transaction:
            stock_id = transaction.stocks.known(stock_name).id
            product_id = _product(transaction, sku)
            parts = Quantity.parse_signed(quantity).parts
            transaction.levels.reserve({(stock_id, product_id): parts})
            transaction.levels.keep_shared([product_id])

    def everything(self) -> dict[tuple[str, str], str]:
        """Return what lies where: (SKU, source code) → quantity."""
        with self.database.read() as transaction:
            rows = transaction.connection.execute(
                select(product.c.sku, source.c.code, source_item.c.quantity)
                .join(product, product.c.id == source_item.c.product_id)
                .join(source, source.c.id == source_item.c.source_id)
            )
            return {(sku, code): str(Quantity(parts)) for sku, code, parts in rows}

    def setting(self, key: str, text: str) -> None:
        """Set a global setting that changes no kept sum."""
        with self.database.write() as transaction:
            transaction.options.put(key, None, text)


def _insert(transaction: Transaction, table: Any, row: dict[str, Any]) -> int:
    return int(
        transaction.connection.execute(
            insert(table).values(**row).returning(table.c.id)
        ).scalar_one()
    )


def _assign(
    transaction: Transaction, product_id: int, code: str, quantity: object, **columns: object
) -> None:
    row = {
        "product_id": product_id,
        "source_id": _source(transaction, code),
        "quantity": Quantity.parse(str(quantity)).parts,
        **columns,
    }
    transaction.connection.execute(insert(source_item).values(**row))


def _source(transaction: Transaction, code: str) -> int:
    return int(
        transaction.connection.execute(
            select(source.c.id).where(source.c.code_key == key_of(code))
        ).scalar_one()
    )


def _product(transaction: Transaction, sku: str) -> int:
    return int(
        transaction.connection.execute(
            select(product.c.id).where(
                product.c.sku_key == key_of(sku), product.c.deleted_by.is_(None)
            )
        ).scalar_one()
    )
