"""Bad input: a sentence, the exit status and the word for it, and nothing changed."""

from __future__ import annotations

import hashlib
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from inventory_tui.store.database import Database
from inventory_tui.store.tables.whole import metadata
from tests import rights
from tests.cli.conftest import Answer
from tests.world import World

Inventory = Callable[..., Answer]
TypeIn = Callable[..., Answer]
Refused = Callable[..., Answer]

HEADING = b"source_code,sku,quantity\n"
MANY = 100_000
HOSTILE = "\x1b[2J\u202e[/x]\x07"


@pytest.fixture
def shop(world: World, inventory: Inventory) -> World:
    """Two products at berlin, an order of one of them, and a shipment."""
    with world.at_once():
        world.sources("berlin", "paris")
        world.stock("EU", "berlin", "paris", channels=["eu"])
        world.product("A", berlin=9)
        world.product("B", berlin=2, paris=1)
        world.product("C", type="configurable")
        world.product("D", berlin=1, decimals=True)
    inventory("orders place --channel eu --line A=2 --number 7")
    inventory("shipments create 7 --source berlin --line A=1")
    return world


def contents(database: Database) -> str:
    """A digest of every row of every table."""
    digest = hashlib.sha256()
    with database.read() as transaction:
        for table in metadata.sorted_tables:
            rows = transaction.connection.execute(select(table)).all()
            digest.update(repr((table.name, sorted(map(repr, rows)))).encode())
    return digest.hexdigest()


