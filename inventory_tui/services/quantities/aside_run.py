"""What a run of edits does to safety stock, and to what is set aside of rows that go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from inventory_tui.domain.aside import NOTHING_ASIDE, Aside, Kept, overfull
from inventory_tui.domain.errors import Kind, Problem
from inventory_tui.domain.product import Product, too_fine
from inventory_tui.domain.quantity import LARGEST, ZERO, Quantity
from inventory_tui.domain.source import Source, SourceItem
from inventory_tui.store.database import Transaction
from inventory_tui.store.quantities.item_references import Pair
from inventory_tui.wording import tr


class AsideRun:
    """What is set aside of the rows a run of edits is about."""

    def __init__(self, transaction: Transaction, product_ids: list[int]) -> None:
        self._transaction = transaction
        self._before = transaction.levels.set_asides.of(product_ids)
        self._after: dict[Pair, Aside] = {}

    def of(self, key: Pair) -> Aside:
        """What is set aside of a row now."""
        return self._before.get(key, NOTHING_ASIDE)

    def set_safety(self, key: Pair, safety: Quantity) -> None:
        """Set a row's safety stock."""
        self._after[key] = replace(self._after.get(key, self.of(key)), safety=safety)

    def drop(self, key: Pair) -> None:
        """Set nothing aside of a row that goes."""
        if self.of(key) != NOTHING_ASIDE or key in self._after:
            self._after[key] = NOTHING_ASIDE

    def changed(self) -> Mapping[Pair, Aside]:
        """The rows of which something else will be set aside than is."""
        return {key: aside for key, aside in self._after.items() if aside != self.of(key)}

    def write(self, operation: int) -> None:
        """Write it; the sums are to be brought along."""
        if changed := self.changed():
            self._transaction.levels.set_asides.put(operation, changed)

    def words(self, sku: str, where: str) -> str:
        """One line for people about the only row that changed."""
        ((key, aside),) = self.changed().items()
        before, after = self.of(key).of(Kept.SAFETY), aside.of(Kept.SAFETY)
        return tr(
            "Safety stock of {sku} at {source} {before} → {after}",
            sku=sku,
            source=where,
            before=before,
            after=after,
        )


def problem_of_safety(
    product: Product,
    source: Source,
    item: SourceItem | None,
    safety: Quantity,
    *,
    creating: bool,
    places: int,
) -> Problem | None:
    """Why a row cannot have this safety stock, or None.

    Args:
        creating: The same edit also makes the row.
        places: How many decimals the product is counted with.
    """

    def because(kind: Kind, message: str, field: str = "safety") -> Problem:
        return Problem(kind, message, field, sku=product.sku, source=source.code)

    if safety < ZERO:
        return because(
            Kind.VALIDATION_FAILED, tr("{sku}: safety stock is 0 or more.", sku=product.sku)
        )
    if safety.parts > LARGEST:
        most = Quantity(LARGEST)
        return because(
            Kind.VALIDATION_FAILED,
            tr("{sku}: enter at most {most}.", sku=product.sku, most=most),
        )
    if fraction := too_fine(product.sku, safety, places):
        return because(Kind.QTY_DECIMAL, fraction)
    if item is None and not creating:
        return because(
            Kind.UNKNOWN_SOURCE_ITEM,
            tr("{sku} is not assigned to {source}.", sku=product.sku, source=source.code),
            "source",
        )
    return None


def problem_of_unsound(
    product: Product, source: str, aside: Aside, left: Quantity
) -> Problem | None:
    """Why a row cannot hold only ``left``, or None: more is damaged or in quality check."""
    if left >= aside.unsound:
        return None
    return overfull(product.sku, source, left, aside.unsound)
