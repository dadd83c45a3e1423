"""Reasons: why a quantity changed.  One is always recorded; each deed has its own default."""

from __future__ import annotations

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.history import Cause
from inventory_tui.domain.options import SEEDED_REASONS
from inventory_tui.domain.permissions import Permission
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr


def reasons(database: Database) -> tuple[str, ...]:
    """The codes a person chooses from: the built-in ones, then those of the setting."""
    with database.read() as transaction:
        own = str(transaction.options.value("reasons")).split()
    return tuple(dict.fromkeys((*SEEDED_REASONS, *own)))


def reason_of(transaction: Transaction, cause: Cause, default: str, by_hand: bool) -> str:
    """Return the reason to record: the one given, or the deed's own.

    Args:
        by_hand: A person set or adjusted a quantity; with the setting *Reasons required*
            on, such a deed needs a reason of its own.

    Raises:
        Refused: A reason is required.
    """
    if cause.reason is None and by_hand and transaction.options.value("reasons_required"):
        raise Refused(
            Kind.REASON_REQUIRED,
            tr(
                "Give a reason, such as {reasons}.",
                reasons=", ".join(SEEDED_REASONS[:3]),
            ),
            field="reason",
        )
    return cause.reason or default


def overriding(transaction: Transaction, cause: Cause) -> None:
    """Refuse to move safety stock without the right to, or without a reason of its own.

    Args:
        transaction: What the deed is done in.

    Raises:
        Refused: ``not_allowed``; ``reason_required``.
    """
    transaction.guard.require(Permission.STOCK_OVERRIDE_SAFETY, cause=cause)
    if cause.reason is None:
        raise Refused(
            Kind.REASON_REQUIRED,
            tr(
                "Safety stock is moved with a reason only, such as {reasons}.",
                reasons=", ".join(SEEDED_REASONS[:3]),
            ),
            field="reason",
        )