@pytest.fixture
def refused(shop: World, inventory: Inventory, database: Database) -> Refused:
    """Run a command that must be refused: a sentence each, and nothing changed.

    ``refused("sources show rom", "unknown_source")``
    """

    def run(line: str, kind: str, *words: str, status: int = 1, input: bytes = b"") -> Answer:
        before = contents(database)
        answer = inventory(line, *words, "--json", status=status, input=input)
        assert answer.rows, f"{line} {words}: no object"
        said = [row["message"] for row in answer.rows]
        assert answer.rows[0]["error"] == kind, f"{line} {words}: {answer.out}"
        assert len(answer.err.splitlines()) >= len(said)
        for sentence in said:
            assert sentence.endswith((".", "?", "!")), sentence
            assert "Traceback" not in sentence
        assert contents(database) == before, f"{line} {words} changed something"
        return answer

    return run


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        (
            "unknown_product",
            """products show Z
            products explain Z --stock EU
            products set Z name=x
            products rename Z Y
            products delete Z
            quantities set Z berlin 1
            quantities adjust Z berlin 1
            quantities list --sku Z
            quantities transfer berlin paris --sku Z --quantity 1
            orders place --channel eu --line Z=1
            orders place --channel eu --line A=1 --line Z=1
            orders cancel 7 --line Z=1
            reservations list --sku Z
            report history --sku Z""",
        ),
        (
            "unknown_source",
            """sources show rom
            sources set rom name=x
            sources enable berlin rom
            sources disable rom
            stocks assign EU rom
            stocks unassign EU rom
            stocks prioritise EU berlin rom
            stocks show EU --preview --assign rom
            quantities set A rom 1
            quantities adjust A rom 1
            quantities list --source rom
            quantities assign rom --filter sku:A
            quantities unassign rom --filter sku:A
            shipments create 7 --source rom
            report history --source rom""",
        ),
        (
            "unknown_stock",
            """stocks show US
            stocks show 99
            stocks show 99999999999999999999
            stocks rename US x
            stocks delete US
            stocks assign US berlin
            stocks channels US eu
            products list --stock US
            products explain A --stock US""",
        ),
        (
            "unknown_website",
            """channels rename us x
            channels delete us
            stocks channels EU us
            orders place --channel us --line A=1
            config set threshold 1 --channel us
            report salable --channel us""",
        ),
        (
            "unknown_order",
            """orders show 8
            orders show 99999999999999999999
            orders hold 8
            orders unhold 8
            orders cancel 8
            shipments plan 8
            shipments create 8 --by priority
            reservations list --order 8""",
        ),
        (
            "unknown_shipment",
            """shipments show 9
            shipments show 0
            shipments show 99999999999999999999
            shipments slip 9""",
        ),
        (
            "unknown_setting",
            """config get treshold
            config set treshold 1
            config unset treshold""",
        ),
        (
            "unknown_operation",
            """undo 99
            undo 0
            undo -1
            undo 99999999999999999999""",
        ),
        (
            "unknown_algorithm",
            """shipments plan 7 --algorithm nearest
            shipments create 7 --by nearest""",
        ),
        (
            "unknown_field",
            """products set A nme=x
            products list --sort nme
            orders list --sort nme
            sources set berlin nme=x
            sources add rome nme=x
            orders place --channel eu --line A=1 --ship-to nme=x""",
        ),
        (
            "bad_filter",
            """products list --filter qty<
            products list --filter id:99999999999999999999
            quantities list --filter stat:in
            quantities assign paris --filter sauce:x
            orders list --filter since:20.11.2026
            shipments list --filter x:1""",
        ),
    ],
)
def test_what_is_not_there(refused: Refused, kind: str, lines: str) -> None:
    for line in lines.splitlines():
        refused(line, kind)


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        (
            "unknown_product",
            """products type Z virtual
            products duplicate Z NEW
            alerts add Z --customer x --email y
            alerts list --sku Z
            orders place --channel eu --under Z A=1
            orders invoice 7 --line Z=1
            orders refund 7 --line Z=1
            reservations compensate 7:Z:1:2""",
        ),
        (
            "unknown_source",
            """quantities export {out} --source rom
            orders refund 7 --line A=1@rom
            pickup move 7 rom
            report pickup --source rom
            report low-stock --source rom""",
        ),
        (
            "unknown_stock",
            """report low-stock --stock US
            reservations compensate 7:A:1:99""",
        ),
        (
            "unknown_website",
            """products show A --channel us
            orders check --channel us --line A=1
            alerts add A --customer x --email y --channel us
            pickup locations --channel us
            report low-stock --channel us""",
        ),
        (
            "unknown_order",
            """orders invoice 8
            orders refund 8 --all
            orders payment 8 pending
            orders accept 8
            orders deny 8
            orders forget 8
            orders forget --customer nobody@example.org
            pickup ready 8
            pickup move 8 berlin
            reservations compensate 8:A:1:2""",
        ),
        (
            "unknown_shipment",
            """shipments cancel 9
            shipments cancel 99999999999999999999""",
        ),
        (
            "unknown_alert",
            """alerts remove 9
            alerts remove 99999999999999999999""",
        ),
        ("unknown_place", "pickup search --near 99999:DE"),
        (
            "unknown_pickup_location",
            """orders place --channel eu --line A=1 --pickup rom
            orders place --channel eu --line A=1 --pickup berlin""",
        ),
        (
            "unknown_field",
            """products add NEW nme=x
            products set --filter sku:A treshold=1
            products set C parts=A""",
        ),
        (
            "bad_filter",
            """products set --filter qty< threshold=1
            products export {out} --filter qty<
            report low-stock --filter qtty<1
            report history --filter x:1""",
        ),
        (
            "bad_file",
            """products set --skus {out} threshold=1
            geonames import {out} --country DE
            orders adopt {out}
            report low-stock --export {out}/x/y.csv""",
        ),
        (
            "validation_failed",
            """products add NEW type=box
            products add NEW price=1,5
            products add NEW type=configurable status=soon
            products type A box
            products set --filter sku:A threshold=1,5
            products set --filter sku:A min_cart_qty=9 max_cart_qty=2
            quantities import - --behaviour delete --mode adjust
            quantities import - --behaviour append --allowed-errors -1
            quantities export {out} --min much
            quantities export {out} --status maybe
            orders place --channel eu --line A=1 --shipping-amount 1,5
            orders place --channel eu --bundle C=1 A=x
            orders place --channel eu --bundle C=1 A
            orders place --channel eu --under C A=1
            orders check --channel eu --line A=x
            orders invoice 7 --line A=x
            orders refund 7 --line A=x
            orders refund 7 --line A=1:burn
            orders refund 7 --line A=1 --adjustment 1,5
            shipments create 7 --source berlin --tracking x
            shipments create 7 --source berlin --tracking pigeon:x:1
            reservations compensate nothing
            reservations compensate 7:A:x:2
            reservations compensate 7:A:0:2
            alerts add A --customer= --email y
            geonames import - --country D
            pickup search --near Munich
            pickup search --near 10115:
            pickup search --near 10115:DE --radius -1
            pickup search --near 10115:DE --radius nan
            report low-stock --min much
            report low-stock --min 5 --max 2
            report low-stock --stock EU --channel eu
            report history --since 20.11.2026
            config set only_x_left -1 --channel eu
            config set manage_stock maybe
            config set manage_stock no --channel eu
            config set min_cart_qty_groups wholesale
            config set alert_start 25:00
            config set alert_stock_text {{nothing}}
            config set alert_sender nobody
            config set pickup_radius_km 0
            config set pickup_price 1,5
            config set distance_provider mars
            config set bulk_batch_size 0
            config set time_zone Mars/Base""",
        ),
        (
            "wrong_usage",
            """products set --filter sku:A
            products export {out} --columns nme
            products export {out} --separator ab
            products import - --behaviour nothing
            quantities import - --behaviour append --mode other
            quantities import - --behaviour append --separator ab
            quantities import - --behaviour append --on-error maybe
            quantities export {out} --columns size
            orders place --channel eu --line A=1 --payment maybe
            orders payment 7 maybe
            orders refund 7
            orders forget
            alerts add A --customer x
            alerts list --kind soon
            geonames import -
            pickup search --near 10115:DE --radius far
            report low-stock --feed --max 3""",
        ),
        (
            "more_than_outstanding",
            """orders invoice 7 --line A=99
            orders refund 7 --line A=99""",
        ),
        (
            "order_status",
            """orders accept 7
            orders deny 7""",
        ),
    ],
)
def test_what_makes_no_sense_in_what_orders_products_and_reports_are_asked(
    refused: Refused, tmp_path: Path, kind: str, lines: str
) -> None:
    out = tmp_path / "out.csv"
    for line in lines.splitlines():
        refused(line.format(out=out), kind, status=2 if kind == "wrong_usage" else 1)
        assert not out.exists(), line


