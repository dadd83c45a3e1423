"""Rows of a product file: Magento's columns, read cell by cell (spec 2.9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from inventory_tui.domain import composition_text
from inventory_tui.domain.composite import NOTHING, Composition
from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.fields import Field, yes_no
from inventory_tui.domain.file_form import PLAIN, FileForm, Headings
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.options import OPTIONS
from inventory_tui.domain.product import COMPOSITES, ProductType
from inventory_tui.domain.product_form import PRODUCT, unset
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.quantity_file import Behaviour
from inventory_tui.services.files.rejecting import OnError, Rejections
from inventory_tui.services.files.tabular import Table

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

SETTINGS = {
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

_FLAGS = tuple(flag for flag, _ in SETTINGS.values())

COLUMN_OF = {
    composition_text.VARIATIONS: ProductType.CONFIGURABLE,
    composition_text.MEMBERS: ProductType.GROUPED,
    composition_text.SELECTIONS: ProductType.BUNDLE,
    composition_text.SHIPMENT: ProductType.BUNDLE,
}
"""Columns that say what a product is made of, and the type they are of."""

_UNREAD = (
    "configurable_variation_labels",
    "bundle_price_type",
    "bundle_sku_type",
    "bundle_weight_type",
    "bundle_price_view",
)
"""Columns of the same shop that say nothing about stock."""

DEFERRED = ("deferred_stock_update", "use_config_deferred_stock_update")
"""Read by no one: salable is one live answer here (R14), so there is nothing to defer."""

COLUMNS = (
    "sku",
    "store_view_code",
    *_NAMED,
    "product_online",
    *_SHARED,
    "qty",
    "is_in_stock",
    *SETTINGS,
    *_FLAGS,
    *COLUMN_OF,
    *_UNREAD,
    *DEFERRED,
)
HEADINGS = Headings(
    required=("sku",),
    known=COLUMNS,
    aliases={
        "type": "product_type",
        "attribute_set": "attribute_set_code",
        "websites": "product_websites",
        "grouped_skus": composition_text.MEMBERS,
        "shipment_type": composition_text.SHIPMENT,
    },
)
_REMEMBERED = 65_536


@dataclass(frozen=True, slots=True)
class ProductRules:
    """How a product file is to be taken."""

    behaviour: Behaviour = Behaviour.APPEND
    """Add and update the products, or delete them."""
    update_only: bool = False
    """Leave out rows of SKUs that do not exist, instead of adding them."""
    force: bool = False
    """Deleting: also products of which orders hold units."""
    on_error: OnError = OnError.STOP
    allowed_errors: int | None = None
    """None: 10 with *stop*, any number with *skip*."""
    encoding: str | None = None
    """None: UTF-8, with or without BOM."""
    form: FileForm = PLAIN
    value_separator: str = ","
    """What parts several values of one cell, such as websites."""

    def __post_init__(self) -> None:
        if self.behaviour is Behaviour.REPLACE:
            raise Refused(
                Kind.VALIDATION_FAILED,
                "Products are added and updated (append) or deleted (delete); orders name "
                "them, so none is replaced by another.",
                field="behaviour",
            )
        if self.allowed_errors is not None and self.allowed_errors < 0:
            raise Refused(
                Kind.VALIDATION_FAILED, "Allow 0 errors or more.", field="allowed_errors"
            )


PLAIN_RULES = ProductRules()


@dataclass(frozen=True, slots=True)
class PartsCell:
    """What a row says its product is made of."""

    columns: tuple[str, ...]
    """Those that are not empty."""
    composition: Composition = NOTHING
    says_parts: bool = False
    """Whether it names parts; else only how they are shipped."""
    together: bool | None = None


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
    parts: PartsCell | None = None

    def values(self) -> dict[str, Any]:
        """All of it but quantity and status."""
        return {**self.shared, **self.named}


class ProductReader:
    """Reads the rows of one file, one after the other."""

    def __init__(
        self, table: Table, rejections: Rejections, rules: ProductRules = PLAIN_RULES
    ) -> None:
        self.of_store_views = 0
        """Rows left out because they only hold a store view's texts."""
        self._rejections = rejections
        columns = frozenset(table.columns)
        self._named = tuple(column for column in _NAMED if column in columns)
        self._shared = tuple(
            column
            for column in (*_SHARED, "product_online", *SETTINGS, *_FLAGS)
            if column in columns
        )
        self._value_separator = rules.value_separator
        self._composed = tuple(column for column in COLUMN_OF if column in columns)
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
                self._parts_cell(cells) if self._composed else None,
            )
        except WrongCell as wrong:
            self._rejections.add(wrong.problem(line, sku))
            return None

    def _shared_values(self, cells: Mapping[str, str]) -> dict[str, Any]:
        texts = tuple([cells[column] for column in self._shared])
        found = self._known.get(texts)
        if found is None:
            found = _shared_values(self._with_commas(cells))
            if len(self._known) < _REMEMBERED:
                self._known[texts] = found
        return found

    def _with_commas(self, cells: Mapping[str, str]) -> Mapping[str, str]:
        """The cells, websites being parted as `ProductRules.value_separator` says."""
        sites, sign = cells.get("product_websites", ""), self._value_separator
        if sign == "," or sign not in sites:
            return cells
        return {**cells, "product_websites": sites.replace(sign, ",")}

    def _parts_cell(self, cells: Mapping[str, str]) -> PartsCell | None:
        filled = tuple(column for column in self._composed if cells[column].strip())
        if not filled:
            return None
        composition, together, sign = NOTHING, None, self._value_separator
        for column in filled:
            try:
                if column == composition_text.SHIPMENT:
                    together = composition_text.parse_shipment(cells[column])
                else:
                    kind, text = COLUMN_OF[column], cells[column]
                    composition = composition_text.parts_of_text(kind, text, sign)
            except ValueError as problem:
                raise WrongCell(column, f"{column}: {problem}") from None
        says = any(column != composition_text.SHIPMENT for column in filled)
        return PartsCell(filled, composition, says, together)

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


_COMPOSITES = frozenset(kind.value for kind in COMPOSITES)


def _shared_values(cells: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column, (attribute, field) in _SHARED.items():
        value = _maybe(column, cells, _FIELDS[field].parse)
        if value is not None:
            values[attribute] = value
    online = _maybe("product_online", cells, _online)
    if online is not None:
        values["enabled"] = online
    for column, (flag, setting) in SETTINGS.items():
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
