"""Values of settings: global and per channel.  A product's own are columns of the product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, update

from inventory_tui.domain.options import OPTIONS
from inventory_tui.store.driver import Driver
from inventory_tui.store.tables import setting
from inventory_tui.store.upserting import upsert

PURCHASABLE = "purchasable"
"""The key that is kept of products alone that are refused in orders."""

STORED = f"""
    select key, channel_id, value from setting
    union all
    select '', null, 'product_option' where exists (select 1 from product_option)
    union all
    select '', null, '{PURCHASABLE}'
    where exists (select 1 from product_option where key = '{PURCHASABLE}')
    union all
    select '', null, 'low_watch' where exists (select 1 from low_watch)
"""
"""SQL: every setting, and which tables of products' own have any row."""


class Options:
    """Reads and writes settings; read once a transaction."""

    def __init__(self, connection: Connection, now: datetime | None = None) -> None:
        self._connection = connection
        self.now = now or datetime.now(UTC)
        """The moment they are asked at, for what follows from dates."""
        self._stored: dict[tuple[str, int | None], str] | None = None
        self._in_use: set[str] = set()

    def stored(self) -> dict[tuple[str, int | None], str]:
        """Every value set, by key and channel id (None: global), as text."""
        if self._stored is None:
            return self.take(Driver(self._connection).rows(STORED))
        return self._stored

    def take(self, rows: Sequence[tuple[Any, ...]]) -> dict[tuple[str, int | None], str]:
        """Know them by what `STORED` found."""
        self._stored = {(key, channel): value for key, channel, value in rows if key}
        self._in_use = {value for key, _, value in rows if not key}
        return self._stored

    @property
    def any_of_products(self) -> bool:
        """Whether any product has settings beside its columns (`product_options`).

        Asked with the settings themselves, so that where there are none it costs nothing.
        """
        self.stored()
        return "product_option" in self._in_use

    @property
    def any_watched(self) -> bool:
        """Whether any product has something that is done when it runs low."""
        self.stored()
        return "low_watch" in self._in_use

    @property
    def any_not_purchasable(self) -> bool:
        """Whether any product is refused in orders, whatever is there."""
        self.stored()
        return PURCHASABLE in self._in_use

    def came_to_use(self, table: str, key: str = "") -> None:
        """Say that a row was written in this transaction, of such a key."""
        self.stored()
        self._in_use |= {table, key}

    def forget(self) -> None:
        """Read them again: one was stored."""
        self._stored = None

    def value(self, key: str, channel_id: int | None = None) -> Any:
        """The value in force: the channel's, else the global, else the built-in."""
        option, stored = OPTIONS[key], self.stored()
        text = stored.get((key, channel_id))
        if text is None and channel_id is not None:
            text = stored.get((key, None))
        return option.default if text is None else option.parse(text)

    def as_if(self, changes: Mapping[tuple[str, int | None], str | None]) -> Options:
        """Return the settings as they would be with these values; nothing is written."""
        other = Options(self._connection, self.now)
        stored = {**self.stored(), **changes}
        other._in_use = self._in_use
        other._stored = {key: text for key, text in stored.items() if text is not None}
        return other

    def put(self, key: str, channel_id: int | None, text: str | None) -> None:
        """Store a value as text; None takes it away."""
        here = [
            setting.c.key == key,
            setting.c.channel_id.is_(None)
            if channel_id is None
            else setting.c.channel_id == channel_id,
        ]
        if text is None:
            self._connection.execute(delete(setting).where(*here))
        elif (key, channel_id) in self.stored():
            self._connection.execute(update(setting).where(*here).values(value=text))
        else:
            # another program may be storing the same
            new = upsert(self._connection, setting).values(
                key=key, channel_id=channel_id, value=text
            )
            if channel_id is None:
                new = new.on_conflict_do_update(
                    index_elements=["key"],
                    index_where=setting.c.channel_id.is_(None),
                    set_={"value": text},
                )
            else:
                new = new.on_conflict_do_update(
                    index_elements=["key", "channel_id"], set_={"value": text}
                )
            self._connection.execute(new)
        self._stored = None
