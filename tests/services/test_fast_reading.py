"""Big quantities files: read many rows at once, with and without polars, to the same end."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import insert

from inventory_tui.domain.errors import Kind
from inventory_tui.domain.history import Cause
from inventory_tui.services.files import exchange, fast_reading, row_reading
from inventory_tui.services.files.exchange import Behaviour, Mode, OnError, Rules
from inventory_tui.store.database import Database
from inventory_tui.store.quantities import found_rows
from inventory_tui.store.quantities.found_rows import FoundRows
from inventory_tui.store.tables import product
from tests.plans import asked
from tests.world import World

ROWS = (
    "berlin,MH01,1,12",
    "paris,mh01,0,2.0000",
    "Berlin,MH02,1,7",
    "paris,MH03,1,0",
    " berlin, MH03 ,1, 3 ",
    '"berlin","MH04",1,3',
    "berlin,'=MH05,1,4",
    "berlin,'MH05,1,4",
    "berlin,Größe,1,5",
    "berlin,GRÖSSE,1,6",
    "paris,grösse,1,6",
    "berlin,CLOTH,1,0.125",
    "paris,MH02,1,1.5",
    "berlin,none,1,1",
    "nowhere,MH01,1,1",
    "berlin,MH,1,1",
    "berlin,,1,1",
    "berlin,MH01,2,1",
    "berlin,MH01,1,1e3",
    "berlin,MH01,1",
    "berlin,MH01,1,1,1",
    "berlin,MH01,1,8,",
    "",
    '"berlin\n",MH01,1,1',
    'berlin,MH"01,1,1',
)


@pytest.fixture
def shop(world: World) -> World:
    """Seven products, one of them a composite, at two sources."""
    with world.at_once():
        world.sources("berlin", "paris")
        world.stock("EU", "berlin", "paris", channels=["eu"])
        world.product("MH01", berlin=4, paris=(2, "out"))
        for sku in ("MH02", "MH03", "MH04", "=MH05", "Größe"):
            world.product(sku)
        world.product("CLOTH", decimals=True)
        world.product("MH", type="configurable")
    return world


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is without the extra."""
    monkeypatch.setattr(exchange, "installed", lambda: None)


def text(seed: int, end: str) -> str:
    """Of a file: from seed to seed more of its rows are strange as rows."""
    strange = [row.count(",") != 3 or "'" in row or '"' in row for row in ROWS]
    weights = [(0, 1, 0, 100)[seed] if is_strange else 100 for is_strange in strange]
    chosen = random.Random(seed).choices(ROWS, weights, k=8_000)
    return end.join(["source_code,sku,status,quantity", *chosen])


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "rules",
    [
        Rules(on_error=OnError.SKIP),
        Rules(on_error=OnError.SKIP, behaviour=Behaviour.DELETE),
        Rules(on_error=OnError.SKIP, mode=Mode.ADJUST),
    ],
    ids=["append", "delete", "adjust"],
)
def test_both_ways_say_the_same_of_every_row(
    shop: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    cause: Cause,
    seed: int,
    rules: Rules,
) -> None:
    pytest.importorskip("polars")
    file = tmp_path / "quantities.csv"
    file.write_bytes(text(seed, "\r\n" if seed == 2 else "\n").encode())
    taken = 0
    put = FoundRows.put

    def counted(rows: FoundRows, columns: Sequence[Sequence[object]]) -> None:
        nonlocal taken
        taken += len(columns[0])
        put(rows, columns)

    monkeypatch.setattr(FoundRows, "put", counted)
    found = []
    for polars in (None, fast_reading.installed()):
        monkeypatch.setattr(exchange, "installed", lambda polars=polars: polars)
        monkeypatch.setattr(exchange, "WORTH_IT", 0)
        monkeypatch.setattr(exchange, "BLOCK", 80_000)
        monkeypatch.setattr(row_reading, "SMALL", 9_000)
        found.append(
            exchange.check_quantities(shop.database, file, rules, sample=999, every_row=True)
        )
    slow, fast = found
    assert (fast.counts, fast.rejected, fast.rows) == (slow.counts, slow.rejected, slow.rows)
    assert slow.rejected
    assert taken > 0 or seed in (1, 3)
    done = exchange.import_quantities(shop.database, file, rules, cause=cause)
    assert (done.receipt.counts, done.rejected) == (slow.counts, slow.rejected)


