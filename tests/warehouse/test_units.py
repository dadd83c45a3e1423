"""Units of measure (L-150 to L-157), and the rows they are counted on (L-031, L-038)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DatabaseError

from inventory_tui.domain.aside import State
from inventory_tui.domain.bulk import SetMany, Transfer, Verdict
from inventory_tui.domain.checkup import Flaw
from inventory_tui.domain.errors import ChangedElsewhere, InvalidInput, Kind, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.incoming import Came, Extra, IncomingLine
from inventory_tui.domain.order import OrderLine
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.quantity_file import Behaviour
from inventory_tui.services.files import exchange, product_export, product_import
from inventory_tui.services.files.product_reading import ProductRules
from inventory_tui.services.goods import (
    deliveries,
    incoming,
    receiving,
    transfer_arrivals,
    transfers,
)
from inventory_tui.services.keeping import checking, undoing
from inventory_tui.services.orders import invoicing, order_checking, ordering
from inventory_tui.services.products import bulk_deletion, bulk_edits, catalog, units
from inventory_tui.services.quantities import (
    bulk,
    converting,
    item_rows,
    moving,
    setting_aside,
    stock_changes,
)
from inventory_tui.services.quantities.setting_aside import SafetyEdit
from inventory_tui.services.quantities.stock_changes import QuantityEdit
from inventory_tui.services.shipping import consignment_rows, consignments, shipping
from inventory_tui.store.database import Database
from inventory_tui.store.tables import source_item
from tests.world import World

Q = Quantity.parse_signed


class Shop:
    """A shop that sells wine, in bottles and in cases of 12."""

    def __init__(self, database: Database, world: World, cause: Cause) -> None:
        self.database, self.world, self.cause = database, world, cause
        world.sources("berlin", "paris")
        world.stock("EU", "berlin", "paris", channels=["eu"])
        world.product("WINE", name="Red wine", price="6.50", berlin=30)
        world.product("TEA", name="Tea", berlin=5)

    def add(self, key: str, sku: str = "WINE", **typed: str) -> Receipt:
        return units.add(self.database, sku, key, typed, cause=self.cause)

    def set(self, unit: str, sku: str = "WINE", /, **typed: str) -> Receipt:
        return units.edit(self.database, sku, unit, typed, cause=self.cause)

    def lines(self, number: str) -> tuple[OrderLine, ...]:
        with self.database.read() as transaction:
            return transaction.orders.known(number).lines

    def ship(self, number: str, **lines: str) -> None:
        asked = {sku: Q(quantity) for sku, quantity in lines.items()}
        shipping.create(self.database, number, "berlin", asked, cause=self.cause)

    def delete(self, key: str, sku: str = "WINE") -> Receipt:
        return units.delete(self.database, sku, key, cause=self.cause)

    def both(self) -> None:
        self.add("bottle", name="Bottle")
        self.add("case", name="Case", rate="12")

    def order(self, number: str, **lines: str) -> None:
        self.place(number, lines)

    def place(self, number: str, lines: Mapping[str, str]) -> None:
        request = OrderRequest("eu", tuple((sku, Q(q)) for sku, q in lines.items()), number)
        ordering.place(self.database, request, cause=self.cause)

    def convert(self, quantity: str, origin: str, into: str, *, force: bool = False) -> Receipt:
        return converting.convert(
            self.database, "WINE", "berlin", Q(quantity), origin, into, force=force,
            cause=self.cause,
        )[1]  # fmt: skip

    def quantity(self, sku: str, quantity: str, source: str = "berlin") -> Receipt:
        edit = QuantityEdit(sku, source, Q(quantity))
        return stock_changes.set_quantities(self.database, [edit], cause=self.cause)

    def shown(self, sku: str = "WINE") -> dict[str, units.UnitShown]:
        return {one.unit.key: one for one in units.units_of(self.database, sku).units}

    def clean(self) -> bool:
        return checking.check(self.database).is_clean


@pytest.fixture
def shop(database: Database, world: World, cause: Cause) -> Shop:
    return Shop(database, world, cause)


def refusal(deed: Callable[[], object]) -> tuple[Kind, str]:
    with pytest.raises((Refused, InvalidInput)) as caught:
        deed()
    return caught.value.problems[0].kind, str(caught.value)


# -- the rows ------------------------------------------------------------------------------


def test_l_031_a_second_row_for_the_same_source_and_unit_is_refused(
    shop: Shop, database: Database, cause: Cause, tmp_path: Path
) -> None:
    # of two who both saw no row, the second is told and reads again
    first, second = (
        QuantityEdit("TEA", "paris", Q(quantity), seen_version=0) for quantity in ("1", "2")
    )
    stock_changes.set_quantities(database, [first], cause=cause)
    with pytest.raises(ChangedElsewhere):
        stock_changes.set_quantities(database, [second], cause=cause)
    assert shop.world.held("TEA", "paris") == "1"

    def second_row() -> None:
        with database.write() as transaction:
            id = transaction.products.known("TEA").id
            paris = transaction.sources.known("paris").id
            row = insert(source_item).values(product_id=id, source_id=paris, quantity=1)
            transaction.connection.execute(row)

    with pytest.raises(DatabaseError):
        second_row()  # the store itself keeps none
    shop.both()
    shop.quantity("WINE/case", "3")
    shop.quantity("WINE/case", "4")
    assert shop.world.held("WINE/case", "berlin") == "4", "set again, the row is the same one"
    file = tmp_path / "twice.csv"
    file.write_text(
        "source_code,sku,unit,quantity\nberlin,WINE,case,1\nberlin,WINE/case,,2\n"
        "berlin,WINE,bottle,3\n"
    )
    checked = exchange.check_quantities(shop.database, file)
    assert [(one.kind, one.row) for one in checked.rejected] == [(Kind.DUPLICATE_ROW, 3)]


def test_l_038_a_key_is_refused_without_units_may_be_left_out_of_one_and_needed_of_several(
    shop: Shop, cause: Cause
) -> None:
    def said(sku: str) -> tuple[Kind, str]:
        return refusal(lambda: shop.quantity(sku, "7"))

    shop.add("bag", "TEA")
    # none
    kind, sentence = said("WINE/bottle")
    assert kind is Kind.UNKNOWN_UNIT
    assert sentence == (
        "There is no product 'WINE/bottle', and WINE has no units of measure: "
        "leave the key out."
    )
    # one
    shop.add("bottle")
    shop.quantity("WINE", "7")
    shop.quantity("wine/BOTTLE", "8")
    assert shop.world.held("WINE", "berlin") == "8"
    assert said("WINE/botle") == (
        Kind.UNKNOWN_UNIT,
        "WINE has no unit 'botle'. Did you mean 'bottle'?",
    )
    # several
    shop.add("case", rate="12")
    assert said("WINE") == (
        Kind.UNIT_REQUIRED,
        "WINE is counted in several units; name one: WINE/bottle, WINE/case.",
    )
    assert said("WINE/x") == (
        Kind.UNKNOWN_UNIT,
        "WINE has no unit 'x'. It is counted in bottle, case.",
    )
    shop.quantity("WINE/case", "2", "paris")
    assert shop.world.everything() == {
        ("WINE/bottle", "berlin"): "8",
        ("WINE/case", "paris"): "2",
        ("TEA", "berlin"): "5",
    }
    assert shop.clean()


def test_every_other_way_in_asks_for_the_unit_as_well(
    shop: Shop, database: Database, cause: Cause, tmp_path: Path
) -> None:
    shop.add("bottle")
    shop.order("A1", **{"WINE/bottle": "2", "WINE": "1"})
    assert [str(line.ordered) for line in shop.lines("A1")] == ["3"]
    shop.add("case", rate="12")
    shop.quantity("WINE/case", "4")
    ways: list[Callable[[], object]] = [
        lambda: shop.order("A2", WINE="1"),
        lambda: moving.transfer_some(
            database, "WINE", Q("1"), origin="berlin", destination="paris", cause=cause
        ),
        lambda: catalog.add(database, "wine", {}, cause=cause),
    ]
    kinds = [refusal(way)[0] for way in ways]
    assert kinds == [Kind.UNIT_REQUIRED, Kind.UNIT_REQUIRED, Kind.NOT_UNIQUE]
    file = tmp_path / "counted.csv"
    file.write_text("source_code,sku,quantity\nberlin,WINE,1\nparis,WINE/case,2\n")
    found = exchange.check_quantities(database, file)
    assert [(one.kind, one.row) for one in found.rejected] == [(Kind.UNIT_REQUIRED, 2)]
    (line,) = order_checking.check_quantities(database, [("WINE", Q("1"))], channel="eu")
    assert line.problems[0].kind is Kind.UNIT_REQUIRED
    (line,) = order_checking.check_quantities(database, [("WINE/case", Q("1"))], channel="eu")
    assert not line.problems


def test_an_order_holds_what_it_asks_for_once_however_the_only_unit_is_named(
    shop: Shop, database: Database
) -> None:
    shop.add("bottle")
    kind, _ = refusal(lambda: shop.place("A1", {"WINE/bottle": "20", "wine": "11"}))
    assert kind is Kind.NOT_ENOUGH_QTY
    shop.place("A2", {"WINE/bottle": "20", "wine": "10"})
    assert shop.world.reserved("WINE") == "-30"
    request = OrderRequest("eu", (("WINE", Q("30")),), "A2")
    assert ordering.place(database, request, cause=shop.cause).unchanged


# -- units ---------------------------------------------------------------------------------


def test_l_150_units_are_added_set_and_deleted_by_the_rules_of_their_fields(
    shop: Shop, database: Database, cause: Cause
) -> None:
    for typed, field, said in (
        ({"name": ""}, "name", "Name is required."),
        ({"precision": "-1"}, "precision", "0 for whole units only"),
        ({"precision": "5"}, "precision", "up to 4 decimals"),
        ({"increment": "0"}, "increment", "above 0"),
        ({"increment": "0.5"}, "increment", "0.5 has too many decimals, whole units only"),
        ({"increment": "0.25", "precision": "1"}, "increment", "1 decimal at most"),
        ({"rate": "0"}, "rate", "above 0"),
        ({"rate": "-2"}, "rate", "above 0"),
        ({"priority": "much"}, "priority", "a number"),
        ({"primary": "maybe"}, "primary", "yes or no"),
        ({"purchasable": "perhaps"}, "purchasable", "yes or no"),
        ({"active": "on and off"}, "active", "yes or no"),
        ({"precision": "1.5"}, "precision", "0 for whole units only"),
        ({"increment": "-1"}, "increment", "without a sign"),
        ({"price": "1,5"}, "price", "decimal point"),
        ({"pricing_quantity": "0"}, "pricing_quantity", "above 0"),
    ):
        with pytest.raises(InvalidInput) as caught:
            units.add(database, "WINE", "x", typed, cause=cause)
        assert caught.value.problems[0].field == field, typed
        assert said in str(caught.value), typed
    for key in ("", "two words", "a/b"):
        assert refusal(lambda key=key: shop.add(key))[0] in (  # type: ignore[misc]
            Kind.EMPTY,
            Kind.VALIDATION_FAILED,
        )
    shop.add("kg", "TEA", precision="3", increment="0.250", rate="0.333333333", price="9")
    unit = shop.shown("TEA")["kg"].unit
    assert (unit.name, unit.precision, str(unit.increment)) == ("kg", 3, "0.25")
    assert (unit.rate, unit.price, unit.primary) == (Decimal("0.333333333"), "9", True)
    assert refusal(lambda: shop.add("KG", "TEA"))[0] is Kind.NOT_UNIQUE
    shop.add("g", "TEA", precision="0", increment="50")
    assert refusal(lambda: shop.set("g", "TEA", key="Kg"))[0] is Kind.NOT_UNIQUE
    receipt = shop.set(
        "g", "TEA", key="gram", name="Gram", priority="2.5", pricing_quantity="100"
    )
    assert receipt.deed is Deed.UNIT_EDITED
    assert shop.set("gram", "TEA", name="Gram").operation is None, "nothing changed"
    assert [one.unit.sku for one in shop.shown("TEA").values()] == ["TEA/kg", "TEA/gram"]
    shop.delete("gram", "TEA")
    assert [one.unit.sku for one in shop.shown("TEA").values()] == ["TEA"]
    shop.delete("kg", "TEA")
    assert not shop.shown("TEA")
    assert shop.world.held("TEA", "berlin") == "5", "the plain SKU is back, with what lay there"
    assert refusal(lambda: shop.delete("kg", "TEA"))[0] is Kind.UNKNOWN_UNIT
    assert shop.clean()


def test_units_are_set_by_the_version_a_person_saw(shop: Shop, database: Database) -> None:
    shop.add("bottle")
    seen = shop.shown()["bottle"].unit.version
    shop.set("bottle", name="Bottle")
    with pytest.raises(ChangedElsewhere):
        units.edit(
            database, "WINE", "bottle", {"name": "B"}, cause=shop.cause, seen_version=seen
        )


def test_units_have_names_by_language(shop: Shop, database: Database) -> None:
    units.add(
        database, "WINE", "bottle", {"name": "Bottle", "name@de": "Flasche"}, cause=shop.cause
    )
    (german,) = units.units_of(database, "WINE", language="de-AT").units
    assert (german.name, german.words) == ("Flasche", {("name", "de"): "Flasche"})
    units.edit(database, "WINE", "bottle", {"name@de": ""}, cause=shop.cause)
    (german,) = units.units_of(database, "WINE", language="de").units
    assert german.unit.name == "Bottle"


def test_a_unit_with_anything_in_it_is_not_deleted(shop: Shop) -> None:
    shop.both()
    assert refusal(lambda: shop.delete("bottle"))[0] is Kind.LOCKED_FIELD
    shop.quantity("WINE/case", "2")
    assert refusal(lambda: shop.delete("case")) == (
        Kind.BLOCKED,
        "WINE/case is not deleted: 2 lie at 1 source. Convert or move them first.",
    )
    shop.order("A1", **{"WINE/case": "2"})
    shop.quantity("WINE/case", "0")
    kind, sentence = refusal(lambda: shop.delete("case"))
    assert kind is Kind.OPEN_RESERVATIONS
    assert "A1" in sentence
    ordering.cancel(shop.database, "A1", cause=shop.cause)
    shop.delete("case")
    assert shop.world.held("WINE", "berlin") == "30"
    assert shop.clean()


def test_l_151_the_first_unit_adopts_stock_and_price_and_later_ones_start_empty(
    shop: Shop, database: Database
) -> None:
    shop.order("A1", WINE="4")
    shop.add("bottle", name="Bottle")
    bottle = shop.shown()["bottle"]
    assert (str(bottle.on_hand), str(bottle.available)) == ("30", "26")
    assert (bottle.unit.price, bottle.unit.primary) == ("6.50", True)
    shop.add("case", name="Case", rate="12")
    case = shop.shown()["case"]
    assert (str(case.on_hand), case.unit.price, case.unit.primary) == ("0", "", False)
    assert shop.world.everything() == {("WINE/bottle", "berlin"): "30", ("TEA", "berlin"): "5"}
    (line,) = shop.lines("A1")
    assert (line.sku, str(line.held)) == ("WINE/bottle", "4"), "open lines are counted in it"
    assert catalog.show(database, "WINE/case").product.name == "Red wine (Case)"
    shop.set("case", name="Case of 12")
    assert catalog.show(database, "WINE/case").product.name == "Red wine (Case of 12)"
    assert shop.clean()


def test_the_first_unit_allows_the_decimals_of_what_is_there(shop: Shop, world: World) -> None:
    world.product("ROPE", decimals=True, berlin="2.5")
    kind, sentence = refusal(lambda: shop.add("m", "ROPE", precision="0"))
    assert (kind, sentence) == (
        Kind.QTY_DECIMAL,
        "Decimals allowed: 2.5 lie at berlin; m would count whole units only.",
    )
    shop.add("m", "ROPE", precision="1")
    assert refusal(lambda: shop.set("m", "ROPE", precision="0"))[0] is Kind.QTY_DECIMAL
    world.product("CORD", decimals=True, berlin="2.25")
    shop.add("m", "CORD")
    assert shop.shown("CORD")["m"].unit.precision == 4, "as many as it had"


def test_l_152_only_one_unit_of_a_sku_is_primary(shop: Shop) -> None:
    shop.both()
    assert [one.unit.key for one in shop.shown().values() if one.unit.primary] == ["bottle"]
    shop.set("case", primary="yes")
    assert [one.unit.key for one in shop.shown().values() if one.unit.primary] == ["case"]
    shop.add("pallet", rate="600", primary="yes")
    assert [one.unit.key for one in shop.shown().values() if one.unit.primary] == ["pallet"]
    shop.set("pallet", primary="no")
    assert not [one for one in shop.shown().values() if one.unit.primary]
    assert shop.shown()["case"].available_from_primary is None


def test_l_153_precision_says_which_quantities_may_be_entered(
    shop: Shop, database: Database, cause: Cause, world: World, tmp_path: Path
) -> None:
    world.product("ROPE", decimals=True, berlin="2.5")
    shop.add("m", "ROPE", precision="2", increment="0.01")
    catalog.edit(database, "ROPE", {"min_cart_qty": "0.01"}, cause=cause)
    shop.quantity("ROPE", "2.25")
    too_fine: list[Callable[[], object]] = [
        lambda: shop.quantity("ROPE", "2.125"),
        lambda: moving.transfer_some(
            database, "ROPE", Q("0.125"), origin="berlin", destination="paris", cause=cause
        ),
        lambda: shop.order("A1", ROPE="0.125"),
        lambda: converting.convert(
            database, "ROPE", "berlin", Q("0.125"), "m", "roll", cause=cause
        ),
    ]
    shop.order("A0", ROPE="0.25")
    shop.add("roll", "ROPE", rate="50")
    too_fine[0] = lambda: shop.quantity("ROPE/m", "2.125")
    too_fine[1] = lambda: moving.transfer_some(
        database, "ROPE/m", Q("0.125"), origin="berlin", destination="paris", cause=cause
    )
    too_fine[2] = lambda: shop.order("A1", **{"ROPE/m": "0.125"})
    said = [refusal(way) for way in too_fine]
    assert [kind for kind, _ in said[:2]] == [Kind.QTY_DECIMAL] * 2
    assert said[2][0] is Kind.QTY_INCREMENT, "the increment is asked first (spec 2.1)"
    assert said[3][0] is Kind.QTY_DECIMAL
    assert said[0][1] == "ROPE/m is counted with 2 decimals; 2.125 has more."
    id = catalog.ids_of(database, ["ROPE/m"])["ROPE/m"]
    for quantity, verdict in (("1.125", Verdict.FRACTION), ("1.12", Verdict.CHANGE)):
        plan = bulk.plan(database, [id], SetMany("berlin", quantity=Q(quantity)))
        assert dict(plan.rows) == {verdict: 1}
    file = tmp_path / "counted.csv"
    file.write_text("source_code,sku,quantity\nberlin,ROPE/m,1.125\nparis,ROPE/m,1.12\n")
    (problem,) = exchange.check_quantities(database, file).rejected
    assert (problem.kind, problem.row) == (Kind.QTY_DECIMAL, 2)
    assert "counted with 2 decimals" in problem.message
    # and everywhere else a quantity is said
    line, ends = ("ROPE/m", Q("0.125")), {"origin": "berlin", "destination": "paris"}
    expected = incoming.add(
        database, "ROPE/m", "berlin", Q("0.25"), expected=date(2099, 1, 1), cause=cause
    )
    coming = int(expected.counts["id"])
    sent = transfers.send(database, [("ROPE/m", Q("0.25"))], **ends, cause=cause).transfer
    draft = consignments.add(database, ["A0"], cause=cause).consignment
    adjust = QuantityEdit(*line[:1], "berlin", change=line[1])
    everywhere: list[Callable[[], object]] = [
        lambda: stock_changes.set_quantities(database, [adjust], cause=cause),
        lambda: setting_aside.set_safety(
            database, [SafetyEdit("ROPE/m", "berlin", line[1])], cause=cause
        ),
        lambda: setting_aside.change_state(
            database,
            "ROPE/m",
            "berlin",
            line[1],
            before=State.FOR_SALE,
            after=State.DAMAGED,
            cause=cause,
        ),
        lambda: transfers.send(database, [line], **ends, cause=cause),
        lambda: transfer_arrivals.receive(
            database, sent.label, [("ROPE/m", Came(line[1]))], cause=cause
        ),
        lambda: incoming.add(
            database, "ROPE/m", "berlin", line[1], expected=date(2099, 1, 1), cause=cause
        ),
        lambda: incoming.edit(database, coming, {"quantity": "0.125"}, cause=cause),
        lambda: deliveries.receive(
            database, [IncomingLine(coming, Came(line[1]), rest=False)], cause=cause
        ),
        lambda: receiving.receive(
            database, "berlin", [Extra("ROPE/m", Came(line[1]))], cause=cause
        ),
        lambda: receiving.look_at(database, "ROPE/m", line[1]),
        lambda: item_rows.save_rows(
            database, [{"sku": "ROPE/m", "source": "berlin", "quantity": "0.125"}], cause=cause
        ),
        lambda: consignment_rows.set_row(
            database, draft.id, draft.rows[0].id, quantity=line[1], cause=cause
        ),
        lambda: ordering.cancel(database, "A0", {"ROPE/m": line[1]}, cause=cause),
        lambda: invoicing.invoice(database, "A0", {"ROPE/m": line[1]}, cause=cause),
        lambda: shop.ship("A0", **{"ROPE/m": "0.125"}),
    ]
    for number, way in enumerate(everywhere):
        assert refusal(way)[0] is Kind.QTY_DECIMAL, number


def test_l_154_the_increment_of_the_unit_says_what_may_be_ordered(shop: Shop) -> None:
    shop.add("bottle", increment="6")
    assert refusal(lambda: shop.order("A1", WINE="8")) == (
        Kind.QTY_INCREMENT,
        "WINE: order it in multiples of 6; 8 is none. Order 6 or 12.",
    )
    shop.order("A1", WINE="12")
    kind, sentence = refusal(
        lambda: catalog.edit(shop.database, "WINE", {"increment": "5"}, cause=shop.cause)
    )
    assert kind is Kind.LOCKED_FIELD
    assert "units set" in sentence


def test_l_155_rates_show_what_is_there_in_other_units_and_a_case_is_broken_into_bottles(
    shop: Shop, database: Database
) -> None:
    shop.both()
    shop.quantity("WINE/case", "3")
    assert {key: str(one.available_from_primary) for key, one in shop.shown().items()} == {
        "bottle": "30",
        "case": "2",  # 30 bottles are two and a half: rounded down
    }
    receipt = shop.convert("2", "case", "bottle")
    assert receipt.message == "WINE at berlin: 2 case → 24 bottle"
    assert dict(receipt.counts) == {
        "from": "case",
        "to": "bottle",
        "quantity": "2",
        "result": "24",
    }
    assert shop.world.held("WINE/case", "berlin") == "1"
    assert shop.world.held("WINE/bottle", "berlin") == "54"
    assert (shop.world.salable("WINE/bottle", "EU"), shop.world.salable("WINE/case", "EU")) == (
        "54",
        "1",
    )
    assert refusal(lambda: shop.convert("30", "bottle", "case")) == (
        Kind.NOT_CONVERTIBLE,
        "30 bottle would leave a remainder in case: convert 24 or 36.",
    )
    shop.convert("36", "bottle", "case")
    assert shop.world.held("WINE/case", "berlin") == "4"
    undoing.undo(database, cause=shop.cause)
    undoing.undo(database, receipt.operation, cause=shop.cause)
    assert shop.world.held("WINE/case", "berlin") == "3"
    assert shop.world.held("WINE/bottle", "berlin") == "30"
    assert shop.clean()


def test_converting_leaves_what_is_set_aside_or_promised(
    shop: Shop, database: Database, cause: Cause
) -> None:
    from inventory_tui.domain.aside import Aside

    shop.both()
    shop.quantity("WINE/case", "5")
    case = shop.shown()["case"].unit
    with database.write() as transaction:
        berlin = transaction.sources.known("berlin").id
        operation = transaction.journal.begin(Deed.QUANTITIES_SET, cause, reason="test")
        key = (case.product_id, berlin)
        transaction.levels.set_asides.put(
            operation, {key: Aside(safety=Q("1"), damaged=Q("1"))}
        )
        transaction.levels.refresh([case.product_id])
    kind, sentence = refusal(lambda: shop.convert("4", "case", "bottle"))
    assert kind is Kind.NOT_ENOUGH_IN_SOURCE
    assert "holds 3 of WINE/case beside 2 set aside" in sentence
    shop.order("A1", **{"WINE/case": "2"})
    assert refusal(lambda: shop.convert("2", "case", "bottle"))[0] is Kind.BLOCKED
    shop.convert("2", "case", "bottle", force=True)
    shop.convert("1", "case", "bottle", force=True)
    assert shop.world.held("WINE/case", "berlin") == "2"
    for quantity, origin, into, wrong in (
        ("0", "case", "bottle", Kind.VALIDATION_FAILED),
        ("0.5", "case", "bottle", Kind.QTY_DECIMAL),
        ("1", "case", "case", Kind.VALIDATION_FAILED),
        ("1", "crate", "bottle", Kind.UNKNOWN_UNIT),
        ("1", "case", "bottel", Kind.UNKNOWN_UNIT),
    ):
        assert refusal(lambda q=quantity, a=origin, b=into: shop.convert(q, a, b))[0] is wrong  # type: ignore[misc]
    assert (
        refusal(
            lambda: converting.convert(
                database, "WINE", "paris", Q("1"), "case", "bottle", cause=cause
            )
        )[0]
        is Kind.UNKNOWN_SOURCE_ITEM
    )


def test_l_156_units_not_for_sale_are_refused_and_the_first_by_priority_is_offered(
    shop: Shop, database: Database
) -> None:
    def offered() -> str | None:
        unit = units.units_of(database, "WINE").preselected
        return unit.sku if unit else None

    assert offered() is None
    shop.both()
    shop.quantity("WINE/case", "5")
    assert offered() == "WINE/bottle"
    shop.set("case", priority="10")
    assert offered() == "WINE/case"
    shop.set("case", purchasable="no")
    assert offered() == "WINE/bottle"
    assert refusal(lambda: shop.order("A1", **{"WINE/case": "1"})) == (
        Kind.UNIT_NOT_FOR_SALE,
        "WINE/case: its unit case is not for sale.",
    )
    shop.set("case", purchasable="yes", active="no")
    assert refusal(lambda: shop.order("A1", **{"WINE/case": "1"})) == (
        Kind.UNIT_NOT_FOR_SALE,
        "WINE/case: its unit case is not active.",
    )
    (line,) = order_checking.check_quantities(database, [("WINE/case", Q("1"))], channel="eu")
    assert [one.kind for one in line.problems] == [Kind.UNIT_NOT_FOR_SALE]
    shop.set("case", active="yes")
    shop.order("A1", **{"WINE/case": "1"})


def test_l_157_another_increment_of_the_only_unit_counts_open_lines_anew(
    shop: Shop, database: Database, cause: Cause
) -> None:
    shop.add("bottle", increment="2")
    shop.order("A1", WINE="4")
    shop.order("A2", WINE="6")
    shop.ship("A2", WINE="2")
    shop.order("A3", WINE="2")
    ordering.cancel(database, "A3", cause=cause)
    receipt = shop.set("bottle", key="flask", increment="3")
    assert receipt.counts["lines"] == 2
    amounts = {
        number: [
            (line.sku, str(line.ordered), str(line.open), str(line.held))
            for line in shop.lines(number)
        ]
        for number in ("A1", "A2", "A3")
    }
    assert amounts == {
        "A1": [("WINE", "6", "6", "6")],
        "A2": [("WINE", "8", "6", "6")],  # 2 are gone, 4 ÷ 2 × 3 are open
        "A3": [("WINE", "2", "0", "0")],
    }
    assert shop.world.reserved("WINE") == "-12"
    assert shop.world.salable("WINE", "EU") == "16"
    assert shop.clean()
    shop.ship("A1", WINE="6")
    shop.set("flask", increment="2")
    assert shop.world.reserved("WINE") == "-4"
    assert shop.clean()


def test_open_lines_that_do_not_come_out_keep_the_increment(shop: Shop) -> None:
    shop.order("A1", WINE="5")
    shop.add("bottle", increment="2")
    assert refusal(lambda: shop.set("bottle", increment="3")) == (
        Kind.NOT_CONVERTIBLE,
        "Order A1: 5 in steps of 2 do not come out in steps of 3 with whole units.",
    )
    shop.set("bottle", increment="4")
    assert [str(line.ordered) for line in shop.lines("A1")] == ["10"]
    assert shop.clean()


def test_with_several_units_another_increment_leaves_orders_alone(
    shop: Shop, database: Database
) -> None:
    shop.both()
    shop.order("A1", **{"WINE/bottle": "4"})
    shop.set("bottle", increment="5")
    assert shop.world.reserved("WINE/bottle") == "-4"
    shop.set("bottle", key="piece")
    (line,) = shop.lines("A1")
    assert line.sku == "WINE/piece", "another key names its row and its lines anew"
    assert shop.clean()


# -- with the rest of the program ----------------------------------------------------------


def test_a_bulk_transfer_leaves_what_lies_there_in_another_unit(
    shop: Shop, database: Database, cause: Cause
) -> None:
    shop.both()
    shop.quantity("WINE/case", "5", "paris")
    ids = list(catalog.ids_of(database, ["WINE/bottle", "TEA"]).values())
    plan = bulk.plan(database, ids, Transfer("berlin", "paris"), sample=5)
    assert dict(plan.rows) == {Verdict.UNIT_DIFFERS: 1, Verdict.CHANGE: 1}
    assert (plan.blocked, plan.skipped) == (1, 0)
    receipt = bulk.perform(
        database, ids, Transfer("berlin", "paris"), cause=cause, expected=plan, force=True
    )
    assert receipt.counts["blocked"] == 1
    assert receipt.warnings == ("WINE not moved: Bottle at berlin, Case at paris.",)
    assert shop.world.held("WINE/bottle", "berlin") == "30"
    assert shop.world.held("TEA", "paris") == "5"
    shop.quantity("WINE/bottle", "1", "paris")
    bottle = catalog.ids_of(database, ["WINE/bottle"])["WINE/bottle"]
    plan = bulk.plan(database, [bottle], Transfer("berlin", "paris"))
    assert dict(plan.rows) == {Verdict.CHANGE: 1}, "it lies there in its own unit too"


def test_a_product_is_renamed_with_all_of_its_units(
    shop: Shop, database: Database, cause: Cause
) -> None:
    shop.both()
    kind, _ = refusal(lambda: catalog.rename(database, "WINE", "TEA", cause=cause))
    assert kind is Kind.NOT_UNIQUE
    receipt = catalog.rename(database, "WINE", "RED", cause=cause)
    assert [one.unit.sku for one in shop.shown("RED").values()] == ["RED/bottle", "RED/case"]
    undoing.undo(database, receipt.operation, cause=cause)
    assert [one.unit.sku for one in shop.shown().values()] == ["WINE/bottle", "WINE/case"]
    catalog.edit(database, "WINE", {"enabled": "no", "name": "White wine"}, cause=cause)
    case = catalog.show(database, "WINE/case").product
    assert (case.enabled, case.name) == (False, "White wine (Case)")
    for typed in ({"sku": "X"}, {"enabled": "yes"}, {"name": "x"}):
        kind, _ = refusal(lambda t=typed: catalog.edit(database, "WINE/case", t, cause=cause))  # type: ignore[misc]
        assert kind is Kind.LOCKED_FIELD
    catalog.edit(database, "WINE/case", {"threshold": "2"}, cause=cause)
    assert refusal(lambda: catalog.change_type(database, "WINE", "bundle", cause=cause))[0] is (
        Kind.LOCKED_FIELD
    )


def test_a_product_is_duplicated_with_its_units_and_nothing_in_them(
    shop: Shop, database: Database, cause: Cause
) -> None:
    shop.both()
    shop.quantity("WINE/case", "5")
    catalog.duplicate(database, "WINE", "PORT", cause=cause)
    assert [
        (one.unit.sku, str(one.unit.rate), str(one.on_hand))
        for one in shop.shown("PORT").values()
    ] == [("PORT/bottle", "1", "0"), ("PORT/case", "12", "0")]
    assert shop.world.status("PORT/case", "berlin") == "out"
    assert shop.clean()


def test_a_product_is_deleted_with_all_of_its_units(
    shop: Shop, database: Database, cause: Cause
) -> None:
    shop.both()
    shop.quantity("WINE/case", "5")
    assert refusal(lambda: catalog.delete(database, "WINE/case", cause=cause))[0] is (
        Kind.LOCKED_FIELD
    )
    shop.order("A1", **{"WINE/case": "1"})
    assert refusal(lambda: catalog.delete(database, "WINE", cause=cause))[0] is (
        Kind.OPEN_RESERVATIONS
    )
    ordering.cancel(database, "A1", cause=cause)
    receipt = catalog.delete(database, "WINE", cause=cause)
    assert receipt.counts == {"deleted": 1, "rows": 2, "units": "-35"}
    assert shop.world.everything() == {("TEA", "berlin"): "5"}
    catalog.add(database, "WINE", {}, cause=cause)
    assert not shop.shown()
    assert shop.clean()


def test_many_products_are_deleted_with_their_units_and_no_unit_alone(
    shop: Shop, database: Database, cause: Cause
) -> None:
    shop.both()
    shop.quantity("WINE/case", "5")
    ids = catalog.ids_of(database, ["WINE/bottle", "WINE/case", "TEA"])
    case = ids["WINE/case"]
    receipt = bulk_deletion.delete_many(database, [case], cause=cause)
    assert receipt.operation is None
    assert "WINE/case" in receipt.warnings[0]
    shop.order("A1", **{"WINE/case": "1"})
    plan = bulk_deletion.plan_deletion(database, list(ids.values()))
    assert (plan.products, plan.held) == (1, 1), "with a unit of it held all of it stays"
    ordering.cancel(database, "A1", cause=cause)
    bulk_deletion.delete_many(database, [ids["WINE/bottle"]], cause=cause)
    assert shop.world.everything() == {("TEA", "berlin"): "5"}
    catalog.add(database, "WINE", {}, cause=cause)
    assert not shop.shown()
    assert shop.clean()


def test_a_file_deletes_products_with_their_units(
    shop: Shop, database: Database, cause: Cause, tmp_path: Path
) -> None:
    shop.both()
    file = tmp_path / "gone.csv"
    rules = ProductRules(behaviour=Behaviour.DELETE, allowed_errors=5)
    file.write_text("sku\nWINE/case\nTEA\n")
    done = product_import.import_products(database, file, rules, cause=cause)
    assert [(one.kind, one.row) for one in done.rejected] == [(Kind.LOCKED_FIELD, 2)]
    file.write_text("sku\nWINE/bottle\n")
    done = product_import.import_products(database, file, rules, cause=cause)
    assert [(one.kind, one.row) for one in done.rejected] == [(Kind.LOCKED_FIELD, 2)]
    assert set(shop.shown()) == {"bottle", "case"}
    file.write_text("sku\nwine\n")
    done = product_import.import_products(database, file, rules, cause=cause)
    assert done.receipt.counts["deleted"] == 1
    assert shop.world.everything() == {}


def test_a_file_that_names_every_unit_of_a_product_deletes_it(
    shop: Shop, database: Database, cause: Cause, tmp_path: Path
) -> None:
    shop.both()
    file = tmp_path / "gone.csv"
    file.write_text("sku\nWINE/case\nWINE/bottle\n")
    rules = ProductRules(behaviour=Behaviour.DELETE)
    assert not product_import.import_products(database, file, rules, cause=cause).rejected
    assert shop.world.everything() == {("TEA", "berlin"): "5"}


def test_product_files_name_each_unit_by_its_row(
    shop: Shop, database: Database, cause: Cause, tmp_path: Path
) -> None:
    shop.both()
    file = tmp_path / "products.csv"
    product_export.export_products(database, file)
    done = product_import.import_products(database, file, cause=cause)
    assert (done.receipt.counts["unchanged"], done.rejected) == (3, ())
    file.write_text(
        "sku,price,qty_increments,use_config_qty_increments\n"
        "WINE,7,,\nWINE/x,7,,\nWINE/case,70,,\nWINE/bottle,7,3,0\n"
    )
    rules = ProductRules(allowed_errors=5)
    done = product_import.import_products(database, file, rules, cause=cause)
    assert [(one.kind, one.row) for one in done.rejected] == [
        (Kind.UNIT_REQUIRED, 2),
        (Kind.UNKNOWN_UNIT, 3),
        (Kind.LOCKED_FIELD, 5),
    ]
    assert shop.shown()["case"].unit.price == "70"
    for sku, kind in (("wine", Kind.NOT_UNIQUE), ("WINE/y", Kind.UNKNOWN_UNIT)):
        assert refusal(lambda sku=sku: catalog.add(database, sku, {}, cause=cause))[0] is kind  # type: ignore[misc]


def test_many_products_are_changed_with_their_units(
    shop: Shop, database: Database, cause: Cause
) -> None:
    shop.both()
    ids = list(catalog.ids_of(database, ["WINE/bottle", "TEA"]).values())
    bulk_edits.set_many(database, ids, {"enabled": "no"}, cause=cause)
    assert not catalog.show(database, "WINE/case").product.enabled
    receipt = bulk_edits.set_many(database, ids, {"increment": "2"}, cause=cause)
    assert receipt.counts["changed"] == 1
    assert receipt.warnings == (
        "1 product left out: their units of measure say that (units set).",
    )


def test_an_added_product_with_units_stays_when_its_adding_is_undone(
    shop: Shop, database: Database, cause: Cause
) -> None:
    added = catalog.add(database, "PORT", {}, cause=cause)
    shop.add("bottle", "PORT")
    with pytest.raises(ChangedElsewhere):
        undoing.undo(database, added.operation, cause=cause)


def test_doctor_tells_rows_that_do_not_count_as_their_units_say(
    shop: Shop, database: Database, world: World
) -> None:
    shop.both()
    case = shop.shown()["case"].unit
    with database.write() as transaction:
        transaction.products.update(case.product_id, {"precision": 2, "sku": "CASE"})
        transaction.units.put(case, {"primary": True})
    said = {one.message for one in checking.check(database).findings if one.flaw is Flaw.UNIT}
    assert said == {
        "CASE does not count as its unit case says: 0 decimals, steps of 1.",
        "CASE is not named after its unit case.",
        "WINE/bottle has 2 primary units.",
    }
