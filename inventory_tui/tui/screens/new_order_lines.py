"""The lines of an order that is being put together: read, checked, shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory_tui.domain.labels import visible
from inventory_tui.domain.quantity import ONE, ZERO, Quantity
from inventory_tui.domain.scans import read_scan
from inventory_tui.services.order_checking import CheckedLine
from inventory_tui.tui.widgets.columns import Cell, Column, Editable


@dataclass(frozen=True, slots=True)
class NewLine:
    """One line of the order to be, and what was said about it."""

    sku: str
    name: str
    quantity: Quantity
    checked: CheckedLine | None = None

    @property
    def problem(self) -> str:
        """Why it cannot be had, without its SKU before it."""
        message = self.checked.problem if self.checked else ""
        return message.removeprefix(f"{visible(self.sku)}: ")


def read_line(text: str) -> tuple[str, Quantity]:
    """Take ``SKU=3`` and ``3*SKU`` apart.

    Raises:
        ValueError: The quantity is no number above 0.
    """
    scan = read_scan(text)
    code, amount = scan.code, scan.quantity if scan.quantity_given else ONE
    name, sign, quantity = code.rpartition("=")
    if sign and not scan.quantity_given:
        code, amount = name.strip(), Quantity.parse(quantity)
    if amount <= ZERO:
        raise ValueError("enter a number above 0.")
    return code, amount


def _salable(line: NewLine) -> str | Cell:
    if line.checked is None:
        return Cell("–", "dim")
    if line.checked.salable is None:
        return Cell("any", "dim")
    if line.checked.salable < ZERO:
        return Cell(line.checked.salable.grouped(), "wrong", "!")
    return line.checked.salable.grouped()


def _verdict(line: NewLine) -> str | Cell:
    if line.problem:
        return Cell(f"✗ {line.problem}", "wrong")
    if line.checked is not None and line.checked.backordered:
        return Cell(f"? {line.checked.backordered.grouped()} will follow later", "attention")
    return "✓" if line.checked is not None else Cell("–", "dim")


NEW_LINE_COLUMNS: Sequence[Column[NewLine]] = (
    Column("sku", "SKU", lambda line: line.sku, 17, most=32),
    Column("name", "Name", lambda line: line.name, 12, least=8, most=40, drop=5),
    Column(
        "quantity",
        "Quantity",
        lambda line: line.quantity.grouped(),
        9,
        right=True,
        edit=Editable(lambda line: line.quantity),
    ),
    Column("salable", "Salable", _salable, 9, right=True),
    Column("check", "Check", _verdict, 27, least=10, most=60),
)
