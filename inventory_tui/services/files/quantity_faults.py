"""What is wrong with rows of a quantities file that read well, in words."""

from __future__ import annotations

from inventory_tui.domain.errors import Kind, Problem
from inventory_tui.domain.file_verdicts import FileProblem
from inventory_tui.domain.labels import visible
from inventory_tui.domain.quantity import ONE, ZERO
from inventory_tui.domain.quantity_file import Fault, FaultyRow
from inventory_tui.store.quantities.found_rows import FoundRows
from inventory_tui.wording import tr


def problem_of(row: FaultyRow, rows: FoundRows) -> Problem:
    """Say what is wrong with a row that reads well."""
    sku = visible(row.sku)
    match row.fault:
        case Fault.UNKNOWN:
            field = "sku"
            kind, message = rows.unknown(row.sku)
        case Fault.COMPOSITE:
            kind, field = Kind.TYPE_HAS_NO_SOURCE_ITEMS, "sku"
            message = tr(
                "{sku} is made of other products; it has no quantities of its own.", sku=sku
            )
        case Fault.REPEATED:
            kind, field = Kind.DUPLICATE_ROW, "sku"
            message = tr(
                "{sku} at {source} stands on row {first_line} already.",
                sku=sku,
                source=row.source,
                first_line=row.first_line,
            )
        case Fault.FRACTION:
            kind, field = Kind.QTY_DECIMAL, "quantity"
            message = rows.too_fine(row.sku, row.amount)
        case Fault.BELOW_ZERO:
            kind, field = Kind.NOT_ENOUGH_IN_SOURCE, "quantity"
            message = tr(
                "{source} holds {quantity} of {sku}; {amount} cannot be taken away.",
                source=row.source,
                quantity=row.before or ZERO,
                sku=sku,
                amount=-row.amount,
            )
        case Fault.UNSOUND:
            kind, field = Kind.NOT_ENOUGH_IN_SOURCE, "quantity"
            said = {"count": row.unsound, "sku": sku, "source": row.source}
            message = (
                tr(
                    "{count} of {sku} at {source} is damaged or in quality check; "
                    "fewer cannot lie there.",
                    **said,
                )
                if row.unsound == ONE
                else tr(
                    "{count} of {sku} at {source} are damaged or in quality check; "
                    "fewer cannot lie there.",
                    **said,
                )
            )
        case Fault.SAFETY_FRACTION:
            kind, field = Kind.QTY_DECIMAL, "safety"
            message = rows.safety_too_fine(row.sku)
        case Fault.REFERENCED_TWICE:
            kind, field = Kind.NOT_UNIQUE, "erc"
            message = tr(
                "the erc of {sku} at {source} stands on row {first_line} already.",
                sku=sku,
                source=row.source,
                first_line=row.first_line,
            )
        case Fault.SHIPS_TOGETHER:
            kind, field = Kind.SOURCE_NOT_SHARED_BY_BUNDLE_SELECTIONS, "source_code"
            message = tr(
                "a bundle with {sku} is shipped together, from another source.", sku=sku
            )
        case Fault.TOO_MUCH:
            kind, field = Kind.VALIDATION_FAILED, "quantity"
            message = tr(
                "{sku} at {source} would be more than a source can hold.",
                sku=sku,
                source=row.source,
            )
    return FileProblem(
        kind,
        tr("Row {line}: {problem}", line=row.line, problem=message),
        field,
        row.sku,
        row=row.line,
        source=row.source,
        given=str(row.amount) if field == "quantity" else "",
    )
