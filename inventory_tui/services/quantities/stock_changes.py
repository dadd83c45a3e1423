"""Quantities changed by hand: set, adjusted, switched In or Out of Stock.

A run of edits is one deed: all of it is written or none, and one undo takes it back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory_tui.domain.errors import ChangedElsewhere, Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.product import Product
from inventory_tui.domain.quantity import LARGEST, ZERO, Quantity
from inventory_tui.domain.source import Source, SourceItem
from inventory_tui.services.products.composing import stray_rows
from inventory_tui.services.quantities.reasons import reason_of
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.history.journal import Movement


@dataclass(frozen=True, slots=True)
class QuantityEdit:
    """What a person wants of one product at one source; None leaves a part as it is."""

    sku: str
    source: str
    quantity: Quantity | None = None
    change: Quantity | None = None
    """A signed difference, instead of ``quantity``."""
    in_stock: bool | None = None
    notify_below: Quantity | None = None
    notify_default: bool = False
    """Take the row's own notify level away, so that it inherits again."""
    assign: bool = False
    """Create the row (In Stock, 0) where there is none, even without a quantity."""
    unassign: bool = False
    """Delete the row with its quantity."""
    seen_version: int | None = None
    """The version the person saw (0: they saw no row); None does not check."""


def set_quantities(
    database: Database, edits: Sequence[QuantityEdit], *, cause: Cause, force: bool = False
) -> Receipt:
    """Write a run of edits as one deed.  A row that does not exist is created, In Stock.

    Args:
        force: Unassign even where the units are promised.

    Raises:
        Refused: Anything in the run is unknown or breaks a rule; each edit has its sentence;
            or a new row would tear a bundle that is shipped together apart (spec C7).
        ChangedElsewhere: A row was changed after the person saw it; nothing was written.
    """
    adjusting = all(edit.change is not None for edit in edits)
    deed = Deed.QUANTITIES_ADJUSTED if adjusting and edits else Deed.QUANTITIES_SET
    if edits and all(edit.unassign for edit in edits):
        deed = Deed.UNASSIGNED
    elif edits and all(edit.assign for edit in edits):
        deed = Deed.ASSIGNED
    with database.write() as transaction:
        by_hand = any(edit.quantity or edit.change for edit in edits)
        reason = reason_of(transaction, cause, _REASONS.get(deed, "correction"), by_hand)
        run = _Run(transaction, edits)
        run.check(force=force)
        movements = run.movements()
        if not movements:
            return Receipt(None, deed, {"changed": 0}, "Nothing changed.")
        operation = transaction.journal.begin(deed, cause, reason=reason)
        run.write(movements)
        new = [
            (one.product_id, one.source_id)
            for one in movements
            if one.quantity_before is None and one.quantity_after is not None
        ]
        if strays := stray_rows(transaction, new):
            raise Refused.because(strays)
        transaction.journal.moved(operation, movements)
        transaction.levels.refresh(sorted({movement.product_id for movement in movements}))
        units = Quantity(
            sum((one.quantity_after or 0) - (one.quantity_before or 0) for one in movements)
        )
        summary = run.summary(movements, deed)
        counts: dict[str, int | str] = {"changed": len(movements), "units": str(units)}
        transaction.journal.finish(operation, summary=summary, units=units, counts=counts)
        warnings = _oversold(transaction, run.products_of(movements))
    return Receipt(operation, deed, counts, summary, warnings)


_REASONS = {Deed.ASSIGNED: "assigned", Deed.UNASSIGNED: "unassigned"}


