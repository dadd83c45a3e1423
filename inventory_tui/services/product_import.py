"""Products from files: Magento's product CSV, added and updated in one deed (spec 2.9).

The file is read first, without holding the database; what it comes to is worked out and
written in one transaction (`services.product_merging`), recorded as one operation that
`undo` takes back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from inventory_tui.domain.errors import Problem, Refused
from inventory_tui.domain.history import Cause
from inventory_tui.services.exchange import Imported
from inventory_tui.services.product_merging import FileRead, Merge, Stop, go_on
from inventory_tui.services.product_reading import (
    COLUMNS,
    REQUIRED,
    ProductFileRow,
    ProductReader,
    ProductRules,
)
from inventory_tui.services.rejecting import OnError, Rejections
from inventory_tui.services.tabular import read_table
from inventory_tui.store.database import Database

__all__ = [
    "COLUMNS",
    "Checked",
    "Imported",
    "OnError",
    "ProductRules",
    "check_products",
    "import_products",
]

_PLAIN = ProductRules()

Progress = Callable[[int, int], None]
"""Bytes read, bytes of the file (0: not known)."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What an import would do."""

    counts: dict[str, int | str]
    rejected: tuple[Problem, ...]
    """The wrong rows, in the order of the file."""
    refusal: Refused | None
    """Why the import would write nothing; None: it would go through."""
    ignored: tuple[str, ...] = ()


def import_products(
    database: Database,
    file: str | Path,
    rules: ProductRules = _PLAIN,
    *,
    cause: Cause,
    standard: BinaryIO | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Imported:
    """Add and update the products a file names.

    Counts ``created``, ``updated``, ``unchanged``, ``deleted`` (0) and ``rejected`` rows,
    ``skipped`` ones that would be new, and the ``default_rows`` new at the Default Source.

    Args:
        file: A path, or ``-`` for standard input.
        standard: What ``-`` reads, instead of the standard input.

    Raises:
        Refused: ``bad_file``: it cannot be read as a table; ``too_many_rejected``: more
            rows are wrong than allowed.  Nothing was written.
        Stopped: ``stop`` said so; nothing was written.

    Source: spec 2.9; *Files* in the command line's manual.
    """
    read = _read(file, rules, standard, progress, stop)
    if refusal := read.rejections.refusal():
        raise refusal
    with database.write(repeatable=True) as transaction:
        work = Merge(transaction, read, rules, cause)
        work.go_through(stop)
        if refusal := read.rejections.refusal():
            raise refusal
        return Imported(work.finish(), read.rejections.sorted(), read.ignored)


def check_products(
    database: Database,
    file: str | Path,
    rules: ProductRules = _PLAIN,
    *,
    standard: BinaryIO | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Checked:
    """Count what importing a file would do; change nothing.

    Raises:
        Refused: ``bad_file``: it cannot be read as a table.
        Stopped: ``stop`` said so.
    """
    read = _read(file, rules, standard, progress, stop)
    with database.read() as transaction:
        work = Merge(transaction, read, rules, None)
        work.go_through(stop)
        return Checked(
            work.counts(), read.rejections.sorted(), read.rejections.refusal(), read.ignored
        )


def _read(
    file: str | Path,
    rules: ProductRules,
    standard: BinaryIO | None,
    progress: Progress | None,
    stop: Stop | None,
) -> FileRead:
    """Read all rows; with one more wrong than allowed, no further."""
    rejections = Rejections(rules.on_error, rules.allowed_errors)
    rows: list[ProductFileRow] = []
    with read_table(
        file, required=REQUIRED, known=COLUMNS, encoding=rules.encoding, standard=standard
    ) as table:
        reader = ProductReader(table, rejections)
        seen = 0
        for line, cells in table.rows:
            row = reader.read(line, cells)
            if row is not None:
                rows.append(row)
            while seen < len(table.rejected):
                rejections.add(table.rejected[seen])
                seen += 1
            if rejections.too_many:
                break
            if not line & 0xFFF:
                go_on(stop)
                if progress is not None:
                    progress(table.position(), table.size or 0)
        for problem in table.rejected[seen:]:
            rejections.add(problem)
        if progress is not None:
            progress(table.position(), table.size or 0)
    return FileRead(rows, rejections, table.ignored, reader.of_store_views)
