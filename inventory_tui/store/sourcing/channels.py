"""Sales channels as stored.  A deleted one keeps its row, for orders point to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    Row,
    Select,
    delete,
    insert,
    literal_column,
    select,
    update,
)

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.stock import SalesChannel
from inventory_tui.store.driver import Driver
from inventory_tui.store.sourcing.limited import ANY_LIMITED
from inventory_tui.store.tables import channel, setting, stock
from inventory_tui.wording import tr


class Channels:
    """What sells; no two have the same code or the same reference."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[SalesChannel]:
        """Return every channel: the default channel first, then by code."""
        rows = self._connection.execute(
            _channels().order_by(channel.c.id != 1, channel.c.type, channel.c.code_key)
        )
        return [_channel(row) for row in rows]

    def by_code(self, code: str) -> SalesChannel | None:
        """Return the channel of this code or reference, letter case ignored."""
        return self.by_codes([code]).get(key_of(code))

    def by_codes(self, codes: Iterable[str]) -> dict[str, SalesChannel]:
        """Return the channels of these codes by `key_of` the code; unknown are missing.

        What is no code may be a reference (ERC), and its key is then that of the reference.
        """
        driver = Driver(self._connection)
        wanted = {key_of(code) for code in codes}
        these, keys = driver.among(wanted, "text")
        rows = driver.rows(f"{_BY_CODE} code_key {these}", keys)
        found = {key: _found(values) for key, _, *values in rows}
        if others := wanted - found.keys() - {""}:
            these, keys = driver.among(others, "text")
            rows = driver.rows(f"{_BY_CODE} erc_key {these}", keys)
            found |= {key: _found(values) for _, key, *values in rows}
        return found

    def known(self, code: str, field: str | None = None) -> SalesChannel:
        """Return the channel of this code.

        Raises:
            Refused: There is none; the sentence names one that is near.
        """
        return self.all_known([code], field)[0]

    def all_known(self, codes: Iterable[str], field: str | None = None) -> list[SalesChannel]:
        """Return the channels of these codes, in their order, each once.

        Raises:
            Refused: Some are unknown; each is named.
        """
        wanted = {key_of(code.strip()): code.strip() for code in codes}
        found = self.by_codes(wanted)
        if missing := [code for key, code in wanted.items() if key not in found]:
            have = [one.code for one in self.all()]
            raise Refused.because(
                Problem(
                    Kind.UNKNOWN_WEBSITE,
                    tr(
                        "There is no sales channel {code!r}.{hint}",
                        code=code,
                        hint=did_you_mean(code, have),
                    ),
                    field,
                    channel=code,
                )
                for code in missing
            )
        return list({found[key].id: found[key] for key in wanted}.values())

    def add(self, new: SalesChannel) -> SalesChannel:
        """Store a new channel (whatever its id and version) and return it."""
        id = self._connection.execute(
            insert(channel)
            .values(**_columns(new), stock_id=new.stock_id)
            .returning(channel.c.id)
        ).scalar_one()
        return replace(new, id=int(id), version=1)

    def put(self, changed: SalesChannel) -> None:
        """Overwrite what is stored under its id; the version goes up by one."""
        self._connection.execute(
            update(channel)
            .where(channel.c.id == changed.id)
            .values(
                **_columns(changed),
                stock_id=changed.stock_id,
                version=channel.c.version + 1,
            )
        )

    def move(self, ids: Collection[int], stock_id: int) -> None:
        """Let these channels sell from another stock."""
        if ids:
            self._connection.execute(
                update(channel)
                .where(channel.c.id.in_(ids))
                .values(stock_id=stock_id, version=channel.c.version + 1)
            )

    def remove(self, id: int, operation: int) -> None:
        """Delete a channel: its code and reference are free again, its own settings go."""
        self._connection.execute(delete(setting).where(setting.c.channel_id == id))
        self._connection.execute(
            update(channel).where(channel.c.id == id).values(deleted_by=operation, erc_key="")
        )

    def revive(self, id: int) -> None:
        """Bring a deleted channel back, without the settings it had."""
        _, erc = self.labels_of(id)
        self._connection.execute(
            update(channel)
            .where(channel.c.id == id)
            .values(deleted_by=None, erc_key=key_of(erc))
        )

    def labels_of(self, id: int) -> tuple[str, str]:
        """Return the code and the reference of a channel, of a deleted one too."""
        code, erc = self._connection.execute(
            select(channel.c.code, channel.c.erc).where(channel.c.id == id)
        ).one()
        return code, erc

    def open_orders(self, id: int, at_most: int = 5) -> tuple[int, list[str]]:
        """Return how many of its orders are open, and the numbers of the first few."""
        from inventory_tui.store.sourcing.open_orders import of_channel

        return of_channel(self._connection, id, at_most)


def _channels() -> Select[Any]:
    return (
        select(
            channel.c.id,
            channel.c.code,
            channel.c.name,
            channel.c.stock_id,
            channel.c.type,
            channel.c.version,
            channel.c.erc,
            channel.c.currency,
            stock.c.name.label("stock_name"),
            literal_column(ANY_LIMITED, Boolean).label("some_limited"),
        )
        .join(stock, stock.c.id == channel.c.stock_id)
        .where(channel.c.deleted_by.is_(None))
    )


_BY_CODE = f"""
    select code_key, erc_key, channel.id, code, channel.name, stock_id, type, channel.version,
        erc, currency, stock.name, {ANY_LIMITED}
    from channel join stock on stock.id = stock_id
    where channel.deleted_by is null and
"""


def _columns(one: SalesChannel) -> dict[str, Any]:
    return {
        "code": one.code,
        "code_key": key_of(one.code),
        "name": one.name,
        "type": one.type,
        "erc": one.erc,
        "erc_key": key_of(one.erc),
        "currency": one.currency,
    }


def _found(values: Sequence[Any]) -> SalesChannel:
    *facts, some_limited = values
    return SalesChannel(*[*facts, bool(some_limited)])


def _channel(row: Row[Any]) -> SalesChannel:
    return _found(tuple(row))
