"""Stocks as stored, with the sources and the channels that belong to them.

A deleted stock keeps its row, for finished orders and the ledger point to it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    delete,
    func,
    insert,
    literal,
    literal_column,
    select,
    update,
)

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.stock import DEFAULT_STOCK_ID, SourceLink, Stock
from inventory_tui.store.driver import Driver
from inventory_tui.store.sourcing.channels import Channels
from inventory_tui.store.sourcing.limited import IS_LIMITED
from inventory_tui.store.tables import (
    reservation,
    source,
    stock,
    stock_source,
)
from inventory_tui.wording import tr

Held = tuple[int | None, int, Quantity]
"""What is held: (order id, product id, signed sum); no order for a row of none."""

_ALIVE = stock.c.deleted_by.is_(None)
_LINKS = f"""
    select source.id, source.code, source.name, source.enabled, link.priority, link.counts,
        {IS_LIMITED}
    from stock_source as link join source on source.id = link.source_id
    where link.stock_id = ? order by link.priority, source.code_key
"""


class Stocks:
    """Pools of sources that channels sell from."""

    def __init__(self, connection: Connection, channels: Channels) -> None:
        self._connection = connection
        self._channels = channels

    def all(self) -> list[Stock]:
        """Return every stock by id, with its sources in priority order and its channels."""
        return self._stocks(literal(True))

    def get(self, id: int) -> Stock:
        """Return the stock with this id, which must not be deleted."""
        return self._stocks(stock.c.id == id)[0]

    def links(self, id: int) -> tuple[SourceLink, ...]:
        """Return the sources of a stock, in priority order; disabled ones too."""
        rows = Driver(self._connection).rows(_LINKS, (id,))
        return tuple(
            SourceLink(id, code, name, bool(on), priority, bool(counts), bool(limited))
            for id, code, name, on, priority, counts, limited in rows
        )

    def named(self, name: str) -> Stock | None:
        """Return the stock that has this name, letter case ignored."""
        found = self._stocks(stock.c.name_key == key_of(name))
        return found[0] if found else None

    def known(self, text: str, field: str | None = None) -> Stock:
        """Return the stock people mean by ``text``: its name, else its id.

        Raises:
            Refused: There is none; the sentence names one that is near.
        """
        text = text.strip()
        found = self._stocks(stock.c.name_key == key_of(text))
        if not found and text.isascii() and text.isdigit() and len(text) < 19:
            found = self._stocks(stock.c.id == int(text))
        if not found:
            have = self._connection.scalars(select(stock.c.name).where(_ALIVE)).all()
            raise Refused(
                Kind.UNKNOWN_STOCK,
                tr(
                    "There is no stock {name!r}.{hint}",
                    name=text,
                    hint=did_you_mean(text, have),
                ),
                field=field,
            )
        return found[0]

    def of_channel(self, code: str, field: str | None = None) -> Stock:
        """Return the stock a channel sells from.

        Raises:
            Refused: There is no such channel.
        """
        return self.get(self._channels.known(code, field).stock_id)

    def of_sources(self, source_ids: Collection[int]) -> list[int]:
        """Return the ids of the stocks that take from any of these sources."""
        rows = self._connection.scalars(
            select(stock_source.c.stock_id)
            .where(stock_source.c.source_id.in_(source_ids))
            .distinct()
            .order_by(stock_source.c.stock_id)
        )
        return list(rows)

    def hold(self) -> None:
        """Let no other deed change any stock or channel until the transaction ends.

        The Default Stock's row is the lock; see `store.sources.Sources.hold`.
        """
        self._connection.execute(
            select(stock.c.id)
            .where(stock.c.id == DEFAULT_STOCK_ID)
            .with_for_update(key_share=True)
        )

    def add(self, name: str) -> Stock:
        """Store a new stock without sources or channels, and return it."""
        id = self._connection.execute(
            insert(stock).values(name=name, name_key=key_of(name)).returning(stock.c.id)
        ).scalar_one()
        return Stock(int(id), name)

    def rename(self, id: int, name: str) -> None:
        """Give a stock another name."""
        self._connection.execute(
            update(stock).where(stock.c.id == id).values(name=name, name_key=key_of(name))
        )

    def link(self, id: int, source_ids: Sequence[int]) -> None:
        """Make these the sources of a stock, with the priorities 1 to n in their order.

        Whether a new one counts is for `Eligibilities.recount` to say.
        """
        passed_over = set(
            self._connection.scalars(
                select(stock_source.c.source_id).where(
                    stock_source.c.stock_id == id, ~stock_source.c.counts
                )
            )
        )
        self._connection.execute(delete(stock_source).where(stock_source.c.stock_id == id))
        if source_ids:
            self._connection.execute(
                insert(stock_source),
                [
                    {
                        "stock_id": id,
                        "source_id": source_id,
                        "priority": priority,
                        "counts": source_id not in passed_over,
                    }
                    for priority, source_id in enumerate(source_ids, start=1)
                ],
            )

    def touch(self, ids: Collection[int]) -> None:
        """Raise the version of stocks whose name, sources or channels were changed."""
        self._connection.execute(
            update(stock).where(stock.c.id.in_(ids)).values(version=stock.c.version + 1)
        )

    def remove(self, id: int, operation: int) -> None:
        """Delete a stock that has neither links nor channels any more; its name is free."""
        self._connection.execute(
            update(stock)
            .where(stock.c.id == id)
            .values(deleted_by=operation, version=stock.c.version + 1)
        )

    def revive(self, id: int) -> None:
        """Bring a deleted stock back, without sources and channels."""
        self._connection.execute(
            update(stock)
            .where(stock.c.id == id)
            .values(deleted_by=None, version=stock.c.version + 1)
        )

    def name_of(self, id: int) -> str:
        """Return the name of a stock, of a deleted one too."""
        query = select(stock.c.name).where(stock.c.id == id)
        return str(self._connection.execute(query).scalar_one())

    def open_orders(self, id: int, at_most: int = 5) -> tuple[int, list[str]]:
        """Return how many open orders it serves, and the numbers of the first few."""
        from inventory_tui.store.sourcing.open_orders import of_stock

        return of_stock(self._connection, id, at_most)

    def held(self, id: int) -> list[Held]:
        """Return what its reservations still come to, by order and product."""
        held = func.sum(reservation.c.quantity)
        rows = self._connection.execute(
            select(reservation.c.order_id, reservation.c.product_id, held)
            .where(reservation.c.stock_id == id)
            .group_by(reservation.c.order_id, reservation.c.product_id)
            .having(held != 0)
            .order_by(reservation.c.order_id, reservation.c.product_id)
        )
        return [
            (order_id, product_id, Quantity(int(sum))) for order_id, product_id, sum in rows
        ]

    def hand_over_orders(self, id: int, to: int) -> None:
        """Let another stock serve the open orders of this one; finished ones keep theirs."""
        from inventory_tui.store.sourcing.open_orders import hand_over

        hand_over(self._connection, id, to)

    def _stocks(self, condition: ColumnElement[bool]) -> list[Stock]:
        rows = self._connection.execute(
            select(stock.c.id, stock.c.name, stock.c.version)
            .where(_ALIVE, condition)
            .order_by(stock.c.id)
        ).all()
        if not rows:
            return []
        links: dict[int, list[SourceLink]] = {row.id: [] for row in rows}
        for stock_id, *link in self._links(list(links)):
            links[stock_id].append(SourceLink(*link))
        mine = [one for one in self._channels.all() if one.stock_id in links]
        return [
            Stock(
                row.id,
                row.name,
                tuple(one for one in mine if one.stock_id == row.id),
                tuple(links[row.id]),
                row.version,
            )
            for row in rows
        ]

    def _links(self, stock_ids: list[int]) -> Sequence[Any]:
        return self._connection.execute(
            select(
                stock_source.c.stock_id,
                source.c.id,
                source.c.code,
                source.c.name,
                source.c.enabled,
                stock_source.c.priority,
                stock_source.c.counts,
                literal_column(IS_LIMITED, Boolean),
            )
            .join(source, source.c.id == stock_source.c.source_id)
            .where(stock_source.c.stock_id.in_(stock_ids))
            .order_by(stock_source.c.stock_id, stock_source.c.priority, source.c.code_key)
        ).all()
