"""One transaction: every repository, all speaking through one connection.

A repository is imported and made when a deed first speaks to it.  All of them together take
longer to import than SQLAlchemy itself, and a command needs two or three.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from inventory_tui.store.driver import Driver

if TYPE_CHECKING:
    from inventory_tui.store.alerts import Alerts
    from inventory_tui.store.goods.incoming import Incomings
    from inventory_tui.store.goods.transfers import Transfers
    from inventory_tui.store.history.history import History
    from inventory_tui.store.history.journal import Journal
    from inventory_tui.store.notices import Notices
    from inventory_tui.store.options import Options
    from inventory_tui.store.orders.consignments import Consignments
    from inventory_tui.store.orders.documents import Documents
    from inventory_tui.store.orders.inconsistencies import Inconsistencies
    from inventory_tui.store.orders.known_orders import KnownOrders
    from inventory_tui.store.orders.new_orders import NewOrders
    from inventory_tui.store.orders.orders import Orders
    from inventory_tui.store.orders.pickups import Pickups
    from inventory_tui.store.orders.reservations import Reservations
    from inventory_tui.store.orders.shipments import Shipments
    from inventory_tui.store.people.guard import Guard
    from inventory_tui.store.people.people import People
    from inventory_tui.store.products.chosen import Scope
    from inventory_tui.store.products.estimates import Estimates
    from inventory_tui.store.products.product_options import ProductOptions
    from inventory_tui.store.products.product_parts import ProductParts
    from inventory_tui.store.products.products import Products
    from inventory_tui.store.products.units import Units
    from inventory_tui.store.quantities.item_references import ItemReferences
    from inventory_tui.store.quantities.low_watch import LowWatch
    from inventory_tui.store.quantities.source_items import SourceItems
    from inventory_tui.store.salability.levels import Levels
    from inventory_tui.store.sourcing.channels import Channels
    from inventory_tui.store.sourcing.eligibility import Eligibilities
    from inventory_tui.store.sourcing.places import Places
    from inventory_tui.store.sourcing.sources import Sources
    from inventory_tui.store.sourcing.stocks import Stocks
    from inventory_tui.store.translations import Translations

_LOCK_SKUS = """
    select product.sku_key, product.id from product
    where product.deleted_by is null and product.id in (
        select id from product where sku_key = any(?::text[]) and deleted_by is null
        union
        select part.child_id from product_part as part
        join product as parent on parent.id = part.product_id
        where parent.sku_key = any(?::text[]) and parent.deleted_by is null
    )
    order by product.id for no key update