BAD_QUANTITIES = (
    *("1e3", "nan", "inf", "-0", "1,5", "1.23456", "1234567890", "100000000", "5.", ".5"),
    *("1.000,5", "0x1", "1_0", "½", "٣", "A", "-", "", " "),
)


def test_what_is_no_quantity(refused: Refused) -> None:
    for amount in (*BAD_QUANTITIES, "+5", "-1"):
        refused("quantities set A berlin", "validation_failed", amount)
        refused("orders place --channel eu --line", "validation_failed", f"A={amount}")
    for amount in ("1e3", "-1", "1,5", ""):
        refused("quantities set A berlin 1 --notify-below", "validation_failed", f"{amount}x")
        moved = "quantities transfer berlin paris --sku A --quantity"
        refused(moved, "validation_failed", amount)
        refused("orders cancel 7 --line", "validation_failed", f"A={amount}")
        shipped = "shipments create 7 --source berlin --line"
        refused(shipped, "validation_failed", f"A={amount}")


def test_what_is_no_difference(refused: Refused) -> None:
    for amount in (*BAD_QUANTITIES, "+0", "-1,5", "-.5", "+"):
        refused("quantities adjust D berlin", "validation_failed", amount)


def test_what_is_no_quantity_in_a_file(refused: Refused) -> None:
    rows = "".join(f'berlin,A,"{amount}"\n' for amount in (*BAD_QUANTITIES, "+5", "-1"))
    answer = refused(
        f"quantities import - --behaviour append --allowed-errors {rows.count('berlin') - 1}",
        "too_many_rejected",
        input=HEADING + rows.encode(),
    )
    assert [row["row"] for row in answer.rows[1:]] == list(range(2, 2 + rows.count("berlin")))


