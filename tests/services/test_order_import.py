"""Orders from a file: whole orders, refused ones reported, finished by sending it again."""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from inventory_tui.domain.errors import Kind, Refused, Stopped
from inventory_tui.domain.history import Cause
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.orders import ledger, order_import, order_lists, ordering
from inventory_tui.services.orders.order_import import OrdersImported
from inventory_tui.services.orders.shelf import Shelf
from inventory_tui.services.reports import reporting
from inventory_tui.store.database import Database
from tests.services.shopping import CLERK, Shop, request
from tests.world import World


@pytest.fixture
def shop(world: World) -> Shop:
    with world.at_once():
        world.sources("uk", "fr")
        world.stock("UK", "uk", channels=["uk_website"])
        world.stock("EU", "fr", channels=["eu_website"])
        world.product("BAG", uk=5, fr=2)
        world.product("HAT", uk=10, fr=10)
        world.product("SET", type="bundle")
    return Shop(world)


def orders_file(
    tmp_path: Path, *rows: str, heading: str = "order,channel,sku,quantity"
) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text("\n".join([heading, *rows, ""]), encoding="utf-8")
    return path


@pytest.fixture
def send(shop: Shop, tmp_path: Path) -> Callable[..., OrdersImported]:
    def send(*rows: str, **given: Any) -> OrdersImported:
        file = orders_file(tmp_path, *rows)
        return order_import.import_file(shop.database, file, cause=CLERK, **given)

    return send


def told(done: OrdersImported) -> list[tuple[str, int | None, Kind]]:
    return [
        (order.order, problem.row, problem.kind)
        for order in done.refused
        for problem in order.problems
    ]


GOOD = (
    "A1,uk_website,BAG,2",
    "A1,uk_website,HAT,1",
    "A2,eu_website,bag,1",
    "A3,uk_website,BAG,4",
    "A4,uk_website,BAG,3",
)


def test_orders_are_placed_in_file_order_each_whole_or_not_at_all(
    shop: Shop, send: Callable[..., OrdersImported]
) -> None:
    done = send(*GOOD)
    assert done.receipt.counts == {"placed": 3, "refused": 1, "unchanged": 0}
    assert told(done) == [("A3", 5, Kind.NOT_ENOUGH_QTY)]
    assert shop.world.salable("BAG", "UK") == "0"
    assert shop.world.salable("BAG", "EU") == "1"
    assert [row.number for row in listed(shop)] == ["A1", "A2", "A4"]


def listed(shop: Shop) -> Sequence[Any]:
    query = order_lists.OrderQuery(sort="placed", descending=False)
    return list(order_lists.orders(shop.database, query))


def test_all_under_one_operation(shop: Shop, send: Callable[..., OrdersImported]) -> None:
    done = send(*GOOD)
    (operation,) = reporting.history_ids(shop.database)
    assert operation == done.receipt.operation
    told = reporting.operations(shop.database, [operation])[operation]
    assert told.counts == {"placed": 3, "refused": 1, "unchanged": 0}
    assert told.units == Quantity.parse_signed("-7")
    assert told.summary == "Orders imported, 3 placed"


def test_the_same_file_again_changes_nothing(
    shop: Shop, send: Callable[..., OrdersImported]
) -> None:
    send(*GOOD)
    again = send(*GOOD)
    assert again.receipt.counts == {"placed": 0, "refused": 1, "unchanged": 3}
    assert again.receipt.operation is None
    assert shop.reserved("BAG") == "-6"


def test_an_order_that_is_there_with_other_lines_is_refused(
    send: Callable[..., OrdersImported],
) -> None:
    send(*GOOD)
    assert told(send("A1,uk_website,BAG,2")) == [("A1", 2, Kind.ORDER_EXISTS)]


def test_the_lines_of_an_order_may_stand_apart(
    shop: Shop, send: Callable[..., OrdersImported]
) -> None:
    done = send(
        "A1,uk_website,BAG,1",
        "A2,uk_website,HAT,1",
        "a1 ,UK_Website,HAT,2",
        "A1,uk_website,bag,1",
    )
    assert done.receipt.counts["placed"] == 2
    lines = ordering.show(shop.database, "A1").order.lines
    assert [(line.sku, str(line.ordered)) for line in lines] == [("BAG", "2"), ("HAT", "2")]


def test_a_bad_row_refuses_its_order_and_no_other(
    send: Callable[..., OrdersImported],
) -> None:
    done = send(
        "A1,uk_website,BAG,1",
        'A1,uk_website,HAT,"1,5"',
        "A2,uk_website,HAT,1",
        "A3,uk_website,HAT,0",
        "A4,uk_website,HAT,1e3",
        "A4,eu_website,,1",
        ",uk_website,HAT,1",
        "A5,uk_website,HAT",
        "A6,nowhere,HAT,1",
        "A7,uk_website,HUT,1",
        "A7,uk_website,SET,1",
        "A2,uk_website,HAT,1",
    )
    assert done.receipt.counts == {"placed": 1, "refused": 7, "unchanged": 0}
    assert told(done) == [
        ("A1", 3, Kind.VALIDATION_FAILED),
        ("A3", 5, Kind.VALIDATION_FAILED),
        ("A4", 6, Kind.VALIDATION_FAILED),
        ("A4", 7, Kind.VALIDATION_FAILED),
        ("A4", 7, Kind.VALIDATION_FAILED),
        ("", 8, Kind.VALIDATION_FAILED),
        ("", 9, Kind.VALIDATION_FAILED),
        ("A6", 10, Kind.UNKNOWN_WEBSITE),
        ("A7", 11, Kind.UNKNOWN_PRODUCT),
        ("A7", 11, Kind.PRODUCT_IS_PARENT),
    ]


