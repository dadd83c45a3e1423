"""The filter language as SQL: the keys of products."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    ColumnElement,
    Connection,
    Double,
    Numeric,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)

from inventory_tui.domain.filters import (
    Compared,
    Filter,
    Flag,
    Keyed,
    Operator,
    Term,
    Value,
    Words,
)
from inventory_tui.domain.product import WITH_SOURCE_ITEMS
from inventory_tui.domain.product_status import ProductStatus
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.filtering import (
    compared,
    holds,
    inside,
    matching,
    only_source,
    source_ids,
    stock_ids,
    whole,
)
from inventory_tui.store.options import Options
from inventory_tui.store.products.chosen import Scope, within
from inventory_tui.store.products.gtins import with_gtin
from inventory_tui.store.products.lives import in_state
from inventory_tui.store.salability.salable import is_managed
from inventory_tui.store.tables import (
    product,
    source,
    source_item,
    stock_level,
    stock_source,
)


def product_conditions(
    connection: Connection,
    options: Options,
    filter: Filter,
    *,
    stock_id: int,
    marked: Scope = (),
) -> list[ColumnElement[bool]]:
    """SQL: which products a filter keeps (beside their table, nothing need be joined).

    Args:
        stock_id: The stock ``salable`` and ``reserved`` are those of.
        marked: The products ``marked`` stands for.

    Raises:
        BadFilter: A source or stock it names does not exist.
    """
    compiler = ProductTerms(connection, options, filter, stock_id=stock_id, marked=marked)
    return [compiler.condition(term) for term in filter.terms]


HIDDEN = "not visible individually"
"""The visibility of what a shop does not list by itself."""


class ProductTerms:
    """Makes a condition of each term of one filter of products."""

    def __init__(
        self,
        connection: Connection,
        options: Options,
        filter: Filter,
        *,
        stock_id: int,
        marked: Scope = (),
    ) -> None:
        self._connection = connection
        self._options = options
        self._stock_id = stock_id
        self._marked = marked
        self._at = only_source(connection, filter)

    def condition(self, term: Term) -> ColumnElement[bool]:
        """SQL: the term holds."""
        test = term.test
        if isinstance(test, Words):
            keys = (product.c.sku_key, product.c.name_key)
            found = or_(*(inside(keys, value) for value in test.values))
        elif isinstance(test, Keyed):
            found = self._keyed(test)
        elif isinstance(test, Compared):
            found = self._compared(test)
        else:
            found = self._flag(test)
        return not_(found) if term.negated else found

    def _keyed(self, test: Keyed) -> ColumnElement[bool]:
        values = test.values
        match test.key:
            case "sku":
                return whole(product.c.sku_key, values)
            case "name":
                return or_(*(inside((product.c.name_key,), value) for value in values))
            case "gtin":
                return product.c.id.in_(with_gtin(values))
            case "id":
                return product.c.id.in_([int(value.text) for value in values])
            case "type":
                return product.c.type.in_(test.choices)
            case "enabled":
                return or_(*(product.c.enabled == (word == "yes") for word in test.choices))
            case "state":
                return in_state(self._options, test.choices)
            case "set":
                return self._one_of(product.c.attribute_set, values)
            case "visibility":
                return self._one_of(product.c.visibility, values)
            case "website":
                return self._on_website(values)
            case "channel":
                return self._in_channel(values)
            case "price":
                return or_(*(_priced(self._connection, value) for value in values))
            case "status":
                states = [source_item.c.in_stock == (word == "in") for word in test.choices]
                return self._row(or_(*states))
            case "source":
                return _item(source_item.c.source_id.in_(source_ids(self._connection, values)))
            case _:
                ids = stock_ids(self._connection, values)
                sources = self._connection.scalars(
                    select(stock_source.c.source_id).where(stock_source.c.stock_id.in_(ids))
                )
                return _item(source_item.c.source_id.in_(sources.all()))

    def _compared(self, test: Compared) -> ColumnElement[bool]:
        if test.key == "price":
            return holds(
                price(self._connection),
                test.operator,
                _number(self._connection, str(test.number)),
            )
        number = {
            "qty": self._quantity,
            "salable": self._salable,
            "reserved": self._reserved,
        }[test.key]()
        return compared(number, test.operator, test.number)

    def _flag(self, test: Flag) -> ColumnElement[bool]:
        if test.name == "unassigned":
            return and_(has_own_items(), not_(_item(true())))
        if test.name == "marked":
            return and_(*within(product.c.id, self._marked))
        return self._row(is_low(self._options))

    def _row(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        """SQL: a row of the product (at the one source named, if any) fulfils this."""
        at = true() if self._at is None else source_item.c.source_id == self._at
        return exists(
            select(literal(1))
            .select_from(source_item)
            .join(source, source.c.id == source_item.c.source_id)
            .where(source_item.c.product_id == product.c.id, at, condition)
            .correlate(product)
        )

    def _quantity(self) -> ColumnElement[int]:
        at = true() if self._at is None else source_item.c.source_id == self._at
        total = (
            select(func.coalesce(func.sum(source_item.c.quantity), 0))
            .where(source_item.c.product_id == product.c.id, at)
            .correlate(product)
            .scalar_subquery()
        )
        return case((has_own_items(), total))

    def _level(self, column: ColumnElement[int]) -> ColumnElement[int]:
        return (
            select(column)
            .where(
                stock_level.c.product_id == product.c.id,
                stock_level.c.stock_id == self._stock_id,
            )
            .correlate(product)
            .scalar_subquery()
        )

    def _salable(self) -> ColumnElement[int]:
        return self._level(case((stock_level.c.coverage > 0, stock_level.c.salable)))

    def _reserved(self) -> ColumnElement[int]:
        return func.coalesce(self._level(stock_level.c.reserved), 0)

    def _one_of(
        self, column: ColumnElement[str], values: Sequence[Value]
    ) -> ColumnElement[bool]:
        labels = self._connection.scalars(select(column).distinct()).all()
        return column.in_(matching(values, labels))

    def _on_website(self, values: Sequence[Value]) -> ColumnElement[bool]:
        lists = self._connection.scalars(select(product.c.websites).distinct()).all()
        return product.c.websites.in_(
            [one for one in lists if matching(values, one.split(","))]
        )

    def _in_channel(self, values: Sequence[Value]) -> ColumnElement[bool]:
        """A shop of one of these channels shows it: no websites named means all of them.

        Drafts, and what is not yet or no longer displayed, it does not show.
        """
        return and_(
            or_(product.c.websites == "", self._on_website(values)),
            product.c.enabled,
            in_state(self._options, [ProductStatus.APPROVED.value]),
            func.lower(product.c.visibility) != HIDDEN,
        )


def has_own_items() -> ColumnElement[bool]:
    """SQL: the product is of a type whose quantities lie at sources."""
    return product.c.type.in_([type.value for type in WITH_SOURCE_ITEMS])


def notify_below(options: Options) -> ColumnElement[int]:
    """SQL: the level a source item is low below: its own, the product's, the global one."""
    return func.coalesce(
        source_item.c.notify_below,
        product.c.notify_below,
        options.value("notify_below").parts,
    )


