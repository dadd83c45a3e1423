"""Values of settings: global and per channel.  A product's own are columns of the product."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, update

from inventory_tui.domain.options import OPTIONS
from inventory_tui.store.driver import Driver
from inventory_tui.store.tables import setting


class Options:
    """Reads and writes settings; read once a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stored: dict[tuple[str, int | None], str] | None = None

    def stored(self) -> dict[tuple[str, int | None], str]:
        """Every value set, by key and channel id (None: global), as text."""
        if self._stored is None:
            rows = Driver(self._connection).rows("select key, channel_id, value from setting")
            self._stored = {(key, channel): value for key, channel, value in rows}
        return self._stored

    def value(self, key: str, channel_id: int | None = None) -> Any:
        """The value in force: the channel's, else the global, else the built-in."""
        option, stored = OPTIONS[key], self.stored()
        for scope in (channel_id, None):
            text = stored.get((key, scope))
            if text is not None:
                return option.parse(text)
        return option.default

    def as_if(self, changes: Mapping[tuple[str, int | None], str | None]) -> Options:
        """Return the settings as they would be with these values; nothing is written."""
        other = Options(self._connection)
        stored = {**self.stored(), **changes}
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
            self._connection.execute(
                insert(setting).values(key=key, channel_id=channel_id, value=text)
            )
        self._stored = None
