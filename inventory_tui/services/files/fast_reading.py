"""Big quantities files read with polars, where the extra ``fast`` is installed.

Only what is certain is read so.  Every row that is anything else than an ordinary one goes to
the `RowReader`, which alone says what is wrong with it: so both ways come to the same.
"""

from __future__ import annotations

import csv
from importlib import import_module
from typing import Any

from inventory_tui.services.files.quantity_reading import RowReader
from inventory_tui.services.files.row_reading import Chunk, Columns, Split
from inventory_tui.store.quantities.found_rows import FoundRows

BLOCK = 8_000_000
"""Bytes read at once: enough to understand many rows together, and little memory."""
WORTH_IT = 10_000_000
"""Bytes of a file from which on reading it so saves more than loading polars takes."""


def installed() -> Any | None:
    """Return the module polars; None where it is not installed."""
    try:
        return import_module("polars")
    except ImportError:
        return None


def splitter(polars: Any) -> Split:
    """Return the `Split` of a table for a `FastReader`: its columns are Series."""

    def split(lines: str, separator: str, width: int) -> Columns | None:
        rows = lines.count("\n")
        if lines.count(separator) != rows * (width - 1):
            return None
        try:
            frame = polars.read_csv(
                lines.encode(),
                has_header=False,
                infer_schema=False,
                separator=separator,
                quote_char=None,
                empty_string_is_null=False,
            )
        except polars.exceptions.PolarsError:  # a line has more cells than the first
            return None
        if frame.height != rows or frame.width != width:
            return None
        longest = frame.select(polars.all().str.len_bytes().max()).row(0)
        columns: Columns = frame.get_columns()
        return None if max(longest) > csv.field_size_limit() else columns

    return split


_SORTED_AT_ONCE = 1_000_000
_WRITTEN_AT_ONCE = 50_000


class FastReader:
    """Reads the rows of one file, some hundred thousands at once."""

    def __init__(self, polars: Any, reader: RowReader, found: FoundRows) -> None:
        self._polars = polars
        self._reader = reader
        self._found = found
        self._products: Any = None
        self._waiting: list[Any] = []

    def add(self, chunk: Chunk) -> None:
        """Add rows to those that were found, now or with others of the file."""
        pl = self._polars
        if not isinstance(chunk.cells["sku"], pl.Series):
            self.flush()
            self._found.add(self._reader.read(chunk))
            return
        if self._reader.says_more:  # of which only the reader knows the meaning
            cells_read = {name: list(column) for name, column in chunk.cells.items()}
            self._found.add(self._reader.read(Chunk(list(chunk.lines), cells_read)))
            return
        cells = pl.DataFrame(chunk.cells).with_columns(
            line=pl.Series(chunk.lines, dtype=pl.Int64)
        )
        meant = self._understood(cells)
        certain = pl.all_horizontal(pl.col("product_id", *self._columns()).is_not_null())
        rows = meant.filter(certain).select(_found(pl, meant.columns))
        if len(rows) < len(meant):
            rest = meant.filter(~certain)
            texts = {name: rest[name].to_list() for name in chunk.cells}
            ids, more = self._found.resolve(
                self._reader.read(Chunk(rest["line"].to_list(), texts))
            )
            columns = (ids, more.sources, more.lines, more.amounts, more.in_stock, more.skus)
            rows.extend(pl.DataFrame(columns, schema=rows.schema, orient="col"))
        self._waiting.append(rows)
        if sum(map(len, self._waiting)) >= _SORTED_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Add the rows that wait to those that were found."""
        if not self._waiting:
            return
        rows = self._polars.concat(self._waiting).sort("product_id", "source_id", "line")
        self._waiting = []
        for some in rows.iter_slices(_WRITTEN_AT_ONCE):
            *columns, skus = some.get_columns()
            self._found.put([*(column.to_list() for column in columns), skus])

    def _columns(self) -> list[str]:
        return [name for name, _ in self._reader.meanings().values()]

    def _understood(self, cells: Any) -> Any:
        """Cells beside what they mean; null where that is not certain."""
        pl = self._polars
        if self._products is None:
            self._products = pl.DataFrame(
                self._found.products.every(), schema=["sku_key", "product_id"], orient="col"
            )
        for column, (name, meaning) in self._reader.meanings().items():
            texts = cells[column].unique()
            means = pl.DataFrame(
                {column: texts, name: meaning(texts.to_list())},
                schema_overrides={name: pl.Boolean if name == "in_stock" else pl.Int64},
            )
            cells = cells.join(means, on=column, how="left", maintain_order="left")
        ascii = pl.col("sku").str.len_bytes() == pl.col("sku").str.len_chars()
        return cells.with_columns(
            sku_key=pl.when(ascii).then(pl.col("sku").str.to_lowercase())
        ).join(self._products, on="sku_key", how="left", maintain_order="left")


def _found(pl: Any, read: list[str]) -> list[Any]:
    """The columns of `FoundRows.put`, as far as they were read."""
    return [
        pl.col("product_id"),
        pl.col("source_id"),
        pl.col("line"),
        pl.col("amount") if "amount" in read else pl.lit(0, dtype=pl.Int64).alias("amount"),
        pl.col("in_stock")
        if "in_stock" in read
        else pl.lit(None, dtype=pl.Boolean).alias("in_stock"),
        pl.col("sku"),
    ]
