"""As much of stored orders as tells whether another one is the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from inventory_tui.domain.chunks import chunks
from inventory_tui.store.tables import (
    order_bundle,
    order_line,
    product,
    sales_order,
)

_AT_ONCE = 500


class KnownPart(NamedTuple):
    """What an order holds under a composite product."""

    product_id: int
    """The bundle; or what was chosen under a configurable or grouped product."""
    parent_id: int | None
    """The configurable or grouped product; None of a bundle."""
    parts: frozenset[tuple[int, int]]
    """Of a bundle: product id and ten-thousandths in one of it."""


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """As much of a stored order as tells whether another is the same."""

    id: int
    number: str
    channel_id: int
    ordered: dict[int, int]
    """Product id → ten-thousandths, of what is no part of a composite."""
    sku_keys: dict[str, int]
    """Product id by the key of the SKU it has, or had when it was deleted."""
    composed: dict[KnownPart, int] = field(default_factory=dict)
    """What is → ten-thousandths."""


class KnownOrders:
    """Finds orders by the numbers that new ones bring along."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_numbers(self, keys: Iterable[str]) -> dict[str, KnownOrder]:
        """Return the orders that already have these numbers (their `key_of`), by key."""
        found: dict[str, KnownOrder] = {}
        for some in chunks(keys, _AT_ONCE):
            rows = self._connection.execute(
                select(
                    sales_order.c.id,
                    sales_order.c.number,
                    sales_order.c.number_key,
                    sales_order.c.channel_id,
                    order_line.c.product_id,
                    order_line.c.ordered,
                    product.c.sku_key,
                    func.coalesce(order_line.c.bundle_id, order_line.c.chosen_as),
                )
                .join(order_line, order_line.c.order_id == sales_order.c.id)
                .join(product, product.c.id == order_line.c.product_id)
                .where(sales_order.c.number_key.in_(some))
            )
            composed: dict[int, KnownOrder] = {}
            for id, number, key, channel_id, product_id, ordered, sku_key, above in rows:
                known = found.get(key)
                if known is None:
                    known = found[key] = KnownOrder(id, number, channel_id, {}, {})
                known.sku_keys[sku_key] = product_id
                if above is None:
                    known.ordered[product_id] = known.ordered.get(product_id, 0) + ordered
                else:
                    composed[id] = known
            self._add_composed(composed)
        return found

    def _add_composed(self, known: Mapping[int, KnownOrder]) -> None:
        """Say what orders hold under composite products."""
        if not known:
            return
        parent = func.coalesce(order_bundle.c.product_id, order_line.c.chosen_as)
        bundles: dict[tuple[int, int], tuple[int, int, set[tuple[int, int]]]] = {}
        rows = self._connection.execute(
            select(
                order_line.c.order_id,
                order_line.c.product_id,
                order_line.c.ordered,
                order_line.c.bundle_id,
                order_line.c.per_bundle,
                order_bundle.c.quantity,
                product.c.id,
                product.c.sku_key,
            )
            .outerjoin(order_bundle, order_bundle.c.id == order_line.c.bundle_id)
            .join(product, product.c.id == parent)
            .where(order_line.c.order_id.in_(known))
        )
        for order_id, product_id, ordered, bundle_id, per, quantity, above, sku_key in rows:
            order = known[order_id]
            order.sku_keys[sku_key] = above
            if bundle_id is None:
                part = KnownPart(product_id, above, frozenset())
                order.composed[part] = order.composed.get(part, 0) + ordered
            else:
                held = bundles.setdefault((order_id, bundle_id), (above, quantity, set()))
                held[2].add((product_id, per))
        for (order_id, _), (above, quantity, parts) in bundles.items():
            part = KnownPart(above, None, frozenset(parts))
            composed = known[order_id].composed
            composed[part] = composed.get(part, 0) + quantity
