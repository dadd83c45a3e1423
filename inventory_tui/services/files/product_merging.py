"""The rows of a product file against what is stored: worked out, then written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inventory_tui.domain.aside import NOTHING_ASIDE, Aside
from inventory_tui.domain.chunks import Stop, chunks, go_on
from inventory_tui.domain.composition_text import text_of_parts
from inventory_tui.domain.errors import InvalidInput, Kind
from inventory_tui.domain.file_verdicts import RowResult, RowVerdict
from inventory_tui.domain.history import Cause, Receipt
from inventory_tui.domain.options import APART
from inventory_tui.domain.product import Product, ProductType, places_of, too_fine
from inventory_tui.domain.product_form import check_amounts
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.source import DEFAULT_SOURCE_CODE, DEFAULT_SOURCE_ID, SourceItem
from inventory_tui.domain.unit import MIRRORED
from inventory_tui.services.files.product_cells import WrongCell
from inventory_tui.services.files.product_endings import Endings, in_turn
from inventory_tui.services.files.product_gtins import FileGtins
from inventory_tui.services.files.product_meanings import Meanings
from inventory_tui.services.files.product_reading import ProductFileRow, ProductRules
from inventory_tui.services.files.product_verdicts import changed_words, new_words
from inventory_tui.services.files.product_writing import Work, Writing
from inventory_tui.services.files.rejecting import Rejections
from inventory_tui.services.products import own_options
from inventory_tui.services.products.composing import PARTS
from inventory_tui.services.products.product_composing import FileParts
from inventory_tui.services.products.product_differences import (
    affects_salable,
    before_of,
    item_change,
)
from inventory_tui.services.quantities.aside_run import problem_of_unsound
from inventory_tui.store.database import Transaction
from inventory_tui.store.products.chosen import choose
from inventory_tui.wording import tr, trn

_CHUNK = 10_000


@dataclass(slots=True)
class FileRead:
    """What a file says, and what is wrong with it."""

    rows: list[ProductFileRow]
    rejections: Rejections
    ignored: tuple[str, ...]
    of_store_views: int


class Merge:
    """Works through the rows of one file inside its transaction."""

    def __init__(
        self,
        transaction: Transaction,
        file: FileRead,
        rules: ProductRules,
        cause: Cause | None,
        verdicts: list[RowVerdict] | None = None,
    ) -> None:
        """Prepare; without a cause nothing is written.

        Args:
            verdicts: Gets a verdict on each row that is taken.
        """
        self._verdicts = verdicts
        self._transaction = transaction
        self._file = file
        self._rules = rules
        self._writing = None if cause is None else Writing(transaction, cause)
        self._inherited = transaction.products.inherited()
        self._meanings = Meanings(transaction)
        self._counts = dict.fromkeys(
            ("created", "updated", "unchanged", "skipped", "default_rows"), 0
        )
        self._parts = FileParts(transaction)
        self._endings = Endings(transaction, writes=cause is not None)
        self._gtins = FileGtins(transaction)
        self._asides: dict[tuple[int, int], Aside] = {}

    def go_through(self, stop: Stop | None) -> None:
        """Work out every row and, with a cause, write it."""
        ids = self._transaction.products.ids_by_keys(row.key for row in self._file.rows)
        if self._writing is not None and ids:
            scope = choose(self._transaction.connection, sorted(ids.values()), name="imported")
            self._transaction.lock_products(scope)
        for every in in_turn(self._file.rows, ids):
            simple = (row for row in every if row.parts is None)
            composed = (row for row in every if row.parts is not None)
            for rows in (*chunks(simple, _CHUNK), *chunks(composed, _CHUNK)):
                go_on(stop)
                work = self._work_out(rows, ids)
                if self._writing is not None:
                    if self._file.rejections.too_many:
                        return
                    self._writing.write(work, ids)
        if self._verdicts:
            self._verdicts.sort(key=lambda verdict: verdict.line)
        go_on(stop)

    def counts(self) -> dict[str, int | str]:
        """What it came to."""
        counts: dict[str, int | str] = {
            name: self._counts[name] for name in ("created", "updated", "unchanged")
        }
        counts |= {"deleted": 0, "rejected": len(self._file.rejections.problems)}
        if self._rules.update_only:
            counts["skipped"] = self._counts["skipped"]
        counts["default_rows"] = self._counts["default_rows"]
        return counts

    def finish(self) -> Receipt:
        """Close the entry in the history and return the receipt."""
        assert self._writing is not None
        return self._writing.finish(self.counts(), self._warnings())

    def _warnings(self) -> tuple[str, ...]:
        warnings = []
        if skipped := self._counts["skipped"]:
            warnings.append(
                trn(
                    "{count:,} rows name no product that is there; left out.",
                    "{count:,} rows name no product that is there; left out.",
                    skipped,
                )
            )
        if views := self._file.of_store_views:
            warnings.append(
                trn(
                    "{count:,} rows only hold texts of a store view; left out.",
                    "{count:,} rows only hold texts of a store view; left out.",
                    views,
                )
            )
        return tuple(warnings)

    def _work_out(self, rows: Sequence[ProductFileRow], ids: dict[str, int]) -> Work:
        known = [ids[row.key] for row in rows if row.key in ids]
        products = self._transaction.products.by_ids(known)
        self._gtins.look_up(rows)
        if any(
            not (APART.isdisjoint(row.shared) and APART.isdisjoint(row.named)) for row in rows
        ):
            stored = self._transaction.product_options.of(known)
            for id, texts in stored.items():
                own = products[id].own | own_options.own_values(texts)
                products[id] = replace(products[id], own=own)
        items: dict[tuple[int, int], SourceItem] = {}
        if any(row.quantity is not None or row.in_stock is not None for row in rows):
            items = self._transaction.source_items.of_products(known, [DEFAULT_SOURCE_ID])
            set_asides = self._transaction.levels.set_asides
            self._asides = set_asides.of(known, [DEFAULT_SOURCE_ID])
        work = Work()
        self._look_up_parts(rows, ids, known, items)
        self._endings.look_up(rows, ids)
        claimed = self._transaction.units.claimed(
            {row.key for row in rows if row.key not in ids}
        )
        for row in rows:
            product = products.get(ids.get(row.key, 0))
            try:
                if product is not None:
                    item = items.get((product.id, DEFAULT_SOURCE_ID))
                    self._update(row, product, item, work)
                elif self._rules.update_only:
                    self._counts["skipped"] += 1
                    self._note(row, RowResult.LEFT_OUT, tr("not there"))
                elif row.key in claimed:
                    refused = self._transaction.products.missing(row.sku)
                    raise WrongCell("sku", str(refused), refused.kind)
                else:
                    self._create(row, work)
            except WrongCell as wrong:
                self._file.rejections.add(wrong.problem(row.line, row.sku))
        return work

    def _look_up_parts(
        self,
        rows: Sequence[ProductFileRow],
        ids: dict[str, int],
        known: Sequence[int],
        items: dict[tuple[int, int], SourceItem],
    ) -> None:
        if rows and rows[0].parts is not None:
            self._parts.look_up(rows, known)
            return
        fresh = [
            id
            for row in rows
            if row.quantity is not None
            and (id := ids.get(row.key, 0))
            and (id, DEFAULT_SOURCE_ID) not in items
        ]
        if fresh:
            self._parts.look_for_bundles(fresh)

    def _create(self, row: ProductFileRow, work: Work) -> None:
        values = {"name": row.sku, **self._meanings.of_row(row), "sku": row.sku}
        self._check_amounts(values)
        self._gtins.check(row, None, values)
        kind = values.get("type", ProductType.SIMPLE)
        if kind.has_source_items:
            self._check_fraction(row.quantity, decimals=bool(values.get("decimals")))
            self._counts["default_rows"] += 1
        elif row.in_stock is not None:
            values["parent_in_stock"] = row.in_stock
        if row.parts is not None:
            made_of = self._parts.of_row(row, kind, None)[1]
            values["ship_together"] = made_of.ship_together
            work.composed.append((row, made_of))
        if row.ends:
            work.will_end(row.key, *self._endings.of_row(row, None))
        if self._writing is None:
            self._parts.will_be_new(row, values)
            self._endings.will_be_new(row)
        self._gtins.give(row, None, values)
        work.created.append((row, values))
        self._counts["created"] += 1
        self._note(row, RowResult.NEW, tr("new"), new_words(values, row.quantity))

    def _update(
        self, row: ProductFileRow, product: Product, item: SourceItem | None, work: Work
    ) -> None:
        values = self._meanings.of_row(row, product)
        kind, own = values.get("type", product.type), product.type.has_source_items
        if kind is not product.type and not (own and kind.has_source_items):
            message = tr("{sku} is {type} and stays so.", sku=product.sku, type=product.type)
            raise WrongCell("product_type", message, Kind.LOCKED_FIELD)
        if not own and row.in_stock is not None:
            values["parent_in_stock"] = row.in_stock
        changed = {
            key: value
            for key, value in values.items()
            if value != (before := before_of(product, key))
            and not self._meanings.same(key, value, before)
        }
        if product.precision is not None:
            _refuse_mirrored(changed)
        if "min_cart_qty" in changed or "max_cart_qty" in changed:
            self._check_amounts({**product.own, **changed})
        self._gtins.check(row, product, changed)
        if row.parts is not None:
            changed |= self._composed(row, kind, product, work)
        if row.ends:
            changed |= work.will_end(row.key, *self._endings.of_row(row, product))
        moved = self._moved(row, product, item, changed) if own else None
        if moved is not None:
            work.items.append(moved)
        if changed:
            self._gtins.give(row, product, changed)
            work.updated.append((product, changed))
            if any(affects_salable(key) for key in changed):
                work.set_anew.append(product.id)
        self._counts["updated" if changed or moved else "unchanged"] += 1
        if changed or moved:
            self._note(row, RowResult.CHANGED, tr("changed"), changed_words(changed, moved))
        else:
            self._note(row, RowResult.SAME, tr("the same"))

    def _composed(
        self, row: ProductFileRow, kind: ProductType, product: Product, work: Work
    ) -> dict[str, Any]:
        """What changes of what a product is made of."""
        changed: dict[str, Any] = {}
        was, made_of = self._parts.of_row(row, kind, product)
        if made_of.ship_together != was.ship_together:
            changed["ship_together"] = made_of.ship_together
        if (made_of.parts, made_of.options) != (was.parts, was.options):
            work.composed.append((row, made_of))
            changed[PARTS] = text_of_parts(kind, made_of)
            work.composed_before[product.id] = text_of_parts(kind, was)
        return changed

    def _note(
        self, row: ProductFileRow, result: RowResult, said: str, change: str = ""
    ) -> None:
        """Tell what becomes of a row, where that was asked for."""
        if self._verdicts is not None:
            self._verdicts.append(RowVerdict(row.line, "", row.sku, change, result, said))

    def _moved(
        self,
        row: ProductFileRow,
        product: Product,
        item: SourceItem | None,
        changed: dict[str, Any],
    ) -> tuple[Any, ...] | None:
        """The change of the row at the Default Source, None where there is none."""
        if item is None:
            if row.quantity is None:
                return None  # an existing product gets no row unasked
            before: tuple[int | None, bool | None, int | None] = (None, None, None)
            after: tuple[int, bool, int | None] = (
                row.quantity.parts,
                row.in_stock is not False,
                None,
            )
            self._parts.new_default_row(product)
            self._counts["default_rows"] += 1
        else:
            notify = None if item.notify_below is None else item.notify_below.parts
            before = (item.quantity.parts, item.in_stock, notify)
            quantity = item.quantity if row.quantity is None else row.quantity
            status = item.in_stock if row.in_stock is None else row.in_stock
            after = (quantity.parts, status, notify)
            if before == after:
                return None
        if before[0] != after[0]:
            decimals = changed.get("decimals", "decimals" in product.own)
            self._check_fraction(row.quantity, decimals=decimals, precision=product.precision)
            self._check_aside(product, after[0])
        return item_change(product.id, before, after)

    def _check_aside(self, product: Product, left: int) -> None:
        aside = self._asides.get((product.id, DEFAULT_SOURCE_ID), NOTHING_ASIDE)
        if problem := problem_of_unsound(product, DEFAULT_SOURCE_CODE, aside, Quantity(left)):
            raise WrongCell("qty", problem.message, problem.kind)

    def _check_fraction(
        self, quantity: Quantity | None, *, decimals: bool, precision: int | None = None
    ) -> None:
        places = places_of(decimals=decimals, precision=precision)
        if quantity is not None and (fraction := too_fine("", quantity, places)):
            message = fraction.partition(" is ")[2] or fraction.strip()
            raise WrongCell("qty", message, Kind.QTY_DECIMAL)

    def _check_amounts(self, values: dict[str, Any]) -> None:
        smallest, largest = (
            values.get(key) or self._inherited[key] for key in ("min_cart_qty", "max_cart_qty")
        )
        try:
            check_amounts(smallest, largest)
        except InvalidInput as invalid:
            raise WrongCell("min_cart_qty", str(invalid)) from None


def _refuse_mirrored(changed: Mapping[str, Any]) -> None:
    """Refuse what the unit a product is counted in says."""
    for key in MIRRORED:
        if key in changed:
            raise WrongCell(
                key, tr("its unit of measure says that: units set."), Kind.LOCKED_FIELD
            )
