"""What ends, and what comes after it: three of a product's options, kept in rows of their own.

Most products have none of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from inventory_tui.domain.chunks import chunks
from inventory_tui.store.products.product_options import ProductOptions
from inventory_tui.store.tables import product, product_option

_AT_ONCE = 5_000
_KEYS = ("discontinued", "discontinued_on", "replacement")


@dataclass(frozen=True, slots=True)
class Succession:
    """That a product ends."""

    discontinued: bool = False
    discontinued_on: str = ""
    """A day, as people write it; informative."""
    replacement_id: int | None = None
    replacement: str = ""
    """SKU of what is offered instead, as it is today; empty where that was deleted."""


NONE = Succession()


def successions(connection: Connection, ids: Iterable[int]) -> dict[int, Succession]:
    """Return what is said of the end of these products; most are missing."""
    stored: dict[int, dict[str, str]] = {}
    for some in chunks(ids, _AT_ONCE):
        rows = connection.execute(
            select(product_option.c.product_id, product_option.c.key, product_option.c.value)
            .where(product_option.c.product_id.in_(some), product_option.c.key.in_(_KEYS))
            .where(product_option.c.channel_id.is_(None))
        )
        for product_id, key, value in rows:
            stored.setdefault(product_id, {})[key] = value
    skus = _skus(
        connection, {int(one["replacement"]) for one in stored.values() if "replacement" in one}
    )
    return {id: _succession(one, skus) for id, one in stored.items()}


def put_succession(options: ProductOptions, id: int, now: Succession) -> None:
    """Store what is said of the end of a product, in place of what was."""
    put_successions(options, [(id, now)])


def put_successions(options: ProductOptions, several: Iterable[tuple[int, Succession]]) -> None:
    """Store what is said of the ends of products, in place of what was."""
    options.put_many([(id, _stored(now)) for id, now in several])


def _stored(one: Succession) -> dict[str, str | None]:
    return {
        "discontinued": "yes" if one.discontinued else None,
        "discontinued_on": one.discontinued_on or None,
        "replacement": None if one.replacement_id is None else str(one.replacement_id),
    }


def _skus(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    rows = connection.execute(
        select(product.c.id, product.c.sku).where(
            product.c.id.in_(ids), product.c.deleted_by.is_(None)
        )
    )
    return {row.id: row.sku for row in rows}


def _succession(stored: dict[str, str], skus: dict[int, str]) -> Succession:
    replacement = int(stored["replacement"]) if "replacement" in stored else None
    return Succession(
        stored.get("discontinued") == "yes",
        stored.get("discontinued_on", ""),
        replacement,
        "" if replacement is None else skus.get(replacement, ""),
    )
