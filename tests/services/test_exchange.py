"""Quantities in files: spec 2.9 and *Files* in the command line's manual."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from inventory_tui.domain.errors import Kind, Refused, Stopped, StoreError
from inventory_tui.domain.history import Cause
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.files import exchange
from inventory_tui.services.files.exchange import (
    Behaviour,
    Checked,
    Imported,
    Mode,
    OnError,
    Rules,
)
from inventory_tui.services.keeping import checking
from inventory_tui.services.orders import ordering
from inventory_tui.store.database import Database
from inventory_tui.store.tables import movement, operation
from inventory_tui.store.upkeep.settling import log_size
from tests.world import World

HEADING = "source_code,sku,status,quantity\n"
COUNTS = ("created", "updated", "unchanged", "deleted", "rejected")


@pytest.fixture
def shop(world: World) -> World:
    """MH01 at berlin (4, own notify 3) and paris (2 Out of Stock); MH02 nowhere."""
    world.sources("berlin", "paris")
    world.stock("EU", "berlin", "paris", channels=["eu"])
    world.product("MH01", paris=(2, "out"))
    world.item("MH01", "berlin", 4, notify_below="3")
    world.product("MH02")
    world.product("CLOTH", decimals=True)
    world.product("MH", type="configurable")
    return world


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "stock_sources.csv"


class Exchange:
    """Imports text as if it were a file."""

    def __init__(self, world: World, file: Path, cause: Cause) -> None:
        self.world, self.file, self.cause = world, file, cause

    def rules(self, **options: object) -> Rules:
        return Rules(**options)  # type: ignore[arg-type]

    def check(self, rows: str, *, heading: str = HEADING, **options: object) -> Checked:
        self.file.write_text(heading + rows)
        return exchange.check_quantities(self.world.database, self.file, self.rules(**options))

    def take(self, rows: str, *, heading: str = HEADING, **options: object) -> Imported:
        """Import, having made sure that the check says the same."""
        checked = self.check(rows, heading=heading, **options)
        done = exchange.import_quantities(
            self.world.database, self.file, self.rules(**options), cause=self.cause
        )
        assert checked.refusal is None
        assert done.receipt.counts == checked.counts
        assert done.rejected == checked.rejected
        return done

    def counts(self, rows: str, **options: object) -> list[int | str]:
        receipt = self.take(rows, **options).receipt
        return [receipt.counts[name] for name in COUNTS]

    def why(self, rows: str, **options: object) -> list[tuple[str, int | None, str | None]]:
        done = self.take(rows, on_error=OnError.SKIP, **options)
        return [(problem.kind, problem.row, problem.field) for problem in done.rejected]

    def export(self, **options: object) -> str:
        exchange.export_quantities(self.world.database, self.file, **options)  # type: ignore[arg-type]
        return self.file.read_text()


@pytest.fixture
def files(shop: World, file: Path, cause: Cause) -> Exchange:
    return Exchange(shop, file, cause)


def test_append_creates_updates_and_leaves_what_is_the_same(files: Exchange) -> None:
    rows = "berlin,mh01,1,12\nparis,MH01,0,2.0000\nBerlin,MH02,1,7\n"
    assert files.counts(rows) == [1, 1, 1, 0, 0]
    assert files.world.held("MH01", "berlin") == "12"
    assert files.world.held("MH02", "berlin") == "7"
    assert files.world.salable("MH01", "EU") == "12"
    assert files.counts(rows) == [0, 0, 3, 0, 0]


def test_what_changes_nothing_is_no_deed(files: Exchange) -> None:
    receipt = files.take("paris,MH01,0,2\n").receipt
    assert receipt.operation is None
    assert receipt.message == "Nothing to do: 1 rows are as the file says."


def test_one_operation_records_every_row_before_and_after(files: Exchange) -> None:
    receipt = files.take("berlin,MH01,0,12\nberlin,MH02,1,7\nparis,MH01,0,2\n").receipt
    with files.world.database.read() as transaction:
        moved = transaction.connection.execute(
            select(movement).order_by(movement.c.product_id)
        ).all()
        (deed,) = transaction.connection.execute(select(operation)).all()
    assert [tuple(row[3:]) for row in moved] == [
        (4_0000, 12_0000, True, False, 3_0000, 3_0000),
        (None, 7_0000, None, True, None, None),
    ]
    assert {row.operation_id for row in moved} == {receipt.operation} == {deed.id}
    assert (deed.deed, deed.reason, deed.actor) == ("quantities import", "imported", "maria")
    assert deed.units == 15_0000


def test_replace_deletes_and_creates_anew_only_the_rows_of_the_file(files: Exchange) -> None:
    assert files.counts("berlin,MH01,1,4\n", behaviour=Behaviour.REPLACE) == [0, 1, 0, 0, 0]
    with files.world.database.read() as transaction:
        assert [
            (item.source_code, str(item.quantity), item.notify_below)
            for item in transaction.source_items.of_product(1)
        ] == [("berlin", "4", None), ("paris", "2", None)]


def test_delete_removes_the_rows_of_the_file(files: Exchange) -> None:
    rows = "berlin,MH01,1,99\nberlin,MH02,,x\n"
    assert files.counts(rows, behaviour=Behaviour.DELETE) == [0, 0, 1, 1, 0]
    assert files.world.held("MH01", "berlin") is None
    assert files.world.held("MH01", "paris") == "2"
    assert files.world.salable("MH01", "EU") == "0"


def test_without_a_status_column_rows_are_in_stock(files: Exchange) -> None:
    files.take("paris,MH01,9\n", heading="source_code,sku,quantity\n")
    assert files.world.salable("MH01", "EU") == "13"


def test_adjust_adds_and_never_goes_below_zero(files: Exchange) -> None:
    heading = "source_code,sku,quantity\n"
    rows = "berlin,MH01,-1\nparis,MH01,+5\nberlin,MH02,3\n"
    assert files.counts(rows, heading=heading, mode=Mode.ADJUST) == [1, 2, 0, 0, 0]
    assert files.world.held("MH01", "berlin") == "3"
    assert files.world.held("MH01", "paris") == "7"
    assert files.world.salable("MH01", "EU") == "3"  # paris stays Out of Stock
    refused = files.why("berlin,MH01,1,-4\n", mode=Mode.ADJUST)
    assert refused == [(Kind.NOT_ENOUGH_IN_SOURCE, 2, "quantity")]
    assert files.why("berlin,MH01,1,99999999\n", mode=Mode.ADJUST)[0][0] == "validation_failed"
    assert files.world.held("MH01", "berlin") == "3"


def test_available_adds_what_open_orders_are_planned_to_take(
    files: Exchange, cause: Cause
) -> None:
    files.take("berlin,MH01,1,4\nparis,MH01,1,2\nparis,MH02,1,9\n")
    for amount in ("3", "2"):  # berlin first: 3 of the first, 1 of the second, then paris
        line = ("MH01", Quantity.parse(amount))
        ordering.place(files.world.database, OrderRequest("eu", (line,)), cause=cause)
    files.take("berlin,MH01,1,10\nparis,MH01,1,10\nparis,MH02,1,9\n", mode=Mode.AVAILABLE)
    assert files.world.held("MH01", "berlin") == "14"
    assert files.world.held("MH01", "paris") == "11"
    assert files.world.held("MH02", "paris") == "9"
    assert files.world.salable("MH01", "EU") == "20"


def test_a_mode_goes_with_append_only() -> None:
    with pytest.raises(Refused, match="append only"):
        Rules(behaviour=Behaviour.DELETE, mode=Mode.ADJUST)
    with pytest.raises(Refused, match="0 errors or more"):
        Rules(allowed_errors=-1)


@pytest.mark.parametrize(
    ("row", "kind", "field", "said"),
    [
        ("berlin,MH01-X,1,1", "unknown_product", "sku", "Did you mean 'MH01'?"),
        ("berlni,MH01,1,1", "unknown_source", "source_code", "Did you mean 'berlin'?"),
        (",MH01,1,1", "unknown_source", "source_code", "empty"),
        ("berlin,,1,1", "validation_failed", "sku", "empty"),
        ("berlin,MH,1,1", "type_has_no_source_items", "sku", "no quantities of its own"),
        ("berlin,MH01,2,1", "validation_failed", "status", "write 1 (In Stock) or 0"),
        ("berlin,MH01,,1", "validation_failed", "status", "write 1 (In Stock) or 0"),
        ("berlin,MH01,1,1.5", "qty_decimal", "quantity", "whole units"),
        ('berlin,MH01,1,"1,5"', "validation_failed", "quantity", "write 1.5"),
        ("berlin,MH01,1,", "validation_failed", "quantity", "''"),
        *(
            (f"berlin,CLOTH,1,{number}", "validation_failed", "quantity", number)
            for number in (
                "1e3",
                "nan",
                "-0",
                "-1",
                "+1",
                "1.23456",
                "1234567890",
                "12.",
                "0x1",
            )
        ),
    ],
)
def test_a_wrong_row_is_rejected_in_a_sentence(
    files: Exchange, row: str, kind: str, field: str, said: str
) -> None:
    done = files.take(f"{row}\nparis,CLOTH,1,0.125\n")
    (problem,) = done.rejected
    assert (problem.kind, problem.field, problem.row) == (kind, field, 2)
    assert problem.message.startswith("Row 2: ")
    assert said in problem.message
    assert files.world.held("CLOTH", "paris") == "0.125"
    assert files.world.held("MH01", "berlin") == "4"


def test_a_second_row_of_a_product_and_source_is_rejected_naming_the_first(
    files: Exchange,
) -> None:
    done = files.take("berlin,MH01,1,5\nparis,MH01,1,6\nBERLIN,mh01,1,7\n")
    (problem,) = done.rejected
    assert (problem.kind, problem.row) == (Kind.DUPLICATE_ROW, 4)
    assert problem.message == "Row 4: mh01 at berlin stands on row 2 already."
    assert files.world.held("MH01", "berlin") == "5"


def test_a_fraction_that_lies_there_already_is_no_change(files: Exchange) -> None:
    with files.world.database.write() as transaction:
        transaction.connection.execute(
            text("update source_item set quantity = 12500 where source_id = 2")
        )
    assert files.counts("berlin,MH01,1,1.25\n") == [0, 0, 1, 0, 0]


def test_ragged_rows_are_rejected(files: Exchange) -> None:
    assert files.counts("berlin,MH01,1\nberlin,MH02,1,1\n") == [1, 0, 0, 0, 1]


def test_stop_writes_nothing_with_one_wrong_row_too_many(files: Exchange) -> None:
    rows = "berlin,X,1,1\n" * 5 + "berlin,MH01,1,9\n" + "berlin,MH01,1,x\n" * 6
    checked = files.check(rows)
    assert checked.refusal is not None
    with pytest.raises(Refused) as refused:
        exchange.import_quantities(files.world.database, files.file, cause=files.cause)
    for refusal in (refused.value, checked.refusal):
        assert refusal.kind is Kind.TOO_MANY_REJECTED
        first, *rest = refusal.problems
        assert first.message.startswith("Row 13 is one wrong row too many (10 may be")
        assert [problem.row for problem in rest] == [2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13]
    assert files.world.held("MH01", "berlin") == "4"


def test_stop_leaves_out_as_many_as_allowed(files: Exchange) -> None:
    assert files.counts("berlin,X,1,1\nberlin,MH01,1,9\n", allowed_errors=1)[4] == 1
    with pytest.raises(Refused):
        exchange.import_quantities(
            files.world.database, files.file, Rules(allowed_errors=0), cause=files.cause
        )


def test_skip_leaves_out_any_number_unless_one_is_given(files: Exchange) -> None:
    rows = "berlin,X,1,1\n" * 300 + "berlin,MH01,1,9\n"
    assert files.counts(rows, on_error=OnError.SKIP)[4] == 300
    limited = files.check(rows, on_error=OnError.SKIP, allowed_errors=299)
    assert limited.refusal is not None


def test_the_check_shows_wrong_rows_and_what_the_others_become(files: Exchange) -> None:
    checked = files.check("paris,MH01,0,2\nberlin,MH01,1,9\nberlin,MH02,1,1\nberlin,Y,1,1\n")
    assert [(row.line, row.sku, str(row.before), str(row.after)) for row in checked.rows] == [
        (3, "MH01", "4", "9"),
        (4, "MH02", "None", "1"),
        (2, "MH01", "2", "2"),
    ]
    assert [row.changes for row in checked.rows] == [True, True, False]
    assert [problem.row for problem in checked.rejected] == [5]
    assert files.world.held("MH01", "berlin") == "4"
    with files.world.database.read() as transaction:
        count = select(func.count()).select_from(operation)
        assert transaction.connection.execute(count).scalar() == 0


def test_extra_columns_are_listed_and_ignored(files: Exchange) -> None:
    heading = "source_code,sku,quantity,bin\n"
    assert files.take("berlin,MH02,1,A7\n", heading=heading).ignored == ("bin",)


def test_units_promised_beyond_what_is_there_are_named(files: Exchange, cause: Cause) -> None:
    order = OrderRequest("eu", (("MH01", Quantity.parse("4")),))
    ordering.place(files.world.database, order, cause=cause)
    done = files.take("berlin,MH01,1,1\n")
    assert done.receipt.warnings == ("3 units of 1 SKU are promised beyond what is there now.",)
    assert files.world.salable("MH01", "EU") == "-3"


def test_stopping_leaves_everything_as_it_was(files: Exchange) -> None:
    files.file.write_text(HEADING + "berlin,MH01,1,9\n")
    with pytest.raises(Stopped):
        exchange.import_quantities(
            files.world.database, files.file, cause=files.cause, stop=lambda: True
        )
    assert files.world.held("MH01", "berlin") == "4"


def test_progress_counts_the_bytes_of_the_file(files: Exchange) -> None:
    seen: list[tuple[int, int]] = []
    files.file.write_text(HEADING + "berlin,MH02,1,1\n" * 40_000)
    rules = Rules(on_error=OnError.SKIP)
    exchange.check_quantities(
        files.world.database,
        files.file,
        rules,
        progress=lambda done, of: seen.append((done, of)),
    )
    size = files.file.stat().st_size
    assert [of for _, of in seen] == [size, size]
    assert 0 < seen[0][0] <= seen[1][0] == size


def test_export_is_ordered_with_four_decimals_and_reads_back_unchanged(
    files: Exchange,
) -> None:
    files.take("paris,CLOTH,1,0.125\nberlin,MH02,1,10\n")
    exported = files.export()
    assert exported == (
        "source_code,sku,status,quantity\n"
        "berlin,MH01,1,4.0000\n"
        "berlin,MH02,1,10.0000\n"
        "paris,CLOTH,1,0.1250\n"
        "paris,MH01,0,2.0000\n"
    )
    counts = exchange.import_quantities(files.world.database, files.file, cause=files.cause)
    assert counts.receipt.counts["unchanged"] == 4
    assert counts.receipt.operation is None


def test_a_sku_that_looks_like_a_formula_reads_back_unchanged(files: Exchange) -> None:
    files.world.product("=1+1", berlin=3)
    assert "berlin,'=1+1,1,3.0000" in files.export(source="berlin")
    assert files.take(files.file.read_text(), heading="").receipt.counts["unchanged"] == 2


def test_export_filters(files: Exchange) -> None:
    def skus(**options: object) -> list[str]:
        return [line.split(",")[1] for line in files.export(**options).splitlines()[1:]]

    files.take("berlin,MH02,1,10\nberlin,CLOTH,1,0\n")
    assert skus(source="Paris") == ["MH01"]
    assert skus(source="*r*", in_stock=False) == ["MH01"]
    assert skus(sku="mh0*", source="berlin") == ["MH01", "MH02"]
    assert skus(sku="mh02") == ["MH02"]
    assert skus(at_least=Quantity.parse("4")) == ["MH01", "MH02"]
    assert skus(at_most=Quantity.parse("2"), in_stock=True) == ["CLOTH"]
    exported = files.export(sku="MH02", columns=("source_code", "sku", "quantity"))
    assert exported == "source_code,sku,quantity\nberlin,MH02,10.0000\n"


def test_an_empty_export_is_a_sentence_and_no_file(files: Exchange) -> None:
    with pytest.raises(Refused) as refused:
        files.export(sku="none")
    assert refused.value.kind is Kind.EMPTY
    assert not files.file.exists()
    with pytest.raises(Refused, match="Did you mean 'berlin'"):
        files.export(source="berlni")


SLOW_IMPORT = """
import sys, time
from inventory_tui.domain.history import Cause
from inventory_tui.services.files import exchange
from inventory_tui.services.keeping import keeping

