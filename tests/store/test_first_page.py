"""The first page shows the rows of the list, in its order."""

from __future__ import annotations

import re

import pytest

from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.services.products import browsing
from inventory_tui.store.database import Database
from inventory_tui.store.products import first_page
from tests.plans import asked
from tests.world import World


@pytest.mark.sqlite_only
def test_it_asks_for_the_ids_as_the_list_does(database: Database) -> None:
    with asked(database) as statements:
        browsing.product_window(database, ProductQuery(), 50)
    (ids,) = (sql for sql, _ in statements.with_text("order by product.sku_key"))
    assert re.sub(r"\s+", " ", ids).replace(" ASC", "").strip() == first_page.FIRST_IDS


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