def test_the_sentence_says_what_to_write(refused: Refused) -> None:
    for amount, sentence in {
        "1,5": "write 1.5 (a decimal point, no comma).",
        "-0": "enter 0 without a sign.",
        "1234567890": "enter at most 99999999.9999.",
        "1.23456": "at most 4 decimals",
    }.items():
        answer = refused("quantities set A berlin", "validation_failed", amount)
        assert sentence in answer.row["message"]
        assert answer.row["field"] == "quantity"


@pytest.mark.parametrize(
    "line",
    [
        "products list --filter qty<",
        "products list --sort size",
        "quantities list --filter stat:in",
        "orders list --filter x:1",
        "shipments list --filter x:1",
        "report history --sku Z",
        "reservations list --sku Z",
        "orders place --channel eu --line Z=1",
    ],
)
def test_people_read_the_sentence_and_nothing_else(
    inventory: Inventory, shop: World, line: str
) -> None:
    answer = inventory(line, status=1)
    assert answer.out == ""
    assert answer.err.startswith("error: ")
    assert answer.err.count("\n") == 1


def test_a_number_is_an_argument_wherever_it_stands(inventory: Inventory, shop: World) -> None:
    inventory("--note -5 quantities adjust --reason lost A berlin -1")
    inventory("quantities adjust A --json berlin -2 --note -x")
    inventory("quantities adjust A berlin --actor maria -3")
    assert shop.held("A", "berlin") == "2"


@pytest.mark.both_databases
def test_names_and_codes_are_there_once_whatever_their_letter_case(refused: Refused) -> None:
    refused("sources add BERLIN name=Other country=DE postcode=1", "not_unique")
    refused("sources add rome name=BERLIN country=IT postcode=1", "not_unique")
    refused("sources set paris name=berlin", "not_unique")
    refused("stocks add eu", "not_unique")
    refused("stocks rename EU", "not_unique", "default stock")
    refused("channels add EU --name Other", "not_unique")
    refused("channels rename eu BASE", "not_unique")
    refused("products rename A b", "not_unique")


def test_an_order_is_there_once(refused: Refused) -> None:
    refused("orders place --channel eu --line A=3 --number 7", "order_exists")


@pytest.mark.parametrize(
    ("name", "data", "words", "sentence"),
    [
        ("missing.csv", None, "", "There is no file"),
        ("empty.csv", b"", "", "is empty"),
        ("blank.csv", b"\n \n", "", "is empty"),
        ("binary.csv", bytes(range(256)), "", "is not a text file"),
        ("workbook.csv", b"PK\x03\x04\0\0", "", "is a workbook or archive"),
        ("wide.csv", "source_code,sku,quantity\n".encode("utf-16"), "", "--encoding utf-16"),
        ("wide.csv", "source_code".encode("utf-16-le"), "", "is not a text file"),
        (
            "wide.csv",
            "source_code,sku,quantity\n".encode("utf-16-le"),
            "--encoding utf-16",
            "is not UTF-16",
        ),
        (
            "latin.csv",
            HEADING + b"berlin,A,1\nberlin,B\xfcro,1\n",
            "",
            "line 3: byte 0xFC is not UTF-8. Name the file's encoding (--encoding latin-1",
        ),
        ("ascii.csv", b"\xef\xbb\xbf" + HEADING, "--encoding ascii", "byte 0xEF is not ASCII"),
        ("strange.csv", HEADING, "--encoding klingon", "There is no encoding 'klingon'"),
        ("no_text.csv", HEADING, "--encoding base64", "There is no encoding 'base64'"),
        ("less.csv", b"source_code,quantity\nberlin,1\n", "", "Missing: sku."),
        (
            "near.csv",
            b"source_cod,sku,quantity\nberlin,A,1\n",
            "",
            "There is no column 'source_cod'. Did you mean 'source_code'?",
        ),
        ("twice.csv", b"SKU,sku,source_code,quantity\n", "", "Column sku is there twice."),
        ("semicolons.csv", b"source_code;sku;quantity\n", "", "separated by ';'"),
        ("quote.csv", HEADING + b'berlin,"A,1\nberlin,B,2\n', "", "never closed"),
        ("long.csv", HEADING + b"berlin," + b"A" * 140_000 + b",1\n", "", "131,072 characters"),
    ],
)
def test_files_that_are_no_table(
    refused: Refused,
    tmp_path: Path,
    name: str,
    data: bytes | None,
    words: str,
    sentence: str,
) -> None:
    file = tmp_path / name
    if data is not None:
        file.write_bytes(data)
    line = f"quantities import {file} --behaviour append {words}"
    assert sentence in refused(line, "bad_file").row["message"]
    if data is not None:
        line = f"quantities import - --behaviour append {words}"
        assert sentence in refused(line, "bad_file", input=data).row["message"]


