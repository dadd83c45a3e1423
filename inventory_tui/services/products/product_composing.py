"""What the rows of a product file say products are made of, found and checked (spec 2.9).

A row may name products of the same file, wherever they stand in it: rows that say what a
product is made of are worked through after all the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from inventory_tui.domain.composite import NOTHING, Composition
from inventory_tui.domain.errors import Kind
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.product import Product, ProductType
from inventory_tui.domain.source import DEFAULT_SOURCE_CODE, DEFAULT_SOURCE_ID
from inventory_tui.services.files.product_cells import WrongCell
from inventory_tui.services.files.product_columns import COLUMN_OF
from inventory_tui.services.files.product_reading import ProductFileRow
from inventory_tui.services.products.composing import needs_one_source, problems_of, resolved
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr

_SUGGESTIONS = 100  # beyond that nobody reads them one by one


class FileParts:
    """The compositions of one file, chunk by chunk."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._new: dict[str, Product] = {}
        """Products of the file that are not written, by key of their SKU."""
        self._at_default: set[int] = set()
        """Products that get a row at the Default Source by this file."""
        self._elsewhere: dict[int, str] = {}
        """Products that a bundle keeps from lying at the Default Source: the bundle."""
        self._children: dict[str, Product] = {}
        self._now: dict[int, Composition] = {}
        self._places: dict[str, list[str]] = {}
        self._suggested = 0

    # -- rows of products that lie at sources ---------------------------------------------

    def look_for_bundles(self, ids: Iterable[int]) -> None:
        """Find out which of these products may get no row at the Default Source (C7)."""
        parents = self._transaction.parts.parents(ids)
        places = self._transaction.parts.shipped_together(parents)
        self._elsewhere = {
            child: one.bundle
            for child, several in parents.items()
            for one in places
            if one.source_id != DEFAULT_SOURCE_ID
            and any(parent.id == one.bundle_id for parent in several)
        }

    def new_default_row(self, product: Product) -> None:
        """Take notice that a product gets a row at the Default Source.

        Raises:
            WrongCell: A bundle with it is shipped together, from another source.
        """
        if (bundle := self._elsewhere.get(product.id)) is not None:
            raise WrongCell(
                "qty",
                tr(
                    "{sku} cannot lie at {source}: bundle {bundle} is "
                    "shipped together, from another source.",
                    sku=visible(product.sku),
                    source=DEFAULT_SOURCE_CODE,
                    bundle=visible(bundle),
                ),
                Kind.SOURCE_NOT_SHARED_BY_BUNDLE_SELECTIONS,
            )
        self._at_default.add(product.id)

    def will_be_new(self, row: ProductFileRow, values: Mapping[str, object]) -> None:
        """Take notice of a product that is not written, for the file is only checked."""
        kind = ProductType(str(values.get("type", ProductType.SIMPLE)))
        own = {"decimals": True} if values.get("decimals") else {}
        self._new[row.key] = Product(-1 - len(self._new), row.sku, row.sku, kind, own=dict(own))

    # -- rows of composites ---------------------------------------------------------------

    def look_up(self, rows: Sequence[ProductFileRow], known: Iterable[int]) -> None:
        """Find the parts these rows name, and what the products that are there are made of."""
        skus = {
            part.sku
            for row in rows
            if row.parts is not None
            for part in row.parts.composition.every_part
        }
        self._children = {**self._new, **self._transaction.products.by_skus(skus)}
        self._now = self._transaction.parts.of(known)
        bundled = {
            child.id
            for row in rows
            if row.parts is not None
            for option in row.parts.composition.options
            for part in option.parts
            if (child := self._children.get(key_of(part.sku))) is not None
        }
        bundled |= {id for one in self._now.values() if one.options for id in one.child_ids}
        self._places = {}
        for item in self._transaction.source_items.of_products(sorted(bundled)).values():
            self._places.setdefault(key_of(item.sku), []).append(item.source_code)
        for key, child in self._children.items():
            places = self._places.setdefault(key, [])
            if child.id < 0 or (
                child.id in self._at_default and DEFAULT_SOURCE_CODE not in places
            ):
                places.append(DEFAULT_SOURCE_CODE)

    def of_row(
        self, row: ProductFileRow, kind: ProductType, product: Product | None
    ) -> tuple[Composition, Composition]:
        """Return what a product is made of and what it will be, as its row says.

        Raises:
            WrongCell: Parts are unknown or cannot be parts, or its type has no such column.
        """
        now = self._now.get(product.id, NOTHING) if product is not None else NOTHING
        if product is not None:
            now = replace(now, ship_together=product.ship_together)
        cell = row.parts
        if cell is None:
            return now, now
        for column in cell.columns:
            if COLUMN_OF[column] is not kind:
                message = tr(
                    "{sku} is {type}: leave {column} empty.",
                    sku=visible(row.sku),
                    type=kind,
                    column=column,
                )
                raise WrongCell(column, message, Kind.LOCKED_FIELD)
        column = cell.columns[0]
        wanted = cell.composition if cell.says_parts else now
        together = now.ship_together if cell.together is None else cell.together
        wanted = replace(wanted, ship_together=together)
        if cell.says_parts:
            self._refuse_unknown(column, wanted)
            for problem in problems_of(row.sku, kind, wanted, self._children):
                raise WrongCell(column, problem.message, problem.kind)
            wanted = resolved(wanted, self._children)
        if together and wanted.options:
            at = {
                part.sku: self._places.get(key_of(part.sku), []) for part in wanted.every_part
            }
            at = {sku: places for sku, places in at.items() if places}
            if len({code for places in at.values() for code in places}) > 1:
                refused = needs_one_source(row.sku, at)
                raise WrongCell(column, str(refused), refused.kind)
        return now, wanted

    def _refuse_unknown(self, column: str, wanted: Composition) -> None:
        for part in wanted.every_part:
            if key_of(part.sku) in self._children:
                continue
            near = ""
            if self._suggested < _SUGGESTIONS:
                self._suggested += 1
                near = self._transaction.products.near(part.sku)
            message = tr("there is no product {sku!r}.{hint}", sku=part.sku, hint=near)
            raise WrongCell(column, message, Kind.UNKNOWN_PRODUCT)
