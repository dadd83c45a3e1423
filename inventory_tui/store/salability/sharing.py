"""What the other stocks' promises take from shared sources, kept and worked out (C17).

With the setting ``protect_shared_sources`` on, ``stock_level.promised_elsewhere`` is kept
beside the other sums and lessens ``salable``.  Whatever changes a promise or what lies at a
source changes this figure in *other* stocks too, so it is kept per product, in all stocks at
once.  With the setting off it is 0 everywhere, and nothing here is asked.

Source: spec 2.0, C17 (`inventory_tui.domain.sharing` is the rule).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    Table,
    and_,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.sharing import Network, Pools
from inventory_tui.store.options import Options
from inventory_tui.store.products.chosen import Scope, within
from inventory_tui.store.quantities.set_asides import SetAsides, units_aside
from inventory_tui.store.salability import promised_elsewhere
from inventory_tui.store.salability.salable import effective_threshold, is_managed, usable
from inventory_tui.store.salability.shared_product import Shared, WhatIf
from inventory_tui.store.tables import product, source, source_item, stock_level, stock_source

KEY = "protect_shared_sources"
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Settings:
    """SQL: what settings say of a product, as they are or as they would be."""

    threshold: ColumnElement[int]
    """The effective one."""
    managed: ColumnElement[bool]


Moved = Callable[[Sequence[int]], Iterable[tuple[int, int, int]]]
"""Of some products: product, source and the units that would count there."""


class SharedSources:
    """Keeps the figures of one transaction, and says what they would be."""

    def __init__(self, connection: Connection, options: Options, set_asides: SetAsides) -> None:
        self._connection = connection
        self._options = options
        self._set_asides = set_asides
        self._network: Network | None = None

    @property
    def protected(self) -> bool:
        """Whether the setting is on."""
        return bool(self._options.value(KEY))

    def keep(self, scope: Scope) -> None:
        """Bring the figures of these products up to date, in every stock.

        Args:
            scope: The products concerned; None: all of them, also after the setting changed.
        """
        if self.protected:
            for some in self._concerned(scope):
                promised_elsewhere.put(self._connection, self._differences(some))
        elif scope is None:
            promised_elsewhere.clear(self._connection)

    def wrong(self, first: int, last: int) -> dict[tuple[int, int], tuple[int, int]]:
        """Compare what is kept of the products of these ids.

        Returns:
            (Stock, product) → what is kept and what it is, where they differ.
        """
        these = product.c.id.between(first, last)
        if not self.protected:
            stale = promised_elsewhere.kept(self._connection, first, last)
            return {at: (units, 0) for at, units in stale.items()}
        wrong = {}
        for some in self._concerned(None, these):
            for stock, id, kept, units in self._differences(some):
                wrong[stock, id] = (kept, units)
        return wrong

    def pools(self, product_ids: Sequence[int]) -> dict[int, Pools]:
        """Return sources and promises of those of these products that lie at shared ones."""
        network = self.network()
        if not network.shared:
            return {}
        pools = {}
        for some in chunks(product_ids, _AT_ONCE):
            on_hand = self._on_hand(some)
            for one in self._read(some):
                mine = on_hand.get(one.product_id, {})
                if not network.shared.isdisjoint(mine):
                    pools[one.product_id] = one.pools(network, mine)
        return pools

    def without(self, items: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
        """Return what would be promised elsewhere without some source items.

        Args:
            items: (Product, source).

        Returns:
            (Stock, product) → units, where they are not 0; nothing with the setting off.
        """
        if not self.protected:
            return {}
        ids = sorted({id for id, _ in items})
        return self.what_if(ids, moved=lambda _: [(*item, 0) for item in items]).units

    def what_if(
        self,
        scope: Scope = None,
        *,
        moved: Moved | None = None,
        links: Mapping[int, Iterable[int]] | None = None,
        settings: Settings | None = None,
    ) -> WhatIf:
        """Work out the figures as they would be; nothing is written.

        Args:
            scope: The products that would change; None: all of them.
            moved: Says what would lie elsewhere than it does.
            links: Stock → sources, of the stocks that would take from others.
            settings: Of products, as they would be.
        """
        network = self.network(links)
        answer = WhatIf()
        anywhere = moved is not None or links is not None
        settings = settings or self._settings()
        for some in self._concerned(scope, settings=settings, anywhere=anywhere):
            on_hand = self._on_hand(some)
            for id, at, units in moved(some) if moved else ():
                on_hand.setdefault(id, {})[at] = units
            for one in self._read(some, settings):
                pools = one.pools(network, on_hand.get(one.product_id, {}))
                answer.add(one, pools.all_promised_elsewhere())
        return answer

    def network(self, instead: Mapping[int, Iterable[int]] | None = None) -> Network:
        """Return which stock takes from which sources.

        Args:
            instead: Stock → its sources, as they would be.
        """
        if self._network is not None and instead is None:
            return self._network
        rows = self._connection.execute(
            select(
                stock_source.c.stock_id,
                func.aggregate_strings(cast(stock_source.c.source_id, String), ","),
            )
            .where(stock_source.c.counts)
            .group_by(stock_source.c.stock_id)
            .order_by(stock_source.c.stock_id)
        )
        links = {row[0]: row[1] for row in rows}
        for stock, sources in (instead or {}).items():
            links[stock] = ",".join(map(str, sources))
        network = _network(tuple(links.items()))
        if instead is None:
            self._network = network
        return network

    def forget_links(self) -> None:
        """Look at the links of stocks and sources anew, which may have changed."""
        self._network = None

    def _settings(self) -> Settings:
        return Settings(effective_threshold(self._options), is_managed(self._options))

    def _differences(self, ids: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
        """Yield stock, product, what is kept and what it is, where they differ."""
        products = [one for one in self._read(ids) if one.kept or one.binds]
        binding = [one.product_id for one in products if one.binds]
        network = self.network() if binding else None
        on_hand = self._on_hand(binding)
        for one in products:
            units: dict[int, int] = {}
            mine = on_hand.get(one.product_id, {})
            if one.binds and network and not network.shared.isdisjoint(mine):
                units = one.pools(network, mine).all_promised_elsewhere()
            if units != one.kept:
                for stock in sorted(units.keys() | one.kept.keys()):
                    before, now = one.kept.get(stock, 0), units.get(stock, 0)
                    if before != now:
                        yield stock, one.product_id, before, now

    def _concerned(
        self,
        scope: Scope,
        *where: ColumnElement[bool],
        settings: Settings | None = None,
        anywhere: bool = False,
    ) -> Iterator[Sequence[int]]:
        """Yield ids of the products that may have a figure, so many at once."""
        if scope is not None and not isinstance(scope, Table):
            yield from chunks(scope, _AT_ONCE)
            return
        settings = settings or self._settings()
        promised = or_(
            settings.threshold > 0,
            func.max(settings.threshold - func.coalesce(stock_level.c.reserved, 0)) > 0,
        )
        shared = (
            select(stock_source.c.source_id)
            .group_by(stock_source.c.source_id)
            .having(func.count() > 1)
        )
        if not anywhere:
            lies_there = exists(
                select(literal(1)).where(
                    source_item.c.product_id == product.c.id,
                    source_item.c.source_id.in_(shared),
                    source_item.c.in_stock,
                )
            )
            promised = and_(promised, lies_there)
        ids = self._connection.scalars(
            select(product.c.id)
            .outerjoin(stock_level, stock_level.c.product_id == product.c.id)
            .where(*within(product.c.id, scope), *where)
            .group_by(product.c.id)
            .having(
                or_(
                    and_(settings.managed, promised),
                    func.max(func.coalesce(stock_level.c.promised_elsewhere, 0)) > 0,
                )
            )
            .order_by(product.c.id)
        ).all()
        yield from chunks(ids, _AT_ONCE)

    def _read(self, ids: Sequence[int], settings: Settings | None = None) -> list[Shared]:
        settings = settings or self._settings()
        rows = self._connection.execute(
            select(
                product.c.id,
                settings.threshold,
                settings.managed,
                stock_level.c.stock_id,
                stock_level.c.reserved,
                stock_level.c.promised_elsewhere,
            )
            .outerjoin(stock_level, stock_level.c.product_id == product.c.id)
            .where(product.c.id.in_(ids))
            .order_by(product.c.id)
        )
        found: list[Shared] = []
        for id, threshold, managed, stock, reserved, kept in rows:
            if not found or found[-1].product_id != id:
                found.append(Shared(id, int(threshold), managed=bool(managed)))
            if reserved:
                found[-1].held[stock] = -reserved
            if kept:
                found[-1].kept[stock] = kept
        return found

    def _on_hand(self, ids: Sequence[int]) -> dict[int, dict[int, int]]:
        """The usable units of these products that are for sale, by source."""
        if not ids:
            return {}
        aside = units_aside(any_aside=self._set_asides.any)
        for_sale = source_item.c.quantity - aside
        rows = self._connection.execute(
            select(source_item.c.product_id, source_item.c.source_id, for_sale)
            .join(source, source.c.id == source_item.c.source_id)
            .where(source_item.c.product_id.in_(ids), usable(), for_sale > 0)
            .order_by(source_item.c.product_id)
        )
        return {
            id: {at: int(units) for _, at, units in items}
            for id, items in groupby(rows, key=lambda row: row[0])
        }


@lru_cache(maxsize=8)
def _network(links: tuple[tuple[int, str], ...]) -> Network:
    """The same links are asked for by every deed."""
    return Network({stock: [int(id) for id in ids.split(",") if id] for stock, ids in links})
