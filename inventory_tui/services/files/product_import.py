"""Products from files: Magento's product CSV, added and updated in one deed (spec 2.9).

The file is read first, without holding the database; what it comes to is worked out and
written in one transaction (`services.product_merging`), recorded as one operation that
`undo` takes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from inventory_tui.domain.chunks import Progress, Stop, go_on
from inventory_tui.domain.errors import Problem, Refused
from inventory_tui.domain.file_verdicts import FileKind, ListedVerdicts, RowVerdict
from inventory_tui.domain.history import Cause
from inventory_tui.domain.quantity_file import Behaviour
from inventory_tui.services.files.exchange import Imported
from inventory_tui.services.files.product_columns import HEADINGS
from inventory_tui.services.files.product_merging import FileRead, Merge
from inventory_tui.services.files.product_reading import (
    PLAIN_RULES,
    ProductFileRow,
    ProductReader,
    ProductRules,
)
from inventory_tui.services.files.rejecting import OnError, Rejections, as_expected
from inventory_tui.services.files.tabular import Table, read_table
from inventory_tui.services.products.product_removal import NamedRows, Removal, read_names
from inventory_tui.store.database import Database

__all__ = [
    "Checked",
    "Imported",
    "OnError",
    "ProductRules",
    "check_products",
    "import_products",
]


@dataclass(frozen=True, slots=True)
class Checked:
    """What an import would do."""

    counts: dict[str, int | str]
    rejected: tuple[Problem, ...]
    """The wrong rows, in the order of the file."""
    refusal: Refused | None
    """Why the import would write nothing; None: it would go through."""
    ignored: tuple[str, ...] = ()
    verdicts: ListedVerdicts | None = None
    """Every row, where that was asked for."""


def import_products(
    database: Database,
    file: str | Path,
    rules: ProductRules = PLAIN_RULES,
    *,
    cause: Cause,
    expected: Mapping[str, int | str] | None = None,
    standard: BinaryIO | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Imported:
    """Add and update the products a file names, or delete them.

    Counts ``created``, ``updated``, ``unchanged``, ``deleted`` and ``rejected`` rows,
    ``skipped`` ones that would be new, and the ``default_rows`` new at the Default Source.

    Args:
        file: A path, or ``-`` for standard input.
        expected: The counts a check answered; where they are others now, nothing is written.
        standard: What ``-`` reads, instead of the standard input.

    Raises:
        Refused: ``bad_file``: it cannot be read as a table; ``too_many_rejected``: more
            rows are wrong than allowed.  Nothing was written.
        ChangedElsewhere: The counts are not those expected.
        Stopped: ``stop`` said so; nothing was written.

    Source: spec 2.9; *Files* in the command line's manual.
    """
    if rules.behaviour is Behaviour.DELETE:
        return _delete(database, file, rules, cause, expected, standard, stop)
    read = _read(file, rules, False, standard, progress, stop)
    if refusal := read.rejections.refusal():
        raise refusal
    with database.write(repeatable=True) as transaction:
        work = Merge(transaction, read, rules, cause)
        work.go_through(stop)
        if refusal := read.rejections.refusal():
            raise refusal
        as_expected(work.counts(), expected)
        return Imported(work.finish(), read.rejections.sorted(), read.ignored)


def check_products(
    database: Database,
    file: str | Path,
    rules: ProductRules = PLAIN_RULES,
    *,
    every_row: bool = False,
    standard: BinaryIO | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Checked:
    """Count what importing a file would do; change nothing.

    Args:
        file: A path, or ``-`` for standard input.
        every_row: Return the verdict on every row too.
        standard: What ``-`` reads, instead of the standard input.

    Raises:
        Refused: ``bad_file``: it cannot be read as a table.
        Stopped: ``stop`` said so.
    """
    if rules.behaviour is Behaviour.DELETE:
        return _check_delete(database, file, rules, every_row, standard)
    read = _read(file, rules, True, standard, progress, stop)
    with database.read() as transaction:
        taken: list[RowVerdict] | None = [] if every_row else None
        work = Merge(transaction, read, rules, None, verdicts=taken)
        work.go_through(stop)
        rejected = read.rejections.sorted()
        return Checked(
            work.counts(),
            rejected,
            read.rejections.refusal(),
            read.ignored,
            None if taken is None else ListedVerdicts(FileKind.PRODUCTS, rejected, taken),
        )


def _read(
    file: str | Path,
    rules: ProductRules,
    to_the_end: bool,
    standard: BinaryIO | None,
    progress: Progress | None,
    stop: Stop | None,
) -> FileRead:
    """Read all rows; with one more wrong than allowed, no further unless to check."""
    rejections = Rejections(rules.on_error, rules.allowed_errors)
    rows: list[ProductFileRow] = []
    with _table(file, rules, standard) as table:
        reader = ProductReader(table, rejections, rules)
        seen = 0
        for line, cells in table.rows:
            row = reader.read(line, cells)
            if row is not None:
                rows.append(row)
            while seen < len(table.rejected):
                rejections.add(table.rejected[seen])
                seen += 1
            if rejections.too_many and not to_the_end:
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


def _table(file: str | Path, rules: ProductRules, standard: BinaryIO | None) -> Table:
    return read_table(
        file, HEADINGS, form=rules.form, encoding=rules.encoding, standard=standard
    )


def _names(file: str | Path, rules: ProductRules, standard: BinaryIO | None) -> NamedRows:
    with _table(file, rules, standard) as table:
        return read_names(table, Rejections(rules.on_error, rules.allowed_errors))


def _delete(
    database: Database,
    file: str | Path,
    rules: ProductRules,
    cause: Cause,
    expected: Mapping[str, int | str] | None,
    standard: BinaryIO | None,
    stop: Stop | None,
) -> Imported:
    rows = _names(file, rules, standard)
    with database.write() as transaction:
        work = Removal(transaction, rows, force=rules.force, locking=True)
        if refusal := rows.rejections.refusal():
            raise refusal
        as_expected(work.counts(), expected)
        receipt = work.carry_out(cause, stop)
        return Imported(receipt, rows.rejections.sorted(), rows.ignored)


def _check_delete(
    database: Database,
    file: str | Path,
    rules: ProductRules,
    every_row: bool,
    standard: BinaryIO | None,
) -> Checked:
    rows = _names(file, rules, standard)
    with database.read() as transaction:
        work = Removal(transaction, rows, force=rules.force, locking=False)
        rejected = rows.rejections.sorted()
        verdicts = None
        if every_row:
            verdicts = ListedVerdicts(FileKind.PRODUCTS, rejected, list(work.verdicts()))
        refusal = rows.rejections.refusal()
        return Checked(work.counts(), rejected, refusal, rows.ignored, verdicts)
