"""A file in Textual's own table, with everything as Textual comes: a peer to measure."""

from __future__ import annotations

import csv
import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Input


class TableApp(App[None]):
    """A box, a table, the keys."""

    def __init__(self, path: str) -> None:
        super().__init__()
        with open(path, encoding="utf-8", newline="") as file:
            self._heading, *self._rows = csv.reader(file)

    def compose(self) -> ComposeResult:
        """One below another."""
        yield DataTable[str](cursor_type="row")
        yield Input()
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table."""
        table = self.query_one(DataTable)
        table.add_columns(*self._heading)
        table.add_rows(self._rows)
        table.focus()


if __name__ == "__main__":
    TableApp(sys.argv[1]).run()
