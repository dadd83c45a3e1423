"""What products are made of: variations, members, options of bundles and their selections.

Read and written for many products at once, in a fixed number of statements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, delete, or_, select

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.composite import BundleOption, Composition, Part
from inventory_tui.domain.product import ProductType
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.inserting import insert_rows
from inventory_tui.store.tables import (
    bundle_option,
    product,
    product_part,
    source,
    source_item,
)

_CHUNK = 5_000
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Parent:
    """A product that another one is a part of."""

    id: int
    sku: str
    name: str
    type: ProductType


@dataclass(frozen=True, slots=True)
class SelectionAt:
    """A selection of a bundle that is shipped together, and a source that has a row of it."""

    bundle_id: int
    bundle: str
    child_id: int
    child: str
    source_id: int
    source: str


class ProductParts:
    """The compositions of products, by product id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, ids: Iterable[int]) -> dict[int, Composition]:
        """Return what these products are made of; those without parts are missing."""
        found: dict[int, Composition] = {}
        for some in chunks(ids, _CHUNK):
            options = self._connection.execute(
                select(bundle_option)
                .where(bundle_option.c.product_id.in_(some))
                .order_by(bundle_option.c.product_id, bundle_option.c.position)
            ).all()
            loose: dict[int, list[Part]] = defaultdict(list)
            chosen: dict[int, list[Part]] = defaultdict(list)
            child = product.alias("child")
            rows = self._connection.execute(
                select(product_part, child.c.sku)
                .join(child, child.c.id == product_part.c.child_id)
                .where(product_part.c.product_id.in_(some))
                .order_by(product_part.c.product_id, product_part.c.position)
            )
            for row in rows:
                part = Part(
                    row.sku, Quantity(row.quantity), row.changeable, row.label, row.child_id
                )
                if row.option_id is None:
                    loose[row.product_id].append(part)
                else:
                    chosen[row.option_id].append(part)
            bundles: dict[int, list[BundleOption]] = defaultdict(list)
            for one in options:
                option = BundleOption(one.title, tuple(chosen[one.id]), one.required)
                bundles[one.product_id].append(option)
            together = self._together(bundles)
            found |= {id: Composition(tuple(parts)) for id, parts in loose.items()}
            found |= {
                id: Composition(options=tuple(several), ship_together=together[id])
                for id, several in bundles.items()
            }
        return found

    def _together(self, ids: Iterable[int]) -> dict[int, bool]:
        rows = self._connection.execute(
            select(product.c.id, product.c.ship_together).where(product.c.id.in_(list(ids)))
        )
        return {row.id: row.ship_together for row in rows}

    def parents(self, child_ids: Iterable[int]) -> dict[int, tuple[Parent, ...]]:
        """Return the products these are parts of, by SKU; those that are none are missing."""
        found: dict[int, list[Parent]] = defaultdict(list)
        for some in chunks(child_ids, _CHUNK):
            rows = self._connection.execute(
                select(
                    product_part.c.child_id,
                    product.c.id,
                    product.c.sku,
                    product.c.name,
                    product.c.type,
                    product.c.sku_key,
                )
                .join(product, product.c.id == product_part.c.product_id)
                .where(product_part.c.child_id.in_(some))
                .distinct()
                .order_by(product.c.sku_key)
            )
            for child_id, id, sku, name, kind, _ in rows:
                found[child_id].append(Parent(id, sku, name, ProductType(kind)))
        return {id: tuple(parents) for id, parents in found.items()}

    def put(self, several: Mapping[int, Composition]) -> None:
        """Write what these products are made of, in place of what they were made of."""
        self.remove(several)
        insert_rows(
            self._connection,
            bundle_option,
            ("product_id", "position", "title", "required"),
            [
                (id, position, option.title, option.required)
                for id, composition in several.items()
                for position, option in enumerate(composition.options, start=1)
            ],
        )
        numbers = self._option_ids(
            id for id, composition in several.items() if composition.options
        )
        rows: list[tuple[object, ...]] = []
        for id, composition in several.items():
            groups: list[tuple[int | None, tuple[Part, ...]]] = [(None, composition.parts)]
            groups += [
                (numbers[id, position], option.parts)
                for position, option in enumerate(composition.options, start=1)
            ]
            rows += [
                (
                    id,
                    option_id,
                    part.child_id,
                    position,
                    part.quantity.parts,
                    part.changeable,
                    part.label,
                )
                for option_id, parts in groups
                for position, part in enumerate(parts, start=1)
            ]
        columns = (
            "product_id",
            "option_id",
            "child_id",
            "position",
            "quantity",
            "changeable",
            "label",
        )
        insert_rows(self._connection, product_part, columns, rows)

    def _option_ids(self, ids: Iterable[int]) -> dict[tuple[int, int], int]:
        found: dict[tuple[int, int], int] = {}
        for some in chunks(ids, _CHUNK):
            rows = self._connection.execute(
                select(
                    bundle_option.c.product_id, bundle_option.c.position, bundle_option.c.id
                ).where(bundle_option.c.product_id.in_(some))
            )
            found.update(((product_id, position), id) for product_id, position, id in rows)
        return found

    def remove(self, ids: Iterable[int]) -> None:
        """Take away what these products are made of."""
        for some in chunks(ids, _CHUNK):
            for table in (product_part, bundle_option):
                self._connection.execute(delete(table).where(table.c.product_id.in_(some)))

    def forget(self, ids: Iterable[int]) -> None:
        """Take these products out of every composition, their own and those of others."""
        for some in chunks(ids, _CHUNK):
            self._connection.execute(
                delete(product_part).where(
                    or_(product_part.c.product_id.in_(some), product_part.c.child_id.in_(some))
                )
            )
            self._connection.execute(
                delete(bundle_option).where(bundle_option.c.product_id.in_(some))
            )

    def shipped_together(self, child_ids: Iterable[int]) -> list[SelectionAt]:
        """Return where all selections lie of the bundles shipped together these are part of.

        Only rows at sources count, whatever their quantity and status.
        """
        mine, other = product_part.alias("mine"), product_part.alias("other")
        bundle, child = product.alias("bundle"), product.alias("child")
        found: dict[tuple[int, int, int], SelectionAt] = {}
        for some in chunks(child_ids, _CHUNK):
            rows = self._connection.execute(
                select(
                    bundle.c.id,
                    bundle.c.sku,
                    child.c.id,
                    child.c.sku,
                    source.c.id,
                    source.c.code,
                )
                .select_from(mine)
                .join(bundle, bundle.c.id == mine.c.product_id)
                .join(other, other.c.product_id == bundle.c.id)
                .join(child, child.c.id == other.c.child_id)
                .join(source_item, source_item.c.product_id == child.c.id)
                .join(source, source.c.id == source_item.c.source_id)
                .where(
                    mine.c.child_id.in_(some),
                    bundle.c.type == ProductType.BUNDLE.value,
                    bundle.c.ship_together,
                )
                .distinct()
                .order_by(bundle.c.id, child.c.id, source.c.id)
            )
            for row in rows:
                found[row[0], row[2], row[4]] = SelectionAt(*row)
        return list(found.values())
