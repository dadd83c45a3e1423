"""What the rows of a product file say of the end of products: found and checked in bulk.

A replacement may be a product of the same file, wherever it stands in it: a row waits until
the one it names has been worked through (`in_turn`).

Source: warehouse half 1.7.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace

from inventory_tui.domain.labels import key_of
from inventory_tui.domain.product import Product
from inventory_tui.services.files.product_cells import WrongCell
from inventory_tui.services.files.product_reading import ProductFileRow
from inventory_tui.services.products.replacements import Chains
from inventory_tui.services.products.succession import leads_back
from inventory_tui.store.database import Transaction
from inventory_tui.store.products.successions import NONE, Succession, successions

_SUGGESTIONS = 100  # beyond that nobody reads them one by one
_NOT_WRITTEN = -1


def replacement_of(row: ProductFileRow) -> str:
    """The key of the SKU a row names as its replacement; empty where it names none."""
    sku = row.ends.get("replacement")
    return key_of(sku) if sku else ""


def in_turn(
    rows: Sequence[ProductFileRow], there: Container[str]
) -> Iterator[Sequence[ProductFileRow]]:
    """Part rows so that what one names as its replacement is there before it.

    Args:
        there: Keys of the SKUs that are there before the file is taken.
    """
    late: set[str] = set()
    if any(row.ends for row in rows):
        new = {row.key for row in rows if row.key not in there}
        late = {row.key for row in rows if replacement_of(row) in new}
    if not late:
        yield rows
        return
    late |= {
        row.key for row in rows if row.parts is not None and not late.isdisjoint(_named(row))
    }
    yield [row for row in rows if row.key not in late]
    waiting = [row for row in rows if row.key in late]
    while waiting:
        ready = [row for row in waiting if late.isdisjoint(_named(row) - {row.key})]
        ready = ready or waiting  # they wait for each other: none of them can be taken
        yield ready
        late -= {row.key for row in ready}
        waiting = [row for row in waiting if row.key in late]


def _named(row: ProductFileRow) -> set[str]:
    parts = row.parts.composition.every_part if row.parts is not None else ()
    return {replacement_of(row), *(key_of(part.sku) for part in parts)}


class Endings:
    """What is said, and what will be, of the end of the products of one file."""

    def __init__(self, transaction: Transaction, *, writes: bool) -> None:
        """Prepare.

        Args:
            writes: Whether the rows are written before others name them.
        """
        self._transaction = transaction
        self._chains = Chains(transaction, locking=writes)
        self._new: dict[str, str] = {}
        """Products of the file that are not written, for it is only checked: key → SKU."""
        self._now: dict[int, Succession] = {}
        self._found: dict[str, Product] = {}
        self._suggested = 0

    def will_be_new(self, row: ProductFileRow) -> None:
        """Take notice of a product that is not written."""
        self._new[row.key] = row.sku

    def look_up(self, rows: Sequence[ProductFileRow], ids: Mapping[str, int]) -> None:
        """Find what these rows name, and what is said already of their ends."""
        ending = [row for row in rows if row.ends]
        if not ending:
            return
        connection = self._transaction.connection
        self._now = successions(connection, [ids[one.key] for one in ending if one.key in ids])
        skus = {sku for row in ending if (sku := row.ends.get("replacement"))}
        self._found = self._transaction.products.by_skus(skus)
        self._chains.follow(self._found.values())

    def of_row(
        self, row: ProductFileRow, product: Product | None
    ) -> tuple[Succession, Succession]:
        """Return what is said of the end of a product, and what will be.

        Raises:
            WrongCell: It names no product as its replacement, or would in the end be
                replaced by itself.
        """
        before = self._now.get(product.id, NONE) if product is not None else NONE
        after = before
        if "discontinued" in row.ends:
            after = replace(after, discontinued=row.ends["discontinued"])
        if "discontinued_on" in row.ends:
            after = replace(after, discontinued_on=row.ends["discontinued_on"] or "")
        if "replacement" not in row.ends:
            return before, after
        sku = row.ends["replacement"]
        if not sku:
            self._chains.put(row.sku, None)
            return before, replace(after, replacement_id=None, replacement="")
        id, sku = self._known(row, sku)
        if way := self._chains.circle(row.sku, sku):
            raise WrongCell("replacement", leads_back(way))
        self._chains.put(row.sku, sku)
        return before, replace(after, replacement_id=id, replacement=sku)

    def _known(self, row: ProductFileRow, sku: str) -> tuple[int, str]:
        """The id and the SKU of what a row names; of itself, whether it is there or not."""
        key = key_of(sku)
        if (found := self._found.get(key)) is not None:
            return found.id, found.sku
        if key == row.key or key in self._new:
            return _NOT_WRITTEN, self._new.get(key, row.sku)
        hint = self._suggested < _SUGGESTIONS
        self._suggested += hint
        refused = self._transaction.products.missing(sku, hint=hint)
        raise WrongCell("replacement", f"replacement: {refused}", refused.kind)
