"""Drawing a window of rows: one strip a line, as few segments as there are looks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from inventory_tui.tui.painting import as_displayed
from inventory_tui.tui.widgets.columns import Cell, Role, fit_cell
from inventory_tui.tui.widgets.edit_run import Draft
from inventory_tui.tui.widgets.row_cursor import RowCursor
from inventory_tui.tui.widgets.row_text import heading_text

Row = TypeVar("Row")


class RowPainter(RowCursor[Row], Generic[Row]):
    """Paints headings, margins, cells, drafts and the editor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--head",
        "grid--cursor",
        "grid--loading",
        "grid--attention",
        "grid--wrong",
        "grid--others",
        "grid--dim",
        "grid--strong",
        "grid--editing",
    }
    # -- drawing --------------------------------------------------------------------------

    def notify_style_update(self) -> None:
        """Forget the styles of another theme."""
        self._styles_cached.clear()
        super().notify_style_update()

    def _repaint_row(self) -> None:
        y = self._cursor - self.scroll_offset.y + self._head
        self.refresh(Region(0, y, self.size.width, 1))

    def _style(self, name: str) -> Style:
        if name not in self._styles_cached:
            style = self.get_component_rich_style(f"grid--{name}") if name else self.rich_style
            self._styles_cached[name] = _without_default_colours(style)
        return self._styles_cached[name]

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw some lines; where only the cursor's cells are asked for, no more than these."""
        if crop.x or crop.width > 1 or crop.y < self._head:
            return super().render_lines(crop)
        return as_displayed(self, [self._first_cell(y) for y in crop.line_range])

    def _first_cell(self, y: int) -> Strip:
        index = self.scroll_offset.y + y - self._head
        if index >= len(self._ids):
            return Strip.blank(1, self._style(""))
        sign = self._margin(self._ids[index], index, index == self._cursor)[0]
        return Strip([Segment(sign, self._style(""))], 1)

    def render_line(self, y: int) -> Strip:
        """Draw the heading or one row."""
        width = self.size.width
        if (
            self.scrollable_content_region.width != self._laid_out_for
        ):  # a scrollbar or a pane came or went
            self._lay_out()
        if y < self._head:
            return self._heading(width)
        index = self.scroll_offset.y + y - self._head
        if index >= len(self._ids):
            if not self._ids and y == self._head and self.empty:
                return self._line([(f"   {self.empty}", "")], width, "")
            return Strip.blank(width, self._style(""))
        id = self._ids[index]
        at_cursor = index == self._cursor
        pieces = [(self._margin(id, index, at_cursor), "")]
        row = self._rows.get(id)
        if row is None:
            self._ask_for_seen()
            pieces.append(("…", "loading"))
        else:
            pieces += self._cells(id, row, at_cursor)
        reverse = at_cursor and self.has_focus and not self._cursor_is_a_cell
        return self._line(pieces, width, "cursor" if reverse else "")

    def _heading(self, width: int) -> Strip:
        cursor = self._column if self._column_shown else None
        text = heading_text(self._shown, self.ordered_by, cursor)
        return self._line([(text, "head")], width, "")

    def _margin(self, id: int, index: int, at_cursor: bool) -> str:
        changed = id in self.changed_elsewhere
        first = "▸" if at_cursor else "≈" if changed else " "
        in_range = self._range_from is not None and (
            min(self._range_from, self._cursor) <= index <= max(self._range_from, self._cursor)
        )
        mark = "✓" if id in self.marks else "┃" if in_range else " "
        return first + mark + ("≈" if at_cursor and changed else " ")

    def _cells(self, id: int, row: Row, at_cursor: bool) -> list[tuple[str, str]]:
        pieces: list[tuple[str, str]] = []
        strong = id in self.marks
        editing = self.cursor_column if at_cursor and self.editing is not None else None
        spanning = self.spanning(row) if self.spanning is not None else None
        for column, size in self._shown:
            if spanning is not None and spanning[0] == column.name:
                pieces.append((spanning[1], "dim"))
                break
            if column is editing and self.editing is not None:
                pieces.append((self._editor(size), "editing"))
            else:
                draft = self.run.get(id, column.draft_key) if column.edit is not None else None
                cell = column.cell(row, size) if draft is None else _draft_cell(draft, size)
                role: Role = cell.role or ("strong" if strong else "")
                pieces.append((fit_cell(cell, size, right=column.right), role))
            pieces.append((" " * column.gap, ""))
        return pieces

    def _editor(self, size: int) -> str:
        assert self.editing is not None
        text = self.editing.shown
        if self.editing.is_change:
            try:
                text = f"{text} = {self.editing.value()}"
            except ValueError:
                text = f"{text} !"
        shown = text if len(text) <= size - 2 else text[-(size - 2) :]
        return f"[{shown.rjust(size - 2)}]"

    def _line(self, pieces: Iterable[tuple[str, str]], width: int, under: str) -> Strip:
        """Join pieces, as few segments as there are looks."""
        base = self._style(under) if under else self._style("")
        segments: list[Segment] = []
        text, last = "", ""
        for piece, role in pieces:
            if role == last:
                text += piece
                continue
            if text:
                segments.append(Segment(text, self._mixed(base, last, under)))
            text, last = piece, role
        segments.append(Segment(text, self._mixed(base, last, under)))
        return Strip(segments).adjust_cell_length(width, base)

    def _mixed(self, base: Style, role: str, under: str) -> Style:
        if not role:
            return base
        style = self._style(role)
        return style + Style(reverse=True) if under else style


def _without_default_colours(style: Style) -> Style:
    """A style that does not say the terminal's own colours: sixteen bytes a cell saved."""
    own_colour = style.color is not None and not style.color.is_default
    own_ground = style.bgcolor is not None and not style.bgcolor.is_default
    return Style(
        color=style.color if own_colour else None,
        bgcolor=style.bgcolor if own_ground else None,
        bold=style.bold or None,
        dim=style.dim or None,
        underline=style.underline or None,
        reverse=style.reverse or None,
    )


def _draft_cell(draft: Draft, size: int) -> Cell:
    long = f"•{draft}"
    return Cell(long if len(long) < size else f"•{draft.after}", "strong")
