"""GTINs in a product file: whose they were, and whose they are row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from inventory_tui.domain.errors import Kind
from inventory_tui.domain.product import Product
from inventory_tui.domain.scans import bare_gtin
from inventory_tui.services.files.product_cells import WrongCell
from inventory_tui.services.files.product_reading import ProductFileRow
from inventory_tui.services.products.gtins import taken
from inventory_tui.services.products.product_differences import before_of
from inventory_tui.store.database import Transaction
from inventory_tui.store.products.gtins import named_by
from inventory_tui.store.products.product_options import GTIN
from inventory_tui.wording import tr


class FileGtins:
    """Lets a row have a code that no product has, or no longer has by an earlier row."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._holders: dict[str, tuple[int, str]] = {}
        """Bare number → id and SKU of the product that has it, as far as rows ask for it."""
        self._given: dict[str, int] = {}
        """Bare number → the row that gives it to a product."""
        self._free: set[str] = set()
        """Bare numbers that rows took away from their products."""

    def look_up(self, rows: Iterable[ProductFileRow]) -> None:
        """Find out which products have the codes of these rows; of none nothing is asked."""
        wanted = [gtin for row in rows if (gtin := row.named.get(GTIN))]
        if wanted:
            found = named_by(self._transaction.connection, wanted)
            self._holders |= {bare: (id, sku) for bare, (id, sku, _) in found.items()}

    def check(
        self, row: ProductFileRow, product: Product | None, values: Mapping[str, Any]
    ) -> None:
        """Refuse a code that another product has, or another row gives one.

        Args:
            product: None: it is new.
            values: What it gets, by attribute or option key.

        Raises:
            WrongCell: ``not_unique``, naming the other.
        """
        if not (gtin := values.get(GTIN)):
            return
        bare = bare_gtin(gtin)
        if bare in self._given:
            message = tr(
                "{gtin} stands on row {given} already.", gtin=gtin, given=self._given[bare]
            )
            raise WrongCell(GTIN, message, Kind.NOT_UNIQUE)
        id, sku = self._holders.get(bare, (0, ""))
        if sku and bare not in self._free and (product is None or product.id != id):
            raise WrongCell(GTIN, taken(gtin, sku), Kind.NOT_UNIQUE)

    def give(
        self, row: ProductFileRow, product: Product | None, values: Mapping[str, Any]
    ) -> None:
        """Remember what a row that is taken does, for those that follow."""
        if GTIN not in values:
            return
        before = "" if product is None else bare_gtin(before_of(product, GTIN))
        after = bare_gtin(values[GTIN])
        if before and before != after:
            self._free.add(before)
        if after:
            self._given[after] = row.line
