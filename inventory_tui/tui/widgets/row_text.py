"""The text of headings and rows, without looks: what is read, and what is painted first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from rich.cells import cell_len, set_cell_size

from inventory_tui.tui.widgets.columns import Column, fit, fit_cell

Row = TypeVar("Row")

MARGIN = 3
"""Cells before the first column: cursor, mark, blank."""


def heading_text(
    shown: Sequence[tuple[Column[Row], int]],
    ordered_by: tuple[str, bool],
    cursor: int | None = None,
) -> str:
    """Return the heading; the column under the cursor stands in brackets.

    Args:
        ordered_by: (order key, descending).
    """
    text = " " * MARGIN
    here = (0, 0)
    key, descending = ordered_by
    for position, (column, size) in enumerate(shown):
        room = size - 1 if column.right else size
        title = column.title
        if column.sort and column.sort == key:
            sign = "▼" if descending else "▲"
            blank = " " if cell_len(title) + 2 <= room else ""
            title = set_cell_size(title, min(cell_len(title), room - 1)) + blank + sign
        if position == cursor:
            here = (len(text), len(text) + size + column.gap)
        text += fit(title, room, right=column.right) + " "
    if here[1]:
        title = text[slice(*here)].strip()
        first = text.index(title, here[0])
        last = first + len(title)
        text = f"{text[: first - 1]}[{title}]{text[last + 1 :]}"
    return text


def row_text(
    row: Row,
    shown: Sequence[tuple[Column[Row], int]],
    spanning: tuple[str, str] | None = None,
) -> str:
    """Return the cells of a row that is neither marked nor edited, after its margin."""
    text = ""
    for column, size in shown:
        if spanning is not None and spanning[0] == column.name:
            return text + spanning[1]
        text += fit_cell(column.cell(row, size), size, right=column.right) + " " * column.gap
    return text