@pytest.mark.parametrize(
    "line", ["products import", "orders import", "quantities import --behaviour append"]
)
def test_every_import_refuses_what_is_no_file(
    refused: Refused, tmp_path: Path, line: str
) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "binary.csv").write_bytes(b"\x89PNG\r\n\x1a\n\0")
    for name in ("empty.csv", "binary.csv", "missing.csv", "."):
        refused(line, "bad_file", str(tmp_path / name))


def test_a_directory_is_no_file(refused: Refused, tmp_path: Path) -> None:
    line = f"quantities import {tmp_path} --behaviour append"
    assert "is a directory" in refused(line, "bad_file").row["message"]
    assert (
        "is a directory"
        in refused(f"quantities assign paris --skus {tmp_path}", "bad_file")
        .row["message"]
        .lower()
    )


@pytest.mark.parametrize(
    ("data", "counts"),
    [
        (HEADING, {"unchanged": 0}),
        (HEADING.strip(), {"unchanged": 0}),
        (b"\xef\xbb\xbf" + HEADING + b"berlin,A,8\n", {"unchanged": 1}),
        (b" Source_Code , SKU,QUANTITY\r\nBERLIN,a, 8 \r\n", {"unchanged": 1}),
    ],
)
def test_files_that_are_odd_and_all_right(
    inventory: Inventory, shop: World, data: bytes, counts: dict[str, int]
) -> None:
    answer = inventory("quantities import - --behaviour append --json", input=data)
    assert answer.row | counts == answer.row
    assert answer.row["rejected"] == 0


def test_another_encoding_is_read_when_it_is_named(
    inventory: Inventory, shop: World, tmp_path: Path
) -> None:
    shop.product("Büro", berlin=1)
    rows = "source_code,sku,quantity\nberlin,Büro,5\n"
    for encoding in ("latin-1", "utf-16", "cp1252"):
        file = tmp_path / encoding
        file.write_bytes(rows.replace("5", str(len(encoding))).encode(encoding))
        inventory(f"quantities import {file} --behaviour append --encoding {encoding}")
        assert shop.held("Büro", "berlin") == str(len(encoding))


def test_wrong_rows_are_named_and_the_others_taken(inventory: Inventory, shop: World) -> None:
    data = (
        b"source_code,sku,quantity,colour\n"
        b"berlin,A\n"
        b"berlin,A,1,red,2\n"
        b"rom,A,1,\n"
        b"berlin,Z,1,\n"
        b"berlin,C,1,\n"
        b"berlin,A,1.5,\n"
        b'berlin,"B"x,1,\n'
        b"\n"
        b"berlin,B,3,\n"
        b"BERLIN,b,4,\n"
    )
    answer = inventory("quantities import - --behaviour append --json", input=data)
    assert [(row["row"], row["error"]) for row in answer.rows[:-1]] == [
        (2, "validation_failed"),
        (3, "validation_failed"),
        (4, "unknown_source"),
        (5, "unknown_product"),
        (6, "type_has_no_source_items"),
        (7, "qty_decimal"),
        (8, "validation_failed"),
        (11, "duplicate_row"),
    ]
    assert all(row["message"].endswith((".", "?")) for row in answer.rows[:-1])
    assert answer.row["rejected"] == 8
    assert shop.held("B", "berlin") == "3"
    assert "colour" in answer.err