def half_way(done, of):
    print("half-way", flush=True)
    time.sleep(60)

database = keeping.open_database(sys.argv[1])
rules = exchange.Rules(on_error=exchange.OnError.SKIP)
exchange.import_quantities(
    database, sys.argv[2], rules, cause=Cause("maria"), progress=half_way
)
"""


def test_an_import_killed_half_way_leaves_everything_as_it_was(
    files: Exchange, database_url: str
) -> None:
    files.file.write_text(HEADING + "berlin,MH01,1,9\n" + "berlin,MH02,1,1\n" * 20_000)
    program = subprocess.Popen(
        [sys.executable, "-c", SLOW_IMPORT, database_url, str(files.file)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "half-way\n"
    program.kill()
    program.communicate()
    assert files.world.held("MH01", "berlin") == "4"
    assert checking.check(files.world.database).findings == ()
    assert files.counts("berlin,MH01,1,9\n") == [0, 1, 0, 0, 0]


@pytest.mark.sqlite_only
def test_a_full_disk_is_a_sentence_and_nothing_is_kept(files: Exchange) -> None:
    with files.world.database.write() as transaction:
        transaction.connection.execute(
            text(
                "with recursive n(i) as"
                " (select 100 union all select i + 1 from n where i < 9999)"
                " insert into product (sku, sku_key, name, name_key, type)"
                " select 'X' || i, 'x' || i, 'X', 'x', 'simple' from n"
            )
        )
    rows = "".join(f"berlin,X{number},1,1\n" for number in range(100, 9_999))
    files.file.write_text(HEADING + rows)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, most))  # a disk of 1 MB
    try:
        with pytest.raises(StoreError) as refused:
            exchange.import_quantities(files.world.database, files.file, cause=files.cause)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert refused.value.kind is Kind.STORE_FULL
    assert files.world.held("X100", "berlin") is None
    assert checking.check(files.world.database).findings == ()
    done = exchange.import_quantities(files.world.database, files.file, cause=files.cause)
    assert done.receipt.counts["created"] == 9_899


@pytest.mark.sqlite_only
def test_the_log_is_brought_back_after_an_import(files: Exchange, database: Database) -> None:
    files.take("berlin,MH02,1,10\n")
    assert database.path is not None
    assert log_size(database.path) == 0
    with database.read() as transaction:
        synchronous = transaction.connection.execute(text("pragma synchronous")).scalar()
    assert synchronous == 2  # FULL again
