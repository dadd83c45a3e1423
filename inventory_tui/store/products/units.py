"""Units of measure, and the SKUs that name products together with them.

Whoever looks up a SKU asks here only when no product is called so; a shop without units pays
one question for that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.errors import Kind
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.product import Product
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.unit import BETWEEN, Unit, bare_sku, in_order, sku_of
from inventory_tui.store.tables import product, product_option, unit
from inventory_tui.wording import tr

_AT_ONCE = 5_000
_AFTER = chr(ord(BETWEEN) + 1)
_ALIVE = product.c.deleted_by.is_(None)
_PROMO = "promo_price"


class Units:
    """The units of products, by the product they count."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._any: bool | None = None

    @property
    def any(self) -> bool:
        """Whether anything is counted in a unit of measure."""
        if self._any is None:
            row = self._connection.execute(select(literal(1)).select_from(unit).limit(1))
            self._any = row.first() is not None
        return self._any

    # -- units of products ----------------------------------------------------------------

    def of_bases(self, base_ids: Collection[int]) -> dict[int, list[Unit]]:
        """Return the units of these products (`in_order`); of most there are none."""
        found: dict[int, list[Unit]] = {}
        if not self.any:
            return found
        for some in chunks(base_ids, _AT_ONCE):
            for row in self._connection.execute(_UNITS.where(unit.c.base_id.in_(some))):
                found.setdefault(row.base_id, []).append(_unit(row))
        return {base: in_order(units) for base, units in found.items()}

    def of_base(self, base_id: int) -> list[Unit]:
        """Return the units of one product (`in_order`)."""
        return self.of_bases([base_id]).get(base_id, [])

    def of_products(self, product_ids: Collection[int]) -> dict[int, Unit]:
        """Return the units that are counted on these rows; most rows have none."""
        found: dict[int, Unit] = {}
        if not self.any:
            return found
        for some in chunks(product_ids, _AT_ONCE):
            rows = self._connection.execute(_UNITS.where(unit.c.product_id.in_(some)))
            found.update((row.product_id, _unit(row)) for row in rows)
        return found

    def not_for_sale(self, products: Iterable[Product]) -> dict[int, str]:
        """Return why products cannot be ordered in the units they are counted in, by id."""
        ids = [one.id for one in products if one.precision is not None]
        units = self.of_products(ids) if ids else {}
        return {id: why for id, unit in units.items() if (why := unit.not_for_sale)}

    def rows_of(self, base_ids: Collection[int]) -> dict[int, list[int]]:
        """Return the ids of the rows beside their own on which products are counted."""
        found: dict[int, list[int]] = {}
        if not self.any:
            return found
        for some in chunks(base_ids, _AT_ONCE):
            rows = self._connection.execute(
                select(product.c.unit_of, product.c.id)
                .where(product.c.unit_of.in_(some), _ALIVE)
                .order_by(product.c.id)
            )
            for base, id in rows:
                found.setdefault(base, []).append(id)
        return found

    # -- what SKUs mean -------------------------------------------------------------------

    def aliases(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the keys of products that these keys name with their only unit.

        Args:
            keys: Keys that are no product's SKU.
        """
        pairs = {key: key.rpartition(BETWEEN) for key in keys if BETWEEN in key}
        if not pairs or not self.any:
            return {}
        named: dict[str, set[str]] = {}
        for some in chunks({bare for bare, _, _ in pairs.values()}, _AT_ONCE):
            rows = self._connection.execute(
                select(product.c.sku_key, unit.c.key_key)
                .join(unit, unit.c.product_id == product.c.id)
                .where(product.c.sku_key.in_(some), _ALIVE)
            )
            for sku_key, key in rows:
                named.setdefault(sku_key, set()).add(key)
        return {
            alias: bare for alias, (bare, _, key) in pairs.items() if key in named.get(bare, ())
        }

    def base_of(self, key: str) -> int | None:
        """Return the product that has several units and this SKU (its key) without them."""
        if not self.any:
            return None
        rows = self._connection.execute(
            select(product.c.id, product.c.sku_key, unit.c.key_key)
            .join(unit, unit.c.product_id == product.c.id)
            .where(
                product.c.sku_key >= key + BETWEEN,
                product.c.sku_key < key + _AFTER,
                product.c.unit_of.is_(None),
                _ALIVE,
                _has_others(product.c.id),
            )
        )
        return next((id for id, sku, its in rows if sku == sku_of(key, its)), None)

    def bare(self, skus: Mapping[str, str]) -> list[str]:
        """Return those of the SKUs (by their keys) that are a product's with several units."""
        if not self.any:
            return []
        bare = func.substr(
            product.c.sku_key,
            1,
            func.length(product.c.sku_key) - func.length(unit.c.key_key) - len(BETWEEN),
        )
        rows = self._connection.scalars(
            select(bare)
            .select_from(unit)
            .join(product, product.c.id == unit.c.product_id)
            .where(product.c.unit_of.is_not(None), _ALIVE)
            .distinct()
        )
        return [skus[key] for key in rows if key in skus]

    def claimed(self, keys: Collection[str]) -> set[str]:
        """Return those of new SKUs (their keys) that would be taken for a product's units.

        They are the SKU of one with several units, or begin with that of one with any.
        """
        if not self.any:
            return set()
        before = {key: key.rpartition(BETWEEN)[0] for key in keys}
        asked = {*before, *before.values()}
        counted = set(self.bare({key: key for key in asked}))
        single: set[str] = set()
        for some in chunks({*before.values()} - {""}, _AT_ONCE):
            single.update(
                self._connection.scalars(
                    select(product.c.sku_key)
                    .join(unit, unit.c.base_id == product.c.id)
                    .where(product.c.sku_key.in_(some), _ALIVE)
                )
            )
        return {
            key for key, bare in before.items() if key in counted or bare in counted | single
        }

    def unsettled(self, sku: str) -> tuple[Kind, str] | None:
        """Return why an SKU that is no product's does not say which unit is meant, or None."""
        if not self.any:
            return None
        key = key_of(sku.strip())
        if (base := self.base_of(key)) is not None:
            units = self.of_base(base)
            names = ", ".join(visible(one.sku) for one in units)
            return (
                Kind.UNIT_REQUIRED,
                tr(
                    "{sku} is counted in several units; name one: {names}.",
                    sku=visible(sku),
                    names=names,
                ),
            )
        bare, between, its = key.rpartition(BETWEEN)
        if not between:
            return None
        base = self.base_of(bare) or self._connection.scalar(
            select(product.c.id).where(product.c.sku_key == bare, _ALIVE)
        )
        if base is None:
            return None
        units = self.of_base(base)
        own = self._connection.scalar(select(product.c.sku).where(product.c.id == base)) or ""
        shown = visible(bare_sku(units, own))
        if not units:
            return (
                Kind.UNKNOWN_UNIT,
                tr(
                    "There is no product {sku!r}, and {shown} has no units of measure: "
                    "leave the key out.",
                    sku=sku,
                    shown=shown,
                ),
            )
        known = [one.key for one in units]
        hint = did_you_mean(its, known) or tr(
            " It is counted in {known}.", known=", ".join(known)
        )
        return Kind.UNKNOWN_UNIT, tr(
            "{shown} has no unit {its!r}.{hint}", shown=shown, its=visible(its), hint=hint
        )

    # -- writing --------------------------------------------------------------------------

    def add(self, base_id: int, product_id: int, values: Mapping[str, Any]) -> int:
        """Add a unit from values by the names of `domain.unit.UNIT`; return its id."""
        self._any = True
        row = {"base_id": base_id, "product_id": product_id, **_columns(values)}
        new = insert(unit).values(row).returning(unit.c.id)
        id = self._connection.execute(new).scalar_one()
        self._put_promo(product_id, values)
        return int(id)

    def put(self, one: Unit, values: Mapping[str, Any]) -> None:
        """Write values of a unit, by the names of `domain.unit.UNIT`."""
        self._connection.execute(
            update(unit)
            .where(unit.c.id == one.id)
            .values(version=unit.c.version + 1, **_columns(values))
        )
        self._put_promo(one.product_id, values)

    def remove(self, ids: Collection[int]) -> None:
        """Delete units; what is counted in them stays."""
        self._connection.execute(delete(unit).where(unit.c.id.in_(ids)))
        self._any = None

    def _put_promo(self, product_id: int, values: Mapping[str, Any]) -> None:
        if _PROMO not in values:
            return
        here = and_(
            product_option.c.product_id == product_id,
            product_option.c.key == _PROMO,
            product_option.c.channel_id.is_(None),
        )
        self._connection.execute(delete(product_option).where(here))
        if values[_PROMO]:
            self._connection.execute(
                insert(product_option).values(
                    product_id=product_id, key=_PROMO, value=values[_PROMO]
                )
            )


def _has_others(base_id: ColumnElement[int]) -> ColumnElement[bool]:
    other = product.alias()
    return exists(select(literal(1)).where(other.c.unit_of == base_id))


_UNITS: Select[Any] = (
    select(unit, product.c.sku, product.c.price, product_option.c.value.label(_PROMO))
    .join(product, product.c.id == unit.c.product_id)
    .outerjoin(
        product_option,
        and_(
            product_option.c.product_id == product.c.id,
            product_option.c.key == _PROMO,
            product_option.c.channel_id.is_(None),
        ),
    )
)

_NAMES = {
    "name": "name",
    "precision": "precision",
    "primary": "is_primary",
    "purchasable": "purchasable",
    "active": "active",
}


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {
        column: values[name] for name, column in _NAMES.items() if name in values
    }
    if "key" in values:
        row |= {"key": values["key"], "key_key": key_of(values["key"])}
    if "increment" in values:
        row["increment"] = values["increment"].parts
    row |= {name: str(values[name]) for name in ("rate", "priority") if name in values}
    if "pricing_quantity" in values:
        amount: Quantity | None = values["pricing_quantity"]
        row["pricing_quantity"] = None if amount is None else amount.parts
    return row


def _unit(row: Any) -> Unit:
    return Unit(
        row.id,
        row.base_id,
        row.product_id,
        row.sku,
        row.key,
        row.name,
        row.precision,
        Quantity(row.increment),
        Decimal(row.rate),
        Decimal(row.priority),
        bool(row.is_primary),
        bool(row.purchasable),
        bool(row.active),
        None if row.pricing_quantity is None else Quantity(row.pricing_quantity),
        row.price,
        row.promo_price or "",
        row.version,
    )
