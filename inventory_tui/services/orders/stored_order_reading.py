"""Files of orders of another system, with what happened to each line.

One line of an order a row; what belongs to the order is read from its first row that says
it.  A row of a part of a bundle names the bundle, and how many of it were ordered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

from inventory_tui.domain.errors import Kind, Problem
from inventory_tui.domain.file_form import PLAIN, FileForm, Headings
from inventory_tui.domain.labels import key_of, storable
from inventory_tui.domain.moments import is_told_anywhere
from inventory_tui.domain.order import Address, OrderStatus
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.stored_order import COUNTS, StoredLine, StoredOrder, StoredRow
from inventory_tui.domain.unit import with_unit
from inventory_tui.services.files.tabular import read_table
from inventory_tui.services.files.unit_column import UNIT, headings_for
from inventory_tui.services.orders.order_reading import OF_THE_ORDER, RefusedOrder
from inventory_tui.store.database import Database
from inventory_tui.wording import tr

_REQUIRED = ("order", "channel", "sku", "ordered")
_ADDRESS = ("name", "email", "street", "city", "region", "postcode", "country")
_OPTIONAL = (
    *COUNTS,
    "reserved",
    "price",
    "bundle",
    "bundles",
    "chosen_as",
    "status",
    "placed",
    "group",
    *OF_THE_ORDER,
    *_ADDRESS,
)
HEADINGS = Headings(
    required=_REQUIRED,
    known=(*_REQUIRED, *_OPTIONAL),
    aliases={
        "number": "order",
        "website": "channel",
        "qty_ordered": "ordered",
        "qty_invoiced": "invoiced",
        "qty_shipped": "shipped",
        "qty_canceled": "cancelled",
        "canceled": "cancelled",
        "qty_refunded": "refunded",
        "state": "status",
        "created_at": "placed",
    },
)
_STATUSES = {
    **{status.value: status for status in OrderStatus},
    "new": OrderStatus.PENDING,
    "on_hold": OrderStatus.HOLDED,
    "cancelled": OrderStatus.CANCELED,
}

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What a file of orders of another system holds."""

    orders: tuple[StoredOrder, ...]
    refused: tuple[RefusedOrder, ...] = ()
    """Orders with a row that cannot be read."""
    ignored: tuple[str, ...] = ()
    """Columns that are not read."""


def read_stored_orders(
    file: str | Path,
    *,
    database: Database | None = None,
    encoding: str | None = None,
    form: FileForm = PLAIN,
    standard: BinaryIO | None = None,
) -> StoredFile:
    """Read a file of orders to be taken over; the rows of one may stand anywhere in it.

    Args:
        database: The shop, where it may have units of measure: then the file may name them.

    Raises:
        Refused: ``bad_file``.
    """
    headings = HEADINGS if database is None else headings_for(database, HEADINGS)
    with read_table(file, headings, form=form, encoding=encoding, standard=standard) as table:
        groups: dict[str, _Group] = {}
        for row, cells in table.rows:
            number = cells["order"].strip()
            group = groups.setdefault(key_of(number), _Group(number, row))
            group.add(row, {name: text.strip() for name, text in cells.items()})
        refused = [RefusedOrder("", one.row, (one,)) for one in table.rejected]
        ignored = table.ignored
    orders = []
    for group in groups.values():
        if group.problems:
            refused.append(RefusedOrder(group.number, group.row, tuple(group.problems)))
        else:
            orders.append(group.order())
    return StoredFile(tuple(orders), tuple(refused), ignored)


