"""Which products a transaction wrote the sums of."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Table

from inventory_tui.store.products.chosen import Scope


class Touched:
    """Products that were written to: a few by their ids, more than that as all of them."""

    _FEW = 2_000

    def __init__(self) -> None:
        self.ids: set[int] | None = set()
        """None: all of them."""

    def __bool__(self) -> bool:
        return self.ids is None or bool(self.ids)

    def scope(self, scope: Scope) -> None:
        """Add the products of a scope."""
        if self.ids is None:
            return
        if scope is None or isinstance(scope, Table) or len(scope) > self._FEW:
            self.ids = None
        else:
            self._add(scope)

    def pairs(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Add the products of (stock id, product id)."""
        self._add(product_id for _, product_id in pairs)

    def _add(self, ids: Iterable[int]) -> None:
        if self.ids is not None:
            self.ids.update(ids)
            if len(self.ids) > self._FEW:
                self.ids = None
