"""A shop big enough that a deed on it takes a while, and ways to look at it from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, literal, select

from inventory_tui.domain.history import Cause
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.keeping import checking
from inventory_tui.services.orders import ordering
from inventory_tui.store.database import Database
from inventory_tui.store.tables import movement, product, sales_order, shipment, source_item
from tests.world import World

CHANNEL = "shop"
CLERK = Cause("maria")


def open_shop(database: Database, products: int) -> World:
    """berlin holds 10 of every product, paris nothing; the stock EU takes from both."""
    world = World(database)
    berlin, _ = world.sources("berlin", "paris")
    world.stock("EU", "berlin", "paris", channels=[CHANNEL])
    with database.write() as transaction:
        rows = [
            {
                "sku": f"P{number:05}",
                "sku_key": f"p{number:05}",
                "name": f"Product {number}",
                "name_key": f"product {number}",
                "type": "simple",
            }
            for number in range(products)
        ]
        transaction.connection.execute(insert(product), rows)
        transaction.connection.execute(
            insert(source_item).from_select(
                ["product_id", "source_id", "quantity", "in_stock"],
                select(product.c.id, literal(berlin), literal(100_000), literal(True)),
            )
        )
        transaction.levels.refresh(None)
    return world


def place_order(database: Database, number: str, lines: int) -> None:
    """Order two of each of the first products."""
    wanted = tuple((f"P{one:05}", Quantity.parse("2")) for one in range(lines))
    ordering.place(database, OrderRequest(CHANNEL, wanted, number), cause=CLERK)


def orders_file(path: Path, orders: int, lines: int, products: int) -> Path:
    """Write an orders file in which every order can be placed."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("order,channel,sku,quantity\n")
        for order in range(orders):
            for line in range(lines):
                file.write(f"N{order:05},{CHANNEL},P{(order + line) % products:05},1\n")
    return path


def command(url: str, *words: str) -> list[str]:
    """The words that start the program as a script would."""
    return [sys.executable, "-m", "inventory_tui", "--database", url, "--json", *words]


def run(url: str, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    return subprocess.run(
        command(url, *words),
        capture_output=True,
        text=True,
        env=dict(os.environ),
        timeout=120,
        check=False,
        **options,
    )


def receipt(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The last object a deed printed."""
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def totals(database: Database) -> dict[str, int]:
    """How many rows there are of what deeds write, and how many units lie anywhere."""
    with database.read() as transaction:
        ask = transaction.connection.execute

        def count(table: Any) -> int:
            return int(ask(select(func.count()).select_from(table)).scalar_one())

        return {
            "movements": count(movement),
            "orders": count(sales_order),
            "shipments": count(shipment),
            "units": int(ask(select(func.sum(source_item.c.quantity))).scalar_one()),
        }


def assert_sound(database: Database) -> None:
    """Every invariant holds."""
    findings = checking.check(database).findings
    assert not findings