@dataclass(slots=True)
class _Bundle:
    """The rows of one bundle of an order."""

    sku: str
    quantity: Quantity
    parts: list[StoredLine] = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    """The rows of one order."""

    number: str
    row: int
    said: dict[str, str] = field(default_factory=dict)
    """What belongs to the order, by column."""
    lines: list[StoredLine | _Bundle] = field(default_factory=list)
    bundles: dict[str, _Bundle] = field(default_factory=dict)
    rows: list[StoredRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    status: OrderStatus | None = None
    placed_at: datetime | None = None

    def add(self, row: int, cells: Mapping[str, str]) -> None:
        """Take one row."""
        if not self.number:
            self._wrong(row, "order", tr("enter the number of the order."))
        for name in ("channel", "status", "placed", "group", *OF_THE_ORDER, *_ADDRESS):
            text = cells.get(name, "")
            if not text:
                continue
            if name in self.said and key_of(self.said[name]) != key_of(text):
                self._wrong(
                    row, name, tr("the order began with {said!r}.", said=self.said[name])
                )
                continue
            if name not in self.said:
                self.said[name] = text
                self._read_head(row, name, text)
        self._add_line(row, cells)

    def _read_head(self, row: int, name: str, text: str) -> None:
        if name == "status":
            self.status = self._value(row, name, text, _status)
        elif name == "placed":
            self.placed_at = self._value(row, name, text, _moment)
        elif name != "channel":
            self._value(row, name, text, storable)

    def _add_line(self, row: int, cells: Mapping[str, str]) -> None:
        sku = cells["sku"]
        if sku and cells.get(UNIT):
            sku = with_unit(sku, cells[UNIT])
        if not sku:
            self._wrong(row, "sku", tr("enter a SKU."))
            return
        amounts: dict[str, Quantity] = {}
        for name in ("ordered", *COUNTS):
            text = cells.get(name, "")
            if text or name == "ordered":
                amount = self._value(row, name, text, Quantity.parse, sku)
                amounts[name] = amount or ZERO
        if text := cells.get("reserved", ""):
            held = self._value(row, "reserved", text, Quantity.parse_signed, sku)
            if held:
                self.rows.append(StoredRow(sku, held))
        line = StoredLine(
            sku,
            **amounts,  # type: ignore[arg-type]  # all of them are quantities
            price=cells.get("price", ""),
            chosen_as=cells.get("chosen_as", ""),
        )
        if bundle := cells.get("bundle", ""):
            self._add_part(row, bundle, cells.get("bundles", ""), line)
        else:
            self.lines.append(line)

    def _add_part(self, row: int, sku: str, text: str, line: StoredLine) -> None:
        known = self.bundles.get(key_of(sku))
        if known is None:
            why = tr("say how many of the bundle were ordered.") if not text else None
            if why is not None:
                self._wrong(row, "bundles", why, sku)
                return
            quantity = self._value(row, "bundles", text, Quantity.parse, sku)
            known = self.bundles[key_of(sku)] = _Bundle(sku, quantity or ZERO)
            self.lines.append(known)
        known.parts.append(line)

    def _value(
        self,
        row: int,
        name: str,
        text: str,
        parse: Callable[[str], _Value],
        sku: str | None = None,
    ) -> _Value | None:
        try:
            return parse(text)
        except ValueError as problem:
            self._wrong(row, name, str(problem), sku)
            return None

    def _wrong(self, row: int, column: str, why: str, sku: str | None = None) -> None:
        sentence = tr("Row {row}, {column}: {why}", row=row, column=column, why=why)
        order = self.number or None
        self.problems.append(Problem(Kind.VALIDATION_FAILED, sentence, column, sku, order, row))

    def order(self) -> StoredOrder:
        """The order they make."""
        said = self.said
        return StoredOrder(
            self.number,
            said.get("channel", ""),
            tuple(
                StoredLine(one.sku, one.quantity, parts=tuple(one.parts))
                if isinstance(one, _Bundle)
                else one
                for one in self.lines
            ),
            self.status,
            self.placed_at,
            Address(**{name: said.get(name, "") for name in _ADDRESS}),
            said.get("group", ""),
            tuple(self.rows),
            self.row,
            **{name: said.get(name, "") for name in OF_THE_ORDER},
        )


def _status(text: str) -> OrderStatus:
    found = _STATUSES.get(text.lower().replace(" ", "_"))
    if found is None:
        raise ValueError(
            tr(
                "write one of {words}, not {text!r}.",
                words=", ".join(_STATUSES),
                text=text,
            )
        )
    return found


def _moment(text: str) -> datetime:
    try:
        if is_told_anywhere(moment := datetime.fromisoformat(text)):
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except ValueError:
        pass  # there is no such day, or it is written otherwise
    raise ValueError(tr("write a date such as 2024-05-31 or 2024-05-31T14:30."))
