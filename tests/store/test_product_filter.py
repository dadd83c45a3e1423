"""Which products a filter keeps, on both databases."""

from __future__ import annotations

import pytest

from inventory_tui.domain.filters import BadFilter, parse_filter
from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.vocabularies import PRODUCTS
from inventory_tui.store.database import Database
from inventory_tui.store.filtering import only_source
from tests.world import World


@pytest.fixture
def shop(world: World, database: Database) -> World:
    with world.at_once():
        world.source("berlin", name="Berlin warehouse")
        world.source("paris", enabled=False)
        world.source("lyon")
        world.stock("EU", "berlin", "paris")
        world.product("MH01", name="Hoodie", type="configurable", attribute_set="Top")
        world.product(
            "MH01-XS", name="Hoodie XS", price="52", attribute_set="Top", berlin=4, paris=9
        )
        world.product(
            "mh02_S", name="Größe 50% Öl", price="9.50", websites="base,eu", berlin=(7, "out")
        )
        world.product("24-MB01", name="Bag", price="100", enabled=False, berlin="0.5", lyon=3)
        world.product(
            "low", name="Yoga strap", type="virtual", visibility="Catalog, Search", lyon=20
        )
        world.product("any", name="Voucher", manage_stock=False, berlin=1, backorders="yes")
        world.product("bare", name="New", notify_below=5)
    with database.write() as transaction:
        product = transaction.products.known("MH01-XS")
        transaction.levels.reserve({(2, product.id): -60_000})
    return world


def found(database: Database, text: str, **asked: object) -> list[str]:
    query = ProductQuery(filter=text, stock_id=2, **asked)  # type: ignore[arg-type]
    with database.read() as transaction:
        ids = transaction.products.ids(query)
        products = transaction.products.by_ids(ids)
    return [products[id].sku for id in ids]


EVERY = ["24-MB01", "any", "bare", "low", "MH01", "MH01-XS", "mh02_S"]


CASES: list[tuple[str, list[str]]] = [
    ("", EVERY),
    # bare words look inside SKU and name; keys compare whole or look inside
    ("mh0", ["MH01", "MH01-XS", "mh02_S"]),
    ("HOODIE", ["MH01", "MH01-XS"]),
    ("größe", ["mh02_S"]),
    ("GRÖSSE", ["mh02_S"]),
    ("50%", ["mh02_S"]),
    ("2_", ["mh02_S"]),
    ("1_", []),
    ("bag,strap", ["24-MB01", "low"]),
    ("hoodie xs", ["MH01-XS"]),
    ("h*xs", ["MH01-XS"]),
    ('"low"', ["low"]),
    ("sku:mh01", ["MH01"]),
    ("sku:MH*,24*", ["24-MB01", "MH01", "MH01-XS", "mh02_S"]),
    ("sku:*s", ["MH01-XS", "mh02_S"]),
    ("sku:m*x*", ["MH01-XS"]),
    ('sku:"mh*"', []),
    ("sku:*", EVERY),
    ("-sku:MH*", ["24-MB01", "any", "bare", "low"]),
    ("name:xs", ["MH01-XS"]),
    ("name:hood*s", ["MH01-XS"]),
    ("type:virtual,conf*", ["low", "MH01"]),
    ("set:top", ["MH01", "MH01-XS"]),
    ("visibility:*search", ["low"]),
    ("website:EU", ["mh02_S"]),
    ("website:b*,x", ["mh02_S"]),
    ("enabled:no", ["24-MB01"]),
    ("price:52.0", ["MH01-XS"]),
    ("price:1*", ["24-MB01"]),
    ("price>9.5", ["24-MB01", "MH01-XS"]),
    ("price<=9.5", ["mh02_S"]),
    # what lies where
    ("source:berlin", ["24-MB01", "any", "MH01-XS", "mh02_S"]),
    ("source:PARIS,lyon", ["24-MB01", "low", "MH01-XS"]),
    ("source:*", ["24-MB01", "any", "low", "MH01-XS", "mh02_S"]),
    ("-source:berlin", ["bare", "low", "MH01"]),
    ("stock:eu", ["24-MB01", "any", "MH01-XS", "mh02_S"]),
    ("stock:2", ["24-MB01", "any", "MH01-XS", "mh02_S"]),
    ("-stock:e*", ["bare", "low", "MH01"]),
    ("unassigned", ["bare"]),
    ("status:out", ["mh02_S"]),
    ("status:in source:paris", ["MH01-XS"]),
    ("status:out source:lyon", []),
    # on hand over all sources, or at the one named
    ("qty=13", ["MH01-XS"]),
    ("qty<4", ["24-MB01", "any", "bare"]),
    ("qty>=3.5 -qty>7", ["24-MB01", "mh02_S"]),
    ("qty<4 source:berlin", ["24-MB01", "any"]),
    ("qty=9 source:paris", ["MH01-XS"]),
    ("qty=13 source:berlin,paris", ["MH01-XS"]),
    # what the stock shown can promise; what it does not have, has no number
    ("salable<0", ["MH01-XS"]),
    ("salable=-2", ["MH01-XS"]),
    ("salable>=0", ["24-MB01", "mh02_S"]),
    ("reserved<0", ["MH01-XS"]),
    ("reserved=-6", ["MH01-XS"]),
    ("reserved=0 source:berlin", ["24-MB01", "any", "mh02_S"]),
    # the low-stock report: enabled, in stock, more than 0, below the level
    ("low", []),
]


