"""Quantities changed by hand: set, adjusted, switched In or Out of Stock.

A run of edits is one deed: all of it is written or none, and one undo takes it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from inventory_tui.domain.errors import ChangedElsewhere, Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.product import Product
from inventory_tui.domain.quantity import LARGEST, ZERO, Quantity
from inventory_tui.domain.source import Source, SourceItem
from inventory_tui.services.products.composing import stray_rows
from inventory_tui.services.quantities.aside_run import (
    AsideRun,
    problem_of_safety,
    problem_of_unsound,
)
from inventory_tui.services.quantities.overselling import oversold, promised
from inventory_tui.services.quantities.quantity_edit import QuantityEdit
from inventory_tui.services.quantities.reasons import reason_of
from inventory_tui.services.quantities.row_changes import (
    movement_of,
    of_one,
    of_several,
    state_of,
)
from inventory_tui.services.quantities.row_names import new_names
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.history.journal import Movement
from inventory_tui.store.quantities.item_references import Pair
from inventory_tui.wording import tr

__all__ = ["QuantityEdit", "set_quantities"]


def set_quantities(
    database: Database, edits: Sequence[QuantityEdit], *, cause: Cause, force: bool = False
) -> Receipt:
    """Write a run of edits as one deed.  A row that does not exist is created, In Stock.

    Args:
        force: Unassign even where the units are promised; damaged units, and units in
            quality check, keep their row all the same.

    Raises:
        Refused: Anything in the run is unknown or breaks a rule; each edit has its sentence;
            or a new row would tear a bundle that is shipped together apart (spec C7).
        ChangedElsewhere: A row was changed after the person saw it; nothing was written.
    """
    adjusting = all(edit.change is not None for edit in edits)
    deed = Deed.QUANTITIES_ADJUSTED if adjusting and edits else Deed.QUANTITIES_SET
    if edits and all(edit.is_about_safety for edit in edits):
        deed = Deed.SAFETY_SET
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
        asides, names = run.asides.changed(), run.names()
        if not movements and not asides and not names:
            return Receipt(None, deed, {"changed": 0}, tr("Nothing changed."))
        operation = transaction.journal.begin(deed, cause, reason=reason)
        run.write(movements)
        run.asides.write(operation)
        if names:
            transaction.item_references.put(operation, names)
        new = [
            (one.product_id, one.source_id)
            for one in movements
            if one.quantity_before is None and one.quantity_after is not None
        ]
        if strays := stray_rows(transaction, new):
            raise Refused.because(strays)
        transaction.journal.moved(operation, movements)
        touched = {(movement.product_id, movement.source_id) for movement in movements}
        touched |= asides.keys() | names.keys()
        transaction.levels.refresh(sorted({product for product, _ in touched}))
        units = Quantity(
            sum((one.quantity_after or 0) - (one.quantity_before or 0) for one in movements)
        )
        summary = run.summary(movements, touched, deed)
        counts: dict[str, int | str] = {"changed": len(touched), "units": str(units)}
        transaction.journal.finish(operation, summary=summary, units=units, counts=counts)
        warnings = oversold(transaction, run.products_of(touched))
    return Receipt(operation, deed, counts, summary, warnings)


_REASONS = {
    Deed.ASSIGNED: "assigned",
    Deed.UNASSIGNED: "unassigned",
    Deed.SAFETY_SET: "safety",
}


class _Run:
    """One run of edits inside its transaction."""

    def __init__(self, transaction: Transaction, edits: Sequence[QuantityEdit]) -> None:
        self._transaction = transaction
        self._edits = edits
        products = transaction.products.by_skus([edit.sku for edit in edits])
        transaction.lock_products(sorted({product.id for product in products.values()}))
        self._products: dict[str, Product] = products
        self._sources: dict[str, Source] = transaction.sources.by_label()
        self._rules = transaction.products.rules([one.id for one in products.values()])
        self._items = transaction.source_items.of_products(
            [product.id for product in products.values()]
        )
        self.asides = AsideRun(transaction, [product.id for product in products.values()])
        """What becomes of safety stock and states."""
        self._so_far: dict[Pair, Quantity] = {}
        """What earlier edits of the run make of a row, while it is checked."""

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
                tr(
                    "{sku} is {type}: its quantities are those of its parts.",
                    sku=product.sku,
                    type=product.type,
                ),
            )
        item = self._items.get((product.id, source.id))
        before = self._so_far.get((product.id, source.id), item.quantity if item else ZERO)
        if edit.unassign:
            if item is None:
                return because(
                    Kind.UNKNOWN_SOURCE_ITEM,
                    tr(
                        "{sku} is not assigned to {source}.",
                        sku=product.sku,
                        source=source.code,
                    ),
                    "source",
                )
            unsound = self.asides.of((product.id, source.id))
            if problem := problem_of_unsound(product, source.code, unsound, ZERO):
                return problem
            short = None if force else promised(self._transaction, source, item, unsound)
            return because(Kind.BLOCKED, short, "source") if short else None
        after = self._so_far[product.id, source.id] = self._after(edit, before)
        if after < ZERO:
            return because(
                Kind.NOT_ENOUGH_IN_SOURCE,
                tr(
                    "{source} holds {there} of {sku}; {quantity} cannot be taken.",
                    source=source.code,
                    there=before,
                    sku=product.sku,
                    quantity=-(edit.change or ZERO),
                ),
            )
        if after.parts > LARGEST:
            return because(
                Kind.VALIDATION_FAILED,
                tr(
                    "{sku} at {source}: enter at most {most}.",
                    sku=product.sku,
                    source=source.code,
                    most=Quantity(LARGEST),
                ),
            )
        rules = self._rules[product.id]
        if after != before and (fraction := rules.fraction(product.sku, after)):
            return because(Kind.QTY_DECIMAL, fraction)
        aside = self.asides.of((product.id, source.id))
        if after < before and (
            problem := problem_of_unsound(product, source.code, aside, after)
        ):
            return problem
        if edit.safety is None:
            return None
        return problem_of_safety(
            product,
            source,
            item,
            edit.safety,
            creating=not edit.is_about_safety,
            places=rules.places,
        )

    def _changed(self, edit: QuantityEdit) -> Problem | None:
        if edit.seen_version is None:
            return None
        product, source = self._found(edit)
        item = self._items.get((product.id, source.id))
        if (item.version if item else 0) == edit.seen_version:
            return None
        message = (
            tr(
                "{sku} at {source} was changed on another terminal (now {quantity}).",
                sku=product.sku,
                source=source.code,
                quantity=item.quantity,
            )
            if item
            else tr(
                "{sku} at {source} was changed on another terminal (no longer assigned).",
                sku=product.sku,
                source=source.code,
            )
        )
        return Problem(Kind.CHANGED_ELSEWHERE, message, "quantity", sku=product.sku)

    def _found(self, edit: QuantityEdit) -> tuple[Product, Source]:
        return self._products[key_of(edit.sku)], self._sources[key_of(edit.source)]

    @staticmethod
    def _after(edit: QuantityEdit, before: Quantity) -> Quantity:
        if edit.change is not None:
            return before + edit.change
        return before if edit.quantity is None else edit.quantity

    def movements(self) -> list[Movement]:
        """What the run changes; several edits of one row follow each other."""
        first: dict[Pair, SourceItem | None] = {}
        state: dict[Pair, tuple[int, bool, int | None] | None] = {}
        for edit in self._edits:
            product, source = self._found(edit)
            key = (product.id, source.id)
            item = self._items.get(key)
            if key not in first:
                first[key] = item
                state[key] = state_of(item)
            now = state[key]
            if edit.unassign:
                state[key] = None
                self.asides.drop(key)
                continue
            if edit.safety is not None:
                self.asides.set_safety(key, edit.safety)
                if edit.is_about_safety:
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
            movement_of(key, state_of(item), state[key])
            for key, item in first.items()
            if state_of(item) != state[key]
        ]

    def names(self) -> dict[Pair, tuple[str, str]]:
        """The rows that get another name, with what they are.

        Raises:
            Refused: ``not_unique``: another row has that name, or is given it too.
        """
        return new_names(
            self._transaction,
            [(*self._found(edit), edit.erc) for edit in self._edits if edit.erc is not None],
        )

    def write(self, movements: Sequence[Movement]) -> None:
        """Write the rows themselves."""
        added: list[tuple[int, int, Quantity, bool, Quantity | None]] = []
        kept: list[tuple[int, int, Quantity, bool, Quantity | None]] = []
        removed: list[Pair] = []
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

    def products_of(self, touched: Iterable[Pair]) -> list[Product]:
        """The products of rows that were changed."""
        ids = {product for product, _ in touched}
        return [product for product in self._products.values() if product.id in ids]

    def summary(self, movements: Sequence[Movement], touched: Set[Pair], deed: Deed) -> str:
        """One line for people."""
        codes = {source.id: source.code for source in self._sources.values()}
        where = ", ".join(sorted({codes[at] for _, at in touched}))
        if len(touched) > 1:
            return of_several(deed, len(touched), where)
        (product,) = self.products_of(touched)
        if movements:
            return of_one(movements[0], product.sku, where)
        if self.asides.changed():
            return self.asides.words(product.sku, where)
        return tr("Named {sku} at {source}", sku=product.sku, source=where)