@pytest.mark.parametrize(
    ("line", "heading", "row", "status"),
    [
        ("quantities import --behaviour append", HEADING, b"rom%d,Z%d,1e3\n", 1),
        ("quantities import --behaviour append --on-error skip", HEADING, b"rom%d,Z%d,1\n", 0),
        ("products import", b"sku,name,product_type\n", b"P%d,x%d,simpel\n", 1),
        (
            "products import --on-error skip",
            b"sku,name,product_type\n",
            b"P%d,x%d,simpel\n",
            0,
        ),
        ("orders import", b"order,channel,sku,quantity\n", b"%d,eu,Z%d,1e3\n", 0),
    ],
)
def test_a_hundred_thousand_wrong_rows_are_no_flood(
    inventory: Inventory,
    shop: World,
    database: Database,
    tmp_path: Path,
    long: bool,
    line: str,
    heading: bytes,
    row: bytes,
    status: int,
) -> None:
    many = MANY if long else MANY // 10
    file = tmp_path / "wrong.csv"
    file.write_bytes(heading + b"".join(row % (one, one) for one in range(many)))
    before, began = contents(database), time.monotonic()
    answer = inventory(line, str(file), "--json", status=status)
    assert time.monotonic() - began < 60
    assert len(answer.err.splitlines()) <= 102
    assert len(answer.rows) == (12 if status else many + 1)
    assert contents(database) == before


# the database