def test_each_key_keeps_the_products_it_names(shop: World, database: Database) -> None:
    wrong = {
        (text, sort): kept
        for text, skus in CASES
        for sort in ("sku", "id", "salable")
        if sorted(kept := found(database, text, sort=sort)) != sorted(skus)
    }
    assert wrong == {}
    assert all(found(database, text) == skus for text, skus in CASES)


def test_low_takes_the_level_of_the_row_the_product_or_all(
    shop: World, database: Database
) -> None:
    shop.item("bare", "lyon", 4)
    shop.item("low", "berlin", 9, notify_below="10")
    shop.product("off", notify_below=50, paris=4)
    shop.product("gone", enabled=False, notify_below=50, lyon=4)
    assert found(database, "low") == ["bare", "low"]
    assert found(database, "low source:berlin") == ["low"]
    assert found(database, "-low sku:bare,low") == []
    with database.write() as transaction:
        transaction.options.put("notify_below", None, "4.5")
    assert found(database, "low source:berlin") == ["low", "MH01-XS"]


def test_marked_is_what_the_person_marked(shop: World, database: Database) -> None:
    with database.read() as transaction:
        ids = [transaction.products.known(sku).id for sku in ("bare", "low")]
    assert found(database, "marked", marked=ids) == ["bare", "low"]
    assert found(database, "-marked sku:b*,l*", marked=ids[:1]) == ["low"]
    assert found(database, "marked") == []
    assert found(database, "marked", marked=[*range(10_000, 12_000), ids[0]]) == ["bare"]


MISTAKES = [
    ("low source:berln", 11, "there is no source 'berln'. Did you mean 'berlin'?"),
    ('"bag" stock:"Default Stok"', 12, "Did you mean 'Default Stock'?"),
    ("stock:99", 6, "there is no stock '99'"),
]


def test_an_unknown_source_or_stock_is_a_mistake(shop: World, database: Database) -> None:
    for text, at, said in MISTAKES:
        with pytest.raises(BadFilter) as mistake:
            found(database, text)
        assert mistake.value.at == at
        assert said in str(mistake.value)
    assert found(database, "source:x*") == []


def test_the_one_source_a_filter_names(shop: World, database: Database) -> None:
    with database.read() as transaction:
        berlin = transaction.sources.known("berlin").id
        named = only_source(
            transaction.connection, parse_filter("source:Berlin qty<5", PRODUCTS)
        )
        assert named == berlin
        assert only_source(transaction.connection, parse_filter("qty<5", PRODUCTS)) is None


def test_amounts_compare_to_the_last_decimal(world: World, database: Database) -> None:
    world.product("A", decimals=True, price="19.999999", default="0.3")
    with database.write() as transaction:
        id = transaction.products.known("A").id
        transaction.levels.reserve({(1, id): Quantity.parse("0.1").parts})
    kept = ("qty=0.3", "salable=0.4", "price>19.9999", "price<20", "-price=20", "qty<0.3001")
    for text in kept:
        with database.read() as transaction:
            assert list(transaction.products.ids(ProductQuery(text))) == [id], text
