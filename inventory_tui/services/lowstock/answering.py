"""Answering low stock: each crossing by its action, once, and never inside the deed's own.

The process that did a deed answers what it caused after the commit; whatever is left over
(it was killed, an action failed) is answered by `inventory-tui housekeeping` or by hand.  An
action that fails is kept with its error, told in the inbox, and harms nobody.

Source: warehouse 1.4.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from inventory_tui.domain.chunks import Stop, go_on
from inventory_tui.domain.errors import InventoryError, Kind, Refused, StoreError
from inventory_tui.domain.history import SYSTEM, Cause
from inventory_tui.domain.low_stock_action import LowStock, Machine
from inventory_tui.services.lowstock.registry import Registry, registered
from inventory_tui.services.reports.alert_targets import NotDelivered
from inventory_tui.services.shipping.plugins import Foreign
from inventory_tui.store.database import Database
from inventory_tui.store.quantities.low_watch import KeptCrossing
from inventory_tui.wording import tr

__all__ = ["Machine", "Ran", "run_waiting"]

REASON = "low-stock"
_ROUNDS = 5
"""What actions do may bring other products low; so often that is answered at once."""
_AT_ONCE = 1_000
_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Answered:
    """One crossing that was answered, or not."""

    sku: str
    action: str
    said: str
    """What was done, or why it failed."""
    failed: bool = False

    @property
    def sentence(self) -> str:
        """For people."""
        if self.failed:
            return tr(
                "{sku} is low: {action} failed: {why}",
                sku=self.sku,
                action=self.action,
                why=self.said.rstrip("."),
            )
        return tr("{sku} is low: {said}", sku=self.sku, said=self.said or self.action)


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run came to."""

    answered: tuple[Answered, ...] = ()

    @property
    def done(self) -> int:
        """How many actions were done."""
        return sum(not one.failed for one in self.answered)

    @property
    def failed(self) -> int:
        """How many failed; they wait."""
        return sum(one.failed for one in self.answered)


def run_waiting(
    database: Database,
    cause: Cause,
    *,
    machine: Machine | None = None,
    retry: bool = True,
    stop: Stop | None = None,
) -> Ran:
    """Answer what waits; several terminals may, each crossing is answered by one of them.

    Args:
        cause: Whose terminal it is.  What is done is the program's own: nobody needs a
            right for it, and the history names the program.
        machine: Where this machine lets messages go; None: nowhere.
        retry: Also what failed before (housekeeping); else only what nobody tried yet.
        stop: Asked before each; what is left waits.

    Raises:
        StoreError: The database cannot be reached.
        Refused: ``not_allowed``: whose terminal it is, is not known here.
        Stopped: ``stop`` said so.
    """
    with database.read():
        pass  # who runs it is known here; what it tells is everybody's
    database = database.as_program()
    registry = registered()
    answered: list[Answered] = []
    tried: set[int] = set()
    for _ in range(_ROUNDS):
        database.crossed.clear()
        with database.read() as transaction:
            waiting = transaction.low_watch.waiting(retry=retry, most=_AT_ONCE)
        new = [id for id in waiting if id not in tried]
        if not new:
            break
        for id in new:
            go_on(stop)
            tried.add(id)
            with database.write() as transaction:
                claimed = transaction.low_watch.claim(id)
            if claimed is not None:
                note = tr("{sku} is low: {action}", sku=claimed.sku, action=claimed.action)
                doing = Cause(SYSTEM, cause.login, REASON, note)
                answered.append(
                    _answer(database, claimed, doing, machine or Machine(), registry)
                )
    if retry:
        with database.write() as transaction:
            transaction.low_watch.forget(transaction.now - _KEPT)
    return Ran(tuple(answered))


def _answer(
    database: Database,
    claimed: KeptCrossing,
    cause: Cause,
    machine: Machine,
    registry: Registry,
) -> Answered:
    """Do what a crossing asks for, and keep what became of it."""
    low = LowStock(
        claimed.id,
        claimed.product_id,
        claimed.sku,
        claimed.name,
        claimed.available,
        claimed.threshold,
        claimed.at,
        claimed.operation_id,
        claimed.actor,
        claimed.attempts,
        database,
        cause,
        machine,
    )
    try:
        with _isolated(claimed.action):
            if claimed.gone:
                return _done(database, claimed, tr("the product was deleted meanwhile"))
            action = registry.get(claimed.action)
            if action is None:
                raise Refused(
                    Kind.PLUGIN_FAILED, tr("No package installed here offers this action.")
                )
            said = action.execute(low) or ""
    except StoreError:
        raise
    except InventoryError as refusal:
        why = " ".join(str(refusal).split())
        with database.write() as transaction:
            transaction.low_watch.failed(claimed.id, why)
            transaction.notices.add(
                tr(
                    "Low-stock action {action} for {sku} failed: {why}",
                    action=claimed.action,
                    sku=claimed.sku,
                    why=why,
                ),
                product_id=claimed.product_id,
                operation_id=claimed.operation_id,
            )
        return Answered(claimed.sku, claimed.action, why, failed=True)
    return _done(database, claimed, str(said))


def _done(database: Database, claimed: KeptCrossing, said: str) -> Answered:
    with database.write() as transaction:
        transaction.low_watch.answered(claimed.id)
    return Answered(claimed.sku, claimed.action, said)


@contextmanager
def _isolated(action: str) -> Iterator[None]:
    """Whatever an action raises becomes a refusal."""
    try:
        with Foreign(tr("The low-stock action {action}", action=action)):
            yield
    except Refused as refusal:
        cause = refusal.__cause__
        if isinstance(cause, NotDelivered):
            raise Refused(Kind.PLUGIN_FAILED, f"{cause}.") from cause
        raise
