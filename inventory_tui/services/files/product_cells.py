"""Cells of a product file: what one says, or why it cannot be taken (spec 2.9)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from inventory_tui.domain.errors import Kind, Problem
from inventory_tui.domain.fields import Field, yes_no
from inventory_tui.domain.options import OPTIONS
from inventory_tui.domain.product_form import PRODUCT, inherits, unset
from inventory_tui.domain.product_life import SUCCESSION
from inventory_tui.services.files.product_columns import ALIKE, DATED, SETTINGS, SHARED
from inventory_tui.wording import tr

FIELDS: dict[str, Field] = {field.name: field for field in (*PRODUCT, *SUCCESSION)}

NONE = "none"
"""Takes a display date, the day it ends or a replacement away; an empty cell says nothing."""


class WrongCell(Exception):
    """A cell that cannot be taken."""

    def __init__(self, column: str, message: str, kind: Kind = Kind.VALIDATION_FAILED) -> None:
        super().__init__(message)
        self.column = column
        self.kind = kind

    def problem(self, line: int, sku: str) -> Problem:
        """The same, as it is reported."""
        return Problem(
            self.kind,
            tr("Row {line}: {problem}", line=line, problem=self),
            self.column,
            sku,
            row=line,
        )


def shared_values(cells: Mapping[str, str]) -> dict[str, Any]:
    """What columns say that many rows agree in, by attribute, option key or field of a life.

    Raises:
        WrongCell: One of them cannot be read.
    """
    values: dict[str, Any] = {}
    for column, (attribute, field) in SHARED.items():
        value = maybe(column, cells, FIELDS[field].parse)
        if value is not None:
            values[attribute] = value
    online = maybe("product_online", cells, _online)
    if online is not None:
        values["enabled"] = online
    for column, (flag, setting) in SETTINGS.items():
        inherited = maybe(flag, cells, yes_no)
        if inherited:
            values[setting] = unset(setting)
        else:
            value = maybe(column, cells, OPTIONS[setting].parse)
            if value is not None:
                values[setting] = value
    values |= beside_values(cells, ALIKE)
    for column in DATED:
        if text := cells.get(column, "").strip():
            values[column] = _or_none(column, text, may_be_none=column == "display")
    return values


def beside_values(cells: Mapping[str, str], columns: Iterable[str]) -> dict[str, Any]:
    """What these columns of `product_columns.BESIDE` say, by option key.

    Raises:
        WrongCell: One of them cannot be read.
    """
    values: dict[str, Any] = {}
    for setting in columns:
        text = cells.get(setting, "").strip()
        if text and inherits(setting, text):
            values[setting] = unset(setting)
        elif text:
            values[setting] = parsed(setting, text, OPTIONS[setting].parse)
    return values


def ending_values(cells: Mapping[str, str], columns: Sequence[str]) -> dict[str, Any]:
    """What these columns of `product_columns.ENDING` say, by field; None takes away.

    Raises:
        WrongCell: One of them cannot be read.
    """
    return {
        column: _or_none(column, text, may_be_none=column != "discontinued")
        for column in columns
        if (text := cells[column].strip())
    }


def _or_none(column: str, text: str, *, may_be_none: bool) -> Any:
    if may_be_none and text.lower() == NONE:
        return None
    return parsed(column, text, FIELDS[column].parse)


def maybe(column: str, cells: Mapping[str, str], parse: Callable[[str], Any]) -> Any:
    """The value of a cell; None where the column is missing or the cell empty."""
    text = cells.get(column, "").strip()
    return parsed(column, text, parse) if text else None


def parsed(column: str, text: str, parse: Callable[[str], Any]) -> Any:
    """The value of what a cell says.

    Raises:
        WrongCell: It cannot be read.
    """
    try:
        return parse(text)
    except ValueError as problem:
        raise WrongCell(column, f"{column} {text!r}: {problem}") from None


def status(text: str) -> bool:
    """Magento's words for In Stock and Out of Stock."""
    try:
        return {"1": True, "0": False}[text]
    except KeyError:
        raise ValueError(tr("write 1 (In Stock) or 0 (Out of Stock).")) from None


def _online(text: str) -> bool:
    """Magento writes 1 for enabled and 2 (some exports 0) for disabled."""
    try:
        return {"1": True, "2": False, "0": False}[text]
    except KeyError:
        raise ValueError(tr("write 1 (enabled) or 2 (disabled).")) from None
