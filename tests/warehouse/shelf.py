"""A clerk at the shelves of two sources: what lies there, and what of it is set aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from inventory_tui.domain.aside import NOTHING_ASIDE, State
from inventory_tui.domain.errors import InventoryError, Kind
from inventory_tui.domain.history import Cause, Receipt
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.keeping import checking, undoing
from inventory_tui.services.quantities import moving, setting_aside, stock_changes
from inventory_tui.services.reports import reporting
from inventory_tui.store.database import Database
from tests.world import World

CLERK = Cause("clerk")


def units(text: str | int) -> Quantity:
    return Quantity.parse(str(text))


class Shelf:
    """Deeds in few words, and what they left behind."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.database: Database = world.database

    def put(self, sku: str, source: str, quantity: str | int, **given: Any) -> Receipt:
        edit = stock_changes.QuantityEdit(sku, source, units(quantity), **given)
        return stock_changes.set_quantities(self.database, [edit], cause=CLERK)

    def edit(self, *edits: stock_changes.QuantityEdit, **given: Any) -> Receipt:
        return stock_changes.set_quantities(self.database, edits, cause=CLERK, **given)

    def safety(self, sku: str, source: str, quantity: str | int, **given: Any) -> Receipt:
        edit = setting_aside.SafetyEdit(sku, source, units(quantity), **given)
        return setting_aside.set_safety(self.database, [edit], cause=CLERK)

    def state(
        self, sku: str, source: str, quantity: str | int, before: str, after: str, **given: Any
    ) -> Receipt:
        return setting_aside.change_state(
            self.database,
            sku,
            source,
            units(quantity),
            before=State(before),
            after=State(after),
            cause=CLERK,
            **given,
        )

    def transfer(
        self,
        sku: str,
        quantity: str | int,
        origin: str = "berlin",
        destination: str = "paris",
        *,
        reason: str | None = None,
        **given: Any,
    ) -> Receipt:
        return moving.transfer_some(
            self.database,
            sku,
            units(quantity),
            origin=origin,
            destination=destination,
            cause=Cause("clerk", reason=reason),
            **given,
        )

    def undo(self, receipt: Receipt, **given: Any) -> Receipt:
        return undoing.undo(self.database, receipt.operation, cause=CLERK, **given)

    def aside(self, sku: str, source: str) -> tuple[str, str, str]:
        """Safety stock, damaged, in quality check."""
        with self.database.read() as transaction:
            key = (transaction.products.known(sku).id, transaction.sources.known(source).id)
            aside = transaction.levels.set_asides.of(key[:1]).get(key, NOTHING_ASIDE)
        return str(aside.safety), str(aside.damaged), str(aside.quality_check)

    def ids(self, *skus: str) -> Sequence[int]:
        with self.database.read() as transaction:
            return [transaction.products.known(sku).id for sku in skus]

    def history(self, **given: Any) -> list[tuple[str, str | None, str | None]]:
        """Field, before and after of every row of the history, the newest deed first."""
        rows = reporting.history(self.database, **given)
        return [(row.field, row.before, row.after) for row in rows]

    def check(self) -> None:
        """Insist that the doctor finds nothing."""
        assert checking.check(self.database).findings == ()


def refused(deed: Callable[[], Any]) -> list[Kind]:
    """The kinds a deed is refused for; nothing else may happen."""
    with pytest.raises(InventoryError) as refusal:
        deed()
    return [problem.kind for problem in refusal.value.problems]


def sentence(deed: Callable[[], Any]) -> str:
    """What a person reads when a deed is refused."""
    with pytest.raises(InventoryError) as refusal:
        deed()
    return str(refusal.value)
