"""The same new values for many products: worked out, counted and written as sets.

What becomes of each product is first put into a temporary table; dry runs count it, the
deed writes by it, so what was shown is what happens.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    case,
    cast,
    false,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)

from inventory_tui.domain.product_edits import EditLine, Outcome
from inventory_tui.domain.product_form import text_of
from inventory_tui.domain.quantity import SCALE
from inventory_tui.store.products.chosen import Chosen, Scope, choose_query
from inventory_tui.store.products.product_columns import AMOUNTS, columns_of, value_of
from inventory_tui.store.salability.salable import salable, threshold_in_force
from inventory_tui.store.salability.sharing import Settings
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

    def __init__(self, transaction: Transaction, values: Mapping[str, Any]) -> None:
        self._transaction = transaction
        self._connection = transaction.connection
        self._values = values
        self._columns = columns_of(values)

    def prepare(self, chosen: Chosen) -> None:
        """Work out what becomes of each chosen product that is still there."""
        self._connection.exec_driver_sql("drop table if exists product_edit")
        _edit.create(self._connection)
        outcome = case(
            (~or_(*(self._differs(key) for key in self._columns)), Outcome.ALREADY.value),
            (self._contradicts(), Outcome.REFUSED.value),
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

    # -- counting -------------------------------------------------------------------------

    def outcomes(self) -> dict[Outcome, int]:
        """Count products by what becomes of them."""
        rows = self._connection.execute(
            select(_edit.c.outcome, func.count()).group_by(_edit.c.outcome)
        )
        return {Outcome(outcome): count for outcome, count in rows}

    def fields(self) -> dict[str, int]:
        """Count the products in which each value changes."""
        keys = list(self._columns)
        counts = self._connection.execute(
            select(*(func.sum(case((self._differs(key), 1), else_=0)) for key in keys))
            .select_from(product)
            .where(product.c.id.in_(_CHANGING))
        ).one()
        return {key: int(count or 0) for key, count in zip(keys, counts, strict=True)}

    def effects(self) -> dict[int, int]:
        """By how much what each stock may promise changes, in ten-thousandths."""
        now, then = (self._settings(with_edits=with_edits) for with_edits in (False, True))
        before, after = (
            func.coalesce(
                salable(
                    settings.managed,
                    stock_level.c.coverage,
                    stock_level.c.on_hand,
                    stock_level.c.reserved,
                    settings.threshold,
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
            (_edit.c.outcome == Outcome.CHANGE.value, 1),
            else_=2,
        )
        keys = list(self._columns)
        rows = self._connection.execute(
            select(product.c.sku, _edit.c.outcome, *(product.c[key] for key in keys))
            .join(_edit, _edit.c.product_id == product.c.id)
            .order_by(order, product.c.sku_key)
            .limit(limit)
        )
        lines = []
        for sku, outcome, *stored in rows:
            for key, value in zip(keys, stored, strict=True):
                before = None if value is None else text_of(value_of(key, value))
                after = text_of(self._values[key])
                if before != after or outcome == Outcome.ALREADY.value:
                    name = "set" if key == "attribute_set" else key
                    lines.append(EditLine(sku, name, before, after, Outcome(outcome)))
        return lines[:limit]

    # -- writing --------------------------------------------------------------------------

    def apply(self, operation: int, *, refresh: bool) -> None:
        """Record and write what `prepare` worked out.

        Args:
            refresh: Whether what stocks may promise follows from these values.
        """
        for key in self._columns:
            after = text_of(self._values[key])
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
                        literal(key),
                        _text(key),
                        null() if after is None else literal(after, Text),
                    ).where(product.c.id.in_(_CHANGING), self._differs(key)),
                )
            )
        self._connection.execute(
            update(product)
            .where(product.c.id.in_(_CHANGING))
            .values(**self._columns, version=product.c.version + 1)
        )
        if refresh:
            self._transaction.levels.refresh(self._changed())

    def _changed(self) -> Scope:
        """The products that change: a few by their ids, many as a table."""
        few = self._connection.scalars(_CHANGING.limit(_FEW + 1)).all()
        if len(few) <= _FEW:
            return few
        return choose_query(self._connection, _CHANGING, name="changed")

    # -- SQL ------------------------------------------------------------------------------

    def _new(self, key: str) -> ColumnElement[Any]:
        value = self._columns[key]
        return null() if value is None else literal(value, product.c[key].type)

    def _differs(self, key: str) -> ColumnElement[bool]:
        return product.c[key].is_distinct_from(self._new(key))

    def _in_force(self, key: str, *, with_edits: bool) -> ColumnElement[Any]:
        """The value of a setting that holds, now or with the edits."""
        inherited = columns_of({key: self._transaction.options.value(key)})[key]
        own = self._new(key) if with_edits and key in self._columns else product.c[key]
        return func.coalesce(own, literal(inherited, product.c[key].type))

    def _settings(self, *, with_edits: bool) -> Settings:
        """What stocks may promise follows from."""
        return Settings(
            threshold_in_force(
                self._in_force("threshold", with_edits=with_edits),
                self._in_force("backorders", with_edits=with_edits),
            ),
            self._in_force("manage_stock", with_edits=with_edits),
        )

    def _contradicts(self) -> ColumnElement[bool]:
        """Whether the fewest to order would be above the most."""
        if not {"min_cart_qty", "max_cart_qty"} & self._columns.keys():
            return false()
        least, most = (
            self._in_force(key, with_edits=True) for key in ("min_cart_qty", "max_cart_qty")
        )
        return least > most


def standing(connection: Connection, chosen: Chosen, key: str) -> list[tuple[str | None, int]]:
    """Count the chosen products by the value they have of a field (None: inherited)."""
    column = product.c[key]
    rows = connection.execute(
        select(column, func.count())
        .join(chosen, chosen.c.product_id == product.c.id)
        .where(product.c.deleted_by.is_(None))
        .group_by(column)
    )
    return [
        (None if stored is None else text_of(value_of(key, stored)), count)
        for stored, count in rows
    ]


def _text(key: str) -> ColumnElement[str | None]:
    """SQL: a value as the history keeps it (`domain.product_form.text_of`)."""
    column = product.c[key]
    if isinstance(column.type, Boolean):
        return case((column.is_(None), null()), (column, "yes"), else_="no")
    if key not in AMOUNTS:
        return column
    size = func.abs(column)
    part = size % SCALE
    # 1 is put before the four decimals so that their zeros in front stay
    decimals = func.rtrim(func.substr(cast(part + SCALE, Text), 2), "0")
    return case(
        (column.is_(None), null()),
        else_=case((column < 0, literal("-")), else_=literal(""))
        + cast((size - part) // SCALE, Text)
        + case((part == 0, literal("")), else_=literal(".") + decimals),
    )
