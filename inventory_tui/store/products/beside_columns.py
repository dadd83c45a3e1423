"""Settings that products keep beside their columns, changed for many at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Numeric,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
)

from inventory_tui.domain.options import OPTIONS
from inventory_tui.domain.product import NO_MAXIMUM
from inventory_tui.domain.product_form import text_of, unset
from inventory_tui.domain.quantity import SCALE
from inventory_tui.store.tables import product, product_option


class Beside:
    """New values by option key, for products or for them in one channel; beside `product`."""

    def __init__(self, values: Mapping[str, Any], channel: tuple[int, str] | None) -> None:
        self._values = values
        self._channel = channel

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __bool__(self) -> bool:
        return bool(self._values)

    def field(self, key: str) -> str:
        """What the history calls it: in a channel ``backorders@eu``."""
        return f"{key}@{self._channel[1]}" if self._channel and key in self else key

    def after(self, key: str) -> str | None:
        """The new text, as the history keeps it; None: it inherits."""
        value = self._values[key]
        return None if value is None else OPTIONS[key].show(value)

    def stored(self) -> Iterator[tuple[str, str | None]]:
        """Each key with the text that is kept; None: nothing is."""
        for key, value in self._values.items():
            nothing = value is None or (self._channel is None and value == unset(key))
            yield key, None if nothing else OPTIONS[key].show(value)

    def text(self, key: str) -> ColumnElement[str | None]:
        """SQL: the text as the history keeps it."""
        text = self._stored(key)
        default = None if self._channel else text_of(unset(key))
        return text if default is None else func.coalesce(text, literal(default, Text))

    def differs(self, key: str) -> ColumnElement[bool]:
        """SQL: whether a product has another text."""
        after = self.after(key)
        return self.text(key).is_distinct_from(
            null() if after is None else literal(after, Text)
        )

    def in_force(self, key: str, own: ColumnElement[Any], inherited: int) -> ColumnElement[Any]:
        """SQL: an amount that would hold in the channel, in ten-thousandths."""
        value = self._values.get(key)
        fallback = func.coalesce(own, literal(inherited, BigInteger))
        if key in self._values:
            return fallback if value is None else literal(value.parts, BigInteger)
        text = self._stored(key)
        amount = cast(func.round(cast(text, Numeric) * SCALE), BigInteger)
        return case(
            (text.is_(None), fallback),
            (and_(literal(key == "max_cart_qty"), text == "0"), NO_MAXIMUM.parts),
            else_=amount,
        )

    def _stored(self, key: str) -> ColumnElement[Any]:
        channel = product_option.c.channel_id
        here = channel.is_(None) if self._channel is None else channel == self._channel[0]
        return (
            select(product_option.c.value)
            .where(
                product_option.c.product_id == product.c.id, product_option.c.key == key, here
            )
            .correlate(product)
            .scalar_subquery()
        )
