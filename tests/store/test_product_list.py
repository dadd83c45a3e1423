"""The order of the list of products: first rows, snapshot and both databases agree."""

from __future__ import annotations

import pytest

from inventory_tui.domain.errors import Refused
from inventory_tui.domain.product_list import SORTS, ProductQuery
from inventory_tui.store.database import Database
from inventory_tui.store.products import product_list, tombstones
from inventory_tui.store.products.product_list import ProductList
from tests.world import World

PRODUCTS = 40


@pytest.fixture
def shelves(world: World, database: Database) -> World:
    """Products with ties, with no price, without rows, and some that are not managed."""
    world.sources("berlin", "paris")
    world.stock("EU", "berlin", "paris")
    with world.at_once():
        for number in range(PRODUCTS):
            given: dict[str, object] = {}
            if number % 3:
                given["berlin"] = number % 7
            if number % 5:
                given["paris"] = number % 4
            world.product(
                f"{'BaC'[number % 3]}-{(number * 17) % PRODUCTS:02}",
                name=f"Name {number % 6}",
                type="virtual" if number % 4 else "simple",
                enabled=number % 9 != 0,
                price=("", "9.5", "10", "100.25")[number % 4],
                manage_stock=number % 8 != 0 or None,
                backorders="yes" if number % 8 == 7 else None,
                **given,
            )
    with database.write() as transaction:
        ids = list(transaction.products.ids(ProductQuery()))
        for id in ids[::8]:
            transaction.products.update(id, {"manage_stock": False})
        transaction.levels.refresh(None)
        transaction.levels.reserve({(2, id): -id * 10_000 for id in ids[::6]})
    return world


def ordered(database: Database, query: ProductQuery, first: int | None = None) -> list[int]:
    with database.read() as transaction:
        found = ProductList(transaction.connection, transaction.options, query)
        return list(found.ids() if first is None else found.first(first))


FILTERS = ("", "name:1,2,3", "sku:b*", "qty>2", "name:nothing")


@pytest.mark.parametrize("few", [3, 20_000])
def test_the_first_rows_are_the_beginning_of_the_snapshot(
    shelves: World, database: Database, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Whether an index is walked to its end, or left for reading all of the table."""
    monkeypatch.setattr(product_list, "_WALKED", few)
    monkeypatch.setattr(product_list, "_SORTED_BY_LOOKING_UP", few)
    for text in FILTERS:
        for sort in SORTS:
            for descending in (False, True):
                query = ProductQuery(text, 2, 2, sort, descending)
                snapshot = ordered(database, query)
                assert len(set(snapshot)) == len(snapshot)
                assert bool(snapshot) == (text != "name:nothing")
                for first in (7, PRODUCTS + 1):
                    assert ordered(database, query, first) == snapshot[:first], (query, first)


def test_by_salable_those_without_a_number_have_their_place(
    world: World, database: Database
) -> None:
    world.sources("berlin")
    world.stock("EU", "berlin")
    few = world.product("few", berlin=1)
    none = world.product("none", berlin=0)
    also_none = world.product("also none", berlin=0)
    world.product("not here", default=9)
    anything = world.product("any", manage_stock=False, berlin=0)
    many = world.product("many", berlin=50)
    not_here, never = ordered(database, ProductQuery("sku:not*"))[0], world.product("never")
    rest = [not_here, never]
    query = ProductQuery(stock_id=2, sort="salable")
    assert ordered(database, query) == [none, also_none, few, many, anything, *rest]
    query = ProductQuery(stock_id=2, sort="salable", descending=True)
    assert ordered(database, query) == [anything, many, few, also_none, none, *rest]


def test_those_without_a_value_come_last_in_either_direction(
    world: World, database: Database
) -> None:
    free = world.product("free")
    cheap = world.product("cheap", price="9.50")
    dear = world.product("dear", price="10")
    assert ordered(database, ProductQuery(sort="price")) == [cheap, dear, free]
    backwards = ProductQuery(sort="price", descending=True)
    assert ordered(database, backwards) == [dear, cheap, free]


def test_attributes_of_the_catalogue_are_sorted_whatever_their_letter_case(
    world: World, database: Database
) -> None:
    bare = world.product("bare")
    bag = world.product(
        "bag", attribute_set="Bag", visibility="Search", websites="base", weight="10"
    )
    top = world.product(
        "top", attribute_set="a-Top", visibility="catalog", websites="Alpha", weight="9.5"
    )
    for sort in ("set", "visibility", "websites", "weight"):
        assert ordered(database, ProductQuery(sort=sort)) == [top, bag, bare], sort
        backwards = ProductQuery(sort=sort, descending=True)
        assert ordered(database, backwards) == [bag, top, bare], sort


def test_labels_are_in_one_order_on_both_databases(world: World, database: Database) -> None:
    skus = ["Zebra", "alpha", "éclair", "Äpfel", "10", "9", "a-b", "a b", "ß", "a_b"]
    ids = dict(zip(skus, world.products(*skus), strict=True))
    by_key = sorted(ids, key=str.casefold)
    assert ordered(database, ProductQuery()) == [ids[sku] for sku in by_key]


def test_deleted_products_are_in_no_list(world: World, database: Database) -> None:
    kept, gone = world.products("kept", "gone", default=3)
    with database.write() as transaction:
        transaction.levels.reserve({(1, gone): -10_000})
        operation = transaction.connection.exec_driver_sql(
            "insert into operation (at, actor, deed, reason)"
            " values ('2026-11-20 00:00:00', 'maria', 'products delete', 'deleted')"
            " returning id"
        ).scalar_one()
        tombstones.bury(transaction.connection, gone, operation)
    for sort in SORTS:
        for text in ("", "qty>0"):
            query = ProductQuery(text, sort=sort)
            assert ordered(database, query) == ordered(database, query, 9) == [kept], query


def test_an_unknown_order_is_named_with_a_near_one(database: Database) -> None:
    with pytest.raises(Refused, match="Did you mean 'salable'"):
        ordered(database, ProductQuery(sort="saleable"))
