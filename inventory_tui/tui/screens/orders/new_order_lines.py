"""The lines of an order that is being put together: read, checked, shown, kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.order_request import OrderRequest, RequestedLine
from inventory_tui.domain.quantity import ONE, ZERO, Quantity, total
from inventory_tui.domain.scans import read_scan
from inventory_tui.services.orders.order_checking import Checked, CheckedLine
from inventory_tui.tui.widgets.columns import Cell, Column, Editable
from inventory_tui.wording import tr, trn


@dataclass(frozen=True, slots=True)
class NewLine:
    """One line of the order to be, and what was said about it."""

    sku: str
    name: str
    quantity: Quantity
    chosen_as: str = ""
    """SKU of the configurable or grouped product it was chosen under."""
    parts: Mapping[str, Quantity] | None = None
    """Of a bundle: SKU → units in one; None: its default selection."""
    checked: CheckedLine | None = None

    @property
    def problem(self) -> str:
        """Why it cannot be had, without its SKU before it."""
        message = self.checked.problem if self.checked else ""
        return message.removeprefix(f"{visible(self.sku)}: ")

    @property
    def what(self) -> str:
        """Its name; of a bundle what was chosen, of a choice where it was made."""
        if self.parts is not None:
            return ", ".join(
                sku if each == ONE else f"{each} {sku}" for sku, each in self.parts.items()
            )
        if not self.chosen_as:
            return self.name
        return tr("{name} of {whole}", name=self.name, whole=self.chosen_as)

    @property
    def words(self) -> str:
        """How much of what."""
        return tr("{quantity} of {sku}", quantity=self.quantity, sku=self.sku)

    def is_same(self, other: NewLine) -> bool:
        """Whether both are the same thing, so that their quantities are summed."""
        return _identity(self) == _identity(other)

    def asked(self) -> RequestedLine:
        """As an order asks for it."""
        return RequestedLine(
            self.sku, self.quantity, chosen_as=self.chosen_as, parts=self.parts
        )

    def kept(self) -> list[Any]:
        """As a draft keeps it."""
        chosen = None
        if self.parts is not None:
            chosen = {sku: str(each) for sku, each in self.parts.items()}
        return [self.sku, self.name, str(self.quantity), self.chosen_as, chosen]


def read_kept(kept: Sequence[Any]) -> NewLine:
    """Read a line as a draft kept it; one of an older version has only its first three."""
    sku, name, quantity, *rest = kept
    chosen_as, parts = rest or ("", None)
    return NewLine(
        sku,
        name,
        Quantity.parse(quantity),
        chosen_as,
        parts and {part: Quantity.parse(each) for part, each in parts.items()},
    )


def _identity(line: NewLine) -> tuple[str, str, object]:
    parts = line.parts
    chosen = None if parts is None else {(key_of(sku), each) for sku, each in parts.items()}
    return key_of(line.sku), key_of(line.chosen_as), chosen


def read_line(text: str) -> tuple[str, Quantity]:
    """Take ``SKU=3`` and ``3*SKU`` apart.

    Raises:
        ValueError: The quantity is no number above 0.
    """
    scan = read_scan(text)
    code, amount = scan.code, scan.quantity
    name, sign, quantity = code.rpartition("=")
    if sign and not scan.quantity_given and scan.label is None:
        code, amount = name.strip(), Quantity.parse(quantity)
    if amount <= ZERO:
        raise ValueError(tr("enter a number above 0."))
    return code, amount


def lines_of(asked: OrderRequest, checked: Checked) -> list[NewLine]:
    """Return the lines of a request, with the names that a check of it found."""
    return [
        NewLine(line.sku, there.name, line.quantity, line.chosen_as, line.parts)
        for line, there in zip(asked.lines, checked.lines, strict=True)
        if isinstance(line, RequestedLine)
    ]


def summed(lines: Sequence[NewLine], new: Sequence[NewLine]) -> tuple[list[NewLine], int]:
    """Return the lines with new ones added to them, and where the last of these stands."""
    every = list(lines)
    at = len(every) - 1
    for one in new:
        alike = [n for n, line in enumerate(every) if line.is_same(one)]
        if alike:
            at = alike[0]
            every[at] = replace(every[at], quantity=every[at].quantity + one.quantity)
        else:
            every.append(one)
            at = len(every) - 1
    return every, at


def count_of(lines: Sequence[NewLine], checked: Checked | None) -> str:
    """``from EU stock · 2 lines, 6 units``."""
    units = total(line.quantity for line in lines)
    stock = (
        tr("from {stock} · ", stock=visible(checked.stock)) if checked and checked.stock else ""
    )
    count = trn("{count} line", "{count} lines", len(lines))
    return f"{stock}{count}, {units.in_units()}"


def verdict_of(
    lines: Sequence[NewLine], checked: Checked | None, line: NewLine | None, key: str
) -> str:
    """Say what saving by ``key`` does, or why it cannot; of the cursor's line first."""
    if line is not None and line.problem:
        return f"✗ {visible(line.sku)}: {line.problem}"
    wrong = [one for one in lines if one.problem]
    if checked is not None and checked.problems:
        return f"✗ {checked.problems[0].message}"
    if wrong:
        count = trn("{count} line cannot be had", "{count} lines cannot be had", len(wrong))
        return f"✗ {count}; {visible(wrong[0].sku)}: {wrong[0].problem}"
    if not lines:
        return ""
    units = total(one.quantity for one in lines).in_units()
    return tr("✓ {key} places the order of {units}", key=key, units=units)


_ANY = tr("any")


def _salable(line: NewLine) -> str | Cell:
    if line.checked is None:
        return Cell("–", "dim")
    if line.checked.salable is None:
        return Cell(_ANY, "dim")
    if line.checked.salable < ZERO:
        return Cell(line.checked.salable.grouped(), "wrong", "!")
    return line.checked.salable.grouped()


def _verdict(line: NewLine) -> str | Cell:
    if line.problem:
        return Cell(f"✗ {line.problem}", "wrong")
    if line.checked is not None and line.checked.backordered:
        return Cell(
            tr(
                "? {backordered} will follow later",
                backordered=line.checked.backordered.grouped(),
            ),
            "attention",
        )
    return "✓" if line.checked is not None else Cell("–", "dim")


NEW_LINE_COLUMNS: Sequence[Column[NewLine]] = (
    Column("sku", "SKU", lambda line: line.sku, 17, most=32),
    Column("name", tr("Name"), lambda line: line.what, 12, least=8, most=40, drop=5),
    Column(
        "quantity",
        tr("Quantity"),
        lambda line: line.quantity.grouped(),
        9,
        right=True,
        edit=Editable(lambda line: line.quantity),
    ),
    Column("salable", tr("Salable"), _salable, 9, right=True),
    Column("check", tr("Check"), _verdict, 27, least=10, most=60),
)
