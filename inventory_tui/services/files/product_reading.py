"""Rows of a product file: Magento's columns, read cell by cell (spec 2.9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from inventory_tui.domain import composition_text
from inventory_tui.domain.composite import NOTHING, Composition
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.file_form import PLAIN, FileForm
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.product import COMPOSITES
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.quantity_file import Behaviour
from inventory_tui.services.files.product_cells import (
    FIELDS,
    WrongCell,
    beside_values,
    ending_values,
    maybe,
    parsed,
    shared_values,
    status,
)
from inventory_tui.services.files.product_columns import (
    ALIKE,
    COLUMN_OF,
    DATED,
    ENDING,
    FLAGS,
    NAMED,
    SETTINGS,
    SHARED,
    UNLIKE,
)
from inventory_tui.services.files.rejecting import OnError, Rejections
from inventory_tui.services.files.tabular import Table
from inventory_tui.wording import tr

_REMEMBERED = 65_536
_NO_END: Mapping[str, Any] = MappingProxyType({})
"""What most rows say of their end."""


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
                tr(
                    "Products are added and updated (append) or deleted (delete); orders "
                    "name them, so none is replaced by another."
                ),
                field="behaviour",
            )
        if self.allowed_errors is not None and self.allowed_errors < 0:
            raise Refused(
                Kind.VALIDATION_FAILED, tr("Allow 0 errors or more."), field="allowed_errors"
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
    parts: PartsCell | None
    ends: Mapping[str, Any]
    """What it says of its end, by field of `domain.product_life.SUCCESSION`."""

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
        self._named = tuple(column for column in NAMED if column in columns)
        self._beside = tuple(column for column in UNLIKE if column in columns)
        self._shared = tuple(
            column
            for column in (*SHARED, "product_online", *SETTINGS, *FLAGS, *ALIKE, *DATED)
            if column in columns
        )
        self._value_separator = rules.value_separator
        self._ending = tuple(column for column in ENDING if column in columns)
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
            parsed("sku", sku, FIELDS["sku"].parse)
            key = key_of(sku)
            first = self._lines.setdefault(key, line)
            if first != line:
                message = tr(
                    "{sku} stands on row {first} already.", sku=visible(sku), first=first
                )
                raise WrongCell("sku", message, Kind.DUPLICATE_ROW)
            return ProductFileRow(
                line,
                sku,
                key,
                self._shared_values(cells),
                self._named_values(cells),
                self._quantity(cells),
                maybe("is_in_stock", cells, status),
                self._parts_cell(cells) if self._composed else None,
                ending_values(cells, self._ending) if self._ending else _NO_END,
            )
        except WrongCell as wrong:
            self._rejections.add(wrong.problem(line, sku))
            return None

    def _named_values(self, cells: Mapping[str, str]) -> dict[str, Any]:
        values = {
            NAMED[column]: parsed(column, text, FIELDS[NAMED[column]].parse)
            for column in self._named
            if (text := cells[column].strip())
        }
        return values | beside_values(cells, self._beside) if self._beside else values

    def _shared_values(self, cells: Mapping[str, str]) -> dict[str, Any]:
        texts = tuple([cells[column] for column in self._shared])
        found = self._known.get(texts)
        if found is None:
            found = shared_values(self._with_commas(cells))
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
            found = parsed("qty", text, Quantity.parse)
            if len(self._amounts) < _REMEMBERED:
                self._amounts[text] = found
        return found


_COMPOSITES = frozenset(kind.value for kind in COMPOSITES)