def is_low(options: Options) -> ColumnElement[bool]:
    """SQL: a source item is in the low-stock report (beside its product and source).

    `domain.low_stock.is_low` is the same for one row.

    Source: spec 2.12.
    """
    return and_(
        product.c.enabled,
        has_own_items(),
        is_managed(options),
        source.c.enabled,
        source_item.c.in_stock,
        source_item.c.quantity > 0,
        source_item.c.quantity < notify_below(options),
    )


def price(connection: Connection) -> ColumnElement[int]:
    """SQL: the price as a number, null where none is known."""
    return _number(connection, func.nullif(product.c.price, ""))


def weight(connection: Connection) -> ColumnElement[int]:
    """SQL: the weight as a number, null where none is known."""
    return _number(connection, func.nullif(product.c.weight, ""))


def _number(connection: Connection, text: ColumnElement[str] | str) -> ColumnElement[int]:
    """SQL: a decimal text as a number.

    SQLite has no decimals, but a double tells any two texts of 15 digits apart.
    """
    return cast(text, Numeric if connection.dialect.name == "postgresql" else Double)


def _priced(connection: Connection, value: Value) -> ColumnElement[bool]:
    """SQL: the price is this number, however it is written; or the text with its wildcards."""
    try:
        number = str(Quantity.parse(value.text))
    except ValueError:
        return whole(product.c.price, [value])
    return holds(price(connection), Operator.EQUAL, _number(connection, number))


def _item(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(
        select(literal(1))
        .where(source_item.c.product_id == product.c.id, condition)
        .correlate(product)
    )
