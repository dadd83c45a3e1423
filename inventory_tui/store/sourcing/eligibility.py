"""Whom sources serve, as stored, and what follows for stocks and orders.

``stock_source.counts`` is kept: whether a source serves any channel of the stock.  Where no
source lists anybody, which is the rule, nothing here is asked (`Eligibilities.any`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from inventory_tui.domain.eligibility import Audience, Eligibility
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.source import EVERY_CHANNEL, SPECIFIC
from inventory_tui.store.driver import Driver
from inventory_tui.store.quantities.set_asides import units_aside
from inventory_tui.store.salability.salable import usable
from inventory_tui.store.sourcing.limited import ANY_LIMITED
from inventory_tui.store.tables import (
    channel,
    source,
    source_audience,
    source_channel,
    source_item,
    stock_level,
    stock_source,
)

_ACCOUNT, _GROUP, _TYPE = "account", "group", "order_type"


class Eligibilities:
    """Reads and writes whom sources serve."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def any(self) -> bool:
        """Whether any source serves some channels or customers alone."""
        return bool(Driver(self._connection).number(f"select {ANY_LIMITED}"))

    @cached_property
    def any_specific(self) -> bool:
        """Whether any source lists the channels it serves."""
        query = select(exists(select(literal(1)).where(source.c.eligibility != EVERY_CHANNEL)))
        return bool(self._connection.execute(query).scalar_one())

    def of(self, source_ids: Collection[int]) -> dict[int, Eligibility]:
        """Return whom these sources serve."""
        specific = set(
            self._connection.scalars(
                select(source.c.id).where(
                    source.c.id.in_(source_ids), source.c.eligibility != EVERY_CHANNEL
                )
            )
        )
        codes: dict[int, list[str]] = {id: [] for id in specific}
        rows = self._connection.execute(
            select(source_channel.c.source_id, channel.c.code)
            .join(channel, channel.c.id == source_channel.c.channel_id)
            .where(source_channel.c.source_id.in_(specific), channel.c.deleted_by.is_(None))
            .order_by(channel.c.code_key)
        )
        for id, code in rows:
            codes[id].append(code)
        listed: dict[int, dict[str, dict[str, int]]] = {}
        audience = source_audience.c
        for row in self._connection.execute(
            select(source_audience)
            .where(audience.source_id.in_(source_ids))
            .order_by(audience.priority, audience.value_key)
        ):
            mine = listed.setdefault(row.source_id, {})
            mine.setdefault(row.kind, {})[row.value] = row.priority
        return {
            id: Eligibility(
                tuple(codes[id]) if id in specific else None,
                tuple(listed.get(id, {}).get(_ACCOUNT, ())),
                tuple(listed.get(id, {}).get(_GROUP, ())),
                listed.get(id, {}).get(_TYPE, {}),
            )
            for id in source_ids
        }

    def put(self, source_id: int, wanted: Eligibility, channel_ids: Collection[int]) -> None:
        """Store whom a source serves; `recount` is to follow.

        Args:
            channel_ids: Of the channels ``wanted`` names.
        """
        self._forget()
        connection = self._connection
        connection.execute(
            delete(source_channel).where(source_channel.c.source_id == source_id)
        )
        connection.execute(
            delete(source_audience).where(source_audience.c.source_id == source_id)
        )
        limited = wanted.channels is not None
        connection.execute(
            update(source)
            .where(source.c.id == source_id)
            .values(eligibility=SPECIFIC if limited else EVERY_CHANNEL)
        )
        if limited and channel_ids:
            connection.execute(
                insert(source_channel),
                [{"source_id": source_id, "channel_id": id} for id in sorted(channel_ids)],
            )
        rows = [
            {
                "source_id": source_id,
                "kind": kind,
                "value_key": key_of(value),
                "value": value,
                "priority": priority,
            }
            for kind, values in (
                (_ACCOUNT, dict.fromkeys(wanted.accounts, 0)),
                (_GROUP, dict.fromkeys(wanted.groups, 0)),
                (_TYPE, wanted.order_types),
            )
            for value, priority in values.items()
        ]
        if rows:
            connection.execute(insert(source_audience), rows)

    def _forget(self) -> None:
        for name in ("any", "any_specific"):
            self.__dict__.pop(name, None)

    # -- whether a source counts for a stock ----------------------------------------------

    def recount(
        self,
        *,
        sources: Collection[int] | None = None,
        stocks: Collection[int] | None = None,
    ) -> set[tuple[int, int]]:
        """Bring ``counts`` of links up to date; the caller refreshes the kept sums.

        Args:
            sources, stocks: Those concerned; None: all of them.

        Returns:
            The (stock, source) whose links changed.
        """
        wrong = self.wrongly_counted(sources=sources, stocks=stocks)
        link = stock_source.c
        for (stock_id, source_id), counts in wrong.items():
            self._connection.execute(
                update(stock_source)
                .where(link.stock_id == stock_id, link.source_id == source_id)
                .values(counts=counts)
            )
        return set(wrong)

    def wrongly_counted(
        self,
        *,
        sources: Collection[int] | None = None,
        stocks: Collection[int] | None = None,
    ) -> dict[tuple[int, int], bool]:
        """Return (stock, source) → what ``counts`` of the link should be, where it is not."""
        link = stock_source.c
        counts = or_(source.c.eligibility == EVERY_CHANNEL, _serves_one_of(link.stock_id))
        query = (
            select(link.stock_id, link.source_id, case((counts, 1), else_=0).label("right"))
            .join(source, source.c.id == link.source_id)
            .where(link.counts != counts)
        )
        if sources is not None:
            query = query.where(link.source_id.in_(sources))
        if stocks is not None:
            query = query.where(link.stock_id.in_(stocks))
        rows = self._connection.execute(query)
        return {(row.stock_id, row.source_id): bool(row.right) for row in rows}

    # -- what an order may take -----------------------------------------------------------

    def barred(self, stock_id: int, channel_id: int, audience: Audience) -> frozenset[int]:
        """Return the sources of a stock that do not serve an order of a channel."""
        link, listed = stock_source.c, source_audience.c

        def lists(*kinds: str) -> ColumnElement[bool]:
            return exists(
                select(literal(1)).where(
                    listed.source_id == source.c.id, listed.kind.in_(kinds)
                )
            )

        def names(*pairs: tuple[str, str]) -> ColumnElement[bool]:
            matches = [
                and_(listed.kind == kind, listed.value_key == key) for kind, key in pairs if key
            ]
            if not matches:
                return literal(False)
            return exists(
                select(literal(1)).where(listed.source_id == source.c.id, or_(*matches))
            )

        customer = names((_ACCOUNT, audience.account), (_GROUP, audience.group))
        rows = self._connection.scalars(
            select(source.c.id)
            .join(stock_source, link.source_id == source.c.id)
            .where(
                link.stock_id == stock_id,
                or_(
                    and_(source.c.eligibility != EVERY_CHANNEL, ~_serves([channel_id])),
                    and_(lists(_ACCOUNT, _GROUP), ~customer),
                    and_(lists(_TYPE), ~names((_TYPE, audience.order_type))),
                ),
            )
        )
        return frozenset(rows)

    def ranks(self, audience: Audience) -> dict[int, int]:
        """Return the sources that list a type of orders, each with its priority there."""
        if not audience.order_type:
            return {}
        listed = source_audience.c
        rows = self._connection.execute(
            select(listed.source_id, listed.priority).where(
                listed.kind == _TYPE, listed.value_key == audience.order_type
            )
        )
        return {row.source_id: row.priority for row in rows}

    def withheld(
        self, stock_id: int, barred: Collection[int], product_ids: Sequence[int]
    ) -> dict[int, tuple[int, bool]]:
        """Return what of a stock's products lies for sale at barred sources alone.

        Returns:
            Product → (ten-thousandths at the barred sources, whether any In Stock row is
            left at another); of products with a row In Stock at a source that counts.
        """
        query = _at(stock_id, barred).where(source_item.c.product_id.in_(product_ids))
        rows = self._connection.execute(query)
        return {id: (int(parts), bool(others)) for id, parts, others in rows}

    def withheld_in_all(self, stock_id: int, barred: Collection[int]) -> int:
        """Return by how much the sum of what a stock can promise shrinks without ``barred``.

        In ten-thousandths, over all its products; `withheld` says it of each.
        """
        each = _at(stock_id, barred).subquery("each")
        lost = case((each.c.is_left == 1, each.c.units), else_=stock_level.c.salable)
        query = (
            select(func.coalesce(func.sum(lost), 0))
            .join_from(
                stock_level,
                each,
                and_(
                    stock_level.c.product_id == each.c.product_id,
                    stock_level.c.stock_id == stock_id,
                ),
            )
            .where(stock_level.c.salable.is_not(None))
        )
        return int(self._connection.execute(query).scalar_one())


