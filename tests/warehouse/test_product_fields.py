"""What a product is known by outside the shop, what it costs, its size, and whether it is sold.

Source: warehouse 1.7, *SKU extra fields*.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from inventory_tui.domain.composite import BundleOption, Part
from inventory_tui.domain.errors import ChangedElsewhere, InvalidInput, InventoryError, Kind
from inventory_tui.domain.options import PARTICULARS
from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.services.desk import finding
from inventory_tui.services.files import product_export
from inventory_tui.services.files.product_import import (
    Imported,
    OnError,
    ProductRules,
    import_products,
)
from inventory_tui.services.keeping import undoing
from inventory_tui.services.products import (
    browsing,
    bulk_edits,
    catalog,
    composites,
    salability,
    units,
)
from inventory_tui.services.quantities import explaining
from inventory_tui.services.reports import reporting, shop_messages
from inventory_tui.store.database import Database
from tests.plans import asked
from tests.services.shopping import CLERK, Shop, refused
from tests.warehouse.test_ways_of_asking import every_kind
from tests.world import World

pytestmark = pytest.mark.both_databases

EAN, UPC, CASE, EIGHT = "4006381333931", "036000291452", "14006381333938", "96385074"
WRONG = "GTIN: the check digit is wrong:"
EVERY = {
    "gtin": EAN,
    "mpn": "BIC-0.7",
    "unspsc": "44121701",
    "purchasable": "no",
    "promo_price": "1.95",
    "cost": "0.40",
    "width": "1.2",
    "height": "14",
    "depth": "1.20",
}


@pytest.fixture
def shop(world: World) -> Shop:
    with world.at_once():
        world.sources("berlin", "paris")
        world.stock("EU", "berlin", "paris", channels=["eu"])
        world.product("PEN", name="Pen", berlin=10, paris=4)
        world.product("INK", name="Ink", berlin=5)
    return Shop(world)


@pytest.fixture
def bring_in(database: Database) -> Callable[..., Imported]:
    """Imports lines of CSV: ``bring_in("sku,gtin", "PEN,4006381333931")``."""

    def import_lines(*lines: str, **rules: object) -> Imported:
        file = io.BytesIO("\n".join(lines).encode())
        wanted = ProductRules(**rules)  # type: ignore[arg-type]
        return import_products(database, "-", wanted, cause=CLERK, standard=file)

    return import_lines


def edit(database: Database, sku: str, **fields: str) -> int | None:
    return catalog.edit(database, sku, fields, cause=CLERK).operation


def fields_of(database: Database, sku: str) -> dict[str, str]:
    """Those a product has."""
    settings = catalog.show(database, sku).settings
    return {
        one.option.key: one.text
        for one in settings
        if one.option.key in PARTICULARS and one.origin == "own"
    }


def gtin(database: Database, sku: str) -> str:
    return fields_of(database, sku).get("gtin", "")


def problem(deed: Callable[[], object]) -> tuple[Kind, str | None, str]:
    with pytest.raises(InventoryError) as refusal:
        deed()
    (one,) = refusal.value.problems
    return one.kind, one.field, one.message


# -- kept ----------------------------------------------------------------------------------


def test_each_is_set_shown_kept_in_history_and_undone(shop: Shop) -> None:
    database = shop.database
    operation = edit(database, "PEN", **EVERY)
    assert fields_of(database, "PEN") == EVERY
    rows = [one for one in reporting.history(database) if one.operation == operation]
    now = {"purchasable": "yes"}
    assert {one.field: (one.before, one.after) for one in rows} == {
        key: (now.get(key, ""), text) for key, text in EVERY.items()
    }
    assert edit(database, "PEN", **EVERY) is None
    edit(database, "PEN", gtin="", cost="default", purchasable="yes")
    left = {
        key: text for key, text in EVERY.items() if key not in ("gtin", "cost", "purchasable")
    }
    assert fields_of(database, "PEN") == left
    undoing.undo(database, cause=CLERK)
    assert fields_of(database, "PEN") == EVERY
    assert operation is not None
    undoing.undo(database, operation, cause=CLERK, force=True)
    assert fields_of(database, "PEN") == {}


def test_a_new_product_has_them_and_undoing_it_frees_its_code(shop: Shop) -> None:
    database = shop.database
    added = catalog.add(database, "LEAD", {**EVERY, "weight": "0.1"}, cause=CLERK)
    assert fields_of(database, "LEAD") == EVERY
    assert catalog.show(database, "LEAD").product.weight == "0.1"
    assert problem(lambda: catalog.add(database, "CHALK", {"gtin": EAN}, cause=CLERK)) == (
        Kind.NOT_UNIQUE,
        "gtin",
        f"GTIN: LEAD has {EAN} already; one code names one product.",
    )
    undoing.undo(database, added.operation, cause=CLERK)
    edit(database, "PEN", gtin=EAN)
    catalog.delete(database, "PEN", cause=CLERK, force=True)
    edit(database, "INK", gtin=EAN)
    assert gtin(database, "INK") == EAN


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("gtin", "4006381333932", f"{WRONG} 400638133393 ends in 1, not in 2."),
        ("gtin", "40063813", f"{WRONG} 4006381 ends in 2, not in 3."),
        ("gtin", "123456789", "GTIN: write 8, 12, 13 or 14 digits."),
        ("gtin", "4006381E3331", "GTIN: write 8, 12, 13 or 14 digits."),
        ("gtin", "00000000", "GTIN: zeros alone are no number of a product."),
        (
            "unspsc",
            "4412",
            "UNSPSC: write its 8 digits, such as 53102516, or 10 with the business type.",
        ),
        ("mpn", "x" * 256, "MPN: at most 255 characters."),
        ("cost", "0,40", "Cost: write 0.40 (a decimal point, no comma)."),
        ("width", "-1", "Width: enter a number such as 12 or 4.95 (at most 6 decimals)."),
        ("purchasable", "maybe", "Purchasable: write yes or no."),
    ],
)
def test_what_cannot_be_one_is_answered_with_a_sentence(
    shop: Shop, field: str, typed: str, sentence: str
) -> None:
    assert problem(lambda: edit(shop.database, "PEN", **{field: typed})) == (
        Kind.VALIDATION_FAILED,
        field,
        sentence,
    )
    assert fields_of(shop.database, "PEN") == {}


def test_codes_are_read_as_people_write_them(shop: Shop) -> None:
    edit(shop.database, "PEN", gtin="978-3-16-148410-0", unspsc="44.12.17.01")
    assert fields_of(shop.database, "PEN") == {"gtin": "9783161484100", "unspsc": "44121701"}
    for code in (EAN, UPC, CASE, EIGHT):
        edit(shop.database, "PEN", gtin=code)
        assert gtin(shop.database, "PEN") == code


def test_one_code_names_one_product_however_many_zeros_stand_before_it(shop: Shop) -> None:
    database = shop.database
    edit(database, "PEN", gtin=UPC)
    for same in (UPC, f"0{UPC}", f"00{UPC}"):
        assert problem(lambda same=same: edit(database, "INK", gtin=same)) == (  # type: ignore[misc]
            Kind.NOT_UNIQUE,
            "gtin",
            f"GTIN: PEN has {same} already; one code names one product.",
        )
    edit(database, "PEN", gtin=f"0{UPC}")
    assert gtin(database, "PEN") == f"0{UPC}"
    edit(database, "PEN", gtin="")
    edit(database, "INK", gtin=UPC)
    assert gtin(database, "INK") == UPC


def test_a_code_given_away_does_not_come_back_by_undo(shop: Shop) -> None:
    database = shop.database
    edit(database, "PEN", gtin=EAN)
    taken_away = edit(database, "PEN", gtin="")
    edit(database, "INK", gtin=EAN)
    assert taken_away is not None
    with pytest.raises(ChangedElsewhere, match=f"PEN had the GTIN {EAN}, which INK has"):
        undoing.undo(database, taken_away, cause=CLERK)
    assert (gtin(database, "PEN"), gtin(database, "INK")) == ("", EAN)


def test_two_terminals_cannot_give_two_products_the_same_code(shop: Shop) -> None:
    database = shop.database
    edit(database, "PEN", gtin=UPC)
    with database.write() as transaction:
        ink = transaction.products.known("INK")
        with pytest.raises(ChangedElsewhere, match="Another terminal"):  # it saw no other yet
            transaction.product_options.put(ink.id, {"gtin": f"0{UPC}"})


def test_a_duplicate_has_all_but_the_code(shop: Shop) -> None:
    database = shop.database
    edit(database, "PEN", **EVERY)
    catalog.duplicate(database, "PEN", "PEN-2", cause=CLERK)
    assert fields_of(database, "PEN-2") == {
        key: value for key, value in EVERY.items() if key != "gtin"
    }


def test_each_unit_has_a_code_of_its_own(shop: Shop) -> None:
    database = shop.database
    units.add(database, "PEN", "each", {}, cause=CLERK)
    units.add(database, "PEN", "case", {"rate": "12"}, cause=CLERK)
    edit(database, "PEN/each", gtin=EAN, width="1")
    edit(database, "PEN/case", gtin=CASE, width="9")
    assert found(database, CASE) == ["PEN/case"]
    assert found(database, EAN) == ["PEN/each"]
    catalog.duplicate(database, "PEN", "PEN-2", cause=CLERK)
    assert fields_of(database, "PEN-2/case") == {"width": "9"}


def test_many_are_changed_at_once_but_never_to_one_code(shop: Shop) -> None:
    database = shop.database
    ids = [catalog.show(database, sku).product.id for sku in ("PEN", "INK")]
    typed = {"purchasable": "no", "cost": "0.40", "unspsc": "44121701"}
    assert bulk_edits.plan(database, ids, typed).changed == 2
    bulk_edits.set_many(database, ids, typed, cause=CLERK)
    assert fields_of(database, "PEN") == fields_of(database, "INK") == typed
    assert bulk_edits.standing(database, ids, "purchasable") == [("no", 2)]
    undoing.undo(database, cause=CLERK)
    assert fields_of(database, "PEN") == fields_of(database, "INK") == {}
    assert problem(lambda: bulk_edits.plan(database, ids, {"gtin": EAN})) == (
        Kind.UNKNOWN_FIELD,
        "gtin",
        "GTIN is changed product by product.",
    )


# -- not purchasable -----------------------------------------------------------------------


def test_what_is_not_purchasable_is_so_in_every_way_of_asking(
    shop: Shop, tmp_path: Path
) -> None:
    database = shop.database
    assert every_kind(shop, tmp_path, "PEN") == {None}
    edit(database, "PEN", purchasable="no")
    assert every_kind(shop, tmp_path, "PEN") == {Kind.PRODUCT_NOT_PURCHASABLE}
    assert str(refused(lambda: shop.place({"PEN": 1}, "N1"))) == (
        "PEN: it is not purchasable, so it cannot be ordered."
    )
    status = salability.statuses(database, ["PEN"], "EU")["PEN"]
    assert (status.is_salable, str(status.salable)) == (False, "14")
    assert not any(one.is_salable for one in catalog.show(database, "PEN").stocks)
    why = explaining.explain(database, "PEN", "EU")
    assert (why.is_salable, why.terms[-1].term) == (False, "not_purchasable")
    (said,) = shop_messages.said_in(database, "eu", ["PEN"])
    assert not said.said.listed
    edit(database, "PEN", purchasable="default")
    assert every_kind(shop, tmp_path, "PEN") == {None}
    assert salability.statuses(database, ["PEN"], "EU")["PEN"].is_salable


def test_nothing_is_sold_that_needs_what_is_not_purchasable(shop: Shop) -> None:
    database = shop.database
    shop.world.product("SET", type="bundle")
    options = [BundleOption(sku, (Part(sku),)) for sku in ("PEN", "INK")]
    composites.set_bundle(database, "SET", options, ship_together=False, cause=CLERK)
    assert salability.statuses(database, ["SET"], "EU")["SET"].is_salable
    edit(database, "INK", purchasable="no")
    assert not salability.statuses(database, ["SET"], "EU")["SET"].is_salable
    edit(database, "INK", purchasable="yes")
    edit(database, "SET", purchasable="no")
    assert not salability.statuses(database, ["SET"], "EU")["SET"].is_salable
    assert not any(one.is_salable for one in catalog.show(database, "SET").stocks)
    assert not explaining.explain(database, "SET", "EU").is_salable
    refusal = refused(lambda: shop.place({"SET": 1}, "N1"))
    assert refusal.kind is Kind.PRODUCT_NOT_PURCHASABLE
    assert salability.statuses(database, ["PEN"], "EU")["PEN"].is_salable


def test_a_product_that_is_not_purchasable_is_so_in_all_its_units(
    shop: Shop, tmp_path: Path
) -> None:
    database = shop.database
    units.add(database, "PEN", "each", {}, cause=CLERK)
    units.add(database, "PEN", "case", {"rate": "12"}, cause=CLERK)
    shop.world.item("PEN/case", "berlin", 3)
    assert every_kind(shop, tmp_path, "PEN/case") == {None}
    edit(database, "PEN/each", purchasable="no")
    assert every_kind(shop, tmp_path, "PEN/case") == {Kind.PRODUCT_NOT_PURCHASABLE}
    assert every_kind(shop, tmp_path, "PEN/each") == {Kind.PRODUCT_NOT_PURCHASABLE}


def test_where_every_product_may_be_ordered_nobody_is_asked_about_one(
    shop: Shop, database: Database
) -> None:
    with asked(database) as statements:
        shop.place({"PEN": 1}, "N1")
        salability.statuses(database, None, "EU")
    assert not statements.with_text("from product_option", "product_id")
    edit(database, "PEN", gtin=EAN, cost="1")
    with asked(database) as statements:
        salability.statuses(database, None, "EU")
    assert not statements.with_text("select product_id from product_option")


# -- scanned -------------------------------------------------------------------------------


def found(database: Database, code: str) -> list[str]:
    return [one.label for one in finding.find(database, code).things]


def test_a_product_is_found_by_the_code_on_it(shop: Shop) -> None:
    database = shop.database
    edit(database, "PEN", gtin=EAN)
    edit(database, "INK", gtin=UPC)
    for code in (EAN, f"]E0{EAN}", f"0{EAN}", f"12*{EAN}"):
        assert found(database, code) == ["PEN"], code
    for code in (UPC, f"0{UPC}", f"00{UPC}", f"]E0{UPC}"):
        assert found(database, code) == ["INK"], code
    assert [one.label for one in finding.suggest(database, EAN, 5)] == ["PEN"]
    assert found(database, CASE) == []
    assert found(database, EAN[:-1] + "2") == []  # its check digit is wrong
    for code in (f"010{EAN}", f"]C1010{EAN}10A7\x1d3724", f"(01)0{EAN}(17)271231"):
        assert found(database, code) == ["PEN"], code
    assert found(database, f"]C102{CASE}3724") == []
    units.add(database, "PEN", "each", {}, cause=CLERK)
    units.add(database, "PEN", "case", {"rate": "12"}, cause=CLERK)
    edit(database, "PEN/case", gtin=CASE)
    assert found(database, f"]C102{CASE}3724") == ["PEN/case"]
    shop.world.product(f"010{EAN}")
    assert found(database, f"]C1010{EAN}") == [f"010{EAN}"]  # what is exact comes first
    catalog.delete(database, "INK", cause=CLERK, force=True)
    assert found(database, UPC) == []


def test_an_sku_that_is_the_code_comes_first_and_two_are_never_guessed(shop: Shop) -> None:
    database = shop.database
    edit(database, "PEN", gtin=UPC)
    shop.world.product(f"0{UPC}", name="Its namesake")
    assert found(database, f"0{UPC}") == [f"0{UPC}"]
    assert sorted(found(database, UPC)) == [f"0{UPC}", "PEN"]


def test_lists_are_filtered_by_code(shop: Shop) -> None:
    database = shop.database
    edit(database, "PEN", gtin=EAN)
    edit(database, "INK", gtin=UPC)

    def listed(query: str) -> list[str]:
        return [row.sku for row in browsing.products(database, ProductQuery(query))]

    assert listed(f"gtin:{EAN}") == listed(f"gtin:0{EAN}") == ["PEN"]
    assert listed(f"gtin:{EAN},{UPC}") == ["INK", "PEN"]
    assert listed("gtin:40*") == ["PEN"]
    assert listed("gtin:*") == ["INK", "PEN"]
    assert "PEN" not in listed("-gtin:*")


def test_codes_are_looked_up_by_an_index(shop: Shop) -> None:
    database = shop.database
    edit(database, "PEN", gtin=EAN)
    with database.read() as transaction:
        connection = transaction.connection
        query = (
            "select product_id from product_option"
            f" where key = 'gtin' and ltrim(value, '0') in ('{EAN}')"
        )
        if connection.dialect.name == "sqlite":
            plan = connection.execute(text(f"explain query plan {query}")).all()
        else:
            connection.execute(text("set local enable_seqscan = off"))
            connection.execute(text("set local enable_bitmapscan = off"))
            plan = connection.execute(text(f"explain {query}")).all()
        assert "product_option_gtin" in str(plan)


# -- files ---------------------------------------------------------------------------------

HEADING = "sku,name," + ",".join(EVERY)
ROW = ",".join(EVERY.values())


def test_files_bring_them_in_and_take_them_out(
    shop: Shop, bring_in: Callable[..., Imported], tmp_path: Path
) -> None:
    database = shop.database
    done = bring_in(HEADING, f"PEN,Pen,{ROW}", f"LEAD,Lead,{EIGHT},,,yes,,,,,")
    assert (done.receipt.counts["created"], done.receipt.counts["updated"]) == (1, 1)
    assert fields_of(database, "PEN") == EVERY
    assert fields_of(database, "LEAD") == {"gtin": EIGHT}
    again = bring_in(HEADING, f"PEN,Pen,{ROW}", f"LEAD,Lead,{EIGHT},,,,,,,,")
    assert again.receipt.counts["unchanged"] == 2
    assert bring_in("sku,cost,width", "PEN,0.4,1.20").receipt.counts["unchanged"] == 1

    file = tmp_path / "products.csv"
    product_export.export_products(database, file)
    heading, *lines = file.read_text().splitlines()
    columns = heading.split(",")
    row = next(line for line in lines if line.startswith("PEN,")).split(",")
    assert {key: row[columns.index(key)] for key in EVERY} == EVERY
    product_export.export_products(database, file, columns=("sku", "gtin"))
    assert file.read_text().splitlines() == ["sku,gtin", "INK,", f"LEAD,{EIGHT}", f"PEN,{EAN}"]

    bring_in("sku,gtin,cost,purchasable", "PEN,default,default,default")
    assert fields_of(database, "PEN").keys() == EVERY.keys() - {"gtin", "cost", "purchasable"}
    undoing.undo(database, cause=CLERK)
    assert fields_of(database, "PEN") == EVERY


def test_a_file_never_gives_two_products_one_code(
    shop: Shop, bring_in: Callable[..., Imported]
) -> None:
    database = shop.database
    edit(database, "PEN", gtin=EAN)
    skip = {"on_error": OnError.SKIP}
    done = bring_in("sku,gtin", f"INK,{EAN}", f"LEAD,0{EAN}", "CHALK,40063813", **skip)
    assert [one.message for one in done.rejected] == [
        f"Row 2: GTIN: PEN has {EAN} already; one code names one product.",
        f"Row 3: GTIN: PEN has 0{EAN} already; one code names one product.",
        "Row 4: gtin '40063813': the check digit is wrong: 4006381 ends in 2, not in 3.",
    ]
    assert {one.kind for one in done.rejected[:2]} == {Kind.NOT_UNIQUE}
    done = bring_in("sku,gtin", f"LEAD,{UPC}", f"INK,0{UPC}", **skip)
    assert [one.message for one in done.rejected] == [f"Row 3: 0{UPC} stands on row 2 already."]
    assert (gtin(database, "LEAD"), gtin(database, "INK")) == (UPC, "")


def test_a_code_may_move_from_one_product_to_another_in_one_file(
    shop: Shop, bring_in: Callable[..., Imported]
) -> None:
    database = shop.database
    edit(database, "PEN", gtin=EAN)
    edit(database, "INK", gtin=UPC)
    done = bring_in("sku,gtin", f"PEN,{EIGHT}", f"INK,{EAN}", f"LEAD,{UPC}")
    assert not done.rejected
    codes = [gtin(database, sku) for sku in ("PEN", "INK", "LEAD")]
    assert codes == [EIGHT, EAN, UPC]
    undoing.undo(database, cause=CLERK)
    assert [gtin(database, sku) for sku in ("PEN", "INK")] == [EAN, UPC]


def test_undo_leaves_codes_where_what_has_them_now_stays(
    shop: Shop, bring_in: Callable[..., Imported]
) -> None:
    database = shop.database
    edit(database, "PEN", gtin=EAN)
    edit(database, "INK", gtin=UPC)
    moved = bring_in("sku,gtin", f"PEN,{EIGHT}", f"INK,{EAN}", f"LEAD,{UPC}").receipt.operation
    assert moved is not None
    shop.world.item("LEAD", "berlin", 1)
    units.add(database, "LEAD", "each", {}, cause=CLERK)  # so it cannot be taken away again
    done = undoing.undo(database, moved, cause=CLERK, force=True)
    assert done.counts["left"] == 3
    assert [gtin(database, sku) for sku in ("PEN", "INK", "LEAD")] == [EIGHT, EAN, UPC]


def test_a_row_that_is_left_out_takes_no_code_and_frees_none(
    shop: Shop, bring_in: Callable[..., Imported]
) -> None:
    database = shop.database
    edit(database, "PEN", gtin=EAN)
    done = bring_in(
        "sku,gtin,qty",
        f"PEN,{UPC},1.5",  # it is counted in whole units
        f"INK,{EAN},",
        f"LEAD,{UPC},",
        on_error=OnError.SKIP,
    )
    assert [one.row for one in done.rejected] == [2, 3]
    assert [gtin(database, sku) for sku in ("PEN", "INK", "LEAD")] == [EAN, "", UPC]


def test_wrong_values_are_told_at_once(shop: Shop) -> None:
    with pytest.raises(InvalidInput) as wrong:
        edit(shop.database, "PEN", gtin="1", cost="x")
    assert [one.field for one in wrong.value.problems] == ["gtin", "cost"]
