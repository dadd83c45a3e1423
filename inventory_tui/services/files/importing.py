"""Any file at all: looked at, told row by row, imported; whatever it is about.

The three imports (quantities, products, orders) keep their own rules; here they answer to
one request and one kind of answer, for people who choose a file before they say what it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from inventory_tui.domain.chunks import Progress, Stop
from inventory_tui.domain.errors import ChangedElsewhere, Refused
from inventory_tui.domain.file_verdicts import FileKind, Verdicts
from inventory_tui.domain.history import Cause, Receipt
from inventory_tui.domain.quantity_file import Behaviour, Mode
from inventory_tui.services.files import exchange, product_import
from inventory_tui.services.files.exchange import Rules, check_quantities, import_quantities
from inventory_tui.services.files.product_import import (
    ProductRules,
    check_products,
    import_products,
)
from inventory_tui.services.files.recognising import Recognised, recognise
from inventory_tui.services.files.rejecting import ALLOWED_ERRORS, OnError
from inventory_tui.services.orders.order_import import import_file
from inventory_tui.services.orders.order_verdicts import check_orders
from inventory_tui.store.database import Database
from inventory_tui.wording import tr

__all__ = [
    "ALLOWED_ERRORS",
    "Behaviour",
    "Examined",
    "FileKind",
    "ImportRequest",
    "Mode",
    "OnError",
    "carry_out",
    "examine",
]


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """Which file, and how it is to be taken."""

    file: str
    behaviour: Behaviour = Behaviour.APPEND
    """Of quantities; of products append or delete."""
    mode: Mode = Mode.SET
    """Of quantities."""
    update_only: bool = False
    """Of products."""
    on_error: OnError = OnError.STOP
    allowed_errors: int | None = None
    separator: str | None = None
    """None: what the file seems to have; ``enclosure`` and ``encoding`` likewise."""
    enclosure: str | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Examined:
    """What importing a file would do."""

    request: ImportRequest
    recognised: Recognised
    counts: dict[str, int | str]
    verdicts: Verdicts
    refusal: Refused | None = None
    """Why nothing would be written; None: it would go through."""
    ignored: tuple[str, ...] = ()

    @property
    def kind(self) -> FileKind:
        """What it is about."""
        return self.recognised.kind

    @property
    def written(self) -> int:
        """How many rows (of orders: orders) the import would write something for."""
        names = ("created", "updated", "deleted", "placed")
        return sum(int(self.counts.get(name, 0)) for name in names)


def examine(
    database: Database,
    request: ImportRequest,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Examined:
    """Find out what a file is and say row by row what importing it would do.

    Args:
        progress: Is told how many bytes (of orders: orders) of how many were looked at.

    Raises:
        Refused: ``bad_file``: it cannot be read as a table.
        Stopped: ``stop`` said so.
    """
    seen = recognise(
        database,
        request.file,
        separator=request.separator,
        enclosure=request.enclosure,
        encoding=request.encoding,
    )
    found: exchange.Checked | product_import.Checked
    match seen.kind:
        case FileKind.QUANTITIES:
            found = check_quantities(
                database,
                request.file,
                _quantity_rules(request, seen),
                sample=0,
                every_row=True,
                progress=progress,
                stop=stop,
            )
        case FileKind.PRODUCTS:
            found = check_products(
                database,
                request.file,
                _product_rules(request, seen),
                every_row=True,
                progress=progress,
                stop=stop,
            )
        case FileKind.ORDERS:
            orders = check_orders(
                database,
                request.file,
                encoding=seen.encoding,
                form=seen.form,
                progress=progress,
                stop=stop,
            )
            return Examined(request, seen, orders.counts, orders.verdicts, None, orders.ignored)
    assert found.verdicts is not None
    return Examined(request, seen, found.counts, found.verdicts, found.refusal, found.ignored)


def carry_out(
    database: Database,
    examined: Examined,
    *,
    cause: Cause,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Receipt:
    """Import a file that was examined, if it still comes to the same.

    Orders are the exception: each is placed or refused as it is then.

    Raises:
        Refused: ``bad_file``, ``too_many_rejected``; nothing was written.
        ChangedElsewhere: It comes to something else now; nothing was written.
        Stopped: ``stop`` said so; nothing was written, of orders those placed before stay.
    """
    request, seen = examined.request, examined.recognised
    again = recognise(
        database,
        request.file,
        separator=request.separator,
        enclosure=request.enclosure,
        encoding=request.encoding,
    )
    if again != seen:
        raise ChangedElsewhere(
            tr(
                "The file is another since it was checked. Nothing was changed; look at "
                "the new verdicts."
            )
        )
    match seen.kind:
        case FileKind.QUANTITIES:
            return import_quantities(
                database,
                request.file,
                _quantity_rules(request, seen),
                cause=cause,
                expected=examined.counts,
                progress=progress,
                stop=stop,
            ).receipt
        case FileKind.PRODUCTS:
            return import_products(
                database,
                request.file,
                _product_rules(request, seen),
                cause=cause,
                expected=examined.counts,
                progress=progress,
                stop=stop,
            ).receipt
        case FileKind.ORDERS:
            return import_file(
                database,
                request.file,
                cause=cause,
                encoding=seen.encoding,
                form=seen.form,
                progress=progress,
                stop=stop,
            ).receipt


def _quantity_rules(request: ImportRequest, seen: Recognised) -> Rules:
    return Rules(
        request.behaviour,
        request.mode,
        request.on_error,
        request.allowed_errors,
        seen.encoding,
        seen.form,
    )


def _product_rules(request: ImportRequest, seen: Recognised) -> ProductRules:
    return ProductRules(
        behaviour=request.behaviour,
        update_only=request.update_only,
        on_error=request.on_error,
        allowed_errors=request.allowed_errors,
        encoding=seen.encoding,
        form=seen.form,
    )
