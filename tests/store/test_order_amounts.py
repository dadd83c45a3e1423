"""What is said twice, for SQLAlchemy and as text for the driver, says the same."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import ColumnElement, literal_column, select, update

from inventory_tui.domain.product import ProductType
from inventory_tui.store.database import Database
from inventory_tui.store.orders.order_amounts import OPEN, OPEN_TO_SHIP_TEXT, SHIPS, SHIPS_TEXT
from inventory_tui.store.tables import order_line
from tests.services.shopping import Shop
from tests.world import World

NUMBERS = {
    "ordered": 10_000,
    "invoiced": 70,
    "shipped": 500,
    "cancelled": 3_000,
    "refunded": 2,
    "released": 1,
}
"""No two sums of these are the same."""


@pytest.fixture(autouse=True)
def lines_of_every_type(world: World) -> None:
    """An order of six lines, each of another type, on which everything has happened."""
    world.source("berlin")
    world.stock("EU", "berlin", channels=["eu"])
    world.products(*ProductType, berlin=50)
    Shop(world).place(dict.fromkeys(ProductType, 1))
    with world.database.write() as transaction:
        execute = transaction.connection.execute
        for line, type_ in zip(
            execute(select(order_line.c.id)).all(), ProductType, strict=True
        ):
            happened = {"type": type_, "held": 0, **NUMBERS}
            execute(update(order_line).where(order_line.c.id == line.id).values(**happened))


def of_each_type(
    database: Database, asked: ColumnElement[Any], where: ColumnElement[bool] | None = None
) -> dict[str, Any]:
    query = select(order_line.c.type, asked)
    with database.read() as transaction:
        query = query if where is None else query.where(where)
        return {row[0]: row[1] for row in transaction.connection.execute(query)}


def test_the_same_lines_ship(database: Database) -> None:
    text = literal_column(SHIPS_TEXT)
    said = {type_: bool(answer) for type_, answer in of_each_type(database, text).items()}
    assert said == {type_: type_.is_shipped for type_ in ProductType}
    assert said == of_each_type(database, SHIPS)


def test_as_much_of_lines_that_ship_is_open(database: Database) -> None:
    said = of_each_type(database, literal_column(OPEN_TO_SHIP_TEXT), SHIPS)
    assert set(said.values()) == {10_000 - 500 - 3_000 - 1}
    assert said == of_each_type(database, OPEN, SHIPS)