"""

# What a till runs with every order looks rows up by their keys.  PostgreSQL would plan it anew
# each time, which takes longer than to run it.
_PLANNED_ONCE = "select set_config('plan_cache_mode', 'force_generic_plan', true)"


class Transaction:
    """The repositories, and the locks a deed takes."""

    def __init__(
        self, connection: Connection, now: datetime, guard: Guard, language: str = ""
    ) -> None:
        self.connection = connection
        self.guard = guard
        """What whoever asks or acts may."""
        self.now = now
        """The moment the transaction began; every row it writes carries it."""
        self._language = language

    @property
    def locks_rows(self) -> bool:
        """Whether other deeds may write between two of our statements (PostgreSQL)."""
        return self.connection.dialect.name == "postgresql"

    def lock_skus(self, keys: Set[str]) -> dict[str, int]:
        """Hold the products of these SKU keys likewise, and what they are made of.

        All at once and in one order, so that no two deeds wait for each other.  From here on
        the transaction runs statements as they were planned once.

        Returns:
            Their ids by key; none where nothing has to be held, for the whole database is
            (SQLite).
        """
        if not self.locks_rows:
            return {}
        locked = (_LOCK_SKUS, (list(keys), list(keys)))
        return dict(Driver(self.connection).answers((_PLANNED_ONCE, ()), locked)[1])

    def lock_products(self, scope: Scope) -> None:
        """Hold these products' inventory until the transaction ends (see `database`)."""
        if not self.locks_rows:
            return
        from inventory_tui.store.products.chosen import within
        from inventory_tui.store.tables import product

        self.connection.execute(
            select(product.c.id)
            .where(*within(product.c.id, scope))
            .order_by(product.c.id)
            .with_for_update(key_share=True)
        )

    def forget_pages(self) -> None:
        """Give back the memory that a walk through a whole table has filled (SQLite)."""
        if not self.locks_rows:
            self.connection.exec_driver_sql("PRAGMA shrink_memory")

    def note_crossings(self) -> int:
        """At the end of a deed: record which watched products it brought low; count them.

        Where none is watched nothing is asked.
        """
        levels: Levels | None = self.__dict__.get("levels")
        journal: Journal | None = self.__dict__.get("journal")
        if levels is None or journal is None or journal.newest is None or not levels.touched:
            return 0
        if not self.options.any_watched:
            return 0
        touched = None if levels.touched.ids is None else sorted(levels.touched.ids)
        if not self.low_watch.any_of(touched):
            return 0
        any_aside = levels.set_asides.any
        return self.low_watch.cross(journal.newest, touched, any_aside=any_aside)

    # -- the repositories -----------------------------------------------------------------

    @cached_property
    def people(self) -> People:
        from inventory_tui.store.people.people import People

        return People(self.connection)

    @cached_property
    def options(self) -> Options:
        from inventory_tui.store.options import Options

        return Options(self.connection, self.now)

    @cached_property
    def journal(self) -> Journal:
        from inventory_tui.store.history.journal import Journal

        return Journal(self.connection, self.now, self.guard)

    @cached_property
    def levels(self) -> Levels:
        from inventory_tui.store.salability.levels import Levels

        return Levels(self.connection, self.options)

    @cached_property
    def source_items(self) -> SourceItems:
        from inventory_tui.store.quantities.source_items import SourceItems

        return SourceItems(self.connection)

    @cached_property
    def incoming(self) -> Incomings:
        from inventory_tui.store.goods.incoming import Incomings

        return Incomings(self.connection)

    @cached_property
    def transfers(self) -> Transfers:
        from inventory_tui.store.goods.transfers import Transfers

        return Transfers(self.connection, self.now)

    @cached_property
    def item_references(self) -> ItemReferences:
        from inventory_tui.store.quantities.item_references import ItemReferences

        return ItemReferences(self.connection, self.guard)

    @cached_property
    def history(self) -> History:
        from inventory_tui.store.history.history import History

        return History(self.connection)

    @cached_property
    def products(self) -> Products:
        from inventory_tui.store.products.products import Products

        return Products(self.connection, self.options)

    @property
    def units(self) -> Units:
        return self.products.units

    @cached_property
    def product_options(self) -> ProductOptions:
        from inventory_tui.store.products.product_options import ProductOptions

        return ProductOptions(self.connection, self.options)

    @cached_property
    def estimates(self) -> Estimates:
        from inventory_tui.store.products.estimates import Estimates

        return Estimates(self.connection, self.product_options, self.translations)

    @cached_property
    def low_watch(self) -> LowWatch:
        from inventory_tui.store.quantities.low_watch import LowWatch

        return LowWatch(self.connection, self.options, self.now)

    @cached_property
    def notices(self) -> Notices:
        from inventory_tui.store.notices import Notices

        return Notices(self.connection, self.now)

    @cached_property
    def parts(self) -> ProductParts:
        from inventory_tui.store.products.product_parts import ProductParts

        return ProductParts(self.connection)

    @cached_property
    def reservations(self) -> Reservations:
        from inventory_tui.store.orders.reservations import Reservations

        return Reservations(self.connection, self.levels)

    @cached_property
    def inconsistencies(self) -> Inconsistencies:
        from inventory_tui.store.orders.inconsistencies import Inconsistencies

        return Inconsistencies(self.connection)

    @cached_property
    def orders(self) -> Orders:
        from inventory_tui.store.orders.orders import Orders

        return Orders(self.connection)

    @cached_property
    def new_orders(self) -> NewOrders:
        from inventory_tui.store.orders.new_orders import NewOrders

        return NewOrders(self.connection, self.now)

    @cached_property
    def known_orders(self) -> KnownOrders:
        from inventory_tui.store.orders.known_orders import KnownOrders

        return KnownOrders(self.connection)

    @cached_property
    def pickups(self) -> Pickups:
        from inventory_tui.store.orders.pickups import Pickups

        return Pickups(self.connection)

    @cached_property
    def shipments(self) -> Shipments:
        from inventory_tui.store.orders.shipments import Shipments

        return Shipments(self.connection, self.now, self.guard)

    @cached_property
    def consignments(self) -> Consignments:
        from inventory_tui.store.orders.consignments import Consignments

        return Consignments(self.connection)

    @cached_property
    def documents(self) -> Documents:
        from inventory_tui.store.orders.documents import Documents

        return Documents(self.connection, self.now)

    @cached_property
    def sources(self) -> Sources:
        from inventory_tui.store.sourcing.sources import Sources

        return Sources(self.connection, self.guard)

    @cached_property
    def channels(self) -> Channels:
        from inventory_tui.store.sourcing.channels import Channels

        return Channels(self.connection)

    @cached_property
    def stocks(self) -> Stocks:
        from inventory_tui.store.sourcing.stocks import Stocks

        return Stocks(self.connection, self.channels)

    @cached_property
    def eligibility(self) -> Eligibilities:
        from inventory_tui.store.sourcing.eligibility import Eligibilities

        return Eligibilities(self.connection)

    @cached_property
    def translations(self) -> Translations:
        from inventory_tui.store.translations import Translations

        return Translations(self.connection, self._language)

    @cached_property
    def places(self) -> Places:
        from inventory_tui.store.sourcing.places import Places

        return Places(self.connection)

    @cached_property
    def alerts(self) -> Alerts:
        from inventory_tui.store.alerts import Alerts

        return Alerts(self.connection, self.now)
