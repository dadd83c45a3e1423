"""What a stock can sell of products, into a file: one row a product."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.file_form import PLAIN, FileForm
from inventory_tui.domain.permissions import Permission
from inventory_tui.services.files.table_writing import guarded, write_table
from inventory_tui.services.products.salability import statuses_of
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr

COLUMNS = ("stock", "sku", "type", "salable", "is_salable")

_AT_ONCE = 5_000


def export_salable(
    database: Database,
    file: str | Path,
    product_ids: Sequence[int],
    *,
    stock: str | int,
    columns: Sequence[str] = COLUMNS,
    form: FileForm = PLAIN,
    standard: BinaryIO | None = None,
) -> int:
    """Write what a stock can sell of these products, in their order; return how many rows.

    The salable quantity has four decimals; it is 0 of a composite and empty where stock is
    not managed.

    Args:
        stock: Its name, or its id.

    Raises:
        Refused: There is no such stock, none of the products is there, or the file cannot
            be written.
    """
    with database.read(Permission.EXPORT, whole=True) as transaction:
        known = transaction.stocks
        of = known.known(stock) if isinstance(stock, str) else known.get(stock)
        if not len(product_ids):
            raise Refused(Kind.EMPTY, tr("No product matches; no file was written."))
        at = [COLUMNS.index(name) for name in columns]
        rows = _rows(transaction, product_ids, of.id, of.name)
        cells = ([row[place] for place in at] for row in rows)
        return write_table(file, columns, cells, form=form, standard=standard)


def _rows(
    transaction: Transaction, ids: Sequence[int], stock_id: int, stock: str
) -> Iterator[list[str]]:
    for some in chunks(ids, _AT_ONCE):
        found = statuses_of(transaction, some, stock_id)
        for id in some:
            if (status := found.get(id)) is not None:
                yield [
                    guarded(stock),
                    guarded(status.sku),
                    status.type.value,
                    "" if status.salable is None else status.salable.in_files(),
                    "1" if status.is_salable else "0",
                ]