def _at(stock_id: int, barred: Collection[int]) -> Select[Any]:
    """SQL: of each product for sale in a stock, what of it lies at these sources, and whether
    any lies elsewhere."""
    is_barred = source_item.c.source_id.in_(barred)
    units = source_item.c.quantity - units_aside(any_aside=True)
    # where more is kept back than lies there nothing is for sale, and nothing is given back
    theirs = func.sum(case((is_barred, units), else_=0))
    return (
        select(
            source_item.c.product_id,
            case((theirs > 0, theirs), else_=0).label("units"),
            func.max(case((is_barred, 0), else_=1)).label("is_left"),
        )
        .join(source, source.c.id == source_item.c.source_id)
        .join(stock_source, stock_source.c.source_id == source_item.c.source_id)
        .where(stock_source.c.stock_id == stock_id, stock_source.c.counts, usable())
        .group_by(source_item.c.product_id)
    )


def _serves_one_of(stock_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """SQL: a source lists a channel of the stock."""
    return exists(
        select(literal(1))
        .select_from(source_channel.join(channel, channel.c.id == source_channel.c.channel_id))
        .where(
            source_channel.c.source_id == source.c.id,
            channel.c.stock_id == stock_id,
            channel.c.deleted_by.is_(None),
        )
    )


def _serves(channel_ids: Collection[int]) -> ColumnElement[bool]:
    """SQL: a source lists one of these channels."""
    return exists(
        select(literal(1)).where(
            source_channel.c.source_id == source.c.id,
            source_channel.c.channel_id.in_(channel_ids),
        )
    )


def counting(
    connection: Connection, source_ids: Collection[int], channel_ids: Collection[int]
) -> Mapping[int, bool]:
    """Return whether each source would count for a stock of these channels."""
    rows = connection.execute(
        select(
            source.c.id,
            or_(source.c.eligibility == EVERY_CHANNEL, _serves(channel_ids)).label("counts"),
        ).where(source.c.id.in_(source_ids))
    )
    return {row.id: bool(row.counts) for row in rows}
