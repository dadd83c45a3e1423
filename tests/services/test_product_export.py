"""Products written to files that our own import reads back, and deleted by files."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from inventory_tui.domain.errors import InvalidInput, Kind, Refused, Stopped
from inventory_tui.domain.history import Cause, Deed
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.quantity_file import Behaviour
from inventory_tui.services.files import salable_export
from inventory_tui.services.files.product_export import COLUMNS, export_products
from inventory_tui.services.files.product_import import (
    Imported,
    ProductRules,
    check_products,
    import_products,
)
from inventory_tui.services.keeping import checking, configuring
from inventory_tui.services.orders import ordering
from inventory_tui.services.products import catalog, composites
from inventory_tui.store.database import Database
from tests.world import World

SPEC = {
    "qty": "12.5",
    "out_of_stock_qty": "-2.5",
    "use_config_min_qty": "0",
    "is_qty_decimal": "1",
    "allow_backorders": "2",
    "use_config_backorders": "0",
    "min_cart_qty": "0.5",
    "use_config_min_sale_qty": "0",
    "max_cart_qty": "99",
    "use_config_max_sale_qty": "0",
    "is_in_stock": "1",
    "notify_on_stock_below": "-1",
    "use_config_notify_stock_qty": "0",
    "manage_stock": "1",
    "use_config_manage_stock": "0",
    "qty_increments": "0.5",
    "use_config_qty_increments": "0",
    "enable_qty_increments": "1",
    "use_config_enable_qty_inc": "0",
    "is_decimal_divided": "1",
    "deferred_stock_update": "0",
    "use_config_deferred_stock_update": "1",
}
"""The columns of spec 2.9, as they stand for a product that sets everything itself."""


@pytest.fixture
def shop(database: Database, world: World, cause: Cause) -> World:
    """Products of every type, with own and inherited settings, here and there."""
    world.sources("berlin")
    world.stock("EU", "berlin", channels=["eu"])
    text = (
        "sku,product_type,name,price,weight,product_websites,visibility,product_online,"
        "attribute_set_code,qty,is_in_stock,is_qty_decimal,is_decimal_divided,"
        "out_of_stock_qty,allow_backorders,min_cart_qty,max_cart_qty,notify_on_stock_below,"
        "manage_stock,qty_increments,enable_qty_increments,"
        "configurable_variations,associated_skus,bundle_values,bundle_shipment_type\n"
        'CLOTH,simple,"Cloth, blue",4.95,0.5,"base,eu",Catalog,1,Bolts,12.5,1,1,1,'
        "-2.5,2,0.5,99,-1,1,0.5,1,,,,\n"
        "=OFF,virtual,Switched off,,,base,,2,,3,0,,,,,,,,0,,,,,,\n"
        "PLAIN,downloadable,,,,,,,,7,,,,,,,,,,,,,,,\n"
        'HOOD,configurable,Hood,,,,,,,,0,,,,,,,,,,,"sku=CLOTH,size=S|sku=PLAIN,size=M",,,\n'
        'PACK,grouped,Pack,,,,,,,,1,,,,,,,,,,,,"CLOTH=2,PLAIN",,\n'
        "KIT,bundle,Kit,,,,,,,,1,,,,,,,,,,,,,"
        '"name=Ball,type=select,required=1,sku=CLOTH,default_qty=2,can_change_qty=0'
        '|name=Gift,required=0,sku=PLAIN",separately\n'
    )
    done = import_products(database, "-", cause=cause, standard=io.BytesIO(text.encode()))
    assert done.rejected == ()
    world.product("AWAY", name="Nowhere near the default", berlin=4)
    return world


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "products.csv"


def cells(file: Path, sku: str) -> dict[str, str]:
    with file.open(newline="", encoding="utf-8") as stream:
        return next(row for row in csv.DictReader(stream) if row["sku"] in (sku, f"'{sku}"))


def everything(database: Database, sku: str) -> Any:
    """All there is to a product, but who it is."""
    shown = catalog.show(database, sku)
    one = shown.product
    own = {
        setting.option.key: setting.text
        for setting in shown.settings
        if setting.origin == "own"
    }
    attributes = [
        getattr(one, name)
        for name in ("sku", "name", "type", "enabled", "price", "weight", "websites")
    ]
    attributes += [one.visibility, one.attribute_set, one.parent_in_stock, one.ship_together]
    rows = [(row.item.source_code, row.item.quantity, row.item.in_stock) for row in shown.items]
    made_of = composites.composition(database, sku)
    parts = [
        (part.sku, part.quantity, part.changeable, part.label) for part in made_of.every_part
    ]
    options = [(option.title, option.required) for option in made_of.options]
    return attributes, own, rows, parts, options


def take(database: Database, file: Path, cause: Cause, **rules: Any) -> Imported:
    return import_products(database, file, ProductRules(**rules), cause=cause)


def test_every_column_of_the_exchange_is_there(shop: World, file: Path) -> None:
    assert export_products(shop.database, file) == 7
    assert SPEC.keys() < set(COLUMNS)
    cloth = cells(file, "CLOTH")
    assert tuple(cloth) == COLUMNS
    assert {name: cloth[name] for name in SPEC} == SPEC
    plain = cells(file, "PLAIN")
    assert (plain["manage_stock"], plain["use_config_manage_stock"]) == ("1", "1")
    away = cells(file, "AWAY")
    assert (away["qty"], away["is_in_stock"]) == ("", "")
    assert cells(file, "HOOD")["is_in_stock"] == "0"
    assert cells(file, "HOOD")["qty"] == ""


def test_an_inherited_setting_shows_the_value_in_force(
    shop: World, file: Path, cause: Cause
) -> None:
    configuring.set_option(shop.database, "backorders", "yes", cause=cause)
    export_products(shop.database, file)
    plain = cells(file, "PLAIN")
    assert (plain["allow_backorders"], plain["use_config_backorders"]) == ("1", "1")


def test_what_was_exported_reads_back_unchanged(shop: World, file: Path, cause: Cause) -> None:
    export_products(shop.database, file)
    done = take(shop.database, file, cause)
    assert (done.rejected, done.ignored) == ((), ())
    assert done.receipt.operation is None
    assert done.receipt.counts["unchanged"] == 7


def test_what_was_exported_makes_the_same_products_anew(
    shop: World, file: Path, cause: Cause
) -> None:
    database = shop.database
    skus = ("CLOTH", "=OFF", "PLAIN", "HOOD", "PACK", "KIT")
    before = [everything(database, sku) for sku in skus]
    export_products(database, file)
    gone = take(database, file, cause, behaviour=Behaviour.DELETE).receipt
    assert (gone.deed, gone.counts["deleted"]) == (Deed.PRODUCT_DELETED, 7)
    with pytest.raises(Refused, match="There is no product"):
        catalog.show(database, "CLOTH")
    assert take(database, file, cause).receipt.counts["created"] == 7
    assert [everything(database, sku) for sku in skus] == before
    assert checking.check(database).findings == ()


def test_some_products_some_columns(shop: World, file: Path) -> None:
    query = ProductQuery("type:simple sku:C*")
    export_products(shop.database, file, query=query, columns=("name", "sku"))
    assert file.read_text() == 'name,sku\n"Cloth, blue",CLOTH\n'
    with pytest.raises(Refused, match="No product matches; no file was written"):
        export_products(shop.database, "elsewhere.csv", query=ProductQuery("sku:none"))
    with pytest.raises(InvalidInput, match="place 1"):
        export_products(shop.database, file, query=ProductQuery("colour:red"))
    with pytest.raises(Stopped, match="no file was written"):
        export_products(shop.database, file.with_name("new.csv"), stop=lambda: True)
    assert not file.with_name("new.csv").exists()


def test_websites_may_be_parted_otherwise(shop: World, file: Path, cause: Cause) -> None:
    file.write_text("sku,websites\nPLAIN,base;eu\n")
    take(shop.database, file, cause, value_separator=";")
    assert catalog.show(shop.database, "PLAIN").product.websites == "base,eu"


def test_a_file_deletes_what_no_order_holds(shop: World, file: Path, cause: Cause) -> None:
    database = shop.database
    request = OrderRequest("eu", (("AWAY", Quantity(20_000)),), "1")
    ordering.place(database, request, cause=cause)
    file.write_text("SKU,name\nAWAY,x\nPLAIN,y\nPLAIM,z\nplain,\n,\n")
    rules = ProductRules(behaviour=Behaviour.DELETE)
    checked = check_products(database, file, rules, every_row=True)
    done = import_products(database, file, rules, cause=cause)
    assert done.rejected == checked.rejected
    assert done.receipt.counts == checked.counts
    assert [(one.row, one.kind) for one in done.rejected] == [
        (2, Kind.OPEN_RESERVATIONS),
        (4, Kind.UNKNOWN_PRODUCT),
        (5, Kind.DUPLICATE_ROW),
        (6, Kind.VALIDATION_FAILED),
    ]
    assert done.receipt.message == "Deleted 1 product, 7 units in 1 row"
    assert [part.sku for part in composites.composition(database, "HOOD").parts] == ["CLOTH"]
    file.write_text("sku\nAWAY\n")
    forced = take(database, file, cause, behaviour=Behaviour.DELETE, force=True)
    assert forced.receipt.warnings == ("Orders still hold units of 1 of them.",)
    assert checking.check(database).findings == ()
    with pytest.raises(Refused, match="none is replaced"):
        ProductRules(behaviour=Behaviour.REPLACE)


def test_what_a_stock_can_sell_is_a_row_a_product(
    shop: World, file: Path, cause: Cause
) -> None:
    with shop.database.read() as transaction:
        known = transaction.products.known
        ids = [known(sku).id for sku in ("AWAY", "=OFF", "HOOD", "PLAIN")]
    assert salable_export.export_salable(shop.database, file, ids, stock=1) == 4
    assert file.read_text().splitlines() == [
        "stock,sku,type,salable,is_salable",
        "Default Stock,AWAY,simple,0.0000,0",
        "Default Stock,'=OFF,virtual,,0",
        "Default Stock,HOOD,configurable,0.0000,0",
        "Default Stock,PLAIN,downloadable,7.0000,1",
    ]
    salable_export.export_salable(
        shop.database, file, ids[:1], stock="eu", columns=("salable",)
    )
    assert file.read_text() == "salable\n4.0000\n"
    with pytest.raises(Refused, match="No product matches"):
        salable_export.export_salable(shop.database, file, [], stock=1)
