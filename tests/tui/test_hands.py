"""Keys per task: the promise of each, counted through the real program in a real terminal.

A key is one press that is not typed text; what goes into a box, and scans with their own
Enter, are free.  Every task that takes an F-key is done twice, with F-keys and without, and
its result is read from the database.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from inventory_tui.domain.bulk import Transfer
from inventory_tui.domain.history import Cause
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.goods import incoming
from inventory_tui.services.orders import order_page, ordering
from inventory_tui.services.quantities import bulk
from inventory_tui.services.shipping import shipping
from inventory_tui.store.database import Database
from tests.terminal import Terminal
from tests.world import World

WITHOUT_F_KEYS = {"f10": "ctrl+s", "f9": "t", "f7": "]", "f2": "e"}
LINES = (("MH01-XS-Black", 3), ("WS03-XS-Red", 2))
CAUSE = Cause("web")


@dataclass
class Hands:
    """Presses keys in a terminal and counts them."""

    terminal: Terminal
    with_f_keys: bool
    keys: int = 0

    def press(self, *keys: str) -> None:
        """Press keys, one after another, as fast as they can be sent.

        Text in square brackets is typed and free: ``[berlin]``.  Text in braces is waited
        for: a preview that stands, ``{Move 6 units}``.
        """
        for key in keys:
            if key.startswith("[") and key.endswith("]") and len(key) > 2:
                self.terminal.type(key[1:-1])
                continue
            if key.startswith("{") and key.endswith("}") and len(key) > 2:
                self.see(key[1:-1])
                self.terminal.settle(0.25)
                continue
            self.terminal.press(key if self.with_f_keys else WITHOUT_F_KEYS.get(key, key))
            self.keys += 1

    def scan(self, code: str) -> None:
        """Scan: what a reader sends, with its identifier and its own Enter."""
        self.terminal.type(f"]C0{code}\r")

    def see(self, wanted: str) -> None:
        """Wait until the screen says so."""
        self.terminal.wait_for(wanted, within_s=20)

    def becomes(self, what: Callable[[], object], wanted: object) -> None:
        """Wait until the database says so, reading the screen meanwhile."""
        deadline = time.monotonic() + 10
        while (found := what()) != wanted:
            assert time.monotonic() < deadline, f"{found!r} is not {wanted!r}"
            self.terminal.settle(0.05)


@pytest.fixture
def shop(database: Database) -> World:
    """Four sources of the EU stock, products, an order of two lines, all can be shipped."""
    world = World(database)
    with world.at_once():
        world.sources("berlin", "lyon", "paris", "outlet")
        world.stock("EU stock", "berlin", "lyon", "paris", "outlet", channels=["eu"])
        world.product("MH01-XS-Black", name="Chaz Kangeroo Hoodie", berlin=4, outlet=1)
        world.product("MH01-XS-Gray", name="Chaz Kangeroo Hoodie", berlin=2, paris=3)
        world.product("WS03-XS-Red", name="Iris Workout Top", berlin=1, lyon=5, paris=5)
        world.product("24-MB01", name="Joust Duffle", default=7)
    request = OrderRequest(
        "eu", tuple((sku, Quantity.parse(str(count))) for sku, count in LINES), "000000042"
    )
    ordering.place(database, request, cause=CAUSE)
    return world


@pytest.fixture(params=["F-keys", "no F-keys"])
def with_f_keys(request: pytest.FixtureRequest) -> bool:
    """Whether the keyboard has them."""
    return bool(request.param == "F-keys")


without_f_keys = pytest.mark.parametrize("with_f_keys", [False])
"""A task that takes none: both keyboards press the same."""


@pytest.fixture
def hands(with_f_keys: bool, shop: World, database_url: str, tmp_path: Path) -> Iterator[Hands]:
    """The program on its product grid, berlin current, EU stock shown."""
    program = [sys.executable, "-m", "inventory_tui", "--database", database_url]
    with Terminal(program, env={"HOME": str(tmp_path)}) as terminal:
        terminal.wait_for("4 SKUs", within_s=30)
        terminal.type("sberlin\rSEU stock\r")
        terminal.wait_for(" berlin · EU stock")
        terminal.settle(0.25)
        yield Hands(terminal, with_f_keys)


def shipped(database: Database, sku: str) -> dict[str, str]:
    """What left for the order, by source."""
    page = order_page.show(database, "000000042")
    return {
        shipment.source: str(quantity)
        for shipment in page.shipments
        for line_sku, quantity in ((line.sku, line.quantity) for line in shipment.lines)
        if line_sku == sku
    }


def test_find_a_sku_and_change_its_quantity(hands: Hands, shop: World) -> None:
    hands.press("/", "[gray]", "enter", "e", "[12]", "f10")
    hands.see("z undoes")
    assert shop.held("MH01-XS-Gray", "berlin") == "12"
    assert hands.keys <= 4


def test_the_same_at_another_source(hands: Hands, shop: World) -> None:
    hands.press("/", "[gray source:paris]", "enter", "e", "[12]", "f10")
    hands.see("z undoes")
    assert shop.held("MH01-XS-Gray", "paris") == "12"
    assert shop.held("MH01-XS-Gray", "berlin") == "2"
    assert hands.keys <= 4


def test_the_same_by_scan(hands: Hands, shop: World) -> None:
    hands.scan("MH01-XS-Gray")
    hands.see("Notify below")
    hands.press("e", "[12]", "f10")
    hands.see("z undoes")
    assert shop.held("MH01-XS-Gray", "berlin") == "12"
    assert hands.keys <= 2


def test_transfer_all_of_a_filter(hands: Hands, shop: World) -> None:
    hands.press("/", "[mh01]", "enter", "*", "t", "[berlin]", "tab", "[paris]")
    hands.press("{Move 6 units of 2 products}", "f10")
    hands.see("z undoes")
    assert shop.held("MH01-XS-Gray", "paris") == "5"
    assert shop.held("MH01-XS-Black", "paris") == "4"
    assert shop.held("WS03-XS-Red", "berlin") == "1"
    assert hands.keys <= 6


def test_assign_two_sources_to_all_of_a_filter(hands: Hands, shop: World) -> None:
    hands.press("/", "[mb01]", "enter", "*", "a", "[berlin,lyon]")
    hands.press("{Add 2 rows to 1 product}", "f10")
    hands.see("z undoes")
    assert (shop.held("24-MB01", "berlin"), shop.held("24-MB01", "lyon")) == ("0", "0")
    assert hands.keys <= 5


def test_unassign_a_source_from_the_marked(hands: Hands, shop: World) -> None:
    hands.terminal.type("*")
    hands.see("4 marked")
    hands.press("u", "[outlet]", "{Unassign 1 product, 1 unit goes}", "f10")
    hands.see("z undoes")
    assert shop.held("MH01-XS-Black", "outlet") is None
    assert hands.keys <= 2


def test_undo_the_last_bulk_deed(shop: World, hands: Hands, database: Database) -> None:
    with database.read() as transaction:
        ids = [one.id for one in transaction.products.by_skus(["MH01-XS-Gray"]).values()]
    cause = Cause(actor(hands))
    bulk.perform(database, ids, Transfer("berlin", "lyon"), cause=cause)
    hands.press("z", "{Undo 1 SKU}", "f10")
    hands.see("Undone: Moved 2 units")
    assert shop.held("MH01-XS-Gray", "berlin") == "2"
    assert hands.keys <= 2


def actor(hands: Hands) -> str:
    """Who works at the terminal, as row 23 says."""
    import getpass

    assert getpass.getuser() in hands.terminal.text
    return getpass.getuser()


@without_f_keys
def test_why_a_number_is_what_it_is(hands: Hands, shop: World) -> None:
    hands.press("i")
    hands.see("Why EU stock can promise")
    assert hands.keys <= 1


@without_f_keys
def test_where_a_sku_is_that_begins_with_a_digit(hands: Hands, shop: World) -> None:
    hands.press("[24-MB01]", "enter")
    hands.see(" 24-MB01  Joust Duffle")
    hands.see("Notify below")
    assert hands.keys <= 1


@without_f_keys
def test_where_a_scanned_sku_is(hands: Hands, shop: World) -> None:
    hands.scan("WS03-XS-Red")
    hands.see(" WS03-XS-Red  Iris Workout Top")
    hands.see("Notify below")
    assert hands.keys == 0


@without_f_keys
def test_where_a_sku_is_that_begins_with_a_letter(hands: Hands, shop: World) -> None:
    hands.press("]", "[MH01-XS-Gray]", "enter")
    hands.see(" MH01-XS-Gray  Chaz Kangeroo Hoodie")
    hands.see("Notify below")
    assert hands.keys <= 2


@without_f_keys
def test_switch_the_current_source(hands: Hands, shop: World) -> None:
    hands.press("s", "[paris]", "enter")
    hands.see(" paris · EU stock")
    assert hands.keys <= 2


@without_f_keys
def test_switch_the_current_source_by_scan(hands: Hands, shop: World) -> None:
    hands.scan("paris")
    hands.see(" paris · EU stock")
    assert hands.keys == 0


def test_move_a_source_up_in_the_current_stock(
    hands: Hands, shop: World, database: Database
) -> None:
    hands.press("g", "3", "'", "[paris]", "enter", "K", "{•2 paris}", "f10")

    def order() -> list[str]:
        with database.read() as transaction:
            return [link.code for link in transaction.stocks.known("EU stock").sources]

    hands.becomes(order, ["berlin", "paris", "lyon", "outlet"])
    assert hands.keys <= 6


def test_ship_an_order_as_proposed(hands: Hands, shop: World, database: Database) -> None:
    hands.press("[42]", "enter", "d", "{→ 2 shipments: berlin 4 units}", "f10")
    hands.becomes(lambda: shipped(database, "MH01-XS-Black"), {"berlin": "3"})
    assert shop.held("MH01-XS-Black", "berlin") == "1"
    assert hands.keys <= 3


def test_split_a_line_over_two_sources(hands: Hands, shop: World, database: Database) -> None:
    hands.press("[42]", "enter", "d", "down", "[1]", "tab", "[1]")
    hands.press("{→ 2 shipments: berlin 4 units}", "f10")
    hands.becomes(lambda: shipped(database, "WS03-XS-Red"), {"berlin": "1", "lyon": "1"})
    assert hands.keys <= 5


def test_ship_one_unit_now_and_the_rest_later(
    hands: Hands, shop: World, database: Database
) -> None:
    hands.press("[42]", "enter", "d", "D", "[1]")
    hands.press("{→ 1 shipment: berlin 1 unit}", "f10")
    hands.becomes(lambda: shipped(database, "MH01-XS-Black"), {"berlin": "1"})
    assert hands.keys <= 4


def test_cancel_one_line(hands: Hands, shop: World) -> None:
    held = shop.reserved("WS03-XS-Red")
    assert held == "-2"
    hands.press("[42]", "enter", "'", "[WS03]", "enter", "c", "{Cancel 2}", "f10")
    hands.becomes(lambda: shop.reserved("WS03-XS-Red"), "0")
    assert shop.reserved("MH01-XS-Black") == "-3"
    assert hands.keys <= 5


def test_take_back_one_returned_unit(hands: Hands, shop: World, database: Database) -> None:
    shipping.create(database, "42", "berlin", {LINES[0][0]: Quantity.parse("3")}, cause=CAUSE)
    hands.press("[42]", "enter", "R", "[1]", "tab", "space", "{Refund 1 unit}", "f10")
    hands.becomes(lambda: shop.held("MH01-XS-Black", "berlin"), "2")
    assert hands.keys <= 5


@without_f_keys
def test_print_the_slip_of_an_order(hands: Hands, shop: World, tmp_path: Path) -> None:
    hands.press("[42]", "enter", "p")
    hands.see("Slip of order 000000042 to ~/order-000000042.txt")
    assert "WS03-XS-Red" in (tmp_path / "order-000000042.txt").read_text(encoding="utf-8")
    assert hands.keys <= 2


def test_low_stock_of_the_current_source_to_a_file(
    hands: Hands, shop: World, tmp_path: Path
) -> None:
    shop.setting("notify_below", "2")
    hands.press(":", "[low]", "enter", "{1 row, smallest first}")
    hands.press("x", "{Write}", "f10")
    hands.see("1 rows written to")
    (file,) = tmp_path.glob("low-stock-*.csv")
    assert file.read_text(encoding="utf-8").splitlines() == [
        "SKU,Name,Source,Quantity,Notify below",
        "WS03-XS-Red,Iris Workout Top,berlin,1,2",
    ]
    assert hands.keys <= 4


@without_f_keys
def test_a_low_stock_round_on_paper(hands: Hands, shop: World, tmp_path: Path) -> None:
    shop.setting("notify_below", "2")
    hands.press(":", "[low]", "enter", "{1 row, smallest first}", "p")
    hands.see("1 row of low stock to ~/low-stock-at-berlin.txt")
    text = (tmp_path / "low-stock-at-berlin.txt").read_text(encoding="utf-8")
    assert "WS03-XS-Red" in text
    assert hands.keys <= 4


def test_receive_twelve_of_an_item(hands: Hands, shop: World) -> None:
    hands.press("r", "[12*]")
    hands.scan("MH01-XS-Gray")
    hands.press("{12 received}", "f10")
    hands.becomes(lambda: shop.held("MH01-XS-Gray", "berlin"), "14")
    assert hands.keys <= 2


def test_receive_an_expected_delivery_in_full(
    shop: World, hands: Hands, database: Database
) -> None:
    for sku in ("MH01-XS-Gray", "WS03-XS-Red"):
        incoming.add(
            database,
            sku,
            "berlin",
            Quantity.parse("20"),
            expected=date(2099, 1, 1),
            delivery="4711",
            cause=CAUSE,
        )
    hands.press("r", "[4711]", "enter", "down", "*", "f", "{40 of 40}", "f10")
    hands.becomes(lambda: shop.held("WS03-XS-Red", "berlin"), "21")
    assert shop.held("MH01-XS-Gray", "berlin") == "22"
    assert hands.keys <= 6
