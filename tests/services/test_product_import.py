"""Products from Magento's product CSV: what each column and each empty cell does."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from inventory_tui.domain.errors import Kind, Refused, Stopped
from inventory_tui.domain.history import Cause, Deed
from inventory_tui.domain.product import Product
from inventory_tui.services.files.product_import import (
    Imported,
    OnError,
    ProductRules,
    check_products,
    import_products,
)
from inventory_tui.services.keeping import undoing
from inventory_tui.services.products import catalog
from inventory_tui.store.database import Database
from inventory_tui.store.tables import change, movement, operation
from tests.world import World

Import = Callable[..., Imported]


@pytest.fixture
def bring_in(database: Database, cause: Cause) -> Import:
    """Imports lines of CSV: ``bring_in("sku,qty", "MH01,5")``."""

    def import_lines(*lines: str, **rules: object) -> Imported:
        file = io.BytesIO("\n".join(lines).encode())
        asked = ProductRules(**rules)  # type: ignore[arg-type]
        return import_products(database, "-", asked, cause=cause, standard=file)

    return import_lines


def product(database: Database, sku: str) -> Product:
    return catalog.show(database, sku).product


def rows(database: Database, sku: str) -> list[tuple[str, str, bool]]:
    return [
        (one.item.source_code, str(one.item.quantity), one.item.in_stock)
        for one in catalog.show(database, sku).items
    ]


def own(database: Database, sku: str) -> dict[str, str]:
    settings = catalog.show(database, sku).settings
    return {one.option.key: one.text for one in settings if one.origin == "own"}


def recorded(database: Database) -> tuple[int, int, int]:
    with database.read() as transaction:
        found = [
            len(transaction.connection.execute(table.select()).all())
            for table in (operation, movement, change)
        ]
        return found[0], found[1], found[2]


def test_a_new_product_lies_at_the_default_source(database: Database, bring_in: Import) -> None:
    done = bring_in("sku,name,qty,is_in_stock", "MH01,Hoodie,100,1", "MH02,Bag,0,0", "MH03,,,")
    assert done.receipt.deed is Deed.PRODUCTS_IMPORTED
    assert done.receipt.counts == {
        "created": 3,
        "updated": 0,
        "unchanged": 0,
        "deleted": 0,
        "rejected": 0,
        "default_rows": 3,
    }
    assert "3 new rows at default" in done.receipt.message
    assert rows(database, "mh01") == [("default", "100", True)]
    assert rows(database, "MH02") == [("default", "0", False)]
    assert rows(database, "MH03") == [("default", "0", True)]
    assert product(database, "MH01").name == "Hoodie"
    assert product(database, "MH03").name == "MH03"
    assert recorded(database) == (1, 3, 3)


def test_the_same_file_again_changes_nothing(database: Database, bring_in: Import) -> None:
    lines = (
        "sku,product_type,name,weight,price,qty,is_in_stock,threshold_is_ignored,max_cart_qty",
        "MH01,simple,Hoodie,1,52.00,100.0000,1,x,10",
        "SET,bundle,A set,,9,,1,x,",
    )
    assert bring_in(*lines).ignored == ("threshold_is_ignored",)
    again = bring_in(*lines)
    assert again.receipt.operation is None
    assert again.receipt.counts["unchanged"] == 2
    same = bring_in("SKU , price ,qty", "mh01,52.0,100")
    assert same.receipt.counts["unchanged"] == 1
    assert product(database, "MH01").price == "52.00"


def test_every_column_has_its_field(database: Database, bring_in: Import) -> None:
    columns = {
        "sku": "MH01",
        "attribute_set_code": "Top",
        "product_type": "Virtual",
        "product_websites": "base, eu",
        "name": "'=Hoodie",
        "weight": "0.5",
        "product_online": "2",
        "visibility": '"Catalog, Search"',
        "price": "52.5",
        "qty": "2.5",
        "out_of_stock_qty": "-5",
        "is_qty_decimal": "1",
        "is_decimal_divided": "1",
        "allow_backorders": "2",
        "min_cart_qty": "2",
        "max_cart_qty": "20.0000",
        "notify_on_stock_below": "7",
        "manage_stock": "0",
        "qty_increments": "0.5",
        "enable_qty_increments": "1",
    }
    columns["product_websites"] = '"base, eu"'
    bring_in(",".join(columns), ",".join(columns.values()))
    shown = product(database, "MH01")
    assert (shown.attribute_set, shown.type, shown.websites) == ("Top", "virtual", "base,eu")
    assert (shown.name, shown.weight, shown.enabled) == ("=Hoodie", "0.5", False)
    assert (shown.visibility, shown.price) == ("Catalog, Search", "52.5")
    assert own(database, "MH01") == {
        "manage_stock": "no",
        "backorders": "notify",
        "max_cart_qty": "20",
        "threshold": "-5",
        "min_cart_qty": "2",
        "notify_below": "7",
        "increments_enabled": "yes",
        "increment": "0.5",
        "decimals": "yes",
        "multiple_boxes": "yes",
    }


def test_a_value_is_own_unless_its_flag_says_inherited(
    database: Database, bring_in: Import
) -> None:
    head = "sku,out_of_stock_qty,use_config_min_qty"
    bring_in(head, "A,5,1", "B,5,0", "C,5,", "D,,0", "E,rubbish,1")
    assert [own(database, sku).get("threshold") for sku in "ABCDE"] == [
        None,
        "5",
        "5",
        None,
        None,
    ]
    bring_in(head, "A,7,0", "B,7,1", "C,,", "D,7,0")
    assert [own(database, sku).get("threshold") for sku in "ABCD"] == ["7", None, "5", "7"]
    bring_in("sku,out_of_stock_qty", "A,", "B,9")
    assert [own(database, sku).get("threshold") for sku in "AB"] == ["7", "9"]


def test_settings_change_what_can_be_promised(
    database: Database, world: World, bring_in: Import
) -> None:
    world.product("MH01", default=25)
    bring_in("sku,out_of_stock_qty", "MH01,5")
    assert world.salable("MH01") == "20"
    bring_in("sku,qty,out_of_stock_qty", "MH01,30,6")
    assert world.salable("MH01") == "24"
    bring_in("sku,use_config_min_qty", "MH01,1")
    assert world.salable("MH01") == "30"


def test_an_existing_product_gets_no_row_unasked(
    database: Database, world: World, bring_in: Import
) -> None:
    world.sources("berlin")
    world.product("MH01", berlin=25)
    bring_in("sku,name", "MH01,New name")
    bring_in("sku,is_in_stock,qty", "MH01,0,")
    assert rows(database, "MH01") == [("berlin", "25", True)]
    done = bring_in("sku,qty", "MH01,4")
    assert done.receipt.counts["default_rows"] == 1
    assert rows(database, "MH01") == [("default", "4", True), ("berlin", "25", True)]
    bring_in("sku,is_in_stock", "MH01,0")
    assert rows(database, "MH01")[0] == ("default", "4", False)
    bring_in("sku,qty", "MH01,6")
    assert rows(database, "MH01")[0] == ("default", "6", False)


def test_a_composite_has_a_flag_and_no_quantity(database: Database, bring_in: Import) -> None:
    head = "sku,product_type,qty,is_in_stock"
    bring_in(head, "SET,configurable,-5,0", "BUNDLE,bundle,7,")
    assert not product(database, "SET").parent_in_stock
    assert product(database, "BUNDLE").parent_in_stock
    assert rows(database, "SET") == rows(database, "BUNDLE") == []
    bring_in("sku,is_in_stock,qty", "SET,1,3")
    assert product(database, "SET").parent_in_stock
    assert rows(database, "SET") == []


def test_wrong_rows_are_left_out_and_reported(
    database: Database, world: World, bring_in: Import
) -> None:
    world.product("OLD", default=1)
    done = bring_in(
        "sku,product_type,qty,is_in_stock,product_online,min_cart_qty,price",
        "A,,,,,,",
        " B,,,,,,",
        "a,,3,,,,",
        "C,gift,,,,,",
        "D,,-1,,,,",
        "E,,1.5,,,,",
        "F,,,yes,,,",
        "G,,,,3,,",
        "H,,,,,20000,",
        'I,,,,,,"1,5"',
        "OLD,bundle,,,,,",
    )
    said = [(one.row, one.field, one.kind, one.sku) for one in done.rejected]
    assert said == [
        (3, "sku", Kind.VALIDATION_FAILED, " B"),
        (4, "sku", Kind.DUPLICATE_ROW, "a"),
        (5, "product_type", Kind.VALIDATION_FAILED, "C"),
        (6, "qty", Kind.VALIDATION_FAILED, "D"),
        (7, "qty", Kind.QTY_DECIMAL, "E"),
        (8, "is_in_stock", Kind.VALIDATION_FAILED, "F"),
        (9, "product_online", Kind.VALIDATION_FAILED, "G"),
        (10, "min_cart_qty", Kind.VALIDATION_FAILED, "H"),
        (11, "price", Kind.VALIDATION_FAILED, "I"),
        (12, "product_type", Kind.LOCKED_FIELD, "OLD"),
    ]
    assert done.rejected[1].message == "Row 4: a stands on row 2 already."
    assert done.receipt.counts["created"] == 1
    assert done.receipt.counts["rejected"] == 10


def test_one_wrong_row_too_many_and_nothing_is_written(
    database: Database, bring_in: Import
) -> None:
    wrong = [f"W{number},x" for number in range(11)]
    with pytest.raises(Refused) as refused:
        bring_in("sku,qty", "A,1", *wrong)
    assert refused.value.kind is Kind.TOO_MANY_REJECTED
    assert len(refused.value.problems) == 12
    with pytest.raises(Refused):
        bring_in("sku,qty", "A,1", "B,x", allowed_errors=0)
    assert recorded(database) == (0, 0, 0)
    done = bring_in("sku,qty", "A,1", *wrong, on_error=OnError.SKIP)
    assert (done.receipt.counts["created"], len(done.rejected)) == (1, 11)


def test_update_only_leaves_out_what_is_new(
    database: Database, world: World, bring_in: Import
) -> None:
    world.product("MH01", default=1)
    done = bring_in("sku,qty", "MH01,5", "NEW,7", update_only=True)
    assert done.receipt.counts["updated"] == done.receipt.counts["skipped"] == 1
    assert done.receipt.counts["created"] == 0
    assert done.receipt.warnings == ("1 rows name no product that is there; left out.",)


def test_rows_of_store_views_are_left_out(database: Database, bring_in: Import) -> None:
    done = bring_in("sku,store_view_code,name", "MH01,,Hoodie", "MH01,de,Kapuzenjacke")
    assert done.receipt.counts["created"] == 1
    assert done.rejected == ()
    assert "store view" in done.receipt.warnings[0]
    assert product(database, "MH01").name == "Hoodie"


def test_checking_counts_the_same_and_writes_nothing(
    database: Database, world: World, tmp_path: Path
) -> None:
    world.product("MH01", default=1)
    file = tmp_path / "products.csv"
    file.write_text("sku,qty\nMH01,5\nNEW,7\nBAD,x\n")
    checked = check_products(database, file)
    assert checked.counts == {
        "created": 1,
        "updated": 1,
        "unchanged": 0,
        "deleted": 0,
        "rejected": 1,
        "default_rows": 1,
    }
    assert (len(checked.rejected), checked.refusal) == (1, None)
    strict = check_products(database, file, ProductRules(allowed_errors=0))
    assert strict.refusal is not None
    assert recorded(database) == (0, 0, 0)


def test_an_import_is_undone_as_one(
    database: Database, world: World, bring_in: Import, cause: Cause
) -> None:
    world.product("MH01", default=1, threshold=2)
    done = bring_in(
        "sku,name,qty,use_config_min_qty,price", "MH01,Hoodie,5,1,52", "NEW,New,7,1,"
    )
    undoing.undo(database, done.receipt.operation, cause=cause)
    assert rows(database, "MH01") == [("default", "1", True)]
    assert own(database, "MH01") == {"threshold": "2"}
    assert (product(database, "MH01").name, product(database, "MH01").price) == (
        "Product MH01",
        "",
    )
    assert world.salable("MH01") == "-1"
    with pytest.raises(Refused):
        catalog.show(database, "NEW")


def test_stopping_writes_nothing(database: Database, tmp_path: Path, cause: Cause) -> None:
    file = tmp_path / "products.csv"
    file.write_text("sku\n" + "".join(f"S{number}\n" for number in range(20)))
    with pytest.raises(Stopped):
        import_products(database, file, cause=cause, stop=lambda: True)
    assert recorded(database) == (0, 0, 0)


def test_a_file_of_many_products_is_written_in_sets(
    database: Database, tmp_path: Path, cause: Cause
) -> None:
    """More than a statement can bind, and more than one chunk."""
    file = tmp_path / "products.csv"
    file.write_text("sku,qty\n" + "".join(f"S{number},1\n" for number in range(12_000)))
    seen: list[tuple[int, int]] = []
    done = import_products(
        database, file, cause=cause, progress=lambda at, of: seen.append((at, of))
    )
    assert done.receipt.counts["created"] == 12_000
    assert seen[-1] == (file.stat().st_size, file.stat().st_size)
    again = import_products(database, file, cause=cause)
    assert again.receipt.counts["unchanged"] == 12_000