def test_a_file_that_is_no_database(
    type_in: TypeIn, database_url: str, tmp_path: Path, shop: World, database: Database
) -> None:
    database.close()
    whole = Path(database_url).read_bytes()
    damaged = bytearray(whole)
    for page in range(4096, len(damaged), 4096):
        damaged[page : page + 200] = b"\xff" * 200
    for name, data in {
        "text": b"sku,quantity\n" * 100,
        "short": b"hello",
        "half": whole[: len(whole) // 2],
        "damaged": bytes(damaged),
    }.items():
        file = tmp_path / name
        file.write_bytes(data)
        for line in ("products list", "quantities set A berlin 6", "doctor"):
            answer = type_in(*line.split(), "--database", str(file), "--json")
            assert (answer.status, answer.row["error"]) == (3, "store_corrupt"), (name, answer)
            assert "restore a backup" in answer.err
        assert file.read_bytes() == data


def test_a_database_of_another_program(type_in: TypeIn, tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite"
    with sqlite3.connect(file) as other:
        other.execute("create table songs (title text)")
    other.close()
    before = file.read_bytes()
    answer = type_in("products", "list", "--database", str(file), "--json")
    assert (answer.status, answer.row["error"]) == (3, "store_corrupt")
    assert "'songs'" in answer.row["message"]
    assert file.read_bytes() == before
    with sqlite3.connect(file) as other:
        other.execute("create table alembic_version (version_num text)")
        other.execute("insert into alembic_version values ('ae1027a6acf')")
    other.close()
    answer = type_in("products", "list", "--database", str(file), "--json")
    assert (answer.status, answer.row["error"]) == (3, "store_corrupt")


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "line",
    ["products list", "quantities set A berlin 6", "orders place --channel eu --line A=1"],
)
def test_a_newer_schema_is_not_touched(refused: Refused, database: Database, line: str) -> None:
    with database.write() as transaction:
        transaction.connection.execute(text("update alembic_version set version_num = '99'"))
    answer = refused(line, "schema_newer", status=3)
    assert "schema 99" in answer.row["message"]
    assert "pipx upgrade" in answer.row["message"]


@pytest.mark.both_databases
def test_a_database_another_program_holds_is_waited_for(
    refused: Refused,
    inventory: Inventory,
    another: Callable[..., Database],
    shop: World,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("INVENTORY_TUI_PATIENCE_S", "0.2")
    holds, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with another().write(whole=True):
            holds.set()
            let_go.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    assert holds.wait(5)
    try:
        refused("quantities set A berlin 6", "store_busy", status=3)
        inventory("products list")
        monkeypatch.setenv("INVENTORY_TUI_PATIENCE_S", "10")
        threading.Timer(0.3, let_go.set).start()
        inventory("quantities set A berlin 6")
    finally:
        let_go.set()
        holder.join()
    assert shop.held("A", "berlin") == "6"


@pytest.fixture
def without_rights(
    shop: World, database: Database, database_url: str
) -> Iterator[Callable[..., tuple[int, str]]]:
    """Run a command as someone whom the rights of files bind, root or not."""
    database.close()
    file = Path(database_url)

    def run(line: str, *, file_mode: int = 0o600, directory_mode: int = 0o700) -> Any:
        before = file.read_bytes()
        file.chmod(file_mode)
        file.parent.chmod(directory_mode)
        try:
            done = subprocess.run(
                [sys.executable, "-m", "inventory_tui", *line.split(), "--database", file],
                capture_output=True,
                text=True,
                preexec_fn=rights.bind,
            )
        finally:
            file.parent.chmod(0o700)
            file.chmod(0o600)
        assert file.read_bytes() == before
        return done.returncode, done.stderr

    return run


def test_a_database_or_directory_that_is_read_only_is_not_written(
    without_rights: Callable[..., tuple[int, str]],
) -> None:
    for file_mode, directory_mode in ((0o400, 0o700), (0o600, 0o500)):
        status, said = without_rights(
            "quantities set A berlin 6", file_mode=file_mode, directory_mode=directory_mode
        )
        assert status == 3
        assert "is read-only; nothing was written" in said


def test_a_database_of_somebody_else_is_not_opened(
    without_rights: Callable[..., tuple[int, str]],
) -> None:
    status, said = without_rights("products list", file_mode=0o000)
    assert status == 3
    assert "cannot be opened" in said


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("/proc/nowhere/shop.sqlite", "cannot be created"),
        (".", "cannot be opened"),
        ("sqlite://", "name a file"),
        ("sqlite:///:memory:", "name a file"),
        (":memory:", "name a file"),
        ("sqlite:///shop.sqlite?mode=ro", "leave out what follows ?"),
        ("mysql://shop:s3cret@db/x", "mysql://shop:***@db/x is neither SQLite nor PostgreSQL"),
        ("postgresql://shop:s3cret@db:port/x", "cannot be read"),
        ("postgresql://shop:s3cret@s3cret@db/x", "write %40 for it"),
        ("postgresql://shop:s3cret@127.0.0.1:1/x", "postgresql://shop:***@127.0.0.1:1/x did"),
        ("postgresql://127.0.0.1:1/x?password=s3cret", "postgresql://127.0.0.1:1/x did not"),
        ("postgres://shop:s3cret@no.such.host.invalid/x", "did not answer"),
    ],
)
def test_a_database_that_cannot_be_reached(
    type_in: TypeIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INVENTORY_TUI_PATIENCE_S", "1")
    answer = type_in("sources", "list", "--database", url, "--json")
    assert (answer.status, answer.row["error"]) == (3, "store_unreachable")
    assert sentence in answer.row["message"]
    assert "s3cret" not in answer.out + answer.err
    assert [file.name for file in tmp_path.iterdir() if file.name != "home"] == []


def test_a_server_that_never_answers_is_not_waited_for_long(
    type_in: TypeIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INVENTORY_TUI_PATIENCE_S", "1")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://shop:s3cret@127.0.0.1:{silent.getsockname()[1]}/x"
        began = time.monotonic()
        answer = type_in("sources", "list", "--database", url, "--json")
        assert time.monotonic() - began < 10
    assert (answer.status, answer.row["error"]) == (3, "store_unreachable")
    assert "s3cret" not in answer.out + answer.err


def test_a_database_without_a_name_is_not_the_default_one(type_in: TypeIn) -> None:
    answer = type_in("sources", "list", "--database", "", "--json")
    assert (answer.status, answer.row["error"]) == (1, "validation_failed")
    assert answer.row["message"].startswith("--database:")


# what is typed wrongly


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("prodcuts list", "Did you mean 'products'?"),
        ("products lsit", "Did you mean 'list'?"),
        ("products list --filtr x", "No such option '--filtr'. Did you mean '--filter'?"),
        ("products list --limit -1", "-1 is not in the range"),
        ("products list --limit 99999999999999999999", "is not in the range"),
        ("quantities import x --behaviour apend", "Did you mean 'append'?"),
        ("quantities set A berlin", "Missing argument 'QUANTITY'."),
        ("shipments show seven", "'seven' is not a valid integer."),
        ("undo it", "'it' is not a valid integer."),
        ("products set A threshold", "'threshold' is not FIELD=VALUE."),
    ],
)
def test_wrong_usage_is_told_and_nothing_done(
    refused: Refused, words: str, sentence: str
) -> None:
    assert sentence in refused(words, "wrong_usage", status=2).row["message"]


