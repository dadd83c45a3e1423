"""Products: by SKU and by id, and their settings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.exc import IntegrityError

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.errors import ChangedElsewhere, Kind, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.product import Product, StockRules
from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.store.driver import Driver
from inventory_tui.store.inserting import insert_rows
from inventory_tui.store.options import Options
from inventory_tui.store.products.id_pieces import Ids
from inventory_tui.store.products.lives import say_dated
from inventory_tui.store.products.product_columns import (
    COLUMNS,
    LIFE_KEYS,
    READ,
    SETTINGS,
    begins_otherwise,
    columns_of,
    life_of,
    new_row,
    own_of,
    product_of,
    rules_of,
    without_life,
)
from inventory_tui.store.tables import order_line, product
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.store.products.units import Units

_CHUNK = 5_000  # bound values a statement; PostgreSQL takes 65,535
_NEAR = 200
_ALIVE = product.c.deleted_by.is_(None)
_THERE = "deleted_by is null"
_OWN = f"select id, {', '.join(SETTINGS)}, precision from product"
_SKU_KEY = product.c.keys().index("sku_key")

_Item = TypeVar("_Item")


class Products:
    """What is sold.  A deleted product keeps its row, and its SKU is free again."""

    def __init__(self, connection: Connection, options: Options) -> None:
        self._connection = connection
        self._driver = Driver(connection)
        self._options = options

    @cached_property
    def units(self) -> Units:
        """The units of measure in which products are counted."""
        from inventory_tui.store.products.units import Units

        return Units(self._connection)

    def by_sku(self, sku: str) -> Product | None:
        """Return the product of this SKU, letter case ignored."""
        return self.by_skus([sku]).get(key_of(sku))

    def by_skus(self, skus: Iterable[str]) -> dict[str, Product]:
        """Return the products of these SKUs by `key_of` their SKU; unknown ones are missing.

        The only unit of a SKU may be named with it: ``24-MB01/piece`` finds ``24-MB01``.
        """
        wanted = set(skus)
        found = self.by_skus_alone(wanted)
        if len(found) < len(wanted):
            aliases = self.units.aliases({key_of(sku) for sku in wanted} - found.keys())
            if aliases:
                named = self.by_skus_alone(aliases.values())
                found |= {alias: named[key] for alias, key in aliases.items() if key in named}
        return found

    def by_skus_alone(self, skus: Iterable[str]) -> dict[str, Product]:
        """Return the products whose SKUs these are, however their units are named."""
        found: dict[str, Product] = {}
        for keys in chunks({key_of(sku) for sku in skus}, _CHUNK):
            these, values = self._driver.among(keys, "text")
            rows = self._driver.rows(f"{READ} where sku_key {these} and {_THERE}", values)
            found.update((row[_SKU_KEY], product_of(row)) for row in rows)
        return found

    def ids_by_keys(self, keys: Iterable[str]) -> dict[str, int]:
        """Return the ids of the products of these SKU keys (`key_of`)."""
        found: dict[str, int] = {}
        for some in chunks(keys, _CHUNK):
            rows = self._connection.execute(
                select(product.c.sku_key, product.c.id).where(
                    product.c.sku_key.in_(some), _ALIVE
                )
            )
            found.update((key, id) for key, id in rows)
        return found

    def by_ids(self, ids: Iterable[int]) -> dict[int, Product]:
        """Return the products with these ids, deleted ones too."""
        found: dict[int, Product] = {}
        for some in chunks(ids, _CHUNK):
            these, values = self._driver.among(some)
            rows = self._driver.rows(f"{READ} where id {these}", values)
            found.update((one.id, one) for one in map(product_of, rows))
        return found

    def known(self, sku: str, field: str | None = None) -> Product:
        """Return the product of this SKU.

        Raises:
            Refused: There is none; the sentence names one that is near.
        """
        found = self.by_sku(sku)
        if found is None:
            raise self.missing(sku, field)
        return found

    def missing(self, sku: str, field: str | None = None, *, hint: bool = True) -> Refused:
        """The refusal of an SKU that names no product, or not which unit of it is meant.

        Args:
            hint: Name one that is near.
        """
        if (unsettled := self.units.unsettled(sku)) is not None:
            return Refused(*unsettled, field=field)
        return Refused(
            Kind.UNKNOWN_PRODUCT,
            tr(
                "There is no product {sku!r}.{hint}",
                sku=sku,
                hint=self.near(sku) if hint else "",
            ),
            field=field,
        )

    def whole(self, sku: str) -> Product:
        """Return the product behind an SKU, in whichever units it is counted.

        Of one that is counted in several it is the row of the first of them.

        Raises:
            Refused: There is none.
        """
        found = self.by_sku(sku)
        if found is None and (base := self.units.base_of(key_of(sku))) is not None:
            return self.by_ids([base])[base]
        if found is None:
            raise self.missing(sku)
        return found if found.unit_of is None else self.by_ids([found.unit_of])[found.unit_of]

    def named(self, sku_or_id: str | int) -> Product:
        """Return the product of this SKU, or with this id; of one in several units its first.

        Raises:
            Refused: There is none, or it was deleted.
        """
        if isinstance(sku_or_id, str):
            return self.by_sku(sku_or_id) or self.whole(sku_or_id)
        found = self._driver.rows(f"{READ} where id = ? and {_THERE}", (sku_or_id,))
        if not found:
            raise Refused(Kind.UNKNOWN_PRODUCT, tr("This product was deleted meanwhile."))
        return product_of(found[0])

    def near(self, sku: str) -> str:
        """Return `` Did you mean …?`` when an SKU that begins alike is near, else nothing."""
        key = key_of(sku)
        column = product.c.sku_key
        alike = select(product.c.sku).where(_ALIVE).limit(_NEAR)
        skus: list[str] = []
        for query in (
            alike.where(column >= key[:2]).order_by(column),
            alike.where(column >= key).order_by(column),
            alike.where(column < key).order_by(column.desc()),
        ):
            skus += self._connection.scalars(query)
        return did_you_mean(sku, skus)

    def ordered(self, ids: Iterable[int]) -> set[int]:
        """Return those of the products that stand in an order."""
        found: set[int] = set()
        for some in chunks(ids, _CHUNK):
            lines = select(order_line.c.product_id).where(order_line.c.product_id.in_(some))
            found.update(self._connection.scalars(lines.distinct()))
        return found

    def rules(self, ids: Collection[int]) -> dict[int, StockRules]:
        """Return the effective settings of these products, inheritance applied."""
        inherited = tuple(self.inherited().values())
        alike: dict[tuple[Any, ...], StockRules] = {}
        found: dict[int, StockRules] = {}
        for some in chunks(ids, _CHUNK):
            these, values = self._driver.among(some)
            for id, *settings in self._driver.rows(f"{_OWN} where id {these}", values):
                stored = tuple(settings)
                if stored not in alike:
                    *own, precision = stored
                    alike[stored] = rules_of(
                        tuple(own_of(tuple(own)).items()), inherited, precision
                    )
                found[id] = alike[stored]
        return found

    def managed(self, ids: Collection[int]) -> set[int]:
        """Return those of these products whose quantities are counted, as `rules` say."""
        found: set[int] = set()
        for some in chunks(ids, _CHUNK):
            these, values = self._driver.among(some)
            asked = "select id from product where coalesce(manage_stock, ?) and id"
            inherited = bool(self._options.value("manage_stock"))
            found.update(
                id for (id,) in self._driver.rows(f"{asked} {these}", (inherited, *values))
            )
        return found

    def rules_of(self, products: Iterable[Product]) -> dict[int, StockRules]:
        """Return the effective settings of products that were read, by their ids."""
        inherited = tuple(self.inherited().values())
        plain = rules_of((), inherited)
        return {
            one.id: rules_of(tuple(one.own.items()), inherited, one.precision)
            if one.own or one.precision is not None
            else plain
            for one in products
        }

    def inherited(self) -> dict[str, Any]:
        """Return what a product has that sets nothing itself, by option key."""
        return {key: self._options.value(key) for key in SETTINGS}

    def ids(self, query: ProductQuery) -> Ids:
        """Return the ids of the products of a query, in its order.

        Raises:
            BadFilter: The filter cannot be read.
            Refused: There is no such order.
        """
        # filters and their indexes: what most deeds do without
        from inventory_tui.store.products.product_list import ProductList

        return ProductList(self._connection, self._options, query).ids()

    def add(self, values: Mapping[str, Any]) -> Product:
        """Create a product from values by attribute of `Product` or option key.

        Raises:
            Refused: The SKU is taken.
        """
        sku = str(values["sku"])
        self.refuse_taken(sku)
        (id,) = self.add_many([values]).values()
        return self.by_ids([id])[id]

    def add_many(self, several: Sequence[Mapping[str, Any]]) -> dict[str, int]:
        """Create products whose SKUs are free; return their ids by `key_of` their SKU.

        Raises:
            ChangedElsewhere: One of the SKUs was taken meanwhile.
        """
        if not several:
            return {}
        newest = self._connection.execute(select(func.max(product.c.id))).scalar() or 0
        rows = [new_row(without_life(values)) for values in several]
        for taken in self.units.bare({row["sku_key"]: row["sku"] for row in rows}):
            raise self.missing(taken, "sku")
        try:
            insert_rows(
                self._connection, product, COLUMNS, [tuple(row.values()) for row in rows]
            )
        except IntegrityError as error:
            raise ChangedElsewhere(
                tr(
                    "Another terminal added one of these SKUs meanwhile; nothing was "
                    "written. Please try again."
                )
            ) from error
        wanted = {row["sku_key"] for row in rows}
        ids = self._connection.execute(
            select(product.c.sku_key, product.c.id).where(product.c.id > newest, _ALIVE)
        )
        added = {key: id for key, id in ids if key in wanted}
        dated = [values for values in several if begins_otherwise(values)]
        self.update_many((added[key_of(values["sku"])], life_of(values)) for values in dated)
        return added

    def update(self, id: int, values: Mapping[str, Any]) -> None:
        """Write values of one product, by attribute of `Product` or option key."""
        self.update_many([(id, values)])

    def update_many(self, several: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
        """Write values of many products, by attribute of `Product` or option key.

        Raises:
            Refused: A new SKU is taken.
        """
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for id, values in several:
            row = columns_of(values)
            alike.setdefault(tuple(sorted(row)), []).append({"of_product": id, **row})
        if not LIFE_KEYS.isdisjoint(column for columns in alike for column in columns):
            say_dated(self._connection, self._options)
        for columns, rows in alike.items():
            statement = (
                update(product)
                .where(product.c.id == bindparam("of_product"))
                .values(
                    {column: bindparam(column) for column in columns}
                    | {"version": product.c.version + 1}
                )
            )
            try:
                self._connection.execute(statement, rows)
            except IntegrityError as error:
                if "sku_key" not in columns:
                    raise
                raise sku_taken(str(rows[0]["sku"])) from error

    def refuse_taken(self, sku: str, *, besides: int | None = None) -> None:
        """Refuse a new SKU that is a product's, alone or with its units.

        Args:
            besides: Id of the product that gets it.

        Raises:
            Refused: ``not_unique``.
        """
        if (taken := self.by_sku(sku)) is not None and taken.id != besides:
            raise sku_taken(taken.sku)
        if self.units.base_of(key_of(sku)) not in (None, besides):
            raise sku_taken(sku)


def sku_taken(sku: str) -> Refused:
    """The refusal of an SKU that another product has."""
    return Refused(
        Kind.NOT_UNIQUE, tr("There is a product {sku!r} already.", sku=sku), field="sku"
    )
