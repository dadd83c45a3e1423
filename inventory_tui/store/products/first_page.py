"""The first page of the grid a person starts with, read before SQLAlchemy is imported.

Importing SQLAlchemy takes longer than everything else until the first page stands, so this
one page is read by the standard library from the same SQL text (`product_line`; a test
compares the order).  It is a picture to look at, nothing acts on it: whatever is
in the way (no file, another schema, a lock, PostgreSQL) means there is no picture.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inventory_tui import SCHEMA
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.options import OPTIONS
from inventory_tui.domain.product import StockRules
from inventory_tui.domain.product_list import ProductRow
from inventory_tui.domain.source import DEFAULT_SOURCE_ID, sees_simple_screens
from inventory_tui.domain.stock import DEFAULT_STOCK_ID
from inventory_tui.store.products.life_rows import ABOVE, DATED, Stand, all_approved, standing
from inventory_tui.store.products.product_line import ITEMS, LEVELS, PRODUCTS, ProductLine

FIRST_IDS = (
    "SELECT product.id FROM product WHERE product.deleted_by IS NULL "
    "ORDER BY product.sku_key LIMIT ? OFFSET ?"
)
HIDDEN = """
    SELECT EXISTS (SELECT 1 FROM person) AND NOT EXISTS (
        SELECT 1 FROM person JOIN role ON role.id = person.role_id
        WHERE person.login_key = ? AND person.active AND role.built_in AND NOT EXISTS (
            SELECT 1 FROM person_source WHERE person_source.person_id = person.id))
"""
"""Whether some of it may not be for the eyes of who looks: then there is no picture."""
_PATIENCE_S = 0.05


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What the first page shows."""

    rows: tuple[ProductRow, ...]
    source: str
    """Code of the source whose quantities are shown."""
    sources: tuple[str, ...]
    """Codes of all sources."""
    single_source: bool
    """Whether the simple screens are shown."""
    stock: str


def read_first_page(
    path: Path, *, source: str | None, stock: str | None, limit: int, login: str = ""
) -> FirstPage | None:
    """Read the first products by SKU; None when anything is in the way.

    Args:
        source: Code of the source to look from; the Default Source where it is gone.
        stock: Name of the stock whose salable is shown, likewise.
        login: Who looks.
    """
    if not path.is_file():
        return None
    try:
        with closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=_PATIENCE_S)
        ) as connection:
            number = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            if number is None or int(number[0]) != SCHEMA:
                return None
            if connection.execute(HIDDEN, (key_of(login),)).fetchone()[0]:
                return None
            return _Reader(connection, source or "", stock or "").page(limit)
    except (sqlite3.Error, ValueError):
        return None


class _Reader:
    """Reads with one connection, as one looks from a source and a stock."""

    def __init__(self, connection: sqlite3.Connection, source: str, stock: str) -> None:
        self._connection = connection
        connection.execute("BEGIN")  # one moment's truth
        self._sources: list[tuple[int, str, str]] = connection.execute(
            "SELECT id, code, code_key FROM source ORDER BY id <> 1, code_key"
        ).fetchall()
        (enabled,) = connection.execute("SELECT count(*) FROM source WHERE enabled").fetchone()
        self._single_source = sees_simple_screens(enabled)
        stocks = connection.execute("SELECT id, name, name_key FROM stock").fetchall()
        self._source_id, self._source = _pick(self._sources, source, DEFAULT_SOURCE_ID)
        self._stock_id, self._stock = _pick(stocks, stock, DEFAULT_STOCK_ID)

    def page(self, limit: int) -> FirstPage:
        """Read the first rows."""
        ids = [id for (id,) in self._connection.execute(FIRST_IDS, (limit, 0))]
        rows = self._rows(ids)
        return FirstPage(
            tuple(rows[id] for id in ids if id in rows),
            self._source,
            tuple(code for _, code, _ in self._sources),
            self._single_source,
            self._stock,
        )

    def _rows(self, ids: Sequence[int]) -> Mapping[int, ProductRow]:
        line = ProductLine(
            source_id=self._source_id,
            notify_below=self._option("notify_below").parts,
            inherited=StockRules(
                manage_stock=self._option("manage_stock"),
                backorders=self._option("backorders"),
                threshold=self._option("threshold"),
            ),
        )
        return line.rows(
            self._of(PRODUCTS, ids),
            self._of(ITEMS, ids),
            self._of(LEVELS, ids, self._stock_id),
            self._standing(ids),
        )

    def _standing(self, ids: Sequence[int]) -> Stand:
        """What tells where a product stands by its dates."""
        dated = "SELECT 1 FROM setting WHERE key = ?"
        if self._connection.execute(dated, (DATED,)).fetchone() is None:
            return all_approved
        return standing(self._of(ABOVE, ids, *ids), datetime.now(UTC), _moment)

    def _of(self, query: str, ids: Sequence[int], *before: int) -> list[tuple[Any, ...]]:
        these = f"in ({', '.join('?' * len(ids))})"
        return self._connection.execute(query.format(these=these), (*before, *ids)).fetchall()

    def _option(self, key: str) -> Any:
        option = OPTIONS[key]
        stored = self._connection.execute(
            "SELECT value FROM setting WHERE key = ? AND channel_id IS NULL", (key,)
        ).fetchone()
        return option.parse(stored[0]) if stored else option.default


def _moment(stored: str) -> datetime:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)


def _pick(rows: Sequence[tuple[int, str, str]], label: str, built_in: int) -> tuple[int, str]:
    """Return (id, label) of the row so called, else of the built-in one."""
    key = key_of(label)
    named = [(id, shown) for id, shown, row_key in rows if row_key == key]
    return named[0] if named else next((id, one) for id, one, _ in rows if id == built_in)
