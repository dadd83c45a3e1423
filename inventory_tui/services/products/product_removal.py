"""Products a file names, deleted as one deed; orders keep naming them (spec 1.6, 2.9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from inventory_tui.domain.chunks import Stop, go_on
from inventory_tui.domain.errors import Kind, Problem
from inventory_tui.domain.file_verdicts import RowResult, RowVerdict
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.files.rejecting import Rejections
from inventory_tui.services.files.tabular import Table
from inventory_tui.services.products import composing
from inventory_tui.store.database import Transaction
from inventory_tui.store.products import product_deletion
from inventory_tui.store.products.chosen import Chosen, choose
from inventory_tui.wording import tr, trn

_SUGGESTIONS = 100  # beyond that nobody reads them one by one


@dataclass(slots=True)
class NamedRows:
    """The rows of a file that only name products."""

    rejections: Rejections
    ignored: tuple[str, ...] = ()
    lines: dict[str, tuple[int, str]] = field(default_factory=dict)
    """By the key of the SKU: the line and the SKU as it is written."""


def read_names(table: Table, rejections: Rejections) -> NamedRows:
    """Read the SKUs of a table; its other columns say nothing about deleting."""
    rows = NamedRows(rejections, table.ignored)
    for line, cells in table.rows:
        sku = cells["sku"].strip()
        if cells.get("store_view_code", "").strip():
            continue
        if not sku:
            _reject(rejections, Kind.VALIDATION_FAILED, line, sku, tr("sku is empty."))
            continue
        first = rows.lines.setdefault(key_of(sku), (line, sku))[0]
        if first != line:
            said = tr("{sku} stands on row {first} already.", sku=visible(sku), first=first)
            _reject(rejections, Kind.DUPLICATE_ROW, line, sku, said)
    for problem in table.rejected:
        rejections.add(problem)
    return rows


class Removal:
    """Finds the products of a file, and deletes them."""

    def __init__(
        self, transaction: Transaction, rows: NamedRows, *, force: bool, locking: bool
    ) -> None:
        """Look the products up; those unknown, or held by orders without force, are wrong.

        Args:
            force: Also where orders still hold units of one; they stay open.
            locking: Hold them until the transaction ends, to delete them in it.
        """
        self._transaction = transaction
        self._rows = rows
        ids = transaction.products.ids_by_keys(rows.lines)
        by_row = set(ids)
        for key in rows.lines.keys() - ids.keys():
            if (base := transaction.units.base_of(key)) is not None:
                ids[key] = base
        near = 0
        for key, (line, sku) in rows.lines.items():
            if key not in ids:
                near += 1
                refused = transaction.products.missing(sku, hint=near < _SUGGESTIONS)
                _reject(rows.rejections, refused.kind, line, sku, str(refused))
        self._keys = {id: key for key, id in ids.items()}
        """What a product was named by; of the row of a unit, its product."""
        named, alone = set(self._keys), []
        for base, others in transaction.units.rows_of(list(self._keys)).items():
            key = self._keys[base]
            self._keys |= dict.fromkeys(others, key)
            if key in by_row and not named.issuperset(others):
                alone.append((base, rows.lines[key][1]))
        self._scope: Chosen = choose(
            transaction.connection, sorted(self._keys), name="deleted_products"
        )
        if locking:
            transaction.lock_products(self._scope)
        self.ids = dict(ids)
        if transaction.units.any:
            alone += product_deletion.alone(transaction.connection, self._scope)
            said = tr("{} is a unit of a product that stays: units delete.")
            self._leave_out(alone, Kind.LOCKED_FIELD, said)
        self.held = product_deletion.held(transaction.connection, self._scope)
        if not force and self.held:
            said = tr("orders hold units of {}; finish or cancel them first.")
            self._leave_out(self.held, Kind.OPEN_RESERVATIONS, said)
            self.held = []

    def _leave_out(self, several: list[tuple[int, str]], kind: Kind, said: str) -> None:
        """Reject the rows that name these products, with all of their units."""
        keys = {self._keys[id]: sku for id, sku in several}
        ids = {id for id, key in self._keys.items() if key in keys}
        for key in [key for key, id in self.ids.items() if id in ids]:
            line, written = self._rows.lines[key]
            sku = keys.get(key, written)
            _reject(self._rows.rejections, kind, line, sku, said.format(visible(sku)))
            del self.ids[key]
        product_deletion.leave_out(self._transaction.connection, self._scope, ids)

    def counts(self) -> dict[str, int | str]:
        """What it comes to."""
        return {
            "created": 0,
            "updated": 0,
            "unchanged": 0,
            "deleted": len(self.ids),
            "rejected": len(self._rows.rejections.problems),
        }

    def verdicts(self) -> Iterator[RowVerdict]:
        """What becomes of each row that is taken."""
        held = {self._keys[id] for id, _ in self.held}
        for key in self.ids:
            line, sku = self._rows.lines[key]
            change = tr("orders hold it") if key in held else ""
            yield RowVerdict(line, "", sku, change, RowResult.DELETED, tr("deleted"))

    def carry_out(self, cause: Cause, stop: Stop | None) -> Receipt:
        """Delete them and close the entry in the history."""
        transaction, deed, counts = self._transaction, Deed.PRODUCT_DELETED, self.counts()
        if not self.ids:
            return Receipt(None, deed, counts, tr("Nothing to do: none of them is there."))
        connection, scope = transaction.connection, self._scope
        _, rows, parts = product_deletion.counted(connection, scope)
        operation = transaction.journal.begin(deed, cause, reason="deleted")
        children = product_deletion.parts_among(connection, scope)
        for product in transaction.products.by_ids(children).values():
            composing.let_go(transaction, operation, product)
        transaction.parts.forget(product_deletion.composed_among(connection, scope))
        product_deletion.remove(transaction, operation, scope)
        go_on(stop)
        units = Quantity(parts)
        summary = trn("Deleted {count:,} product", "Deleted {count:,} products", len(self.ids))
        if rows:
            summary += trn(
                ", {units} in {count:,} row",
                ", {units} in {count:,} rows",
                rows,
                units=units.in_units(),
            )
        transaction.journal.finish(operation, summary=summary, units=-units, counts=counts)
        still = tr("Orders still hold units of {held:,} of them.", held=len(self.held))
        return Receipt(operation, deed, counts, summary, (still,) if self.held else ())


def _reject(rejections: Rejections, kind: Kind, line: int, sku: str, said: str) -> None:
    rejections.add(
        Problem(kind, tr("Row {line}: {said}", line=line, said=said), "sku", sku, row=line)
    )
