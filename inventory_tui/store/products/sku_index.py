"""Products by the keys of their SKUs, for the rows of a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.product import WITH_SOURCE_ITEMS
from inventory_tui.store.products.units import Units
from inventory_tui.store.tables import product

COMPOSITE = 0
"""In the place of an id: a product that has no source items of its own."""

_AT_ONCE = 1_000
_FEW = 50  # looking up one of so many costs as much as reading them all


class SkuIndex:
    """What one file asks for: looked up, or in a big file read whole and kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._units = Units(connection)
        self._ids: dict[str, int] = {}
        self._asked = 0
        self._limit: int | None = None
        self._whole = False

    def ids(self, keys: Sequence[str]) -> list[int | None]:
        """Return the id behind each key, or `COMPOSITE`; None where there is no product."""
        if not self._whole and (new := set(keys).difference(self._ids)):
            self._learn(new)
        found = list(map(self._ids.get, keys))
        if None in found:
            found = self._by_their_only_units(keys, found)
        return found

    def _by_their_only_units(
        self, keys: Sequence[str], found: list[int | None]
    ) -> list[int | None]:
        """The same, where the only unit of a SKU may be named with it."""
        missing = {key for key, id in zip(keys, found, strict=True) if id is None}
        aliases = self._units.aliases(missing)
        if not aliases:
            return found
        if new := set(aliases.values()).difference(self._ids):
            self._learn(new)
        self._ids |= {alias: self._ids[key] for alias, key in aliases.items()}
        return list(map(self._ids.get, keys))

    def every(self) -> tuple[Sequence[str], Sequence[int]]:
        """Return the keys and ids of all products with source items of their own."""
        own = _found().where(_own_items())
        with self._connection.execute(own) as result:
            rows: Any = result.cursor
            flat = list(chain.from_iterable(rows))
        return flat[::2], flat[1::2]

    def _learn(self, keys: Iterable[str]) -> None:
        if self._limit is None:
            newest = self._connection.execute(select(func.max(product.c.id))).scalar()
            self._limit = (newest or 0) // _FEW
        several = sorted(keys)
        self._asked += len(several)
        if self._asked > self._limit:
            self._ids = self._read(_found())
            self._whole = True
            return
        for some in chunks(several, _AT_ONCE):
            self._ids |= self._read(_found().where(product.c.sku_key.in_(some)))

    def _read(self, query: Select[Any]) -> dict[str, int]:
        with self._connection.execute(query) as result:
            rows: Any = result.cursor  # the driver's: a million rows in half a second
            return dict(rows)


def _found() -> Select[Any]:
    own = case((_own_items(), product.c.id), else_=COMPOSITE)
    return select(product.c.sku_key, own).where(product.c.deleted_by.is_(None))


def _own_items() -> ColumnElement[bool]:
    return product.c.type.in_([kind.value for kind in WITH_SOURCE_ITEMS])
