"""The same new values for many products: worked out, counted and written as sets.

What becomes of each product is first put into a temporary table; dry runs count it, the
deed writes by it, so what was shown is what happens.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    case,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)

from inventory_tui.domain.options import APART
from inventory_tui.domain.product_edits import NAME_OF, EditLine, Outcome
from inventory_tui.domain.product_form import text_of
from inventory_tui.domain.unit import COMMON_TO_UNITS
from inventory_tui.store.products.beside_columns import Beside
from inventory_tui.store.products.chosen import Chosen, Scope, choose_query
from inventory_tui.store.products.lives import say_dated
from inventory_tui.store.products.new_values import NewValues
from inventory_tui.store.products.product_columns import LIFE_KEYS, value_of
from inventory_tui.store.salability.salable import salable
from inventory_tui.store.tables import change, product, stock_level

if TYPE_CHECKING:
    from inventory_tui.store.database import Transaction

_edit = Table(
    "product_edit",
    MetaData(),
    Column("product_id", BigInteger, primary_key=True, autoincrement=False),
    Column("outcome", String(16), nullable=False),
    prefixes=["TEMPORARY"],
)
_CHANGING = select(_edit.c.product_id).where(_edit.c.outcome == Outcome.CHANGE.value)
"""Compared by ``in``: a join would make SQLite walk every product there is."""
_FEW = 500


class ProductEdits:
    """New values by attribute of `Product` or option key; None inherits again."""

    def __init__(
        self,
        transaction: Transaction,
        values: Mapping[str, Any],
        channel: tuple[int, str] | None = None,
    ) -> None:
        """Say what is wanted.

        Args:
            channel: Id and code of the sales channel they are for; None: of the products.
        """
        self._transaction = transaction
        self._connection = transaction.connection
        self._channel_id = channel[0] if channel else None
        self._new = NewValues(self._connection, transaction.options, values, channel)

    def prepare(self, chosen: Chosen) -> None:
        """Work out what becomes of each chosen product that is still there."""
        self._connection.exec_driver_sql("drop table if exists product_edit")
        _edit.create(self._connection)
        outcome = case(
            (~or_(*map(self._new.differs, self._new.keys)), Outcome.ALREADY.value),
            (self._new.said_by_units(), Outcome.IN_UNITS.value),
            (self._new.contradict(), Outcome.REFUSED.value),
            else_=Outcome.CHANGE.value,
        )
        self._connection.execute(
            insert(_edit).from_select(
                ["product_id", "outcome"],
                select(product.c.id, outcome)
                .join(chosen, chosen.c.product_id == product.c.id)
                .where(product.c.deleted_by.is_(None)),
            )
        )
        if not self._transaction.units.any or COMMON_TO_UNITS.isdisjoint(self._new.columns):
            return
        base = product.alias()
        self._connection.execute(
            insert(_edit).from_select(
                ["product_id", "outcome"],
                select(product.c.id, outcome)
                .join(base, base.c.id == product.c.unit_of)
                .where(
                    base.c.id.in_(select(chosen.c.product_id)),
                    base.c.deleted_by.is_(None),
                    product.c.deleted_by.is_(None),
                    product.c.id.not_in(select(_edit.c.product_id)),
                ),
            )
        )

    # -- counting -------------------------------------------------------------------------

    def outcomes(self) -> dict[Outcome, int]:
        """Count products by what becomes of them."""
        rows = self._connection.execute(
            select(_edit.c.outcome, func.count()).group_by(_edit.c.outcome)
        )
        return {Outcome(outcome): count for outcome, count in rows}

    def fields(self) -> dict[str, int]:
        """Count the products in which each value changes."""
        keys = self._new.keys
        counts = self._connection.execute(
            select(*(func.sum(case((self._new.differs(key), 1), else_=0)) for key in keys))
            .select_from(product)
            .where(product.c.id.in_(_CHANGING))
        ).one()
        return {key: int(count or 0) for key, count in zip(keys, counts, strict=True)}

    def effects(self) -> dict[int, int]:
        """By how much what each stock may promise changes, in ten-thousandths."""
        now, then = (self._new.settings(with_edits=with_edits) for with_edits in (False, True))
        before, after = (
            func.coalesce(
                salable(
                    settings.managed,
                    stock_level.c.coverage,
                    stock_level.c.on_hand,
                    stock_level.c.reserved,
                    settings.threshold,
                    set_aside=stock_level.c.set_aside,
                ),
                0,
            )
            for settings in (now, then)
        )
        rows = self._connection.execute(
            select(stock_level.c.stock_id, func.sum(after - before))
            .join(product, product.c.id == stock_level.c.product_id)
            .where(stock_level.c.product_id.in_(_CHANGING))
            .group_by(stock_level.c.stock_id)
        )
        effects = {stock_id: int(units) for stock_id, units in rows}
        shared = self._transaction.levels.shared
        if shared.protected:
            wanted = select(_edit.c.product_id).where(_edit.c.outcome == Outcome.CHANGE.value)
            edited = choose_query(self._connection, wanted, name="edited")
            for stock_id, units in shared.what_if(edited, settings=then).change.items():
                effects[stock_id] = effects.get(stock_id, 0) - units
        return {stock_id: units for stock_id, units in sorted(effects.items()) if units}

    def sample(self, limit: int) -> list[EditLine]:
        """The first lines, a field each: products that are refused before others."""
        order = case(
            (_edit.c.outcome == Outcome.REFUSED.value, 0),
            (_edit.c.outcome == Outcome.IN_UNITS.value, 0),
            (_edit.c.outcome == Outcome.CHANGE.value, 1),
            else_=2,
        )
        keys, beside = self._new.keys, self._new.beside
        shown = (beside.text(key) if key in beside else product.c[key] for key in keys)
        rows = self._connection.execute(
            select(product.c.sku, _edit.c.outcome, *shown)
            .join(_edit, _edit.c.product_id == product.c.id)
            .order_by(order, product.c.sku_key)
            .limit(limit)
        )
        lines = []
        for sku, outcome, *stored in rows:
            for key, value in zip(keys, stored, strict=True):
                before, after = value, self._new.after(key)
                if value is not None and key not in beside:
                    before = text_of(value_of(key, value))
                if before != after or outcome == Outcome.ALREADY.value:
                    name = NAME_OF.get(key) or beside.field(key)
                    lines.append(EditLine(sku, name, before, after, Outcome(outcome)))
        return lines[:limit]

    # -- writing --------------------------------------------------------------------------

    def apply(self, operation: int, *, refresh: bool) -> None:
        """Record and write what `prepare` worked out.

        Args:
            refresh: Whether what stocks may promise follows from these values.
        """
        beside = self._new.beside
        for key in self._new.keys:
            after = self._new.after(key)
            self._connection.execute(
                insert(change).from_select(
                    [
                        "operation_id",
                        "kind",
                        "subject_id",
                        "subject",
                        "field",
                        "before",
                        "after",
                    ],
                    select(
                        literal(operation, Integer),
                        literal("product"),
                        product.c.id,
                        product.c.sku,
                        literal(beside.field(key)),
                        self._new.before(key),
                        null() if after is None else literal(after, Text),
                    ).where(product.c.id.in_(_CHANGING), self._new.differs(key)),
                )
            )
        if beside:
            scope = self._changed()
            for key, text in beside.stored():
                self._transaction.product_options.put_for(scope, key, self._channel_id, text)
        self._connection.execute(
            update(product)
            .where(product.c.id.in_(_CHANGING))
            .values(**self._new.written(), version=product.c.version + 1)
        )
        if LIFE_KEYS & self._new.columns.keys():
            say_dated(self._connection, self._transaction.options)
        if refresh:
            self._transaction.levels.refresh(self._changed())

    def _changed(self) -> Scope:
        """The products that change: a few by their ids, many as a table."""
        few = self._connection.scalars(_CHANGING.limit(_FEW + 1)).all()
        if len(few) <= _FEW:
            return few
        return choose_query(self._connection, _CHANGING, name="changed")


def standing(connection: Connection, chosen: Chosen, key: str) -> list[tuple[str | None, int]]:
    """Count the chosen products by the value they have of a field (None: inherited)."""
    beside = key in APART
    column = Beside({key: None}, None).text(key) if beside else product.c[key]
    rows = connection.execute(
        select(column, func.count())
        .join(chosen, chosen.c.product_id == product.c.id)
        .where(product.c.deleted_by.is_(None))
        .group_by(column)
    )
    return [
        (stored if beside or stored is None else text_of(value_of(key, stored)), count)
        for stored, count in rows
    ]
