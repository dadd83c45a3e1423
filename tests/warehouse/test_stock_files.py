"""Stock rows from files and from other programs (L-035; safety stock in files)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.quantity_file import Behaviour
from inventory_tui.services.files import exchange, importing
from inventory_tui.services.files.rejecting import OnError
from inventory_tui.services.quantities import item_rows
from inventory_tui.services.quantities.stock_changes import QuantityEdit
from tests.warehouse.shelf import CLERK, Shelf, refused, sentence, units
from tests.world import World


class Desk(Shelf):
    """A shelf that files come to."""

    def __init__(self, world: World, directory: Path) -> None:
        super().__init__(world)
        self.directory = directory

    def file(self, *rows: str) -> Path:
        path = self.directory / "quantities.csv"
        path.write_text("\n".join(rows) + "\n")
        return path

    def take(self, *rows: str, **given: Any) -> exchange.Imported:
        """Check a file, import it, and insist that both come to the same."""
        rules = exchange.Rules(on_error=OnError.SKIP, **given)
        path = self.file(*rows)
        checked = exchange.check_quantities(self.database, path, rules)
        done = exchange.import_quantities(self.database, path, rules, cause=CLERK)
        assert done.receipt.counts == checked.counts
        assert done.rejected == checked.rejected
        return done

    def exported(self, *columns: str) -> list[str]:
        path = self.directory / "out.csv"
        exchange.export_quantities(
            self.database, path, source="berlin", columns=columns or exchange.COLUMNS
        )
        return path.read_text().splitlines()


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Desk:
    with world.at_once():
        world.sources("berlin", "paris")
        world.stock("EU", "berlin", "paris", channels=["eu"])
        world.product("A", berlin=10, paris=4)
        world.product("B", berlin=5)
        world.product("OIL", berlin=5, decimals=True)
    return Desk(world, tmp_path)


def test_verdicts_say_what_becomes_of_safety_stock(desk: Desk) -> None:
    desk.take("source_code,sku,quantity,safety", "berlin,B,5,2")

    def changes(*rows: str, behaviour: Behaviour = Behaviour.APPEND) -> list[str]:
        path = desk.file(*rows)
        request = importing.ImportRequest(str(path), behaviour)
        verdicts = importing.examine(desk.database, request).verdicts
        return [f"{row.change} | {row.sentence}" for row in verdicts.rows()]

    head = "source_code,sku,quantity,status,safety"
    assert changes(
        head, "berlin,A,10,1,3", "berlin,B,7,1,4", "paris,A,4,0,1", "paris,B,0,1,2"
    ) == [
        "safety 0 → 3 | Safety stock 0 → 3; 10 stay on hand.",
        "5 → 7, safety 2 → 4 | On hand 5 → 7; safety stock 2 → 4.",
        "4, now out, safety 0 → 1 | On hand 4, now out; safety stock 0 → 1.",
        "– → 0, safety 0 → 2 | On hand – → 0; safety stock 0 → 2.",
    ]
    assert changes(head, "berlin,B,5,1,2", "berlin,A,11,1,") == ["10 → 11 | ", "5 | "]
    replaced = changes("source_code,sku,quantity", "berlin,B,5", behaviour=Behaviour.REPLACE)
    assert replaced == ["safety 2 → 0 | Safety stock 2 → 0; 5 stay on hand."]
    rows = exchange.check_quantities(desk.database, desk.file(head, "berlin,A,10,1,3")).rows
    assert [(str(row.safety_before), str(row.safety_after)) for row in rows] == [("0", "3")]


def test_l_035_a_file_finds_rows_by_reference_else_by_product_and_source(desk: Desk) -> None:
    head = "source_code,sku,quantity,erc"
    first = desk.take(head, "berlin,A,11,ERP-1", "paris,B,2,ERP-2", "berlin,B,5,")
    assert first.receipt.counts["updated"] == first.receipt.counts["created"] == 1
    assert desk.history(sku="B")[0] == ("quantity", None, "2")
    # known names need neither product nor source; letter case is one
    again = desk.take(head, ",,20,erp-1", "paris,,3,ERP-2", "berlin,OIL,6,ERP-3")
    assert again.receipt.counts["updated"] == 3
    assert (desk.world.held("A", "berlin"), desk.world.held("B", "paris")) == ("20", "3")
    wrong = desk.take(
        head, "paris,A,1,ERP-1", "berlin,A,1,ERP-9", "berlin,B,1,ERP-9", ",,1,ERP-7"
    )
    assert [(problem.row, problem.field) for problem in wrong.rejected] == [
        (2, "erc"),
        (4, "erc"),
        (5, "source_code"),
    ]
    assert wrong.rejected[0].message == "Row 2: erc 'ERP-1' is A at berlin, not A at paris."
    assert desk.exported("sku", "erc") == ["sku,erc", "A,ERP-9", "B,", "OIL,ERP-3"]
    desk.undo(wrong.receipt)
    assert desk.exported("sku", "erc")[1] == "A,ERP-1"
    desk.check()


def test_only_names_changed_is_a_deed_too(desk: Desk) -> None:
    head = "source_code,sku,quantity,erc"
    named = desk.take(head, "berlin,A,10,ERP-1")
    assert (named.receipt.operation is not None, named.receipt.counts["unchanged"]) == (True, 1)
    assert desk.take(head, "berlin,A,10,ERP-1").receipt.operation is None
    desk.undo(named.receipt)
    desk.take(head, "paris,A,4,ERP-1")
    desk.check()


def test_rows_of_another_program_likewise(desk: Desk) -> None:
    def save(**row: str) -> Any:
        return item_rows.save_rows(desk.database, [row], cause=CLERK)

    first = save(sku="A", source="berlin", quantity="11", erc="ERP-1", safety="2")
    assert (desk.world.held("A", "berlin"), desk.aside("A", "berlin")[0]) == ("11", "2")
    save(erc="ERP-1", quantity="12")
    assert (desk.world.held("A", "berlin"), desk.aside("A", "berlin")[0]) == ("12", "2")
    save(sku="A", source="berlin", quantity="13")
    assert refused(lambda: save(sku="B", source="berlin", quantity="1", erc="erp-1")) == [
        Kind.NOT_UNIQUE
    ]
    assert refused(lambda: save(quantity="1", erc="ERP-8")) == [Kind.VALIDATION_FAILED] * 2
    assert refused(lambda: save(sku="B", source="berlin", quantity="1", erc="x" * 76))
    assert refused(lambda: save(sku="B", source="berlin", quantity="1", erc="x\0")) == [
        Kind.VALIDATION_FAILED
    ]
    only = desk.edit(QuantityEdit("B", "berlin", erc="ERP-2"))
    assert only.message == "Named B at berlin"
    desk.undo(only)
    assert first.operation is not None


@pytest.mark.parametrize("second", ["X-1", "x-1"])
def test_two_rows_are_not_given_one_reference_at_once(desk: Desk, second: str) -> None:
    both = (
        QuantityEdit("A", "berlin", erc="X-1"),
        QuantityEdit("B", "berlin", quantity=units(9), erc=second),
    )
    with pytest.raises(Refused) as refusal:
        desk.edit(*both)
    (problem,) = refusal.value.problems
    assert (problem.kind, problem.field, problem.sku) == (Kind.NOT_UNIQUE, "erc", "B")
    assert problem.message == f"{second} is A at berlin, not B at berlin."
    assert desk.world.held("B", "berlin") == "5"
    desk.edit(QuantityEdit("A", "berlin", erc="X-0"), both[0])
    assert desk.exported("sku", "erc")[1] == "A,X-1", "the last counts"


def test_a_reference_that_went_to_another_row_does_not_come_back(desk: Desk) -> None:
    desk.edit(QuantityEdit("A", "berlin", erc="ERP-1"))
    renamed = desk.edit(QuantityEdit("A", "berlin", erc="ERP-2"))
    desk.edit(QuantityEdit("B", "berlin", erc="ERP-1"))
    assert "B at berlin is called ERP-1 now" in sentence(lambda: desk.undo(renamed))


def test_a_file_may_say_the_safety_stock(desk: Desk) -> None:
    head = "source_code,sku,quantity,safety"
    done = desk.take(head, "berlin,A,12,3", "berlin,B,5,1", "paris,A,4,", "berlin,OIL,5,0.5")
    assert done.receipt.counts["updated"] == 3
    assert done.receipt.counts["unchanged"] == 1
    assert [desk.aside(sku, "berlin")[0] for sku in ("A", "B", "OIL")] == ["3", "1", "0.5"]
    assert desk.world.salable("A", "EU") == "13"
    assert desk.exported("sku", "quantity", "safety") == [
        "sku,quantity,safety",
        "A,12.0000,3.0000",
        "B,5.0000,1.0000",
        "OIL,5.0000,0.5000",
    ]
    assert desk.exported()[0] == "source_code,sku,status,quantity"
    desk.check()
    # what it does not say stays, and so does a file of quantities alone
    desk.take(head, "berlin,A,13,", "berlin,B,5,0")
    desk.take("source_code,sku,quantity", "berlin,A,14")
    assert [desk.aside(sku, "berlin")[0] for sku in ("A", "B")] == ["3", "0"]
    wrong = desk.take(head, "berlin,A,14,1.5", "berlin,B,5,-1")
    assert [(one.row, one.field, one.kind) for one in wrong.rejected] == [
        (2, "safety", Kind.QTY_DECIMAL),
        (3, "safety", Kind.VALIDATION_FAILED),
    ]
    desk.undo(done.receipt, force=True)
    assert desk.aside("OIL", "berlin")[0] == "0"
    desk.check()


def test_importing_safety_stock_is_undone_and_done_again(desk: Desk) -> None:
    done = desk.take(
        "source_code,sku,quantity,safety", "berlin,A,12,3", "berlin,B,5,1", "paris,B,2,1"
    )
    back = desk.undo(done.receipt)
    assert back.counts["rows"] == 3
    assert [desk.aside(sku, "berlin")[0] for sku in ("A", "B")] == ["0", "0"]
    assert desk.world.held("B", "paris") is None
    desk.check()
    desk.undo(back)
    assert [desk.aside("B", source)[0] for source in ("berlin", "paris")] == ["1", "1"]
    desk.check()


def test_replacing_drops_safety_stock_the_file_does_not_say(desk: Desk) -> None:
    desk.safety("A", "berlin", 3)
    desk.safety("B", "berlin", 2)
    done = desk.take(
        "source_code,sku,quantity", "berlin,A,10", "berlin,B,6", behaviour=Behaviour.REPLACE
    )
    assert done.receipt.counts["updated"] == 2
    assert [desk.aside(sku, "berlin")[0] for sku in ("A", "B")] == ["0", "0"]
    desk.undo(done.receipt)
    assert [desk.aside(sku, "berlin")[0] for sku in ("A", "B")] == ["3", "2"]
    desk.check()


def test_deleting_rows_drops_safety_stock_but_not_what_is_damaged(desk: Desk) -> None:
    desk.safety("A", "berlin", 3)
    desk.state("B", "berlin", 2, "for_sale", "damaged")
    done = desk.take(
        "source_code,sku,quantity", "berlin,A,0", "berlin,B,0", behaviour=Behaviour.DELETE
    )
    assert done.receipt.counts["deleted"] == 1
    assert [problem.message for problem in done.rejected] == [
        "Row 3: 2 of B at berlin are damaged or in quality check; fewer cannot lie there."
    ]
    assert desk.aside("A", "berlin")[0] == "0"
    desk.check()
    desk.undo(done.receipt)
    assert desk.aside("A", "berlin")[0] == "3"
    desk.check()


def test_a_quantity_below_what_is_damaged_is_rejected_row_by_row(desk: Desk) -> None:
    desk.state("A", "berlin", 4, "for_sale", "damaged")
    done = desk.take("source_code,sku,quantity", "berlin,A,3", "berlin,B,6")
    assert [(problem.row, problem.kind) for problem in done.rejected] == [
        (2, Kind.NOT_ENOUGH_IN_SOURCE)
    ]
    assert (desk.world.held("A", "berlin"), desk.world.held("B", "berlin")) == ("10", "6")
    desk.check()


def test_a_product_file_too(desk: Desk, tmp_path: Path) -> None:
    desk.put("A", "default", 9)
    desk.state("A", "default", 4, "for_sale", "damaged")
    path = tmp_path / "products.csv"
    path.write_text("sku,qty\nA,3\nB,2\n")
    rules = importing.ProductRules(on_error=OnError.SKIP)
    done = importing.import_products(desk.database, path, rules, cause=CLERK)
    assert [(problem.sku, problem.field) for problem in done.rejected] == [("A", "qty")]
    assert desk.world.held("B", "default") == "2"
    desk.check()
