"""The filter language as SQL: what every list shares.

Every condition is true or false, never null, so that ``-`` keeps exactly the rows the
condition leaves out.  Labels are compared by their stored keys; codes and names of which
there are few (sources, stocks, attribute sets) are matched here, and found by id or text.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    false,
    func,
    literal,
    or_,
    select,
    true,
)

from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.filters import (
    BadFilter,
    Filter,
    Operator,
    Value,
)
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.tables import (
    source,
    stock,
)
from inventory_tui.wording import tr

LAST = "\U0010ffff"
"""After every other character: the end of a range of texts that begin alike."""


def whole(column: ColumnElement[str], values: Sequence[Value]) -> ColumnElement[bool]:
    """SQL: a column of keys (`key_of`) equals one of ``values``, wildcards included.

    ``MH*`` becomes a range, which an index on the column answers.
    """
    plain = [value.pieces[0] for value in values if not value.has_wildcard]
    conditions: list[ColumnElement[bool]] = [column.in_(plain)] if plain else []
    for value in values:
        if not value.has_wildcard:
            continue
        begin, *rest = value.pieces
        if begin:
            conditions.append(and_(column >= begin, column < begin + LAST))
        if rest != [""]:
            pattern = column.like("%".join(map(_escaped, value.pieces)), escape="\\")
            conditions.append(and_(conditions.pop(), pattern) if begin else pattern)
        elif not begin:
            conditions.append(true())
    return or_(*conditions)


def inside(columns: Sequence[ColumnElement[str]], value: Value) -> ColumnElement[bool]:
    """SQL: a value is found anywhere in one of these columns of keys."""
    pattern = "%".join(("", *map(_escaped, value.pieces), ""))
    return or_(*(column.like(pattern, escape="\\") for column in columns))


def compared(
    number: ColumnElement[int], operator: Operator, than: Quantity
) -> ColumnElement[bool]:
    """SQL: an amount in ten-thousandths compares so; where there is none it does not."""
    return holds(number, operator, literal(than.parts))


def matching(values: Sequence[Value], labels: Collection[str]) -> list[str]:
    """Return those of a few ``labels`` that one of ``values`` names."""
    return [label for label in labels if any(value.matches(label) for value in values)]


def only_source(connection: Connection, filter: Filter) -> int | None:
    """Return the id of the source a filter names where it names exactly one.

    Raises:
        BadFilter: There is no such source.
    """
    value = filter.only("source")
    return None if value is None else source_ids(connection, [value])[0]


def source_ids(connection: Connection, values: Sequence[Value]) -> list[int]:
    """Return the ids of the sources that ``values`` name, by code or reference.

    Raises:
        BadFilter: One without a wildcard names none.
    """
    rows = connection.execute(select(source.c.code, source.c.erc, source.c.id)).all()
    coded = [(code, id) for code, _, id in rows]
    referred = [(erc, id) for _, erc, id in rows]
    return [
        id
        for value in values
        for id in _known(
            "source",
            [value],
            coded if any(value.matches(code) for code, _ in coded) else referred,
            [code for code, _ in coded],
        )
    ]


def stock_ids(connection: Connection, values: Sequence[Value]) -> list[int]:
    """Return the ids of the stocks that ``values`` name, by name or id.

    Raises:
        BadFilter: One without a wildcard names none.
    """
    rows = connection.execute(
        select(stock.c.name, stock.c.id).where(stock.c.deleted_by.is_(None))
    ).all()
    named = [(name, id) for name, id in rows]
    numbered = [(str(id), id) for _, id in rows]
    return [
        id
        for value in values
        for id in _known(
            "stock",
            [value],
            named if any(value.matches(name) for name, _ in named) else numbered,
            [name for name, _ in named],
        )
    ]


def _known(
    noun: str,
    values: Sequence[Value],
    labelled: Sequence[tuple[str, int]],
    shown: Sequence[str] | None = None,
) -> list[int]:
    for value in values:
        if not value.has_wildcard and not any(value.matches(label) for label, _ in labelled):
            known = [label for label, _ in labelled] if shown is None else shown
            hint = did_you_mean(value.text, known)
            said = (
                tr("there is no source {text!r}.{hint}", text=value.text, hint=hint)
                if noun == "source"
                else tr("there is no stock {text!r}.{hint}", text=value.text, hint=hint)
            )
            raise BadFilter(value.at, said)
    return [id for label, id in labelled if any(value.matches(label) for value in values)]


def holds(
    left: ColumnElement[int], operator: Operator, right: ColumnElement[int]
) -> ColumnElement[bool]:
    """SQL: a number compares so; where there is none it does not."""
    return func.coalesce(comparison(left, operator, right), false())


def comparison(
    left: ColumnElement[int], operator: Operator, right: ColumnElement[int]
) -> ColumnElement[bool]:
    """SQL: the bare comparison, which an index answers; null where there is no number."""
    return {
        Operator.LESS: left < right,
        Operator.AT_MOST: left <= right,
        Operator.EQUAL: left == right,
        Operator.AT_LEAST: left >= right,
        Operator.MORE: left > right,
    }[operator]


def _escaped(piece: str) -> str:
    return piece.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
