"""The first page is read by the SQL that the compiled queries print."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import Select, func, select
from sqlalchemy.dialects import sqlite

from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.services.products import browsing
from inventory_tui.store.database import Database
from inventory_tui.store.products import first_page, product_rows
from inventory_tui.store.tables import product
from tests.world import World


def printed(query: Select[Any]) -> str:
    """The SQL of a query, with ``{ids}`` for a list of ids, on one line."""
    text = str(query.compile(dialect=sqlite.dialect()))
    text = re.sub(r"\(__\[POSTCOMPILE_\w+\]\)", "({ids})", text)
    return re.sub(r"\s+", " ", text).strip()


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("text", "query"),
    [
        (first_page.PRODUCTS, product_rows._PRODUCTS),
        (first_page.ITEMS, product_rows._ITEMS),
        (first_page.LEVELS, product_rows._LEVELS),
        (
            first_page.FIRST_IDS,
            select(product.c.id)
            .where(product.c.deleted_by.is_(None))
            .order_by(product.c.sku_key)
            .limit(1)
            .offset(func.abs(0)),
        ),
    ],
    ids=["products", "items", "levels", "ids"],
)
def test_it_is_the_same_sql(text: str, query: Select[Any]) -> None:
    assert re.sub(r"abs\(\?\)", "?", printed(query)) == text


@pytest.mark.sqlite_only
def test_it_reads_the_same_rows(database: Database) -> None:
    world = World(database)
    world.sources("berlin", "paris")
    world.stock("EU", "berlin")
    world.product("A", default=1, berlin=5, paris=(2, "out"), attribute_set="Bag", weight="2")
    world.product("B", manage_stock=False, berlin=3)
    world.product("C", type="configurable")
    world.setting("notify_below", "4")
    assert database.path is not None
    page = first_page.read_first_page(database.path, source="BERLIN", stock="eu", limit=50)
    assert page is not None
    assert (page.source, page.stock, page.sources) == (
        "berlin",
        "EU",
        ("default", "berlin", "paris"),
    )
    asked = ProductQuery(stock_id=2, source_id=2)
    assert list(page.rows) == browsing.product_window(database, asked, 50)


@pytest.mark.sqlite_only
def test_whatever_is_in_the_way_there_is_no_page(database: Database) -> None:
    assert database.path is not None
    database.path.with_name("text.sqlite").write_text("no database")
    for name in ("missing.sqlite", "text.sqlite"):
        path = database.path.with_name(name)
        assert first_page.read_first_page(path, source=None, stock=None, limit=5) is None
