"""Bad input and bad luck at the screens: told in a sentence, and nothing typed is lost."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import text

from inventory_tui import SCHEMA
from inventory_tui.store.database import Database
from tests.postgres_databases import PostgresDatabases
from tests.terminal import Terminal
from tests.world import World

HOSTILE = "\x1b[2J\u202e[/b]\x07"
SHOWN = "\\x1b[2J\\u202e[/b]\\x07"

Start = Callable[..., Terminal]


@pytest.fixture
def shop(world: World) -> World:
    """Some products at the Default Source."""
    with world.at_once():
        for number in range(10):
            world.product(f"A{number}", name="Chaz Hoodie", default=number)
    return world


@pytest.fixture
def world(database: Database) -> World:
    """An empty world, in the place of the one the screens are mostly tried in."""
    return World(database)


@pytest.fixture
def start(shop: World, database_url: str) -> Iterator[Start]:
    """Starts the program at its product grid, waiting shortly for busy databases."""
    program = [sys.executable, "-m", "inventory_tui", "--database", database_url]
    with ExitStack() as stack:

        def begin(*, ready: str = "10 SKUs") -> Terminal:
            env = {"INVENTORY_TUI_PATIENCE_S": "0.5"}
            terminal = stack.enter_context(Terminal(program, env=env))
            terminal.wait_for(ready)
            return terminal

        yield begin


def test_what_is_no_quantity_stays_in_its_cell(start: Start, shop: World) -> None:
    terminal = start()
    for typed, sentence in (
        ("1,5", "write 1.5 (a decimal point, no comma)"),
        ("1e3", "enter a number such as 12"),
        ("0.00001", "at most 4 decimals"),
        ("1234567890", "enter at most 99999999.9999"),
        ("-1", "is below 0"),
    ):
        terminal.type(f"e{typed}\r")
        terminal.wait_for(lambda terminal, typed=typed: typed[-4:] in terminal.lines[3])
        terminal.wait_for(sentence)
        terminal.press("escape")
        terminal.wait_for(lambda terminal: "]" not in terminal.lines[3])
    assert "unsaved" not in terminal.text
    terminal.type("e1.5\r")
    terminal.wait_for("1 unsaved")
    terminal.press("f10")
    terminal.wait_for("A0 is counted in whole units; 1.5 is a fraction.")
    assert "•0 → 1.5" in terminal.text
    assert shop.held("A0", "default") == "0"


def test_a_window_that_changes_under_a_dialog(start: Start, shop: World) -> None:
    terminal = start()
    terminal.press("b")
    terminal.wait_for("Transfer")
    for columns, rows in ((20, 5), (40, 12), (200, 60), (79, 23), (80, 24)):
        terminal.resize(columns, rows)
        terminal.settle()
        assert terminal.process.poll() is None
        assert ("needs 40×12" in terminal.text) == (columns < 40), terminal.text
    terminal.wait_for("Transfer")
    terminal.press("escape")
    terminal.wait_until_gone("Transfer")
    terminal.type("e7\r")
    terminal.wait_for("1 unsaved")
    terminal.resize(20, 5)
    terminal.settle()
    terminal.resize(80, 24)
    terminal.wait_for("1 unsaved")
    terminal.press("f10")
    terminal.wait_for("z undoes")
    assert shop.held("A0", "default") == "7"


def test_a_locked_database_is_tried_again(start: Start, shop: World, database_url: str) -> None:
    terminal = start()
    with closing(sqlite3.connect(database_url, isolation_level=None)) as other:
        other.execute("begin immediate")
        terminal.type("e7\r")
        terminal.wait_for("1 unsaved")
        terminal.press("f10")
        terminal.wait_for("The database is busy")
        assert "Try again" in terminal.text
        terminal.press("f10")
        terminal.wait_until_gone("The database is busy")
        terminal.wait_for("The database is busy")
        terminal.press("escape")
        terminal.wait_for("1 unsaved")
        other.execute("rollback")
    terminal.press("f10")
    terminal.wait_for("z undoes")
    assert shop.held("A0", "default") == "7"


@pytest.mark.both_databases
def test_a_newer_schema_is_told_at_the_next_deed_and_keeps_what_was_typed(
    start: Start, shop: World, database: Database
) -> None:
    terminal = start()
    _upgrade(database, 99)
    terminal.type("e7\r")
    terminal.wait_for("1 unsaved")
    terminal.press("f10")
    terminal.wait_for("schema 99")
    assert "this program writes schema" in terminal.text
    terminal.press("escape")
    terminal.wait_until_gone("schema 99")
    assert "1 unsaved" in terminal.text
    terminal.press("ctrl+q", "f10")
    assert terminal.wait_for_end() == 0
    assert shop.held("A0", "default") == "0"
    _upgrade(database, SCHEMA)
    again = start()
    again.wait_for("1 unsaved")
    again.press("f10")
    again.wait_for("z undoes")
    assert shop.held("A0", "default") == "7"


def _upgrade(database: Database, number: int) -> None:
    with database.read() as transaction, transaction.connection.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = :n"), {"n": number})


@pytest.mark.postgresql_only
def test_a_connection_lost_in_the_middle_of_typing(
    start: Start,
    shop: World,
    database: Database,
    database_url: str,
    postgres_databases: PostgresDatabases,
) -> None:
    """The list can be read, what is typed is kept, and all goes on when it is back."""
    terminal = start()
    terminal.type("e4")
    name = database.url.database
    assert name is not None
    database.close()
    postgres_databases.cut_off(name)
    terminal.type("2\r")
    terminal.wait_for("No connection since")
    assert "•0 → 42" in terminal.text
    terminal.type("43\r")
    terminal.wait_for("•1 → 43")
    terminal.press("escape", "down", "down")
    terminal.wait_for(lambda terminal: terminal.lines[7].startswith("▸"))
    assert terminal.text.count("Chaz Hoodie") == 10
    terminal.press("f10")
    terminal.wait_for("The database cannot be used")
    assert "***@" in terminal.text
    terminal.press("escape")
    terminal.wait_until_gone("cannot be used")
    assert "•1 → 43" in terminal.text
    postgres_databases.let_in(name)
    terminal.wait_for("The connection is back")
    terminal.wait_until_gone("No connection")
    terminal.press("f10")
    terminal.wait_for("z undoes")
    assert (shop.held("A0", "default"), shop.held("A1", "default")) == ("42", "43")


def test_text_from_outside_moves_nothing_on_the_screen(start: Start, shop: World) -> None:
    shop.source("evil", name=f"Evil{HOSTILE}")
    shop.stock(f"Stock{HOSTILE}", "evil", channels=["evil"])
    shop.product(f"B{HOSTILE}", name=f"Name{HOSTILE}", default=3, evil=2)
    terminal = start(ready="11 SKUs")
    pages = [terminal.settle()]
    for keys in ("g2", "g3", "g4", "g5", "g7", "g8", "g1"):
        terminal.type(keys)
        pages.append(terminal.settle())
    terminal.type("/B\r")
    terminal.wait_for("1 of 11")
    for keys in ("i", "\x1b"):
        terminal.type(keys)
        pages.append(terminal.settle())
    terminal.type("\r")
    terminal.wait_for("[Sources]")
    pages.append(terminal.settle())
    shown = "\n".join(pages)
    assert f"B{SHOWN}"[:12] in shown
    assert "Evil\\x1b[2J" in shown
    output = terminal.output.decode()
    assert "\u202e" not in output
    assert "\x07" not in output.replace("\x1b]22;default\x07", "")  # the pointer's shape
    for page in pages:
        assert "1 Products" in page.splitlines()[0], page
        assert "Default Stock" in page.splitlines()[22], page


def test_a_damaged_database_is_told_before_the_screens_open(
    tmp_path: Path, database_url: str, shop: World
) -> None:
    file = tmp_path / "damaged.sqlite"
    file.write_bytes(Path(database_url).read_bytes()[:5000])
    with Terminal([sys.executable, "-m", "inventory_tui", "--database", str(file)]) as terminal:
        assert terminal.wait_for_end() == 3
        assert "restore a backup" in terminal.text.replace("\n", " ")
        assert terminal.attributes == terminal.attributes_at_start
