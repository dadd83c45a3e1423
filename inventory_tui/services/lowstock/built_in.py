"""The low-stock actions everybody has; they are registered like those of other packages.

Source: warehouse 1.4, *Ship with*.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from math import lcm

from inventory_tui.domain.history import Deed
from inventory_tui.domain.incoming import Incoming
from inventory_tui.domain.low_stock_action import LowStock
from inventory_tui.domain.quantity import ONE, SCALE, ZERO, Quantity
from inventory_tui.services.goods.incoming import today_of, write_down
from inventory_tui.services.reports.alert_targets import NotDelivered, targets
from inventory_tui.store.database import Database
from inventory_tui.wording import tr, trn

_LOG = logging.getLogger("inventory_tui.low_stock")

_UNTIL_THERE = timedelta(days=7)
"""When a drafted delivery is expected, until somebody says it better."""


class Unpublish:
    """*Set as Unpublished*: the product is not for sale until somebody enables it."""

    key = "default"
    priority = 10

    def label(self, language: str) -> str:
        """What people call it."""
        return tr("Set as Unpublished")

    def execute(self, low: LowStock) -> str:
        """Disable the product; nothing where it is disabled already.

        It is the program's deed, not of who sold the last one: they need no right for it.
        """
        database: Database = low.database
        with database.write() as transaction:
            transaction.lock_products([low.product_id])
            product = transaction.products.named(low.product_id)
            if not product.enabled:
                return tr("unpublished already")
            transaction.products.update(product.id, {"enabled": False})
            number = transaction.journal.begin(
                Deed.LOW_STOCK_ANSWERED, low.cause, reason="low-stock"
            )
            transaction.journal.changed(
                number,
                "product",
                product.id,
                product.sku,
                {"enabled": "yes"},
                {"enabled": "no"},
            )
            summary = tr("{sku}: unpublished, for it is low", sku=product.sku)
            transaction.journal.finish(number, summary=summary, counts={"changed": 1})
        return tr("unpublished")


class LogWarning:
    """A line in the program's log."""

    key = "log-warning"
    priority = 20

    def label(self, language: str) -> str:
        """What people call it."""
        return tr("Log a warning")

    def execute(self, low: LowStock) -> str:
        """Log it."""
        _LOG.warning("%s (operation %s).", low.sentence, low.operation)
        return tr("logged")


class Notify:
    """A line in the inbox, and a message wherever this machine sends alerts."""

    key = "notify"
    priority = 30

    def label(self, language: str) -> str:
        """What people call it."""
        return tr("Notify: inbox and alert targets")

    def execute(self, low: LowStock) -> str:
        """Put it into the inbox once, then hand it to the targets.

        Raises:
            NotDelivered: A target could not be reached; the next attempt tries them again.
        """
        database: Database = low.database
        with database.write() as transaction:
            transaction.notices.add(
                f"{low.sentence}.", product_id=low.product_id, operation_id=low.operation
            )
        machine = low.machine
        to = targets(
            file=machine.file,
            command=machine.command,
            webhook=machine.webhook,
            patience_s=machine.timeout_s,
        )
        for target in to:
            target(low.message(self.key))
        return (
            trn(
                "in the inbox, told {count} targets",
                "in the inbox, told {count} targets",
                len(to),
            )
            if to
            else tr("in the inbox")
        )


class DraftReplenishment:
    """A delivery proposed for the enabled source that has least; somebody orders it."""

    key = "create-replenishment-draft"
    priority = 40

    def label(self, language: str) -> str:
        """What people call it."""
        return tr("Draft a replenishment")

    def execute(self, low: LowStock) -> str:
        """Add a draft that brings twice the threshold; nothing where one waits already."""
        database: Database = low.database
        deed = Deed.LOW_STOCK_ANSWERED
        with database.write() as transaction:
            transaction.lock_products([low.product_id])
            if transaction.incoming.is_proposed(low.product_id):
                return tr("a draft waits already")
            source = transaction.incoming.source_with_least(low.product_id)
            if source is None:
                raise NotDelivered(
                    tr("{sku} is at no enabled source to deliver to", sku=low.sku)
                )
            rules = transaction.products.rules([low.product_id])[low.product_id]
            quantity = draft_quantity(low.available, low.threshold, rules.multiple)
            line = Incoming(
                0,
                "",
                "",
                low.product_id,
                low.sku,
                low.name,
                *source,
                quantity,
                ZERO,
                ZERO,
                ZERO,
                today_of(transaction) + _UNTIL_THERE,
                f"{low.sentence}.",
                draft=True,
            )
            number = transaction.journal.begin(deed, low.cause, reason="low-stock")
            line = write_down(transaction, number, line)
            summary = tr(
                "{sku}: proposed {quantity} at {source} on {day}",
                sku=low.sku,
                quantity=quantity,
                source=line.source,
                day=line.expected_on,
            )
            transaction.journal.finish(number, summary=summary, counts={"created": 1})
        return tr("drafted {quantity} for {source}", quantity=quantity, source=source[1])


def draft_quantity(available: Quantity, threshold: Quantity, multiple: Quantity) -> Quantity:
    """Return how much to order: up to twice the threshold, whole units, whole multiples."""
    wanted = max((threshold + threshold - available).parts, threshold.parts, ONE.parts)
    step = lcm(multiple.parts, SCALE) if multiple > ZERO else SCALE
    return Quantity(-(-wanted // step) * step)


class RunCommand:
    """The program that this machine's settings name, with the message on its input."""

    key = "run-command"
    priority = 50

    def label(self, language: str) -> str:
        """What people call it."""
        return tr("Run a command of this machine")

    def execute(self, low: LowStock) -> str:
        """Run it and wait.

        Raises:
            NotDelivered: None is named, or it failed.
        """
        command = low.machine.low_stock_command
        if not command:
            raise NotDelivered(tr("low_stock_command is not set on this machine"))
        for target in targets(command=command, patience_s=low.machine.timeout_s):
            target(low.message(self.key))
        return tr("{command} ran", command=command[0])


BUILT_IN = (Unpublish(), LogWarning(), Notify(), DraftReplenishment(), RunCommand())
