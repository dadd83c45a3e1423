"""Files of any kind: recognised, told row by row before anything is written, and imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory_tui.domain.errors import ChangedElsewhere, InvalidInput, Kind, Refused, Stopped
from inventory_tui.domain.file_form import FileForm, parse_enclosure, parse_separator
from inventory_tui.domain.history import Cause, Deed
from inventory_tui.domain.order import OrderStatus
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.files import exchange, importing, recognising, sample_files
from inventory_tui.services.files.importing import (
    Behaviour,
    Examined,
    FileKind,
    ImportRequest,
    OnError,
)
from inventory_tui.services.orders import ordering
from inventory_tui.store.database import Database
from tests.world import World

HEADING = "source_code,sku,status,quantity\n"


@pytest.fixture
def shop(world: World) -> World:
    """MH01 at berlin (4) and paris (2, Out of Stock); MH02 nowhere; a stock that sells them."""
    with world.at_once():
        world.sources("berlin", "paris")
        world.stock("EU", "berlin", "paris", channels=["eu"])
        world.product("MH01", berlin=4, paris=(2, "out"))
        world.product("MH02", name="Bag")
        world.product("MH", type="configurable")
    return world


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file.csv"


def examined(shop: World, file: Path, text: str, **options: object) -> Examined:
    file.write_text(text, encoding="utf-8")
    request = ImportRequest(str(file), **options)  # type: ignore[arg-type]
    return importing.examine(shop.database, request)


def told(found: Examined, filter: str = "", sort: str = "") -> list[tuple[object, ...]]:
    """Line, where, what, change and a few words of each verdict, in order."""
    rows = (found.verdicts.row(at) for at in found.verdicts.find(filter, sort))
    return [(row.line, row.where, row.what, row.change, row.said) for row in rows]


ROWS = (
    "berlin,MH01,1,12\n"  # 2: changed
    "paris,mh01,1,2\n"  # 3: in stock again
    "berlin,MH02,0,7\n"  # 4: new, out
    "berlni,MH01,1,1\n"  # 5
    "berlin,MH0X,1,1\n"  # 6
    "paris,MH02,1,1.5\n"  # 7
    "paris,MH,1,1\n"  # 8
)


def test_quantities_are_told_row_by_row_the_wrong_ones_first(shop: World, file: Path) -> None:
    found = examined(shop, file, HEADING + ROWS)
    assert found.kind is FileKind.QUANTITIES
    assert told(found) == [
        (5, "berlni", "MH01", "", "unknown; berlin?"),
        (6, "berlin", "MH0X", "", "unknown; MH02?"),
        (7, "paris", "MH02", "→ 1.5", "whole units only"),
        (8, "paris", "MH", "", "has no quantities"),
        (2, "berlin", "MH01", "4 → 12", "changed"),
        (3, "paris", "MH01", "2, now in", "changed"),
        (4, "berlin", "MH02", "– → 7 out", "new"),
    ]
    assert found.counts == {
        "created": 1,
        "updated": 2,
        "unchanged": 0,
        "deleted": 0,
        "rejected": 4,
    }
    assert found.written == 3


def test_verdicts_are_filtered_and_ordered(shop: World, file: Path) -> None:
    found = examined(shop, file, HEADING + ROWS)
    assert [row[0] for row in told(found, "verdict:wrong -source:paris")] == [5, 6]
    assert [row[0] for row in told(found, "verdict:new,changed line>2")] == [3, 4]
    assert [row[0] for row in told(found, "sku:MH0* unknown")] == [5, 6]
    assert [row[0] for row in told(found, "", "line")] == [2, 3, 4, 5, 6, 7, 8]
    assert [row[0] for row in told(found, "-verdict:wrong", "what")] == [2, 3, 4]
    with pytest.raises(InvalidInput, match="place 1"):
        found.verdicts.find("colour:red")


def test_deleting_tells_what_is_not_there(shop: World, file: Path) -> None:
    text = HEADING + "berlin,MH01,1,1\nberlin,MH02,1,1\n"
    found = examined(shop, file, text, behaviour=Behaviour.DELETE)
    assert told(found) == [
        (2, "berlin", "MH01", "4 → –", "deleted"),
        (3, "berlin", "MH02", "–", "not there"),
    ]


def test_products_are_told_by_what_changes_of_them(shop: World, file: Path) -> None:
    text = "sku,name,qty,is_in_stock,weight\nNEW,New,5,1,\nMH02,Sack,,,\nMH01,,,,\nMH01,,,,x\n"
    found = examined(shop, file, text)
    assert found.kind is FileKind.PRODUCTS
    assert told(found) == [
        (5, "", "MH01", "", "twice in the file"),
        (2, "", "NEW", "simple, 5 at default", "new"),
        (3, "", "MH02", "name", "changed"),
        (4, "", "MH01", "", "the same"),
    ]
    only = examined(shop, file, text, update_only=True)
    assert told(only, "verdict:left_out") == [(2, "", "NEW", "", "not there")]


def test_orders_are_told_one_by_one_as_if_those_before_had_been_placed(
    shop: World, file: Path, cause: Cause
) -> None:
    text = "order,channel,sku,quantity\nA,eu,MH01,3\nB,eu,MH01,3\nC,nowhere,MH01,1\n"
    text += "D,eu,MH01,x\nA,eu,MH01,1\n"
    found = examined(shop, file, text)
    assert found.kind is FileKind.ORDERS
    rows = told(found)
    assert [row[:3] for row in rows] == [
        (3, "eu", "B"),
        (4, "nowhere", "C"),
        (5, "", "D"),
        (2, "eu", "A"),
    ]
    assert rows[-1][3:] == ("2 lines", "placed")
    receipt = importing.carry_out(shop.database, found, cause=cause)
    assert receipt.counts == {"placed": 1, "refused": 3, "unchanged": 0}
    assert ordering.show(shop.database, "A").order.status is OrderStatus.PENDING
    again = importing.examine(shop.database, found.request)
    assert told(again, "verdict:same") == [(2, "eu", "A", "2 lines", "there already")]


def test_what_was_told_is_what_is_done(shop: World, file: Path, cause: Cause) -> None:
    found = examined(shop, file, HEADING + ROWS)
    receipt = importing.carry_out(shop.database, found, cause=cause)
    assert (receipt.deed, receipt.counts) == (Deed.QUANTITIES_IMPORTED, found.counts)
    assert shop.held("MH01", "berlin") == "12"


def test_what_became_another_meanwhile_is_not_done(
    shop: World, file: Path, cause: Cause
) -> None:
    found = examined(shop, file, HEADING + ROWS)
    shop.item("MH01", "berlin", 12)
    with pytest.raises(ChangedElsewhere, match="another since it was checked"):
        importing.carry_out(shop.database, found, cause=cause)
    file.write_text("sku,name\nMH02,Sack\n")
    with pytest.raises(ChangedElsewhere, match="another since it was checked"):
        importing.carry_out(shop.database, found, cause=cause)
    assert shop.held("MH02", "berlin") is None


def test_a_check_can_be_stopped(shop: World, file: Path) -> None:
    for text in (HEADING + ROWS, "sku\nMH01\n", "order,channel,sku,quantity\nA,eu,MH01,1\n"):
        file.write_text(text)
        with pytest.raises(Stopped):
            importing.examine(shop.database, ImportRequest(str(file)), stop=lambda: True)


def test_stop_tells_the_first_row_beyond_and_still_every_verdict(
    shop: World, file: Path, cause: Cause
) -> None:
    for text in (HEADING + ROWS, "sku,qty\nA,x\nB,x\nMH02,1\n"):
        found = examined(shop, file, text, allowed_errors=1)
        assert found.refusal is not None
        assert found.refusal.kind is Kind.TOO_MANY_REJECTED
        assert found.written
        with pytest.raises(Refused, match="one wrong row too many"):
            importing.carry_out(shop.database, found, cause=cause)
    skipped = examined(shop, file, HEADING + ROWS, on_error=OnError.SKIP)
    assert skipped.refusal is None


@pytest.mark.parametrize(
    ("first", "kind", "separator", "enclosure"),
    [
        ("source_code,sku,quantity", "quantities", ",", '"'),
        ("SOURCE;SKU;Qty", "quantities", ";", '"'),
        ("'sku'\t'source_code'\t'status'\t'quantity'", "quantities", "\t", "'"),
        ('"sku"|"qty"', "products", "|", '"'),
        ("sku", "products", ",", '"'),
        ("sku,name,product_type,qty", "products", ",", '"'),
        ("sku,quantity", "quantities", ",", '"'),
        ("order;channel;sku;quantity", "orders", ";", '"'),
        ("\ufeffnumber,website,sku,qty", "orders", ",", '"'),
        ("source_cod,sku,quantity", "quantities", ",", '"'),
    ],
)
def test_a_file_is_known_by_its_headings(
    database: Database, file: Path, first: str, kind: str, separator: str, enclosure: str
) -> None:
    for encoding in ("utf-8", "utf-16"):
        file.write_text(first + "\n", encoding=encoding)
        found = recognising.recognise(database, file)
        assert found.kind == kind
        assert (found.form.separator, found.form.enclosure) == (separator, enclosure)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty; its first line must name the columns"),
        (b" , ,\n1,2,3\n", "is empty; its first line must name the columns"),
        (b"alpha,beta\n1,2\n", "none of its columns is known"),
        (b"\x89PNG\r\n\0\0", "is not a text file"),
        (b"PK\x03\x04sku", "is a workbook or archive"),
        (None, "There is no file"),
    ],
)
def test_what_is_no_table_is_a_sentence(
    database: Database, file: Path, content: bytes | None, sentence: str
) -> None:
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Refused, match=sentence) as refused:
        recognising.recognise(database, file)
    assert refused.value.kind is Kind.BAD_FILE


def test_strange_places_and_encodings_are_sentences(database: Database, tmp_path: Path) -> None:
    for path, sentence in (
        (tmp_path, "is a directory"),
        (Path("~no-such-person/x.csv"), "There is no file"),
        (Path("/dev/null"), "is no file"),
    ):
        with pytest.raises(Refused, match=sentence):
            recognising.recognise(database, path)
    (tmp_path / "a.csv").write_text("sku\n")
    with pytest.raises(Refused, match="There is no encoding 'klingon'"):
        recognising.recognise(database, tmp_path / "a.csv", encoding="klingon")


def test_signs_are_read_by_name_or_as_they_are() -> None:
    assert [parse_separator(text) for text in (";", "tab", r"\t", "\t", "Pipe", "comma")] == [
        ";",
        "\t",
        "\t",
        "\t",
        "|",
        ",",
    ]
    assert [parse_enclosure(text) for text in ("'", "none", "double", "")] == ["'", "", '"', ""]
    for text in ("x", "1", ";;", '"', ".", "-", " ", "tabb", "\n"):
        with pytest.raises(ValueError, match="one sign"):
            parse_separator(text)
    for text in ("x", "''", "0"):
        with pytest.raises(ValueError, match="one sign"):
            parse_enclosure(text)
    with pytest.raises(ValueError, match="same sign"):
        FileForm("'", "'")


@pytest.mark.parametrize(
    "form",
    [FileForm(";"), FileForm("\t", "'"), FileForm("|", '"', True), FileForm(",", "'", True)],
)
def test_quantities_in_any_form_read_back_unchanged(
    shop: World, file: Path, cause: Cause, form: FileForm
) -> None:
    for sku in ("a;b", "c|d", "it's", 'say "x"', "e,f", "=1+1", "'tis", "plain"):
        shop.product(sku, berlin=3)
    exchange.export_quantities(shop.database, file, form=form)
    rules = exchange.Rules(form=form)
    receipt = exchange.import_quantities(shop.database, file, rules, cause=cause).receipt
    assert receipt.operation is None
    assert receipt.counts["unchanged"] == 10
    assert receipt.counts["rejected"] == 0
    if form.enclose_all:
        cells = file.read_text().splitlines()[1].split(form.separator)
        assert all(cell[0] == cell[-1] == form.enclosure for cell in cells)


def test_the_wrong_separator_is_named(shop: World, file: Path) -> None:
    exchange.export_quantities(shop.database, file, form=FileForm(";", '"', True))
    with pytest.raises(Refused, match="parted by another sign; say by which: --separator"):
        exchange.check_quantities(shop.database, file)
    exchange.export_quantities(shop.database, file, form=FileForm("\t"))
    with pytest.raises(Refused, match="separated by tabs; say so: --separator tab"):
        exchange.check_quantities(shop.database, file)
    with pytest.raises(Refused, match="needs an enclosure"):
        exchange.export_quantities(shop.database, file, form=FileForm(",", ""))


def test_skipped_columns_and_chosen_products(shop: World, file: Path, cause: Cause) -> None:
    shop.product("MH03", berlin=9)
    columns = ("sku", "source_code", "quantity")
    ids = exchange.export_quantities(shop.database, file, columns=columns, sku="MH03")
    assert (ids, file.read_text()) == (1, "sku,source_code,quantity\nMH03,berlin,9.0000\n")
    receipt = exchange.import_quantities(shop.database, file, cause=cause).receipt
    assert receipt.counts["unchanged"] == 1
    with shop.database.read() as transaction:
        chosen = [transaction.products.known(sku).id for sku in ("MH03", "MH02")]
    assert exchange.export_quantities(shop.database, file, product_ids=chosen) == 1
    with pytest.raises(Refused, match="No source item matches"):
        exchange.export_quantities(shop.database, file, product_ids=[])


def test_headings_have_other_names(shop: World, file: Path, cause: Cause) -> None:
    file.write_text("Source,SKU,Qty,source_item_status\nberlin,MH02,3,0\n")
    exchange.import_quantities(shop.database, file, cause=cause)
    assert (shop.held("MH02", "berlin"), shop.status("MH02", "berlin")) == ("3", "out")
    file.write_text("source,source_code,sku,quantity\nx,berlin,MH02,4\n")
    done = exchange.import_quantities(shop.database, file, cause=cause)
    assert done.ignored == ("source",)
    assert shop.held("MH02", "berlin") == "4"


def test_samples_are_what_imports_read(
    database: Database, tmp_path: Path, cause: Cause
) -> None:
    for kind in (FileKind.PRODUCTS, FileKind.QUANTITIES, FileKind.ORDERS):
        file = tmp_path / f"{kind}.csv"
        assert sample_files.write_sample(file, kind) > 1
        found = importing.examine(database, ImportRequest(str(file)))
        assert found.kind is kind
        assert told(found, "verdict:wrong") == []
        importing.carry_out(database, found, cause=cause)
    assert World(database).held("24-MB04", "default") == str(Quantity.parse("12.5"))