def test_a_dry_run_says_the_same_and_writes_nothing(
    shop: Shop, send: Callable[..., OrdersImported]
) -> None:
    tried = send(*GOOD, dry_run=True)
    assert tried.receipt.operation is None
    assert shop.reservations() == []
    done = send(*GOOD)
    assert done.receipt.counts == tried.receipt.counts
    assert done.refused == tried.refused


def test_other_columns_are_listed_and_not_read(shop: Shop, tmp_path: Path) -> None:
    path = orders_file(
        tmp_path, "A1,uk_website,BAG,1,red", heading="Order,CHANNEL, sku,quantity,colour"
    )
    done = order_import.import_file(shop.database, path, cause=CLERK)
    assert done.ignored == ("colour",)
    assert done.receipt.counts["placed"] == 1


def test_a_file_without_a_column_is_refused(shop: Shop, tmp_path: Path) -> None:
    path = orders_file(tmp_path, "A1,uk_website,BAG", heading="order,chanel,sku")
    with pytest.raises(Refused, match="Did you mean 'channel'") as refusal:
        order_import.import_file(shop.database, path, cause=CLERK)
    assert refusal.value.kind is Kind.BAD_FILE


def test_the_standard_input(shop: Shop) -> None:
    text = b"order,channel,sku,quantity\nA1,uk_website,BAG,1\n"
    done = order_import.import_file(shop.database, "-", cause=CLERK, standard=io.BytesIO(text))
    assert done.receipt.counts["placed"] == 1


MANY = tuple(f"M{number:05},uk_website,PIN,1" for number in range(3_000))


@pytest.fixture
def pins(shop: Shop) -> Shop:
    shop.world.product("PIN", uk=2_900)
    return shop


def test_many_orders_in_several_transactions(
    pins: Shop, send: Callable[..., OrdersImported]
) -> None:
    steps: list[tuple[int, int]] = []
    done = send(*MANY, progress=lambda at, all_: steps.append((at, all_)))
    assert done.receipt.counts == {"placed": 2_900, "refused": 100, "unchanged": 0}
    assert len(steps) > 1
    assert steps[-1] == (3_000, 3_000)
    assert pins.world.salable("PIN", "UK") == "0"


def test_stopped_it_keeps_the_whole_orders_it_placed(
    pins: Shop, send: Callable[..., OrdersImported]
) -> None:
    steps: list[int] = []
    with pytest.raises(Stopped, match=r"1,000 whole orders are placed and stay"):
        send(*MANY, progress=lambda at, _: steps.append(at), stop=lambda: bool(steps))
    assert order_lists.count_orders(pins.database, order_lists.OrderQuery()) == 1_000
    again = send(*MANY)
    assert again.receipt.counts == {"placed": 1_900, "refused": 100, "unchanged": 1_000}


def test_what_others_did_between_two_transactions_counts(
    pins: Shop, send: Callable[..., OrdersImported], another: Callable[..., Database]
) -> None:
    shop = another()

    def meanwhile(at: int, _: int) -> None:
        if at == 1_000:
            ordering.place(shop, request({"PIN": 500}, channel="uk_website"), cause=CLERK)

    done = send(*MANY, progress=meanwhile)
    assert done.receipt.counts["placed"] == 2_400
    assert pins.reserved("PIN") == "-2900"


def test_what_is_known_of_sums_ends_with_a_later_batch_of_another_import(
    pins: Shop, send: Callable[..., OrdersImported]
) -> None:
    known: list[bool] = []
    shelf = Shelf()

    def look(at: int, _: int) -> None:
        with pins.database.read() as transaction:
            known.append(shelf.still_true(transaction))
            shelf.true_at(transaction)

    send(*MANY, progress=look)
    assert len(known) > 1  # how many batches there are, the time they take decides
    assert not any(known)


def _killed(url: str, file: Path) -> None:
    database = Database(url)
    order_import.import_file(
        database,
        file,
        cause=Cause("web"),
        progress=lambda at, all_: os.kill(os.getpid(), signal.SIGKILL),
    )


def test_killed_it_leaves_whole_orders_and_the_same_file_finishes_it(
    pins: Shop, database_url: str, tmp_path: Path
) -> None:
    rows = [
        f"K{number:05},uk_website,{sku},1" for number in range(900) for sku in ("PIN", "CLIP")
    ]
    pins.world.product("CLIP", uk=900)
    file = orders_file(tmp_path, *rows)
    pins.database.close()
    victim = multiprocessing.get_context("spawn").Process(
        target=_killed, args=(database_url, file)
    )
    victim.start()
    victim.join()
    assert victim.exitcode == -signal.SIGKILL
    placed = listed(pins)
    assert 0 < len(placed) < 900
    assert {str(row.total) for row in placed} == {"2"}
    assert len(ledger.reservations(pins.database)) == 2 * len(placed)

    again = order_import.import_file(pins.database, file, cause=CLERK)
    assert again.receipt.counts == {
        "placed": 900 - len(placed),
        "refused": 0,
        "unchanged": len(placed),
    }
    assert pins.reserved("CLIP") == pins.reserved("PIN") == "-900"
