"""Products into files: the columns our own import reads back, with every per-product option.

Settings stand as in Magento's product CSV: the value in force, and beside it the
``use_config_…`` column that says whether it is inherited (spec 2.9).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from inventory_tui.domain import composition_text
from inventory_tui.domain.chunks import Progress, Stop, chunks
from inventory_tui.domain.composite import NOTHING, Composition
from inventory_tui.domain.errors import Kind, Refused, Stopped
from inventory_tui.domain.fields import show_yes_no
from inventory_tui.domain.file_form import PLAIN, FileForm
from inventory_tui.domain.options import OPTIONS
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.product import Backorders, Product
from inventory_tui.domain.product_life import local_text
from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.domain.product_status import ProductStatus
from inventory_tui.domain.source import DEFAULT_SOURCE_ID, SourceItem
from inventory_tui.services.files.product_columns import (
    BESIDE,
    DATED,
    DEFERRED,
    ENDING,
    SETTINGS,
)
from inventory_tui.services.files.table_writing import guarded, write_table
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.products.lives import some_are_dated
from inventory_tui.store.products.product_list import ProductList
from inventory_tui.store.products.product_options import Stored
from inventory_tui.store.products.successions import NONE, Succession, successions
from inventory_tui.wording import tr

__all__ = ["ALL_COLUMNS", "COLUMNS", "export_products"]

_AT_ONCE = 1_000
_BACKORDERS = {Backorders.NO: "0", Backorders.YES: "1", Backorders.NOTIFY: "2"}
_COMPOSITION = (
    composition_text.VARIATIONS,
    composition_text.MEMBERS,
    composition_text.SELECTIONS,
    composition_text.SHIPMENT,
)


@dataclass(frozen=True, slots=True)
class _Shown:
    """One product with what stands in its row."""

    product: Product
    item: SourceItem | None
    """Its row at the Default Source."""
    composition: Composition
    inherited: Mapping[str, Any]
    beside: Stored
    ends: Succession
    zone: tzinfo

    def setting(self, key: str) -> str:
        """The value in force of a setting, as files have it."""
        value = self.product.own.get(key, self.inherited[key])
        if isinstance(value, Backorders):
            return _BACKORDERS[value]
        return _flag(value) if isinstance(value, bool) else OPTIONS[key].show(value)

    def in_stock(self) -> str:
        """The status of its row, or its own flag."""
        if not self.product.type.has_source_items:
            return _flag(self.product.parent_in_stock)
        return "" if self.item is None else _flag(self.item.in_stock)

    def life(self, field: str) -> str:
        """A field of its life, as people type it."""
        product = self.product
        match field:
            case "draft":
                return show_yes_no(product.status is ProductStatus.DRAFT)
            case "never_expire":
                return show_yes_no(product.expires_at is None)
            case "display":
                return local_text(product.display_at, self.zone)
        return local_text(product.expires_at, self.zone)

    def end(self, field: str) -> str:
        """A field of its end."""
        if field == "discontinued":
            return show_yes_no(self.ends.discontinued)
        return self.ends.replacement if field == "replacement" else self.ends.discontinued_on

    def made_of(self, column: str) -> str:
        """What it is made of, in the column of its type."""
        kind = self.product.type
        if self.composition == NOTHING and not kind.has_source_items:
            return ""
        return composition_text.columns_of(kind, self.composition).get(column, "")


_Cell = Callable[[_Shown], str]


def _flag(value: bool) -> str:
    return "1" if value else "0"


def _setting(key: str) -> _Cell:
    return lambda shown: shown.setting(key)


def _inherits(key: str) -> _Cell:
    return lambda shown: _flag(key not in shown.product.own)


def _made_of(column: str) -> _Cell:
    return lambda shown: guarded(shown.made_of(column))


def _life(field: str) -> _Cell:
    return lambda shown: shown.life(field)


def _end(field: str) -> _Cell:
    return lambda shown: guarded(shown.end(field))


def _beside(key: str) -> _Cell:
    return lambda shown: guarded(shown.beside.get((key, None), ""))


_CELLS: dict[str, _Cell] = {
    "sku": lambda shown: guarded(shown.product.sku),
    "attribute_set_code": lambda shown: guarded(shown.product.attribute_set),
    "product_type": lambda shown: shown.product.type.value,
    "product_websites": lambda shown: guarded(shown.product.websites),
    "name": lambda shown: guarded(shown.product.name),
    "weight": lambda shown: shown.product.weight,
    "product_online": lambda shown: "1" if shown.product.enabled else "2",
    "visibility": lambda shown: guarded(shown.product.visibility),
    "price": lambda shown: shown.product.price,
    "qty": lambda shown: "" if shown.item is None else str(shown.item.quantity),
    "is_in_stock": _Shown.in_stock,
    "is_qty_decimal": _setting("decimals"),
    "is_decimal_divided": _setting("multiple_boxes"),
}
for _column, (_its_flag, _key) in SETTINGS.items():
    _CELLS[_column] = _setting(_key)
    _CELLS[_its_flag] = _inherits(_key)
_CELLS |= dict(zip(DEFERRED, (lambda _: "0", lambda _: "1"), strict=True))
_CELLS |= {column: _made_of(column) for column in _COMPOSITION}

COLUMNS = tuple(_CELLS)
"""The columns of a file, in their order."""
_CELLS |= {key: _beside(key) for key in BESIDE}
_CELLS |= {field: _life(field) for field in DATED}
_CELLS |= {field: _end(field) for field in ENDING}

ALL_COLUMNS = tuple(_CELLS)
"""The same, and those that follow where some product has what they say: settings `BESIDE` the
others, dates (`DATED`), an end (`ENDING`)."""


def export_products(
    database: Database,
    file: str | Path,
    *,
    query: ProductQuery | None = None,
    product_ids: Sequence[int] | None = None,
    columns: Sequence[str] = COLUMNS,
    form: FileForm = PLAIN,
    standard: BinaryIO | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> int:
    """Write products to a CSV file that `product_import` reads back; return how many.

    Args:
        file: A path, or ``-`` for standard output.
        query: Which products, in its order; without it all by SKU.
        product_ids: These products instead.
        columns: Which of `ALL_COLUMNS` to write, in this order.
        form: What parts its cells and what encloses them.

    Raises:
        Refused: ``empty``: there is no such product, and no file was written; ``bad_file``:
            it cannot be written there.
        BadFilter: The filter cannot be read; it says where and why.
        Stopped: ``stop`` said so; no file was written.

    Source: spec 2.9.
    """
    with database.read(Permission.EXPORT, Permission.PRODUCT_VIEW) as transaction:
        ids: Sequence[int]
        if product_ids is not None:
            ids = product_ids
        else:
            ids = ProductList(
                transaction.connection, transaction.options, query or ProductQuery()
            ).ids()
        if not len(ids):
            raise Refused(Kind.EMPTY, tr("No product matches; no file was written."))
        if columns is COLUMNS:
            beside = (*BESIDE, *ENDING) if transaction.product_options.any else ()
            dated = DATED if some_are_dated(transaction.options) else ()
            columns = (*COLUMNS, *beside, *dated)
        cells = [_CELLS[column] for column in columns]
        rows = (
            [cell(shown) for cell in cells]
            for shown in _every(transaction, ids, progress, stop)
        )
        return write_table(file, columns, rows, form=form, standard=standard)


def _every(
    transaction: Transaction,
    ids: Sequence[int],
    progress: Progress | None,
    stop: Stop | None,
) -> Iterator[_Shown]:
    inherited = transaction.products.inherited()
    zone = ZoneInfo(str(transaction.options.value("time_zone")))
    done = 0
    for some in chunks(ids, _AT_ONCE):
        if stop is not None and stop():
            raise Stopped(tr("Stopped; no file was written."))
        products = transaction.products.by_ids(some)
        items = transaction.source_items.of_products(some, [DEFAULT_SOURCE_ID])
        made_of = transaction.parts.of(
            id for id, product in products.items() if not product.type.has_source_items
        )
        beside = transaction.product_options.of(some)
        ends = successions(transaction.connection, beside)
        for id in some:
            if (product := products.get(id)) is not None:
                yield _Shown(
                    product,
                    items.get((id, DEFAULT_SOURCE_ID)),
                    made_of.get(id, NOTHING),
                    inherited,
                    beside.get(id, {}),
                    ends.get(id, NONE),
                    zone,
                )
        done += len(some)
        if progress is not None:
            progress(done, len(ids))
