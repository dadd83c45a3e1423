"""Settings of products that are rows of their own: few products have any.

``channel_id`` null is the product's own value; with a channel the value holds in that one
alone.  Which products have a *low-stock action* is kept in ``low_watch`` as well, with what
its trigger needs; this is the one place that writes both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    and_,
    delete,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.errors import ChangedElsewhere
from inventory_tui.store.driver import Driver, Query
from inventory_tui.store.options import PURCHASABLE, Options
from inventory_tui.store.products.chosen import Scope, within
from inventory_tui.store.tables import low_watch, product, product_option
from inventory_tui.wording import tr

ACTION = "low_stock_action"
"""The key that `low_watch` follows."""
GTIN = "gtin"
"""The key of the code that names one product alone."""

_CHUNK = 5_000

Stored = dict[tuple[str, int | None], str]
"""Key and channel id (None: the product's own) → text."""


class ProductOptions:
    """Reads and writes them; asks nothing where no product has any."""

    def __init__(self, connection: Connection, options: Options) -> None:
        self._connection = connection
        self._driver = Driver(connection)
        self._options = options

    @property
    def any(self) -> bool:
        """Whether there are any at all."""
        return self._options.any_of_products

    def of(self, ids: Iterable[int], besides: Collection[str] = ()) -> dict[int, Stored]:
        """Return what these products have; those that have nothing are missing.

        Args:
            besides: Keys to leave out.
        """
        found: dict[int, Stored] = {}
        if self.any:
            for some in chunks(ids, _CHUNK):
                found |= self._driver.ask(self.asking(some, besides))
        return found

    def asking(
        self, ids: Sequence[int], besides: Collection[str] = ()
    ) -> Query[dict[int, Stored]]:
        """What `of` asks where there are any."""
        others = f" and key not in ({', '.join(map(repr, besides))})" if besides else ""
        these, values = self._driver.among(ids)
        return Query(
            "select product_id, key, channel_id, value from product_option"
            f" where product_id {these}{others}",
            values,
            _by_product,
        )

    @property
    def any_not_purchasable(self) -> bool:
        """Whether any product is refused in orders, whatever is there."""
        return self._options.any_not_purchasable

    def not_purchasable(self, ids: Iterable[int]) -> set[int]:
        """Return which of these products are refused in orders, whatever is there."""
        if not self.any_not_purchasable:
            return set()
        found: set[int] = set()
        for some in chunks(ids, _CHUNK):
            these, values = self._driver.among(some)
            rows = self._driver.rows(
                f"select product_id from product_option where product_id {these}"
                f" and key = '{PURCHASABLE}' and channel_id is null",
                values,
            )
            found.update(id for (id,) in rows)
        return found

    def put(
        self, product_id: int, texts: Mapping[str, str | None], channel_id: int | None = None
    ) -> None:
        """Store texts by key, of the product or of it in one channel; None takes one away."""
        self.put_many([(product_id, texts)], channel_id)

    def put_many(
        self,
        several: Sequence[tuple[int, Mapping[str, str | None]]],
        channel_id: int | None = None,
    ) -> None:
        """`put` for many products at once."""
        by_key: dict[str, dict[int, str | None]] = {}
        for id, texts in several:
            for key, text in texts.items():
                by_key.setdefault(key, {})[id] = text
        for key, by_product in by_key.items():
            # all at first: two products may change what only one of them can have
            for some in chunks(list(by_product), _CHUNK):
                self.drop_key(key, channel_id, some)
            for some in chunks(list(by_product), _CHUNK):
                self._insert(
                    {"product_id": id, "channel_id": channel_id, "key": key, "value": text}
                    for id in some
                    if (text := by_product[id]) is not None
                )
                if key == ACTION:
                    self._watch(some)

    def _insert(self, several: Iterable[dict[str, Any]]) -> None:
        """Store rows of one key.

        Raises:
            ChangedElsewhere: Another terminal gave another product the same GTIN meanwhile.
        """
        rows = list(several)
        if not rows:
            return
        try:
            self._connection.execute(insert(product_option), rows)
        except IntegrityError as error:
            if rows[0]["key"] != GTIN:
                raise
            raise ChangedElsewhere(
                tr(
                    "Another terminal gave another product this GTIN meanwhile; nothing "
                    "was written. Please try again."
                ),
                field=GTIN,
            ) from error
        self._options.came_to_use("product_option", rows[0]["key"])

    def put_for(self, scope: Scope, key: str, channel_id: int | None, text: str | None) -> None:
        """Store one text for all of a set of products; None takes it away."""
        self.drop_key(key, channel_id, scope)
        if text is not None:
            self._connection.execute(
                insert(product_option).from_select(
                    ["product_id", "channel_id", "key", "value"],
                    select(
                        product.c.id,
                        null() if channel_id is None else literal(channel_id),
                        literal(key),
                        literal(text),
                    ).where(*within(product.c.id, scope)),
                )
            )
            self._options.came_to_use("product_option", key)
        if key == ACTION:
            self._watch(scope)

    def drop_key(self, key: str, channel_id: int | None, scope: Scope) -> None:
        """Take one text of a set of products away; `_watch` is the caller's."""
        here = (
            product_option.c.channel_id.is_(None)
            if channel_id is None
            else product_option.c.channel_id == channel_id
        )
        self._connection.execute(
            delete(product_option).where(
                *within(product_option.c.product_id, scope), product_option.c.key == key, here
            )
        )

    def watch_anew(self) -> None:
        """Let ``low_watch`` follow for all products: a repair."""
        self._watch(None)

    def _watch(self, scope: Scope) -> None:
        """Let ``low_watch`` follow; a product that keeps its action stays as armed as it is."""
        wanted = and_(
            product_option.c.product_id == low_watch.c.product_id,
            product_option.c.key == ACTION,
            product_option.c.channel_id.is_(None),
            product_option.c.value == low_watch.c.action,
        )
        self._connection.execute(
            delete(low_watch).where(
                *within(low_watch.c.product_id, scope),
                ~select(literal(1)).where(wanted).correlate(low_watch).exists(),
            )
        )
        self._connection.execute(
            insert(low_watch).from_select(
                ["product_id", "action"],
                select(product_option.c.product_id, product_option.c.value).where(
                    *within(product_option.c.product_id, scope),
                    product_option.c.key == ACTION,
                    product_option.c.channel_id.is_(None),
                    product_option.c.value != "",
                    product_option.c.product_id.not_in(select(low_watch.c.product_id)),
                ),
            )
        )
        self._options.came_to_use("low_watch")

    def drop(self, scope: Scope) -> None:
        """Take all of these products' away: they leave the catalogue."""
        for table in (product_option, low_watch):
            self._connection.execute(delete(table).where(*within(table.c.product_id, scope)))

    def drop_channel(self, channel_id: int) -> list[tuple[int, str, str, str]]:
        """Take away what holds in a channel that goes: id, SKU, key and text of each."""
        here = product_option.c.channel_id == channel_id
        rows = self._connection.execute(
            select(product.c.id, product.c.sku, product_option.c.key, product_option.c.value)
            .join(product, product.c.id == product_option.c.product_id)
            .where(here)
            .order_by(product.c.id, product_option.c.key)
        ).all()
        self._connection.execute(delete(product_option).where(here))
        return [(id, sku, key, text) for id, sku, key, text in rows]

    def copy(self, first: int, second: int) -> None:
        """Give a new product what another has, but the code that names that one alone."""
        stored = self.of([first], besides=(GTIN,)).get(first, {})
        by_channel: dict[int | None, dict[str, str | None]] = {}
        for (key, channel_id), text in stored.items():
            by_channel.setdefault(channel_id, {})[key] = text
        for channel_id, texts in by_channel.items():
            self.put(second, texts, channel_id)

    # -- by value ---------------------------------------------------------------------------

    def counts(self, key: str) -> dict[str, int]:
        """Count the products that have each value of a key, in any channel."""
        if not self.any:
            return {}
        rows = self._connection.execute(
            select(product_option.c.value, func.count(product_option.c.product_id.distinct()))
            .where(product_option.c.key == key)
            .group_by(product_option.c.value)
        )
        return {str(row[0]): int(row[1]) for row in rows}

    def having(self, key: str, value: str) -> list[tuple[int, str, int | None]]:
        """Return id and SKU of the products with this value, and where they have it."""
        rows = self._connection.execute(
            select(product.c.id, product.c.sku, product_option.c.channel_id)
            .join(product, product.c.id == product_option.c.product_id)
            .where(product_option.c.key == key, product_option.c.value == value)
            .order_by(product.c.sku_key, product_option.c.channel_id)
        )
        return [(id, sku, channel_id) for id, sku, channel_id in rows]

    def holding(self, keys: Collection[str], channel_id: int) -> list[int]:
        """Return the products that have any of these keys, in a channel or of their own."""
        if not self.any:
            return []
        here = product_option.c.channel_id
        query = select(product_option.c.product_id).where(
            product_option.c.key.in_(keys), or_(here.is_(None), here == channel_id)
        )
        return list(self._connection.scalars(query.distinct()))

    def replace_value(self, key: str, old: str, new: str | None) -> None:
        """Put another value in the place of one wherever it stands; None takes it away."""
        here = (product_option.c.key == key, product_option.c.value == old)
        if new is None:
            self._connection.execute(delete(product_option).where(*here))
        else:
            self._connection.execute(update(product_option).where(*here).values(value=new))


def _by_product(rows: Iterable[tuple[Any, ...]]) -> dict[int, Stored]:
    found: dict[int, Stored] = {}
    for id, key, channel_id, text in rows:
        found.setdefault(id, {})[key, channel_id] = text
    return found
