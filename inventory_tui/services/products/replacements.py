"""What replaces what, as far as some products lead to it: no chain may close to a circle.

Source: warehouse half 1.7.
"""

from __future__ import annotations

from collections.abc import Iterable

from inventory_tui.domain.labels import key_of
from inventory_tui.domain.product import Product
from inventory_tui.store.database import Transaction
from inventory_tui.store.products.successions import successions


class Chains:
    """Replacements by the SKUs of products, those that are stored and those that will be."""

    def __init__(self, transaction: Transaction, *, locking: bool) -> None:
        """Begin with none.

        Args:
            locking: Hold products as they are read: two deeds at once could close a circle
                that neither of them sees.
        """
        self._transaction = transaction
        self._locking = locking
        self._next: dict[str, str | None] = {}
        """Key of an SKU → SKU of what replaces it."""

    def follow(self, products: Iterable[Product]) -> None:
        """Read on from these products what replaces them, to the end of every chain."""
        keys = {one.id: key_of(one.sku) for one in products}
        seen: set[int] = set()
        while keys:
            if self._locking:
                self._transaction.lock_products(sorted(keys))
            seen |= keys.keys()
            after: dict[int, str] = {}
            for id, ends in successions(self._transaction.connection, keys).items():
                if ends.replacement_id is not None and ends.replacement:
                    self._next.setdefault(keys[id], ends.replacement)
                    after[ends.replacement_id] = key_of(ends.replacement)
            keys = {id: key for id, key in after.items() if id not in seen}

    def put(self, sku: str, replacement: str | None) -> None:
        """Say what will replace a product, whatever is stored; None: nothing."""
        self._next[key_of(sku)] = replacement

    def circle(self, sku: str, replacement: str) -> tuple[str, ...]:
        """Return the SKUs by which a replacement would lead back; none where it does not."""
        chain = {key_of(sku): sku}
        after: str | None = replacement
        while after is not None and key_of(after) not in chain:
            chain[key_of(after)] = after
            after = self._next.get(key_of(after))
        if after is None or key_of(after) != key_of(sku):
            return ()
        return (*chain.values(), sku)