class _Run:
    """One run of edits inside its transaction."""

    def __init__(self, transaction: Transaction, edits: Sequence[QuantityEdit]) -> None:
        self._transaction = transaction
        self._edits = edits
        products = transaction.products.by_skus([edit.sku for edit in edits])
        transaction.lock_products(sorted({product.id for product in products.values()}))
        self._products: dict[str, Product] = products
        self._sources: dict[str, Source] = {
            key_of(source.code): source for source in transaction.sources.all()
        }
        self._rules = transaction.products.rules([one.id for one in products.values()])
        self._items = transaction.source_items.of_products(
            [product.id for product in products.values()]
        )

    def check(self, *, force: bool) -> None:
        """Refuse what breaks a rule, then what someone else changed meanwhile."""
        problems = [problem for edit in self._edits if (problem := self._problem(edit, force))]
        if problems:
            raise Refused.because(problems)
        changed = [problem for edit in self._edits if (problem := self._changed(edit))]
        if changed:
            refusal = ChangedElsewhere("\n".join(problem.message for problem in changed))
            refusal.problems = tuple(changed)
            raise refusal

    def _problem(self, edit: QuantityEdit, force: bool) -> Problem | None:
        def because(kind: Kind, message: str, field: str = "quantity") -> Problem:
            return Problem(kind, message, field, sku=edit.sku)

        try:
            product = self._transaction.products.known(edit.sku)
            source = self._transaction.sources.known(edit.source)
        except Refused as unknown:
            return unknown.problems[0]
        if not product.type.has_source_items:
            return because(
                Kind.TYPE_HAS_NO_SOURCE_ITEMS,
                f"{product.sku} is {product.type}: its quantities are those of its parts.",
            )
        item = self._items.get((product.id, source.id))
        before = item.quantity if item else ZERO
        if edit.unassign:
            if item is None:
                return because(
                    Kind.UNKNOWN_SOURCE_ITEM,
                    f"{product.sku} is not assigned to {source.code}.",
                    "source",
                )
            short = None if force else self._promised(product, source, item)
            return because(Kind.BLOCKED, short, "source") if short else None
        after = self._after(edit, before)
        if after < ZERO:
            return because(
                Kind.NOT_ENOUGH_IN_SOURCE,
                f"{source.code} holds {before} of {product.sku}; "
                f"{-(edit.change or ZERO)} cannot be taken.",
            )
        if after.parts > LARGEST:
            return because(
                Kind.VALIDATION_FAILED,
                f"{product.sku} at {source.code}: enter at most {Quantity(LARGEST)}.",
            )
        if after != before and not after.is_whole and not self._rules[product.id].decimals:
            return because(
                Kind.QTY_DECIMAL,
                f"{product.sku} is counted in whole units; {after} is a fraction.",
            )
        return None

    def _promised(self, product: Product, source: Source, item: SourceItem) -> str | None:
        """Why unassigning would take promised units, or None (spec 2.8)."""
        if not (item.in_stock and source.enabled and item.quantity):
            return None
        serving = {
            stock.id: stock.name
            for stock in self._transaction.stocks.all()
            if any(link.source_id == source.id for link in stock.sources)
        }
        elsewhere = self._transaction.levels.shared.without([(product.id, source.id)])
        for level in self._transaction.levels.of_product(product.id):
            left = level.on_hand - item.quantity
            kept_back = level.threshold if left else min(level.threshold, ZERO)
            taken = Quantity(elsewhere.get((level.stock_id, product.id), 0))
            short = kept_back - left - level.reserved + taken
            if level.stock_id in serving and level.salable is not None and short > ZERO:
                return (
                    f"{product.sku}: {serving[level.stock_id]} has promised {short} more than "
                    f"would be left without {source.code}. Force it, or finish the orders."
                )
        return None

    def _changed(self, edit: QuantityEdit) -> Problem | None:
        if edit.seen_version is None:
            return None
        product, source = self._found(edit)
        item = self._items.get((product.id, source.id))
        if (item.version if item else 0) == edit.seen_version:
            return None
        now = f"now {item.quantity}" if item else "no longer assigned"
        return Problem(
            Kind.CHANGED_ELSEWHERE,
            f"{product.sku} at {source.code} was changed on another terminal ({now}).",
            "quantity",
            sku=product.sku,
        )

    def _found(self, edit: QuantityEdit) -> tuple[Product, Source]:
        return self._products[key_of(edit.sku)], self._sources[key_of(edit.source)]

    @staticmethod
    def _after(edit: QuantityEdit, before: Quantity) -> Quantity:
        if edit.change is not None:
            return before + edit.change
        return before if edit.quantity is None else edit.quantity

    def movements(self) -> list[Movement]:
        """What the run changes; several edits of one row follow each other."""
        first: dict[tuple[int, int], SourceItem | None] = {}
        state: dict[tuple[int, int], tuple[int, bool, int | None] | None] = {}
        for edit in self._edits:
            product, source = self._found(edit)
            key = (product.id, source.id)
            item = self._items.get(key)
            if key not in first:
                first[key] = item
                state[key] = _state(item)
            now = state[key]
            if edit.unassign:
                state[key] = None
                continue
            quantity, in_stock, notify = now or (0, True, None)
            state[key] = (
                self._after(edit, Quantity(quantity)).parts,
                in_stock if edit.in_stock is None else edit.in_stock,
                None
                if edit.notify_default
                else notify
                if edit.notify_below is None
                else edit.notify_below.parts,
            )
        return [
            _movement(key, _state(item), state[key])
            for key, item in first.items()
            if _state(item) != state[key]
        ]

    def write(self, movements: Sequence[Movement]) -> None:
        """Write the rows themselves."""
        added: list[tuple[int, int, Quantity, bool, Quantity | None]] = []
        kept: list[tuple[int, int, Quantity, bool, Quantity | None]] = []
        removed: list[tuple[int, int]] = []
        for one in movements:
            key = (one.product_id, one.source_id)
            if one.quantity_after is None:
                removed.append(key)
                continue
            row = (
                *key,
                Quantity(one.quantity_after),
                bool(one.in_stock_after),
                None if one.notify_after is None else Quantity(one.notify_after),
            )
            (added if one.quantity_before is None else kept).append(row)
        items = self._transaction.source_items
        items.add(added)
        items.put(kept)
        items.remove(removed)

    def products_of(self, movements: Sequence[Movement]) -> list[Product]:
        """The products that were changed."""
        ids = {movement.product_id for movement in movements}
        return [product for product in self._products.values() if product.id in ids]

    def summary(self, movements: Sequence[Movement], deed: Deed) -> str:
        """One line for people."""
        codes = {source.id: source.code for source in self._sources.values()}
        where = ", ".join(sorted({codes[movement.source_id] for movement in movements}))
        if len(movements) == 1:
            (product,) = self.products_of(movements)
            one = movements[0]
            before = "–" if one.quantity_before is None else str(Quantity(one.quantity_before))
            after = "–" if one.quantity_after is None else str(Quantity(one.quantity_after))
            if before == after:
                state = "In Stock" if one.in_stock_after else "Out of Stock"
                if one.in_stock_before == one.in_stock_after:
                    return f"Set {product.sku} at {where}"
                return f"Set {product.sku} at {where} {state}"
            return f"Set {product.sku} at {where} {before} → {after}"
        verb = {Deed.ASSIGNED: "Assigned", Deed.UNASSIGNED: "Unassigned"}.get(deed, "Set")
        return f"{verb} {len(movements):,} quantities at {where}"


def _state(item: SourceItem | None) -> tuple[int, bool, int | None] | None:
    if item is None:
        return None
    notify = None if item.notify_below is None else item.notify_below.parts
    return item.quantity.parts, item.in_stock, notify


def _movement(
    key: tuple[int, int],
    before: tuple[int, bool, int | None] | None,
    after: tuple[int, bool, int | None] | None,
) -> Movement:
    was, now = before or (None, None, None), after or (None, None, None)
    return Movement(*key, was[0], now[0], was[1], now[1], was[2], now[2])


def _oversold(transaction: Transaction, products: Sequence[Product]) -> tuple[str, ...]:
    """Name the stocks that have promised more than is there (allowed, spec 2.1)."""
    names = {stock.id: stock.name for stock in transaction.stocks.all()}
    return tuple(
        f"{names[level.stock_id]} has promised {short} more of {product.sku} than is there"
        + (" beside what other stocks promised." if level.promised_elsewhere else ".")
        for product in products
        for level in transaction.levels.of_product(product.id)
        if level.salable is not None
        and level.reserved < ZERO
        and (short := level.promised_elsewhere - level.on_hand - level.reserved) > ZERO
    )
