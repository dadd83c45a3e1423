"""Rows of a product file: Magento's columns, read cell by cell (spec 2.9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.fields import Field, yes_no
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.options import OPTIONS
from inventory_tui.domain.product_form import PRODUCT, unset
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.rejecting import OnError, Rejections
from inventory_tui.services.tabular import Table

_FIELDS: dict[str, Field] = {field.name: field for field in PRODUCT}

_NAMED = {"name": "name", "price": "price", "weight": "weight"}
"""Columns that differ from row to row, and the attribute they are of."""

_SHARED = {
    "attribute_set_code": ("attribute_set", "set"),
    "product_type": ("type", "type"),
    "product_websites": ("websites", "websites"),
    "visibility": ("visibility", "visibility"),
    "is_qty_decimal": ("decimals", "decimals"),
    "is_decimal_divided": ("multiple_boxes", "multiple_boxes"),
}
"""Columns many rows agree in: the attribute, and the field that reads it."""

_SETTINGS = {
    "out_of_stock_qty": ("use_config_min_qty", "threshold"),
    "allow_backorders": ("use_config_backorders", "backorders"),
    "min_cart_qty": ("use_config_min_sale_qty", "min_cart_qty"),
    "max_cart_qty": ("use_config_max_sale_qty", "max_cart_qty"),
    "notify_on_stock_below": ("use_config_notify_stock_qty", "notify_below"),
    "manage_stock": ("use_config_manage_stock", "manage_stock"),
    "qty_increments": ("use_config_qty_increments", "increment"),
    "enable_qty_increments": ("use_config_enable_qty_inc", "increments_enabled"),
}
"""Value column: the column that says it is inherited, and the setting."""

_FLAGS = tuple(flag for flag, _ in _SETTINGS.values())

COLUMNS = (
    "sku",
    "store_view_code",
    *_NAMED,
    "product_online",
    *_SHARED,
    "qty",
    "is_in_stock",
    *_SETTINGS,
    *_FLAGS,
)
REQUIRED = ("sku",)

_REMEMBERED = 65_536


@dataclass(frozen=True, slots=True)
class ProductRules:
    """How a product file is to be taken."""

    update_only: bool = False
    """Leave out rows of SKUs that do not exist, instead of adding them."""
    on_error: OnError = OnError.STOP
    allowed_errors: int | None = None
    """None: 10 with *stop*, any number with *skip*."""
    encoding: str | None = None
    """None: UTF-8, with or without BOM."""

    def __post_init__(self) -> None:
        if self.allowed_errors is not None and self.allowed_errors < 0:
            raise Refused(
                Kind.VALIDATION_FAILED, "Allow 0 errors or more.", field="allowed_errors"
            )


@dataclass(frozen=True, slots=True)
class ProductFileRow:
    """What one row says; what it does not say is missing."""

    line: int
    sku: str
    key: str
    shared: Mapping[str, Any]
    """By attribute of a product or option key; rows that agree share it."""
    named: Mapping[str, Any]
    quantity: Quantity | None
    """At the Default Source."""
    in_stock: bool | None
    """There; of a composite its own flag."""

    def values(self) -> dict[str, Any]:
        """All of it but quantity and status."""
        return {**self.shared, **self.named}


class ProductReader:
    """Reads the rows of one file, one after the other."""

    def __init__(self, table: Table, rejections: Rejections) -> None:
        self.of_store_views = 0
        """Rows left out because they only hold a store view's texts."""
        self._rejections = rejections
        columns = frozenset(table.columns)
        self._named = tuple(column for column in _NAMED if column in columns)
        self._shared = tuple(
            column
            for column in (*_SHARED, "product_online", *_SETTINGS, *_FLAGS)
            if column in columns
        )
        self._lines: dict[str, int] = {}
        self._known: dict[tuple[str, ...], dict[str, Any]] = {}
        self._amounts: dict[str, Quantity] = {}

    def read(self, line: int, cells: dict[str, str]) -> ProductFileRow | None:
        """Return what a row says, or None when it is left out."""
        if cells.get("store_view_code", "").strip():
            self.of_store_views += 1
            return None
        sku = cells["sku"]
        try:
            _parsed("sku", sku, _FIELDS["sku"].parse)
            key = key_of(sku)
            first = self._lines.setdefault(key, line)
            if first != line:
                message = f"{visible(sku)} stands on row {first} already."
                raise WrongCell("sku", message, Kind.DUPLICATE_ROW)
            return ProductFileRow(
                line,
                sku,
                key,
                self._shared_values(cells),
                {
                    _NAMED[column]: _parsed(column, text, _FIELDS[_NAMED[column]].parse)
                    for column in self._named
                    if (text := cells[column].strip())
                },
                self._quantity(cells),
                _maybe("is_in_stock", cells, _status),
            )
        except WrongCell as wrong:
            self._rejections.add(wrong.problem(line, sku))
            return None

    def _shared_values(self, cells: Mapping[str, str]) -> dict[str, Any]:
        texts = tuple([cells[column] for column in self._shared])
        found = self._known.get(texts)
        if found is None:
            found = _shared_values(cells)
            if len(self._known) < _REMEMBERED:
                self._known[texts] = found
        return found

    def _quantity(self, cells: Mapping[str, str]) -> Quantity | None:
        text = cells.get("qty", "").strip()
        if not text or cells.get("product_type", "").strip().lower() in _COMPOSITES:
            return None
        found = self._amounts.get(text)
        if found is None:
            found = _parsed("qty", text, Quantity.parse)
            if len(self._amounts) < _REMEMBERED:
                self._amounts[text] = found
        return found


class WrongCell(Exception):
    """A cell that cannot be taken."""

    def __init__(self, column: str, message: str, kind: Kind = Kind.VALIDATION_FAILED) -> None:
        super().__init__(message)
        self.column = column
        self.kind = kind

    def problem(self, line: int, sku: str) -> Problem:
        """The same, as it is reported."""
        return Problem(self.kind, f"Row {line}: {self}", self.column, sku, row=line)


_COMPOSITES = ("configurable", "grouped", "bundle")


def _shared_values(cells: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column, (attribute, field) in _SHARED.items():
        value = _maybe(column, cells, _FIELDS[field].parse)
        if value is not None:
            values[attribute] = value
    online = _maybe("product_online", cells, _online)
    if online is not None:
        values["enabled"] = online
    for column, (flag, setting) in _SETTINGS.items():
        inherits = _maybe(flag, cells, yes_no)
        if inherits:
            values[setting] = unset(setting)
        else:
            value = _maybe(column, cells, OPTIONS[setting].parse)
            if value is not None:
                values[setting] = value
    return values


def _maybe(column: str, cells: Mapping[str, str], parse: Callable[[str], Any]) -> Any:
    """The value of a cell; None where the column is missing or the cell empty."""
    text = cells.get(column, "").strip()
    return _parsed(column, text, parse) if text else None


def _parsed(column: str, text: str, parse: Callable[[str], Any]) -> Any:
    try:
        return parse(text)
    except ValueError as problem:
        raise WrongCell(column, f"{column} {text!r}: {problem}") from None


def _status(text: str) -> bool:
    try:
        return {"1": True, "0": False}[text]
    except KeyError:
        raise ValueError("write 1 (In Stock) or 0 (Out of Stock).") from None


def _online(text: str) -> bool:
    """Magento writes 1 for enabled and 2 (some exports 0) for disabled."""
    try:
        return {"1": True, "2": False, "0": False}[text]
    except KeyError:
        raise ValueError("write 1 (enabled) or 2 (disabled).") from None