@pytest.mark.parametrize("seed", range(4))
def test_blocks_and_lines_are_read_to_the_same_end(
    shop: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, plain: None
) -> None:
    """What is enclosed anywhere makes the whole file be read line by line."""
    file = tmp_path / "quantities.csv"
    content = text(seed, "\n")
    rules = Rules(on_error=OnError.SKIP)
    found = []
    for heading in ("source_code,sku,status,quantity", '"source_code",sku,status,quantity'):
        file.write_text(content.replace("source_code,sku,status,quantity", heading))
        found.append(
            exchange.check_quantities(shop.database, file, rules, sample=999, every_row=True)
        )
    blocks, lines = found
    assert (blocks.counts, blocks.rejected) == (lines.counts, lines.rejected)
    assert blocks.rows == lines.rows


@pytest.mark.parametrize("polars", [False, True], ids=["standard", "fast"])
def test_rows_are_put_in_order_in_memory_or_by_the_database_to_the_same_end(
    shop: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    cause: Cause,
    polars: bool,
) -> None:
    """Also where a file begins in order, and in which of the repeated rows counts."""
    if polars:
        pytest.importorskip("polars")
    monkeypatch.setattr(exchange, "WORTH_IT", 0 if polars else 1 << 40)
    in_order = [f"berlin,X{number:03},1,{number}" for number in range(300)]
    shop.products(*(f"X{number:03}" for number in range(300)))
    rows = [*in_order, *text(1, "\n").splitlines()[1:], *reversed(in_order), "paris,X007,1,3"]
    file = tmp_path / "quantities.csv"
    file.write_text("\n".join(["source_code,sku,status,quantity", *rows]))
    rules = Rules(on_error=OnError.SKIP)
    found = []
    for at_once in (100_000, 50):
        monkeypatch.setattr(found_rows, "_WRITTEN_AT_ONCE", at_once)
        found.append(
            exchange.check_quantities(shop.database, file, rules, sample=999, every_row=True)
        )
    together, apart = found
    assert (together.counts, together.rejected) == (apart.counts, apart.rejected)
    assert together.rows == apart.rows
    repeated = [one for one in apart.rejected if one.kind is Kind.DUPLICATE_ROW]
    assert len(repeated) > 300
    done = exchange.import_quantities(shop.database, file, rules, cause=cause)
    assert (done.receipt.counts, done.rejected) == (together.counts, together.rejected)
    assert (shop.held("X007", "berlin"), shop.held("X007", "paris")) == ("7", "3")


@pytest.mark.parametrize("way", ["sorted", "backwards"])
def test_an_import_takes_as_many_statements_for_many_rows_as_for_few(
    world: World, database: Database, tmp_path: Path, cause: Cause, plain: None, way: str
) -> None:
    world.sources("berlin")
    world.stock("EU", "berlin", channels=["eu"])
    world.products(*(f"X{number:03}" for number in range(60)))
    file = tmp_path / "quantities.csv"
    taken = []
    for first, last in ((0, 3), (3, 60)):
        rows = [f"berlin,X{number:03},1,5\n" for number in range(first, last)]
        file.write_text(
            "source_code,sku,status,quantity\n"
            + "".join(rows if way == "sorted" else reversed(rows))
        )
        with asked(database) as statements:
            done = exchange.import_quantities(database, file, cause=cause)
        assert done.receipt.counts["created"] == last - first
        taken.append(len(statements.sent))
    assert taken[0] == taken[1]


def test_a_small_file_does_not_read_the_whole_catalogue(
    world: World, database: Database, tmp_path: Path, cause: Cause, plain: None
) -> None:
    world.sources("berlin")
    with database.write() as transaction:
        transaction.connection.execute(
            insert(product),
            [
                {"sku": f"X{n}", "sku_key": f"x{n}", "name": "X", "name_key": "x", "type": kind}
                for n, kind in enumerate(["simple"] * 200 + ["bundle"])
            ],
        )
    file = tmp_path / "quantities.csv"
    rows = ["X17,5", "x18,6", "X200,7", "X201,8", "X17,9"]
    file.write_text("\n".join(["source_code,sku,quantity", *(f"berlin,{row}" for row in rows)]))
    with asked(database) as statements:
        done = exchange.import_quantities(database, file, cause=cause)
    assert (world.held("X17", "berlin"), world.held("X18", "berlin")) == ("5", "6")
    assert [(one.kind, one.row) for one in done.rejected] == [
        (Kind.TYPE_HAS_NO_SOURCE_ITEMS, 4),
        (Kind.UNKNOWN_PRODUCT, 5),
        (Kind.DUPLICATE_ROW, 6),
    ]
    ((looked_up, _),) = statements.with_text("SELECT product.sku_key")
    assert "product.sku_key IN" in looked_up
