"""Files of orders: rows put together to whole orders before any of them is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from inventory_tui.domain.errors import Kind, Problem
from inventory_tui.domain.file_form import PLAIN, FileForm, Headings
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.unit import with_unit
from inventory_tui.services.files.tabular import read_table
from inventory_tui.services.files.unit_column import UNIT, headings_for
from inventory_tui.store.database import Database
from inventory_tui.wording import tr

COLUMNS = ("order", "channel", "sku", "quantity")
OF_THE_ORDER = ("account", "order_type", "expires")
"""Columns that may be there, of an order as a whole; so they are called in any file."""
HEADINGS = Headings(
    required=COLUMNS,
    known=(*COLUMNS, *OF_THE_ORDER),
    aliases={"number": "order", "qty": "quantity", "website": "channel"},
)


@dataclass(frozen=True, slots=True)
class RefusedOrder:
    """An order of a file that was not placed, and everything that is wrong with it."""

    order: str
    row: int | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class OrderFile:
    """What a file of orders holds."""

    orders: tuple[OrderRequest, ...]
    """In the order in which each first appears."""
    refused: tuple[RefusedOrder, ...] = ()
    """Orders with a row that cannot be read."""
    ignored: tuple[str, ...] = ()
    """Columns that are not read."""


def read_orders(
    file: str | Path,
    *,
    database: Database | None = None,
    encoding: str | None = None,
    form: FileForm = PLAIN,
    standard: BinaryIO | None = None,
) -> OrderFile:
    """Read a file of orders; the lines of one order may stand anywhere in it.

    Args:
        database: The shop, where it may have units of measure: then the file may name them.

    Raises:
        Refused: ``bad_file``.
    """
    headings = HEADINGS if database is None else headings_for(database, HEADINGS)
    with read_table(file, headings, form=form, encoding=encoding, standard=standard) as table:
        found = _Grouping()
        named = [name for name in OF_THE_ORDER if name in table.columns]
        for row, cells in table.rows:
            sku = with_unit(cells["sku"], cells[UNIT]) if UNIT in cells else cells["sku"]
            found.add(row, cells["order"], cells["channel"], sku, cells["quantity"])
            for name in named:
                found.say(row, cells["order"], name, cells[name].strip())
        for problem in table.rejected:
            found.reject(problem)
        return OrderFile(*found.sorted_out(), table.ignored)


@dataclass(slots=True)
class _Group:
    """The rows of one order."""

    number: str
    channel: str
    row: int
    lines: list[tuple[str, Quantity]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    """Column of `OF_THE_ORDER` → what it says."""


class _Grouping:
    """Puts the rows of a file together, order by order."""

    def __init__(self) -> None:
        self._groups: dict[str, _Group] = {}
        self._by_text: dict[str, _Group] = {}
        self._amounts: dict[str, Quantity | str] = {}
        self._skus: dict[str, str] = {}
        self._unread: list[Problem] = []

    def add(self, row: int, number: str, channel: str, sku: str, quantity: str) -> None:
        group = self._by_text.get(number)
        if group is None:
            group = self._by_text[number] = self._group(row, number.strip(), channel.strip())
        if channel != group.channel and (key_of(channel.strip()) != key_of(group.channel)):
            self._wrong(
                group,
                row,
                "channel",
                tr("the order began with {said!r}.", said=group.channel),
            )
        amount = self._amounts.get(quantity)
        if amount is None:
            amount = self._amounts[quantity] = _amount(quantity)
        if isinstance(amount, str):
            self._wrong(group, row, "quantity", amount, sku.strip())
            return
        label = self._skus.get(sku)
        if label is None:
            label = self._skus[sku] = sku.strip()
        if not label:
            self._wrong(group, row, "sku", tr("enter a SKU."))
            return
        group.lines.append((label, amount))

    def say(self, row: int, number: str, column: str, text: str) -> None:
        """Keep what a row says of its order as a whole; an empty cell says nothing."""
        group = self._by_text[number]
        said = group.said.setdefault(column, text)
        if not said:
            group.said[column] = text
        elif text and key_of(text) != key_of(said):
            self._wrong(group, row, column, tr("the order began with {said!r}.", said=said))

    def _group(self, row: int, number: str, channel: str) -> _Group:
        key = key_of(number)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = _Group(number, channel, row)
        if not number:
            self._wrong(group, row, "order", tr("enter the number of the order."))
        return group

    @staticmethod
    def _wrong(group: _Group, row: int, column: str, why: str, sku: str | None = None) -> None:
        message = tr("Row {row}, {column}: {why}", row=row, column=column, why=why)
        group.problems.append(
            Problem(Kind.VALIDATION_FAILED, message, column, sku, group.number or None, row)
        )

    def reject(self, problem: Problem) -> None:
        """Keep a row that is none: which order it belongs to cannot be known."""
        self._unread.append(problem)

    def sorted_out(self) -> tuple[tuple[OrderRequest, ...], tuple[RefusedOrder, ...]]:
        """Return the orders that can be asked for, and those that cannot."""
        orders, refused = [], []
        for group in self._groups.values():
            if group.problems:
                refused.append(RefusedOrder(group.number, group.row, tuple(group.problems)))
            else:
                orders.append(
                    OrderRequest(
                        group.channel,
                        tuple(group.lines),
                        group.number,
                        row=group.row,
                        account=group.said.get("account", ""),
                        order_type=group.said.get("order_type", ""),
                        expires=group.said.get("expires", ""),
                    )
                )
        refused += [RefusedOrder("", one.row, (one,)) for one in self._unread]
        return tuple(orders), tuple(refused)


def _amount(text: str) -> Quantity | str:
    try:
        amount = Quantity.parse(text)
    except ValueError as problem:
        return str(problem)
    return amount if amount else tr("enter a number above 0.")
