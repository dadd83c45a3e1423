"""Quantities in files: what lies at which source, read from CSV and written to it (spec 2.9).

An import is one deed in one transaction, undone as one.  `check_quantities` is the same
walk without the last step, so what it shows is what `import_quantities` does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from inventory_tui.domain.chunks import Progress, Stop, go_on
from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.file_form import PLAIN, FileForm
from inventory_tui.domain.file_verdicts import QuantityVerdicts
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.quantity_file import Behaviour, Mode, TakenRow
from inventory_tui.services.files.fast_reading import (
    BLOCK,
    WORTH_IT,
    FastReader,
    installed,
    splitter,
)
from inventory_tui.services.files.quantity_faults import problem_of
from inventory_tui.services.files.quantity_reading import (
    COLUMNS,
    HEADINGS,
    MORE,
    RowReader,
    Rules,
)
from inventory_tui.services.files.quantity_writing import cells_of
from inventory_tui.services.files.rejecting import OnError, Rejections, as_expected
from inventory_tui.services.files.table_writing import write_columns
from inventory_tui.services.files.tabular import Table, read_table
from inventory_tui.services.files.text_files import size_of
from inventory_tui.services.files.unit_column import UNIT, headings_for, joined
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.quantities.found_rows import FoundRows
from inventory_tui.store.quantities.quantity_deed import QuantityDeed
from inventory_tui.store.quantities.quantity_export import exported
from inventory_tui.store.quantities.quantity_rows import QuantityRows
from inventory_tui.wording import tr, trn

__all__ = [
    "COLUMNS",
    "EXPORTED",
    "Behaviour",
    "Checked",
    "Imported",
    "Mode",
    "OnError",
    "Rules",
    "TakenRow",
    "check_quantities",
    "export_quantities",
    "import_quantities",
]

EXPORTED = (*COLUMNS, *MORE)
"""What an export can write; `COLUMNS` unless told otherwise."""

_CHUNK = 20_000
_PLAIN = Rules()


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to."""

    receipt: Receipt
    rejected: tuple[Problem, ...] = ()
    """The rows left out, in the order of the file."""
    ignored: tuple[str, ...] = ()
    """Columns of the file that are not read."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What an import would do."""

    counts: dict[str, int | str]
    """created, updated, unchanged, deleted, rejected."""
    rejected: tuple[Problem, ...]
    """The wrong rows, in the order of the file."""
    rows: tuple[TakenRow, ...]
    """The first of the others: those that change something first."""
    refusal: Refused | None
    """Why the import would write nothing; None: it would go through."""
    ignored: tuple[str, ...] = ()
    verdicts: QuantityVerdicts | None = None
    """Every row, where that was asked for."""