def test_text_from_outside_is_shown_escaped(
    inventory: Inventory, shop: World, tmp_path: Path
) -> None:
    """Whatever is in the database or on the line, the terminal gets no escape sequence."""
    shop.source("evil", name=f"Evil{HOSTILE}", city=HOSTILE)
    shop.stock(f"Stock{HOSTILE}", "evil", channels=["evil"])
    shop.product(f"S{HOSTILE}", name=f"Name{HOSTILE}", evil=9)
    inventory(
        "orders place --channel evil --number 66",
        "--line",
        f"S{HOSTILE}=1",
        "--ship-to",
        f"name=Max{HOSTILE}",
        "--note",
        HOSTILE,
    )
    inventory(
        "shipments create 66 --source evil --comment", HOSTILE, "--tracking", f"dhl:{HOSTILE}:1"
    )
    inventory("quantities set", f"S{HOSTILE}", "evil", "5", "--note", HOSTILE)
    shown = ""
    for words in (
        ["products list"],
        ["products show", f"S{HOSTILE}"],
        ["products explain", f"S{HOSTILE}", "--stock", f"Stock{HOSTILE}"],
        ["sources list"],
        ["sources show evil"],
        ["stocks list"],
        ["stocks show", f"Stock{HOSTILE}"],
        ["channels list"],
        ["quantities list"],
        ["orders list"],
        ["orders show 66"],
        ["shipments list"],
        ["shipments show 2"],
        ["shipments slip 2"],
        ["reservations list"],
        ["report history"],
        ["report salable"],
    ):
        answer = inventory(*words)
        shown += answer.out + answer.err
        for sign in ("\x1b", "\x07", "\u202e"):
            assert sign not in answer.out + answer.err, words
    assert "S\\x1b[2J\\u202e[/x]\\x07" in shown
    for words in (
        ["products show", HOSTILE],
        ["sources show", HOSTILE],
        ["stocks show", HOSTILE],
        ["orders show", HOSTILE],
        ["config get", HOSTILE],
        ["products list --filter", f"id:{HOSTILE}"],
        ["quantities list --source", HOSTILE],
        ["sources add", HOSTILE],
        ["quantities import --behaviour append", str(tmp_path / "\x1b[2J.csv")],
    ):
        answer = inventory(*words, status=1)
        for sign in ("\x1b", "\x07", "\u202e"):
            assert sign not in answer.out + answer.err, words
