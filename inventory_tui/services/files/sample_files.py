"""Sample files to fill in, and the names files get when nobody gave them one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from inventory_tui.domain.file_form import PLAIN, FileForm
from inventory_tui.domain.file_verdicts import FileKind
from inventory_tui.services.files.table_writing import write_table
from inventory_tui.services.files.text_files import path_of

_SAMPLES: dict[FileKind, tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]] = {
    FileKind.QUANTITIES: (
        ("source_code", "sku", "status", "quantity"),
        (
            ("default", "24-MB01", "1", "100"),
            ("default", "24-MB04", "1", "12.5"),
            ("default", "MH01-XS", "0", "0"),
        ),
    ),
    FileKind.PRODUCTS: (
        (
            "sku",
            "product_type",
            "name",
            "price",
            "product_online",
            "qty",
            "is_in_stock",
            "is_qty_decimal",
            "configurable_variations",
        ),
        (
            ("24-MB01", "simple", "Joust Duffle Bag", "34", "1", "100", "1", "0", ""),
            ("24-MB04", "simple", "Strap by the metre", "4.95", "1", "12.5", "1", "1", ""),
            ("MH01-XS", "simple", "Hoodie XS", "52", "1", "7", "1", "0", ""),
            ("MH01", "configurable", "Hoodie", "52", "1", "", "1", "", "sku=MH01-XS,size=XS"),
        ),
    ),
    FileKind.ORDERS: (
        ("order", "channel", "sku", "quantity"),
        (
            ("000000001", "base", "24-MB01", "2"),
            ("000000001", "base", "24-MB04", "1.5"),
            ("000000002", "base", "24-MB01", "1"),
        ),
    ),
}

_NAMES = {
    FileKind.QUANTITIES: "stock_sources",
    FileKind.PRODUCTS: "products",
    FileKind.ORDERS: "orders",
}


def write_sample(
    file: str | Path,
    kind: FileKind,
    *,
    form: FileForm = PLAIN,
    standard: BinaryIO | None = None,
) -> int:
    """Write a file with a heading and a few rows of a kind; return how many rows.

    Raises:
        Refused: ``bad_file``: it cannot be written there.
    """
    columns, rows = _SAMPLES[kind]
    return write_table(file, columns, rows, form=form, standard=standard)


def default_name(kind: FileKind, at: datetime) -> str:
    """The name an export gets: ``stock_sources_20261120_104100.csv``."""
    return f"{_NAMES[kind]}_{at:%Y%m%d_%H%M%S}.csv"


def in_place_of(file: str, kind: FileKind, at: datetime) -> str:
    """Return ``file``, or where it names a directory the default name in it."""
    if file and file != "-" and path_of(file).is_dir():
        return str(Path(file) / default_name(kind, at))
    return file or default_name(kind, at)