def check_quantities(
    database: Database,
    file: str | Path,
    rules: Rules = _PLAIN,
    *,
    sample: int = 500,
    every_row: bool = False,
    standard: BinaryIO | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Checked:
    """Read a quantities file and say row by row what importing it would do.

    Args:
        file: A path, or ``-`` for standard input.
        sample: How many of the rows that are taken to return.
        every_row: Return the verdict on every row too.
        standard: What ``-`` reads, instead of the standard input.

    Raises:
        Refused: ``bad_file``: it cannot be read as a table.
        Stopped: ``stop`` said so.
    """
    with (
        _table(database, file, rules, standard) as table,
        database.read() as transaction,
    ):
        rejections = Rejections(rules.on_error, rules.allowed_errors)
        found = _read(transaction, table, rules, rejections, True, progress, stop)
        rows = QuantityRows(transaction, found, rules.behaviour, rules.mode)
        _add_faults(rows, found, rejections)
        go_on(stop)
        return Checked(
            _counts(rows, rejections),
            rejections.sorted(),
            tuple(rows.taken(sample)),
            rejections.refusal(),
            table.ignored,
            _verdicts(rows, rejections) if every_row else None,
        )


def import_quantities(
    database: Database,
    file: str | Path,
    rules: Rules = _PLAIN,
    *,
    cause: Cause,
    expected: Mapping[str, int | str] | None = None,
    standard: BinaryIO | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Imported:
    """Write what a quantities file says into the source items it names.

    Counts ``created``, ``updated``, ``unchanged``, ``deleted`` and ``rejected`` rows.

    Args:
        file: A path, or ``-`` for standard input.
        expected: The counts a check answered; where they are others now, nothing is written.
        standard: What ``-`` reads, instead of the standard input.

    Raises:
        ChangedElsewhere: The counts are not those expected.
        Refused: ``bad_file``: it cannot be read as a table; ``too_many_rejected``: more
            rows are wrong than allowed.  Nothing was written.
        Stopped: ``stop`` said so; nothing was written.

    Source: spec 2.9; *Files* in the command line's manual.
    """
    deed = Deed.QUANTITIES_IMPORTED
    with (
        _table(database, file, rules, standard) as table,
        database.write(repeatable=True) as transaction,
    ):
        rejections = Rejections(rules.on_error, rules.allowed_errors)
        found = _read(transaction, table, rules, rejections, False, progress, stop)
        operation = transaction.journal.begin(deed, cause, reason="imported")
        rows = QuantityDeed(transaction, found, rules.behaviour, rules.mode, operation)
        _add_faults(rows, found, rejections)
        if refusal := rejections.refusal():
            raise refusal
        go_on(stop)
        counts = _counts(rows, rejections)
        as_expected(counts, expected)
        changed = sum(int(counts[name]) for name in ("created", "updated", "deleted"))
        named = rows.name()
        rejected = rejections.sorted()
        if not changed and not named:
            transaction.journal.withdraw(operation)
            message = trn(
                "Nothing to do: {count:,} rows are as the file says.",
                "Nothing to do: {count:,} rows are as the file says.",
                int(counts["unchanged"]),
            )
            return Imported(Receipt(None, deed, counts, message), rejected, table.ignored)
        rows.apply()
        units = rows.units()
        summary = tr(
            "Imported {changed:,} rows, {units} units", changed=changed, units=units.signed()
        )
        if named:
            summary += tr(", {count:,} references", count=named)
        transaction.journal.finish(operation, summary=summary, units=units, counts=counts)
        go_on(stop)
        receipt = Receipt(operation, deed, counts, summary, _warnings(rows))
    return Imported(receipt, rejected, table.ignored)


def export_quantities(
    database: Database,
    file: str | Path,
    *,
    source: str | None = None,
    sku: str | None = None,
    in_stock: bool | None = None,
    at_least: Quantity | None = None,
    at_most: Quantity | None = None,
    product_ids: Sequence[int] | None = None,
    columns: Sequence[str] = COLUMNS,
    form: FileForm = PLAIN,
    standard: BinaryIO | None = None,
) -> int:
    """Write source items to a CSV file, by source code, then SKU; return how many rows.

    Args:
        file: A path, or ``-`` for standard output.
        source: Only this source code; ``*`` stands for any characters.
        sku: Only this SKU; ``*`` stands for any characters.
        product_ids: Only of these products.
        columns: Which of `EXPORTED` to write, in this order.
        form: What parts its cells and what encloses them.

    Raises:
        Refused: ``empty``: there is no such row, and no file was written; ``bad_file``: it
            cannot be written there.
    """
    with database.read(Permission.EXPORT, Permission.STOCK_VIEW) as transaction:
        if source is not None and "*" not in source:
            transaction.sources.known(source)
        found = exported(
            transaction.connection,
            source_code=source,
            sku=sku,
            in_stock=in_stock,
            at_least=at_least,
            at_most=at_most,
            product_ids=product_ids,
            more=not set(MORE).isdisjoint(columns),
        )
        with closing(found):
            first = next(found, None)
            if first is None:
                raise Refused(Kind.EMPTY, tr("No source item matches; no file was written."))
            at = [EXPORTED.index(name) for name in columns]
            cells = cells_of(chain([first], found), at)
            return write_columns(file, columns, cells, form=form, standard=standard)


def _table(
    database: Database, file: str | Path, rules: Rules, standard: BinaryIO | None
) -> Table:
    how = partial(
        read_table,
        file,
        headings_for(database, HEADINGS),
        form=rules.form,
        encoding=rules.encoding,
        standard=standard,
    )
    polars = _polars_for(size_of(file))
    return how(split=splitter(polars), block=BLOCK) if polars else how()


def _polars_for(size: int | None) -> Any | None:
    """Polars, where it is installed and a file of that size is worth loading it."""
    return installed() if size is not None and size >= WORTH_IT else None


def _verdicts(rows: QuantityRows, rejections: Rejections) -> QuantityVerdicts:
    verdicts = QuantityVerdicts(rejections.sorted())
    add = verdicts.add
    for row in rows.every():
        add(*row)
    return verdicts


def _read(
    transaction: Transaction,
    table: Table,
    rules: Rules,
    rejections: Rejections,
    checking: bool,
    progress: Progress | None,
    stop: Stop | None,
) -> FoundRows:
    """Read every row and find its product; of a check also after too many were wrong."""
    found = FoundRows(transaction)
    reader = RowReader(transaction, table, rules, rejections)
    polars = _polars_for(table.size)
    fast = FastReader(polars, reader, found) if polars else None
    untold = 0
    for chunk in map(joined, table.chunks) if UNIT in table.columns else table.chunks:
        if fast:
            fast.add(chunk)
        else:
            found.add(reader.read(chunk))
        if rejections.too_many and not checking:
            break
        untold += len(chunk.lines)
        if untold >= _CHUNK:
            untold %= _CHUNK
            if progress is not None:
                progress(table.position(), table.size or 0)
            go_on(stop)
    if fast:
        fast.flush()
    for problem in table.rejected:
        rejections.add(problem)
    found.finish(rules.mode, locking=not checking)
    return found


def _add_faults(
    rows: QuantityRows | QuantityDeed, found: FoundRows, rejections: Rejections
) -> None:
    for fault in sorted(rows.faults(), key=lambda fault: fault.line):
        rejections.add(problem_of(fault, found))


def _counts(rows: QuantityRows | QuantityDeed, rejections: Rejections) -> dict[str, int | str]:
    return {**rows.counts(), "rejected": len(rejections.problems)}


def _warnings(rows: QuantityDeed) -> tuple[str, ...]:
    units, products = rows.promised_beyond()
    if not products:
        return ()
    skus = trn("{count:,} SKU", "{count:,} SKUs", products)
    return (
        tr(
            "{units} units of {skus} are promised beyond what is there now.",
            units=units.grouped(),
            skus=skus,
        ),
    )
