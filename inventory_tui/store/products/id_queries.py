"""Ids as the database finds them: a million of SQLAlchemy's own rows cost a second."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from contextlib import closing
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Connection, CursorResult, Select

from inventory_tui.store.products.id_pieces import Ids


def ids_of(connection: Connection, query: Select[Any]) -> Ids:
    """Return the ids that a query of one column finds, in its order."""
    with closing(connection.execute(query)) as result:
        return array("q", chain.from_iterable(driver_rows(result)))


def driver_rows(result: CursorResult[Any]) -> Any:
    """Return the rows as the driver has them."""
    return result.cursor


def ordered(
    columns: Iterable[ColumnElement[Any]], descending: bool
) -> list[ColumnElement[Any]]:
    """SQL: sorted by these columns, all of them one way."""
    return [column.desc() if descending else column.asc() for column in columns]
