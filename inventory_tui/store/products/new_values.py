"""New values for many products as SQL, beside what the products have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Text,
    case,
    cast,
    false,
    func,
    literal,
    null,
)

from inventory_tui.domain.options import APART
from inventory_tui.domain.product_form import text_of
from inventory_tui.domain.product_status import ProductStatus
from inventory_tui.domain.quantity import SCALE
from inventory_tui.domain.unit import MIRRORED
from inventory_tui.store.options import Options
from inventory_tui.store.products.beside_columns import Beside
from inventory_tui.store.products.product_columns import AMOUNTS, columns_of
from inventory_tui.store.salability.salable import threshold_in_force
from inventory_tui.store.salability.sharing import Settings
from inventory_tui.store.tables import product
from inventory_tui.store.types import UtcDateTime


class NewValues:
    """By attribute of `Product` or option key; None inherits again."""

    def __init__(
        self,
        connection: Connection,
        options: Options,
        values: Mapping[str, Any],
        channel: tuple[int, str] | None,
    ) -> None:
        """Say what is wanted.

        Args:
            channel: Id and code of the sales channel they are for; None: of the products.
        """
        self._connection = connection
        self._options = options
        self._values = values
        self._in_channel = channel is not None
        self.keys = list(values)
        self.columns = columns_of(
            {} if channel else {key: value for key, value in values.items() if key not in APART}
        )
        """Those that are columns, as they are stored."""
        self.beside = Beside(
            {key: values[key] for key in values if key not in self.columns or channel}, channel
        )
        """The others."""

    def after(self, key: str) -> str | None:
        """The new value, as the history keeps it."""
        if key in self.beside:
            return self.beside.after(key)
        return text_of(self._values[key])

    def before(self, key: str) -> ColumnElement[str | None]:
        """The value there is, as the history keeps it."""
        return self.beside.text(key) if key in self.beside else self._text(key)

    def differs(self, key: str) -> ColumnElement[bool]:
        """Whether a product has another value."""
        if key in self.beside:
            return self.beside.differs(key)
        if key == "status" and self._values[key] is ProductStatus.APPROVED:
            # what history said of its dates is no draft either
            return product.c.status == ProductStatus.DRAFT.value
        return product.c[key].is_distinct_from(self._new(key))

    def written(self) -> dict[str, Any]:
        """What the columns get."""
        if self._values.get("status") is not ProductStatus.APPROVED:
            return self.columns
        was_draft = product.c.status == ProductStatus.DRAFT.value
        approved = case((was_draft, ProductStatus.APPROVED.value), else_=product.c.status)
        return {**self.columns, "status": approved}

    def settings(self, *, with_edits: bool) -> Settings:
        """What stocks may promise follows from, now or with the edits."""
        return Settings(
            threshold_in_force(
                self._in_force("threshold", with_edits=with_edits),
                self._in_force("backorders", with_edits=with_edits),
            ),
            self._in_force("manage_stock", with_edits=with_edits),
        )

    def said_by_units(self) -> ColumnElement[bool]:
        """Whether it is the unit a product is counted in that says what is to be changed."""
        if self.columns.keys().isdisjoint(MIRRORED):
            return false()
        return product.c.precision.is_not(None)

    def contradict(self) -> ColumnElement[bool]:
        """Whether the fewest to order would be above the most."""
        if not {"min_cart_qty", "max_cart_qty"} & self._values.keys():
            return false()
        least, most = (
            self._in_force(key, with_edits=True) for key in ("min_cart_qty", "max_cart_qty")
        )
        return least > most

    def _new(self, key: str) -> ColumnElement[Any]:
        value = self.columns[key]
        return null() if value is None else literal(value, product.c[key].type)

    def _in_force(self, key: str, *, with_edits: bool) -> ColumnElement[Any]:
        """The value of a setting that holds, now or with the edits."""
        inherited = columns_of({key: self._options.value(key)})[key]
        if self._in_channel:
            return self.beside.in_force(key, product.c[key], inherited)
        own = self._new(key) if with_edits and key in self.columns else product.c[key]
        return func.coalesce(own, literal(inherited, product.c[key].type))

    def _text(self, key: str) -> ColumnElement[str | None]:
        """A value as the history keeps it (`domain.product_form.text_of`)."""
        column = product.c[key]
        if isinstance(column.type, UtcDateTime):
            if self._connection.dialect.name == "postgresql":
                return func.to_char(column, 'YYYY-MM-DD"T"HH24:MI"Z"')
            return func.strftime("%Y-%m-%dT%H:%MZ", column)
        if isinstance(column.type, Boolean):
            return case((column.is_(None), null()), (column, "yes"), else_="no")
        return _amount(column) if key in AMOUNTS else column


def _amount(column: ColumnElement[Any]) -> ColumnElement[str | None]:
    """A number of units as the history keeps it."""
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
